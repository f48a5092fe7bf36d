public import Core

/// A site or an account that was reported to whoever can take it down. What came of it is entered by hand: nothing here looks.
public struct Takedown: Sendable, Codable, Hashable {
    public enum Target: String, Sendable, Codable, CaseIterable {
        case site, account
    }

    public enum Receiver: String, Sendable, Codable, CaseIterable {
        case platform, offlimits, host, police
    }

    public enum Answer: String, Sendable, Codable, CaseIterable {
        case removed, partly, refused
        case noAnswer = "no-answer"
    }

    /// A look at whether it is still there.
    public struct Check: Sendable, Codable, Hashable {
        public let on: Day
        public let isUp: Bool
    }

    public let id: Identifier
    public let target: Target
    /// Which site or account.
    public let name: String
    public let receiver: Receiver
    public let reportedOn: Day
    public internal(set) var answer: Answer?
    public internal(set) var answeredOn: Day?
    public internal(set) var checks: [Check] = []

    public init(id: Identifier, target: Target, name: String, receiver: Receiver, reportedOn: Day) {
        self.id = id
        self.target = target
        self.name = name
        self.receiver = receiver
        self.reportedOn = reportedOn
    }

    /// Whether it was there at the last look; `nil` when nobody looked.
    public var isUp: Bool? { checks.max { $0.on < $1.on }?.isUp }
}

/// That somebody was seen who may be a victim: what was done, and nothing about who it is.
public struct VictimSeen: Sendable, Codable, Hashable {
    public enum Done: String, Sendable, Codable, CaseIterable {
        case helpOffered = "help-offered"
        case policeTold = "police-told"
        case both
    }

    public let done: Done
    public let on: Day

    public init(done: Done, on: Day) {
        self.done = done
        self.on = on
    }
}
