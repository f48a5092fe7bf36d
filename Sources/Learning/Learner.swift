public import Core
import Vault

/// One learner's way through one course, as it is kept: without a name, under the hash of a random token.
public struct Learner: Hashable, Sendable {
    /// The course's slug.
    public let course: String
    /// The version of the course that was followed last; once completed, the one that was completed.
    public let version: Int
    public let language: Language
    /// What the learner does at work; `nil` when not asked.
    public let role: Role?
    public let audience: Audience
    /// The organisation whose join was used; `nil` for who came without.
    public let organisation: Identifier?
    public let attempt: Attempt
    public let completion: Completion?

    /// That a course was followed to the end.
    public struct Completion: Hashable, Sendable {
        public let day: Day
        /// The first part of the certificate's code: random, eleven signs.
        public let certificate: String
    }
}

/// The random token of an attempt: 128 bits, in the learner's cookie and nowhere else.
public struct AttemptToken: Hashable, Sendable {
    /// 32 hexadecimal digits.
    public let text: String

    public init(random: RandomBytes) { text = random(16).hex }

    /// Reads a token from a cookie; `nil` when it is not one.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 32,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.text = String(text)
    }
}

/// The cookie that holds a learner's tokens: one per course, so that two courses cannot be brought together in the database.
public struct LearnerCookie: Hashable, Sendable {
    public static let name = "__Host-leren"
    /// More courses than anybody follows at once; keeps the cookie below 2 kB.
    static let most = 16

    /// Slug and token, the latest begun last.
    public private(set) var tokens: [(course: String, token: AttemptToken)] = []

    /// Reads what `text` writes; what is not of ours in it is skipped.
    public init(_ text: String?) {
        for item in (text ?? "").split(separator: ".").suffix(Self.most) {
            let parts = item.split(separator: "~")
            guard parts.count == 2, let token = AttemptToken(parts[1]) else { continue }
            tokens.append((String(parts[0]), token))
        }
    }

    public var text: String { tokens.map { "\($0.course)~\($0.token.text)" }.joined(separator: ".") }

    /// The token for a course.
    public subscript(course course: String) -> AttemptToken? {
        get { tokens.last { $0.course == course }?.token }
        set {
            tokens.removeAll { $0.course == course }
            if let newValue { tokens = (tokens + [(course, newValue)]).suffix(Self.most) }
        }
    }

    public static func == (left: Self, right: Self) -> Bool { left.text == right.text }
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
