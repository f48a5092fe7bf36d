import Core
import Directory
import Hummingbird
import Web

/// Organisations: who takes part.
struct OrganisationPages: Sendable {
    let organisations: Organisations

    var routes: [Route] {
        [
            .page("/werk/organisaties", access: .administrator, list),
            .page("/werk/organisaties/nieuw", access: .administrator) { try form($0, nil) },
            .action("/werk/organisaties/nieuw", access: .administrator, add),
            .page("/werk/organisaties/:id", access: .administrator, sample: "/werk/organisaties/{organisation}", show),
            .action("/werk/organisaties/:id", access: .administrator, change),
            .action("/werk/organisaties/:id/actief", access: .administrator, setActive),
        ]
    }

    private func list(_ visit: Visit) async throws -> Response {
        let all = try await organisations.all(visit.actor)
        let rows = all.map { organisation -> [DataTable.Cell] in
            [
                DataTable.Cell(organisation.name, href: visit.link("/werk/organisaties/\(organisation.id)")),
                DataTable.Cell(kind(visit, organisation.kind)),
                DataTable.Cell(tag: visit.activeTag(organisation.isActive)),
            ]
        }
        let title = visit.text("administration.organisations.title")
        let page = RecordListPage(
            title: title, lead: visit.text("administration.organisations.lead"),
            add: Button(visit.text("administration.organisations.add"), href: visit.link("/werk/organisaties/nieuw")),
            table: visit.table(title, ["name", "kind", "state"], rows),
            empty: rows.isEmpty
                ? EmptyState(
                    visit.text("administration.organisations.none"), visit.text("administration.organisations.lead"))
                : nil)
        return try visit.page(page, title: title)
    }

    private func form(_ visit: Visit, _ organisation: Organisation?) throws -> Response {
        let title = organisation?.name ?? visit.text("administration.organisations.add")
        let kinds = OrganisationKind.allCases.map { Select.Option($0.rawValue, kind(visit, $0)) }
        let path = organisation.map { "/werk/organisaties/\($0.id)" } ?? "/werk/organisaties/nieuw"
        let page = RecordFormPage(
            title: title, errors: visit.errorSummary, current: organisation.flatMap { current(visit, $0) },
            parts: [
                .init(visit.field("name", label: "administration.organisations.name", value: organisation?.name ?? "")),
                .init(
                    visit.select(
                        "kind", label: "administration.organisations.kind", value: organisation?.kind.rawValue ?? "",
                        options: kinds)),
                .init(
                    visit.field(
                        "code", label: "administration.organisations.code",
                        hint: "administration.organisations.code-hint", value: organisation?.code ?? "", optional: true)
                ),
                .init(
                    visit.field(
                        "url", label: "administration.organisations.url", value: organisation?.url ?? "",
                        optional: true)),
            ],
            action: visit.link(path), button: visit.text("administration.save"),
            version: visit.version(shown: organisation?.version),
            actions: organisation.map { [activeAction(visit, $0)] } ?? [],
            back: Link(visit.text("administration.organisations.title"), href: visit.link("/werk/organisaties")))
        return try visit.page(page, title: title)
    }

    private func kind(_ visit: Visit, _ kind: OrganisationKind) -> String {
        visit.text("administration.kind.\(kind.rawValue)")
    }

    private func current(_ visit: Visit, _ organisation: Organisation) -> SummaryList? {
        visit.current([
            .init("name", label: "administration.organisations.name", organisation.name),
            .init(
                "kind", label: "administration.organisations.kind", organisation.kind.rawValue,
                words: kind(visit, organisation.kind)),
            .init("code", label: "administration.organisations.code", organisation.code ?? ""),
            .init("url", label: "administration.organisations.url", organisation.url ?? ""),
        ])
    }

    private func activeAction(_ visit: Visit, _ organisation: Organisation) -> RecordFormPage.Action {
        let key = "administration.organisations." + (organisation.isActive ? "stop" : "resume")
        return RecordFormPage.Action(
            action: visit.link("/werk/organisaties/\(organisation.id)/actief"), text: visit.text(key),
            about: visit.text(key + "-about"), version: organisation.version)
    }

    private func draft(_ form: inout Form) -> OrganisationDraft? {
        let name = form.required("name")
        let kind = form.choice("kind", OrganisationKind.self)
        let code = form.optional("code")
        let url = form.optional("url", most: 500)
        guard let kind, !form.hasErrors else { return nil }
        return OrganisationDraft(name: name, kind: kind, code: code, url: url)
    }

    private func add(_ visit: Visit) async throws -> Response {
        var visit = visit
        let actor = visit.actor
        if let draft = draft(&visit.form) {
            _ = try await visit.form.attempt { try await organisations.add(actor, draft) }
        }
        guard !visit.form.hasErrors else { return try form(visit, nil) }
        return visit.redirect(to: "/werk/organisaties", notice: "administration.notices.saved")
    }

    private func show(_ visit: Visit) async throws -> Response {
        try form(visit, try await organisations.find(visit.actor, id: visit.identifier()))
    }

    private func change(_ visit: Visit) async throws -> Response {
        var visit = visit
        let (actor, id, version) = (visit.actor, try visit.identifier(), visit.version)
        if let draft = draft(&visit.form) {
            try await visit.form.attempt {
                try await organisations.change(actor, id, version: version, to: draft)
            }
        }
        guard !visit.form.hasErrors else { return try await show(visit) }
        return visit.redirect(to: "/werk/organisaties", notice: "administration.notices.saved")
    }

    private func setActive(_ visit: Visit) async throws -> Response {
        var visit = visit
        let (actor, id, version) = (visit.actor, try visit.identifier(), visit.version)
        let organisation = try await organisations.find(actor, id: id)
        try await visit.form.attempt {
            try await organisations.setActive(actor, id, version: version, !organisation.isActive)
        }
        guard !visit.form.hasErrors else { return try form(visit.withoutInput, organisation) }
        return visit.redirect(to: "/werk/organisaties/\(id)", notice: "administration.notices.saved")
    }
}

extension Visit {
    /// Whether something still takes part, as a tag.
    func activeTag(_ isActive: Bool) -> Tag {
        Tag(text(isActive ? "administration.active" : "administration.inactive"), isActive ? .go : .plain)
    }

    /// A table whose columns are named by `administration.column.…`; `nil` without rows.
    func table(_ caption: String, _ columns: [String], _ rows: [[DataTable.Cell]]) -> DataTable? {
        guard !rows.isEmpty else { return nil }
        return DataTable(
            id: "records", caption: caption,
            columns: columns.map { DataTable.Column(text("administration.column.\($0)")) }, rows: rows)
    }
}
