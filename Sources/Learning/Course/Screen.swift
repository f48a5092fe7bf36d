public import Content

/// One thing on a screen.
///
/// A further kind of exercise is a further case here, a further word in the list of screens, and a further folder of files.
public enum Screen: Hashable, Sendable, Identifiable {
    case lesson(Lesson)
    case scenario(Scenario)
    case question(Question)
    case order(Ordering)
    case story(Story)
    case rewrite(Rewrite)
    case crossOut(CrossOut)

    /// What a screen is, by the word that it has in the list of screens of `course.yaml`.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case lesson, scenario, question, order, story, rewrite
        case crossOut = "cross-out"
    }

    public var kind: Kind {
        switch self {
        case .lesson: .lesson
        case .scenario: .scenario
        case .question: .question
        case .order: .order
        case .story: .story
        case .rewrite: .rewrite
        case .crossOut: .crossOut
        }
    }

    /// Unique in the course, over all kinds.
    public var id: String {
        switch self {
        case .lesson(let lesson): lesson.id
        case .scenario(let scenario): scenario.id
        case .question(let question): question.id
        case .order(let ordering): ordering.id
        case .story(let story): story.id
        case .rewrite(let rewrite): rewrite.id
        case .crossOut(let crossOut): crossOut.id
        }
    }

    /// A heading for the screen. Plain text. A question and an ordering have no heading of their own: their text is it.
    public var title: Translated {
        switch self {
        case .lesson(let lesson): lesson.title
        case .scenario(let scenario): scenario.title
        case .question(let question): question.text
        case .order(let ordering): ordering.text
        case .story(let story): story.title
        case .rewrite(let rewrite): rewrite.title
        case .crossOut(let crossOut): crossOut.title
        }
    }

    /// What stands under the heading, in Markdown; `nil` where the text is the heading.
    public var text: Translated? {
        switch self {
        case .lesson(let lesson): lesson.text
        case .scenario(let scenario): scenario.text
        case .question, .order: nil
        case .story(let story): story.text
        case .rewrite(let rewrite): rewrite.text
        case .crossOut(let crossOut): crossOut.text
        }
    }

    /// The identifiers of the sources to show at the foot of the screen.
    public var sources: [String] {
        switch self {
        case .lesson(let lesson): lesson.sources
        case .scenario(let scenario): scenario.sources
        case .question(let question): question.sources
        case .order(let ordering): ordering.sources
        case .story(let story): story.sources
        case .rewrite(let rewrite): rewrite.sources
        case .crossOut(let crossOut): crossOut.sources
        }
    }

    /// What is to be answered here; `nil` for a lesson.
    public var exercise: Exercise? {
        switch self {
        case .lesson: nil
        case .scenario(let scenario): Exercise(.one, scenario.choices)
        case .question(let question):
            Exercise(question.takesSeveral ? .several : .one, question.choices, isSafety: question.isSafety)
        case .order(let ordering): ordering.exercise
        case .story(let story): Exercise(.one, story.choices)
        case .rewrite(let rewrite): rewrite.exercise
        case .crossOut(let crossOut): crossOut.exercise
        }
    }

    /// Whether this is something to report; `nil` where that is not asked.
    public var isReported: Bool? {
        switch self {
        case .scenario(let scenario): scenario.isReported
        case .story(let story): story.isReported
        case .lesson, .question, .order, .rewrite, .crossOut: nil
        }
    }

    /// Every text that a learner can meet on this screen, in the order in which it is met, as it was written.
    public var texts: [Translated] {
        switch self {
        case .lesson(let lesson): [lesson.title, lesson.text]
        case .scenario(let scenario): [scenario.title, scenario.text, scenario.question] + scenario.choices.texts
        case .question(let question): [question.text] + question.choices.texts
        case .order(let ordering): [ordering.text] + ordering.steps.map(\.text) + [ordering.feedback]
        case .story(let story):
            [story.title, story.text] + story.moments.flatMap { [$0.text, $0.feedback] } + [story.question]
                + story.choices.texts
        case .rewrite(let rewrite):
            [rewrite.title, rewrite.text, rewrite.judgement] + rewrite.facts + rewrite.checks.map(\.text)
                + [rewrite.feedback]
        case .crossOut(let crossOut):
            [crossOut.title, crossOut.text] + crossOut.lines.flatMap { [$0.text, $0.feedback] }
        }
    }
}

extension [Choice] {
    fileprivate var texts: [Translated] { flatMap { [$0.text] + ($0.feedback.map { [$0] } ?? []) } }
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
