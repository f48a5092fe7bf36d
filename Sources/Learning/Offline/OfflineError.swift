public import Core

/// What can go wrong with going on at another device, and with what was done without network.
public enum OfflineError: UserError, Equatable {
    /// A sign of the code is wrong, or two changed places.
    case codeMistyped
    /// The code was used, is too old, or never was.
    case noSuchCode
    /// What was sent is not what the page sends.
    case unreadable
    /// More at once than is taken.
    case tooMany(most: Int)
    /// More for one attempt than anybody does.
    case tooManyForAttempt
    /// What was sent belongs to an attempt that this browser no longer has.
    case otherAttempt
    /// The attempt is not there any more.
    case noAttempt

    public var status: Int {
        switch self {
        case .codeMistyped: 422
        case .noSuchCode, .noAttempt: 404
        case .unreadable: 400
        case .tooMany, .tooManyForAttempt: 413
        case .otherAttempt: 409
        }
    }

    public var text: Text {
        switch self {
        case .codeMistyped: Text("offline.error.code-mistyped")
        case .noSuchCode: Text("offline.error.no-such-code")
        case .unreadable: Text("offline.error.unreadable")
        case .tooMany(let most): Text("offline.error.too-many", ["most": "\(most)"])
        case .tooManyForAttempt: Text("offline.error.too-many-for-attempt")
        case .otherAttempt: Text("offline.error.other-attempt")
        case .noAttempt: Text("offline.error.no-attempt")
        }
    }

    public var field: String? {
        switch self {
        case .codeMistyped, .noSuchCode: "code"
        default: nil
        }
    }
}
