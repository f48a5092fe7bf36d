public import Core

/// An organisation that takes part: in the coalition, beside it, or as an employer whose people follow the courses.
public struct Organisation: Hashable, Sendable {
    public let id: Identifier
    /// A short name for addresses and files, when it has one.
    public let code: String?
    public let name: String
    public let kind: OrganisationKind
    public let url: String?
    /// An organisation that no longer takes part stays in what was recorded and is offered nowhere.
    public let isActive: Bool
    /// Goes up with every change; a page that edits hands back the one it showed.
    public let version: Int
}

/// What a person fills in for an organisation.
public struct OrganisationDraft: Hashable, Sendable {
    public var name: String
    public var kind: OrganisationKind
    public var code: String?
    public var url: String?

    public init(name: String, kind: OrganisationKind, code: String? = nil, url: String? = nil) {
        self.name = name
        self.kind = kind
        self.code = code
        self.url = url
    }

    /// The same, in the form in which it is stored.
    func checked() throws -> OrganisationDraft {
        OrganisationDraft(
            name: try Input.line(name, field: "name"), kind: kind, code: try Input.code(code), url: try Input.url(url))
    }
}
