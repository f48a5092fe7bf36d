import Content
import Core
import Directory
import Hummingbird
import Web

/// For who has a learning platform of their own: the courses as files to put into it.
struct PackagePages: Sendable {
    let learning: Learning

    /// In the query: the code of the join that who takes the course is counted with.
    static let counted = "telt"

    var routes: [Web.Route] {
        [
            .page("/werk/leren/pakketten", access: .signedIn, list),
            .data(
                "/werk/leren/pakketten/:slug/:vorm", access: .signedIn,
                sample: "/werk/leren/pakketten/receptie/scorm12",
                download),
        ]
    }

    private func list(_ visit: Visit) async throws -> Response {
        var visit = visit
        var joins: [Join] = []
        let courses = learning.context.courses
        if let organisation = visit.actor.member?.organisation, ReportTarget.takes(visit.site.settings.address) {
            joins = try await learning.joins.all(visit.actor, of: organisation).filter { join in
                join.closed == nil && courses.contains { $0.slug == join.course }
            }
        }
        let asked = visit.query[Self.counted]
        let chosen = joins.first { $0.code == JoinCode(asked) }
        if !asked.isEmpty, chosen == nil {
            visit.form.add(Text("package-reports.page.no-such-code"), at: Self.counted)
        }
        let page = PackageListPage(courses, joins, chosen, in: visit)
        return try visit.page(page, title: visit.text("packages.title"))
    }

    private func download(_ visit: Visit) async throws -> Response {
        guard let format = PackageFormat(rawValue: visit["vorm"]) else { throw WebError.notFound }
        let strings = visit.site.strings
        let say: Phrases = { strings($0, $1) }
        let (slug, code) = (visit["slug"], visit.query[Self.counted])
        let file: (name: String, bytes: [UInt8])
        if !code.isEmpty, let target = try ReportTarget.read(address: visit.site.settings.address, code: code) {
            file = try await learning.packages.make(
                visit.actor, course: slug, format: format, reportingTo: target, say: say)
        } else {
            file = try learning.packages.make(visit.actor, course: slug, format: format, say: say)
        }
        return visit.data(file.bytes, type: "application/zip", saveAs: file.name)
    }
}

/// `/werk/leren/pakketten`.
struct PackageListPage: Page {
    static let template = "learning/packages"
    let table: DataTable?
    /// Which of the organisation's joins who takes the course is counted with; `nil` when it has none.
    let counted: Select?
    /// That the files in the table count.
    let counts: Notice?
    let errors: ErrorSummary?
    /// Whether the numbers of elsewhere are open to who looks.
    let mayRecord: Bool

    /// - Parameter chosen: then only its course is shown, as files that report.
    init(_ courses: [Course], _ joins: [Join], _ chosen: Join?, in visit: Visit) {
        let page = visit.link("/werk/leren/pakketten")
        let shown = chosen.map { join in courses.filter { $0.slug == join.course } } ?? courses
        table = shown.isEmpty ? nil : Self.table(shown, chosen, page, visit)
        counted = joins.isEmpty ? nil : Self.select(joins, chosen, courses, visit)
        counts = chosen.map { join in
            Notice(
                .info, title: visit.text("package-reports.page.counts-title"),
                visit.text("package-reports.page.counts", ["code": join.code.description]),
                link: Link(visit.text("package-reports.page.all"), href: page))
        }
        errors = visit.errorSummary
        mayRecord = Policy.learningDesk.allows(visit.actor)
    }

    private static func table(_ courses: [Course], _ chosen: Join?, _ page: String, _ visit: Visit) -> DataTable {
        typealias Cell = DataTable.Cell
        let formats: [PackageFormat] = [.scorm12, .scorm2004, .cmi5]
        let query = chosen.map { "?\(PackagePages.counted)=\($0.code)" } ?? ""
        return DataTable(
            id: "pakketten", caption: visit.text("packages.caption"),
            columns: [
                DataTable.Column(visit.text("learning.overview.course")),
                DataTable.Column(visit.text("learning.course.languages")),
                DataTable.Column(visit.text("learning.certificate.version")),
            ] + formats.map { DataTable.Column($0.name) },
            rows: courses.map { course in
                [
                    Cell(course.title[visit.language]), Cell(visit.names(of: course.languages)),
                    Cell("\(course.version)"),
                ]
                    + formats.map { format in
                        Cell(
                            visit.text("packages.download", ["format": format.name]),
                            href: "\(page)/\(course.slug)/\(format.rawValue)\(query)")
                    }
            })
    }

    private static func select(_ joins: [Join], _ chosen: Join?, _ courses: [Course], _ visit: Visit) -> Select {
        let options = joins.map { join in
            let title = courses.first { $0.slug == join.course }?.title[visit.language] ?? join.course
            return Select.Option(
                join.code.description,
                visit.text(
                    "package-reports.page.option",
                    ["course": title, "audience": visit.text(join.audience), "code": join.code.description]))
        }
        return visit.select(
            PackagePages.counted, label: "package-reports.page.label", hint: "package-reports.page.hint",
            value: chosen?.code.description ?? "",
            options: [Select.Option("", visit.text("package-reports.page.without"))] + options)
    }
}
