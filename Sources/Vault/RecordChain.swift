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

/// The end of a row of entries: how many there are, a hash over all of them, and the generation of the key that the next one is
/// sealed under. The next entry is bound to it.
public struct RecordHead: Hashable, Sendable {
    public let record: String
    /// Which of the record's rows: what was said (`content`), or a desk's notes.
    public let use: RecordKey.Use
    /// Whose row it is, where a record has several: the id of the desk, for notes; otherwise empty.
    public let owner: String
    /// The generation of the key that the next entry is sealed under, and none after it.
    public let generation: Int
    /// How many entries.
    public let count: Int
    /// Over the entries, in hexadecimal; empty before the first.
    public let hash: String

    /// As stored; what was stored carries a MAC, see `isSigned(_:_:)`.
    public init(
        record: String, use: RecordKey.Use = .content, owner: String = "", generation: Int, count: Int, hash: String
    ) {
        self.record = record
        self.use = use
        self.owner = owner
        self.generation = generation
        self.count = count
        self.hash = hash
    }

    /// Before the first entry that `key` seals.
    public init(beginning key: RecordKey, owner: String = "") {
        self.init(record: key.record, use: key.use, owner: owner, generation: key.generation, count: 0, hash: "")
    }

    /// The same end, after which `next` seals: for a record that is given away.
    ///
    /// - Parameter next: what `RecordKey.next(random:)` gave.
    public func continued(under next: RecordKey) -> RecordHead {
        precondition(next.record == record && next.use == use && next.generation == generation + 1)
        return RecordHead(
            record: record, use: use, owner: owner, generation: next.generation, count: count, hash: hash)
    }

    /// What stands beside the head in the database: whoever can only write there cannot cut entries off, or have new ones sealed
    /// under a key of a generation that others hold.
    ///
    /// An older head that was put back with its older entries has a right MAC too. That shows against what was written elsewhere
    /// only, as the audit trail does with the number of entries at each opening.
    public func mac(_ siteKey: SiteKey) -> String {
        var fields = Canonical("vangnet", "record head", "1", record, use.rawValue, owner, hash)
        fields.append(Int64(count))
        fields.append(Int64(generation))
        return siteKey.mac(.record, fields.bytes).hex
    }

    /// Whether `mac` is this head's.
    public func isSigned(_ mac: String, _ siteKey: SiteKey) -> Bool {
        equalInConstantTime(Array(self.mac(siteKey).utf8), Array(mac.utf8))
    }

    /// The head after `entry`.
    func after(_ entry: SealedEntry) -> RecordHead {
        var fields = Canonical("vangnet", "record entry", "1", record, use.rawValue, owner, hash, entry.author)
        fields.append(Int64(entry.sequence))
        fields.append(entry.envelope.bytes)
        return RecordHead(
            record: record, use: use, owner: owner, generation: generation, count: count + 1,
            hash: Array(SHA256.hash(data: fields.bytes)).hex)
    }
}

extension RecordKey {
    /// Seals the next entry of the record.
    ///
    /// - Parameter head: the end of the record so far, whose MAC was looked at; the entry opens behind that end only.
    /// - Returns: the entry, and the end of the record with it.
    /// - Throws: `SealError.refused` when this key is not the one that `head` asks for.
    public func append(
        _ plain: [UInt8], by author: String, after head: RecordHead, random: RandomBytes
    ) throws -> (entry: SealedEntry, head: RecordHead) {
        guard record == head.record, use == head.use, generation == head.generation else { throw SealError.refused }
        let sequence = head.count + 1
        let envelope = try seal(
            plain, as: .entry, object: String(sequence), bound: [head.owner, author, head.hash], random: random)
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
        guard entries.count == head.count else { throw SealError.refused }
        var end = RecordHead(
            record: head.record, use: head.use, owner: head.owner, generation: head.generation, count: 0, hash: "")
        var opened: [[UInt8]] = []
        var generation = 1
        for entry in entries {
            // A key never comes back once the next generation began.
            let sealedUnder = Int(entry.envelope.epoch)
            guard entry.sequence == end.count + 1, sealedUnder >= generation, sealedUnder <= head.generation,
                let key = keys.first(where: {
                    $0.generation == sealedUnder && $0.record == head.record && $0.use == head.use
                })
            else { throw SealError.refused }
            generation = sealedUnder
            let bound = [head.owner, entry.author, end.hash]
            opened.append(
                try key.open(entry.envelope, as: .entry, object: String(entry.sequence), bound: bound))
            end = end.after(entry)
        }
        guard end == head else { throw SealError.refused }
        return opened
    }
}
