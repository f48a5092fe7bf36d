public import Core
public import Storage

/// What can be done with members.
public struct Members: Sendable {
    let context: DirectoryContext
    private var invitations: Invitations { Invitations(context) }
    private var keys: DeskKeys { DeskKeys(context: context) }

    public init(_ context: DirectoryContext) { self.context = context }

    /// All members by name, those who left too. For administrators.
    public func all(_ actor: Actor) async throws -> [Member] {
        try Policy.administrator.require(actor)
        let all = try await context.database.read { try MemberStore(transaction: $0).all() }
        return all.sorted { ($0.name.lowercased(), $0.id) < ($1.name.lowercased(), $1.id) }
    }

    /// One member. For administrators and the member.
    ///
    /// - Throws: `DirectoryError.notFound`.
    public func find(_ actor: Actor, _ id: Identifier) async throws -> Member {
        try Policy.anyOf(.administrator, .itself(id)).require(actor)
        return try await context.database.read { try find(id, in: MemberStore(transaction: $0)) }
    }

    /// Adds a member and makes the link with which the member chooses a password. For administrators.
    ///
    /// - Throws: `DirectoryError.emailTaken`, `.notFound` or `.organisationInactive` for the organisation, and those of the
    ///   fields.
    public func invite(_ actor: Actor, _ draft: MemberDraft) async throws -> (member: Member, invitation: Invitation) {
        try Policy.administrator.require(actor)
        let draft = try draft.checked()
        let id = context.identifier()
        return try await context.database.write { transaction in
            let store = MemberStore(transaction: transaction)
            try store.requireAdministrator(actor)
            try check(draft.organisation, in: transaction)
            guard try store.insert(id, draft, at: context.now()) else { throw DirectoryError.emailTaken }
            try record("invited", id, details: draft.facts, by: actor, in: transaction)
            return (try find(id, in: store), try invitations.issue(for: id, in: transaction))
        }
    }

    /// A new link for a member whose link expired, or who lost both password and recovery code. For administrators.
    ///
    /// Links made before stop working. Whoever had keys gets new ones on accepting, so the grants go: an administrator who
    /// keeps the link gets no key of a desk by it.
    /// - Throws: `DirectoryError.notFound`, also for a member who left.
    public func reinvite(_ actor: Actor, _ id: Identifier) async throws -> Invitation {
        try Policy.administrator.require(actor)
        return try await context.database.write { transaction in
            let store = MemberStore(transaction: transaction)
            try store.requireAdministrator(actor)
            guard try find(id, in: store).isActive else { throw DirectoryError.notFound }
            try record("invited-again", id, by: actor, in: transaction)
            return try invitations.issue(for: id, in: transaction)
        }
    }

    /// Changes name, address, organisation and whether the member is an administrator. For administrators.
    ///
    /// Fewer rights, or another organisation, end the member's sessions; more give them a new token.
    /// - Parameter version: that of the member as the page showed it.
    /// - Throws: `DirectoryError.lastAdministrator`, `.changedMeanwhile`, `.notFound`, `.emailTaken`, and those of the fields.
    public func change(_ actor: Actor, _ id: Identifier, version: Int, to draft: MemberDraft) async throws {
        try Policy.administrator.require(actor)
        let draft = try draft.checked()
        try await context.database.write { transaction in
            let store = MemberStore(transaction: transaction)
            try store.requireAdministrator(actor)
            let before = try find(id, in: store)
            if before.organisation != draft.organisation { try check(draft.organisation, in: transaction) }
            if !draft.isAdministrator { try requireOtherAdministrator(than: before, in: store) }
            if let other = try store.find(email: draft.email), other.id != id { throw DirectoryError.emailTaken }
            guard try store.update(id, version: version, draft) else { throw DirectoryError.changedMeanwhile }
            let lost = before.isAdministrator && !draft.isAdministrator || before.organisation != draft.organisation
            let sessions = SessionStore(transaction: transaction)
            if lost {
                try sessions.deleteAll(of: id)
            } else if draft.isAdministrator && !before.isAdministrator {
                try sessions.markForRenewal(of: id)
            }
            try record("changed", id, details: draft.facts, by: actor, in: transaction)
        }
    }

