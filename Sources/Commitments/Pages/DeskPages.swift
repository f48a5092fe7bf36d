import Core
import Directory
import Hummingbird
import Web

/// The workplace of the policy officer: what has to be looked at, all there is, names, and what is printed or sent.
struct DeskPages: Sendable {
    let commitments: Commitments
    static let base = "/werk/toezeggingen"
    static let officers = Commitments.officers

    var routes: [Web.Route] {
        [
            .page(Self.base, access: Self.officers, work),
            .page(Self.base + "/alles", access: Self.officers, all),
            .page(Self.base + "/nieuw", access: Self.officers, choose),
            .page(Self.base + "/nieuw/:kind", access: Self.officers, sample: Self.base + "/nieuw/commitment", newForm),
            .action(Self.base + "/nieuw/:kind", access: Self.officers, add),
            .page(Self.base + "/namen", access: Self.officers, names),
            .action(Self.base + "/namen/ambt", access: Self.officers, addOffice),
            .action(Self.base + "/namen/bekleder", access: Self.officers, addHolder),
            .action(Self.base + "/namen/thema", access: Self.officers, addTheme),
        ] + DossierPages(commitments: commitments).routes + LetterPages(commitments: commitments).routes
            + CalendarPages(commitments: commitments).routes + HousePages(commitments: commitments).routes
    }

    private func work(_ visit: Visit) async throws -> Response {
        let (list, waiting) = try await commitments.workList(visit.actor)
        let debates = try await commitments.all(visit.actor, [.debate]).filter { $0.item.date.latest >= visit.now.day }
        let page = WorkPage(list, waiting, debates.reversed(), try await commitments.names(), visit)
        return try visit.page(page, title: visit.text("commitments.worklist.title"))
    }

    private func all(_ visit: Visit) async throws -> Response {
        let kind = ItemKind(rawValue: visit.query["soort"])
        let number = max(1, min(100_000, Int(visit.query["pagina"]) ?? 1))
        let (items, total) = try await commitments.recorded(visit.actor, kind, page: number, size: AllPage.size)
        let page = AllPage(items, total: total, kind, page: number, visit)
        return try visit.page(page, title: visit.text("commitments.worklist.all"))
    }

    // MARK: A new thing

    private func choose(_ visit: Visit) async throws -> Response {
        let words = CommitmentWords(visit)
        let cards = ItemKind.allCases.map { kind in
            CardList.Card(
                words.kind(kind), href: visit.link("\(Self.base)/nieuw/\(kind.rawValue)"),
                text: words.text("kind-about.\(kind.rawValue)"))
        }
        let page = ChoosePage(
            back: Link(words.text("worklist.title"), href: visit.link(Self.base)), cards: CardList(cards))
        return try visit.page(page, title: words.text("worklist.add"))
    }

    private func kind(_ visit: Visit) throws -> ItemKind {
        guard let kind = ItemKind(rawValue: visit["kind"]) else { throw CommitmentsError.notFound }
        return kind
    }

    private func newForm(_ visit: Visit) async throws -> Response {
        let kind = try kind(visit)
        let form = ItemForm(kind: kind, names: try await commitments.names())
        let words = CommitmentWords(visit)
        let page = FormPage(
            visit, back: Link(words.text("worklist.add"), href: visit.link(Self.base + "/nieuw")),
            title: words.text("form.new", ["kind": words.kind(kind)]), lead: words.text("kind-about.\(kind.rawValue)"),
            action: "\(Self.base)/nieuw/\(kind.rawValue)", form.pieces(visit, nil), button: words.text("form.save"))
        return try visit.page(page, title: page.title)
    }

    private func add(_ visit: Visit) async throws -> Response {
        var visit = visit
        let kind = try kind(visit)
        let form = ItemForm(kind: kind, names: try await commitments.names())
        let actor = visit.actor
        guard let draft = form.read(&visit.form),
            let item = try await visit.form.attempt({ try await commitments.add(actor, draft) })
        else { return try await newForm(visit) }
        return visit.redirect(to: "\(Self.base)/dossier/\(item.slug)", notice: "commitments.notices.added")
    }

