import Core
import Directory
import HTTPTypes
import Hummingbird
import Records
import Web

/// The young people of a desk: the list, taking somebody in, and what is known of one of them.
struct YoungPages: Sendable {
    let care: Care

    static let new = "\(CareVisit.path)/nieuw"

    var routes: [Web.Route] {
        let access = Care.readers
        let path = "\(CareVisit.path)/:id/gegevens"
        let sample = "\(CareVisit.sample)/gegevens"
        func action(_ name: String, _ handle: @escaping @Sendable (Visit) async throws -> Response) -> Web.Route {
            .action(path + name, access: access, bodyLimit: 64 << 10, handle)
        }
        return [
            .page(CareVisit.path, access: access, list),
            .page(Self.new, access: access) { try await form(try await DeskRoom($0, care)) },
            .action(Self.new, access: access, bodyLimit: 64 << 10, begin),
            .page(path, access: access, sample: sample) { visit in
                let at = try await care.careVisit(visit)
                return try await PersonPage(at, care: care).show()
            },
            action("", change), action("/toestemming", answer), action("/intrekken", withdraw),
            action("/vernietigen", destroy),
            .page("\(path)/alles", access: access, sample: "\(sample)/alles", exportPage),
            .data("\(path)/alles.json", access: access, sample: "\(sample)/alles.json", exportFile),
        ]
    }

    // MARK: List

    private func list(_ visit: Visit) async throws -> Response {
        let room = try await DeskRoom(visit, care)
        let (files, damaged) = try await care.files.all(room.seat)
        var page = DeskPage(visit.text("care.title"), room)
        page.lead = visit.text("care.lead")
        page.tabs = room.tabs(CareVisit.path)
        page.tabsLabel = visit.text("web.desk.tabs")
        if try await !care.files.isActivated() {
            page.notices.append(
                Notice(
                    .warning, title: visit.text("care.list.not-activated"),
                    visit.text("care.list.not-activated-about"),
                    link: Link(visit.text("care.list.to-activation"), href: visit.link("/werk/activering"))))
        }
        if damaged > 0 {
            page.notices.append(Notice(.warning, visit.text("care.damaged", ["count": "\(damaged)"])))
        }
        let new = Link(visit.text("care.new.title"), href: room.link(Self.new))
        let names = try await care.context.memberNames()
        let young = files.map { ListedYoung($0, room, names: names, care.context) }.sorted()
        page.sections =
            files.isEmpty
            ? [
                DeskPage.Section(parts: [
                    FormPart(
                        EmptyState(
                            visit.text("care.list.none"), visit.text("care.list.none-about"),
                            button: Button(new.text, href: new.href)))
                ])
            ]
            : [DeskPage.Section(parts: [FormPart(CardList(young.map(\.card)))])]
        page.sections.append(DeskPage.Section(links: [new] + Self.together(room)))
        return try room.show(page)
    }

    /// Ways to what a desk sees of all its plans together.
    private static func together(_ room: DeskRoom) -> [Link] {
        [
            ("care.work.title", WorkPages.path), ("care.numbers.title", WorkPages.numbers),
            ("care.calendar.title", CareCalendarPages.path), ("care.import.title", ImportPages.path),
            ("care.renewal.title", WorkPages.renewal),
        ].map { Link(room.visit.text($0.0), href: room.link($0.1)) }
    }

    // MARK: Taking somebody in

    private func people(_ room: DeskRoom) async throws -> PersonForm {
        let names = try await care.context.memberNames()
        let members = try await care.files.members(of: room.seat)
        return PersonForm(
            members: members.map { (id: $0, name: names[$0] ?? "") }.sorted { ($0.name, $0.id) < ($1.name, $1.id) })
    }

    private func newPage(_ room: DeskRoom) -> DeskPage {
        var page = DeskPage(room.visit.text("care.new.title"), room)
        page.back = Link(room.visit.text("care.all"), href: room.link(CareVisit.path))
        return page
    }

    private func form(_ room: DeskRoom) async throws -> Response {
        let visit = room.visit
        var page = newPage(room)
        page.lead = visit.text("care.new.lead")
        page.notices = [Notice(.warning, title: visit.text("care.new.not-here"), visit.text("care.new.not-here-about"))]
        let parts =
            try await people(room).parts(visit, nil) + PersonForm.questions(visit, on: care.context.today)
        page.sections = [
            DeskPage.Section(forms: [
                room.form(
                    Self.new, parts, button: "care.new.to-check",
                    hidden: [HiddenField(name: "step", value: "check")])
            ])
        ]
        let options = Visit.PageOptions(isPrivate: true, hasLanguageLinks: visit.form.entries.isEmpty)
        return try visit.page(page, title: page.title, options)
    }

