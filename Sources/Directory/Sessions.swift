import Core
import Storage
import Vault

/// Sessions: who is behind a token, and ending them. All of it is in the database: any process can serve any session.
public struct Sessions: Sendable {
    let context: DirectoryContext
    private var keys: DeskKeys { DeskKeys(context: context) }

    public init(_ context: DirectoryContext) { self.context = context }

    /// The member behind the token of a cookie; `nil` when the session has ended or never was.
    ///
    /// One query; the time of the last request is written at most once a minute. Rights are those of this moment. When
    /// the member got more rights, `SessionInfo.replacement` is the token that the cookie must hold from now on; the old
    /// one ends when the new one comes back. Whoever gave the password and not yet the second factor is nobody: a visitor,
    /// with `SessionInfo.pending`.
    public func resume(_ token: String) async throws -> (actor: Actor, session: SessionInfo)? {
        guard let token = Token(token) else { return nil }
        let hash = token.hash(.session, context.siteKey)
        let now = context.now()
        let found = try await context.database.read { try SessionStore(transaction: $0).find(hash) }
        guard let found, found.session.isGood(at: now) else { return nil }
        if let pending = found.session.pending {
            return (.visitor, found.session.info(context.siteKey, pending: pending))
        }
        if found.session.tokenHash != hash {
            try await context.database.write { try SessionStore(transaction: $0).take(next: hash) }
        } else if found.session.mustRenew {
            let new = try await renew(token, found.session)
            return (.member(found.member), found.session.info(context.siteKey, replacement: new))
        }
        try await see(found.session, at: now)
        return (.member(found.member), found.session.info(context.siteKey))
    }

    /// The private key of the member behind the token: what opens grants.
    ///
    /// - Throws: `DirectoryError.signInFirst`.
    public func unlock(_ token: String) async throws -> MemberKey {
        let (session, pair) = try await open(token)
        return MemberKey(member: session.member, pair: pair, confirmedAt: session.confirmedAt)
    }

    /// Ends the session of this token. Whatever the token is, it is no longer good afterwards.
    public func signOut(_ token: String) async throws {
        guard let token = Token(token) else { return }
        let hash = token.hash(.session, context.siteKey)
        try await context.database.write { transaction in
            let store = SessionStore(transaction: transaction)
            guard let found = try store.find(hash) else { return _ = try store.delete(hash) }
            _ = try store.delete(hash)
            try context.audit.record(
                AuditEvent("directory.session.ended", subject: "member:\(found.member.id)"),
                by: .member(found.member), in: transaction)
        }
    }

    /// Ends all sessions of the member, on every device, this one too.
    public func signOutEverywhere(_ actor: Actor) async throws {
        guard let member = actor.member else { throw DirectoryError.signInFirst }
        try await context.database.write { transaction in
            let ended = try SessionStore(transaction: transaction).deleteAll(of: member.id)
            try context.audit.record(
                AuditEvent(
                    "directory.session.ended-all", subject: "member:\(member.id)", details: ["sessions": String(ended)]),
                by: actor, in: transaction)
        }
    }

    // MARK: -

    /// A session that is good, without its rights.
    func require(_ token: String) async throws -> StoredSession { try await open(token).session }

    /// A session that waits for a code, and for nothing else.
    ///
    /// - Throws: `DirectoryError.signInFirst`.
    func pending(_ token: String) async throws -> (session: StoredSession, pair: KeyPair) {
        let found = try await openAny(token)
        guard found.session.pending == .code else { throw DirectoryError.signInFirst }
        return found
    }

    /// A session that may get a second factor: of who has to, or of a member who is signed in. Not one that waits for the
    /// code of an older one.
    ///
    /// - Throws: `DirectoryError.signInFirst`.
    func enrolling(_ token: String) async throws -> (session: StoredSession, pair: KeyPair) {
        let found = try await openAny(token)
        guard found.session.pending != .code else { throw DirectoryError.signInFirst }
        return found
    }

    /// A session with rights.
    private func open(_ token: String) async throws -> (session: StoredSession, pair: KeyPair) {
        let found = try await openAny(token)
        guard found.session.pending == nil else { throw DirectoryError.signInFirst }
        return found
    }

