import Core
import Crypto
import Directory
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Storage
import TestSupport
import Vault
import XAPI

@testable import Learning

/// A program that uses the record store with a credential, over the router and without a socket.
struct StoreClient: Sendable {
    let client: any TestClientProtocol
    /// `user:password`; `nil` for who has none.
    let credential: String?
    let version: String?

    init(client: any TestClientProtocol, credential: String?, version: String? = "1.0.3") {
        (self.client, self.credential, self.version) = (client, credential, version)
    }

    /// The same program with another credential.
    func with(_ credential: String?, version: String? = "1.0.3") -> StoreClient {
        StoreClient(client: client, credential: credential, version: version)
    }

    /// The same program in xAPI 2.0.
    var second: StoreClient { with(credential, version: "2.0.0") }

    struct Answer: Sendable {
        let status: Int
        let body: [UInt8]
        let headers: HTTPFields

        var text: String { String(decoding: body, as: UTF8.self) }
        var json: JSONValue? { try? JSONValue(reading: body) }
        /// Of a StatementResult.
        var statements: [JSONValue] { json?["statements"]?.array ?? [] }
        /// The ids of a StatementResult.
        var ids: [String] { statements.compactMap { $0["id"]?.string } }
        var more: String { json?["more"]?.string ?? "" }

        subscript(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
    }

    /// - Parameters:
    ///   - path: under `/xapi`, with its query; an address that begins with `/xapi` is taken as it is.
    ///   - headers: those with an empty value are not sent.
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8] = [], headers: [String: String] = [:]
    ) async throws -> Answer {
        var all = ["Content-Type": "application/json"]
        if let version { all["X-Experience-API-Version"] = version }
        if let credential { all["Authorization"] = "Basic " + Data(credential.utf8).base64EncodedString() }
        all.merge(headers) { $1 }
        var fields = HTTPFields()
        for (name, value) in all where !value.isEmpty { fields[HTTPField.Name(name)!] = value }
        let answer = try await client.execute(
            uri: path.hasPrefix("/xapi") ? path : "/xapi" + path, method: method, headers: fields,
            body: body.isEmpty ? nil : ByteBuffer(bytes: body))
        return Answer(status: answer.status.code, body: Array(answer.body.readableBytesView), headers: answer.headers)
    }

    func get(_ path: String, headers: [String: String] = [:]) async throws -> Answer {
        try await send(.get, path, headers: headers)
    }

    func post(_ path: String, _ json: String, headers: [String: String] = [:]) async throws -> Answer {
        try await send(.post, path, Array(json.utf8), headers: headers)
    }

    func put(_ path: String, _ json: String, headers: [String: String] = [:]) async throws -> Answer {
        try await send(.put, path, Array(json.utf8), headers: headers)
    }

    /// All statements of a query, page after page.
    func all(_ path: String) async throws -> [String] {
        var answer = try await get(path)
        var ids = answer.ids
        while !answer.more.isEmpty {
            answer = try await get(answer.more)
            ids += answer.ids
        }
        return ids
    }
}

/// A statement for tests: `actor` and `activity` are names that make addresses.
func statement(
    _ id: String? = nil, actor: String = "anna", verb: String = "completed", activity: String = "receptie",
    registration: String? = nil, more: String = ""
) -> String {
    let context = registration.map { ",\"context\":{\"registration\":\"\($0)\"}" } ?? ""
    return "{" + (id.map { "\"id\":\"\($0)\"," } ?? "") + """
        "actor":{"objectType":"Agent","name":"\(actor)","mbox":"mailto:\(actor)@example.org"},\
        "verb":{"id":"http://adlnet.gov/expapi/verbs/\(verb)","display":{"en":"\(verb)"}},\
        "object":{"objectType":"Activity","id":"https://example.org/\(activity)","definition":{"name":{"nl":"\(activity)"}}}\
        \(context)\(more)}
        """
}

/// A statement about another.
func reference(_ id: String, to target: String, verb: String = "voided", actor: String = "baas") -> String {
    """
    {"id":"\(id)","actor":{"objectType":"Agent","mbox":"mailto:\(actor)@example.org"},\
    "verb":{"id":"http://adlnet.gov/expapi/verbs/\(verb)"},"object":{"objectType":"StatementRef","id":"\(target)"}}
    """
}

/// The UUID of a number.
func uuid(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return "5f0c3a10-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
}

/// `text` as it stands in a query.
func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
}

func agent(_ name: String) -> String { escaped("{\"mbox\":\"mailto:\(name)@example.org\"}") }
func verb(_ name: String) -> String { escaped("http://adlnet.gov/expapi/verbs/\(name)") }
func activity(_ name: String) -> String { escaped("https://example.org/\(name)") }

extension World {
    /// A credential of an organisation, as `user:password`.
    func credential(_ scopes: Set<StoreScope> = [.all], of organisation: Organisation? = nil) async throws -> String {
        let made = try await learning.recordStore.credentials.make(
            .system, organisation: (organisation ?? hotel).id, label: "Moodle", scopes: scopes)
        return "\(made.credential.id):\(made.secret)"
    }

    /// The record store with a credential that may do everything.
    func store(_ body: @escaping @Sendable (StoreClient) async throws -> Void) async throws {
        let credential = try await credential()
        try await serve { try await body(StoreClient(client: $0, credential: credential)) }
    }
}

/// The properties of a statement that declare `content` as its attachment.
func attachment(_ content: String) -> String {
    let hash = Array(SHA256.hash(data: Array(content.utf8))).hex
    return """
        ,"attachments":[{"usageType":"https://example.org/verslag","display":{"nl":"Verslag"},\
        "contentType":"text/plain","length":\(content.utf8.count),"sha2":"\(hash)"}]
        """
}

/// A body with a statement and one attachment, for `boundary=x`.
func multipart(_ statement: String, _ content: String) -> String {
    let hash = Array(SHA256.hash(data: Array(content.utf8))).hex
    return [
        "--x", "Content-Type: application/json", "", statement, "--x", "Content-Type: text/plain",
        "Content-Transfer-Encoding: binary", "X-Experience-API-Hash: \(hash)", "", content, "--x--", "",
    ].joined(separator: "\r\n")
}

func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

/// The `mbox_sha1sum` of anna.
let annaSHA1 = Array(Insecure.SHA1.hash(data: Array("mailto:anna@example.org".utf8))).hex
