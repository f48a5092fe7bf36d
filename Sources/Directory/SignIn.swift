import Core
import Storage
public import Vault

/// Signing in, and everything that takes a password.
///
/// A name that exists and one that does not cost the same and get the same answer: one derivation, one sentence.
public struct SignIn: Sendable {
    let context: DirectoryContext
    private var attempts: Throttle {
        Throttle(context, scope: "directory.password", mostPerName: Self.mostPerName, mostPerSource: Self.mostPerSource)
    }
    private var sessions: Sessions { Sessions(context) }

    /// Wrong passwords in a quarter of an hour from one source: for one name, and in all.
    static let (mostPerName, mostPerSource) = (10, 60)

    public init(_ context: DirectoryContext) { self.context = context }

    /// Signs a member in with address and password.
    ///
    /// Whoever has a second factor, or sits at a desk, is not signed in by it yet: `SessionInfo.pending` says what comes next.
    /// - Parameters:
    ///   - source: the network address of who asks; only a hash of it is kept, for a quarter of an hour.
    ///   - replacing: the token that the browser came with; it ends.
    /// - Throws: `DirectoryError.wrongPassword`, `.tooManyAttempts`; `VaultError.busy`, `.busyForSource`.
    public func signIn(
        email: String, password: String, source: String, replacing old: String? = nil
    ) async throws -> NewSession {
        let source = Throttle.network(of: source)
        let (member, credentials, pair, attempt) = try await check(email: email, password: password, source: source)
        let session = try sessions.prepare(member, pair)
        return try await context.database.write { transaction in
            guard try CredentialStore(transaction: transaction).isCurrent(credentials, of: member) else {
                throw DirectoryError.wrongPassword
            }
            try attempts.forget(attempt, in: transaction)
            if let old = old.flatMap({ Token($0) }) {
                _ = try SessionStore(transaction: transaction).delete(old.hash(.session, context.siteKey))
            }
            return try sessions.begin(session, in: transaction)
        }
    }

    /// Takes the password again, for what asks it: stamps the session.
    ///
    /// - Throws: as `signIn`, and `DirectoryError.signInFirst`.
    public func confirm(_ token: String, password: String, source: String) async throws {
        let source = Throttle.network(of: source)
        let session = try await sessions.require(token)
        let attempt = try await check(session.member, password: password, source: source).attempt
        try await context.database.write { transaction in
            try attempts.forget(attempt, in: transaction)
            try SessionStore(transaction: transaction).confirm(session.id, at: context.now())
        }
    }

    /// Changes the member's own password. All other sessions end, and this one gets a new token. Keys, grants and the
    /// recovery code stay what they are.
    ///
    /// - Returns: the session with its new token, for the cookie.
    /// - Throws: as `confirm`, and `DirectoryError.passwordTooShort`, `.passwordTooCommon`, ….
    public func changePassword(
        _ token: String, from current: String, to new: String, source: String
    ) async throws -> NewSession {
        let source = Throttle.network(of: source)
        let session = try await sessions.require(token)
        try await rules(new, for: session.member)
        let (credentials, pair, attempt) = try await check(session.member, password: current, source: source)
        let made = try await context.credentials(
            for: session.member, password: new, keeping: pair, source: source)
        // The recovery code that the member wrote down goes on opening the same key.
        let kept = Credentials(
            cost: made.credentials.cost, salt: made.credentials.salt, authValue: made.credentials.authValue,
            publicKey: credentials.publicKey, sealedKey: made.credentials.sealedKey,
            recoveryKey: credentials.recoveryKey)
        return try await replace(
            credentials, by: kept, pair, of: session.member, attempt, "directory.password.changed",
            passed: session.passed)
    }

    /// Sets a new password with the recovery code, when the old one is lost. Keys and grants stay; the code is used up and a
    /// new one is shown once. It stands for the password and for nothing else: the second factor is asked as ever.
    ///
    /// - Throws: `DirectoryError.recoveryCodeTyped` for a typing error; `.wrongRecoveryCode` for an unknown address or
    ///   another code, which cost the same; `.tooManyAttempts`; those of the password's rules.
    public func recover(
        email: String, code typed: String, newPassword: String, source: String
    ) async throws -> (session: NewSession, recoveryCode: RecoveryCode) {
        let source = Throttle.network(of: source)
        guard let code = RecoveryCode(typed: typed) else { throw DirectoryError.recoveryCodeTyped }
        let name = Input.normalisedEmail(email) ?? ""
        try PasswordRules.check(newPassword, known: [name])
        let attempt = try await attempts.begin(name: name, source: source)
        let found = try await context.database.read { try CredentialStore(transaction: $0).find(email: name) }
        let opened = found.flatMap { try? $0.credentials.open($0.member, code, context.siteKey) }
        let member = found?.member ?? context.identifier()
        // Derived whether the code was right or not.
        let made = try await admitted(attempt) {
            try await context.credentials(for: member, password: newPassword, keeping: opened, source: source)
        }
        guard let found, opened != nil else { throw DirectoryError.wrongRecoveryCode }
        let session = try await replace(
            found.credentials, by: made.credentials, made.pair, of: member, attempt, "directory.password.recovered")
        return (session, made.recoveryCode)
    }

