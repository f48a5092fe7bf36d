import Content
import Core
import Foundation
import Learning
import TestSupport
import Testing
import Web

@Suite("The checker of courses")
struct CourseCheckTests {
    @Test("a course without mistakes is read into values")
    func good() async throws {
        let course = try await CourseFixture().course()
        #expect(course.slug == "demo")
        #expect(course.version == 3)
        #expect(course.title[.en] == "Trial")
        #expect(course.audiences == [.hotel, .holidayPark])
        #expect(course.roles == [.reception])
        #expect(course.review.care == .done(by: "Zorgpartner", date: Day("2026-11-01")!))
        #expect(course.review.isWaiting)
        #expect(course.source("boek")?.url == nil)
        #expect(course.source("web")?.checked == nil)
        #expect(course.chapters.map(\.id) == ["eerste", "tweede"])
        #expect(course.screens.map(\.id) == ["begin", "kamer", "een", "meer"])
        guard case .lesson(let lesson) = course.screens[0], case .scenario(let scenario) = course.screens[1],
            case .question(let question) = course.screens[3]
        else {
            Issue.record("screens are of another kind")
            return
        }
        #expect(lesson.title[.nl] == "Begin")
        #expect(lesson.text[.en] == "Read [more](#source-boek).")
        #expect(lesson.routes.map(\.link) == ["tel:08002000", "tel:112"])
        #expect(scenario.text[.nl] == "Iemand vraagt\niets.")
        #expect(!scenario.isReported)
        #expect(scenario.choices.map(\.verdict) == [.right, .partly, .wrong])
        #expect(question.takesSeveral && !question.isSafety)
        #expect(course.screens[2].exercise?.isSafety == true)
    }

    @Test("every kind of mistake is named with its file and line", arguments: mistakes)
    func mistake(_ mistake: Mistake) async throws {
        var fixture = CourseFixture()
        try await mistake.expect(in: &fixture)
    }

