public import Core
public import Directory
import Storage
public import Vault

/// A record's row: what can be known of it without a key.
public struct RecordRow: Hashable, Sendable {
    public let id: Identifier
    /// Which of the part's records it is: `RecordFormat.kind`.
    public let kind: String
    /// The desk that keeps it.
    public internal(set) var desk: Identifier
    public let createdOn: Day
    /// The day on which its keys are destroyed.
    public internal(set) var deleteOn: Day
    /// The end of its entries.
    public internal(set) var head: RecordHead
    /// Invented, in the demo: never counted.
    public let isInvented: Bool
    /// Goes up with every change.
    public internal(set) var version: Int

    /// What shows that nobody but this installation wrote the row.
    func mac(_ part: RecordPart, _ siteKey: SiteKey) -> String {
        var fields = Canonical("vangnet", "\(part.prefix) row", "1", id.text, kind, desk.text, head.hash)
        let numbers: [Int64] = [
            Int64(createdOn.number), Int64(deleteOn.number), Int64(head.count), isInvented ? 1 : 0, Int64(version),
        ]
        for number in numbers { fields.append(number) }
        return siteKey.mac(.record, fields.bytes).hex
    }
}

/// SQL for records.
public struct RecordStore {
    let transaction: any Transaction
    let part: RecordPart
    let siteKey: SiteKey

    private var name: String { part.prefix }

    private static let columns = """
        r.id, r.kind, r.desk_id, r.created_on, r.delete_on, r.entry_count, r.entry_hash, r.head_mac, r.invented,
        r.version, r.row_mac
        """

    public func insert(_ row: RecordRow) throws {
        try transaction.execute(
            """
            INSERT INTO \(name)_records (id, kind, desk_id, created_on, delete_on, entry_count, entry_hash, head_mac,
                invented, version, row_mac)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """, row.id, row.kind, row.desk, row.createdOn, row.deleteOn, row.head.count, row.head.hash,
            row.head.mac(siteKey), row.isInvented, row.version, row.mac(part, siteKey))
    }

    /// Writes what can change, with the next version.
    ///
    /// - Throws: `Stale` when the version is no longer that of `row`.
    public func update(_ row: RecordRow) throws {
        var next = row
        next.version += 1
        let changed = try transaction.execute(
            """
            UPDATE \(name)_records SET delete_on = $2, entry_count = $3, entry_hash = $4, head_mac = $5, version = $6,
                row_mac = $7, desk_id = $8
            WHERE id = $1 AND version = $9
            """, next.id, next.deleteOn, next.head.count, next.head.hash, next.head.mac(siteKey), next.version,
            next.mac(part, siteKey), next.desk, row.version)
        guard changed == 1 else { throw Stale() }
    }

    /// The records of a kind that a desk reads, oldest first.
    public func ids(_ kind: String, readBy desk: Identifier) throws -> [Identifier] {
        try transaction.rows(
            """
            SELECT r.id FROM \(name)_records r
            JOIN \(name)_wraps w ON w.record_id = r.id AND w.desk_id = $2
            WHERE r.kind = $1 ORDER BY r.created_on, r.id
            """, kind, desk
        ).map { try $0["id"] }
    }

    /// The records of a kind that a desk keeps, by their identifiers.
    public func ids(_ kind: String, keptBy desk: Identifier) throws -> [Identifier] {
        try transaction.rows(
            "SELECT id FROM \(name)_records WHERE kind = $1 AND desk_id = $2 ORDER BY id", kind, desk
        ).map { try $0["id"] }
    }

    /// - Throws: `RecordsError.damaged` for a row that was not written here.
    public func find(_ id: Identifier) throws -> RecordRow? {
        try transaction.row("SELECT \(Self.columns) FROM \(name)_records r WHERE r.id = $1", id).map(record)
    }

    /// Records whose day came, at most `limit`.
    public func passed(on day: Day, limit: Int) throws -> [Identifier] {
        try transaction.rows(
            "SELECT id FROM \(name)_records WHERE delete_on <= $1 ORDER BY delete_on LIMIT $2", day, limit
        ).map { try $0["id"] }
    }

