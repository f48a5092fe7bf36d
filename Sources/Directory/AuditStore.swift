import Core
import Storage
import Vault

/// One row of the audit trail, as stored.
struct AuditRow: Sendable {
    let id: Identifier
    let at: Instant
    let actor: String
    let action: String
    let subject: String
    let details: String
    let mac: String

    /// What the row's MAC is over.
    static func canonical(
        id: Identifier, at: Instant, actor: String, action: String, subject: String, details: String
    ) -> [UInt8] {
        var fields = Canonical("vangnet", "audit row", "1", id.text)
        fields.append(at.milliseconds)
        for text in [actor, action, subject, details] { fields.append(text) }
        return fields.bytes
    }

    /// Whether the row is what was written.
    func isGenuine(_ siteKey: SiteKey) -> Bool {
        let canonical = Self.canonical(
            id: id, at: at, actor: actor, action: action, subject: subject, details: details)
        return equalInConstantTime(Array(siteKey.mac(.audit, canonical).hex.utf8), Array(mac.utf8))
    }
}

/// SQL for the audit trail.
struct AuditStore {
    let transaction: any Transaction

    static let columns = "a.id, a.at, a.actor, a.action, a.subject, a.details, a.mac"

    func insert(_ row: AuditRow) throws {
        try transaction.execute(
            """
            INSERT INTO directory_audit (id, at, actor, action, subject, details, mac)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """, row.id, row.at, row.actor, row.action, row.subject, row.details, row.mac)
        try transaction.execute("INSERT INTO directory_audit_pending (row_id) VALUES ($1)", row.id)
    }

    /// Rows that the chain does not hold yet, oldest first.
    func pending(atMost limit: Int) throws -> [AuditRow] {
        try transaction.rows(
            """
            SELECT \(Self.columns) FROM directory_audit_pending p JOIN directory_audit a ON a.id = p.row_id
            ORDER BY a.at, a.id LIMIT $1
            """, limit
        ).map(Self.row)
    }

    func head() throws -> (head: AuditHead, mac: String)? {
        try transaction.row("SELECT position, hash, at, mac FROM directory_audit_head WHERE id = 1").map {
            (AuditHead(position: try $0["position"], hash: try $0["hash"], at: try $0["at"]), try $0["mac"])
        }
    }

    /// Moves the head from `position` on.
    ///
    /// - Throws: `StorageError.conflict` when another process moved it meanwhile.
    func moveHead(from position: Int, to head: AuditHead, mac: String) throws {
        var changed = try transaction.execute(
            "UPDATE directory_audit_head SET position = $2, hash = $3, at = $4, mac = $5 WHERE id = 1 AND position = $1",
            position, head.position, head.hash, head.at, mac)
        if changed == 0, position == 0 {
            changed = try transaction.execute(
                """
                INSERT INTO directory_audit_head (id, position, hash, at, mac) VALUES (1, $1, $2, $3, $4)
                ON CONFLICT (id) DO NOTHING
                """, head.position, head.hash, head.at, mac)
        }
        guard changed == 1 else { throw StorageError.conflict }
    }

    func link(_ row: Identifier, at position: Int, hash: String) throws {
        try transaction.execute(
            "INSERT INTO directory_audit_links (position, row_id, hash) VALUES ($1, $2, $3)", position, row, hash)
        try transaction.execute("DELETE FROM directory_audit_pending WHERE row_id = $1", row)
    }

    /// Hands over the chain in order; a link whose row is gone has none.
    func eachLink(_ body: (_ position: Int, _ hash: String, _ row: AuditRow?) throws -> Void) throws {
        try transaction.each(
            """
            SELECT l.position, l.hash AS link_hash, \(Self.columns)
            FROM directory_audit_links l LEFT JOIN directory_audit a ON a.id = l.row_id ORDER BY l.position
            """, []
        ) { row in
            let isThere = try row["id"] as String? != nil
            try body(try row["position"], try row["link_hash"], isThere ? try Self.row(row) : nil)
        }
    }

    /// Hands over the rows that are in no link, and whether they are waiting for one.
    func eachUnlinked(_ body: (_ row: AuditRow, _ isPending: Bool) throws -> Void) throws {
        try transaction.each(
            """
            SELECT \(Self.columns), p.row_id AS pending FROM directory_audit a
            LEFT JOIN directory_audit_links l ON l.row_id = a.id
            LEFT JOIN directory_audit_pending p ON p.row_id = a.id
            WHERE l.row_id IS NULL ORDER BY a.id
            """, []
        ) { try body(try Self.row($0), try $0["pending"] as String? != nil) }
    }

    /// Rows that wait for a link and are not there.
    func missingPending() throws -> [Identifier] {
        try transaction.rows(
            """
            SELECT p.row_id FROM directory_audit_pending p LEFT JOIN directory_audit a ON a.id = p.row_id
            WHERE a.id IS NULL
            """
        ).map { try $0["row_id"] }
    }

    /// The newest rows before `before`, newest first, with the names of those who acted.
    func page(before: Identifier?, limit: Int, _ siteKey: SiteKey) throws -> [AuditEntry] {
        let condition = before == nil ? "" : "WHERE a.id < $2"
        let arguments: [any Bindable] = [limit] + (before.map { [$0] } ?? [])
        return try transaction.rows(
            """
            SELECT \(Self.columns), m.name FROM directory_audit a LEFT JOIN directory_members m ON m.id = a.actor
            \(condition) ORDER BY a.id DESC LIMIT $1
            """, arguments
        ).map { try AuditEntry(Self.row($0), actorName: $0["name"], siteKey) }
    }

    /// The newest rows of one subject, newest first, with the names of those who acted.
    func entries(of subject: String, action: String?, limit: Int, _ siteKey: SiteKey) throws -> [AuditEntry] {
        let condition = action == nil ? "" : "AND a.action = $3"
        let arguments: [any Bindable] = [subject, limit] + (action.map { [$0] } ?? [])
        return try transaction.rows(
            """
            SELECT \(Self.columns), m.name FROM directory_audit a LEFT JOIN directory_members m ON m.id = a.actor
            WHERE a.subject = $1 \(condition) ORDER BY a.id DESC LIMIT $2
            """, arguments
        ).map { try AuditEntry(Self.row($0), actorName: $0["name"], siteKey) }
    }

    private static func row(_ row: Row) throws -> AuditRow {
        AuditRow(
            id: try row["id"], at: try row["at"], actor: try row["actor"], action: try row["action"],
            subject: try row["subject"], details: try row["details"], mac: try row["mac"])
    }
}
