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
    public var urgency: Urgency { level.urgency }
    /// Why this level: keys of sentences, `checklist.reason.<key>`.
    public var reasons: [String]
    /// The indicators that counted, the heaviest first.
    public var counted: [String]

    public init(level: Level, reasons: [String], counted: [String] = []) {
        self.level = level
        self.reasons = reasons
        self.counted = counted
    }
}
