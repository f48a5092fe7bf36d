import Core
import Directory
import Hummingbird
import Web

/// What is known of a young person, what they said yes and no to, and how the plan leaves or ends.
struct PersonPage: Sendable {
    /// The forms on the page.
    enum Panel: String, Sendable {
        case change = "wijzig"
        case answer = "vraag"
        case withdraw = "intrekken"
        case destroy = "vernietig"
    }

    let at: CareVisit
    let care: Care
    private var visit: Visit { at.visit }
    private var file: CareFile { at.file }

    init(_ at: CareVisit, care: Care) {
        self.at = at
        self.care = care
    }

    func show(failed: Panel? = nil) async throws -> Response {
        var page = at.page(.person, title: visit.text("care.place.person"))
        page.notices += dueNotices
        if failed == .destroy, !visit.isConfirmed {
            page.password = visit.link(Visit.confirmation(for: at.room.address(at.address(.person))))
        }
        page.sections = [try await known(failed), consents(failed)]
        if at.isOwn { page.sections += [others, leaving, ending(failed)] }
        return try at.room.show(page)
    }

    /// Answers that have to be asked.
    private var dueNotices: [Notice] {
        guard at.isKept else { return [] }
        let due = file.consents.due(on: at.today, born: file.person.bornOn)
        guard !due.isEmpty else { return [] }
        let questions = due.map { due in
            let reason = visit.text(
                "care.consent.due.\(due.reason.rawValue)", ["day": due.since.map { visit.words($0) } ?? ""])
            return "\(visit.text("care.purpose-short.\(due.purpose.rawValue)")): \(reason)"
        }
        return [
            Notice(
                .warning, title: visit.text("care.consent.ask-now"), questions.joined(separator: " "),
                link: Link(visit.text("care.consent.ask"), href: "#toestemming"))
        ]
    }

    private func known(_ failed: Panel?) async throws -> DeskPage.Section {
        var section = DeskPage.Section(id: "gegevens", heading: visit.text("care.place.person"))
        let rows = PersonForm.facts(visit, file.person, coordinator: at.name(file.person.coordinator), on: at.today)
        let deleted = SummaryList.Row(visit.text("care.person.deleted-on"), visit.words(at.listed.deleteOn))
        section.parts = [FormPart(SummaryList(rows + [deleted]))]
        if at.isKept {
            let members = try await care.files.members(of: at.room.seat)
            let form = PersonForm(
                members: members.map { (id: $0, name: at.name($0)) }.sorted { ($0.name, $0.id) < ($1.name, $1.id) })
            section.panels = [
                panel(
                    .change, "care.person.change", about: true, failed: failed,
                    hidden: [HiddenField(name: "based-on", value: "\(file.personVersion)")], to: "",
                    form.parts(visit(.change, failed), file.person))
            ]
        }
        return section
    }

    // MARK: Consent

    private func consents(_ failed: Panel?) -> DeskPage.Section {
        var section = DeskPage.Section(id: "toestemming", heading: visit.text("care.consent.title"))
        section.text = [visit.text("care.consent.about")]
        section.parts = [FormPart(answers)]
        guard at.isOwn else { return section }
        if case .ended = at.stop { return section }
        section.panels = [ask(failed), take(failed)].compactMap(\.self)
        return section
    }

    private var answers: DataTable {
        DataTable(
            id: "antwoorden", caption: visit.text("care.consent.caption"),
            columns: ["question", "answer", "given-by", "day", "covers"].map {
                DataTable.Column(visit.text("care.consent.column.\($0)"))
            },
            rows: Consent.Purpose.allCases.map { purpose in
                let last = file.consents.latest(purpose, on: at.today)
                return [
                    DataTable.Cell(visit.text("care.purpose-short.\(purpose.rawValue)")), answer(last),
                    DataTable.Cell(last.map { visit.words("giver", $0.givenBy.rawValue) } ?? "–"),
                    DataTable.Cell(last.map { visit.words($0.withdrawnOn ?? $0.on) } ?? "–"),
                    DataTable.Cell(last.flatMap { $0.covers.isEmpty ? nil : $0.covers } ?? "–"),
                ]
            })
    }

