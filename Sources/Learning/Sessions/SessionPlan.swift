public import Core
import Web

/// A training or a meeting of a learning circle that is planned here: when, where, for whom, and the code on the door.
///
/// Once it was held it is a `TrainingSession` with the same identifier, which figures count.
public struct SessionPlan: Hashable, Sendable, Identifiable {
    public let id: Identifier
    public var draft: SessionDraft
    /// Stands on the door and in the address of the session's own page.
    public let code: JoinCode
    public var state: State
    /// Counted up when something in the calendar changed (iCalendar's SEQUENCE).
    public var revision: Int
    /// The participations in which its people are counted; `nil` until it was held, and when nobody came.
    public var batch: Identifier?
    public let made: Instant

    public enum State: String, Sendable, Codable, CaseIterable {
        case planned, held, cancelled
    }

    /// Minutes before the beginning from which the code on the door is taken.
    static let doorOpens = 120

    public var period: Period { Period(from: draft.day, to: draft.day)! }
    public var starts: Instant { Instant(draft.day, minute: draft.starts) }
    public var ends: Instant { Instant(draft.day, minute: draft.ends) }

    /// The path of its public page.
    public var path: String { "/training/\(code)" }

    /// What stands for it where a course's name stands: in the learner's cookie and under a certificate's code.
    var course: String { Self.coursePrefix + code.text }

    static let coursePrefix = "training-"

    /// The code in what stands where a course's name stands; `nil` for a course.
    static func code(inCourse course: String) -> JoinCode? {
        course.hasPrefix(coursePrefix) ? JoinCode(String(course.dropFirst(coursePrefix.count))) : nil
    }

    /// Whether somebody who comes in is counted by the code: on its own day, from two hours before the beginning.
    public func isDoorOpen(at now: Instant) -> Bool {
        state == .planned && now.day == draft.day
            && now >= starts.advanced(bySeconds: -60 * Int64(Self.doorOpens))
    }

    /// Whether who was there gets a certificate: from the end on, or once the session was closed.
    public func givesCertificates(at now: Instant) -> Bool {
        state == .held || state == .planned && now >= ends
    }

    /// Whether who was there can say what they think of it: from the beginning, for two weeks.
    public func takesEvaluations(at now: Instant) -> Bool {
        state != .cancelled && now >= starts && now.day <= draft.day.adding(days: 14)
    }
}

/// What is filled in to plan a session.
public struct SessionDraft: Hashable, Sendable {
    public var kind: Kind
    public var title: String
    public var audiences: [Audience]
    public var day: Day
    /// Minutes after 00:00 on a clock in the Netherlands.
    public var starts: Int
    /// After `starts`, at most 1440.
    public var ends: Int
    public var place: String
    /// Where that is; `nil` as long as nobody filled that in.
    public var province: Province?
    public var organiser: String
    /// The programme that it is part of; empty without one.
    public var programme: String
    /// Partner organisations that give it together with the organiser: police, CCV.
    public var companions: [String]
    /// What it is about, for who is invited. Plain text.
    public var about: String
    public var agenda: [Item]
    public var materials: [Material]
    /// The course that belongs to it, by its slug; empty without one.
    public var course: String
    /// How many can come; `nil` when that does not matter.
    public var seats: Int?

    public enum Kind: String, Sendable, Codable, CaseIterable {
        case training
        /// A learning circle (`leerkring`): colleagues of several organisations who learn from each other.
        case circle
    }

    /// One line of the programme of the day.
    public struct Item: Hashable, Sendable {
        public var minute: Int
        public var text: String
        /// Who does it; empty when that is not said.
        public var by: String

        public init(minute: Int, text: String, by: String) {
            self.minute = minute
            self.text = text
            self.by = by
        }
    }

    /// Something to read or use.
    public struct Material: Hashable, Sendable {
        public var title: String
        /// `https://…`
        public var address: String

        public init(title: String, address: String) {
            self.title = title
            self.address = address
        }
    }

