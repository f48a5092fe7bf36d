import Core
import Directory
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Storage
import TestDesks
import TestSupport
import Testing
import Web

@testable import Signals

/// The pages over the router, without a socket.
struct ChecklistBrowser: Sendable {
    let client: any TestClientProtocol
    var session: String?

    struct Answer: Sendable {
        var status: Int
        var location: String?
        var body: String
        var headers: HTTPFields
    }

    func get(_ path: String) async throws -> Answer { try await send(path, .get, "") }

    func post(_ path: String, _ fields: [(String, String)]) async throws -> Answer {
        let all = fields + (session == nil ? [] : [("csrf", "teken")])
        return try await send(
            path, .post, all.map { Self.encoded($0.0) + "=" + Self.encoded($0.1) }.joined(separator: "&"))
    }

    private func send(_ path: String, _ method: HTTPRequest.Method, _ body: String) async throws -> Answer {
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        headers[.cookie] = session.map { "\(Security.sessionCookie)=\($0)" }
        let response = try await client.execute(
            uri: path, method: method, headers: headers, body: ByteBuffer(string: body))
        return Answer(
            status: response.status.code, location: response.headers[.location], body: String(buffer: response.body),
            headers: response.headers)
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

extension World {
    /// Serves every page of Signals; `sessions` are who is signed in, by token.
    func browse(
        sessions: [String: Actor] = [:], _ body: @escaping @Sendable (ChecklistBrowser) async throws -> Void
    ) async throws {
        let site = try Site(
            resources: Shipped.resources, settings: .init(address: "https://vangnet.example"), now: clock.now,
            resume: { token in
                sessions[token].map { Visit.Session(actor: $0, token: token, formToken: "teken") }
            })
        let router = Dispatcher(
            site: site, routes: signals.routes, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ).router()
        try await Application(router: router).test(.router) { try await body(ChecklistBrowser(client: $0)) }
    }

    /// How many rows every table holds.
    func rowCounts() async throws -> [String: Int] {
        let tables = Self.tables
        return try await database.read { transaction in
            var counts: [String: Int] = [:]
            for table in tables {
                counts[table] = try transaction.row("SELECT COUNT(*) AS n FROM \(table)").map { try $0["n"] } ?? 0
            }
            return counts
        }
    }

    /// Every table that the migrations make.
    private static var tables: [String] {
        ["Signals", "Directory"].flatMap { part -> [String] in
            let folder = Shipped.resources + "/../Sources/\(part)/Migrations"
            let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return files.flatMap { file -> [String] in
                let text = (try? String(contentsOfFile: folder + "/" + file, encoding: .utf8)) ?? ""
                return text.components(separatedBy: "CREATE TABLE ").dropFirst().map { String($0.prefix { $0 != " " }) }
            }
        }
    }
}

@Suite struct ChecklistPagesTests {
    private static let start: [(String, String)] = [("setting", "hotel"), ("role", "reception"), ("now", "no")]

    /// From the first page to the advice, in both languages; every page is neutral, private and well-formed; nothing is stored.
    @Test(arguments: testEngines)
    func fromADoubtToAdvice(engine: Engine) async throws {
        try await withWorld(engine, isDemo: true) { world in
            let before = try await world.rowCounts()
            #expect(before["signals_reports"] == 0 && before.count > 15)
            try await world.browse { browser in
                for prefix in ["", "/en"] {
                    var answers = [try await browser.get("\(prefix)/m"), try await browser.get("\(prefix)/m/nu")]
                    for step in 1...4 { answers.append(try await browser.post("\(prefix)/m/\(step)", Self.start)) }
                    let seen =
                        Self.start + [("signal-V05", "seen"), ("signal-V06", "seen"), ("signal-V10", "dont-know")]
                    answers.append(try await browser.post("\(prefix)/m/4", seen + [("page", "2")]))
                    answers.append(try await browser.post("\(prefix)/m/5", seen))
                    answers.append(try await browser.post("\(prefix)/m/5", seen + [("easy", "1")]))
                    for answer in answers {
                        #expect(answer.status == 200)
                        #expect(answer.headers[.cacheControl] == "no-store")
                        #expect(answer.headers[values: .setCookie].isEmpty)
                        #expect(Markup(answer.body).faults == [])
                        // The box with 112 comes before any form, and the quick exit is there.
                        let main = answer.body.components(separatedBy: "<main").last ?? ""
                        let box = try #require(main.range(of: "danger-box"))
                        if let form = main.range(of: "<form") { #expect(box.lowerBound < form.lowerBound) }
                        #expect(answer.body.contains("data-exit"))
                        #expect(!answer.body.contains("checklist."), "a key in place of its sentence")
                        let title = answer.body.components(separatedBy: "<title>")[1].prefix { $0 != "<" }.lowercased()
                        for word in ["uitbuiting", "seks", "signa", "explo", "sex"] { #expect(!title.contains(word)) }
                    }
                    let advice = answers[7].body
                    #expect(
                        advice.contains(
                            prefix.isEmpty ? "Bel Veilig Thuis voor advies" : "Call Veilig Thuis for advice"))
                    #expect(advice.contains("tel:08002000") && advice.contains("tel:09008844"))
                    #expect(advice.contains(prefix.isEmpty ? "nog niet nagekeken" : "not yet checked"))
                    // The Dutch sentence is always there, and marked as Dutch where the page is not.
                    #expect(advice.contains("Ik maak me zorgen over een jongere"))
                    #expect(advice.contains("<p lang=\"nl\" id=\"zin-nl\">") == !prefix.isEmpty)
                    #expect(answers[8].body.contains("class=\"easy\""))
                }
            }
            #expect(try await world.rowCounts() == before)
        }
    }

    @Test(arguments: testEngines)
    func aStepWithoutAnswersLeadsToTheStart(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await world.browse { browser in
                for step in 1...5 {
                    for prefix in ["", "/en"] {
                        let answer = try await browser.get("\(prefix)/m/\(step)")
                        #expect(answer.status == 303 && answer.location == "\(prefix)/m")
                    }
                }
            }
        }
    }

    /// "Yes, now" leads to 112 at once, whatever comes with it; and there is a way on afterwards.
    @Test func dangerNowLeadsTo112() async throws {
        try await withWorld(.sqlite) { world in
            try await world.browse { browser in
                let fields = [("setting", "hotel"), ("role", "cleaning"), ("now", "seen")]
                let stop = try await browser.post("/m/4", fields)
                #expect(stop.body.contains("Bel nu 112") && !stop.body.contains("type=\"radio\""))
                let onwards = try await browser.post("/m/4", fields + [("after", "1")])
                #expect(onwards.body.contains("signal-V02"))
                let advice = try await browser.post("/m/5", fields)
                #expect(advice.body.contains("tel:112") && advice.body.contains("Je gaf aan dat het nu gebeurt."))
                #expect(advice.body.contains("id=\"kaart\""))
            }
        }
    }

    /// An acute signal leads straight to the advice, past the pages that are left; going back does not.
    @Test func anAcuteSignalEndsTheQuestions() async throws {
        try await withWorld(.sqlite) { world in
            try await world.browse { browser in
                let fields = Self.start + [("signal-V01", "seen")]
                #expect(
                    try await browser.post("/m/4", fields + [("page", "2")]).body.contains(
                        "<h1 tabindex=\"-1\">Bel 112</h1>"))
                let back = try await browser.post("/m/4", fields + [("page", "2"), ("back", "1")])
                #expect(back.body.contains("id=\"V01-seen\" name=\"signal-V01\" value=\"seen\" checked"))
            }
        }
    }

    /// Every acute signal, seen or heard, by everybody who is asked it: 112 stands in the title or the first step or line.
    @Test func dangerAlwaysNames112First() async throws {
        try await withWorld(.sqlite) { world in
            let library = try Shipped.checklist.get()
            try await world.browse { browser in
                for asker in Shipped.askers(library) {
                    for acute in library.indicators(for: asker) where acute.strength == .acute {
                        for seen in [Seen.seen, .heard] {
                            var answers = asker
                            answers.signals = [acute.id: seen]
                            for (path, easy) in [("/m/5", "0"), ("/m/5", "1"), ("/en/m/5", "0"), ("/en/m/5", "1")] {
                                let fields = answers.fields.map { ($0.name, $0.value) } + [("easy", easy)]
                                let body = try await browser.post(path, fields).body
                                let title = body.components(separatedBy: "<h1 tabindex=\"-1\">").last?.prefix {
                                    $0 != "<"
                                }
                                let list = easy == "1" ? "<ul class=\"easy\">" : "<ol>"
                                let first = body.components(separatedBy: list + "\n<li>").last?.prefix { $0 != "<" }
                                let said = try #require(title) + " " + (try #require(first))
                                #expect(
                                    said.count < 300 && said.contains("112"),
                                    "\(acute.id) \(seen) \(asker.role) \(said)")
                            }
                        }
                    }
                }
            }
        }
    }

