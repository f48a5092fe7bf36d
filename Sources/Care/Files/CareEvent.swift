import Core

/// One thing that was entered about a young person.
enum CareEvent: Codable, Sendable {
    /// The first: who it is about. The identifier is that of the record.
    case came(Identifier, YoungPerson)
    case changed(YoungPerson)
    /// An answer, or what is known of one from now on.
    case consent(Consent)
    case plan(PlanEvent)
    /// Several items come in at once, in their order.
    case planned([PlanEvent])
    case spell(CareSpell)
    case contact(Contact)
    case decided(Decision)
    case bridged(Bridging)
    case checkpoint(Checkpoint)
    /// Entered by mistake: a contact, a decision, a bridging agreement or a checkpoint.
    case struck(Identifier)
    case handoverAsked(Handover, to: HandoverParty)
    case handoverStep(Identifier, Handover.Taken)
    case observed(RiskObservation)
    case viewed(DomainLine)
    /// `nil` when nobody is there any more.
    case aftercare(Aftercare?)
    case gapDecided(GapDecision)
    /// Gaps that showed for the first time, or show no more, when something was saved.
    case gapsSeen([SeenGap])
    /// What the plan adds to the figures from now on, in place of what it added before.
    case tallied(CareTally)
    /// A free text was written, or renewed; its words are elsewhere.
    case noted(NoteMark)
    case shared(Identifier, why: Reader.Why)
    case unshared(Identifier)
    /// The desk that keeps it from now on.
    case keptBy(Identifier)
    /// The young person got a code, which opens nothing from that day on.
    case codeGiven(until: Day)
    case codeWithdrawn
    case opened(GlassOpening)
    case exported
}

/// Who a handover is asked of.
struct HandoverParty: Codable, Sendable, Hashable {
    /// A care desk of this installation; `nil` for a helper outside, whose answers the asking desk writes down.
    var desk: Identifier?
    /// What the organisation is called.
    var name: String
}

/// Where a free text stands, and until when. The text itself is in a row of its own, and goes on its day.
struct NoteMark: Codable, Sendable, Hashable {
    let id: Identifier
    var keepUntil: Day
}

/// Another desk that reads the plan.
struct Reader: Codable, Sendable, Hashable {
    enum Why: String, Codable, Sendable {
        /// A handover was asked of it.
        case handover
        /// On call: opens it in need only.
        case onCall = "on-call"
    }

    let desk: Identifier
    var why: Why
    let since: Day
}

/// What a member decided about a gap that was found.
struct GapDecision: Codable, Sendable, Hashable {
    enum Verdict: String, Codable, Sendable, CaseIterable {
        /// Something was arranged: it closes when the spells say so too.
        case arranged
        /// Looked at, and there is none.
        case notAGap = "not-a-gap"
        /// It is there, and the young person wants it so.
        case accepted
        /// Taken back: it is open again.
        case reopened
    }

    /// `ContinuityGap.name`.
    let gap: String
    let verdict: Verdict
    /// Why, in a line.
    let reason: String
    let stamp: Stamp
}

/// A gap, since when it is known, and since when it is closed: what the figures count.
struct SeenGap: Codable, Sendable, Hashable {
    /// `ContinuityGap.name`.
    let name: String
    let kind: ContinuityGap.Kind
    /// Its first day.
    let from: Day
    let foundOn: Day
    /// The day on which it was seen that there is none any more, or a member decided so.
    var closedOn: Day?
}

/// An on-call worker opened the plan in need.
struct GlassOpening: Codable, Sendable, Hashable {
    enum Reason: String, Codable, Sendable, CaseIterable {
        case danger, missing, hospital, police, unreachable
    }

    let reason: Reason
    /// What happened, in a line.
    let words: String
    let desk: Identifier
    let until: Instant
    let stamp: Stamp
}
