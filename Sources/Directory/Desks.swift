public import Core
import Storage
import Vault

/// What can be done with desks.
public struct Desks: Sendable {
    let context: DirectoryContext
    private var keys: DeskKeys { DeskKeys(context: context) }

    public init(_ context: DirectoryContext) { self.context = context }

    /// All desks by name, those that were closed too. For members.
    public func all(_ actor: Actor) async throws -> [Desk] {
        try Policy.signedIn.require(actor)
        let all = try await context.database.read { try DeskStore(transaction: $0).all() }
        return all.sorted { ($0.name.lowercased(), $0.id) < ($1.name.lowercased(), $1.id) }
    }

    /// A desk with its members. For those who sit at it and for administrators.
    ///
    /// - Throws: `DirectoryError.notFound`.
    public func details(_ actor: Actor, _ id: Identifier) async throws -> DeskDetails {
        try Policy.anyOf(.administrator, .at(id)).require(actor)
        return try await context.database.read { transaction in
            let store = DeskStore(transaction: transaction)
            let desk = try find(id, in: store)
            let members = try store.members(of: desk)
            return DeskDetails(
                desk: desk, members: members.sorted { ($0.name.lowercased(), $0.id) < ($1.name.lowercased(), $1.id) })
        }
    }

    /// Creates a desk for a member, who leads it and at whose next request its first key is made. For administrators, who get
    /// no key by it.
    ///
    /// - Throws: `DirectoryError.notFound` for an unknown organisation or member, and those of the fields.
    public func add(_ actor: Actor, _ draft: DeskDraft) async throws -> Desk {
        try Policy.administrator.require(actor)
        var checked = try draft.checked()
        checked.lead = checked.firstMember
        let (draft, id) = (checked, context.identifier())
        return try await change(actor, AuditEvent("directory.desk.added", subject: "desk:\(id)", details: draft.facts))
        {
            transaction in
            let store = DeskStore(transaction: transaction)
            try check(draft, in: transaction)
            try store.insert(id, draft, at: context.now())
            _ = try store.add(draft.firstMember, to: id, at: context.now())
            try SessionStore(transaction: transaction).markForRenewal(of: draft.firstMember)
            return try find(id, in: store)
        }
    }

    /// Changes name, task, organisation and lead, and as long as there is no key also the member it is for. For administrators.
    ///
    /// - Parameter version: that of the desk as the page showed it.
    /// - Throws: `DirectoryError.changedMeanwhile`, `.notFound`, `.leadNotAtDesk`, and those of the fields.
    public func change(_ actor: Actor, _ id: Identifier, version: Int, to draft: DeskDraft) async throws {
        try Policy.administrator.require(actor)
        let draft = try draft.checked()
        let event = AuditEvent("directory.desk.changed", subject: "desk:\(id)", details: draft.facts)
        try await change(actor, event) { transaction in
            var draft = draft
            let store = DeskStore(transaction: transaction)
            let before = try find(id, in: store)
            if before.epoch != nil { draft.firstMember = before.firstMember }
            try check(draft, in: transaction)
            if let lead = draft.lead, try !store.contains(lead, at: id),
                before.epoch != nil || lead != draft.firstMember
            {
                throw DirectoryError.leadNotAtDesk
            }
            guard try store.update(id, version: version, draft) else { throw DirectoryError.changedMeanwhile }
            if before.epoch == nil { _ = try store.add(draft.firstMember, to: id, at: context.now()) }
            try SessionStore(transaction: transaction).markForRenewal(atDesk: id)
        }
    }

    /// Closes a desk, or opens it again. For administrators. Grants stay: what it holds can be read when it opens again.
    ///
    /// - Throws: `DirectoryError.changedMeanwhile`, `.notFound`.
    public func setActive(_ actor: Actor, _ id: Identifier, version: Int, _ active: Bool) async throws {
        try Policy.administrator.require(actor)
        let event = AuditEvent(active ? "directory.desk.opened" : "directory.desk.closed", subject: "desk:\(id)")
        try await change(actor, event) { transaction in
            let store = DeskStore(transaction: transaction)
            _ = try find(id, in: store)
            guard try store.setActive(id, version: version, active) else { throw DirectoryError.changedMeanwhile }
            try SessionStore(transaction: transaction).markForRenewal(atDesk: id)
        }
    }

    // MARK: Members

    /// Puts a member at a desk, without its key: a colleague at the desk gives that. For administrators.
    ///
    /// - Throws: `DirectoryError.notFound` for an unknown desk or a member who left.
    public func addMember(_ actor: Actor, _ desk: Identifier, _ member: Identifier) async throws {
        try Policy.administrator.require(actor)
        let event = AuditEvent("directory.desk.member-added", subject: "desk:\(desk)", details: ["member": member.text])
        try await change(actor, event) { transaction in
            let store = DeskStore(transaction: transaction)
            _ = try find(desk, in: store)
            try requireActive(member, in: transaction)
            _ = try store.add(member, to: desk, at: context.now())
            try SessionStore(transaction: transaction).markForRenewal(of: member)
        }
    }

