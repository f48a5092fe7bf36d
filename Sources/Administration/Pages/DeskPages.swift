import Core
import Directory
import Hummingbird
import Web

/// Desks: teams with a task and keys of their own.
struct DeskPages: Sendable {
    let desks: Desks
    let members: Members
    let organisations: Organisations
    let sessions: Sessions

    var routes: [Route] {
        [
            .page("/werk/loketten", access: .signedIn, list),
            .page("/werk/loketten/nieuw", access: .administrator) { try await form($0, nil) },
            .action("/werk/loketten/nieuw", access: .administrator, add),
            .page("/werk/loketten/:id", access: .signedIn, sample: "/werk/loketten/{desk}", show),
            .page(
                "/werk/loketten/:id/wijzigen", access: .administrator, sample: "/werk/loketten/{desk}/wijzigen", edit),
            .action("/werk/loketten/:id/wijzigen", access: .administrator, change),
            .action("/werk/loketten/:id/actief", access: .administrator, setActive),
            .action("/werk/loketten/:id/leden", access: .administrator, addMember),
            .action("/werk/loketten/:id/leden/weg", access: .administrator, removeMember),
            .action("/werk/loketten/:id/sleutel", access: .signedIn, grant),
        ]
    }

    private func list(_ visit: Visit) async throws -> Response {
        let isAdministrator = Policy.administrator.allows(visit.actor)
        let own = Set(visit.actor.member.map { Array($0.desks.keys) } ?? [])
        let shown = try await desks.all(visit.actor).filter { isAdministrator || own.contains($0.id) }
        let rows = shown.map { desk -> [DataTable.Cell] in
            [
                DataTable.Cell(desk.name, href: visit.link("/werk/loketten/\(desk.id)")),
                DataTable.Cell(task(visit, desk.task)),
                DataTable.Cell(String(desk.memberCount)), DataTable.Cell(tag: state(visit, desk)),
            ]
        }
        let title = visit.text("administration.desks.title")
        let page = RecordListPage(
            title: title, lead: visit.text("administration.desks.lead"),
            add: isAdministrator
                ? Button(visit.text("administration.desks.add"), href: visit.link("/werk/loketten/nieuw")) : nil,
            table: visit.table(title, ["name", "task", "members", "state"], rows),
            empty: rows.isEmpty
                ? EmptyState(
                    visit.text("administration.desks.none"),
                    visit.text(
                        isAdministrator ? "administration.desks.none-administrator" : "administration.desks.none-about")
                )
                : nil)
        return try visit.page(page, title: title)
    }

    private func state(_ visit: Visit, _ desk: Desk) -> Tag {
        guard desk.isActive else { return visit.activeTag(false) }
        return desk.isOpen
            ? Tag(visit.text("administration.desks.open"), .go) : Tag(visit.text("administration.desks.waiting"), .look)
    }

    private func form(_ visit: Visit, _ details: DeskDetails?) async throws -> Response {
        let desk = details?.desk
        let title = visit.text(desk == nil ? "administration.desks.add" : "administration.desks.change")
        let tasks = DeskTask.allCases.map { Select.Option($0.rawValue, task(visit, $0)) }
        let organisations = try await organisations.all(visit.actor)
            .filter { $0.isActive || $0.id == desk?.organisation }.map { Select.Option($0.id.text, $0.name) }
        let people = try await members.all(visit.actor)
            .filter { $0.isActive || $0.id == desk?.firstMember }.map { Select.Option($0.id.text, $0.name) }
        var parts: [RecordFormPage.Part] = [
            .init(visit.field("name", label: "administration.desks.name", value: desk?.name ?? "")),
            .init(
                visit.select(
                    "task", label: "administration.column.task", value: desk?.task.rawValue ?? "",
                    options: tasks)),
            .init(
                visit.select(
                    "organisation", label: "administration.column.organisation",
                    value: desk?.organisation.text ?? "",
                    options: organisations)),
        ]
        if desk?.epoch == nil {
            parts.append(
                .init(
                    visit.select(
                        "first", label: "administration.desks.first", hint: "administration.desks.first-hint",
                        value: desk?.firstMember.text ?? "",
                        options: people)))
        }
        if let details {
            parts.append(
                .init(
                    visit.select(
                        "lead", label: "administration.desks.lead-member", hint: "administration.desks.lead-hint",
                        optional: true, value: details.desk.lead?.text ?? "",
                        options: [Select.Option("", visit.text("administration.desks.no-lead"))]
                            + details.members.map { Select.Option($0.id.text, $0.name) })))
        }
        let page = RecordFormPage(
            title: title, errors: visit.errorSummary,
            current: desk.flatMap { current(visit, $0, organisations: organisations, people: people) }, parts: parts,
            action: visit.link(desk.map { "/werk/loketten/\($0.id)/wijzigen" } ?? "/werk/loketten/nieuw"),
            button: visit.text("administration.save"), version: visit.version(shown: desk?.version),
            actions: desk.map { [activeAction(visit, $0)] } ?? [],
            back: Link(
                desk?.name ?? visit.text("administration.desks.title"),
                href: visit.link(desk.map { "/werk/loketten/\($0.id)" } ?? "/werk/loketten")))
        return try visit.page(page, title: title)
    }

