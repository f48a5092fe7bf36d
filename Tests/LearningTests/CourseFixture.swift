import Content
import Foundation
import Learning
import TestSupport
import Testing

/// A small course without mistakes, with every construct the format has, to be spoilt in one place by a test.
struct CourseFixture {
    /// By path below the folder of the courses.
    var files: [String: Data]

    init() {
        files = [
            "routes.yaml": Data(Self.routes.utf8),
            "demo/course.yaml": Data(Self.course.utf8),
            "demo/nl/begin.md": Data("# Begin\n\nLees [meer](#source-boek).\n".utf8),
            "demo/en/begin.md": Data("# Start\n\nRead [more](#source-boek).\n".utf8),
            "demo/scenarios/kamer.yaml": Data(Self.scenario.utf8),
            "demo/questions/een.yaml": Data(Self.single.utf8),
            "demo/questions/meer.yaml": Data(Self.several.utf8),
        ]
    }

    /// The text of a file.
    subscript(file: String) -> String {
        get { String(decoding: files[file] ?? Data(), as: UTF8.self) }
        set { files[file] = Data(newValue.utf8) }
    }

    /// Writes the files and checks them.
    func check() async throws -> CourseCheck { try await inFolder { CourseCheck(folder: $0) } }

    /// What is found, with paths below the folder.
    func findings() async throws -> [ContentFinding] {
        try await inFolder { folder in
            CourseCheck(folder: folder).findings.map { finding in
                var finding = finding
                finding.file = String(finding.file.dropFirst(folder.count + 1))
                return finding
            }
        }
    }

    /// The course, which has to be without mistakes.
    func course() async throws -> Course {
        let check = try await check()
        #expect(check.findings.isEmpty)
        return try #require(check.courses.first)
    }

    func inFolder<Result>(_ body: (String) throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            for (path, data) in files {
                let url = URL(filePath: folder + "/" + path)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try data.write(to: url)
            }
            return try body(folder)
        }
    }

    private static let routes = """
        languages: [nl, en]
        routes:
          - id: nood
            name: {nl: "112", en: "112"}
            when: {nl: "Gevaar", en: "Danger"}
            number: "112"
            source: https://example.org/112
            verified_on: never
          - id: raad
            name: {nl: "Raad", en: "Advice"}
            when: {nl: "Twijfel", en: "Doubt"}
            number: "0800-2000"
            note: {nl: "Gratis", en: "Free"}
            verified_on: 2026-10-01

        """

    private static let course = """
        version: 3
        languages: [nl, en]
        title: {nl: "Proef", en: "Trial"}
        summary: {nl: "Kort.", en: "Short."}
        goals:
          - {nl: "Zien", en: "See"}
        minutes: 5
        audiences: [hotel, holiday-park]
        roles: [reception]
        review:
          police: waiting
          care: {done: 2026-11-01, by: "Zorgpartner"}
          survivors: waiting
        sources:
          - id: boek
            title: "Een boek"
            checked: 2026-11-01
          - id: web
            title: "Een pagina"
            url: https://example.org/pagina
            checked: never
        chapters:
          - id: eerste
            title: {nl: "Eerste", en: "First"}
            screens:
              - lesson: begin
                sources: [boek]
                routes: [raad, nood]
              - scenario: kamer
          - id: tweede
            title: {nl: "Tweede", en: "Second"}
            screens:
              - question: een
              - question: meer

        """

    private static let scenario = """
        title: {nl: "Kamer", en: "Room"}
        text:
          nl: |
            Iemand vraagt
            iets.
          en: |
            Someone asks
            something.
        question: {nl: "Wat doe je?", en: "What do you do?"}
        report: false
        choices:
          - id: laten
            verdict: right
            text: {nl: "Niets", en: "Nothing"}
            feedback: {nl: "Goed.", en: "Right."}
          - id: noteren
            verdict: partly
            text: {nl: "Noteren", en: "Note"}
            feedback: {nl: "Hoeft niet.", en: "Not needed."}
          - id: bellen
            verdict: wrong
            text: {nl: "Bellen", en: "Call"}
            feedback: {nl: "Nee.", en: "No."}
        sources: [web]

        """

    private static let single = """
        text: {nl: "Bel je 112?", en: "Do you call 112?"}
        safety: true
        choices:
          - id: ja
            verdict: right
            text: {nl: "Ja", en: "Yes"}
          - id: nee
            verdict: wrong
            text: {nl: "Nee", en: "No"}
            feedback: {nl: "Jawel.", en: "You do."}

        """

    private static let several = """
        text: {nl: "Welke twee?", en: "Which two?"}
        several: true
        choices:
          - id: a
            verdict: right
            text: {nl: "A", en: "A"}
          - id: b
            verdict: right
            text: {nl: "B", en: "B"}
          - id: c
            verdict: wrong
            text: {nl: "C", en: "C"}
            feedback: {nl: "C niet.", en: "Not C."}

        """
}

/// The folder of the checkout.
let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
