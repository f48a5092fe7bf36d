import Core
import Hummingbird
import NIOCore
import Synchronization
import Testing

@testable import Web

@Suite("Pages kept in memory")
struct ResponseCacheTests {
    private final class Counter: Sendable {
        private let number = Atomic(0)
        var value: Int { number.load(ordering: .sequentiallyConsistent) }
        func add() { number.add(1, ordering: .sequentiallyConsistent) }
    }

    private struct Refused: Error {}

    @Test("a page is made once; of many requests at the same moment one asks the database")
    func once() async throws {
        let cache = ResponseCache()
        let asked = Counter()
        let made = Counter()
        @Sendable func answer(at milliseconds: Int64) async throws {
            _ = try await cache.answer(
                "page", now: Instant(milliseconds: milliseconds), here: 0,
                stored: {
                    asked.add()
                    await Task.yield()
                    return 1
                },
                make: {
                    made.add()
                    return Response(status: .ok)
                })
        }
        try await answer(at: 10_000)
        #expect(asked.value == 1 && made.value == 1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 { group.addTask { try await answer(at: 20_000) } }
            try await group.waitForAll()
        }
        #expect(asked.value == 2 && made.value == 1)
    }

    @Test("what was published here counts at once, elsewhere after a quarter of a second")
    func stamps() async throws {
        let cache = ResponseCache()
        let made = Counter()
        func answer(at milliseconds: Int64, here: Int, stored: Int) async throws {
            _ = try await cache.answer(
                "page", now: Instant(milliseconds: milliseconds), here: here, stored: { stored },
                make: {
                    made.add()
                    return Response(status: .ok)
                })
        }
        try await answer(at: 10_000, here: 0, stored: 1)
        try await answer(at: 10_001, here: 1, stored: 2)
        #expect(made.value == 2)
        try await answer(at: 10_200, here: 1, stored: 3)
        #expect(made.value == 2)
        try await answer(at: 10_251, here: 1, stored: 3)
        #expect(made.value == 3)
    }

    @Test("a page that could not be made is tried again")
    func failures() async throws {
        let cache = ResponseCache()
        let now = Instant(milliseconds: 10_000)
        await #expect(throws: Refused.self) {
            _ = try await cache.answer("page", now: now, here: 0, stored: { 1 }, make: { throw Refused() })
        }
        let made = try await cache.answer("page", now: now, here: 0, stored: { 1 }, make: { Response(status: .ok) })
        #expect(made.status == .ok)
    }
}
