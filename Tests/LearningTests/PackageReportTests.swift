import Content
import Core
import Directory
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Storage
import TestSupport
import Testing
import Web
import XAPI

@testable import Learning

/// What a package of `receptie` sends, with some members in place of its own.
private func report(
    _ event: String, attempt: Int = 1, code: String = "\(Learning.demoCode)", _ more: [String: String] = [:]
) -> String {
    var members = [
        "attempt": "\"\(uuid(attempt))\"", "event": "\"\(event)\"", "code": "\"\(code)\"", "course": "\"receptie\"",
        "version": "3", "language": "\"nl\"", "format": "\"scorm12\"",
    ]
    members.merge(more) { $1 }
    return "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
}

/// A page of another site that sends reports.
private struct Sender: Sendable {
    let client: any TestClientProtocol

    struct Answer: Sendable {
        let status: Int
        let text: String
        let headers: HTTPFields
    }

    func send(
        _ body: String, method: HTTPRequest.Method = .post, type: String = "application/json"
    ) async throws -> Answer {
        let answer = try await client.execute(
            uri: "/pakket-verslag", method: method,
            headers: [.contentType: type, .origin: "https://lms.example"], body: ByteBuffer(string: body))
        return Answer(
            status: answer.status.code, text: String(buffer: answer.body), headers: answer.headers)
    }

    /// Sends a report that has to be answered with this status.
    func expect(_ status: Int, _ body: String, at place: SourceLocation = #_sourceLocation) async throws {
        let answered = try await self.status(body)
        #expect(answered == status, "\(body.prefix(200))", sourceLocation: place)
    }

    /// The status, after seeing to it that a page of another site may read it.
    func status(_ body: String) async throws -> Int {
        let answer = try await send(body)
        #expect(answer.headers[.accessControlAllowOrigin] == "*" && answer.headers[.setCookie] == nil)
        #expect((answer.status < 400) == answer.text.isEmpty)
        return answer.status
    }
}

extension World {
    /// The join whose code the reports carry.
    @discardableResult
    fileprivate func makeJoin(
        of organisation: Organisation? = nil, course: String = "receptie", audience: Audience = .hotel,
        code: JoinCode = Learning.demoCode
    ) async throws -> Join {
        try await learning.joins.make(
            .system, organisation: (organisation ?? hotel).id, course: course, audience: audience, code: code)
    }

    /// Counts of an organisation under the activity of packages.
    fileprivate func counts(_ organisation: Organisation? = nil) async throws -> LearningCounts {
        let day = clock.instant.day
        let lines = try await learning.overview.lines(
            .system, in: Period(from: day, to: day)!, organisation: (organisation ?? hotel).id)
        #expect(lines.allSatisfy { $0.course == "pakket" && $0.package == .reported("receptie") })
        return lines.reduce(into: LearningCounts()) { $0 += $1.counts }
    }

    fileprivate func sending(_ body: @escaping @Sendable (Sender) async throws -> Void) async throws {
        try await serve { try await body(Sender(client: $0)) }
    }
}

private func counted(_ joined: Int, _ started: Int, _ completed: Int) -> LearningCounts {
    LearningCounts(joined: joined, started: started, completed: completed)
}