    @Test("a file that is missing is named where it is referred to")
    func missingFiles() async throws {
        var fixture = CourseFixture()
        for file in ["demo/en/begin.md", "demo/scenarios/kamer.yaml", "demo/questions/meer.yaml"] {
            fixture.files[file] = nil
        }
        let findings = try await fixture.check().findings
        #expect(findings.map(\.text.key) == Array(repeating: "content.check.missing-file", count: 3))
        #expect(findings.map(\.line) == [26, 29, 34])
        #expect(
            findings.map { $0.text.arguments["file"] } == [
                "demo/en/begin.md", "demo/scenarios/kamer.yaml", "demo/questions/meer.yaml",
            ])
    }

    @Test("bytes that are not UTF-8 are refused, a byte order mark and Windows line ends are not")
    func encodings() async throws {
        var fixture = CourseFixture()
        fixture.files["demo/nl/begin.md"] = Data([0x23, 0x20, 0xE9, 0x0A])
        #expect(try await fixture.check().findings.map(\.text.key) == ["content.check.not-utf8"])
        fixture = CourseFixture()
        for (path, data) in fixture.files {
            let windows = String(decoding: data, as: UTF8.self).replacingOccurrences(of: "\n", with: "\r\n")
            fixture.files[path] = Data([0xEF, 0xBB, 0xBF]) + Data(windows.utf8)
        }
        #expect(try await fixture.course() == CourseFixture().course())
    }

    @Test("all mistakes in all files are told at once, by file and line, and the library refuses")
    func everything() async throws {
        var fixture = CourseFixture()
        fixture["demo/course.yaml"] = fixture["demo/course.yaml"]
            .replacingOccurrences(of: "version: 3\n", with: "")
            .replacingOccurrences(of: "minutes: 5", with: "minutes: 0")
        fixture["demo/nl/begin.md"] = "# Begin\n\n<script>alert(1)</script>\n"
        fixture["tweede/course.yaml"] = "version: 1\n"
        let folder = try await fixture.inFolder { folder in
            let error = #expect(throws: CourseLibraryError.self) { try CourseLibrary.load(folder: folder) }
            let lines = (error?.report { strings($0, .en) } ?? "").replacingOccurrences(of: folder, with: "courses")
                .split(separator: "\n")
            #expect(
                lines.prefix(4) == [
                    "The courses are refused: 12 mistakes. The first is in courses/demo/course.yaml, line 1.",
                    "courses/demo/course.yaml:1: The field “version” is missing.",
                    "courses/demo/course.yaml:6: “0” does not fit. Write a whole number from 1 up to and including 180.",
                    "courses/demo/nl/begin.md:3: There is HTML here. Use Markdown only: text, headings, lists, **bold** and links.",
                ])
            #expect(lines.count == 13)
            return folder
        }
        #expect(CourseCheck(folder: folder).findings.map(\.text.key) == ["content.check.no-folder"])
    }

    @Test("the report ends with a verdict, and tells what waits and what is unchecked or old")
    func report() async throws {
        var fixture = CourseFixture()
        let today = Day("2027-11-02")!
        #expect(
            try await fixture.check().report(on: today) { strings($0, .nl) } == """
                - demo: wacht op de politie, die de inhoud nog moet bekijken.
                - demo: wacht op ervaringsdeskundigen, die de inhoud nog moeten bekijken.
                - demo: de bron “boek” is meer dan een jaar geleden nagekeken, op 2026-11-01.
                - demo: de bron “web” is nog niet nagekeken.
                - demo: lessen met een bron en zonder feit in facts.yaml: begin.
                - routes.yaml: 112 (nood) is nog niet nagekeken.
                - routes.yaml: 0800-2000 (raad) is meer dan een jaar geleden nagekeken, op 2026-10-01.
                Geen fouten. Aantal cursussen: 1.
                """)
        #expect(try await fixture.check().notices(on: Day("2027-10-01")!).count == 5)
        fixture["demo/questions/een.yaml"] = ""
        #expect(
            try await fixture.check().report(on: today) { strings($0, .nl) }
                .hasSuffix("\n1 fout. De server start zo niet."))
    }

    @Test("whatever is damaged, the checker ends with known sentences about lines that exist")
    func damage() async throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            var fixture = CourseFixture()
            let file = fixture.files.keys.sorted().randomElement(using: &generator)!
            var bytes = Array(fixture.files[file]!)
            for _ in 0...Int.random(in: 0...3, using: &generator) {
                let junk: [UInt8] = [0x00, 0x0A, 0x20, 0x3A, 0x7B, 0x2D, 0x22, 0x3C, 0x26, 0x2A, 0x80, 0x61]
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = junk.randomElement(using: &generator)!
            }
            fixture.files[file] = Data(bytes)
            for finding in try await fixture.findings() {
                let lines = fixture[finding.file].split(separator: "\n", omittingEmptySubsequences: false).count
                #expect((1...max(lines, 1)).contains(finding.line), "\(finding) after \(file)")
                #expect(strings.has(finding.text.key, .nl) && strings.has(finding.text.key, .en))
            }
        }
    }
}

/// One place in the fixture spoilt, and what has to be found.
struct Mistake: Sendable, CustomTestStringConvertible {
    var name: String
    var file: String
    /// What is replaced; empty for the whole file.
    var old: String
    var new: String
    /// `file:line key`
    var found: [String]

    /// Spoils the fixture, and looks whether that is found, in sentences that every language has.
    func expect(in fixture: inout CourseFixture) async throws {
        let text = fixture[file]
        #expect(old.isEmpty || text.contains(old), "the fixture no longer holds what is replaced")
        fixture[file] =
            old.isEmpty ? new : text.replacingOccurrences(of: old, with: new)
        let findings = try await fixture.findings()
        #expect(
            findings.map { "\($0.file):\($0.line) \($0.text.key.replacingOccurrences(of: "content.check.", with: ""))" }
                == found.map { $0.hasPrefix(":") ? file + $0 : $0 })
        for finding in findings {
            for language in Language.all {
                #expect(strings.has(finding.text.key, language))
                #expect(!strings(finding.text, language).contains("{"), "\(strings(finding.text, language))")
            }
        }
    }

    var testDescription: String { name }

    init(_ name: String, _ file: String, _ old: String, _ new: String, _ found: String...) {
        self.name = name
        self.file = file
        self.old = old
        self.new = new
        self.found = found
    }
}

