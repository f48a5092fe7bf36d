import Core
import Directory
import Hummingbird
import Records
import Tables
import Web

/// Codes and tables: observations from a file, the second reading, how far two readers agree, and coded data to take along.
struct CodingPages: Sendable {
    let coaches: Coaches

    var routes: [Web.Route] {
        let path = "\(StudyPages.path)/:id"
        let sample = StudyPages.sample
        let importing = "\(path)/sessies/:session/inlezen"
        let access = Coaches.readers
        return [
            .page(importing, access: access, sample: "\(sample)/sessies/{session}/inlezen") { visit in
                try importForm(try await coaches.studyVisit(visit), try visit.identifier("session"))
            },
            // A file that is somewhat too large is refused by the form, which says what to do.
            .action(importing, access: access, bodyLimit: ObservationFile.mostBytes + (2 << 20), importFile),
            .data(
                "\(importing)/voorbeeld.csv", access: access, hasLanguages: false,
                sample: "\(sample)/sessies/{session}/inlezen/voorbeeld.csv"
            ) { visit in
                // Of another desk's study there is not even an example.
                _ = try await coaches.studyVisit(visit)
                return visit.data(
                    ObservationFile.example(visit.now, coaches.context.codebook), type: "text/csv; charset=utf-8",
                    saveAs: "waarnemingen.csv")
            },
            .page("\(path)/tweede-lezer", access: access, sample: "\(sample)/tweede-lezer") { visit in
                try secondReading(try await coaches.studyVisit(visit))
            },
            .action("\(path)/tweede-lezer", access: access, bodyLimit: 64 << 10, readAgain),
            .page("\(path)/overeenstemming", access: access, sample: "\(sample)/overeenstemming") { visit in
                let at = try await coaches.studyVisit(visit)
                return try at.room.show(AgreementPage(at).page)
            },
            .page("\(path)/gegevens", access: access, sample: "\(sample)/gegevens") { visit in
                try codedDataPage(try await coaches.studyVisit(visit))
            },
            .action("\(path)/gegevens", access: access, bodyLimit: 64 << 10, codedData),
        ]
    }

    // MARK: A file of observations

    private func importForm(_ at: StudyVisit, _ session: Identifier) throws -> Response {
        guard at.study.session(session) != nil else { throw RecordsError.notFound }
        let visit = at.visit
        return try visit.page(
            ObservationImportPage(at, session), title: visit.text("coaches.file.title"), .init(isPrivate: true))
    }

    private func importFile(_ visit: Visit) async throws -> Response {
        var visit = visit
        let at = try await coaches.studyVisit(visit)
        let session = try visit.identifier("session")
        guard let file = visit.form.file("file") else {
            visit.form.add(Text("coaches.file.nothing"), at: "file")
            return try importForm(at.with(visit), session)
        }
        do {
            let imported = try await coaches.studies.importFile(at.room.seat, at.id, session, file.bytes)
            return try at.room.show(importedPage(imported, at, session))
        } catch let refusal as ObservationFileRefusal {
            for mistake in refusal.mistakes { visit.form.add(visit.told(mistake)) }
            if refusal.hasMore { visit.form.add(Text("coaches.file.more")) }
        } catch let error as CoachesError where error.status == 422 {
            visit.form.add(error.text, at: "file")
        }
        return try importForm(at.with(visit), session)
    }

    private func importedPage(_ imported: Studies.Imported, _ at: StudyVisit, _ session: Identifier) -> DeskPage {
        let visit = at.visit
        var page = at.page(visit.text("coaches.file.done"))
        func count(_ number: Int) -> String { written(number, visit.language) }
        var rows = [
            SummaryList.Row(visit.text("coaches.file.entered"), count(imported.numbers.count)),
            SummaryList.Row(visit.text("coaches.file.new-accounts"), count(imported.newAccounts)),
            SummaryList.Row(visit.text("coaches.file.known"), count(imported.knownLines.count)),
        ]
        if !imported.knownLines.isEmpty {
            let shown = imported.knownLines.prefix(20).map(String.init).joined(separator: ", ")
            let more = imported.knownLines.count > 20 ? " …" : ""
            rows.append(SummaryList.Row(visit.text("coaches.file.known-lines"), shown + more))
        }
        page.sections = [
            DeskPage.Section(
                text: imported.knownLines.isEmpty ? [] : [visit.text("coaches.file.known-about")],
                parts: [FormPart(SummaryList(rows))],
                links: [
                    Link(visit.text("coaches.file.to-session"), href: at.link("/sessies/\(session)")),
                    Link(visit.text("coaches.file.to-observations"), href: at.link("/waarnemingen")),
                ])
        ]
        return page
    }

    // MARK: The second reading

