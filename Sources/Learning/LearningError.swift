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
    /// A line of the list of municipalities that is none.
    case municipalityLine(Int)
    case noSuchSession
    /// Something that needs a session that is still to come, of one that was held or called off.
    case sessionNotPlanned
    /// Something that needs a session that was closed.
    case sessionNotHeld
    /// The code on the door is taken on the day itself, from two hours before the beginning.
    case doorClosed
    /// What is asked for is for who came in with the code on the door.
    case notAtSession
    /// A session is closed on its day or later.
    case sessionStillToCome
    /// Nobody was there: then it is called off, not closed.
    case nobodyThere
    /// The link of an invitation that is no longer kept, or was copied wrong.
    case noSuchInvitation
    /// No mail server is set up, so nobody can be invited by mail.
    case noMail
    /// A credential of the record store says what it is for, in at most 100 characters.
    case noLabel
    /// A credential of the record store may do something.
    case noScope
    case noSuchCredential
    /// What was typed does not identify a person in the record store.
    case noAgent
    /// Nobody with this identifier on a roster that the actor may see.
    case noSuchPerson
    /// The own code of a person of a roster that is no longer good, or was copied wrong.
    case noSuchPersonCode
    case noRoster
    /// A file that waited to be confirmed: taken over, replaced by another, or gone.
    case noSuchUpload
    /// The roster is no longer the one that a file was held against.
    case rosterChanged
    case noSuchSite
    /// The organisation has a site of this name.
    case siteTaken
    case siteHasPeople
    /// Of the situations before or after a course, one has no answer.
    case situationsIncomplete

    public var status: Int {
        switch self {
        case .noSuchCourse, .noSuchCode, .noSuchJoin, .noSuchAttempt, .noSuchBatch, .noSuchSession, .noSuchInvitation,
            .noSuchCredential, .noSuchStatusList, .noSuchPerson, .noSuchPersonCode, .noRoster, .noSuchSite:
            404
        case .joinClosed, .certificateRevoked: 410
        case .municipalityLine: 500
        case .codeTaken, .notCompleted, .importedBefore, .alreadyUndone, .sessionNotPlanned, .sessionNotHeld,
            .doorClosed, .notAtSession, .sessionStillToCome, .nobodyThere, .noMail, .alreadyRevoked, .noSuchUpload,
            .rosterChanged, .siteTaken, .siteHasPeople:
            409
        case .codeMistyped, .audienceNotOfCourse, .noSuchOrganisation, .certificateMistyped, .certificateRefused,
            .nameUnreadable, .noLabel, .noScope, .noAgent, .noSuchCertificate, .situationsIncomplete:
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
        case .municipalityLine(let line): Text("sessions.error.municipality-line", ["line": "\(line)"])
        case .noSuchSession: Text("sessions.error.no-such-session")
        case .sessionNotPlanned: Text("sessions.error.not-planned")
        case .sessionNotHeld: Text("sessions.error.not-held")
        case .doorClosed: Text("sessions.error.door-closed")
        case .notAtSession: Text("sessions.error.not-there")
        case .sessionStillToCome: Text("sessions.error.still-to-come")
        case .nobodyThere: Text("sessions.error.nobody")
        case .noSuchInvitation: Text("sessions.error.no-such-invitation")
        case .noMail: Text("sessions.error.no-mail")
        case .noLabel: Text("record-store.error.no-label", ["most": "\(StoreCredentials.longestLabel)"])
        case .noScope: Text("record-store.error.no-scope")
        case .noSuchCredential: Text("record-store.error.no-such-credential")
        case .noAgent: Text("record-store.error.no-agent")
        case .noSuchPerson: Text("roster.error.no-such-person")
        case .noSuchPersonCode: Text("roster.error.no-such-person-code")
        case .noRoster: Text("roster.error.no-roster")
        case .noSuchUpload: Text("roster.error.no-such-upload")
        case .rosterChanged: Text("roster.error.roster-changed")
        case .noSuchSite: Text("roster.error.no-such-site")
        case .siteTaken: Text("roster.error.site-taken")
        case .siteHasPeople: Text("roster.error.site-has-people")
        case .situationsIncomplete: Text("roster.error.situations-incomplete")
        }
    }

    public var field: String? {
        switch self {
        case .codeMistyped, .noSuchCode, .joinClosed, .codeTaken, .certificateMistyped, .noSuchCertificate,
            .alreadyRevoked:
            "code"
        case .audienceNotOfCourse: "audience"
        case .noSuchOrganisation: "organisation"
        case .noLabel: "label"
        case .noScope: "scope"
        case .noAgent: "value"
        case .certificateRefused, .nameUnreadable, .siteTaken: "name"
        default: nil
        }
    }
}
