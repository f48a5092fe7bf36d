public import Core

/// When something promised, or an answer, has to be there. Rows are added and never changed: the last one counts, the others stay visible.
public struct Deadline: Hashable, Sendable, Codable {
    /// Where the date comes from.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// The office named it.
        case said
        /// It follows from a rule, which `reason` names.
        case rule
        /// Nobody named a date: this is ours, and makes nothing late.
        case assumed
    }

    /// What a row does to the one before it.
    public enum Change: String, Sendable, Codable, CaseIterable {
        /// The first date.
        case first
        /// The office asked for more time, in a letter.
        case extended
        /// The date before was wrong, or a better one became known.
        case replaced
    }

    public var due: RoughDate
    public var kind: Kind
    public var change: Change
    /// How the date was found: the words of the office, the rule, or why we assume it.
    public var reason: String
    /// When it was said or set.
    public var announced: RoughDate
    public var source: ItemSource?
    public var recorded: Instant

    public init(
        due: RoughDate, kind: Kind, change: Change, reason: String, announced: RoughDate, source: ItemSource?,
        recorded: Instant
    ) {
        self.due = due
        self.kind = kind
        self.change = change
        self.reason = reason
        self.announced = announced
        self.source = source
        self.recorded = recorded
    }

    /// The date and where it comes from.
    public var summary: Due { Due(date: due, kind: kind) }

    /// Checks a new row against the promise and the rows before it, in their order.
    ///
    /// - Throws: `CommitmentsError.deadlineBeforePromise`, `.noDeadlineYet`, `.deadlineThere`, `.notLater`,
    ///   `.extensionWithoutLetter`, `.replacementWithoutSource`, `.missing`.
    public func check(promised: RoughDate, after before: [Deadline]) throws {
        guard !reason.isEmpty else { throw CommitmentsError.missing("reason") }
        guard due.latest >= promised.earliest else { throw CommitmentsError.deadlineBeforePromise }
        switch (change, before.last) {
        case (.first, _?): throw CommitmentsError.deadlineThere
        case (.extended, nil), (.replaced, nil): throw CommitmentsError.noDeadlineYet
        case (.extended, let last?):
            guard source != nil else { throw CommitmentsError.extensionWithoutLetter }
            guard due.latest > last.due.latest else { throw CommitmentsError.notLater }
        case (.replaced, let last?):
            // What makes a promise late is not taken away on somebody's word.
            let isEased = last.summary.binds && (!summary.binds || due.latest > last.due.latest)
            guard !isEased || source != nil else { throw CommitmentsError.replacementWithoutSource }
        default: break
        }
    }
}

extension Deadline {
    /// The rule for written questions of members of the House.
    ///
    /// Whoever held it against the text of the Rules of Procedure can set the certainty to `verified`.
    public static let answerRule = ItemSource(
        title: "Reglement van Orde van de Tweede Kamer: antwoord op schriftelijke vragen binnen drie weken",
        url: "https://www.parlementairemonitor.nl/9353000/1/j9vvij5epmj1ey0/vhnnmt7ll6av", certainty: .reported,
        note: "Volgens de Parlementaire Monitor (Vragenrecht). Het artikel in het reglement zelf is niet nagekeken.")

    /// When written questions of `date` have to be answered by that rule: three weeks later.
    public static func answer(toQuestionsOf date: RoughDate) -> Deadline {
        Deadline(
            due: RoughDate(date.latest.adding(days: 21)), kind: .rule, change: .first,
            reason: "Schriftelijke vragen worden binnen drie weken beantwoord.", announced: date, source: answerRule,
            recorded: Instant(milliseconds: 0))
    }
}

/// The deadline that counts, in short.
public struct Due: Hashable, Sendable, Codable {
    public var date: RoughDate
    public var kind: Deadline.Kind

    public init(date: RoughDate, kind: Deadline.Kind) {
        self.date = date
        self.kind = kind
    }

    /// Whether it can make a promise late.
    public var binds: Bool { kind != .assumed }
}
