import Core
import Storage
import Synchronization
import TestSupport
import Testing
import Web

@testable import Review

/// Lists that another part adds to a review.
@Suite("Lists of other parts")
struct ListTests {
    private static func list(_ text: String) -> ReviewList {
        ReviewList(
            id: "changed", title: Words(nl: "Wat er veranderde", en: "What changed"),
            lines: [
                .init(
                    text: Words(nl: text, en: "Promise"), note: Words(nl: "Beloofd <b>", en: "Promised"),
                    path: "/toezeggingen/een")
            ])
    }

    @Test(
        "a list is shown with its links, frozen with the review, and a change of it is a correction",
        arguments: testEngines)
    func frozen(engine: Engine) async throws {
        let held = Mutex([Self.list("Belofte een")])
        try await Workshop.open(engine, FakeFigures(), lists: { _ in held.withLock { $0 } }) { workshop in
            try await workshop.publish("2020-H1", content)
            held.withLock { $0 = [Self.list("Belofte twee")] }
            var edition = try await workshop.reviews.edition("2020-H1")
            #expect(edition.review.lists?.first?.lines.first?.text[.nl] == "Belofte een")
            #expect(PublishedReview.hash(try edition.review.canonical()) == edition.hash)
            let json = ReviewJSON.text(edition, language: .en, base: "https://example.org", phrases)
            #expect(json.contains("\"https://example.org/en/toezeggingen/een\""))
            let markdown = ReviewMarkdown.text(edition, language: .nl, base: "https://example.org", phrases)
            #expect(markdown.contains("## Wat er veranderde") && markdown.contains("- Belofte een: Beloofd \\<b\\>"))
            try await workshop.reviews.correct(Workshop.editor, "2020-H1")
            let draft = try await workshop.reviews.draft(Workshop.editor, "2020-H1")
            try await workshop.reviews.save(
                Workshop.editor, "2020-H1", version: draft.version, content: draft.content,
                note: Words(nl: "De lijst klopt weer.", en: "The list is right again."))
            try await workshop.agreeAndPublish("2020-H1")
            edition = try await workshop.reviews.edition("2020-H1")
            #expect(edition.corrections.first?.changes.map(\.id) == ["list.changed"])
        }
    }

    @Test("what was published before there were lists is read as it was")
    func before() throws {
        let edition = try edition([figure("e-learning.hotel", .persons, 512)])
        let canonical = try edition.review.canonical()
        #expect(!String(decoding: canonical, as: UTF8.self).contains("lists"))
        #expect(try PublishedReview(canonical: canonical).lists == nil)
    }
}
