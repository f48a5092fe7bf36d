import Core
import Directory
import Hummingbird
import Web

/// What Coaches counts, as the review gets it.
struct FigurePages: Sendable {
    let coaches: Coaches

    static let path = "\(StudyPages.path)/cijfers"

    var routes: [Web.Route] {
        [.page(Self.path, access: Coaches.readers, show)]
    }

    private func show(_ visit: Visit) async throws -> Response {
        let room = try await DeskRoom(visit, coaches)
        let today = visit.now.day
        let half = try Period(named: "\(today.year)-H\(today.month <= 6 ? 1 : 2)")
        let period = Period.named(visit.query["periode"]) ?? half
        let figures = try await coaches.figureSource.figures(in: period)
        var page = DeskPage(visit.text("coaches.figures.title"), room)
        page.back = Link(visit.text("coaches.title"), href: room.link(StudyPages.path))
        page.lead = visit.text("coaches.figures.lead")
        var section = DeskPage.Section(
            heading: DateWords.days(period.from, period.to, visit.language),
            parts: figures.isEmpty
                ? [FormPart(EmptyState(visit.text("coaches.figures.none"), visit.text("coaches.figures.none-about")))]
                : [FormPart(table(figures, visit))])
        section.links = [period.previous, half].compactMap { $0 }.filter { $0 != period }.compactMap { other in
            other.name.map { Link($0, href: room.link(Self.path, "periode=\($0)")) }
        }
        page.sections = [section]
        return try room.show(page)
    }

    private func table(_ figures: [Figure], _ visit: Visit) -> DataTable {
        DataTable(
            id: "cijfers", caption: visit.text("coaches.figures.caption"),
            columns: [
                DataTable.Column(visit.text("coaches.figures.what")), .number(visit.text("coaches.figures.number")),
            ],
            rows: figures.map { figure in
                [
                    DataTable.Cell(visit.text("figures.\(figure.id).title")),
                    DataTable.Cell(
                        written(Suppression.published(figure.value, counts: figure.counts), visit.language)),
                ]
            }, note: visit.text("coaches.figures.note"))
    }
}

extension Period {
    /// The period of that name; `nil` for none.
    fileprivate static func named(_ name: String) -> Period? { name.isEmpty ? nil : try? Period(named: name) }
}
