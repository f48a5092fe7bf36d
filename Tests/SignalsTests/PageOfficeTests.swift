import Core
import Directory
import HTTPTypes
import Storage
import TestDesks
import TestSupport
import Testing
import Vault
import Web

@testable import Signals

/// What a desk runs on: telephone, rota, settings, and the desk that keeps names.
@Suite struct PageOfficeTests {
    static let list = "/werk/meldingen"

    @Test(arguments: testEngines)
    func aPhoneCallOnOneScreen(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await world.serve { client, logged in
                let desk = try await world.browser(client, world.first.one)
                let path = "\(Self.list)/telefoon"
                let form = try await desk.get(path)
                #expect(form.status == 200)
                #expect(form.says("Bel 112"))
                #expect(form.faults == [])
                let half = try await desk.fill(form, path, ["place": "Balie <i>", "named": "yes", "name": "Sam"])
                #expect(half.status == 422)
                for words in ["href=\"#what\"", "href=\"#setting\"", "href=\"#phone\"", "Balie &lt;i&gt;"] {
                    #expect(half.says(words), "\(words)")
                }
                #expect(half.value("name") == "Sam")
                let filed = try await desk.fill(
                    half, path,
                    [
                        "what": "Er belde iemand", "setting": "hotel", "named": "yes", "name": "Sam",
                        "phone": "0612345678", "consent": "police",
                    ])
                #expect(filed.status == 200)
                let receipt = try #require(filed.receipt)
                #expect(filed.location == nil && !filed.title.contains(receipt))
                let again = try await desk.fill(
                    half, path,
                    ["what": "Er belde iemand", "setting": "hotel", "named": "no"])
                #expect(again.receipt == receipt)
                #expect(try await world.reports().count == 1)
                #expect(try await desk.get(Self.list).says("per telefoon"))
                let caller = PageBrowser(client)
                try await caller.post("/m/code", [("receipt", receipt)])
                #expect(try await caller.get("/m/gesprek").says("Er belde iemand"))
                #expect(!logged.all.contains { $0.contains(receipt) || $0.contains(receipt.filter(\.isNumber)) })
                // Only a duty desk takes calls.
                let care = try await world.browser(client, world.care.one)
                #expect(try await care.get(path).status == 403)
            }
        }
    }

    /// Whoever typed a call in for longer than the session lasted still has every word of it.
    @Test(arguments: testEngines)
    func aPhoneCallOutlivesTheSession(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await world.serve { client, logged in
                let desk = try await world.browser(client, world.first.one)
                let path = "\(Self.list)/telefoon"
                let form = try await desk.get(path)
                world.clock.advance(seconds: 31 * 60)
                let answer = try await desk.fill(
                    form, path,
                    [
                        "what": "Er belde iemand\nover <i>kamer</i> drie", "place": "Balie", "setting": "hotel",
                        "named": "yes", "name": "Sam", "phone": "0612345678",
                    ])
                #expect(answer.status == 401)
                #expect(answer.headers[.cacheControl] == "no-store")
                for words in [
                    "Er belde iemand\nover &lt;i&gt;kamer&lt;/i&gt; drie", "Balie", "Sam", "0612345678",
                    "Er is niets bewaard.", "/inloggen?naar=/werk/meldingen/telefoon",
                ] {
                    #expect(answer.says(words), "\(words)")
                }
                let token = try #require(form.value("token"))
                let formToken = try #require(desk.formToken)
                #expect(!answer.says(token) && !answer.says(formToken))
                #expect(answer.faults == [])
                #expect(!logged.all.contains { $0.contains("Er belde") || $0.contains("Sam") })
                #expect(try await world.reports().isEmpty)
                // Signed in again, the old form still loses nothing.
                let again = try await world.browser(client, world.first.one)
                let fresh = again.formToken
                again.formToken = "oud"
                let stale = try await again.post(path, [("what", "Er belde iemand")])
                #expect(stale.status == 409 && stale.says("Er belde iemand"))
                again.formToken = fresh
                #expect(try await again.post(path, [("what", "Er belde iemand")]).status == 422)
            }
        }
    }

    @Test(arguments: testEngines)
    func theRotaIsTypedAndChecked(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await world.serve { client, _ in
                let desk = try await world.browser(client, world.first.one)
                let path = "\(Self.list)/rooster"
                let empty = try await desk.get(path)
                #expect(empty.says("Er staat nog niemand in het rooster"))
                #expect(empty.faults == [])
                let anna = world.first.one.id.text
                let wrong = try await desk.post(
                    path,
                    empty.hidden(path) + [
                        ("weekday-0", "1"), ("from-0", "9 uur"), ("to-0", "17:00"), ("place-0", "1"),
                        ("member-0", anna),
                        ("weekday-1", "2"), ("from-1", ""), ("to-1", ""), ("place-1", "1"), ("member-1", ""),
                        ("closed", "25-12-2026\n<b>nooit</b>"),
                    ])
                #expect(wrong.status == 422)
                for words in ["href=\"#from-0\"", "href=\"#from-1\"", "href=\"#closed\"", "9 uur", "&lt;b&gt;nooit"] {
                    #expect(wrong.says(words), "\(words)")
                }
                #expect(wrong.faults == [])
                // A night is typed as one shift.
                let good = [
                    ("weekday-0", "1"), ("from-0", "9"), ("to-0", "17:30"), ("place-0", "1"), ("member-0", anna),
                    ("weekday-1", "7"), ("from-1", "22:00"), ("to-1", "06.00"), ("place-1", "2"), ("member-1", anna),
                    ("closed", "25-12-2026\n\n1-1-2027"),
                ]
                #expect(try await desk.post(path, wrong.hidden(path) + good).status == 303)
                let actor = try await world.actor(world.first.one)
                let (rota, _) = try await world.signals.rotas.rota(actor, world.first.id)
                #expect(
                    Set(rota.shifts) == [
                        Shift(weekday: 1, from: 540, to: 1050, member: world.first.one.id),
                        Shift(weekday: 7, from: 1320, to: 1440, place: 2, member: world.first.one.id),
                        Shift(weekday: 1, from: 0, to: 360, place: 2, member: world.first.one.id),
                    ])
                #expect(rota.closedDays.count == 2)
                let filled = try await desk.get(path)
                #expect(filled.value("from-1") == "9:00")
                #expect(filled.says("25-12-2026"))
                // More lines keeps what is typed; a removed shift goes.
                let more = try await desk.post(path, filled.hidden(path) + good + [("meer", "8")])
                #expect(more.status == 200)
                #expect(more.value("from-1") == "22:00" && more.says("name=\"from-7\""))
                // Somebody else changed it meanwhile.
                let stale = try await desk.post(path, empty.hidden(path) + good)
                #expect(stale.status == 422)
                #expect(stale.says("Zo is het nu") && stale.value("from-1") == "22:00")
                let removed = try await desk.post(
                    path, stale.hidden(path) + good + [("remove-0", "yes"), ("remove-1", "yes")])
                #expect(removed.status == 303)
                #expect(try await world.signals.rotas.rota(actor, world.first.id).rota.shifts.isEmpty)
            }
        }
    }

    @Test func timesAsPeopleTypeThem() {
        for (typed, minutes) in ["9": 540, "09:05": 545, "9.30": 570, "24:00": 1440, "0:00": 0] {
            #expect(RotaForm.minutes(typed) == minutes, "\(typed)")
        }
        for typed in ["", "9:", ":30", "25", "24:01", "9:60", "-1", "9:3:0", "negen", "１２", "9,5", "009:00"] {
            #expect(RotaForm.minutes(typed) == nil, "\(typed)")
        }
        let rota = Rota(
            shifts: [Shift(weekday: 1, from: 0, to: 1440, member: Identifier("017f22e2-79b0-7000-8000-000000000001")!)],
            closedDays: [Day("2026-12-25")!])
        #expect(Rota(written: rota.written) == rota)
        #expect(Rota(written: "1 2 3") == nil)
        #expect(Rota(written: "<b>") == nil)
    }

    @Test(arguments: testEngines)
    func settingsSayWhatIsMissing(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let organisation = try await world.directory.organisations.all(.system)[0].id
            let (member, invitation) = try await world.directory.members.invite(
                .system,
                MemberDraft(name: "Bea", email: "bea@example.org", organisation: organisation, isAdministrator: true))
            let password = "vier woorden voor Bea"
            _ = try await world.directory.invitations.accept(invitation.token.text, password: password, source: nil)
            let bea = TestPerson(id: member.id, name: "Bea", email: "bea@example.org", password: password)
            try await world.serve { client, _ in
                let path = "\(Self.list)/instellingen"
                let administrator = try await world.browser(client, bea)
                let open = try await administrator.get(path)
                #expect(open.says("Meldingen kunnen binnenkomen"))
                #expect(open.chosen("intake") == ["reports"] && open.chosen("documents") == ["yes"])
                #expect(try await administrator.fill(open, path, ["intake": "advice-only"]).status == 303)
                world.switches.isActivated = false
                let closed = try await administrator.get(path)
                for words in [
                    "Er kunnen nog geen meldingen binnenkomen", "nog niet aangezet", "door twee leden getekend",
                ] {
                    #expect(closed.says(words), "\(words)")
                }
                #expect(closed.chosen("documents") == [])
                #expect(closed.faults == [])
                let stale = try await administrator.fill(open, path, ["intake": "reports"])
                #expect(stale.status == 422)
                #expect(try await administrator.fill(stale, path, ["intake": "reports"]).status == 303)
                // A duty desk reads it, and changes nothing.
                let desk = try await world.browser(client, world.first.one)
                let read = try await desk.get(path)
                #expect(read.status == 200 && !read.actions.contains(path))
                #expect(try await desk.post(path, [("intake", "advice-only")]).status == 403)
                let care = try await world.browser(client, world.care.one)
                #expect(try await care.get(path).status == 403)
            }
        }
    }

    @Test(arguments: testEngines)
    func theDeskThatKeepsNames(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, _) = try await world.filed(World.draft("Heel geheim", named: true))
            let (second, _) = try await world.filed(World.draft("Ook geheim", named: true))
            try await world.serve { client, _ in
                let desk = try await world.browser(client, world.first.one)
                for report in [id, second] {
                    try await desk.post("\(Self.list)/\(report)/melder", [("identity-reason", "Terugbellen <b>nu</b>")])
                }
                let keeper = try await world.browser(client, world.custodian.one)
                let path = "/werk/gegevens"
                let list = try await keeper.get(path)
                #expect(list.status == 200)
                #expect(list.says("Meldpunt A, Anna") && list.says("Terugbellen &lt;b&gt;nu&lt;/b&gt;"))
                #expect(!list.says("geheim") && !list.says("Bloem"))
                #expect(list.faults == [])
                let open = try #require(list.actions.first { $0.hasPrefix(path + "/") && !$0.hasSuffix("/geef") })
                let request = String(open.split(separator: "/").last!)
                let empty = try await keeper.fill(list, open)
                #expect(empty.status == 422 && empty.says("href=\"#reason-\(request)\""))
                let shown = try await keeper.post(open, [("reason-\(request)", "Beoordelen")])
                #expect(shown.says("Mevrouw Bloem") && shown.headers[.cacheControl] == "no-store")
                #expect(!shown.says("geheim"))
                #expect(try await keeper.get(open).location == path)
                world.clock.advance(seconds: 16 * 60)
                #expect(try await keeper.post(open + "/geef").location?.hasPrefix("/werk/bevestig") == true)
                let fresh = try await world.browser(client, world.custodian.one)
                #expect(try await fresh.post(open + "/geef").status == 303)
                #expect(try await fresh.post(open + "/weiger").status == 422)
                let other = try #require(
                    try await fresh.get(path).actions.first { $0.hasSuffix("/geef") && !$0.contains(request) })
                #expect(try await fresh.post(other.replacing("/geef", with: "/weiger")).status == 303)
                let answers = try await desk.get("\(Self.list)/\(id)").body + desk.get("\(Self.list)/\(second)").body
                #expect(answers.contains("Mevrouw Bloem") && answers.contains("Geweigerd op"))
                // Nobody else comes in, and a request that never was looks like one.
                #expect(try await desk.get(path).status == 403)
                #expect(try await desk.post(open, [("reason-\(request)", "x")]).status == 403)
                let absent = world.signals.context.identifier()
                #expect(try await fresh.post("\(path)/\(absent)", [("reason-\(absent)", "x")]).status == 404)
            }
        }
    }

    /// Every page that a member sees, in both languages.
    @Test(arguments: testEngines)
    func bothLanguages(engine: Engine) async throws {
        try await withWorld(engine, isDemo: true) { world in
            let document = Document(name: "blad.txt", kind: .text, bytes: Array("tekst".utf8))
            let (id, _) = try await world.filed(World.draft(named: true, documents: [document]))
            try await world.serve { client, _ in
                let desk = try await world.browser(client, world.first.one)
                let keeper = try await world.browser(client, world.custodian.one)
                try await desk.post("\(Self.list)/\(id)/melder", [("identity-reason", "Terugbellen")])
                let report = try await desk.get("\(Self.list)/\(id)")
                let documents = Markup(report.body).tags.compactMap { $0["href"] }.filter { $0.contains("/document/") }
                let own = ["", "/doorgeven", "/samenvoegen", "/afdruk"].map { "\(Self.list)/\(id)\($0)" }
                let filters = InboxFilter.allCases.map { "\(Self.list)?toon=\($0.rawValue)" }
                let pages =
                    own + filters + documents.filter { !$0.hasSuffix("bestand") }
                    + ["telefoon", "rooster", "instellingen"].map { "\(Self.list)/\($0)" }
                for prefix in ["", "/en"] {
                    desk.cookies["__Host-taal"] = prefix.isEmpty ? "nl" : "en"
                    keeper.cookies["__Host-taal"] = prefix.isEmpty ? "nl" : "en"
                    for path in pages {
                        let page = try await desk.get(prefix + path)
                        #expect(page.status == 200, "\(prefix)\(path)")
                        #expect(page.faults == [], "\(prefix)\(path)")
                        #expect(page.headers[.cacheControl] == "no-store")
                    }
                    #expect(try await keeper.get(prefix + "/werk/gegevens").faults == [])
                }
                #expect(try await desk.get("/en" + Self.list).says("invented"))
            }
        }
    }
}
