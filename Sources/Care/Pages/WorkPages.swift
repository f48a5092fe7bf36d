import Content
import Core
import Directory
import Hummingbird
import Web

/// What a desk sees of all its plans together.
struct WorkPages: Sendable {
    let care: Care

    static let path = "\(CareVisit.path)/werklijst"
    static let numbers = "\(CareVisit.path)/cijfers"
    static let renewal = "\(CareVisit.path)/bijwerken"

    var routes: [Web.Route] {
        let access = Care.readers
        return [
            .page(Self.path, access: access, list), .page(Self.numbers, access: access, overview),
            .page(Self.renewal, access: access) { try renewalPage(try await DeskRoom($0, care), nil) },
            .action(Self.renewal, access: access, bodyLimit: 16 << 10, renew),
        ]
    }

    // MARK: Work list

    private func list(_ visit: Visit) async throws -> Response {
        let room = try await DeskRoom(visit, care)
        let isOwn = visit.query["van"] == "mij"
        let (entries, damaged) = try await care.work.list(
            room.seat, coordinator: isOwn ? visit.actor.member?.id : nil)
        var page = DeskPage(visit.text("care.work.title"), room)
        page.back = Link(visit.text("care.all"), href: room.link(CareVisit.path))
        page.lead = visit.text("care.work.lead")
        page.tabsLabel = visit.text("care.work.whose")
        page.tabs = [
            DeskRoom.Tab(text: visit.text("care.work.everybody"), href: room.link(Self.path), current: !isOwn),
            DeskRoom.Tab(text: visit.text("care.work.mine"), href: room.link(Self.path, "van=mij"), current: isOwn),
        ]
        if damaged > 0 {
            page.notices.append(Notice(.warning, visit.text("care.damaged", ["count": "\(damaged)"])))
        }
        if entries.isEmpty {
            page.sections = [
                DeskPage.Section(
                    parts: [
                        FormPart(EmptyState(visit.text("care.work.none"), visit.text("care.work.none-about")))
                    ])
            ]
            return try room.show(page)
        }
        let today = visit.now.day
        let groups: [(key: String, holds: (Day?) -> Bool)] = [
            ("late", { $0.map { $0 < today } ?? false }),
            ("week", { $0.map { (today...today.adding(days: 7)).contains($0) } ?? false }),
            ("later", { $0.map { $0 > today.adding(days: 7) } ?? false }), ("undated", { $0 == nil }),
        ]
        page.sections = groups.compactMap { group in
            let own = entries.filter { group.holds($0.line.by) }
            guard !own.isEmpty else { return nil }
            return DeskPage.Section(
                heading: visit.text("care.work.\(group.key)"),
                parts: [FormPart(CardList(own.map { card($0, room) }, level: 3))])
        }
        return try room.show(page)
    }

    private func card(_ entry: CareWork.Entry, _ room: DeskRoom) -> CardList.Card {
        let words = WorkWords(visit: room.visit, context: care.context)
        let said = words.line(entry.line)
        var verdict: GapDecision.Verdict?
        if case .gap(let gap) = entry.line.kind { verdict = entry.listed.file.decision(about: gap)?.verdict }
        return CardList.Card(
            "\(entry.listed.file.person.name): \(said.title)",
            href: room.link("\(CareVisit.path)/\(entry.listed.id)\(said.below)"), text: said.text,
            meta: entry.line.by.map { [room.visit.text("care.work.by", ["day": room.visit.words($0)])] } ?? [],
            tag: verdict.map { Tag(room.visit.words("gap-verdict", $0.rawValue)) })
    }

    // MARK: Overview

    private func overview(_ visit: Visit) async throws -> Response {
        let room = try await DeskRoom(visit, care)
        let table = try await care.work.overview(room.seat)
        let half = CareTally.half(of: visit.now.day)
        let period = visit.query["periode"].isEmpty ? half : (try? Period(named: visit.query["periode"])) ?? half
        let figures = try await care.figureSource.figures(in: period)
        var page = DeskPage(visit.text("care.numbers.title"), room)
        page.back = Link(visit.text("care.all"), href: room.link(CareVisit.path))
        page.lead = visit.text("care.numbers.lead")
        page.sections = [
            DeskPage.Section(
                heading: visit.text("care.numbers.now"),
                parts: [FormPart(now(table, visit))]),
            DeskPage.Section(
                heading: DateWords.days(period.from, period.to, visit.language),
                parts: [
                    figures.isEmpty
                        ? FormPart(EmptyState(visit.text("care.numbers.none"), visit.text("care.numbers.none-about")))
                        : FormPart(self.figures(figures, visit))
                ],
                links: [period.previous, half].compactMap { $0 }.filter { $0 != period }.compactMap { other in
                    other.name.map { Link($0, href: room.link(Self.numbers, "periode=\($0)")) }
                }),
        ]
        return try room.show(page)
    }

