import Core
import Directory
import Storage
import TestSupport
import Testing

struct ThrottleTests {
    private func throttle(_ world: World, _ scope: String, perName: Int? = nil, perSource: Int) -> Throttle {
        Throttle(
            world.directory.context, scope: scope, window: 600, mostPerName: perName, mostPerSource: perSource)
    }

    /// One thing counted says nothing of another, of another source, or of signing in.
    @Test(arguments: testEngines)
    func eachScopeAndEachSourceCountsByItself(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let receipts = throttle(world, "signals.receipt", perSource: 3)
            for _ in 0..<3 { try await receipts.begin(source: "192.0.2.1") }
            await #expect(throws: DirectoryError.tooManyAttempts(seconds: 600)) {
                try await receipts.begin(source: "192.0.2.1")
            }
            try await receipts.begin(source: "192.0.2.2")
            try await throttle(world, "signals.filing", perSource: 3).begin(source: "192.0.2.1")
            for _ in 0..<50 { _ = try? await receipts.begin(source: "192.0.2.1") }
            _ = try await world.directory.signIn.signIn(
                email: world.admin.email, password: world.admin.password, source: "192.0.2.1")
        }
    }

    /// Who was refused and waits gets in, however often he tried meanwhile.
    @Test(arguments: testEngines)
    func theWindowMovesAndRefusedAttemptsDoNotCount(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let receipts = throttle(world, "signals.receipt", perSource: 2)
            try await receipts.begin(source: "a")
            world.clock.advance(seconds: 100)
            try await receipts.begin(source: "a")
            for _ in 0..<5 {
                await #expect(throws: DirectoryError.tooManyAttempts(seconds: 500)) {
                    try await receipts.begin(source: "a")
                }
            }
            world.clock.advance(seconds: 500)
            try await receipts.begin(source: "a")
            await #expect(throws: DirectoryError.tooManyAttempts(seconds: 100)) {
                try await receipts.begin(source: "a")
            }
        }
    }

    /// Counted by the clock, what is stored tells no moment.
    @Test(arguments: testEngines)
    func coarseOnesTellNoMoment(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let coarse = Throttle(world.directory.context, scope: "x", window: 600, mostPerSource: 2, isCoarse: true)
            let start = world.clock.instant
            #expect(start.milliseconds % 600_000 == 0)
            world.clock.advance(seconds: 123)
            for _ in 0..<2 { try await coarse.begin(source: "a") }
            await #expect(throws: DirectoryError.tooManyAttempts(seconds: 477)) { try await coarse.begin(source: "a") }
            let rows = try await world.database.read {
                try $0.rows("SELECT id, at, counts_until FROM directory_attempts").map {
                    (try $0["id"] as String, try $0["at"] as Instant, try $0["counts_until"] as Instant)
                }
            }
            #expect(rows.count == 2)
            for (id, at, until) in rows {
                #expect(at == start && until == start.advanced(bySeconds: 600))
                #expect(id.prefix(13) == Identifier(at: start, random: systemRandomBytes).text.prefix(13))
            }
            world.clock.advance(seconds: 477)
            try await coarse.begin(source: "a")
            try await world.directory.cleanUp()
            #expect(try await world.count("directory_attempts") == 1)
        }
    }

    @Test(arguments: testEngines)
    func goodAttemptsAreTakenBackAndNamesCountApart(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let throttle = throttle(world, "test", perName: 2, perSource: 5)
            for _ in 0..<10 { try await throttle.forget(throttle.begin(name: "x", source: "a")) }
            for _ in 0..<2 { try await throttle.begin(name: "x", source: "a") }
            await #expect(throws: DirectoryError.self) { try await throttle.begin(name: "x", source: "a") }
            for _ in 0..<2 { try await throttle.begin(name: "y", source: "a") }
            try await throttle.begin(name: "x", source: "b")
        }
    }

    /// Each attempt stays as long as its own limit looks back and no longer, and nothing in it is readable.
    @Test(arguments: testEngines)
    func whatNoLongerCountsIsGone(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await throttle(world, "long", perSource: 2).begin(name: "naam", source: "192.0.2.77")
            try await Throttle(world.directory.context, scope: "short", window: 60, mostPerSource: 2)
                .begin(source: "192.0.2.77")
            let rows = try await world.database.read {
                try $0.rows("SELECT source_hash, name_hash FROM directory_attempts").map {
                    [try $0["source_hash"] as String, try $0["name_hash"] as String]
                }
            }
            #expect(rows.count == 2 && Set(rows.map { $0[0] }).count == 2)
            #expect(!rows.joined().contains { $0.contains("192") || $0.contains("naam") })
            world.clock.advance(seconds: 60)
            try await world.directory.cleanUp()
            #expect(try await world.count("directory_attempts") == 1)
            world.clock.advance(seconds: 540)
            try await world.directory.cleanUp()
            #expect(try await world.count("directory_attempts") == 0)
        }
    }
}
