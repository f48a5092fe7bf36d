import Core
import Storage

/// SQL for attempts and completions.
struct AttemptStore {
    let transaction: any Transaction

    /// What the database knows a token by.
    static func hash(_ token: AttemptToken) -> String { secretHash(token.text) }

    /// A row of the table; the state still as JSON, since reading it needs the course.
    struct Record: Sendable {
        var course: String
        var version: Int
        var language: Language
        var role: String
        var audience: Audience
        var organisation: String
        var state: String
        var hasMoved: Bool
        var completed: Day?
        var certificate: String?
        /// Where the learner works; `nil` where nobody knows it.
        var province: Province?

        var key: CountStore.Key {
            CountStore.Key(course: course, audience: audience, role: role, organisation: organisation)
        }
    }

    func insert(_ token: AttemptToken, _ record: Record, at instant: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO learning_attempts
            (token_hash, course, version, language, role, audience, organisation, state, moved, started, used, province)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """, Self.hash(token), record.course, record.version, record.language, record.role,
            record.audience.rawValue, record.organisation, record.state, record.hasMoved, instant, instant.day,
            record.province?.rawValue)
    }

    func find(_ token: AttemptToken) throws -> Record? {
        let row = try transaction.row(
            """
            SELECT course, version, language, role, audience, organisation, state, moved, completed, certificate, province
            FROM learning_attempts WHERE token_hash = $1
            """, Self.hash(token))
        return try row.map { row in
            Record(
                course: try row["course"], version: try row["version"], language: try row["language"],
                role: try row["role"], audience: try row.choice("audience"), organisation: try row["organisation"],
                state: try row["state"], hasMoved: try row["moved"], completed: try row["completed"],
                certificate: try row["certificate"], province: try row.province)
        }
    }

    func update(_ token: AttemptToken, _ record: Record, on day: Day) throws {
        try transaction.execute(
            """
            UPDATE learning_attempts
            SET version = $2, language = $3, state = $4, moved = $5, used = $6, completed = $7, certificate = $8
            WHERE token_hash = $1
            """, Self.hash(token), record.version, record.language, record.state, record.hasMoved, day,
            record.completed, record.certificate)
    }

    /// - Returns: `false` when another completion has this random code.
    func insertCompletion(_ id: String, _ record: Record, on day: Day) throws -> Bool {
        try transaction.row(
            """
            INSERT INTO learning_completions (id, course, version, language, role, audience, organisation, day)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING RETURNING id
            """, id, record.course, record.version, record.language, record.role, record.audience.rawValue,
            record.organisation, day) != nil
    }

    func completion(_ id: String) throws -> (course: String, version: Int, day: Day)? {
        try transaction.row("SELECT course, version, day FROM learning_completions WHERE id = $1", id).map {
            (try $0["course"], try $0["version"], try $0["day"])
        }
    }

    /// Deletes at most `limit` attempts that were last used before `day`.
    ///
    /// - Returns: how many.
    func deleteUnused(before day: Day, limit: Int) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM learning_attempts WHERE token_hash IN
            (SELECT token_hash FROM learning_attempts WHERE used < $1 ORDER BY used LIMIT $2)
            """, day, limit)
    }
}