    private func openAny(_ text: String) async throws -> (session: StoredSession, pair: KeyPair) {
        guard let token = Token(text) else { throw DirectoryError.signInFirst }
        let hash = token.hash(.session, context.siteKey)
        let found = try await context.database.read { try SessionStore(transaction: $0).keys(hash) }
        guard let found, found.session.isGood(at: context.now()) else { throw DirectoryError.signInFirst }
        return (found.session, try open(token, found.session, found.publicKey))
    }

    private func open(_ token: Token, _ session: StoredSession, _ key: PublicKey) throws -> KeyPair {
        try KeyPair(
            opening: session.sealedKey, under: token.sealingKey(context.siteKey), at: session.place(key), of: key)
    }

    /// A new session, ready to be stored.
    struct Prepared {
        let token: Token
        let stored: StoredSession
    }

    /// A new session for a member who has just shown who he or she is.
    ///
    /// - Parameters:
    ///   - passed: whether the second factor was given.
    ///   - confirmedAt: when the password was given, if not now.
    func prepare(
        _ member: Identifier, _ pair: KeyPair, passed: Bool = false, confirmedAt: Instant? = nil
    ) throws -> Prepared {
        let token = Token(random: context.random)
        let now = context.now()
        let id = context.identifier()
        let place = Place(.memberKeyBySession, record: member.text, object: pair.publicKey.id, recipient: id.text)
        let stored = StoredSession(
            id: id, tokenHash: token.hash(.session, context.siteKey), member: member,
            sealedKey: try pair.sealed(
                under: token.sealingKey(context.siteKey), for: place, random: context.random),
            startedAt: now, seenAt: now, confirmedAt: confirmedAt ?? now, mustRenew: false, passed: passed,
            pending: nil, renewedAt: nil)
        return Prepared(token: token, stored: stored)
    }

    /// Stores a new session.
    ///
    /// - Returns: it, with what is still to be done.
    func begin(_ prepared: Prepared, in transaction: any Transaction) throws -> NewSession {
        let session = prepared.stored
        let store = SessionStore(transaction: transaction)
        try store.insert(session)
        let pending = try store.pending(session)
        try context.record(
            pending == nil ? "directory.session.started" : "directory.session.password-given",
            "member:\(session.member)", byMember: session.member, transaction)
        return NewSession(
            token: prepared.token, member: session.member, info: session.info(context.siteKey, pending: pending))
    }

    /// Offers the session a new token, and makes the first key of desks that were created for the member meanwhile.
    ///
    /// - Returns: `nil` when another request did so just now.
    private func renew(_ token: Token, _ session: StoredSession) async throws -> Token? {
        let now = context.now()
        let before = now.advanced(bySeconds: -SessionRules.renewal)
        if let renewedAt = session.renewedAt, renewedAt > before { return nil }
        let found = try await context.database.read { try SessionStore(transaction: $0).keys(session.tokenHash) }
        guard let found else { return nil }
        let pair = try open(token, session, found.publicKey)
        let new = Token(random: context.random)
        let sealed = try pair.sealed(
            under: new.sealingKey(context.siteKey), for: session.place(found.publicKey), random: context.random)
        let firstKeys = try await keys.prepareFirst(for: session.member, found.publicKey)
        return try await context.database.write { transaction in
            let isOffered = try SessionStore(transaction: transaction).offer(
                session.id, current: session.tokenHash, next: new.hash(.session, context.siteKey), sealedKey: sealed,
                at: now, notSince: before)
            guard isOffered else { return nil }
            try keys.insert(firstKeys, by: session.member, in: transaction)
            return new
        }
    }

    private func see(_ session: StoredSession, at now: Instant) async throws {
        let before = now.advanced(bySeconds: -SessionRules.stamp)
        guard session.seenAt <= before else { return }
        do {
            try await context.database.write { transaction in
                try SessionStore(transaction: transaction).see(session.id, at: now, notSince: before)
            }
        } catch is StorageError {
            // A database that is full or read-only can still be read; the session then ends after half an hour.
        }
    }
}
