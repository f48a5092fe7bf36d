import Core
import FoundationEssentials
import Storage

/// A job that this process holds the lease of.
struct ClaimedJob: Sendable {
    let id: Identifier
    let kind: String
    let payload: String
    let attempt: Int
    /// Proves, at every write, that no other process took the job over.
    let lease: String
}

/// What a process learns of its lease when it writes.
enum LeaseState: Sendable {
    case held, cancelled, lost
}

/// A row that is due, before it is claimed.
struct DueJob {
    let id: Identifier
    let kind: String
    let attempts: Int
    let cancel: Bool
}

/// The SQL of jobs and schedules.
enum JobStore {
    static func insert(
        _ id: Identifier, kind: String, payload: String, key: String?, due: Instant, now: Instant,
        in transaction: any Transaction
    ) throws -> Identifier {
        let inserted = try transaction.rows(
            """
            INSERT INTO work_jobs (id, kind, payload, unique_key, state, due, attempts, cancel, created, since)
            VALUES ($1, $2, $3, $4, 'waiting', $5, 0, 0, $6, $6)
            ON CONFLICT (kind, unique_key) WHERE state = 'waiting' AND unique_key IS NOT NULL DO NOTHING
            RETURNING id
            """, id, kind, payload, key, due, now)
        if inserted.isEmpty, let key { return try lockWaiting(kind: kind, key: key, in: transaction) }
        return id
    }

    /// The waiting job with this key, kept from being claimed until the transaction ends: otherwise it could begin before
    /// what was written here can be seen.
    private static func lockWaiting(kind: String, key: String, in transaction: any Transaction) throws -> Identifier {
        let lock = transaction.engine == .postgres ? " FOR UPDATE" : ""
        let row = try transaction.row(
            "SELECT id FROM work_jobs WHERE kind = $1 AND unique_key = $2 AND state = 'waiting'" + lock, kind, key)
        guard let row else { throw StorageError.conflict }
        return try row["id"]
    }

    static func due(kinds: [String], now: Instant, lock: Bool, in transaction: any Transaction) throws -> DueJob? {
        let places = kinds.indices.map { "$\($0 + 2)" }.joined(separator: ", ")
        let row = try transaction.rows(
            """
            SELECT id, kind, attempts, cancel FROM work_jobs
            WHERE state IN ('waiting', 'running') AND due <= $1 AND kind IN (\(places))
            ORDER BY due, id LIMIT 1
            """ + (lock ? transaction.skippingLocked : ""), [now] + kinds
        ).first
        return try row.map {
            DueJob(id: try $0["id"], kind: try $0["kind"], attempts: try $0["attempts"], cancel: try $0["cancel"])
        }
    }

    static func claim(
        _ id: Identifier, lease: String, until: Instant, now: Instant, in transaction: any Transaction
    ) throws -> ClaimedJob? {
        let row = try transaction.row(
            """
            UPDATE work_jobs SET state = 'running', lease = $2, due = $3, attempts = attempts + 1, since = $4
            WHERE id = $1 RETURNING kind, payload, attempts
            """, id, lease, until, now)
        return try row.map {
            ClaimedJob(
                id: id, kind: try $0["kind"], payload: try $0["payload"], attempt: try $0["attempts"], lease: lease)
        }
    }

    /// Lengthens the lease and writes progress when there is some.
    static func beat(
        _ job: ClaimedJob, until: Instant, progress: JobProgress?, in transaction: any Transaction
    ) throws -> LeaseState {
        let row = try transaction.row(
            "UPDATE work_jobs SET due = $3 WHERE id = $1 AND lease = $2 RETURNING cancel", job.id, job.lease, until)
        guard let row else { return .lost }
        if let progress {
            try transaction.execute(
                "UPDATE work_jobs SET progress_done = $2, progress_total = $3, note = $4 WHERE id = $1",
                job.id, progress.done, progress.total, try progress.text.map(encode))
        }
        return try row["cancel"] ? .cancelled : .held
    }

    /// Ends the job; what it was given is wiped unless a person may still decide about it. With `lease`, only while that is held.
    @discardableResult
    static func settle(
        _ id: Identifier, lease: String? = nil, as state: JobState, error: String?, now: Instant,
        in transaction: any Transaction
    ) throws -> Bool {
        let payload = state == .dead ? "payload" : "''"
        let held = lease == nil ? "" : " AND lease = $5"
        let changed = try transaction.execute(
            """
            UPDATE work_jobs SET state = $2, error = $3, due = $4, since = $4, lease = NULL, cancel = 0, payload = \(payload)
            WHERE id = $1
            """ + held, [id, state.rawValue, error, now] + (lease.map { [$0] } ?? []))
        return changed == 1
    }

    /// Removes a job that is done, while its lease is held.
    static func forget(_ job: ClaimedJob, in transaction: any Transaction) throws {
        try transaction.execute("DELETE FROM work_jobs WHERE id = $1 AND lease = $2", job.id, job.lease)
    }

