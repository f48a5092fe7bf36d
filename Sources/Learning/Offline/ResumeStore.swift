import Core
import Storage

/// SQL for the codes by which learners go on elsewhere.
struct ResumeStore {
    let transaction: any Transaction

    struct Record: Sendable {
        var attempt: String
        var course: String
        /// An `Envelope`, hexadecimal.
        var sealed: String
    }

    /// Keeps a code; the one before of the same attempt is gone.
    func put(_ record: Record, codeHash: String, ends: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO learning_resume_codes (attempt, code_hash, course, sealed, ends) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (attempt) DO UPDATE
            SET code_hash = excluded.code_hash, course = excluded.course, sealed = excluded.sealed, ends = excluded.ends
            """, record.attempt, codeHash, record.course, record.sealed, ends)
    }

    func find(codeHash: String, at now: Instant) throws -> Record? {
        try transaction.row(
            "SELECT attempt, course, sealed FROM learning_resume_codes WHERE code_hash = $1 AND ends > $2", codeHash,
            now
        ).map { Record(attempt: try $0["attempt"], course: try $0["course"], sealed: try $0["sealed"]) }
    }

    /// - Returns: `false` when somebody else was first.
    func use(codeHash: String) throws -> Bool {
        try transaction.execute("DELETE FROM learning_resume_codes WHERE code_hash = $1", codeHash) == 1
    }

    func deleteOld(at now: Instant) throws {
        try transaction.execute("DELETE FROM learning_resume_codes WHERE ends <= $1", now)
    }
}
