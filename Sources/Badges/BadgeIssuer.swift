public import Core
import FoundationEssentials

/// Who issues: a website, known by the DID of its host (`did:web`), under which its keys are found.
public struct BadgeIssuer: Hashable, Sendable {
    public let name: String
    /// Scheme and host, without a slash at the end.
    public let address: String

    public init(name: String, address: String) {
        self.name = name
        self.address = address
    }

    /// `did:web:vangnet.example`; a port is percent-encoded, as the method asks.
    public var did: String {
        let host = address.split(separator: "/").last.map(String.init) ?? address
        return "did:web:" + host.replacing(":", with: "%3A")
    }

    /// Where a key is found: the DID with the key's name.
    public func address(of key: PublishedKey) -> String { "\(did)#\(key.id)" }
}

/// A public key that an issuer publishes, with the time in which it signs.
public struct PublishedKey: Hashable, Sendable {
    public let jwk: JWK
    /// From when on it signs.
    public let starts: Instant
    /// From when on it signs no more. What it signed before stays good.
    public let ends: Instant
    /// Since when nothing that it ever signed counts.
    public let withdrawn: Instant?

    /// The key's name: its thumbprint.
    public var id: String { jwk.thumbprint }

    public init(jwk: JWK, starts: Instant, ends: Instant, withdrawn: Instant? = nil) {
        self.jwk = jwk
        self.starts = starts
        self.ends = ends
        self.withdrawn = withdrawn
    }
}

/// The documents by which others find an issuer's keys. Withdrawn keys are in none of them.
public enum KeyDocuments {
    /// `/.well-known/did.json` (the `did:web` method). The first key is the one that signs now.
    ///
    /// A method's `expires` is not used for keys that no longer sign: who verifies would then refuse what they signed in their time
    /// (Controlled Identifiers 1.0, section 2.2). The time is in the key itself, as `nbf` and `exp`.
    public static func did(_ issuer: BadgeIssuer, _ keys: [PublishedKey]) throws -> [UInt8] {
        let methods = keys.filter { $0.withdrawn == nil }.map { key in
            DIDDocument.Method(
                id: issuer.address(of: key), type: "JsonWebKey", controller: issuer.did,
                publicKeyJwk: published(key, named: key.id, issuer))
        }
        return try BadgeJSON.document(
            DIDDocument(
                context: ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"], id: issuer.did,
                verificationMethod: methods, assertionMethod: methods.map(\.id)))
    }

    /// `/.well-known/jwks.json` (RFC 7517, section 5), each key under the name that a badge's `kid` gives it.
    public static func jwks(_ issuer: BadgeIssuer, _ keys: [PublishedKey]) throws -> [UInt8] {
        try BadgeJSON.document(
            KeySet(
                keys: keys.filter { $0.withdrawn == nil }.map { published($0, named: issuer.address(of: $0), issuer) }))
    }

    /// Reads a saved `did.json` or `jwks.json`: the DID, when the file says it, and the keys.
    ///
    /// - Returns: `nil` when the file is neither.
    public static func read(_ bytes: [UInt8]) -> (did: String?, keys: [PublishedKey])? {
        let data = Data(bytes)
        if let document = try? JSONDecoder().decode(DIDDocument.self, from: data) {
            return (document.id, document.verificationMethod.compactMap { key($0.publicKeyJwk) })
        }
        guard let set = try? JSONDecoder().decode(KeySet.self, from: data) else { return nil }
        let issuers = Set(set.keys.map(\.iss))
        return (issuers.count == 1 ? issuers.first ?? nil : nil, set.keys.compactMap(key))
    }

    private static func key(_ jwk: JWK) -> PublishedKey? {
        guard jwk.algorithm != nil else { return nil }
        return PublishedKey(
            jwk: jwk, starts: Instant(seconds: jwk.nbf ?? .min), ends: Instant(seconds: jwk.exp ?? .max))
    }

    private static func published(_ key: PublishedKey, named name: String, _ issuer: BadgeIssuer) -> JWK {
        var jwk = key.jwk
        jwk.alg = jwk.algorithm?.rawValue
        jwk.use = "sig"
        jwk.kid = name
        jwk.iss = issuer.did
        jwk.nbf = key.starts.seconds
        // Up to the whole second that follows: what was signed in the last one says no more than that second.
        jwk.exp = key.ends.seconds + (key.ends.milliseconds % 1000 > 0 ? 1 : 0)
        return jwk
    }

    private struct KeySet: Codable {
        var keys: [JWK]
    }

    private struct DIDDocument: Codable {
        struct Method: Codable {
            var id: String
            var type: String
            var controller: String
            var publicKeyJwk: JWK
        }

        var context: [String]
        var id: String
        var verificationMethod: [Method]
        var assertionMethod: [String]

        enum CodingKeys: String, CodingKey {
            case context = "@context"
            case id, verificationMethod, assertionMethod
        }
    }
}

extension Instant {
    /// The moment `seconds` after 1970, or as near as it can be said.
    init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        self.init(milliseconds: overflow ? (seconds < 0 ? .min : .max) : product)
    }

    /// Whole seconds since 1970.
    var seconds: Int64 { milliseconds / 1000 }

    /// RFC 3339 in UTC without fractions: the form that JSON-LD's DateTime and a claim in seconds both hold exactly.
    var wholeSecond: String { Instant(seconds: seconds).rfc3339.replacing(".000Z", with: "Z") }
}
