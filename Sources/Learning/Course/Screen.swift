public import Content
public import Core

/// One thing on a screen.
///
/// A further kind of exercise is a further case here, a further key in the list of screens, and a further folder of files.
public enum Screen: Hashable, Sendable, Identifiable {
    case lesson(Lesson)
    case scenario(Scenario)
    case question(Question)

    /// Unique in the course, over all kinds.
    public var id: String {
        switch self {
        case .lesson(let lesson): lesson.id
        case .scenario(let scenario): scenario.id
        case .question(let question): question.id
        }
    }

    /// A heading for the screen. Plain text. A question has no heading of its own: its text is the heading.
    public var title: Translated {
        switch self {
        case .lesson(let lesson): lesson.title
        case .scenario(let scenario): scenario.title
        case .question(let question): question.text
        }
    }

    /// The identifiers of the sources to show at the foot of the screen.
    public var sources: [String] {
        switch self {
        case .lesson(let lesson): lesson.sources
        case .scenario(let scenario): scenario.sources
        case .question(let question): question.sources
        }
    }

    /// What is to be answered here; `nil` for a lesson.
    public var exercise: Exercise? {
        switch self {
        case .lesson: nil
        case .scenario(let scenario):
            Exercise(choices: scenario.choices, takesSeveral: false, isSafety: false)
        case .question(let question):
            Exercise(choices: question.choices, takesSeveral: question.takesSeveral, isSafety: question.isSafety)
        }
    }
}

/// Text to read.
public struct Lesson: Hashable, Sendable, Identifiable {
    public var id: String
    public var title: Translated
    /// Markdown: `nl/<id>.md`, `en/<id>.md`, … Links like `#source-<id>` lead to the list of sources under the lesson.
    public var text: Translated
    public var sources: [String]
    /// Telephone numbers and chats to show as cards under the text.
    public var routes: [HelpRoute]

    public init(id: String, title: Translated, text: Translated, sources: [String], routes: [HelpRoute]) {
        self.id = id
        self.title = title
        self.text = text
        self.sources = sources
        self.routes = routes
    }
}

/// A situation at work: what do you do? One choice at a time.
public struct Scenario: Hashable, Sendable, Identifiable {
    public var id: String
    public var title: Translated
    /// What happens. Markdown.
    public var text: Translated
    /// What is asked about it. Plain text.
    public var question: Translated
    /// Whether this is something to report. When not, leaving it be is the right choice and as great a success.
    public var isReported: Bool
    /// At least two, at least one of them right, each with feedback.
    public var choices: [Choice]
    public var sources: [String]

    public init(
        id: String, title: Translated, text: Translated, question: Translated, isReported: Bool, choices: [Choice],
        sources: [String]
    ) {
        self.id = id
        self.title = title
        self.text = text
        self.question = question
        self.isReported = isReported
        self.choices = choices
        self.sources = sources
    }
}

/// A question with fixed answers.
public struct Question: Hashable, Sendable, Identifiable {
    public var id: String
    /// Plain text.
    public var text: Translated
    /// `true`: every right choice has to be chosen, and no wrong one. `false`: one choice.
    public var takesSeveral: Bool
    /// Whether a wrong idea here puts somebody in danger; see `Attempt` for what follows from it.
    public var isSafety: Bool
    /// At least two; exactly one right when one is to be chosen. Every wrong one has feedback.
    public var choices: [Choice]
    public var sources: [String]

    public init(
        id: String, text: Translated, takesSeveral: Bool, isSafety: Bool, choices: [Choice], sources: [String]
    ) {
        self.id = id
        self.text = text
        self.takesSeveral = takesSeveral
        self.isSafety = isSafety
        self.choices = choices
        self.sources = sources
    }
}

/// One of the answers to choose from.
public struct Choice: Hashable, Sendable, Identifiable {
    /// Unique within its scenario or question.
    public var id: String
    /// Plain text.
    public var text: Translated
    public var verdict: Verdict
    /// Why. Markdown. Never `nil` in a scenario, nor for a wrong choice.
    public var feedback: Translated?

    public init(id: String, text: Translated, verdict: Verdict, feedback: Translated?) {
        self.id = id
        self.text = text
        self.verdict = verdict
        self.feedback = feedback
    }
}

/// How good an answer is. Never a score.
public enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
    case right
    /// Not wrong, and not enough.
    case partly
    case wrong
}

/// What a scenario and a question have in common for who answers.
public struct Exercise: Hashable, Sendable {
    public var choices: [Choice]
    /// Check boxes rather than radio buttons.
    public var takesSeveral: Bool
    public var isSafety: Bool

    /// The verdict over these choices together. With one choice: its own. With several: right when they are exactly the
    /// right ones, partly when a right one is among them.
    public func verdict(over chosen: Set<String>) -> Verdict {
        let picked = choices.filter { chosen.contains($0.id) }
        guard takesSeveral else { return picked.first?.verdict ?? .wrong }
        let right = Set(choices.filter { $0.verdict == .right }.map(\.id))
        if chosen == right { return .right }
        return right.isDisjoint(with: chosen) ? .wrong : .partly
    }
}
