public import Core

/// What can go wrong with a mail.
public enum MailError: UserError, Equatable {
    /// Not an address that mail can be sent to.
    case address
    /// A subject that is empty, too long, or holds a line break or another control character: it could forge a header.
    case subject
    /// A body that is too long, or holds a NUL.
    case body
    /// The address of the mail server in the configuration cannot be read, or would send unencrypted to another machine.
    case server
    /// The server refuses this mail for good (a 5xx reply).
    case refused(code: Int)
    /// The server refuses it for now (a 4xx reply).
    case later(code: Int)
    /// The server does not answer.
    case unreachable
    /// No trusted encrypted connection could be made.
    case encryption
    /// The server does not accept the user and password.
    case login

    /// Below 500 for what trying again does not help.
    public var status: Int {
        switch self {
        case .address, .subject, .body, .refused: 422
        case .server: 500
        case .later, .unreachable, .encryption, .login: 503
        }
    }

    public var text: Text {
        switch self {
        case .address: Text("work.mail.error.address")
        case .subject: Text("work.mail.error.subject")
        case .body: Text("work.mail.error.body")
        case .server: Text("work.mail.error.server")
        case .refused(let code): Text("work.mail.error.refused", ["code": "\(code)"])
        case .later(let code): Text("work.mail.error.later", ["code": "\(code)"])
        case .unreachable: Text("work.mail.error.unreachable")
        case .encryption: Text("work.mail.error.encryption")
        case .login: Text("work.mail.error.login")
        }
    }
}
