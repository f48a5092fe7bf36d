import Core
import Directory
import Records
import Storage
import TestDesks
import TestSupport
import Testing

@testable import Care

/// What is known of a young person, what they said yes and no to, and how their plan ends.
@Suite struct PersonTests {
    @Test(arguments: testEngines)
    func dueDaysMoveWithTheBirthday(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let before = try await world.care.files.look(seat, id).file
            var person = before.person
            person.bornOn = person.bornOn.adding(days: 10)
            try await world.care.files.change(seat, id, person, basedOn: before.personVersion)
            let after = try await world.care.files.look(seat, id).file
            let place = try #require(before.plan.items.firstIndex { $0.domain == .housing })
            let days = [before, after].map { $0.plan.items[place].dueDay($0.anchors(on: world.today)) }
            #expect(days[1] != days[0] && days[1] != nil)
            #expect(after.record.born == person.bornOn)
        }
    }

    @Test(arguments: testEngines)
    func twoWhoChangeItAtOnceLoseNothing(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let file = try await world.care.files.look(seat, id).file
            var (mine, theirs) = (file.person, file.person)
            mine.municipality = "Ede"
            theirs.mentor = "Oom Jan"
            try await world.care.files.change(
                try await world.seat(1), id, theirs, basedOn: file.personVersion)
            await expect(RecordsError.changedMeanwhile) {
                try await world.care.files.change(seat, id, mine, basedOn: file.personVersion)
            }
            #expect(try await world.care.files.look(seat, id).file.person.mentor == "Oom Jan")
        }
    }

    @Test(arguments: testEngines)
    func theCoordinatorWorksAtTheDesk(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let seat = try await world.seat()
            var person = world.person()
            person.coordinator = world.other.one.id
            await expect(CareError.notAtDesk) { try await world.begin(seat, person) }
            person.coordinator = world.desk.two.id
            let id = try await world.begin(seat, person)
            #expect(try await world.care.files.look(seat, id).file.person.coordinator == world.desk.two.id)
        }
    }

    /// Ages outside of 16 up to and including 23 are refused, with the day on which that ends or began.
    @Test(arguments: testEngines)
    func onlySixteenUpToTwentyThree(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let seat = try await world.seat()
            let young = world.person(age: 15)
            let sixteenth = Birthdays.day(16, born: young.bornOn)
            await expect(CareError.tooYoung(age: 16, from: sixteenth)) { try await world.begin(seat, young) }
            let old = world.person(age: 24)
            let end = Birthdays.end(born: old.bornOn)
            await expect(CareError.tooOld(age: 24, since: end)) { try await world.begin(seat, old) }
            _ = try await world.begin(seat, world.person(age: 16, days: 0))
            _ = try await world.begin(seat, world.person(age: 23, days: 360))
        }
    }

    // MARK: No to help

    @Test(arguments: testEngines)
    func thereIsNoPlanWithoutAYes(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let seat = try await world.seat()
            let no = Consent(id: world.care.context.identifier(), .help, on: world.today, isGiven: false)
            await expect(CareError.noHelp) { try await world.begin(seat, consents: [no]) }
            #expect(try await world.count("care_records") == 0)
        }
    }

    /// After a no nothing is entered; the plan is destroyed after thirty days, unless they say yes again.
    @Test(arguments: testEngines)
    func aNoToHelpStopsThePlan(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let files = world.care.files
            let consent = try #require(try await files.look(seat, id).file.consents.first { $0.purpose == .help })
            try await files.withdraw(seat, id, consent.id, on: world.today)
            let listed = try await files.look(seat, id)
            #expect(listed.file.stop(on: world.today) == .noHelp(since: world.today))
            #expect(listed.deleteOn == world.today.adding(days: 30))
            let item = try #require(listed.file.plan.items.first)
            await expect(CareError.helpStopped(since: world.today)) {
                try await files.set(seat, id, item.id, .done, proof: "", basedOn: listed.file.plan.version)
            }
            await expect(CareError.helpStopped(since: world.today)) {
                try await files.change(seat, id, world.person("Sem"), basedOn: listed.file.personVersion)
            }
            // A second no does not put it off.
            world.clock.advance(seconds: 10 * 86_400)
            let later = try await world.seat()
            try await files.answer(
                later, id, Consent(id: world.care.context.identifier(), .help, on: world.today, isGiven: false))
            #expect(try await files.look(later, id).deleteOn == listed.deleteOn)
            try await files.answer(
                later, id, Consent(id: world.care.context.identifier(), .help, on: world.today))
            #expect(try await files.look(later, id).file.stop(on: world.today) == nil)
            #expect(try await files.look(later, id).deleteOn > world.today.adding(days: 365))
        }
    }

    @Test(arguments: testEngines)
    func aStoppedPlanIsDestroyedOnItsDay(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            try await world.care.files.answer(
                seat, id, Consent(id: world.care.context.identifier(), .help, on: world.today, isGiven: false))
            world.clock.advance(seconds: 29 * 86_400)
            try await world.care.nightly()
            #expect(try await world.count("care_records") == 1)
            world.clock.advance(seconds: 86_400)
            try await world.care.nightly()
            for table in ["care_records", "care_wraps", "care_entries", "care_texts", "care_alerts"] {
                #expect(try await world.count(table) == 0, "\(table)")
            }
        }
    }

    /// What is taken back was given before; what others said no to cannot be taken back.
    @Test(arguments: testEngines)
    func onlyAYesIsTakenBack(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let files = world.care.files
            let no = Consent(id: world.care.context.identifier(), .reporting, on: world.today, isGiven: false)
            try await files.answer(seat, id, no)
            await expect(RecordsError.notFound) { try await files.withdraw(seat, id, no.id, on: world.today) }
            let yes = try #require(try await files.look(seat, id).file.consents.first)
            await expect(CareError.dayBefore(field: "withdrawn-on", yes.on)) {
                try await files.withdraw(seat, id, yes.id, on: yes.on.adding(days: -1))
            }
            let audit = try await world.audited("care.consent.refused")
            #expect(audit.count == 1 && audit[0].details.contains("reporting"))
        }
    }

    /// Of two answers of one day the one that was entered last counts, whatever their identifiers.
    @Test func theLastAnswerOfADayCounts() {
        let on = day("2026-11-26")
        for (first, second) in [(1, 2), (2, 1)] {
            let answers = [
                Consent(id: identifier(first), .help, on: on, isGiven: false),
                Consent(id: identifier(second), .help, on: on),
            ]
            #expect(!answers.isNo(.help, on: on) && [Consent](answers.reversed()).isNo(.help, on: on))
        }
        #expect(![Consent]().isNo(.help, on: on))
    }

    // MARK: The end

    /// From the 24th birthday a plan is exported and destroyed, and nothing else.
    @Test(arguments: testEngines)
    func at24OnlyTheEndRemains(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (_, id) = try await world.open(world.person(age: 23, days: 364))
            world.clock.advance(seconds: 3 * 86_400)
            let seat = try await world.seat()
            let listed = try await world.care.files.look(seat, id)
            let end = listed.file.person.endsOn()
            #expect(listed.file.stop(on: world.today) == .ended(since: end))
            let item = try #require(listed.file.plan.items.first)
            await expect(CareError.planEnded(since: end)) {
                try await world.care.files.set(
                    seat, id, item.id, .done, proof: "", basedOn: listed.file.plan.version)
            }
            await expect(CareError.planEnded(since: end)) {
                try await world.care.files.answer(
                    seat, id, Consent(id: world.care.context.identifier(), .help, on: world.today))
            }
            _ = try await world.care.files.export(seat, id)
            try await world.care.files.destroy(seat, id, .tooOld)
            await expect(RecordsError.notFound) { try await world.care.files.look(seat, id) }
            #expect(try await world.audited("care.plan.destroyed").first?.details.contains("too-old") == true)
        }
    }

    @Test(arguments: testEngines)
    func takingAlongAndDestroyingTakeThePassword(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            world.clock.advance(seconds: SessionRules.confirmation + 1)
            await #expect(throws: DirectoryError.confirmFirst) { _ = try await world.care.files.export(seat, id) }
            await #expect(throws: DirectoryError.confirmFirst) {
                try await world.care.files.destroy(seat, id, .asked)
            }
            #expect(try await world.count("care_records") == 1)
        }
    }

    /// Another desk destroys nothing.
    @Test(arguments: testEngines)
    func anotherDeskDestroysNothing(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (_, id) = try await world.open()
            let dien = try await world.seat(world.other.one, world.other)
            await expect(RecordsError.notFound) { try await world.care.files.destroy(dien, id, .asked) }
            #expect(try await world.count("care_records") == 1)
        }
    }
}
