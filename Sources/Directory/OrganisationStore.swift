import Core
import Storage

/// SQL for organisations.
struct OrganisationStore {
    let transaction: any Transaction

    private static let columns = "id, code, name, kind, url, active, version"

    func all() throws -> [Organisation] {
        try transaction.rows("SELECT \(Self.columns) FROM directory_organisations").map(organisation)
    }

    func find(_ id: Identifier) throws -> Organisation? {
        try transaction.row("SELECT \(Self.columns) FROM directory_organisations WHERE id = $1", id).map(organisation)
    }

    func find(code: String) throws -> Organisation? {
        try transaction.row("SELECT \(Self.columns) FROM directory_organisations WHERE code = $1", code)
            .map(organisation)
    }

    /// - Returns: `false` when the short name is taken.
    func insert(_ id: Identifier, _ draft: OrganisationDraft, at instant: Instant) throws -> Bool {
        let row = try transaction.row(
            """
            INSERT INTO directory_organisations (id, code, name, kind, url, active, created_at, version)
            VALUES ($1, $2, $3, $4, $5, 1, $6, 1)
            ON CONFLICT (code) DO NOTHING RETURNING id
            """, id, draft.code, draft.name, draft.kind.rawValue, draft.url, instant)
        return row != nil
    }

    /// Whether another organisation than `id` has this short name.
    func isTaken(code: String, except id: Identifier) throws -> Bool {
        try transaction.row("SELECT id FROM directory_organisations WHERE code = $1 AND id <> $2", code, id) != nil
    }

    /// - Returns: `false` when the version is no longer `version`.
    func update(_ id: Identifier, version: Int, _ draft: OrganisationDraft) throws -> Bool {
        try transaction.execute(
            """
            UPDATE directory_organisations SET code = $3, name = $4, kind = $5, url = $6, version = version + 1
            WHERE id = $1 AND version = $2
            """, id, version, draft.code, draft.name, draft.kind.rawValue, draft.url) == 1
    }

    /// - Returns: `false` when the version is no longer `version`.
    func setActive(_ id: Identifier, version: Int, _ active: Bool) throws -> Bool {
        try transaction.execute(
            "UPDATE directory_organisations SET active = $3, version = version + 1 WHERE id = $1 AND version = $2",
            id, version, active) == 1
    }

    private func organisation(_ row: Row) throws -> Organisation {
        let kind: String = try row["kind"]
        guard let kind = OrganisationKind(rawValue: kind) else { throw StorageError.column("kind") }
        return Organisation(
            id: try row["id"], code: try row["code"], name: try row["name"], kind: kind, url: try row["url"],
            isActive: try row["active"], version: try row["version"])
    }
}
