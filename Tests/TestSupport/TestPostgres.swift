import CPQ
import Foundation

/// Databases on the server at `VANGNET_TEST_POSTGRES`.
func withPostgresDatabase<Result>(_ body: (_ address: String) async throws -> Result) async throws -> Result {
    guard let server = ProcessInfo.processInfo.environment["VANGNET_TEST_POSTGRES"] else {
        throw TestSetupError(
            description: "No PostgreSQL to test on: run `scripts/with-postgres swift test`, "
                + "or set VANGNET_TEST_ENGINES=sqlite to leave it out.")
    }
    guard var address = URLComponents(string: server) else {
        throw TestSetupError(description: "VANGNET_TEST_POSTGRES is not an address")
    }
    let name = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
    // Copying files is the faster way on a server that does not wait for the disk.
    try await postgresCommand("CREATE DATABASE \(name) STRATEGY file_copy", at: server)
    address.path = "/" + name
    let result: Swift.Result<Result, any Error>
    do { result = .success(try await body(address.string!)) } catch { result = .failure(error) }
    try await postgresCommand("DROP DATABASE \(name) WITH (FORCE)", at: server)
    return try result.get()
}

/// Executes one statement outside a transaction, on a connection of its own.
public func postgresCommand(_ sql: String, at address: String) async throws {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        let thread = Thread {
            let connection = PQconnectdb(address)
            let answer = PQexec(connection, sql)
            let isDone = [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(answer))
            let message = String(cString: PQerrorMessage(connection))
            PQclear(answer)
            PQfinish(connection)
            continuation.resume(with: isDone ? .success(()) : .failure(TestSetupError(description: message)))
        }
        thread.start()
    }
}
