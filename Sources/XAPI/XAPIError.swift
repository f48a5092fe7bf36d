/// What a record store refuses, in the words of HTTP. The client is a program and its maker reads the sentence.
public struct XAPIError: Error, Hashable, Sendable {
    /// The HTTP status (xAPI 1.0.3 Communication 3.2; 2.0 4.1.5): 400, 404, 409, 412, 413 …
    public var status: Int
    /// Plain English: what was wrong, where, and what to do. Holds no value that was sent, only the names of properties.
    public var message: String

    public init(status: Int, _ message: String) {
        self.status = status
        self.message = message
    }

    /// A request that breaks a rule: 400.
    static func bad(_ message: String) -> XAPIError { XAPIError(status: 400, message) }
}
