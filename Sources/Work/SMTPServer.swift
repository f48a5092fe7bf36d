import FoundationEssentials

/// Where mail is handed over, and how.
public struct SMTPServer: Sendable, Hashable, CustomStringConvertible {
    /// How the connection is encrypted.
    public enum Encryption: String, Sendable, Hashable {
        /// From the first byte: `smtps://`, port 465.
        case implicit
        /// After STARTTLS, which the server has to offer: `smtp://`, port 587.
        case startTLS
        /// Not at all.
        case none
    }

    public let host: String
    public let port: Int
    public let encryption: Encryption
    public let user: String?
    public let password: String?
    /// A file of certificates to trust instead of the system's.
    public var certificates: String?
    /// Seconds for connecting, and for one mail as a whole.
    public var timeouts: (connect: Int, total: Int) { (15, 60) }

    /// Reads `smtps://user:password@host:port` or `smtp://…`, user and password percent-encoded.
    ///
    /// `smtp://` goes on with STARTTLS or not at all, except to this machine itself (`localhost`, `127.0.0.1`, `[::1]`),
    /// where it stays unencrypted. `?tls=required` or `?tls=none` at the end overrules either.
    ///
    /// - Throws: `MailError.server` for anything else.
    public init(_ address: String) throws(MailError) {
        guard let parts = URLComponents(string: address), let host = parts.host, !host.isEmpty,
            parts.path.isEmpty || parts.path == "/", parts.fragment == nil,
            parts.queryItems?.allSatisfy({ $0.name == "tls" }) ?? true
        else { throw .server }
        let isLocal = ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host)
        let tls = parts.queryItems?.first?.value
        switch (parts.scheme, tls) {
        case ("smtps", nil), ("smtps", "required"): encryption = .implicit
        case ("smtp", "required"): encryption = .startTLS
        case ("smtp", "none"): encryption = .none
        case ("smtp", nil): encryption = isLocal ? .none : .startTLS
        default: throw .server
        }
        self.host = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        port = parts.port ?? (encryption == .implicit ? 465 : 587)
        user = parts.user
        password = parts.password
    }

    /// Without the password.
    public var description: String { "\(encryption == .implicit ? "smtps" : "smtp")://\(host):\(port)" }
}
