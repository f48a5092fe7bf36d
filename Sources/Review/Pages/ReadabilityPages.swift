import Core
import Directory
import Hummingbird
import Web

/// What makes the draft hard to read, for who writes it and who reads along.
struct ReadabilityPages: Sendable {
    let reviews: Reviews

    var routes: [Web.Route] {
        [
            .page(
                "/werk/terugblik/:period/leesbaarheid", access: Reviews.readers,
                sample: "/werk/terugblik/2020-H1/leesbaarheid", show)
        ]
    }

    private func show(_ visit: Visit) async throws -> Response {
        let draft = try await reviews.draft(visit.actor, visit["period"])
        let page = ReadabilityPage(visit["period"], draft, visit, reviews.context.phrases)
        return try visit.page(page, title: visit.text("review.readability.title"))
    }
}

/// `/werk/terugblik/:period/leesbaarheid`.
struct ReadabilityPage: Page {
    static let template = "review/readability"

    /// A sentence that is long, and how long.
    struct Sentence: Sendable {
        let tag: Tag
        let text: String
    }

    struct Part: Sendable {
        let heading: String
        let language: String
        let facts: SummaryList
        let sentences: [Sentence]
        let words: String?
        let jargon: [String]
    }

    let back: Link
    let parts: [Part]
    let empty: EmptyState?

    init(_ name: String, _ draft: ReviewDraft, _ visit: Visit, _ phrases: @escaping Phrases) {
        let content = draft.content
        back = Link(
            ReviewTitle.text(draft.edition.review.period, phrases, visit.language),
            href: visit.link("/werk/terugblik/\(name)"))
        let introduction = (visit.text("review.edit.introduction"), content.introduction)
        let texts = [introduction] + content.sections.map { ($0.title[visit.language], $0.text) }
        parts = Language.all.flatMap { language in
            texts.compactMap { Self.part($0.0, $0.1[language], language, visit) }
        }
        empty =
            parts.isEmpty
            ? EmptyState(visit.text("review.readability.empty"), visit.text("review.readability.empty-text")) : nil
    }

    private static func part(_ title: String, _ markdown: String, _ language: Language, _ visit: Visit) -> Part? {
        let found = Readability(markdown: markdown, language)
        guard found.words > 0 else { return nil }
        func text(_ key: String, _ arguments: [String: String] = [:]) -> String {
            visit.text("review.readability.\(key)", arguments)
        }
        let sentences = found.longSentences.map { sentence in
            let words = text(sentence.isVeryLong ? "very-long" : "long", ["words": "\(sentence.words)"])
            return Sentence(tag: Tag(words, sentence.isVeryLong ? .look : .plain), text: sentence.text)
        }
        return Part(
            heading: text("part", ["title": title, "language": text("language-\(language)")]), language: language.tag,
            facts: facts(found, visit), sentences: sentences,
            words: found.longWords.isEmpty ? nil : found.longWords.joined(separator: ", "),
            jargon: found.jargon.map { text("instead", ["word": $0.word, "plain": $0.plain]) })
    }

    private static func facts(_ found: Readability, _ visit: Visit) -> SummaryList {
        func text(_ key: String, _ arguments: [String: String] = [:]) -> String {
            visit.text("review.readability.\(key)", arguments)
        }
        let mean = Int((Double(found.words) / Double(max(1, found.sentences))).rounded())
        let score = found.score.map { score in
            let words = [
                "score": "\(Int(score.rounded()))", "ease": text("ease-\(Readability.Ease(score: score).rawValue)"),
            ]
            return text(found.words < Readability.fewWords ? "score-short" : "score", words)
        }
        return SummaryList([
            .init(text("length"), text("length-of", ["words": "\(found.words)", "sentences": "\(found.sentences)"])),
            .init(text("mean"), text("mean-of", ["words": "\(mean)"])), .init(text("formula"), score ?? "–"),
        ])
    }
}
