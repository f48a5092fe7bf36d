public import Core
import Crypto
import FoundationEssentials

/// An attachment of a record, sealed under a key of its own in pieces of 64 KiB, so that a piece that is left out, moved or
/// taken from elsewhere shows. Name, type and size are sealed too.
public struct SealedAttachment: Hashable, Sendable {
    public let id: String
    /// The attachment's key, under the key of its record.
    public let key: Envelope
    public let facts: Envelope
    public let chunks: [Envelope]

    public init(id: String, key: Envelope, facts: Envelope, chunks: [Envelope]) {
        self.id = id
        self.key = key
        self.facts = facts
        self.chunks = chunks
    }

    /// The SHA-256 of the sealed key and facts, in hexadecimal: what an entry of the record names the attachment by, so that
    /// none is put in its place by somebody who held the record's key.
    public static func digest(id: String, key: Envelope, facts: Envelope) -> String {
        var fields = Canonical("vangnet", "attachment", "1", id)
        fields.append(key.bytes)
        fields.append(facts.bytes)
        return Array(SHA256.hash(data: fields.bytes)).hex
    }

    /// Bytes in a piece: with its length before it, it fills 64 KiB.
    public static let chunkSize = (64 << 10) - 4
}

extension RecordKey {
    /// Seals an attachment of this record.
    ///
    /// - Parameter facts: name, type and size, as the part writes them.
    public func seal(
        attachment id: String, facts: [UInt8], _ content: [UInt8], random: RandomBytes
    ) throws -> SealedAttachment {
        let (key, sealedKey) = try attachmentKey(id, random: random)
        let size = SealedAttachment.chunkSize
        let count = max(1, (content.count + size - 1) / size)
        let chunks = try (0..<count).map { number in
            let piece = Array(content[min(number * size, content.count)..<min((number + 1) * size, content.count)])
            return try Envelope.seal(
                Padding.pad(piece), under: key, for: chunkPlace(id, number, isLast: number == count - 1), random: random
            )
        }
        let sealedFacts = try Envelope.seal(
            Padding.pad(facts), under: key, for: Place(.attachmentFacts, record: record, object: id), random: random)
        return SealedAttachment(id: id, key: sealedKey, facts: sealedFacts, chunks: chunks)
    }

    /// Name, type and size of an attachment.
    ///
    /// - Throws: `SealError`.
    public func facts(of attachment: String, key sealed: Envelope, _ facts: Envelope) throws -> [UInt8] {
        let key = try attachmentKey(attachment, opening: sealed)
        let place = Place(.attachmentFacts, record: record, object: attachment)
        return try Padding.unpad(facts.open(under: key, at: place))
    }

    /// The whole attachment, or nothing of it.
    ///
    /// - Throws: `SealError` for a piece that was changed, moved or left out, the last one too.
    public func open(_ attachment: SealedAttachment) throws -> (facts: [UInt8], content: [UInt8]) {
        let key = try attachmentKey(attachment.id, opening: attachment.key)
        let facts = try facts(of: attachment.id, key: attachment.key, attachment.facts)
        guard !attachment.chunks.isEmpty else { throw SealError.refused }
        var content: [UInt8] = []
        for (number, chunk) in attachment.chunks.enumerated() {
            let place = chunkPlace(attachment.id, number, isLast: number == attachment.chunks.count - 1)
            content += try Padding.unpad(chunk.open(under: key, at: place))
        }
        return (facts, content)
    }

    private func chunkPlace(_ attachment: String, _ number: Int, isLast: Bool) -> Place {
        Place(
            .attachmentChunk, record: record, object: attachment, bound: [String(number), isLast ? "last" : "more"])
    }
}
