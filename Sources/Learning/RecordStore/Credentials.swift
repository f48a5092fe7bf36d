public import Core
public import Directory
import Storage
import Vault

extension Policy {
    /// Who makes and revokes credentials of an organisation and erases a person from its record store: its own members. What is
    /// in the store is about its people, so that nobody else comes near it, an administrator of the installation neither.
    public static func recordStore(of organisation: Identifier) -> Policy { .member(of: organisation) }
}

/// What can be done with the credentials of the record store.
public struct StoreCredentials: Sendable {
    let context: LearningContext

    /// Most characters of a label.
    static let longestLabel = 100

    /// The credentials of an organisation, the newest first, revoked ones too.
    public func all(_ actor: Actor, of organisation: Identifier) async throws -> [StoreCredential] {
        try Policy.recordStore(of: organisation).require(actor)
        return try await context.database.read { try CredentialStore(transaction: $0).all(of: organisation) }
    }

    /// Makes a credential with a new random secret, which is not kept and cannot be shown again.
    ///
    /// - Parameter id: what the form that asks for it has named it: the same form sent twice makes one.
    /// - Throws: `LearningError.noSuchOrganisation`; `RecordStoreError.noLabel`, `.noScope`, `.alreadyMade`.
    public func make(
        _ actor: Actor, organisation: Identifier, label: String, scopes: Set<StoreScope>, id: Identifier? = nil
    ) async throws -> NewStoreCredential {
        try Policy.recordStore(of: organisation).require(actor)
        guard !label.isEmpty, label.count <= Self.longestLabel else { throw RecordStoreError.noLabel }
        guard !scopes.isEmpty else { throw RecordStoreError.noScope }
        guard try await context.organisations.all(.system).contains(where: { $0.id == organisation && $0.isActive })
        else { throw LearningError.noSuchOrganisation }
        let credential = StoreCredential(
            id: id ?? context.identifier(), organisation: organisation, label: label, scopes: scopes,
            created: context.now(), revoked: nil)
        let secret = context.random(32).hex
        try await context.database.write { transaction in
            let store = CredentialStore(transaction: transaction)
            guard try store.find(credential.id) == nil else { throw RecordStoreError.alreadyMade }
            try store.insert(credential, secretHash: secretHash(secret))
            try context.audit.record(
                AuditEvent(
                    "learning.credential.made", subject: "credential:\(credential.id)",
                    details: [
                        "organisation": organisation.text,
                        "scopes": scopes.map(\.rawValue).sorted().joined(separator: " "),
                    ]), by: actor, in: transaction)
        }
        return NewStoreCredential(credential: credential, secret: secret)
    }

    /// As `make`, for who names the organisation: by its identifier, its short name, or its name.
    public func make(
        _ actor: Actor, organisationNamed name: String, label: String, scopes: Set<StoreScope>
    ) async throws -> NewStoreCredential {
        let all = try await context.organisations.all(actor)
        let found =
            all.first { $0.id.text == name.lowercased() } ?? all.first { $0.code == name.lowercased() }
            ?? all.first { $0.isActive && $0.name.lowercased() == name.lowercased() }
        guard let found else { throw LearningError.noSuchOrganisation }
        return try await make(actor, organisation: found.id, label: label, scopes: scopes)
    }

    /// Revokes a credential: from the next request on it is refused. Revoking twice is no mistake.
    ///
    /// - Throws: `RecordStoreError.noSuchCredential`.
    public func revoke(_ actor: Actor, _ id: Identifier) async throws {
        let now = context.now()
        try await context.database.write { transaction in
            let store = CredentialStore(transaction: transaction)
            guard let credential = try store.find(id) else { throw RecordStoreError.noSuchCredential }
            try Policy.recordStore(of: credential.organisation).require(actor)
            guard try store.revoke(id, at: now) else { return }
            try context.audit.record(
                AuditEvent("learning.credential.revoked", subject: "credential:\(id)"), by: actor, in: transaction)
        }
    }

    /// The credential behind a user name and a password; `nil` when there is none, when it is revoked, or when its organisation no
    /// longer takes part. Which of these is not said.
    func find(user: String, password: String) async throws -> StoreCredential? {
        guard let id = Identifier(user), id.text == user else { return nil }
        let found = try await context.database.read { try CredentialStore(transaction: $0).findValid(id) }
        guard let found, equalInConstantTime(Array(secretHash(password).utf8), Array(found.secretHash.utf8)) else {
            return nil
        }
        return found.credential
    }
}
