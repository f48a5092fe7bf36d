public import Core
public import Directory
public import Storage
public import Vault
public import Web

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
    /// Whom to go to at the place of work whose card this browser keeps; `nil` for none, and for a site without a card.
    public let dutyCard: @Sendable (Visit) async throws -> DutyCard?
    /// Tells members by mail that something waits at a desk, never what.
    public let notify: @Sendable (_ members: [Identifier], _ desk: Identifier, any Transaction) throws -> Void

    public init(
        directory: Directory, checklist: ChecklistLibrary = .empty, receiptCost: DerivationCost = .receipt,
        isDemo: Bool = false,
        isActivated: @escaping @Sendable (any Transaction) throws -> Bool,
        retentionDays: @escaping @Sendable (any Transaction) throws -> Int = { _ in 180 },
        dutyCard: @escaping @Sendable (Visit) async throws -> DutyCard? = { _ in nil },
        notify: @escaping @Sendable ([Identifier], Identifier, any Transaction) throws -> Void = { _, _, _ in }
    ) {
        self.directory = directory
        self.checklist = checklist
        self.receiptCost = receiptCost
        self.isDemo = isDemo
        self.isActivated = isActivated
        self.retentionDays = retentionDays
        self.dutyCard = dutyCard
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

/// Whom to go to at a place of work: what an advice shows of it.
public struct DutyCard: Hashable, Sendable {
    public let site: String
    /// Name or function.
    public let duty: String
    public let dayPhone: String
    /// Empty when it is the same at night.
    public let nightPhone: String
    /// What was agreed with the police; may be empty.
    public let police: String

    public init(site: String, duty: String, dayPhone: String, nightPhone: String, police: String) {
        self.site = site
        self.duty = duty
        self.dayPhone = dayPhone
        self.nightPhone = nightPhone
        self.police = police
    }
}
