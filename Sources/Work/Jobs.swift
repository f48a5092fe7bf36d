public import Core
public import Storage

/// The queue of jobs: what has to be done outside a request, over any number of processes.
public struct Jobs: Sendable {
    let database: any Database
    let now: Now
    let random: RandomBytes
    let bell = Bell()

    public init(
        database: any Database, now: @escaping Now = systemClock, random: @escaping RandomBytes = systemRandomBytes
    ) {
        self.database = database
        self.now = now
        self.random = random
    }

    /// Puts a job in the queue, in the transaction of what it follows from: both are kept, or neither.
    ///
    /// Call `nudge()` after the transaction to have it begin at once; otherwise it begins at the next look at the queue.
    ///
    /// - Parameters:
    ///   - kind: the name of a `JobKind`.
    ///   - payload: what the job needs to know, JSON as a rule; identifiers rather than what they stand for. Wiped when it is done.
    ///   - key: when a job of this kind already waits under this key, no other is added.
    ///   - due: not before this moment.
    /// - Returns: the identifier of the job, or of the one that waits already under `key`.
    @discardableResult
    public func enqueue(
        _ kind: String, payload: String = "{}", key: String? = nil, due: Instant? = nil, in transaction: any Transaction
    ) throws -> Identifier {
        try enqueue(kind, payload: payload, key: key, due: due, at: now(), in: transaction)
    }

    /// The same, as if it were `moment` now.
    func enqueue(
        _ kind: String, payload: String, key: String? = nil, due: Instant? = nil, at moment: Instant,
        in transaction: any Transaction
    ) throws -> Identifier {
        try JobStore.insert(
            Identifier(at: moment, random: random), kind: kind, payload: payload, key: key, due: due ?? moment,
            now: moment, in: transaction)
    }

    /// Puts a job in the queue in a transaction of its own, and has it begin at once.
    @discardableResult
    public func enqueue(
        _ kind: String, payload: String = "{}", key: String? = nil, due: Instant? = nil
    ) async throws -> Identifier {
        let id = try await database.write { try enqueue(kind, payload: payload, key: key, due: due, in: $0) }
        nudge()
        return id
    }

    /// Wakes this process's runner, which otherwise looks at the queue every few seconds.
    public func nudge() { bell.ring() }

    /// How a job is doing; `nil` for one that does not exist (any more): what is done or discarded is removed after a week.
    public func status(_ id: Identifier) async throws -> JobStatus? {
        try await database.read { try JobStore.status(id, in: $0) }
    }

    /// The jobs in one state, the latest first.
    public func list(_ state: JobState, limit: Int = 100) async throws -> [JobStatus] {
        try await database.read { try JobStore.list(state, limit: limit, in: $0) }
    }

    /// Tries a dead job again, with all its attempts.
    ///
    /// - Throws: `WorkError.noSuchJob`, `.notDead`, or `.alreadyWaiting` when the same work is in the queue under its key.
    public func retry(_ id: Identifier) async throws {
        try await database.write { transaction in
            guard let status = try JobStore.status(id, in: transaction) else { throw WorkError.noSuchJob }
            guard status.state == .dead else { throw WorkError.notDead }
            guard try !JobStore.hasWaitingTwin(id, in: transaction) else { throw WorkError.alreadyWaiting }
            let moment = now()
            try JobStore.wait(id, due: moment, attempts: 0, error: nil, now: moment, in: transaction)
        }
        nudge()
    }

    /// Throws a waiting or dead job away; asks a running one to stop, which it does at its next report of progress or beat of its lease.
    ///
    /// - Throws: `WorkError.noSuchJob`, or `.settled` when it was done or discarded before.
    public func discard(_ id: Identifier) async throws {
        try await database.write { try discard(id, in: $0) }
    }

    func discard(_ id: Identifier, in transaction: any Transaction) throws {
        guard let status = try JobStore.status(id, in: transaction) else { throw WorkError.noSuchJob }
        switch status.state {
        case .running: try JobStore.askToStop(id, in: transaction)
        case .waiting, .dead:
            try JobStore.settle(id, as: .discarded, error: status.error, now: now(), in: transaction)
        case .done, .discarded: throw WorkError.settled
        }
    }
}

/// Wakes the one runner of a process; a ring while it is busy is kept, more than one is not.
struct Bell: Sendable {
    let rings: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (rings, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    func ring() { continuation.yield() }

    /// No ring is heard after this one: the runner stops.
    func silence() { continuation.finish() }
}
