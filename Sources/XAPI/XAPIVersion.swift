/// A version of the Experience API that the record store speaks.
public enum XAPIVersion: String, Hashable, Sendable, CaseIterable {
    /// ADL's Experience API 1.0.3.
    case v1 = "1.0.3"
    /// IEEE 9274.1.1, "xAPI 2.0.0".
    case v2 = "2.0.0"

    /// The header in which each request and each answer tells its version. An answer carries `rawValue`.
    public static let header = "X-Experience-API-Version"

    /// The version that a request asks for by its header.
    ///
    /// - Parameter value: the header's value, `nil` when there is none.
    /// - Throws: `XAPIError` 400 for none and for what is not known. The answer to it carries `answering(value)`.
    public init(requested value: String?) throws(XAPIError) {
        guard let value else {
            throw .bad("The header \(Self.header) is missing. Send it with 1.0.3 or 2.0.0.")
        }
        guard let version = XAPIVersion(writtenAs: value) else {
            throw .bad("The version in the header \(Self.header) is not known. Send 1.0.3 or 2.0.0.")
        }
        self = version
    }

    /// The version to write in the header of an answer, also of one that refuses: the one that was asked for when it is
    /// known, else the latest.
    public static func answering(_ value: String?) -> XAPIVersion { value.flatMap(XAPIVersion.init(writtenAs:)) ?? .v2 }

    /// `1.0` and `1.0.x` are the first, `2.0` and `2.0.x` the second; anything else is none (Communication 3.3).
    init?(writtenAs text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, parts[1] == "0" else { return nil }
        if parts.count == 3 {
            guard !parts[2].isEmpty, parts[2].utf8.count < 10, parts[2].utf8.allSatisfy(Syntax.isDigit) else {
                return nil
            }
        }
        switch parts[0] {
        case "1": self = .v1
        case "2": self = .v2
        default: return nil
        }
    }
}
