import Core
import Directory
import Storage
import Vault

/// A record key, wrapped to who may read with it.
struct StoredWrap: Sendable {
    /// A desk's id, or `receipt`.
    let holder: String
    let use: RecordKey.Use
    let generation: Int
    let epoch: Int
    let wrapped: Envelope

    static let receipt = "receipt"

    /// Wraps a key to a desk.
    init(_ key: RecordKey, to seal: DeskRecipient, siteKey: SiteKey) throws {
        holder = seal.desk.text
        use = key.use
        generation = key.generation
        epoch = seal.epoch
        wrapped = try key.wrapped(to: seal.publicKey, holder: holder, epoch: epoch, siteKey: siteKey)
    }

    /// Wraps a key to whoever has the receipt.
    init(_ key: RecordKey, to receipt: ReceiptKey, siteKey: SiteKey) throws {
        holder = Self.receipt
        use = key.use
        generation = key.generation
        epoch = 0
        wrapped = try key.wrapped(to: receipt.publicKey, holder: holder, epoch: 0, siteKey: siteKey)
    }

    fileprivate init(_ row: Row) throws {
        holder = try row["holder"]
        use = try row.choice("use_")
        generation = try row["generation"]
        epoch = try row["epoch"]
        wrapped = try row.envelope("wrapped")
    }

    /// The key that is inside.
    ///
    /// - Throws: `SealError`.
    func open(with pair: KeyPair, of report: Identifier, siteKey: SiteKey) throws -> RecordKey {
        try RecordKey(
            opening: wrapped, with: pair, holder: holder, epoch: epoch, record: report.text, use: use,
            generation: generation, siteKey: siteKey)
    }
}

/// A desk that a key is wrapped to.
struct DeskRecipient: Hashable, Sendable {
    let desk: Identifier
    let epoch: Int
    let publicKey: PublicKey
}

/// SQL for wrapped keys.
struct WrapStore {
    let transaction: any Transaction

    func insert(_ wrap: StoredWrap, of report: Identifier) throws {
        try transaction.execute(
            """
            INSERT INTO signals_wraps (report_id, use_, holder, generation, epoch, wrapped)
            VALUES ($1, $2, $3, $4, $5, $6)
            """, report, wrap.use.rawValue, wrap.holder, wrap.generation, wrap.epoch, wrap.wrapped.text)
    }

    /// The newest wrap of a holder.
    ///
    /// - Throws: `SignalsError.damaged` when it cannot be read.
    func find(_ report: Identifier, _ use: RecordKey.Use, holder: String) throws -> StoredWrap? {
        try transaction.row(
            """
            SELECT holder, use_, generation, epoch, wrapped FROM signals_wraps
            WHERE report_id = $1 AND use_ = $2 AND holder = $3 ORDER BY generation DESC LIMIT 1
            """, report, use.rawValue, holder
        ).map { row in try orDamaged { try StoredWrap(row) } }
    }

    /// Who holds a key: ids of desks, and `receipt`.
    func holders(_ report: Identifier, _ use: RecordKey.Use) throws -> Set<String> {
        let rows = try transaction.rows(
            "SELECT DISTINCT holder FROM signals_wraps WHERE report_id = $1 AND use_ = $2", report, use.rawValue)
        return Set(try rows.map { try $0["holder"] as String })
    }

    func delete(_ report: Identifier, _ use: RecordKey.Use) throws {
        try transaction.execute(
            "DELETE FROM signals_wraps WHERE report_id = $1 AND use_ = $2", report, use.rawValue)
    }

    func delete(_ report: Identifier, _ use: RecordKey.Use, holder: String) throws {
        try transaction.execute(
            "DELETE FROM signals_wraps WHERE report_id = $1 AND use_ = $2 AND holder = $3", report, use.rawValue,
            holder)
    }

    // MARK: Generations

    func insertPrevious(_ sealed: Envelope, of report: Identifier, generation: Int) throws {
        try transaction.execute(
            "INSERT INTO signals_previous_keys (report_id, generation, sealed) VALUES ($1, $2, $3)", report,
            generation, sealed.text)
    }

    /// The sealed keys of the generations before the newest, by generation.
    func previous(_ report: Identifier) throws -> [Int: Envelope] {
        let rows = try transaction.rows(
            "SELECT generation, sealed FROM signals_previous_keys WHERE report_id = $1", report)
        return try orDamaged {
            try Dictionary(uniqueKeysWithValues: rows.map { (try $0["generation"], try $0.envelope("sealed")) })
        }
    }
}
