import Core
import Directory
import Hummingbird
import Web

/// Whether reports come in: what was chosen, and what is missing.
struct IntakePages: Sendable {
    let signals: Signals

    static let path = "\(InboxPages.path)/instellingen"

    var routes: [Web.Route] {
        [
            .page(Self.path, access: DeskRoom.settings, show),
            .action(Self.path, access: .administrator, bodyLimit: 16 << 10, change),
        ]
    }

    private func show(_ visit: Visit) async throws -> Response {
        let settings = try await signals.intakes.settings(visit.actor)
        let page = IntakePage(settings, try await signals.intakes.state(), visit)
        return try visit.page(page, title: visit.text("inbox.settings-page.title"), .init(isPrivate: true))
    }

    private func change(_ visit: Visit) async throws -> Response {
        var visit = visit
        let intake = visit.form.choice("intake", Intake.self)
        let documents = visit.form.all("documents").contains("yes")
        let version = Int(visit.form["version"]) ?? 0
        let actor = visit.actor
        if let intake {
            _ = try await visit.attempt {
                try await signals.intakes.change(actor, version: version, intake: intake, documents: documents)
            }
        }
        guard !visit.form.hasErrors else { return try await show(visit) }
        return visit.redirect(to: Self.path, notice: "inbox.notices.settings")
    }
}

/// `/werk/meldingen/instellingen`.
struct IntakePage: Page {
    static let template = "signals/settings"
    let errors: ErrorSummary?
    let back: Link
    let state: Tag
    let missing: [String]
    let facts: SummaryList
    /// For an administrator.
    let form: DeskForm?

    init(_ settings: IntakeSettings, _ state: IntakeState, _ visit: Visit) {
        errors = visit.errorSummary
        let isReader = DeskRoom.readers.allows(visit.actor)
        back =
            isReader
            ? Link(visit.text("inbox.report.back"), href: visit.link(InboxPages.path))
            : Link(visit.text("web.nav.workplace"), href: visit.link("/werk"))
        self.state =
            state.isOpen
            ? Tag(visit.text("inbox.settings-page.open"), .go) : Tag(visit.text("inbox.settings-page.closed"), .look)
        missing = state.missing.map { visit.text("inbox.settings-page.\($0.rawValue)") }
        facts = SummaryList([
            SummaryList.Row(
                visit.text("inbox.settings-page.promise"),
                visit.words(state.promise) ?? visit.text("inbox.settings-page.promise-nobody")),
            SummaryList.Row(
                visit.text("inbox.settings-page.retention"),
                visit.text("inbox.settings-page.retention-days", ["count": "\(state.retentionDays)"])),
        ])
        form = Policy.administrator.allows(visit.actor) ? Self.form(settings, visit) : nil
    }

    private static func form(_ settings: IntakeSettings, _ visit: Visit) -> DeskForm {
        let intakes = Intake.allCases.map { intake in
            let key = "inbox.settings-page.\(intake.rawValue)"
            return Choices.Option(intake.rawValue, visit.text(key), hint: visit.text(key + "-about"))
        }
        let isStale = visit.form.mistakes.contains { $0.text == SignalsError.changedMeanwhile.text }
        let shown = isStale || visit.form.entries.isEmpty ? settings.version : Int(visit.form["version"]) ?? 0
        return DeskForm(
            action: visit.link(IntakePages.path), hidden: [HiddenField(name: "version", value: "\(shown)")],
            parts: [
                FormPart(
                    visit.choices(
                        "intake", legend: "inbox.settings-page.intake", chosen: [settings.intake.rawValue],
                        options: intakes)),
                FormPart(
                    visit.choices(
                        "documents", legend: "inbox.settings-page.documents", several: true, optional: true,
                        chosen: settings.documents ? ["yes"] : [],
                        options: [
                            Choices.Option(
                                "yes", visit.text("inbox.settings-page.documents-yes"),
                                hint: visit.text("inbox.settings-page.documents-yes-about"))
                        ])),
            ], button: visit.text("inbox.settings-page.button"))
    }
}
