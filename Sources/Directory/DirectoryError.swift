public import Core

/// What can go wrong in the directory that a person can do something about.
public enum DirectoryError: UserError, Equatable {
    /// The page is for members.
    case signInFirst
    /// The member's desks and role do not open this.
    case notAllowed

    /// There is no such organisation, member or desk.
    case notFound
    /// Somebody else changed it since the page was opened.
    case changedMeanwhile
    /// A field that must be filled in is empty.
    case missing(field: String)
    /// A field holds more than `most` characters.
    case tooLong(field: String, most: Int)
    /// A field holds a line break or another character that cannot be seen.
    case controlCharacter(field: String)
    /// Not an e-mail address.
    case emailInvalid
    /// Another member signs in with this address.
    case emailTaken
    /// Not a short name of letters, digits and hyphens.
    case codeInvalid
    /// Another organisation has this short name.
    case codeTaken
    /// Not the address of a website.
    case urlInvalid
    /// The organisation is no longer active.
    case organisationInactive
    /// Nobody would be left who can manage the directory.
    case lastAdministrator
    /// Nobody at this desk would be left who can open what it holds.
    case lastKeyHolder(desk: String)
    /// The actor does not hold the desk's key.
    case noKey
    /// The desk is closed, or fewer than two hold its key: it takes nothing in.
    case deskNotOpen
    /// The member's key is no longer the one that was compared.
    case fingerprintChanged

    /// The desk's lead is nobody who sits at it.
    case leadNotAtDesk

    /// What stands in the activation record is not complete yet.
    case activationIncomplete
    /// This member signed this version before: the other signature is somebody else's.
    case alreadySigned
    /// A retention, in days, outside these bounds.
    case retentionOutOfRange(least: Int, most: Int)

    /// Not the code of this moment, one that was used before, or no code at all.
    case wrongCode
    /// Not one of the member's one-time codes that are left.
    case wrongBackupCode
    /// The member has a second factor already.
    case enrolledAlready

    /// Address and password do not go together; which of them is wrong is not told.
    case wrongPassword
    /// Address and recovery code do not go together.
    case wrongRecoveryCode
    /// A recovery code with a typing error.
    case recoveryCodeTyped
    /// Too many wrong ones from here; good again after so many seconds.
    case tooManyAttempts(seconds: Int)
    /// The password must be given again first.
    case confirmFirst
    /// A one-time link that was used, is too old, or never was.
    case linkExpired
    case passwordTooShort(least: Int)
    case passwordTooLong(most: Int)
    /// One that everybody tries first.
    case passwordTooCommon

    /// The database was made with another site key.
    case otherSiteKey
    /// The end of the audit chain was not signed here.
    case auditHeadForged

    public var status: Int {
        switch self {
        case .signInFirst: 401
        case .notAllowed, .confirmFirst, .noKey: 403
        case .notFound: 404
        case .changedMeanwhile, .emailTaken, .codeTaken, .lastAdministrator, .lastKeyHolder, .fingerprintChanged,
            .deskNotOpen, .activationIncomplete, .alreadySigned, .enrolledAlready:
            409
        case .linkExpired: 410
        case .tooManyAttempts: 429
        case .otherSiteKey, .auditHeadForged: 500
        default: 422
        }
    }

    public var retryAfter: Int? {
        if case .tooManyAttempts(let seconds) = self { seconds } else { nil }
    }

    public var text: Text {
        switch self {
        case .signInFirst: Text("directory.sign-in-first")
        case .notAllowed: Text("directory.not-allowed")
        case .notFound: Text("directory.not-found")
        case .changedMeanwhile: Text("directory.changed-meanwhile")
        case .missing: Text("directory.missing")
        case .tooLong(_, let most): Text("directory.too-long", ["most": String(most)])
        case .controlCharacter: Text("directory.control-character")
        case .emailInvalid: Text("directory.email-invalid")
        case .emailTaken: Text("directory.email-taken")
        case .codeInvalid: Text("directory.code-invalid")
        case .codeTaken: Text("directory.code-taken")
        case .urlInvalid: Text("directory.url-invalid")
        case .organisationInactive: Text("directory.organisation-inactive")
        case .lastAdministrator: Text("directory.last-administrator")
        case .lastKeyHolder(let desk): Text("directory.last-key-holder", ["desk": desk])
        case .noKey: Text("directory.no-key")
        case .deskNotOpen: Text("directory.desk-not-open")
        case .fingerprintChanged: Text("directory.fingerprint-changed")
        case .leadNotAtDesk: Text("directory.lead-not-at-desk")
        case .activationIncomplete: Text("directory.activation.incomplete")
        case .alreadySigned: Text("directory.activation.already-signed")
        case .retentionOutOfRange(let least, let most):
            Text("directory.activation.retention-range", ["least": String(least), "most": String(most)])
        case .wrongCode: Text("directory.second-factor.wrong-code")
        case .wrongBackupCode: Text("directory.second-factor.wrong-backup-code")
        case .enrolledAlready: Text("directory.second-factor.enrolled-already")
        case .wrongPassword: Text("directory.wrong-password")
        case .wrongRecoveryCode: Text("directory.wrong-recovery-code")
        case .recoveryCodeTyped: Text("directory.recovery-code-typed")
        case .tooManyAttempts(let seconds):
            Text("directory.too-many-attempts", ["minutes": String((seconds + 59) / 60)])
        case .confirmFirst: Text("directory.confirm-first")
        case .linkExpired: Text("directory.link-expired")
        case .passwordTooShort(let least): Text("directory.password-too-short", ["least": String(least)])
        case .passwordTooLong(let most): Text("directory.password-too-long", ["most": String(most)])
        case .passwordTooCommon: Text("directory.password-too-common")
        case .otherSiteKey: Text("directory.other-site-key")
        case .auditHeadForged: Text("directory.audit.head-forged")
        }
    }

    /// The name of the form field that the error is about, when it is about one.
    public var field: String? {
        switch self {
        case .missing(let field), .tooLong(let field, _), .controlCharacter(let field): field
        case .emailInvalid, .emailTaken: "email"
        case .codeInvalid, .codeTaken: "code"
        case .urlInvalid: "url"
        case .organisationInactive: "organisation"
        case .passwordTooShort, .passwordTooLong, .passwordTooCommon, .wrongPassword: "password"
        case .recoveryCodeTyped, .wrongRecoveryCode, .wrongCode: "code"
        case .wrongBackupCode: "backup"
        case .leadNotAtDesk: "lead"
        case .retentionOutOfRange: "retention"
        default: nil
        }
    }
}
