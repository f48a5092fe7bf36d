public import Core
public import Directory
public import Storage
public import Vault

/// Whose records they are: a part of Vangnet with tables of its own.
public struct RecordPart: Sendable, Hashable {
    /// How its tables, the actions and the subjects in its audit trail begin: `coaches`.
    public let prefix: String
    /// The tasks of the desks that open its records.
    public let tasks: Set<DeskTask>
    /// Its other tables with a column `record_id`: emptied with a record.
    public let tables: [String]

    public init(prefix: String, tasks: Set<DeskTask>, tables: [String] = []) {
        self.prefix = prefix
        self.tasks = tasks
        self.tables = tables
    }

    /// Those that hold keys: what is left of anything else without them opens for nobody.
    public var keyTables: [String] { ["\(prefix)_wraps"] }
    /// The audit action for a record that was opened.
    public var opened: String { "\(prefix).record.opened" }

    /// What a record is called in the audit trail.
    public func subject(_ record: Identifier) -> String { "\(prefix):\(record)" }
}

/// What sealed records are worked with: everything variable, handed in.
public struct RecordsContext: Sendable {
    public let part: RecordPart
    /// Members, desks and their keys, the audit trail; with them the database.
    public let directory: Directory
    /// Whether what is entered is invented: in the demo. It is marked so and never counted.
    public let isDemo: Bool
    /// Whether the part's activation record is filled in and signed by two (product rule 2).
    public let isActivated: @Sendable (any Transaction) throws -> Bool
    public let now: Now

    public init(
        part: RecordPart, directory: Directory, isDemo: Bool,
        isActivated: @escaping @Sendable (any Transaction) throws -> Bool, now: @escaping Now
    ) {
        self.part = part
        self.directory = directory
        self.isDemo = isDemo
        self.isActivated = isActivated
        self.now = now
    }

    public var database: any Database { directory.context.database }
    public var siteKey: SiteKey { directory.context.siteKey }
    public var random: RandomBytes { directory.context.random }

    /// A new identifier that tells the day and no time of it.
    public func identifier() -> Identifier { Identifier(on: now().day, random: random) }

    /// SQL for the records, within a transaction.
    public func store(_ transaction: any Transaction) -> RecordStore {
        RecordStore(transaction: transaction, part: part, siteKey: siteKey)
    }

    /// An audit row about a record: ids, counts and names of choices, and nothing that anybody typed.
    public func record(
        _ action: String, _ record: Identifier, details: [String: String] = [:], by actor: Actor,
        at desk: Identifier? = nil, in transaction: any Transaction
    ) throws {
        try directory.audit.record(
            action, part.subject(record), details: details, by: actor, at: desk, in: transaction)
    }
}
