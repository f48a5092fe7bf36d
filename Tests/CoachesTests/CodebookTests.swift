import TestDesks
import Content
import Core
import Foundation
import Testing

@testable import Coaches

@Suite struct CodebookTests {
    @Test func theOneThatShipsIsWhole() throws {
        let book = try Codebook(folder: World.resources + "/coaches")
        #expect(book.version == "1")
        #expect(Set(book.codes.map(\.group)) == Set(Codebook.Group.allCases))
        #expect(
            book.codes.filter(\.isDemand).map(\.id) == [
                "meeting-proposal", "bodycheck-demand", "nude-demand", "video-demand", "trade-for-sex",
            ])
        #expect(book.codes.filter(\.isDescribedOnly).map(\.id) == ["manual"])
        for code in Codebook.small.codes { #expect(book[code.id] != nil, "the tests know \(code.id)") }
        for code in book.codes {
            for language in [Language.nl, .en] {
                #expect(!code.name[language].isEmpty && !code.definition[language].isEmpty)
            }
        }
        // Nobody outside the project has looked at it yet; this changes when somebody has.
        #expect(book.waiting == Codebook.Reviewer.allCases)
    }

    @Test func codesStandInTheOrderOfTheBook() {
        #expect(Codebook.small.ordered(["manual", "offer", "unknown", "offer"]) == ["offer", "manual", "unknown"])
    }

    private func findings(_ text: String) -> [(line: Int, key: String)] {
        let findings = Findings()
        _ = CodebookReader(file: "codebook.yaml", findings: findings).book(text)
        return findings.all.inOrder.map { ($0.line, $0.text.key) }
    }

    private static let good = """
        version: "2"
        languages: [nl, en]
        review:
          police: waiting
          care: waiting
          survivors: waiting
          counsel: {done: 2026-11-01, by: "M. Jansen"}
        codes:
          - id: offer
            group: contact
            name: {nl: "Aanbod", en: "Offer"}
            definition: {nl: "Biedt aan.", en: "Offers."}

        """

    @Test func whatIsGoodHasNoFindings() {
        #expect(findings(Self.good).isEmpty)
        let findings = Findings()
        let book = CodebookReader(file: "codebook.yaml", findings: findings).book(Self.good)
        #expect(book?.waiting == [.police, .care, .survivors])
    }

    @Test(arguments: [
        ("group: contact", "group: money", 10, "content.check.unknown-value"),
        ("en: \"Offer\"", "de: \"Angebot\"", 11, "content.check.unknown-language"),
        ("- id: offer", "- id: Offer!", 9, "content.check.identifier"),
        ("    group: contact", "    group: contact\n    demand: yes", 11, "content.check.boolean"),
        ("version: \"2\"", "versie: \"2\"", 1, "content.check.unknown-field"),
        ("police: waiting", "police: soon", 4, "content.check.review"),
    ])
    func mistakesAreToldWithTheirLine(old: String, new: String, line: Int, key: String) {
        let found = findings(Self.good.replacing(old, with: new))
        #expect(found.contains { $0.line == line && $0.key == key }, "\(found)")
    }

    @Test func severalMistakesAtOnceAndDuplicates() {
        let twice = Self.good + Self.good.split(separator: "\n").suffix(4).joined(separator: "\n")
        #expect(findings(twice).map(\.key) == ["content.check.duplicate-id"])
        let two = Self.good.replacing("group: contact", with: "group: x").replacing("soon", with: "")
            .replacing("police: waiting", with: "police: soon")
        #expect(findings(two).count == 2)
    }

    @Test func aBookThatIsNotThereIsRefused() {
        #expect(throws: CodebookError.self) { try Codebook(folder: "/nowhere") }
    }
}
