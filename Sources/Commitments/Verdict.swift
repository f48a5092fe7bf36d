public import Core

/// What two members can judge about a promise.
public enum Outcome: String, Sendable, Codable, CaseIterable {
    /// It goes as it should; the date still has to come.
    case onTrack = "on-track"
    case kept, partly, broken
    /// A decision that has a source took it away. A cabinet that falls takes nothing away.
    case lapsed
    /// What was promised cannot be measured; the reason says why.
    case notAssessable = "not-assessable"
    /// An earlier verdict does not hold any more.
    case open

    /// Whether it is measured along criteria.
    public var needsCriteria: Bool { [.kept, .partly, .broken].contains(self) }
}

/// Where a promise stands.
public enum TrackedState: String, Sendable, Codable, CaseIterable {
    case open
    case onTrack = "on-track"
    /// The day that the office named, or that a rule gives, is past, and nobody judged it.
    case late
    case partly, kept, broken, lapsed
    case notAssessable = "not-assessable"

    /// Nothing more is awaited.
    public var isClosed: Bool { [.kept, .broken, .lapsed, .notAssessable].contains(self) }

    /// Where a promise stands on `day`, from the last verdict and the deadline that counts.
    ///
    /// Late is counted, never judged; broken is judged, never counted: a day that passes breaks no promise.
    public init(verdict: Outcome?, due: Due?, on day: Day) {
        switch verdict {
        case .kept: self = .kept
        case .partly: self = .partly
        case .broken: self = .broken
        case .lapsed: self = .lapsed
        case .notAssessable: self = .notAssessable
        case .onTrack, .open, nil:
            if let due, due.binds, due.date.latest < day {
                self = .late
            } else {
                self = verdict == .onTrack ? .onTrack : .open
            }
        }
    }
}

/// When a promise counts as kept, partly kept or broken. Rows are added, never changed.
public struct Criteria: Hashable, Sendable, Codable {
    public var id: Identifier
    public var text: String
    /// The day on which they were agreed, as the member who recorded them says: nothing here proves it.
    public var dated: Day
    /// When they were recorded here; shown beside `dated`, because only this is certain.
    public var recorded: Instant

    public init(id: Identifier, text: String, dated: Day, recorded: Instant) {
        self.id = id
        self.text = text
        self.dated = dated
        self.recorded = recorded
    }

    /// Whether what was seen was there, or can have been, before they were recorded here.
    public func isRecorded(after evidence: RoughDate) -> Bool { evidence.earliest < recorded.day }
}

/// A verdict as a member proposes it.
public struct VerdictDraft: Hashable, Sendable, Codable {
    public var outcome: Outcome
    /// What it is measured along.
    public var criteria: Identifier?
    /// What was seen: what the office did or did not do.
    public var evidence: String
    /// When what was seen came about.
    public var evidenceDate: RoughDate
    /// Where it can be read; for `lapsed`, the decision.
    public var source: ItemSource?

    public init(
        outcome: Outcome, criteria: Identifier?, evidence: String, evidenceDate: RoughDate, source: ItemSource?
    ) {
        self.outcome = outcome
        self.criteria = criteria
        self.evidence = evidence
        self.evidenceDate = evidenceDate
        self.source = source
    }

    /// Checks it against the promise and its criteria.
    ///
    /// - Throws: `CommitmentsError.missing`, `.criteriaMissing`, `.criteriaAfterEvidence`, `.evidenceBeforePromise`,
    ///   `.evidenceAhead`, `.decisionMissing`.
    public func check(promised: RoughDate, criteria known: [Criteria], today: Day) throws {
        guard !evidence.isEmpty else { throw CommitmentsError.missing("evidence") }
        guard evidenceDate.latest >= promised.earliest else { throw CommitmentsError.evidenceBeforePromise }
        guard evidenceDate.earliest <= today else { throw CommitmentsError.evidenceAhead }
        if outcome == .lapsed, source?.url == nil { throw CommitmentsError.decisionMissing }
        guard outcome.needsCriteria else { return }
        guard source != nil else { throw CommitmentsError.missing("source.title") }
        guard let chosen = known.first(where: { $0.id == criteria }) else { throw CommitmentsError.criteriaMissing }
        guard chosen.dated <= evidenceDate.earliest else { throw CommitmentsError.criteriaAfterEvidence }
    }
}

/// A verdict: proposed by one member, and settled when a second agrees. Neither row is ever changed.
public struct Verdict: Hashable, Sendable {
    /// What the second member said.
    public struct Answer: Hashable, Sendable {
        public var member: Identifier
        public var agrees: Bool
        public var note: String?
        public var at: Instant

        public init(member: Identifier, agrees: Bool, note: String?, at: Instant) {
            self.member = member
            self.agrees = agrees
            self.note = note
            self.at = at
        }
    }

    public var id: Identifier
    public var draft: VerdictDraft
    public var proposedBy: Identifier
    public var proposed: Instant
    /// `nil` as long as nobody answered.
    public var answer: Answer?

    public init(id: Identifier, draft: VerdictDraft, proposedBy: Identifier, proposed: Instant, answer: Answer?) {
        self.id = id
        self.draft = draft
        self.proposedBy = proposedBy
        self.proposed = proposed
        self.answer = answer
    }

    /// Whether two members agreed: only then does it count, and only then is it public.
    public var isSettled: Bool { answer?.agrees == true }

    /// Checks that `member` can answer it.
    ///
    /// - Throws: `CommitmentsError.verdictAnswered`, or `.sameMember` when the member who proposed it would agree. Whoever
    ///   proposed it may take it back.
    public func checkAnswer(by member: Identifier, agrees: Bool) throws {
        guard answer == nil else { throw CommitmentsError.verdictAnswered }
        guard member != proposedBy || !agrees else { throw CommitmentsError.sameMember }
    }

    /// The verdict that counts now: the last one settled.
    public static func current(_ verdicts: [Verdict]) -> Verdict? {
        verdicts.filter(\.isSettled).max { ($0.answer!.at, $0.id) < ($1.answer!.at, $1.id) }
    }
}

/// What the ministry itself says about a promise, or the House's register of commitments. It stands beside the verdict and
/// changes nothing about it.
public struct Claim: Hashable, Sendable, Codable {
    /// The words of the House's register of commitments.
    public enum Status: String, Sendable, Codable, CaseIterable {
        case open, done, partly, lapsed
    }

    public var status: Status
    public var text: String
    /// When the ministry said it; of the register, a day on which it stood there so.
    public var date: RoughDate
    public var source: ItemSource
    public var recorded: Instant
    /// Left out for the ministry's own words, as it was before registers were told apart.
    private var register: Bool?

    /// Whether the House's register says it, and not the ministry itself.
    public var isRegister: Bool { register ?? false }

    public init(
        status: Status, text: String, date: RoughDate, source: ItemSource, recorded: Instant, isRegister: Bool = false
    ) {
        register = isRegister ? true : nil
        self.status = status
        self.text = text
        self.date = date
        self.source = source
        self.recorded = recorded
    }
}
