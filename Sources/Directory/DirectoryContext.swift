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

    public init(
        database: any Database, siteKey: SiteKey, now: @escaping Now, random: @escaping RandomBytes,
        audit: any AuditTrail
    ) {
        self.database = database
        self.siteKey = siteKey
        self.now = now
        self.random = random
        self.audit = audit
    }

    /// A new identifier for this moment.
    func identifier() -> Identifier { Identifier(at: now(), random: random) }
}
