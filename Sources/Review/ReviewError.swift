public import Core

/// What can go wrong with a review that a person can do something about.
public enum ReviewError: UserError, Equatable {
    /// Not the name of a period; `existing` are the reviews that were published.
    case noSuchPeriod(String, existing: [String])
    /// A period without a published review.
    case notPublished(String, existing: [String])
    case noSuchFigure(String)
    /// Nobody has started a draft of this period, or it was published since.
    case noDraft(String)
    case draftExists(String)
    /// Somebody else saved in between.
    case versionConflict
    /// Whoever wrote cannot approve.
    case editorCannotApprove
    /// The review is not what the member looked at any more.
    case approveCurrent
    case tooFewApprovals(Int)
    /// These organisations of the coalition have not agreed, and no reason was given to publish all the same.
    case organisationsMissing([String])
    /// A request for a change has to say what should change.
    case remarkMissing
    case remarkTooLong(Int)
    /// A link to a draft that opens nothing, for whatever reason.
    case noSuchPreview
    /// A link cannot be good for so many days.
    case previewDays
    /// A correction without anything corrected.
    case nothingChanged
    /// A correction has to say what was corrected.
    case noteMissing
    case chart
    case file

    public var status: Int {
        switch self {
        case .noSuchPeriod, .notPublished, .noSuchFigure, .noDraft, .noSuchPreview: 404
        case .draftExists, .versionConflict, .approveCurrent, .nothingChanged, .organisationsMissing: 409
        case .editorCannotApprove, .tooFewApprovals: 403
        case .noteMissing, .remarkMissing, .remarkTooLong, .previewDays: 422
        case .chart, .file: 500
        }
    }

    /// The field of the form that it is about.
    public var field: String? {
        switch self {
        case .noteMissing: "note.nl"
        case .organisationsMissing: "reason"
        case .remarkMissing, .remarkTooLong: "remark"
        case .previewDays: "days"
        default: nil
        }
    }

    public var text: Text {
        func text(_ key: String, _ arguments: [String: String] = [:]) -> Text { Text("review.error.\(key)", arguments) }
        switch self {
        case .noSuchPeriod(let name, let existing):
            return text("no-such-period", ["name": name, "existing": Self.list(existing)])
        case .notPublished(let name, let existing):
            return text("not-published", ["name": name, "existing": Self.list(existing)])
        case .noSuchFigure(let id): return text("no-such-figure", ["id": id])
        case .noDraft(let name): return text("no-draft", ["name": name])
        case .draftExists(let name): return text("draft-exists", ["name": name])
        case .versionConflict: return text("version-conflict")
        case .editorCannotApprove: return text("editor-cannot-approve")
        case .approveCurrent: return text("approve-current")
        case .tooFewApprovals(let count): return text("too-few-approvals", ["count": String(count)])
        case .organisationsMissing(let names):
            return text("organisations-missing", ["names": Self.list(names)])
        case .remarkMissing: return text("remark-missing")
        case .remarkTooLong(let most): return text("remark-too-long", ["most": String(most)])
        case .noSuchPreview: return text("no-such-preview")
        case .previewDays:
            let days = PreviewLink.days
            return text("preview-days", ["least": String(days.lowerBound), "most": String(days.upperBound)])
        case .nothingChanged: return text("nothing-changed")
        case .noteMissing: return text("note-missing")
        case .chart: return text("chart")
        case .file: return text("file")
        }
    }

    private static func list(_ names: [String]) -> String { names.isEmpty ? "–" : names.joined(separator: ", ") }
}
