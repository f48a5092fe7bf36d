public import Core
public import Crypto
import FoundationEssentials

/// What something sealed is and where it belongs. All of it is bound to the ciphertext: moved elsewhere, it does not open.
public struct Place: Hashable, Sendable {
    /// What is inside. The numbers never change after release.
    public enum Kind: UInt8, Sendable, CaseIterable {
        /// A member's private key under the key that the password gives.
        case memberKeyByPassword = 1
        /// A member's private key under the key that the recovery code gives.
        case memberKeyByRecoveryCode = 2
        /// A member's private key under the key that a session's token gives.
        case memberKeyBySession = 3
        /// A desk's private key for one member: a grant.
        case deskKey = 4
        /// The key of a record (a report), for a desk that holds it or for whoever has its receipt.
        case recordKey = 5
        /// The key of who reported, for the custodian desk.
        case identityKey = 6
        /// The key of a desk's own notes on a record.
        case noteKey = 7
        /// The key of an attachment, under the key of its record.
        case attachmentKey = 8
        /// The record key of the generation before, under the one that came after it.
        case previousRecordKey = 9
        /// One entry of a record.
        case entry = 10
        /// Who reported, and how to reach that person.
        case identity = 11
        /// A note of a desk.
        case note = 12
        /// Name, type and size of an attachment.
        case attachmentFacts = 13
        /// A piece of an attachment.
        case attachmentChunk = 14
        /// The secret of a member's second factor, under the site key.
        case secondFactor = 15
        /// The private key of a receipt, under the key that the token of a visit gives.
        case receiptKeyByVisit = 16
        /// Why a desk asks who reported, for the custodian desk.
        case identityRequest = 17
        /// A private key that signs Open Badges, under the site key.
        case badgeKey = 18
        /// The token of a learner's attempt, under the key that a one-time code gives.
        case attemptToken = 19

        /// Whether a key is inside, and not what somebody wrote.
        var isKey: Bool {
            switch self {
            case .memberKeyByPassword, .memberKeyByRecoveryCode, .memberKeyBySession, .deskKey, .recordKey,
                .identityKey, .noteKey, .attachmentKey, .previousRecordKey, .secondFactor, .receiptKeyByVisit,
                .badgeKey, .attemptToken:
                true
            case .entry, .identity, .note, .attachmentFacts, .attachmentChunk, .identityRequest: false
            }
        }
    }

    public let kind: Kind
    /// The id of the member, the desk or the record.
    public let record: String
    /// Which thing of that record: the id of the key that is inside, the number of an entry, the id of an attachment.
    public let object: String
    /// For whom: the id of the key that opens it, or of the session; empty where there is only one.
    public let recipient: String
    /// Of a desk's key: its epoch. Of a wrapped record key: the epoch of the desk's key that it is wrapped to. Of content: the
    /// generation of the key that it is sealed under. 0 where the key has none.
    public let epoch: UInt32
    /// What else it is bound to: its place in a row, who wrote it, what came before it.
    public let bound: [String]

    public init(
        _ kind: Kind, record: String, object: String, recipient: String = "", epoch: UInt32 = 0, bound: [String] = []
    ) {
        self.kind = kind
        self.record = record
        self.object = object
        self.recipient = recipient
        self.epoch = epoch
        self.bound = bound
    }

    /// The associated data, the same bytes for the same place and for no other.
    func canonical(_ suite: Envelope.Suite) -> [UInt8] {
        var fields = Canonical("vangnet", "sealed")
        fields.append(Envelope.header(suite, self))
        for text in [record, object, recipient] + bound { fields.append(text) }
        return fields.bytes
    }
}

/// Something sealed, as it is stored: `version | suite | kind | epoch | nonce or encapsulated key | ciphertext | tag`.
///
/// There is one version and none without encryption. Reading is strict: what is not exactly this form is refused.
public struct Envelope: Hashable, Sendable {
    /// How it is sealed.
    public enum Suite: UInt8, Sendable {
        /// ChaCha20-Poly1305 under a key that both sides have; a nonce of 12 bytes.
        case symmetric = 1
        /// HPKE (RFC 9180) in base mode: X25519, HKDF-SHA256, ChaCha20-Poly1305; an encapsulated key of 32 bytes.
        case toPublicKey = 2
        /// The same in PSK mode, with a subkey of the site key: made here, and not by somebody who can only write to the
        /// database and knows the recipient's public key.
        case toPublicKeyFromHere = 3

        /// Length in bytes of the nonce or the encapsulated key.
        var openingSize: Int { self == .symmetric ? 12 : 32 }
    }

    static let version: UInt8 = 1
    private static let headerSize = 7
    private static let tagSize = 16

    public let suite: Suite
    public let kind: Place.Kind
    public let epoch: UInt32
    let opening: [UInt8]
    let ciphertext: [UInt8]

    /// As stored.
    public var bytes: [UInt8] {
        Self.header(suite, Place(kind, record: "", object: "", epoch: epoch)) + opening + ciphertext
    }

