import Dispatch
import Foundation
import Synchronization

/// Threads that each hold one connection and take jobs from one queue. A thread is started when all others are busy.
final class PostgresThreads: Sendable {
    typealias Job = @Sendable (PostgresConnection) -> Void

    private struct State {
        var jobs: [Job] = []
        var threads = 0
        var idle = 0
        var isStopping = false
    }

    private let uri: String
    private let limit: Int
    private let state = Mutex(State())
    private let work = DispatchSemaphore(value: 0)
    private let running = DispatchGroup()

    init(uri: String, limit: Int) {
        self.uri = uri
        self.limit = limit
    }

    /// Runs `job` on one of the threads, in the order of asking.
    func submit(_ job: @escaping Job) {
        let needsThread = state.withLock { state in
            state.jobs.append(job)
            guard state.idle < state.jobs.count, state.threads < limit else { return false }
            state.threads += 1
            return true
        }
        if needsThread { start() }
        work.signal()
    }

    /// Ends the threads, which close their connections. Nothing may be submitted any more, and nothing be running.
    func stop() async {
        let threads = state.withLock { state in
            state.isStopping = true
            return state.threads
        }
        for _ in 0..<threads { work.signal() }
        await withCheckedContinuation { continuation in
            running.notify(queue: .global()) { continuation.resume() }
        }
    }

    private func start() {
        running.enter()
        let thread = Thread { [self] in
            let connection = PostgresConnection(uri: uri)
            while let job = next() { job(connection) }
            connection.close()
            running.leave()
        }
        thread.name = "postgres"
        thread.start()
    }

    private func next() -> Job? {
        state.withLock { $0.idle += 1 }
        work.wait()
        return state.withLock { state in
            state.idle -= 1
            return state.isStopping ? nil : state.jobs.removeFirst()
        }
    }
}
