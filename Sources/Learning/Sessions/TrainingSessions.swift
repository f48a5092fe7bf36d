public import Core
public import Directory
import Storage

/// What can be done with training sessions.
public struct TrainingSessions: Sendable {
    let context: LearningContext

    /// Records a session.
    @discardableResult
    public func record(_ actor: Actor, _ draft: TrainingSessionDraft) async throws -> TrainingSession {
        try Policy.learningDesk.require(actor)
        let session = TrainingSession(
            id: context.identifier(), title: draft.title, period: draft.period, precision: draft.precision,
            audiences: draft.audiences, municipalities: draft.municipalities, organiser: draft.organiser,
            programme: draft.programme, companions: draft.companions, source: draft.source, recorded: context.now())
        try await context.database.write { transaction in
            try TrainingSessionStore(transaction: transaction).insert(session)
            try context.audit.record(
                AuditEvent("learning.session.recorded", subject: "session:\(session.id)"), by: actor, in: transaction)
        }
        return session
    }

    /// The sessions whose whole period lies in `period`, the earliest first. Open to all: they name nobody.
    public func all(in period: Period) async throws -> [TrainingSession] {
        try await context.database.read { try TrainingSessionStore(transaction: $0).all(in: period) }
    }
}

/// SQL for training sessions.
struct TrainingSessionStore {
    let transaction: any Transaction

    func insert(_ session: TrainingSession) throws {
        try transaction.execute(
            """
            INSERT INTO learning_sessions (id, title, from_day, to_day, precision, audiences, municipalities, organiser,
            programme, companions, source_title, source_kind, source_url, recorded)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """, session.id, session.title, session.period.from, session.period.to, session.precision.rawValue,
            session.audiences.map(\.rawValue).joined(separator: "\n"), session.municipalities, session.organiser,
            session.programme, session.companions.joined(separator: "\n"), session.source.title,
            session.source.kind.rawValue, session.source.url, session.recorded)
    }

    /// Takes a session away that was closed too early.
    func delete(_ id: Identifier) throws {
        try transaction.execute("DELETE FROM learning_sessions WHERE id = $1", id)
    }

    /// On which day the first one began.
    func firstDay() throws -> Day? {
        try transaction.row("SELECT MIN(from_day) AS first FROM learning_sessions").flatMap { try $0["first"] }
    }

    func all(in period: Period) throws -> [TrainingSession] {
        try transaction.rows(
            """
            SELECT id, title, from_day, to_day, precision, audiences, municipalities, organiser, programme, companions,
            source_title, source_kind, source_url, recorded
            FROM learning_sessions WHERE from_day >= $1 AND to_day <= $2 ORDER BY from_day, id
            """, period.from, period.to
        ).map { row in
            TrainingSession(
                id: try row["id"], title: try row["title"], period: try row.period,
                precision: try row.choice("precision"),
                audiences: try row.list("audiences").compactMap(Audience.init(rawValue:)),
                municipalities: try row["municipalities"], organiser: try row["organiser"],
                programme: try row["programme"], companions: try row.list("companions"),
                source: Source(
                    title: try row["source_title"], kind: try row.choice("source_kind"), url: try row["source_url"]),
                recorded: try row["recorded"])
        }
    }
}

extension Row {
    /// The lines of a text column.
    func list(_ column: String) throws -> [String] {
        let text: String = try self[column]
        return text.split(separator: "\n").map(String.init)
    }
}
