public import Core

/// What can go wrong in the directory that a person can do something about.
public enum DirectoryError: UserError, Equatable {
    /// The page is for members.
    case signInFirst
    /// The member's desks and role do not open this.
    case notAllowed

    /// There is no such organisation, member or desk.
    case notFound
    /// Somebody else changed it since the page was opened.
    case changedMeanwhile
    /// A field that must be filled in is empty.
    case missing(field: String)
    /// A field holds more than `most` characters.
    case tooLong(field: String, most: Int)
    /// A field holds a line break or another character that cannot be seen.
    case controlCharacter(field: String)
    /// Not an e-mail address.
    case emailInvalid
    /// Another member signs in with this address.
    case emailTaken
    /// Not a short name of letters, digits and hyphens.
    case codeInvalid
    /// Another organisation has this short name.
    case codeTaken
    /// Not the address of a website.
    case urlInvalid
    /// The organisation is no longer active.
    case organisationInactive

    public var status: Int {
        switch self {
        case .signInFirst: 401
        case .notAllowed: 403
        case .notFound: 404
        case .changedMeanwhile, .emailTaken, .codeTaken: 409
        default: 422
        }
    }

    public var text: Text {
        switch self {
        case .signInFirst: Text("directory.sign-in-first")
        case .notAllowed: Text("directory.not-allowed")
        case .notFound: Text("directory.not-found")
        case .changedMeanwhile: Text("directory.changed-meanwhile")
        case .missing: Text("directory.missing")
        case .tooLong(_, let most): Text("directory.too-long", ["most": String(most)])
        case .controlCharacter: Text("directory.control-character")
        case .emailInvalid: Text("directory.email-invalid")
        case .emailTaken: Text("directory.email-taken")
        case .codeInvalid: Text("directory.code-invalid")
        case .codeTaken: Text("directory.code-taken")
        case .urlInvalid: Text("directory.url-invalid")
        case .organisationInactive: Text("directory.organisation-inactive")
        }
    }

    /// The name of the form field that the error is about, when it is about one.
    public var field: String? {
        switch self {
        case .missing(let field), .tooLong(let field, _), .controlCharacter(let field): field
        case .emailInvalid, .emailTaken: "email"
        case .codeInvalid, .codeTaken: "code"
        case .urlInvalid: "url"
        case .organisationInactive: "organisation"
        default: nil
        }
    }
}
