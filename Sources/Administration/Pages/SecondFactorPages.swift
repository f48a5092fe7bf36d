import Core
import Directory
import Hummingbird
import Vault
import Web

/// The second factor: giving its code, getting one, and the backup codes.
struct SecondFactorPages: Sendable {
    let secondFactors: SecondFactors
    let sessions: Sessions
    /// Gives a code away to who waits for one; `nil` but in the demo.
    let demoCode: (@Sendable (_ token: String) async throws -> BackupCode)?

    /// Where the code is asked.
    static let code = "/inloggen/code"
    /// Where an app learns the secret.
    static let enrolment = "/inloggen/tweede-stap"

    var routes: [Route] {
        [
            .page(Self.code, access: .everyone) { visit in
                try await waiting(visit, target: visit.query["naar"], codeForm)
            },
            .action(Self.code, access: .everyone, bodyLimit: 16 << 10) { visit in
                try await waiting(visit, target: visit.form["naar"], pass)
            },
            .page(Self.enrolment, access: .everyone) { visit in
                try await enrolling(visit, target: visit.query["naar"], enrolmentForm)
            },
            .action(Self.enrolment, access: .everyone, bodyLimit: 16 << 10) { visit in
                try await enrolling(visit, target: visit.form["naar"], enrol)
            },
            .action("/werk/ik/noodcodes", access: .signedIn, bodyLimit: 16 << 10, newBackupCodes),
        ]
    }

    private typealias Handler = (_ visit: Visit, _ session: Visit.Session, _ target: String) async throws -> Response

    // MARK: Giving the code

    /// For who waits for the code; all others go where they belong.
    private func waiting(_ visit: Visit, target: String, _ handle: Handler) async throws -> Response {
        let target = SignInPages.target(target)
        guard let session = visit.session else {
            return visit.redirect(to: "/inloggen?naar=" + Percent.encode(target))
        }
        guard session.pending == .code else {
            return visit.redirect(to: SignInPages.next(session.pending, target: target))
        }
        return try await handle(visit, session, target)
    }

    private func codeForm(_ visit: Visit, _ session: Visit.Session, _ target: String) async throws -> Response {
        let page = CodePage(
            title: visit.text("administration.second-factor.code-title"), errors: visit.errorSummary,
            code: visit.field(
                "code", .number, label: "administration.second-factor.code",
                hint: "administration.second-factor.code-hint", autocomplete: "one-time-code"),
            backup: visit.field(
                "backup", .code, label: "administration.second-factor.backup",
                hint: "administration.second-factor.backup-hint", autocomplete: "off"),
            isBackupOpen: visit.form.mistake("backup") != nil, target: target,
            demo: try await demoCode?(session.token).text)
        return try visit.page(page, title: page.title, .init(isPrivate: true))
    }

    private func pass(_ visit: Visit, _ session: Visit.Session, _ target: String) async throws -> Response {
        var visit = visit
        let isBackup = visit.form.entries.contains { $0.name == "backup" }
        let typed = visit.form.required(isBackup ? "backup" : "code", most: 100)
        let source = visit.source
        let passed: NewSession? =
            visit.form.hasErrors
            ? nil
            : try await visit.form.attempt {
                try await secondFactors.pass(
                    session.token, isBackup ? .backupCode(typed) : .code(typed), source: source)
            }
        guard let passed else {
            // A code of a moment ago is good for nothing.
            visit.form.forget("code")
            return try await codeForm(visit, session, target)
        }
        return visit.signedIn(passed, to: target)
    }

    // MARK: Getting one

    /// For who has to have a second factor, and for members who want one or another.
    private func enrolling(_ visit: Visit, target: String, _ handle: Handler) async throws -> Response {
        let target = SignInPages.target(target)
        guard let session = visit.session else {
            return visit.redirect(to: "/inloggen?naar=" + Percent.encode(target))
        }
        guard session.pending != .code else {
            return visit.redirect(to: SignInPages.next(session.pending, target: target))
        }
        return try await handle(visit, session, target)
    }

