public import Core
public import Hummingbird
import Synchronization

/// Keeps the answers of public pages in memory, so that a page that was made once costs no more than sending it.
///
/// They are good as long as nothing was published since. What this process publishes counts at once; what another
/// process publishes is looked for every quarter of a second.
public final class ResponseCache: Sendable {
    private struct State {
        /// How much was published when the answers were made.
        var stamp: Stamp?
        var checked = Instant(milliseconds: 0)
        var answers: [String: Response] = [:]
    }

    private struct Stamp: Equatable {
        var stored: Int
        var here: Int
    }

    private static let milliseconds: Int64 = 250
    private let state = Mutex(State())

    public init() {}

    /// The answer kept under `key`, or the one that `make` gives. What `make` throws is not kept.
    ///
    /// - Parameters:
    ///   - here: counts what this process published.
    ///   - stored: asks the database how much was published.
    public func answer(
        _ key: String, now: Instant, here: Int, stored: () async throws -> Int, make: () async throws -> Response
    ) async throws -> Response {
        if mustAsk(now, here) {
            let stamp = Stamp(stored: try await stored(), here: here)
            state.withLock { state in
                if state.stamp != stamp { state.answers = [:] }
                state.stamp = stamp
                state.checked = now
            }
        }
        if let kept = state.withLock({ $0.answers[key] }) { return kept }
        let before = state.withLock { $0.stamp }
        let made = try await make()
        state.withLock { state in
            if state.stamp == before { state.answers[key] = made }
        }
        return made
    }

    /// Whether this request has to ask the database. Of those that come at the same time one does; the others get what
    /// is kept, so that a busy page does not ask a hundred times at once.
    private func mustAsk(_ now: Instant, _ here: Int) -> Bool {
        state.withLock { state in
            guard state.stamp?.here == here else { return true }
            guard abs(now.milliseconds - state.checked.milliseconds) >= Self.milliseconds else { return false }
            state.checked = now
            return true
        }
    }
}
