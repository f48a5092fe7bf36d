import Core
import Directory
import Storage
import Vault

/// A document of a report, without its pieces.
struct StoredAttachment: Sendable {
    let id: String
    let generation: Int
    let key: Envelope
    let facts: Envelope
    let chunkCount: Int

    var digest: String { SealedAttachment.digest(id: id, key: key, facts: facts) }
}

/// SQL for documents.
struct AttachmentStore {
    let transaction: any Transaction

    func insert(_ attachment: SealedAttachment, of report: Identifier, generation: Int) throws {
        try transaction.execute(
            """
            INSERT INTO signals_attachments (id, report_id, generation, sealed_key, facts, chunk_count)
            VALUES ($1, $2, $3, $4, $5, $6)
            """, attachment.id, report, generation, attachment.key.text, attachment.facts.text,
            attachment.chunks.count)
        for (number, chunk) in attachment.chunks.enumerated() {
            try transaction.execute(
                "INSERT INTO signals_chunks (attachment_id, number, sealed) VALUES ($1, $2, $3)", attachment.id,
                number, chunk.bytes)
        }
    }

    /// All documents of a report, without their pieces.
    func all(_ report: Identifier) throws -> [StoredAttachment] {
        let rows = try transaction.rows(
            """
            SELECT id, generation, sealed_key, facts, chunk_count FROM signals_attachments WHERE report_id = $1
            ORDER BY id
            """, report)
        return try orDamaged {
            try rows.map {
                StoredAttachment(
                    id: try $0["id"], generation: try $0["generation"], key: try $0.envelope("sealed_key"),
                    facts: try $0.envelope("facts"), chunkCount: try $0["chunk_count"])
            }
        }
    }

    /// The pieces of a document.
    ///
    /// - Throws: `SignalsError.damaged` when one is missing, or there is one too many.
    func chunks(of attachment: StoredAttachment) throws -> [Envelope] {
        let rows = try transaction.rows(
            "SELECT number, sealed FROM signals_chunks WHERE attachment_id = $1 ORDER BY number", attachment.id)
        return try orDamaged {
            let numbers: [Int] = try rows.map { try $0["number"] }
            guard numbers == Array(0..<attachment.chunkCount) else { throw SignalsError.damaged }
            return try rows.map { try Envelope($0["sealed"] as [UInt8]) }
        }
    }
}
