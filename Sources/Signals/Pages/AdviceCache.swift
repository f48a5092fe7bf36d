import Core
import Hummingbird
import Synchronization
import Web

/// Advice pages of the last second, so that of many who ask the same at once one page is made. It is a function of what was
/// posted, of the routes and of the intake: what changes there shows within the second. Nothing is shown from here longer than
/// that, and nothing is known here of who asked.
final class AdviceCache: Sendable {
    private let state = Mutex((made: Instant(milliseconds: 0), pages: [Key: Response]()))
    private static let milliseconds: Int64 = 1000

    private struct Key: Hashable {
        let path: String
        let language: Language
        let fields: [String]
        let card: DutyCard?
    }

    /// The page of this second for what was posted, or the one that `make` gives.
    func page(
        for visit: Visit, card: DutyCard?, now: Instant, make: () async throws -> Response
    ) async throws -> Response {
        // Who is signed in has a name on the page.
        guard visit.session == nil else { return try await make() }
        let key = Key(
            path: visit.path, language: visit.language, fields: visit.form.entries.flatMap { [$0.name, $0.value] },
            card: card)
        if let kept = state.withLock({ state in
            forget(&state, now)
            return state.pages[key]
        }) {
            return kept
        }
        let made = try await make()
        state.withLock { state in
            forget(&state, now)
            state.pages[key] = made
        }
        return made
    }

    private func forget(_ state: inout (made: Instant, pages: [Key: Response]), _ now: Instant) {
        guard abs(now.milliseconds - state.made.milliseconds) >= Self.milliseconds else { return }
        state = (now, [:])
    }
}
