import Content
import Core
import Web

/// How the plan is put in words.
extension CareVisit {
    /// The item of the checklist that an item of the plan came from; `nil` for an own item, or when the list no longer has it.
    func origin(_ item: PlanItem) -> ChecklistItem? {
        guard case .checklist(let id, _) = item.origin else { return nil }
        return context.checklist[id]
    }

    /// What is to be arranged.
    func words(_ item: PlanItem) -> String {
        switch item.origin {
        case .own(let text): text
        case .checklist: origin(item).map { $0.text[visit.language] } ?? visit.text("care.plan.gone")
        }
    }

    /// The same for the young person.
    func plainWords(_ item: PlanItem) -> String {
        switch item.origin {
        case .own(let text): text
        case .checklist: origin(item).map { $0.plain[visit.language] } ?? visit.text("care.plan.gone")
        }
    }

    /// How an item stands.
    func words(_ state: PlanItem.State) -> String {
        switch state {
        case .open: visit.words("state", "open")
        case .done: visit.words("state", "done")
        case .blocked: visit.words("state", "blocked")
        case .youngPersonDoesNotWant: visit.words("state", "not-wanted")
        case .notApplicable(nil): visit.words("state", "not-applicable")
        case .notApplicable(let until?):
            visit.text("care.plan.not-applicable-until", ["day": visit.words(until)])
        }
    }

    func tags(_ item: PlanItem) -> [Tag] {
        let state = item.state(on: today)
        let kind: Tag.Kind =
            switch state {
            case .done: .go
            case .blocked: .look
            default: .plain
            }
        let late =
            item.isOverdue(on: today, file.anchors(on: today)) ? [Tag(visit.text("care.plan.overdue"), .look)] : []
        return [Tag(words(state), kind)] + late
    }

    /// When an item is due.
    func due(_ item: PlanItem) -> String {
        guard let day = item.dueDay(file.anchors(on: today)) else {
            return item.due == nil ? visit.text("care.plan.no-day") : visit.text("care.plan.day-unknown")
        }
        return visit.text("care.plan.due", ["day": visit.words(day)])
    }

    /// From what the due day follows.
    func words(_ offset: Offset) -> String {
        let anchor = visit.text("care.plan.anchor.\(offset.anchor.rawValue)")
        guard offset.count != 0 else { return visit.text("care.plan.offset.on", ["anchor": anchor]) }
        let unit = visit.text(
            "care.plan.unit.\(offset.unit)\(abs(offset.count) == 1 ? "-one" : "")", ["count": "\(abs(offset.count))"])
        return visit.text(
            offset.count < 0 ? "care.plan.offset.before" : "care.plan.offset.after",
            ["distance": unit, "anchor": anchor])
    }

    /// The young person's own words about an item, or about everything: the text, and until when it is kept. `nil` when there are none.
    func wish(of item: Identifier?) -> (text: String, keepUntil: Day)? {
        guard let note = file.plan.wish(of: item), let text = listed.texts[note],
            let mark = file.notes.first(where: { $0.id == note })
        else { return nil }
        return (text, mark.keepUntil)
    }

    /// How sure the checklist is of an item, and who looked at it.
    func checks(_ item: ChecklistItem, version: String) -> SummaryList {
        func row(_ name: String, _ value: String) -> SummaryList.Row {
            SummaryList.Row(
                visit.text("care.plan.origin.\(name)"), value.isEmpty ? visit.text("care.plan.unseen") : value)
        }
        return SummaryList([
            row("review", visit.words(item.review)), row("kind", visit.words("item-kind", item.kind.rawValue)),
            row("basis", item.basis), row("source", item.source),
            row("certainty", visit.words("certainty", item.certainty.rawValue)),
            row("due-certainty", visit.words("certainty", item.dueCertainty.rawValue)),
            row("version", version), row("valid-from", visit.words(item.validFrom)),
        ])
    }
}

extension Visit {
    /// Who looked at something.
    func words(_ review: ReviewMark) -> String {
        switch review {
        case .waiting: text("care.plan.review-waiting")
        case .done(let by, let date): text("care.plan.review-done", ["by": by, "day": words(date)])
        }
    }
}
