import Content
public import Core

/// What one course holds in one language, counted: a line of `docs/coverage.md`.
public struct CourseCoverage: Hashable, Sendable {
    public var course: String
    public var version: Int
    public var language: Language
    /// Whether the language is shown to the public.
    public var isPublic: Bool
    /// By kind, borrowed ones included.
    public var screens: [Screen.Kind: Int]
    /// Screens whose file lies in the folder of another course.
    public var borrowed: Int
    /// Situations and stories in which nothing is to be reported.
    public var leftAlone: Int
    /// Choices of situations, stories and questions.
    public var choices: Int
    /// Those of them with feedback in this language.
    public var feedback: Int
    public var facts: Int
    /// Facts that police, care and survivors have all looked at.
    public var reviewedFacts: Int
    public var sources: Int
    /// Sources that a person has checked.
    public var checkedSources: Int
    /// How many of the three reviews of the course as a whole were done.
    public var reviews: Int
    /// Screens that can be listened to.
    public var audio: Int

    /// Counts what `course` holds in `language`, one of its languages.
    public init(_ course: Course, in language: Language) {
        let screens = course.screens
        let choices = screens.filter { [.scenario, .story, .question].contains($0.kind) }
            .flatMap { $0.exercise?.choices ?? [] }
        self.course = course.slug
        version = course.version
        self.language = language
        isPublic = course.languages.contains(language)
        self.screens = screens.reduce(into: [:]) { if $1.holds(language) { $0[$1.kind, default: 0] += 1 } }
        borrowed = course.origins.count
        leftAlone = screens.count { $0.isReported == false }
        self.choices = choices.count { $0.text.texts[language] != nil }
        feedback = choices.count { $0.feedback?.texts[language] != nil }
        facts = course.facts.count { $0.quote.texts[language] != nil }
        reviewedFacts = course.facts.count { !$0.review.isWaiting }
        sources = course.sources.count
        checkedSources = course.sources.count { $0.checked != nil }
        reviews = [course.review.police, course.review.care, course.review.survivors].count { $0 != .waiting }
        audio = course.audio.count { $0.language == language }
    }

    /// The names of the columns and what stands in them.
    private var cells: [(String, String)] {
        [
            ("course", course), ("version", "\(version)"),
            ("language", language.tag + (isPublic ? "" : " (not public)")),
            ("screens", "\(screens.values.reduce(0, +))"), ("borrowed", "\(borrowed)"),
        ] + Screen.Kind.allCases.map { (Self.names[$0] ?? $0.rawValue, "\(screens[$0] ?? 0)") } + [
            ("nothing to report", "\(leftAlone)"), ("choices", "\(choices)"), ("with feedback", "\(feedback)"),
            ("facts", "\(facts)"), ("reviewed facts", "\(reviewedFacts)"), ("sources", "\(sources)"),
            ("checked sources", "\(checkedSources)"), ("reviews", "\(reviews) of 3"), ("audio", "\(audio)"),
        ]
    }

    private static let names: [Screen.Kind: String] = [
        .lesson: "lessons", .scenario: "situations", .question: "questions", .order: "orders", .story: "stories",
        .rewrite: "rewrites", .crossOut: "cross-outs",
    ]

    /// The counts of `courses` as a table in Markdown, a line for each language of each course; ends with a line end.
    public static func table(_ courses: [Course]) -> String {
        let lines = courses.flatMap { course in
            (course.languages + course.unreviewed).map { CourseCoverage(course, in: $0).cells }
        }
        guard let first = lines.first else { return "" }
        return ([first.map(\.0), first.map { _ in "---" }] + lines.map { $0.map(\.1) })
            .map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }
}

extension Screen {
    /// Whether every text of it exists in this language.
    fileprivate func holds(_ language: Language) -> Bool { texts.allSatisfy { $0.texts[language] != nil } }
}
