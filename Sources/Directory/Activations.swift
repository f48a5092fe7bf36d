public import Core
public import Storage
import Vault

/// Activation records: what has to be settled and signed before a part stores anything (product rule 2).
///
/// A record is never changed: every change is a new version, which nobody has signed yet.
public struct Activations: Sendable {
    let context: DirectoryContext

    public init(_ context: DirectoryContext) { self.context = context }

    /// Who may settle, sign and withdraw the record of a part: members of the coalition who are administrators or sit at a
    /// desk of the part.
    public static func access(_ part: ActivatedPart) -> Policy {
        let desk = Policy { actor in actor.member.map { !part.tasks.isDisjoint(with: $0.desks.values) } ?? false }
        return .allOf(.coalition, .anyOf(.administrator, desk))
    }

    /// Who may do so for any part.
    public static let access = Policy { actor in ActivatedPart.allCases.contains { access($0).allows(actor) } }

    // MARK: For the parts

    /// Whether a part may store anything. A part asks it in the transaction in which it stores.
    public func isActive(_ part: ActivatedPart, in transaction: any Transaction) throws -> Bool {
        try current(part, in: transaction)?.isActive ?? false
    }

    /// What is missing before a part may store anything; empty when it may.
    public func missing(_ part: ActivatedPart, in transaction: any Transaction) throws -> [Text] {
        try current(part, in: transaction)?.missing ?? Activation.allMissing
    }

    /// How long a part keeps what it stores, in days; `nil` for one that may store nothing.
    public func retentionDays(_ part: ActivatedPart, in transaction: any Transaction) throws -> Int? {
        guard let current = try current(part, in: transaction), current.isActive else { return nil }
        return current.settled.retentionDays
    }

    /// The newest version of a part's record; `nil` while there is none.
    ///
    /// A signature counts only when it was made here, for exactly this text: what was changed or put in behind our back is
    /// signed by nobody.
    public func current(_ part: ActivatedPart, in transaction: any Transaction) throws -> Activation? {
        let store = ActivationStore(transaction: transaction)
        guard let stored = try store.newest(part) else { return nil }
        let signatures = try store.signatures(stored.id).filter { signature, mac in
            equalInConstantTime(self.mac(stored, signature.member, signature.at), mac)
        }
        return Activation(
            id: stored.id, part: part, version: stored.version, settled: stored.settled,
            madeBy: try store.name(of: stored.madeBy), madeAt: stored.madeAt,
            signatures: signatures.map(\.signature), withdrawn: try store.withdrawal(stored.id))
    }

    // MARK: For members

    /// The records of the parts that the actor may sign for, in the order of the chain; `nil` where there is none yet.
    public func all(_ actor: Actor) async throws -> [(part: ActivatedPart, current: Activation?, missing: [Text])] {
        try Self.access.require(actor)
        let parts = ActivatedPart.allCases.filter { Self.access($0).allows(actor) }
        return try await context.database.read { transaction in
            try parts.map { part in
                let current = try current(part, in: transaction)
                return (part, current, current?.missing ?? Activation.allMissing)
            }
        }
    }

    /// The record of one part.
    public func current(_ actor: Actor, _ part: ActivatedPart) async throws -> Activation? {
        try Self.access(part).require(actor)
        return try await context.database.read { try current(part, in: $0) }
    }

    /// Writes down what was settled, as a new version that nobody has signed yet: from then on the part stores nothing until
    /// two have. Nothing happens when it is what stands there already.
    ///
    /// - Parameter version: that of the record as the page showed it; 0 when there was none.
    /// - Throws: `DirectoryError.changedMeanwhile`, and those of the fields.
    public func save(_ actor: Actor, _ part: ActivatedPart, version: Int, _ draft: ActivationDraft) async throws {
        try Self.access(part).require(actor)
        let draft = try draft.checked()
        let id = context.identifier()
        try await context.database.write { transaction in
            try require(actor, part, in: transaction)
            let current = try current(part, in: transaction)
            guard (current?.version ?? 0) == version else { throw DirectoryError.changedMeanwhile }
            if let current, current.withdrawn == nil, current.settled == draft { return }
            let new = StoredActivation(
                id: id, part: part, version: version + 1, settled: draft, madeBy: actor.auditName,
                madeAt: context.now())
            guard try ActivationStore(transaction: transaction).insert(new) else {
                throw DirectoryError.changedMeanwhile
            }
            try record("saved", new, by: actor, in: transaction)
        }
    }

