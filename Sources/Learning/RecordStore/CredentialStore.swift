import Core
import Storage

/// SQL for credentials of the record store.
struct CredentialStore {
    let transaction: any Transaction

    private static let columns = "id, organisation, label, scopes, created, revoked"

    func insert(_ credential: StoreCredential, secretHash: String) throws {
        try transaction.execute(
            """
            INSERT INTO learning_xapi_credentials (id, organisation, label, secret_hash, scopes, created, revoked)
            VALUES ($1, $2, $3, $4, $5, $6, NULL)
            """, credential.id, credential.organisation, credential.label, secretHash,
            credential.scopes.map(\.rawValue).sorted().joined(separator: " "), credential.created)
    }

    /// The newest first, revoked ones too.
    func all(of organisation: Identifier) throws -> [StoreCredential] {
        try transaction.rows(
            """
            SELECT \(Self.columns) FROM learning_xapi_credentials WHERE organisation = $1
            ORDER BY created DESC, id DESC
            """, organisation
        ).map(credential)
    }

    func find(_ id: Identifier) throws -> StoreCredential? {
        try transaction.row("SELECT \(Self.columns) FROM learning_xapi_credentials WHERE id = $1", id).map(credential)
    }

    /// A credential that is neither revoked nor of an organisation that no longer takes part, and the hash of its secret.
    func findValid(_ id: Identifier) throws -> (credential: StoreCredential, secretHash: String)? {
        let row = try transaction.row(
            """
            SELECT c.id, c.organisation, c.label, c.scopes, c.created, c.revoked, c.secret_hash
            FROM learning_xapi_credentials c JOIN directory_organisations o ON o.id = c.organisation
            WHERE c.id = $1 AND c.revoked IS NULL AND o.active = 1
            """, id)
        return try row.map { (try credential($0), try $0["secret_hash"]) }
    }

    /// - Returns: `false` when it was revoked before.
    func revoke(_ id: Identifier, at instant: Instant) throws -> Bool {
        try transaction.execute(
            "UPDATE learning_xapi_credentials SET revoked = $2 WHERE id = $1 AND revoked IS NULL", id, instant) == 1
    }

    private func credential(_ row: Row) throws -> StoreCredential {
        let scopes: String = try row["scopes"]
        return StoreCredential(
            id: try row["id"], organisation: try row["organisation"], label: try row["label"],
            scopes: Set(scopes.split(separator: " ").compactMap { StoreScope(rawValue: String($0)) }),
            created: try row["created"], revoked: try row["revoked"])
    }
}
