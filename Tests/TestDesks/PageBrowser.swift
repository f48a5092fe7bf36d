public import HTTPTypes
public import HummingbirdTesting
import NIOCore
import TestSupport
import Testing

/// A browser: keeps cookies as one does, and fills in the forms of the last page.
public final class PageBrowser {
    public struct Answer: Sendable {
        public let path: String
        public let status: Int
        public let location: String?
        public let body: String
        public let headers: HTTPFields

        public func says(_ words: String) -> Bool { body.contains(words) }
        public var title: String {
            body.split(separator: "<title>").last?.split(separator: "</title>").first.map(String.init) ?? ""
        }

        /// The fields that the form with this destination carries unseen.
        public func hidden(_ action: String) -> [(String, String)] {
            var isInside = false
            var fields: [(String, String)] = []
            for tag in Markup(body).tags {
                if tag.name == "form" { isInside = PageBrowser.plain(tag["action"] ?? "") == action }
                if isInside, tag.name == "input", tag["type"] == "hidden", let name = tag["name"] {
                    fields.append((name, PageBrowser.plain(tag["value"] ?? "")))
                }
            }
            return fields
        }

        /// The destinations of the forms on the page.
        public var actions: [String] { Markup(body).tags.compactMap { $0.name == "form" ? $0["action"] : nil } }

        /// The value of the first field with this name.
        public func value(_ name: String) -> String? {
            Markup(body).tags.first { $0.name == "input" && $0["name"] == name }?["value"].map(PageBrowser.plain)
        }

        /// The answer that is chosen.
        public func chosen(_ name: String) -> [String] {
            Markup(body).tags.filter { $0["name"] == name && $0.has("checked") }.compactMap { $0["value"] }
        }
    }

    private let client: any TestClientProtocol
    public var cookies: [String: String] = [:]
    /// Of the session, for what is posted without a page before it.
    public var formToken: String?

    public init(_ client: any TestClientProtocol) { self.client = client }

    public func get(_ path: String) async throws -> Answer { try await send(path, .get, type: nil, []) }

    /// Posts fields as they are, with the session's token.
    @discardableResult
    public func post(_ path: String, _ fields: [(String, String)] = []) async throws -> Answer {
        let token = formToken.map { [("csrf", $0)] } ?? []
        let pairs = (fields.filter { $0.0 != "csrf" } + token).map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }
        return try await send(
            path, .post, type: "application/x-www-form-urlencoded", Array(pairs.joined(separator: "&").utf8))
    }

    /// Fills in the form of a page and sends it.
    ///
    /// - Parameter to: where a button leads, when that is elsewhere.
    @discardableResult
    public func fill(
        _ page: Answer, _ action: String, _ fields: KeyValuePairs<String, String> = [:], to path: String? = nil
    ) async throws -> Answer {
        #expect(page.actions.contains(action), "\(page.path) has no form for \(action): \(page.actions)")
        return try await post(path ?? action, page.hidden(action) + fields.map { ($0.key, $0.value) })
    }

    /// The same, with files.
    public func upload(
        _ page: Answer, _ action: String, files: [(field: String, name: String, bytes: [UInt8])],
        _ fields: [(String, String)] = [],
        to path: String? = nil
    ) async throws -> Answer {
        var body: [UInt8] = []
        for (name, value) in page.hidden(action) + fields {
            body += Array(
                "--grens\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        for file in files {
            body += Array(
                "--grens\r\nContent-Disposition: form-data; name=\"\(file.field)\"; filename=\"\(file.name)\"\r\n\r\n"
                    .utf8)
            body += file.bytes + [13, 10]
        }
        body += Array("--grens--\r\n".utf8)
        return try await send(path ?? action, .post, type: "multipart/form-data; boundary=grens", body)
    }

    private func send(
        _ path: String, _ method: HTTPRequest.Method, type: String?, _ bytes: [UInt8]
    ) async throws -> Answer {
        var headers = HTTPFields()
        if let type { headers[.contentType] = type }
        if !cookies.isEmpty { headers[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        let response = try await client.execute(
            uri: path, method: method, headers: headers, body: ByteBuffer(bytes: bytes))
        for cookie in response.headers[values: .setCookie] {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
            cookies[pair[0]] = cookie.contains("Max-Age=0") ? nil : pair.count > 1 ? pair[1] : ""
        }
        return Answer(
            path: path, status: response.status.code, location: response.headers[.location],
            body: String(buffer: response.body), headers: response.headers)
    }

    public static func plain(_ html: String) -> String {
        html.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }

    /// What a text looks like on a page.
    public static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

/// What somebody may type to break a page.
public let hostileTexts = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'\" onfocus=alert(1) autofocus='",
    "</textarea><script>alert(2)</script>", "{{t.web.skip.content}} {{{what}}}", "javascript:alert(1)",
    "<svg/onload=alert(1)>", "&lt;script&gt;alert(3)&lt;/script&gt;", "\u{202E}txt.exe",
]

extension PageBrowser.Answer {
    /// Whether the page is one of ours and nothing else: tags that fit, no markup that somebody typed.
    public var faults: [String] {
        var faults = Markup.faults(ofPage: body).filter { !$0.contains("{{") && !$0.contains("}}") }
        for bad in ["<script>alert", "<img", "<svg/onload", "onerror=alert(1)>", "\" onfocus="] where body.contains(bad)
        {
            faults.append("holds \(bad)")
        }
        let words = body.split { $0.isWhitespace || "<>\"".contains($0) }
        for part in ["care.", "coaches.", "coaches-dossier.", "report.", "inbox.", "signals.", "checklist.", "web."] {
            let keys = words.filter { $0.hasPrefix(part) && $0.count > part.count }
            if !keys.isEmpty { faults.append("shows the key \(keys[0])") }
        }
        return faults
    }
}