    // MARK: Offices, holders, themes

    private func names(_ visit: Visit) async throws -> Response {
        let page = NamesPage(try await commitments.names(), visit)
        return try visit.page(page, title: visit.text("commitments.names.title"))
    }

    private func addOffice(_ visit: Visit) async throws -> Response {
        try await addName(visit) { actor, form in
            try await commitments.add(actor, Office(key: form["key"], name: Self.name(form)))
        }
    }

    private func addTheme(_ visit: Visit) async throws -> Response {
        try await addName(visit) { actor, form in
            try await commitments.add(actor, Theme(key: form["key"], name: Self.name(form)))
        }
    }

    private func addHolder(_ visit: Visit) async throws -> Response {
        var visit = visit
        let from = visit.form.day("from")
        let until = visit.form["until"].isEmpty ? nil : visit.form.day("until")
        guard let from, !visit.form.hasErrors else { return try await names(visit) }
        return try await addName(visit) { actor, form in
            try await commitments.add(
                actor, Holder(office: form["office"], name: form["name"], from: from, until: until))
        }
    }

    private static func name(_ form: Form) -> Words {
        Words(nl: form["name.nl"], en: form["name.en"].isEmpty ? form["name.nl"] : form["name.en"])
    }

    private func addName(
        _ visit: Visit, _ body: @escaping @Sendable (Actor, Form) async throws -> Void
    ) async throws -> Response {
        var visit = visit
        let (actor, form) = (visit.actor, visit.form)
        guard (try await visit.form.attempt { try await body(actor, form) }) != nil else {
            return try await names(visit)
        }
        return visit.redirect(to: Self.base + "/namen", notice: "commitments.notices.name-added")
    }
}

/// A form of the workplace: its fields in order, whatever they are.
struct FormPage: Page {
    static let template = "commitments/form"

    /// A field, with the template that shows it.
    struct Piece: Sendable {
        let template: String
        let model: any Sendable

        init<C: Component>(_ component: C) {
            template = C.template
            model = component
        }
    }

    struct Hidden: Sendable {
        let name: String
        let value: String
    }

    let errors: ErrorSummary?
    let back: Link
    let title: String
    let lead: String?
    let action: String
    let hidden: [Hidden]
    let pieces: [Piece]
    let button: String

    init(
        _ visit: Visit, back: Link, title: String, lead: String? = nil, action: String,
        hidden: KeyValuePairs<String, String> = [:], _ pieces: [Piece], button: String
    ) {
        errors = visit.errorSummary
        self.back = back
        self.title = title
        self.lead = lead
        self.action = visit.link(action)
        self.hidden = hidden.map { Hidden(name: $0.key, value: $0.value) }
        self.pieces = pieces
        self.button = button
    }
}

/// `/werk/toezeggingen/nieuw`: what to add.
struct ChoosePage: Page {
    static let template = "commitments/choose"
    let back: Link
    let cards: CardList
}

/// `/werk/toezeggingen`: what has to be looked at.
struct WorkPage: Page {
    static let template = "commitments/work"

    struct Group: Sendable {
        let name: String
        let about: String
        let lines: [TrackerPage.Line]
    }

    let groups: [Group]
    let empty: EmptyState?
    let waiting: [Link]
    /// What was read from the House and waits for a decision: letters apart from the rest.
    let arrived: [Link]
    /// Letters that fulfil a commitment and that nobody read beside it.
    let fulfilments: [Link]
    /// What the House changed after it was followed.
    let changes: [Link]
    let debates: [Link]
    let ways: [Link]

