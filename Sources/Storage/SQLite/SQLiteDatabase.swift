import Dispatch
import GRDB

/// SQLite through GRDB: one writer, several readers, each reader on a snapshot (WAL).
///
/// GRDB is used through its callback functions only: inside a synchronous closure its `async` functions silently resolve to
/// their blocking namesakes, and its `async` functions roll back when the task is cancelled.
final class SQLiteDatabase: Database {
    let engine = Engine.sqlite
    private let pool: DatabasePool
    private let admission: Admission

    /// Opens the file, and makes it (mode 0600) and its folder (0700) when they are not there.
    init(path: String, options: DatabaseOptions) async throws {
        self.admission = Admission(limit: options.connections + options.waiting)
        self.pool = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try Self.open(path, readers: options.connections) })
            }
        }
    }

    private static func open(_ path: String, readers: Int) throws -> DatabasePool {
        try SQLiteFile.prepare(path)
        var configuration = Configuration()
        configuration.maximumReaderCount = readers
        configuration.busyMode = .timeout(5)
        // What was deleted is overwritten in the file.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA secure_delete = ON") }
        do {
            return try connect(path, configuration, tries: 6)
        } catch let error as DatabaseError where [.SQLITE_CANTOPEN, .SQLITE_NOTADB].contains(error.resultCode) {
            throw StorageError.unopenable(path)
        } catch let error as DatabaseError {
            throw StorageError(error)
        }
    }

    /// Opens the file, again while another process holds it for longer than a connection waits: one that migrates, say.
    private static func connect(_ path: String, _ configuration: Configuration, tries: Int) throws -> DatabasePool {
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction {
                // GRDB sets NORMAL when it opens a pool, with which a power cut may undo the last commits.
                try $0.execute(sql: "PRAGMA synchronous = FULL")
                // Statements of a record store land all over a large index. With 16 MB of it at hand, and a log that is written
                // back every 16 MB, a page that changes often is read and written back less often.
                try $0.execute(sql: "PRAGMA cache_size = -16384")
                try $0.execute(sql: "PRAGMA wal_autocheckpoint = 4096")
            }
            return pool
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && tries > 1 {
            return try connect(path, configuration, tries: tries - 1)
        }
    }

    func read<Result: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Result) async throws -> Result {
        try await admission.run {
            try await withCheckedThrowingContinuation { continuation in
                // GRDB has begun a transaction on a connection that was opened for reading only.
                pool.asyncRead { connection in
                    continuation.resume(
                        with: Swift.Result {
                            do {
                                return try SQLiteTransaction.run(body, on: connection.get())
                            } catch let error as DatabaseError {
                                throw StorageError(error)
                            }
                        })
                }
            }
        }
    }

    func write<Result: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Result) async throws -> Result
    {
        try await admission.run {
            try await withCheckedThrowingContinuation { continuation in
                pool.asyncWriteWithoutTransaction { connection in
                    continuation.resume(with: Swift.Result { try Self.commit(body, on: connection) })
                }
            }
        }
    }

    /// There is one writer at a time anyway.
    func exclusively<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await write(body)
    }

    /// The pages were overwritten at once (`secure_delete`); the log still holds them as they were.
    func forgetDeleted(in tables: [String]) async throws {
        try await admission.run {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                pool.asyncWriteWithoutTransaction { connection in
                    continuation.resume(
                        with: Swift.Result {
                            do { _ = try connection.checkpoint(.truncate) } catch let error as DatabaseError {
                                throw StorageError(error)
                            }
                        })
                }
            }
        }
    }

    private static func commit<Result>(
        _ body: (any Transaction) throws -> Result, on connection: GRDB.Database
    ) throws -> Result {
        do {
            var result: Result?
            // Immediate: a transaction that begins by reading and then writes could not wait for another writer.
            try connection.inTransaction(.immediate) {
                result = try SQLiteTransaction.run(body, on: connection)
                return .commit
            }
            return result!
        } catch let error as DatabaseError {
            throw StorageError(error)
        }
    }

    func close() async {
        await admission.close()
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [pool] in
                // Nothing is running any more; what is left to fail is finding it closed already.
                try? pool.close()
                continuation.resume()
            }
        }
    }
}

extension StorageError {
    /// What an error of SQLite means here; its sentence, which may quote values, is left behind.
    init(_ error: DatabaseError) {
        switch error.resultCode {
        case .SQLITE_FULL: self = .full
        case .SQLITE_READONLY: self = .readOnly
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .unavailable
        default: self = .statement(code: String(error.extendedResultCode.rawValue))
        }
    }
}
