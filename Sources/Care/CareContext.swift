public import Core
public import Directory
import Records
public import Storage
public import Vault

/// What the services of Care work with: everything variable, handed in.
public struct CareContext: Sendable {
    /// Members, desks and their keys, the audit trail; with them the database and the queue for slow work.
    public let directory: Directory
    /// What is looked at before and after the 18th birthday.
    public let checklist: Checklist
    /// Letters that ask for what is needed after 18.
    public let letters: Letters
    /// What the derivation of a young person's code costs.
    public let receiptCost: DerivationCost
    /// Whether what is entered is invented: in the demo. It is marked so and never counted.
    public let isDemo: Bool
    /// Whether the activation record of Care is filled in and signed by two (product rule 2).
    public let isActivated: @Sendable (any Transaction) throws -> Bool
    /// Tells members by mail that something waits at a desk, never what.
    public let notify: @Sendable (_ members: [Identifier], _ desk: Identifier, any Transaction) throws -> Void
    /// The clock; the directory's, but for the demo, which enters what is older.
    public let now: Now
    let limits = CareLimits.standard

    public init(
        directory: Directory, checklist: Checklist, letters: Letters, receiptCost: DerivationCost,
        isDemo: Bool = false, isActivated: @escaping @Sendable (any Transaction) throws -> Bool,
        notify: @escaping @Sendable ([Identifier], Identifier, any Transaction) throws -> Void = { _, _, _ in },
        now: Now? = nil
    ) {
        self.directory = directory
        self.checklist = checklist
        self.letters = letters
        self.receiptCost = receiptCost
        self.isDemo = isDemo
        self.isActivated = isActivated
        self.notify = notify
        self.now = now ?? directory.context.now
    }

    /// The same with another clock.
    public func at(_ now: @escaping Now) -> CareContext {
        CareContext(
            directory: directory, checklist: checklist, letters: letters, receiptCost: receiptCost, isDemo: isDemo,
            isActivated: isActivated, notify: notify, now: now)
    }

    /// What the part's sealed records are worked with.
    var records: RecordsContext {
        RecordsContext(part: Care.records, directory: directory, isDemo: isDemo, isActivated: isActivated, now: now)
    }

    var database: any Database { directory.context.database }
    var siteKey: SiteKey { directory.context.siteKey }
    var desks: Desks { directory.desks }
    var queue: DerivationQueue { directory.context.queue }
    var random: RandomBytes { directory.context.random }
    var today: Day { now().day }

    /// A new identifier that tells the day and no time of it.
    func identifier() -> Identifier { records.identifier() }

    /// What members are called, those who left too.
    func memberNames() async throws -> [Identifier: String] { try await directory.members.names() }
}
