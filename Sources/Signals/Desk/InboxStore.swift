import Core
import Directory
import Storage
import Vault

/// SQL for inboxes. What is filtered and sorted by stands in plain columns; only what is shown is decrypted.
struct InboxStore {
    let transaction: any Transaction

    /// Waits for something. A report that was merged into another waits there, but for a new message of its own reporter.
    private static let isOpen =
        "(r.status <> 'closed' OR r.unread = 1) AND (r.merged_into IS NULL OR r.unread = 1)"
    private static let isReadAlong = """
        r.desk_id <> $1 AND r.id IN
            (SELECT w.report_id FROM signals_wraps w WHERE w.holder = $1 AND w.use_ = 'content')
        """

    /// How many reports a desk has for each filter.
    func counts(_ desk: Identifier, _ member: Identifier, at now: Instant) throws -> [InboxFilter: Int] {
        let row = try transaction.row(
            """
            SELECT COUNT(*) AS everything,
                CAST(SUM(CASE WHEN \(Self.isOpen) THEN 1 ELSE 0 END) AS BIGINT) AS open,
                CAST(SUM(CASE WHEN \(Self.isOpen) AND r.claimed_by = $2 THEN 1 ELSE 0 END) AS BIGINT) AS mine,
                CAST(SUM(CASE WHEN \(Self.isOpen) AND r.claimed_by IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS unclaimed,
                CAST(SUM(CASE WHEN \(Self.isOpen) AND r.due_at <= $3 AND (r.claimed_by IS NULL OR r.unread = 1)
                    THEN 1 ELSE 0 END) AS BIGINT) AS late,
                CAST(SUM(CASE WHEN r.status = 'closed' THEN 1 ELSE 0 END) AS BIGINT) AS closed
            FROM signals_reports r WHERE r.desk_id = $1
            """, desk, member, now)
        let shared = try transaction.row(
            "SELECT COUNT(*) AS shared FROM signals_reports r WHERE \(Self.isReadAlong)", desk)
        var counts: [InboxFilter: Int] = [.shared: try shared?["shared"] ?? 0]
        for filter in InboxFilter.allCases where filter != .shared {
            counts[filter] = try row.flatMap { try $0[filter.rawValue] as Int? } ?? 0
        }
        return counts
    }

    /// The rows of a page, as they are.
    func rows(
        _ filter: InboxFilter, _ desk: Identifier, _ member: Identifier, at now: Instant, offset: Int
    ) throws -> [Row] {
        let own = "r.desk_id = $1 AND "
        let (condition, more): (String, [any Bindable]) =
            switch filter {
            case .open: (own + Self.isOpen, [])
            case .mine: (own + Self.isOpen + " AND r.claimed_by = $4", [member])
            case .unclaimed: (own + Self.isOpen + " AND r.claimed_by IS NULL", [])
            case .late: (own + Self.isOpen + " AND r.due_at <= $4 AND (r.claimed_by IS NULL OR r.unread = 1)", [now])
            case .shared: (Self.isReadAlong, [])
            case .closed: (own + "r.status = 'closed'", [])
            }
        let order = filter == .closed ? "r.delete_on, r.id" : "r.due_at, r.id"
        return try transaction.rows(
            """
            SELECT \(ReportStore.columns),
                (SELECT COUNT(*) FROM signals_reports m WHERE m.merged_into = r.id) AS merged
            FROM signals_reports r WHERE \(condition) ORDER BY \(order) LIMIT $2 OFFSET $3
            """, [desk, InboxPage.size, offset] + more)
    }

    /// What it takes to read the first entry of a report.
    struct First: Sendable {
        let wrap: StoredWrap
        let previous: [Int: Envelope]
        let entry: SealedEntry
        /// How many there are in all.
        let count: Int
    }

    /// - Throws: `SignalsError.damaged`.
    func first(of report: Identifier, holder: Identifier, generation: Int) throws -> First {
        let wraps = WrapStore(transaction: transaction)
        let row = try transaction.row(
            """
            SELECT e.sequence, e.author, e.sealed,
                (SELECT COUNT(*) FROM signals_entries o WHERE o.report_id = e.report_id) AS entries
            FROM signals_entries e WHERE e.report_id = $1 AND e.sequence = 1
            """, report)
        guard let row, let wrap = try wraps.find(report, .content, holder: holder.text) else {
            throw SignalsError.damaged
        }
        return try orDamaged {
            First(
                wrap: wrap, previous: generation > 1 ? try wraps.previous(report) : [:],
                entry: try EntryStore.entry(row), count: try row["entries"])
        }
    }
}
