import Core
import Storage

/// The SQL of the outbox.
enum OutboxStore {
    static func insert(
        _ id: Identifier, job: Identifier, mail: Mail, now: Instant, in transaction: any Transaction
    ) throws {
        try transaction.execute(
            "INSERT INTO work_outbox (id, job, recipient, subject, body, created) VALUES ($1, $2, $3, $4, $5, $6)",
            id, job, mail.to.text, mail.subject, mail.body, now)
    }

    /// A mail that is not delivered yet.
    static func mail(_ id: Identifier, in transaction: any Transaction) throws -> Mail? {
        let row = try transaction.row(
            "SELECT recipient, subject, body FROM work_outbox WHERE id = $1 AND sent IS NULL", id)
        return try row.map {
            let recipient: String = try $0["recipient"]
            return try Mail(to: MailAddress(recipient), subject: $0["subject"], body: $0["body"])
        }
    }

    /// What is not delivered and whose job is in `state`, the latest first; with `before`, only what was put there earlier.
    static func list(
        _ state: JobState, before limit: Instant? = nil, limit count: Int, in transaction: any Transaction
    ) throws -> [OutboxEntry] {
        let latest = limit ?? Instant(milliseconds: .max)
        return try transaction.rows(
            """
            SELECT mail.id, mail.job, mail.recipient, mail.subject, mail.created, job.attempts, job.due, job.error
            FROM work_outbox mail JOIN work_jobs job ON job.id = mail.job
            WHERE job.state = $1 AND mail.sent IS NULL AND mail.created < $2
            ORDER BY mail.id DESC LIMIT $3
            """, state.rawValue, latest, count
        ).map { row in
            OutboxEntry(
                id: try row["id"], job: try row["job"], recipient: try row["recipient"], subject: try row["subject"],
                attempts: try row["attempts"], created: try row["created"], due: try row["due"],
                error: try row["error"])
        }
    }

    static func remove(_ id: Identifier, in transaction: any Transaction) throws {
        try transaction.execute("DELETE FROM work_outbox WHERE id = $1", id)
    }

    static func removeSent(in transaction: any Transaction) throws {
        try transaction.execute("DELETE FROM work_outbox WHERE sent IS NOT NULL")
    }
}
