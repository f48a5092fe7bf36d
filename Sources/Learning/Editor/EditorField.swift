/// What the editor knows of one value in a file of a course: how it is asked, and how it is written.
struct EditorField: Sendable {
    enum Kind: Sendable {
        /// One line in every language.
        case line
        /// More lines in every language; `short` for what is seldom more than a sentence.
        case text(short: Bool)
        /// One line that is not translated.
        case word
        /// A whole number.
        case number
        /// A date, or `never`.
        case checked
        /// True or false, and it must be said.
        case flag
        /// True, or left out.
        case tick
        /// One of these.
        case choice([String])
        /// Some of these.
        case names(Names)
        /// A list of what has an `id` and these fields. How many there are to be.
        case entries([EditorField], ClosedRange<Int>)
        /// A list of lines in every language.
        case lines(ClosedRange<Int>)
    }

    /// What is chosen from.
    enum Names: Sendable {
        case sources, routes, audiences, roles
    }

    let name: String
    let kind: Kind
    let isOptional: Bool

    init(_ name: String, _ kind: Kind, isOptional: Bool = false) {
        self.name = name
        self.kind = kind
        self.isOptional = isOptional
    }
}

extension EditorField {
    private static let sources = EditorField("sources", .names(.sources), isOptional: true)
    private static let title = EditorField("title", .line)
    private static let text = EditorField("text", .text(short: false))
    private static let short = EditorField("text", .text(short: true))
    private static let feedback = EditorField("feedback", .text(short: true))
    private static let report = EditorField("report", .flag)
    private static let safety = EditorField("safety", .tick, isOptional: true)

    private static func choices(_ verdicts: [Verdict], feedbackIsOptional: Bool) -> EditorField {
        EditorField(
            "choices",
            .entries(
                [
                    EditorField("verdict", .choice(verdicts.map(\.rawValue))), short,
                    EditorField("feedback", .text(short: true), isOptional: feedbackIsOptional),
                ], 2...8))
    }

    /// What stands in the file of a screen; for a lesson what stands in its files and in the list of screens.
    static func fields(of kind: Screen.Kind) -> [EditorField] {
        switch kind {
        case .lesson: [title, text, sources, EditorField("routes", .names(.routes), isOptional: true)]
        case .scenario:
            [
                title, text, EditorField("question", .line), report,
                choices(Verdict.allCases, feedbackIsOptional: false), sources,
            ]
        case .question:
            [
                short, EditorField("several", .tick, isOptional: true), safety,
                choices([.right, .wrong], feedbackIsOptional: true), sources,
            ]
        case .order: [short, EditorField("steps", .entries([short], 3...8)), feedback, safety, sources]
        case .story:
            [
                title, text,
                EditorField("moments", .entries([short, EditorField("signal", .flag), feedback], 4...12)),
                EditorField("question", .line), report, choices(Verdict.allCases, feedbackIsOptional: false), sources,
            ]
        case .rewrite:
            [
                title, text, EditorField("judgement", .line), EditorField("facts", .lines(1...4)),
                EditorField("checks", .entries([short], 3...6)), feedback, sources,
            ]
        case .crossOut:
            [
                title, text,
                EditorField("lines", .entries([short, EditorField("strike", .flag), feedback], 4...14)), sources,
            ]
        }
    }

    /// What a course says of itself.
    static let about = [
        title, EditorField("summary", .text(short: true)), EditorField("goals", .lines(1...12)),
        EditorField("minutes", .number), EditorField("audiences", .names(.audiences)),
        EditorField("roles", .names(.roles), isOptional: true),
    ]

    static let chapter = [title]

    static let notes = [
        EditorField("title", .line, isOptional: true), EditorField("text", .text(short: false), isOptional: true),
    ]

    static let sourceList = [
        EditorField(
            "sources",
            .entries(
                [
                    EditorField("title", .word), EditorField("url", .word, isOptional: true),
                    EditorField("checked", .checked),
                ], 1...200))
    ]

    /// A statement of fact; on which screen it stands is chosen when it is added, and its marks are signed off by themselves.
    static let fact = [
        EditorField("quote", .text(short: true)), EditorField("sources", .names(.sources)),
    ]
}

extension Screen.Kind {
    /// The folder of its files; `nil` for a lesson, which has one for each language.
    var folder: String? {
        switch self {
        case .lesson: nil
        case .scenario: "scenarios"
        case .question: "questions"
        case .order: "orders"
        case .story: "stories"
        case .rewrite: "rewrites"
        case .crossOut: "cross-outs"
        }
    }
}
