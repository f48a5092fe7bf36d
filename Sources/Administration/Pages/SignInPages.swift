import Core
import Directory
import Hummingbird
import Vault
import Web

/// Signing in and out, the one-time link of an invitation, and a lost password.
struct SignInPages: Sendable {
    let signIn: SignIn
    let sessions: Sessions
    let invitations: Invitations
    /// Who can sign in to the demo, shown under the form; empty in an installation.
    let demoSignIns: [DemoSignIn]

    var routes: [Route] {
        [
            .page("/inloggen", access: .everyone, show),
            .action("/inloggen", access: .everyone, bodyLimit: 16 << 10, enter),
            .action("/uitloggen", access: .everyone, bodyLimit: 16 << 10, leave),
            .page("/inloggen/herstel", access: .everyone) { try recovery($0) },
            .action("/inloggen/herstel", access: .everyone, bodyLimit: 16 << 10, recover),
            .page("/welkom/:token", access: .everyone, sample: "/welkom/{invitation}", welcome),
            .action("/welkom/:token", access: .everyone, bodyLimit: 16 << 10, accept),
        ]
    }

    // MARK: Signing in

    private func show(_ visit: Visit) async throws -> Response {
        let target = visit.query["naar"]
        guard let session = visit.session else { return try form(visit, target: target) }
        return visit.redirect(to: Self.next(session.pending, target: Self.target(target)))
    }

    private func form(_ visit: Visit, target: String) throws -> Response {
        let page = SignInPage(
            title: visit.text("administration.sign-in.title"), errors: visit.errorSummary,
            email: visit.field("email", .email, label: "administration.sign-in.email", autocomplete: "username"),
            password: visit.field(
                "password", .password, label: "administration.sign-in.password", autocomplete: "current-password"),
            target: SignInPages.target(target), demo: DemoSignIns(demoSignIns, visit))
        return try visit.page(page, title: page.title, .init(isPrivate: true))
    }

    private func enter(_ visit: Visit) async throws -> Response {
        var visit = visit
        let email = visit.form.required("email")
        let password = visit.form.required("password", most: 1000)
        let (source, old) = (visit.source, visit.cookie(Security.sessionCookie))
        let session: NewSession? =
            visit.form.hasErrors
            ? nil
            : try await visit.form.attempt {
                try await signIn.signIn(email: email, password: password, source: source, replacing: old)
            }
        guard let session else {
            visit.form.forget("password")
            return try form(visit, target: visit.form["naar"])
        }
        let target = SignInPages.target(visit.form["naar"])
        return visit.signedIn(session, to: SignInPages.next(session.info.pending, target: target))
    }

    private func leave(_ visit: Visit) async throws -> Response {
        if let token = visit.session?.token { try await sessions.signOut(token) }
        var response = visit.redirect(to: "/inloggen", notice: "administration.notices.signed-out")
        response.setCookie(Security.sessionCookie, "", seconds: 0)
        return response
    }

    /// What comes after the password: the second factor when it is asked, or what the member came for.
    static func next(_ pending: PendingStep?, target: String) -> String {
        switch pending {
        case nil: target
        case .code: SecondFactorPages.code + "?naar=" + Percent.encode(target)
        case .enrol: SecondFactorPages.enrolment + "?naar=" + Percent.encode(target)
        }
    }

    /// Where to go after signing in: a path of the workplace or to another second factor, and nowhere else.
    static func target(_ wanted: String) -> String {
        let isOurs =
            (wanted.hasPrefix("/werk") || wanted == SecondFactorPages.enrolment)
            && wanted.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }
        return isOurs ? wanted : "/werk"
    }

    // MARK: A lost password

    private func recovery(_ visit: Visit) throws -> Response {
        let page = RecoveryPage(
            title: visit.text("administration.recovery.title"), errors: visit.errorSummary,
            fields: [
                visit.field("email", .email, label: "administration.sign-in.email", autocomplete: "username"),
                visit.field(
                    "code", label: "administration.recovery.code", hint: "administration.recovery.code-hint",
                    autocomplete: "off"),
                visit.newPassword,
            ])
        return try visit.page(page, title: page.title, .init(isPrivate: true))
    }

    private func recover(_ visit: Visit) async throws -> Response {
        var visit = visit
        let email = visit.form.required("email")
        let code = visit.form.required("code")
        let password = visit.form.required("password", most: 1000)
        let source = visit.source
        let recovered =
            visit.form.hasErrors
            ? nil
            : try await visit.form.attempt {
                try await signIn.recover(email: email, code: code, newPassword: password, source: source)
            }
        guard let recovered else {
            visit.form.forget("password")
            return try recovery(visit)
        }
        return try visit.showRecoveryCode(recovered.recoveryCode, of: recovered.session)
    }

    // MARK: Invitations

    private func welcome(_ visit: Visit) async throws -> Response {
        do {
            return try welcomeForm(visit, try await invitations.look(visit["token"]))
        } catch DirectoryError.linkExpired {
            return try expired(visit)
        }
    }

    /// A link that no longer works: whoever used it before finds the way in.
    private func expired(_ visit: Visit) throws -> Response {
        let page = ExpiredLinkPage(title: visit.text("administration.welcome.expired"))
        return try visit.page(page, title: page.title, .init(status: .gone, isPrivate: true))
    }

    private func welcomeForm(_ visit: Visit, _ invitation: OpenInvitation) throws -> Response {
        let first =
            invitation.member != nil
            ? []
            : [
                visit.field("name", label: "administration.welcome.name", autocomplete: "name"),
                visit.field("email", .email, label: "administration.sign-in.email", autocomplete: "username"),
                visit.field(
                    "organisation", label: "administration.welcome.organisation", autocomplete: "organization"),
            ]
        let page = WelcomePage(
            title: visit.text("administration.welcome.title"), errors: visit.errorSummary,
            name: invitation.member?.name, email: invitation.member?.email, fields: first + [visit.newPassword])
        return try visit.page(page, title: page.title, .init(isPrivate: true))
    }

    private func accept(_ visit: Visit) async throws -> Response {
        do {
            return try await accept(visit, try await invitations.look(visit["token"]))
        } catch DirectoryError.linkExpired {
            return try expired(visit)
        }
    }

    private func accept(_ visit: Visit, _ invitation: OpenInvitation) async throws -> Response {
        var visit = visit
        let isFirst = invitation.member == nil
        let name = isFirst ? visit.form.required("name") : ""
        let email = isFirst ? visit.form.required("email") : ""
        let organisation = isFirst ? visit.form.required("organisation") : ""
        let password = visit.form.required("password", most: 1000)
        let (token, source) = (visit["token"], visit.source)
        var welcome: Welcome?
        if !visit.form.hasErrors {
            do {
                welcome =
                    isFirst
                    ? try await invitations.begin(
                        token, name: name, email: email, organisation: organisation, password: password,
                        source: source)
                    : try await invitations.accept(token, password: password, source: source)
            } catch let error as any UserError
                where error.status < 500 && error as? DirectoryError != .linkExpired
            {
                visit.form.add(error.text, at: error.field)
            }
        }
        guard let welcome else {
            visit.form.forget("password")
            return try welcomeForm(visit, invitation)
        }
        return try visit.showRecoveryCode(welcome.recoveryCode, of: welcome.session)
    }
}

