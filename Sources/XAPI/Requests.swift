/// Header fields of a request or of a part, by their names in whatever case.
public struct HeaderFields: Hashable, Sendable {
    private var values: [String: String]

    /// - Parameter fields: names and values; of a name that comes twice the values are joined by ", " (RFC 9110, 5.3).
    public init(_ fields: [(name: String, value: String)] = []) {
        values = [:]
        for field in fields {
            let name = field.name.lowercased()
            values[name] = values[name].map { "\($0), \(field.value)" } ?? field.value
        }
    }

    /// The value of a field; `nil` when it is not there.
    public subscript(name: String) -> String? {
        get { values[name.lowercased()] }
        set { values[name.lowercased()] = newValue }
    }
}

/// What stands after the `?` of an address, decoded. Names are told apart by case, and none may come twice.
public struct QueryParameters: Hashable, Sendable {
    public private(set) var values: [String: String]

    /// - Parameter encoded: as it stands in the address or in a form's body, without the `?`; `+` is a blank.
    /// - Throws: `XAPIError` 400 for a broken escape, text that is not UTF-8, and a name that comes twice.
    public init(encoded: some StringProtocol) throws(XAPIError) {
        values = [:]
        for pair in encoded.utf8.split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decode(halves[0])
            let value = halves.count == 2 ? try Self.decode(halves[1]) : ""
            guard values.updateValue(value, forKey: name) == nil else {
                throw .bad("A parameter stands twice in the request. Send each once.")
            }
        }
    }

    public init(_ values: [String: String] = [:]) { self.values = values }

    public subscript(name: String) -> String? {
        get { values[name] }
        set { values[name] = newValue }
    }

    private static func decode(_ encoded: some Collection<UInt8>) throws(XAPIError) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encoded.count)
        var rest = encoded[...]
        while let byte = rest.first {
            rest = rest.dropFirst()
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2).compactMap(Hex.digit)
                guard digits.count == 2 else {
                    throw .bad("A parameter has a % without two hexadecimal digits after it.")
                }
                bytes.append(digits[0] << 4 | digits[1])
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .bad("A parameter is not UTF-8.") }
        return text
    }

    /// - Throws: when a parameter is not one of these: also for another case of letters (Communication 3.2).
    func check(known: Set<String>) throws(XAPIError) {
        guard values.keys.allSatisfy(known.contains) else {
            let names = known.isEmpty ? "none" : known.sorted().joined(separator: ", ")
            throw .bad(
                "The request has a parameter that is not known here. Known are, in this case of letters: \(names).")
        }
    }

    func required(_ name: String) throws(XAPIError) -> String {
        guard let value = self[name] else { throw .bad("The parameter \(name) is missing. It is required.") }
        return value
    }
}

/// A request to the record store, whichever server took it.
public struct XAPIRequest: Hashable, Sendable {
    /// `GET`, `HEAD`, `PUT`, `POST` or `DELETE`.
    public var method: String
    public var query: QueryParameters
    public var headers: HeaderFields
    public var body: [UInt8]

    public init(method: String, query: QueryParameters, headers: HeaderFields, body: [UInt8]) {
        self.method = method
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// The header fields that a form of the alternate request syntax may hold (Communication 1.3).
    private static let headerNames = [
        "Authorization", XAPIVersion.header, "Content-Type", "Content-Length", "If-Match", "If-None-Match",
    ]

    /// The request that was meant when this one uses the alternate request syntax of 1.0.3 (Communication 1.3): a POST with
    /// `?method=` whose form holds headers, parameters and `content`. Without `method` in the query it is itself.
    ///
    /// Call it before anything else, also before looking at `Authorization`, which may come from the form. The version is
    /// that of the resulting request. What the form says goes before what the header of the POST says.
    /// - Throws: `XAPIError` 400, also for every use of it with version 2.0, which does not know it.
    public func resolved() throws(XAPIError) -> XAPIRequest {
        guard let method = query["method"] else { return self }
        guard self.method == "POST" else { throw .bad("The parameter method may only be sent with POST.") }
        guard query.values.count == 1 else {
            throw .bad("Beside method no parameter may stand in the address. Put the others into the form.")
        }
        guard ["GET", "HEAD", "PUT", "POST", "DELETE"].contains(method) else {
            throw .bad("The parameter method has to be GET, HEAD, PUT, POST or DELETE.")
        }
        // Browsers that need this cannot set a header: they send text or no type at all (1.3.s3.b9 is a recommendation).
        let type = MediaType(headers["Content-Type"])?.name ?? "text/plain"
        guard ["application/x-www-form-urlencoded", "text/plain"].contains(type) else {
            throw .bad("With the parameter method the Content-Type has to be application/x-www-form-urlencoded.")
        }
        guard let text = String(validating: body, as: UTF8.self) else { throw .bad("The form is not UTF-8.") }
        let form = try QueryParameters(encoded: text)
        let request = try filled(method: method, from: form)
        for value in [headers[XAPIVersion.header], request.headers[XAPIVersion.header]] {
            guard value.flatMap(XAPIVersion.init(writtenAs:)) != .v2 else {
                throw .bad("xAPI 2.0 has no parameter method. Send the request with its own method.")
            }
        }
        return request
    }

    private func filled(method: String, from form: QueryParameters) throws(XAPIError) -> XAPIRequest {
        var request = XAPIRequest(method: method, query: QueryParameters(), headers: headers, body: [])
        request.headers["Content-Type"] = nil
        request.headers["Content-Length"] = nil
        for (name, value) in form.values where name != "content" {
            if let header = Self.headerNames.first(where: { $0.lowercased() == name.lowercased() }) {
                request.headers[header] = value
            } else {
                request.query[name] = value
            }
        }
        let hasContent = method == "PUT" || method == "POST"
        guard (form["content"] != nil) == hasContent else {
            throw .bad(hasContent ? "The form has no content." : "The form may have no content with this method.")
        }
        request.body = Array((form["content"] ?? "").utf8)
        if hasContent, request.headers["Content-Type"] == nil { request.headers["Content-Type"] = "application/json" }
        return request
    }
}

/// A media type with its parameters (RFC 9110, section 8.3.1).
struct MediaType {
    /// `type/subtype` in lower case.
    let name: String
    private let parameters: [(name: String, value: String)]

    /// `nil` when there is none or it is not one.
    init?(_ text: String?) {
        guard let text, Syntax.isMediaType(text) else { return nil }
        var parts = Self.split(text)
        name = parts.removeFirst().lowercased()
        parameters = parts.compactMap { part in
            guard let equals = part.firstIndex(of: "=") else { return nil }
            var value = String(part[part.index(after: equals)...])
            if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
                value = String(value.dropFirst().dropLast())
            }
            return (part[..<equals].lowercased(), value)
        }
    }

    subscript(parameter: String) -> String? { parameters.first { $0.name == parameter }?.value }

    var isJSON: Bool { name == "application/json" }

    /// The parts between semicolons that stand outside of quotes, without the blanks around them.
    private static func split(_ text: String) -> [String] {
        var parts = [""]
        var isQuoted = false
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            if character == ";", !isQuoted { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts.map { part in
            var part = part[...]
            while part.first == " " || part.first == "\t" { part.removeFirst() }
            while part.last == " " || part.last == "\t" { part.removeLast() }
            return String(part)
        }
    }
}