    /// Signs the record. With the second signature the part may store what it is for.
    ///
    /// - Parameters:
    ///   - key: of the actor, from `Sessions.unlock`; the password must have been given lately.
    ///   - version: that of the record as the page showed it.
    /// - Throws: `DirectoryError.confirmFirst`, `.changedMeanwhile`, `.activationIncomplete`, `.alreadySigned`; `.notFound`
    ///   when there is no record, or it was withdrawn.
    public func sign(_ actor: Actor, _ key: MemberKey, _ part: ActivatedPart, version: Int) async throws {
        try await act(actor, key, part, version) { stored, current, transaction in
            guard current.withdrawn == nil else { throw DirectoryError.notFound }
            guard current.settled.gaps.isEmpty else { throw DirectoryError.activationIncomplete }
            let now = context.now()
            let isNew = try ActivationStore(transaction: transaction).sign(
                stored.id, by: key.member, at: now, mac: mac(stored, key.member, now))
            guard isNew else { throw DirectoryError.alreadySigned }
            try record("signed", stored, by: actor, in: transaction)
        }
    }

    /// Withdraws the record: the part stores nothing from then on. One member is enough.
    ///
    /// - Throws: `DirectoryError.confirmFirst`, `.changedMeanwhile`, `.notFound`.
    public func withdraw(_ actor: Actor, _ key: MemberKey, _ part: ActivatedPart, version: Int) async throws {
        try await act(actor, key, part, version) { stored, _, transaction in
            let isNew = try ActivationStore(transaction: transaction).withdraw(
                stored.id, by: key.member, at: context.now())
            guard isNew else { throw DirectoryError.notFound }
            try record("withdrawn", stored, by: actor, in: transaction)
        }
    }

    // MARK: -

    /// Something that a member does with the version that the page showed.
    private func act(
        _ actor: Actor, _ key: MemberKey, _ part: ActivatedPart, _ version: Int,
        _ body: @escaping @Sendable (StoredActivation, Activation, any Transaction) throws -> Void
    ) async throws {
        try Self.access(part).require(actor)
        guard actor.member?.id == key.member else { throw DirectoryError.notAllowed }
        try key.requireConfirmed(at: context.now())
        try await context.database.write { transaction in
            try require(actor, part, in: transaction)
            guard let stored = try ActivationStore(transaction: transaction).newest(part),
                let current = try current(part, in: transaction)
            else { throw DirectoryError.notFound }
            guard stored.version == version else { throw DirectoryError.changedMeanwhile }
            try body(stored, current, transaction)
        }
    }

    /// Looks again, inside the transaction: rights may have gone since the request began.
    private func require(_ actor: Actor, _ part: ActivatedPart, in transaction: any Transaction) throws {
        guard let member = actor.member else { return }
        guard let now = try SessionStore(transaction: transaction).acting(member.id) else {
            throw DirectoryError.notAllowed
        }
        try Self.access(part).require(.member(now))
    }

    private func mac(_ stored: StoredActivation, _ member: Identifier, _ at: Instant) -> [UInt8] {
        context.siteKey.mac(.activation, stored.signed(by: member, at: at))
    }

    private func record(
        _ verb: String, _ stored: StoredActivation, by actor: Actor, in transaction: any Transaction
    ) throws {
        try context.audit.record(
            AuditEvent(
                "directory.activation.\(verb)", subject: "activation:\(stored.part.rawValue)",
                details: ["version": String(stored.version), "hash": stored.hash]),
            by: actor, in: transaction)
    }
}
