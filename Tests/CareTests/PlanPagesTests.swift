import Core
import Directory
import HTTPTypes
import Records
import Storage
import TestDesks
import TestSupport
import Testing
import Web

@testable import Care

/// The care desk's pages, from an empty desk to a plan on paper.
@Suite struct PlanPagesTests {
    private static let path = CareVisit.path

    private func typed(_ day: Day) -> String { "\(day.day)-\(day.month)-\(day.year)" }

    private func complete(_ world: World, born: Day? = nil) -> [(String, String)] {
        [
            ("name", "Noor"), ("born-on", typed(born ?? world.person().bornOn)), ("municipality", "Ede"),
            ("reference", "D-12"), ("mentor", "tante Els"), ("coordinator", world.desk.two.id.text),
            ("mild-disability", "unknown"), ("consent-help", "yes"), ("consent-handover", "yes"),
            ("consent-reporting", "no"), ("consent-statistics", "not-asked"), ("given-by", "young-person"),
            ("consent-on", typed(world.today)), ("covers", "de gemeente"),
        ]
    }

    /// The whole way without a script: nothing is kept before the last step, and nothing that was typed is lost.
    @Test(arguments: testEngines)
    func fromAnEmptyDeskToAPlan(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await world.serve(world.care.routes) { client, logged in
                let ada = try await world.browser(client, world.desk.one)
                var page = try await ada.get(Self.path)
                #expect(page.faults == [] && page.says("Hier komen jullie jongeren"))
                #expect(page.headers[.cacheControl] == "no-store")
                page = try await ada.get("\(Self.path)/nieuw")
                #expect(page.faults == [] && page.says("Geen BSN"))
                let hidden = page.hidden("\(Self.path)/nieuw")
                page = try await ada.post(
                    "\(Self.path)/nieuw", hidden + [("name", "Bewaard"), ("municipality", "Ede")])
                #expect(page.status == 422 && page.faults == [] && page.value("name") == "Bewaard")

                let old = try #require(Day(year: world.today.year - 25, month: 1, day: 1))
                page = try await ada.post("\(Self.path)/nieuw", hidden + complete(world, born: old))
                #expect(page.status == 422 && page.says("Deze jongere werd 24") && page.value("mentor") == "tante Els")

                page = try await ada.post("\(Self.path)/nieuw", hidden + complete(world))
                #expect(page.status == 200 && page.faults == [] && page.says("Er is nog niets bewaard"))
                #expect(try await world.count("care_records") == 0)
                let check = page
                // Back to change it: everything still stands there.
                page = try await ada.post("\(Self.path)/nieuw", complete(world) + [("step", "change")])
                #expect(page.value("name") == "Noor" && page.chosen("consent-reporting") == ["no"])
                page = try await ada.post("\(Self.path)/nieuw", complete(world) + [("step", "begin")])
                #expect(check.actions.count >= 2 && page.status == 303, "\(page.body.prefix(4000))")
                #expect(try await world.count("care_records") == 1)
                let plan = try #require(page.location?.split(separator: "?").first.map(String.init))
                page = try await ada.get(plan)
                #expect(page.faults == [] && page.says("Een plek om te wonen"))
                page = try await ada.get(Self.path)
                #expect(page.faults == [] && page.says("Noor") && page.says("Coördinator: Bram"))
                #expect(logged.all.allSatisfy { !$0.contains("Noor") && !$0.contains("tante") })
            }
        }
    }

    @Test(arguments: testEngines)
    func anItemIsDoneAndAStaleFormShowsBoth(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let item = try #require(
                try await world.care.files.look(seat, id).file.plan.items.first { $0.domain == .housing }
            ).id
            try await world.serve(world.care.routes) { client, _ in
                let (ada, bram) = (
                    try await world.browser(client, world.desk.one), try await world.browser(client, world.desk.two)
                )
                let base = "\(Self.path)/\(id)/plan"
                let mine = try await ada.get("\(base)/\(item)")
                #expect(mine.faults == [] && mine.says("Nog niet nagekeken door een beroepskracht"))
                #expect(mine.says("12 maanden vóór de 18de verjaardag"))
                let theirs = try await bram.get("\(base)/\(item)")
                var page = try await bram.fill(
                    theirs, "\(base)/\(item)/stand", ["state": "done", "proof": "Sleutel van Bram"])
                #expect(page.status == 303)
                page = try await ada.fill(
                    mine, "\(base)/\(item)/stand", ["state": "blocked", "proof": "Wachtlijst van Ada"])
                #expect(page.status == 422 && page.faults == [])
                #expect(page.says("Sleutel van Bram") && page.value("proof") == "Wachtlijst van Ada")
                page = try await ada.fill(
                    page, "\(base)/\(item)/stand", ["state": "blocked", "proof": "Wachtlijst van Ada"])
                #expect(page.status == 303)
                page = try await ada.get("\(base)/\(item)")
                #expect(page.says("Sleutel van Bram") && page.says("Wachtlijst van Ada"), "the history keeps both")

                page = try await ada.fill(page, "\(base)/\(item)/stand", ["state": "blocked", "proof": ""])
                #expect(page.status == 422 && page.chosen("state") == ["blocked"])
                page = try await ada.fill(page, "\(base)/\(item)/stand", ["state": "open", "until": "1-1-2030"])
                #expect(page.status == 422 && page.value("until") == "1-1-2030")
                page = try await ada.fill(page, "\(base)/\(item)/datum", ["due": "gisteren"])
                #expect(page.status == 422 && page.value("due") == "gisteren")
                page = try await ada.fill(page, "\(base)/\(item)/datum", ["due": "1-3-2027"])
                #expect(page.status == 303)
                page = try await ada.get("\(base)/\(item)")
                #expect(page.says("1 maart 2027 – met de hand gezet"))
                page = try await ada.fill(page, "\(base)/\(item)/datum", to: nil)
                #expect(page.status == 422 || page.status == 303)
                #expect(try await ada.get("\(base)?toon=overdue&gebied=housing").faults == [])
            }
        }
    }

    @Test(arguments: testEngines)
    func ownWordsComeBackWithAQuestion(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (_, id) = try await world.open()
            try await world.serve(world.care.routes) { client, logged in
                let ada = try await world.browser(client, world.desk.one)
                let base = "\(Self.path)/\(id)/plan"
                var page = try await ada.get(base)
                page = try await ada.fill(page, "\(base)/wens", ["wish": "Bel me op 0612345678"])
                #expect(page.status == 422 && page.says("Bel me op 0612345678") && page.says("telefoonnummer"))
                page = try await ada.fill(page, "\(base)/wens", ["wish": "Bel me op 0612345678", "looked": "yes"])
                #expect(page.status == 303)
                page = try await ada.get(base)
                #expect(page.faults == [] && page.says("Bel me op 0612345678") && page.says("Blijft staan tot en met"))
                let version = page.hidden("\(base)/wens").filter { $0.0 != "wish" }
                page = try await ada.post("\(base)/wens", version + [("wish", "BSN 111222333")])
                #expect(page.status == 422 && page.says("BSN kan zijn") && page.says("BSN 111222333"))
                page = try await ada.fill(page, "\(base)/wens/verleng")
                #expect(page.status == 303)
                page = try await ada.get("\(base)/afdruk")
                #expect(page.faults == [] && page.says("Bel me op 0612345678") && page.says("Jij: Huisarts."))
                #expect(!page.says("Bram") && !page.says("Zorg A"))
                #expect(try await ada.get("/en\(base)/afdruk").says("You: GP."))
                #expect(logged.all.allSatisfy { !$0.contains("0612345678") })
            }
        }
    }

    @Test(arguments: testEngines)
    func consentIsAskedShownAndTakenBack(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let seat = try await world.seat()
            // Somebody for whom parents said yes, before 18; now the birthday has passed.
            let person = world.person(age: 17, days: 360)
            let consents = [
                Consent(id: world.care.context.identifier(), .help, by: .parents, on: world.today)
            ]
            let id = try await world.begin(seat, person, consents: consents)
            world.clock.advance(seconds: 10 * 86_400)
            try await world.serve(world.care.routes) { client, _ in
                let ada = try await world.browser(client, world.desk.one)
                let path = "\(Self.path)/\(id)/gegevens"
                var page = try await ada.get(path)
                #expect(page.faults == [] && page.says("de jongere werd 18 op") && page.says("nog nooit gevraagd"))
                #expect(page.says("Opnieuw vragen"))
                page = try await ada.fill(page, "\(path)/toestemming", ["purpose": "help", "covers": "Getypt"])
                #expect(page.status == 422 && page.value("covers") == "Getypt")
                page = try await ada.fill(
                    page, "\(path)/toestemming",
                    [
                        "purpose": "help", "answer": "no", "given-by": "young-person",
                        "consent-on": typed(world.today), "covers": "",
                    ])
                #expect(page.status == 303)
                for below in ["/gegevens", "/plan"] {
                    page = try await ada.get("\(Self.path)/\(id)\(below)")
                    #expect(page.faults == [] && page.says("Er is geen toestemming meer voor hulp"))
                }
                #expect(!page.actions.contains { $0.contains("/plan/") }, "no form that can only fail")
                page = try await ada.get(Self.path)
                #expect(page.says("Geen toestemming meer"))
                page = try await ada.get(path)
                #expect(!page.actions.contains(path))
                page = try await ada.fill(page, "\(path)/vernietigen", ["destroy-reason": "consent-withdrawn"])
                #expect(page.status == 303)
                #expect(try await ada.get(path).status == 404)
            }
        }
    }

    @Test(arguments: testEngines)
    func everythingGoesAlong(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let version = try await world.care.files.look(seat, id).file.plan.version
            try await world.care.files.wish(
                seat, id, nil, "Een \"eigen\" kamer", field: "wish", isLookedAt: false, basedOn: version)
            try await world.serve(world.care.routes) { client, _ in
                let ada = try await world.browser(client, world.desk.one)
                let path = "\(Self.path)/\(id)/gegevens/alles"
                let page = try await ada.get(path)
                #expect(page.faults == [] && page.says("Noor") && page.says("Een plek om te wonen"))
                let file = try await ada.get("\(path).json")
                #expect(file.headers[.contentDisposition]?.contains("attachment") == true)
                #expect(file.body.contains("\"Een \\\"eigen\\\" kamer\"") && file.body.contains("\"young-person\""))
                #expect(try await world.audited("care.plan.exported").count == 2)
                world.clock.advance(seconds: SessionRules.confirmation + 1)
                #expect(try await ada.get("\(path).json").location?.contains("bevestig") == true)
            }
        }
    }

    @Test(arguments: testEngines)
    func aLetterIsFilledInChangedAndPrinted(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (_, id) = try await world.open()
            try await world.serve(world.care.routes) { client, logged in
                let ada = try await world.browser(client, world.desk.one)
                let path = "\(Self.path)/\(id)/brieven"
                var page = try await ada.get(path)
                #expect(page.faults == [] && page.says("Nog niet nagekeken door een jurist"))
                #expect(try await ada.get("/en\(path)").says("the text is in Dutch"))
                let letter = "\(path)/verlengde-jeugdhulp"
                page = try await ada.get(letter)
                #expect(page.faults == [])
                page = try await ada.fill(page, letter, ["name-as": "initials"])
                #expect(page.faults == [] && page.says("verlengde jeugdhulp voor N.") && page.says("van Ede"))
                #expect(page.says("geboren op ……"), "the date of birth was not ticked")
                page = try await ada.post(
                    letter, [("step", "print"), ("letter", "Beste <b>mevrouw</b>, groet Kanarie")])
                #expect(page.faults == [] && page.says("Beste &lt;b&gt;mevrouw&lt;/b&gt;"))
                page = try await ada.fill(page, letter)
                #expect(page.status == 200 && page.says("groet Kanarie"), "back to the text")
                page = try await ada.post(letter, [("step", "print"), ("letter", "")])
                #expect(page.status == 422)
                #expect(try await ada.get("\(path)/onbekend").status == 404)
                #expect(try await world.audited("care.letter.made").count == 1)
                #expect(logged.all.allSatisfy { !$0.contains("Kanarie") })
            }
        }
    }

    /// Somebody of another desk, and a plan that is not there, get the same answer on every page and for every form.
    @Test(arguments: testEngines)
    func anothersPlanIsNotThere(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let item = try #require(try await world.care.files.look(seat, id).file.plan.items.first).id
            try await world.serve(world.care.routes) { client, _ in
                let dien = try await world.browser(client, world.other.one)
                for route in world.care.routes where route.path.hasPrefix("\(Self.path)/:id") {
                    let path = route.path.replacing(":id", with: id.text).replacing(":item", with: item.text)
                        .replacing(":letter", with: "schuldhulp").replacing(":handover", with: item.text)
                    let answer = route.method == .get ? try await dien.get(path) : try await dien.post(path)
                    // The pages of a desk on call are for no care desk at all.
                    let expected = route.path.hasPrefix(CareVisit.path) ? 404 : 403
                    #expect(answer.status == expected, "\(route.method) \(route.path): \(answer.status)")
                }
                let fien = try await world.browser(client, world.duty.one)
                #expect(try await fien.get(Self.path).status == 403)
                let gijs = try await world.browser(client, world.onCall.one)
                #expect(try await gijs.get(Self.path).status == 403)
            }
        }
    }

    @Test(arguments: testEngines)
    func hostileTextStaysText(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let seat = try await world.seat()
            var ids: [Identifier] = []
            // What looks like an image is refused.
            for text in hostileTexts where !TextRemark.all(in: text).contains(.image) {
                var person = world.person(text)
                person.municipality = text
                person.mentor = text
                let id = try await world.begin(seat, person)
                let files = world.care.files
                let version = try await files.look(seat, id).file.plan.version
                let item = try await files.add(seat, id, .income, text, due: nil, onPhone: false, basedOn: version)
                let next = try await files.look(seat, id).file.plan.version
                try await files.set(seat, id, item, .blocked, proof: text, basedOn: next)
                try await files.wish(seat, id, nil, text, field: "wish", isLookedAt: true, basedOn: next)
                ids.append(id)
            }
            try await world.serve(world.care.routes) { [ids] client, _ in
                let ada = try await world.browser(client, world.desk.one)
                #expect(try await ada.get(Self.path).faults == [])
                for id in ids {
                    let below = ["/plan", "/gegevens", "/geschiedenis", "/plan/afdruk", "/brieven", "/gegevens/alles"]
                    for path in below {
                        let faults = try await ada.get("\(Self.path)/\(id)\(path)").faults
                        #expect(faults == [], "\(path)")
                    }
                }
            }
        }
    }

    /// Everything that was entered stands in the history, the newest first, a page at a time.
    @Test(arguments: testEngines)
    func theHistoryTellsEverything(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let files = world.care.files
            for number in 1...60 {
                _ = try await files.add(
                    seat, id, .income, "Eigen nummer \(number)", due: nil, onPhone: false,
                    basedOn: try await files.look(seat, id).file.plan.version)
            }
            try await world.serve(world.care.routes) { client, _ in
                let ada = try await world.browser(client, world.desk.one)
                let path = "\(Self.path)/\(id)/geschiedenis"
                let first = try await ada.get(path)
                #expect(first.faults == [] && first.says("Eigen nummer 60") && !first.says("Het plan begon"))
                let second = try await ada.get("\(path)?pagina=2")
                #expect(second.faults == [] && second.says("Het plan begon"))
                #expect(second.says("Acties van de lijst in het plan gezet: \(Checklist.small.items.count)"))
                #expect(try await ada.get("\(path)?pagina=999").status == 200)
            }
        }
    }

    /// A desk that reads along gets the pages, and no form that can only fail.
    @Test(arguments: testEngines)
    func aDeskThatReadsAlongGetsNoForms(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let seal = try await world.database.read { try world.care.context.desks.seal(world.other.id, in: $0) }
            try await world.care.files.change(seat, id, "care.test.shared") { try $0.share(with: seal, .handover) }
            let item = try #require(try await world.care.files.look(seat, id).file.plan.items.first).id
            try await world.serve(world.care.routes) { client, _ in
                let dien = try await world.browser(client, world.other.one)
                for below in ["/plan", "/plan/\(item)", "/gegevens", "/geschiedenis"] {
                    let page = try await dien.get("\(Self.path)/\(id)\(below)")
                    #expect(page.status == 200 && page.faults == [] && page.says("Jullie lezen mee"))
                    // The choice of what shows is a form as well; it goes to the page itself.
                    let forms = page.actions.filter { $0.contains(id.text) && $0 != "\(Self.path)/\(id)/plan" }
                    #expect(forms == [], "\(below)")
                }
                let page = try await dien.post(
                    "\(Self.path)/\(id)/plan/\(item)/stand", [("state", "done"), ("based-on", "99")])
                #expect(page.status == 422 && page.says("Een ander loket houdt dit bij"))
            }
        }
    }
}