    private func enrolmentForm(_ visit: Visit, _ session: Visit.Session, _ target: String) async throws -> Response {
        let offer = try await secondFactors.offer(session.token)
        let address = Self.address(offer, issuer: visit.site.settings.name)
        let page = EnrolmentPage(
            title: visit.text("administration.second-factor.enrol-title"), errors: visit.errorSummary,
            isPending: session.pending != nil, address: address,
            qr: QRCode.svg(address, label: visit.text("administration.second-factor.qr")) ?? "",
            secret: Self.groups(offer.secret.base32),
            code: visit.field(
                "code", .number, label: "administration.second-factor.code",
                hint: "administration.second-factor.first-code-hint", autocomplete: "one-time-code"),
            target: target)
        return try visit.page(page, title: page.title, .init(isPrivate: true))
    }

    private func enrol(_ visit: Visit, _ session: Visit.Session, _ target: String) async throws -> Response {
        var visit = visit
        if session.pending == nil, let first = visit.confirmFirst(for: Self.enrolment) { return first }
        let code = visit.form.required("code", most: 100)
        let source = visit.source
        let enrolled =
            visit.form.hasErrors
            ? nil
            : try await visit.form.attempt {
                try await secondFactors.enrol(session.token, code: code, source: source)
            }
        guard let enrolled else {
            visit.form.forget("code")
            return try await enrolmentForm(visit, session, target)
        }
        var response = try backupCodes(visit, enrolled.codes, next: target)
        response.setCookie(Security.sessionCookie, enrolled.session.token.text, seconds: nil)
        return response
    }

    /// What an app reads from the QR code (the format of Google Authenticator, which all others read too).
    static func address(_ offer: FactorOffer, issuer: String) -> String {
        func encoded(_ text: String) -> String { Percent.encode(text).replacing("/", with: "%2F") }
        return "otpauth://totp/\(encoded(issuer)):\(encoded(offer.account))?secret=\(offer.secret.base32)"
            + "&issuer=\(encoded(issuer))&algorithm=SHA1&digits=\(FactorSecret.digits)&period=\(FactorSecret.period)"
    }

    /// In groups of four, for who types it over.
    private static func groups(_ text: String) -> String {
        stride(from: 0, to: text.count, by: 4).map { String(text.dropFirst($0).prefix(4)) }.joined(separator: " ")
    }

    // MARK: Backup codes

    private func newBackupCodes(_ visit: Visit) async throws -> Response {
        guard let session = visit.session else { throw DirectoryError.signInFirst }
        if let first = visit.confirmFirst(for: "/werk/ik") { return first }
        let codes = try await secondFactors.newBackupCodes(try await sessions.unlock(session.token))
        return try backupCodes(visit, codes, next: "/werk/ik")
    }

    /// Shows backup codes, the only time they are there.
    private func backupCodes(_ visit: Visit, _ codes: [BackupCode], next: String) throws -> Response {
        let page = BackupCodesPage(
            title: visit.text("administration.second-factor.codes-title"), codes: codes.map(\.text),
            next: visit.link(next))
        return try visit.page(page, title: page.title, .init(isPrivate: true))
    }
}

/// Asks for the code of this moment.
struct CodePage: Page {
    static let template = "administration/code"
    let title: String
    let errors: ErrorSummary?
    let code: Field
    let backup: Field
    let isBackupOpen: Bool
    /// Where to go afterwards.
    let target: String
    /// A code that is given away; only in the demo.
    let demo: String?
}

/// Shows the secret that an app is to learn, and asks for a first code.
struct EnrolmentPage: Page {
    static let template = "administration/enrolment"
    let title: String
    let errors: ErrorSummary?
    /// Whether there is no way on without it.
    let isPending: Bool
    /// `otpauth://…`
    let address: String
    /// The same as QR code, in SVG.
    let qr: String
    let secret: String
    let code: Field
    let target: String
}

/// Backup codes, shown once.
struct BackupCodesPage: Page {
    static let template = "administration/backup-codes"
    let title: String
    let codes: [String]
    let next: String
}
