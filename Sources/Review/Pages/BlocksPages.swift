import Core
import Directory
import Hummingbird
import Web

/// Texts of a review to copy into a newsletter or a press release.
struct BlocksPages: Sendable {
    let reviews: Reviews

    var routes: [Web.Route] {
        [
            .page(
                "/werk/terugblik/:period/blokken", access: Reviews.readers, sample: "/werk/terugblik/2020-H1/blokken",
                show)
        ]
    }

    private func show(_ visit: Visit) async throws -> Response {
        let name = visit["period"]
        let draft = try await reviews.draft(visit.actor, name)
        let edition = draft.isOpen ? draft.edition : try await reviews.edition(name)
        let page = BlocksPage(edition, visit, reviews.context.phrases)
        return try visit.page(page, title: visit.text("review.blocks.title"))
    }
}

/// `/werk/terugblik/:period/blokken`.
struct BlocksPage: Page {
    static let template = "review/blocks"

    struct Form: Sendable {
        let id: String
        let label: String
        let text: String
    }

    struct Block: Sendable {
        let title: String
        let about: String
        let length: String
        let forms: [Form]
    }

    let back: Link
    let draft: Notice?
    let blocks: [Block]

    init(_ edition: ReviewEdition, _ visit: Visit, _ phrases: @escaping Phrases) {
        func text(_ key: String, _ arguments: [String: String] = [:]) -> String {
            visit.text("review.blocks.\(key)", arguments)
        }
        let name = edition.review.name
        back = Link(
            ReviewTitle.text(edition.review.period, phrases, visit.language),
            href: visit.link("/werk/terugblik/\(name)"))
        draft = edition.state == .draft ? Notice(.warning, text("draft")) : nil
        blocks = TextBlocks.all(edition, language: visit.language, base: visit.address, phrases).map { block in
            let use = block.use.rawValue
            return Block(
                title: text(use), about: text("\(use)-about"),
                length: text(
                    "length",
                    [
                        "words": written(block.words, visit.language),
                        "characters": written(block.characters, visit.language),
                    ]),
                forms: [
                    Form(id: "\(use)-plain", label: text("plain", ["use": text(use)]), text: block.plain),
                    Form(id: "\(use)-html", label: text("html", ["use": text(use)]), text: block.html),
                ])
        }
    }
}
