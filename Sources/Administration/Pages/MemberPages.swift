import Core
import Directory
import Hummingbird
import Vault
import Web

/// Members: who can sign in.
struct MemberPages: Sendable {
    let members: Members
    let organisations: Organisations
    /// Mails a one-time link to a member; answers whether there is a mail server to do so.
    let mail: @Sendable (_ member: Member, _ link: String, _ language: Language) async throws -> Bool

    var routes: [Route] {
        [
            .page("/werk/leden", access: .administrator, list),
            .page("/werk/leden/nieuw", access: .administrator) { try await form($0, nil) },
            .action("/werk/leden/nieuw", access: .administrator, invite),
            .page("/werk/leden/:id", access: .administrator, sample: "/werk/leden/{member}", show),
            .action("/werk/leden/:id", access: .administrator, change),
            .action("/werk/leden/:id/uitnodigen", access: .administrator, reinvite),
            .action("/werk/leden/:id/stoppen", access: .administrator, deactivate),
            .action("/werk/leden/:id/terug", access: .administrator, reactivate),
        ]
    }

    private func list(_ visit: Visit) async throws -> Response {
        let names = try await organisationNames(visit)
        let rows = try await members.all(visit.actor).map { member -> [DataTable.Cell] in
            [
                DataTable.Cell(member.name, href: visit.link("/werk/leden/\(member.id)")),
                DataTable.Cell(names[member.organisation] ?? ""),
                DataTable.Cell(member.email),
                DataTable.Cell(member.isAdministrator ? visit.text("administration.members.administrator") : ""),
                DataTable.Cell(tag: state(visit, member)),
            ]
        }
        let title = visit.text("administration.members.title")
        let page = RecordListPage(
            title: title, lead: visit.text("administration.members.lead"),
            add: Button(visit.text("administration.members.add"), href: visit.link("/werk/leden/nieuw")),
            table: visit.table(title, ["name", "organisation", "email", "role", "state"], rows))
        return try visit.page(page, title: title, .init(isWide: true))
    }

    private func state(_ visit: Visit, _ member: Member) -> Tag {
        guard member.isActive else { return visit.activeTag(false) }
        return member.canSignIn ? visit.activeTag(true) : Tag(visit.text("administration.members.invited"), .look)
    }

