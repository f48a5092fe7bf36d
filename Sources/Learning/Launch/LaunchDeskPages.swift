import Core
import Directory
import Hummingbird
import Web

/// Packages of others, for the training desk: import, the list, and one package.
struct LaunchDeskPages: Sendable {
    let learning: Learning

    static let path = "/werk/leren/cmi5"

    private var packages: LaunchPackages { learning.launchPackages }

    var routes: [Web.Route] {
        let one = Self.path + "/:code"
        return [
            .page(Self.path, access: .learningDesk) { try await list($0) },
            .action(Self.path, access: .learningDesk, bodyLimit: PackageContent.mostPacked + (1 << 20), importFile),
            .page(one, access: .learningDesk, sample: "\(Self.path)/\(Learning.demoPackage)") { try await show($0) },
            .action(one + "/vrijstellen", access: .learningDesk, bodyLimit: 16 << 10, waive),
            .action(one + "/sluiten", access: .learningDesk, bodyLimit: 16 << 10, close),
        ]
    }

    private func list(_ visit: Visit) async throws -> Response {
        let all = try await packages.all(visit.actor)
        let organisations = try await learning.context.organisations.all(visit.actor)
        return try visit.page(
            LaunchListPage(all, organisations, in: visit), title: visit.text("launch.desk.title"))
    }

    private func importFile(_ visit: Visit) async throws -> Response {
        var visit = visit
        let bytes = visit.form.file("file")?.bytes ?? []
        if bytes.isEmpty { visit.form.add(Text("launch.desk.no-file"), at: "file") }
        let audience = visit.form.choice("audience", Audience.self)
        let given = visit.form["organisation"]
        let organisation = Identifier(given)
        if organisation == nil { visit.form.add(Text("web.form.choose"), at: "organisation") }
        guard let audience, let organisation, !visit.form.hasErrors else { return try await list(visit) }
        let actor = visit.actor
        let made = try await visit.form.attempt {
            try await packages.importPackage(actor, bytes, organisation: organisation, audience: audience)
        }
        guard let made else { return try await list(visit) }
        return visit.redirect(to: "\(Self.path)/\(made.code)", notice: "launch.notices.imported")
    }

    private func code(_ visit: Visit) throws -> JoinCode {
        guard let code = JoinCode(visit["code"]) else { throw LaunchError.noSuchPackage }
        return code
    }

    private func show(_ visit: Visit) async throws -> Response {
        let found = try await packages.find(visit.actor, try code(visit))
        let organisation = try await learning.context.organisations.find(visit.actor, id: found.package.organisation)
        return try visit.page(
            LaunchDeskPage(found, organisation: organisation.name, in: visit), title: visit.text("launch.desk.one"))
    }

    private func waive(_ visit: Visit) async throws -> Response {
        var visit = visit
        let code = try code(visit)
        let unit = Int(visit.form["unit"])
        if unit == nil { visit.form.add(Text("web.form.choose"), at: "unit") }
        let reason = visit.form.choice("reason", WaiveReason.self)
        guard let unit, let reason, !visit.form.hasErrors else { return try await show(visit) }
        let actor = visit.actor
        let done = try await visit.form.attempt { try await packages.waive(actor, code, unit: unit, reason) }
        guard done != nil else { return try await show(visit) }
        return visit.redirect(to: "\(Self.path)/\(code)", notice: "launch.notices.waived")
    }

    private func close(_ visit: Visit) async throws -> Response {
        try await packages.close(visit.actor, try code(visit))
        return visit.redirect(to: Self.path, notice: "launch.notices.closed")
    }
}

/// `/werk/leren/cmi5`.
struct LaunchListPage: Page {
    static let template = "learning/launch-desk"
    let table: DataTable?
    let file: Field
    let organisation: Select
    let audience: Choices
    let errors: ErrorSummary?

