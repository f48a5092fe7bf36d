import Core
import Directory
import Storage
import Vault

/// SQL for what receipts lead to, for visits with one, and for forms that were sent.
struct ReceiptStore {
    let transaction: any Transaction
    let siteKey: SiteKey

    /// - Returns: `false` when there is a report with this receipt.
    func insert(_ receipt: ReceiptKey) throws -> Bool {
        try transaction.row(
            """
            INSERT INTO signals_receipts (lookup, report_id, public_key, mac) VALUES ($1, $2, $3, $4)
            ON CONFLICT (lookup) DO NOTHING RETURNING lookup
            """, receipt.lookup, receipt.record, receipt.publicKey.bytes.hex, receipt.mac(siteKey)) != nil
    }

    /// - Throws: `SignalsError.damaged` for one that was not written here.
    func find(lookup: String) throws -> ReceiptKey? {
        try transaction.row(
            "SELECT lookup, report_id, public_key, mac FROM signals_receipts WHERE lookup = $1", lookup
        ).map(receipt)
    }

    /// - Throws: `SignalsError.damaged` for one that was not written here.
    func find(_ report: Identifier) throws -> ReceiptKey? {
        try transaction.row(
            "SELECT lookup, report_id, public_key, mac FROM signals_receipts WHERE report_id = $1", report
        ).map(receipt)
    }

    private func receipt(_ row: Row) throws -> ReceiptKey {
        try orDamaged {
            let receipt = ReceiptKey(
                lookup: try row["lookup"], record: try row["report_id"], publicKey: try row.publicKey("public_key"))
            guard receipt.isSigned(try row["mac"], siteKey) else { throw SignalsError.damaged }
            return receipt
        }
    }

    // MARK: Forms

    /// - Returns: `false` when the form was sent before.
    func insertForm(_ tokenHash: String, until: Instant) throws -> Bool {
        try transaction.row(
            """
            INSERT INTO signals_filings (token_hash, expires_at) VALUES ($1, $2)
            ON CONFLICT (token_hash) DO NOTHING RETURNING token_hash
            """, tokenHash, until) != nil
    }

    /// Until when the form that was sent gives its receipt again; `nil` for one that was not sent, or long ago.
    func form(_ tokenHash: String) throws -> Instant? {
        try transaction.row("SELECT expires_at FROM signals_filings WHERE token_hash = $1", tokenHash)
            .map { try $0["expires_at"] }
    }

    // MARK: Visits

    func insert(_ visit: ReceiptVisit, _ tokenHash: String) throws {
        try transaction.execute(
            """
            INSERT INTO signals_visits (token_hash, report_id, sealed_key, seen_at, began_at)
            VALUES ($1, $2, $3, $4, $5)
            """, tokenHash, visit.record, visit.sealedKey.text, visit.seenAt, visit.beganAt)
    }

    func visit(_ tokenHash: String) throws -> ReceiptVisit? {
        try transaction.row(
            "SELECT report_id, sealed_key, seen_at, began_at FROM signals_visits WHERE token_hash = $1", tokenHash
        ).map { row in
            try orDamaged {
                ReceiptVisit(
                    record: try row["report_id"], sealedKey: try row.envelope("sealed_key"),
                    seenAt: try row["seen_at"], beganAt: try row["began_at"])
            }
        }
    }

    func see(_ tokenHash: String, at now: Instant) throws {
        try transaction.execute("UPDATE signals_visits SET seen_at = $2 WHERE token_hash = $1", tokenHash, now)
    }

    func deleteVisit(_ tokenHash: String) throws {
        try transaction.execute("DELETE FROM signals_visits WHERE token_hash = $1", tokenHash)
    }

    /// Removes visits and sent forms that are over.
    func deleteEnded(at now: Instant) throws {
        try transaction.execute("DELETE FROM signals_filings WHERE expires_at <= $1", now)
        try transaction.execute(
            "DELETE FROM signals_visits WHERE seen_at <= $1 OR began_at <= $2",
            now.advanced(bySeconds: -FollowUp.idle), now.advanced(bySeconds: -FollowUp.whole))
    }
}