    public init(
        kind: Kind, title: String, audiences: [Audience], day: Day, starts: Int, ends: Int, place: String,
        organiser: String, programme: String = "", companions: [String] = [], about: String = "",
        agenda: [Item] = [], materials: [Material] = [], course: String = "", seats: Int? = nil,
        province: Province? = nil
    ) {
        self.kind = kind
        self.title = title
        self.audiences = audiences
        self.day = day
        self.starts = starts
        self.ends = ends
        self.place = place
        self.organiser = organiser
        self.programme = programme
        self.companions = companions
        self.about = about
        self.agenda = agenda
        self.materials = materials
        self.course = course
        self.seats = seats
        self.province = province
    }

    /// Whether who is invited must hear of the difference: another day, time or place.
    func moves(from other: SessionDraft) -> Bool {
        (day, starts, ends, place) != (other.day, other.starts, other.ends, other.place)
    }
}

/// Times of the day and lists as people type them, one thing on a line.
enum SessionText {
    /// `13:30`, `13.30` or `9:00` as minutes after 00:00; `nil` for anything else.
    static func minute(_ text: some StringProtocol) -> Int? {
        let parts = text.split(whereSeparator: { $0 == ":" || $0 == "." })
        guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2, let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0...23).contains(hour), (0...59).contains(minute)
        else { return nil }
        return 60 * hour + minute
    }

    /// Minutes after 00:00 as `13:30`.
    static func time(_ minute: Int) -> String {
        let rest = minute % 60
        return "\(minute / 60 % 24):\(rest < 10 ? "0" : "")\(rest)"
    }

    /// `13:30 Welkom | Fier` is an item of the programme.
    ///
    /// - Returns: the items, or the number of the first line that is none, from 1.
    static func agenda(_ text: String) -> Result<[SessionDraft.Item], BadLine> {
        items(text) { line in
            let words = line.split(separator: " ", maxSplits: 1)
            guard words.count == 2, let minute = minute(words[0]) else { return nil }
            let parts = words[1].split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
                .map { Form.trimmed($0) }
            guard let text = parts.first, !text.isEmpty else { return nil }
            return SessionDraft.Item(minute: minute, text: text, by: parts.count > 1 ? parts[1] : "")
        }
    }

    static func agenda(_ items: [SessionDraft.Item]) -> String {
        items.map { "\(time($0.minute)) \($0.text)" + ($0.by.isEmpty ? "" : " | \($0.by)") }
            .joined(separator: "\n")
    }

    /// `Handreiking https://…` is something to read.
    static func materials(_ text: String) -> Result<[SessionDraft.Material], BadLine> {
        items(text) { line in
            let words = line.split(whereSeparator: \.isWhitespace)
            let address = words.last.map(String.init) ?? ""
            let title = words.dropLast().joined(separator: " ")
            guard !title.isEmpty, address.hasPrefix("https://"), address.utf8.count > 12 else { return nil }
            return SessionDraft.Material(title: title, address: address)
        }
    }

    static func materials(_ items: [SessionDraft.Material]) -> String {
        items.map { "\($0.title) \($0.address)" }.joined(separator: "\n")
    }

    /// The lines of a text that hold something.
    static func lines(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map { Form.trimmed($0) }.filter { !$0.isEmpty }
    }

    /// A line that could not be read, from 1.
    struct BadLine: Error, Hashable { let line: Int }

    private static func items<Item>(_ text: String, _ read: (String) -> Item?) -> Result<[Item], BadLine> {
        var items: [Item] = []
        for (place, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = Form.trimmed(line)
            guard !line.isEmpty else { continue }
            guard let item = read(line) else { return .failure(BadLine(line: place + 1)) }
            items.append(item)
        }
        return .success(items)
    }
}

/// What people think of a session, in closed questions; counted, and shown from ten answers on.
public enum SessionQuestion: String, Sendable, Codable, CaseIterable {
    case knowWhatToDo = "know-what-to-do"
    case knowWhoToCall = "know-who-to-call"
    case knowWhenNot = "know-when-not"
    case useful
    case time

    public enum Answer: String, Sendable, Codable, CaseIterable {
        case yes, partly, no
    }

    /// Below this number of people nothing is shown: an answer could be somebody's.
    public static let least = 10
}
