import Foundation
import Storage
import Synchronization
import TestSupport
import Testing

/// What only PostgreSQL has: a server that goes away.
@Suite struct PostgresTests {
    private static let counter = [
        Migration("test/0001", Array("CREATE TABLE counter (name TEXT PRIMARY KEY, number BIGINT NOT NULL);".utf8))
    ]

    /// Eight writers go on through two restarts, one of them without any warning to the server.
    @Test func aServerThatIsRestartedUnderLoadIsPickedUpAgain() async throws {
        try await withPostgresServer { server in
            let database = try await openDatabase(server.address)
            try await Migrator(Self.counter).run(on: database)
            let progress = Progress()
            let written = try await withThrowingTaskGroup(of: [String: Bool?].self) { group in
                for writer in 0..<8 {
                    group.addTask { try await Self.write(database, writer, progress) }
                }
                group.addTask {
                    for round in 1...2 {
                        await progress.wait(until: round * 100)
                        try await round == 1 ? server.kill() : server.stop()
                        try await server.start()
                    }
                    await progress.wait(until: progress.count + 100)
                    progress.stop()
                    return [:]
                }
                return try await group.reduce(into: [:]) { $0.merge($1) { _, new in new } }
            }
            let there: Set<String> = try await database.read { db in
                Set(try db.rows("SELECT name FROM counter WHERE number = 1").map { try $0["name"] })
            }
            // All that was acknowledged is there, and nothing that was said to have failed.
            #expect(there.isSuperset(of: written.filter { $0.value == true }.keys))
            #expect(there.isDisjoint(with: written.filter { $0.value == false }.keys))
            #expect(there.count >= 300)
            await database.close()
        }
    }

    /// One row per transaction, inserted in one statement and completed in another.
    ///
    /// - Returns: for each row whether the write was acknowledged, `nil` when that is not known.
    private static func write(_ database: any Database, _ writer: Int, _ progress: Progress) async throws -> [String:
        Bool?]
    {
        var written: [String: Bool?] = [:]
        while !progress.isStopped {
            let name = "\(writer)-\(written.count)"
            do {
                try await database.write { db in
                    try db.execute("INSERT INTO counter (name, number) VALUES ($1, 0)", name)
                    try db.execute("UPDATE counter SET number = 1 WHERE name = $1", name)
                }
                written[name] = true
                progress.add()
            } catch StorageError.unavailable {
                written[name] = .some(false)
            } catch StorageError.outcomeUnknown {
                written[name] = .some(nil)
            }
        }
        return written
    }

    /// The server commits, and is ended before it can say so: it waits for a replica that does not exist.
    @Test func aCommitWhoseAnswerWasLostIsLookedUp() async throws {
        try await withPostgresServer(settings: ["wal_level=replica", "max_wal_senders=2"]) { server in
            let database = try await openDatabase(server.address)
            try await Migrator(Self.counter).run(on: database)
            try await postgresCommand("ALTER SYSTEM SET synchronous_standby_names = 'nobody'", at: server.address)
            try await postgresCommand("SELECT pg_reload_conf()", at: server.address)
            let counted = Runs()
            async let written: Void = database.write { db in
                counted.add()
                try db.execute("INSERT INTO counter (name, number) VALUES ('a', 1)")
            }
            let end = "SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
            while try await database.read({ try $0.rows(end).isEmpty }) { await Task.yield() }
            try await written
            #expect(counted.count == 1)
            #expect(try await database.read { try $0.rows("SELECT name FROM counter").count } == 1)
            await database.close()
        }
    }

