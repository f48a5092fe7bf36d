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
    public init(requested value: String?) throws(XAPIError) { fatalError("to be written") }

    /// The version to write in the header of an answer, also of one that refuses: the one that was asked for when it is
    /// known, else the latest.
    public static func answering(_ value: String?) -> XAPIVersion { fatalError("to be written") }
}
