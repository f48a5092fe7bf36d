import Core
import Hummingbird
import NIOCore

/// Reads a request's body.
enum Body {
    /// Most bytes that are read and thrown away, so that a browser that sent too much sees our sentence and not a broken
    /// connection.
    static let mostDrained = 64 << 20

    /// The bytes of the body.
    ///
    /// - Throws: `WebError.tooLarge` when there are more than `limit`.
    static func collect(_ request: Request, upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        var count = 0
        for try await chunk in request.body {
            count += chunk.readableBytes
            if count <= limit {
                bytes.append(contentsOf: chunk.readableBytesView)
            } else if count > limit + mostDrained {
                break
            }
        }
        guard count <= limit else { throw WebError.tooLarge(limit: size(limit)) }
        return bytes
    }

    private static func size(_ bytes: Int) -> String {
        bytes >= 1 << 20 ? "\(bytes >> 20) MB" : "\(max(1, bytes >> 10)) kB"
    }
}
