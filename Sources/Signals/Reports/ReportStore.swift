import Core
import Directory
import Storage
import Vault

/// A report's row: what can be known of it without a key.
struct ReportRow: Hashable, Sendable {
    let id: Identifier
    /// The desk that holds it.
    var desk: Identifier
    var status: ReportStatus
    var urgency: Urgency
    let createdOn: Day
    var dueAt: Instant
    /// How often it went further along the rota since it is due.
    var escalated: Int
    var claimedBy: Identifier?
    var isUnread: Bool
    var isUnreadByReporter: Bool
    /// The end of its entries.
    var head: RecordHead
    var deleteOn: Day
    var mergedInto: Identifier?
    let isInvented: Bool
    /// Goes up with every change.
    var version: Int

    /// Whether it waits for somebody past its deadline.
    func isLate(at now: Instant) -> Bool {
        dueAt <= now && (isUnread || status.isOpen && claimedBy == nil)
    }

    /// Whether the day came on which a report is deleted, and it is open.
    func needsDecision(on day: Day) -> Bool { status.isOpen && deleteOn <= day }

    /// What shows that nobody but this installation wrote the row.
    func mac(_ siteKey: SiteKey) -> String {
        var fields = Canonical("vangnet", "report row", "1", id.text, desk.text, status.rawValue, head.hash)
        for text in [claimedBy?.text ?? "", mergedInto?.text ?? ""] { fields.append(text) }
        let numbers: [Int64] = [
            Int64(urgency.rawValue), Int64(createdOn.number), dueAt.milliseconds, Int64(escalated), isUnread ? 1 : 0,
            isUnreadByReporter ? 1 : 0, Int64(head.generation), Int64(head.count), Int64(deleteOn.number),
            isInvented ? 1 : 0, Int64(version),
        ]
        for number in numbers { fields.append(number) }
        return siteKey.mac(.record, fields.bytes).hex
    }
}

/// SQL for the rows of reports.
struct ReportStore {
    let transaction: any Transaction
    let siteKey: SiteKey

    static let columns = """
        r.id, r.desk_id, r.status, r.urgency, r.created_on, r.due_at, r.escalated, r.claimed_by, r.unread,
        r.unread_by_reporter, r.generation, r.entry_count, r.entry_hash, r.head_mac, r.delete_on, r.merged_into,
        r.invented, r.version, r.row_mac
        """

    func insert(_ report: ReportRow) throws {
        try transaction.execute(
            """
            INSERT INTO signals_reports (id, desk_id, status, urgency, created_on, due_at, escalated, claimed_by,
                unread, unread_by_reporter, generation, entry_count, entry_hash, head_mac, delete_on, merged_into,
                invented, version, row_mac)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            """,
            values(report) + [report.version, report.mac(siteKey)])
    }

    /// Writes the whole row, with the next version.
    ///
    /// - Throws: `Stale` when the version is no longer that of `report`.
    func update(_ report: ReportRow) throws {
        var next = report
        next.version += 1
        let changed = try transaction.execute(
            """
            UPDATE signals_reports SET desk_id = $2, status = $3, urgency = $4, created_on = $5, due_at = $6,
                escalated = $7, claimed_by = $8, unread = $9, unread_by_reporter = $10, generation = $11,
                entry_count = $12, entry_hash = $13, head_mac = $14, delete_on = $15, merged_into = $16,
                invented = $17, version = $18, row_mac = $19
            WHERE id = $1 AND version = $20
            """, values(next) + [next.version, next.mac(siteKey), report.version])
        guard changed == 1 else { throw Stale() }
    }

    /// Looks whether the row is still the one that was read.
    ///
    /// - Throws: `Stale`.
    func require(_ report: ReportRow) throws {
        let row = try transaction.row("SELECT version FROM signals_reports WHERE id = $1", report.id)
        guard try row?["version"] == report.version else { throw Stale() }
    }

    private func values(_ report: ReportRow) -> [any Bindable] {
        [
            report.id, report.desk, report.status.rawValue, report.urgency.rawValue, report.createdOn, report.dueAt,
            report.escalated, report.claimedBy, report.isUnread, report.isUnreadByReporter, report.head.generation,
            report.head.count, report.head.hash, report.head.mac(siteKey), report.deleteOn, report.mergedInto,
            report.isInvented,
        ]
    }

    /// - Throws: `SignalsError.damaged` for a row that was not written here.
    func find(_ id: Identifier) throws -> ReportRow? {
        try transaction.row("SELECT \(Self.columns) FROM signals_reports r WHERE r.id = $1", id).map(report)
    }

    func merged(into id: Identifier) throws -> [ReportRow] {
        try transaction.rows(
            "SELECT \(Self.columns) FROM signals_reports r WHERE r.merged_into = $1 ORDER BY r.id", id
        ).map(report)
    }

    /// Reports that nobody took in time, at most `limit`.
    func unclaimedPastDue(at desk: Identifier, now: Instant, levels: Int, limit: Int) throws -> [ReportRow] {
        try transaction.rows(
            """
            SELECT \(Self.columns) FROM signals_reports r
            WHERE r.desk_id = $1 AND r.status <> 'closed' AND r.claimed_by IS NULL AND r.merged_into IS NULL
                AND r.due_at + r.escalated * 3600000 <= $2 AND r.escalated < $3
            ORDER BY r.due_at LIMIT $4
            """, desk, now, levels, limit
        ).compactMap { try? report($0) }
    }

    /// Closed reports whose day came, at most `limit`.
    func passed(on day: Day, limit: Int) throws -> [Identifier] {
        try transaction.rows(
            "SELECT id FROM signals_reports WHERE status = 'closed' AND delete_on <= $1 ORDER BY delete_on LIMIT $2",
            day, limit
        ).map { try $0["id"] }
    }

    /// The row, after its MACs were looked at.
    ///
    /// - Throws: `SignalsError.damaged`.
    func report(_ row: Row) throws -> ReportRow {
        try orDamaged {
            let id: Identifier = try row["id"]
            let report = ReportRow(
                id: id, desk: try row["desk_id"], status: try row.choice("status"),
                urgency: try row.choice("urgency"), createdOn: try row["created_on"], dueAt: try row["due_at"],
                escalated: try row["escalated"], claimedBy: try row["claimed_by"], isUnread: try row["unread"],
                isUnreadByReporter: try row["unread_by_reporter"],
                head: RecordHead(
                    record: id.text, generation: try row["generation"], count: try row["entry_count"],
                    hash: try row["entry_hash"]),
                deleteOn: try row["delete_on"], mergedInto: try row["merged_into"], isInvented: try row["invented"],
                version: try row["version"])
            guard report.head.isSigned(try row["head_mac"], siteKey),
                equalInConstantTime(Array(report.mac(siteKey).utf8), Array((try row["row_mac"] as String).utf8))
            else { throw SignalsError.damaged }
            return report
        }
    }
}
