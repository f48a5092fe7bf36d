import Core
import Storage
import Synchronization

/// Stores the statements of all requests that wait at the same moment in one transaction, so that they share one wait for the disk. No
/// request is answered before that commit.
///
/// One group is being written at a time; whoever comes meanwhile is in the next. Several servers on one database take turns
/// (`exclusively`), so that statements become visible in the order of their positions.
final class StatementWriter: Sendable {
    private struct Waiting {
        let request: WriteRequest
        let continuation: CheckedContinuation<WriteOutcome, any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        var isRunning = false
        /// The moment of the group that is being written.
        var writing: Instant?
    }

    /// Requests that may wait. One more gets `StorageError.unavailable`, which says to come back.
    private static let mostWaiting = 1000
    /// Statements in a group, unless one request alone holds more.
    private static let largestGroup = 500

    private let database: any Database
    private let now: Now
    private let state = Mutex(State())

    init(database: any Database, now: @escaping Now) {
        self.database = database
        self.now = now
    }

    /// Everything stored before or at this moment can be read by a transaction that begins afterwards; except what another server on the
    /// same database is just committing.
    var consistentThrough: Instant {
        let now = now()
        return state.withLock { state in
            state.writing.map { min(now, Instant(milliseconds: $0.milliseconds - 1)) } ?? now
        }
    }

    /// Stores what `request` holds, wholly or not at all.
    ///
    /// - Throws: `StorageError`.
    func write(_ request: WriteRequest) async throws -> WriteOutcome {
        try await withCheckedThrowingContinuation { continuation in
            enum Next { case nothing, run, refuse }
            let next = state.withLock { state -> Next in
                guard state.waiting.count < Self.mostWaiting else { return .refuse }
                state.waiting.append(Waiting(request: request, continuation: continuation))
                defer { state.isRunning = true }
                return state.isRunning ? .nothing : .run
            }
            switch next {
            case .nothing: break
            case .run: Task { await run() }
            case .refuse: continuation.resume(throwing: StorageError.unavailable)
            }
        }
    }

    /// Writes group after group until nobody waits.
    private func run() async {
        while let (group, moment) = nextGroup() { await write(group, at: moment) }
    }

    private func nextGroup() -> ([Waiting], Instant)? {
        let now = now()
        return state.withLock { state in
            var (requests, statements) = (0, 0)
            for waiting in state.waiting {
                let size = waiting.request.statements.count
                if requests > 0, statements + size > Self.largestGroup { break }
                (requests, statements) = (requests + 1, statements + size)
            }
            let group = Array(state.waiting.prefix(requests))
            state.waiting.removeFirst(requests)
            state.isRunning = requests > 0
            state.writing = requests > 0 ? now : nil
            return requests > 0 ? (group, now) : nil
        }
    }

    private func write(_ group: [Waiting], at moment: Instant) async {
        do {
            let outcomes = try await commit(group.map(\.request), at: moment)
            for (waiting, outcome) in zip(group, outcomes) { waiting.continuation.resume(returning: outcome) }
        } catch  where group.count > 1 {
            // One of them may be what went wrong: then the others do not suffer for it.
            for waiting in group { await write([waiting], at: moment) }
        } catch {
            for waiting in group { waiting.continuation.resume(throwing: error) }
        }
    }

    private func commit(_ requests: [WriteRequest], at moment: Instant) async throws -> [WriteOutcome] {
        try await database.exclusively { transaction in
            var requests = requests
            for place in requests.indices {
                requests[place].statements += try requests[place].before?(transaction, moment) ?? []
            }
            return try StatementStore(transaction: transaction).write(requests, now: moment)
        }
    }
}
