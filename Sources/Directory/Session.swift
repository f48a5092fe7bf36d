public import Core
import Storage
public import Vault

/// What is known of a sign-in that is still good.
public struct SessionInfo: Sendable {
    /// Stays the same when the token changes.
    public let id: Identifier
    public let member: Identifier
    /// What every form of this session carries, so that another site cannot send one.
    public let formToken: String
    public let startedAt: Instant
    /// When it ends in any case.
    public let endsAt: Instant
    /// When the member last gave the password.
    public let confirmedAt: Instant
    /// What is still to be done before the member is signed in; `nil` for a session with rights.
    public let pending: PendingStep?
    /// A new token that the answer must put in the cookie, since the member has more rights than when the old one was made.
    /// The old one ends when this one is used. `nil` nearly always.
    public let replacement: Token?

    /// Whether the password was given less than `SessionRules.confirmation` ago.
    public func isConfirmed(at now: Instant) -> Bool {
        now < confirmedAt.advanced(bySeconds: SessionRules.confirmation)
    }

    /// For what asks the password again: export, referral, deletion, grants.
    ///
    /// - Throws: `DirectoryError.confirmFirst`.
    public func requireConfirmed(at now: Instant) throws {
        guard isConfirmed(at: now) else { throw DirectoryError.confirmFirst }
    }
}

/// How long a sign-in is good, in seconds.
public enum SessionRules {
    /// Without any request.
    public static let idle: Int64 = 30 * 60
    /// In all.
    public static let whole: Int64 = 10 * 60 * 60
    /// How long a given password counts for what asks it again.
    public static let confirmation: Int64 = 15 * 60
    /// How long after the password the second factor can be given, or enrolled.
    public static let pending: Int64 = 30 * 60
    /// How exactly the last request is kept.
    static let stamp: Int64 = 60
    /// How long after handing out a new token the old one goes on without another new one.
    static let renewal: Int64 = 60
}

/// A sign-in that has just begun.
public struct NewSession: Sendable {
    /// For the cookie.
    public let token: Token
    public let member: Identifier
    public let info: SessionInfo
}

/// A member who is present, with the private key that the session's token opened.
public struct MemberKey: Sendable {
    public let member: Identifier
    let pair: KeyPair
    let confirmedAt: Instant

    /// For what asks the password again: export, referral, deletion, grants.
    ///
    /// - Throws: `DirectoryError.confirmFirst`.
    public func requireConfirmed(at now: Instant) throws {
        guard now < confirmedAt.advanced(bySeconds: SessionRules.confirmation) else {
            throw DirectoryError.confirmFirst
        }
    }
}

/// A session as stored.
struct StoredSession: Sendable {
    let id: Identifier
    let tokenHash: String
    let member: Identifier
    let sealedKey: Envelope
    let startedAt: Instant
    let seenAt: Instant
    let confirmedAt: Instant
    let mustRenew: Bool
    /// Whether the second factor was given in this session.
    let passed: Bool
    /// What is still to be done, as things are now: whoever has a second factor gives it, and whoever sits at a desk has one.
    let pending: PendingStep?
    /// When a new token was handed out that was not used yet.
    let renewedAt: Instant?

    func isGood(at now: Instant) -> Bool {
        guard pending == nil || now < confirmedAt.advanced(bySeconds: SessionRules.pending) else { return false }
        return now < seenAt.advanced(bySeconds: SessionRules.idle)
            && now < startedAt.advanced(bySeconds: SessionRules.whole)
    }

    func place(_ key: PublicKey) -> Place {
        Place(.memberKeyBySession, record: member.text, object: key.id, recipient: id.text)
    }

    func info(_ siteKey: SiteKey, replacement: Token? = nil, pending: PendingStep? = nil) -> SessionInfo {
        SessionInfo(
            id: id, member: member,
            formToken: siteKey.mac(.formToken, Canonical("vangnet", "session", id.text).bytes).hex,
            startedAt: startedAt, endsAt: startedAt.advanced(bySeconds: SessionRules.whole), confirmedAt: confirmedAt,
            pending: pending, replacement: replacement)
    }
}

