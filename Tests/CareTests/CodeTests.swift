import Content
import Core
import Directory
import Records
import Storage
import TestDesks
import TestSupport
import Testing
import Vault

@testable import Care

/// The code of a young person: given, used, replaced, taken back and over.
@Suite struct CodeTests {
    @Test(arguments: testEngines)
    func aCodeOpensTheOwnPlan(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let (code, endsOn) = try await world.codes.make(seat, id, .quarter)
            #expect(endsOn == Birthdays.months(3, from: world.today))
            let visit = try await world.care.own.open(code.text, source: "192.0.2.1")
            let view = try #require(try await world.care.own.look(visit))
            #expect(view.id == id && view.file.codeUntil == endsOn)
            #expect(try await world.audited("care.code.made").map(\.subject) == ["care:\(id)"])
            // The database holds neither the code nor the token.
            for table in ["care_receipts", "care_visits"] {
                let rows = try await world.database.read {
                    try $0.rows("SELECT * FROM \(table)").map { "\($0)" }
                }
                #expect(rows.count == 1)
                #expect(!rows[0].contains(visit.text) && !rows[0].contains(code.text.filter(\.isNumber)))
            }
            try await world.care.own.leave(visit)
            #expect(try await world.care.own.look(visit) == nil)
        }
    }

    /// Without the password given lately, for a plan of others, and before activation, there is no code.
    @Test(arguments: testEngines)
    func whoGivesACode(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let dien = try await world.seat(world.other.one, world.other)
            await expect(RecordsError.notFound) { try await world.codes.make(dien, id, .month) }
            world.switches.isActivated = false
            await expect(RecordsError.notActivated) { try await world.codes.make(seat, id, .month) }
            world.switches.isActivated = true
            world.clock.advance(seconds: SessionRules.confirmation)
            await #expect(throws: DirectoryError.confirmFirst) { _ = try await world.codes.make(seat, id, .month) }
            #expect(try await world.count("care_receipts") == 0)
        }
    }

    @Test(arguments: testEngines)
    func aNewCodeEndsTheOldOneAndItsVisits(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let first = try await world.codes.make(seat, id, .year).code
            let visit = try await world.care.own.open(first.text, source: "a")
            let second = try await world.codes.make(seat, id, .year).code
            #expect(try await world.care.own.look(visit) == nil)
            await expect(CareError.unknownCode) { try await world.care.own.open(first.text, source: "a") }
            let later = try await world.care.own.open(second.text, source: "a")
            try await world.codes.withdraw(seat, id)
            #expect(try await world.care.own.look(later) == nil)
            await expect(CareError.visitEnded) { try await world.care.own.wish(later, "Te laat", basedOn: 99) }
            await expect(CareError.unknownCode) { try await world.care.own.open(second.text, source: "a") }
            #expect(try await world.care.files.look(seat, id).file.codeUntil == nil)
            #expect(try await world.count("care_receipts") + world.count("care_visits") == 0)
        }
    }

    /// A row that is put back after the code was taken away opens nothing.
    @Test(arguments: testEngines)
    func whatWasPutBackOpensNothing(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let code = try await world.codes.make(seat, id, .year).code
            try await world.tamper("CREATE TABLE kept AS SELECT * FROM care_receipts")
            try await world.codes.withdraw(seat, id)
            try await world.tamper("INSERT INTO care_receipts SELECT * FROM kept")
            let visit = try await world.care.own.open(code.text, source: "a")
            #expect(try await world.care.own.look(visit) == nil)
            // Nor does a term that is stretched in the database.
            _ = try await world.codes.make(seat, id, .month)
            let other = try await world.codes.make(seat, id, .month).code
            try await world.tamper("UPDATE care_receipts SET ends_on = '2030-01-01'")
            let stretched = try await world.care.own.open(other.text, source: "a")
            #expect(try await world.care.own.look(stretched) == nil)
        }
    }

    @Test(arguments: testEngines)
    func aCodeIsOverOnItsDay(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let (code, endsOn) = try await world.codes.make(seat, id, .month)
            world.clock.set(Instant(startOf: endsOn).advanced(bySeconds: -1))
            let visit = try await world.care.own.open(code.text, source: "a")
            world.clock.advance(seconds: 1)
            #expect(try await world.care.own.look(visit) == nil)
            await expect(CareError.unknownCode) { try await world.care.own.open(code.text, source: "a") }
            try await world.care.nightly()
            #expect(try await world.count("care_receipts") + world.count("care_visits") == 0)
        }
    }

    /// No code outlives the plan.
    @Test func theTermEndsAtTwentyFour() {
        let person = YoungPerson(name: "Noor", bornOn: day("2004-02-29"))
        for term in Codes.Term.allCases {
            #expect(Codes.end(term, for: person, on: day("2027-12-31"), .standard) <= day("2028-02-29"))
        }
        #expect(Codes.end(.month, for: person, on: day("2026-01-31"), .standard) == day("2026-02-28"))
        #expect(Codes.end(.year, for: person, on: day("2026-01-31"), .standard) == day("2027-01-31"))
    }

    /// Who guesses is stopped after ten, from that source alone; a typing error is no guess.
    @Test(arguments: testEngines)
    func aCodeGuessedAHundredTimes(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let code = try await world.codes.make(seat, id, .year).code
            let own = world.care.own
            for _ in 0..<50 {
                await expect(CareError.codeMistyped) { try await own.open("1234 5678", source: "198.51.100.66") }
            }
            var refused = 0
            for _ in 0..<100 {
                do {
                    _ = try await own.open(Receipt(random: systemRandomBytes).text, source: "198.51.100.66")
                    Issue.record("a guess was right")
                } catch CareError.unknownCode {} catch CareError.tooManyCodes { refused += 1 }
            }
            #expect(refused == 100 - OwnVisits.mostWrong)
            let before = world.queue.derivations
            // The right one is not told apart from there either, and nothing is derived.
            await #expect(throws: CareError.self) { _ = try await own.open(code.text, source: "198.51.100.66") }
            #expect(world.queue.derivations == before)
            _ = try await own.open(code.text, source: "198.51.100.67")
            _ = try await world.seat(1)
            world.clock.advance(seconds: 15 * 60 + 1)
            _ = try await own.open(code.text, source: "198.51.100.66")
        }
    }

    @Test(arguments: testEngines)
    func visitsEnd(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let code = try await world.codes.make(seat, id, .year).code
            let own = world.care.own
            let idle = try await own.open(code.text, source: "a")
            world.clock.advance(seconds: OwnVisits.idle)
            #expect(try await own.look(idle) == nil)
            let long = try await own.open(code.text, source: "a")
            for _ in 0..<4 {
                world.clock.advance(seconds: 540)
                #expect(try await own.look(long) != nil)
            }
            world.clock.advance(seconds: 540)
            #expect(try await own.look(long) == nil)
            #expect(try await own.look(Token(random: systemRandomBytes)) == nil)
        }
    }

    // MARK: What the young person enters

    @Test(arguments: testEngines)
    func whatTheyEnterIsTheirs(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let code = try await world.codes.make(seat, id, .year).code
            let own = world.care.own
            let visit = try await own.open(code.text, source: "a")
            let plan = try #require(try await own.look(visit)).file.plan
            let item = try #require(plan.items.first { $0.domain == .housing }).id
            try await own.change(visit, item: item, to: .youngPersonDoesNotWant, basedOn: plan.version)
            try await own.wish(visit, "Een eigen kamer", basedOn: plan.version)
            try await own.view(visit, .housing, .partly)
            try await own.view(visit, .housing, .partly)

            let listed = try await world.care.files.look(seat, id)
            let change = try #require(listed.file.plan.item(item)?.changes.last)
            #expect(change.state == .youngPersonDoesNotWant && change.stamp.by == .youngPerson)
            #expect(listed.file.plan.wish.flatMap { listed.texts[$0] } == "Een eigen kamer")
            let views = listed.file.lines.views(on: world.today).first { $0.domain == .housing }
            #expect(views?.own?.view == .partly && views?.worker == nil)
            #expect(listed.file.lines.count == 1, "the same twice says it once")
            let wish = listed.file.plan.history.last { $0.event.item == nil }
            #expect(wish?.stamp.by == .youngPerson)
            // Somebody at the desk hears that something waits, and not what: once for everything of a day, also when that day was told
            // before it was written.
            world.notices.clear()
            try await world.care.nightly()
            #expect(world.notices.all.count == 1)
            try await own.view(visit, .housing, .arranged)
            try await own.view(visit, .income, .arranged)
            world.clock.advance(seconds: 86_400)
            try await world.care.nightly()
            try await world.care.nightly()
            #expect(world.notices.all.count == 2)
        }
    }

    @Test(arguments: testEngines)
    func aWishGoesAfterNinetyDays(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let code = try await world.codes.make(seat, id, .year).code
            let own = world.care.own
            var visit = try await own.open(code.text, source: "a")
            func version() async throws -> Int { try #require(try await own.look(visit)).file.plan.version }
            try await own.wish(visit, "Eerst dit", basedOn: try await version())
            try await own.wish(visit, "Een eigen kamer", basedOn: try await version())
            #expect(try await world.count("care_texts") == 1, "what it replaced is gone")
            await expect(CareError.tooLong(field: "wish", most: 500)) {
                try await own.wish(visit, String(repeating: "a", count: 501), basedOn: try await version())
            }
            await expect(CareError.holdsBSN(field: "wish")) {
                try await own.wish(visit, "Mijn nummer is 111222333", basedOn: try await version())
            }
            world.clock.advance(seconds: 91 * 86_400)
            try await world.care.nightly()
            #expect(try await world.count("care_texts") == 0)
            visit = try await own.open(code.text, source: "a")
            #expect(try await own.look(visit)?.texts.isEmpty == true)
            try await own.wish(visit, "Toch nog", basedOn: try await version())
            try await own.wish(visit, "", basedOn: try await version())
            #expect(try await own.look(visit)?.file.plan.wish == nil)
            #expect(try await world.count("care_texts") == 0)
        }
    }

    /// The desk and the young person change the same item: the second sees both, and nothing is lost.
    @Test(arguments: testEngines)
    func twoChangeTheSame(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let code = try await world.codes.make(seat, id, .year).code
            let visit = try await world.care.own.open(code.text, source: "a")
            let plan = try #require(try await world.care.own.look(visit)).file.plan
            let (one, two) = (plan.items[0].id, plan.items[1].id)
            try await world.care.files.change(seat, id, "care.plan.changed") { entering in
                try entering.plan(.changed(one, .done, proof: "Brief"), basedOn: plan.version)
            }
            let stale = await #expect(throws: StalePlan.self) {
                try await world.care.own.change(visit, item: one, to: .youngPersonDoesNotWant, basedOn: plan.version)
            }
            #expect(stale?.theirs?.latest == .done)
            #expect(stale?.typed == .changed(one, .youngPersonDoesNotWant, proof: ""))
            try await world.care.own.change(visit, item: two, to: .done, basedOn: plan.version)
            await #expect(throws: CareError.self) {
                try await world.care.own.change(visit, item: identifier(7), to: .done, basedOn: 99)
            }
        }
    }

    /// A phone in wrong hands does not fill a plan.
    @Test func aDayHasAnEnd() async throws {
        try await withWorld(.sqlite) { world in
            let (seat, id) = try await world.open()
            let code = try await world.codes.make(seat, id, .year).code
            let own = world.care.own
            var visit = try await own.open(code.text, source: "a")
            let views: [DomainLine.View] = [.arranged, .not]
            for number in 0..<OwnVisits.mostInDay {
                world.clock.advance(seconds: 1)
                try await own.view(visit, .income, views[number % 2])
            }
            await expect(CareError.tooMuchToday(most: OwnVisits.mostInDay)) {
                try await own.view(visit, .income, .arranged)
            }
            world.clock.advance(seconds: 86_400)
            visit = try await own.open(code.text, source: "a")
            try await own.view(visit, .income, .arranged)
        }
    }

    /// Nothing on a phone tells of exploitation, care or illness, in the list as it is shipped.
    @Test func theListOnAPhoneIsNeutral() {
        let words = [
            "hulp", "zorgverlener", "voogd", "pleeg", "gesloten", "uitbuit", "slachtoffer", "aangifte", "advocaat",
            "ggz",
            "ziek", "beperking", "veilig", "seks", "ciz", "wajong", "rechter", "begeleid", "exploit", "victim",
            "foster",
            "guardian", "safe", "lawyer", "illness", "disab", "mental", "care worker", "youth care",
        ]
        for item in Checklist.real.items where item.isOnPhone && Domain.bigFive.contains(item.domain) {
            for language in Language.all {
                let text = item.plain[language].lowercased()
                for word in words where text.contains(word) { Issue.record("\(item.id) says \(word): \(text)") }
            }
        }
    }
}

extension World {
    var codes: Codes { care.codes }
    var glass: OnCall { care.onCall }
    var calendars: Calendars { care.calendars }
}
