public import Core

/// What a credential of the record store may do (xAPI 1.0.3, Communication 4.2).
public enum StoreScope: String, Sendable, Hashable, CaseIterable {
    /// Send statements.
    case writeStatements = "statements/write"
    /// Read the statements that the same credential sent.
    case readOwnStatements = "statements/read/mine"
    case readStatements = "statements/read"
    case state
    /// What statements say of activities and agents becomes what the store knows of them.
    case define
    case profile
    case readAll = "all/read"
    case all
}

/// A way into the record store for one program of an organisation. Its secret is known to that program only.
public struct StoreCredential: Hashable, Sendable {
    /// Also the user name of Basic authentication.
    public let id: Identifier
    public let organisation: Identifier
    /// What it is for, in the words of who made it.
    public let label: String
    public let scopes: Set<StoreScope>
    public let created: Instant
    /// From then on it is refused.
    public let revoked: Instant?
    /// For the token of a session with a launched unit: what it is for.
    var launch: LaunchScope?

    /// Whether one of `scopes`, or `all`, was given.
    func mayDo(_ scopes: StoreScope...) -> Bool {
        self.scopes.contains(.all) || scopes.contains { self.scopes.contains($0) }
    }

    /// Whether statements of other credentials of the organisation are seen too.
    var readsEveryStatement: Bool { mayDo(.readStatements, .readAll) }
}

/// A credential that was just made, with the secret, which cannot be shown again.
public struct NewStoreCredential: Sendable {
    public let credential: StoreCredential
    /// The password of Basic authentication: 256 random bits as 64 hexadecimal digits.
    public let secret: String
}
