public import Core
public import Directory
import Records
public import Storage
import Vault

/// What the services of Coaches work with: everything variable, handed in.
public struct CoachesContext: Sendable {
    /// Members, desks and their keys, the audit trail; with them the database and the queue for slow work.
    public let directory: Directory
    /// What observations are coded with.
    public let codebook: Codebook
    /// What accounts are compared with.
    public let linkage: AccountLinkage
    /// Whether what is entered is invented: in the demo. It is marked so and never counted.
    public let isDemo: Bool
    /// Whether the activation record of Coaches is filled in and signed by two (product rule 2).
    public let isActivated: @Sendable (any Transaction) throws -> Bool
    /// Tells members by mail that something waits at a desk, never what.
    public let notify: @Sendable (_ members: [Identifier], _ desk: Identifier, any Transaction) throws -> Void
    /// The clock; the directory's, but for the demo, which enters what is older.
    public let now: Now

    public init(
        directory: Directory, codebook: Codebook, linkage: AccountLinkage, isDemo: Bool = false,
        isActivated: @escaping @Sendable (any Transaction) throws -> Bool,
        notify: @escaping @Sendable ([Identifier], Identifier, any Transaction) throws -> Void = { _, _, _ in },
        now: Now? = nil
    ) {
        self.directory = directory
        self.codebook = codebook
        self.linkage = linkage
        self.isDemo = isDemo
        self.isActivated = isActivated
        self.notify = notify
        self.now = now ?? directory.context.now
    }

    /// The same with another clock.
    public func at(_ now: @escaping Now) -> CoachesContext {
        CoachesContext(
            directory: directory, codebook: codebook, linkage: linkage, isDemo: isDemo, isActivated: isActivated,
            notify: notify, now: now)
    }

    /// What the part's sealed records are worked with.
    var records: RecordsContext {
        RecordsContext(
            part: Coaches.records, directory: directory, isDemo: isDemo, isActivated: isActivated, now: now)
    }

    var database: any Database { directory.context.database }
    var siteKey: SiteKey { directory.context.siteKey }
    var desks: Desks { directory.desks }
    var audit: AuditLog { directory.audit }
    var queue: DerivationQueue { directory.context.queue }
    var random: RandomBytes { directory.context.random }

    /// A new identifier that tells the day and no time of it.
    func identifier() -> Identifier { records.identifier() }

    /// What members are called, those who left too.
    func memberNames() async throws -> [Identifier: String] {
        try await directory.members.names()
    }

    /// An audit row about a record: ids, counts and names of choices, and nothing that anybody typed.
    func record(
        _ action: String, _ record: Identifier, details: [String: String] = [:], by actor: Actor,
        at desk: Identifier? = nil, in transaction: any Transaction
    ) throws {
        try records.record(action, record, details: details, by: actor, at: desk, in: transaction)
    }
}
