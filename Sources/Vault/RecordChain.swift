public import Core
import Crypto
import FoundationEssentials

/// One entry of a record as it is stored: what was written once, after which it is never changed.
public struct SealedEntry: Hashable, Sendable {
    /// Its number in the record, from 1.
    public let sequence: Int
    /// Who wrote it: `reporter`, `desk`, … Bound to the content, so that nobody's words become another's.
    public let author: String
    public let envelope: Envelope

    public init(sequence: Int, author: String, envelope: Envelope) {
        self.sequence = sequence
        self.author = author
        self.envelope = envelope
    }
}

/// The end of a record's entries: how many there are, and a hash over all of them. The next entry is bound to it.
public struct RecordHead: Hashable, Sendable {
    public let record: String
    /// How many entries.
    public let count: Int
    /// Over the entries, in hexadecimal; empty before the first.
    public let hash: String

    /// - Parameter hash: as stored beside `count`.
    public init(record: String, count: Int, hash: String) {
        self.record = record
        self.count = count
        self.hash = hash
    }

    /// Before the first entry of a record.
    public init(beginning record: String) { self.init(record: record, count: 0, hash: "") }

    /// What stands beside the head in the database: whoever can only write there cannot cut entries off or put older ones back.
    public func mac(_ siteKey: SiteKey) -> String {
        var fields = Canonical("vangnet", "record head", "1", record, hash)
        fields.append(Int64(count))
        return siteKey.mac(.record, fields.bytes).hex
    }

    /// Whether `mac` is this head's.
    public func isSigned(_ mac: String, _ siteKey: SiteKey) -> Bool {
        equalInConstantTime(Array(self.mac(siteKey).utf8), Array(mac.utf8))
    }

    /// The head after `entry`.
    func after(_ entry: SealedEntry) -> RecordHead {
        var fields = Canonical("vangnet", "record entry", "1", record, hash, entry.author)
        fields.append(Int64(entry.sequence))
        fields.append(entry.envelope.bytes)
        return RecordHead(record: record, count: count + 1, hash: Array(SHA256.hash(data: fields.bytes)).hex)
    }
}

extension RecordKey {
    /// Seals the next entry of the record.
    ///
    /// - Parameter head: the end of the record so far; the entry opens behind that end only.
    /// - Returns: the entry, and the end of the record with it.
    public func append(
        _ plain: [UInt8], by author: String, after head: RecordHead, random: RandomBytes
    ) throws -> (entry: SealedEntry, head: RecordHead) {
        let sequence = head.count + 1
        let envelope = try seal(
            plain, as: .entry, object: String(sequence), bound: [author, head.hash], random: random)
        let entry = SealedEntry(sequence: sequence, author: author, envelope: envelope)
        return (entry, head.after(entry))
    }

    /// Opens all entries of a record, or none.
    ///
    /// - Parameters:
    ///   - keys: the keys of the generations that the entries were sealed under.
    ///   - head: the end of the record, whose MAC was looked at.
    /// - Throws: `SealError.refused` when an entry was changed, moved, put in, left out, or put back from before.
    public static func open(
        _ entries: [SealedEntry], with keys: [RecordKey], to head: RecordHead
    ) throws -> [[UInt8]] {
        var end = RecordHead(beginning: head.record)
        var opened: [[UInt8]] = []
        for entry in entries {
            guard entry.sequence == end.count + 1,
                let key = keys.first(where: { $0.generation == entry.envelope.epoch && $0.record == head.record })
            else { throw SealError.refused }
            opened.append(
                try key.open(
                    entry.envelope, as: .entry, object: String(entry.sequence), bound: [entry.author, end.hash]))
            end = end.after(entry)
        }
        guard end == head else { throw SealError.refused }
        return opened
    }
}
