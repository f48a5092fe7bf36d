public import Core

/// A team with a task and keys of its own.
public struct Desk: Hashable, Sendable {
    public let id: Identifier
    public let name: String
    public let task: DeskTask
    public let organisation: Identifier
    /// The member it was created for, whose sign-in makes its first key.
    public let firstMember: Identifier
    /// The member who leads it and keeps an eye on what happens there; `nil` when that member left it.
    public let lead: Identifier?
    /// A desk that was closed gives no rights; what it holds stays sealed.
    public let isActive: Bool
    /// Goes up with every change; a page that edits hands back the one it showed.
    public let version: Int
    /// The epoch of its key; `nil` until the first key is made.
    public let epoch: Int?
    /// How many members it has.
    public let memberCount: Int
    /// How many of them hold the key of this epoch.
    public let keyHolderCount: Int

    /// Whether it can take in anything sealed: at least two hold the key, so that a lost password is repaired by a colleague.
    public var isOpen: Bool { isActive && keyHolderCount >= 2 }
}

/// What a person fills in for a desk.
public struct DeskDraft: Hashable, Sendable {
    public var name: String
    public var task: DeskTask
    public var organisation: Identifier
    /// The member it is created for. Can be changed as long as the desk has no key.
    public var firstMember: Identifier
    /// Who leads it, one of its members. A new desk is led by the member it is created for.
    public var lead: Identifier?

    public init(
        name: String, task: DeskTask, organisation: Identifier, firstMember: Identifier, lead: Identifier? = nil
    ) {
        self.name = name
        self.task = task
        self.organisation = organisation
        self.firstMember = firstMember
        self.lead = lead
    }

    /// The same, in the form in which it is stored.
    func checked() throws -> DeskDraft {
        var draft = self
        draft.name = try Input.line(name, field: "name")
        return draft
    }
}

/// A member of a desk, as the desk's page shows it.
public struct DeskMember: Hashable, Sendable {
    public let id: Identifier
    public let name: String
    public let organisation: Identifier
    /// Whether the invitation was accepted.
    public let canSignIn: Bool
    /// Whether the member holds the desk's key of this epoch.
    public let holdsKey: Bool
    /// What a colleague compares before giving the key; `nil` until the invitation was accepted.
    public let fingerprint: String?
}

/// A desk with its members.
public struct DeskDetails: Hashable, Sendable {
    public let desk: Desk
    /// By name.
    public let members: [DeskMember]

    /// Members to whom a colleague can give the key.
    public var waiting: [DeskMember] { desk.epoch == nil ? [] : members.filter { $0.canSignIn && !$0.holdsKey } }
}
