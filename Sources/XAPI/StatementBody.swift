public import Core
import Crypto

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
    /// The declared length is not compared: the public suite sends one that is not that of its content.
    ///
    /// - Parameter method: `PUT` or `POST`.
    /// - Throws: `XAPIError` 400.
    public init(
        method: String, headers: HeaderFields, body: [UInt8], version: XAPIVersion
    ) throws(XAPIError) {
        let type = MediaType(headers["Content-Type"])
        attachments = [:]
        switch type?.name {
        case "application/json":
            statements = try Statement.read(body: body, version: version, mayBeArray: method == "POST")
        case "multipart/mixed":
            guard let boundary = type?["boundary"] else {
                throw .bad("The Content-Type multipart/mixed needs a boundary.")
            }
            let parts = try Multipart.read(body, boundary: boundary)
            guard let first = parts.first, MediaType(first.headers["Content-Type"])?.isJSON == true else {
                throw .bad(
                    "The first part of the body has to hold the statements, with the Content-Type application/json.")
            }
            statements = try Statement.read(body: first.content, version: version, mayBeArray: method == "POST")
            attachments = try Self.attachments(of: parts.dropFirst(), declaredBy: statements)
        default:
            throw .bad("The Content-Type has to be application/json, or multipart/mixed with attachments.")
        }
        try checkDeclared()
    }

    private static func attachments(
        of parts: ArraySlice<BodyPart>, declaredBy statements: [Statement]
    ) throws(XAPIError) -> [String: Attachment] {
        var declared: [String: String] = [:]
        for attachment in statements.lazy.flatMap(\.facts.attachments) {
            declared[attachment.sha2] = attachment.contentType
        }
        var attachments: [String: Attachment] = [:]
        for (index, part) in parts.enumerated() {
            let place = "Part \(index + 2) of the body"
            guard part.headers["Content-Transfer-Encoding"]?.lowercased() == "binary" else {
                throw .bad("\(place) needs the header Content-Transfer-Encoding: binary.")
            }
            guard let sha2 = part.headers["X-Experience-API-Hash"]?.lowercased() else {
                throw .bad("\(place) needs the header X-Experience-API-Hash with the sha2 of its attachment.")
            }
            guard let contentType = declared[sha2] else {
                throw .bad("\(place) is an attachment that no statement declares by its sha2.")
            }
            guard let found = hash(part.content, digits: sha2.utf8.count) else {
                throw .bad("\(place) has a hash of 224 bits, which is not checked here. Use SHA-256.")
            }
            guard found == sha2 else {
                throw .bad("\(place) does not have the hash that stands in its X-Experience-API-Hash.")
            }
            attachments[sha2] = Attachment(
                contentType: part.headers["Content-Type"] ?? contentType, bytes: Array(part.content))
        }
        return attachments
    }

    /// SHA-2 in as many hexadecimal digits; `nil` for SHA-224, which Crypto does not have.
    private static func hash(_ bytes: ArraySlice<UInt8>, digits: Int) -> String? {
        switch digits {
        case 64: Hex.text(SHA256.hash(data: bytes))
        case 96: Hex.text(SHA384.hash(data: bytes))
        case 128: Hex.text(SHA512.hash(data: bytes))
        default: nil
        }
    }

    /// Each attachment has its content here or elsewhere, and each signature signs its statement.
    private func checkDeclared() throws(XAPIError) {
        for statement in statements {
            for attachment in statement.facts.attachments where attachments[attachment.sha2] == nil {
                guard attachment.fileURL != nil else {
                    throw .bad("An attachment has neither a part of the body with its sha2 nor a fileUrl.")
                }
            }
            try StatementSignature.check(statement, attachments: attachments)
        }
    }
}

/// The answer to `GET statements?attachments=true`.
public enum StatementAnswer {
    /// `multipart/mixed` with the JSON first, then each attachment once.
    ///
    /// - Parameter random: makes the boundary, so that nobody can put it into an attachment beforehand.
    /// - Returns: the value of `Content-Type` and the body.
    public static func multipart(
        json: [UInt8], attachments: [(sha2: String, attachment: StatementBody.Attachment)],
        random: RandomBytes = systemRandomBytes
    ) -> (contentType: String, body: [UInt8]) {
        let boundary = Hex.text(random(16))
        var body: [UInt8] = []
        body.reserveCapacity(json.count + attachments.reduce(0) { $0 + $1.attachment.bytes.count + 300 } + 200)
        body.append(contentsOf: "--\(boundary)\r\nContent-Type: application/json\r\n\r\n".utf8)
        body.append(contentsOf: json)
        var seen: Set<String> = []
        for (sha2, attachment) in attachments where seen.insert(sha2).inserted {
            body.append(
                contentsOf: """
                    \r\n--\(boundary)\r\nContent-Type: \(attachment.contentType)\r\n\
                    Content-Transfer-Encoding: binary\r\nX-Experience-API-Hash: \(sha2)\r\n\r\n
                    """.utf8)
            body.append(contentsOf: attachment.bytes)
        }
        body.append(contentsOf: "\r\n--\(boundary)--\r\n".utf8)
        return ("multipart/mixed; boundary=\(boundary)", body)
    }
}
