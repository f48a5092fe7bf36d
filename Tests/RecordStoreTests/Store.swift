import Core
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import TestSupport
import Testing

/// What a request carries.
enum Body {
    case none
    case json(JSON)
    case text(String, type: String?)
    case bytes([UInt8], type: String?)
}

/// What came back.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var json: JSON? { JSON(text) }
    subscript(header: String) -> String? { headers[HTTPField.Name(header)!] }

    /// The statements of a StatementResult, in order.
    var statements: [JSON] { json?["statements"]?.items ?? [] }
    var ids: [String] { statements.compactMap { $0["id"]?.text } }
    var more: String? { json?["more"]?.text }
}

/// A client of the record store with a credential that may do everything, in one version. It knows what is said over HTTP
/// and nothing else.
struct Store: Sendable {
    let client: any TestClientProtocol
    let edition: Edition
    /// `user:password`.
    let credential: String
    let clock: TestClock

    static let root = "/xapi"

    /// The same store, spoken to in the other version.
    func speaking(_ edition: Edition) -> Store {
        Store(client: client, edition: edition, credential: credential, clock: clock)
    }

    var authorization: String { "Basic " + Data(credential.utf8).base64EncodedString() }

    /// Sends a request with the version and the credential.
    ///
    /// - Parameters:
    ///   - resource: the path under the store's address, with its slash.
    ///   - headers: others, or other values; `nil` leaves one out.
    func send(
        _ method: HTTPRequest.Method, _ resource: String, _ query: KeyValuePairs<String, String> = [:],
        headers: [String: String?] = [:], _ body: Body = .none
    ) async throws -> Answer {
        let pairs = query.map { "\(Self.encoded($0.key))=\(Self.encoded($0.value))" }.joined(separator: "&")
        return try await send(
            method, uri: Self.root + resource + (pairs.isEmpty ? "" : "?" + pairs), headers: headers, body)
    }

    /// The same without a query.
    func send(_ method: HTTPRequest.Method, _ resource: String, _ body: Body) async throws -> Answer {
        try await send(method, resource, [:], body)
    }

    /// Sends a request to an address as it is written.
    func send(
        _ method: HTTPRequest.Method, uri: String, headers: [String: String?] = [:], _ body: Body = .none
    ) async throws -> Answer {
        var all: [String: String?] = ["X-Experience-API-Version": edition.rawValue, "Authorization": authorization]
        var bytes: [UInt8]?
        switch body {
        case .none: break
        case .json(let value):
            all["Content-Type"] = "application/json"
            bytes = Array(value.serialized.utf8)
        case .text(let text, let type):
            all["Content-Type"] = type
            bytes = Array(text.utf8)
        case .bytes(let data, let type):
            all["Content-Type"] = type
            bytes = data
        }
        all.merge(headers) { $1 }
        var fields = HTTPFields()
        for (name, value) in all { if let value { fields[HTTPField.Name(name)!] = value } }
        let response = try await client.execute(
            uri: uri, method: method, headers: fields, body: bytes.map { ByteBuffer(bytes: $0) })
        return Answer(
            status: response.status.code, headers: response.headers, bytes: Array(response.body.readableBytesView))
    }

    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    // MARK: Statements

    func post(_ statement: JSON, headers: [String: String?] = [:]) async throws -> Answer {
        try await send(.post, "/statements", headers: headers, .json(statement))
    }

    func put(_ id: String, _ statement: JSON) async throws -> Answer {
        try await send(.put, "/statements", ["statementId": id], .json(statement))
    }

    func get(_ query: KeyValuePairs<String, String> = [:], headers: [String: String?] = [:]) async throws -> Answer {
        try await send(.get, "/statements", query, headers: headers)
    }

    func statement(_ id: String) async throws -> Answer { try await get(["statementId": id]) }

    /// Stores a statement a second after the one before it, and gives its id.
    @discardableResult
    func keep(_ statement: JSON) async throws -> String {
        clock.advance(seconds: 1)
        let answer = try await post(statement)
        try #require(answer.status == 200, "\(answer.text)")
        return try #require(answer.json?[0]?.text)
    }

    /// A statement that is stored and then voided: its id and that of the one that voids it.
    func keepVoided(_ statement: JSON = Sample.statement) async throws -> (voided: String, voiding: String) {
        let voided = try await keep(statement)
        let voiding = try await keep(
            Sample.statement.with("verb", is: Sample.voided).with("object", is: reference(voided)))
        return (voided, voiding)
    }

    func reference(_ id: String) -> JSON { ["objectType": "StatementRef", "id": .string(id)] }

    /// Sends a form in the alternate request syntax.
    func alternate(
        _ method: String, _ resource: String, _ form: KeyValuePairs<String, String>, also query: String = "",
        headers: [String: String?] = [:]
    ) async throws -> Answer {
        let body = form.map { "\(Self.encoded($0.key))=\(Self.encoded($0.value))" }.joined(separator: "&")
        return try await send(
            .post, uri: "\(Self.root)\(resource)?method=\(method)\(query)", headers: headers,
            .text(body, type: "application/x-www-form-urlencoded"))
    }
}

/// A moment as it stands in a query, `seconds` from what the clock shows.
extension Store {
    func moment(_ seconds: Int64 = 0) -> String { clock.instant.advanced(bySeconds: seconds).rfc3339 }
}
