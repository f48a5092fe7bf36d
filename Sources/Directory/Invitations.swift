public import Core
import Storage
public import Vault

/// A one-time link that was just made.
public struct Invitation: Sendable {
    /// For the link. Shown or sent once; the database has a hash.
    public let token: Token
    /// `nil` for the link of the first start.
    public let member: Identifier?
    public let expiresAt: Instant
}

/// What a one-time link is for, as far as whoever holds it may see.
public struct OpenInvitation: Hashable, Sendable {
    /// The member who is invited; `nil` for the first start, when there is none.
    public let member: Member?
    public let expiresAt: Instant
}

/// What a member gets to see once, after choosing a password.
public struct Welcome: Sendable {
    public let session: NewSession
    public let recoveryCode: RecoveryCode
}

/// One-time links: a new member chooses a password with one; with nobody there yet, the first administrator begins with one.
public struct Invitations: Sendable {
    let context: DirectoryContext
    private var sessions: Sessions { Sessions(context) }
    private var secondFactors: SecondFactors { SecondFactors(context) }

    public init(_ context: DirectoryContext) { self.context = context }

    /// How long a link is good, in seconds: for a member, and for the first start.
    public static let validity: (member: Int64, firstStart: Int64) = (7 * 24 * 3600, 24 * 3600)

    /// A link with which the first administrator begins; `nil` when there are members. `serve` prints it.
    public func firstStartLink() async throws -> Invitation? {
        let now = context.now()
        let invitation = Invitation(
            token: Token(random: context.random), member: nil,
            expiresAt: now.advanced(bySeconds: Self.validity.firstStart))
        return try await context.database.write { transaction in
            guard try MemberStore(transaction: transaction).isEmpty else { return nil }
            try put(invitation, now, in: transaction)
            return invitation
        }
    }

    /// What the link is for.
    ///
    /// - Throws: `DirectoryError.linkExpired` for one that is unknown, used or too old.
    public func look(_ token: String) async throws -> OpenInvitation {
        guard let token = Token(token) else { throw DirectoryError.linkExpired }
        return try await context.database.read { try find(token, in: $0) }
    }

    /// Accepts an invitation: the member gets a password, keys and a recovery code, and is signed in; whoever sits at a desk
    /// first gets a second factor.
    ///
    /// A member who had a password before gets new keys: the old grants go, and colleagues give them again. An older second
    /// factor goes as well, so that this is the way back for who lost everything.
    /// - Throws: `DirectoryError.linkExpired`, those of the password's rules; `VaultError.busy`, `.busyForSource`.
    public func accept(_ token: String, password: String, source: String?) async throws -> Welcome {
        guard let token = Token(token) else { throw DirectoryError.linkExpired }
        let invitation = try await context.database.read { try find(token, in: $0) }
        guard let member = invitation.member else { throw DirectoryError.linkExpired }
        try PasswordRules.check(password, known: [member.name, member.email])
        let made = try await context.credentials(
            for: member.id, password: password, keeping: nil, source: source.map(Throttle.network))
        let session = try sessions.prepare(member.id, made.pair)
        let begun = try await context.database.write { transaction in
            try use(token, in: transaction)
            guard try MemberStore(transaction: transaction).find(member.id)?.isActive == true else {
                throw DirectoryError.linkExpired
            }
            let hadKeys = try CredentialStore(transaction: transaction).find(member.id) != nil
            try DeskStore(transaction: transaction).deleteGrants(of: member.id)
            try SessionStore(transaction: transaction).deleteAll(of: member.id)
            try CredentialStore(transaction: transaction).put(made.credentials, for: member.id, at: context.now())
            try context.record(
                hadKeys ? "directory.member.keys-renewed" : "directory.member.joined", "member:\(member.id)",
                byMember: member.id, transaction)
            try secondFactors.remove(of: member.id, by: context.acting(member.id, transaction), in: transaction)
            return try sessions.begin(session, in: transaction)
        }
        return Welcome(session: begun, recoveryCode: made.recoveryCode)
    }

