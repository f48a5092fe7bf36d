import Core
import Directory
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Storage
import TestSupport
import Web

@testable import Learning

/// A browser of somebody: it keeps cookies and posts forms, over the router and without a socket.
final class Visitor {
    let client: any TestClientProtocol
    var cookies: [String: String] = [:]
    /// The token of a signed-in member's forms.
    var formToken: String?

    init(_ client: any TestClientProtocol, session: String? = nil) {
        self.client = client
        guard let session else { return }
        cookies[Security.sessionCookie] = session
        formToken = "teken"
    }

    struct Answer {
        var status: Int
        var location: String?
        var body: String
        var headers: HTTPFields

        /// The text of the page without its tags, for searching sentences.
        func says(_ sentence: String) -> Bool { body.contains(sentence) }
    }

    func get(_ path: String) async throws -> Answer { try await send(path, .get, nil, "") }

    func post(_ path: String, _ fields: KeyValuePairs<String, String>) async throws -> Answer {
        try await post(path, pairs: fields.map { ($0.key, $0.value) })
    }

    /// The same with a field more than once, or with fields that are known only when the test runs.
    func post(_ path: String, pairs fields: [(String, String)]) async throws -> Answer {
        var pairs = fields.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }
        if let formToken { pairs.append("csrf=\(formToken)") }
        return try await send(path, .post, "application/x-www-form-urlencoded", pairs.joined(separator: "&"))
    }

    /// A form with a file.
    func upload(_ path: String, _ field: String, name: String, _ bytes: [UInt8]) async throws -> Answer {
        var body = Array("--grens\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n\(formToken ?? "")\r\n".utf8)
        body += Array(
            "--grens\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(name)\"\r\n\r\n".utf8)
        body += bytes + Array("\r\n--grens--\r\n".utf8)
        return try await send(path, .post, "multipart/form-data; boundary=grens", bytes: body)
    }

    private func send(_ path: String, _ method: HTTPRequest.Method, _ type: String?, _ body: String) async throws
        -> Answer
    {
        try await send(path, method, type, bytes: Array(body.utf8))
    }

    private func send(
        _ path: String, _ method: HTTPRequest.Method, _ type: String?, bytes: [UInt8]
    ) async throws -> Answer {
        var headers = HTTPFields()
        if let type { headers[.contentType] = type }
        headers[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        let response = try await client.execute(
            uri: path, method: method, headers: headers, body: ByteBuffer(bytes: bytes))
        for cookie in response.headers[values: .setCookie] {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            cookies[String(pair[0])] = pair.count > 1 ? String(pair[1]) : ""
        }
        return Answer(
            status: response.status.code, location: response.headers[.location], body: String(buffer: response.body),
            headers: response.headers)
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

extension World {
    /// Serves the pages of Learning; `sessions` are who is signed in, by token.
    func serve(
        sessions: [String: Actor] = [:], _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let resources = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Resources").standardized.path
        let site = try Site(
            resources: resources, settings: .init(address: "https://vangnet.example"), now: clock.now,
            resume: { token in
                sessions[token].map { Visit.Session(actor: $0, token: token, formToken: "teken") }
            })
        let router = Dispatcher(
            site: site, routes: learning.routes, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ).router()
        try await Application(router: router).test(.router, body)
    }
}
