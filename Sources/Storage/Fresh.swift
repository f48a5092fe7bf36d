/// What was read is no longer what is stored: read again.
public struct Stale: Error {
    public init() {}
}

/// Runs `body`, which reads, thinks and writes only where nothing changed meanwhile, until it came through.
///
/// - Throws: `error` when others kept coming between.
public func untilFresh<Result>(
    orThrow error: any Error, _ body: () async throws -> Result
) async throws -> Result {
    for _ in 0..<20 {
        do { return try await body() } catch is Stale {} catch StorageError.conflict {}
        await Task.yield()
    }
    throw error
}