    private func organisationNames(_ visit: Visit) async throws -> [Identifier: String] {
        let all = try await organisations.all(visit.actor)
        return Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0.name) })
    }

    private func form(_ visit: Visit, _ member: Member?) async throws -> Response {
        let options = try await organisations.all(visit.actor).filter { $0.isActive || $0.id == member?.organisation }
            .map { Select.Option($0.id.text, $0.name) }
        let title = member?.name ?? visit.text("administration.members.add")
        let page = RecordFormPage(
            title: title, lead: member == nil ? visit.text("administration.members.add-lead") : nil,
            errors: visit.errorSummary, current: member.flatMap { current(visit, $0, options) },
            parts: [
                .init(visit.field("name", label: "administration.members.name", value: member?.name ?? "")),
                .init(visit.field("email", .email, label: "administration.sign-in.email", value: member?.email ?? "")),
                .init(
                    visit.select(
                        "organisation", label: "administration.column.organisation",
                        value: member?.organisation.text ?? "",
                        options: options)),
                .init(
                    visit.choices(
                        "administrator", legend: "administration.members.rights", several: true, optional: true,
                        chosen: member?.isAdministrator == true ? ["yes"] : [],
                        options: [
                            Choices.Option(
                                "yes", visit.text("administration.members.administrator"),
                                hint: visit.text("administration.members.administrator-about"))
                        ])),
            ],
            action: visit.link(member.map { "/werk/leden/\($0.id)" } ?? "/werk/leden/nieuw"),
            button: visit.text(member == nil ? "administration.members.invite" : "administration.save"),
            version: visit.version(shown: member?.version), actions: member.map { actions(visit, $0) } ?? [],
            back: Link(visit.text("administration.members.title"), href: visit.link("/werk/leden")))
        return try visit.page(page, title: title)
    }

    private func current(_ visit: Visit, _ member: Member, _ organisations: [Select.Option]) -> SummaryList? {
        visit.current([
            .init("name", label: "administration.members.name", member.name),
            .init("email", label: "administration.sign-in.email", member.email),
            .init(
                "organisation", label: "administration.column.organisation", member.organisation.text,
                words: organisations.first { $0.value == member.organisation.text }?.label),
            .init(
                "administrator", label: "administration.members.rights", member.isAdministrator ? "yes" : "",
                words: member.isAdministrator ? visit.text("administration.members.administrator") : nil),
        ])
    }

    private func actions(_ visit: Visit, _ member: Member) -> [RecordFormPage.Action] {
        func action(_ path: String, _ key: String) -> RecordFormPage.Action {
            RecordFormPage.Action(
                action: visit.link("/werk/leden/\(member.id)/\(path)"),
                text: visit.text("administration.members.\(key)"),
                about: visit.text("administration.members.\(key)-about"), version: member.version)
        }
        return member.isActive
            ? [action("uitnodigen", "reinvite"), action("stoppen", "stop")] : [action("terug", "resume")]
    }

    private func draft(_ visit: inout Visit) -> MemberDraft? {
        let name = visit.form.required("name")
        let email = visit.form.required("email")
        let organisation = visit.chosen("organisation")
        guard let organisation, !visit.form.hasErrors else { return nil }
        return MemberDraft(
            name: name, email: email, organisation: organisation,
            isAdministrator: visit.form.all("administrator").contains("yes"))
    }

    private func invite(_ visit: Visit) async throws -> Response {
        var visit = visit
        let actor = visit.actor
        var invited: (member: Member, invitation: Invitation)?
        if let draft = draft(&visit) {
            invited = try await visit.form.attempt { try await members.invite(actor, draft) }
        }
        guard let invited else { return try await form(visit, nil) }
        return try await showLink(visit, invited.member, invited.invitation)
    }

    /// Shows the one-time link, the only time it is there, and mails it where that is possible.
    private func showLink(_ visit: Visit, _ member: Member, _ invitation: Invitation) async throws -> Response {
        let link = visit.site.settings.address + visit.link("/welkom/\(invitation.token.text)")
        let isMailed = try await mail(member, link, visit.language)
        let page = InvitationPage(
            title: visit.text("administration.invitation.title", ["name": member.name]),
            lead: visit.text(isMailed ? "administration.invitation.mailed" : "administration.invitation.not-mailed"),
            link: link, until: DateWords.moment(invitation.expiresAt, visit.language))
        return try visit.page(page, title: page.title, .init(isPrivate: true))
    }

    private func show(_ visit: Visit) async throws -> Response {
        try await form(visit, try await members.find(visit.actor, visit.identifier()))
    }

    private func change(_ visit: Visit) async throws -> Response {
        var visit = visit
        let (actor, id, version) = (visit.actor, try visit.identifier(), visit.version)
        if let draft = draft(&visit) {
            try await visit.form.attempt { try await members.change(actor, id, version: version, to: draft) }
        }
        guard !visit.form.hasErrors else { return try await show(visit) }
        return visit.redirect(to: "/werk/leden", notice: "administration.notices.saved")
    }

    private func reinvite(_ visit: Visit) async throws -> Response {
        var visit = visit
        let (actor, id) = (visit.actor, try visit.identifier())
        let invitation = try await visit.form.attempt { try await members.reinvite(actor, id) }
        guard let invitation else { return try await show(visit.withoutInput) }
        return try await showLink(visit, try await members.find(actor, id), invitation)
    }

    private func deactivate(_ visit: Visit) async throws -> Response {
        var visit = visit
        let (actor, id, version) = (visit.actor, try visit.identifier(), visit.version)
        try await visit.form.attempt { try await members.deactivate(actor, id, version: version) }
        guard !visit.form.hasErrors else { return try await show(visit.withoutInput) }
        return visit.redirect(to: "/werk/leden", notice: "administration.notices.stopped")
    }

    private func reactivate(_ visit: Visit) async throws -> Response {
        var visit = visit
        let (actor, id, version) = (visit.actor, try visit.identifier(), visit.version)
        let invitation = try await visit.form.attempt {
            try await members.reactivate(actor, id, version: version)
        }
        guard let invitation else { return try await show(visit.withoutInput) }
        return try await showLink(visit, try await members.find(actor, id), invitation)
    }
}

/// A one-time link, shown once.
struct InvitationPage: Page {
    static let template = "administration/invitation"
    let title: String
    let lead: String
    let link: String
    let until: String
}
