public import Content

/// What everything that can be answered has in common for who answers. An answer is a list of identifiers of `choices`.
public struct Exercise: Hashable, Sendable {
    /// What an answer looks like, and when it is right.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// One choice; its own verdict counts.
        case one
        /// Every right choice and no other.
        case several
        /// Every choice once, in the order of `choices`.
        case order
        /// What somebody ticks of their own work, in all honesty: all is right, and nothing may be ticked.
        case ticks
    }

    public var kind: Kind
    /// What is chosen, ordered or ticked. For `order` and `ticks` each has the verdict `right`.
    public var choices: [Choice]
    /// Whether a wrong idea here puts somebody in danger; see `Attempt` for what follows from it.
    public var isSafety: Bool
    /// About any answer, right or wrong. Markdown.
    public var feedback: Translated?

    public init(_ kind: Kind, _ choices: [Choice], isSafety: Bool = false, feedback: Translated? = nil) {
        self.kind = kind
        self.choices = choices
        self.isSafety = isSafety
        self.feedback = feedback
    }

    /// An answer that is right.
    public var rightAnswer: [String] {
        let right = choices.filter { $0.verdict == .right }.map(\.id)
        return kind == .one ? Array(right.prefix(1)) : right
    }

    /// The verdict over an answer.
    ///
    /// - `one`: that of the choice.
    /// - `several`: right when it is exactly the right choices, partly when a right one is among them.
    /// - `order`: right in the right order, partly when at least half of the steps stand in their place.
    /// - `ticks`: right when all are ticked, partly when one is.
    public func verdict(over answer: [String]) -> Verdict {
        switch kind {
        case .one: return choices.first { answer.contains($0.id) }?.verdict ?? .wrong
        case .order:
            let inPlace = inPlace(of: answer).count
            return inPlace == choices.count ? .right : inPlace * 2 >= choices.count ? .partly : .wrong
        case .several, .ticks:
            let right = Set(rightAnswer)
            if Set(answer) == right { return .right }
            return right.isDisjoint(with: answer) ? .wrong : .partly
        }
    }

    /// The steps that stand in their place in an answer; only for `order`.
    public func inPlace(of answer: [String]) -> Set<String> {
        guard kind == .order else { return [] }
        return Set(zip(choices, answer).filter { $0.id == $1 }.map(\.1))
    }
}
