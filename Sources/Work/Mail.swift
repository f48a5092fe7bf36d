/// An address that mail can be sent to: `local@domain` as in RFC 5321, section 4.1.2, without quoting and in ASCII.
public struct MailAddress: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    /// - Throws: `MailError.address` for anything else, among which every line break, angle bracket or comma.
    public init(_ text: some StringProtocol) throws(MailError) {
        let parts = Array(text.utf8).split(separator: 0x40, omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].count),
            parts[0].split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy(Self.isAtom),
            Self.isDomain(parts[1].split(separator: 0x2E, omittingEmptySubsequences: false))
        else { throw .address }
        self.text = String(text)
    }

    public var description: String { text }
    /// What stands behind the @.
    public var domain: Substring { text[text.index(after: text.firstIndex(of: "@")!)...] }

    private static func isAtom(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { isAlphanumeric($0) || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
    }

    private static func isDomain(_ labels: [ArraySlice<UInt8>]) -> Bool {
        labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != 0x2D && label.last != 0x2D
                    && label.allSatisfy { isAlphanumeric($0) || $0 == 0x2D }
            }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

/// A mail in plain text, as a part hands it over.
public struct Mail: Sendable, Hashable {
    public let to: MailAddress
    public let subject: String
    /// Plain text; lines end in any of the usual ways.
    public let body: String

    /// - Throws: `MailError.subject` or `.body` for what cannot be sent as it stands: a subject of 1 to 200 characters without
    ///   control characters, a body of at most 100,000 bytes without NUL.
    public init(to: MailAddress, subject: String, body: String) throws(MailError) {
        let isClean = subject.unicodeScalars.allSatisfy { scalar in
            ![.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
        }
        guard isClean, (1...200).contains(subject.unicodeScalars.count) else { throw .subject }
        guard body.utf8.count <= 100_000, !body.utf8.contains(0) else { throw .body }
        self.to = to
        self.subject = subject
        self.body = body
    }
}

/// Who Vangnet's mails come from.
public struct MailSender: Sendable, Hashable {
    public let name: String
    public let address: MailAddress

    /// - Throws: `MailError.subject` when the name holds a control character or is too long.
    public init(name: String, address: MailAddress) throws(MailError) {
        // A name stands in a header too, under the same rules.
        self.name = try Mail(to: address, subject: name, body: "").subject
        self.address = address
    }
}
