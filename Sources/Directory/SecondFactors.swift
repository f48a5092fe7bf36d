public import Core
import Crypto
import Storage
import Vault

/// What somebody who gave the right password has to do before being signed in.
public enum PendingStep: String, Hashable, Sendable {
    /// Give the code of the second factor.
    case code
    /// Get a second factor: whoever sits at a desk has one.
    case enrol
}

/// What a member sees of the own second factor.
public struct SecondFactorState: Hashable, Sendable {
    /// Since when there is one; `nil` when there is none.
    public let enrolledAt: Instant?
    /// How many backup codes are left.
    public let backupCodes: Int
}

/// What an app is to learn.
public struct FactorOffer: Sendable {
    public let secret: FactorSecret
    /// The member's address: how the app names it.
    public let account: String
}

/// What was given as second factor.
public enum FactorAnswer: Sendable {
    /// Six digits from the app.
    case code(String)
    /// One of the one-time codes.
    case backupCode(String)
}

/// The second factor: a code from an app beside the password, for every member of a desk and whoever else wants one.
///
/// A code is good once: the time step of the last one is kept, and only a later one is accepted. Wrong ones are counted per
/// source and member before they are looked at, and per member from all sources together. The latter keeps nobody out who
/// does not have the password already.
public struct SecondFactors: Sendable {
    let context: DirectoryContext
    private var sessions: Sessions { Sessions(context) }
    private var keys: DeskKeys { DeskKeys(context: context) }

    public init(_ context: DirectoryContext) { self.context = context }

    /// Wrong codes in a quarter of an hour from one source: for one member, and in all.
    static let (mostPerMember, mostPerSource) = (10, 60)
    /// Wrong codes in an hour for one member, from wherever: a guess is right once in some 300,000 times.
    static let mostFromAnywhere = 50

    /// The own second factor.
    public func state(_ actor: Actor) async throws -> SecondFactorState {
        guard let member = actor.member?.id else { throw DirectoryError.signInFirst }
        return try await context.database.read { transaction in
            let store = SecondFactorStore(transaction: transaction)
            return SecondFactorState(
                enrolledAt: try store.find(member)?.enrolledAt, backupCodes: try store.countCodes(of: member))
        }
    }

    // MARK: Enrolling

    /// The secret that an app is to learn: the same each time, until this session confirms it with a first code.
    ///
    /// For who has to enrol, and for a signed-in member who wants another app or device.
    /// - Throws: `DirectoryError.signInFirst`, also while the code of an older one is asked.
    public func offer(_ token: String) async throws -> FactorOffer {
        let session = try await sessions.enrolling(token).session
        let member = try await context.database.read { try MemberStore(transaction: $0).find(session.member) }
        guard let member else { throw DirectoryError.signInFirst }
        return FactorOffer(secret: try await offered(session), account: member.email)
    }

    private func offered(_ session: StoredSession) async throws -> FactorSecret {
        let place = Self.place(offeredTo: session)
        let new = try Envelope.seal(
            FactorSecret(random: context.random).bytes, under: key, for: place, random: context.random)
        let offered = try await context.database.read { try SecondFactorStore(transaction: $0).offered(session.id) }
        if let offered { return try open(offered, at: place) }
        let kept = try await context.database.write { transaction in
            let store = SecondFactorStore(transaction: transaction)
            try store.offer(new, to: session.id)
            return try store.offered(session.id)
        }
        guard let kept else { throw DirectoryError.signInFirst }
        return try open(kept, at: place)
    }

    /// Confirms the secret that was offered with a first code: from now on it is the member's, an older one and its backup
    /// codes go, and all other sessions end. Makes the first key of the desks that were created for the member.
    ///
    /// - Returns: a session with a new token, and the backup codes, which are shown once.
    /// - Throws: `DirectoryError.wrongCode`, `.tooManyAttempts`, `.signInFirst`; `.confirmFirst` when the password was not
    ///   given lately.
    public func enrol(
        _ token: String, code: String, source: String
    ) async throws -> (session: NewSession, codes: [BackupCode]) {
        let (session, pair) = try await sessions.enrolling(token)
        guard
            context.now() < session.confirmedAt.advanced(bySeconds: SessionRules.confirmation)
                || session.pending == .enrol
        else { throw DirectoryError.confirmFirst }
        let member = session.member
        let attempts = try await begin(member, source)
        let secret = try await offered(session)
        guard let step = secret.step(of: code, at: context.now(), after: -1) else { throw DirectoryError.wrongCode }
        let sealed = try Envelope.seal(secret.bytes, under: key, for: Self.place(of: member), random: context.random)
        let codes = newCodes()
        let new = try sessions.prepare(member, pair, passed: true, confirmedAt: session.confirmedAt)
        let firstKeys = try await keys.prepareFirst(for: member, pair.publicKey)
        let begun = try await context.database.write { transaction in
            // Another request may have enrolled meanwhile: then its code is asked, and this is no way around it.
            let current = try SessionStore(transaction: transaction).keys(session.tokenHash)
            guard let current, current.session.pending == session.pending else { throw DirectoryError.signInFirst }
            let store = SecondFactorStore(transaction: transaction)
            try store.put(member, sealed, lastStep: step, at: context.now())
            try put(codes, of: member, in: transaction)
            try forget(attempts, in: transaction)
            try context.record("directory.second-factor.enrolled", "member:\(member)", byMember: member, transaction)
            try SessionStore(transaction: transaction).deleteAll(of: member)
            let begun = try sessions.begin(new, in: transaction)
            try keys.insert(firstKeys, by: member, in: transaction)
            return begun
        }
        return (begun, codes)
    }

    // MARK: Signing in

