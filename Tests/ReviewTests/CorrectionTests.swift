import Core
import Storage
import TestSupport
import Testing
import Web

@testable import Review

@Suite("Corrections log")
struct CorrectionTests {
    private let name = "2020-H1"
    private var hotel: FakeFigures { FakeFigures(figure("e-learning.hotel", .persons, 502)) }

    @Test("a correction says what changed, from what to what, why and when", arguments: testEngines)
    func log(engine: Engine) async throws {
        try await Workshop.open(engine, hotel) { workshop in
            let reviews = workshop.reviews
            try await workshop.publish(name, content)
            #expect(try await reviews.corrections().isEmpty)
            workshop.figures.figures[0].rows +=
                figure("e-learning.hotel", .persons, 10, source: Source(title: "List", kind: .imported)).rows
            workshop.clock.advance(seconds: 60)
            try await reviews.correct(Workshop.editor, name)
            var changed = content
            changed.introduction = Words(nl: "Dit deden we *niet samen*.", en: content.introduction[.en])
            changed.awaited = []
            let version = try await reviews.draft(Workshop.editor, name).version
            try await reviews.save(
                Workshop.editor, name, version: version, content: changed,
                note: Words(nl: "Vergeten.", en: "Forgotten."))
            try await workshop.agreeAndPublish(name)
            let correction = try #require(try await reviews.corrections().first)
            #expect(correction.revision == 2 && correction.published == workshop.clock.instant)
            #expect(correction.note[.en] == "Forgotten.")
            #expect(correction.changes.map(\.id) == ["e-learning.hotel", "introduction", "awaited"])
            let number = correction.changes[0]
            #expect(number.numberBefore?.value == 502 && number.numberAfter?.value == 512)
            #expect(
                number.before[.nl] == "502 (\(article.title))" && number.after[.nl] == "512 (\(article.title); List)")
            let text = correction.changes[1]
            #expect(text.before[.nl] == "Dit deden we *samen*." && text.after[.nl] == "Dit deden we *niet samen*.")
            #expect(text.shows(in: .nl) && !text.shows(in: .en))
            #expect(correction.changes[2].before[.en] == "The debate" && correction.changes[2].after[.en] == "no text")
        }
    }

    @Test("an editor who writes no note gets one that says what changed", arguments: testEngines)
    func drafted(engine: Engine) async throws {
        try await Workshop.open(engine, hotel) { workshop in
            let reviews = workshop.reviews
            try await workshop.publish(name, content)
            try await reviews.correct(Workshop.editor, name)
            var changed = content
            changed.sections[0].text[.en] = "Another text."
            var version = try await reviews.draft(Workshop.editor, name).version
            try await reviews.save(Workshop.editor, name, version: version, content: content)
            #expect(try await reviews.draft(Workshop.editor, name).note.isEmpty)
            try await reviews.save(Workshop.editor, name, version: version + 1, content: changed)
            let draft = try await reviews.draft(Workshop.editor, name)
            #expect(draft.note[.nl] == "Tekst gewijzigd bij: Hotels & parken.")
            #expect(draft.note[.en] == "Text changed in: Hotels & parks.")
            version = draft.version
            workshop.figures.figures = [figure("e-learning.hotel", .persons, 700)]
            try await reviews.save(Workshop.editor, name, version: version, content: changed)
            let both = try await reviews.draft(Workshop.editor, name).note[.nl]
            #expect(both.contains("van 502 naar 700.") && both.hasSuffix("Tekst gewijzigd bij: Hotels & parken."))
            let own = Words(nl: "Van mij.", en: "Mine.")
            try await reviews.save(Workshop.editor, name, version: version + 1, content: changed, note: own)
            #expect(try await reviews.draft(Workshop.editor, name).note == own)
        }
    }

    @Test("the log is a page, open data, and stands in the feed", arguments: testEngines)
    func pages(engine: Engine) async throws {
        try await browse(engine, hotel) { workshop, browser in
            try await workshop.publish(name, content)
            #expect(try await browser.get("/terugblik/correcties").body.contains("nog niets hersteld"))
            try await workshop.reviews.correct(Workshop.editor, name)
            workshop.figures.figures = [figure("e-learning.hotel", .persons, 700)]
            let version = try await workshop.reviews.draft(Workshop.editor, name).version
            try await workshop.reviews.save(
                Workshop.editor, name, version: version, content: content,
                note: Words(nl: "Eén lijst <was> vergeten.", en: "One list had been forgotten."))
            try await workshop.agreeAndPublish(name)
            let page = try await browser.get("/terugblik/correcties").body
            for part in ["502", "700", "Eén lijst &lt;was&gt; vergeten.", "id=\"2020-h1-2\""] {
                #expect(page.contains(part), "\(part)")
            }
            #expect(try await browser.get("/en/terugblik/correcties").body.contains("One list had been forgotten."))
            for path in ["/terugblik/correcties.json", "/terugblik/2020-H1.json"] {
                let json = try await browser.get(path)
                #expect(json.body.contains("\"before_value\": 502") && json.body.contains("\"after_value\": 700"))
            }
            let feed = try await browser.get("/terugblik.atom").body
            #expect(feed.contains("van 502 naar 700.") && feed.contains("/terugblik/correcties#2020-h1-2"))
        }
    }

    @Test("a number that is hidden stays hidden in the log", arguments: testEngines)
    func hidden(engine: Engine) async throws {
        try await browse(engine, FakeFigures(figure("e-learning.hotel", .persons, 7))) { workshop, browser in
            try await workshop.publish(name, content)
            try await workshop.reviews.correct(Workshop.editor, name)
            workshop.figures.figures = [figure("e-learning.hotel", .persons, 8)]
            let version = try await workshop.reviews.draft(Workshop.editor, name).version
            var changed = content
            changed.funders = ["A"]
            try await workshop.reviews.save(Workshop.editor, name, version: version, content: changed)
            try await workshop.agreeAndPublish(name)
            let changes = try await workshop.reviews.corrections()[0].changes
            #expect(changes.map(\.id) == ["funders"])
            #expect(try await browser.get("/terugblik/correcties.json").body.contains("before_value") == false)
        }
    }

    @Test("what differs is shown with a few words around it, and nothing that differs is left out", arguments: 0..<200)
    func excerpts(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        func text() -> [String] {
            (0..<Int.random(in: 0...30, using: &random)).map { _ in ["a", "b", "c"].randomElement(using: &random)! }
        }
        let before = text()
        var after = before
        let place = Int.random(in: 0...after.count, using: &random)
        after.replaceSubrange(place..<min(after.count, place + Int.random(in: 0...3, using: &random)), with: text())
        let shown = Correction.excerpts(before.joined(separator: " "), after.joined(separator: " "))
        #expect((shown.before == shown.after) == (before == after))
        // Put back where it was taken from, the excerpts give both texts again.
        func isPart(_ excerpt: String, _ words: [String]) -> Bool {
            let inner = excerpt.split(separator: " ").filter { $0 != "…" }.joined(separator: " ")
            return words.joined(separator: " ").contains(inner)
        }
        #expect(isPart(shown.before, before) && isPart(shown.after, after))
        let left = before.count - shown.before.split(separator: " ").filter { $0 != "…" }.count
        let leftAfter = after.count - shown.after.split(separator: " ").filter { $0 != "…" }.count
        #expect(left == leftAfter)
    }
}