    private func current(
        _ visit: Visit, _ desk: Desk, organisations: [Select.Option], people: [Select.Option]
    ) -> SummaryList? {
        func words(_ id: Identifier, _ options: [Select.Option]) -> String? {
            options.first { $0.value == id.text }?.label
        }
        let first = Visit.Held(
            "first", label: "administration.desks.first", desk.firstMember.text, words: words(desk.firstMember, people))
        return visit.current(
            [
                .init("name", label: "administration.desks.name", desk.name),
                .init("task", label: "administration.column.task", desk.task.rawValue, words: task(visit, desk.task)),
                .init(
                    "organisation", label: "administration.column.organisation", desk.organisation.text,
                    words: words(desk.organisation, organisations)),
                .init(
                    "lead", label: "administration.desks.lead-member", desk.lead?.text ?? "",
                    words: desk.lead.flatMap { words($0, people) }),
            ] + (desk.epoch == nil ? [first] : []))
    }

    private func task(_ visit: Visit, _ task: DeskTask) -> String {
        visit.text("administration.task.\(task.rawValue)")
    }

    private func activeAction(_ visit: Visit, _ desk: Desk) -> RecordFormPage.Action {
        let key = "administration.desks." + (desk.isActive ? "stop" : "resume")
        return RecordFormPage.Action(
            action: visit.link("/werk/loketten/\(desk.id)/actief"), text: visit.text(key),
            about: visit.text(key + "-about"), version: desk.version)
    }

    private func draft(_ visit: inout Visit, _ desk: Desk?) -> DeskDraft? {
        let name = visit.form.required("name")
        let task = visit.form.choice("task", DeskTask.self)
        let organisation = visit.chosen("organisation")
        // The question is asked as long as there is no key.
        let first = desk.flatMap { $0.epoch == nil ? nil : $0.firstMember } ?? visit.chosen("first")
        guard let task, let organisation, let first, !visit.form.hasErrors else { return nil }
        return DeskDraft(
            name: name, task: task, organisation: organisation, firstMember: first,
            lead: Identifier(visit.form["lead"]))
    }

    private func add(_ visit: Visit) async throws -> Response {
        var visit = visit
        let actor = visit.actor
        var added: Desk?
        if let draft = draft(&visit, nil) {
            added = try await visit.form.attempt { try await desks.add(actor, draft) }
        }
        guard let added else { return try await form(visit, nil) }
        return visit.redirect(to: "/werk/loketten/\(added.id)", notice: "administration.notices.saved")
    }

    private func edit(_ visit: Visit) async throws -> Response {
        try await form(visit, try await desks.details(visit.actor, visit.identifier()))
    }

    private func change(_ visit: Visit) async throws -> Response {
        var visit = visit
        let (actor, id, version) = (visit.actor, try visit.identifier(), visit.version)
        let details = try await desks.details(actor, id)
        if let draft = draft(&visit, details.desk) {
            try await visit.form.attempt { try await desks.change(actor, id, version: version, to: draft) }
        }
        guard !visit.form.hasErrors else { return try await form(visit, details) }
        return visit.redirect(to: "/werk/loketten/\(id)", notice: "administration.notices.saved")
    }

    private func setActive(_ visit: Visit) async throws -> Response {
        var visit = visit
        let (actor, id, version) = (visit.actor, try visit.identifier(), visit.version)
        let details = try await desks.details(actor, id)
        try await visit.form.attempt {
            try await desks.setActive(actor, id, version: version, !details.desk.isActive)
        }
        guard !visit.form.hasErrors else { return try await form(visit.withoutInput, details) }
        return visit.redirect(to: "/werk/loketten/\(id)", notice: "administration.notices.saved")
    }

    // MARK: One desk

    private func show(_ visit: Visit) async throws -> Response {
        let details = try await desks.details(visit.actor, visit.identifier())
        let isAdministrator = Policy.administrator.allows(visit.actor)
        let holdsKey = details.members.contains { $0.id == visit.actor.member?.id && $0.holdsKey }
        let waits = details.waiting.contains { $0.id == visit.actor.member?.id }
        let present = Set(details.members.map(\.id))
        let others =
            isAdministrator ? try await members.all(visit.actor).filter { $0.isActive && !present.contains($0.id) } : []
        let page = DeskPage(
            title: details.desk.name, errors: visit.errorSummary, state: state(visit, details.desk),
            task: task(visit, details.desk.task), lead: lead(visit, details),
            isWaiting: !details.desk.isOpen && details.desk.isActive, next: next(visit, details),
            address: visit.link("/werk/loketten/\(details.desk.id)"),
            members: details.members.map { row(visit, $0, isAdministrator: isAdministrator) },
            waiting: holdsKey
                ? details.waiting.map {
                    .init(
                        id: $0.id.text, name: $0.name, fingerprint: $0.fingerprint ?? "",
                        error: visit.form.mistake("compared-\($0.id)").map { visit.text($0) })
                } : [],
            fingerprint: waits ? try await desks.fingerprint(visit.actor) : nil,
            administration: isAdministrator
                ? DeskPage.Administration(
                    member: visit.select(
                        "member", label: "administration.desks.member",
                        options: others.map { Select.Option($0.id.text, $0.name) }))
                : nil)
        return try visit.page(page, title: page.title)
    }

