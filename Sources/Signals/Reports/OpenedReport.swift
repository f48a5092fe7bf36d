import Core
import Foundation
import Storage
import Vault

/// A report with everything that it takes to open it, as it is stored.
struct StoredReport: Sendable {
    let row: ReportRow
    /// That of whoever reads.
    let wrap: StoredWrap
    let previous: [Int: Envelope]
    let entries: [SealedEntry]
    let attachments: [StoredAttachment]
    let receipt: ReceiptKey?

    /// - Parameter holder: who reads: a desk's id, or `receipt`.
    /// - Returns: `nil` when there is no such report, or none that `holder` reads.
    /// - Throws: `SignalsError.damaged`.
    static func find(
        _ id: Identifier, holder: String, siteKey: SiteKey, in transaction: any Transaction
    ) throws -> StoredReport? {
        let wraps = WrapStore(transaction: transaction)
        guard let wrap = try wraps.find(id, .content, holder: holder) else { return nil }
        guard let row = try ReportStore(transaction: transaction, siteKey: siteKey).find(id) else { return nil }
        return StoredReport(
            row: row, wrap: wrap, previous: try wraps.previous(id),
            entries: try EntryStore(transaction: transaction).all(id),
            attachments: try AttachmentStore(transaction: transaction).all(id),
            receipt: try ReceiptStore(transaction: transaction, siteKey: siteKey).find(id))
    }

    /// - Parameter pair: the reader's key of an epoch.
    /// - Throws: `SignalsError.damaged` when anything is not as it was written.
    func open(siteKey: SiteKey, with pair: (_ epoch: Int) throws -> KeyPair) throws -> OpenedReport {
        try orDamaged {
            let keys = try keys(siteKey, pair)
            let entries = try RecordKey.open(entries, with: keys, to: row.head).map { try Sealed.entry($0) }
            guard case .report(let content)? = entries.first?.kind else { throw SignalsError.damaged }
            let documents = try documents(in: entries, keys)
            return OpenedReport(
                row: row, keys: keys, entries: entries, content: content, documents: documents, receipt: receipt)
        }
    }

    /// The keys of all generations, the newest first.
    private func keys(_ siteKey: SiteKey, _ pair: (_ epoch: Int) throws -> KeyPair) throws -> [RecordKey] {
        guard wrap.generation == row.head.generation else { throw SignalsError.damaged }
        var key = try wrap.open(with: pair(wrap.epoch), of: row.id, siteKey: siteKey)
        var keys = [key]
        while key.generation > 1 {
            guard let sealed = previous[key.generation - 1] else { throw SignalsError.damaged }
            key = try key.previous(opening: sealed)
            keys.append(key)
        }
        return keys
    }

    /// Exactly the documents that the entries name, in their order.
    private func documents(in entries: [ReportEntry], _ keys: [RecordKey]) throws -> [DocumentFacts] {
        var left = attachments
        let documents = try entries.compactMap { entry -> DocumentFacts? in
            guard case .attached(let id, let digest) = entry.kind else { return nil }
            guard let place = left.firstIndex(where: { $0.id == id }) else { throw SignalsError.damaged }
            return try facts(of: left.remove(at: place), digest: digest, keys)
        }
        guard left.isEmpty else { throw SignalsError.damaged }
        return documents
    }

    private func facts(
        of attachment: StoredAttachment, digest: String, _ keys: [RecordKey]
    ) throws -> DocumentFacts {
        guard attachment.digest == digest else { throw SignalsError.damaged }
        guard let key = keys.first(where: { $0.generation == attachment.generation }) else {
            throw SignalsError.damaged
        }
        return try Sealed.facts(
            key.facts(of: attachment.id, key: attachment.key, attachment.facts), id: attachment.id)
    }
}

/// A report that was opened, whole.
struct OpenedReport: Sendable {
    let row: ReportRow
    /// The newest first.
    let keys: [RecordKey]
    let entries: [ReportEntry]
    let content: ReportContent
    let documents: [DocumentFacts]
    /// Whose receipt leads to it; `nil` for a copy.
    let receipt: ReceiptKey?

    /// Whether the reporter cannot be written to: no receipt, or the reporter stopped the contact.
    var isContactStopped: Bool {
        receipt == nil || entries.contains { $0.kind == .withdrawn }
    }

    /// The last closing, when it is closed.
    var closing: (outcome: ReportOutcome, on: Day)? {
        guard !row.status.isOpen else { return nil }
        return entries.reversed().lazy.compactMap { entry in
            if case .closed(let outcome, _) = entry.kind { (outcome, entry.at.day) } else { nil }
        }.first
    }
}

/// The form in which values stand inside what is sealed.
enum Sealed {
    static func bytes(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    static func entry(_ bytes: [UInt8]) throws -> ReportEntry { try value(bytes) }

    static func value<Value: Decodable>(_ bytes: [UInt8]) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(bytes))
    }

    /// Name, kind, size and SHA-256 of a document.
    private struct Facts: Codable {
        var name: String
        var kind: Document.Kind
        var size: Int
        var sha256: String
    }

    static func facts(of document: Document) throws -> [UInt8] {
        try bytes(
            Facts(name: document.name, kind: document.kind, size: document.bytes.count, sha256: document.sha256))
    }

    static func facts(_ bytes: [UInt8], id: String) throws -> DocumentFacts {
        let facts: Facts = try value(bytes)
        return DocumentFacts(id: id, name: facts.name, kind: facts.kind, size: facts.size, sha256: facts.sha256)
    }
}