    private func secondReading(_ at: StudyVisit, number: Int? = nil) throws -> Response {
        let visit = at.visit
        guard at.isKept else { throw RecordsError.notKeptHere }
        let member = at.room.seat.actor.member?.id ?? at.id
        let waiting = at.study.waitingForSecondReading(by: member)
        let done = at.study.readAgain(by: member).count
        var page = at.page(visit.text("coaches.second.title"))
        guard let observation = waiting.first(where: { $0.number == number }) ?? waiting.first else {
            let isDone = done > 0
            page.sections = [
                DeskPage.Section(
                    parts: [
                        FormPart(
                            EmptyState(
                                visit.text(isDone ? "coaches.second.done" : "coaches.second.none"),
                                visit.text(isDone ? "coaches.second.done-about" : "coaches.second.none-about")))
                    ],
                    links: isDone
                        ? [Link(visit.text("coaches.agreement.title"), href: at.link("/overeenstemming"))] : [])
            ]
            return try at.room.show(page)
        }
        page.lead = visit.text("coaches.second.lead")
        page.sections = sections(observation, at, done: done, waiting: waiting.count)
        return try at.room.show(page)
    }

    /// One observation without the first codes, and the codebook.
    private func sections(
        _ observation: StudyObservation, _ at: StudyVisit, done: Int, waiting: Int
    ) -> [DeskPage.Section] {
        let (visit, now) = (at.visit, observation.current)
        let session = at.study.session(observation.session)
        let progress = Progress(
            id: "voortgang", label: visit.text("coaches.second.progress"), value: done, of: done + waiting,
            text: visit.text(
                "coaches.second.number-of", ["number": "\(done + 1)", "count": "\(done + waiting)"]))
        let facts = [
            SummaryList.Row(visit.text("coaches.second.moment"), visit.words(now.observedAt)),
            SummaryList.Row(visit.text("coaches.second.platform"), session?.platform ?? "–"),
            SummaryList.Row(visit.text("coaches.second.setting"), visit.words("setting", now.setting.rawValue)),
            SummaryList.Row(
                visit.text("coaches.second.stated-age"), session.map { String($0.statedAge) } ?? "–"),
            SummaryList.Row(
                visit.text("coaches.second.age-stated"), visit.words("known", now.ageStatedBefore.rawValue)),
            SummaryList.Row(
                visit.text("coaches.second.kind"),
                visit.text(now.isSummary ? "coaches.second.summary" : "coaches.second.literal")),
        ]
        let parts = [
            FormPart(
                visit.field(
                    "code-numbers", label: "coaches.second.code-numbers", hint: "coaches.second.code-numbers-hint",
                    optional: true)),
            FormPart(ObservationForm(at).codes(visit, chosen: [])),
        ]
        let hidden = [HiddenField(name: "number", value: "\(observation.number)")]
        return [
            DeskPage.Section(parts: [FormPart(progress)]),
            DeskPage.Section(
                heading: visit.text("coaches.second.observation"), quote: [now.text],
                parts: [FormPart(SummaryList(facts))]),
            DeskPage.Section(
                heading: visit.text("coaches.second.codes"),
                forms: [
                    at.room.form("\(at.path)/tweede-lezer", parts, button: "coaches.second.button", hidden: hidden)
                ]),
        ]
    }

    private func readAgain(_ visit: Visit) async throws -> Response {
        var visit = visit
        let at = try await coaches.studyVisit(visit)
        let number = Int(visit.form["number"]) ?? 0
        let codes = Set(visit.form.all("codes")).union(ObservationForm(at).typedCodes(&visit.form))
        if codes.isEmpty, !visit.form.hasErrors { visit.form.add(Text("coaches.second.no-codes"), at: "codes") }
        if !visit.form.hasErrors {
            _ = try await visit.attempt {
                try await coaches.studies.readAgain(at.room.seat, at.id, number, codes: Array(codes))
            }
        }
        guard !visit.form.hasErrors else { return try secondReading(at.with(visit), number: number) }
        return at.room.redirect(to: "\(at.path)/tweede-lezer", notice: "coaches.second.notices.kept")
    }

    // MARK: Coded data

