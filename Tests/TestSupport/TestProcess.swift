import Foundation

/// The path of a file or folder of the checkout, for instance `scripts/postgres`.
public func checkout(_ path: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent(path).path
}

/// The path of an executable that was built together with the tests.
public func builtProduct(_ name: String) -> String {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent(name).path
}

/// A process that a test started, and whose output it reads line by line.
public final class TestProcess: @unchecked Sendable {
    // Only `line()` touches the buffer, and a test calls it from one place.
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var buffer: [UInt8] = []

    /// Starts `command`, a path or a name to be looked up, with its arguments.
    public init(_ command: String, _ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [command] + arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    /// The next line, `nil` at the end of the output.
    public func line() async -> String? {
        await onThread {
            while true {
                if let end = self.buffer.firstIndex(of: UInt8(ascii: "\n")) {
                    defer { self.buffer.removeSubrange(...end) }
                    return String(decoding: self.buffer[..<end], as: UTF8.self)
                }
                let more = self.output.fileHandleForReading.availableData
                if more.isEmpty { return nil }
                self.buffer += more
            }
        }
    }

    /// Ends it as `kill -9` does, and returns when it is gone.
    public func kill() async {
        Glibc.kill(process.processIdentifier, SIGKILL)
        _ = await exitStatus()
    }

    /// Waits for its end.
    public func exitStatus() async -> Int32 {
        await onThread {
            self.process.waitUntilExit()
            return self.process.terminationStatus
        }
    }
}

/// Runs a command to its end.
///
/// - Throws: `TestSetupError` when it does not end well.
public func run(_ command: String, _ arguments: [String]) async throws {
    let status = try await TestProcess(command, arguments).exitStatus()
    guard status == 0 else {
        throw TestSetupError(description: "\(command) \(arguments.joined(separator: " ")) ended with \(status)")
    }
}

/// Runs blocking work on a thread of its own, off the pool that all tests share.
func onThread<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        Thread { continuation.resume(returning: work()) }.start()
    }
}