@Suite("Reports of packages")
struct PackageReportTests {
    @Test("who begins and is done is counted once, and stands in the store of the organisation", arguments: testEngines)
    func once(engine: Engine) async throws {
        try await World.on(engine) { world in
            let join = try await world.makeJoin()
            try await world.sending { sender in
                for _ in 0..<2 {
                    try await sender.expect(204, report("begun"))
                    #expect(try await world.counts() == counted(1, 1, 0))
                }
                for _ in 0..<2 {
                    try await sender.expect(204, report("completed"))
                    #expect(try await world.counts() == counted(1, 1, 1))
                }
                // A replay that comes late, and another learner.
                try await sender.expect(204, report("begun"))
                try await sender.expect(204, report("begun", attempt: 2, ["format": "\"cmi5\""]))
                #expect(try await world.counts() == counted(2, 2, 1))
            }
            #expect(try await world.completions() == 1)
            #expect(try await world.toldVerbs() == ["initialized", "completed", "initialized"])
            let told = try await world.told()
            let course = try world.learning.context.course("receptie")
            for statement in told {
                #expect(statement["object"]?["id"]?.string == course.iri)
                #expect(statement["actor"]?["account"]?["homePage"]?.string == "https://vangnet.example")
                #expect(statement["authority"]?["account"]?["name"]?.string == join.id.text)
                #expect(statement["context"]?["revision"]?.string == "3")
                #expect(statement["context"]?["language"]?.string == "nl")
            }
            #expect(told.map { $0["actor"]?["account"]?["name"]?.string } == [uuid(1), uuid(1), uuid(2)])
            #expect(told.map { $0["context"]?["registration"]?.string } == [uuid(1), uuid(1), uuid(2)])
            #expect(told[1]["result"]?["completion"] == .bool(true) && told[0]["result"] == nil)
            #expect(told.map { $0["context"]?["platform"]?.string } == ["SCORM 1.2", "SCORM 1.2", "cmi5"])
            // It is a completion of these people in the figures, and no certificate.
            let day = world.clock.instant.day
            let figures = try await world.learning.figureSource.figures(in: Period(from: day, to: day)!)
            #expect(figures.first { $0.id == "e-learning.hotel" }?.rows.map(\.value) == [1])
            let certificates = try await world.database.read {
                try $0.row("SELECT COUNT(*) AS n FROM learning_completions").map { try $0["n"] as Int }
            }
            #expect(certificates == 0)
        }
    }

