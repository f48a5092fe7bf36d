public import Core
import Storage
import Web

/// The answer of Commitments to "your figures for this period". All of them count things, with a row for each office, also where
/// that is 0; each row leads to the list of what it counts.
///
/// - `commitments.new`: promises made in the period: commitments, and motions that were adopted.
/// - `commitments.kept`, `.partly`, `.broken`, `.lapsed`: promises whose verdict was settled in the period and still counted
///   on its last day.
/// - `commitments.late`: promises that were late on the last day of the period, or today while it runs.
/// - `commitments.awaited`: promises that were not closed on that day, the late ones among them.
///
/// Where a promise stood then depends on the day, so it is worked out at reading: from one row for each promise and the few
/// rows of its deadlines and verdicts. What happened counts by its own date, not by the day on which it was recorded here.
public struct CommitmentFigures: FigureSource {
    let commitments: Commitments

    public init(_ commitments: Commitments) { self.commitments = commitments }

    public func figures(in period: Period) async throws -> [Figure] {
        let today = commitments.context.today
        let (histories, offices) = try await commitments.context.database.read { transaction in
            let store = CommitmentStore(transaction: transaction)
            return (try store.histories(), try store.offices())
        }
        return Self.figures(
            histories, offices: Dictionary(uniqueKeysWithValues: offices.map { ($0.key, $0.name[.nl]) }), in: period,
            today: today)
    }

    static func figures(
        _ histories: [History], offices: [String: String], in period: Period, today: Day
    ) -> [Figure] {
        let made = histories.filter { $0.promised.earliest <= min(period.to, today) }
        let keys = Set(made.map(\.office))
        var counts: [CountedPromises.Name: [String?: Int]] = [:]
        for history in made {
            for name in history.counted(in: period, today: today) {
                counts[name, default: [:]][history.office, default: 0] += 1
            }
        }
        let source = Source(title: "Toezeggingen, hier gevolgd", kind: .computed)
        guard !keys.isEmpty else { return [] }
        return CountedPromises.Name.allCases.map { name in
            let rows = keys.map { key in
                let filter = TrackerFilter(office: key, counted: CountedPromises(name: name, period: period))
                return FigureRow(
                    title: key.map { offices[$0] ?? $0 } ?? "–", value: counts[name]?[key] ?? 0, period: period,
                    source: source,
                    list: key == nil || period.name == nil ? nil : "/toezeggingen" + TrackerPage.query(filter)
                )
            }
            return Figure(
                id: "commitments.\(name.rawValue)", counts: .things, period: period,
                rows: rows.sorted { $0.title < $1.title })
        }
    }

    /// What decides where a promise stood on a day.
    struct History: Sendable {
        var id: Identifier
        var office: String?
        var promised: RoughDate
        /// In the order in which they were recorded.
        var deadlines: [Deadline]
        /// Settled verdicts, the oldest first.
        var verdicts: [(outcome: Outcome, settled: Day)]

        /// Where it stood on a day.
        func state(on day: Day) -> TrackedState {
            TrackedState(verdict: verdict(on: day)?.outcome, due: due(on: day), on: day)
        }

        /// The deadline that counted on a day.
        func due(on day: Day) -> Due? { deadlines.last { $0.announced.earliest <= day }?.summary }

        /// The verdict that counted on a day.
        func verdict(on day: Day) -> (outcome: Outcome, settled: Day)? { verdicts.last { $0.settled <= day } }

        /// The figures of a period that count it.
        func counted(in period: Period, today: Day) -> [CountedPromises.Name] {
            let day = min(period.to, today)
            guard promised.earliest <= day else { return [] }
            var names: [CountedPromises.Name] = []
            if period.contains(promised.earliest) { names.append(.new) }
            if let verdict = verdict(on: day), period.contains(verdict.settled),
                let name = CountedPromises.Name(rawValue: verdict.outcome.rawValue)
            {
                names.append(name)
            }
            let state = state(on: day)
            if state == .late { names.append(.late) }
            if !state.isClosed { names.append(.awaited) }
            return names
        }
    }
}

/// What a figure of a period counts.
public struct CountedPromises: Hashable, Sendable {
    /// The end of the figure's id.
    public enum Name: String, Sendable, CaseIterable {
        case new, kept, partly, broken, lapsed, late, awaited
    }

    public var name: Name
    public var period: Period

    public init(name: Name, period: Period) {
        self.name = name
        self.period = period
    }
}

extension CommitmentStore {
    /// All promises with what was said and judged about them.
    func histories() throws -> [CommitmentFigures.History] {
        var deadlines: [Identifier: [Deadline]] = [:]
        for row in try transaction.rows(
            "SELECT item_id, due, kind, change, announced FROM commitments_deadlines ORDER BY item_id, number")
        {
            let (kind, change): (String, String) = (try row["kind"], try row["change"])
            guard let kind = Deadline.Kind(rawValue: kind), let change = Deadline.Change(rawValue: change) else {
                throw StorageError.column("kind")
            }
            deadlines[try row["item_id"], default: []].append(
                Deadline(
                    due: try row["due"], kind: kind, change: change, reason: "", announced: try row["announced"],
                    source: nil, recorded: Instant(milliseconds: 0)))
        }
        var verdicts: [Identifier: [(outcome: Outcome, settled: Day)]] = [:]
        for row in try transaction.rows(
            """
            SELECT v.item_id, v.outcome, a.answered_at FROM commitments_answers a
            JOIN commitments_verdicts v ON v.id = a.verdict_id WHERE a.agrees = 1 ORDER BY a.answered_at, v.id
            """)
        {
            let (outcome, at): (String, Instant) = (try row["outcome"], try row["answered_at"])
            guard let outcome = Outcome(rawValue: outcome) else { throw StorageError.column("outcome") }
            verdicts[try row["item_id"], default: []].append((outcome, at.day))
        }
        return try transaction.rows(
            "SELECT id, office, happened FROM commitments_items WHERE is_tracked = 1 ORDER BY id"
        ).map { row in
            let id: Identifier = try row["id"]
            return CommitmentFigures.History(
                id: id, office: try row["office"], promised: try row["happened"], deadlines: deadlines[id] ?? [],
                verdicts: verdicts[id] ?? [])
        }
    }
}
