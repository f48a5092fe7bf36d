import Core
import Directory
import Records
import Storage
import TestDesks
import TestSupport
import Testing
import Vault

@testable import Care

/// Break-the-glass: what a desk on call can open, for how long, and who sees it.
@Suite struct OnCallTests {
    @Test(arguments: testEngines)
    func openedWithAReasonAndForAnHour(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let gijs = try await world.seat(world.onCall.one, world.onCall)
            #expect(try await world.glass.all(gijs).isEmpty)
            await expect(RecordsError.notFound) { try await world.glass.open(gijs, id, .danger, words: "Nu") }
            try await world.glass.give(seat, id, to: world.onCall.id)
            let listed = try #require(try await world.glass.all(gijs).first)
            #expect(listed.id == id && listed.desk == "Zorg A" && listed.openUntil == nil)
            await expect(CareError.notOpenedInNeed) { try await world.glass.look(gijs, id) }
            await expect(CareError.missing(field: "words")) {
                try await world.glass.open(gijs, id, .danger, words: "  ")
            }
            await expect(CareError.notOpenedInNeed) { try await world.glass.look(gijs, id) }

            world.notices.clear()
            try await world.glass.open(gijs, id, .missing, words: "Sinds vannacht weg")
            let (file, until) = try await world.glass.look(gijs, id)
            #expect(file.person.name == "Noor" && until == world.clock.instant.advanced(bySeconds: 3600))
            // Only who opened it, and only for the hour.
            let hanna = try await world.seat(world.onCall.two, world.onCall)
            await expect(CareError.notOpenedInNeed) { try await world.glass.look(hanna, id) }
            world.clock.advance(seconds: 3600)
            let again = try await world.seat(world.onCall.one, world.onCall)
            await expect(CareError.notOpenedInNeed) { try await world.glass.look(again, id) }

            // The care desk hears it, and sees by whom and why.
            let people = world.desk.people.map(\.id).sorted()
            #expect(world.notices.all == [Notices.Notice(members: people, desk: world.desk.id)])
            let opening = try #require(try await world.care.files.look(try await world.seat(), id).file.openings.last)
            #expect(opening.reason == .missing && opening.words == "Sinds vannacht weg")
            #expect(opening.stamp.by == .member(world.onCall.one.id) && opening.desk == world.onCall.id)
            let audit = try await world.audited("care.plan.opened-in-need")
            #expect(audit.count == 1 && !audit[0].details.contains("vannacht"))
        }
    }

    @Test(arguments: testEngines)
    func thePasswordComesFirst(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            try await world.glass.give(seat, id, to: world.onCall.id)
            let gijs = try await world.seat(world.onCall.one, world.onCall)
            world.clock.advance(seconds: SessionRules.confirmation)
            await #expect(throws: DirectoryError.confirmFirst) {
                try await world.glass.open(gijs, id, .danger, words: "Nu")
            }
            await #expect(throws: DirectoryError.confirmFirst) {
                try await world.glass.give(seat, id, to: world.onCall.id)
            }
        }
    }

    /// A desk on call changes nothing and reads nothing by another way; other desks open nothing in need.
    @Test(arguments: testEngines)
    func nothingElse(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            try await world.glass.give(seat, id, to: world.onCall.id)
            let gijs = try await world.seat(world.onCall.one, world.onCall)
            await #expect(throws: DirectoryError.notAllowed) { _ = try await world.care.files.open(gijs, id) }
            await #expect(throws: DirectoryError.notAllowed) {
                try await world.care.files.change(gijs, id, "care.x") { try $0.enter(.exported) }
            }
            await #expect(throws: DirectoryError.notAllowed) { _ = try await world.glass.all(seat) }
            for desk in [world.other.id, world.duty.id] {
                await #expect(throws: DirectoryError.notFound) { try await world.glass.give(seat, id, to: desk) }
            }
            let dien = try await world.seat(world.other.one, world.other)
            await expect(RecordsError.notFound) { try await world.glass.give(dien, id, to: world.onCall.id) }
        }
    }

    @Test(arguments: testEngines)
    func takenBackItClosesAtOnce(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            try await world.glass.give(seat, id, to: world.onCall.id)
            let gijs = try await world.seat(world.onCall.one, world.onCall)
            try await world.glass.open(gijs, id, .danger, words: "Nu")
            try await world.glass.take(seat, id, from: world.onCall.id)
            await expect(RecordsError.notFound) { try await world.glass.look(gijs, id) }
            await expect(RecordsError.notFound) { try await world.glass.open(gijs, id, .danger, words: "Nu") }
            #expect(try await world.glass.all(gijs).isEmpty)
            #expect(try await world.count("care_wraps") == 1)
            #expect(try await world.care.files.look(seat, id).file.openings.count == 1, "what was, stays")
        }
    }

    /// A row in the database opens nothing by itself.
    @Test(arguments: testEngines)
    func anHourCannotBeStretched(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            try await world.glass.give(seat, id, to: world.onCall.id)
            var gijs = try await world.seat(world.onCall.one, world.onCall)
            try await world.glass.open(gijs, id, .danger, words: "Nu")
            try await world.tamper("UPDATE care_openings SET ends_at = ends_at + 86400000")
            world.clock.advance(seconds: 3600)
            gijs = try await world.seat(world.onCall.one, world.onCall)
            await expect(CareError.notOpenedInNeed) { try await world.glass.look(gijs, id) }
        }
    }
}

