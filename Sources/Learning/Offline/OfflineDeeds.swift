public import Core
import Directory
import Storage

/// How what a learner did without network arrives: each deed once, in the order in which it was done, in one transaction with
/// the attempt that it changes. Open to all: who has the token has the attempt.
public struct OfflineDeeds: Sendable {
    let context: LearningContext

    /// Most deeds that are kept for one attempt: some fifty times what the longest course asks.
    static let mostPerAttempt = 5000

    /// How the attempt stands after an arrival, and what was not taken over.
    public struct Arrival: Hashable, Sendable {
        public var learner: Learner
        /// Names the attempt to the browser, so that what belongs to one never ends up in another. Opens nothing.
        public var attempt: String
        /// The deeds that the course has no place for any more, among those that were sent.
        public var outdated: [String]
    }

    /// Takes what was sent. What was taken before is answered as the first time and changes nothing.
    ///
    /// - Throws: `OfflineError.noAttempt`, `.otherAttempt`, `.tooManyForAttempt`; `LearningError.noSuchCourse`. Then nothing is
    ///   taken.
    public func receive(
        _ batch: OfflineBatch, token: AttemptToken?, course slug: String, language: Language
    ) async throws -> Arrival {
        let course = try context.course(slug)
        guard let token else { throw OfflineError.noAttempt }
        let attempt = Self.name(token)
        guard batch.attempt.map({ $0 == attempt }) ?? true else { throw OfflineError.otherAttempt }
        let context = context
        return try await context.database.persistently { transaction in
            guard var record = try AttemptStore(transaction: transaction).find(token), record.course == slug else {
                throw OfflineError.noAttempt
            }
            let outcomes = try Self.take(batch, of: token, in: course, language, &record, context, transaction)
            return Arrival(
                learner: Attempts.learner(record, Attempt(resuming: record.state, in: course)), attempt: attempt,
                outdated: outcomes.filter { $0.outcome == .outdated }.map(\.id))
        }
    }

    private static func take(
        _ batch: OfflineBatch, of token: AttemptToken, in course: Course, _ language: Language,
        _ record: inout AttemptStore.Record, _ context: LearningContext, _ transaction: any Transaction
    ) throws -> [(id: String, outcome: OfflineDeed.Outcome)] {
        let store = OfflineStore(transaction: transaction, attempt: AttemptStore.hash(token))
        var attempt = Attempt(resuming: record.state, in: course)
        var isNew = false
        let outcomes = try batch.deeds.map { deed in
            if let outcome = try store.outcome(of: deed.id) { return (deed.id, outcome) }
            let outcome = attempt.take(deed, in: course, isSameVersion: batch.version == course.version)
            // Somebody else was between: the transaction runs again and finds what they kept.
            guard try store.insert(deed.id, outcome) else { throw StorageError.conflict }
            isNew = true
            return (deed.id, outcome)
        }
        guard isNew else { return outcomes }
        guard try store.count() <= mostPerAttempt else { throw OfflineError.tooManyForAttempt }
        _ = try Attempts.keep(attempt, of: token, in: course, language, &record, context, transaction)
        return outcomes
    }

    private static func name(_ token: AttemptToken) -> String {
        String(secretHash("offline " + AttemptStore.hash(token)).prefix(16))
    }
}

/// SQL for what arrived of one attempt.
struct OfflineStore {
    let transaction: any Transaction
    /// The hash of its token.
    let attempt: String

    func outcome(of id: String) throws -> OfflineDeed.Outcome? {
        try transaction.row(
            "SELECT outcome FROM learning_offline_events WHERE attempt = $1 AND id = $2", attempt, id
        ).map { try $0.choice("outcome") }
    }

    /// - Returns: `false` when it is there.
    func insert(_ id: String, _ outcome: OfflineDeed.Outcome) throws -> Bool {
        try transaction.row(
            """
            INSERT INTO learning_offline_events (attempt, id, outcome) VALUES ($1, $2, $3)
            ON CONFLICT (attempt, id) DO NOTHING RETURNING id
            """, attempt, id, outcome.rawValue) != nil
    }

    func count() throws -> Int {
        try transaction.row(
            "SELECT COUNT(*) AS count FROM learning_offline_events WHERE attempt = $1", attempt
        )?["count"] ?? 0
    }
}
