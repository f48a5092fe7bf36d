import Foundation

/// Runs `body` with a folder of its own, and removes it afterwards.
///
/// The folder is in memory where the system has such a place: a killed process leaves its files there too, and nobody
/// pulls the plug of a test.
public func withTemporaryFolder<Result>(_ body: (_ path: String) async throws -> Result) async throws -> Result {
    let parent =
        FileManager.default.isWritableFile(atPath: "/dev/shm")
        ? URL(fileURLWithPath: "/dev/shm") : FileManager.default.temporaryDirectory
    let folder = parent.appendingPathComponent("vangnet-test-\(UUID().uuidString.lowercased())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path)
}
