public import Core
import FoundationEssentials

/// One thing that a learner did without network, as their browser tells it later.
public struct OfflineDeed: Hashable, Sendable {
    /// A UUID that the browser made, in small letters.
    public var id: String
    /// The screen that it was done on.
    public var screen: String
    public var act: Act

    public enum Act: Hashable, Sendable {
        /// Came to the screen.
        case go
        /// Identifiers of choices; their order counts only in an ordering.
        case answer([String])
        case putAside
        /// Said of a moment of a story whether it is a signal.
        case judge(moment: String, isSignal: Bool)
        case retell
    }

    public init(id: String, screen: String, _ act: Act) {
        self.id = id
        self.screen = screen
        self.act = act
    }

    /// What became of it.
    public enum Outcome: String, Hashable, Sendable {
        case taken
        /// The course has no such screen or choice any more.
        case outdated
    }
}

/// What a browser sends at once, in the order in which it was done.
public struct OfflineBatch: Hashable, Sendable {
    /// Which attempt the browser thinks it is about, as `OfflineDeeds.Arrival` named it; `nil` when it does not know.
    public var attempt: String?
    /// The version of the course that was followed.
    public var version: Int
    public var deeds: [OfflineDeed]

    public init(attempt: String? = nil, version: Int, deeds: [OfflineDeed]) {
        self.attempt = attempt
        self.version = version
        self.deeds = deeds
    }

    /// Most deeds at once.
    public static let most = 200
    /// The longest identifier that is read: longer than any that a course has.
    private static let longest = 100

    /// Reads JSON.
    ///
    /// - Throws: `OfflineError.unreadable`, `.tooMany`; then nothing is taken.
    public init(json: [UInt8]) throws {
        guard let sent = try? JSONDecoder().decode(Sent.self, from: Data(json)) else { throw OfflineError.unreadable }
        guard sent.events.count <= Self.most else { throw OfflineError.tooMany(most: Self.most) }
        attempt = sent.attempt
        version = sent.version
        deeds = try sent.events.map(Self.deed)
    }

    private static func deed(_ event: SentEvent) throws -> OfflineDeed {
        let words = [event.screen] + (event.given ?? []) + [event.moment ?? ""]
        guard isUUID(event.id), words.count <= Self.longest, words.allSatisfy({ $0.utf8.count <= longest }) else {
            throw OfflineError.unreadable
        }
        let act: OfflineDeed.Act
        switch (event.do, event.given, event.moment, event.signal) {
        case ("go", _, _, _): act = .go
        case ("answer", let given?, _, _): act = .answer(given)
        case ("aside", _, _, _): act = .putAside
        case ("judge", _, let moment?, let signal?): act = .judge(moment: moment, isSignal: signal)
        case ("retell", _, _, _): act = .retell
        default: throw OfflineError.unreadable
        }
        return OfflineDeed(id: event.id, screen: event.screen, act)
    }

    /// RFC 9562, 4: eight, four, four, four and twelve hexadecimal digits, here in small letters.
    private static func isUUID(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) || $0 == 0x2D }
    }

    private struct Sent: Decodable {
        var attempt: String?
        var version: Int
        var events: [SentEvent]
    }

    private struct SentEvent: Decodable {
        var id: String
        var `do`: String
        var screen: String
        var given: [String]?
        var moment: String?
        var signal: Bool?
    }
}

extension Attempt {
    /// Takes over what was done without network, after whatever was done here meanwhile.
    ///
    /// Nothing becomes less by it: what was seen stays seen, a first answer stays the first, and an answer that is right here stays
    /// the latest when a later arrival is not.
    ///
    /// - Parameter isSameVersion: whether it was done in this version of the course; else what lies between two screens may be
    ///   another, and who came to a screen there has come to it here.
    public mutating func take(_ deed: OfflineDeed, in course: Course, isSameVersion: Bool) -> OfflineDeed.Outcome {
        guard let screen = course.screen(deed.screen), isSameVersion ? canGo(to: screen.id, in: course) : true else {
            return .outdated
        }
        arrive(at: screen.id, in: course)
        switch deed.act {
        case .go: return .taken
        case .answer(let given): return takeAnswer(given, screen, course)
        case .putAside: putAside(screen.id, in: course)
        case .judge(let moment, let isSignal):
            guard case .story(let story) = screen, story.moments.contains(where: { $0.id == moment }) else {
                return .outdated
            }
            // A story that was told to its end here stays told.
            guard !isToldToItsEnd(screen) else { return .taken }
            judge(moment, asSignal: isSignal, in: story.id, of: course)
        case .retell:
            // Who began it anew elsewhere tells it to its end there, or does so here.
            if answers[screen.id] == nil { retell(screen.id) }
        }
        return .taken
    }

    private mutating func takeAnswer(
        _ given: [String], _ screen: Screen, _ course: Course
    ) -> OfflineDeed.Outcome {
        guard let exercise = screen.exercise, Set(exercise.choices.map(\.id)).isSuperset(of: given) else {
            return .outdated
        }
        let isRight = exercise.verdict(over: given) == .right
        if !isRight, outcome(of: screen.id, in: course)?.verdict == .right { return .taken }
        return (try? answer(given, to: screen.id, in: course)) == nil ? .outdated : .taken
    }
}