    /// Puts a running job back in the queue, or discards it when the same work waits there already.
    static func putBack(
        _ job: ClaimedJob, due: Instant, attempts: Int, error: String?, now: Instant, in transaction: any Transaction
    ) throws {
        let row = try transaction.row("SELECT lease, cancel FROM work_jobs WHERE id = $1", job.id)
        guard let row, try row["lease"] == job.lease else { return }
        let isCancelled: Bool = try row["cancel"]
        if try isCancelled || hasWaitingTwin(job.id, in: transaction) {
            try settle(job.id, as: .discarded, error: error, now: now, in: transaction)
        } else {
            try wait(job.id, due: due, attempts: attempts, error: error, now: now, in: transaction)
        }
    }

    static func wait(
        _ id: Identifier, due: Instant, attempts: Int, error: String?, now: Instant, in transaction: any Transaction
    ) throws {
        try transaction.execute(
            """
            UPDATE work_jobs SET state = 'waiting', due = $2, attempts = $3, error = $4, since = $5, lease = NULL
            WHERE id = $1
            """, id, due, attempts, error, now)
    }

    /// Whether another job with the same kind and key waits.
    static func hasWaitingTwin(_ id: Identifier, in transaction: any Transaction) throws -> Bool {
        try transaction.row(
            """
            SELECT other.id FROM work_jobs own JOIN work_jobs other
            ON other.kind = own.kind AND other.unique_key = own.unique_key AND other.state = 'waiting' AND other.id <> own.id
            WHERE own.id = $1 LIMIT 1
            """, id) != nil
    }

    static func askToStop(_ id: Identifier, in transaction: any Transaction) throws {
        try transaction.execute("UPDATE work_jobs SET cancel = 1 WHERE id = $1", id)
    }

    static func status(_ id: Identifier, in transaction: any Transaction) throws -> JobStatus? {
        try transaction.row("SELECT \(columns) FROM work_jobs WHERE id = $1", id).map(read)
    }

    static func list(_ state: JobState, limit: Int, in transaction: any Transaction) throws -> [JobStatus] {
        try transaction.rows(
            "SELECT \(columns) FROM work_jobs WHERE state = $1 ORDER BY since DESC, id DESC LIMIT $2", state.rawValue,
            limit
        ).map(read)
    }

    /// Removes what was done or discarded before `limit`.
    static func removeSettled(before limit: Instant, in transaction: any Transaction) throws {
        try transaction.execute("DELETE FROM work_jobs WHERE state IN ('done', 'discarded') AND since < $1", limit)
    }

    private static let columns =
        "id, kind, state, attempts, cancel, progress_done, progress_total, note, error, created, since, due"

    private static func read(_ row: Row) throws -> JobStatus {
        guard let state = JobState(rawValue: try row["state"]) else { throw StorageError.column("state") }
        let done: Int? = try row["progress_done"]
        let total: Int? = try row["progress_total"]
        let note: String? = try row["note"]
        let text = try note.map(decode)
        return JobStatus(
            id: try row["id"], kind: try row["kind"], state: state,
            progress: done.map { JobProgress(done: $0, total: total, text: text) },
            attempts: try row["attempts"], created: try row["created"], since: try row["since"], due: try row["due"],
            error: try row["error"], isStopping: try row["cancel"])
    }
}

/// The SQL of schedules.
enum ScheduleStore {
    /// When the schedule is due next; notes that for one that is new or whose rule changed.
    static func due(_ schedule: Schedule, now: Instant, in transaction: any Transaction) throws -> Instant {
        let row = try transaction.row("SELECT rule, due FROM work_schedules WHERE name = $1", schedule.name)
        if let row, try row["rule"] == schedule.ruleText { return try row["due"] }
        let next = schedule.next(after: now)
        try transaction.execute(
            """
            INSERT INTO work_schedules (name, rule, due) VALUES ($1, $2, $3)
            ON CONFLICT (name) DO UPDATE SET rule = excluded.rule, due = excluded.due
            """, schedule.name, schedule.ruleText, next)
        return next
    }

    static func move(_ schedule: Schedule, to next: Instant, in transaction: any Transaction) throws {
        try transaction.execute("UPDATE work_schedules SET due = $2 WHERE name = $1", schedule.name, next)
    }

    /// The names of the schedules that need no attention now.
    static func resting(now: Instant, in transaction: any Transaction) throws -> Set<String> {
        let rows = try transaction.rows("SELECT name, rule FROM work_schedules WHERE due > $1", now)
        return Set(try rows.map { try $0["name"] + "\n" + $0["rule"] })
    }
}

/// A sentence as it stands in a column.
private struct Note: Codable {
    var key: String
    var arguments: [String: String]
}

private func encode(_ text: Text) throws -> String {
    let note = Note(key: text.key, arguments: text.arguments)
    return String(decoding: try JSONEncoder().encode(note), as: UTF8.self)
}

private func decode(_ json: String) throws -> Text {
    let note = try JSONDecoder().decode(Note.self, from: [UInt8](json.utf8).withUnsafeBytes { Data($0) })
    return Text(note.key, note.arguments)
}
