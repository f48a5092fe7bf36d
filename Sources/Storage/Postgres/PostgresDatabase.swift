import Foundation

/// PostgreSQL through libpq. Each connection has a thread of its own, since libpq waits for the server.
///
/// Writes are SERIALIZABLE and tried again, at most 3 times, when another transaction came between or when the connection
/// broke before COMMIT was sent. Each write asks for its transaction number at the beginning: when the connection breaks
/// during COMMIT, the server is asked what became of that number, and only when it cannot tell (it crashed, or does not
/// come back within 10 seconds) the caller gets `StorageError.outcomeUnknown`. A server that was replaced by a replica which had not
/// received everything may give a wrong answer here: use synchronous replication where that matters.
final class PostgresDatabase: Database {
    private static let retries = 3
    /// "Vangnet" in ASCII: the number of the lock behind `exclusively`.
    private static let exclusiveLock = 0x56_61_6E_67_6E_65_74

    let engine = Engine.postgres
    private let admission: Admission
    private let threads: PostgresThreads
    private let turns = WriterTurns()

    /// Makes the first connection, to find out whether it can be made.
    init(uri: String, options: DatabaseOptions) async throws {
        self.admission = Admission(limit: options.connections + options.waiting)
        self.threads = PostgresThreads(uri: uri, limit: options.connections)
        do {
            try await run { try $0.open() }
        } catch {
            await close()
            throw error
        }
    }

    /// Runs `body` on a snapshot that no write can be seen in or made from. Snapshots of REPEATABLE READ never have to be
    /// tried again because of writers.
    func read<Result: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Result) async throws -> Result {
        try await run { connection in
            try Self.attempts { _ in
                try connection.open()
                return try Self.rollingBack(connection) {
                    _ = try connection.command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    let result = try PostgresTransaction.run(body, on: connection)
                    _ = try connection.command("COMMIT")
                    return result
                }
            }
        }
    }

    func write<Result: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Result) async throws -> Result
    {
        try await run { [turns] connection in
            try Self.attempts { attempt in
                // After two failures it goes alone.
                attempt < 2
                    ? try turns.together { try Self.commit(body, on: connection) }
                    : try turns.alone { try Self.commit(body, on: connection) }
            }
        }
    }

    /// Holds an advisory lock of the session around the transaction: a lock taken inside it would come after its snapshot.
    func exclusively<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await run { connection in
            try Self.attempts { _ in
                try connection.open()
                _ = try connection.command("SELECT pg_advisory_lock(\(Self.exclusiveLock))")
                defer {
                    // A connection that cannot let go must not be kept, since the lock would be kept with it.
                    if (try? connection.command("SELECT pg_advisory_unlock(\(Self.exclusiveLock))")) == nil {
                        connection.close()
                    }
                }
                return try Self.commit(body, on: connection)
            }
        }
    }

    /// Writes the tables anew, without the rows that were deleted.
    func forgetDeleted(in tables: [String]) async throws {
        try await run { connection in
            try Self.attempts { _ in
                try connection.open()
                for table in tables { _ = try connection.command("VACUUM (FULL) \(table)") }
            }
        }
    }

    func close() async {
        await admission.close()
        await threads.stop()
    }

    private func run<Result: Sendable>(
        _ work: @escaping @Sendable (PostgresConnection) throws -> Result
    ) async throws -> Result {
        try await admission.run {
            try await withCheckedThrowingContinuation { continuation in
                threads.submit { connection in continuation.resume(with: Swift.Result { try work(connection) }) }
            }
        }
    }
}

// What happens on a thread, with its connection.
extension PostgresDatabase {
    /// Runs `attempt` until it succeeds or fails for good, at most 1 + 3 times.
    private static func attempts<Result>(_ attempt: (_ number: Int) throws -> Result) throws -> Result {
        var number = 0
        while true {
            do {
                return try attempt(number)
            } catch StorageError.unopenable {
                // It let us in before: it was starting when it turned us away, and up when we asked why.
                throw StorageError.unavailable
            } catch let failure as PostgresFailure {
                guard number < retries, failure.isWorthAnotherAttempt else { throw failure.error }
            }
            number += 1
            // Two that ran into each other should not meet again: 0 to 20, 40, 80 ms.
            Thread.sleep(forTimeInterval: .random(in: 0...0.01) * Double(1 << number))
        }
    }

    /// Runs `body` in a transaction and commits it.
    private static func commit<Result>(
        _ body: (any Transaction) throws -> Result, on connection: PostgresConnection
    ) throws -> Result {
        try connection.open()
        let era = connection.era
        let (result, number) = try rollingBack(connection) {
            let begun = try connection.command(
                "BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT pg_current_xact_id()::text AS number")
            // When the connection breaks between the two statements, libpq hands out the answer to the first.
            guard let number: String = try begun.rows.first?["number"] else { throw PostgresFailure.lost }
            return (try PostgresTransaction.run(body, on: connection), number)
        }
        do {
            guard try connection.command("COMMIT").command == "COMMIT" else { throw PostgresFailure.conflict }
        } catch PostgresFailure.lost {
            guard try wasCommitted(number, era, connection) else { throw PostgresFailure.lost }
        }
        return result
    }

    /// Undoes the transaction when `body` throws.
    private static func rollingBack<Result>(_ connection: PostgresConnection, _ body: () throws -> Result) throws
        -> Result
    {
        do {
            return try body()
        } catch {
            if (try? connection.command("ROLLBACK")) == nil { connection.close() }
            if error as? PostgresFailure == .conflict { connection.forgetStatements() }
            throw error
        }
    }

    /// Asks the server what became of transaction `number` of `era`, whose COMMIT it did not answer.
    ///
    /// A number that was committed is never given out again, so that "aborted" and "no such number yet" are certain;
    /// "committed" is only so when the server did not start anew, since it may tell of another transaction then.
    ///
    /// - Throws: `StorageError.outcomeUnknown`.
    private static func wasCommitted(
        _ number: String, _ era: String, _ connection: PostgresConnection
    ) throws -> Bool {
        let deadline = Date.now.addingTimeInterval(10)
        repeat {
            if let status = try? status(of: number, connection) {
                switch status {
                case "committed":
                    guard connection.era == era else { throw StorageError.outcomeUnknown }
                    return true
                case "aborted": return false
                // In progress: the server has not noticed yet that we were gone.
                default: break
                }
            }
            Thread.sleep(forTimeInterval: 0.1)
        } while Date.now < deadline
        throw StorageError.outcomeUnknown
    }

    private static func status(of number: String, _ connection: PostgresConnection) throws -> String? {
        try connection.open()
        do {
            let answer = try connection.queryOnce(
                "SELECT pg_xact_status(CAST($1 AS xid8)) AS status", PostgresParameters([number]))
            return try answer.rows.first?["status"]
        } catch PostgresFailure.final(.statement(code: "22023")) {
            // "Transaction ID is in the future": the server forgot it in a crash.
            return "aborted"
        }
    }
}
