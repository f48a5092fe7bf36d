import Core
import Directory
import Storage
import Vault

/// SQL for entries: written once, never changed.
struct EntryStore {
    let transaction: any Transaction

    func insert(_ entry: SealedEntry, of report: Identifier) throws {
        try transaction.execute(
            "INSERT INTO signals_entries (report_id, sequence, author, sealed) VALUES ($1, $2, $3, $4)", report,
            entry.sequence, entry.author, entry.envelope.text)
    }

    /// All entries of a report, in their order.
    func all(_ report: Identifier) throws -> [SealedEntry] {
        let rows = try transaction.rows(
            "SELECT sequence, author, sealed FROM signals_entries WHERE report_id = $1 ORDER BY sequence", report)
        return try orDamaged { try rows.map(Self.entry) }
    }

    static func entry(_ row: Row) throws -> SealedEntry {
        SealedEntry(sequence: try row["sequence"], author: try row["author"], envelope: try row.envelope("sealed"))
    }
}

/// SQL for the notes that a desk keeps of a report.
struct NoteStore {
    let transaction: any Transaction
    let siteKey: SiteKey

    /// - Throws: `Stale` when the desk has another number of notes.
    func require(_ count: Int, of report: Identifier, by desk: Identifier) throws {
        let row = try transaction.row(
            "SELECT COUNT(*) AS notes FROM signals_notes WHERE report_id = $1 AND desk_id = $2", report, desk)
        guard try row?["notes"] == count else { throw Stale() }
    }

    func insert(_ entry: SealedEntry, of report: Identifier, by desk: Identifier) throws {
        try transaction.execute(
            "INSERT INTO signals_notes (report_id, desk_id, sequence, author, sealed) VALUES ($1, $2, $3, $4, $5)",
            report, desk, entry.sequence, entry.author, entry.envelope.text)
    }

    func put(_ head: RecordHead, of report: Identifier, by desk: Identifier) throws {
        try transaction.execute(
            """
            INSERT INTO signals_note_heads (report_id, desk_id, entry_count, entry_hash, head_mac)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (report_id, desk_id) DO UPDATE SET entry_count = $3, entry_hash = $4, head_mac = $5
            """, report, desk, head.count, head.hash, head.mac(siteKey))
    }

    /// A desk's notes, in their order, and their end; `nil` when it has none.
    ///
    /// - Throws: `SignalsError.damaged` for an end that was not written here, or notes without one.
    func find(_ report: Identifier, by desk: Identifier) throws -> (entries: [SealedEntry], head: RecordHead)? {
        let rows = try transaction.rows(
            """
            SELECT sequence, author, sealed FROM signals_notes WHERE report_id = $1 AND desk_id = $2
            ORDER BY sequence
            """, report, desk)
        let row = try transaction.row(
            """
            SELECT entry_count, entry_hash, head_mac FROM signals_note_heads WHERE report_id = $1 AND desk_id = $2
            """, report, desk)
        guard let row else {
            guard rows.isEmpty else { throw SignalsError.damaged }
            return nil
        }
        return try orDamaged {
            let head = RecordHead(
                record: report.text, use: .notes, owner: desk.text, generation: 1, count: try row["entry_count"],
                hash: try row["entry_hash"])
            guard head.isSigned(try row["head_mac"], siteKey) else { throw SignalsError.damaged }
            return (try rows.map(EntryStore.entry), head)
        }
    }
}
