import Content
import Core
import Directory
import Hummingbird
import Web

/// Makes, shows, prints and closes the joins of an organisation.
struct JoinManagementPages: Sendable {
    let learning: Learning

    var routes: [Web.Route] {
        let sample = "/werk/leren/links/\(Learning.demoCode)"
        return [
            .page("/werk/leren/links", access: .signedIn, list),
            .action("/werk/leren/links", access: .signedIn, make),
            .page("/werk/leren/links/:code", access: .signedIn, sample: sample, show),
            .page("/werk/leren/links/:code/affiche", access: .signedIn, sample: "\(sample)/affiche", poster),
            .action("/werk/leren/links/:code/sluiten", access: .signedIn, close),
        ]
    }

    private func list(_ visit: Visit) async throws -> Response {
        let member = visit.actor.member
        let seesAll = Policy.learningOverview.allows(visit.actor)
        let joins =
            seesAll
            ? try await learning.joins.latest(visit.actor)
            : try await learning.joins.all(visit.actor, of: try own(visit))
        let all = try await learning.context.organisations.all(visit.actor)
        let mayChoose = Policy.learningDesk.allows(visit.actor)
        let offered = mayChoose ? all.filter(\.isActive) : all.filter { $0.id == member?.organisation }
        let page = JoinListPage(joins, organisations: all, offered: offered, learning.context.courses, in: visit)
        return try visit.page(page, title: visit.text("learning.links.title"))
    }

    private func own(_ visit: Visit) throws -> Identifier {
        guard let organisation = visit.actor.member?.organisation else { throw DirectoryError.signInFirst }
        return organisation
    }

    private func make(_ visit: Visit) async throws -> Response {
        var visit = visit
        let course = learning.context.courses.first { $0.slug == visit.form["course"] }
        if course == nil { visit.form.add(Text("web.form.choose"), at: "course") }
        let audience: Audience? =
            course?.audiences.count == 1 ? course?.audiences[0] : visit.form.choice("audience")
        let given = visit.form["organisation"]
        let organisation = given.isEmpty ? visit.actor.member?.organisation : Identifier(given)
        if organisation == nil { visit.form.add(Text("web.form.choose"), at: "organisation") }
        guard let course, let audience, let organisation, !visit.form.hasErrors else { return try await list(visit) }
        let actor = visit.actor
        let made = try await visit.form.attempt {
            try await learning.joins.make(actor, organisation: organisation, course: course.slug, audience: audience)
        }
        guard let made else { return try await list(visit) }
        return visit.redirect(to: "/werk/leren/links/\(made.code)", notice: "learning.notices.join-made")
    }

    private func join(_ visit: Visit) async throws -> Join {
        guard let code = JoinCode(visit["code"]) else { throw LearningError.noSuchJoin }
        return try await learning.joins.find(visit.actor, code: code)
    }

    private func model(_ visit: Visit) async throws -> JoinModel {
        let join = try await join(visit)
        let organisation = try await learning.context.organisations.find(visit.actor, id: join.organisation)
        return JoinModel(join, organisation, try? learning.context.course(join.course), in: visit)
    }

    private func show(_ visit: Visit) async throws -> Response {
        try visit.page(JoinShowPage(join: try await model(visit)), title: visit.text("learning.links.one"))
    }

    private func poster(_ visit: Visit) async throws -> Response {
        try visit.page(JoinPosterPage(join: try await model(visit)), title: visit.text("learning.poster.title"))
    }

    private func close(_ visit: Visit) async throws -> Response {
        let join = try await join(visit)
        try await learning.joins.close(visit.actor, join.id)
        return visit.redirect(to: "/werk/leren/links", notice: "learning.notices.join-closed")
    }
}

/// A join as its pages show it.
struct JoinModel: Sendable {
    let code: String
    let organisation: String
    let course: String
    let lang: String?
    let minutes: String
    let audience: String
    let made: String
    let closed: String?
    let mayChange: Bool
    /// The link as it is sent.
    let address: String
    /// The link without `https://`, as it is typed.
    let typed: String
    let qr: String?
    let page: String

    init(_ join: Join, _ organisation: Organisation, _ course: Course?, in visit: Visit) {
        code = join.code.description
        self.organisation = organisation.name
        self.course = course?.title[visit.language] ?? join.course
        lang = course.flatMap { visit.foreign($0.title) }
        minutes = visit.text("learning.minutes", ["count": "\(course?.minutes ?? 0)"])
        audience = visit.text(join.audience)
        made = visit.text(join.created.day)
        closed = join.closed.map { visit.text($0.day) }
        mayChange = join.closed == nil && Policy.joins(of: join.organisation).allows(visit.actor)
        address = visit.site.settings.address + join.path
        let base = visit.site.settings.address
        typed = (base.split(separator: "/").last.map(String.init) ?? base) + "/doe-mee"
        qr = QRCode.svg(address, label: visit.text("learning.poster.qr", ["address": address]))
        page = visit.link("/werk/leren/links/\(join.code)")
    }
}

/// `/werk/leren/links`.
struct JoinListPage: Page {
    static let template = "learning/links"
    let table: DataTable?
    let organisation: Select?
    let organisationName: String?
    let course: Choices
    let audience: Choices?
    let mayMake: Bool
    let errors: ErrorSummary?

    init(
        _ joins: [Join], organisations: [Organisation], offered: [Organisation], _ courses: [Course], in visit: Visit
    ) {
        typealias Cell = DataTable.Cell
        let rows = joins.map { join -> [Cell] in
            let course = courses.first { $0.slug == join.course }
            return [
                Cell(join.code.description, href: visit.link("/werk/leren/links/\(join.code)")),
                Cell(organisations.first { $0.id == join.organisation }?.name ?? "–"),
                Cell(course?.title[visit.language] ?? join.course), Cell(visit.text(join.audience)),
                Cell(visit.text(join.created.day)),
                Cell(
                    tag: join.closed == nil
                        ? Tag(visit.text("learning.links.open"), .go) : Tag(visit.text("learning.links.closed"))),
            ]
        }
        let names = ["code", "organisation", "course", "audience", "made", "state"]
        table =
            rows.isEmpty
            ? nil
            : DataTable(
                id: "links", caption: visit.text("learning.links.caption"),
                columns: names.map { DataTable.Column(visit.text("learning.links.\($0)")) }, rows: rows)
        organisation =
            offered.count > 1
            ? visit.select(
                "organisation", label: "learning.links.for-whom", value: visit.actor.member?.organisation.text ?? "",
                options: offered.map { Select.Option($0.id.text, $0.name) }) : nil
        organisationName = offered.count == 1 ? offered[0].name : nil
        course = visit.choices(
            "course", legend: "learning.links.which-course", chosen: courses.count == 1 ? [courses[0].slug] : [],
            options: courses.map { Choices.Option($0.slug, $0.title[visit.language]) })
        let audiences = Audience.allCases.filter { audience in courses.contains { $0.audiences.contains(audience) } }
        audience =
            courses.contains { $0.audiences.count > 1 }
            ? visit.choices(
                "audience", legend: "learning.links.which-audience",
                options: audiences.map { Choices.Option($0.rawValue, visit.text($0)) }) : nil
        mayMake = !offered.isEmpty && !courses.isEmpty
        errors = visit.errorSummary
    }
}

/// `/werk/leren/links/:code`.
struct JoinShowPage: Page {
    static let template = "learning/link"
    let join: JoinModel
}

/// `/werk/leren/links/:code/affiche`: a sheet to hang on the wall.
struct JoinPosterPage: Page {
    static let template = "learning/poster"
    let join: JoinModel
}
