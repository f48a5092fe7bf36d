import Content
import Core
import Directory
import Hummingbird
import Web

/// `/werk/zorg/:id/nood`: which desks on call can open a plan in need, and when one did.
struct NeedPages: Sendable {
    let care: Care

    private var onCall: OnCall { care.onCall }

    var routes: [Web.Route] {
        let path = "\(CareVisit.path)/:id/nood"
        return [
            .page(path, access: Care.readers, sample: "\(CareVisit.path)/{plan}/nood") {
                try await show(try await care.careVisit($0))
            },
            .action(path, access: Care.readers, bodyLimit: 16 << 10, give),
            .action("\(path)/weg", access: Care.readers, bodyLimit: 16 << 10, take),
        ]
    }

    static func address(_ at: CareVisit) -> String { "\(CareVisit.path)/\(at.id)/nood" }

    private func show(_ at: CareVisit) async throws -> Response {
        let visit = at.visit
        let desks = try await onCall.desks(at.room.seat)
        let names = try await care.context.directory.desks.all(visit.actor)
            .reduce(into: [Identifier: String]()) { $0[$1.id] = $1.name }
        var page = at.page(.person, title: visit.text("care.need.title"))
        page.lead = visit.text("care.need.lead")
        let given = at.file.readers.filter { $0.why == .onCall }
        var who = DeskPage.Section(id: "wie", heading: visit.text("care.need.who"))
        if given.isEmpty { who.text = [visit.text("care.need.nobody")] }
        who.parts =
            given.isEmpty
            ? []
            : [
                FormPart(
                    SummaryList(
                        given.map { reader in
                            SummaryList.Row(
                                names[reader.desk] ?? visit.text("care.somebody"),
                                visit.text("care.need.since", ["day": visit.words(reader.since)]))
                        }))
            ]
        // Also when nothing else can be done any more.
        if at.isOwn {
            if !visit.isConfirmed {
                page.password = visit.link(Visit.confirmation(for: at.room.address(Self.address(at))))
            }
            who.buttons = given.map { reader in
                DeskButton(
                    action: visit.link("\(Self.address(at))/weg"),
                    text: visit.text("care.need.take", ["name": names[reader.desk] ?? ""]),
                    hidden: at.room.hidden + [HiddenField(name: "desk", value: reader.desk.text)])
            }
        }
        if at.isKept {
            let others = desks.filter { desk in !given.contains { $0.desk == desk.desk } }
            if others.isEmpty, given.isEmpty { who.text.append(visit.text("care.need.no-desks")) }
            if !others.isEmpty {
                let choice = visit.choices(
                    "desk", legend: "care.need.give", hint: "care.need.give-hint",
                    options: others.map { Choices.Option($0.desk.text, $0.name) })
                who.forms = [at.room.form(Self.address(at), [FormPart(choice)], button: "care.need.give-button")]
            }
        }
        page.sections = [who, openings(at, names)]
        return try at.room.show(page)
    }

    private func openings(_ at: CareVisit, _ names: [Identifier: String]) -> DeskPage.Section {
        let visit = at.visit
        var section = DeskPage.Section(id: "geopend", heading: visit.text("care.need.openings"))
        guard !at.file.openings.isEmpty else {
            section.text = [visit.text("care.need.never")]
            return section
        }
        section.parts = [
            FormPart(
                DataTable(
                    id: "openingen", caption: visit.text("care.need.openings-about"),
                    columns: ["who-opened", "desk", "why", "until"].map {
                        DataTable.Column(visit.text("care.need.\($0)"))
                    },
                    rows: at.file.openings.reversed().map { opening in
                        [
                            DataTable.Cell(at.words(opening.stamp)), DataTable.Cell(names[opening.desk] ?? "–"),
                            DataTable.Cell(visit.words("need.reason", opening.reason.rawValue) + ": " + opening.words),
                            DataTable.Cell(DateWords.moment(opening.until, visit.language)),
                        ]
                    }))
        ]
        return section
    }

    private func give(_ visit: Visit) async throws -> Response {
        let at = try await care.careVisit(visit)
        var visit = visit
        let desk = Identifier(visit.form["desk"])
        if let desk {
            do {
                _ = try await visit.attempt { try await onCall.give(at.room.seat, at.id, to: desk) }
            } catch DirectoryError.confirmFirst {
                visit.form.add(Text("care.need.confirm"), at: "desk")
            }
        } else {
            visit.form.add(Text("web.form.choose"), at: "desk")
        }
        guard visit.form.hasErrors else {
            return at.room.redirect(to: Self.address(at), notice: "care.notices.need-given")
        }
        return try await show(at.with(visit))
    }