    init(
        _ list: WorkList, _ waiting: [(item: Item, verdict: Identifier)], _ debates: [OpenItem], _ names: Names,
        _ visit: Visit
    ) {
        let words = CommitmentWords(visit)
        let today = visit.now.day
        func dossier(_ slug: String) -> String { visit.link("\(DeskPages.base)/dossier/\(slug)") }
        groups = list.groups.map { reason, items in
            Group(
                name: words.text("worklist.\(reason.rawValue)", ["count": "\(items.count)"]),
                about: words.text("worklist.\(reason.rawValue)-text"),
                lines: items.map { open in
                    let line = TrackerPage.line(open, on: today, names, visit, words)
                    return .init(
                        title: line.title, href: dossier(open.item.slug), state: line.state, kind: line.kind,
                        meta: line.meta)
                })
        }
        empty =
            list.isEmpty && waiting.isEmpty
            ? EmptyState(
                words.text("worklist.empty"), words.text("worklist.empty-text"),
                button: Button(words.text("worklist.add"), href: visit.link(DeskPages.base + "/nieuw"))) : nil
        self.waiting = waiting.map { Link(Said($0.item.draft.title, visit.language).text, href: dossier($0.item.slug)) }
        arrived = [("letters", list.letters, "?soort=letter"), ("proposals", list.proposals, "")].compactMap {
            key, count, query in
            count == 0
                ? nil
                : Link(
                    words.text("worklist.\(key)", ["count": written(count, visit.language)]),
                    href: visit.link(HousePages.path) + query)
        }
        fulfilments = list.fulfilments.map { letter in
            let proposal = letter.isDecided ? nil : letter.letter
            return Link(
                words.text(
                    "worklist.fulfilment",
                    [
                        "letter": letter.title ?? letter.number,
                        "title": Said(letter.item.draft.title, visit.language).text,
                    ]),
                href: proposal.map { visit.link("\(HousePages.path)/voorstel/\($0)") } ?? dossier(letter.item.slug))
        }
        changes = list.changes.map { change, item in
            Link(
                words.text(
                    "worklist.change",
                    [
                        "what": words.text("house-field.\(change.field.rawValue)"),
                        "title": Said(item.draft.title, visit.language).text,
                    ]), href: dossier(item.slug) + "#gewijzigd")
        }
        self.debates = debates.map {
            Link(
                words.text(
                    "worklist.brief",
                    ["title": Said($0.item.draft.title, visit.language).text, "date": words.date($0.item.date)]),
                href: visit.link("\(DeskPages.base)/debat/\($0.item.slug)"))
        }
        ways = [
            ("nieuw", "add"), ("alles", "all"), ("kamer", "house"), ("rappel", "reminders"), ("namen", "names"),
            ("agenda", "calendar"),
        ]
        .map { Link(words.text("worklist.\($0.1)"), href: visit.link("\(DeskPages.base)/\($0.0)")) }
    }
}

/// `/werk/toezeggingen/alles`: everything recorded.
struct AllPage: Page {
    static let template = "commitments/all"
    static let size = 100
    let back: Link
    let kind: Select
    let action: String
    let table: DataTable?
    let empty: EmptyState?
    let pages: Pagination?

    init(_ items: [OpenItem], total: Int, _ kind: ItemKind?, page: Int, _ visit: Visit) {
        let words = CommitmentWords(visit)
        back = Link(words.text("worklist.title"), href: visit.link(DeskPages.base))
        action = visit.link(DeskPages.base + "/alles")
        self.kind = Select(
            "soort", label: words.text("all.kind"), value: kind?.rawValue ?? "",
            options: [.init("", words.text("filter.any"))]
                + ItemKind.allCases.map { .init($0.rawValue, words.kind($0)) })
        let today = visit.now.day
        table =
            items.isEmpty
            ? nil
            : DataTable(
                id: "alles", caption: words.text("all.caption", ["count": written(total, visit.language)]),
                columns: [
                    .init(words.text("all.title")), .init(words.text("all.kind")), .init(words.text("fact.date")),
                    .init(words.text("filter.state")),
                ],
                rows: items.map { open in
                    [
                        .init(
                            Said(open.item.draft.title, visit.language).text,
                            href: visit.link("\(DeskPages.base)/dossier/\(open.item.slug)")),
                        .init(words.kind(open.item.kind)), .init(words.date(open.item.date)),
                        open.state(on: today).map { .init(tag: words.state($0)) } ?? "",
                    ]
                })
        empty =
            items.isEmpty
            ? EmptyState(
                words.text("all.empty"), words.text("all.empty-text"),
                button: Button(words.text("worklist.add"), href: visit.link(DeskPages.base + "/nieuw"))) : nil
        let last = max(1, (total + Self.size - 1) / Self.size)
        let query = kind.map { "soort=\($0.rawValue)&" } ?? ""
        func address(_ number: Int) -> String { "\(visit.link(DeskPages.base + "/alles"))?\(query)pagina=\(number)" }
        pages = Pagination(
            page: page, of: last, previous: page > 1 ? address(min(page - 1, last)) : nil,
            next: page < last ? address(page + 1) : nil)
    }
}