/// The calendar and the mail: when, and never what or whose.
@Suite struct CareNoticeTests {
    @Test(arguments: testEngines)
    func aCalendarTellsNumbersAndDays(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let token = try await world.calendars.make(seat.actor)
            let alerts = try await world.calendars.alerts(token.text)
            #expect(!alerts.isEmpty && alerts.allSatisfy { $0.record == id && $0.desk == world.desk.id })
            // Made anew, the old address is nothing; removed, the new one neither.
            let next = try await world.calendars.make(seat.actor)
            await expect(CareError.noCalendar) { try await world.calendars.alerts(token.text) }
            #expect(try await world.calendars.alerts(next.text).count == alerts.count)
            for text in ["", "x", String(repeating: "0", count: 64)] {
                await expect(CareError.noCalendar) { try await world.calendars.alerts(text) }
            }
            try await world.calendars.remove(seat.actor)
            await expect(CareError.noCalendar) { try await world.calendars.alerts(next.text) }
            let gijs = try await world.seat(world.onCall.one, world.onCall)
            await #expect(throws: DirectoryError.self) { _ = try await world.calendars.make(gijs.actor) }
        }
    }

    /// Who coordinates sees it alone; who left the desk sees nothing any more.
    @Test(arguments: testEngines)
    func aCalendarIsOfWhoCoordinates(engine: Engine) async throws {
        try await withWorld(engine) { world in
            var person = world.person()
            person.coordinator = world.desk.two.id
            let (seat, _) = try await world.open(person)
            let bram = try await world.seat(1)
            let (mine, theirs) = (
                try await world.calendars.make(seat.actor), try await world.calendars.make(bram.actor)
            )
            #expect(try await world.calendars.alerts(mine.text).isEmpty)
            #expect(try await !world.calendars.alerts(theirs.text).isEmpty)
            try await world.directory.desks.removeMember(.system, world.desk.id, world.desk.two.id)
            await expect(CareError.noCalendar) { try await world.calendars.alerts(theirs.text) }
        }
    }

    /// One mail for each member, desk and day, however many plans and days came due, and however often the night comes.
    @Test(arguments: testEngines)
    func oneMailADay(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let seat = try await world.seat()
            var person = world.person("Noor", age: 16)
            person.coordinator = world.desk.two.id
            for name in ["Noor", "Sam", "Mila"] {
                person.name = name
                _ = try await world.begin(seat, person)
            }
            world.clock.advance(seconds: 400 * 86_400)
            world.notices.clear()
            try await world.care.nightly()
            #expect(world.notices.all == [Notices.Notice(members: [world.desk.two.id], desk: world.desk.id)])
            try await world.care.nightly()
            #expect(world.notices.all.count == 1)
            // Who left hears nothing; the others at the desk do.
            try await world.directory.desks.removeMember(.system, world.desk.id, world.desk.two.id)
            world.clock.advance(seconds: 400 * 86_400)
            world.notices.clear()
            try await world.care.nightly()
            let rest = [world.desk.one.id, world.desk.three.id].sorted()
            #expect(world.notices.all == [Notices.Notice(members: rest, desk: world.desk.id)])
        }
    }
}
