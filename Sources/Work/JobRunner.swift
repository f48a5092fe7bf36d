import Core
public import Logging
public import ServiceLifecycle
import Storage
import Synchronization

/// Runs the jobs of the queue, and puts in it what the schedules ask for. One per process; any number of processes.
///
/// On graceful shutdown it claims nothing more and waits for what runs; when the service group then cancels it
/// (`maximumGracefulShutdownDuration`), what still ran goes back in the queue.
public final class JobRunner: Service {
    /// How a runner claims and looks.
    public struct Settings: Sendable {
        /// Seconds that a job stays ours without a sign of life; then another process takes it over.
        public var lease: Int64 = 60
        /// How many jobs run at the same time in this process.
        public var concurrency = 4
        /// How often the queue and the schedules are looked at without a nudge.
        public var poll: Duration = .seconds(5)

        public init() {}
    }

    let jobs: Jobs
    private let kinds: [String: JobKind]
    private let schedules: [Schedule]
    let settings: Settings
    private let logger: Logger
    private let running = Mutex(0)

    /// - Precondition: no two kinds and no two schedules share a name, and each schedule's kind is among `kinds`.
    public init(
        jobs: Jobs, kinds: [JobKind], schedules: [Schedule] = [], settings: Settings = Settings(), logger: Logger
    ) {
        let kinds = kinds + [Self.tidying(jobs)]
        let schedules =
            schedules + [Schedule("work.tidy", kind: "work.tidy", rule: .nightly(hour: 3, minute: 40))]
        self.kinds = Dictionary(uniqueKeysWithValues: kinds.map { ($0.name, $0) })
        precondition(Set(schedules.map(\.name)).count == schedules.count, "two schedules share a name")
        for schedule in schedules { precondition(self.kinds[schedule.kind] != nil, "no kind \(schedule.kind)") }
        self.jobs = jobs
        self.schedules = schedules
        self.settings = settings
        self.logger = logger
    }

    /// Runs until the service group shuts down.
    public func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.ringByTheClock() }
                await withDiscardingTaskGroup { running in
                    for await _ in jobs.bell.rings { await fillSlots(&running) }
                }
                group.cancelAll()
            }
        } onGracefulShutdown: { [bell = jobs.bell] in
            bell.silence()
        }
    }

    private func ringByTheClock() async {
        repeat { jobs.nudge() } while (try? await Task.sleep(for: settings.poll)) != nil
    }

    private func fillSlots(_ group: inout DiscardingTaskGroup) async {
        do {
            try await enqueueScheduled()
            while running.withLock({ $0 < settings.concurrency }), !Task.isCancelled, !Task.isShuttingDownGracefully {
                guard let job = try await claim() else { return }
                running.withLock { $0 += 1 }
                group.addTask {
                    await self.execute(job)
                    self.running.withLock { $0 -= 1 }
                    self.jobs.nudge()
                }
            }
        } catch {
            logger.error("the queue of jobs cannot be read", metadata: ["error": "\(Self.describe(error))"])
        }
    }

    /// Runs what is due now, one job after the other, until nothing is due: for tests and for the command line.
    ///
    /// - Returns: how many jobs were begun.
    @discardableResult
    public func runDue() async throws -> Int {
        var count = 0
        try await enqueueScheduled()
        while !Task.isCancelled, let job = try await claim() {
            await execute(job)
            count += 1
        }
        return count
    }
}

// MARK: Schedules

extension JobRunner {
    /// Puts a job in the queue for each schedule that is due, and moves the schedule to its next turn, in one transaction:
    /// of several processes one does it.
    func enqueueScheduled() async throws {
        let moment = jobs.now()
        let resting = try await jobs.database.read { try ScheduleStore.resting(now: moment, in: $0) }
        for schedule in schedules where !resting.contains(schedule.name + "\n" + schedule.ruleText) {
            try await persistently { [jobs] in
                try await jobs.database.write { transaction in
                    guard try ScheduleStore.due(schedule, now: moment, in: transaction) <= moment else { return }
                    try ScheduleStore.move(schedule, to: schedule.next(after: moment), in: transaction)
                    try jobs.enqueue(
                        schedule.kind, payload: schedule.payload, key: "schedule \(schedule.name)", in: transaction)
                }
            }
        }
    }

    /// Removes every night what was settled a week ago.
    private static func tidying(_ jobs: Jobs) -> JobKind {
        JobKind("work.tidy") { _ in
            let limit = jobs.now().advanced(bySeconds: -7 * 86_400)
            try await jobs.database.write { try JobStore.removeSettled(before: limit, in: $0) }
        }
    }
}

// MARK: Claiming

extension JobRunner {
    private enum Claim: Sendable {
        case claimed(ClaimedJob)
        /// A job was due that nobody should begin again; look further.
        case settled
        case none
    }

    /// The first job that is due and that no other process has, now with our lease on it.
    func claim() async throws -> ClaimedJob? {
        while true {
            switch try await claimOrSettle() {
            case .claimed(let job): return job
            case .settled: continue
            case .none: return nil
            }
        }
    }

