public import Core
import Storage
public import Web

/// Things of a period, to read in a review.
public struct PromiseList: Hashable, Sendable {
    public struct Line: Hashable, Sendable {
        public var title: Words
        /// What happened, or where it stands.
        public var note: Words
        /// Within this site, in Dutch: `/toezeggingen/motie-31015-197`.
        public var path: String
    }

    /// `changed`, `awaited`.
    public var id: String
    public var title: Words
    public var lines: [Line]
}

/// What changed in a half year, and what was awaited on its last day.
extension Commitments {
    /// Most lines of a list; the last one then leads to the rest.
    static let mostLines = 50

    /// The lists of a period; those without a line are left out.
    public func lists(in period: Period) async throws -> [PromiseList] {
        let today = context.today
        let (histories, items, offices) = try await context.database.read { transaction in
            let store = CommitmentStore(transaction: transaction)
            let items = try TrackerStore(transaction: transaction, today: today).items(
                TrackerFilter(), limit: 1_000_000, offset: 0)
            return (
                try store.histories(), Dictionary(uniqueKeysWithValues: items.map { ($0.item.id, $0.item) }),
                try store.offices()
            )
        }
        return PeriodLists(
            histories: histories, items: items,
            offices: Dictionary(uniqueKeysWithValues: offices.map { ($0.key, $0.name) }), period: period, today: today,
            phrases: context.phrases
        ).lists
    }
}

/// Puts the lists of a period together.
struct PeriodLists {
    let histories: [CommitmentFigures.History]
    let items: [Identifier: Item]
    let offices: [String: Words]
    let period: Period
    let today: Day
    let phrases: Phrases

    private typealias Entry = (day: RoughDate, line: PromiseList.Line)

    var lists: [PromiseList] {
        [
            list("changed", changed, all: "new"), list("awaited", awaited, all: "awaited"),
        ].filter { !$0.lines.isEmpty }
    }

    private func list(_ id: String, _ entries: [Entry], all name: String) -> PromiseList {
        var lines = entries.sorted { ($0.day, $0.line.path) < ($1.day, $1.line.path) }.map(\.line)
        if lines.count > Commitments.mostLines {
            let count = lines.count - Commitments.mostLines
            let filter = TrackerFilter(
                counted: CountedPromises.Name(rawValue: name).map { CountedPromises(name: $0, period: period) })
            lines = Array(lines.prefix(Commitments.mostLines))
            lines.append(
                .init(
                    title: words("more", ["count": "\(count)"]), note: Words(),
                    path: "/toezeggingen" + TrackerPage.query(filter)))
        }
        return PromiseList(id: id, title: words(id), lines: lines)
    }

    private func words(_ key: String, _ arguments: [String: String] = [:]) -> Words {
        Words { phrases(Text("commitments.period.\(key)", arguments), $0) }
    }

    /// A line about a promise: "Beloofd op 2 juli 2020 (Kabinet)".
    private func entry(
        _ history: CommitmentFigures.History, _ date: RoughDate, _ key: String,
        _ detail: @escaping (Language) -> String = { _ in "" }
    ) -> Entry? {
        guard let item = items[history.id] else { return nil }
        let note = Words { language in
            let text = phrases(
                Text(
                    "commitments.period.\(key)", ["date": date.words(phrases, language), "detail": detail(language)]),
                language)
            let office = history.office.map { offices[$0]?[language] ?? $0 }
            return office.map { "\(text) · \($0)" } ?? text
        }
        let title = Words { item.draft.title[$0].isEmpty ? item.draft.title[.nl] : item.draft.title[$0] }
        return (date, .init(title: title, note: note, path: "/toezeggingen/\(item.slug)"))
    }

    private var changed: [Entry] {
        let last = min(period.to, today)
        return histories.flatMap { history -> [Entry?] in
            let made = period.contains(history.promised.earliest) && history.promised.earliest <= last
            let deadlines = history.deadlines.filter {
                period.contains($0.announced.earliest) && $0.change != .first
            }
            let verdicts = history.verdicts.filter { period.contains($0.settled) }
            return [made ? entry(history, history.promised, "new") : nil]
                + deadlines.map { deadline in
                    entry(history, deadline.announced, deadline.change.rawValue) { deadline.due.words(phrases, $0) }
                }
                + verdicts.map { verdict in
                    entry(history, RoughDate(verdict.settled), "verdict") {
                        phrases(Text("commitments.outcome.\(verdict.outcome.rawValue)"), $0)
                    }
                }
        }.compactMap(\.self)
    }

    private var awaited: [Entry] {
        let last = min(period.to, today)
        return histories.filter { $0.counted(in: period, today: today).contains(.awaited) }.compactMap { history in
            let state = history.state(on: last)
            let key = state == .late ? "late" : history.due(on: last) == nil ? "undated" : "due"
            return entry(history, history.promised, key) { language in
                history.due(on: last).map {
                    phrases(
                        Text("commitments.due.\($0.kind.rawValue)", ["date": $0.date.words(phrases, language)]),
                        language)
                } ?? ""
            }
        }
    }
}
