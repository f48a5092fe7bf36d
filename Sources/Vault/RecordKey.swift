public import Core
public import Crypto
import FoundationEssentials

/// A random key of one record: of its content, of who reported it, or of a desk's notes on it (`Use`).
///
/// It is wrapped to the public key of everyone who may read the record, and stored nowhere else. When a desk gives a record away,
/// the next `generation` begins: what comes afterwards is sealed under a key that the desk never had.
public struct RecordKey: Sendable {
    /// What a record's keys are for. The name is bound to what is sealed and never changes after release.
    public enum Use: String, Sendable, CaseIterable {
        /// The report and the conversation about it.
        case content
        /// Who reported: the custodian desk only.
        case identity
        /// A desk's notes: that desk only.
        case notes

        var kind: Place.Kind {
            switch self {
            case .content: .recordKey
            case .identity: .identityKey
            case .notes: .noteKey
            }
        }
    }

    let key: SymmetricKey
    /// The record that it belongs to.
    public let record: String
    public let use: Use
    /// From 1.
    public let generation: Int

    /// A new key for a record.
    public init(for record: String, _ use: Use = .content, random: RandomBytes) {
        self.init(record, use, 1, random(32))
    }

    private init(_ record: String, _ use: Use, _ generation: Int, _ bytes: [UInt8]) {
        self.record = record
        self.use = use
        self.generation = generation
        key = SymmetricKey(data: bytes)
    }

    private var bytes: [UInt8] { key.withUnsafeBytes { Array($0) } }

    // MARK: Wraps

    /// The key for whoever has the private half of `recipient`.
    ///
    /// - Parameters:
    ///   - holder: whose wrap it is: the id of a desk, or `receipt`.
    ///   - epoch: the epoch of the holder's key; 0 for a receipt.
    ///   - siteKey: shows that the key was made here. Without it, whoever can only write to the database could put in a key of
    ///     their own, and read what is sealed under it.
    /// - Throws: `SealError.malformed` for an epoch that no key has.
    public func wrapped(to recipient: PublicKey, holder: String, epoch: Int, siteKey: SiteKey) throws -> Envelope {
        let place = try Self.place(record, use, generation, recipient, holder: holder, epoch: epoch)
        return try Envelope.seal(bytes, to: recipient, for: place, siteKey: siteKey)
    }

    /// Opens what `wrapped(to:holder:epoch:siteKey:)` made.
    ///
    /// - Throws: `SealError.refused` for another record, use, generation, holder, key or site key, and for a change;
    ///   `.malformed` for an epoch that no key has.
    public init(
        opening envelope: Envelope, with pair: KeyPair, holder: String, epoch: Int, record: String, use: Use = .content,
        generation: Int, siteKey: SiteKey
    ) throws {
        let place = try Self.place(record, use, generation, pair.publicKey, holder: holder, epoch: epoch)
        let bytes = try envelope.open(with: pair, at: place, siteKey: siteKey)
        guard bytes.count == 32, generation > 0 else { throw SealError.refused }
        self.init(record, use, generation, bytes)
    }

    private static func place(
        _ record: String, _ use: Use, _ generation: Int, _ recipient: PublicKey, holder: String, epoch: Int
    ) throws -> Place {
        // Both come from the database, where anything may stand.
        guard let epoch = UInt32(exactly: epoch) else { throw SealError.malformed }
        return Place(
            use.kind, record: record, object: String(generation), recipient: recipient.id, epoch: epoch, bound: [holder]
        )
    }

    // MARK: Generations

    /// A new key for what comes from now on, and this one sealed under it, so that its holders read what was before.
    public func next(random: RandomBytes) throws -> (key: RecordKey, previous: Envelope) {
        let next = RecordKey(record, use, generation + 1, random(32))
        return (next, try Envelope.seal(bytes, under: next.key, for: next.previousPlace(), random: random))
    }

    /// The key of the generation before, from what `next(random:)` gave.
    ///
    /// - Throws: `SealError.refused`.
    public func previous(opening envelope: Envelope) throws -> RecordKey {
        guard generation > 1 else { throw SealError.refused }
        let bytes = try envelope.open(under: key, at: previousPlace())
        guard bytes.count == 32 else { throw SealError.refused }
        return RecordKey(record, use, generation - 1, bytes)
    }

    private func previousPlace() throws -> Place {
        try place(.previousRecordKey, String(generation - 1))
    }

    // MARK: Content

    /// Seals `plain`, padded, at a place of this record and nowhere else.
    ///
    /// - Parameters:
    ///   - kind: what it is; never a key.
    ///   - object: which one: its number in the record, or its id.
    ///   - bound: what else it is bound to.
    public func seal(
        _ plain: [UInt8], as kind: Place.Kind, object: String, bound: [String] = [], random: RandomBytes
    ) throws -> Envelope {
        precondition(!kind.isKey)
        return try Envelope.seal(
            Padding.pad(plain), under: key, for: place(kind, object, bound), random: random)
    }

    /// Opens what `seal` made.
    ///
    /// - Throws: `SealError.refused`, `.malformed`.
    public func open(
        _ envelope: Envelope, as kind: Place.Kind, object: String, bound: [String] = []
    ) throws -> [UInt8] {
        precondition(!kind.isKey)
        return try Padding.unpad(envelope.open(under: key, at: place(kind, object, bound)))
    }

    /// Where something lies that is sealed under this key: bound to what the key is for, too.
    private func place(_ kind: Place.Kind, _ object: String, _ bound: [String] = []) throws -> Place {
        guard let epoch = UInt32(exactly: generation) else { throw SealError.malformed }
        return Place(kind, record: record, object: object, epoch: epoch, bound: [use.rawValue] + bound)
    }

    // MARK: Attachments

    /// A new key for an attachment, and that key under this one.
    func attachmentKey(_ attachment: String, random: RandomBytes) throws -> (key: SymmetricKey, sealed: Envelope) {
        let bytes = random(32)
        let sealed = try Envelope.seal(
            bytes, under: key, for: place(.attachmentKey, attachment), random: random)
        return (SymmetricKey(data: bytes), sealed)
    }

    func attachmentKey(_ attachment: String, opening sealed: Envelope) throws -> SymmetricKey {
        let bytes = try sealed.open(under: key, at: place(.attachmentKey, attachment))
        guard bytes.count == 32 else { throw SealError.refused }
        return SymmetricKey(data: bytes)
    }
}
