public import Core
import Storage

/// What can be done with organisations.
public struct Organisations: Sendable {
    public let context: DirectoryContext

    public init(_ context: DirectoryContext) { self.context = context }

    /// All organisations by name, those that are no longer active too. For members.
    public func all(_ actor: Actor) async throws -> [Organisation] {
        try Policy.signedIn.require(actor)
        let all = try await context.database.read { try OrganisationStore(transaction: $0).all() }
        return all.sorted { ($0.name.lowercased(), $0.id) < ($1.name.lowercased(), $1.id) }
    }

    /// One organisation. Open to all: that an organisation takes part is no secret.
    ///
    /// - Throws: `DirectoryError.notFound`.
    public func find(_ actor: Actor, id: Identifier) async throws -> Organisation {
        try Policy.everyone.require(actor)
        return try await context.database.read { transaction in
            guard let found = try OrganisationStore(transaction: transaction).find(id) else {
                throw DirectoryError.notFound
            }
            return found
        }
    }

    /// The organisation with this short name, `nil` when there is none. Open to all.
    public func find(_ actor: Actor, code: String) async throws -> Organisation? {
        try Policy.everyone.require(actor)
        return try await context.database.read { try OrganisationStore(transaction: $0).find(code: code) }
    }

    /// Adds an organisation. For administrators.
    ///
    /// - Throws: `DirectoryError` for a field that does not hold, and `.codeTaken`.
    public func add(_ actor: Actor, _ draft: OrganisationDraft) async throws -> Organisation {
        try Policy.administrator.require(actor)
        let draft = try draft.checked()
        let id = context.identifier()
        return try await context.database.write { transaction in
            let store = OrganisationStore(transaction: transaction)
            try MemberStore(transaction: transaction).requireAdministrator(actor)
            guard try store.insert(id, draft, at: context.now()) else { throw DirectoryError.codeTaken }
            try context.audit.record(
                AuditEvent(
                    "directory.organisation.added", subject: "organisation:\(id)",
                    details: ["kind": draft.kind.rawValue]),
                by: actor, in: transaction)
            return Organisation(
                id: id, code: draft.code, name: draft.name, kind: draft.kind, url: draft.url, isActive: true,
                version: 1)
        }
    }

    /// Changes name, kind, short name and website. For administrators.
    ///
    /// - Parameter version: that of the organisation as the page showed it.
    /// - Throws: `DirectoryError.changedMeanwhile`, `.notFound`, `.codeTaken`, and those of `add`.
    public func change(_ actor: Actor, _ id: Identifier, version: Int, to draft: OrganisationDraft) async throws {
        try Policy.administrator.require(actor)
        let draft = try draft.checked()
        try await context.database.write { transaction in
            let store = OrganisationStore(transaction: transaction)
            try MemberStore(transaction: transaction).requireAdministrator(actor)
            guard let before = try store.find(id) else { throw DirectoryError.notFound }
            if let code = draft.code, try store.isTaken(code: code, except: id) { throw DirectoryError.codeTaken }
            guard try store.update(id, version: version, draft) else { throw DirectoryError.changedMeanwhile }
            try context.audit.record(
                AuditEvent(
                    "directory.organisation.changed", subject: "organisation:\(id)",
                    details: ["kind": draft.kind.rawValue, "renamed": before.name == draft.name ? "no" : "yes"]),
                by: actor, in: transaction)
        }
    }

    /// Ends an organisation's part, or lets it take part again. For administrators.
    ///
    /// Its members keep their accounts: they are deactivated one by one, since each takes keys along.
    /// - Throws: `DirectoryError.changedMeanwhile`, `.notFound`.
    public func setActive(_ actor: Actor, _ id: Identifier, version: Int, _ active: Bool) async throws {
        try Policy.administrator.require(actor)
        try await context.database.write { transaction in
            let store = OrganisationStore(transaction: transaction)
            try MemberStore(transaction: transaction).requireAdministrator(actor)
            guard try store.find(id) != nil else { throw DirectoryError.notFound }
            guard try store.setActive(id, version: version, active) else { throw DirectoryError.changedMeanwhile }
            try context.audit.record(
                AuditEvent(
                    active ? "directory.organisation.activated" : "directory.organisation.deactivated",
                    subject: "organisation:\(id)"),
                by: actor, in: transaction)
        }
    }
}
