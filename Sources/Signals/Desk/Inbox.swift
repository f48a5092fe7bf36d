public import Core
public import Directory

/// Which reports an inbox shows.
public enum InboxFilter: String, Sendable, CaseIterable {
    /// All that wait for something, the most pressing first.
    case open
    /// Those that the member claimed.
    case mine
    case unclaimed
    /// Past their deadline, and either nobody's or with something unread.
    case late
    /// Held by another desk, which this one reads along with.
    case shared
    case closed
}

/// A report in the inbox.
public struct InboxRow: Sendable {
    public let id: Identifier
    public let status: ReportStatus
    public let urgency: Urgency
    public let createdOn: Day
    /// When somebody has to look, or act, at the latest.
    public let dueAt: Instant
    public let isLate: Bool
    public let isUnread: Bool
    public let claimedBy: Person?
    /// What could be read; `nil` for a damaged report, which shows as such.
    public let summary: Summary?
    public var isDamaged: Bool { summary == nil }
    /// Another report is merged into this one, or this one into another.
    public let isMerged: Bool
    /// Open on the day that a report is deleted otherwise: close it, or keep it longer.
    public let needsDecision: Bool
    public let isInvented: Bool

    /// What is decrypted for the list.
    public struct Summary: Sendable {
        /// Why this urgency: keys of sentences.
        public let reasons: [String]
        public let setting: Setting
        public let channel: Channel
        /// The first words of what was reported, at most 120 characters.
        public let firstWords: String
    }
}

/// A page of an inbox.
public struct InboxPage: Sendable {
    public let filter: InboxFilter
    /// How many reports there are for each filter.
    public let counts: [InboxFilter: Int]
    /// At most `size`, by deadline; closed ones by the day of deletion.
    public let rows: [InboxRow]
    /// From 1.
    public let page: Int
    public let pages: Int

    /// Rows on a page.
    public static let size = 50
}
