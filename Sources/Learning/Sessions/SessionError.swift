public import Core

/// What can go wrong with trainings and learning circles that a person can do something about.
public enum SessionError: UserError, Equatable {
    /// A line of the list of municipalities that is none.
    case municipalityLine(Int)
    case noSuchSession
    /// Something that needs a session that is still to come, of one that was held or called off.
    case sessionNotPlanned
    /// Something that needs a session that was closed.
    case sessionNotHeld
    /// The code on the door is taken on the day itself, from two hours before the beginning.
    case doorClosed
    /// Who works for a municipality says which, or that they do not know.
    case municipalityNotSaid
    /// What is asked for is for who came in with the code on the door.
    case notAtSession
    /// A certificate is given from the end of the session on, or once it was closed.
    case certificateLater
    /// A session is closed on its day or later.
    case sessionStillToCome
    /// Nobody was there: then it is called off, not closed.
    case nobodyThere
    /// The link of an invitation that is no longer kept, or was copied wrong.
    case noSuchInvitation
    /// No mail server is set up, so nobody can be invited by mail.
    case noMail

    public var status: Int {
        switch self {
        case .noSuchSession, .noSuchInvitation: 404
        case .sessionNotPlanned, .sessionNotHeld, .doorClosed, .notAtSession, .certificateLater, .sessionStillToCome,
            .nobodyThere, .noMail:
            409
        case .municipalityNotSaid: 422
        case .municipalityLine: 500
        }
    }

    public var text: Text {
        switch self {
        case .municipalityLine(let line): Text("sessions.error.municipality-line", ["line": "\(line)"])
        case .noSuchSession: Text("sessions.error.no-such-session")
        case .sessionNotPlanned: Text("sessions.error.not-planned")
        case .sessionNotHeld: Text("sessions.error.not-held")
        case .doorClosed: Text("sessions.error.door-closed")
        case .municipalityNotSaid: Text("sessions.error.municipality-not-said")
        case .notAtSession: Text("sessions.error.not-there")
        case .certificateLater: Text("sessions.error.certificate-later")
        case .sessionStillToCome: Text("sessions.error.still-to-come")
        case .nobodyThere: Text("sessions.error.nobody")
        case .noSuchInvitation: Text("sessions.error.no-such-invitation")
        case .noMail: Text("sessions.error.no-mail")
        }
    }

    public var field: String? { self == .municipalityNotSaid ? "municipality" : nil }
}