    private func now(_ table: SmallTable, _ visit: Visit) -> DataTable {
        func cell(_ published: Published) -> DataTable.Cell { DataTable.Cell(written(published, visit.language)) }
        func row(_ key: String, _ cells: [Published], _ total: Published) -> [DataTable.Cell] {
            [DataTable.Cell(visit.text("care.numbers.\(key)"))] + (cells + [total]).map(cell)
        }
        return DataTable(
            id: "nu", caption: visit.text("care.numbers.caption"),
            columns: [
                DataTable.Column(visit.text("care.numbers.gap")), .number(visit.text("care.numbers.warm")),
                .number(visit.text("care.numbers.not-warm")), .number(visit.text("care.numbers.together")),
            ],
            rows: [
                row("ahead", table.cells[0], table.rowTotals[0]), row("no-gap", table.cells[1], table.rowTotals[1]),
                row("together", table.columnTotals, table.total),
            ], note: visit.text("care.numbers.note"))
    }

    private func figures(_ figures: [Figure], _ visit: Visit) -> DataTable {
        DataTable(
            id: "cijfers", caption: visit.text("care.numbers.period-caption"),
            columns: [
                DataTable.Column(visit.text("care.numbers.what")), .number(visit.text("care.numbers.number")),
            ],
            rows: figures.map {
                [
                    DataTable.Cell(visit.text("figures.\($0.id).title")),
                    DataTable.Cell(written($0.value, visit.language)),
                ]
            }, note: visit.text("care.numbers.note"))
    }

    // MARK: Rules that changed

    private func renewalPage(_ room: DeskRoom, _ renewal: CareWork.Renewal?) throws -> Response {
        let visit = room.visit
        var page = DeskPage(visit.text("care.renewal.title"), room)
        page.back = Link(visit.text("care.all"), href: room.link(CareVisit.path))
        page.lead = visit.text("care.renewal.lead")
        guard let renewal else {
            page.sections = [
                DeskPage.Section(
                    forms: [room.form(Self.renewal, [], button: "care.renewal.button")])
            ]
            return try room.show(page)
        }
        let count = ["done": written(renewal.done, visit.language), "total": written(renewal.total, visit.language)]
        if renewal.damaged > 0 {
            page.notices.append(Notice(.warning, visit.text("care.damaged", ["count": "\(renewal.damaged)"])))
        }
        var section = DeskPage.Section(
            parts: [
                FormPart(
                    Progress(
                        id: "voortgang", label: visit.text("care.renewal.progress"), value: renewal.done,
                        of: renewal.total, text: visit.text("care.renewal.count", count)))
            ])
        if let after = renewal.after {
            section.forms = [
                room.form(
                    Self.renewal, [], button: "care.renewal.on", hidden: [HiddenField(name: "na", value: after.text)],
                    goesOn: true)
            ]
        } else {
            page.notices.append(Notice(.success, visit.text("care.renewal.done")))
            section.links = [Link(visit.text("care.work.title"), href: room.link(Self.path))]
        }
        page.sections = [section]
        return try room.show(page)
    }

    private func renew(_ visit: Visit) async throws -> Response {
        let room = try await DeskRoom(visit, care)
        return try renewalPage(room, try await care.work.renew(room.seat, after: Identifier(visit.form["na"])))
    }
}

/// A line of the work list in words.
struct WorkWords: Sendable {
    let visit: Visit
    let context: CareContext

    struct Said: Sendable {
        let title: String
        let text: String
        /// The page on which it is done, below that of the young person.
        let below: String
    }

    func line(_ line: WorkLine) -> Said {
        switch line.kind {
        case .gap(let gap):
            let function = gap.function.map { visit.words("function", $0.rawValue) }
            return Said(
                title: visit.text("care.gap-kind.\(gap.kind.code)") + (function.map { " (\($0))" } ?? ""),
                text: gap.reasons.map { visit.text($0.text) }.joined(separator: " "), below: "")
        case .action(let item):
            return Said(
                title: words(item), text: visit.words("domain", item.domain.rawValue),
                below: "/plan")
        case .consents(let due):
            return Said(
                title: visit.text("care.work.consent.\(due.first?.reason.rawValue ?? "never-asked")"),
                text: due.map { visit.text("care.work.consent.\($0.purpose.rawValue)") }.joined(separator: "; "),
                below: "/gegevens")
        case .text:
            return Said(
                title: visit.text("care.work.text"), text: visit.text("care.work.text-about"), below: "/plan")
        case .handover(let handover):
            return Said(
                title: visit.text("care.work.handover"), text: visit.words("function", handover.function.rawValue),
                below: "/overdracht")
        case .closes:
            return Said(
                title: visit.text("care.work.closes"), text: visit.text("care.work.closes-about"), below: "/gegevens")
        case .ends:
            return Said(
                title: visit.text("care.work.ends"), text: visit.text("care.work.ends-about"), below: "/gegevens")
        }
    }

    /// What an item is called, for who works with it.
    func words(_ item: PlanItem) -> String {
        switch item.origin {
        case .own(let text): text
        case .checklist(let id, _): context.checklist[id]?.text[visit.language] ?? id
        }
    }
}
