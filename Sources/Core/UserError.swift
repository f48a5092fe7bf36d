/// A sentence of `Resources/strings`, by its key, with the values that stand in it.
public struct Text: Hashable, Sendable {
    public var key: String
    /// Values for the `{name}` places in the sentence.
    public var arguments: [String: String]

    public init(_ key: String, _ arguments: [String: String] = [:]) {
        self.key = key
        self.arguments = arguments
    }
}

/// Something that went wrong and that the person it happens to can do something about.
///
/// Each part has one enum of these. Web turns it into a page with `status`; the command line prints the sentence and
/// exits with 1. Anything that is not a `UserError` is a mistake of ours: a 500 with a reference number.
public protocol UserError: Error, Sendable {
    /// The HTTP status that tells the same (RFC 9110, section 15).
    var status: Int { get }
    /// What was wrong, where, and what to do.
    var text: Text { get }
    /// Seconds after which trying again makes sense: the header `Retry-After`. `nil` when it has nothing to do with time.
    var retryAfter: Int? { get }
    /// The name of the form field that the person has to mend, when there is one.
    var field: String? { get }
}

extension UserError {
    public var retryAfter: Int? { nil }
    public var field: String? { nil }
}
