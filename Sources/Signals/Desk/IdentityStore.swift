import Core
import Directory
import Storage
import Vault

/// SQL for who reported, and for desks that ask it.
struct IdentityStore {
    let transaction: any Transaction

    func insert(_ sealed: Envelope, of report: Identifier) throws {
        try transaction.execute(
            "INSERT INTO signals_identities (report_id, sealed) VALUES ($1, $2)", report, sealed.text)
    }

    /// - Throws: `SignalsError.damaged` when it cannot be read.
    func find(_ report: Identifier) throws -> Envelope? {
        try transaction.row("SELECT sealed FROM signals_identities WHERE report_id = $1", report).map { row in
            try orDamaged { try row.envelope("sealed") }
        }
    }

    // MARK: Requests

    struct Request: Sendable {
        let id: Identifier
        let report: Identifier
        let desk: Identifier
        let askedBy: Identifier
        let askedOn: Day
        var state: IdentityRequest.State
        /// Of the custodian desk's key that the reason is sealed to.
        let epoch: Int
        var reason: String
    }

    private static let columns =
        "q.id, q.report_id, q.desk_id, q.asked_by, q.asked_on, q.state, q.epoch, q.reason"

    func insert(_ request: Request) throws {
        try transaction.execute(
            """
            INSERT INTO signals_identity_requests (id, report_id, desk_id, asked_by, asked_on, state, epoch, reason)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, request.id, request.report, request.desk, request.askedBy, request.askedOn,
            request.state.rawValue, request.epoch, request.reason)
    }

    /// The newest request of a desk for a report.
    func newest(_ report: Identifier, by desk: Identifier) throws -> Request? {
        try transaction.row(
            """
            SELECT \(Self.columns) FROM signals_identity_requests q WHERE q.report_id = $1 AND q.desk_id = $2
            ORDER BY q.id DESC LIMIT 1
            """, report, desk
        ).map(request)
    }

    /// Requests for reports whose identity a desk holds: those that wait first, then the newest; at most `limit`.
    func all(heldBy custodian: Identifier, limit: Int) throws -> [Request] {
        try transaction.rows(
            """
            SELECT \(Self.columns) FROM signals_identity_requests q
            JOIN signals_wraps w ON w.report_id = q.report_id AND w.use_ = 'identity' AND w.holder = $1
            ORDER BY CASE WHEN q.state = 'asked' THEN 0 ELSE 1 END, q.id DESC LIMIT $2
            """, custodian, limit
        ).map(request)
    }

    /// A request for a report whose identity a desk holds.
    func find(_ id: Identifier, heldBy custodian: Identifier) throws -> Request? {
        try transaction.row(
            """
            SELECT \(Self.columns) FROM signals_identity_requests q
            JOIN signals_wraps w ON w.report_id = q.report_id AND w.use_ = 'identity' AND w.holder = $2
            WHERE q.id = $1
            """, id, custodian
        ).map(request)
    }

    /// - Returns: `false` when it was decided meanwhile.
    func decide(_ id: Identifier, _ state: IdentityRequest.State, by member: Identifier) throws -> Bool {
        try transaction.execute(
            """
            UPDATE signals_identity_requests SET state = $2, decided_by = $3 WHERE id = $1 AND state = 'asked'
            """, id, state.rawValue, member) == 1
    }

    func deleteRequests(for report: Identifier, by desk: String) throws {
        try transaction.execute(
            "DELETE FROM signals_identity_requests WHERE report_id = $1 AND desk_id = $2", report, desk)
    }

    /// What no custodian desk has decided yet is no longer asked.
    func deleteOpenRequests(for report: Identifier) throws {
        try transaction.execute(
            "DELETE FROM signals_identity_requests WHERE report_id = $1 AND state = $2", report,
            IdentityRequest.State.asked.rawValue)
    }

    private func request(_ row: Row) throws -> Request {
        try orDamaged {
            Request(
                id: try row["id"], report: try row["report_id"], desk: try row["desk_id"],
                askedBy: try row["asked_by"], askedOn: try row["asked_on"], state: try row.choice("state"),
                epoch: try row["epoch"], reason: try row["reason"])
        }
    }
}
