public import Core
public import Crypto
import FoundationEssentials

/// A random key of one record: of its content, of who reported it, or of a desk's notes on it (`Use`).
///
/// It is wrapped to the public key of everyone who may read the record, and stored nowhere else. When a desk gives a record away,
/// the next `generation` begins: what comes afterwards is sealed under a key that the desk never had.
public struct RecordKey: Sendable {
    /// What a record's keys are for.
    public enum Use: Sendable, CaseIterable {
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
    public let generation: UInt32

    /// A new key for a record.
    public init(for record: String, _ use: Use = .content, random: RandomBytes) {
        self.init(record, use, 1, random(32))
    }

    private init(_ record: String, _ use: Use, _ generation: UInt32, _ bytes: [UInt8]) {
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
    public func wrapped(to recipient: PublicKey, holder: String, epoch: Int) throws -> Envelope {
        try Envelope.seal(
            bytes, to: recipient, for: Self.place(record, use, generation, recipient, holder: holder, epoch: epoch))
    }

    /// Opens what `wrapped(to:holder:epoch:)` made.
    ///
    /// - Throws: `SealError.refused` for another record, use, generation, holder or key, and for a change.
    public init(
        opening envelope: Envelope, with pair: KeyPair, holder: String, epoch: Int, record: String, use: Use = .content,
        generation: UInt32
    ) throws {
        let place = Self.place(record, use, generation, pair.publicKey, holder: holder, epoch: epoch)
        let bytes = try envelope.open(with: pair, at: place)
        guard bytes.count == 32 else { throw SealError.refused }
        self.init(record, use, generation, bytes)
    }

    private static func place(
        _ record: String, _ use: Use, _ generation: UInt32, _ recipient: PublicKey, holder: String, epoch: Int
    ) -> Place {
        Place(
            use.kind, record: record, object: String(generation), recipient: recipient.id, epoch: UInt32(epoch),
            bound: [holder])
    }

    // MARK: Generations

    /// A new key for what comes from now on, and this one sealed under it, so that its holders read what was before.
    public func next(random: RandomBytes) throws -> (key: RecordKey, previous: Envelope) {
        let next = RecordKey(record, use, generation + 1, random(32))
        return (next, try Envelope.seal(bytes, under: next.key, for: next.previousPlace, random: random))
    }

    /// The key of the generation before, from what `next(random:)` gave.
    ///
    /// - Throws: `SealError.refused`.
    public func previous(opening envelope: Envelope) throws -> RecordKey {
        guard generation > 1 else { throw SealError.refused }
        let bytes = try envelope.open(under: key, at: previousPlace)
        guard bytes.count == 32 else { throw SealError.refused }
        return RecordKey(record, use, generation - 1, bytes)
    }

    private var previousPlace: Place {
        Place(.previousRecordKey, record: record, object: String(generation - 1), epoch: generation)
    }

    // MARK: Content

    /// Seals `plain`, padded, at a place of this record and nowhere else.
    ///
    /// - Parameters:
    ///   - kind: what it is.
    ///   - object: which one: its number in the record, or its id.
    ///   - bound: what else it is bound to.
    public func seal(
        _ plain: [UInt8], as kind: Place.Kind, object: String, bound: [String] = [], random: RandomBytes
    ) throws -> Envelope {
        try Envelope.seal(
            Padding.pad(plain), under: key, for: contentPlace(kind, object, bound), random: random)
    }

    /// Opens what `seal` made.
    ///
    /// - Throws: `SealError.refused`, `.malformed`.
    public func open(
        _ envelope: Envelope, as kind: Place.Kind, object: String, bound: [String] = []
    ) throws -> [UInt8] {
        try Padding.unpad(envelope.open(under: key, at: contentPlace(kind, object, bound)))
    }

    private func contentPlace(_ kind: Place.Kind, _ object: String, _ bound: [String]) -> Place {
        Place(kind, record: record, object: object, epoch: generation, bound: bound)
    }

    // MARK: Attachments

    /// A new key for an attachment, and that key under this one.
    func attachmentKey(_ attachment: String, random: RandomBytes) throws -> (key: SymmetricKey, sealed: Envelope) {
        let bytes = random(32)
        let sealed = try Envelope.seal(
            bytes, under: key, for: contentPlace(.attachmentKey, attachment, []), random: random)
        return (SymmetricKey(data: bytes), sealed)
    }

    func attachmentKey(_ attachment: String, opening sealed: Envelope) throws -> SymmetricKey {
        let bytes = try sealed.open(under: key, at: contentPlace(.attachmentKey, attachment, []))
        guard bytes.count == 32 else { throw SealError.refused }
        return SymmetricKey(data: bytes)
    }
}
