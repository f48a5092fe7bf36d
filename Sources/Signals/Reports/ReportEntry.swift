public import Core

/// One entry of a report: what it is, when and by whom. Sealed; the reporter, with the receipt, and every desk that holds the
/// report read all of them. What only the desk may read is a `DeskNote`.
public struct ReportEntry: Sendable, Codable, Hashable {
    public enum Kind: Sendable, Codable, Hashable {
        /// The first one.
        case report(ReportContent)
        /// From the reporter: an answer, or more facts.
        case fromReporter(String)
        /// From the desk to the reporter.
        case fromDesk(String)
        /// The reporter stopped the contact.
        case withdrawn
        /// The desk gave the report to another desk.
        case referred(Referral)
        /// The desk printed the report for the police; without the reporter's consent, since a life is in danger: why.
        case printed(withoutConsent: String?)
        /// The desk closed the report: what it may tell the reporter.
        case closed(ReportOutcome, words: String)
        case reopened
        /// A document that belongs to the report, with `SealedAttachment.digest`.
        case attached(String, digest: String)
    }

    public var at: Instant
    /// The member; `nil` for the reporter.
    public var member: Identifier?
    /// The desk that the member sat at; `nil` for the reporter.
    public var desk: Identifier?
    public var kind: Kind

    public init(at: Instant, member: Identifier? = nil, desk: Identifier? = nil, kind: Kind) {
        self.at = at
        self.member = member
        self.desk = desk
        self.kind = kind
    }
}

/// That a report went to another desk.
public struct Referral: Sendable, Codable, Hashable {
    public enum Mode: String, Sendable, Codable, CaseIterable {
        /// The other desk reads along.
        case share
        /// The other desk goes on alone.
        case transfer
        /// The other desk gets a text that this desk wrote.
        case copy
    }

    public var mode: Mode
    public var to: Identifier
    /// The other desk's name, as it was then.
    public var name: String
    public var kind: ReferralKind
    /// Without the reporter's consent, since a life is in danger: why. `nil` with consent.
    public var withoutConsent: String?

    public init(mode: Mode, to: Identifier, name: String, kind: ReferralKind, withoutConsent: String? = nil) {
        self.mode = mode
        self.to = to
        self.name = name
        self.kind = kind
        self.withoutConsent = withoutConsent
    }
}

/// With what a desk closes a report.
public enum ReportOutcome: String, Sendable, Codable, CaseIterable {
    /// Advice was enough.
    case advised
    case referredPolice = "referred-police"
    case referredCare = "referred-care"
    case referredPartner = "referred-partner"
    /// Looked into; nothing that points to exploitation.
    case noIndication = "no-indication"
    /// Too little to act on, and nobody to ask.
    case insufficient
    case duplicate
    case other
}

/// What became of it, where the police tell.
public enum Aftermath: String, Sendable, Codable, CaseIterable {
    case complaint, investigation, charge, verdict
    case unknown
}

/// What a desk keeps for itself about a report. Sealed under the desk's own note key.
public struct DeskNote: Sendable, Codable, Hashable {
    public enum Kind: Sendable, Codable, Hashable {
        case note(String)
        /// All labels from now on.
        case labels([String])
        /// Done outside: `number` was called, or where somebody was told.
        case action(OutsideAction, number: String, words: String)
        case urgency(Urgency, reason: String)
        case aftermath(Aftermath, words: String)
        case keepLonger(until: Day, reason: String)
        case merged(into: Identifier)
        case unmerged(from: Identifier)
        case identityAsked(reason: String)
        /// The custodian desk looked who reported.
        case identityOpened(reason: String)
        case claimed
        case released
    }

    public enum OutsideAction: String, Sendable, Codable, CaseIterable {
        case policeCalled = "police-called"
        case emergencyCalled = "emergency-called"
        case safeHomeCalled = "safe-home-called"
        case careCalled = "care-called"
        case reporterCalled = "reporter-called"
        case other
    }

    public var at: Instant
    public var member: Identifier
    public var kind: Kind

    public init(at: Instant, member: Identifier, kind: Kind) {
        self.at = at
        self.member = member
        self.kind = kind
    }
}