    /// Finishes signing in. The pending session ends; the new one has a token of its own. Makes the first key of the desks
    /// that were created for the member.
    ///
    /// - Throws: `DirectoryError.wrongCode`, `.wrongBackupCode`, `.tooManyAttempts`; `.signInFirst` for a token that waits for
    ///   no code.
    public func pass(_ token: String, _ answer: FactorAnswer, source: String) async throws -> NewSession {
        let (session, pair) = try await sessions.pending(token)
        let member = session.member
        let attempts = try await begin(member, source)
        let new = try sessions.prepare(member, pair, passed: true, confirmedAt: session.confirmedAt)
        let firstKeys = try await keys.prepareFirst(for: member, pair.publicKey)
        return try await context.database.write { transaction in
            try check(answer, of: member, in: transaction)
            guard try SessionStore(transaction: transaction).delete(session.tokenHash) else {
                throw DirectoryError.signInFirst
            }
            try forget(attempts, in: transaction)
            let begun = try sessions.begin(new, in: transaction)
            try keys.insert(firstKeys, by: member, in: transaction)
            return begun
        }
    }

    /// Checks an answer and uses it up, in one transaction: of two at once one is accepted.
    private func check(_ answer: FactorAnswer, of member: Identifier, in transaction: any Transaction) throws {
        let store = SecondFactorStore(transaction: transaction)
        guard let factor = try store.find(member) else { throw DirectoryError.signInFirst }
        switch answer {
        case .code(let typed):
            let secret = try open(factor.secret, at: Self.place(of: member))
            guard let step = secret.step(of: typed, at: context.now(), after: factor.lastStep),
                try store.take(step: step, of: member)
            else { throw DirectoryError.wrongCode }
        case .backupCode(let typed):
            guard let code = BackupCode(typed: typed),
                try store.use(code: code.hash(member, context.siteKey), of: member)
            else { throw DirectoryError.wrongBackupCode }
            try context.record(
                "directory.backup-code.used", "member:\(member)",
                details: ["left": String(try store.countCodes(of: member))], byMember: member, transaction)
        }
    }

    // MARK: Backup codes

    /// New backup codes for a member who is present; those made before no longer work.
    ///
    /// - Throws: `DirectoryError.confirmFirst` when the password was not given lately; `.notFound` without a second factor.
    public func newBackupCodes(_ key: MemberKey) async throws -> [BackupCode] {
        try key.requireConfirmed(at: context.now())
        let codes = newCodes()
        try await context.database.write { transaction in
            guard try SecondFactorStore(transaction: transaction).find(key.member) != nil else {
                throw DirectoryError.notFound
            }
            try put(codes, of: key.member, in: transaction)
            try context.record(
                "directory.backup-codes.made", "member:\(key.member)", byMember: key.member, transaction)
        }
        return codes
    }

    /// One backup code more for who waits to give one: how the demo lets anybody sign in as its invented members. For Vangnet
    /// itself alone; no page of an installation calls it.
    public func extraBackupCode(_ actor: Actor, pending token: String) async throws -> BackupCode {
        try Policy.system.require(actor)
        let member = try await sessions.pending(token).session.member
        let code = BackupCode(random: context.random)
        try await context.database.write { transaction in
            try SecondFactorStore(transaction: transaction).insert(
                codes: [code.hash(member, context.siteKey)], of: member, at: context.now())
        }
        return code
    }

    /// Takes a member's second factor and backup codes: keys begin afresh, or the member leaves.
    func remove(of member: Identifier, by actor: Actor, in transaction: any Transaction) throws {
        guard try SecondFactorStore(transaction: transaction).delete(of: member) else { return }
        try context.audit.record(
            AuditEvent("directory.second-factor.removed", subject: "member:\(member)"), by: actor, in: transaction)
    }

    // MARK: -

    private var key: SymmetricKey { context.siteKey.subkey(.secondFactor) }

    private static func place(of member: Identifier) -> Place {
        Place(.secondFactor, record: member.text, object: "secret")
    }

    private static func place(offeredTo session: StoredSession) -> Place {
        Place(.secondFactor, record: session.member.text, object: "offer", recipient: session.id.text)
    }

    private func open(_ sealed: Envelope, at place: Place) throws -> FactorSecret {
        guard let secret = FactorSecret(try sealed.open(under: key, at: place)) else { throw SealError.malformed }
        return secret
    }

    private func newCodes() -> [BackupCode] {
        (0..<BackupCode.count).map { _ in BackupCode(random: context.random) }
    }

    /// Puts new backup codes in the place of those made before.
    private func put(_ codes: [BackupCode], of member: Identifier, in transaction: any Transaction) throws {
        let store = SecondFactorStore(transaction: transaction)
        try store.deleteCodes(of: member)
        try store.insert(
            codes: codes.map { $0.hash(member, context.siteKey) }, of: member, at: context.now())
    }

    private typealias Attempts = (here: Identifier, anywhere: Identifier)

    private var here: Throttle {
        Throttle(
            context, scope: "directory.second-factor", mostPerName: Self.mostPerMember,
            mostPerSource: Self.mostPerSource)
    }

    private var anywhere: Throttle {
        Throttle(
            context, scope: "directory.second-factor.member", window: 3600, mostPerSource: Self.mostFromAnywhere)
    }

    private func begin(_ member: Identifier, _ source: String) async throws -> Attempts {
        (try await here.begin(name: member.text, source: source), try await anywhere.begin(source: member.text))
    }

    private func forget(_ attempts: Attempts, in transaction: any Transaction) throws {
        try here.forget(attempts.here, in: transaction)
        try anywhere.forget(attempts.anywhere, in: transaction)
    }
}