    /// Ends a member's access: sessions, links, password, keys and grants go, and desks whose key the member held get a new
    /// one. For administrators.
    ///
    /// - Throws: `DirectoryError.lastAdministrator`, `.lastKeyHolder`, `.changedMeanwhile`, `.notFound`.
    public func deactivate(_ actor: Actor, _ id: Identifier, version: Int) async throws {
        try Policy.administrator.require(actor)
        let desks = try await context.database.read { try DeskStore(transaction: $0).desks(of: id) }
        let rotations = try await keys.prepareRotations(removing: id, from: desks)
        try await context.database.write { transaction in
            let store = MemberStore(transaction: transaction)
            try store.requireAdministrator(actor)
            try requireOtherAdministrator(than: find(id, in: store), in: store)
            guard try store.setActive(id, version: version, false) else { throw DirectoryError.changedMeanwhile }
            let deskStore = DeskStore(transaction: transaction)
            guard try deskStore.desks(of: id).map(\.id) == desks.map(\.id) else {
                throw DirectoryError.changedMeanwhile
            }
            try keys.apply(rotations, removing: id, by: actor, in: transaction)
            for desk in desks { _ = try deskStore.remove(id, from: desk.id) }
            try SessionStore(transaction: transaction).deleteAll(of: id)
            try Invitations.withdraw(of: id, in: transaction)
            try CredentialStore(transaction: transaction).delete(of: id)
            try SecondFactors(context).remove(of: id, by: actor, in: transaction)
            try record("deactivated", id, by: actor, in: transaction)
        }
    }

    /// Takes back a member who left, with a new link: keys and grants start afresh. For administrators.
    ///
    /// - Throws: `DirectoryError.changedMeanwhile`, `.notFound`, `.organisationInactive`.
    public func reactivate(_ actor: Actor, _ id: Identifier, version: Int) async throws -> Invitation {
        try Policy.administrator.require(actor)
        return try await context.database.write { transaction in
            let store = MemberStore(transaction: transaction)
            try store.requireAdministrator(actor)
            let member = try find(id, in: store)
            try check(member.organisation, in: transaction)
            guard try store.setActive(id, version: version, true) else { throw DirectoryError.changedMeanwhile }
            try record("reactivated", id, by: actor, in: transaction)
            return try invitations.issue(for: id, in: transaction)
        }
    }

    /// Those of `ids` who take part still, in the same order: whom a notice can reach.
    public func active(_ ids: [Identifier], in transaction: any Transaction) throws -> [Member] {
        let store = MemberStore(transaction: transaction)
        return try ids.compactMap { try store.find($0) }.filter(\.isActive)
    }

    // MARK: -

    private func find(_ id: Identifier, in store: MemberStore) throws -> Member {
        guard let member = try store.find(id) else { throw DirectoryError.notFound }
        return member
    }

    /// Without an administrator who can sign in, nobody could manage anything.
    private func requireOtherAdministrator(than member: Member, in store: MemberStore) throws {
        guard member.isAdministrator, member.isActive, member.canSignIn else { return }
        guard try store.hasOtherAdministrator(than: member.id) else { throw DirectoryError.lastAdministrator }
    }

    private func check(_ organisation: Identifier, in transaction: any Transaction) throws {
        guard let found = try OrganisationStore(transaction: transaction).find(organisation) else {
            throw DirectoryError.notFound
        }
        guard found.isActive else { throw DirectoryError.organisationInactive }
    }

    private func record(
        _ verb: String, _ id: Identifier, details: [String: String] = [:], by actor: Actor,
        in transaction: any Transaction
    ) throws {
        try context.audit.record(
            AuditEvent("directory.member.\(verb)", subject: "member:\(id)", details: details), by: actor,
            in: transaction)
    }
}

extension MemberDraft {
    /// What the audit trail keeps: nothing that is personal.
    fileprivate var facts: [String: String] {
        ["organisation": organisation.text, "administrator": isAdministrator ? "yes" : "no"]
    }
}
