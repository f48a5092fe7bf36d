public import Core

/// What can go wrong with certificates that a person can do something about.
public enum CertificateError: UserError, Equatable {
    /// A certificate is for who completed the course.
    case notCompleted
    /// A certificate's code with a wrong sign.
    case mistyped
    /// Not a certificate of ours, or not with this name: which of these is not said.
    case refused
    /// The certificate was revoked.
    case revoked
    /// No certificate has this code.
    case noSuchCertificate
    case alreadyRevoked
    case noSuchStatusList
    /// A certificate needs a name that can be read.
    case nameUnreadable

    public var status: Int {
        switch self {
        case .noSuchStatusList: 404
        case .notCompleted, .alreadyRevoked: 409
        case .revoked: 410
        case .mistyped, .refused, .noSuchCertificate, .nameUnreadable: 422
        }
    }

    public var text: Text {
        switch self {
        case .notCompleted: Text("learning.error.not-completed")
        case .mistyped: Text("learning.error.certificate-mistyped")
        case .refused: Text("learning.error.certificate-refused")
        case .revoked: Text("badges.error.revoked")
        case .noSuchCertificate: Text("badges.error.no-such-certificate")
        case .alreadyRevoked: Text("badges.error.already-revoked")
        case .noSuchStatusList: Text("badges.error.no-such-list")
        case .nameUnreadable: Text("learning.error.name-unreadable")
        }
    }

    public var field: String? {
        switch self {
        case .mistyped, .noSuchCertificate, .alreadyRevoked: "code"
        case .refused, .nameUnreadable: "name"
        default: nil
        }
    }
}
