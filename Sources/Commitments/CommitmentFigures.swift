public import Core
import Storage
import Web

/// The answer of Commitments to "your figures for this period". All of them count things, with a row for each office.
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
        let day = min(period.to, today)
        var counts: [String: [String: Int]] = [:]
        for history in histories where history.promised.earliest <= day {
            let office = history.office.map { offices[$0] ?? $0 } ?? "–"
            func count(_ id: String) { counts[id, default: [:]][office, default: 0] += 1 }
            if period.contains(history.promised.earliest) { count("new") }
            let verdict = history.verdicts.last { $0.settled <= day }
            let due = history.deadlines.last { $0.announced.earliest <= day }?.summary
            let state = TrackedState(verdict: verdict?.outcome, due: due, on: day)
            if let verdict, period.contains(verdict.settled), verdict.outcome.countsInReview {
                count(verdict.outcome.rawValue)
            }
            if state == .late { count("late") }
            if !state.isClosed { count("awaited") }
        }
        let source = Source(title: "Toezeggingen, hier gevolgd", kind: .computed)
        return ["new", "kept", "partly", "broken", "lapsed", "late", "awaited"].compactMap { id in
            guard let rows = counts[id] else { return nil }
            return Figure(
                id: "commitments.\(id)", counts: .things, period: period,
                rows: rows.sorted { $0.key < $1.key }.map {
                    FigureRow(title: $0.key, value: $0.value, period: period, source: source)
                })
        }
    }

    /// What decides where a promise stood on a day.
    struct History: Sendable {
        var office: String?
        var promised: RoughDate
        /// In the order in which they were recorded.
        var deadlines: [Deadline]
        /// Settled verdicts, the oldest first.
        var verdicts: [(outcome: Outcome, settled: Day)]
    }
}

extension Outcome {
    /// Whether a verdict is a figure of its own.
    fileprivate var countsInReview: Bool { [.kept, .partly, .broken, .lapsed].contains(self) }
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
                office: try row["office"], promised: try row["happened"], deadlines: deadlines[id] ?? [],
                verdicts: verdicts[id] ?? [])
        }
    }
}
