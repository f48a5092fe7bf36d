public import Content

/// A sentence that judges, to be rewritten into what was seen.
///
/// What a learner writes stays in their browser and in the answer to their request: it is never stored, since it could be
/// about a real guest. Kept is only which checks they ticked.
public struct Rewrite: Hashable, Sendable, Identifiable {
    public var id: String
    public var title: Translated
    /// What is asked. Markdown.
    public var text: Translated
    /// The sentence to rewrite. Plain text.
    public var judgement: Translated
    /// Examples of a good factual sentence, shown beside the learner's own. 1 to 4. Plain text.
    public var facts: [Translated]
    /// What the own sentence should hold; the learner ticks what it does hold. 3 to 6.
    public var checks: [Check]
    /// Shown with the checks that were ticked. Markdown.
    public var feedback: Translated
    public var sources: [String]

    public struct Check: Hashable, Sendable, Identifiable {
        /// Unique within its exercise.
        public var id: String
        /// Plain text.
        public var text: Translated

        public init(id: String, text: Translated) {
            self.id = id
            self.text = text
        }
    }

    public init(
        id: String, title: Translated, text: Translated, judgement: Translated, facts: [Translated], checks: [Check],
        feedback: Translated, sources: [String]
    ) {
        self.id = id
        self.title = title
        self.text = text
        self.judgement = judgement
        self.facts = facts
        self.checks = checks
        self.feedback = feedback
        self.sources = sources
    }

    public var exercise: Exercise {
        Exercise(
            .ticks, checks.map { Choice(id: $0.id, text: $0.text, verdict: .right, feedback: nil) },
            feedback: feedback)
    }
}
