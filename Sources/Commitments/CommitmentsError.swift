public import Core

/// What can go wrong with commitments that a person can do something about.
public enum CommitmentsError: UserError, Equatable {
    case notFound
    /// A field that has to be filled in.
    case missing(String)
    /// Not `https://…`.
    case address
    /// Not a SHA-256 in hexadecimal.
    case hash
    /// Not small letters, digits and hyphens, or taken already.
    case key
    case unknownOffice
    case unknownTheme
    /// Somebody else saved in between.
    case versionConflict
    /// A new date that deadlines, criteria, verdicts or links do not fit.
    case dateConflict
    /// What was judged would be no promise any more.
    case judged
    /// A kind does not change: links and verdicts build on it.
    case kindChanged
    case deadlineBeforePromise
    case noDeadlineYet
    case deadlineThere
    /// More time that is not later than the deadline that stands.
    case notLater
    case extensionWithoutLetter
    /// A better date that gives more time, or that we assumed, in the place of one that binds, without a source.
    case replacementWithoutSource
    /// Only a commitment and an adopted motion have criteria and verdicts.
    case noPromise
    /// Only a promise, questions and a recommendation have deadlines.
    case noDeadline
    case criteriaMissing
    /// Criteria that are newer than what was seen.
    case criteriaAfterEvidence
    case criteriaAhead
    case criteriaBeforePromise
    case evidenceBeforePromise
    case evidenceAhead
    case decisionMissing
    /// The member who proposed a verdict cannot agree to it.
    case sameMember
    case verdictAnswered
    /// Another verdict waits for a second member.
    case verdictWaiting
    case linkToItself
    case linkThere
    case linkCircle
    case consequenceFirst
    /// Not a letter, so that there is nothing to read.
    case notALetter
    /// The address of a state that was never shown.
    case noSuchState
    case holderDates
    /// A proposal that somebody decided about before.
    case decided
    /// A proposal without a date, or of a kind that is not followed.
    case cannotFollow
    /// A thing with the same number of the House is here already.
    case sameNumber
    /// What a letter answers is not here.
    case notAnswered
    /// What the House changed cannot be taken over.
    case cannotTake
    /// Mail is not set up, so that nothing can be sent.
    case noMail

    public var status: Int {
        switch self {
        case .notFound, .noSuchState: 404
        case .versionConflict, .verdictAnswered, .verdictWaiting, .deadlineThere, .linkThere, .decided, .judged:
            409
        case .sameMember: 403
        default: 422
        }
    }

    public var field: String? {
        switch self {
        case .missing(let field): field
        case .address: "source.url"
        case .hash: "source.hash"
        case .key: "key"
        case .unknownOffice: "office"
        case .unknownTheme: "theme"
        case .deadlineBeforePromise, .notLater: "due"
        case .noDeadlineYet, .deadlineThere: "change"
        case .extensionWithoutLetter, .decisionMissing: "source.url"
        case .replacementWithoutSource: "source.title"
        case .dateConflict: "date"
        case .criteriaMissing, .criteriaAfterEvidence: "criteria"
        case .criteriaAhead, .criteriaBeforePromise: "dated"
        case .evidenceBeforePromise, .evidenceAhead: "evidenceDate"
        case .linkToItself, .linkThere, .linkCircle, .consequenceFirst: "other"
        case .holderDates: "until"
        case .sameNumber: "isOther"
        case .notAnswered: "other"
        default: nil
        }
    }

    public var text: Text { Text("commitments.error.\(key)") }

    private var key: String {
        switch self {
        case .notFound: "not-found"
        case .missing: "missing"
        case .address: "address"
        case .hash: "hash"
        case .key: "key"
        case .unknownOffice: "unknown-office"
        case .unknownTheme: "unknown-theme"
        case .versionConflict: "version-conflict"
        case .kindChanged: "kind-changed"
        case .deadlineBeforePromise: "deadline-before-promise"
        case .noDeadlineYet: "no-deadline-yet"
        case .deadlineThere: "deadline-there"
        case .notLater: "not-later"
        case .extensionWithoutLetter: "extension-without-letter"
        case .replacementWithoutSource: "replacement-without-source"
        case .dateConflict: "date-conflict"
        case .judged: "judged"
        case .noPromise: "no-promise"
        case .noDeadline: "no-deadline"
        case .criteriaMissing: "criteria-missing"
        case .criteriaAfterEvidence: "criteria-after-evidence"
        case .criteriaAhead: "criteria-ahead"
        case .criteriaBeforePromise: "criteria-before-promise"
        case .evidenceBeforePromise: "evidence-before-promise"
        case .evidenceAhead: "evidence-ahead"
        case .decisionMissing: "decision-missing"
        case .sameMember: "same-member"
        case .verdictAnswered: "verdict-answered"
        case .verdictWaiting: "verdict-waiting"
        case .linkToItself: "link-to-itself"
        case .linkThere: "link-there"
        case .linkCircle: "link-circle"
        case .consequenceFirst: "consequence-first"
        case .notALetter: "not-a-letter"
        case .noSuchState: "no-such-state"
        case .holderDates: "holder-dates"
        case .decided: "decided"
        case .cannotFollow: "cannot-follow"
        case .sameNumber: "same-number"
        case .notAnswered: "not-answered"
        case .cannotTake: "cannot-take"
        case .noMail: "no-mail"
        }
    }
}