    private func record(_ row: Row) throws -> RecordRow {
        try orDamaged {
            let id: Identifier = try row["id"]
            let record = RecordRow(
                id: id, kind: try row["kind"], desk: try row["desk_id"], createdOn: try row["created_on"],
                deleteOn: try row["delete_on"],
                head: RecordHead(
                    record: id.text, generation: 1, count: try row["entry_count"], hash: try row["entry_hash"]),
                isInvented: try row["invented"], version: try row["version"])
            guard record.head.isSigned(try row["head_mac"], siteKey),
                equalInConstantTime(Array(record.mac(part, siteKey).utf8), Array((try row["row_mac"] as String).utf8))
            else { throw RecordsError.damaged }
            return record
        }
    }

    // MARK: Entries and keys

    public func insert(_ entry: SealedEntry, of record: Identifier) throws {
        try transaction.execute(
            "INSERT INTO \(name)_entries (record_id, sequence, author, sealed) VALUES ($1, $2, $3, $4)", record,
            entry.sequence, entry.author, entry.envelope.text)
    }

    /// All entries of a record, in their order.
    public func entries(_ record: Identifier) throws -> [SealedEntry] {
        let rows = try transaction.rows(
            "SELECT sequence, author, sealed FROM \(name)_entries WHERE record_id = $1 ORDER BY sequence", record)
        return try orDamaged {
            try rows.map {
                SealedEntry(
                    sequence: try $0["sequence"], author: try $0["author"], envelope: try $0.envelope("sealed"))
            }
        }
    }

    public func insert(_ key: RecordKey, to seal: DeskSeal, of record: Identifier) throws {
        let wrapped = try key.wrapped(
            to: seal.publicKey, holder: seal.desk.text, epoch: seal.epoch, siteKey: siteKey)
        try transaction.execute(
            """
            INSERT INTO \(name)_wraps (record_id, desk_id, epoch, wrapped) VALUES ($1, $2, $3, $4)
            ON CONFLICT (record_id, desk_id) DO NOTHING
            """, record, seal.desk, seal.epoch, wrapped.text)
    }

    /// The record's key for a desk that reads it; `nil` for one that does not.
    ///
    /// - Throws: `RecordsError.damaged`.
    public func key(_ record: Identifier, for keyring: DeskKeyring) throws -> StoredKey? {
        try transaction.row(
            "SELECT epoch, wrapped FROM \(name)_wraps WHERE record_id = $1 AND desk_id = $2", record, keyring.desk
        ).map { row in
            try orDamaged { StoredKey(epoch: try row["epoch"], wrapped: try row.envelope("wrapped")) }
        }
    }

    /// The desks that read a record.
    public func readers(_ record: Identifier) throws -> [Identifier] {
        try transaction.rows("SELECT desk_id FROM \(name)_wraps WHERE record_id = $1 ORDER BY desk_id", record)
            .map { try $0["desk_id"] }
    }

    public func deleteKey(_ record: Identifier, of desk: Identifier) throws {
        try transaction.execute(
            "DELETE FROM \(name)_wraps WHERE record_id = $1 AND desk_id = $2", record, desk)
    }

    // MARK: Deleting

    public func delete(_ record: Identifier) throws {
        for table in ["\(name)_wraps", "\(name)_entries"] + part.tables {
            try transaction.execute("DELETE FROM \(table) WHERE record_id = $1", record)
        }
        try transaction.execute("DELETE FROM \(name)_records WHERE id = $1", record)
    }
}

/// A record's key as it is stored for one desk.
public struct StoredKey: Sendable {
    let epoch: Int
    let wrapped: Envelope

    /// - Throws: `RecordsError.damaged`.
    public func open(_ record: Identifier, with keyring: DeskKeyring, siteKey: SiteKey) throws -> RecordKey {
        try orDamaged {
            try RecordKey(
                opening: wrapped, with: keyring.pair(epoch), holder: keyring.desk.text, epoch: epoch,
                record: record.text, generation: 1, siteKey: siteKey)
        }
    }
}

/// `orDamaged` with the error of records.
func orDamaged<Result>(_ body: () throws -> Result) throws -> Result {
    try orDamaged(throwing: RecordsError.damaged, body)
}
