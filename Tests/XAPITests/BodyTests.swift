import Core
import Crypto
import CryptoExtras
import FoundationEssentials
import TestSupport
import Testing
import XAPI

private func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

private func sha256(_ text: String) -> String { hex(SHA256.hash(data: Array(text.utf8))) }

/// A body of several parts, as a client makes it.
private struct Body {
    var boundary = "-------314159265358979323846"
    var parts: [(headers: [String], content: String)] = []

    var bytes: [UInt8] {
        let all = parts.map { "--\(boundary)\r\n\($0.headers.map { "\($0)\r\n" }.joined())\r\n\($0.content)\r\n" }
        return Array((all.joined() + "--\(boundary)--\r\n").utf8)
    }

    func attaching(_ content: String, sha2: String? = nil, _ others: [String] = []) -> Body {
        var body = self
        body.parts.append(
            (
                ["Content-Type: text/plain", "Content-Transfer-Encoding: binary"]
                    + ["X-Experience-API-Hash: \(sha2 ?? sha256(content))"] + others, content
            ))
        return body
    }
}

private func statement(attaching contents: [String], more: String = "") -> String {
    let all = contents.map { content in
        """
        {"usageType":"http://example.com/attachment-usage/test","display":{"en-US":"A test"},"contentType":"text/plain",\
        "length":\(content.utf8.count),"sha2":"\(sha256(content))"}
        """
    }
    return Example.simple.setting("attachments", to: "[\((all + (more.isEmpty ? [] : [more])).joined(separator: ","))]")
        .text
}

private func body(_ statements: String) -> Body { Body(parts: [(["Content-Type:application/json"], statements)]) }

private func read(
    _ bytes: [UInt8], type: String = "multipart/mixed; boundary=-------314159265358979323846", method: String = "POST"
) throws(XAPIError) -> StatementBody {
    try StatementBody(
        method: method, headers: HeaderFields([(name: "Content-Type", value: type)]), body: bytes, version: .v1)
}