    private func answer(_ last: Consent?) -> DataTable.Cell {
        func words(_ answer: String) -> String { visit.words("consent-answer", answer) }
        guard let last else { return DataTable.Cell(tag: Tag(words("not-asked"), .look)) }
        if last.withdrawnOn != nil { return DataTable.Cell(tag: Tag(words("withdrawn"), .look)) }
        guard last.isGiven else { return DataTable.Cell(words("no")) }
        return last.holds(on: at.today, born: file.person.bornOn)
            ? DataTable.Cell(tag: Tag(words("yes"), .go)) : DataTable.Cell(tag: Tag(words("lapsed"), .look))
    }

    private func ask(_ failed: Panel?) -> DeskPanel {
        let form = visit(.answer, failed)
        let purposes = Consent.Purpose.allCases.map {
            Choices.Option(
                $0.rawValue, visit.text("care.purpose-short.\($0.rawValue)"),
                hint: visit.text("care.purpose.\($0.rawValue)"))
        }
        let first: [FormPart] = [
            FormPart(form.choices("purpose", legend: "care.consent.purpose", options: purposes)),
            FormPart(
                form.choices(
                    "answer", legend: "care.consent.answer", hint: "care.consent.answer-hint", inline: true,
                    options: ["yes", "no"].map { Choices.Option($0, visit.words("consent-answer", $0)) })),
        ]
        return panel(
            .answer, "care.consent.record", failed: failed, to: "/toestemming",
            first + PersonForm.answerParts(form, on: at.today))
    }

    /// `nil` when there is nothing to take back.
    private func take(_ failed: Panel?) -> DeskPanel? {
        let held = Consent.Purpose.allCases.compactMap { file.consents.latest($0, on: at.today) }
            .filter { $0.isGiven && $0.withdrawnOn == nil }
        guard !held.isEmpty else { return nil }
        let form = visit(.withdraw, failed)
        return panel(
            .withdraw, "care.consent.take-back", about: true, failed: failed, to: "/intrekken",
            [
                FormPart(
                    form.choices(
                        "consent", legend: "care.consent.purpose",
                        options: held.map {
                            Choices.Option($0.id.text, visit.text("care.purpose-short.\($0.purpose.rawValue)"))
                        })),
                FormPart(
                    form.field(
                        "withdrawn-on", .date, label: "care.consent.withdrawn-on", value: at.today.typed)),
            ])
    }

    // MARK: Who else can look

    private var others: DeskPage.Section {
        let path = "\(CareVisit.path)/\(at.id)"
        return DeskPage.Section(
            heading: visit.text("care.person.others"),
            links: [
                Link(visit.text("care.person.code"), href: at.room.link("\(path)/code")),
                Link(visit.text("care.person.need"), href: at.room.link("\(path)/nood")),
            ])
    }

    // MARK: Leaving and ending

    private var leaving: DeskPage.Section {
        DeskPage.Section(
            id: "meenemen", heading: visit.text("care.export.title"), text: [visit.text("care.export.about")],
            links: [
                Link(visit.text("care.export.print"), href: at.link(.person, "/alles")),
                Link(visit.text("care.export.file"), href: at.link(.person, "/alles.json")),
            ])
    }

    private func ending(_ failed: Panel?) -> DeskPage.Section {
        var section = DeskPage.Section(id: "vernietigen", heading: visit.text("care.destroy.heading"))
        section.text = [visit.text("care.destroy.when", ["day": visit.words(at.listed.deleteOn)])]
        if case .noHelp = at.stop { section.text.append(visit.text("care.destroy.no-help")) }
        section.panels = [
            panel(
                .destroy, "care.destroy", about: true, failed: failed, to: "/vernietigen",
                [
                    FormPart(
                        visit(.destroy, failed).choices(
                            "destroy-reason", legend: "care.destroy.reason",
                            options: visit.radios("destroy-reason", PlanDestroyReason.self)))
                ])
        ]
        return section
    }

    // MARK: Panels

    private func visit(_ panel: Panel, _ failed: Panel?) -> Visit {
        at.room.visit(panel.rawValue, failed: failed?.rawValue)
    }

    private func panel(
        _ panel: Panel, _ key: String, about: Bool = false, failed: Panel?, hidden: [HiddenField] = [],
        to below: String, _ parts: [FormPart]
    ) -> DeskPanel {
        at.room.panel(
            panel.rawValue, key, action: at.address(.person, below), about: about, isOpen: failed == panel,
            hidden: hidden, parts)
    }
}
