import Core
import Hummingbird
import Synchronization

/// Keeps the answers of public pages in memory, so that a page that was made once costs no more than sending it.
///
/// They are good as long as nothing was published since. What this process publishes counts at once; what another
/// process publishes is looked for every quarter of a second.
final class ResponseCache: Sendable {
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

    /// The answer kept under `key`, or the one that `make` gives. What `make` throws is not kept.
    ///
    /// - Parameters:
    ///   - here: counts what this process published.
    ///   - stored: asks the database how much was published.
    func answer(
        _ key: String, now: Instant, here: Int, stored: () async throws -> Int, make: () async throws -> Response
    ) async throws -> Response {
        if let kept = kept(key, now, here) { return kept }
        if isStale(now, here) {
            let stamp = Stamp(stored: try await stored(), here: here)
            state.withLock { state in
                if state.stamp != stamp { state.answers = [:] }
                state.stamp = stamp
                state.checked = now
            }
            if let kept = kept(key, now, here) { return kept }
        }
        let before = state.withLock { $0.stamp }
        let made = try await make()
        state.withLock { state in
            if state.stamp == before { state.answers[key] = made }
        }
        return made
    }

    private func kept(_ key: String, _ now: Instant, _ here: Int) -> Response? {
        state.withLock { Self.isFresh($0, now, here) ? $0.answers[key] : nil }
    }

    private func isStale(_ now: Instant, _ here: Int) -> Bool { state.withLock { !Self.isFresh($0, now, here) } }

    private static func isFresh(_ state: State, _ now: Instant, _ here: Int) -> Bool {
        state.stamp?.here == here && abs(now.milliseconds - state.checked.milliseconds) < milliseconds
    }
}