    init(_ all: [LaunchPackages.Overview], _ organisations: [Organisation], in visit: Visit) {
        typealias Cell = DataTable.Cell
        let rows = all.map { one -> [Cell] in
            let package = one.package
            let state =
                package.closed == nil
                ? Tag(visit.text("learning.links.open"), .go) : Tag(visit.text("learning.links.closed"))
            return [
                Cell(
                    package.structure.title[visit.language],
                    href: visit.link("\(LaunchDeskPages.path)/\(package.code)")),
                Cell(organisations.first { $0.id == package.organisation }?.name ?? "–"),
                Cell(visit.text(package.audience)), Cell(visit.text(package.imported.day)), Cell(tag: state),
            ]
        }
        let names = ["course", "organisation", "audience", "imported", "state"]
        table =
            rows.isEmpty
            ? nil
            : DataTable(
                id: "pakketten", caption: visit.text("launch.desk.caption"),
                columns: names.map { DataTable.Column(visit.text("launch.desk.\($0)")) }, rows: rows)
        file = visit.field("file", .file, label: "launch.desk.file", hint: "launch.desk.file-hint", accept: ".zip,.xml")
        organisation = visit.select(
            "organisation", label: "launch.desk.for-whom", value: visit.actor.member?.organisation.text ?? "",
            options: organisations.filter(\.isActive).map { Select.Option($0.id.text, $0.name) })
        audience = visit.choices(
            "audience", legend: "launch.desk.which-audience", hint: "launch.desk.audience-hint",
            options: Audience.allCases.map { Choices.Option($0.rawValue, visit.text($0)) })
        errors = visit.errorSummary
    }
}

/// `/werk/leren/cmi5/:code`.
struct LaunchDeskPage: Page {
    static let template = "learning/launch-one"
    let title: String
    let lang: String?
    let organisation: String
    let audience: String
    let imported: String
    let closed: String?
    let address: String
    let begun: String
    let completed: String
    let units: DataTable
    let unit: Select?
    let reason: Choices
    let page: String
    let errors: ErrorSummary?

    init(_ found: LaunchPackages.Overview, organisation: String, in visit: Visit) {
        typealias Cell = DataTable.Cell
        let package = found.package
        title = package.structure.title[visit.language]
        lang = package.structure.title.language(for: visit.language)
        self.organisation = organisation
        audience = visit.text(package.audience)
        imported = visit.text(package.imported.day)
        closed = package.closed.map { visit.text($0.day) }
        address = visit.site.settings.address + package.path
        begun = written(found.begun, visit.language)
        completed = written(found.completed, visit.language)
        let all = package.structure.units
        units = DataTable(
            id: "onderdelen", caption: visit.text("launch.desk.units"),
            columns: ["unit", "place", "asks", "waived"].map { DataTable.Column(visit.text("launch.desk.\($0)")) },
            rows: all.map { unit in
                let waiver = found.waivers.first { $0.unit == unit.index }
                return [
                    Cell(unit.title[visit.language]),
                    Cell(UnitAddress(unit.url)?.host ?? visit.text("launch.desk.here")),
                    Cell(visit.text("launch.move-on.\(unit.moveOn.rawValue)")),
                    Cell(waiver.map { visit.text("launch.reason.\($0.reason.key)") } ?? "–"),
                ]
            })
        let open = all.filter { unit in !found.waivers.contains { $0.unit == unit.index } }
        unit =
            package.closed != nil || open.isEmpty
            ? nil
            : visit.select(
                "unit", label: "launch.desk.which-unit",
                options: open.map { Select.Option("\($0.index)", $0.title[visit.language]) })
        reason = visit.choices(
            "reason", legend: "launch.desk.why",
            options: WaiveReason.allCases.map { Choices.Option($0.rawValue, visit.text("launch.reason.\($0.key)")) })
        page = visit.link("\(LaunchDeskPages.path)/\(package.code)")
        errors = visit.errorSummary
    }
}

extension WaiveReason {
    /// The last part of the key of its sentence.
    fileprivate var key: String {
        switch self {
        case .testedOut: "tested-out"
        case .equivalentUnit: "equivalent-unit"
        case .equivalentActivity: "equivalent-activity"
        case .administrative: "administrative"
        }
    }
}