    /// Takes a member from a desk: grants and sessions go, and the desk gets a new key. For administrators.
    ///
    /// - Throws: `DirectoryError.lastKeyHolder`, `.notFound`, `.changedMeanwhile`.
    public func removeMember(_ actor: Actor, _ desk: Identifier, _ member: Identifier) async throws {
        try Policy.administrator.require(actor)
        let found = try await context.database.read { try find(desk, in: DeskStore(transaction: $0)) }
        let rotations = try await keys.prepareRotations(removing: member, from: [found])
        let event = AuditEvent(
            "directory.desk.member-removed", subject: "desk:\(desk)", details: ["member": member.text])
        try await change(actor, event) { transaction in
            guard try DeskStore(transaction: transaction).remove(member, from: desk) else {
                throw DirectoryError.notFound
            }
            try keys.apply(rotations, removing: member, by: actor, in: transaction)
            try SessionStore(transaction: transaction).deleteAll(of: member)
        }
    }

    // MARK: Grants

    /// The fingerprint of the actor's own key, to read out to a colleague; `nil` for whoever has no key.
    public func fingerprint(_ actor: Actor) async throws -> String? {
        guard let member = actor.member else { throw DirectoryError.signInFirst }
        return try await context.database.read {
            try CredentialStore(transaction: $0).find(member.id)?.publicKey.fingerprint
        }
    }

    /// Gives the desk's key to a member who sits at it, after comparing the fingerprint. For whoever holds the key; an
    /// administrator alone cannot.
    ///
    /// - Parameters:
    ///   - key: of the actor, from `Sessions.unlock`; the password must have been given lately.
    ///   - fingerprint: as it was shown and compared. When the member's key is another by now, nothing is given.
    /// - Throws: `DirectoryError.confirmFirst`, `.noKey` when the actor does not hold the key, `.fingerprintChanged`,
    ///   `.notFound` when the member is not at the desk or has no keys yet, `.changedMeanwhile`.
    public func grant(
        _ actor: Actor, _ key: MemberKey, desk: Identifier, to member: Identifier, fingerprint: String
    ) async throws {
        try Policy.at(desk).require(actor)
        guard actor.member?.id == key.member else { throw DirectoryError.notAllowed }
        try key.requireConfirmed(at: context.now())
        let (own, recipient) = try await context.database.read { transaction in
            try parties(key, desk, member, in: transaction)
        }
        guard recipient.fingerprint == fingerprint else { throw DirectoryError.fingerprintChanged }
        let wraps = try keys.open(own.grants, desk: desk, with: key.pair).map { epoch, pair in
            (epoch: epoch, grant: try keys.grant(pair, desk: desk, epoch: epoch, to: member, recipient))
        }
        try await context.database.write { transaction in
            let store = DeskStore(transaction: transaction)
            let (current, unchanged) = try parties(key, desk, member, in: transaction)
            guard unchanged == recipient, current.epoch == own.epoch else { throw DirectoryError.changedMeanwhile }
            for (epoch, grant) in wraps {
                try store.put(grant, desk: desk, epoch: epoch, to: member, by: key.member.text, at: context.now())
            }
            try context.audit.record(
                AuditEvent(
                    "directory.desk.key-granted", subject: "desk:\(desk)",
                    details: ["member": member.text, "epoch": String(own.epoch)]),
                by: actor, in: transaction)
        }
    }

    private func parties(
        _ key: MemberKey, _ id: Identifier, _ member: Identifier, in transaction: any Transaction
    ) throws -> (own: (epoch: Int, grants: [StoredGrant]), recipient: PublicKey) {
        let store = DeskStore(transaction: transaction)
        let desk = try find(id, in: store)
        let grants = try store.grants(of: key.member, at: id)
        guard try store.contains(key.member, at: id), let epoch = desk.epoch, grants.last?.epoch == epoch else {
            throw DirectoryError.noKey
        }
        guard try store.contains(member, at: id),
            let recipient = try CredentialStore(transaction: transaction).find(member)?.publicKey
        else { throw DirectoryError.notFound }
        return ((epoch, grants), recipient)
    }

    // MARK: -

    /// One change by an administrator, with its audit row.
    private func change<Result: Sendable>(
        _ actor: Actor, _ event: AuditEvent, _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await context.database.write { transaction in
            try MemberStore(transaction: transaction).requireAdministrator(actor)
            let result = try body(transaction)
            try context.audit.record(event, by: actor, in: transaction)
            return result
        }
    }

    private func find(_ id: Identifier, in store: DeskStore) throws -> Desk {
        guard let desk = try store.find(id) else { throw DirectoryError.notFound }
        return desk
    }

    private func check(_ draft: DeskDraft, in transaction: any Transaction) throws {
        guard let organisation = try OrganisationStore(transaction: transaction).find(draft.organisation) else {
            throw DirectoryError.notFound
        }
        guard organisation.isActive else { throw DirectoryError.organisationInactive }
        try requireActive(draft.firstMember, in: transaction)
    }

    private func requireActive(_ member: Identifier, in transaction: any Transaction) throws {
        guard try MemberStore(transaction: transaction).find(member)?.isActive == true else {
            throw DirectoryError.notFound
        }
    }
}

extension DeskDraft {
    fileprivate var facts: [String: String] {
        var facts = [
            "task": task.rawValue, "organisation": organisation.text, "first-member": firstMember.text,
        ]
        facts["lead"] = lead?.text
        return facts
    }
}
