public import Core
import Synchronization

/// A kind of job: its name in the database, and what is done for it.
///
/// A process claims only the kinds it knows. A job may run more than once when a process dies under it, so its work must
/// bear that: look first, or do all in one transaction.
public struct JobKind: Sendable {
    /// `<part>.<verb>`, for instance `work.mail`: the same in every release.
    public let name: String
    /// How often it is begun before it is given up.
    public let attempts: Int
    public let backoff: Backoff
    /// Whether nothing of it is kept once it is done, not even when that was.
    public let isForgotten: Bool
    /// Does the work. A `UserError` with a status below 500 gives the job up at once, since trying again will not help;
    /// any other error means: again later.
    public let run: @Sendable (JobContext) async throws -> Void

    public init(
        _ name: String, attempts: Int = 8, backoff: Backoff = Backoff(), isForgotten: Bool = false,
        run: @escaping @Sendable (JobContext) async throws -> Void
    ) {
        self.name = name
        self.attempts = attempts
        self.backoff = backoff
        self.isForgotten = isForgotten
        self.run = run
    }
}

/// What a job gets to work with.
public struct JobContext: Sendable {
    public let id: Identifier
    public let kind: String
    /// What was given to `enqueue`, JSON as a rule.
    public let payload: String
    /// 1 for the first time.
    public let attempt: Int
    let reporter: ProgressReporter

    /// Tells how far the job is, for its status page; written at most twice a second, and always when `done` is `total`.
    ///
    /// - Parameter text: what it is doing, without anything personal.
    /// - Throws: `CancellationError` when a person stopped the job or another process took it over: leave everything as it is and
    ///   pass it on.
    public func report(done: Int, total: Int? = nil, text: Text? = nil) async throws {
        try Task.checkCancellation()
        try await reporter.report(JobProgress(done: done, total: total, text: text))
    }
}

/// Writes progress, not too often.
final class ProgressReporter: Sendable {
    private let last = Mutex<Instant?>(nil)
    private let stopped = Mutex(false)
    private let now: Now
    private let write: @Sendable (JobProgress) async throws -> LeaseState

    init(now: @escaping Now, write: @escaping @Sendable (JobProgress) async throws -> LeaseState) {
        self.now = now
        self.write = write
    }

    /// A person stopped the job, or its lease is lost, and it was told so.
    var isStopped: Bool { stopped.withLock { $0 } }

    func report(_ progress: JobProgress) async throws {
        let moment = now()
        let isDue = last.withLock { last in
            let isDue = last.map { moment.milliseconds - $0.milliseconds >= 500 } ?? true
            guard isDue || progress.done == progress.total else { return false }
            last = moment
            return true
        }
        guard isDue, try await write(progress) != .held else { return }
        stopped.withLock { $0 = true }
        throw CancellationError()
    }
}
