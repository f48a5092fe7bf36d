public import Core

/// What people took part in.
public enum Activity: String, Sendable, Codable, CaseIterable {
    case eLearning = "e-learning"
    case training
}

/// A number of people who took part in one activity, counted elsewhere: a total stays a total, with its source.
public struct Participation: Hashable, Sendable {
    public var activity: Activity
    public var audience: Audience
    /// From 1 to `mostPeople`.
    public var people: Int
    /// The days over which they were counted.
    public var period: Period
    /// Whose people they are, where that is known.
    public var organisation: Identifier?
    /// Where they work, where that is known.
    public var province: Province?
    /// Who counted, and where it says so.
    public var source: Source

    public static let mostPeople = 10_000_000

    public init(
        activity: Activity, audience: Audience, people: Int, period: Period, organisation: Identifier? = nil,
        province: Province? = nil, source: Source
    ) {
        self.activity = activity
        self.audience = audience
        self.people = people
        self.period = period
        self.organisation = organisation
        self.province = province
        self.source = source
    }
}

/// Participations that were recorded together, from one file or one form, and can be undone together.
public struct ParticipationBatch: Hashable, Sendable, Identifiable {
    public let id: Identifier
    /// The file's name; empty for what was typed on the page.
    public let name: String
    public let records: Int
    public let people: Int
    public let recorded: Instant
    /// The member's identifier, or `system`.
    public let recordedBy: String
    /// When it was undone; it counts nowhere since.
    public let undone: Instant?
}

/// One thing that is wrong with a file of participations.
public struct LineError: Hashable, Sendable {
    /// From 1, the header included; `nil` when it is about the file as a whole.
    public let line: Int?
    /// A sentence that names the line.
    public let text: Text

    public init(line: Int?, text: Text) {
        self.line = line
        self.text = text
    }
}

/// What a file of participations holds: either records, or what is wrong with it. Never half of it.
enum ParticipationReading: Hashable, Sendable {
    case records([Participation])
    /// The first errors in the order of the file, and whether there are more.
    case errors([LineError], more: Bool)
}

/// A file of participations that was not imported, with what is wrong on which lines.
public struct ImportRefusal: UserError, Hashable {
    /// The first mistakes in the order of the file; at least one.
    public let errors: [LineError]
    /// Whether there are more than these.
    public let hasMore: Bool

    public var status: Int { 422 }
    /// The first mistake.
    public var text: Text { errors[0].text }
}
