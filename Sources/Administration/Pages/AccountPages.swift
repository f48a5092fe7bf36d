import Core
import Directory
import Hummingbird
import Vault
import Web

/// What every member has: the first page of the workplace, the own password, and giving it again.
struct AccountPages: Sendable {
    let signIn: SignIn
    let sessions: Sessions
    let secondFactors: SecondFactors

    var routes: [Route] {
        [
            .page("/werk", access: .signedIn, home),
            .page("/werk/ik", access: .signedIn, account),
            .action("/werk/ik/wachtwoord", access: .signedIn, bodyLimit: 16 << 10, changePassword),
            .action("/werk/ik/herstelcode", access: .signedIn, bodyLimit: 16 << 10, newRecoveryCode),
            .action("/werk/ik/overal-uitloggen", access: .signedIn, bodyLimit: 16 << 10, signOutEverywhere),
            .page("/werk/bevestig", access: .signedIn) { try confirmation($0) },
            .action("/werk/bevestig", access: .signedIn, bodyLimit: 16 << 10, confirm),
        ]
    }

    /// The workplace's first page: every place in its menu that is open to this member.
    private func home(_ visit: Visit) async throws -> Response {
        let cards = visit.site.workplaceMenu.filter { $0.path != "/werk" && $0.access.allows(visit.actor) }.map {
            CardList.Card(visit.text($0.text), href: visit.link($0.path), text: visit.text($0.text + "-about"))
        }
        let page = WorkplacePage(
            title: visit.text("administration.home.title"), name: visit.actor.member?.name ?? "",
            cards: CardList(cards))
        return try visit.page(page, title: page.title)
    }

    private func account(_ visit: Visit) async throws -> Response {
        let state = try await secondFactors.state(visit.actor)
        let isRequired = visit.actor.member?.desks.isEmpty == false
        let page = AccountPage(
            title: visit.text("administration.account.title"), errors: visit.errorSummary,
            fields: [
                visit.field(
                    "current", .password, label: "administration.account.current", autocomplete: "current-password"),
                visit.newPassword,
            ], secondFactor: AccountPage.SecondFactor(state, isRequired: isRequired, visit))
        return try visit.page(page, title: page.title)
    }

    private func changePassword(_ visit: Visit) async throws -> Response {
        var visit = visit
        guard let token = visit.session?.token else { throw DirectoryError.signInFirst }
        let current = visit.form.required("current", most: 1000)
        let password = visit.form.required("password", most: 1000)
        let source = visit.source
        let session: NewSession? =
            visit.form.hasErrors
            ? nil
            : try await visit.form.attempt {
                do {
                    return try await signIn.changePassword(token, from: current, to: password, source: source)
                } catch DirectoryError.wrongPassword {
                    throw AccountError.wrongPassword(field: "current")
                }
            }
        guard let session else {
            visit.form.forget("current")
            visit.form.forget("password")
            return try await account(visit)
        }
        var response = visit.redirect(to: "/werk/ik", notice: "administration.notices.password-changed")
        response.setCookie(Security.sessionCookie, session.token.text, seconds: nil)
        return response
    }

    private func newRecoveryCode(_ visit: Visit) async throws -> Response {
        guard let session = visit.session else { throw DirectoryError.signInFirst }
        if let first = visit.confirmFirst(for: "/werk/ik") { return first }
        let code = try await signIn.newRecoveryCode(try await sessions.unlock(session.token))
        return try visit.showRecoveryCode(code, of: nil)
    }

    private func signOutEverywhere(_ visit: Visit) async throws -> Response {
        try await sessions.signOutEverywhere(visit.actor)
        var response = visit.redirect(to: "/inloggen", notice: "administration.notices.signed-out-everywhere")
        response.setCookie(Security.sessionCookie, "", seconds: 0)
        return response
    }

    private func confirmation(_ visit: Visit) throws -> Response {
        let wanted = visit.form.entries.isEmpty ? visit.query["naar"] : visit.form["naar"]
        let page = ConfirmationPage(
            title: visit.text("administration.confirm.title"), errors: visit.errorSummary,
            password: visit.field(
                "password", .password, label: "administration.sign-in.password", autocomplete: "current-password"),
            target: SignInPages.target(wanted))
        return try visit.page(page, title: page.title)
    }

    private func confirm(_ visit: Visit) async throws -> Response {
        var visit = visit
        guard let token = visit.session?.token else { throw DirectoryError.signInFirst }
        let password = visit.form.required("password", most: 1000)
        let source = visit.source
        if !visit.form.hasErrors {
            _ = try await visit.form.attempt {
                do {
                    try await signIn.confirm(token, password: password, source: source)
                } catch DirectoryError.wrongPassword {
                    throw AccountError.wrongPassword(field: "password")
                }
            }
        }
        guard !visit.form.hasErrors else {
            visit.form.forget("password")
            return try confirmation(visit)
        }
        return visit.redirect(
            to: SignInPages.target(visit.form["naar"]), notice: "administration.notices.confirmed")
    }
}

/// What can go wrong for somebody who has signed in already.
enum AccountError: UserError, Equatable {
    /// Not the own password; whose it is, is known here, so the sentence speaks of the password alone.
    case wrongPassword(field: String)

    var status: Int { 422 }
    var text: Text { Text("administration.account.wrong-password") }
    var field: String? {
        switch self {
        case .wrongPassword(let field): field
        }
    }
}

/// The first page of the workplace.
struct WorkplacePage: Page {
    static let template = "administration/home"
    let title: String
    let name: String
    let cards: CardList
}

/// The member's own page.
struct AccountPage: Page {
    static let template = "administration/account"
    /// The member's second factor, when there is one.
    struct SecondFactor: Sendable {
        /// Since when, and how many backup codes are left.
        let facts: SummaryList?
        /// Asks for new backup codes before the last one is used.
        let warning: Notice?
        let about: String
        let setUp: Button
    }

    let title: String
    let errors: ErrorSummary?
    let fields: [Field]
    let secondFactor: SecondFactor
}

extension AccountPage.SecondFactor {
    init(_ state: SecondFactorState, isRequired: Bool, _ visit: Visit) {
        let key = "administration.second-factor."
        facts = state.enrolledAt.map { since in
            SummaryList([
                .init(visit.text(key + "since"), DateWords.moment(since, visit.language)),
                .init(visit.text(key + "left"), String(state.backupCodes)),
            ])
        }
        let isShort = state.enrolledAt != nil && state.backupCodes <= 2
        warning = isShort ? Notice(.warning, visit.text(key + "few-left")) : nil
        about = visit.text(
            key + (state.enrolledAt != nil ? "another-about" : isRequired ? "required-about" : "optional-about"))
        setUp = Button(
            visit.text(key + (state.enrolledAt != nil ? "another" : "set-up")),
            href: visit.link(SecondFactorPages.enrolment + "?naar=/werk/ik"), look: .second)
    }
}

/// Giving the password again before something that asks it.
struct ConfirmationPage: Page {
    static let template = "administration/confirmation"
    let title: String
    let errors: ErrorSummary?
    let password: Field
    let target: String
}