    @Test("the store finds the learner and the course, and can erase the account", arguments: testEngines)
    func store(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.makeJoin()
            let iri = try world.learning.context.course("receptie").iri
            try await world.sending { try await $0.expect(204, report("completed")) }
            try await world.store { store in
                let account = escaped(
                    "{\"account\":{\"homePage\":\"https://vangnet.example\",\"name\":\"\(uuid(1))\"}}")
                #expect(try await store.get("/statements?agent=\(account)").ids.count == 2)
                #expect(try await store.get("/statements?activity=\(escaped(iri))").ids.count == 2)
                let activity = try await store.get("/activities?activityId=\(escaped(iri))").json
                #expect(activity?["definition"]?["name"]?["nl"]?.string == "Signalen aan de balie")
            }
            let erased = try await world.learning.recordStore.erasure.erase(
                world.member(of: world.hotel), organisation: world.hotel.id,
                .account(homePage: "https://vangnet.example", name: uuid(1)))
            #expect(erased.deleted == 2)
            #expect(try await world.counts() == counted(1, 1, 1))
        }
    }

    @Test("who is done has begun, also when that never came or comes later", arguments: testEngines)
    func completedFirst(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.makeJoin()
            try await world.sending { sender in
                try await sender.expect(204, report("completed"))
                #expect(try await world.counts() == counted(1, 1, 1))
                try await sender.expect(204, report("begun"))
            }
            #expect(try await world.counts() == counted(1, 1, 1))
            #expect(try await world.toldVerbs() == ["initialized", "completed"])
        }
    }

    @Test("fifty equal reports at the same moment count once", arguments: testEngines)
    func together(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.makeJoin()
            try await world.sending { sender in
                for event in ["begun", "completed"] {
                    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                        for _ in 0..<50 { group.addTask { try await sender.status(report(event)) } }
                        return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
                    }
                    #expect(statuses == [204])
                }
            }
            #expect(try await world.counts() == counted(1, 1, 1))
            #expect(try await world.toldVerbs() == ["initialized", "completed"])
        }
    }

    @Test("nobody comes in by a closed code, and who was in goes on", arguments: testEngines)
    func closed(engine: Engine) async throws {
        try await World.on(engine) { world in
            let join = try await world.makeJoin()
            try await world.sending { sender in
                try await sender.expect(204, report("begun"))
                try await world.learning.joins.close(.system, join.id)
                for event in ["begun", "completed"] {
                    let answer = try await sender.send(report(event, attempt: 2))
                    #expect(answer.status == 410 && !answer.text.isEmpty)
                }
                #expect(try await world.counts() == counted(1, 1, 0))
                try await sender.expect(204, report("completed"))
                #expect(try await world.counts() == counted(1, 1, 1))
            }
        }
    }

    @Test("an organisation that no longer takes part takes nobody in", arguments: testEngines)
    func stopped(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.makeJoin()
            try await world.learning.context.organisations.setActive(
                .system, world.hotel.id, version: world.hotel.version, false)
            try await world.sending { try await $0.expect(410, report("begun")) }
            #expect(try await world.counts() == counted(0, 0, 0))
        }
    }

    @Test("what does not fit is refused with a sentence, and counts nothing", arguments: testEngines)
    func refused(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.makeJoin()
            let elsewhere = try #require(JoinCode(stem: "PRK2026"))
            try await world.makeJoin(of: world.park, course: "receptie", code: elsewhere)
            let cleaning = try #require(JoinCode(stem: "SCH2026"))
            try await world.makeJoin(course: "schoonmaak", code: cleaning)
            let right = Learning.demoCode.text
            let mistyped = String(right.dropLast()) + (right.hasSuffix("A") ? "B" : "A")
            try await world.sending { sender in
                let refusals: [(String, Int)] = [
                    (report("begun", code: mistyped), 422),
                    (report("begun", code: "\(JoinCode(random: seededRandomBytes(99)))"), 404),
                    (report("begun", code: "\(cleaning)"), 422), (report("begun", ["course": "\"nergens\""]), 422),
                    (report("begun", ["version": "4"]), 422), (report("begun", ["version": "0"]), 422),
                    (report("begun", ["version": "-1"]), 422), (report("begun", ["language": "\"fr\""]), 422),
                    (report("begun", ["version": "\"3\""]), 400), (report("begun", ["version": "3.5"]), 400),
                    (report("begun", ["version": "99999999999999999999"]), 400), (report("passed"), 400),
                    (report("begun", ["format": "\"aicc\""]), 400), (report("begun", ["attempt": "\"1\""]), 400),
                    (report("begun", ["name": "\"Noor\""]), 400), (report("begun", ["code": "null"]), 400),
                    ("", 400), ("[]", 400), ("{}", 400), (report("begun") + "}", 400),
                    (report("begun").replacing("\"nl\"", with: "\"nl\",\"language\":\"en\""), 400),
                    (String(repeating: "[", count: 1500), 400), (report("\\ud800"), 400),
                    (String(repeating: " ", count: 3000), 413),
                ]
                for (body, status) in refusals {
                    try await sender.expect(status, body)
                }
                #expect(try await sender.send(report("begun"), type: "text/plain").status == 415)
                #expect(try await world.counts() == counted(0, 0, 0))
                // An older version, and an attempt that is somebody else's.
                try await sender.expect(204, report("begun", ["version": "1", "language": "\"en\""]))
                try await sender.expect(409, report("completed", code: "\(elsewhere)"))
                try await sender.expect(409, report("completed", code: "\(cleaning)", ["course": "\"schoonmaak\""]))
            }
            #expect(try await world.counts() == counted(1, 1, 0))
            #expect(try await world.counts(world.park) == counted(0, 0, 0))
            #expect(try await world.toldVerbs() == ["initialized"])
        }
    }

    @Test("a browser may send reports from every site, and read nothing else", arguments: testEngines)
    func cors(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.sending { sender in
                let preflight = try await sender.send("", method: .options)
                #expect(preflight.status == 204 && preflight.headers[.accessControlAllowOrigin] == "*")
                #expect(preflight.headers[.accessControlAllowMethods] == "POST, OPTIONS")
                #expect(preflight.headers[.accessControlAllowHeaders] == "Content-Type")
                #expect(preflight.headers[.accessControlAllowCredentials] == nil)
                for method in [HTTPRequest.Method.get, .put, .delete] {
                    let answer = try await sender.send("", method: method)
                    #expect(answer.status == 405 && answer.headers[.allow] == "POST, OPTIONS")
                }
            }
        }
    }

    @Test("from one network only so many at a time, and later again", arguments: testEngines)
    func tooMany(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.makeJoin()
            var reports = world.learning.packageReports
            reports.mostPerSource = 3
            func take(_ attempt: Int, from source: String) async throws {
                let made = try PackageReport(reading: Array(report("begun", attempt: attempt).utf8))
                try await reports.take(made, source: source, address: "https://vangnet.example")
            }
            for attempt in 0..<3 { try await take(attempt, from: "192.0.2.1") }
            let error = await #expect(throws: PackageReportError.self) { try await take(3, from: "192.0.2.1") }
            #expect(error?.status == 429 && (1...900).contains(error?.retryAfter ?? 0))
            try await take(4, from: "192.0.2.2")
            #expect(try await world.counts() == counted(4, 4, 0))
            world.clock.instant = world.clock.instant.advanced(bySeconds: Int64(error?.retryAfter ?? 0))
            try await take(3, from: "192.0.2.1")
            #expect(try await world.counts() == counted(5, 5, 0))
        }
    }

    @Test("what was noted is deleted half a year after the last report, and the count stays", arguments: testEngines)
    func retention(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.makeJoin()
            let began = world.clock.instant
            func rows() async throws -> Int {
                try await world.database.read {
                    try $0.row("SELECT COUNT(*) AS n FROM learning_package_reports").map { try $0["n"] } ?? 0
                }
            }
            try await world.sending { try await $0.expect(204, report("begun")) }
            world.clock.instant = began.advanced(bySeconds: 100 * 86_400)
            try await world.sending { try await $0.expect(204, report("completed")) }
            world.clock.instant = began.advanced(bySeconds: 280 * 86_400)
            try await world.learning.nightly()
            #expect(try await rows() == 1)
            world.clock.instant = began.advanced(bySeconds: 281 * 86_400)
            try await world.learning.nightly()
            #expect(try await rows() == 0)
            #expect(try await world.toldVerbs() == ["initialized", "completed"])
        }
    }
}