@Suite("Bodies of statements")
struct BodyTests {
    @Test("JSON alone is read, whatever parameters its type has")
    func plain() throws {
        #expect(try read(Example.simple.bytes, type: "application/json; charset=utf-8").statements.count == 1)
        #expect(try read(Example.simple.bytes, type: "Application/JSON", method: "PUT").attachments.isEmpty)
        for type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json", ""] {
            #expect(throws: XAPIError.self, "\(type)") { try read(Example.simple.bytes, type: type) }
        }
        #expect(throws: XAPIError.self) {
            try StatementBody(method: "POST", headers: HeaderFields(), body: Example.simple.bytes, version: .v1)
        }
    }

    @Test("attachments come along in parts, of any bytes")
    func parts() throws {
        let contents = ["here is a simple attachment", "\r\n--not the boundary\r\n\r\n", ""]
        var sent = body(statement(attaching: contents))
        for content in contents { sent = sent.attaching(content) }
        let read = try read(sent.bytes)
        for content in contents {
            #expect(read.attachments[sha256(content)]?.bytes == Array(content.utf8))
            #expect(read.attachments[sha256(content)]?.contentType == "text/plain")
        }
        // A line end before the first boundary, a blank after one, another line end, quotes: as clients send them.
        let text = String(decoding: sent.bytes, as: UTF8.self)
        #expect(try XAPITests.read(Array("\r\nwhatever\r\n\(text)and more".utf8)).attachments.count == 3)
        #expect(
            try XAPITests.read(
                sent.bytes, type: "multipart/mixed; charset=x; boundary=\"-------314159265358979323846\""
            )
            .statements.count == 1)
        let plain = body(statement(attaching: ["abc"])).attaching("abc").bytes
        #expect(
            try XAPITests.read(Array(String(decoding: plain, as: UTF8.self).replacing("\r\n", with: "\n").utf8))
                .attachments
                .count == 1)
    }

    @Test("no attachment, or one that stands elsewhere, needs no part")
    func without() throws {
        #expect(try read(body(Example.simple.text).bytes).attachments.isEmpty)
        let elsewhere = """
            {"usageType":"http://a.nl/u","display":{"en":"x"},"contentType":"text/plain","length":1,\
            "sha2":"\(sha256("x"))","fileUrl":"http://a.nl/x"}
            """
        let statement = statement(attaching: [], more: elsewhere)
        #expect(try read(body(statement).bytes).attachments.isEmpty)
        #expect(try read(Array(statement.utf8), type: "application/json").statements.count == 1)
    }

    @Test("SHA-384 and SHA-512 are checked too")
    func hashes() throws {
        for digest in [hex(SHA384.hash(data: Array("abc".utf8))), hex(SHA512.hash(data: Array("abc".utf8)))] {
            let declared = statement(attaching: ["abc"]).replacing(sha256("abc"), with: digest)
            #expect(
                try read(body(declared).attaching("abc", sha2: digest.uppercased()).bytes).attachments[digest] != nil)
            #expect(throws: XAPIError.self) { try read(body(declared).attaching("abd", sha2: digest).bytes) }
        }
    }

    @Test("a body with a wrong part is refused, and says which")
    func wrongParts() {
        let (good, json) = (statement(attaching: ["abc"]), "Content-Type: application/json")
        let hash = "X-Experience-API-Hash: \(sha256("abc"))"
        for (what, sent) in [
            ("a part is missing", body(good)),
            ("a part too many", body(good).attaching("abc").attaching("other")),
            ("another content", body(good).attaching("abd", sha2: sha256("abc"))),
            ("a hash that is not declared", body(good).attaching("abd")),
            ("no hash", Body(parts: [([json], good), (["Content-Transfer-Encoding: binary"], "abc")])),
            ("no encoding", Body(parts: [([json], good), ([hash], "abc")])),
            (
                "another encoding",
                Body(parts: [([json], good), ([hash, "Content-Transfer-Encoding: base64"], "YWJj")])
            ),
            ("first not JSON", Body(parts: [(["Content-Type: text/plain"], good)]).attaching("abc")),
            ("first without type", Body(parts: [([], good)]).attaching("abc")),
            ("statements in two parts", Body(parts: [([json], good), ([json], good)]).attaching("abc")),
            ("a header that is none", Body(parts: [([json, "x"], good)]).attaching("abc")), ("no part", Body()),
        ] {
            let error = #expect(throws: XAPIError.self, "\(what)") { try read(sent.bytes) }
            #expect(error?.status == 400)
        }
    }

    @Test("a wrong boundary is refused")
    func wrongBoundaries() {
        let sent = body(statement(attaching: ["abc"])).attaching("abc")
        let text = String(decoding: sent.bytes, as: UTF8.self)
        for type in [
            "multipart/mixed;", "multipart/mixed", "multipart/mixed; boundary=", "multipart/mixed; boundary=other",
        ] {
            #expect(throws: XAPIError.self, "\(type)") { try read(sent.bytes, type: type) }
        }
        let long = String(repeating: "x", count: 71)
        #expect(throws: XAPIError.self) { try read(sent.bytes, type: "multipart/mixed; boundary=\(long)") }
        let line = "--\(sent.boundary)\r\n"
        let pieces = text.split(separator: line, omittingEmptySubsequences: false).map(String.init)
        for wrong in [
            // None before the first part, none before the second, none at the end, and a body that is cut off.
            pieces[1] + line + pieces[2], line + pieces[1] + pieces[2], text.replacing("\(sent.boundary)--", with: ""),
            String(text.dropLast(40)), "", "--",
        ] {
            #expect(throws: XAPIError.self) { try read(Array(wrong.utf8)) }
        }
    }

    @Test("a boundary that goes on is another one, and a body of nothing but its beginnings is looked through at once")
    func likeBoundaries() throws {
        let content = "--\(Body().boundary)x\r\n--\(Body().boundary.dropLast())\r\nx--\(Body().boundary)"
        let sent = body(statement(attaching: [content])).attaching(content)
        #expect(try read(sent.bytes).attachments[sha256(content)]?.bytes == Array(content.utf8))
        let hyphens = [UInt8](repeating: UInt8(ascii: "-"), count: 4_000_000)
        #expect(throws: XAPIError.self) {
            try read(hyphens, type: "multipart/mixed; boundary=\(String(repeating: "-", count: 60))x")
        }
    }

    @Test("any byte changed in a body gives a value or an error, never anything else")
    func mutations() {
        var random = SeededGenerator(seed: 13)
        let bytes = body(statement(attaching: ["abc"])).attaching("abc").bytes
        for _ in 0..<1000 {
            var changed = bytes
            changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
            if Bool.random(using: &random) { changed.removeLast(Int.random(in: 0..<changed.count, using: &random)) }
            do { _ = try read(changed) } catch { #expect(error.status == 400) }
        }
    }

    @Test("an answer in parts holds each attachment once and is read back")
    func answers() throws {
        let abc = StatementBody.Attachment(contentType: "text/plain", bytes: Array("abc".utf8))
        let json = Array(statement(attaching: ["abc"]).utf8)
        let answer = StatementAnswer.multipart(
            json: json, attachments: [(sha256("abc"), abc), (sha256("abc"), abc)], random: seededRandomBytes(4))
        let back = try read(answer.body, type: answer.contentType)
        #expect(back.attachments == [sha256("abc"): abc])
        let hash = sha256("abc")
        #expect(String(decoding: answer.body, as: UTF8.self).split(separator: hash).count == 3)
        let bare = StatementAnswer.multipart(json: Example.simple.bytes, attachments: [])
        #expect(try read(bare.body, type: bare.contentType).statements.count == 1)
    }
}

