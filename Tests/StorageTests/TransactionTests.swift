import Dispatch
import Storage
import Synchronization
import TestSupport
import Testing

/// What a transaction promises, on both engines alike.
@Suite struct TransactionTests {
    static let tables = [
        Migration(
            "test/0001",
            Array("CREATE TABLE counter (name TEXT PRIMARY KEY, number BIGINT NOT NULL);".utf8))
    ]

    private static func add(_ name: String, _ number: Int) -> @Sendable (any Transaction) throws -> Void {
        { try $0.execute("INSERT INTO counter (name, number) VALUES ($1, $2)", name, number) }
    }

    private static let all: @Sendable (any Transaction) throws -> [String: Int] = { db in
        try db.rows("SELECT name, number FROM counter").reduce(into: [:]) { $0[try $1["name"]] = try $1["number"] }
    }

    @Test(arguments: testEngines)
    func anErrorUndoesTheWholeTransaction(engine: Engine) async throws {
        struct Mistake: Error {}
        try await withDatabase(engine, migrations: Self.tables) { database in
            await #expect(throws: Mistake.self) {
                try await database.write { db in
                    try Self.add("a", 1)(db)
                    throw Mistake()
                }
            }
            #expect(try await database.read(Self.all).isEmpty)
            try await database.write(Self.add("b", 2))
            #expect(try await database.read(Self.all) == ["b": 2])
        }
    }

    @Test(arguments: testEngines)
    func aFailedStatementFailsTheTransactionEvenIfItsErrorIsCaught(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.tables) { database in
            let first = await #expect(throws: StorageError.self) {
                try await database.write { db in
                    try Self.add("a", 1)(db)
                    try? Self.add("a", 2)(db)
                    // Nothing is accepted any more, and that is the first error again.
                    #expect(throws: StorageError.self) { try Self.add("b", 3)(db) }
                }
            }
            if case .statement = first {} else { Issue.record("\(String(describing: first))") }
            try await #expect(database.read(Self.all).isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func whatWasWrittenIsThereForEveryConnection(engine: Engine) async throws {
        try await withDatabaseAddress(engine) { address in
            let (one, other) = (try await openDatabase(address), try await openDatabase(address))
            try await Migrator(Self.tables).run(on: one)
            try await one.write(Self.add("a", 1))
            #expect(try await other.read(Self.all) == ["a": 1])
            try await other.write(Self.add("b", 2))
            #expect(try await one.read(Self.all) == ["a": 1, "b": 2])
            await one.close()
            await other.close()
        }
    }

    /// Every increment reads, computes outside SQL, and writes: the way to lose one when isolation fails.
    @Test(arguments: testEngines)
    func writersOfOneRowLoseNothing(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.tables, options: DatabaseOptions(connections: 8)) { database in
            try await database.write(Self.add("a", 0))
            try await withThrowingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask {
                        for _ in 0..<25 {
                            try await database.write { db in
                                let number: Int = try db.row("SELECT number FROM counter WHERE name = 'a'")!["number"]
                                try db.execute("UPDATE counter SET number = $1 WHERE name = 'a'", number + 1)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.read(Self.all) == ["a": 200])
        }
    }

    /// As above from two processes' view: two pools that know nothing of each other.
    @Test(arguments: testEngines)
    func writersInTwoPoolsLoseNothingThatWasAcknowledged(engine: Engine) async throws {
        try await withDatabaseAddress(engine) { address in
            let pools = [try await openDatabase(address), try await openDatabase(address)]
            try await Migrator(Self.tables).run(on: pools[0])
            try await pools[0].write(Self.add("a", 0))
            let acknowledged = try await withThrowingTaskGroup(of: Int.self) { group in
                for task in 0..<6 {
                    group.addTask {
                        var acknowledged = 0
                        for _ in 0..<20 {
                            do {
                                try await pools[task % 2].write { db in
                                    let number: Int = try db.row("SELECT number FROM counter WHERE name = 'a'")![
                                        "number"]
                                    try db.execute("UPDATE counter SET number = $1 WHERE name = 'a'", number + 1)
                                }
                                acknowledged += 1
                            } catch StorageError.conflict {}
                        }
                        return acknowledged
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(acknowledged > 0)
            #expect(try await pools[1].read(Self.all) == ["a": acknowledged])
            for pool in pools { await pool.close() }
        }
    }

    /// Two doctors on call, each of whom may leave when the other stays (the textbook write skew).
    @Test(arguments: testEngines)
    func twoThatReadTheSameAndWriteDifferentRowsDoNotBothSucceed(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.tables) { database in
            for round in 0..<30 {
                try await database.write { db in
                    try db.execute("DELETE FROM counter")
                    try Self.add("left", 1)(db)
                    try Self.add("right", 1)(db)
                }
                await withTaskGroup { group in
                    for name in ["left", "right"] {
                        group.addTask {
                            _ = try? await database.write { db in
                                let onCall: Int = try db.row("SELECT sum(number) AS number FROM counter")!["number"]
                                guard onCall == 2 else { return }
                                try db.execute("UPDATE counter SET number = 0 WHERE name = $1", name)
                            }
                        }
                    }
                }
                #expect(try await database.read(Self.all).values.reduce(0, +) == 1, "round \(round)")
            }
        }
    }

    @Test(arguments: testEngines)
    func aReadSeesOneMomentWhateverIsWrittenMeanwhile(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.tables) { database in
            try await database.write(Self.add("a", 1))
            let (began, hasBegun) = AsyncStream<Void>.makeStream()
            let written = DispatchSemaphore(value: 0)
            async let seen = database.read { db in
                let before = try Self.all(db)
                hasBegun.yield()
                written.wait()
                return [before, try Self.all(db)]
            }
            for await _ in began { break }
            try await database.write(Self.add("b", 2))
            #expect(try await database.read(Self.all) == ["a": 1, "b": 2])
            written.signal()
            #expect(try await seen == [["a": 1], ["a": 1]])
        }
    }

    @Test(arguments: testEngines)
    func aReadCannotWrite(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.tables) { database in
            for sql in [
                "INSERT INTO counter (name, number) VALUES ('a', 1)", "DROP TABLE counter", "DELETE FROM counter",
            ] {
                await #expect(throws: StorageError.readOnly) {
                    try await database.read { _ = try $0.execute(sql) }
                }
            }
            await #expect(throws: StorageError.readOnly) {
                try await database.read { try $0.script("CREATE TABLE other (id BIGINT)") }
            }
            try await #expect(database.read(Self.all).isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func onlyOneAtATimeIsExclusive(engine: Engine) async throws {
        try await withDatabaseAddress(engine) { address in
            let pools = [try await openDatabase(address), try await openDatabase(address)]
            try await Migrator(Self.tables).run(on: pools[0])
            let inside = Inside()
            try await withThrowingTaskGroup { group in
                for task in 0..<10 {
                    group.addTask {
                        try await pools[task % 2].exclusively { db in
                            #expect(inside.enter() == 1)
                            try Self.add("\(task)", task)(db)
                            inside.leave()
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await pools[0].read(Self.all).count == 10)
            for pool in pools { await pool.close() }
        }
    }

    @Test(arguments: testEngines)
    func moreThanMayWaitAreTurnedAway(engine: Engine) async throws {
        let options = DatabaseOptions(connections: 1, waiting: 1)
        try await withDatabase(engine, options: options) { database in
            let mayEnd = DispatchSemaphore(value: 0)
            let turnedAway = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        do {
                            try await database.read { _ in mayEnd.wait() }
                            return false
                        } catch StorageError.unavailable {
                            return true
                        }
                    }
                }
                // Nobody else can end before this one.
                let first = try await group.next()
                mayEnd.signal()
                mayEnd.signal()
                return [first] + [try await group.next(), try await group.next()]
            }
            #expect(turnedAway == [true, false, false])
            // The places are free again.
            try await database.read { _ in }
        }
    }

    @Test(arguments: testEngines)
    func closingWaitsForWhatRunsAndThenNothingRuns(engine: Engine) async throws {
        try await withDatabaseAddress(engine) { address in
            let database = try await openDatabase(address)
            try await Migrator(Self.tables).run(on: database)
            let (began, hasBegun) = AsyncStream<Void>.makeStream()
            let mayEnd = DispatchSemaphore(value: 0)
            async let written: Void = database.write { db in
                hasBegun.yield()
                mayEnd.wait()
                try Self.add("a", 1)(db)
            }
            for await _ in began { break }
            async let closed: Void = database.close()
            // Closing begins at some moment before or after this; the write holds in both cases.
            mayEnd.signal()
            await closed
            try await written
            await database.close()
            await #expect(throws: StorageError.closed) { try await database.write { _ in } }
            await #expect(throws: StorageError.closed) { _ = try await database.read(Self.all) }
            let again = try await openDatabase(address)
            #expect(try await again.read(Self.all) == ["a": 1])
            await again.close()
        }
    }

    @Test(arguments: testEngines)
    func aCancelledTaskDoesNotHalveATransaction(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.tables) { database in
            let (began, hasBegun) = AsyncStream<Void>.makeStream()
            let mayEnd = DispatchSemaphore(value: 0)
            let task = Task {
                try await database.write { db in
                    try Self.add("a", 1)(db)
                    hasBegun.yield()
                    mayEnd.wait()
                    try Self.add("b", 2)(db)
                }
            }
            for await _ in began { break }
            task.cancel()
            mayEnd.signal()
            try await task.value
            #expect(try await database.read(Self.all) == ["a": 1, "b": 2])
        }
    }

    @Test(arguments: testEngines)
    func jobsAreClaimedOnce(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.tables) { database in
            try await database.write { db in for job in 0..<40 { try Self.add("\(job)", 0)(db) } }
            try await withThrowingTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        while try await claim(database) {}
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.read(Self.all).values.allSatisfy { $0 == 1 })
        }

        @Sendable func claim(_ database: any Database) async throws -> Bool {
            do {
                return try await database.write { db in
                    let sql = "SELECT name FROM counter WHERE number = 0 ORDER BY name LIMIT 1\(db.skippingLocked)"
                    guard let name: String = try db.row(sql)?["name"] else { return false }
                    try db.execute("UPDATE counter SET number = number + 1 WHERE name = $1", name)
                    return true
                }
            } catch StorageError.conflict {
                return true
            }
        }
    }
}

/// How many are inside.
private final class Inside: Sendable {
    private let count = Atomic(0)

    func enter() -> Int { count.add(1, ordering: .sequentiallyConsistent).newValue }
    func leave() { count.subtract(1, ordering: .sequentiallyConsistent) }
}
