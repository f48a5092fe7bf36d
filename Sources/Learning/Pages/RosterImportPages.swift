import Content
import Core
import Directory
import Hummingbird
import Web

/// A roster from a file: what it would change is shown first, and nothing changes before somebody confirms.
struct RosterImportPages: Sendable {
    let learning: Learning

    private static let path = "\(RosterPages.base)/inlezen"
    /// Lines, names and mistakes that a page shows of each kind.
    private static let shown = 200

    var routes: [Web.Route] {
        [
            .page(Self.path, access: .signedIn, form),
            .action(Self.path, access: .signedIn, bodyLimit: RosterFile.mostBytes + (1 << 20), read),
            .action("\(Self.path)/overnemen", access: .signedIn, bodyLimit: 16 << 10, takeOver),
            .redirect("\(Self.path)/overnemen", to: Self.path, access: .signedIn),
        ]
    }

    private func own(_ visit: Visit) throws -> Identifier {
        guard let organisation = visit.actor.member?.organisation else { throw DirectoryError.signInFirst }
        return organisation
    }

    private func form(_ visit: Visit) async throws -> Response {
        var page = DeskPage(visit.text("roster.import.title"), visit)
        page.back = Link(visit.text("roster.title"), href: visit.link(RosterPages.base))
        page.lead = visit.text("roster.import.lead")
        page.sections = [
            DeskPage.Section(
                heading: visit.text("roster.import.how"),
                text: ["columns", "kept", "law", "again"].map { visit.text("roster.import.\($0)") }),
            DeskPage.Section(forms: [
                DeskForm(
                    action: visit.link(Self.path), hidden: [],
                    parts: [
                        FormPart(
                            visit.choices(
                                "courses", legend: "roster.import.courses", hint: "roster.import.courses-hint",
                                several: true, optional: true,
                                options: learning.context.courses.map {
                                    Choices.Option($0.slug, $0.title[visit.language])
                                })),
                        FormPart(
                            visit.field(
                                "file", .file, label: "roster.import.file", hint: "roster.import.file-hint",
                                accept: ".csv,.txt,text/csv")),
                    ], button: visit.text("roster.import.button"), takesFile: true)
            ]),
        ]
        return try visit.page(page, title: page.title, .init(isPrivate: true))
    }

    private func read(_ visit: Visit) async throws -> Response {
        var visit = visit
        let organisation = try own(visit)
        let bytes = visit.form.file("file")?.bytes ?? []
        if bytes.isEmpty { visit.form.add(Text("learning.participations.nothing"), at: "file") }
        guard !visit.form.hasErrors else { return try await form(visit) }
        let (actor, courses) = (visit.actor, visit.form.all("courses"))
        do {
            let preview = try await learning.rosters.read(actor, of: organisation, bytes, courses: courses)
            return try show(preview, visit)
        } catch let refusal as ImportRefusal {
            visit.form.add(refusal.text, at: "file")
            return try await form(visit)
        }
    }

    // MARK: The preview

    private func show(_ preview: RosterPreview, _ visit: Visit) throws -> Response {
        var page = DeskPage(visit.text("roster.preview.title"), visit)
        page.back = Link(visit.text("roster.import.title"), href: visit.link(Self.path))
        page.lead = visit.text("roster.preview.lead")
        let reading = preview.reading
        func number(_ count: Int) -> String { written(count, visit.language) }
        page.sections = [
            DeskPage.Section(
                parts: [
                    FormPart(
                        SummaryList([
                            SummaryList.Row(visit.text("roster.preview.added"), number(preview.added)),
                            SummaryList.Row(visit.text("roster.preview.changed"), number(preview.changed)),
                            SummaryList.Row(visit.text("roster.preview.same"), number(preview.same)),
                            SummaryList.Row(visit.text("roster.preview.missing"), number(preview.missing.count)),
                            SummaryList.Row(visit.text("roster.preview.wrong"), number(reading.mistakeCount)),
                        ]))
                ])
        ]
        if reading.mistakeCount > 0 { page.sections.append(mistakes(reading, visit)) }
        if !reading.ignored.isEmpty {
            page.sections.append(
                DeskPage.Section(
                    heading: visit.text("roster.preview.ignored"),
                    text: [
                        visit.text("roster.preview.ignored-text"),
                        reading.ignored.prefix(Self.shown).joined(separator: ", "),
                    ]))
        }
        if !preview.newSites.isEmpty {
            page.sections.append(
                DeskPage.Section(
                    heading: visit.text("roster.preview.new-sites"),
                    text: [visit.text("roster.preview.new-sites-text")],
                    parts: [
                        FormPart(
                            SummaryList(
                                preview.newSites.prefix(Self.shown).map { SummaryList.Row($0.name, number($0.people)) })
                        )
                    ]))
        }
        if !reading.lines.isEmpty { page.sections.append(lines(reading, visit)) }
        page.sections.append(confirmation(preview, visit))
        return try visit.page(
            page, title: page.title, .init(isPrivate: true, isWide: true, hasLanguageLinks: false))
    }

