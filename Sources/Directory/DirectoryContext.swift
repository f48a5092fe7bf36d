public import Core
public import Storage
public import Vault

/// What the services of the directory work with: everything variable, handed in.
public struct DirectoryContext: Sendable {
    public let database: any Database
    public let siteKey: SiteKey
    public let now: Now
    public let random: RandomBytes
    public let audit: any AuditTrail
    /// Where passwords are derived; one per process.
    public let queue: DerivationQueue
    /// What the derivation of a new password costs.
    public let cost: DerivationCost

    public init(
        database: any Database, siteKey: SiteKey, now: @escaping Now, random: @escaping RandomBytes,
        audit: any AuditTrail, queue: DerivationQueue = DerivationQueue(), cost: DerivationCost = .password
    ) {
        self.database = database
        self.siteKey = siteKey
        self.now = now
        self.random = random
        self.audit = audit
        self.queue = queue
        self.cost = cost
    }

    /// A new identifier for this moment.
    func identifier() -> Identifier { Identifier(at: now(), random: random) }
}
