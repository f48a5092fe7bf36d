import Core
import Storage

/// SQL for members.
struct MemberStore {
    let transaction: any Transaction

    private static let select = """
        SELECT m.id, m.name, m.email, m.organisation_id, m.is_administrator, m.active, m.version,
            CASE WHEN c.member_id IS NULL THEN 0 ELSE 1 END AS can_sign_in
        FROM directory_members m LEFT JOIN directory_credentials c ON c.member_id = m.id
        """

    /// Looks again, inside the transaction: rights may have gone since the request began.
    func requireAdministrator(_ actor: Actor) throws {
        guard let member = actor.member else { return try Policy.administrator.require(actor) }
        let row = try transaction.row(
            "SELECT id FROM directory_members WHERE id = $1 AND active = 1 AND is_administrator = 1", member.id)
        guard row != nil else { throw DirectoryError.notAllowed }
    }

    func all() throws -> [Member] { try transaction.rows(Self.select).map(member) }

    func find(_ id: Identifier) throws -> Member? {
        try transaction.row("\(Self.select) WHERE m.id = $1", id).map(member)
    }

    func find(email: String) throws -> Member? {
        try transaction.row("\(Self.select) WHERE m.email = $1", email).map(member)
    }

    var isEmpty: Bool {
        get throws { try transaction.row("SELECT id FROM directory_members LIMIT 1") == nil }
    }

    /// - Returns: `false` when the address is taken.
    func insert(_ id: Identifier, _ draft: MemberDraft, at instant: Instant) throws -> Bool {
        let row = try transaction.row(
            """
            INSERT INTO directory_members
                (id, email, name, organisation_id, is_administrator, active, created_at, version)
            VALUES ($1, $2, $3, $4, $5, 1, $6, 1)
            ON CONFLICT (email) DO NOTHING RETURNING id
            """, id, draft.email, draft.name, draft.organisation, draft.isAdministrator, instant)
        return row != nil
    }

    /// - Returns: `false` when the version is no longer `version`.
    func update(_ id: Identifier, version: Int, _ draft: MemberDraft) throws -> Bool {
        try transaction.execute(
            """
            UPDATE directory_members
            SET email = $3, name = $4, organisation_id = $5, is_administrator = $6, version = version + 1
            WHERE id = $1 AND version = $2
            """, id, version, draft.email, draft.name, draft.organisation, draft.isAdministrator) == 1
    }

    /// - Returns: `false` when the version is no longer `version`.
    func setActive(_ id: Identifier, version: Int, _ active: Bool) throws -> Bool {
        try transaction.execute(
            "UPDATE directory_members SET active = $3, version = version + 1 WHERE id = $1 AND version = $2",
            id, version, active) == 1
    }

    /// Whether another active member than `id` is an administrator and can sign in.
    func hasOtherAdministrator(than id: Identifier) throws -> Bool {
        try transaction.row(
            """
            SELECT m.id FROM directory_members m JOIN directory_credentials c ON c.member_id = m.id
            WHERE m.is_administrator = 1 AND m.active = 1 AND m.id <> $1 LIMIT 1
            """, id) != nil
    }

    private func member(_ row: Row) throws -> Member {
        Member(
            id: try row["id"], name: try row["name"], email: try row["email"],
            organisation: try row["organisation_id"], isAdministrator: try row["is_administrator"],
            isActive: try row["active"], canSignIn: try row["can_sign_in"], version: try row["version"])
    }
}