    /// The last step: everything once more, before anything is kept.
    private func check(_ room: DeskRoom, _ person: YoungPerson, _ consents: [Consent]) async throws -> Response {
        let visit = room.visit
        let names = try await care.context.memberNames()
        let coordinator = person.coordinator.map { names[$0] ?? "" } ?? visit.text("care.nobody")
        var page = newPage(room)
        page.lead = visit.text("care.new.check")
        let answers = Consent.Purpose.allCases.map { purpose in
            let consent = consents.first { $0.purpose == purpose }
            return SummaryList.Row(
                visit.text("care.purpose.\(purpose.rawValue)"),
                visit.words("consent-answer", consent.map { $0.isGiven ? "yes" : "no" } ?? "not-asked"))
        }
        let given = consents.prefix(1).flatMap { consent in
            [
                SummaryList.Row(visit.text("care.consent.given-by"), visit.words("giver", consent.givenBy.rawValue)),
                SummaryList.Row(visit.text("care.consent.on"), visit.words(consent.on)),
                SummaryList.Row(visit.text("care.consent.covers"), visit.form["covers"]),
            ]
        }
        let typed = visit.form.entries.filter { !["csrf", "step", "loket"].contains($0.name) }
            .map { HiddenField(name: $0.name, value: $0.value) }
        let facts = PersonForm.facts(visit, person, coordinator: coordinator, on: care.context.today)
        page.sections = [
            DeskPage.Section(
                parts: [FormPart(SummaryList(facts + answers + given))],
                forms: [
                    room.form(
                        Self.new, [], button: "care.new.button",
                        hidden: typed + [HiddenField(name: "step", value: "begin")])
                ],
                buttons: [
                    room.button(
                        Self.new, "care.new.back", hidden: typed + [HiddenField(name: "step", value: "change")])
                ])
        ]
        return try visit.page(page, title: page.title, .init(isPrivate: true, hasLanguageLinks: false))
    }

    private func begin(_ visit: Visit) async throws -> Response {
        let room = try await DeskRoom(visit, care)
        if visit.form["step"] == "change" { return try await form(room) }
        var visit = visit
        let person = PersonForm.read(&visit.form)
        let answers = PersonForm.answers(&visit.form, newIdentifier: care.context.identifier)
        guard let person, let answers, !visit.form.hasErrors else { return try await form(room.with(visit)) }
        if visit.form["step"] != "begin" {
            let checked = try await visit.attempt { try await care.files.checked(room.seat, person, answers) }
            guard let checked else { return try await form(room.with(visit)) }
            return try await check(room.with(visit), checked.person, checked.consents)
        }
        let id = try await visit.attempt { try await care.files.begin(room.seat, person, consents: answers) }
        guard let id else { return try await form(room.with(visit)) }
        return room.redirect(to: "\(CareVisit.path)/\(id)/plan", notice: "care.notices.begun")
    }

    // MARK: One young person

    private func change(_ visit: Visit) async throws -> Response {
        try await perform(visit, .change, notice: "care.notices.person-changed") { visit, at in
            guard let person = PersonForm.read(&visit.form) else { return }
            let basedOn = Int(visit.form["based-on"]) ?? 0
            _ = try await visit.attempt {
                try await care.files.change(at.room.seat, at.id, person, basedOn: basedOn)
            }
        }
    }

    private func answer(_ visit: Visit) async throws -> Response {
        try await perform(visit, .answer, notice: "care.notices.answered") { visit, at in
            guard let consent = PersonForm.answer(&visit.form, newIdentifier: care.context.identifier) else { return }
            _ = try await visit.attempt { try await care.files.answer(at.room.seat, at.id, consent) }
        }
    }

    private func withdraw(_ visit: Visit) async throws -> Response {
        try await perform(visit, .withdraw, notice: "care.notices.withdrawn") { visit, at in
            let on = visit.form.day("withdrawn-on")
            guard let consent = Identifier(visit.form["consent"]) else {
                visit.form.add(Text("web.form.choose"), at: "consent")
                return
            }
            guard let on else { return }
            _ = try await visit.attempt { try await care.files.withdraw(at.room.seat, at.id, consent, on: on) }
        }
    }

