public import Core

/// That somebody came in with the code on the door; nobody knows who.
public struct SessionVisit: Hashable, Sendable {
    public let session: Identifier
    public let audience: Audience
    /// The code of the municipality that they work for; empty for none, and for who does not know which.
    public let municipality: String
    public let hasEvaluated: Bool
    /// The first part of the certificate's code.
    public let certificate: String

    /// What somebody of a municipality answers who does not know which.
    public static let unknownMunicipality = "unknown"
}

/// What people thought of a session, in sums.
public struct SessionAnswers: Hashable, Sendable {
    /// How many gave their answers.
    public var people: Int
    public var sums: [SessionQuestion: [SessionQuestion.Answer: Int]] = [:]

    /// Whether there are enough to show them.
    public var isShown: Bool { people >= SessionQuestion.least }
}

/// An invitation by mail.
public struct SessionInvitation: Hashable, Sendable {
    public let session: Identifier
    public let address: String
    public let language: Language
    /// `nil` as long as nothing was answered.
    public let answer: Answer?
    public let sent: Day

    public enum Answer: String, Sendable, CaseIterable {
        case coming
        case notComing = "not-coming"
    }

    /// How long after the session an address is kept.
    static let keptDays = 30
}