    /// Begins: makes the organisation that leads the coalition and its first administrator.
    ///
    /// - Throws: `DirectoryError.linkExpired` (also when there are members by now), and those of every field.
    public func begin(
        _ token: String, name: String, email: String, organisation: String, password: String, source: String?
    ) async throws -> Welcome {
        guard let token = Token(token) else { throw DirectoryError.linkExpired }
        let invitation = try await context.database.read { try find(token, in: $0) }
        guard invitation.member == nil else { throw DirectoryError.linkExpired }
        let organisationID = context.identifier()
        let member = context.identifier()
        let organisation = OrganisationDraft(
            name: try Input.line(organisation, field: "organisation"), kind: .coalition)
        let draft = try MemberDraft(
            name: name, email: email, organisation: organisationID, isAdministrator: true
        ).checked()
        try PasswordRules.check(password, known: [draft.name, draft.email])
        let made = try await context.credentials(
            for: member, password: password, keeping: nil, source: source.map(Throttle.network))
        let session = try sessions.prepare(member, made.pair)
        let begun = try await context.database.write { transaction in
            let now = context.now()
            guard try MemberStore(transaction: transaction).isEmpty else { throw DirectoryError.linkExpired }
            try use(token, in: transaction)
            _ = try OrganisationStore(transaction: transaction).insert(organisationID, organisation, at: now)
            guard try MemberStore(transaction: transaction).insert(member, draft, at: now) else {
                throw DirectoryError.emailTaken
            }
            try CredentialStore(transaction: transaction).put(made.credentials, for: member, at: now)
            try context.record(
                "directory.begun", "member:\(member)", details: ["organisation": organisationID.text],
                byMember: member, transaction)
            return try sessions.begin(session, in: transaction)
        }
        return Welcome(session: begun, recoveryCode: made.recoveryCode)
    }

    // MARK: -

    /// A new link for a member; links made before no longer work.
    func issue(for member: Identifier, in transaction: any Transaction) throws -> Invitation {
        let now = context.now()
        let invitation = Invitation(
            token: Token(random: context.random), member: member,
            expiresAt: now.advanced(bySeconds: Self.validity.member))
        try Self.withdraw(of: member, in: transaction)
        try put(invitation, now, in: transaction)
        return invitation
    }

    static func withdraw(of member: Identifier, in transaction: any Transaction) throws {
        try transaction.execute("DELETE FROM directory_invitations WHERE member_id = $1 AND used_at IS NULL", member)
    }

    static func deleteExpired(at now: Instant, in transaction: any Transaction) throws {
        try transaction.execute("DELETE FROM directory_invitations WHERE expires_at <= $1", now)
    }

    private func put(_ invitation: Invitation, _ now: Instant, in transaction: any Transaction) throws {
        try transaction.execute(
            "INSERT INTO directory_invitations (token_hash, member_id, created_at, expires_at) VALUES ($1, $2, $3, $4)",
            invitation.token.hash(.invitation, context.siteKey), invitation.member, now, invitation.expiresAt)
    }

    private func find(_ token: Token, in transaction: any Transaction) throws -> OpenInvitation {
        let row = try transaction.row(
            "SELECT member_id, expires_at FROM directory_invitations WHERE token_hash = $1 AND used_at IS NULL",
            token.hash(.invitation, context.siteKey))
        guard let row, context.now() < (try row["expires_at"] as Instant) else { throw DirectoryError.linkExpired }
        let store = MemberStore(transaction: transaction)
        guard let id: Identifier = try row["member_id"] else {
            guard try store.isEmpty else { throw DirectoryError.linkExpired }
            return OpenInvitation(member: nil, expiresAt: try row["expires_at"])
        }
        guard let member = try store.find(id), member.isActive else { throw DirectoryError.linkExpired }
        return OpenInvitation(member: member, expiresAt: try row["expires_at"])
    }

    private func use(_ token: Token, in transaction: any Transaction) throws {
        let now = context.now()
        let changed = try transaction.execute(
            """
            UPDATE directory_invitations SET used_at = $2
            WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
            """, token.hash(.invitation, context.siteKey), now)
        guard changed == 1 else { throw DirectoryError.linkExpired }
    }
}