    /// A new recovery code for a member who is present; the old one no longer works.
    ///
    /// - Throws: `DirectoryError.confirmFirst` when the password was not given lately.
    public func newRecoveryCode(_ key: MemberKey) async throws -> RecoveryCode {
        try key.requireConfirmed(at: context.now())
        let code = RecoveryCode(random: context.random)
        let sealed = try context.recoveryKey(for: key.member, key.pair, code)
        try await context.database.write { transaction in
            let store = CredentialStore(transaction: transaction)
            guard try store.find(key.member)?.publicKey == key.pair.publicKey else { throw DirectoryError.signInFirst }
            try store.setRecoveryKey(sealed, of: key.member)
            try context.record(
                "directory.recovery-code.made", "member:\(key.member)", byMember: key.member, transaction)
        }
        return code
    }

    // MARK: -

    private typealias Checked = (member: Identifier, credentials: Credentials, pair: KeyPair, attempt: Identifier)

    /// One derivation, whoever it is.
    private func check(email: String, password: String, source: String) async throws -> Checked {
        let name = Input.normalisedEmail(email) ?? ""
        return try await check(name, password, source) { try CredentialStore(transaction: $0).find(email: name) }
    }

    private func check(
        _ member: Identifier, password: String, source: String
    ) async throws -> (credentials: Credentials, pair: KeyPair, attempt: Identifier) {
        let checked = try await check(member.text, password, source) { transaction in
            try CredentialStore(transaction: transaction).find(member).map { (member, $0) }
        }
        return (checked.credentials, checked.pair, checked.attempt)
    }

    private func check(
        _ name: String, _ password: String, _ source: String,
        find: @escaping @Sendable (any Transaction) throws -> (member: Identifier, credentials: Credentials)?
    ) async throws -> Checked {
        let attempt = try await attempts.begin(name: name, source: source)
        let found = try await context.database.read(find)
        let salt = found?.credentials.salt ?? context.random(DerivationQueue.saltSize)
        let secrets = try await admitted(attempt) {
            try await context.queue.secrets(
                of: password, salt: salt, cost: found?.credentials.cost ?? context.cost, siteKey: context.siteKey,
                source: source)
        }
        guard let found, equalInConstantTime(found.credentials.authValue, secrets.authValue) else {
            throw DirectoryError.wrongPassword
        }
        let pair = try found.credentials.open(found.member, secrets)
        return (found.member, found.credentials, pair, attempt)
    }

    /// An attempt that found no room was none.
    private func admitted<Result>(_ attempt: Identifier, _ derive: () async throws -> Result) async throws -> Result {
        do {
            return try await derive()
        } catch let error as VaultError {
            try await attempts.forget(attempt)
            throw error
        }
    }

    private func rules(_ password: String, for member: Identifier) async throws {
        let found = try await context.database.read { try MemberStore(transaction: $0).find(member) }
        try PasswordRules.check(password, known: [found?.name, found?.email].compactMap { $0 })
    }

    /// Puts new credentials in the place of `old`, ends all sessions and begins a new one.
    private func replace(
        _ old: Credentials, by new: Credentials, _ pair: KeyPair, of member: Identifier, _ attempt: Identifier,
        _ action: String, passed: Bool = false
    ) async throws -> NewSession {
        let session = try sessions.prepare(member, pair, passed: passed)
        return try await context.database.write { transaction in
            let store = CredentialStore(transaction: transaction)
            guard try store.isCurrent(old, of: member) else { throw DirectoryError.wrongPassword }
            try store.put(new, for: member, at: context.now())
            try attempts.forget(attempt, in: transaction)
            try SessionStore(transaction: transaction).deleteAll(of: member)
            try context.record(action, "member:\(member)", byMember: member, transaction)
            return try sessions.begin(session, in: transaction)
        }
    }
}

extension DirectoryContext {
    /// An audit row for what a member did before there is an `Actor`: signing in, choosing a password.
    func record(
        _ action: String, _ subject: String, details: [String: String] = [:], byMember member: Identifier,
        _ transaction: any Transaction
    ) throws {
        try audit.record(
            AuditEvent(action, subject: subject, details: details), by: acting(member, transaction), in: transaction)
    }

    /// The member as an actor without desks, for an audit row.
    func acting(_ member: Identifier, _ transaction: any Transaction) throws -> Actor {
        let found = try transaction.row(
            """
            SELECT m.name, m.organisation_id, m.is_administrator, o.kind
            FROM directory_members m JOIN directory_organisations o ON o.id = m.organisation_id WHERE m.id = $1
            """, member)
        guard let found, let kind = OrganisationKind(rawValue: try found["kind"]) else {
            throw DirectoryError.notFound
        }
        return .member(
            ActingMember(
                id: member, name: try found["name"], organisation: try found["organisation_id"],
                organisationKind: kind, isAdministrator: try found["is_administrator"], desks: [:]))
    }
}