/// SQL for sessions.
struct SessionStore {
    let transaction: any Transaction

    /// The token that was asked for, `$1`, may be the one in use or the next; the key is the one that goes with it.
    private static let columns = """
        s.id, s.token_hash, s.member_id, s.created_at, s.seen_at, s.confirmed_at, s.renew, s.next_at, s.passed,
        CASE WHEN s.next_hash = $1 THEN s.next_key ELSE s.sealed_key END AS sealed_key, \(standing)
        """

    /// Whether the member of a session has a second factor, and has to have one.
    private static let standing = """
        (SELECT COUNT(*) FROM directory_second_factors f WHERE f.member_id = s.member_id) AS factors,
        (SELECT COUNT(*) FROM directory_desk_members seat JOIN directory_desks at ON at.id = seat.desk_id
            WHERE seat.member_id = s.member_id AND at.active = 1) AS seats
        """

    /// The session with this token and its member as he or she is now, in one query.
    func find(_ tokenHash: String) throws -> (session: StoredSession, member: ActingMember)? {
        let rows = try transaction.rows(
            """
            SELECT \(Self.columns), m.name, m.organisation_id, m.is_administrator, o.kind, d.id AS desk, d.task
            FROM directory_sessions s
            JOIN directory_members m ON m.id = s.member_id
            JOIN directory_organisations o ON o.id = m.organisation_id
            LEFT JOIN directory_desk_members dm ON dm.member_id = m.id
            LEFT JOIN directory_desks d ON d.id = dm.desk_id AND d.active = 1
            WHERE (s.token_hash = $1 OR s.next_hash = $1) AND m.active = 1
            """, tokenHash)
        guard let first = rows.first else { return nil }
        return (try session(first), try Self.member(first, rows))
    }

    /// A member as he or she is now; `nil` for one who left.
    func acting(_ member: Identifier) throws -> ActingMember? {
        let rows = try transaction.rows(
            """
            SELECT m.id AS member_id, m.name, m.organisation_id, m.is_administrator, o.kind, d.id AS desk, d.task
            FROM directory_members m
            JOIN directory_organisations o ON o.id = m.organisation_id
            LEFT JOIN directory_desk_members dm ON dm.member_id = m.id
            LEFT JOIN directory_desks d ON d.id = dm.desk_id AND d.active = 1
            WHERE m.id = $1 AND m.active = 1
            """, member)
        return try rows.first.map { try Self.member($0, rows) }
    }

    /// The session with this token and the public key of its member.
    func keys(_ tokenHash: String) throws -> (session: StoredSession, publicKey: PublicKey)? {
        try transaction.row(
            """
            SELECT \(Self.columns), c.public_key FROM directory_sessions s
            JOIN directory_credentials c ON c.member_id = s.member_id
            WHERE s.token_hash = $1 OR s.next_hash = $1
            """, tokenHash
        ).map { (try session($0), try PublicKey($0.bytes("public_key"))) }
    }

    func insert(_ session: StoredSession) throws {
        try transaction.execute(
            """
            INSERT INTO directory_sessions
                (id, token_hash, member_id, sealed_key, created_at, seen_at, confirmed_at, renew, passed)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """, session.id, session.tokenHash, session.member, session.sealedKey.bytes.hex, session.startedAt,
            session.seenAt, session.confirmedAt, session.mustRenew, session.passed)
    }

    /// What is still to be done in a session that was just begun.
    func pending(_ session: StoredSession) throws -> PendingStep? {
        let row = try transaction.row(
            "SELECT s.passed, \(Self.standing) FROM directory_sessions s WHERE s.id = $1", session.id)
        return try row.flatMap(Self.pending)
    }