    private func take(_ visit: Visit) async throws -> Response {
        let at = try await care.careVisit(visit)
        try await onCall.take(at.room.seat, at.id, from: try visit.identifier(inForm: "desk"))
        return at.room.redirect(to: Self.address(at), notice: "care.notices.need-taken")
    }
}

extension Visit {
    /// The identifier in a hidden field.
    ///
    /// - Throws: `DirectoryError.notFound` for anything that is none.
    func identifier(inForm name: String) throws -> Identifier {
        guard let id = Identifier(form[name]) else { throw DirectoryError.notFound }
        return id
    }
}

/// `/werk/nood`: a desk that is on call.
struct OnCallPages: Sendable {
    let care: Care

    static let path = "/werk/nood"
    private var onCall: OnCall { care.onCall }

    var routes: [Web.Route] {
        [
            .page(Self.path, access: Care.onCallers, list),
            .page("\(Self.path)/:id", access: Care.onCallers, sample: "\(Self.path)/{plan}") { visit in
                try await show(try await room(visit), try visit.identifier())
            },
            .action("\(Self.path)/:id", access: Care.onCallers, bodyLimit: 16 << 10, open),
        ]
    }

    private func room(_ visit: Visit) async throws -> DeskRoom {
        try await DeskRoom(visit, care.context.directory, tasks: [.onCall])
    }

    private func list(_ visit: Visit) async throws -> Response {
        let room = try await room(visit)
        let plans = try await onCall.all(room.seat)
        var page = DeskPage(visit.text("care.need.list"), room)
        page.lead = visit.text("care.need.list-lead")
        page.tabs = room.tabs(Self.path)
        page.tabsLabel = visit.text("web.desk.tabs")
        let cards = plans.map { plan in
            CardList.Card(
                visit.text("care.need.plan", ["label": plan.label]), href: room.link("\(Self.path)/\(plan.id)"),
                text: plan.desk, meta: [],
                tag: plan.openUntil.map {
                    Tag(visit.text("care.need.open-until", ["when": DateWords.moment($0, visit.language)]), .look)
                })
        }
        page.sections = [
            DeskPage.Section(
                parts: plans.isEmpty
                    ? [FormPart(EmptyState(visit.text("care.need.none"), visit.text("care.need.none-about")))]
                    : [FormPart(CardList(cards))])
        ]
        return try room.show(page)
    }

    private func show(_ room: DeskRoom, _ id: Identifier) async throws -> Response {
        let visit = room.visit
        let plan = try await onCall.listed(room.seat, id)
        var page = DeskPage(visit.text("care.need.plan", ["label": plan.label]), room)
        page.back = Link(visit.text("care.need.list"), href: room.link(Self.path))
        if plan.openUntil != nil {
            do {
                let (file, until) = try await onCall.look(room.seat, id)
                let names = try await care.context.memberNames()
                page.notices = [
                    Notice(.warning, visit.text("care.need.opened", ["when": DateWords.moment(until, visit.language)]))
                ]
                page.sections = OpenedPlan(file, care.context, names, visit).sections
                return try room.show(page)
            } catch CareError.notOpenedInNeed {}
        }
        page.lead = visit.text("care.need.ask", ["desk": plan.desk])
        if !visit.isConfirmed {
            page.password = visit.link(Visit.confirmation(for: room.address("\(Self.path)/\(id)")))
        }
        page.sections = [
            DeskPage.Section(forms: [
                room.form(
                    "\(Self.path)/\(id)",
                    [
                        FormPart(
                            visit.choices(
                                "reason", legend: "care.need.reason-field",
                                options: visit.radios("need.reason", GlassOpening.Reason.self))),
                        FormPart(visit.field("words", label: "care.need.words", hint: "care.need.words-hint")),
                    ], button: "care.need.open")
            ])
        ]
        return try room.show(page)
    }

    private func open(_ visit: Visit) async throws -> Response {
        let (room, id) = (try await room(visit), try visit.identifier())
        var visit = visit
        let reason: GlassOpening.Reason? = visit.form.choice("reason")
        let words = visit.form.required("words", most: CareText.line)
        if let reason, !visit.form.hasErrors {
            do {
                _ = try await visit.attempt { try await onCall.open(room.seat, id, reason, words: words) }
            } catch DirectoryError.confirmFirst {
                visit.form.add(Text("care.need.confirm"), at: "reason")
            }
        }
        guard visit.form.hasErrors else { return room.redirect(to: "\(Self.path)/\(id)") }
        return try await show(room.with(visit), id)
    }
}