    /// A trigger that runs at COMMIT ends the session: the transaction is gone, and that is certain.
    @Test func aCommitThatFailedWithItsConnectionIsTriedAgain() async throws {
        let suicide = Migration(
            "test/0002",
            Array(
                """
                CREATE FUNCTION end_session() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_terminate_backend(pg_backend_pid());
                    RETURN NULL;
                END;
                $$;
                CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON counter DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW WHEN (NEW.number > 1) EXECUTE FUNCTION end_session();
                """.utf8))
        try await withDatabase(.postgres, migrations: Self.counter + [suicide]) { database in
            let runs = Runs()
            await #expect(throws: StorageError.unavailable) {
                try await database.write { db in
                    runs.add()
                    try db.execute("INSERT INTO counter (name, number) VALUES ('a', 2)")
                }
            }
            #expect(runs.count == 4)
            try await database.write { db in
                // The third time it works.
                _ = try db.execute("INSERT INTO counter (name, number) VALUES ('a', $1)", runs.add() < 6 ? 2 : 1)
            }
            #expect(runs.count == 6)
            #expect(try await database.read { try $0.rows("SELECT name FROM counter").count } == 1)
        }
    }

    @Test func aConnectionThatBrokeWhileItWasIdleIsReplaced() async throws {
        try await withDatabase(.postgres, migrations: Self.counter, options: DatabaseOptions(connections: 1)) {
            database in
            let address = try await database.read { try $0.row("SELECT pg_backend_pid() AS number")!["number"] as Int }
            try await postgresCommand(
                "SELECT pg_terminate_backend(\(address), 10000)",
                at: ProcessInfo.processInfo.environment["VANGNET_TEST_POSTGRES"]!)
            try await database.write { _ = try $0.execute("INSERT INTO counter (name, number) VALUES ('a', 1)") }
            #expect(try await database.read { try $0.rows("SELECT name FROM counter").count } == 1)
        }
    }

    @Test func aServerThatAcceptsNoWritesSaysSo() async throws {
        try await withDatabaseAddress(.postgres) { address in
            let before = try await openDatabase(address)
            try await Migrator(Self.counter).run(on: before)
            await before.close()
            let name = try #require(URLComponents(string: address)).path.dropFirst()
            try await postgresCommand("ALTER DATABASE \(name) SET default_transaction_read_only = on", at: address)
            let database = try await openDatabase(address)
            await #expect(throws: StorageError.readOnly) {
                try await database.write { _ = try $0.execute("INSERT INTO counter (name, number) VALUES ('a', 1)") }
            }
            #expect(try await database.read { try $0.rows("SELECT name FROM counter").isEmpty })
            await database.close()
        }
    }

    @Test func aServerThatIsNotThereOrTurnsUsAwaySaysSo() async throws {
        try await withDatabaseAddress(.postgres) { address in
            var stranger = try #require(URLComponents(string: address))
            stranger.user = "nobody-here"
            let shown = "postgres://nobody-here@127.0.0.1:\(stranger.port!)\(stranger.path)"
            await #expect(throws: StorageError.unopenable(shown)) { _ = try await openDatabase(stranger.string!) }
            // Port 1 is reserved (tcpmux) and nothing listens there.
            await #expect(throws: StorageError.unavailable) { _ = try await openDatabase("postgres://u@127.0.0.1:1/d") }
            let unknown = "postgres://u@127.0.0.1/d?no_such_setting=1"
            await #expect(throws: StorageError.address("postgres://u@127.0.0.1/d")) {
                _ = try await openDatabase(unknown)
            }
        }
    }

    @Test(.enabled(if: getuid() == 0, "only root can mount a file system that is small"))
    func aFullDiskSaysSoAndKeepsWhatItHad() async throws {
        try await withPostgresServer { server in
            let small = server.folder + "/small"
            try await run("mkdir", [small])
            try await run("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", small])
            try await run("chown", ["postgres:postgres", small])
            let database = try await openDatabase(server.address)
            try await postgresCommand("CREATE TABLESPACE small LOCATION '\(small)'", at: server.address)
            try await database.write { db in
                try db.script("CREATE TABLE thing (bytes BYTEA) TABLESPACE small")
                try db.execute("ALTER TABLE thing ALTER COLUMN bytes SET STORAGE PLAIN")
                try db.execute("INSERT INTO thing (bytes) VALUES ($1)", [UInt8](repeating: 1, count: 100))
            }
            await #expect(throws: StorageError.full) {
                try await database.write { db in
                    for _ in 0..<500 {
                        try db.execute("INSERT INTO thing (bytes) VALUES ($1)", [UInt8](repeating: 2, count: 7000))
                    }
                }
            }
            let count: Int = try await database.read { try $0.row("SELECT count(*) AS count FROM thing")!["count"] }
            #expect(count == 1)
            await database.close()
            try await server.stop()
            try await run("umount", [small])
        }
    }
}

/// How often something ran.
private final class Runs: Sendable {
    private let number = Atomic(0)

    var count: Int { number.load(ordering: .sequentiallyConsistent) }
    @discardableResult
    func add() -> Int { number.add(1, ordering: .sequentiallyConsistent).newValue }
}

/// Counts what the writers do, and wakes whoever waits for a number.
private final class Progress: Sendable {
    private struct State {
        var count = 0
        var isStopped = false
        var waiting: (number: Int, continuation: CheckedContinuation<Void, Never>)?
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.count } }
    var isStopped: Bool { state.withLock { $0.isStopped } }
    func stop() { state.withLock { $0.isStopped = true } }

    func add() {
        let reached = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.count += 1
            guard let waiting = state.waiting, state.count >= waiting.number else { return nil }
            state.waiting = nil
            return waiting.continuation
        }
        reached?.resume()
    }

    func wait(until number: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.count < number { state.waiting = (number, continuation) }
                return state.count >= number
            }
            if isThere { continuation.resume() }
        }
    }
}
