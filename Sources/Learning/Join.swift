public import Core

/// A way into a course for the people of one organisation, without an account: a link, a code on paper, a QR code.
public struct Join: Hashable, Sendable, Identifiable {
    public let id: Identifier
    public let organisation: Identifier
    /// The course's slug.
    public let course: String
    /// What the people who come in here count as.
    public let audience: Audience
    public let code: JoinCode
    public let created: Instant
    /// Nobody comes in any more; who was in goes on.
    public let closed: Instant?

    public init(
        id: Identifier, organisation: Identifier, course: String, audience: Audience, code: JoinCode,
        created: Instant, closed: Instant?
    ) {
        self.id = id
        self.organisation = organisation
        self.course = course
        self.audience = audience
        self.code = code
        self.created = created
        self.closed = closed
    }

    /// The path of the link: `/doe-mee/7GXK-M4QW`.
    public var path: String { "/doe-mee/\(code)" }
}

/// The code of a join: seven random signs and a check sign, shown as `7GXK-M4QW`. It opens nothing that is secret.
public struct JoinCode: Hashable, Sendable, CustomStringConvertible {
    /// Eight signs, capitals.
    public let text: String

    static let length = 8

    /// A new code, in signs that cannot be taken for each other.
    public init(random: RandomBytes) { text = CheckedCode.new(length: Self.length, random: random) }

    /// Reads what somebody typed or followed; `nil` when it is not a code, or when a sign is wrong or two changed places.
    public init?(_ text: String) {
        guard let code = CheckedCode.read(text, length: Self.length) else { return nil }
        self.text = code
    }

    /// The code with these seven first signs, for a demo whose codes stay the same; `nil` when a sign is not in the alphabet.
    public init?(stem: String) {
        guard stem.utf8.count == Self.length - 1, let code = CheckedCode.checked(stem) else { return nil }
        text = code
    }

    public var description: String { CheckedCode.grouped(text) }
}
