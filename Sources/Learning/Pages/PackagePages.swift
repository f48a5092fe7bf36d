import Content
import Core
import Directory
import Hummingbird
import Web

/// For who has a learning platform of their own: the courses as files to put into it.
struct PackagePages: Sendable {
    let learning: Learning

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
        let page = PackageListPage(learning.context.courses, in: visit)
        return try visit.page(page, title: visit.text("packages.title"))
    }

    private func download(_ visit: Visit) async throws -> Response {
        guard let format = PackageFormat(rawValue: visit["vorm"]) else { throw WebError.notFound }
        let strings = visit.site.strings
        let file = try learning.packages.make(
            visit.actor, course: visit["slug"], format: format, say: { strings($0, $1) })
        return visit.data(file.bytes, type: "application/zip", saveAs: file.name)
    }
}

/// `/werk/leren/pakketten`.
struct PackageListPage: Page {
    static let template = "learning/packages"
    let table: DataTable?

    init(_ courses: [Course], in visit: Visit) {
        typealias Cell = DataTable.Cell
        let formats: [PackageFormat] = [.scorm12, .scorm2004, .cmi5]
        table =
            courses.isEmpty
            ? nil
            : DataTable(
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
                                href: visit.link("/werk/leren/pakketten/\(course.slug)/\(format.rawValue)"))
                        }
                })
    }
}
