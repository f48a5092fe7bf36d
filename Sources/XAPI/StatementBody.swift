/// What a PUT or POST of statements carries: JSON alone or multipart/mixed with attachments (Communication 1.5).
public struct StatementBody: Hashable, Sendable {
    public var statements: [Statement]
    /// The content of attachments that came along, by their SHA-2 in lower case.
    public var attachments: [String: Attachment]

    /// An attachment that came along.
    public struct Attachment: Hashable, Sendable {
        public var contentType: String
        public var bytes: [UInt8]

        public init(contentType: String, bytes: [UInt8]) {
            self.contentType = contentType
            self.bytes = bytes
        }
    }

    /// Reads and checks all of it: content type, boundaries, header fields and hash of each part, that each declared attachment
    /// has its part or a `fileUrl` and each part is declared, and each signature.
    ///
    /// - Parameter method: `PUT` or `POST`.
    /// - Throws: `XAPIError` 400; 415 is not used.
    public init(
        method: String, headers: HeaderFields, body: [UInt8], version: XAPIVersion
    ) throws(XAPIError) { fatalError("to be written") }
}

/// The answer to `GET statements?attachments=true`.
public enum StatementAnswer {
    /// `multipart/mixed` with the JSON first, then each attachment once.
    ///
    /// - Returns: the value of `Content-Type` and the body.
    public static func multipart(
        json: [UInt8], attachments: [(sha2: String, attachment: StatementBody.Attachment)]
    ) -> (contentType: String, body: [UInt8]) { fatalError("to be written") }
}
