import Core
import Crypto
import Directory
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Storage
import Synchronization
import TestSupport
import Testing
import Vault
import Web

@testable import Commitments

/// The pages through the router, with members whose token is their name.
@Suite("Pages of commitments")
struct PageTests {
    struct Browser: Sendable {
        let client: any TestClientProtocol

        func get(_ path: String, as member: Actor = .visitor) async throws -> (
            status: Int, body: String, headers: HTTPFields
        ) {
            let answer = try await client.execute(uri: path, method: .get, headers: Self.cookie(member))
            return (answer.status.code, String(buffer: answer.body), answer.headers)
        }

        func post(_ path: String, as member: Actor, _ fields: KeyValuePairs<String, String>) async throws -> (
            status: Int, body: String, headers: HTTPFields
        ) {
            var headers = Self.cookie(member)
            headers[.contentType] = "application/x-www-form-urlencoded"
            let body = (fields.map { ($0.key, $0.value) } + [("csrf", "token")])
                .map { "\($0.0)=\(Percent.encode($0.1))" }.joined(separator: "&")
            let answer = try await client.execute(
                uri: path, method: .post, headers: headers, body: ByteBuffer(string: body))
            return (answer.status.code, String(buffer: answer.body), answer.headers)
        }

        private static func cookie(_ member: Actor) -> HTTPFields {
            member.member.map { [.cookie: "\(Security.sessionCookie)=\($0.name)"] } ?? [:]
        }
    }

    private func browse(
        _ engine: Engine, _ body: @escaping @Sendable (PolicyRoom, Browser) async throws -> Void
    ) async throws {
        try await PolicyRoom.open(engine) { house in
            let site = try Site(
                resources: checkout("Resources"), settings: .init(address: "https://vangnet.example"),
                now: house.clock.now,
                resume: { token in
                    PolicyRoom.members.first { $0.member?.name == token }.map {
                        Visit.Session(actor: $0, token: token, formToken: "token")
                    }
                })
            let router = Dispatcher(
                site: site, routes: CommitmentPages(house.commitments).routes,
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            ).router()
            try await Application(router: router).test(.router) { try await body(house, Browser(client: $0)) }
        }
    }

    @Test("the tracker, its files and its feeds, with and without anything in them", arguments: testEngines)
    func tracker(engine: Engine) async throws {
        try await browse(engine) { house, browser in
            let paths = [
                "/toezeggingen", "/toezeggingen.json", "/toezeggingen.csv", "/toezeggingen.atom",
                "/toezeggingen/toezeggingen.csv", "/toezeggingen/datapackage.json", "/toezeggingen/thema/pro-ana.atom",
                "/toezeggingen?thema=pro-ana&ambt=kabinet&stand=late&jaar=2020&pagina=3",
                "/toezeggingen?stand=onzin&jaar=x&pagina=-1",
            ]
            func check() async throws {
                for path in paths {
                    for prefix in ["", "/en"] {
                        let answer = try await browser.get(prefix + path)
                        #expect(answer.status == 200, "\(prefix)\(path)")
                        if answer.headers[.contentType]?.hasPrefix("text/html") == true {
                            #expect(Markup.faults(ofPage: answer.body) == [], "\(prefix)\(path)")
                        }
                    }
                }
            }
            try await check()
            #expect(try await browser.get("/toezeggingen").body.contains("Hier komt te staan wat er is beloofd"))
            _ = try await house.adoptedMotion("Motie over <b>opsporing</b> & meer", reference: "31015-197")
            try await check()
            let page = try await browser.get("/toezeggingen").body
            #expect(page.contains("Motie over &lt;b&gt;opsporing&lt;/b&gt; &amp; meer"))
            #expect(!page.contains("<b>opsporing"))
            // Nobody gave a licence.
            #expect(page.contains("De bestanden bevatten wat je hierboven ziet") && !page.contains("Je mag deze"))
            // A title cannot end the element that search engines read.
            let item = try await browser.get("/toezeggingen/motie-31015-197").body
            #expect(item.contains("\\u003Cb>opsporing") && !item.contains("<b>opsporing"))
            let feed = try await browser.get("/toezeggingen.atom").body
            let ids = feed.split(separator: "<id>").dropFirst(2).compactMap { $0.split(separator: "</id>").first }
            #expect(!ids.isEmpty && Set(ids).count == ids.count)
            #expect(try await browser.get("/toezeggingen/thema/onzin.atom").status == 404)
            #expect(try await browser.get("/toezeggingen.atom").body.contains("&lt;b&gt;opsporing"))
        }
    }