    /// A cleaner who was told of screams: 112 first, in the words, the steps and the routes.
    @Test func heardDangerStandsOnTop() async throws {
        try await withWorld(.sqlite, isDemo: true) { world in
            try await world.browse { browser in
                let fields = [("setting", "hotel"), ("role", "cleaning"), ("signal-V02", "heard")]
                let body = try await browser.post("/m/5", fields).body
                #expect(body.contains("<h1 tabindex=\"-1\">Is het nu nog zo? Bel 112</h1>"))
                #expect(body.contains("<ol>\n<li>Is het nu nog zo? Bel 112, of laat wie het zag nu bellen.</li>"))
                #expect(!body.lowercased().contains("meer dan één ding"))
                let routes = body.components(separatedBy: "tel:")
                #expect(
                    body.components(separatedBy: "Hier kun je terecht").last?.components(separatedBy: "tel:")[1]
                        .hasPrefix("112") == true)
                #expect(routes.count > 3)
                #expect(Markup(body).faults == [])
            }
        }
    }

    /// Who answers for themselves says yes, no or don't know; the fields are the same.
    @Test func whoAnswersForThemselvesSaysYesOrNo() async throws {
        try await withWorld(.sqlite) { world in
            try await world.browse { browser in
                for (prefix, yes, heard) in [("", "Ja", "Gehoord van een ander"), ("/en", "Yes", "Heard from another")]
                {
                    let fields = [("setting", "online"), ("age", "12-17"), ("signal-V45", "seen")]
                    let own = try await browser.post("\(prefix)/m/4", fields + [("role", "self")]).body
                    #expect(
                        own.contains(
                            "name=\"signal-V45\" value=\"seen\" checked><label for=\"V45-seen\">\(yes)</label>"))
                    #expect(!own.contains("value=\"heard\"") && !own.contains(heard))
                    let friend = try await browser.post("\(prefix)/m/4", fields + [("role", "friend")]).body
                    #expect(friend.contains("<label for=\"V45-heard\">\(heard)</label>"))
                }
            }
        }
    }

    /// The lead-in says "this may also be" only before an innocent reading.
    @Test func theLeadInFitsWhatFollows() async throws {
        try await withWorld(.sqlite) { world in
            try await world.browse { browser in
                let dutch = try await browser.post("/m/4", Self.start).body
                #expect(dutch.contains("Goed om te weten: Neem dit altijd serieus."))
                #expect(dutch.contains("Dit kan ook zijn: Een ongeluk of een sportblessure."))
                let english = try await browser.post("/en/m/4", Self.start).body
                #expect(english.contains("Good to know: Always take this seriously."))
                #expect(english.contains("This may also be: An accident or a sports injury."))
            }
        }
    }

    /// What was answered goes along forwards and backwards; "not now" takes back what that page asked and nothing else.
    @Test func answersGoAlong() async throws {
        try await withWorld(.sqlite) { world in
            try await world.browse { browser in
                let fields = Self.start + [("age", "12-17"), ("signal-V05", "heard"), ("signal-V14", "seen")]
                let place = try await browser.post("/m/1", fields)
                #expect(place.body.contains("value=\"hotel\" checked"))
                #expect(place.body.contains("<input type=\"hidden\" name=\"signal-V05\" value=\"heard\">"))
                let person = try await browser.post("/m/2", fields)
                #expect(
                    person.body.contains("value=\"reception\" checked")
                        && person.body.contains("value=\"12-17\" checked"))
                // Another answer in the same form counts, not the old one that came along.
                let changed = try await browser.post("/m/2", fields + [("setting", "online")])
                #expect(
                    changed.body.contains("name=\"setting\" value=\"online\"")
                        && !changed.body.contains("value=\"reception\""))
                let skipped = try await browser.post("/m/4", fields + [("page", "2"), ("skip", "signals")])
                #expect(
                    !skipped.body.contains("name=\"signal-V05\"")
                        && skipped.body.contains("id=\"V14-seen\" name=\"signal-V14\" value=\"seen\" checked"))
                let unsaid = try await browser.post("/m/3", fields + [("skip", "person")])
                #expect(!unsaid.body.contains("name=\"role\"") && unsaid.body.contains("name=\"setting\""))
            }
        }
    }

    /// Young people who ask for themselves in the branch for 18 to 23 see the easy version first.
    @Test func easyFirstWhereItHelps() async throws {
        try await withWorld(.sqlite) { world in
            try await world.browse { browser in
                let fields = [("setting", "elsewhere"), ("role", "self"), ("age", "18-23"), ("signal-V70", "seen")]
                let first = try await browser.post("/m/5", fields)
                #expect(first.body.contains("class=\"easy\""))
                let usual = try await browser.post("/m/5", fields + [("easy", "0")])
                #expect(!usual.body.contains("class=\"easy\""))
            }
        }
    }

    /// Whatever is posted in any field comes back as text or not at all.
    @Test func nothingPostedBecomesMarkup() async throws {
        let attacks = [
            "\"><script>alert(1)</script>", "'><img src=x onerror=alert(1)>", "{{t.web.exit.link}}",
            "javascript:alert(1)",
            "\u{202E}seen", "seen\0", "<svg/onload=alert(1)>", "{who}", "../../etc/passwd",
            String(repeating: "a", count: 20_000),
        ]
        try await withWorld(.sqlite) { world in
            try await world.browse { browser in
                let names = [
                    "setting", "role", "now", "age", "page", "back", "skip", "easy", "after", "signal-V01", "csrf",
                    "do",
                    "signal-\"><script>", "signal-", "<script>",
                ]
                for attack in attacks {
                    for step in 1...5 {
                        for name in names {
                            let answer = try await browser.post("/m/\(step)", Self.start + [(name, attack)])
                            #expect(answer.status == 200, "\(step) \(name)")
                            #expect(Markup(answer.body).faults == [])
                            for sign in ["alert(1)", "onerror", "onload=", "<script>", "etc/passwd", "aaaaaaaaaa"] {
                                #expect(!answer.body.contains(sign), "\(step) \(name) \(sign)")
                            }
                        }
                    }
                }
            }
        }
    }

    /// 10,000 hidden fields with signals that do not exist: an answer, and none of them comes along.
    @Test func unknownSignalsAreLeftOut() async throws {
        try await withWorld(.sqlite) { world in
            try await world.browse { browser in
                let many = (0..<10_000).map { ("signal-Z\($0)", "seen") }
                for step in 1...5 {
                    let answer = try await browser.post("/m/\(step)", Self.start + many)
                    #expect(answer.status == 200 && !answer.body.contains("signal-Z"))
                }
                let numbers = [
                    ("page", "99999999999999999999"), ("page", "-1"), ("page", "9223372036854775807"), ("back", "0"),
                    ("back", "-9223372036854775808"), ("back", "77"),
                ]
                for (name, value) in numbers {
                    #expect(
                        try await browser.post("/m/4", Self.start + [(name, value)]).status == 200, "\(name)=\(value)")
                }
            }
        }
    }

    /// The fact card can not be sent: its fields have no name and stand in no form.
    @Test func theFactCardStaysInTheBrowser() async throws {
        try await withWorld(.sqlite) { world in
            try await world.browse { browser in
                let body = try await browser.post("/m/5", Self.start).body
                var inForm = false
                var cards = 0
                var rest = Substring(body)
                while let start = rest.firstIndex(of: "<") {
                    rest = rest[start...].dropFirst()
                    if rest.hasPrefix("form") { inForm = true }
                    if rest.hasPrefix("/form") { inForm = false }
                    guard rest.hasPrefix("textarea") else { continue }
                    cards += 1
                    #expect(!inForm && !rest.prefix { $0 != ">" }.contains("name="))
                }
                #expect(cards == 4)
            }
        }
    }

    /// A report is offered only where reports are taken in.
    @Test func aReportIsOfferedWhereItIsTakenIn() async throws {
        try await withWorld(.sqlite) { world in
            try await world.browse { browser in
                let open = try await browser.post("/m/5", Self.start)
                #expect(open.body.contains("action=\"/m/6\""))
                world.switches.isActivated = false
                world.clock.advance(seconds: 1)
                let closed = try await browser.post("/m/5", Self.start)
                #expect(!closed.body.contains("/m/6"))
            }
        }
    }

    /// Whom to go to at work shows to the browser that keeps that card, and within the same second to no other.
    @Test func theCardOfAPlaceOfWorkIsThatOfTheBrowser() async throws {
        try await withWorld(.sqlite) { world in
            try await world.browse { browser in
                let name = "Verzonnen manager & co"
                world.switches.card = DutyCard(
                    site: "Haven", duty: name, dayPhone: "010 123 45 67", nightPhone: "", police: "")
                let own = try await browser.post("/m/5", Self.start)
                #expect(own.body.contains("Verzonnen manager &amp; co"))
                #expect(own.body.contains("href=\"tel:0101234567\""))
                world.switches.card = nil
                let other = try await browser.post("/m/5", Self.start)
                #expect(!other.body.contains("Verzonnen manager"))
                #expect(!other.body.contains("Bij jou op het werk"))
            }
        }
    }

    /// Within a second the same is answered from memory, to the same answers and in the same language.
    @Test func theAdviceOfOneSecondIsMadeOnce() async throws {
        try await withWorld(.sqlite) { world in
            try await world.browse { browser in
                let first = try await browser.post("/m/5", Self.start).body
                world.switches.isActivated = false
                #expect(try await browser.post("/m/5", Self.start).body == first)
                #expect(try await browser.post("/m/5", Self.start + [("signal-V22", "seen")]).body != first)
                let english = try await browser.post("/en/m/5", Self.start).body
                #expect(english.contains("lang=\"en\"") && !english.contains("/m/6"))
                world.clock.advance(seconds: 1)
                #expect(try await browser.post("/m/5", Self.start).body != first)
            }
        }
    }
}
