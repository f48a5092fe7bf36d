import Core
import Storage
import Vault

/// SQL for sums over answers.
struct SumStore {
    let transaction: any Transaction

    enum Kind: String {
        /// First answers to the exercises of a course.
        case items
        case before, after
    }

    /// Whose sums: of one course in one version.
    struct Key: Hashable, Sendable {
        var course: String
        var version: Int
        /// Identifier, or empty for who came without one.
        var organisation: String
    }

    /// Adds what one learner answered. It shows when nine others have come since the last time it changed.
    func add(_ kind: Kind, _ key: Key, _ sums: AnswerSums, random: RandomBytes) throws {
        // As with counts: people without an organisation are many, and on PostgreSQL do not wait for each other.
        let isSpread = transaction.engine == .postgres && key.organisation.isEmpty
        let slot = isSpread ? Int(random(1)[0]) % CountStore.slots : 0
        let row = try transaction.row(
            """
            SELECT shown, waiting FROM learning_sums
            WHERE kind = $1 AND course = $2 AND version = $3 AND organisation = $4 AND slot = $5
            """, kind.rawValue, key.course, key.version, key.organisation, slot)
        var released = ReleasedSums()
        if let row {
            released.shown = AnswerSums(json: try row["shown"])
            released.waiting = AnswerSums(json: try row["waiting"])
        }
        released.add(sums)
        try transaction.execute(
            """
            INSERT INTO learning_sums (kind, course, version, organisation, slot, shown, waiting)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (kind, course, version, organisation, slot) DO UPDATE SET shown = $6, waiting = $7
            """, kind.rawValue, key.course, key.version, key.organisation, slot, released.shown.json,
            released.waiting.json)
    }

    /// What is shown, by version.
    ///
    /// - Parameter organisation: `nil` for everybody.
    func shown(_ kind: Kind, course: String, organisation: Identifier?) throws -> [Int: AnswerSums] {
        let condition = organisation == nil ? "$3 = $3" : "organisation = $3"
        let rows = try transaction.rows(
            "SELECT version, shown FROM learning_sums WHERE kind = $1 AND course = $2 AND \(condition)",
            kind.rawValue, course, organisation?.text ?? "")
        var sums: [Int: AnswerSums] = [:]
        for row in rows {
            let shown = AnswerSums(json: try row["shown"])
            if shown.people > 0 { sums[try row["version"], default: .none] += shown }
        }
        return sums
    }

    /// Marks an attempt as having done the situations of a side.
    ///
    /// - Returns: `false` when it had done them before, or when there is no such attempt.
    func mark(_ token: AttemptToken, _ side: DecisionMeasure.Side) throws -> Bool {
        let column = side == .before ? "did_before" : "did_after"
        return try transaction.execute(
            "UPDATE learning_attempts SET \(column) = 1 WHERE token_hash = $1 AND \(column) = 0",
            AttemptStore.hash(token)) == 1
    }

    /// Whether an attempt has done the situations of a side; `true` as well when there is no such attempt.
    func isMarked(_ token: AttemptToken, _ side: DecisionMeasure.Side) throws -> Bool {
        let column = side == .before ? "did_before" : "did_after"
        let row = try transaction.row(
            "SELECT \(column) AS done FROM learning_attempts WHERE token_hash = $1", AttemptStore.hash(token))
        return try row?["done"] ?? true
    }
}
