public import Core
public import Directory
public import Storage
public import Vault

/// What the services of Signals work with: everything variable, handed in.
public struct SignalsContext: Sendable {
    /// Members, desks and their keys, the audit trail; with them the database, the clock, and the queue where receipts are
    /// derived, the same as for passwords.
    public let directory: Directory
    /// The checklist and its rule.
    public let checklist: ChecklistLibrary
    /// What deriving a receipt costs; less only in tests.
    public let receiptCost: DerivationCost
    /// Whether what is filed is invented: in the demo. It is marked so and never counted.
    public let isDemo: Bool
    /// Whether the activation record of Signals is filled in and signed by two (product rule 2).
    public let isActivated: @Sendable (any Transaction) throws -> Bool
    /// Days after closing at which a report is deleted: what the activation record says.
    public let retentionDays: @Sendable (any Transaction) throws -> Int
    /// Tells members by mail that something waits at a desk, never what.
    public let notify: @Sendable (_ members: [Identifier], _ desk: Identifier, any Transaction) throws -> Void

    public init(
        directory: Directory, checklist: ChecklistLibrary = .empty, receiptCost: DerivationCost = .receipt,
        isDemo: Bool = false,
        isActivated: @escaping @Sendable (any Transaction) throws -> Bool,
        retentionDays: @escaping @Sendable (any Transaction) throws -> Int = { _ in 180 },
        notify: @escaping @Sendable ([Identifier], Identifier, any Transaction) throws -> Void = { _, _, _ in }
    ) {
        self.directory = directory
        self.checklist = checklist
        self.receiptCost = receiptCost
        self.isDemo = isDemo
        self.isActivated = isActivated
        self.retentionDays = retentionDays
        self.notify = notify
    }

    var database: any Database { directory.context.database }
    var siteKey: SiteKey { directory.context.siteKey }
    var desks: Desks { directory.desks }
    var audit: AuditLog { directory.audit }
    var queue: DerivationQueue { directory.context.queue }
    var random: RandomBytes { directory.context.random }
    func now() -> Instant { directory.context.now() }

    /// A new identifier for this moment.
    func identifier() -> Identifier { Identifier(at: now(), random: random) }

    /// A new identifier that tells the day and no time of it: for reports.
    func quietIdentifier() -> Identifier { Identifier(on: now().day, random: random) }
}

/// `untilFresh` with the error of Signals.
///
/// - Throws: `SignalsError.changedMeanwhile` when others kept coming between.
func untilFresh<Result>(_ body: () async throws -> Result) async throws -> Result {
    try await untilFresh(orThrow: SignalsError.changedMeanwhile, body)
}
