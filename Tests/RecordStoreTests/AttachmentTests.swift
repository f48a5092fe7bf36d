import Crypto
import CryptoExtras
import Foundation
import HTTPTypes
import Storage
import TestSupport
import Testing

/// One part of a multipart body.
struct Part {
    var headers: [String]
    var bytes: [UInt8]

    static func statements(_ value: JSON, type: String = "application/json") -> Part {
        Part(headers: ["Content-Type: \(type)"], bytes: Array(value.serialized.utf8))
    }

    static func attachment(_ bytes: [UInt8], hash: String? = nil) -> Part {
        Part(
            headers: [
                "Content-Type: text/plain", "Content-Transfer-Encoding: binary",
                "X-Experience-API-Hash: \(hash ?? sha256(bytes))",
            ], bytes: bytes)
    }

    func without(_ name: String) -> Part {
        Part(headers: headers.filter { !$0.hasPrefix(name) }, bytes: bytes)
    }

    func with(_ header: String) -> Part {
        Part(headers: without(header.prefix { $0 != ":" } + ":").headers + [header], bytes: bytes)
    }
}

/// A body of parts, as a client writes one.
struct Multipart {
    var parts: [Part]
    var boundary = "-------314159grens"
    var type = "multipart/mixed"

    init(_ parts: Part...) { self.parts = parts }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for part in parts {
            bytes +=
                Array("--\(boundary)\r\n\(part.headers.joined(separator: "\r\n"))\r\n\r\n".utf8) + part.bytes + [
                    13, 10,
                ]
        }
        return bytes + Array("--\(boundary)--\r\n".utf8)
    }

    var body: Body { .bytes(bytes, type: "\(type); boundary=\(boundary)") }
}

func sha256(_ bytes: [UInt8]) -> String { SHA256.hash(data: bytes).map { hex($0) }.joined() }
func sha1(_ bytes: [UInt8]) -> String { Insecure.SHA1.hash(data: bytes).map { hex($0) }.joined() }
private func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

extension Sample {
    /// An attachment whose bytes come with the statement.
    static func attachment(_ bytes: [UInt8]) -> JSON {
        attachment.without("fileUrl").with("length", is: .number(Double(bytes.count)))
            .with("sha2", is: .string(sha256(bytes)))
    }

    static func statement(with attachments: [UInt8]...) -> JSON {
        statement.with("attachments", is: .array(attachments.map { attachment($0) }))
    }
}

/// What comes with a statement (Data 2.4.11; Communication 1.5).
@Suite("Attachments")
struct AttachmentTests {
    private static let one = Array("een eenvoudige bijlage".utf8)
    /// With what looks like the end of a part.
    private static let two = Array("regel\r\n--grens\r\n\r\n--\u{0}slot\r\n".utf8)

