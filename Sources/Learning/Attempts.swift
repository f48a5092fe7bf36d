public import Core
import Directory
import Storage

/// What a learner can do in a course. Open to all: who has the token has the attempt.
public struct Attempts: Sendable {
    let context: LearningContext

    /// Days after the last use at which an attempt is deleted: half a year to go on, and to print the certificate.
    /// The completion stays, as a count and as a random code without a name.
    public static let retentionDays = 180

    /// Begins a course.
    ///
    /// - Parameters:
    ///   - audience: what a learner without a join counts as; a join has its own.
    ///   - join: the join whose code the learner has.
    ///   - organisation: of who comes without a join, by the link of a roster.
    ///   - site: where they work, by that link.
    /// - Throws: `LearningError.noSuchCourse`, `.audienceNotOfCourse`.
    public func begin(
        course slug: String, role: Role?, audience: Audience? = nil, join: Join? = nil,
        organisation: Identifier? = nil, site: WorkSite? = nil, language: Language
    ) async throws -> AttemptToken {
        let course = try context.course(slug)
        guard let audience = join?.audience ?? audience ?? course.audiences.first, course.audiences.contains(audience)
        else { throw LearningError.audienceNotOfCourse }
        let token = AttemptToken(random: context.random)
        let now = context.now()
        let record = AttemptStore.Record(
            course: slug, version: course.version, language: language, role: role?.rawValue ?? "",
            audience: audience, organisation: (join?.organisation ?? organisation)?.text ?? "",
            state: Attempt(course: course).json,
            hasMoved: false)
        let random = context.random
        try await context.database.persistently { transaction in
            var record = record
            record.province = try SiteStore(transaction: transaction).province(
                of: Identifier(record.organisation), site: site, join: join?.id)
            try AttemptStore(transaction: transaction).insert(token, record, at: now)
            try CountStore(transaction: transaction).count(
                .joined, of: record.key, in: record.province, on: now.day, random: random)
        }
        return token
    }

    /// Where a learner is; `nil` when there is no such attempt in this course (any more).
    public func find(_ token: AttemptToken, course slug: String) async throws -> Learner? {
        let course = try context.course(slug)
        let record = try await context.database.read { try AttemptStore(transaction: $0).find(token) }
        guard let record, record.course == slug else { return nil }
        return Self.learner(record, Attempt(resuming: record.state, in: course))
    }

    /// Changes an attempt and keeps it; counts the start and the completion when they happen, each once.
    ///
    /// - Parameter change: moves or answers; may run more than once, each time on what was kept last.
    /// - Throws: `LearningError.noSuchAttempt`, and what `change` throws: then nothing is kept.
    public func change(
        _ token: AttemptToken, course slug: String, language: Language,
        _ change: @escaping @Sendable (inout Attempt, Course) throws -> Void
    ) async throws -> Learner {
        let course = try context.course(slug)
        let context = context
        return try await context.database.persistently { transaction in
            let store = AttemptStore(transaction: transaction)
            guard var record = try store.find(token), record.course == slug else {
                throw LearningError.noSuchAttempt
            }
            var attempt = Attempt(resuming: record.state, in: course)
            try change(&attempt, course)
            return try Self.keep(attempt, of: token, in: course, language, &record, context, transaction)
        }
    }

    /// Keeps an attempt that changed.
    static func keep(
        _ attempt: Attempt, of token: AttemptToken, in course: Course, _ language: Language,
        _ record: inout AttemptStore.Record, _ context: LearningContext, _ transaction: any Transaction
    ) throws -> Learner {
        record.state = attempt.json
        // Who chose a language that the pages are not in, keeps it.
        if Language.all.contains(record.language) { record.language = language }
        if record.completed == nil { record.version = course.version }
        try reach(attempt, in: course, &record, context, transaction)
        try AttemptStore(transaction: transaction).update(token, record, on: context.now().day)
        return learner(record, attempt)
    }

    /// Goes on in another language of the course.
    ///
    /// - Throws: `LearningError.noSuchAttempt`, also for a language that the course does not have.
    public func read(_ token: AttemptToken, course slug: String, in language: Language) async throws {
        let course = try context.course(slug)
        guard (course.languages + course.unreviewed).contains(language) else { throw LearningError.noSuchAttempt }
        let day = context.now().day
        try await context.database.persistently { transaction in
            let store = AttemptStore(transaction: transaction)
            guard var record = try store.find(token), record.course == slug else { throw LearningError.noSuchAttempt }
            record.language = language
            try store.update(token, record, on: day)
        }
    }

    /// Counts the milestones that were not reached before.
    private static func reach(
        _ attempt: Attempt, in course: Course, _ record: inout AttemptStore.Record, _ context: LearningContext,
        _ transaction: any Transaction
    ) throws {
        let counts = CountStore(transaction: transaction)
        let day = context.now().day
        if !record.hasMoved, attempt.seen.count > 1 {
            record.hasMoved = true
            try counts.count(.started, of: record.key, in: record.province, on: day, random: context.random)
        }
        if record.completed == nil, attempt.isComplete(in: course) {
            let id = Certificate.newID(context.random)
            // 55 random bits: two the same in ten million completions once in a few hundred installations; then the learner's
            // last click fails once, and the next one succeeds.
            guard try AttemptStore(transaction: transaction).insertCompletion(id, record, on: day) else {
                throw StorageError.conflict
            }
            record.completed = day
            record.certificate = id
            try counts.count(.completed, of: record.key, in: record.province, on: day, random: context.random)
            try SumStore(transaction: transaction).add(
                .items,
                SumStore.Key(course: record.course, version: record.version, organisation: record.organisation),
                ItemFigures.sums(of: attempt, in: course), random: context.random)
        }
    }

    /// Deletes attempts that nobody used for `retentionDays`, in small transactions. For a nightly job.
    ///
    /// - Returns: how many.
    @discardableResult
    public func deleteUnused() async throws -> Int {
        let before = context.now().day.adding(days: -Self.retentionDays)
        var total = 0
        while true {
            let deleted = try await context.database.write {
                try AttemptStore(transaction: $0).deleteUnused(before: before, limit: 1000)
            }
            total += deleted
            if deleted < 1000 { return total }
            try Task.checkCancellation()
        }
    }

    static func learner(_ record: AttemptStore.Record, _ attempt: Attempt) -> Learner {
        var completion: Learner.Completion?
        if let day = record.completed, let certificate = record.certificate {
            completion = Learner.Completion(day: day, certificate: certificate)
        }
        return Learner(
            course: record.course, version: record.version, language: record.language,
            role: Role(rawValue: record.role), audience: record.audience,
            organisation: Identifier(record.organisation), attempt: attempt, completion: completion)
    }
}