    private func destroy(_ visit: Visit) async throws -> Response {
        var visit = visit
        let at = try await care.careVisit(visit)
        let reason: PlanDestroyReason? = visit.form.choice("destroy-reason")
        if let reason { _ = try await visit.attempt { try await care.files.destroy(at.room.seat, at.id, reason) } }
        guard !visit.form.hasErrors else {
            return try await PersonPage(at.with(visit), care: care).show(failed: .destroy)
        }
        return at.room.redirect(to: CareVisit.path, notice: "care.notices.destroyed")
    }

    /// Does something with a form of the page and goes back there; with a mistake, shows it again with what was typed, beside what
    /// stands there now.
    private func perform(
        _ visit: Visit, _ panel: PersonPage.Panel, notice: String,
        _ body: (inout Visit, CareVisit) async throws -> Void
    ) async throws -> Response {
        var visit = visit
        let at = try await care.careVisit(visit)
        if !visit.form.hasErrors { try await body(&visit, at) }
        guard visit.form.hasErrors else { return at.room.redirect(to: at.address(.person), notice: notice) }
        let now = try await care.careVisit(visit)
        return try await PersonPage(now, care: care).show(failed: panel)
    }

    // MARK: Taking everything along

    /// The plan with everything in it; the password comes first, when it was not given lately.
    private func export(_ visit: Visit, at name: String) async throws -> (exported: CareExport?, first: Response?) {
        let at = try await care.careVisit(visit)
        if let first = visit.confirmFirst(for: at.room.address(at.address(.person, name))) { return (nil, first) }
        let listed = try await care.files.export(at.room.seat, at.id)
        let exported = CareVisit(room: at.room, listed: listed, names: at.names, context: at.context)
        return (CareExport(exported, desks: try await care.context.deskNames(visit.actor)), nil)
    }

    private func exportPage(_ visit: Visit) async throws -> Response {
        let (exported, first) = try await export(visit, at: "/alles")
        guard let exported else { return first! }
        return try exported.at.room.show(exported.page)
    }

    private func exportFile(_ visit: Visit) async throws -> Response {
        let (exported, first) = try await export(visit, at: "/alles.json")
        guard let exported else { return first! }
        return visit.data(
            Array(exported.json.text.utf8), type: "application/json",
            saveAs: "plan-\(exported.at.listed.label.lowercased()).json")
    }
}

/// A young person as the list shows them, by the day on which something is due first.
private struct ListedYoung: Comparable {
    let id: Identifier
    let due: Day?
    let card: CardList.Card

    init(_ listed: CareFiles.Listed, _ room: DeskRoom, names: [Identifier: String], _ context: CareContext) {
        let at = CareVisit(room: room, listed: listed, names: names, context: context)
        let (visit, person, today) = (room.visit, listed.file.person, context.today)
        let next = at.stop == nil ? listed.file.plan.waiting(on: today, listed.file.anchors(on: today)).first : nil
        id = listed.id
        self.due = next?.due
        let due = next.map {
            $0.due.map { visit.text("care.plan.due", ["day": visit.words($0)]) } ?? visit.text("care.plan.no-day")
        }
        card = CardList.Card(
            person.name, href: at.link(.overview),
            text: next.map { visit.text("care.list.next", ["what": at.words($0.item)]) }
                ?? visit.text("care.list.nothing-next"),
            meta: [due].compactMap(\.self) + [
                visit.text("care.list.age", ["age": "\(Birthdays.age(on: today, born: person.bornOn))"]),
                person.municipality,
                visit.text("care.list.coordinator", ["name": at.name(person.coordinator)]),
            ], tag: Self.tag(at, due: next?.due))
    }

    private static func tag(_ at: CareVisit, due: Day?) -> Tag? {
        let visit = at.visit
        switch at.stop {
        case .noHelp: return Tag(visit.text("care.list.no-help"), .look)
        case .ended: return Tag(visit.text("care.list.ended"), .look)
        case nil: break
        }
        if !at.isOwn { return Tag(visit.text("care.reads-along"), .look) }
        if !at.file.consents.due(on: at.today, born: at.file.person.bornOn).isEmpty {
            return Tag(visit.text("care.list.ask"), .look)
        }
        if let due, due < at.today { return Tag(visit.text("care.plan.overdue"), .look) }
        return at.listed.isInvented ? Tag(visit.text("care.invented")) : nil
    }

    static func < (left: ListedYoung, right: ListedYoung) -> Bool {
        (left.due?.number ?? Int.max, left.id) < (right.due?.number ?? Int.max, right.id)
    }

    static func == (left: ListedYoung, right: ListedYoung) -> Bool { left.id == right.id && left.due == right.due }
}
