/// A version of the Experience API that the record store speaks.
public enum XAPIVersion: String, Hashable, Sendable, CaseIterable {
    /// ADL's Experience API 1.0.3.
    case v1 = "1.0.3"
    /// IEEE 9274.1.1, "xAPI 2.0.0".
    case v2 = "2.0.0"
}
