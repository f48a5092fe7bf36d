import Core
import Directory
import Records
import Storage
import Vault

/// The code of a young person, as it is stored.
struct StoredCode: Sendable {
    let key: ReceiptKey
    /// The record's key, wrapped to it.
    let wrapped: Envelope
    /// The first day on which it opens nothing any more.
    let endsOn: Day

    /// - Throws: `SealError`.
    init(_ secrets: ReceiptSecrets, of key: RecordKey, endsOn: Day, siteKey: SiteKey) throws {
        self.key = ReceiptKey(lookup: secrets.lookup, record: key.record, publicKey: secrets.pair.publicKey)
        wrapped = try key.wrapped(to: secrets.pair.publicKey, holder: Self.holder, epoch: 0, siteKey: siteKey)
        self.endsOn = endsOn
    }

    fileprivate init(key: ReceiptKey, wrapped: Envelope, endsOn: Day) {
        self.key = key
        self.wrapped = wrapped
        self.endsOn = endsOn
    }

    /// The record's key.
    ///
    /// - Throws: `SealError`.
    func open(with pair: KeyPair, siteKey: SiteKey) throws -> RecordKey {
        try RecordKey(
            opening: wrapped, with: pair, holder: Self.holder, epoch: 0, record: key.record, generation: 1,
            siteKey: siteKey)
    }

    private static let holder = "receipt"
}

/// SQL for the codes of young people and the visits with them.
struct CodeStore {
    let transaction: any Transaction
    let siteKey: SiteKey

    /// Gives a record this code; the one before opens nothing from now on, and visits with it are over.
    func replace(with code: StoredCode, of record: Identifier) throws {
        try delete(of: record)
        try transaction.execute(
            """
            INSERT INTO care_receipts (lookup, record_id, public_key, mac, wrapped, ends_on)
            VALUES ($1, $2, $3, $4, $5, $6)
            """, code.key.lookup, record, code.key.publicKey.bytes.hex, code.key.mac(siteKey), code.wrapped.text,
            code.endsOn)
    }

    /// Takes the code of a record away, with the visits.
    func delete(of record: Identifier) throws {
        try transaction.execute("DELETE FROM care_visits WHERE record_id = $1", record)
        try transaction.execute("DELETE FROM care_receipts WHERE record_id = $1", record)
    }

    /// - Throws: `RecordsError.damaged` for one that was not written here.
    func find(lookup: String) throws -> StoredCode? {
        try transaction.row("SELECT * FROM care_receipts WHERE lookup = $1", lookup).map(code)
    }

    /// - Throws: `RecordsError.damaged` for one that was not written here.
    func find(_ record: Identifier) throws -> StoredCode? {
        try transaction.row("SELECT * FROM care_receipts WHERE record_id = $1", record).map(code)
    }

    private func code(_ row: Row) throws -> StoredCode {
        try orDamaged(throwing: RecordsError.damaged) {
            let key = ReceiptKey(
                lookup: try row["lookup"], record: try row["record_id"], publicKey: try row.publicKey("public_key"))
            guard key.isSigned(try row["mac"], siteKey) else { throw RecordsError.damaged }
            return StoredCode(key: key, wrapped: try row.envelope("wrapped"), endsOn: try row["ends_on"])
        }
    }

    /// Removes codes whose day has passed, with the visits.
    ///
    /// - Returns: how many went.
    func deletePassed(on today: Day) throws -> Int {
        try transaction.execute(
            "DELETE FROM care_visits WHERE record_id IN (SELECT record_id FROM care_receipts WHERE ends_on <= $1)",
            today)
        return try transaction.execute("DELETE FROM care_receipts WHERE ends_on <= $1", today)
    }

    // MARK: Visits

    func insert(_ visit: ReceiptVisit, _ tokenHash: String) throws {
        try transaction.execute(
            """
            INSERT INTO care_visits (token_hash, record_id, sealed_key, seen_at, began_at)
            VALUES ($1, $2, $3, $4, $5)
            """, tokenHash, visit.record, visit.sealedKey.text, visit.seenAt, visit.beganAt)
    }

    func visit(_ tokenHash: String) throws -> ReceiptVisit? {
        try transaction.row("SELECT * FROM care_visits WHERE token_hash = $1", tokenHash).map { row in
            try orDamaged(throwing: RecordsError.damaged) {
                ReceiptVisit(
                    record: try row["record_id"], sealedKey: try row.envelope("sealed_key"),
                    seenAt: try row["seen_at"], beganAt: try row["began_at"])
            }
        }
    }

    func see(_ tokenHash: String, at now: Instant) throws {
        try transaction.execute("UPDATE care_visits SET seen_at = $2 WHERE token_hash = $1", tokenHash, now)
    }

    func deleteVisit(_ tokenHash: String) throws {
        try transaction.execute("DELETE FROM care_visits WHERE token_hash = $1", tokenHash)
    }

    /// Removes visits that are over.
    func deleteEnded(at now: Instant) throws {
        try transaction.execute(
            "DELETE FROM care_visits WHERE began_at <= $1 OR seen_at <= $2",
            now.advanced(bySeconds: -OwnVisits.whole), now.advanced(bySeconds: -OwnVisits.idle))
    }
}
