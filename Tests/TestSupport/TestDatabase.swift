import Foundation
public import Storage

/// The engines that the tests run on: both, unless `VANGNET_TEST_ENGINES` names one (`sqlite` or `postgres`).
///
/// Every test that needs a database is written `@Test(arguments: testEngines)`, so that both engines run the same ones.
public let testEngines: [Engine] = {
    guard let names = ProcessInfo.processInfo.environment["VANGNET_TEST_ENGINES"] else { return Engine.allCases }
    return names.split(separator: ",").compactMap { Engine(rawValue: String($0)) }
}()

/// What is missing for a test to run at all.
public struct TestSetupError: Error, CustomStringConvertible {
    public let description: String
}

/// Runs `body` with an empty database of its own on `engine`, in which `migrations` have run, and removes it afterwards.
///
///     @Test(arguments: testEngines)
///     func something(engine: Engine) async throws {
///         try await withDatabase(engine, migrations: learningMigrations) { database in … }
///     }
///
/// PostgreSQL is the server at `VANGNET_TEST_POSTGRES`; `scripts/with-postgres swift test` starts one. Without it the
/// test fails, so that nothing is left out silently; `VANGNET_TEST_ENGINES=sqlite` leaves it out on purpose.
@discardableResult
public func withDatabase<Result>(
    _ engine: Engine, migrations: [Migration] = [], options: DatabaseOptions = DatabaseOptions(connections: 4),
    _ body: (any Database) async throws -> Result
) async throws -> Result {
    try await withDatabaseAddress(engine) { address in
        let database = try await openDatabase(address, options: options)
        do {
            try await Migrator(migrations).run(on: database)
            let result = try await body(database)
            await database.close()
            return result
        } catch {
            await database.close()
            throw error
        }
    }
}

/// As `withDatabase`, for tests that open the database themselves: `address` leads to one that is empty.
@discardableResult
public func withDatabaseAddress<Result>(
    _ engine: Engine, _ body: (_ address: String) async throws -> Result
) async throws -> Result {
    switch engine {
    case .sqlite:
        try await withTemporaryFolder { try await body("sqlite:\($0)/test.db") }
    case .postgres:
        try await withPostgresDatabase(body)
    }
}

/// Every column of every table, for tests that look through all that a database holds.
public func tableColumns(_ transaction: any Transaction) throws -> [(table: String, name: String)] {
    let columns =
        switch transaction.engine {
        case .sqlite:
            """
            SELECT m.name AS tab, p.name AS col FROM sqlite_master m JOIN pragma_table_info(m.name) p
            WHERE m.type = 'table'
            """
        case .postgres:
            """
            SELECT table_name::text AS tab, column_name::text AS col FROM information_schema.columns
            WHERE table_schema = current_schema()
            """
        }
    return try transaction.rows(columns).map { (try $0["tab"], try $0["col"]) }
}
