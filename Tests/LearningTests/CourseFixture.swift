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

    /// The same with a third chapter, in which every further kind of exercise stands, with facts and with audio.
    static func everyKind() -> CourseFixture {
        var fixture = CourseFixture()
        fixture["demo/course.yaml"] += chapter
        fixture["demo/orders/stappen.yaml"] = ordering
        fixture["demo/stories/avond.yaml"] = story
        fixture["demo/rewrites/zin.yaml"] = rewrite
        fixture["demo/cross-outs/weg.yaml"] = crossOut
        fixture["demo/facts.yaml"] = facts
        fixture["demo/audio.yaml"] = audio
        fixture.files["demo/audio/nl/begin.mp3"] = Data([0xFF, 0xFB, 0x90, 0x00, 1, 2, 3, 4, 5, 6])
        return fixture
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
            try write(to: folder)
            return try body(folder)
        }
    }

    /// The same for what waits.
    func inFolderAsync(_ body: (String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try write(to: folder)
            try await body(folder)
        }
    }

    private func write(to folder: String) throws {
        for (path, data) in files {
            let url = URL(filePath: folder + "/" + path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try data.write(to: url)
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

    private static let chapter = """
          - id: derde
            title: {nl: "Derde", en: "Third"}
            screens:
              - order: stappen
              - story: avond
              - rewrite: zin
              - cross-out: weg

        """

    private static let ordering = """
        text: {nl: "In welke volgorde?", en: "In which order?"}
        steps:
          - {id: zien, text: {nl: "Zien", en: "See"}}
          - {id: noteren, text: {nl: "Noteren", en: "Note"}}
          - {id: bellen, text: {nl: "Bellen", en: "Call"}}
          - {id: rusten, text: {nl: "Rusten", en: "Rest"}}
        feedback: {nl: "Eerst kijken.", en: "Look first."}
        sources: [boek]

        """

    private static let story = """
        title: {nl: "Een avond", en: "An evening"}
        text: {nl: "Het is laat.", en: "It is late."}
        moments:
          - id: taxi
            text: {nl: "Er komt een taxi.", en: "A taxi comes."}
            signal: false
            feedback: {nl: "Gewoon.", en: "Ordinary."}
          - id: sleutel
            text: {nl: "Iemand anders houdt de sleutel.", en: "Somebody else keeps the key."}
            signal: true
            feedback: {nl: "Dit is gedrag.", en: "This is behaviour."}
          - id: eten
            text: {nl: "Er wordt eten besteld.", en: "Food is ordered."}
            signal: false
            feedback: {nl: "Ook gewoon.", en: "Ordinary too."}
          - id: bezoek
            text: {nl: "Er komt veel kort bezoek.", en: "There are many short visits."}
            signal: true
            feedback: {nl: "Dit ook.", en: "So is this."}
        question: {nl: "Meld je dit?", en: "Do you report this?"}
        report: true
        choices:
          - id: melden
            verdict: right
            text: {nl: "Ja", en: "Yes"}
            feedback: {nl: "Goed.", en: "Right."}
          - id: wachten
            verdict: wrong
            text: {nl: "Nee", en: "No"}
            feedback: {nl: "Toch wel.", en: "You do."}
        sources: [web]

        """

    private static let rewrite = """
        title: {nl: "Schrijf het op", en: "Write it down"}
        text: {nl: "Maak er een feit van.", en: "Make it a fact."}
        judgement: {nl: "Rare vogels.", en: "Odd people."}
        facts:
          - {nl: "Om 22.10 uur kwamen er vier mensen.", en: "At 22:10 four people came."}
        checks:
          - {id: tijd, text: {nl: "Er staat een tijd in.", en: "It holds a time."}}
          - {id: gezien, text: {nl: "Er staat wat je zag.", en: "It says what you saw."}}
          - {id: mening, text: {nl: "Er staat geen mening in.", en: "It holds no opinion."}}
        feedback: {nl: "Een feit kan een ander nagaan.", en: "Somebody else can check a fact."}

        """

    private static let crossOut = """
        title: {nl: "Streep weg", en: "Cross out"}
        text: {nl: "Wat hoort er niet in?", en: "What does not belong?"}
        lines:
          - {id: a, text: {nl: "22.10 uur", en: "22:10"}, strike: false, feedback: {nl: "Een tijd.", en: "A time."}}
          - {id: b, text: {nl: "Vast crimineel", en: "Surely criminal"}, strike: true, feedback: {nl: "Mening.", en: "Opinion."}}
          - {id: c, text: {nl: "Vier mensen", en: "Four people"}, strike: false, feedback: {nl: "Gezien.", en: "Seen."}}
          - {id: d, text: {nl: "Buitenlands", en: "Foreign"}, strike: true, feedback: {nl: "Nooit.", en: "Never."}}
        sources: [web]

        """

    private static let facts = """
        - id: lezen
          screen: begin
          quote: {nl: "Lees [meer]", en: "Read [more]"}
          sources: [boek]
          review: {police: waiting, care: {done: 2026-11-01, by: "Zorgpartner"}, survivors: waiting}
        - id: vragen
          screen: kamer
          quote:
            nl: "Iemand vraagt iets."
            en: "Someone asks something."
          sources: [web]
          review:
            police: {done: 2026-11-01, by: "A"}
            care: {done: 2026-11-01, by: "B"}
            survivors: {done: 2026-11-01, by: "C"}

        """

    private static let audio = """
        - {file: nl/begin.mp3, voice: computer, of: "0000000000000000"}

        """
}

/// The folder of the checkout.
let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
