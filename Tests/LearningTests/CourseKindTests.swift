import Content
import Core
import Foundation
import Learning
import TestSupport
import Testing
import Web

@Suite("The kinds of exercise, facts, audio and borrowed screens")
struct CourseKindTests {
    @Test("every kind is read into values")
    func good() async throws {
        let course = try await CourseFixture.everyKind().course()
        #expect(course.screens.suffix(4).map(\.kind) == [.order, .story, .rewrite, .crossOut])
        guard case .order(let ordering)? = course.screen("stappen"), case .story(let story)? = course.screen("avond"),
            case .rewrite(let rewrite)? = course.screen("zin"), case .crossOut(let crossOut)? = course.screen("weg")
        else {
            Issue.record("screens are of another kind")
            return
        }
        #expect(ordering.steps.map(\.id) == ["zien", "noteren", "bellen", "rusten"])
        #expect(ordering.feedback[.en] == "Look first.")
        #expect(story.moments.map(\.isSignal) == [false, true, false, true])
        #expect(story.isReported && story.choices.count == 2)
        #expect(rewrite.facts.count == 1 && rewrite.checks.count == 3)
        #expect(crossOut.lines.map(\.isStruck) == [false, true, false, true])
        #expect(course.facts.map(\.id) == ["lezen", "vragen"])
        #expect(course.facts.map(\.review.isWaiting) == [true, false])
        #expect(course.audio.map(\.screen) == ["begin"])
        #expect(course.audio(of: "begin", in: .nl)?.voice == .computer)
    }

    @Test("every kind of mistake is named with its file and line", arguments: kindMistakes)
    func mistake(_ mistake: Mistake) async throws {
        var fixture = CourseFixture.everyKind()
        try await mistake.expect(in: &fixture)
    }

    @Test("a course in which everything is to be reported is refused")
    func alarmOnly() async throws {
        var fixture = CourseFixture.everyKind()
        fixture["demo/scenarios/kamer.yaml"] = fixture["demo/scenarios/kamer.yaml"]
            .replacingOccurrences(of: "report: false", with: "report: true")
        #expect(try await fixture.findings().map(\.text.key) == ["content.check.alarm-only"])
        fixture["demo/stories/avond.yaml"] = fixture["demo/stories/avond.yaml"]
            .replacingOccurrences(of: "report: true", with: "report: false")
        #expect(try await fixture.findings().isEmpty)
    }

