public import Core

/// What can go wrong in the directory that a person can do something about.
public enum DirectoryError: UserError, Equatable {
    /// The page is for members.
    case signInFirst
    /// The member's desks and role do not open this.
    case notAllowed

    public var status: Int {
        switch self {
        case .signInFirst: 401
        case .notAllowed: 403
        }
    }

    public var text: Text {
        switch self {
        case .signInFirst: Text("directory.sign-in-first")
        case .notAllowed: Text("directory.not-allowed")
        }
    }
}
