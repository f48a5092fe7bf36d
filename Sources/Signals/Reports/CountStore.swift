import Core
import Storage

/// What is counted of reports, without saying of which.
struct ReportCount: Hashable, Sendable {
    enum Kind: String, Sendable {
        case filed, closed, aftermath
    }

    /// By what it is counted.
    enum Dimension: String, Sendable {
        /// All of them.
        case all
        case sector, province
        /// The urgency at filing: how pressing what people see is.
        case category
        case outcome, aftermath
    }

    var kind: Kind
    var dimension: Dimension
    var value: String
    var day: Day
    /// One more, or one less where something is undone.
    var difference = 1

    /// What counts when a report is filed.
    static func filed(_ content: ReportContent, on day: Day) -> [ReportCount] {
        [
            ReportCount(kind: .filed, dimension: .all, value: "", day: day),
            ReportCount(kind: .filed, dimension: .sector, value: content.setting.rawValue, day: day),
            ReportCount(kind: .filed, dimension: .province, value: content.province.rawValue, day: day),
            ReportCount(kind: .filed, dimension: .category, value: content.urgency.name, day: day),
        ]
    }

    /// What counts when one is closed; -1 when that is undone.
    static func closed(_ outcome: ReportOutcome, on day: Day, difference: Int = 1) -> [ReportCount] {
        [
            ReportCount(kind: .closed, dimension: .all, value: "", day: day, difference: difference),
            ReportCount(
                kind: .closed, dimension: .outcome, value: outcome.rawValue, day: day, difference: difference),
        ]
    }
}

/// SQL for counts.
struct CountStore {
    let transaction: any Transaction

    /// On PostgreSQL as many counts of one thing as there are slots can be written at the same moment; SQLite has one writer.
    static let slots = 16

    func add(_ counts: [ReportCount], random: RandomBytes) throws {
        let slot = transaction.engine == .sqlite ? 0 : Int(random(1)[0]) % Self.slots
        for count in counts {
            try transaction.execute(
                """
                INSERT INTO signals_counts (kind, day, dimension, value, slot, reports)
                VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (kind, day, dimension, value, slot)
                DO UPDATE SET reports = signals_counts.reports + $6
                """, count.kind.rawValue, count.day, count.dimension.rawValue, count.value, slot, count.difference)
        }
    }

    /// The counts of a period by kind, dimension and value.
    func sums(in period: Period) throws -> [String: [String: [String: Int]]] {
        let rows = try transaction.rows(
            """
            SELECT kind, dimension, value, CAST(SUM(reports) AS BIGINT) AS reports FROM signals_counts
            WHERE day >= $1 AND day <= $2 GROUP BY kind, dimension, value
            """, period.from, period.to)
        return try rows.reduce(into: [:]) { sums, row in
            sums[try row["kind"], default: [:]][try row["dimension"], default: [:]][try row["value"]] =
                try row["reports"]
        }
    }
}