    /// Who leads the desk, or that nobody does.
    private func lead(_ visit: Visit, _ details: DeskDetails) -> String {
        guard let lead = details.members.first(where: { $0.id == details.desk.lead }) else {
            return visit.text("administration.desks.without-lead")
        }
        return visit.text("administration.desks.led-by", ["name": lead.name])
    }

    /// What has to happen before the desk opens; `nil` for one that is open, or closed.
    private func next(_ visit: Visit, _ details: DeskDetails) -> String? {
        guard details.desk.isActive, !details.desk.isOpen else { return nil }
        guard details.desk.epoch != nil else {
            let first = details.members.first { $0.id == details.desk.firstMember }
            return visit.text("administration.desks.next-first", ["name": first?.name ?? ""])
        }
        if let waiting = details.waiting.first {
            return visit.text("administration.desks.next-give", ["name": waiting.name])
        }
        return visit.text(
            details.members.count < 2 ? "administration.desks.next-add" : "administration.desks.next-accept")
    }

    private func row(_ visit: Visit, _ member: DeskMember, isAdministrator: Bool) -> DeskPage.Member {
        let key = member.holdsKey ? "has-key" : member.canSignIn ? "no-key" : "invited"
        return DeskPage.Member(
            id: member.id.text, name: member.name,
            key: Tag(visit.text("administration.desks.\(key)"), member.holdsKey ? .go : .look),
            canRemove: isAdministrator)
    }

    private func addMember(_ visit: Visit) async throws -> Response {
        var visit = visit
        let (actor, id) = (visit.actor, try visit.identifier())
        if let member = visit.chosen("member") {
            try await visit.form.attempt { try await desks.addMember(actor, id, member) }
        }
        guard !visit.form.hasErrors else { return try await show(visit) }
        return visit.redirect(to: "/werk/loketten/\(id)", notice: "administration.notices.member-added")
    }

    private func removeMember(_ visit: Visit) async throws -> Response {
        var visit = visit
        let (actor, id) = (visit.actor, try visit.identifier())
        guard let member = Identifier(visit.form["member"]) else { throw DirectoryError.notFound }
        try await visit.form.attempt { try await desks.removeMember(actor, id, member) }
        guard !visit.form.hasErrors else { return try await show(visit.withoutInput) }
        return visit.redirect(to: "/werk/loketten/\(id)", notice: "administration.notices.member-removed")
    }

    /// A colleague compared the fingerprint and gives the key.
    private func grant(_ visit: Visit) async throws -> Response {
        var visit = visit
        let (actor, id) = (visit.actor, try visit.identifier())
        if let first = visit.confirmFirst(for: "/werk/loketten/\(id)") { return first }
        guard let session = visit.session, let member = Identifier(visit.form["member"]) else {
            throw DirectoryError.notFound
        }
        let fingerprint = visit.form["fingerprint"]
        guard visit.form.all("compared").contains("yes") else {
            visit.form.add(Text("administration.desks.compare-first"), at: "compared-\(member)")
            return try await show(visit.withoutInput)
        }
        try await visit.form.attempt {
            try await desks.grant(
                actor, try await sessions.unlock(session.token), desk: id, to: member, fingerprint: fingerprint)
        }
        guard !visit.form.hasErrors else { return try await show(visit.withoutInput) }
        return visit.redirect(to: "/werk/loketten/\(id)", notice: "administration.notices.key-given")
    }
}

/// A desk with its members and keys.
struct DeskPage: Page {
    static let template = "administration/desk"
    struct Member: Sendable {
        let id: String
        let name: String
        /// Whether the member holds the key.
        let key: Tag
        let canRemove: Bool
    }

    /// A member to whom the visitor can give the key.
    struct Waiting: Sendable {
        let id: String
        let name: String
        let fingerprint: String
        /// What went wrong the first time.
        let error: String?
    }

    /// What an administrator can do here.
    struct Administration: Sendable {
        let member: Select
    }

    let title: String
    let errors: ErrorSummary?
    let state: Tag
    let task: String
    /// Who leads it, in a sentence.
    let lead: String
    let isWaiting: Bool
    /// What has to happen before it opens.
    let next: String?
    let address: String
    let members: [Member]
    let waiting: [Waiting]
    /// Of the visitor's own key, to read out to a colleague; only for who waits for the desk's key.
    let fingerprint: String?
    let administration: Administration?
}
