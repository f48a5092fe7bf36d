public import Content

/// A story that is told moment by moment. The learner stops it where they think they see a signal, and at the end decides
/// whether it is something to report.
public struct Story: Hashable, Sendable, Identifiable {
    public var id: String
    public var title: Translated
    /// What comes before the first moment. Markdown.
    public var text: Translated
    /// 4 to 12, at least one of them no signal.
    public var moments: [Moment]
    /// What is asked at the end. Plain text.
    public var question: Translated
    /// Whether this is something to report. When not, leaving it be is the right choice and as great a success.
    public var isReported: Bool
    /// As in a scenario: at least two, at least one of them right, each with feedback.
    public var choices: [Choice]
    public var sources: [String]

    public struct Moment: Hashable, Sendable, Identifiable {
        /// Unique within its story.
        public var id: String
        /// What happens. Markdown.
        public var text: Translated
        public var isSignal: Bool
        /// Why this is a signal, or why it is none; shown in the timeline at the end. Markdown.
        public var feedback: Translated

        public init(id: String, text: Translated, isSignal: Bool, feedback: Translated) {
            self.id = id
            self.text = text
            self.isSignal = isSignal
            self.feedback = feedback
        }
    }

    public init(
        id: String, title: Translated, text: Translated, moments: [Moment], question: Translated, isReported: Bool,
        choices: [Choice], sources: [String]
    ) {
        self.id = id
        self.title = title
        self.text = text
        self.moments = moments
        self.question = question
        self.isReported = isReported
        self.choices = choices
        self.sources = sources
    }
}

/// How far a learner is in a story, and where they stopped it. Identifiers of moments.
public struct Telling: Hashable, Sendable {
    /// The moments that were judged, this time.
    public var judged: Set<String>
    /// Those of them at which the learner stopped: there they thought they saw a signal.
    public var stops: Set<String>
    /// Where the learner stopped the first time the story was told to its end; `nil` until then.
    public var firstStops: Set<String>?

    public init(judged: Set<String> = [], stops: Set<String> = [], firstStops: Set<String>? = nil) {
        self.judged = judged
        self.stops = stops
        self.firstStops = firstStops
    }

    /// What a learner made of one moment.
    public enum Sight: String, Hashable, Sendable, CaseIterable {
        /// Stopped at a signal.
        case seen
        /// Went on past a signal.
        case missed
        /// Stopped where there was no signal.
        case falseAlarm = "false-alarm"
        /// Went on where there was no signal.
        case ordinary

        init(isSignal: Bool, isStop: Bool) {
            self = isSignal ? (isStop ? .seen : .missed) : (isStop ? .falseAlarm : .ordinary)
        }
    }
}

extension Story {
    /// The next moment to judge; `nil` at the end of the story.
    public func next(after telling: Telling) -> Moment? { moments.first { !telling.judged.contains($0.id) } }

    /// What was made of each moment by who stopped at `stops`, in the order of the story.
    public func timeline(_ stops: Set<String>) -> [(moment: Moment, sight: Telling.Sight)] {
        moments.map { ($0, Telling.Sight(isSignal: $0.isSignal, isStop: stops.contains($0.id))) }
    }
}
