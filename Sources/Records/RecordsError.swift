public import Core

/// What can go wrong with a sealed record that a person can do something about.
public enum RecordsError: UserError, Equatable {
    /// There is no such record for this desk. One of another desk looks the same.
    case notFound
    /// What is stored is not what was written. Nothing of it is shown.
    case damaged
    /// Somebody else changed it since the page was opened.
    case changedMeanwhile
    /// The activation record of the part is not signed by two.
    case notActivated
    /// Another desk keeps the record; this one reads along.
    case notKeptHere
    /// A record holds as many entries as it can.
    case full(most: Int)

    public var status: Int {
        switch self {
        case .notFound: 404
        case .damaged: 500
        case .changedMeanwhile, .notActivated, .notKeptHere, .full: 409
        }
    }

    public var text: Text {
        switch self {
        case .notFound: Text("records.error.not-found")
        case .damaged: Text("records.error.damaged")
        case .changedMeanwhile: Text("records.error.changed-meanwhile")
        case .notActivated: Text("records.error.not-activated")
        case .notKeptHere: Text("records.error.not-kept-here")
        case .full(let most): Text("records.error.full", ["most": String(most)])
        }
    }
}