    @Test(
        "XAPI-00161 XAPI-00167: attachments come back with attachments=true, each once, and else not",
        arguments: testEngines, Edition.allCases)
    func comeBack(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            let statement = Sample.statement(with: Self.one, Self.two)
            let sent = Multipart(.statements(statement), .attachment(Self.one), .attachment(Self.two))
            let posted = try await store.send(.post, "/statements", sent.body)
            let id = try #require(posted.json?[0]?.text, "\(posted.text)")

            let answer = try await store.get(["statementId": id, "attachments": "true"])
            #expect(answer.status == 200)
            let parts = try parts(of: answer)
            #expect(JSON(String(decoding: parts[0].bytes, as: UTF8.self))?["id"] == .string(id))
            #expect(parts.dropFirst().map(\.bytes) == [Self.one, Self.two])
            for bytes in [Self.one, Self.two] {
                #expect(
                    answer.text.components(separatedBy: sha256(bytes)).count == 3, "in the statement and with its part")
            }
            for query in [["attachments": "true"], ["attachments": "true", "limit": "1"]]
                as [KeyValuePairs<String, String>]
            {
                let list = try self.parts(of: try await store.get(query))
                #expect(JSON(String(decoding: list[0].bytes, as: UTF8.self))?["statements"]?.items.count == 1)
                #expect(list.count == 3)
            }
            for query in [["statementId": id], ["statementId": id, "attachments": "false"]]
                as [KeyValuePairs<String, String>]
            {
                let plain = try await store.get(query, headers: ["Content-Type": sent.type])
                #expect(plain["Content-Type"] == "application/json")
                #expect(plain.json?["attachments"] == statement["attachments"])
            }
            #expect(
                try self.parts(of: try await store.get(["attachments": "true", "verb": "https://leren.example/niets"]))
                    .count
                    == 1)
        }
    }

    /// The parts of an answer.
    private func parts(of answer: Answer) throws -> [Part] {
        let type = try #require(answer["Content-Type"])
        #expect(type.hasPrefix("multipart/mixed"))
        let boundary = try #require(type.components(separatedBy: "boundary=").last)
        // Clients search for it as it stands there, some as a pattern.
        #expect(boundary.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }, "\(boundary)")
        // One character a byte, so that bytes which are no text stay what they are.
        let text = String(decoding: answer.bytes.map { UInt16($0) }, as: UTF16.self)
        let pieces = ("\r\n" + text).components(separatedBy: "\r\n--" + boundary)
        #expect(pieces.last?.hasPrefix("--") == true)
        return try pieces.dropFirst().dropLast().map { piece in
            let split = try #require(piece.range(of: "\r\n\r\n", options: .literal))
            let headers = piece[..<split.lowerBound].components(separatedBy: "\r\n").filter { !$0.isEmpty }
            return Part(headers: headers, bytes: piece[split.upperBound...].utf16.map { UInt8($0) })
        }
    }

    @Test("XAPI-00127: a statement comes as application/json or multipart/mixed", arguments: Edition.allCases)
    func contentTypes(edition: Edition) async throws {
        try await withStore(edition) { (store: Store) async throws in
            let linked = Sample.statement.with("attachments", is: [Sample.attachment])
            let text = linked.serialized
            for type in ["application/json", "application/json; charset=utf-8", "application/json;charset=UTF-8"] {
                #expect(try await store.send(.post, "/statements", .text(text, type: type)).status == 200, "\(type)")
            }
            var form = Multipart(.statements(Sample.statement(with: Self.one)), .attachment(Self.one))
            #expect(try await store.send(.post, "/statements", form.body).status == 200)
            form.type = "multipart/form-data"
            #expect(try await store.send(.post, "/statements", form.body).status == 400)
            for type in [
                "text/plain", "multipart/form-data; boundary=-------314", "application/xml", "application/jsonx",
                "application/x-www-form-urlencoded",
            ] {
                #expect(try await store.send(.post, "/statements", .text(text, type: type)).status == 400, "\(type)")
                #expect(
                    try await store.send(.put, "/statements", ["statementId": newID()], .text(text, type: type)).status
                        == 400,
                    "\(type)")
            }
            // An attachment that lies elsewhere too may come all the same, and then comes back.
            let doubled = Sample.statement.with(
                "attachments",
                is: [Sample.attachment(Self.one).with("fileUrl", is: "https://leren.example/bestand.txt")])
            let answer = try await store.send(
                .post, "/statements", Multipart(.statements(doubled), .attachment(Self.one)).body)
            let id = try #require(answer.json?[0]?.text, "\(answer.text)")
            #expect(try parts(of: try await store.get(["statementId": id, "attachments": "true"])).count == 2)
            // In parts, but with nothing that needs one.
            #expect(try await store.send(.post, "/statements", Multipart(.statements(linked)).body).status == 200)
            #expect(
                try await store.send(.post, "/statements", Multipart(.statements(Sample.statement)).body).status == 200)
            #expect(
                try await store.send(
                    .put, "/statements", ["statementId": newID()],
                    Multipart(.statements(Sample.statement(with: Self.one)), .attachment(Self.one)).body
                ).status == 204)
        }
    }

    @Test(
        """
        XAPI-00128 XAPI-00129 XAPI-00130 XAPI-00131 XAPI-00132 XAPI-00133 XAPI-00134 XAPI-00135: parts that do not fit \
        are refused
        """, arguments: Edition.allCases)
    func refused(edition: Edition) async throws {
        try await withStore(edition) { store in
            let statement = Sample.statement(with: Self.one)
            let (first, part) = (Part.statements(statement), Part.attachment(Self.one))
            let bodies: KeyValuePairs<String, Multipart> = [
                "XAPI-00128 a part too many": Multipart(first, part, .attachment(Self.two)),
                "XAPI-00129 a part too few": Multipart(.statements(Sample.statement(with: Self.one, Self.two)), part),
                "XAPI-00129 no part at all": Multipart(first),
                "XAPI-00132 no hash": Multipart(first, part.without("X-Experience-API-Hash")),
                "XAPI-00132 another hash": Multipart(first, .attachment(Self.one, hash: sha256(Self.two))),
                "XAPI-00132 bytes of another hash": Multipart(first, .attachment(Self.two, hash: sha256(Self.one))),
                "XAPI-00133 statements in two parts": Multipart(first, first, part),
                "XAPI-00134 first a text": Multipart(.statements(statement, type: "text/plain"), part),
                "XAPI-00134 first the attachment": Multipart(part, first),
                "XAPI-00135 base64": Multipart(first, part.with("Content-Transfer-Encoding: base64")),
                "XAPI-00135 no encoding": Multipart(first, part.without("Content-Transfer-Encoding")),
                "nothing": Multipart(),
            ]
            for (name, body) in bodies {
                #expect(try await store.send(.post, "/statements", body.body).status == 400, "\(name)")
            }
            let whole = Multipart(first, part)
            let text = String(decoding: whole.bytes, as: UTF8.self)
            let line = "--\(whole.boundary)\r\n"
            let start = try #require(text.range(of: line))
            let again = try #require(text.range(of: line, range: start.upperBound..<text.endIndex))
            for (name, body, type) in [
                (
                    "XAPI-00131 no first boundary", String(text[start.upperBound...]),
                    "multipart/mixed; boundary=\(whole.boundary)"
                ),
                (
                    "XAPI-00130 no boundary between", text.replacingCharacters(in: again, with: ""),
                    "multipart/mixed; boundary=\(whole.boundary)"
                ), ("XAPI-00130 none in the header", text, "multipart/mixed;"),
                ("XAPI-00130 empty in the header", text, "multipart/mixed; boundary="),
                ("XAPI-00130 another", text, "multipart/mixed; boundary=anders"),
                (
                    "no end", String(text.dropLast(whole.boundary.count + 6)),
                    "multipart/mixed; boundary=\(whole.boundary)"
                ),
            ] {
                #expect(try await store.send(.post, "/statements", .text(body, type: type)).status == 400, "\(name)")
            }
            #expect(try await store.get().ids == [], "nothing of it was stored")
        }
    }

    @Test("XAPI-00129: a statement that comes alone may only point to its attachments", arguments: Edition.allCases)
    func alone(edition: Edition) async throws {
        try await withStore(edition) { (store: Store) async throws in
            #expect(try await store.post(Sample.statement(with: Self.one)).status == 400)
            let mixed = Sample.statement.with(
                "attachments", is: [Sample.attachment, Sample.attachment(Self.two)])
            #expect(try await store.post(mixed).status == 400)
        }
    }

    @Test("XAPI-00130: boundaries as clients write them", arguments: Edition.allCases)
    func boundaries(edition: Edition) async throws {
        try await withStore(edition) { (store: Store) async throws in
            var body = Multipart(.statements(Sample.statement(with: Self.one)), .attachment(Self.one))
            body.boundary = "aap'()+_,-./:=? noot"
            let quoted = "multipart/mixed; boundary=\"\(body.boundary)\""
            #expect(try await store.send(.post, "/statements", .bytes(body.bytes, type: quoted)).status == 200)
            body.boundary = "grens"
            for (before, after, type) in [
                ("\r\n", "", "multipart/mixed;boundary=grens"),
                ("vooraf\r\n", "achteraf", "Multipart/Mixed; Boundary=grens"),
                ("", "", "multipart/mixed; charset=utf-8; boundary=\"grens\""),
            ] {
                let bytes = Array(before.utf8) + body.bytes + Array(after.utf8)
                #expect(try await store.send(.post, "/statements", .bytes(bytes, type: type)).status == 200, "\(type)")
            }
            let tight = Multipart(
                Part(
                    headers: ["Content-Type:application/json"],
                    bytes: Array(Sample.statement(with: Self.one).serialized.utf8)),
                Part(
                    headers: [
                        "content-type:text/plain", "content-transfer-encoding:binary",
                        "x-experience-api-hash:\(sha256(Self.one))",
                    ], bytes: Self.one))
            let bytes = Array(tight.bytes.dropLast(2))
            #expect(
                try await store.send(
                    .post, "/statements", .bytes(bytes, type: "multipart/mixed; boundary=\(tight.boundary)")
                ).status == 200)
        }
    }
}

