import Synchronization

/// Counts the calls that are running or waiting, so that there is a limit to them and `close()` can wait for the last.
final class Admission: Sendable {
    private struct State {
        var inside = 0
        var isClosed = false
        var waitingForEmpty: [CheckedContinuation<Void, Never>] = []
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    /// Runs `work` when there is room for it.
    ///
    /// - Throws: `StorageError.unavailable` when `limit` calls are inside, `.closed` after `close()`, and what `work` throws.
    func run<Result>(_ work: () async throws -> Result) async throws -> Result {
        try state.withLock { state in
            guard !state.isClosed else { throw StorageError.closed }
            guard state.inside < limit else { throw StorageError.unavailable }
            state.inside += 1
        }
        defer { leave() }
        return try await work()
    }

    /// Lets nobody in any more and returns when the last call has left.
    func close() async {
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                state.isClosed = true
                if state.inside > 0 { state.waitingForEmpty.append(continuation) }
                return state.inside == 0
            }
            if isEmpty { continuation.resume() }
        }
    }

    private func leave() {
        let waiting: [CheckedContinuation<Void, Never>] = state.withLock { state in
            state.inside -= 1
            guard state.inside == 0 else { return [] }
            defer { state.waitingForEmpty = [] }
            return state.waitingForEmpty
        }
        waiting.forEach { $0.resume() }
    }
}
