import Core
import Storage

/// SQL for what packages reported.
struct PackageReportStore {
    let transaction: any Transaction

    /// What is known of an attempt.
    struct Attempt: Hashable, Sendable {
        var organisation: Identifier
        var course: String
        var audience: Audience
        var isCompleted: Bool

        /// Counted among the packages, and not with who follows the course on the site.
        var key: CountStore.Key {
            CountStore.Key(
                course: CountedPackage.reported(course).course, audience: audience, role: "",
                organisation: organisation.text)
        }
    }

    func find(_ attempt: Identifier) throws -> Attempt? {
        try transaction.row(
            "SELECT organisation, course, audience, completed FROM learning_package_reports WHERE attempt = $1",
            attempt
        ).map { row in
            Attempt(
                organisation: try row["organisation"], course: try row["course"],
                audience: try row.choice("audience"), isCompleted: try row["completed"])
        }
    }

    /// - Returns: whether it was not there before.
    func insert(_ id: Identifier, _ attempt: Attempt, on day: Day) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO learning_package_reports (attempt, organisation, course, audience, completed, used)
            VALUES ($1, $2, $3, $4, 0, $5) ON CONFLICT (attempt) DO NOTHING
            """, id, attempt.organisation, attempt.course, attempt.audience.rawValue, day) == 1
    }

    /// - Returns: whether it is so from now on.
    func complete(_ attempt: Identifier, on day: Day) throws -> Bool {
        try transaction.execute(
            "UPDATE learning_package_reports SET completed = 1, used = $2 WHERE attempt = $1 AND completed = 0",
            attempt, day) == 1
    }

    /// Deletes at most `limit` attempts of which nothing was heard since `day`.
    ///
    /// - Returns: how many.
    func deleteUnused(before day: Day, limit: Int) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM learning_package_reports WHERE attempt IN
            (SELECT attempt FROM learning_package_reports WHERE used < $1 ORDER BY used LIMIT $2)
            """, day, limit)
    }
}
