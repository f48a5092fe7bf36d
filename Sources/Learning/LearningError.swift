public import Core

/// What can go wrong in Learning that a person can do something about.
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
    /// A certificate is for who completed the course.
    case notCompleted
    /// A certificate's code with a wrong sign.
    case certificateMistyped
    /// Not a certificate of ours, or not with this name: which of these is not said.
    case certificateRefused
    /// The certificate was revoked.
    case certificateRevoked
    /// No certificate has this code.
    case noSuchCertificate
    case alreadyRevoked
    case noSuchStatusList
    /// A certificate needs a name that can be read.
    case nameUnreadable
    /// The same records were imported before, on `day`.
    case importedBefore(day: Day)
    case noSuchBatch
    /// The batch was undone before.
    case alreadyUndone

    public var status: Int {
        switch self {
        case .noSuchCourse, .noSuchCode, .noSuchJoin, .noSuchAttempt, .noSuchBatch, .noSuchStatusList: 404
        case .joinClosed, .certificateRevoked: 410
        case .codeTaken, .notCompleted, .importedBefore, .alreadyUndone, .alreadyRevoked: 409
        case .codeMistyped, .audienceNotOfCourse, .noSuchOrganisation, .certificateMistyped, .certificateRefused,
            .nameUnreadable, .noSuchCertificate:
            422
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
        case .notCompleted: Text("learning.error.not-completed")
        case .certificateMistyped: Text("learning.error.certificate-mistyped")
        case .certificateRefused: Text("learning.error.certificate-refused")
        case .certificateRevoked: Text("badges.error.revoked")
        case .noSuchCertificate: Text("badges.error.no-such-certificate")
        case .alreadyRevoked: Text("badges.error.already-revoked")
        case .noSuchStatusList: Text("badges.error.no-such-list")
        case .nameUnreadable: Text("learning.error.name-unreadable")
        case .importedBefore(let day): Text("learning.error.imported-before", ["day": "\(day)"])
        case .noSuchBatch: Text("learning.error.no-such-batch")
        case .alreadyUndone: Text("learning.error.already-undone")
        }
    }

    public var field: String? {
        switch self {
        case .codeMistyped, .noSuchCode, .joinClosed, .codeTaken, .certificateMistyped, .noSuchCertificate,
            .alreadyRevoked:
            "code"
        case .audienceNotOfCourse: "audience"
        case .noSuchOrganisation: "organisation"
        case .certificateRefused, .nameUnreadable: "name"
        default: nil
        }
    }
}
