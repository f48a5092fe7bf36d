import Core
import Directory
import Storage
import Vault

/// A record's row: what can be known of it without a key.
struct RecordRow: Hashable, Sendable {
    let id: Identifier
    let kind: RecordKind
    /// The desk that keeps it.
    let desk: Identifier
    let createdOn: Day
    var deleteOn: Day
    /// The end of its entries.
    var head: RecordHead
    let isInvented: Bool
    /// Goes up with every change.
    var version: Int

    /// What shows that nobody but this installation wrote the row.
    func mac(_ siteKey: SiteKey) -> String {
        var fields = Canonical("vangnet", "coaches row", "1", id.text, kind.rawValue, desk.text, head.hash)
        let numbers: [Int64] = [
            Int64(createdOn.number), Int64(deleteOn.number), Int64(head.count), isInvented ? 1 : 0, Int64(version),
        ]
        for number in numbers { fields.append(number) }
        return siteKey.mac(.record, fields.bytes).hex
    }
}

/// SQL for records.
struct RecordStore {
    let transaction: any Transaction
    let siteKey: SiteKey

    private static let columns = """
        r.id, r.kind, r.desk_id, r.created_on, r.delete_on, r.entry_count, r.entry_hash, r.head_mac, r.invented,
        r.version, r.row_mac
        """

    func insert(_ row: RecordRow) throws {
        try transaction.execute(
            """
            INSERT INTO coaches_records (id, kind, desk_id, created_on, delete_on, entry_count, entry_hash, head_mac,
                invented, version, row_mac)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """, row.id, row.kind.rawValue, row.desk, row.createdOn, row.deleteOn, row.head.count, row.head.hash,
            row.head.mac(siteKey), row.isInvented, row.version, row.mac(siteKey))
    }

    /// Writes what can change, with the next version.
    ///
    /// - Throws: `Stale` when the version is no longer that of `row`.
    func update(_ row: RecordRow) throws {
        var next = row
        next.version += 1
        let changed = try transaction.execute(
            """
            UPDATE coaches_records SET delete_on = $2, entry_count = $3, entry_hash = $4, head_mac = $5, version = $6,
                row_mac = $7
            WHERE id = $1 AND version = $8
            """, next.id, next.deleteOn, next.head.count, next.head.hash, next.head.mac(siteKey), next.version,
            next.mac(siteKey), row.version)
        guard changed == 1 else { throw Stale() }
    }

    /// The records of a kind that a desk reads, oldest first.
    func ids(_ kind: RecordKind, readBy desk: Identifier) throws -> [Identifier] {
        try transaction.rows(
            """
            SELECT r.id FROM coaches_records r
            JOIN coaches_wraps w ON w.record_id = r.id AND w.desk_id = $2
            WHERE r.kind = $1 ORDER BY r.created_on, r.id
            """, kind.rawValue, desk
        ).map { try $0["id"] }
    }

    /// - Throws: `CoachesError.damaged` for a row that was not written here.
    func find(_ id: Identifier) throws -> RecordRow? {
        try transaction.row("SELECT \(Self.columns) FROM coaches_records r WHERE r.id = $1", id).map(record)
    }

    /// Records whose day came, at most `limit`.
    func passed(on day: Day, limit: Int) throws -> [Identifier] {
        try transaction.rows(
            "SELECT id FROM coaches_records WHERE delete_on <= $1 ORDER BY delete_on LIMIT $2", day, limit
        ).map { try $0["id"] }
    }

    private func record(_ row: Row) throws -> RecordRow {
        try orDamaged {
            let id: Identifier = try row["id"]
            let record = RecordRow(
                id: id, kind: try row.choice("kind"), desk: try row["desk_id"], createdOn: try row["created_on"],
                deleteOn: try row["delete_on"],
                head: RecordHead(
                    record: id.text, generation: 1, count: try row["entry_count"], hash: try row["entry_hash"]),
                isInvented: try row["invented"], version: try row["version"])
            guard record.head.isSigned(try row["head_mac"], siteKey),
                equalInConstantTime(Array(record.mac(siteKey).utf8), Array((try row["row_mac"] as String).utf8))
            else { throw CoachesError.damaged }
            return record
        }
    }

    // MARK: Entries and keys

    func insert(_ entry: SealedEntry, of record: Identifier) throws {
        try transaction.execute(
            "INSERT INTO coaches_entries (record_id, sequence, author, sealed) VALUES ($1, $2, $3, $4)", record,
            entry.sequence, entry.author, entry.envelope.text)
    }

    /// All entries of a record, in their order.
    func entries(_ record: Identifier) throws -> [SealedEntry] {
        let rows = try transaction.rows(
            "SELECT sequence, author, sealed FROM coaches_entries WHERE record_id = $1 ORDER BY sequence", record)
        return try orDamaged {
            try rows.map {
                SealedEntry(
                    sequence: try $0["sequence"], author: try $0["author"], envelope: try $0.envelope("sealed"))
            }
        }
    }

    func insert(_ key: RecordKey, to seal: DeskSeal, of record: Identifier) throws {
        let wrapped = try key.wrapped(
            to: seal.publicKey, holder: seal.desk.text, epoch: seal.epoch, siteKey: siteKey)
        try transaction.execute(
            """
            INSERT INTO coaches_wraps (record_id, desk_id, epoch, wrapped) VALUES ($1, $2, $3, $4)
            ON CONFLICT (record_id, desk_id) DO NOTHING
            """, record, seal.desk, seal.epoch, wrapped.text)
    }

    /// The record's key for a desk that reads it; `nil` for one that does not.
    ///
    /// - Throws: `CoachesError.damaged`.
    func key(_ record: Identifier, for keyring: DeskKeyring) throws -> StoredKey? {
        try transaction.row(
            "SELECT epoch, wrapped FROM coaches_wraps WHERE record_id = $1 AND desk_id = $2", record, keyring.desk
        ).map { row in
            try orDamaged { StoredKey(epoch: try row["epoch"], wrapped: try row.envelope("wrapped")) }
        }
    }

    /// The desks that read a record.
    func readers(_ record: Identifier) throws -> [Identifier] {
        try transaction.rows("SELECT desk_id FROM coaches_wraps WHERE record_id = $1 ORDER BY desk_id", record)
            .map { try $0["desk_id"] }
    }

    func deleteKey(_ record: Identifier, of desk: Identifier) throws {
        try transaction.execute(
            "DELETE FROM coaches_wraps WHERE record_id = $1 AND desk_id = $2", record, desk)
    }

    // MARK: Deleting

    /// Those that hold keys: what is left of anything else without them opens for nobody.
    static let keys = ["coaches_wraps"]

    func delete(_ record: Identifier) throws {
        for table in ["coaches_wraps", "coaches_selectors", "coaches_entries"] {
            try transaction.execute("DELETE FROM \(table) WHERE record_id = $1", record)
        }
        try transaction.execute("DELETE FROM coaches_records WHERE id = $1", record)
    }
}

/// A record's key as it is stored for one desk.
struct StoredKey: Sendable {
    let epoch: Int
    let wrapped: Envelope

    func open(_ record: Identifier, with keyring: DeskKeyring, siteKey: SiteKey) throws -> RecordKey {
        try orDamaged {
            try RecordKey(
                opening: wrapped, with: keyring.pair(epoch), holder: keyring.desk.text, epoch: epoch,
                record: record.text, generation: 1, siteKey: siteKey)
        }
    }
}

/// `orDamaged` with the error of Coaches.
func orDamaged<Result>(_ body: () throws -> Result) throws -> Result {
    try orDamaged(throwing: CoachesError.damaged, body)
}
