public import Core

/// A person who signs in.
public struct Member: Hashable, Sendable {
    public let id: Identifier
    public let name: String
    /// What the member signs in with; in lower case.
    public let email: String
    public let organisation: Identifier
    public let isAdministrator: Bool
    /// A member who left stays in what was recorded and cannot sign in.
    public let isActive: Bool
    /// Whether the invitation was accepted: the member has a password and keys.
    public let canSignIn: Bool
    /// Goes up with every change; a page that edits hands back the one it showed.
    public let version: Int
}

/// What a person fills in for a member.
public struct MemberDraft: Hashable, Sendable {
    public var name: String
    public var email: String
    public var organisation: Identifier
    public var isAdministrator: Bool

    public init(name: String, email: String, organisation: Identifier, isAdministrator: Bool = false) {
        self.name = name
        self.email = email
        self.organisation = organisation
        self.isAdministrator = isAdministrator
    }

    /// The same, in the form in which it is stored.
    func checked() throws -> MemberDraft {
        MemberDraft(
            name: try Input.line(name, field: "name"), email: try Input.email(email), organisation: organisation,
            isAdministrator: isAdministrator)
    }
}