    @Test("steps never stand in the right order before somebody orders them, and stand the same every time")
    func shown() {
        for seed in 0..<300 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let letters = Array("abcdefghijklmnop".map(String.init).shuffled(using: &generator))
            let steps = (0..<Int.random(in: 3...8, using: &generator)).map { place in
                Ordering.Step(id: letters[place], text: Translated(original: .nl, [.nl: letters[place]]))
            }
            let ordering = Ordering(
                id: "x", text: steps[0].text, steps: steps, feedback: steps[0].text, isSafety: false, sources: [])
            #expect(ordering.shownSteps != steps)
            #expect(Set(ordering.shownSteps.map(\.id)) == Set(steps.map(\.id)))
            #expect(ordering.shownSteps == ordering.shownSteps)
        }
    }

    // MARK: Borrowed screens

    @Test("a screen from another course is that course's file, with its audio; what is wrong in it is told once")
    func borrowed() async throws {
        var fixture = Self.borrowing
        let courses = try await fixture.check().courses
        let other = try #require(courses.first { $0.slug == "ander" })
        #expect(other.screens.map(\.id) == ["begin", "kamer", "avond"])
        #expect(other.origins == ["begin": "demo", "kamer": "demo", "avond": "demo"])
        #expect(other.screens[0] == courses.first { $0.slug == "demo" }?.screens[0])
        #expect(other.audio(of: "begin", in: .nl)?.path == courses[1].audio[0].path)

        fixture["demo/scenarios/kamer.yaml"] = fixture["demo/scenarios/kamer.yaml"]
            .replacingOccurrences(of: "report: false", with: "report: soms")
        let findings = try await fixture.findings()
        #expect(findings.map(\.file) == ["demo/scenarios/kamer.yaml"])
        #expect(try await fixture.check().courses.isEmpty, "neither course is whole")
    }

    @Test("the sources of a borrowed file must be those of the course that borrows it")
    func borrowedSource() async throws {
        var fixture = Self.borrowing
        fixture["ander/course.yaml"] = fixture["ander/course.yaml"].replacingOccurrences(of: "id: web", with: "id: net")
        let findings = try await fixture.findings()
        #expect(
            findings.map { "\($0.file):\($0.line) \($0.text.key)" } == [
                "ander/course.yaml:30 content.check.borrowed-source",
                "ander/course.yaml:32 content.check.borrowed-source",
            ])
    }

    @Test("a file that only others borrow belongs to somebody, and its mistakes are told")
    func onlyBorrowed() async throws {
        var fixture = Self.borrowing
        fixture["ander/course.yaml"] += "      - question: los\n        from: demo\n"
        fixture["demo/questions/los.yaml"] = fixture["demo/questions/een.yaml"]
        #expect(try await fixture.findings().isEmpty)
        fixture["demo/questions/los.yaml"] += "several: misschien\n"
        #expect(
            try await fixture.findings().map { "\($0.file) \($0.text.key)" } == [
                "demo/questions/los.yaml content.check.boolean"
            ])
    }

    @Test("only another course of the folder can be borrowed from", arguments: ["ander", "nergens", "../demo"])
    func unknownCourse(_ slug: String) async throws {
        var fixture = Self.borrowing
        fixture["ander/course.yaml"] = fixture["ander/course.yaml"]
            .replacingOccurrences(
                of: "- story: avond\n        from: demo", with: "- story: avond\n        from: \(slug)")
        #expect(try await fixture.findings().map(\.text.key) == ["content.check.unknown-course"])
    }

    @Test("notes for who gives the course are in every language or in none")
    func notes() async throws {
        var fixture = CourseFixture()
        #expect(try await fixture.course().notes == nil)
        fixture["demo/facilitator.nl.md"] = "# Voor de docent\n\nBegin rustig.\n"
        #expect(
            try await fixture.findings().map { "\($0.file) \($0.text.arguments["file"] ?? "")" } == [
                "demo/course.yaml demo/facilitator.en.md"
            ])
        fixture["demo/facilitator.en.md"] = "# For the teacher\n\nBegin calmly.\n"
        #expect(try await fixture.course().notes?.title[.en] == "For the teacher")
        fixture["demo/facilitator.en.md"] = "Begin <b>calmly</b>.\n"
        #expect(try await fixture.findings().map(\.text.key).contains("markdown.html"))
    }

    // MARK: Languages

    @Test("a language without a review is complete like the others, and no language of the course for the public")
    func unreviewed() async throws {
        var fixture = CourseFixture()
        fixture["demo/course.yaml"] = fixture["demo/course.yaml"]
            .replacingOccurrences(of: "languages: [nl, en]", with: "languages: [nl, en]\nunreviewed: [pl]")
        #expect(try await fixture.findings().contains { $0.text.key == "content.check.missing-translation" })
        let polish = fixture.inThreeLanguages("pl")
        let course = try await polish.course()
        #expect(course.languages == [.nl, .en] && course.unreviewed == [Language("pl")])
        #expect(course.title[Language("pl")] == "Proef (pl)")
        var twice = polish
        twice["demo/course.yaml"] = twice["demo/course.yaml"]
            .replacingOccurrences(of: "unreviewed: [pl]", with: "unreviewed: [pl, en]")
        #expect(try await twice.findings().map(\.text.key) == ["content.check.language-twice"])
    }

    @Test("a translation is public once somebody with a name read it")
    func translations() async throws {
        var fixture = CourseFixture().inThreeLanguages("pl")
        fixture["routes.yaml"] = CourseFixture().inThreeLanguages("pl", in: "routes")["routes.yaml"]
            .replacingOccurrences(of: "languages: [nl, en]", with: "languages: [nl, en, pl]")
        let course = fixture["demo/course.yaml"]
        func found(_ marks: String) async throws -> [String] {
            var fixture = fixture
            fixture["demo/course.yaml"] = course.replacingOccurrences(
                of: "languages: [nl, en]", with: "languages: [nl, en, pl]" + marks)
            return try await fixture.findings().map(\.text.key)
        }
        #expect(try await found("") == ["content.check.translation-unread"])
        #expect(try await found("\ntranslations: {pl: waiting}") == ["content.check.translation-unread"])
        #expect(try await found("\ntranslations: {pl: {done: 2026-11-01, by: \"Ala\"}}").isEmpty)
        #expect(try await !found("\ntranslations: {pl: {done: 2026-11-01, by: \"Ala\"}, ro: waiting}").isEmpty)
    }

    @Test("who borrows may have fewer languages than the course it borrows from")
    func fewerLanguages() async throws {
        var fixture = CourseFixture.everyKind()
        fixture["ander/course.yaml"] = Self.borrowing["ander/course.yaml"]
        fixture["demo/course.yaml"] = fixture["demo/course.yaml"]
            .replacingOccurrences(of: "languages: [nl, en]", with: "languages: [nl, en]\nunreviewed: [pl]")
        fixture = fixture.inThreeLanguages("pl")
        let courses = try await fixture.check()
        #expect(courses.findings.isEmpty)
        #expect(courses.courses.map(\.languages) == [[.nl, .en], [.nl, .en]])
        #expect(courses.courses[0].screens[1].title.texts.keys.sorted() == [.en, .nl])
    }

    @Test("what is read aloud are the words of a screen, without marks")
    func spoken() async throws {
        let course = try await CourseFixture.everyKind().course()
        #expect(course.screen("begin")?.spoken(in: .nl) == "Begin\n\nLees meer.\n")
        #expect(course.screen("een")?.spoken(in: .en) == "Do you call 112?\n\nYes\n\nNo\n")
        for screen in course.screens {
            #expect(screen.spokenHash(in: .nl).count == 16)
            #expect(screen.spokenHash(in: .nl) != screen.spokenHash(in: .en))
        }
    }

    // MARK: What is told without stopping the server

    @Test("facts that wait, lessons without a fact and audio of an older text are told")
    func notices() async throws {
        var fixture = CourseFixture.everyKind()
        let course = try await fixture.course()
        let keys = course.notices(on: Day("2026-11-26")!).map(\.key)
        #expect(keys.suffix(2) == ["exercises.notice.facts-waiting", "exercises.notice.stale-audio"])
        let hash = try #require(course.screen("begin")?.spokenHash(in: .nl))
        fixture["demo/audio.yaml"] = fixture["demo/audio.yaml"]
            .replacingOccurrences(of: "0000000000000000", with: hash)
        fixture["demo/facts.yaml"] = fixture["demo/facts.yaml"]
            .replacingOccurrences(of: "screen: begin", with: "screen: kamer")
            .replacingOccurrences(of: "{nl: \"Lees [meer]\", en: \"Read [more]\"}", with: "{nl: Iemand, en: Someone}")
        let told = try await fixture.course().notices(on: Day("2026-11-26")!)
        #expect(told.last?.key == "exercises.notice.no-fact" && told.last?.arguments["screens"] == "begin")
        for text in told { for language in Language.all { #expect(!strings(text, language).contains("{")) } }
    }

    /// A second course that is made of screens of the first.
    private static var borrowing: CourseFixture {
        var fixture = CourseFixture.everyKind()
        let own = fixture["demo/course.yaml"]
        let head = own[..<own.range(of: "    screens:\n")!.lowerBound]
        fixture["ander/course.yaml"] =
            head + """
                    screens:
                      - lesson: begin
                        from: demo
                        sources: [boek]
                        routes: [raad, nood]
                      - scenario: kamer
                        from: demo
                      - story: avond
                        from: demo

                """
        return fixture
    }
}

extension CourseFixture {
    /// Every Dutch text also in `tag`, marked with it.
    func inThreeLanguages(_ tag: String, in folder: String = "demo/") -> CourseFixture {
        var fixture = self
        for path in files.keys where path.hasPrefix(folder) && path.hasSuffix(".yaml") {
            let text = self[path]
            fixture[path] = Self.adding(tag, to: text)
        }
        for path in files.keys where path.contains("/nl/") && path.hasSuffix(".md") {
            fixture[path.replacingOccurrences(of: "/nl/", with: "/\(tag)/")] = self[path]
        }
        return fixture
    }

    /// `nl: "x"` becomes `nl: "x", tag: "x (tag)"`, and a block of its own for a text over more lines.
    private static func adding(_ tag: String, to yaml: String) -> String {
        var lines: [String] = []
        var block: [String]?
        for line in yaml.components(separatedBy: "\n") {
            let indent = line.prefix { $0 == " " }.count
            if let begun = block {
                let head = begun[0].prefix { $0 == " " }.count
                if indent > head {
                    block?.append(line)
                } else {
                    lines += [begun[0].replacingOccurrences(of: "nl:", with: "\(tag):")] + begun.dropFirst()
                    block = nil
                }
            }
            lines.append(
                line.replacing(#/nl: ("[^"]*"|[A-Za-z]+)(, )/#) { match in
                    let word = match.output.1.replacingOccurrences(of: "\"", with: "")
                    return
                        "nl: \(match.output.1), \(tag): \"\(word)\(match.output.1.contains("[") ? "" : " (\(tag))")\", "
                })
            if line.hasSuffix("nl: |") { block = [line] }
            if let match = line.wholeMatch(of: #/( +)nl: ("[^"]*")/#) {
                lines.append("\(match.output.1)\(tag): \(match.output.2)")
            }
        }
        return lines.joined(separator: "\n")
    }
}

private let course = "demo/course.yaml"
private let stappen = "demo/orders/stappen.yaml"
private let avond = "demo/stories/avond.yaml"
private let zin = "demo/rewrites/zin.yaml"
private let weg = "demo/cross-outs/weg.yaml"
private let facts = "demo/facts.yaml"
private let audio = "demo/audio.yaml"

let kindMistakes: [Mistake] = [
    Mistake(
        "two steps", stappen,
        """
          - {id: bellen, text: {nl: "Bellen", en: "Call"}}
          - {id: rusten, text: {nl: "Rusten", en: "Rest"}}

        """, "", ":2 how-many"),
    Mistake("step twice", stappen, "id: bellen", "id: zien", ":5 duplicate-id"),
    Mistake(
        "step without a translation", stappen, "{nl: \"Bellen\", en: \"Call\"}", "{nl: \"Bellen\"}",
        ":5 missing-translation"),
    Mistake("ordering without feedback", stappen, "feedback:", "uitleg:", ":1 missing-field", ":7 unknown-field"),
    Mistake("safety that is neither", stappen, "sources: [boek]", "safety: soms", ":8 boolean"),
    Mistake("unknown source of an ordering", stappen, "[boek]", "[krant]", ":8 unknown-source"),
    Mistake("story without ordinary moments", avond, "signal: false", "signal: true", ":3 all-signals"),
    Mistake(
        "moment without feedback", avond, "    feedback: {nl: \"Gewoon.\", en: \"Ordinary.\"}\n", "", ":4 missing-field"
    ),
    Mistake("moment twice", avond, "id: eten", "id: taxi", ":12 duplicate-id"),
    Mistake(
        "signal that is neither", avond, "signal: true\n    feedback: {nl: \"Dit ook",
        "signal: soms\n    feedback: {nl: \"Dit ook", ":18 boolean"),
    Mistake(
        "choice of a story without feedback", avond, "    feedback: {nl: \"Goed.\", en: \"Right.\"}\n", "",
        ":23 no-feedback"),
    Mistake("story without a right choice", avond, "verdict: right", "verdict: partly", ":22 no-right-choice"),
    Mistake(
        "no example", zin, "  - {nl: \"Om 22.10 uur kwamen er vier mensen.\", en: \"At 22:10 four people came.\"}",
        "  []", ":4 empty-list"),
    Mistake(
        "two checks", zin, "  - {id: mening, text: {nl: \"Er staat geen mening in.\", en: \"It holds no opinion.\"}}\n",
        "", ":6 how-many"),
    Mistake(
        "script in a judgement", zin, "nl: \"Rare vogels.\"", "nl: \"<b>Raar</b>\"", ":3 markdown.html",
        ":3 markdown.html"),
    Mistake("nothing to cross out", weg, "strike: true", "strike: false", ":3 all-lines-alike"),
    Mistake("everything to cross out", weg, "strike: false", "strike: true", ":3 all-lines-alike"),
    Mistake("line without feedback", weg, ", feedback: {nl: \"Een tijd.\", en: \"A time.\"}", "", ":4 missing-field"),
    Mistake(
        "exercise twice", course, "      - rewrite: zin", "      - rewrite: zin\n      - order: avond",
        ":41 duplicate-id"
    ),
    Mistake(
        "sources with a story", course, "- story: avond", "- story: avond\n        sources: [boek]", ":40 unknown-field"
    ),
    Mistake("words that stand nowhere", facts, "Lees [meer]", "Lees [minder]", ":3 unsaid"),
    Mistake("words on another screen", facts, "screen: begin", "screen: een", ":3 unsaid", ":3 unsaid"),
    Mistake(
        "words that are not in one language", facts, "en: \"Someone asks something.\"", "en: \"Somebody asks.\"",
        ":10 unsaid"),
    Mistake("fact on no screen", facts, "screen: begin", "screen: nergens", ":2 unknown-fact-screen"),
    Mistake("fact twice", facts, "id: vragen", "id: lezen", ":6 duplicate-id"),
    Mistake("fact without a source", facts, "sources: [boek]", "sources: []", ":4 empty-list"),
    Mistake("fact with a source that is not there", facts, "sources: [boek]", "sources: [krant]", ":4 unknown-source"),
    Mistake(
        "fact without a review", facts, "survivors: waiting}", "lawyer: waiting}", ":5 unknown-field",
        ":5 missing-field"),
    Mistake(
        "audio of no language", audio, "nl/begin.mp3", "de/begin.mp3", ":1 audio-name",
        "demo/audio/nl/begin.mp3:1 unused-file"),
    Mistake(
        "audio out of the folder", audio, "nl/begin.mp3", "../begin.mp3", ":1 audio-name",
        "demo/audio/nl/begin.mp3:1 unused-file"),
    Mistake(
        "audio that is not there", audio, "nl/begin.mp3", "en/begin.mp3", ":1 missing-file",
        "demo/audio/nl/begin.mp3:1 unused-file"),
    Mistake("voice of nobody", audio, "voice: computer", "voice: robot", ":1 unknown-value"),
    Mistake("audio that is not in the list", "demo/audio/en/begin.mp3", "", "x", ":1 unused-file"),
]

/// The texts of the checkout.
private let strings = try! Strings(folder: checkout + "/Resources/strings")
