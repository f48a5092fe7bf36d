import NIOCore
import NIOPosix

/// What a stub answers, and how it breaks.
struct StubAnswer: Sendable {
    enum Fault: Sendable {
        case none
        /// The connection ends after so many bytes of the body.
        case cut(after: Int)
        /// The connection ends without an answer.
        case drop
    }

    var status = 200
    var headers: [(String, String)] = []
    var body: [UInt8] = []
    var fault = Fault.none

    static func json(_ text: String) -> StubAnswer { StubAnswer(body: Array(text.utf8)) }
    static func status(_ status: Int, _ headers: [(String, String)] = []) -> StubAnswer {
        StubAnswer(status: status, headers: headers, body: Array("<html>\(status)</html>".utf8))
    }

    var bytes: [UInt8] {
        let head = [("Content-Length", "\(body.count)"), ("Connection", "close")] + headers
        let lines = ["HTTP/1.1 \(status) Stub"] + head.map { "\($0.0): \($0.1)" }
        let start = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        switch fault {
        case .none: return start + body
        case .cut(let count): return start + body.prefix(count)
        case .drop: return []
        }
    }
}

/// Serves `answer` on a port of its own while `body` runs, which gets the address of the server.
func withStub<Result>(
    _ answer: @escaping @Sendable (_ target: String) -> StubAnswer, _ body: (_ origin: String) async throws -> Result
) async throws -> Result {
    let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(StubHandler(answer))
            }
        }
        .bind(host: "127.0.0.1", port: 0).get()
    do {
        let result = try await body("http://127.0.0.1:\(channel.localAddress!.port!)")
        try await channel.close()
        return result
    } catch {
        try? await channel.close()
        throw error
    }
}

/// Reads one request without a body, answers it, and closes.
private final class StubHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: @Sendable (String) -> StubAnswer
    private var received = ""

    init(_ answer: @escaping @Sendable (String) -> StubAnswer) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += String(buffer: unwrapInboundIn(data))
        guard received.hasSuffix("\r\n\r\n"), let line = received.split(separator: "\r\n").first else { return }
        let target = line.split(separator: " ")[1]
        received = ""
        let bytes = answer(String(target)).bytes
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        context.close(promise: nil)
    }
}
