public import Core

/// What can go wrong with courses, links and participations that a person can do something about.
public enum LearningError: UserError, Equatable {
    case noSuchCourse
    /// A code with a wrong sign, or two that changed places.
    case codeMistyped
    /// A code without mistakes that belongs to no join.
    case noSuchCode
    case joinClosed
    case noSuchJoin
    case codeTaken
    case audienceNotOfCourse
    case noSuchOrganisation
    /// There is no attempt under this token (any more).
    case noSuchAttempt
    /// The same records were imported before, on `day`.
    case importedBefore(day: Day)
    case noSuchBatch
    /// The batch was undone before.
    case alreadyUndone

    public var status: Int {
        switch self {
        case .noSuchCourse, .noSuchCode, .noSuchJoin, .noSuchAttempt, .noSuchBatch: 404
        case .codeTaken, .importedBefore, .alreadyUndone: 409
        case .joinClosed: 410
        case .codeMistyped, .audienceNotOfCourse, .noSuchOrganisation: 422
        }
    }

    public var text: Text {
        switch self {
        case .noSuchCourse: Text("learning.error.no-such-course")
        case .codeMistyped: Text("learning.error.code-mistyped")
        case .noSuchCode: Text("learning.error.no-such-code")
        case .joinClosed: Text("learning.error.join-closed")
        case .noSuchJoin: Text("learning.error.no-such-join")
        case .codeTaken: Text("learning.error.code-taken")
        case .audienceNotOfCourse: Text("learning.error.audience-not-of-course")
        case .noSuchOrganisation: Text("learning.error.no-such-organisation")
        case .noSuchAttempt: Text("learning.error.no-such-attempt")
        case .importedBefore(let day): Text("learning.error.imported-before", ["day": "\(day)"])
        case .noSuchBatch: Text("learning.error.no-such-batch")
        case .alreadyUndone: Text("learning.error.already-undone")
        }
    }

    public var field: String? {
        switch self {
        case .codeMistyped, .noSuchCode, .joinClosed, .codeTaken: "code"
        case .audienceNotOfCourse: "audience"
        case .noSuchOrganisation: "organisation"
        default: nil
        }
    }
}
