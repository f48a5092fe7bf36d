public import Core
public import Directory

/// A report as a desk reads it.
public struct DeskReport: Sendable {
    /// One thing that happened, oldest first; the report itself is the first.
    public struct Line: Sendable {
        public enum Author: Hashable, Sendable {
            case reporter
            case desk(name: String, member: Person)
        }
        public let at: Instant
        public let author: Author
        public let kind: ReportEntry.Kind
    }

    /// One thing that the desk keeps for itself.
    public struct Note: Sendable {
        public let at: Instant
        public let member: Person
        public let kind: DeskNote.Kind
    }

    /// Who reported, for this desk.
    public enum Identity: Sendable {
        /// Reported without a name.
        case none
        /// The custodian desk knows; it was not asked.
        case hidden
        case asked(on: Day)
        case refused(on: Day)
        case given(ReporterIdentity)
    }

    /// A desk that the report went to.
    public struct Referred: Sendable {
        public let name: String
        public let mode: Referral.Mode
        public let on: Day
    }

    public let id: Identifier
    public let status: ReportStatus
    public let urgency: Urgency
    public let createdOn: Day
    public let dueAt: Instant
    public let isLate: Bool
    public let claimedBy: Person?
    /// The desk that handles it.
    public let holder: String
    /// Whether that is the desk that reads: only it claims, writes to the reporter, refers and closes.
    public let isHolder: Bool
    /// When it is deleted after closing; while it is open, the day on which somebody has to decide.
    public let deleteOn: Day
    public let needsDecision: Bool
    public let content: ReportContent
    public let lines: [Line]
    public internal(set) var notes: [Note]
    public internal(set) var labels: [String]
    public let documents: [DocumentFacts]
    public internal(set) var identity: Identity
    public let referrals: [Referred]
    public let mergedInto: Identifier?
    /// The reports that were merged into this one.
    public let merged: [Identifier]
    /// Whether the reporter stopped the contact.
    public let isContactStopped: Bool
    /// Whether the reporter has yet to read something.
    public let isUnreadByReporter: Bool
    /// Made by another desk's copy: nobody has a receipt for it.
    public var isCopy: Bool { content.channel == .copy }
    public let isInvented: Bool

    /// Without what the desk keeps for itself, and without who reported.
    var withoutSecrets: DeskReport {
        var report = self
        report.notes = []
        report.labels = []
        if case .given = identity { report.identity = .hidden }
        return report
    }
}

/// A desk that a report can be referred to.
public struct ReferralTarget: Hashable, Sendable {
    public let desk: Identifier
    public let name: String
    public let kind: ReferralKind
    /// Whether the reporter agreed with this kind of desk.
    public let hasConsent: Bool
    /// Whether it reads the report already.
    public let isReading: Bool
}

/// What a member decided to do with a report.
public struct ReferralRequest: Hashable, Sendable {
    public var mode: Referral.Mode
    public var to: Identifier
    /// Why without the reporter's consent; only for an acute report.
    public var withoutConsent: String?
    /// For a copy: the text that the other desk gets.
    public var text: String

    public init(mode: Referral.Mode, to: Identifier, withoutConsent: String? = nil, text: String = "") {
        self.mode = mode
        self.to = to
        self.withoutConsent = withoutConsent
        self.text = text
    }
}

/// That somebody opened a report.
public struct Opening: Hashable, Sendable {
    public let at: Instant
    public let member: String
    /// What was done: an action of the audit trail.
    public let action: String
    /// Whether the row of the audit trail is as it was written.
    public let isGenuine: Bool
}

/// One report for a page that is printed: without the desk's notes and without who reported.
public struct ReportExport: Sendable {
    public let report: DeskReport
    public let madeAt: Instant
    public let madeBy: String
    public let desk: String
    /// The hash over all entries: tells one version of the record from another.
    public let hash: String
}