    /// Keeps a next token for the session.
    ///
    /// - Returns: `false` when another request did so since `notSince`, or the session has another token by now.
    func offer(
        _ id: Identifier, current: String, next: String, sealedKey: Envelope, at now: Instant, notSince: Instant
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE directory_sessions SET next_hash = $3, next_key = $4, next_at = $5, seen_at = $5
            WHERE id = $1 AND token_hash = $2 AND renew = 1 AND (next_at IS NULL OR next_at <= $6)
            """, id, current, next, sealedKey.bytes.hex, now, notSince) == 1
    }

    /// Puts the next token in the place of the one in use.
    func take(next: String) throws {
        try transaction.execute(
            """
            UPDATE directory_sessions SET token_hash = next_hash, sealed_key = next_key, renew = 0, next_hash = NULL,
                next_key = NULL, next_at = NULL
            WHERE next_hash = $1
            """, next)
    }

    func see(_ id: Identifier, at now: Instant, notSince: Instant) throws {
        try transaction.execute(
            "UPDATE directory_sessions SET seen_at = $2 WHERE id = $1 AND seen_at <= $3", id, now, notSince)
    }

    func confirm(_ id: Identifier, at now: Instant) throws {
        try transaction.execute("UPDATE directory_sessions SET confirmed_at = $2 WHERE id = $1", id, now)
    }

    /// - Returns: whether there was one.
    func delete(_ tokenHash: String) throws -> Bool {
        try transaction.execute(
            "DELETE FROM directory_sessions WHERE token_hash = $1 OR next_hash = $1", tokenHash) > 0
    }

    @discardableResult
    func deleteAll(of member: Identifier, except kept: Identifier? = nil) throws -> Int {
        try transaction.execute(
            "DELETE FROM directory_sessions WHERE member_id = $1 AND id <> $2", member, kept?.text ?? "")
    }

    /// Has the member's sessions get a new token at their next request.
    func markForRenewal(of member: Identifier) throws {
        try transaction.execute("UPDATE directory_sessions SET renew = 1 WHERE member_id = $1", member)
    }

    func markForRenewal(atDesk desk: Identifier) throws {
        try transaction.execute(
            """
            UPDATE directory_sessions SET renew = 1
            WHERE member_id IN (SELECT member_id FROM directory_desk_members WHERE desk_id = $1)
            """, desk)
    }

    func deleteEnded(at now: Instant) throws {
        try transaction.execute(
            "DELETE FROM directory_sessions WHERE seen_at <= $1 OR created_at <= $2",
            now.advanced(bySeconds: -SessionRules.idle), now.advanced(bySeconds: -SessionRules.whole))
    }

    private func session(_ row: Row) throws -> StoredSession {
        StoredSession(
            id: try row["id"], tokenHash: try row["token_hash"], member: try row["member_id"],
            sealedKey: try Envelope(row.bytes("sealed_key")), startedAt: try row["created_at"],
            seenAt: try row["seen_at"], confirmedAt: try row["confirmed_at"], mustRenew: try row["renew"],
            passed: try row["passed"], pending: try Self.pending(row), renewedAt: try row["next_at"])
    }

    private static func pending(_ row: Row) throws -> PendingStep? {
        let (passed, factors, seats): (Bool, Int, Int) = (try row["passed"], try row["factors"], try row["seats"])
        guard !passed else { return nil }
        return factors > 0 ? .code : seats > 0 ? .enrol : nil
    }

    private static func member(_ row: Row, _ rows: [Row]) throws -> ActingMember {
        var desks: [Identifier: DeskTask] = [:]
        for row in rows {
            guard let desk: Identifier = try row["desk"] else { continue }
            desks[desk] = try DeskStore.task(row)
        }
        let kind: String = try row["kind"]
        guard let kind = OrganisationKind(rawValue: kind) else { throw StorageError.column("kind") }
        return ActingMember(
            id: try row["member_id"], name: try row["name"], organisation: try row["organisation_id"],
            organisationKind: kind, isAdministrator: try row["is_administrator"], desks: desks)
    }
}
