import Core
import Web

/// `/terugblik/correcties`: everything that was put right after it had been published.
struct CorrectionsPage: Page {
    static let template = "review/corrections"

    struct Entry: Sendable {
        let anchor: String
        let title: String
        let href: String
        let date: String
        let why: String
        let changes: [Change]
    }

    struct Change: Sendable {
        let title: String
        let facts: SummaryList
    }

    let entries: [Entry]
    let empty: EmptyState?
    let json: String

    init(_ corrections: [Correction], _ visit: Visit, _ phrases: @escaping Phrases) {
        entries = corrections.map { correction in
            let name = correction.period.name ?? ""
            return Entry(
                anchor: correction.anchor,
                title: visit.text(
                    "review.feed.correction",
                    [
                        "review": ReviewTitle.text(correction.period, phrases, visit.language),
                        "number": "\(correction.revision)",
                    ]), href: visit.link("/terugblik/\(name)"),
                date: DateWords.day(correction.published.day, visit.language), why: correction.note[visit.language],
                changes: Self.changes(correction, visit))
        }
        empty =
            corrections.isEmpty
            ? EmptyState(visit.text("review.corrections.empty"), visit.text("review.corrections.empty-text")) : nil
        json = visit.link("/terugblik/correcties.json")
    }

    private static func changes(_ correction: Correction, _ visit: Visit) -> [Change] {
        func text(_ key: String) -> String { visit.text("review.corrections.\(key)") }
        return correction.changes.filter { $0.shows(in: visit.language) }.map { change in
            let title = change.title[visit.language]
            return Change(
                title: change.kind == .definition
                    ? visit.text("review.corrections.definition", ["title": title]) : title,
                facts: SummaryList([
                    .init(text("before"), change.before[visit.language]),
                    .init(text("after"), change.after[visit.language]),
                ]))
        }
    }
}

/// The corrections as open data.
enum CorrectionsJSON {
    static func text(_ corrections: [Correction], language: Language, base: String, _ phrases: Phrases) -> String {
        let links = ReviewLinks(base: base, language: language)
        return JSON.members([
            "url": .string(links.corrections), "language": .string(language.tag),
            "corrections": .array(
                corrections.map { correction in
                    let name = correction.period.name ?? ""
                    return .members([
                        "period": .string(name), "revision": .int(correction.revision),
                        "published": .string(correction.published.rfc3339),
                        "why": .string(correction.note[language]), "url": .string(links.review(name)),
                        "changes": changes(correction, language),
                    ])
                }),
        ]).text
    }

    static func changes(_ correction: Correction, _ language: Language) -> JSON {
        .array(
            correction.changes.filter { $0.shows(in: language) }.map { change in
                let isFigure = change.kind == .figure
                return .members([
                    "kind": .string(change.kind.rawValue), "id": .string(change.id),
                    "title": .string(change.title[language]), "before": .string(change.before[language]),
                    "after": .string(change.after[language]),
                    "before_value": isFigure ? value(change.numberBefore) : nil,
                    "after_value": isFigure ? value(change.numberAfter) : nil,
                ])
            })
    }

    private static func value(_ number: PublishedNumber?) -> JSON { number?.value.map(JSON.int) ?? .null }
}