private let course = "demo/course.yaml"
private let kamer = "demo/scenarios/kamer.yaml"
private let een = "demo/questions/een.yaml"
private let meer = "demo/questions/meer.yaml"
private let begin = "demo/nl/begin.md"

let mistakes: [Mistake] = [
    // The shape of the files.
    Mistake("unknown field", course, "minutes: 5", "minutes: 5\nauthor: x", ":8 unknown-field"),
    Mistake("version missing", course, "version: 3\n", "", ":1 missing-field"),
    Mistake("version that is no number", course, "version: 3", "version: drie", ":1 number"),
    Mistake("version 0", course, "version: 3", "version: 0", ":1 number"),
    Mistake("field twice", course, "minutes: 5", "minutes: 5\nminutes: 6", ":7 duplicate-field"),
    Mistake("not YAML", course, "languages: [nl, en]", "languages: [nl, en", ":3 yaml"),
    Mistake("tab as indentation", course, "  police: waiting", "\tpolice: waiting", ":11 yaml"),
    Mistake("empty file", course, "", "", ":1 empty-file"),
    Mistake("only a word", course, "", "cursus", ":1 not-fields"),
    Mistake("list where fields belong", een, "", "- a\n- b\n", ":1 not-fields"),
    Mistake(
        "fields where a list belongs", course, "audiences: [hotel, holiday-park]", "audiences: {a: b}", ":8 not-list"),
    Mistake("word where a list belongs", course, "roles: [reception]", "roles: reception", ":9 not-list"),
    Mistake("empty list", course, "  - {nl: \"Zien\", en: \"See\"}", "  []", ":5 empty-list"),
    Mistake("list where text belongs", course, "    title: \"Een boek\"", "    title: [x]", ":16 not-text"),
    // Texts and languages.
    Mistake(
        "missing translation", course, "summary: {nl: \"Kort.\", en: \"Short.\"}", "summary: {nl: \"Kort.\"}",
        ":4 missing-translation"),
    Mistake(
        "missing translation of a choice", kamer, "text: {nl: \"Bellen\", en: \"Call\"}", "text: {nl: \"Bellen\"}",
        ":22 missing-translation"),
    Mistake(
        "translation that is not asked for", kamer, "title: {nl: \"Kamer\", en: \"Room\"}",
        "title: {nl: \"Kamer\", en: \"Room\", de: \"Zimmer\"}", ":1 unknown-language"),
    Mistake(
        "text without languages", course, "title: {nl: \"Proef\", en: \"Trial\"}", "title: Proef", ":3 not-translated"),
    Mistake("empty text", course, "nl: \"Proef\"", "nl: \"  \"", ":3 empty-text"),
    Mistake(
        "nothing after the colon", kamer, "{nl: \"Wat doe je?\", en: \"What do you do?\"}",
        "{nl: , en: \"What do you do?\"}", ":9 empty-text"),
    Mistake(
        "language that is none", course, "languages: [nl, en]", "languages: [nl, en, Nederlands]",
        ":2 language"),
    Mistake("languages left out", course, "languages: [nl, en]\n", "", ":1 missing-field"),
    // Values.
    Mistake("minutes out of range", course, "minutes: 5", "minutes: 181", ":7 number"),
    Mistake("negative minutes", course, "minutes: 5", "minutes: -5", ":7 number"),
    Mistake("half minutes", course, "minutes: 5", "minutes: 2.5", ":7 number"),
    Mistake("unknown audience", course, "holiday-park]", "school]", ":8 unknown-audience"),
    Mistake("unknown role", course, "roles: [reception]", "roles: [reception, cook]", ":9 unknown-role"),
    Mistake("review that is neither", course, "police: waiting", "police: ja", ":11 review"),
    Mistake(
        "review without a name", course, "{done: 2026-11-01, by: \"Zorgpartner\"}", "{done: 2026-11-01}",
        ":12 missing-field"),
    Mistake("review on no date", course, "{done: 2026-11-01,", "{done: 2026-13-01,", ":12 date"),
    Mistake("review left out", course, "  survivors: waiting\n", "", ":10 missing-field"),
    Mistake("source without a date", course, "    checked: 2026-11-01\n", "", ":15 missing-field"),
    Mistake("source over http", course, "https://example.org/pagina", "http://example.org/pagina", ":20 address"),
    Mistake(
        "source with a script as address", course, "https://example.org/pagina", "\"javascript:alert(1)\"",
        ":20 address"),
    Mistake("report that is neither", kamer, "report: false", "report: misschien", ":10 boolean"),
    Mistake("report left out", kamer, "report: false\n", "", ":1 missing-field"),
    Mistake("unknown verdict", kamer, "verdict: partly", "verdict: half", ":17 verdict"),
    // Names.
    Mistake(
        "name with capitals", course, "lesson: begin", "lesson: Begin", ":26 identifier",
        "demo/en/begin.md:1 unused-file", "demo/nl/begin.md:1 unused-file"),
    Mistake(
        "name that leads out of the folder", course, "scenario: kamer", "scenario: ../kamer", ":29 identifier",
        "demo/scenarios/kamer.yaml:1 unused-file"),
    Mistake(
        "screen twice", course, "      - question: meer", "      - question: meer\n      - question: een",
        ":35 duplicate-id"),
    Mistake(
        "lesson and scenario of one name", course, "scenario: kamer", "scenario: begin", ":29 duplicate-id",
        "demo/scenarios/kamer.yaml:1 unused-file"),
    Mistake("chapter twice", course, "id: tweede", "id: eerste", ":30 duplicate-id"),
    Mistake(
        "source twice", course, "id: web", "id: boek", ":18 duplicate-id", "demo/scenarios/kamer.yaml:24 unknown-source"
    ),
    Mistake("choice twice", kamer, "id: bellen", "id: laten", ":20 duplicate-id"),
    Mistake("folder that can not be an address", "Twee Delen/course.yaml", "", "version: 1", ":1 identifier"),
    // Screens and exercises.
    Mistake(
        "unknown kind of screen", course, "question: meer", "video: meer", ":34 unknown-screen",
        "demo/questions/meer.yaml:1 unused-file"),
    Mistake(
        "screen that is a word", course, "- question: meer", "- meer", ":34 unknown-screen",
        "demo/questions/meer.yaml:1 unused-file"),
    Mistake(
        "routes with a scenario", course, "- scenario: kamer", "- scenario: kamer\n        routes: [nood]",
        ":30 unknown-field"),
    Mistake("scenario without a right choice", kamer, "verdict: right", "verdict: wrong", ":11 no-right-choice"),
    Mistake(
        "question without a right choice", een, "verdict: right", "verdict: wrong", ":3 no-right-choice",
        ":4 no-feedback"),
    Mistake("two right answers where one is chosen", meer, "several: true\n", "", ":2 several-right"),
    Mistake(
        "right choice in a scenario without feedback", kamer, "    feedback: {nl: \"Goed.\", en: \"Right.\"}\n", "",
        ":12 no-feedback"),
    Mistake(
        "wrong answer without feedback", meer, "    feedback: {nl: \"C niet.\", en: \"Not C.\"}\n", "",
        ":10 no-feedback"),
    Mistake("partly in a question", een, "verdict: wrong", "verdict: partly", ":8 partly"),
    Mistake(
        "one choice", een,
        "  - id: nee\n    verdict: wrong\n    text: {nl: \"Nee\", en: \"No\"}\n    feedback: {nl: \"Jawel.\", en: \"You do.\"}\n",
        "", ":3 choices"),
    Mistake("safety in a scenario", kamer, "report: false", "report: false\nsafety: true", ":11 unknown-field"),
    // References.
    Mistake("unknown source of a lesson", course, "sources: [boek]", "sources: [boek, krant]", ":27 unknown-source"),
    Mistake("unknown source of a scenario", kamer, "sources: [web]", "sources: [krant]", ":24 unknown-source"),
    Mistake("link to a source that is not the lesson's", begin, "#source-boek", "#source-web", ":3 unknown-source"),
    Mistake("link to no source at all", begin, "#source-boek", "#boven", ":3 unknown-source"),
    Mistake("unknown route", course, "routes: [raad, nood]", "routes: [raad, piet]", ":28 unknown-route"),
    Mistake("unused file", "demo/nl/oud.md", "", "# Oud\n\nTekst", ":1 unused-file"),
    Mistake("unused folder", "demo/plaatjes/a.txt", "", "x", ":1 unused-file"),
    Mistake("file beside the courses", "los.txt", "", "x", ":1 unused-file"),
    Mistake("folder without a course", "leeg/nl/les.md", "", "# Les\n\nTekst", "leeg/course.yaml:1 missing-file"),
    // Markdown.
    Mistake("lesson without a title", begin, "# Begin\n\n", "", ":1 no-title", ":1 empty-text"),
    Mistake("lesson with nothing but a title", begin, "\nLees [meer](#source-boek).\n", "", ":1 empty-text"),
    Mistake("empty lesson", begin, "", " ", ":1 no-title", ":1 empty-text"),
    Mistake("script in a lesson", begin, "Lees", "<script>alert(1)</script>\n\nLees", ":3 markdown.html"),
    Mistake("HTML in a lesson", begin, "Lees", "Lees <b>dit</b>", ":3 markdown.html", ":3 markdown.html"),
    Mistake("image in a lesson", begin, "Lees", "![foto](foto.png)", ":3 markdown.image"),
    Mistake("link over http", begin, "Lees", "[x](http://example.org)", ":3 markdown.link"),
    Mistake("link with a script", begin, "Lees", "[x](javascript:alert)", ":3 markdown.link"),
    Mistake(
        "script in a scenario", kamer, "    iets.", "    <script>x</script>", ":5 markdown.html"),
    Mistake("image in feedback", kamer, "nl: \"Nee.\"", "nl: \"![x](y)\"", ":23 markdown.image"),
    Mistake("HTML in a title", course, "nl: \"Eerste\"", "nl: \"<i>Eerste\"", ":24 markdown.html"),
    // Routes.
    Mistake(
        "route twice", "routes.yaml", "id: raad", "id: nood", "demo/course.yaml:28 unknown-route", ":9 duplicate-id"),
    Mistake("number that can not be dialled", "routes.yaml", "\"0800-2000\"", "\"bel ons\"", ":12 telephone"),
    Mistake("route without a date", "routes.yaml", "    verified_on: never\n", "", ":3 missing-field"),
    Mistake(
        "route without a translation", "routes.yaml", "{nl: \"Raad\", en: \"Advice\"}", "{nl: \"Raad\"}",
        ":10 missing-translation"),
    Mistake(
        "routes in too few languages", "routes.yaml", "",
        """
        languages: [nl]
        routes:
          - {id: raad, name: {nl: R}, when: {nl: T}, number: "1", verified_on: never}
          - {id: nood, name: {nl: N}, when: {nl: G}, number: "2", verified_on: never}
        """, "demo/course.yaml:28 missing-route-translation", "demo/course.yaml:28 missing-route-translation"),
]

/// The texts of the checkout.
private let strings = try! Strings(folder: checkout + "/Resources/strings")
