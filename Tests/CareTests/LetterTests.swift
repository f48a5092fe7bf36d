import Content
import Core
import TestDesks
import TestSupport
import Testing

@testable import Care

/// Letters: their file, and how they are filled in.
@Suite struct LetterTests {
    private static let file = """
        version: "1"
        languages: [nl, en]
        letters:
          - id: proef
            name:
              nl: Proef
              en: Trial
            about:
              nl: Vraagt iets.
              en: Asks something.
            receiver:
              nl: De gemeente
              en: The municipality
            items: [room]
            review: waiting
            text: |
              Aan {municipality}

              {name} vraagt dit. Geboren op {born}.
        """

    private func read(_ text: String) -> (letters: [Letter]?, findings: [ContentFinding]) {
        let findings = Findings()
        let reader = LetterReader(file: "letters.yaml", checklist: .small, findings: findings)
        return (reader.letters(text), findings.all)
    }

    @Test func theShippedLettersAreGood() throws {
        let letters = try Letters(folder: World.resources + "/care", checklist: .real)
        #expect(letters.all.count == 7)
        #expect(letters.all.allSatisfy { $0.review == .waiting }, "a lawyer has looked at none of them")
        for letter in letters.all {
            let text = letter.filled([:])
            #expect(text.contains(Letter.blank) && !text.contains("{"), "\(letter.id)")
        }
    }

    @Test func whatIsKnownIsFilledInAndTheRestIsDots() throws {
        let letter = try #require(read(Self.file).letters?.first)
        let text = letter.filled([.name: "N.", .municipality: "Ede", .born: ""])
        #expect(text == "Aan Ede\n\nN. vraagt dit. Geboren op ……." || text.contains("Geboren op ……."))
        // What was filled in is not read again.
        #expect(letter.filled([.name: "{municipality}", .municipality: "Ede"]).contains("{municipality} vraagt"))
    }

    @Test func anUnknownPlaceIsRefusedWithItsLine() throws {
        let (_, findings) = read(Self.file.replacing("{born}", with: "{bsn}"))
        let finding = try #require(findings.first)
        #expect(findings.count == 1 && finding.text.key == "content.check.care-letter-place")
        let line = Self.file.split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.contains("{born}") }.map { $0 + 1 }
        #expect(finding.line == line && finding.file == "letters.yaml")
    }

    @Test func anItemThatIsNotOnTheListIsRefused() {
        let (_, findings) = read(Self.file.replacing("[room]", with: "[attic]"))
        #expect(findings.map(\.text.key) == ["content.check.care-letter-item"])
    }

    @Test func aMissingTranslationOrFieldIsRefused() {
        for (old, new) in [("      en: Trial\n", ""), ("    review: waiting\n", ""), ("      nl: Proef\n", "")] {
            #expect(!read(Self.file.replacing(old, with: new)).findings.isEmpty, "\(old)")
        }
    }

    /// Whatever text stands in a letter, taking it apart and putting it together again with its own places gives it back.
    @Test func partsAddUpToTheText() {
        var random = SeededGenerator(seed: 7)
        let pieces = ["a", "\n", "{name}", "{born}", "}", "{", " ", "é"]
        for _ in 0..<300 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random)! }
                .joined()
            let (parts, unknown) = Letter.parts(of: text)
            let again = parts.map { part in
                switch part {
                case .words(let words): words
                case .place(let place): "{\(place.rawValue)}"
                }
            }.joined()
            #expect(again.utf8.count + unknown.map { $0.name.utf8.count + 2 }.reduce(0, +) == text.utf8.count)
            if unknown.isEmpty { #expect(again == text) }
        }
    }
}