    @Test("adopted according to an article, votes unknown", arguments: testEngines)
    func openData(engine: Engine) async throws {
        try await browse(engine) { house, browser in
            let motion = try await house.adoptedMotion(reference: "31015-197")
            for path in ["/toezeggingen.json", "/toezeggingen/\(motion.slug).json"] {
                let body = try await browser.get(path).body
                let json = try #require(
                    JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any], "\(path)")
                let item = (json["commitments"] as? [[String: Any]])?.first ?? json
                let adopted = try #require(item["adopted"] as? [String: Any])
                #expect(adopted["value"] as? Bool == true)
                #expect(adopted["basis"] as? String == "article")
                #expect(item["votes"] is NSNull)
            }
            let page = try await browser.get("/toezeggingen/\(motion.slug)").body
            #expect(page.contains("Hoe de partijen stemden, is hier niet bekend."))
            #expect(page.contains("application/ld+json"))
            let csv = try await browser.get("/toezeggingen.csv").body
            #expect(csv.split(separator: "\r\n").count == 2)
            #expect(csv.contains("motie-31015-197,motion,Motie,pro-ana,minister-vws,2020-07-02,day"))
        }
    }

    @Test("what does not fit in a vote stands with the motion too, with the sums", arguments: testEngines)
    func flaw(engine: Engine) async throws {
        try await browse(engine) { house, browser in
            let motion = try await house.commitments.add(PolicyRoom.first, PolicyRoom.draft(.motion, "Motie"))
            let vote = try await house.commitments.add(
                PolicyRoom.first,
                PolicyRoom.draft(
                    .vote, "Stemming",
                    result: VoteResult(
                        isAdopted: true, basis: .decision,
                        parties: [
                            PartyVote(party: "Aster", seats: 90, choice: "Voor"),
                            PartyVote(party: "Berk", seats: 55, choice: "Tegen"),
                        ], flaw: "De telling klopt niet met het besluit")))
            try await house.commitments.link(PolicyRoom.first, ItemLink(from: motion.id, to: vote.id))
            for slug in [motion.slug, vote.slug] {
                let page = try await browser.get("/toezeggingen/\(slug)").body
                #expect(page.contains("De telling klopt niet met het besluit"), "\(slug)")
                #expect(page.contains("Samen: 90 zetels voor en 55 tegen."), "\(slug)")
                let english = try await browser.get("/en/toezeggingen/\(slug)").body
                #expect(english.contains("<p lang=\"nl\">De telling klopt niet"), "\(slug)")
                let json = try await browser.get("/toezeggingen/\(slug).json").body
                #expect(json.contains("\"flaw\": \"De telling klopt niet met het besluit\""), "\(slug)")
                #expect(json.contains("\"for\": 90"), "\(slug)")
            }
            #expect(try await browser.get("/toezeggingen.json").body.contains("De telling klopt niet"))
        }
    }

    @Test("what the register says is not what the ministry says", arguments: testEngines)
    func register(engine: Engine) async throws {
        try await browse(engine) { house, browser in
            let item = try await house.commitments.add(PolicyRoom.first, PolicyRoom.draft(.commitment, "Belofte"))
            func claim(isRegister: Bool) -> Claim {
                Claim(
                    status: .done, text: "Voldaan", date: rough("1 maart 2021"), source: ItemSource(title: "Bron"),
                    recorded: Instant(milliseconds: 0), isRegister: isRegister)
            }
            try await house.commitments.addClaim(PolicyRoom.first, item.id, claim(isRegister: true))
            var page = try await browser.get("/toezeggingen/\(item.slug)").body
            #expect(
                page.contains("Wat het register van de Kamer zegt")
                    && page.contains("zo stond het in het register op 1 maart 2021"))
            #expect(page.contains("Het register van de Kamer zegt: Voldaan"))
            #expect(!page.contains("Wat het ministerie zelf zegt") && !page.contains("Het ministerie zegt"))
            #expect(try await browser.get("/toezeggingen/\(item.slug).json").body.contains("\"by\": \"register\""))
            try await house.commitments.addClaim(PolicyRoom.first, item.id, claim(isRegister: false))
            page = try await browser.get("/toezeggingen/\(item.slug)").body
            #expect(page.contains("Wat het ministerie zelf zegt") && page.contains("Het ministerie zegt: Voldaan"))
            #expect(Markup.faults(ofPage: page) == [])
        }
    }

    @Test("what waits from the House stands on the work list, letters apart", arguments: testEngines)
    func arrived(engine: Engine) async throws {
        try await browse(engine) { house, browser in
            let work = "/werk/toezeggingen"
            #expect(try await browser.get(work, as: PolicyRoom.first).body.contains("Niets te doen"))
            func record(_ number: Int, _ kind: ItemKind) -> HouseRecord {
                HouseRecord(
                    id: identifier(number), kind: kind, sort: "Brief", number: nil, reference: nil, title: "Stuk",
                    day: day("2026-11-20"))
            }
            try await house.commitments.propose(PolicyRoom.first, [record(1, .letter), record(2, .letter)])
            var page = try await browser.get(work, as: PolicyRoom.first).body
            #expect(page.contains("Nieuwe brieven uit de Tweede Kamer: 2") && !page.contains("Andere voorstellen"))
            #expect(!page.contains("Niets te doen"))
            try await house.commitments.propose(PolicyRoom.first, [record(3, .motion)])
            page = try await browser.get(work, as: PolicyRoom.first).body
            #expect(page.contains("Andere voorstellen uit de Tweede Kamer: 1"))
            #expect(page.contains("href=\"/werk/toezeggingen/kamer?soort=letter\""))
            #expect(Markup.faults(ofPage: page) == [])
        }
    }

    @Test("a page shows what is there at once, and its fixed address what was", arguments: testEngines)
    func frozen(engine: Engine) async throws {
        try await browse(engine) { house, browser in
            let item = try await house.commitments.add(PolicyRoom.first, PolicyRoom.draft(.commitment, "Belofte een"))
            let before = try await browser.get("/toezeggingen/\(item.slug)").body
            let hash = try #require(before.split(separator: "/stand/").dropFirst().first?.prefix(64))
            var draft = item.draft
            draft.title = Words(nl: "Belofte twee", en: "")
            try await house.commitments.change(PolicyRoom.first, item.id, version: 1, to: draft)
            #expect(try await browser.get("/toezeggingen/\(item.slug)").body.contains("Belofte twee"))
            let kept = try await browser.get("/toezeggingen/\(item.slug)/stand/\(hash)")
            #expect(kept.status == 200)
            #expect(kept.body.contains("Belofte een") && !kept.body.contains("Belofte twee"))
            #expect(Markup.faults(ofPage: kept.body) == [])
            // Whoever has the file can check it.
            let file = try await browser.get("/toezeggingen/\(item.slug)/stand/\(hash).json")
            #expect(Array(SHA256.hash(data: Array(file.body.utf8))).hex == hash)
            #expect(file.body.contains("Belofte een") && file.headers[.contentDisposition]?.contains(".json") == true)
            #expect(kept.body.contains("/stand/\(hash).json") && kept.body.contains("<code>\(hash)</code>"))
            let nothing = String(repeating: "0", count: 64)
            #expect(try await browser.get("/toezeggingen/\(item.slug)/stand/\(nothing).json").status == 404)
            #expect(try await browser.get("/toezeggingen/\(item.slug)/stand/\(nothing)").status == 404)
            // Late from the day after its deadline on, without anybody touching it.
            try await house.commitments.setDeadline(PolicyRoom.first, item.id, deadline("30 november 2026"))
            #expect(!(try await browser.get("/toezeggingen").body.contains(">Te laat</span>")))
            house.clock.advance(seconds: 8 * 86_400)
            #expect(try await browser.get("/toezeggingen").body.contains(">Te laat</span>"))
        }
    }

    @Test("a verdict that waits is not public", arguments: testEngines)
    func waiting(engine: Engine) async throws {
        try await browse(engine) { house, browser in
            let item = try await house.commitments.add(PolicyRoom.first, PolicyRoom.draft(.commitment, "Belofte"))
            let dossier = "/werk/toezeggingen/dossier/\(item.slug)"
            var answer = try await browser.post(
                dossier + "/maatstaf", as: PolicyRoom.first, ["text": "Nagekomen als het er is.", "dated": "10-7-2020"])
            #expect(answer.status == 303, "\(answer.body)")
            let criteria = try await house.commitments.dossier(item.slug).criteria[0].id.text
            answer = try await browser.post(
                dossier + "/oordeel", as: PolicyRoom.first,
                [
                    "outcome": "kept", "criteria": criteria, "evidence": "Het staat er zwart op wit",
                    "evidenceDate": "juni 2021", "source.title": "Brief", "source.url": "https://example.org/",
                    "source.certainty": "verified",
                ])
            #expect(answer.status == 303, "\(answer.body)")
            for path in ["/toezeggingen/\(item.slug)", "/toezeggingen/\(item.slug).json", "/toezeggingen.atom"] {
                #expect(!(try await browser.get(path).body.contains("zwart op wit")), "\(path)")
            }
            // Whoever agrees sees that the criteria were recorded here after the evidence, and so does everybody later.
            let dates = "Maatstaf afgesproken op 10 juli 2020, hier vastgelegd op 24 november 2026."
            let late = "toen de maatstaf hier werd vastgelegd, was het bewijs er al"
            let asked = try await browser.get(dossier, as: PolicyRoom.second).body
            #expect(asked.contains(dates) && asked.contains(late))
            let verdict = try await house.commitments.dossier(item.slug).verdicts[0].id.text
            answer = try await browser.post(
                dossier + "/oordeel/antwoord", as: PolicyRoom.first, ["verdict": verdict, "answer": "agree"])
            #expect(answer.status == 422 || answer.status == 403)
            #expect(answer.body.contains("Een ander lid moet het ermee eens zijn"))
            answer = try await browser.post(
                dossier + "/oordeel/antwoord", as: PolicyRoom.second, ["verdict": verdict, "answer": "agree"])
            #expect(answer.status == 303)
            let page = try await browser.get("/toezeggingen/\(item.slug)").body
            #expect(page.contains("zwart op wit") && page.contains(dates) && page.contains(late))
            #expect(page.contains("Afgesproken op de dag die erbij staat."))
            #expect(!page.contains("voordat er naar bewijs is gekeken"))
            #expect(try await browser.get("/toezeggingen.atom").body.contains("Oordeel: Nagekomen"))
        }
    }

    @Test("every page of the workplace, in both languages, for the policy desk only", arguments: testEngines)
    func workplace(engine: Engine) async throws {
        try await browse(engine) { house, browser in
            let item = try await house.adoptedMotion(reference: "31015-197")
            try await house.commitments.setDeadline(PolicyRoom.first, item.id, deadline("1 september 2020"))
            let debate = try await house.commitments.add(
                PolicyRoom.first, PolicyRoom.draft(.debate, "Debat", "1 december 2026"))
            try await house.commitments.add(PolicyRoom.first, PolicyRoom.draft(.letter, "Brief", "2021"))
            let dossier = "/werk/toezeggingen/dossier/\(item.slug)"
            let paths =
                [
                    "/werk/toezeggingen", "/werk/toezeggingen/alles", "/werk/toezeggingen/alles?soort=motion",
                    "/werk/toezeggingen/nieuw", "/werk/toezeggingen/namen", "/werk/toezeggingen/rappel",
                    "/werk/toezeggingen/rappel?halfjaar=2020-H1", "/werk/toezeggingen/rappel/2026-H2/minister-vws",
                    "/werk/toezeggingen/rappel/2026-H2/kabinet", "/werk/toezeggingen/agenda",
                    "/werk/toezeggingen/debat/\(debate.slug)", dossier, dossier + "/wijzigen", dossier + "/koppelen",
                    dossier + "/termijn", dossier + "/maatstaf", dossier + "/oordeel", dossier + "/standpunt",
                ] + ItemKind.allCases.map { "/werk/toezeggingen/nieuw/\($0.rawValue)" }
            for path in paths {
                for prefix in ["", "/en"] {
                    let answer = try await browser.get(prefix + path, as: PolicyRoom.first)
                    #expect(answer.status == 200, "\(prefix)\(path)")
                    #expect(Markup.faults(ofPage: answer.body) == [], "\(prefix)\(path)")
                    #expect(!answer.body.contains("commitments."), "\(prefix)\(path) shows a key")
                }
                #expect(try await browser.get(path, as: PolicyRoom.other).status == 403, "\(path)")
                #expect(try await browser.get(path).status == 303, "\(path)")
            }
            let letter = try await browser.get(
                "/werk/toezeggingen/rappel/2026-H2/minister-vws.txt", as: PolicyRoom.first)
            #expect(letter.body.contains("Lijst A") && letter.body.contains("Motie (31015-197)"))
            #expect(letter.body.contains("https://vangnet.example/toezeggingen/motie-31015-197"))
            // The ministry never heard of a date that we assumed.
            let assumed = try await house.commitments.add(
                PolicyRoom.first, PolicyRoom.draft(.commitment, "Belofte", office: "kabinet"))
            try await house.commitments.setDeadline(
                PolicyRoom.first, assumed.id, deadline("1 september 2020", .assumed))
            let other = try await browser.get("/werk/toezeggingen/rappel/2026-H2/kabinet.txt", as: PolicyRoom.first)
            #expect(other.body.contains("Nog zonder termijn") && other.body.contains("Termijn: geen datum genoemd."))
            #expect(!other.body.contains("Lijst A") && !other.body.contains("1 september 2020"))
        }
    }

    @Test("a reminder is sent after a last look at it", arguments: testEngines)
    func mail(engine: Engine) async throws {
        try await browse(engine) { house, browser in
            let motion = try await house.adoptedMotion("Motie", reference: "31015-197")
            try await house.commitments.setDeadline(PolicyRoom.first, motion.id, deadline("1 oktober 2020"))
            let path = "/werk/toezeggingen/rappel/2026-H2/minister-vws"
            let page = try await browser.get("/en" + path, as: PolicyRoom.first).body
            #expect(page.contains("The letter is in Dutch"))
            #expect(Markup.faults(ofPage: page) == [])
            var answer = try await browser.post(path, as: PolicyRoom.first, ["address": "geen adres"])
            #expect(answer.status == 422 && answer.body.contains("geen adres"))
            answer = try await browser.post(path, as: PolicyRoom.first, ["address": "post@example.org"])
            #expect(answer.status == 200 && house.letters.all.isEmpty)
            #expect(answer.body.contains("post@example.org") && answer.body.contains("Motie (31015-197)"))
            #expect(Markup.faults(ofPage: answer.body) == [])
            let checked = try #require(
                answer.body.split(separator: "name=\"checked\" value=\"").dropFirst().first.map {
                    String($0.prefix(64))
                })
            // What was not looked at is not sent.
            try await house.commitments.setDeadline(
                PolicyRoom.first, motion.id, deadline("1 november 2020", .said, .extended))
            answer = try await browser.post(
                path, as: PolicyRoom.first, ["address": "post@example.org", "checked": checked])
            #expect(answer.status == 200 && house.letters.all.isEmpty && answer.body.contains("1 november 2020"))
            let again = try #require(
                answer.body.split(separator: "name=\"checked\" value=\"").dropFirst().first.map {
                    String($0.prefix(64))
                })
            answer = try await browser.post(
                path, as: PolicyRoom.first, ["address": "post@example.org", "checked": again])
            #expect(answer.status == 303)
            #expect(house.letters.all.map(\.address) == ["post@example.org"])
            #expect(house.letters.all[0].subject.contains("1 juli 2026"))
            #expect(house.letters.all[0].body.contains("1 november 2020"))
            #expect(house.audit.actions.last == "commitments.reminder-sent")
            #expect(try await browser.post(path, as: PolicyRoom.other, ["address": "a@example.org"]).status == 403)
        }
    }

    @Test("a letter from the House: what it is, what it answers, and what is here already", arguments: testEngines)
    func proposal(engine: Engine) async throws {
        try await browse(engine) { house, browser in
            let questions = try await house.commitments.add(
                PolicyRoom.first, PolicyRoom.draft(.questions, "Vragen over opvang"))
            let hand = try await house.commitments.add(
                PolicyRoom.first, PolicyRoom.draft(.response, "Met de hand", reference: "31015-9"))
            let record = HouseRecord(
                id: identifier(901), kind: .letter, sort: "Brief regering", number: "2020Z1", reference: "31015-9",
                title: "Brief over opvang", day: day("2020-07-03"))
            try await house.commitments.propose(PolicyRoom.first, [record])
            let path = "/werk/toezeggingen/kamer/voorstel/\(record.id)"
            let page = try await browser.get(path, as: PolicyRoom.first).body
            #expect(page.contains("Dit nummer is er al") && page.contains("Reactie: Met de hand"))
            #expect(page.contains("<option value=\"\(hand.slug)\" selected>"))
            #expect(Markup.faults(ofPage: page) == [])
            var answer = try await browser.post(path, as: PolicyRoom.first, ["besluit": "volgen", "theme": "pro-ana"])
            #expect(answer.status == 422 && answer.body.contains("#kind"))
            answer = try await browser.post(path, as: PolicyRoom.first, ["besluit": "volgen", "kind": "letter"])
            #expect(answer.status == 422 && answer.body.contains("zeg dat het iets anders is"))
            #expect(Markup.faults(ofPage: answer.body) == [])
            answer = try await browser.post(
                path, as: PolicyRoom.first,
                ["besluit": "volgen", "kind": "letter", "answer": questions.slug, "isOther": "yes"])
            #expect(answer.status == 303, "\(answer.body)")
            #expect(try await house.commitments.dossier(questions.slug).open.isAnswered)
        }
    }

    @Test("what the House changed stands on the pages, with what can be decided", arguments: testEngines)
    func houseChanged(engine: Engine) async throws {
        try await browse(engine) { house, browser in
            let item = try await house.commitments.add(PolicyRoom.first, PolicyRoom.draft(.commitment, "Belofte"))
            try await house.database.write { transaction in
                for (number, field) in HouseChange.Field.allCases.enumerated() {
                    try HouseStore(transaction: transaction).insert(
                        HouseChange(
                            id: identifier(800 + number), record: identifier(900), item: item.id, field: field,
                            old: field == .day ? "2020-07-02" : "", new: field == .title ? "Nieuw <b>" : "",
                            seen: house.clock.now()))
                }
            }
            let work = try await browser.get("/werk/toezeggingen", as: PolicyRoom.first).body
            #expect(work.contains("Belofte: de stemmen") && !work.contains("Niets te doen"))
            #expect(Markup.faults(ofPage: work) == [])
            let path = "/werk/toezeggingen/dossier/\(item.slug)"
            for page in [
                try await browser.get(path, as: PolicyRoom.first).body,
                try await browser.get("/toezeggingen/\(item.slug)").body,
            ] {
                #expect(page.contains("Gelezen op 24 november 2026: verwijderd"))
                #expect(page.contains("2 juli 2020") && page.contains("Nieuw &lt;b&gt;"))
                #expect(Markup.faults(ofPage: page) == [])
            }
            let json = try await browser.get("/toezeggingen/\(item.slug).json").body
            #expect(json.contains("\"house_changes\""))
            let change = identifier(800).text
            var answer = try await browser.post(
                path + "/kamer", as: PolicyRoom.first, ["change": change, "besluit": "overnemen"])
            #expect(answer.status == 422 && answer.body.contains("Dit kan niet vanzelf worden overgenomen"))
            answer = try await browser.post(
                path + "/kamer", as: PolicyRoom.first, ["change": change, "besluit": "laten"])
            #expect(answer.status == 303)
            #expect(
                try await browser.get(path, as: PolicyRoom.first).body.contains("Bekeken. Hier is niets veranderd."))
            // Feeds say it too.
            #expect(try await browser.get("/toezeggingen.atom").status == 200)
        }
    }

    @Test("questions get a deadline by rule, filled in", arguments: testEngines)
    func rule(engine: Engine) async throws {
        try await browse(engine) { house, browser in
            let item = try await house.commitments.add(
                PolicyRoom.first, PolicyRoom.draft(.questions, "Vragen", "16 mei 2022"))
            let page = try await browser.get(
                "/werk/toezeggingen/dossier/\(item.slug)/termijn", as: PolicyRoom.first
            ).body
            #expect(page.contains("value=\"6 juni 2022\"") && page.contains("Reglement van Orde"))
            #expect(Markup.faults(ofPage: page) == [])
        }
    }

    @Test("a figure's list says what it is of", arguments: testEngines)
    func counted(engine: Engine) async throws {
        try await browse(engine) { house, browser in
            _ = try await house.adoptedMotion("Motie een")
            let page = try await browser.get("/toezeggingen?cijfer=new&periode=2020-H2&ambt=minister-vws").body
            #expect(page.contains("Nieuwe toezeggingen en aangenomen moties, 1 juli"))
            #expect(page.contains("Motie een") && page.contains("name=\"periode\" value=\"2020-H2\""))
            #expect(Markup.faults(ofPage: page) == [])
            let none = try await browser.get("/toezeggingen?cijfer=kept&periode=2020-H2").body
            #expect(!none.contains("Motie een"))
            // What is no figure, or no period, is left out.
            #expect(try await browser.get("/toezeggingen?cijfer=x&periode=2020-H2").body.contains("Motie een"))
            #expect(try await browser.get("/toezeggingen?cijfer=kept&periode=x").body.contains("Motie een"))
        }
    }

    @Test("what was typed comes back with what is wrong", arguments: testEngines)
    func mistakes(engine: Engine) async throws {
        try await browse(engine) { house, browser in
            let new = "/werk/toezeggingen/nieuw/commitment"
            var answer = try await browser.post(
                new, as: PolicyRoom.first,
                [
                    "title.nl": "Een \"belofte\"", "date": "gisteren", "office": "", "source.title": "Brief",
                    "source.url": "http://example.org", "source.certainty": "verified",
                ])
            #expect(answer.status == 422)
            #expect(answer.body.contains("Een &quot;belofte&quot;"))
            #expect(answer.body.contains("Dit is geen datum die we kennen"))
            #expect(Markup.faults(ofPage: answer.body) == [])
            answer = try await browser.post(
                new, as: PolicyRoom.first,
                [
                    "title.nl": "Een belofte", "date": "begin juni 2020", "office": "", "source.title": "Brief",
                    "source.certainty": "verified",
                ])
            #expect(answer.status == 422)
            answer = try await browser.post(
                new, as: PolicyRoom.first,
                [
                    "title.nl": "Een belofte", "date": "begin juni 2020", "office": "minister-vws",
                    "source.title": "Brief", "source.certainty": "verified",
                ])
            #expect(answer.status == 303)
            let dossier = "/werk/toezeggingen/dossier/een-belofte"
            answer = try await browser.post(
                dossier + "/termijn", as: PolicyRoom.first,
                ["change": "first", "due": "1 mei 2020", "kind": "said", "reason": "Gezegd", "announced": "juni 2020"])
            #expect(answer.status == 422)
            #expect(answer.body.contains("De termijn ligt voor de datum van de belofte"))
            #expect(Markup.faults(ofPage: answer.body) == [])
            // Nothing was kept of what was wrong.
            #expect(try await house.commitments.dossier("een-belofte").deadlines.isEmpty)
            answer = try await browser.post(
                dossier + "/koppelen", as: PolicyRoom.first, ["address": "niets", "direction": "later"])
            #expect(answer.status == 422)
            #expect(Markup.faults(ofPage: answer.body) == [])
            answer = try await browser.post(
                "/werk/toezeggingen/namen/thema", as: PolicyRoom.first, ["name.nl": "Weer", "key": "Weer!"])
            #expect(answer.status == 422)
            #expect(Markup.faults(ofPage: answer.body) == [])
        }
    }

    @Test("a calendar holds titles of public things, behind a secret address", arguments: testEngines)
    func calendar(engine: Engine) async throws {
        try await browse(engine) { house, browser in
            let item = try await house.commitments.add(
                PolicyRoom.first,
                PolicyRoom.draft(
                    .commitment, "Belofte; met komma, en een heel lange titel die over de regel gaat — écht"))
            try await house.commitments.setDeadline(PolicyRoom.first, item.id, deadline("eerste helft van 2027"))
            try await house.commitments.follow(PolicyRoom.first, item.id, true)
            let questions = try await house.commitments.add(PolicyRoom.first, PolicyRoom.draft(.questions, "Vragen"))
            try await house.commitments.setDeadline(PolicyRoom.first, questions.id, deadline("4 januari 2027", .rule))
            try await house.commitments.follow(PolicyRoom.first, questions.id, true)
            try await house.commitments.add(PolicyRoom.first, PolicyRoom.draft(.debate, "Debat", "1 december 2026"))
            let made = try await browser.post("/werk/toezeggingen/agenda", as: PolicyRoom.first, [:])
            #expect(made.status == 200)
            #expect(made.headers[.cacheControl] == "no-store")
            let token = try #require(
                made.body.split(separator: "/agenda/").first { $0.dropFirst(64).hasPrefix(".ics") }
            )
            .prefix(64)
            let file = try await browser.get("/toezeggingen/agenda/\(token).ics")
            #expect(file.status == 200)
            let lines = file.body.split(separator: "\r\n", omittingEmptySubsequences: false)
            #expect(lines.allSatisfy { $0.utf8.count <= 75 })
            let unfolded = file.body.replacing("\r\n ", with: "")
            #expect(unfolded.contains("SUMMARY:Termijn: Belofte\\; met komma\\, en een heel lange titel"))
            #expect(unfolded.contains("DTSTART;VALUE=DATE:20270630"))
            #expect(unfolded.contains("SUMMARY:Debat: Debat"))
            #expect(unfolded.contains("DTSTART;VALUE=DATE:20270104") && unfolded.contains("SUMMARY:Termijn: Vragen"))
            #expect(!unfolded.contains("Eerste"))
            // The address is not kept, and a new one ends it.
            let stored = try await house.database.read { try $0.rows("SELECT * FROM commitments_calendars") }
            #expect(stored.count == 1)
            #expect(
                try await house.database.read { transaction in
                    try transaction.row(
                        "SELECT member_id FROM commitments_calendars WHERE token_hash = $1", String(token)) == nil
                })
            _ = try await browser.post("/werk/toezeggingen/agenda", as: PolicyRoom.first, [:])
            #expect(try await browser.get("/toezeggingen/agenda/\(token).ics").status == 404)
        }
    }

    @Test("the weekly mail goes once a week, to who asked, when there is something", arguments: testEngines)
    func digests(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let commitments = house.commitments
            let sent = Sent()
            func send() async throws { try await commitments.sendDigests { digest, _ in sent.add(digest.member) } }
            try await commitments.wantMail(PolicyRoom.first, true)
            try await commitments.add(PolicyRoom.first, PolicyRoom.draft(.letter, "Brief", "2021"))
            try await send()
            #expect(sent.members == [])
            house.clock.advance(seconds: 7 * 86_400)
            try await send()
            try await send()
            #expect(sent.members == [PolicyRoom.first.member!.id])
            // A letter that came in from the House is something to tell, even when nothing else is.
            let letter = try #require(try await commitments.all(PolicyRoom.first, [.letter]).first)
            try await commitments.markRead(PolicyRoom.first, letter.item.id)
            house.clock.advance(seconds: 14 * 86_400)
            try await send()
            let before = sent.members.count
            house.clock.advance(seconds: 14 * 86_400)
            try await send()
            #expect(sent.members.count == before)
            try await commitments.propose(
                PolicyRoom.first,
                [
                    HouseRecord(
                        id: identifier(1), kind: .letter, sort: "Brief", number: nil, reference: nil, title: "Stuk",
                        day: day("2026-11-20"))
                ])
            house.clock.advance(seconds: 14 * 86_400)
            try await send()
            #expect(sent.members.count == before + 1)
            try await commitments.wantMail(PolicyRoom.first, false)
            house.clock.advance(seconds: 8 * 86_400)
            try await send()
            #expect(sent.members.count == before + 1)
        }
    }
}

final class Sent: Sendable {
    private let held = Mutex<[Identifier]>([])
    var members: [Identifier] { held.withLock { $0 } }
    func add(_ member: Identifier) { held.withLock { $0.append(member) } }
}