    /// Reads what was stored.
    ///
    /// - Throws: `SealError.malformed` for anything that is not an envelope.
    public init(_ bytes: [UInt8]) throws {
        guard bytes.count >= Self.headerSize, bytes[0] == Self.version, let suite = Suite(rawValue: bytes[1]),
            let kind = Place.Kind(rawValue: bytes[2]),
            bytes.count >= Self.headerSize + suite.openingSize + Self.tagSize
        else { throw SealError.malformed }
        self.suite = suite
        self.kind = kind
        epoch = bytes[3..<7].reduce(0) { $0 << 8 | UInt32($1) }
        opening = Array(bytes[Self.headerSize..<Self.headerSize + suite.openingSize])
        ciphertext = Array(bytes[(Self.headerSize + suite.openingSize)...])
    }

    private init(_ suite: Suite, _ place: Place, opening: [UInt8], ciphertext: [UInt8]) {
        self.suite = suite
        kind = place.kind
        epoch = place.epoch
        self.opening = opening
        self.ciphertext = ciphertext
    }

    static func header(_ suite: Suite, _ place: Place) -> [UInt8] {
        [version, suite.rawValue, place.kind.rawValue] + Canonical.bigEndian(place.epoch)
    }

    private func require(_ expected: Suite, _ place: Place) throws {
        guard suite == expected, kind == place.kind, epoch == place.epoch else { throw SealError.refused }
    }
}

extension Envelope {
    /// Seals `plain` under a key that both sides have.
    public static func seal(
        _ plain: [UInt8], under key: SymmetricKey, for place: Place, random: RandomBytes
    ) throws -> Envelope {
        let nonce = random(Suite.symmetric.openingSize)
        let box = try ChaChaPoly.seal(
            plain, using: key, nonce: ChaChaPoly.Nonce(data: nonce), authenticating: place.canonical(.symmetric))
        return Envelope(.symmetric, place, opening: nonce, ciphertext: Array(box.ciphertext + box.tag))
    }

    /// What is inside.
    ///
    /// - Throws: `SealError.refused` for another key, another place, or anything that was changed.
    public func open(under key: SymmetricKey, at place: Place) throws -> [UInt8] {
        try require(.symmetric, place)
        do {
            let box = try ChaChaPoly.SealedBox(combined: opening + ciphertext)
            return Array(try ChaChaPoly.open(box, using: key, authenticating: place.canonical(.symmetric)))
        } catch { throw SealError.refused }
    }

    /// Seals `plain` so that only the holder of the private key opens it.
    public static func seal(_ plain: [UInt8], to recipient: PublicKey, for place: Place) throws -> Envelope {
        let canonical = place.canonical(.toPublicKey)
        var sender = try HPKE.Sender(
            recipientKey: recipient.key, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: Data(canonical))
        let ciphertext = try sender.seal(plain, authenticating: canonical)
        return Envelope(
            .toPublicKey, place, opening: Array(sender.encapsulatedKey), ciphertext: Array(ciphertext))
    }

    /// What is inside.
    ///
    /// - Throws: `SealError.refused` for another key, another place, or anything that was changed.
    public func open(with pair: KeyPair, at place: Place) throws -> [UInt8] {
        try require(.toPublicKey, place)
        let canonical = place.canonical(.toPublicKey)
        do {
            // RFC 9180, section 7.1.4: an encapsulated key of low order is refused, which the library does not do.
            var recipient = try HPKE.Recipient(
                privateKey: pair.key, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: Data(canonical),
                encapsulatedKey: Data(PublicKey(opening).bytes))
            return Array(try recipient.open(ciphertext, authenticating: canonical))
        } catch { throw SealError.refused }
    }

    /// Seals `plain` so that only the holder of the private key opens it, and only where the site key is.
    ///
    /// Whoever knows a public key can seal to it. What must come from this installation, such as the key that people's words will
    /// be sealed under, is sealed with this.
    public static func seal(
        _ plain: [UInt8], to recipient: PublicKey, for place: Place, siteKey: SiteKey
    ) throws -> Envelope {
        let canonical = place.canonical(.toPublicKeyFromHere)
        var sender = try HPKE.Sender(
            recipientKey: recipient.key, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: Data(canonical),
            presharedKey: siteKey.subkey(.wrap), presharedKeyIdentifier: presharedKeyIdentifier)
        let ciphertext = try sender.seal(plain, authenticating: canonical)
        return Envelope(
            .toPublicKeyFromHere, place, opening: Array(sender.encapsulatedKey), ciphertext: Array(ciphertext))
    }

    /// What is inside.
    ///
    /// - Throws: `SealError.refused` for another key, another site key, another place, or anything that was changed.
    public func open(with pair: KeyPair, at place: Place, siteKey: SiteKey) throws -> [UInt8] {
        try require(.toPublicKeyFromHere, place)
        let canonical = place.canonical(.toPublicKeyFromHere)
        do {
            var recipient = try HPKE.Recipient(
                privateKey: pair.key, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: Data(canonical),
                encapsulatedKey: Data(PublicKey(opening).bytes), presharedKey: siteKey.subkey(.wrap),
                presharedKeyIdentifier: Self.presharedKeyIdentifier)
            return Array(try recipient.open(ciphertext, authenticating: canonical))
        } catch { throw SealError.refused }
    }

    private static let presharedKeyIdentifier = Data(Canonical("vangnet", "wrap", "1").bytes)
}