/// `/werk/toezeggingen/namen`: offices, who held them, themes.
struct NamesPage: Page {
    static let template = "commitments/names"
    let errors: ErrorSummary?
    let back: Link
    let offices: DataTable?
    let holders: DataTable?
    let themes: DataTable?
    let officeAction: String
    let holderAction: String
    let themeAction: String
    let fields: [Field]
    let themeFields: [Field]
    let office: Select
    let holderFields: [Field]

    init(_ names: Names, _ visit: Visit) {
        let words = CommitmentWords(visit)
        errors = visit.errorSummary
        back = Link(words.text("worklist.title"), href: visit.link(DeskPages.base))
        func table(_ id: String, _ rows: [(String, Words)]) -> DataTable? {
            rows.isEmpty
                ? nil
                : DataTable(
                    id: id, caption: words.text("names.\(id)"),
                    columns: [.init(words.text("names.name")), .init(words.text("names.key"))],
                    rows: rows.map { [.init($0.1[visit.language]), .init($0.0)] })
        }
        offices = table("offices", names.offices.map { ($0.key, $0.name) })
        themes = table("themes", names.themes.map { ($0.key, $0.name) })
        holders =
            names.holders.isEmpty
            ? nil
            : DataTable(
                id: "holders", caption: words.text("names.holders"),
                columns: [
                    .init(words.text("names.person")), .init(words.text("fact.office")),
                    .init(words.text("names.known")),
                ],
                rows: names.holders.map { holder in
                    [
                        .init(holder.name), .init(names.office(holder.office, visit.language)),
                        .init(
                            words.text(
                                "names.days",
                                [
                                    "from": DateWords.day(holder.from, visit.language),
                                    "until": holder.until.map { DateWords.day($0, visit.language) }
                                        ?? words.text("names.now"),
                                ])),
                    ]
                })
        (officeAction, holderAction, themeAction) = (
            visit.link(DeskPages.base + "/namen/ambt"), visit.link(DeskPages.base + "/namen/bekleder"),
            visit.link(DeskPages.base + "/namen/thema")
        )
        // Three forms on a page: what was typed goes back into the one that was sent.
        let sent = visit.path
        func field(_ name: String, _ key: String, form: String, kind: Field.Kind = .text, optional: Bool = false)
            -> Field
        {
            let isSent = sent.hasSuffix("/" + form)
            return Field(
                name, kind, id: isSent ? name : "\(form)-\(name)", label: words.text("names.\(key)"),
                hint: ["key", "from"].contains(key) ? words.text("names.\(key)-hint") : nil,
                error: isSent ? visit.form.mistake(name).map { visit.text($0) } : nil,
                value: isSent ? visit.form[name] : "", optional: optional)
        }
        func nameFields(_ form: String) -> [Field] {
            [
                field("name.nl", "name-nl", form: form), field("name.en", "name-en", form: form, optional: true),
                field("key", "key", form: form),
            ]
        }
        fields = nameFields("ambt")
        themeFields = nameFields("thema")
        office = visit.select(
            "office", label: "commitments.fact.office",
            options: names.offices.map { .init($0.key, $0.name[visit.language]) })
        holderFields = [
            field("name", "person", form: "bekleder"), field("from", "from", form: "bekleder", kind: .date),
            field("until", "until", form: "bekleder", kind: .date, optional: true),
        ]
    }
}
