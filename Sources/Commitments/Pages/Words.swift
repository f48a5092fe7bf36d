import Core
import Web

/// The words that pages of commitments share.
struct CommitmentWords {
    let phrases: Phrases
    let language: Language

    init(_ visit: Visit) {
        language = visit.language
        let strings = visit.site.strings
        phrases = { strings($0, $1) }
    }

    func text(_ key: String, _ arguments: [String: String] = [:]) -> String {
        phrases(Text("commitments.\(key)", arguments), language)
    }

    func date(_ date: RoughDate) -> String { date.words(phrases, language) }
    func kind(_ kind: ItemKind) -> String { text("kind.\(kind.rawValue)") }

    func state(_ state: TrackedState) -> Tag {
        let kind: Tag.Kind =
            switch state {
            case .kept, .onTrack: .go
            case .late, .broken: .look
            case .open, .partly, .lapsed, .notAssessable: .plain
            }
        return Tag(text("state.\(state.rawValue)"), kind)
    }

    func certainty(_ certainty: Certainty) -> Tag {
        Tag(text("certainty.\(certainty.rawValue)"), certainty == .verified ? .go : .look)
    }

    /// "1 december 2020 (genoemd in de brief)"
    func due(_ due: Due) -> String {
        text("due.\(due.kind.rawValue)", ["date": date(due.date)])
    }

    /// When criteria were agreed and when they were recorded here, and whether the evidence can have been there by then.
    func dates(of criteria: Criteria, evidence: RoughDate) -> String {
        let dates = text(
            "criteria.dates",
            [
                "dated": DateWords.day(criteria.dated, language),
                "recorded": DateWords.day(criteria.recorded.day, language),
            ])
        return criteria.isRecorded(after: evidence) ? "\(dates) \(text("criteria.late"))" : dates
    }

    func adoption(_ adoption: Adoption) -> String {
        text("adopted.\(adoption.value ? "yes" : "no")-\(adoption.basis.rawValue)")
    }
}

/// A text and the language it is in, where that is not the language of the page.
struct Said: Sendable {
    let text: String
    let lang: String?

    /// A title in the language of the page, or in Dutch.
    init(_ words: Words, _ language: Language) {
        text = words[language].isEmpty ? words[.nl] : words[language]
        lang = language == .nl || (!words[language].isEmpty && words[language] != words[.nl]) ? nil : "nl"
    }

    /// A text in the language of the page.
    init(_ text: String) {
        self.text = text
        lang = nil
    }

    /// A text that is in Dutch always.
    init(dutch text: String, _ language: Language) {
        self.text = text
        lang = language == .nl ? nil : "nl"
    }
}

/// A source as a page shows it.
struct SourceView: Sendable {
    let title: String
    let url: String?
    let quote: Said?
    let hash: String?
    let certainty: Tag
    let note: Said?

    init(_ source: ItemSource, _ words: CommitmentWords) {
        title = source.title
        url = source.url
        quote = source.quote.map { Said(dutch: $0, words.language) }
        hash = source.hash
        certainty = words.certainty(source.certainty)
        note = source.note.map { Said(dutch: $0, words.language) }
    }
}