    private func codedDataPage(_ at: StudyVisit) throws -> Response {
        let visit = at.visit
        let summary = Studies.summary(at.study)
        var page = at.page(visit.text("coaches.data.title"))
        page.lead = visit.text("coaches.data.lead")
        page.notices = [
            Notice(
                .warning, title: visit.text("coaches.data.pseudonymous"),
                visit.text(
                    "coaches.data.pseudonymous-about",
                    [
                        "unique": written(summary.uniqueAccounts, visit.language),
                        "accounts": written(summary.accounts, visit.language),
                    ]))
        ]
        if !coaches.context.codebook.waiting.isEmpty { page.notices.append(visit.unreviewed) }
        page.sections = [
            DeskPage.Section(
                heading: visit.text("coaches.data.contents"),
                text: ["files", "columns", "left-out", "missing"].map { visit.text("coaches.data.\($0)") })
        ]
        guard at.isKept, summary.observations > 0 else {
            page.sections.append(
                DeskPage.Section(text: [visit.text(at.isKept ? "coaches.data.none" : "coaches.data.not-kept")]))
            return try at.room.show(page)
        }
        page.sections.append(
            DeskPage.Section(
                text: [visit.text("coaches.data.logged")],
                forms: [at.room.form("\(at.path)/gegevens", [], button: "coaches.data.button")]))
        return try at.room.show(page)
    }

    private func codedData(_ visit: Visit) async throws -> Response {
        let at = try await coaches.studyVisit(visit)
        if let first = visit.confirmFirst(for: at.room.address("\(at.path)/gegevens")) { return first }
        let strings = visit.site.strings
        let bytes = try await coaches.studies.codedData(at.room.seat, at.id, visit.language) { key, language in
            strings(Text(key), language)
        }
        return visit.data(bytes, type: "application/zip", saveAs: "coded-data-\(visit.now.day).zip")
    }
}

extension Visit {
    /// A mistake in a file of observations, with its line and column.
    fileprivate func told(_ mistake: ObservationFileMistake) -> Text {
        guard let line = mistake.line else { return mistake.text }
        var arguments = ["line": String(line), "what": text(mistake.text)]
        guard let column = mistake.column else { return Text("coaches.file.at-line", arguments) }
        arguments["column"] = column
        return Text("coaches.file.at-cell", arguments)
    }

    /// Nobody outside the project has looked at the codebook.
    var unreviewed: Notice { Notice(.info, text("coaches.codebook.unreviewed")) }
}

/// `/werk/onderzoek/:id/sessies/:session/inlezen`.
struct ObservationImportPage: Page {
    static let template = "coaches/coding-import"
    let errors: ErrorSummary?
    let back: Link
    let rules: [String]
    let columns: DataTable
    let example: Link
    /// Why nothing can be imported here now.
    let closed: Notice?
    let form: DeskForm?

    init(_ at: StudyVisit, _ session: Identifier) {
        typealias Cell = DataTable.Cell
        let visit = at.visit
        let path = "/sessies/\(session)"
        errors = visit.errorSummary
        back = Link(visit.text("coaches.file.to-session"), href: at.link(path))
        rules = ["rules", "twice", "limits"].map { visit.text("coaches.file.\($0)") }
        let values: [ObservationFile.Column: [String]] = [
            .setting: Observation.Setting.allCases.map(\.rawValue),
            .initiator: Observation.Initiator.allCases.map(\.rawValue),
            .ageStatedBefore: Observation.Known.allCases.map(\.rawValue), .isPublic: ["yes", "no"],
            .imageReceived: ["yes", "no"], .codes: at.codebook.codes.map(\.id),
        ]
        columns = DataTable(
            id: "kolommen", caption: visit.text("coaches.file.columns"),
            columns: ["name", "needed", "holds", "values"].map {
                DataTable.Column(visit.text("coaches.file.head.\($0)"))
            },
            rows: ObservationFile.Column.allCases.map { column in
                [
                    Cell(column.rawValue),
                    Cell(
                        visit.text(
                            ObservationFile.Column.required.contains(column)
                                ? "coaches.known.yes" : "coaches.known.no")),
                    Cell(visit.text("coaches.file.about.\(column.rawValue.replacing("_", with: "-"))")),
                    Cell((values[column] ?? []).joined(separator: ", ")),
                ]
            })
        example = Link(
            visit.text("coaches.file.example"), href: at.room.address("\(at.path)\(path)/inlezen/voorbeeld.csv"))
        closed = Self.refusal(at, session).map { Notice(.info, visit.text($0.text)) }
        form =
            closed != nil
            ? nil
            : at.room.form(
                "\(at.path)\(path)/inlezen",
                [
                    FormPart(
                        visit.field(
                            "file", .file, label: "coaches.file.file", hint: "coaches.file.file-hint",
                            accept: ".csv,.txt,text/csv"))
                ], button: "coaches.file.button")
    }

    private static func refusal(_ at: StudyVisit, _ session: Identifier) -> (any UserError)? {
        guard at.isKept else { return RecordsError.notKeptHere }
        do {
            _ = try Studies.openSession(session, of: at.study, at.room.seat.actor.member?.id ?? at.id)
            return nil
        } catch { return error as? any UserError }
    }
}
