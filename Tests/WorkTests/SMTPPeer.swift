import Foundation

/// A real mail server (aiosmtpd) beside the test.
final class SMTPPeer {
    /// A mail as the server received and read it.
    struct Received: Decodable {
        let from: String
        let to: [String]
        let headers: [String: String]
        let body: String
        let raw: Data
        let encrypted: Bool
        let user: String
        let helo: String
    }

    /// What is missing for these tests to run at all.
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    private struct Start: Decodable {
        var missing: String?
        var port: Int?
        var certificate: String?
    }

    let port: Int
    let certificate: String
    private let process: Process
    private let input: Pipe
    private let lines: LineReader

    /// Starts the server. - Parameter options: `starttls`, `login`.
    init(folder: String, options: [String] = []) throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let python = tests.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
            ".venv/bin/python")
        let hasOwnPython = FileManager.default.isExecutableFile(atPath: python.path)
        let output = Pipe()
        process = Process()
        input = Pipe()
        process.executableURL = hasOwnPython ? python : URL(fileURLWithPath: "/usr/bin/env")
        let script = tests.deletingLastPathComponent().appendingPathComponent("peers/smtp.py").path
        process.arguments = (hasOwnPython ? [] : ["python3"]) + [script, folder] + options
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        lines = LineReader(output.fileHandleForReading)
        let start = try JSONDecoder().decode(Start.self, from: lines.next() ?? Data("{}".utf8))
        guard let port = start.port, let certificate = start.certificate else {
            throw Missing(
                description: "The mail server of the tests did not start: it needs python3 with aiosmtpd "
                    + "(python3 -m pip install aiosmtpd) and openssl.")
        }
        self.port = port
        self.certificate = certificate
    }

    /// The next mail it accepted; waits for it.
    func next() throws -> Received {
        try JSONDecoder().decode(Received.self, from: lines.next() ?? Data())
    }

    deinit {
        // It inherits a blocked SIGTERM from the thread that started it, and the end of its input does not reach it: servers
        // that were started later hold the other end of that pipe too.
        kill(process.processIdentifier, SIGKILL)
    }
}

/// Lines of a pipe, one at a time.
private final class LineReader {
    private let handle: FileHandle
    private var buffer = Data()

    init(_ handle: FileHandle) { self.handle = handle }

    /// The next line without its end, `nil` when there are no more.
    func next() -> Data? {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                defer { buffer = Data(buffer[(end + 1)...]) }
                return Data(buffer[..<end])
            }
            let more = handle.availableData
            guard !more.isEmpty else { return nil }
            buffer += more
        }
    }
}
