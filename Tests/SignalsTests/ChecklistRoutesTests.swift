import Content
import Core
import Directory
import Foundation
import Storage
import TestDesks
import TestSupport
import Testing
import Web

@testable import Signals

/// What an installation shows of telephone numbers, and who has rung them.
@Suite struct ChecklistRoutesTests {
    private static let seen: [(String, String)] = [
        ("setting", "hotel"), ("role", "reception"), ("signal-V05", "seen"), ("signal-V06", "seen"),
    ]

    /// An installation shows no number that nobody there has rung, 112 excepted; the demo shows all, marked.
    @Test(arguments: testEngines)
    func showsOnlyWhatWasChecked(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let anna = try await world.actor(world.first.one)
            try await world.browse { browser in
                let before = try await browser.post("/m/5", Self.seen).body
                #expect(!before.contains("0800-2000") && !before.contains("0900-8844") && before.contains("tel:112"))
                #expect(before.contains("Hier staan alleen nummers die iemand van deze organisatie heeft nagekeken."))
                let checks = world.signals.routeChecks
                let state = try #require(try await checks.states(anna).first { $0.route.id == "veilig-thuis" })
                try await checks.verify(anna, "veilig-thuis", facts: state.facts)
                world.clock.advance(seconds: 1)
                let after = try await browser.post("/m/5", Self.seen).body
                #expect(after.contains("0800-2000") && !after.contains("0900-8844"))
                #expect(!after.contains("nog niet nagekeken</span>"))
            }
        }
    }

    /// The number in the words for whoever asks for themselves is shown once somebody has checked it, like any other.
    @Test(arguments: testEngines)
    func theNumberOfTheAftercareIsCheckedToo(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let anna = try await world.actor(world.first.one)
            try await world.browse { browser in
                let own = [("setting", "online"), ("role", "self"), ("signal-V51", "seen")]
                let before = try await browser.post("/m/5", own).body
                #expect(before.contains("Denk je aan zelfdoding?") && !before.contains("113"))
                let checks = world.signals.routeChecks
                let state = try #require(try await checks.states(anna).first { $0.route.id == "suicide-prevention" })
                try await checks.verify(anna, "suicide-prevention", facts: state.facts)
                world.clock.advance(seconds: 1)
                let after = try await browser.post("/m/5", own).body
                #expect(after.contains("tel:113") && Markup(after).faults == [])
                let other = [("setting", "online"), ("role", "parent"), ("signal-V51", "seen")]
                #expect(!(try await browser.post("/m/5", other).body.contains("tel:113")))
            }
        }
    }

    /// Numbers come from the routes, where a member checked them; no sentence has one of its own, 112 excepted.
    @Test(arguments: ["signals", "signals-report"])
    func noSentenceHasANumberOfItsOwn(file: String) throws {
        for language in Language.all {
            let path = "\(World.resources)/strings/\(file).\(language).yaml"
            for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
                let isExample = line.contains("06 12 34 56 78")
                let numbers = line.split { !$0.isNumber && $0 != "-" && $0 != " " }
                    .map { $0.filter(\.isNumber) }.filter { $0.count > 2 && $0 != "112" }
                #expect(numbers.isEmpty || isExample, "\(file).\(language): \(line)")
            }
        }
    }

    /// The receipt names whom to talk to, and who wrote too much whom to call, once a member has rung them.
    @Test(arguments: testEngines)
    func sentencesHaveCheckedNumbersOnly(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let anna = try await world.actor(world.first.one)
            let report = [("what", "Iets"), ("setting", "hotel"), ("named", "no")]
            let receipt = try await world.file().receipt
            let visit = try await world.visit(receipt)
            for number in 1...FollowUp.mostMessages { try await world.signals.followUp.add(visit, "Bericht \(number)") }
            try await world.serve { client, _ in
                func pages() async throws -> (filed: PageBrowser.Answer, full: PageBrowser.Answer) {
                    let filed = try await PageBrowser(client).post("/m/9", report)
                    let browser = PageBrowser(client)
                    let talk = try await PageFollowUpTests.open(receipt, browser)
                    return (filed, try await browser.fill(talk, "/m/gesprek/bericht", ["text": "Nog een"]))
                }
                let before = try await pages()
                #expect(before.filed.receipt != nil && !before.filed.says("113"))
                #expect(before.full.says("Je hebt al heel veel geschreven") && !before.full.says("0900"))
                let checks = world.signals.routeChecks
                for id in ["suicide-prevention", "police"] {
                    let state = try #require(try await checks.states(anna).first { $0.route.id == id })
                    try await checks.verify(anna, id, facts: state.facts)
                }
                let after = try await pages()
                #expect(after.filed.says("113 Zelfmoordpreventie: 113."))
                #expect(after.full.says("0900-8844"))
            }
        }
    }

    /// A check is of a number, an address and hours: another one needs another check.
    @Test func aChangedNumberNeedsAnotherCheck() throws {
        let library = try Shipped.checklist.get()
        let route = try #require(library.routes.first { $0.id == "veilig-thuis" })
        let facts = RouteChecks.facts(of: route)
        var other = route
        other.number = "0800-2001"
        #expect(RouteChecks.facts(of: other) != facts)
        other = route
        other.web = "https://veiligthuis.example"
        #expect(RouteChecks.facts(of: other) != facts)
        other = route
        other.hours = .weekly([1: [.init("09:00-17:00")!]])
        #expect(RouteChecks.facts(of: other) != facts)
        let monday = RouteChecks.facts(of: other)
        other.hours = .weekly([2: [.init("09:00-17:00")!]])
        #expect(RouteChecks.facts(of: other) != monday)
        other = route
        other.note = nil
        #expect(RouteChecks.facts(of: other) == facts)
    }

    /// Due at first, not after a check, due again after a quarter; the number stays on the page meanwhile.
    @Test(arguments: testEngines)
    func isAskedAgainAfterAQuarter(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let anna = try await world.actor(world.first.one)
            let checks = world.signals.routeChecks
            let all = try await checks.states(anna)
            #expect(all.allSatisfy { $0.isDue && !$0.isVerified && $0.route.id != "emergency" } && all.count >= 8)
            let police = try #require(all.first { $0.route.id == "police" })
            try await checks.verify(anna, "police", facts: police.facts)
            #expect(try await checks.dueCount(anna) == all.count - 1)
            let last = try await checks.states(anna).last
            #expect(last?.route.id == "police")
            world.clock.advance(seconds: 91 * 86_400)
            #expect(try await checks.dueCount(anna) == all.count - 1)
            world.clock.advance(seconds: 86_400)
            #expect(try await checks.dueCount(anna) == all.count)
            let shown = try await checks.shown([police.route])
            #expect(shown.map(\.isVerified) == [true])
        }
    }

    /// Duty desks and administrators; nobody else, and no facts that have changed since.
    @Test(arguments: testEngines)
    func whoMayConfirm(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let checks = world.signals.routeChecks
            let anna = try await world.actor(world.first.one)
            let gert = try await world.actor(world.care.one)
            let facts = try #require(try await checks.states(anna).first { $0.route.id == "police" }).facts
            await #expect(throws: DirectoryError.notAllowed) { try await checks.verify(gert, "police", facts: facts) }
            await #expect(throws: DirectoryError.signInFirst) {
                try await checks.verify(.visitor, "police", facts: facts)
            }
            await #expect(throws: SignalsError.changedMeanwhile) { try await checks.verify(anna, "police", facts: "0") }
            await #expect(throws: SignalsError.notFound) { try await checks.verify(anna, "nobody", facts: facts) }
            await #expect(throws: DirectoryError.notAllowed) { _ = try await checks.states(gert) }
            let counts = try await world.rowCounts()
            #expect(counts["signals_route_checks"] == 0)
        }
    }

    /// The page: nothing is confirmed without the tick, and what was confirmed is in the audit trail.
    @Test(arguments: testEngines)
    func confirmingOnThePage(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let anna = try await world.actor(world.first.one)
            let facts = try #require(
                try await world.signals.routeChecks.states(anna).first { $0.route.id == "police" }
            ).facts
            try await world.browse(sessions: ["anna": anna]) { browser in
                var signedIn = browser
                signedIn.session = "anna"
                for prefix in ["", "/en"] {
                    let page = try await signedIn.get("\(prefix)/werk/meldingen/routes")
                    #expect(page.status == 200 && page.body.contains("0900-8844") && !page.body.contains("checklist."))
                    #expect(Markup(page.body).faults == [])
                }
                let path = "/werk/meldingen/routes/police"
                let unsure = try await signedIn.post(path, [("facts", facts)])
                #expect(unsure.status == 422 && unsure.body.contains("href=\"#sure-police\""))
                let stale = try await signedIn.post(path, [("facts", "0"), ("sure", "1")])
                #expect(stale.status == 422)
                let done = try await signedIn.post(path, [("facts", facts), ("sure", "1")])
                #expect(done.status == 303)
                let visitor = try await browser.get("/werk/meldingen/routes")
                #expect(visitor.location?.contains("/inloggen") == true)
            }
            let rows = try await world.database.read {
                try $0.rows("SELECT action, subject FROM directory_audit WHERE action = 'signals.route.verified'").map {
                    row -> String in try row["subject"]
                }
            }
            #expect(rows == ["route:police"])
        }
    }
}
