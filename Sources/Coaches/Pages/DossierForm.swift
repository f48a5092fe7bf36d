import Core
import Web

/// The form for what goes into a dossier.
struct DossierForm {
    private let studies: [Studies.Listed]
    private let codebook: Codebook
    private let room: DeskRoom
    private var visit: Visit { room.visit }

    init(_ studies: [Studies.Listed], _ codebook: Codebook, _ room: DeskRoom) {
        self.studies = studies
        self.codebook = codebook
        self.room = room
    }

    // MARK: Reading

    /// What a member filled in, with its mistakes noted in the form.
    static func read(_ form: inout Form) -> Dossiers.Draft {
        let selection = DossierSelection(
            accounts: form.all("accounts").compactMap { text in
                guard let (study, rest) = split(text), let account = Identifier(rest) else { return nil }
                return AccountReference(study: study, account: account)
            },
            observations: form.all("observations").compactMap { text in
                guard let (study, rest) = split(text), let number = Int(rest) else { return nil }
                return DossierSelection.ObservationReference(study: study, number: number)
            },
            links: form.all("links").compactMap { Identifier($0) })
        let title = form.required("title")
        let basis = form.required("legal-basis", most: Typed.story)
        let receiver = DossierReceiver(
            organisation: form.required("organisation"), person: form.required("person"), role: form.required("role"))
        let destroyOn = form.day("destroy-on")
        return Dossiers.Draft(
            title: title, legalBasis: basis, receiver: receiver, destroyOn: destroyOn, selection: selection)
    }

    /// The two halves of a tick: the study, and what of it.
    private static func split(_ text: String) -> (study: Identifier, rest: Substring)? {
        let parts = text.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let study = Identifier(parts[0]) else { return nil }
        return (study, parts[1])
    }

    // MARK: Pages

    private func page(_ key: String, back: Link) -> DossierFormPage {
        DossierFormPage(
            title: visit.text("coaches-dossier.\(key).title"), lead: visit.text("coaches-dossier.\(key).lead"),
            errors: visit.errorSummary, back: back)
    }

    private var list: Link { Link(visit.text("coaches-dossier.title"), href: room.link(DossierPages.path)) }

    /// From which studies, when there are several.
    func choosing(among kept: [Studies.Listed]) -> DossierFormPage {
        var page = page("choose", back: list)
        guard !kept.isEmpty else {
            page.empty = EmptyState(
                visit.text("coaches-dossier.no-study"), visit.text("coaches-dossier.no-study-about"),
                button: Button(visit.text("coaches.title"), href: room.link(StudyPages.path)))
            return page
        }
        let options = kept.map { Choices.Option($0.id.text, $0.study.agreed.title, hint: counts($0)) }
        page.choice = DeskForm(
            action: visit.link("\(DossierPages.path)/nieuw"), hidden: room.hidden,
            parts: [
                FormPart(
                    visit.choices("studie", legend: "coaches-dossier.choose.studies", several: true, options: options))
            ],
            button: visit.text("coaches-dossier.choose.button"))
        return page
    }

    private func counts(_ listed: Studies.Listed) -> String {
        [
            visit.text("coaches.count.accounts", ["count": written(listed.study.accounts.count, visit.language)]),
            visit.text("coaches.count.observations", ["count": written(listed.study.counted.count, visit.language)]),
        ].joined(separator: " · ")
    }

    func new() -> DossierFormPage {
        var page = page("new", back: list)
        guard studies.contains(where: { !$0.study.accounts.isEmpty }) else {
            page.empty = EmptyState(visit.text("coaches-dossier.nothing"), visit.text("coaches-dossier.nothing-about"))
            return page
        }
        page.form = form("\(DossierPages.path)/nieuw", DossierSelection(), nil)
        return page
    }

    func changing(_ listed: Dossiers.Listed) -> DossierFormPage {
        let path = "\(DossierPages.path)/\(listed.id)"
        var page = page("change", back: Link(listed.contents.cover.title, href: room.link(path)))
        guard !listed.dossier.isClosed else {
            page.empty = EmptyState(visit.text("coaches-dossier.closed"), visit.text("coaches.error.dossier-closed"))
            return page
        }
        let version = [HiddenField(name: "version", value: String(listed.dossier.version))]
        page.form = form("\(path)/wijzig", listed.dossier.selection, listed.contents.cover, hidden: version)
        return page
    }

