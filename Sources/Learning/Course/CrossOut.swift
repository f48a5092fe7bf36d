public import Content

/// Lines of which some do not belong and are to be crossed out.
public struct CrossOut: Hashable, Sendable, Identifiable {
    public var id: String
    public var title: Translated
    /// What is asked. Markdown.
    public var text: Translated
    /// 4 to 14, some to be crossed out and some to stay.
    public var lines: [Line]
    public var sources: [String]

    public struct Line: Hashable, Sendable, Identifiable {
        /// Unique within its exercise.
        public var id: String
        /// Plain text.
        public var text: Translated
        /// Whether it is to be crossed out.
        public var isStruck: Bool
        /// Why. Markdown.
        public var feedback: Translated

        public init(id: String, text: Translated, isStruck: Bool, feedback: Translated) {
            self.id = id
            self.text = text
            self.isStruck = isStruck
            self.feedback = feedback
        }
    }

    public init(id: String, title: Translated, text: Translated, lines: [Line], sources: [String]) {
        self.id = id
        self.title = title
        self.text = text
        self.lines = lines
        self.sources = sources
    }

    /// The lines as choices: a line to be crossed out is right, and one that stays is wrong.
    public var exercise: Exercise {
        Exercise(
            .several,
            lines.map {
                Choice(id: $0.id, text: $0.text, verdict: $0.isStruck ? .right : .wrong, feedback: $0.feedback)
            })
    }
}
