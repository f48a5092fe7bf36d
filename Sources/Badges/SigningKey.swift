import Crypto
import CryptoExtras
import FoundationEssentials

/// How a badge is signed (RFC 7518, section 3.1). There are no others: what a badge's header says is looked up here, and a key
/// only ever works with its own.
public enum SigningAlgorithm: String, Sendable, CaseIterable {
    /// RSASSA-PKCS1-v1_5 with SHA-256: the one that Open Badges 3.0 asks of everybody.
    case rs256 = "RS256"
    /// ECDSA with P-256 and SHA-256: shorter badges.
    case es256 = "ES256"
}

/// A public key as JSON (RFC 7517 and 7518). It has no place for a private one.
public struct JWK: Codable, Hashable, Sendable {
    public var kty: String
    public var crv: String?
    public var x: String?
    public var y: String?
    public var n: String?
    public var e: String?
    public var alg: String?
    public var use: String?
    public var kid: String?
    /// Whose key it is, where it is published (Open Badges 3.0 Implementation Guide, "Key provenance").
    public var iss: String?
    /// From when to when the key signed, in seconds, where it is published. Who verifies compares it with a badge's date.
    public var nbf: Int64?
    public var exp: Int64?

    /// The algorithm that this key works with; `nil` for a key of another kind.
    public var algorithm: SigningAlgorithm? {
        switch (kty, crv, alg) {
        case ("RSA", nil, nil), ("RSA", nil, "RS256"): .rs256
        case ("EC", "P-256", nil), ("EC", "P-256", "ES256"): .es256
        default: nil
        }
    }

    /// The key's name: its SHA-256 thumbprint (RFC 7638).
    public var thumbprint: String {
        let text =
            kty == "RSA"
            ? "{\"e\":\"\(e ?? "")\",\"kty\":\"RSA\",\"n\":\"\(n ?? "")\"}"
            : "{\"crv\":\"\(crv ?? "")\",\"kty\":\"EC\",\"x\":\"\(x ?? "")\",\"y\":\"\(y ?? "")\"}"
        return Base64URL.encode(SHA256.hash(data: Array(text.utf8)))
    }

    /// Whether `signature` is this key's over `message`. A key that cannot be read has signed nothing.
    func verifies(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        switch algorithm {
        case .rs256:
            // Below 2048 bits the library refuses.
            guard let n = n.flatMap(Base64URL.decode), let e = e.flatMap(Base64URL.decode),
                let key = try? _RSA.Signing.PublicKey(n: n, e: e), key.keySizeInBits >= 2048
            else { return false }
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: message),
                padding: .insecurePKCS1v1_5)
        case .es256:
            guard let x = x.flatMap(Base64URL.decode), let y = y.flatMap(Base64URL.decode), x.count == 32,
                y.count == 32, let key = try? P256.Signing.PublicKey(rawRepresentation: x + y),
                let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: SHA256.hash(data: message))
        case nil: return false
        }
    }
}

/// A private key that signs badges. It prints as nothing.
public struct SigningKey: Sendable, CustomStringConvertible, CustomReflectable {
    private enum Key: Sendable {
        case rsa(_RSA.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
    }

    private let key: Key

    public var description: String { "SigningKey" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// A new key. An RSA key of 3072 bits takes a good part of a second to find: not on the cooperative pool.
    public init(new algorithm: SigningAlgorithm) throws {
        key =
            switch algorithm {
            case .rs256: .rsa(try _RSA.Signing.PrivateKey(keySize: .bits3072))
            case .es256: .p256(P256.Signing.PrivateKey())
            }
    }

    /// Reads what `der` wrote.
    ///
    /// - Throws: an error of the library for anything else.
    public init(_ algorithm: SigningAlgorithm, der: [UInt8]) throws {
        key =
            switch algorithm {
            case .rs256: .rsa(try _RSA.Signing.PrivateKey(derRepresentation: der))
            case .es256: .p256(try P256.Signing.PrivateKey(derRepresentation: der))
            }
    }

    /// The private key in DER, to be sealed.
    public var der: [UInt8] {
        switch key {
        case .rsa(let key): Array(key.derRepresentation)
        case .p256(let key): Array(key.derRepresentation)
        }
    }

    public var algorithm: SigningAlgorithm {
        switch key {
        case .rsa: .rs256
        case .p256: .es256
        }
    }

    /// The public half.
    public func publicKey() throws -> JWK {
        switch key {
        case .rsa(let key):
            let numbers = try key.publicKey.getKeyPrimitives()
            return JWK(
                kty: "RSA", n: Base64URL.encode(numbers.modulus.drop { $0 == 0 }),
                e: Base64URL.encode(numbers.publicExponent.drop { $0 == 0 }))
        case .p256(let key):
            let point = Array(key.publicKey.rawRepresentation)
            return JWK(
                kty: "EC", crv: "P-256", x: Base64URL.encode(point.prefix(32)), y: Base64URL.encode(point.suffix(32)))
        }
    }

    /// The signature over `message`, as a JWS holds it.
    func sign(_ message: [UInt8]) throws -> [UInt8] {
        switch key {
        case .rsa(let key):
            let signature = try key.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
            return Array(signature.rawRepresentation)
        case .p256(let key): return Array(try key.signature(for: SHA256.hash(data: message)).rawRepresentation)
        }
    }
}