    private func mistakes(_ reading: RosterReading, _ visit: Visit) -> DeskPage.Section {
        DeskPage.Section(
            id: "fout", heading: visit.text("roster.preview.mistakes"),
            text: [visit.text("roster.preview.mistakes-text")] + more(reading.mistakeCount, visit),
            parts: [
                FormPart(
                    DataTable(
                        id: "fouten", caption: visit.text("roster.preview.mistakes"),
                        columns: [
                            DataTable.Column(visit.text("roster.column.line")),
                            DataTable.Column(visit.text("roster.column.what")),
                        ],
                        rows: reading.mistakes.prefix(Self.shown).map { mistake in
                            [
                                DataTable.Cell(mistake.line.map { "\($0)" } ?? "–"),
                                DataTable.Cell(visit.text(mistake.text)),
                            ]
                        }))
            ])
    }

    private func more(_ count: Int, _ visit: Visit) -> [String] {
        guard count > Self.shown else { return [] }
        return [
            visit.text(
                "roster.preview.first",
                ["shown": "\(Self.shown)", "count": written(count, visit.language)])
        ]
    }

    private func lines(_ reading: RosterReading, _ visit: Visit) -> DeskPage.Section {
        DeskPage.Section(
            heading: visit.text("roster.preview.lines"), text: more(reading.lines.count, visit),
            parts: [
                FormPart(
                    DataTable(
                        id: "regels", caption: visit.text("roster.preview.lines"),
                        columns: ["line", "who", "number", "site", "department", "courses", "due"].map {
                            DataTable.Column(visit.text("roster.column.\($0)"))
                        },
                        rows: reading.lines.prefix(Self.shown).map { line in
                            [
                                "\(line.line)", line.name.isEmpty ? "–" : line.name, line.number, line.site,
                                line.department, line.courses.joined(separator: ", "),
                                line.due.map { visit.text($0) } ?? "",
                            ].map { DataTable.Cell($0) }
                        }))
            ])
    }

    private func confirmation(_ preview: RosterPreview, _ visit: Visit) -> DeskPage.Section {
        var section = DeskPage.Section(heading: visit.text("roster.preview.confirm"))
        var parts: [FormPart] = []
        if !preview.missing.isEmpty {
            section.text = [
                visit.text("roster.preview.missing-text", count: preview.missing.count),
                preview.missing.prefix(Self.shown).joined(separator: "; ")
                    + (preview.missing.count > Self.shown ? "; …" : ""),
            ]
            parts.append(
                FormPart(
                    visit.choices(
                        "missing", legend: "roster.preview.missing-ask", hint: "roster.preview.missing-hint",
                        options: [
                            Choices.Option("keep", visit.text("roster.preview.keep")),
                            Choices.Option("remove", visit.text("roster.preview.remove")),
                        ])))
        }
        guard !preview.reading.lines.isEmpty else {
            section.text = [visit.text("roster.preview.nothing")]
            return section
        }
        if preview.reading.mistakeCount > 0 {
            section.text.append(
                visit.text("roster.preview.without", ["count": written(preview.reading.mistakeCount, visit.language)]))
        }
        section.forms = [
            DeskForm(
                action: visit.link("\(Self.path)/overnemen"),
                hidden: [
                    HiddenField(name: "upload", value: preview.upload.text),
                    HiddenField(name: "asked", value: preview.missing.isEmpty ? "0" : "1"),
                ], parts: parts,
                button: visit.text(
                    "roster.preview.button", ["count": written(preview.reading.lines.count, visit.language)]))
        ]
        return section
    }

    private func takeOver(_ visit: Visit) async throws -> Response {
        var visit = visit
        let organisation = try own(visit)
        let missing = visit.form["missing"]
        if visit.form["asked"] == "1", missing != "keep", missing != "remove" {
            return try again(visit)
        }
        guard let upload = Identifier(visit.form["upload"]) else { throw RosterError.noSuchUpload }
        let actor = visit.actor
        let imported = try await visit.form.attempt {
            try await learning.rosters.takeOver(
                actor, of: organisation, upload: upload, removesMissing: missing == "remove")
        }
        guard imported != nil else { return try await form(visit) }
        return visit.redirect(to: RosterPages.base, notice: "roster.notices.imported")
    }

    /// Who did not say what to do with those who are missing is asked that alone: the file still waits.
    private func again(_ visit: Visit) throws -> Response {
        var visit = visit
        visit.form.add(Text("web.form.choose"), at: "missing")
        var page = DeskPage(visit.text("roster.preview.confirm"), visit)
        page.back = Link(visit.text("roster.import.title"), href: visit.link(Self.path))
        page.sections = [
            DeskPage.Section(forms: [
                DeskForm(
                    action: visit.link("\(Self.path)/overnemen"),
                    hidden: ["upload", "asked"].map { HiddenField(name: $0, value: visit.form[$0]) },
                    parts: [
                        FormPart(
                            visit.choices(
                                "missing", legend: "roster.preview.missing-ask", hint: "roster.preview.missing-hint",
                                options: [
                                    Choices.Option("keep", visit.text("roster.preview.keep")),
                                    Choices.Option("remove", visit.text("roster.preview.remove")),
                                ]))
                    ], button: visit.text("roster.preview.go-on"))
            ])
        ]
        return try visit.page(page, title: page.title, .init(isPrivate: true, hasLanguageLinks: false))
    }
}
