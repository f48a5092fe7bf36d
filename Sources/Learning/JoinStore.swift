import Core
import Storage

/// SQL for joins.
struct JoinStore {
    let transaction: any Transaction

    private static let columns = "id, organisation, course, audience, code, created, closed"

    /// - Returns: `false` when the code is taken.
    func insert(_ join: Join) throws -> Bool {
        try transaction.row(
            """
            INSERT INTO learning_joins (id, organisation, course, audience, code, created, closed)
            VALUES ($1, $2, $3, $4, $5, $6, NULL)
            ON CONFLICT (code) DO NOTHING RETURNING id
            """, join.id, join.organisation, join.course, join.audience.rawValue, join.code.text, join.created) != nil
    }

    func find(_ id: Identifier) throws -> Join? {
        try transaction.row("SELECT \(Self.columns) FROM learning_joins WHERE id = $1", id).map(join)
    }

    func find(code: JoinCode) throws -> Join? {
        try transaction.row("SELECT \(Self.columns) FROM learning_joins WHERE code = $1", code.text).map(join)
    }

    /// The latest first.
    func all(of organisation: Identifier) throws -> [Join] {
        try transaction.rows(
            "SELECT \(Self.columns) FROM learning_joins WHERE organisation = $1 ORDER BY created DESC, id DESC",
            organisation
        ).map(join)
    }

    /// The latest first, over all organisations.
    func latest(_ limit: Int) throws -> [Join] {
        try transaction.rows(
            "SELECT \(Self.columns) FROM learning_joins ORDER BY created DESC, id DESC LIMIT $1", limit
        ).map(join)
    }

    /// - Returns: `false` when it was closed before.
    func close(_ id: Identifier, at instant: Instant) throws -> Bool {
        try transaction.execute(
            "UPDATE learning_joins SET closed = $2 WHERE id = $1 AND closed IS NULL", id, instant) == 1
    }

    private func join(_ row: Row) throws -> Join {
        let code: String = try row["code"]
        guard let code = JoinCode(code) else { throw StorageError.column("code") }
        return Join(
            id: try row["id"], organisation: try row["organisation"], course: try row["course"],
            audience: try row.choice("audience"), code: code, created: try row["created"],
            closed: try row["closed"])
    }
}