@Suite("A package that reports")
struct ReportingPackageTests {
    private static let target = try! ReportTarget.read(
        address: "https://vangnet.example/", code: "\(Learning.demoCode)".lowercased())
    private let strings: Strings
    private let player: PlayerFiles

    init() throws {
        strings = try Strings(folder: checkout + "/Resources/strings")
        player = try PlayerFiles(resources: checkout + "/Resources")
    }

    private func files(_ package: CoursePackage) throws -> [String: String] {
        let files = try package.files(player) { strings($0, $1) }
        return Dictionary(uniqueKeysWithValues: files.map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) })
    }

    @Test("an address and a code go together, and both have to be right")
    func target() throws {
        #expect(try ReportTarget.read(address: nil, code: nil) == nil)
        let code = "\(Learning.demoCode)"
        for (address, origin) in [
            ("https://vangnet.example", "https://vangnet.example"),
            ("HTTPS://Vangnet.Example/", "https://vangnet.example"),
            ("http://localhost:8080", "http://localhost:8080"), ("http://127.0.0.1:9/", "http://127.0.0.1:9"),
            ("http://[::1]:9", "http://[::1]:9"), ("https://vangnet.example:8443", "https://vangnet.example:8443"),
        ] {
            #expect(try ReportTarget.read(address: address, code: code)?.address == origin)
        }
        for address in [
            "", "vangnet.example", "http://vangnet.example", "https://", "https://a.example/pad",
            "https://a.example?x=1",
            "https://a.example#x", "https://jan@a.example", "ftp://a.example", "javascript:alert(1)", "//a.example",
            "http://localhost.a.example",
        ] {
            #expect(throws: PackageError.reportAddress(address)) { try ReportTarget.read(address: address, code: code) }
        }
        #expect(throws: PackageError.reportIncomplete) {
            try ReportTarget.read(address: "https://a.example", code: nil)
        }
        #expect(throws: PackageError.reportIncomplete) { try ReportTarget.read(address: nil, code: code) }
        #expect(throws: PackageError.reportCode) { try ReportTarget.read(address: "https://a.example", code: "HTN2") }
    }

    @Test("a package holds the address and the code when it is to report, and nothing of it when it is not")
    func contents() throws {
        let course = everyKindCourse()
        for format in PackageFormat.allCases {
            let silent = try files(CoursePackage(course, format))
            let telling = try files(CoursePackage(course, format, report: Self.target))
            #expect(Set(telling.keys).subtracting(silent.keys) == ["report.js"])
            #expect(telling["index.html"]?.contains("<script src=\"report.js\" defer></script>") == true)
            #expect(silent["index.html"]?.contains("report") == false)
            #expect(silent["index.html"]?.contains("{{") == false && telling["index.html"]?.contains("{{") == false)
            let script = try #require(telling["course.js"])
            #expect(script.contains("\"address\": \"https://vangnet.example/pakket-verslag\""))
            #expect(script.contains("\"code\": \"\(Learning.demoCode.text)\""))
            for (name, text) in silent where !["attempt.js", "lms.js", "player.js"].contains(name) {
                #expect(!text.contains("pakket-verslag") && !text.contains("package-reports"), "\(name)")
            }
            for language in ["nl", "en"] {
                let sentence = strings(Text("package-reports.player.before"), Language(language))
                #expect(script.contains(sentence) && silent["course.js"]?.contains(sentence) == false)
            }
            if let manifest = telling["imsmanifest.xml"] { #expect(manifest.contains("<file href=\"report.js\"/>")) }
        }
        #expect(try CoursePackage(course, .cmi5).fileName == "vangnet-alles-1-cmi5.zip")
        let name = try CoursePackage(course, .cmi5, report: Self.target).fileName
        #expect(name == "vangnet-alles-1-cmi5-\(Learning.demoCode.text).zip")
    }

    @Test("what the player keeps for it fits as well")
    func fits() throws {
        var course = everyKindCourse()
        let text = Translated(original: .nl, [.nl: "Les", .en: "Lesson"])
        while course.longestPackedState + 4 <= 4096 {
            course.chapters[0].screens.append(
                .lesson(
                    Lesson(
                        id: "les-\(course.screens.count)", title: text, text: text, sources: [], routes: [])))
        }
        #expect(throws: Never.self) { try CoursePackage(course, .scorm12) }
        #expect(throws: PackageError.tooManyScreens(format: "SCORM 1.2")) {
            try CoursePackage(course, .scorm12, report: Self.target)
        }
        #expect(throws: Never.self) { try CoursePackage(course, .scorm2004, report: Self.target) }
    }

    @Test("a member downloads one for a link of the own organisation", arguments: testEngines)
    func page(engine: Engine) async throws {
        try await World.on(engine) { world in
            let join = try await world.makeJoin()
            let other = try #require(JoinCode(stem: "PRK2026"))
            try await world.makeJoin(of: world.park, code: other)
            let member = world.member(of: world.hotel)
            try await world.serve(sessions: ["t": member, "p": world.member(of: world.park)]) { client in
                let visitor = Visitor(client, session: "t")
                let path = "/werk/leren/pakketten"
                let plain = try await visitor.get(path)
                #expect(plain.says("<option value=\"\" selected>") && plain.says("value=\"\(join.code)\""))
                #expect(!plain.says("\(other)") && !plain.says("?telt="))
                let page = try await visitor.get("\(path)?telt=\(join.code)")
                #expect(page.status == 200 && page.says("href=\"\(path)/receptie/scorm12?telt=\(join.code)\""))
                #expect(!page.says("/schoonmaak/"))
                let file = try await visitor.get("\(path)/receptie/scorm12?telt=\(join.code)")
                #expect(file.status == 200 && file.body.hasPrefix("PK"))
                #expect(
                    file.headers[.contentDisposition]?.contains("-scorm12-\(join.code.text).zip") == true)
                #expect(
                    try await visitor.get("\(path)/receptie/scorm12").headers[.contentDisposition]?.contains(
                        join.code.text) == false)
                // Of others, of another course, wrong, closed.
                #expect(try await visitor.get("\(path)?telt=\(other)").status == 422)
                #expect(try await visitor.get("\(path)/receptie/scorm12?telt=\(other)").status == 403)
                #expect(try await visitor.get("\(path)/schoonmaak/scorm12?telt=\(join.code)").status == 422)
                #expect(try await visitor.get("\(path)/receptie/scorm12?telt=x").status == 422)
                try await world.learning.joins.close(.system, join.id)
                #expect(try await visitor.get("\(path)/receptie/scorm12?telt=\(join.code)").status == 410)
                #expect(try await visitor.get("\(path)?telt=\(join.code)").status == 422)
                #expect(try await !visitor.get(path).says("<select"))
            }
        }
    }
}
