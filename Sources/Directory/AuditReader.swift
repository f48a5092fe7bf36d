public import Core
import FoundationEssentials
public import Storage
import Vault

/// One row of the audit trail, to read.
public struct AuditEntry: Hashable, Sendable {
    public let id: Identifier
    public let at: Instant
    public let action: String
    public let subject: String
    public let details: [String: String]
    /// `system`, `visitor`, or the member's id.
    public let actor: String
    /// The member's name, when it is one.
    public let actorName: String?
    /// Whether the row is as it was written here; `AuditLog.verify` says more about one that is not.
    public let isGenuine: Bool

    init(_ row: AuditRow, actorName: String?, _ siteKey: SiteKey) throws {
        id = row.id
        at = row.at
        action = row.action
        subject = row.subject
        // A row that was tampered with may have details that are none.
        details = (try? JSONDecoder().decode([String: String].self, from: Data(row.details.utf8))) ?? [:]
        actor = row.actor
        self.actorName = actorName
        isGenuine = row.isGenuine(siteKey)
    }
}

extension AuditLog {
    /// What was done to one thing, newest first: who opened a report, for instance.
    ///
    /// - Parameters:
    ///   - subject: as it was recorded: `<kind>:<id>`.
    ///   - action: only rows of this action; `nil` for all.
    ///   - limit: the most rows.
    /// - Returns: rows that were tampered with too, with `isGenuine` `false`: whoever relies on one looks at that.
    public func entries(
        of subject: String, action: String? = nil, limit: Int, in transaction: any Transaction
    ) throws -> [AuditEntry] {
        try AuditStore(transaction: transaction).entries(of: subject, action: action, limit: limit, siteKey)
    }
}

/// A page of the audit trail.
public struct AuditPage: Hashable, Sendable {
    /// Newest first.
    public let entries: [AuditEntry]
    /// Where the next, older page begins; `nil` on the last one.
    public let next: Identifier?
}

/// Shows the audit trail to those who keep an eye on the whole.
public struct AuditReader: Sendable {
    let context: DirectoryContext

    public init(_ context: DirectoryContext) { self.context = context }

    /// Administrators, and the coalition's policy officers.
    public static let access = Policy.anyOf(.administrator, .allOf(.coalition, .desk(.policy)))

    /// A page of at most `limit` rows (1 to 200), newest first.
    ///
    /// - Parameter before: `AuditPage.next` of the page before; `nil` for the newest.
    public func page(_ actor: Actor, before: Identifier? = nil, limit: Int = 50) async throws -> AuditPage {
        try Self.access.require(actor)
        let limit = min(max(limit, 1), 200)
        let entries = try await context.database.read {
            try AuditStore(transaction: $0).page(before: before, limit: limit + 1, context.siteKey)
        }
        let shown = Array(entries.prefix(limit))
        return AuditPage(entries: shown, next: entries.count > limit ? shown.last?.id : nil)
    }
}
