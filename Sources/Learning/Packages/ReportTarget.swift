import FoundationEssentials

/// Where a package tells that somebody began and completed the course, and what they count as there.
///
/// The code is that of a join, which also hangs on a poster: it is no secret. Whoever has it can be counted on the site as well, so
/// what a package tells is trusted as much as that, and no more.
public struct ReportTarget: Hashable, Sendable {
    /// Scheme, host and port of the Vangnet that counts, without a slash at the end.
    public let address: String
    public let code: JoinCode

    /// Reads what somebody gave: both or none.
    ///
    /// - Parameters:
    ///   - address: `https://vangnet.example`; `http` only for this machine itself.
    ///   - code: of a join.
    /// - Returns: `nil` when neither was given.
    /// - Throws: `PackageError.reportIncomplete`, `.reportAddress`, `.reportCode`.
    public static func read(address: String?, code: String?) throws -> ReportTarget? {
        if address == nil, code == nil { return nil }
        guard let address, let code else { throw PackageError.reportIncomplete }
        guard let origin = origin(address) else { throw PackageError.reportAddress(address) }
        guard let code = JoinCode(code) else { throw PackageError.reportCode }
        return ReportTarget(address: origin, code: code)
    }

    /// Whether packages can report to this address.
    static func takes(_ address: String) -> Bool { origin(address) != nil }

    private static func origin(_ address: String) -> String? {
        guard let parts = URLComponents(string: address), let scheme = parts.scheme?.lowercased(),
            let host = parts.host?.lowercased(), !host.isEmpty, parts.user == nil, parts.password == nil,
            parts.query == nil, parts.fragment == nil, ["", "/"].contains(parts.path)
        else { return nil }
        let isHere = ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host)
        guard scheme == "https" || (scheme == "http" && isHere) else { return nil }
        let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        return "\(scheme)://\(name)" + (parts.port.map { ":\($0)" } ?? "")
    }

    /// Most characters that the player adds to a learner's state: a semicolon, the name of the attempt, what was told.
    static let longestState = 1 + 32 + 3
}
