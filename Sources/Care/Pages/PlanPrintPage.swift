import Core
import Web

/// The plan for the young person, on paper: in plain words and large letters, without names of helpers, organisations or places.
struct PlanPrintPage: Page {
    static let template = "care/plan-print"

    /// What stands under one heading.
    struct List: Sendable {
        let heading: String
        let lines: [String]
    }

    struct Group: Sendable {
        let heading: String
        let lists: [List]
    }

    let title: String
    let back: Link
    let birthday: String
    let wish: String
    let groups: [Group]

    init(_ at: CareVisit) {
        let visit = at.visit
        title = visit.text("care.print.title")
        back = Link(visit.text("care.plan.back"), href: at.link(.plan))
        let eighteenth = Birthdays.eighteenth(born: at.file.person.bornOn)
        birthday = visit.text(
            at.today < eighteenth ? "care.print.turns-18" : "care.print.turned-18",
            ["name": at.file.person.name, "day": visit.words(eighteenth)])
        wish = at.wish(of: nil)?.text ?? visit.text("care.print.no-wish")
        groups = Domain.allCases.compactMap { domain in
            let items = at.file.plan.items.filter { $0.domain == domain }
            let lists = [
                List(
                    heading: visit.text("care.print.done"),
                    lines: items.filter { $0.state(on: at.today) == .done }.map { Self.line($0, at, withDay: false) }),
                List(
                    heading: visit.text("care.print.coming"),
                    lines: at.file.plan.waiting(on: at.today, at.file.anchors(on: at.today)).map(\.item)
                        .filter { $0.domain == domain }.map { Self.line($0, at, withDay: true) }),
                List(
                    heading: visit.text("care.print.not-wanted"),
                    lines: items.filter { $0.state(on: at.today) == .youngPersonDoesNotWant }
                        .map { Self.line($0, at, withDay: false) }),
            ].filter { !$0.lines.isEmpty }
            return lists.isEmpty ? nil : Group(heading: visit.words("domain", domain.rawValue), lists: lists)
        }
    }

    /// An item with the month in which it comes, and what they want of it.
    private static func line(_ item: PlanItem, _ at: CareVisit, withDay: Bool) -> String {
        var line = at.plainWords(item)
        if withDay, let due = item.dueDay(at.file.anchors(on: at.today)), due >= at.today {
            let month = DateWords.month(due.month, year: due.year, at.visit.language)
            line += " " + at.visit.text("care.print.before", ["month": month])
        }
        if let wish = at.wish(of: item.id)?.text { line += "\n" + at.visit.text("care.print.own", ["wish": wish]) }
        return line
    }
}
