public import Content

/// Steps to put in order.
public struct Ordering: Hashable, Sendable, Identifiable {
    public var id: String
    /// What is asked. Plain text.
    public var text: Translated
    /// In the right order. 3 to 8.
    public var steps: [Step]
    /// Why this order; shown with every answer. Markdown.
    public var feedback: Translated
    /// Whether a wrong order puts somebody in danger; see `Attempt` for what follows from it.
    public var isSafety: Bool
    public var sources: [String]

    public struct Step: Hashable, Sendable, Identifiable {
        /// Unique within its ordering.
        public var id: String
        /// Plain text.
        public var text: Translated

        public init(id: String, text: Translated) {
            self.id = id
            self.text = text
        }
    }

    public init(
        id: String, text: Translated, steps: [Step], feedback: Translated, isSafety: Bool, sources: [String]
    ) {
        self.id = id
        self.text = text
        self.steps = steps
        self.feedback = feedback
        self.isSafety = isSafety
        self.sources = sources
    }

    public var exercise: Exercise {
        Exercise(
            .order, steps.map { Choice(id: $0.id, text: $0.text, verdict: .right, feedback: nil) },
            isSafety: isSafety, feedback: feedback)
    }

    /// The steps as they are shown before they are ordered: by the sum of the bytes of their identifier and place, so that they
    /// stand the same for everybody and every time, and never in the right order.
    public var shownSteps: [Step] {
        let mixed = steps.enumerated().map { place, step in
            (key: step.id.utf8.reduce(UInt32(place + 1)) { ($0 &* 31) &+ UInt32($1) } % 97, place: place, step: step)
        }
        .sorted { ($0.key, $0.place) < ($1.key, $1.place) }.map(\.step)
        return mixed == steps ? Array(mixed.dropFirst()) + mixed.prefix(1) : mixed
    }
}