/// Signed statements (Data 2.6).
@Suite("Signed statements")
struct SignatureTests {
    private static let key = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    /// A signature in its compact form.
    private func signature(
        _ payload: String, algorithm: String, padding: _RSA.Signing.Padding = .insecurePKCS1v1_5
    ) throws -> [UInt8] {
        func coded(_ bytes: some Collection<UInt8>) -> String {
            Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
                "=", with: "")
        }
        let input = coded(Array("{\"alg\":\"\(algorithm)\"}".utf8)) + "." + coded(Array(payload.utf8))
        let key = try Self.key.get()
        let data = Array(input.utf8)
        let signature: [UInt8] =
            switch algorithm {
            case "RS384": Array(try key.signature(for: SHA384.hash(data: data), padding: padding).rawRepresentation)
            case "RS512": Array(try key.signature(for: SHA512.hash(data: data), padding: padding).rawRepresentation)
            case "none": []
            case "HS256":
                Array(HMAC<SHA256>.authenticationCode(for: data, using: SymmetricKey(data: Array("geheim".utf8))))
            default: Array(try key.signature(for: SHA256.hash(data: data), padding: padding).rawRepresentation)
            }
        return Array((input + "." + coded(signature)).utf8)
    }

    private func signed(_ statement: JSON, _ signature: [UInt8], type: String = "application/octet-stream") -> Body {
        let attachment = Sample.attachment(signature)
            .with("usageType", is: "http://adlnet.gov/expapi/attachments/signature").with(
                "contentType", is: .string(type))
        return Multipart(
            .statements(statement.with("attachments", is: [attachment])),
            .attachment(signature).with("Content-Type: \(type)")
        ).body
    }

    @Test(
        "XAPI-00115 XAPI-00116 XAPI-00117: a statement with its own signature is taken", arguments: testEngines,
        Edition.allCases)
    func taken(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            for algorithm in ["RS256", "RS384", "RS512"] {
                let statement = Sample.statement.with("id", is: .string(newID()))
                let body = signed(statement, try signature(statement.serialized, algorithm: algorithm))
                let answer = try await store.send(.post, "/statements", body)
                #expect(answer.status == 200, "\(algorithm): \(answer.text)")
            }
        }
    }

    @Test("XAPI-00115 XAPI-00116 XAPI-00117: another signature is refused", arguments: Edition.allCases)
    func refused(edition: Edition) async throws {
        try await withStore(edition) { store in
            let statement = Sample.statement.with("id", is: .string(newID()))
            let other = statement.with("verb", "id", is: "https://leren.example/anders")
            let valid = try signature(statement.serialized, algorithm: "RS256")
            var bodies: [(String, Body)] = [
                ("XAPI-00115 a text", signed(statement, valid, type: "text/plain; charset=ascii")),
                ("XAPI-00115 no signature", signed(statement, Array("geen handtekening".utf8))),
                ("XAPI-00115 two parts of three", signed(statement, Array(valid.prefix { $0 != UInt8(ascii: ".") }))),
                (
                    "XAPI-00116 no JSON",
                    signed(
                        statement,
                        try signature(statement.serialized.replacing("\"", with: "'"), algorithm: "RS256"))
                ), ("XAPI-00116 another statement", signed(other, valid)),
            ]
            let pieces = String(decoding: valid, as: UTF8.self).split(separator: ".").map { JSON.string(String($0)) }
            let flattened: JSON = ["protected": pieces[0], "payload": pieces[1], "signature": pieces[2]]
            bodies.append(("XAPI2-00017 a signature in JSON", signed(statement, Array(flattened.serialized.utf8))))
            for algorithm in ["none", "HS256", "ES256", "PS256", "rs256", ""] {
                bodies.append(
                    (
                        "XAPI-00117 \(algorithm)",
                        signed(statement, try signature(statement.serialized, algorithm: algorithm))
                    ))
            }
            for (name, body) in bodies {
                #expect(try await store.send(.post, "/statements", body).status == 400, "\(name)")
            }
            #expect(try await store.get().ids == [])
        }
    }
}