@Suite("Signed statements")
struct SignatureTests {
    private static let key = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    private func base64URL(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// A JSON Web Signature, by this test's own key.
    private func sign(
        _ payload: String, algorithm: String = "RS256", header: String = "", tampered: Bool = false
    ) throws -> String {
        let first = "{\"alg\":\"\(algorithm)\"\(header.isEmpty ? "" : ",")\(header)}"
        let signed = "\(base64URL(first.utf8)).\(base64URL(payload.utf8))"
        let (bytes, key) = (Array(signed.utf8), try Self.key.get())
        let padding = _RSA.Signing.Padding.insecurePKCS1v1_5
        let signature =
            switch algorithm {
            case "RS384": try key.signature(for: SHA384.hash(data: bytes), padding: padding)
            case "RS512": try key.signature(for: SHA512.hash(data: bytes), padding: padding)
            default: try key.signature(for: SHA256.hash(data: bytes), padding: padding)
            }
        var raw = Array(signature.rawRepresentation)
        if tampered { raw[10] ^= 1 }
        return "\(signed).\(base64URL(raw))"
    }

    private static func der(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        let length: [UInt8] =
            count < 128 ? [UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 0xFF)]
        return [tag] + length + content
    }

    /// The `x5c` of the least that is a certificate of the test's key; of version 1, so without the field for it.
    private func certificate() throws -> String {
        let none = Self.der(0x30, [])
        let key = Array(try Self.key.get().publicKey.derRepresentation)
        let inner = Self.der(0x30, Self.der(0x02, [1]) + none + none + none + none + Self.der(0x30, spki(key)))
        let whole = Self.der(0x30, inner + none + Self.der(0x03, [0]))
        return "\"x5c\":[\"\(Data(whole).base64EncodedString())\"]"
    }

    /// The content of a SubjectPublicKeyInfo, without its own tag and length.
    private func spki(_ der: [UInt8]) -> [UInt8] { Array(der.dropFirst(4)) }

    private func send(
        _ signature: String, with statement: JSONValue = Example.simple, type: String = "application/octet-stream"
    ) throws(XAPIError) -> StatementBody {
        let attachment = """
            {"usageType":"http://adlnet.gov/expapi/attachments/signature","display":{"en":"Signature"},\
            "contentType":"\(type)","length":\(signature.utf8.count),"sha2":"\(sha256(signature))"}
            """
        let signed = statement.setting("attachments", to: "[\(attachment)]")
        return try read(body(signed.text).attaching(signature).bytes)
    }

