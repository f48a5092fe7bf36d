import Core
import Directory
import Hummingbird
import Web

/// Finds exactly the same selector again. A posted form: what is looked for stands in no address.
struct FindPages: Sendable {
    let coaches: Coaches

    static let path = "\(StudyPages.path)/kenmerk"

    var routes: [Web.Route] {
        [
            .page(Self.path, access: Coaches.readers) { try show(try await DeskRoom($0, coaches), nil) },
            .action(Self.path, access: Coaches.readers, bodyLimit: 64 << 10, find),
        ]
    }

    private func show(
        _ room: DeskRoom, _ found: [(study: Studies.Listed, account: Account)]?
    ) throws -> Response {
        let visit = room.visit
        var page = DeskPage(visit.text("coaches.find.title"), room)
        page.back = Link(visit.text("coaches.title"), href: room.link(StudyPages.path))
        page.lead = visit.text("coaches.find.lead")
        page.tabs = room.tabs(Self.path)
        page.tabsLabel = visit.text("web.desk.tabs")
        let form = room.form(
            Self.path,
            [
                FormPart(
                    visit.select(
                        "kind", label: "coaches.find.kind", options: visit.options("selector", Selector.Kind.self))),
                FormPart(visit.field("value", label: "coaches.find.value")),
            ], button: "coaches.find.button")
        page.sections = [DeskPage.Section(forms: [form])]
        if let found {
            let cards = found.map {
                CardList.Card(
                    $0.account.name, href: room.link("\(StudyPages.path)/\($0.study.id)/accounts/\($0.account.id)"),
                    text: $0.study.study.agreed.title, meta: [$0.account.platform])
            }
            page.sections.insert(
                DeskPage.Section(
                    heading: visit.text("coaches.find.found", ["count": "\(found.count)"]),
                    parts: cards.isEmpty
                        ? [FormPart(EmptyState(visit.text("coaches.find.none"), visit.text("coaches.find.none-about")))]
                        : [FormPart(CardList(cards, level: 3))]), at: 0)
        }
        return try visit.page(page, title: page.title, .init(isPrivate: true, hasLanguageLinks: found == nil))
    }

    private func find(_ visit: Visit) async throws -> Response {
        let room = try await DeskRoom(visit, coaches)
        var visit = visit
        let kind: Selector.Kind? = visit.form.choice("kind")
        let value = visit.form.required("value")
        var found: [(study: Studies.Listed, account: Account)]?
        if !visit.form.hasErrors, let kind {
            found = try await visit.attempt(naming: [kind.rawValue: "value"]) {
                try await coaches.studies.find(room.seat, Selector(kind, value))
            }
        }
        return try show(room.with(visit), found)
    }
}
