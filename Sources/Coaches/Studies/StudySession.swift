public import Core

/// One sitting of a researcher, with a second reader.
public struct StudySession: Sendable, Hashable {
    public let id: Identifier
    /// Its number in the study, from 1.
    public let number: Int
    public let researcher: Identifier
    public let secondReader: Identifier
    /// The code of the persona that the protocol describes; never a name of an account.
    public let persona: String
    /// The age that the persona says it has.
    public let statedAge: Int
    /// Where it takes place.
    public let platform: String
    public let startedAt: Instant
    public internal(set) var endedAt: Instant?
    public internal(set) var checks: [WellbeingCheck] = []

    /// When the second reader wrote down to have been in touch.
    public internal(set) var contactedAt: Instant?

    /// Whether the second reader has yet to get in touch: something was said that asks for it.
    public var asksForContact: Bool {
        checks.contains { $0.tellsSecondReader && $0.at > (contactedAt ?? Instant(milliseconds: 0)) }
    }

    /// Who may see how the researcher is doing: the researcher, and the second reader.
    public func isConfidant(_ member: Identifier?) -> Bool { member == researcher || member == secondReader }

    /// Whether it was closed since the researcher was not well.
    public var isClosedUnwell: Bool { checks.last?.isWell == false }
    public var isOpen: Bool { endedAt == nil }
}

/// How a researcher is doing, at some moment in a sitting. This work leaves traces; who is not well stops.
public struct WellbeingCheck: Sendable, Codable, Hashable {
    public enum Feeling: String, Sendable, Codable, CaseIterable {
        case well, tired
        case notWell = "not-well"
    }

    /// How are you now?
    public var feeling: Feeling
    /// Does something from this sitting stay in your head?
    public var staysOn: Bool
    /// Do you want to talk with somebody about it?
    public var wantsToTalk: Bool
    public internal(set) var at: Instant = Instant(milliseconds: 0)

    public init(feeling: Feeling, staysOn: Bool, wantsToTalk: Bool) {
        self.feeling = feeling
        self.staysOn = staysOn
        self.wantsToTalk = wantsToTalk
    }

    /// Whether the sitting may go on.
    public var isWell: Bool { feeling != .notWell }
    /// Whether the second reader is told.
    public var tellsSecondReader: Bool { !isWell || wantsToTalk }
}