    private func isTaken(_ signature: String, with statement: JSONValue = Example.simple) -> Bool {
        (try? send(signature, with: statement)) != nil
    }

    @Test("a signature that OpenSSL made with a certificate holds, and not for another statement")
    func certificateOfOpenSSL() {
        #expect(isTaken(signatureOfSimple))
        #expect(
            !isTaken(signatureOfSimple, with: Example.simple.setting("actor.mbox", to: #""mailto:other@adlnet.gov""#)))
        let last = signatureOfSimple.split(separator: ".")[2]
        #expect(!isTaken(signatureOfSimple.replacing(last, with: String(last.reversed()))))
    }

    @Test("RS256, RS384 and RS512 are taken and checked by the certificate", arguments: ["RS256", "RS384", "RS512"])
    func algorithms(algorithm: String) throws {
        let (payload, header) = (Example.simple.text, try certificate())
        #expect(isTaken(try sign(payload, algorithm: algorithm)))
        #expect(isTaken(try sign(payload, algorithm: algorithm, header: header)))
        #expect(!isTaken(try sign(payload, algorithm: algorithm, header: header, tampered: true)))
        // Without a certificate there is nothing to check it with.
        #expect(isTaken(try sign(payload, algorithm: algorithm, tampered: true)))
    }

    @Test("other algorithms are refused", arguments: ["none", "HS256", "ES256", "PS256", "rs256", "", "RS1"])
    func otherAlgorithms(algorithm: String) throws {
        #expect(!isTaken(try sign(Example.simple.text, algorithm: algorithm)))
    }

    @Test("what is no signature is refused")
    func malformed() throws {
        let good = try sign(Example.simple.text)
        let parts = good.split(separator: ".").map(String.init)
        for wrong in [
            "", "a.b", "a.b.c", "..", parts[0] + "." + parts[1], good + ".x", "\(parts[0]).\(parts[1])=.\(parts[2])",
            good.replacing(".", with: ". "), try sign("not JSON"), try sign("[]"),
            try sign(Example.simple.text.replacing("\"id\"", with: "'id\"")),
            try sign(Example.simple.text, header: #""crit":["exp"]"#),
            try sign(Example.simple.text, header: #""x5c":[]"#),
            try sign(Example.simple.text, header: #""x5c":["AAAA"]"#),
            try sign(Example.simple.text, header: #""x5c":"x""#),
            "\(base64URL("{}".utf8)).\(parts[1]).\(parts[2])", "\(base64URL("x".utf8)).\(parts[1]).\(parts[2])",
        ] {
            #expect(!isTaken(wrong), "\(wrong)")
        }
    }

    @Test("the signature needs its own content type")
    func contentType() throws {
        let good = try sign(Example.simple.text)
        #expect(throws: XAPIError.self) { try send(good, type: "text/plain; charset=ascii") }
    }

    @Test("the payload is the statement without its signature: other attachments are part of it")
    func attachments() throws {
        let other = """
            {"usageType":"http://a.nl/u","display":{"en":"x"},"contentType":"text/plain","length":1,\
            "sha2":"\(sha256("x"))","fileUrl":"http://a.nl/x"}
            """
        let unsigned = Example.simple.setting("attachments", to: "[\(other)]")
        for (payload, isValid) in [(unsigned, true), (Example.simple, false)] {
            let signature = try sign(payload.text)
            let own = """
                {"usageType":"http://adlnet.gov/expapi/attachments/signature","display":{"en":"Signature"},\
                "contentType":"application/octet-stream","length":1,"sha2":"\(sha256(signature))"}
                """
            let signed = Example.simple.setting("attachments", to: "[\(other),\(own)]")
            #expect(((try? read(body(signed.text).attaching(signature).bytes)) != nil) == isValid)
        }
    }
}
