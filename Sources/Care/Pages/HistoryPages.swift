import Core
import Directory
import Web

/// Everything that was entered about a young person, the newest first.
struct HistoryPages: Sendable {
    let care: Care

    /// Lines on a page.
    static let most = 50

    var routes: [Web.Route] {
        [
            .page(
                "\(CareVisit.path)/:id/geschiedenis", access: Care.readers, sample: "\(CareVisit.sample)/geschiedenis"
            ) { visit in
                let at = try await care.careVisit(visit)
                let desks = try await care.context.deskNames(visit.actor)
                return try at.room.show(Self.page(at, desks: desks))
            }
        ]
    }

    private static func page(_ at: CareVisit, desks: [Identifier: String]) -> DeskPage {
        let visit = at.visit
        var page = at.page(.history, title: visit.text("care.place.history"))
        page.lead = visit.text("care.history.lead")
        let words = HistoryWords(at, desks: desks)
        let lines = Array(at.file.history.reversed())
        let pages = max(1, (lines.count + most - 1) / most)
        let number = min(max(Int(visit.query["pagina"]) ?? 1, 1), pages)
        func link(_ number: Int) -> String? {
            (1...pages).contains(number) ? at.room.link(at.address(.history), "pagina=\(number)") : nil
        }
        let shown = lines[((number - 1) * most)..<min(number * most, lines.count)].map(words.event)
        let pagination = Pagination(page: number, of: pages, previous: link(number - 1), next: link(number + 1))
        page.sections = [
            DeskPage.Section(parts: [FormPart(Timeline(shown))] + (pagination.map { [FormPart($0)] } ?? []))
        ]
        return page
    }
}

extension CareContext {
    /// What desks are called.
    func deskNames(_ actor: Actor) async throws -> [Identifier: String] {
        Dictionary(try await desks.all(actor).map { ($0.id, $0.name) }) { first, _ in first }
    }
}