/// A member of the demo, as the sign-in page shows it.
public struct DemoSignIn: Sendable, Codable {
    public var name: String
    public var organisation: String
    public var email: String
    public var password: String
    /// The secret of the second factor in base32, for an authenticator app; `nil` for who has none.
    public var secret: String?
    public var isAdministrator: Bool
    /// The tasks (`DeskTask`) of the desks that the member sits at.
    public var tasks: [String]

    public init(
        name: String, organisation: String, email: String, password: String, secret: String? = nil,
        isAdministrator: Bool, tasks: [String]
    ) {
        self.name = name
        self.organisation = organisation
        self.email = email
        self.password = password
        self.secret = secret
        self.isAdministrator = isAdministrator
        self.tasks = tasks
    }
}

/// The members of the demo, when there are any.
struct DemoSignIns: Sendable {
    struct Row: Sendable {
        let name: String
        let organisation: String
        let email: String
        let password: String
        /// What the member can do, in a few words.
        let role: String
    }

    let members: [Row]

    init(members: [Row]) { self.members = members }

    init?(_ members: [DemoSignIn], _ visit: Visit) {
        guard !members.isEmpty else { return nil }
        self.members = members.map { member in
            var roles = member.tasks.map { visit.text("administration.task.\($0)") }
            if member.isAdministrator { roles.append(visit.text("administration.members.administrator")) }
            if roles.isEmpty { roles.append(visit.text("administration.sign-in.demo-own")) }
            return Row(
                name: member.name, organisation: member.organisation, email: member.email, password: member.password,
                role: roles.joined(separator: ", "))
        }
    }
}

/// The form to sign in.
struct SignInPage: Page {
    static let template = "administration/sign-in"
    let title: String
    let errors: ErrorSummary?
    let email: Field
    let password: Field
    /// Where to go afterwards.
    let target: String
    let demo: DemoSignIns?
}

/// The form for a lost password.
struct RecoveryPage: Page {
    static let template = "administration/recovery"
    let title: String
    let errors: ErrorSummary?
    let fields: [Field]
}

/// What a one-time link opens.
struct WelcomePage: Page {
    static let template = "administration/welcome"
    let title: String
    let errors: ErrorSummary?
    /// Whom the invitation is for; `nil` for the very first member.
    let name: String?
    let email: String?
    let fields: [Field]
}

/// A one-time link that was used, is too old, or never was.
struct ExpiredLinkPage: Page {
    static let template = "administration/expired-link"
    let title: String
}

/// The recovery code, shown once.
struct RecoveryCodePage: Page {
    static let template = "administration/recovery-code"
    let title: String
    let code: String
    /// Where one goes on.
    let next: String
}

extension Visit {
    /// The field for a password to be chosen.
    var newPassword: Field {
        field(
            "password", .password, label: "administration.welcome.password",
            hint: "administration.welcome.password-hint", autocomplete: "new-password")
    }

    /// Puts the new session in its cookie and goes on.
    func signedIn(_ session: NewSession, to path: String) -> Response {
        var response = redirect(to: path)
        response.setCookie(Security.sessionCookie, session.token.text, seconds: nil)
        return response
    }

    /// Shows a recovery code, the only time it is there, and begins the session it came with.
    func showRecoveryCode(_ code: RecoveryCode, of session: NewSession?) throws -> Response {
        let heading = text("administration.recovery-code.title")
        let model = RecoveryCodePage(
            title: heading, code: code.text, next: link(session == nil ? "/werk/ik" : "/werk"))
        var response = try page(model, title: heading, .init(isPrivate: true))
        if let session { response.setCookie(Security.sessionCookie, session.token.text, seconds: nil) }
        return response
    }
}
