/// A web address of the source, taken apart strictly: what is sent is put together again from these parts, so that no two
/// readers of one address can disagree about its host.
struct HouseAddress: Hashable, Sendable {
    let scheme: String
    let host: String
    let port: Int
    /// Begins with a slash and does not end with one.
    let path: String
    /// What follows the question mark.
    let query: String?

    init(scheme: String, host: String, port: Int, path: String, query: String?) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
        self.query = query
    }

    /// Reads an absolute http or https address. `nil` for anything else, and for what is only written to deceive: a user name,
    /// a backslash, a space, a dot segment.
    init?(_ text: String) {
        guard text.utf8.count <= 8000, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }),
            let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://")
        else { return nil }
        let scheme = text[..<colon].lowercased()
        guard scheme == "https" || scheme == "http" else { return nil }
        let whole = text[text.index(colon, offsetBy: 3)...].prefix { $0 != "#" }
        let authority = whole.prefix { $0 != "/" && $0 != "?" }
        let (beforeQuery, query) = Self.split(whole.dropFirst(authority.count), at: "?")
        guard let (host, port) = Self.authority(authority, scheme: scheme), Self.isPlain(beforeQuery) else {
            return nil
        }
        self.init(
            scheme: scheme, host: host, port: port, path: Self.withoutSlash(beforeQuery), query: query.map(String.init))
    }

    private static func authority(_ text: Substring, scheme: String) -> (String, Int)? {
        let isBracketed = text.hasPrefix("[")
        let host = isBracketed ? text.prefix { $0 != "]" } + "]" : text.prefix { $0 != ":" }
        let rest = text.dropFirst(host.count)
        let allowed =
            isBracketed
            ? "0123456789abcdefABCDEF:[]" : "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"
        guard !host.isEmpty, host.count <= 253, host.allSatisfy({ allowed.contains($0) }) else { return nil }
        guard !rest.isEmpty else { return (host.lowercased(), scheme == "https" ? 443 : 80) }
        guard rest.first == ":", let port = Int(rest.dropFirst()), (1...65535).contains(port),
            rest.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber })
        else { return nil }
        return (host.lowercased(), port)
    }

    /// No segment goes up, not even in disguise.
    private static func isPlain(_ path: Substring) -> Bool {
        let lower = path.lowercased()
        guard !lower.contains("%2e"), !lower.contains("%2f"), !lower.contains("%5c") else { return false }
        return !path.split(separator: "/").contains { $0 == "." || $0 == ".." }
    }

    private static func withoutSlash(_ path: Substring) -> String {
        String(String(path.reversed().drop { $0 == "/" }).reversed())
    }

    private static func split(_ text: Substring, at mark: Character) -> (Substring, Substring?) {
        guard let index = text.firstIndex(of: mark) else { return (text, nil) }
        return (text[..<index], text[text.index(after: index)...])
    }

    /// The address as it is sent.
    var text: String {
        let isUsual = port == (scheme == "https" ? 443 : 80)
        return
            "\(scheme)://\(host)\(isUsual ? "" : ":\(port)")\(path.isEmpty ? "/" : path)\(query.map { "?\($0)" } ?? "")"
    }

    /// A page below this one, with options that are encoded here.
    func below(_ name: String, _ options: [(name: String, value: String)]) -> HouseAddress {
        let query = options.map { "\($0.name)=\(Self.encoded($0.value))" }.joined(separator: "&")
        return HouseAddress(
            scheme: scheme, host: host, port: port, path: "\(path)/\(name)", query: query.isEmpty ? nil : query)
    }

    /// Where a link leads, read from a page of this source; `nil` when it leads out of the source or is no address.
    func following(_ link: String) -> HouseAddress? {
        guard let target = link.contains("://") ? HouseAddress(link) : relative(link) else { return nil }
        return isAbove(target) ? target : nil
    }

    /// An address without a host: from the root with a slash, else from this one.
    private func relative(_ link: String) -> HouseAddress? {
        guard !link.hasPrefix("//") else { return nil }
        let origin = "\(scheme)://\(host):\(port)"
        return HouseAddress(link.hasPrefix("/") ? origin + link : "\(origin)\(path)/\(link)")
    }

    func isAbove(_ other: HouseAddress) -> Bool {
        other.scheme == scheme && other.host == host && other.port == port && other.path.hasPrefix("\(path)/")
    }

    /// The value of an option, as it stands there.
    func option(_ name: String) -> String? {
        for part in (query ?? "").split(separator: "&") {
            let (key, value) = Self.split(part, at: "=")
            if Self.decoded(key) == name { return value.map(Self.decoded) }
        }
        return nil
    }

    /// Percent-encoded for a query (RFC 3986, section 3.4); what OData writes most stays legible.
    static func encoded(_ value: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~(),/:$*=".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in value.utf8 {
            if plain.contains(byte) {
                out.append(byte)
            } else {
                out.append(contentsOf: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    static func decoded(_ text: some StringProtocol) -> String {
        var out: [UInt8] = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "%"), bytes.count >= 2,
                let value = UInt8(String(decoding: bytes.prefix(2), as: UTF8.self), radix: 16)
            {
                out.append(value)
                bytes = bytes.dropFirst(2)
            } else {
                out.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
