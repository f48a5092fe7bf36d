import Core
import Directory
import Hummingbird
import Web

/// A provider's case list comes in: first shown line by line, then taken in.
struct ImportPages: Sendable {
    let care: Care

    static let path = "\(CareVisit.path)/inlezen"

    var routes: [Web.Route] {
        let access = Care.readers
        return [
            .page(Self.path, access: access) { try form(try await DeskRoom($0, care)) },
            .action(Self.path, access: access, bodyLimit: CaseListFile.mostBytes + (1 << 20), preview),
            .action(
                // Typed again by nobody: as long as a file can be, or the end of a long list would be cut off unseen.
                "\(Self.path)/overnemen", access: access, bodyLimit: 4 * CaseListFile.mostBytes,
                fieldLimits: ["list": CaseListFile.mostBytes], takeIn),
            .data("\(Self.path)/voorbeeld.csv", access: access, hasLanguages: false) { visit in
                visit.data(Array(Self.example.utf8), type: "text/csv; charset=utf-8", saveAs: "voorbeeld.csv")
            },
        ]
    }

    /// Invented, to begin from.
    private static let example = """
        naam,geboren,gemeente,kenmerk,vertrouwenspersoon,lvb,soort_hulp,wet,aanbieder,betaler,van,tot
        Voorbeeld,2009-05-31,Voorbeeldstad,V-001,Tante,onbekend,stay,jeugdwet,Voorbeeldhuis,Voorbeeldstad,2026-01-15,
        """

    private func page(_ room: DeskRoom) -> DeskPage {
        let visit = room.visit
        var page = DeskPage(visit.text("care.import.title"), room)
        page.back = Link(visit.text("care.all"), href: room.link(CareVisit.path))
        return page
    }

    private func form(_ room: DeskRoom) throws -> Response {
        let visit = room.visit
        var page = page(room)
        page.lead = visit.text("care.import.lead")
        page.sections = [
            DeskPage.Section(
                text: ["nothing-yet", "not-in-it"].map { visit.text("care.import.\($0)") },
                links: [Link(visit.text("care.import.example"), href: room.address("\(Self.path)/voorbeeld.csv"))],
                forms: [
                    room.form(
                        Self.path,
                        [
                            FormPart(
                                visit.field(
                                    "file", .file, label: "care.import.file", hint: "care.import.file-hint",
                                    accept: ".csv,.txt,text/csv"))
                        ], button: "care.import.look", takesFile: true)
                ]),
            DeskPage.Section(
                heading: visit.text("care.import.columns"), parts: [FormPart(columns(visit))]),
        ]
        return try room.show(page)
    }

    private func columns(_ visit: Visit) -> DataTable {
        let values: [CaseListFile.Column: [String]] = [
            .mildDisability: ["ja", "nee", "onbekend"], .function: CareFunction.allCases.map(\.rawValue),
            .law: CareLaw.allCases.map(\.rawValue),
        ]
        return DataTable(
            id: "kolommen", caption: visit.text("care.import.columns"),
            columns: ["name", "needed", "values"].map { DataTable.Column(visit.text("care.import.head.\($0)")) },
            rows: CaseListFile.Column.allCases.map { column in
                let isNeeded = CaseListFile.Column.required.contains(column)
                return [
                    DataTable.Cell(([column.rawValue] + column.names).joined(separator: ", ")),
                    DataTable.Cell(visit.text(isNeeded ? "care.yes" : "care.no")),
                    DataTable.Cell((values[column] ?? []).joined(separator: ", ")),
                ]
            })
    }

    // MARK: Preview

    private func preview(_ visit: Visit) async throws -> Response {
        let room = try await DeskRoom(visit, care)
        var visit = visit
        guard let file = visit.form.file("file") else {
            visit.form.add(Text("care.import.nothing"), at: "file")
            return try form(room.with(visit))
        }
        let preview = try await care.work.preview(room.seat, file.bytes)
        guard !preview.reading.rows.isEmpty else {
            for problem in preview.reading.problems { visit.form.add(visit.told(problem), at: "file") }
            return try form(room.with(visit))
        }
        return try show(preview, String(decoding: file.bytes, as: UTF8.self), room)
    }

    private func show(_ preview: CareWork.Preview, _ text: String, _ room: DeskRoom) throws -> Response {
        let visit = room.visit
        var page = page(room)
        let counts = [
            "coming": written(preview.coming.count, visit.language),
            "known": written(preview.known.count, visit.language),
            "wrong": written(preview.reading.rows.count { !$0.isGood }, visit.language),
        ]
        page.lead = visit.text("care.import.preview", counts)
        for problem in preview.reading.problems {
            page.notices.append(Notice(.warning, visit.text(visit.told(problem))))
        }
        var section = DeskPage.Section(parts: [FormPart(rows(preview, visit))])
        if preview.coming.isEmpty {
            section.links = [Link(visit.text("care.import.again"), href: room.link(Self.path))]
        } else {
            section.forms = [
                room.form(
                    "\(Self.path)/overnemen", [], button: "care.import.take-in",
                    hidden: [HiddenField(name: "list", value: text)])
            ]
        }
        page.sections = [section]
        return try room.show(page)
    }

    private func rows(_ preview: CareWork.Preview, _ visit: Visit) -> DataTable {
        DataTable(
            id: "regels", caption: visit.text("care.import.rows"),
            columns: [.number(visit.text("care.import.line"))]
                + ["name", "born", "what"].map { DataTable.Column(visit.text("care.import.\($0)")) },
            rows: preview.reading.rows.map { row in
                let what =
                    !row.isGood
                    ? row.problems.map { visit.text(visit.toldInLine($0)) }.joined(separator: " ")
                    : visit.text(
                        preview.known.contains(row.line) ? "care.import.is-known" : "care.import.comes-in")
                return [
                    DataTable.Cell(written(row.line, visit.language)), DataTable.Cell(row.youngPerson?.name ?? "–"),
                    DataTable.Cell(row.youngPerson.map { visit.words($0.bornOn) } ?? "–"), DataTable.Cell(what),
                ]
            })
    }

    private func takeIn(_ visit: Visit) async throws -> Response {
        let room = try await DeskRoom(visit, care)
        let text = visit.form["list"]
        let bytes = Array(text.utf8)
        let lines = try await care.work.takeIn(room.seat, bytes)
        guard !lines.isEmpty else {
            return try show(try await care.work.preview(room.seat, bytes), text, room)
        }
        return room.redirect(to: CareVisit.path, notice: "care.import.taken-in")
    }
}

extension Visit {
    /// A problem in a case list, with its line and column.
    fileprivate func told(_ problem: CaseListProblem) -> Text {
        guard let line = problem.line else { return problem.text }
        return Text("care.import.at-line", ["line": String(line), "what": text(toldInLine(problem))])
    }

    fileprivate func toldInLine(_ problem: CaseListProblem) -> Text {
        guard let column = problem.column else { return problem.text }
        return Text("care.import.at-column", ["column": column, "what": text(problem.text)])
    }
}
