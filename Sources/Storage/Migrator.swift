public import Core
import Crypto

/// Brings a database to the schema that this Vangnet knows, and tells whether it is there.
///
/// Each migration runs once, in a transaction of its own together with its record in `storage_migrations`. Several
/// processes may start at once: one runs a migration, the others find it done.
public struct Migrator: Sendable {
    private let migrations: [Migration]

    /// - Parameter migrations: all of them, in the order in which they run; the names differ.
    public init(_ migrations: [Migration]) {
        precondition(Set(migrations.map(\.name)).count == migrations.count, "two migrations have the same name")
        self.migrations = migrations
    }

    /// The names of the migrations that have not run yet; empty when the database is ready for use.
    ///
    /// - Throws: `StorageError.newerSchema` when a migration has run that is not in the list, `.changedMigration` when one
    ///   is not what it was when it ran.
    public func pending(in database: any Database) async throws -> [String] {
        try await database.read { transaction in
            try unapplied(transaction, try transaction.hasMigrationTable).map(\.name)
        }
    }

    /// Runs what has not run yet and returns the names of what it ran.
    ///
    /// - Throws: as `pending(in:)`, before anything runs.
    @discardableResult
    public func run(on database: any Database, now: @escaping Now = systemClock) async throws -> [String] {
        try await patiently(on: database) { transaction in
            try transaction.script(
                """
                CREATE TABLE IF NOT EXISTS storage_migrations (
                    name TEXT PRIMARY KEY,
                    sha256 TEXT NOT NULL,
                    applied BIGINT NOT NULL
                )
                """)
            _ = try unapplied(transaction, true)
        }
        var done: [String] = []
        while let name = try await runNext(on: database, now) { done.append(name) }
        return done
    }

    private func runNext(on database: any Database, _ now: @escaping Now) async throws -> String? {
        try await patiently(on: database) { transaction in
            guard let next = try unapplied(transaction, true).first else { return nil }
            let sql = next.sql[transaction.engine] ?? ""
            try transaction.script(sql)
            try transaction.execute(
                "INSERT INTO storage_migrations (name, sha256, applied) VALUES ($1, $2, $3)",
                next.name, Self.sha256(sql), now())
            return next.name
        }
    }

    /// As `exclusively`, for as long as another process that migrates gets on: it may hold a file for longer than a connection
    /// waits.
    private func patiently<Result: Sendable>(
        on database: any Database, _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        var left = Int.max
        while true {
            do {
                return try await database.exclusively(body)
            } catch StorageError.unavailable {
                let pending = try await pending(in: database).count
                guard pending < left else { throw StorageError.unavailable }
                left = pending
            }
        }
    }

    private func unapplied(_ transaction: any Transaction, _ hasTable: Bool) throws -> [Migration] {
        guard hasTable else { return migrations }
        var known = Dictionary(uniqueKeysWithValues: migrations.map { ($0.name, $0) })
        for row in try transaction.rows("SELECT name, sha256 FROM storage_migrations ORDER BY applied, name") {
            let name: String = try row["name"]
            guard let migration = known.removeValue(forKey: name) else { throw StorageError.newerSchema(found: name) }
            guard try row["sha256"] == Self.sha256(migration.sql[transaction.engine] ?? "") else {
                throw StorageError.changedMigration(name)
            }
        }
        return migrations.filter { known[$0.name] != nil }
    }

    private static func sha256(_ sql: String) -> String {
        SHA256.hash(data: Array(sql.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension Transaction {
    fileprivate var hasMigrationTable: Bool {
        get throws {
            switch engine {
            case .sqlite:
                try row("SELECT 1 AS found FROM sqlite_master WHERE name = 'storage_migrations'") != nil
            case .postgres:
                try row("SELECT 1 AS found WHERE to_regclass('storage_migrations') IS NOT NULL") != nil
            }
        }
    }
}