    private func claimOrSettle() async throws -> Claim {
        let names = kinds.keys.sorted()
        let moment = jobs.now()
        // Looked at first without writing: an idle server must not keep the one writer of SQLite busy.
        let isAnyDue = try await jobs.database.read {
            try JobStore.due(kinds: names, now: moment, lock: false, in: $0) != nil
        }
        guard isAnyDue else { return .none }
        let lease = hexadecimal(jobs.random(16))
        return try await persistently { [jobs, kinds, settings] in
            try await jobs.database.write { transaction in
                guard let due = try JobStore.due(kinds: names, now: moment, lock: true, in: transaction) else {
                    return .none
                }
                if let end = Self.end(of: due, allowed: kinds[due.kind]?.attempts ?? 0) {
                    try JobStore.settle(due.id, as: end.state, error: end.error, now: moment, in: transaction)
                    return .settled
                }
                let until = moment.advanced(bySeconds: settings.lease)
                let job = try JobStore.claim(due.id, lease: lease, until: until, now: moment, in: transaction)
                return job.map { .claimed($0) } ?? .none
            }
        }
    }

    /// How a due job ends that is not to be begun: it was stopped, or it took down each process that began it.
    private static func end(of job: DueJob, allowed attempts: Int) -> (state: JobState, error: String?)? {
        if job.cancel { return (.discarded, nil) }
        return job.attempts >= attempts ? (.dead, "work.error.lost") : nil
    }
}

// MARK: Running one job

extension JobRunner {
    private enum Outcome: Sendable {
        case done
        case failed(error: String, isPermanent: Bool)
        /// The task was cancelled: by a person, by the loss of the lease, or because this process stops.
        case cancelled
    }

    /// Runs a claimed job and writes how it ended. Never throws: what cannot be written is taken over when the lease ends.
    func execute(_ job: ClaimedJob) async {
        let outcome = await withTaskGroup(of: Outcome?.self) { group in
            group.addTask { await self.perform(job) }
            group.addTask {
                await self.keepLease(of: job)
                return nil
            }
            // Whichever ends first ends the other: a job that is over needs no lease, one without lease must stop.
            var outcome: Outcome?
            for await ended in group {
                outcome = ended ?? outcome
                group.cancelAll()
            }
            return outcome ?? .cancelled
        }
        // In a task of its own, so that it is written even when this one is cancelled.
        await Task { await self.settle(job, outcome) }.value
    }

    private func perform(_ job: ClaimedJob) async -> Outcome {
        guard let kind = kinds[job.kind] else { return .cancelled }
        let reporter = ProgressReporter(now: jobs.now) { try await self.beat(job, progress: $0) }
        let context = JobContext(
            id: job.id, kind: job.kind, payload: job.payload, attempt: job.attempt, reporter: reporter)
        do {
            try await kind.run(context)
            return .done
        } catch _ where Task.isCancelled || reporter.isStopped {
            return .cancelled
        } catch let error as any UserError {
            return .failed(error: error.text.key, isPermanent: error.status < 500)
        } catch {
            let reference = hexadecimal(jobs.random(4))
            logger.error(
                "a job failed",
                metadata: [
                    "reference": "\(reference)", "kind": "\(job.kind)", "job": "\(job.id)",
                    "error": "\(Self.describe(error))",
                ])
            return .failed(error: reference, isPermanent: false)
        }
    }

    /// Lengthens the lease until the job is over; returns when the lease is lost or the job is to stop.
    private func keepLease(of job: ClaimedJob) async {
        while (try? await Task.sleep(for: .seconds(settings.lease) / 3)) != nil {
            // A database that is away for a moment is no reason to stop: the lease has two more beats.
            if let state = try? await beat(job), state != .held { return }
        }
    }

    /// A sign of life of the job, with its progress when there is some.
    @discardableResult
    func beat(_ job: ClaimedJob, progress: JobProgress? = nil) async throws -> LeaseState {
        let until = jobs.now().advanced(bySeconds: settings.lease)
        return try await persistently { [jobs] in
            try await jobs.database.write { try JobStore.beat(job, until: until, progress: progress, in: $0) }
        }
    }

    private func settle(_ job: ClaimedJob, _ outcome: Outcome) async {
        let moment = jobs.now()
        let kind = kinds[job.kind]
        let wait = kind?.backoff.milliseconds(after: job.attempt, random: jobs.random) ?? 0
        do {
            try await persistently { [jobs] in
                try await jobs.database.write { transaction in
                    switch outcome {
                    case .done where kind?.isForgotten == true:
                        try JobStore.forget(job, in: transaction)
                    case .done:
                        try JobStore.settle(
                            job.id, lease: job.lease, as: .done, error: nil, now: moment, in: transaction)
                    case .failed(let error, let isPermanent) where isPermanent || job.attempt >= kind?.attempts ?? 0:
                        try JobStore.settle(
                            job.id, lease: job.lease, as: .dead, error: error, now: moment, in: transaction)
                    case .failed(let error, _):
                        let due = Instant(milliseconds: moment.milliseconds + wait)
                        try JobStore.putBack(
                            job, due: due, attempts: job.attempt, error: error, now: moment, in: transaction)
                    case .cancelled:
                        // An attempt that was cut off from outside does not count.
                        try JobStore.putBack(
                            job, due: moment, attempts: job.attempt - 1, error: nil, now: moment, in: transaction)
                    }
                }
            }
        } catch {
            logger.error(
                "the end of a job could not be written",
                metadata: ["job": "\(job.id)", "error": "\(Self.describe(error))"])
        }
    }

    /// Tries again while other writers keep coming between: the queue is where all processes meet.
    private func persistently<Result: Sendable>(
        _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        for _ in 0..<20 {
            do { return try await body() } catch StorageError.conflict { await Task.yield() }
        }
        return try await body()
    }

    /// An error without what it holds, which may be personal.
    private static func describe(_ error: any Error) -> String {
        (error as? any UserError)?.text.key ?? String(describing: type(of: error))
    }
}

/// Bytes as lower-case hexadecimal text.
func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
