import Core
import Foundation
import Testing
import Web

@testable import Review

/// The folder of the checkout.
let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

/// The real texts, as pages and exports get them.
let strings = try! Strings(folder: checkout.appendingPathComponent("Resources/strings").path)
let phrases: Phrases = { strings($0, $1) }

let firstHalf = try! Period(named: "2020-H1")
let article = Source(title: "Terugblik eerste helft 2020, Defence for Children – ECPAT", kind: .imported)

/// A figure with one row for each number.
func figure(
    _ id: String, _ counts: Counted = .persons, _ values: Int..., in period: Period = firstHalf,
    source: Source = article
) -> Figure {
    Figure(
        id: id, counts: counts, period: period,
        rows: values.map { FigureRow(title: source.title, value: $0, period: period, source: source) })
}

let motions = TakenOver(
    figure: "motions.adopted", counts: .things, value: 4,
    period: Period(from: Day("2020-07-02")!, to: Day("2020-07-02")!)!, countedIn: "2020-H1",
    source: Source(title: article.title, kind: .takenOver),
    note: Words(nl: "Twee dagen na deze periode.", en: "Two days after this period."))

let content = ReviewContent(
    introduction: Words(nl: "Dit deden we *samen*.", en: "This we did *together*."),
    headlines: ["e-learning.hotel", "motions.adopted"],
    sections: [
        ReviewSection(
            id: "hotels", title: Words(nl: "Hotels & parken", en: "Hotels & parks"),
            text: Words(nl: "# Kop\n\nTekst met [een link](https://example.org).", en: "# Head\n\nText."),
            figures: ["e-learning.hotel", "e-learning.holiday-park"]),
        ReviewSection(
            id: "coaches", title: Words(nl: "Coaches", en: "Coaches"), text: Words(nl: "Meer.", en: "More."),
            figures: ["motions.adopted"]),
    ],
    milestones: [
        Milestone(
            when: .day(Day("2020-07-02")!), kind: .milestone, text: Words(nl: "Moties", en: "Motions"),
            section: "coaches", source: article),
        Milestone(
            when: .notDated, kind: .media, text: Words(nl: "Voorpagina", en: "Front page"), section: "coaches"),
        Milestone(
            when: .earlyMonth(year: 2020, month: 3), kind: .event, text: Words(nl: "Rapport", en: "Report"),
            section: "coaches"),
        Milestone(when: .month(year: 2020, month: 6), kind: .event, text: Words(nl: "Reactie", en: "Reaction")),
    ],
    awaited: [Awaited(text: Words(nl: "Het debat", en: "The debate"), section: "coaches")],
    funders: ["A", "B", "C"], hasMoreFunders: true,
    related: [RelatedSubject(text: Words(nl: "Een onderzoek", en: "A study"), url: "https://example.org/")])

/// The published review that the snapshots show.
func edition(_ figures: [Figure], state: ReviewEdition.State = .published) throws -> ReviewEdition {
    let review = PublishedReview(
        period: firstHalf, revision: 2, note: Words(nl: "Tien mensen erbij.", en: "Ten people added."),
        content: content, figures: figures + TakenOver.figures([motions], in: firstHalf),
        notes: TakenOver.notes([motions], in: firstHalf), phrases)
    let hash = PublishedReview.hash(try review.canonical())
    let first = RevisionNote(
        number: 1, published: Instant(milliseconds: 1_600_000_000_000), hash: "first", note: nil,
        numbers: ["e-learning.hotel": PublishedNumber(.value(502))])
    let second = RevisionNote(
        number: 2, published: Instant(milliseconds: 1_700_000_000_000), hash: hash, note: review.note,
        numbers: ["e-learning.hotel": PublishedNumber(.value(512))])
    return ReviewEdition(
        review: review, state: state, hash: hash, revisions: [second, first],
        history: ["e-learning.hotel": [FigureInPeriod(period: firstHalf, number: PublishedNumber(.value(512)))]])
}

/// Compares `text` with the file `Tests/Snapshots/Review/<name>`; with VANGNET_RECORD_SNAPSHOTS set it is written instead.
func expectSnapshot(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = checkout.appendingPathComponent("Tests/Snapshots/Review/\(name)")
    if ProcessInfo.processInfo.environment["VANGNET_RECORD_SNAPSHOTS"] != nil {
        try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text == expected, sourceLocation: sourceLocation)
}
