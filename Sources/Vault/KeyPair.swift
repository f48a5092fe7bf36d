public import Core
public import Crypto
import FoundationEssentials

/// The public half of a member's or a desk's key pair (X25519).
public struct PublicKey: Hashable, Sendable {
    let key: Curve25519.KeyAgreement.PublicKey

    /// 32 bytes.
    public var bytes: [UInt8] { Array(key.rawRepresentation) }

    /// - Throws: `SealError.malformed` when it is not 32 bytes, or a point of low order: the shared secret would be zero
    ///   whatever the private key (RFC 7748, section 6.1), and the library does not refuse it.
    public init(_ bytes: [UInt8]) throws {
        guard bytes.count == 32, let key = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: bytes),
            let shared = try? Self.probe.sharedSecretFromKeyAgreement(with: key),
            shared.withUnsafeBytes({ $0.contains { $0 != 0 } })
        else { throw SealError.malformed }
        self.key = key
    }

    /// Any private key tells a point of low order.
    private static let probe = Curve25519.KeyAgreement.PrivateKey()

    init(_ key: Curve25519.KeyAgreement.PublicKey) { self.key = key }

    /// Names the key in what is bound to a ciphertext: 32 hexadecimal digits of its SHA-256.
    public var id: String { Array(digest("key id").prefix(16)).hex }

    /// What two people compare, on the phone or at a table: six groups of five digits, 99 bits of the key's SHA-256.
    public var fingerprint: String {
        let digest = digest("fingerprint")
        let groups = (0..<6).map { group in
            digest[group * 5..<group * 5 + 5].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 100_000
        }
        return groups.map { group in
            let digits = String(group)
            return String(repeating: "0", count: 5 - digits.count) + digits
        }.joined(separator: " ")
    }

    private func digest(_ use: String) -> [UInt8] {
        var fields = Canonical("vangnet", use)
        fields.append(bytes)
        return Array(SHA256.hash(data: fields.bytes))
    }

    public static func == (left: PublicKey, right: PublicKey) -> Bool { left.bytes == right.bytes }
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

/// A member's or a desk's key pair (X25519). The private half leaves it only sealed.
public struct KeyPair: Sendable {
    let key: Curve25519.KeyAgreement.PrivateKey

    public var publicKey: PublicKey { PublicKey(key.publicKey) }

    /// A new pair.
    public init(random: RandomBytes) {
        // Any 32 bytes are a private key of X25519.
        key = try! Curve25519.KeyAgreement.PrivateKey(rawRepresentation: random(32))
    }

    /// The pair that a secret gives: 32 bytes that nobody else can know.
    init(secret: SymmetricKey) {
        key = try! Curve25519.KeyAgreement.PrivateKey(rawRepresentation: secret.withUnsafeBytes { Array($0) })
    }

    /// The pair whose private half an envelope held.
    ///
    /// - Throws: `SealError.refused` when it does not belong to `publicKey`.
    private init(_ privateBytes: [UInt8], of publicKey: PublicKey) throws {
        guard privateBytes.count == 32,
            let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: privateBytes),
            PublicKey(key.publicKey) == publicKey
        else { throw SealError.refused }
        self.key = key
    }

    /// The private half, sealed under a key that its owner has.
    public func sealed(under key: SymmetricKey, for place: Place, random: RandomBytes) throws -> Envelope {
        try Envelope.seal(Array(self.key.rawRepresentation), under: key, for: place, random: random)
    }

    /// Opens what `sealed(under:for:random:)` made.
    ///
    /// - Throws: `SealError.refused` for another key, another place, a change, or a pair that is not `publicKey`'s.
    public init(opening envelope: Envelope, under key: SymmetricKey, at place: Place, of publicKey: PublicKey) throws {
        try self.init(envelope.open(under: key, at: place), of: publicKey)
    }

    /// The private half, sealed so that `recipient` opens it.
    public func wrapped(to recipient: PublicKey, for place: Place) throws -> Envelope {
        try Envelope.seal(Array(key.rawRepresentation), to: recipient, for: place)
    }

    /// Opens what `wrapped(to:for:)` made.
    ///
    /// - Throws: as `init(opening:under:at:of:)`.
    public init(opening envelope: Envelope, with holder: KeyPair, at place: Place, of publicKey: PublicKey) throws {
        try self.init(envelope.open(with: holder, at: place), of: publicKey)
    }
}
