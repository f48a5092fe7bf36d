import Core
import Foundation
import Hummingbird
import Vault

/// What `make bench` compares with: Hummingbird with one route that answers with the bytes of a file, and nothing else around
/// it; or the derivation of receipts alone, as many at once as the server itself admits, printing how many a second.
///
///     BareServer PORT FILE
///     BareServer derive SECONDS
@main
struct BareServer {
    static func main() async throws {
        let arguments = CommandLine.arguments
        if arguments.count == 3, arguments[1] == "derive", let seconds = Double(arguments[2]) {
            return print(try await derivationsPerSecond(for: seconds))
        }
        guard arguments.count == 3, let port = Int(arguments[1]) else {
            fatalError("usage: BareServer PORT FILE, or BareServer derive SECONDS")
        }
        let body = ByteBuffer(bytes: try Data(contentsOf: URL(fileURLWithPath: arguments[2])))
        let router = Router()
        router.get("page") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/html; charset=utf-8"], body: .init(byteBuffer: body))
        }
        router.get("healthz") { _, _ in "ok" }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
        try await application.runService()
    }

    /// Derives receipts without a pause, with always some waiting in the queue.
    private static func derivationsPerSecond(for seconds: Double) async throws -> Double {
        let siteKey = SiteKey(Array(repeating: 7, count: SiteKey.size))!
        let queue = DerivationQueue()
        let clock = ContinuousClock()
        let start = clock.now
        let end = start + .seconds(seconds)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    while clock.now < end {
                        let receipt = Receipt(random: systemRandomBytes)
                        _ = try await queue.secrets(of: receipt, siteKey: siteKey, source: nil)
                    }
                }
            }
            try await group.waitForAll()
        }
        return Double(queue.derivations) / ((clock.now - start) / .seconds(1))
    }
}
