import Core
import Foundation
import Storage
import TestSupport
import Testing
import Web

@testable import Review

@Suite("Readability")
struct ReadabilityTests {
    /// Pyphen never puts a hyphen after a first letter, so it counts one syllable too few in "adres" and "over".
    @Test("Dutch syllables are counted nearly as Pyphen does")
    func dutchSyllables() throws {
        let file = checkout.appendingPathComponent("Tests/Fixtures/Review/syllables.nl.csv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst(2)
        let words = lines.map { line in
            let cells = line.split(separator: ",")
            return (word: String(cells[0]), syllables: Int(cells[1])!)
        }
        #expect(words.count > 1_400)
        let wrong = words.filter { Syllables.count($0.word, .nl) != $0.syllables }
        let unknown = wrong.filter {
            !("aeiou".contains($0.word.first!) && Syllables.count($0.word, .nl) == $0.syllables + 1)
        }
        let counted = words.reduce(0) { $0 + Syllables.count($1.word, .nl) }
        let expected = words.reduce(0) { $0 + $1.syllables }
        // Measured: 54 of 1,427 words differ (3.8 %), of which 23 (1.6 %) for another reason; 1.7 % over all syllables.
        #expect(wrong.count * 100 <= words.count * 4, "\(wrong.count) of \(words.count)")
        #expect(unknown.count * 100 <= words.count * 2, "\(unknown)")
        #expect(abs(counted - expected) * 100 <= expected * 2, "\(counted) for \(expected)")
    }

    @Test(
        "what is hard to count in Dutch",
        arguments: [
            ("coördinatie", 5), ("ideeën", 3), ("geuit", 2), ("museum", 3), ("e-learning", 4), ("CKM", 3), ("502", 1),
            ("ECPAT", 2), ("royaal", 2), ("kwaliteit", 3), ("quiz", 1), ("officieel", 4), ("bijen", 2), ("één", 1),
            ("mm", 1),
        ])
    func dutch(word: String, syllables: Int) { #expect(Syllables.count(word, .nl) == syllables) }

    @Test(
        "English syllables",
        arguments: [
            ("made", 1), ("table", 2), ("called", 1), ("wanted", 2), ("houses", 2), ("times", 1), ("holiday", 3),
            ("media", 3),
            ("exploitation", 4), ("recognise", 3), ("the", 1), ("organisation", 5), ("report", 2),
        ])
    func english(word: String, syllables: Int) { #expect(Syllables.count(word, .en) == syllables) }

    @Test("the score is that of Douma for Dutch and of Flesch for English")
    func score() {
        let dutch = Readability(markdown: "De kat zit op de mat.", .nl)
        #expect(abs(dutch.score! - (206.84 - 77 - 0.93 * 6)) < 0.001)
        let english = Readability(markdown: "The cat sat on the mat. It purred.", .en)
        #expect(abs(english.score! - (206.835 - 84.6 - 1.015 * 4)) < 0.001)
        #expect(Readability(markdown: "# Kop\n\n```\ncode\n```", .nl).score == nil)
        #expect(Readability.Ease(score: 60) == .ordinary && Readability.Ease(score: 59.9) == .fairlyHard)
        #expect(Readability.Ease(score: -20) == .veryHard && Readability.Ease(score: 124) == .veryEasy)
    }

    @Test("sentences of more than 15 words are marked, of more than 25 strongly")
    func sentences() {
        func sentence(_ words: Int) -> String { Array(repeating: "woord", count: words).joined(separator: " ") + "." }
        let found = Readability(
            markdown: [15, 16, 25, 26].map(sentence).map { "W\($0.dropFirst())" }.joined(separator: " "), .nl)
        #expect(found.sentences == 4 && found.words == 82)
        #expect(found.longSentences.map(\.words) == [26, 25, 16])
        #expect(found.longSentences.map(\.isVeryLong) == [true, false, false])
    }

    @Test("points that end no sentence, Markdown and lists")
    func splitting() {
        #expect(
            Readability.sentences("Dit is bijv. Utrecht, o.a. dus. En mr. A. de Vries (CKM) zei 2.5. Ja!") == [
                "Dit is bijv. Utrecht, o.a. dus.", "En mr. A. de Vries (CKM) zei 2.5.", "Ja!",
            ])
        #expect(
            Readability.sentences("‘Help! Ook na mijn 18de.’ schreven zij.") == [
                "‘Help!", "Ook na mijn 18de.’ schreven zij.",
            ])
        let found = Readability(
            markdown: "# Een kop\n\nEen *zin* met [een link](https://example.org/x).\n\n- Punt een\n- Punt twee", .nl)
        #expect(found.sentences == 3 && found.words == 9)
        #expect(Readability(markdown: "", .nl).words == 0)
    }

    @Test("long words are named once, names are not; jargon comes with a plain word")
    func words() {
        let found = Readability(
            markdown:
                "De organisatie en organisatie van Defensie-Universiteit. Ketenpartners implementeren dit ten behoeve van jou.",
            .nl)
        #expect(found.longWords == ["organisatie", "Ketenpartners", "implementeren"])
        #expect(found.jargon.map(\.word) == ["implementeren", "ketenpartners", "ten behoeve van"])
        #expect(found.jargon.map(\.plain) == ["invoeren", "organisaties die samenwerken", "voor"])
        #expect(Readability(markdown: "They implement it.", .en).jargon.map(\.plain) == ["carry out"])
    }

    @Test("any text can be measured", arguments: 0..<200)
    func anything(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let signs = Array("aeiouyIJqzé .!?\n\n-*_#`>“”'\"0123456789…&<")
        let text = String(
            (0..<Int.random(in: 0...400, using: &random)).map { _ in signs.randomElement(using: &random)! })
        for language in Language.all {
            let found = Readability(markdown: text, language)
            #expect((found.score == nil) == (found.words == 0))
            #expect(found.score?.isFinite != false)
            #expect(found.sentences <= max(found.words, 0))
        }
    }

    @Test("the editor sees the hints, and nothing stops publication", arguments: testEngines)
    func page(engine: Engine) async throws {
        try await browse(engine) { workshop, browser in
            var hard = content
            let words = "Wij implementeren " + Array(repeating: "heel", count: 30).joined(separator: " ") + " <veel>."
            hard.introduction = Words(nl: words, en: "We do.")
            try await workshop.reviews.start(Workshop.editor, "2020-H1", content: hard)
            let page = try await browser.get("/werk/terugblik/2020-H1/leesbaarheid", as: Workshop.second).body
            #expect(page.contains("33 woorden, erg lang") && page.contains("&lt;veel&gt;"))
            #expect(page.contains("kan het ook met ‘invoeren’?") && page.contains("hints, geen regels"))
            #expect(page.contains("<span lang=\"nl\">"))
            try await workshop.agreeAndPublish("2020-H1")
            #expect(try await browser.get("/terugblik/2020-H1").status == 200)
        }
    }
}
