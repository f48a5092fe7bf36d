import Core
import Storage

/// What is counted of a learner, each once per attempt.
public enum Milestone: String, Sendable, CaseIterable {
    /// Began: chose a role.
    case joined
    /// Went past the first screen.
    case started
    case completed
}

/// SQL for the counts that are kept with every milestone.
struct CountStore {
    let transaction: any Transaction

    /// On PostgreSQL as many counts of one thing as there are slots can be written at the same moment; SQLite has one writer.
    static let slots = 16

    /// What a learner counts as.
    struct Key: Hashable, Sendable {
        var course: String
        var audience: Audience
        /// Raw value, or empty for who gave no role.
        var role: String
        /// Identifier, or empty for who came without a join.
        var organisation: String
    }

    /// Counts one person, or with -1 takes one back.
    ///
    /// - Parameter province: where they work; `nil` counts as unknown.
    func count(
        _ milestone: Milestone, of key: Key, in province: Province?, on day: Day, by people: Int = 1,
        random: RandomBytes
    ) throws {
        let slot = transaction.engine == .sqlite ? 0 : Int(random(1)[0]) % Self.slots
        try transaction.execute(
            """
            INSERT INTO learning_totals (kind, audience, course, day, slot, people) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (kind, day, audience, course, slot) DO UPDATE SET people = learning_totals.people + $6
            """, milestone.rawValue, key.audience.rawValue, key.course, day, slot, people)
        try transaction.execute(
            """
            INSERT INTO learning_counts (organisation, month, course, audience, role, kind, slot, people)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (organisation, month, course, audience, role, kind, slot)
            DO UPDATE SET people = learning_counts.people + $8
            """, key.organisation, day.firstOfMonth, key.course, key.audience.rawValue, key.role, milestone.rawValue,
            slot, people)
        guard let province else { return }
        try ProvinceStore(transaction: transaction).count(
            milestone, of: key, in: province, on: day, slot: slot, by: people)
    }

    /// How many completed a course in `period`, by audience.
    func completions(in period: Period) throws -> [Audience: Int] {
        let rows = try transaction.rows(
            """
            SELECT audience, CAST(SUM(people) AS BIGINT) AS people FROM learning_totals
            WHERE kind = 'completed' AND day >= $1 AND day <= $2 GROUP BY audience
            """, period.from, period.to)
        return try rows.reduce(into: [:]) { $0[try $1.choice("audience")] = try $1["people"] }
    }

    /// One line per organisation, audience, role and milestone over whole months.
    ///
    /// - Parameter organisation: one organisation's identifier; `nil` for all, those without a join included.
    func lines(from: Day, to: Day, organisation: Identifier?) throws -> [Line] {
        let condition = organisation == nil ? "$3 = $3" : "organisation = $3"
        let rows = try transaction.rows(
            """
            SELECT organisation, course, audience, role, kind, CAST(SUM(people) AS BIGINT) AS people
            FROM learning_counts WHERE month >= $1 AND month <= $2 AND \(condition)
            GROUP BY organisation, course, audience, role, kind
            """, from, to, organisation?.text ?? "")
        return try rows.map { row in
            Line(
                key: Key(
                    course: try row["course"], audience: try row.choice("audience"), role: try row["role"],
                    organisation: try row["organisation"]),
                milestone: try row.choice("kind"), people: try row["people"])
        }
    }

    /// The first month of which anybody is counted.
    ///
    /// - Parameter organisation: as in `lines`.
    func firstMonth(of organisation: Identifier?) throws -> Day? {
        guard let organisation else {
            return try transaction.row("SELECT MIN(month) AS first FROM learning_counts").flatMap { try $0["first"] }
        }
        return try transaction.row(
            "SELECT MIN(month) AS first FROM learning_counts WHERE organisation = $1", organisation
        ).flatMap { try $0["first"] }
    }

    struct Line: Hashable, Sendable {
        var key: Key
        var milestone: Milestone
        var people: Int
    }
}

extension Day {
    /// The first day of the same month.
    var firstOfMonth: Day { adding(days: 1 - day) }

    /// The last day of the same month.
    var lastOfMonth: Day { firstOfMonth.adding(days: 31).firstOfMonth.adding(days: -1) }
}
