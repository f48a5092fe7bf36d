public import Content
public import Core

/// What the checklist says in the end: proposed by a rule in a file, decided by whoever reads it.
public struct Advice: Sendable, Hashable {
    /// How far it goes, from nothing to an emergency call.
    public enum Level: String, Sendable, Codable, CaseIterable, Comparable {
        /// You need not report anything now.
        case nothing
        /// Write down what you saw and discuss it.
        case note
        /// Ask Veilig Thuis for advice.
        case advice
        /// Manager and police.
        case report
        /// 112.
        case acute

        public static func < (left: Level, right: Level) -> Bool {
            allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
        }

        /// How much time a report with this advice has.
        public var urgency: Urgency {
            switch self {
            case .acute: .acute
            case .report: .high
            case .advice: .normal
            case .note, .nothing: .low
            }
        }
    }

    public var level: Level
    /// Danger that was only heard of has no level of its own, and more haste than its level.
    public var urgency: Urgency { isHeardDanger ? min(level.urgency, .high) : level.urgency }
    /// Whether danger was named that only another saw: 112 stands first, whatever the level.
    public var isHeardDanger: Bool { level < .acute && reasons.contains("acute-heard") }
    /// Why this level: keys of sentences, `checklist.reason.<key>`.
    public var reasons: [String]
    /// The indicators that were seen or heard, the heaviest first.
    public var counted: [String]
    /// What it says; `nil` in a library without words.
    public var words: AdviceWords?

    public init(level: Level, reasons: [String], counted: [String] = [], words: AdviceWords? = nil) {
        self.level = level
        self.reasons = reasons
        self.counted = counted
        self.words = words
    }
}

/// The words of an advice for whoever asked, as `advice.yaml` has them. Lists have one point per line.
public struct AdviceWords: Sendable, Hashable {
    /// The level in plain words.
    public var title: Translated
    public var meaning: [Translated]
    /// What to do.
    public var steps: [Translated]
    /// What not to do.
    public var avoid: Translated
    /// What one can say on the phone.
    public var sentence: Translated
    /// The same in easy language: one thing per line.
    public var easy: [Translated]
    /// For whoever looked and asked.
    public var aftercare: Translated
    /// Whom they can call; like every route, only shown when a member has checked it.
    public var aftercareRoute: HelpRoute?
    /// Two ways on, and 112 before them where danger was heard of.
    public var routes: [HelpRoute]
}

extension Translated {
    /// The points of a text with one point per line.
    func lines(_ language: Language) -> [String] {
        self[language].split(separator: "\n").map { trimmed(String($0)) }.filter { !$0.isEmpty }
    }
}
