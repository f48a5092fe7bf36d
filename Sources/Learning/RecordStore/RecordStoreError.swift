public import Core

/// What can go wrong at the desk of the record store that a person can do something about.
public enum RecordStoreError: UserError, Equatable {
    /// A credential of the record store says what it is for, in at most 100 characters.
    case noLabel
    /// A credential of the record store may do something.
    case noScope
    case noSuchCredential
    /// The form was sent before: the secret was shown then, and cannot be shown again.
    case alreadyMade
    /// What was typed does not identify a person in the record store.
    case noAgent

    public var status: Int {
        switch self {
        case .noSuchCredential: 404
        case .alreadyMade: 409
        case .noLabel, .noScope, .noAgent: 422
        }
    }

    public var text: Text {
        switch self {
        case .noLabel: Text("record-store.error.no-label", ["most": "\(StoreCredentials.longestLabel)"])
        case .noScope: Text("record-store.error.no-scope")
        case .noSuchCredential: Text("record-store.error.no-such-credential")
        case .alreadyMade: Text("record-store.error.already-made")
        case .noAgent: Text("record-store.error.no-agent")
        }
    }

    public var field: String? {
        switch self {
        case .noLabel: "label"
        case .noScope: "scope"
        case .noAgent: "value"
        default: nil
        }
    }
}
