public import Core
public import Directory
public import Storage
public import Vault

/// What the services of Signals work with: everything variable, handed in.
public struct SignalsContext: Sendable {
    public let database: any Database
    public let siteKey: SiteKey
    public let desks: Desks
    /// Whose names are shown.
    public let members: Members
    public let audit: any AuditTrail
    /// The checklist and its rule.
    public let checklist: ChecklistLibrary
    /// Where receipts are derived; the same queue as passwords, one per process.
    public let queue: DerivationQueue
    /// What deriving a receipt costs; less only in tests.
    public let receiptCost: DerivationCost
    public let now: Now
    public let random: RandomBytes
    /// Whether what is filed is invented: in the demo. It is marked so and never counted.
    public let isDemo: Bool
    /// Whether the activation record of Signals is filled in and signed by two (product rule 2).
    public let isActivated: @Sendable (any Transaction) throws -> Bool
    /// Days after closing at which a report is deleted: what the activation record says.
    public let retentionDays: @Sendable (any Transaction) throws -> Int
    /// Tells members by mail that something waits at a desk, never what.
    public let notify: @Sendable (_ members: [Identifier], _ desk: Identifier, any Transaction) throws -> Void

    public init(
        database: any Database, siteKey: SiteKey, desks: Desks, members: Members, audit: any AuditTrail,
        checklist: ChecklistLibrary = .empty,
        queue: DerivationQueue = DerivationQueue(), receiptCost: DerivationCost = .receipt,
        now: @escaping Now = systemClock, random: @escaping RandomBytes = systemRandomBytes, isDemo: Bool = false,
        isActivated: @escaping @Sendable (any Transaction) throws -> Bool,
        retentionDays: @escaping @Sendable (any Transaction) throws -> Int = { _ in 180 },
        notify: @escaping @Sendable ([Identifier], Identifier, any Transaction) throws -> Void = { _, _, _ in }
    ) {
        self.database = database
        self.siteKey = siteKey
        self.desks = desks
        self.members = members
        self.audit = audit
        self.checklist = checklist
        self.queue = queue
        self.receiptCost = receiptCost
        self.now = now
        self.random = random
        self.isDemo = isDemo
        self.isActivated = isActivated
        self.retentionDays = retentionDays
        self.notify = notify
    }

    /// A new identifier for this moment.
    func identifier() -> Identifier { Identifier(at: now(), random: random) }

    /// A new identifier that tells the day and no time of it: for reports.
    func quietIdentifier() -> Identifier { Identifier(at: Instant(startOf: now().day), random: random) }
}