    private func form(
        _ path: String, _ selection: DossierSelection, _ cover: DossierCover?, hidden: [HiddenField] = []
    ) -> DeskForm {
        let fields: [FormPart] = [
            FormPart(
                visit.field(
                    "title", label: "coaches-dossier.name", hint: "coaches-dossier.name-hint", value: cover?.title ?? ""
                )),
            FormPart(
                visit.field(
                    "legal-basis", .textarea, label: "coaches-dossier.legal-basis",
                    hint: "coaches-dossier.legal-basis-hint",
                    value: cover?.legalBasis ?? "", rows: 3)),
            FormPart(
                visit.field(
                    "organisation", label: "coaches-dossier.organisation", value: cover?.receiver.organisation ?? "")),
            FormPart(visit.field("person", label: "coaches-dossier.person", value: cover?.receiver.person ?? "")),
            FormPart(visit.field("role", label: "coaches-dossier.role", value: cover?.receiver.role ?? "")),
            FormPart(
                visit.field(
                    "destroy-on", .date, label: "coaches-dossier.destroy-on", hint: "coaches-dossier.destroy-on-hint",
                    value: cover?.destroyOn.typed ?? "")),
        ]
        return DeskForm(
            action: visit.link(path),
            hidden: room.hidden + studies.map { HiddenField(name: "studie", value: $0.id.text) } + hidden,
            parts: ticks(selection) + fields, button: visit.text("coaches-dossier.freeze"))
    }

    // MARK: Ticks

    private func ticks(_ selection: DossierSelection) -> [FormPart] {
        let accounts = studies.flatMap { listed in
            listed.study.accounts.map { account in
                Choices.Option(
                    "\(listed.id):\(account.id)", account.name,
                    hint: "\(account.platform) · \(listed.study.agreed.title)")
            }
        }
        let chosen = selection.accounts.map { "\($0.study):\($0.account)" }
        return [
            FormPart(
                visit.choices(
                    "accounts", legend: "coaches-dossier.accounts", hint: "coaches-dossier.accounts-hint",
                    several: true,
                    optional: true,
                    chosen: Set(chosen), options: accounts))
        ] + observationTicks(selection) + linkTicks(selection)
    }

    /// A question for each account, so that what belongs together stands together.
    private func observationTicks(_ selection: DossierSelection) -> [FormPart] {
        let typed = visit.form.entries.isEmpty
        let chosen = typed ? selection.observations.map { "\($0.study):\($0.number)" } : visit.form.all("observations")
        var place = 0
        return studies.flatMap { listed in
            listed.study.accounts.compactMap { account -> FormPart? in
                let options = listed.study.counted.filter { $0.current.account == account.id }.map { observation in
                    Choices.Option(
                        "\(listed.id):\(observation.number)",
                        "\(visit.text("coaches-dossier.observation", ["number": "\(observation.number)"])), "
                            + visit.words(observation.current.observedAt), hint: hint(observation))
                }
                guard !options.isEmpty else { return nil }
                place += 1
                return FormPart(
                    Choices(
                        "observations", id: "observations-of-\(place)",
                        legend: visit.text("coaches-dossier.observations-of", ["account": account.name]), several: true,
                        optional: true, chosen: Set(chosen), options: options))
            }
        }
    }

    private func hint(_ observation: StudyObservation) -> String {
        let codes = observation.current.codes.map { code in codebook[code].map { visit.words($0) } ?? code }
        let text = observation.current.text
        return codes.joined(separator: ", ") + ". " + (text.count > 120 ? "\(text.prefix(120))…" : text)
    }

    /// Confirmed links between accounts that can be chosen here.
    private func linkTicks(_ selection: DossierSelection) -> [FormPart] {
        let options = studies.flatMap { $0.study.links }.compactMap { link -> Choices.Option? in
            guard link.state == .confirmed, let left = account(link.proposal.left),
                let right = account(link.proposal.right)
            else { return nil }
            return Choices.Option(
                link.id.text, visit.text("coaches-dossier.link", ["left": left.name, "right": right.name]),
                hint: link.history.last?.reason)
        }
        guard !options.isEmpty else { return [] }
        return [
            FormPart(
                visit.choices(
                    "links", legend: "coaches-dossier.links", several: true, optional: true,
                    chosen: Set(selection.links.map(\.text)), options: options))
        ]
    }

    private func account(_ reference: AccountReference) -> Account? {
        studies.first { $0.id == reference.study }?.study.account(reference.account)
    }
}

/// Choosing what goes into a dossier.
struct DossierFormPage: Page {
    static let template = "coaches/dossier-form"
    let title: String
    let lead: String
    let errors: ErrorSummary?
    let back: Link
    var empty: EmptyState?
    /// A question that is asked by the address: nothing is stored with it.
    var choice: DeskForm?
    var form: DeskForm?
}
