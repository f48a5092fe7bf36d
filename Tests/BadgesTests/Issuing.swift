import Core
import Foundation

@testable import Badges

/// An issuer with a key of either kind, and a badge to issue.
struct Issuing {
    static let now = Instant(milliseconds: 1_790_000_000_123)
    let issuer = BadgeIssuer(name: "Vangnet", address: "https://vangnet.example")
    let key: SigningKey
    let published: PublishedKey

    /// RSA keys take long to find in a debug build: the tests of a run share one.
    private static let rsa = Result { try SigningKey(new: .rs256) }

    init(_ algorithm: SigningAlgorithm, starts: Instant? = nil, ends: Instant? = nil, withdrawn: Instant? = nil) throws
    {
        key = algorithm == .rs256 ? try Self.rsa.get() : try SigningKey(new: algorithm)
        published = PublishedKey(
            jwk: try key.publicKey(), starts: starts ?? Self.now.advanced(bySeconds: -86_400),
            ends: ends ?? Self.now.advanced(bySeconds: 86_400), withdrawn: withdrawn)
    }

    static func facts(name: String = "Noor van Dijk", position: Int = 94_567) -> BadgeFacts {
        BadgeFacts(
            name: name, day: Day("2026-07-01")!, page: "https://vangnet.example/bewijs/0K3M",
            achievement: BadgeAchievement(
                id: "https://vangnet.example/leren/receptie/versie/3", name: "Signalen aan de balie",
                description: "Een korte cursus.", narrative: "Gevolgd tot het einde.",
                page: "https://vangnet.example/leren/receptie", language: .nl, version: 3),
            statusList: "https://vangnet.example/bewijs/status/1", position: position)
    }

    func issue(_ facts: BadgeFacts = facts(), at now: Instant = now) throws -> String {
        try Credential.issue(facts, by: issuer, with: key, published, at: now)
    }

    func verifier(at now: Instant = now) -> BadgeVerifier {
        BadgeVerifier(did: issuer.did, keys: [published], now: now)
    }

    /// A text signed with the key whatever its header and payload say.
    func forge(header: String, payload: String) throws -> String {
        let signed = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(payload.utf8))
        return signed + "." + Base64URL.encode(try key.sign(Array(signed.utf8)))
    }

    /// The payload of a badge as JSON.
    static func payload(_ token: String) throws -> [String: Any] {
        let bytes = Base64URL.decode(token.split(separator: ".")[1]) ?? []
        return try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] ?? [:]
    }

    /// The badge with its payload changed by `body` and signed anew, by the same key.
    func resigned(_ body: (inout [String: Any]) -> Void) throws -> String {
        var payload = try Self.payload(try issue())
        body(&payload)
        let text = String(decoding: try JSONSerialization.data(withJSONObject: payload), as: UTF8.self)
        return try forge(
            header:
                "{\"alg\":\"\(key.algorithm.rawValue)\",\"kid\":\"\(issuer.address(of: published))\",\"typ\":\"JWT\"}",
            payload: text)
    }
}
