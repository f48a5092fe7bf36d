import Content
import Core
import Directory
import Records
import Web

/// One item of the plan: how it stands, what the young person wants, where it comes from, and everything that was entered about it.
struct ItemPage: Sendable {
    let at: CareVisit
    let item: PlanItem
    private var visit: Visit { at.visit }

    /// - Throws: `RecordsError.notFound` when the plan has no such item.
    init(_ at: CareVisit, _ id: Identifier) throws {
        guard let item = at.file.plan.item(id) else { throw RecordsError.notFound }
        self.at = at
        self.item = item
    }

    func page(failed: PlanPanel? = nil) -> DeskPage {
        let forms = PlanForms(at, failed: failed)
        var page = at.page(.plan)
        page.title = at.words(item)
        page.back = Link(visit.text("care.plan.back"), href: at.link(.plan) + "#actie-\(item.id)")
        page.tags += at.tags(item)
        page.sections = [stands(forms), forms.wish(of: item.id, to: "/\(item.id)/wens")]
        page.sections += [origin, history, next].compactMap(\.self)
        return page
    }

    private func stands(_ forms: PlanForms) -> DeskPage.Section {
        var rows = [
            SummaryList.Row(visit.text("care.plan.domain"), visit.words("domain", item.domain.rawValue)),
            SummaryList.Row(visit.text("care.plan.due-title"), dueWords),
            SummaryList.Row(visit.text("care.plan.state.title"), at.words(item.state(on: at.today))),
        ]
        if let last = item.changes.last {
            rows.append(SummaryList.Row(visit.text("care.plan.said-by"), at.words(last.stamp)))
            if !last.proof.isEmpty { rows.append(SummaryList.Row(visit.text("care.plan.proof"), last.proof)) }
        }
        if let origin = at.origin(item) {
            let who = origin.who.map { visit.words("who", $0.rawValue) }.joined(separator: ", ")
            rows.append(SummaryList.Row(visit.text("care.plan.who"), who))
            rows.append(SummaryList.Row(visit.text("care.plan.plain"), origin.plain[visit.language]))
        }
        var section = DeskPage.Section(parts: [FormPart(SummaryList(rows))])
        guard at.isKept else { return section }
        section.buttons = [forms.follow(item)].compactMap(\.self)
        section.panels = [forms.state(item), forms.move(item)]
        return section
    }

    private var dueWords: String {
        let why: String? =
            item.fixedDue != nil
            ? item.due.map { _ in visit.text("care.plan.by-hand") } : item.due.map { at.words($0) }
        return [at.due(item), why].compactMap(\.self).joined(separator: " – ")
    }

    private var origin: DeskPage.Section? {
        guard case .checklist(_, let version) = item.origin, let origin = at.origin(item) else { return nil }
        var section = DeskPage.Section(heading: visit.text("care.plan.origin.title"))
        section.text = [visit.words(origin.review)]
        section.folds = [
            DeskPage.Fold(
                summary: visit.text("care.plan.origin.more"), facts: at.checks(origin, version: version))
        ]
        return section
    }

    private var history: DeskPage.Section {
        let lines = at.file.history.reversed().filter { line in
            switch line.event {
            case .plan(let event): event.item == item.id
            case .planned(let events): events.contains { $0.item == item.id }
            default: false
            }
        }
        return DeskPage.Section(
            heading: visit.text("care.plan.history"),
            parts: [FormPart(Timeline(lines.map { HistoryWords(at).event($0) }))])
    }

    /// The item that waits and is due next, so that one goes through a plan without turning back.
    private var next: DeskPage.Section? {
        let waiting = at.file.plan.waiting(on: at.today, at.file.anchors(on: at.today)).map(\.item)
        let after = waiting.firstIndex { $0.id == item.id }.map { waiting[($0 + 1)...].first } ?? waiting.first
        guard let after, after.id != item.id else { return nil }
        return DeskPage.Section(links: [
            Link(
                visit.text("care.plan.next", ["what": at.words(after)]), href: at.link(.plan, "/\(after.id)"))
        ])
    }
}