/// What somebody on call reads of a plan: what is needed at night, and nothing to change.
private struct OpenedPlan {
    let file: CareFile
    let context: CareContext
    let names: [Identifier: String]
    let visit: Visit

    init(_ file: CareFile, _ context: CareContext, _ names: [Identifier: String], _ visit: Visit) {
        self.file = file
        self.context = context
        self.names = names
        self.visit = visit
    }

    var sections: [DeskPage.Section] {
        [
            DeskPage.Section(heading: visit.text("care.need.person"), parts: [FormPart(person)]),
            DeskPage.Section(heading: visit.text("care.need.items"), parts: items),
            DeskPage.Section(heading: visit.text("care.need.help"), parts: help),
        ]
    }

    private var person: SummaryList {
        let person = file.person
        let unknown = visit.text("care.need.unknown")
        func shown(_ text: String) -> String { text.isEmpty ? unknown : text }
        var rows = [
            SummaryList.Row(visit.text("care.need.name"), person.name),
            SummaryList.Row(
                visit.text("care.need.born"),
                visit.text(
                    "care.need.age",
                    [
                        "day": visit.words(person.bornOn),
                        "age": "\(Birthdays.age(on: context.today, born: person.bornOn))",
                    ])),
            SummaryList.Row(visit.text("care.need.municipality"), shown(person.municipality)),
            SummaryList.Row(visit.text("care.need.mentor"), shown(person.mentor)),
            SummaryList.Row(
                visit.text("care.need.coordinator"),
                person.coordinator.map { names[$0] ?? visit.text("care.somebody") } ?? visit.text("care.nobody")),
        ]
        let contact = file.aftercare.map { contact in contact.member.flatMap { names[$0] } ?? contact.name }
        rows.append(SummaryList.Row(visit.text("care.need.aftercare"), shown(contact ?? "")))
        let hasCode = file.codeUntil.map { context.today < $0 } ?? false
        rows.append(
            SummaryList.Row(
                visit.text("care.need.code"), visit.text(hasCode ? "care.need.code-yes" : "care.need.code-no")))
        return SummaryList(rows)
    }

    /// What stands in the plan about safety and about who is in charge.
    private var items: [FormPart] {
        let items = file.plan.items.filter { $0.domain == .safety } + file.plan.items.filter { $0.domain == .direction }
        let rows = items.compactMap { item -> SummaryList.Row? in
            let text: String? =
                switch item.origin {
                case .own(let text): text
                case .checklist(let id, _): context.checklist[id]?.text[visit.language]
                }
            guard let text else { return nil }
            let proof = item.changes.last?.proof ?? ""
            let state = visit.words("need.state", item.state(on: context.today).word)
            return SummaryList.Row(text, proof.isEmpty ? state : "\(state)\n\(proof)")
        }
        return rows.isEmpty
            ? [FormPart(EmptyState(visit.text("care.need.no-items"), visit.text("care.need.no-items-about")))]
            : [FormPart(SummaryList(rows))]
    }

    /// The help of each kind that was entered last.
    private var help: [FormPart] {
        let spells = file.record.spells.known(on: context.today)
        let rows = CareFunction.allCases.compactMap { function -> SummaryList.Row? in
            guard let last = spells.filter({ $0.function == function }).max(by: { $0.start < $1.start }) else {
                return nil
            }
            let days = [last.start, last.end].compactMap { $0 }.map { visit.words($0) }.joined(separator: " – ")
            return SummaryList.Row(
                visit.words("function", function.rawValue),
                [last.provider, visit.words("need.spell", last.status.rawValue), days].filter { !$0.isEmpty }
                    .joined(separator: "\n"))
        }
        return rows.isEmpty
            ? [FormPart(EmptyState(visit.text("care.need.no-help"), visit.text("care.need.no-help-about")))]
            : [FormPart(SummaryList(rows))]
    }
}

extension PlanItem.State {
    /// The key of its words for a worker.
    fileprivate var word: String {
        switch self {
        case .open: "open"
        case .done: "done"
        case .notApplicable: "not-applicable"
        case .youngPersonDoesNotWant: "unwanted"
        case .blocked: "blocked"
        }
    }
}
