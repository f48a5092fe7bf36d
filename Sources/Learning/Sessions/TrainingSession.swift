public import Core

/// A training or a meeting of a learning circle, in person.
public struct TrainingSession: Hashable, Sendable, Identifiable {
    /// How exactly the source dates it.
    public enum Precision: String, Sendable, Codable, CaseIterable {
        case day, month, period
    }

    public let id: Identifier
    /// What it was, in the words of who organised it or a description.
    public var title: String
    /// The day, or the whole month or period when nothing more is known.
    public var period: Period
    public var precision: Precision
    public var audiences: [Audience]
    /// How many municipalities took part; `nil` when that was not counted.
    public var municipalities: Int?
    public var organiser: String
    /// The programme that it was part of.
    public var programme: String?
    /// Who gave it together with the organiser.
    public var companions: [String]
    public var source: Source
    public let recorded: Instant
}

/// What is filled in for a training session.
public struct TrainingSessionDraft: Hashable, Sendable {
    public var title: String
    public var period: Period
    public var precision: TrainingSession.Precision
    public var audiences: [Audience]
    public var municipalities: Int?
    public var organiser: String
    public var programme: String?
    public var companions: [String]
    public var source: Source

    public init(
        title: String, period: Period, precision: TrainingSession.Precision, audiences: [Audience],
        municipalities: Int?, organiser: String, programme: String? = nil, companions: [String] = [], source: Source
    ) {
        self.title = title
        self.period = period
        self.precision = precision
        self.audiences = audiences
        self.municipalities = municipalities
        self.organiser = organiser
        self.programme = programme
        self.companions = companions
        self.source = source
    }
}
