public import Core
import FoundationEssentials

/// A badge whose signature is right.
public struct VerifiedBadge: Hashable, Sendable {
    public let credential: Credential
    /// The key that signed it.
    public let key: PublishedKey
}

/// Tells whether a signed text is a badge, and if not, why (Open Badges 3.0, sections 8.2.6 and 9.1).
///
/// The header of a badge is only used to find a key among those that are known: no address in a badge is ever asked, and a key
/// that a badge brings along counts for nothing.
public struct BadgeVerifier: Sendable {
    /// Whose keys these are; `nil` when that is not known, and the badge then says it.
    let did: String?
    let keys: [PublishedKey]
    let now: Instant

    /// How far clocks may be apart, in seconds.
    static let leeway: Int64 = 60

    public init(did: String? = nil, keys: [PublishedKey], now: Instant) {
        self.did = did
        self.keys = keys
        self.now = now
    }

    /// The badge in `text`. Whether it was revoked is another question.
    ///
    /// - Throws: the first `BadgeProblem` that was found.
    public func verify(_ text: String) throws(BadgeProblem) -> VerifiedBadge {
        let (jws, key) = try signed(text)
        guard let credential = try? JSONDecoder().decode(Credential.self, from: Data(jws.payload)),
            credential.isConsistent
        else { throw .malformed }
        try check(issuer: credential.iss, of: jws)
        let signedAt = Instant(seconds: credential.nbf)
        guard signedAt <= now.advanced(bySeconds: Self.leeway) else { throw .notYetValid }
        try check(key, signedAt)
        return VerifiedBadge(credential: credential, key: key)
    }

    /// Whether a badge was revoked, by a status list that was saved.
    ///
    /// - Returns: when the list was made.
    /// - Throws: `BadgeProblem.revoked`; `.staleStatus`, `.unreadableStatus` when the list says nothing.
    @discardableResult
    public func check(_ badge: VerifiedBadge, against list: String) throws(BadgeProblem) -> Instant {
        guard let (jws, key) = try? signed(list),
            let credential = try? JSONDecoder().decode(StatusListCredential.self, from: Data(jws.payload)),
            credential.type == StatusListCredential.types, credential.iss == badge.credential.iss,
            credential.issuer == credential.iss, (try? check(issuer: credential.iss, of: jws)) != nil,
            credential.id == badge.credential.credentialStatus.statusListCredential, credential.jti == credential.id,
            credential.credentialSubject.statusPurpose == "revocation",
            let list = StatusList(encoded: credential.credentialSubject.encodedList),
            let position = badge.credential.position
        else { throw .unreadableStatus }
        let (start, end) = (Instant(seconds: credential.nbf), Instant(seconds: credential.exp))
        try check(key, start)
        guard start <= now.advanced(bySeconds: Self.leeway), now < end.advanced(bySeconds: Self.leeway) else {
            throw .staleStatus
        }
        guard !list[position] else { throw .revoked }
        return start
    }

    /// Takes a signed text apart and checks its signature.
    private func signed(_ text: String) throws(BadgeProblem) -> (CompactJWS, PublishedKey) {
        let jws = try CompactJWS(text)
        guard let name = jws.header["alg"] else { throw .notACredential }
        guard name.lowercased() != "none" else { throw .unsigned }
        guard let algorithm = SigningAlgorithm(rawValue: name) else { throw .unknownAlgorithm }
        guard Set(jws.header.keys) == ["alg", "kid", "typ"], jws.header["typ"] == "JWT", let kid = jws.header["kid"]
        else { throw .malformed }
        guard let id = kid.split(separator: "#").last, let key = keys.first(where: { $0.id == id }) else {
            throw .unknownKey
        }
        guard key.jwk.algorithm == algorithm else { throw .algorithmOfAnotherKey }
        guard key.jwk.verifies(jws.signature, over: jws.signed) else { throw .changed }
        return (jws, key)
    }

    private func check(issuer: String, of jws: CompactJWS) throws(BadgeProblem) {
        guard did == nil || did == issuer, jws.header["kid"]?.hasPrefix(issuer + "#") == true else {
            throw .otherIssuer
        }
    }

    private func check(_ key: PublishedKey, _ signedAt: Instant) throws(BadgeProblem) {
        guard key.withdrawn == nil else { throw .keyWithdrawn }
        // A badge holds whole seconds, and so do the documents.
        guard Instant(seconds: key.starts.seconds) <= signedAt, signedAt < key.ends else { throw .keyExpired }
    }
}
