import Foundation

/// A PostgreSQL server for one test, that can be stopped and started.
public struct TestServer: Sendable {
    /// Where it is; the same after a restart.
    public let address: String
    /// What the server keeps; the test may put more beside it.
    public let folder: String
    let options: [String]

    /// Starts it again.
    public func start() async throws { try await run(script, ["start", folder] + options) }
    /// Ends it at once, sessions and all.
    public func stop() async throws { try await run(script, ["stop", folder]) }
    /// Ends it as a power cut would, but for what the system still has in memory.
    public func kill() async throws { try await run(script, ["kill", folder]) }
}

private let script = checkout("scripts/postgres")

/// Runs `body` with a PostgreSQL server of its own that waits for the disk, and removes it afterwards.
///
/// - Parameter settings: `NAME=VALUE` for the server's configuration.
public func withPostgresServer<Result>(
    settings: [String] = [], _ body: (TestServer) async throws -> Result
) async throws -> Result {
    try await withTemporaryFolder { parent in
        let folder = parent + "/server"
        let options = ["--durable"] + settings.flatMap { ["-c", $0] }
        // The server runs as a user of its own.
        chmod(parent, 0o755)
        try await run(script, ["start", folder] + options)
        let address = try String(contentsOfFile: folder + "/address", encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(TestServer(address: address, folder: folder, options: options)))
        } catch {
            result = .failure(error)
        }
        try await run(script, ["remove", folder])
        return try result.get()
    }
}
