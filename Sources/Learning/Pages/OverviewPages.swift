import Content
import Core
import Directory
import Hummingbird
import Tables
import Web

/// For who looks after courses at work: who joined, started and completed, in figures, with CSV out.
struct OverviewPages: Sendable {
    let learning: Learning

    var routes: [Web.Route] {
        [
            .page("/werk/leren", access: .signedIn, show),
            .data("/werk/leren.csv", access: .signedIn, csv),
            .data("/werk/leren/provincies.csv", access: .signedIn, provincesCSV),
        ]
    }

    private func show(_ visit: Visit) async throws -> Response {
        let question = try await question(visit)
        let page = OverviewPage(question, in: visit)
        return try visit.page(page, title: visit.text("learning.overview.title"), .init(isWide: true))
    }

    /// What was asked for, and the answer.
    struct Question: Sendable {
        var period: Period
        var organisations: [Organisation]
        /// `nil` for all together.
        var organisation: Organisation?
        var seesAll: Bool
        var lines: [OverviewLine]
        var regions: [RegionLine]
        var elsewhere: CountedElsewhere
        /// The first day of which anything is counted.
        var first: Day?
        var courses: [Course]
    }

    private func question(_ visit: Visit) async throws -> Question {
        let name = visit.query["periode"]
        let period = try Period(named: name.isEmpty ? Self.halfYear(of: visit.now.day) : name)
        let seesAll = Policy.learningOverview.allows(visit.actor)
        let all = try await learning.context.organisations.all(visit.actor)
        let own = visit.actor.member?.organisation
        let wanted = seesAll ? Identifier(visit.query["organisatie"]) : own
        let organisation = all.first { $0.id == wanted }
        if !seesAll, organisation == nil { throw LearningError.noSuchOrganisation }
        let lines = try await learning.overview.lines(visit.actor, in: period, organisation: organisation?.id)
        return Question(
            period: period, organisations: seesAll ? all : [], organisation: organisation, seesAll: seesAll,
            lines: lines,
            regions: try await learning.overview.regions(visit.actor, in: period, organisation: organisation?.id),
            elsewhere: try await learning.overview.elsewhere(
                visit.actor, in: period, organisation: organisation?.id),
            first: try await learning.overview.firstDay(visit.actor, organisation: organisation?.id),
            courses: learning.context.courses)
    }

    private func csv(_ visit: Visit) async throws -> Response {
        let question = try await question(visit)
        let header = [
            "organisation", "course", "audience", "role", "joined", "started", "completed", "from", "to", "title",
        ]
        let isExcel = visit.query["scheiding"] == "puntkomma"
        var table = TableWriter(style: isExcel ? .dutchExcel : .plain)
        table.add(header.map { .text($0) })
        for line in question.lines {
            let name = question.organisations.first { $0.id == line.organisation }?.name
            table.add([
                .text(name ?? question.organisation?.name ?? ""), .text(line.course), .text(line.audience.rawValue),
                .text(line.role?.rawValue ?? ""), .number(line.counts.joined), .number(line.counts.started),
                .number(line.counts.completed), .text("\(question.period.from)"), .text("\(question.period.to)"),
                .text(Self.title(line, question, visit)),
            ])
        }
        return visit.data(
            table.bytes, type: "text/csv; charset=utf-8", saveAs: "leren-\(question.period.name ?? "periode").csv")
    }

    /// By province and audience: what the page shows by province.
    private func provincesCSV(_ visit: Visit) async throws -> Response {
        let question = try await question(visit)
        let header = ["province", "audience", "joined", "started", "completed"]
        let elsewhere = question.organisation == nil ? ["e_learning_elsewhere", "training"] : []
        let isExcel = visit.query["scheiding"] == "puntkomma"
        var table = TableWriter(style: isExcel ? .dutchExcel : .plain)
        table.add((header + elsewhere + ["from", "to"]).map { .text($0) })
        for line in question.regions {
            let numbers =
                [line.counts.joined, line.counts.started, line.counts.completed]
                + (elsewhere.isEmpty ? [] : [line.elsewhere, line.trained])
            table.add(
                [.text(line.province?.rawValue ?? "unknown"), .text(line.audience.rawValue)]
                    + numbers.map { .number($0) }
                    + [.text("\(question.period.from)"), .text("\(question.period.to)")])
        }
        return visit.data(
            table.bytes, type: "text/csv; charset=utf-8",
            saveAs: "leren-provincies-\(question.period.name ?? "periode").csv")
    }

    /// What a course or package is called.
    static func title(_ line: OverviewLine, _ question: Question, _ visit: Visit) -> String {
        func own(_ slug: String) -> String {
            question.courses.first { $0.slug == slug }?.title[visit.language] ?? slug
        }
        return switch line.package {
        case nil: own(line.course)
        case .launched:
            line.title.map { visit.text("counting.launched", ["title": $0[visit.language]]) }
                ?? visit.text("counting.package")
        case .reported(let slug): visit.text("counting.reported", ["title": own(slug)])
        case .unknown: visit.text("counting.package")
        }
    }

    static func halfYear(of day: Day) -> String { "\(day.year)-H\(day.month <= 6 ? 1 : 2)" }
}

/// `/werk/leren`.
struct OverviewPage: Page {
    static let template = "learning/overview"
    let heading: String
    let period: Select
    let organisation: Select?
    let figures: BigFigures
    let table: DataTable?
    let regions: DataTable?
    /// Everything that was counted in the period, and what each number counts; `nil` when nothing was.
    let everything: SummaryList?
    /// Where there is no table.
    let none: String
    /// How these figures and those of the roster differ; `nil` for all organisations together.
    let roster: [String]?
    let sentence: String
    let csv: String
    let excel: String
    let regionsCSV: String
    let regionsExcel: String
    let isDesk: Bool
    let isLearningDesk: Bool

    init(_ question: OverviewPages.Question, in visit: Visit) {
        let name = question.period.name ?? ""
        heading = question.organisation?.name ?? visit.text("learning.overview.all")
        period = Select(
            "periode", label: visit.text("learning.overview.period"), value: name,
            options: Self.periods(visit.now.day, since: question.first, with: name).map { Select.Option($0, $0) })
        organisation =
            question.seesAll
            ? Select(
                "organisatie", label: visit.text("learning.overview.organisation"),
                value: question.organisation?.id.text ?? "",
                options: [Select.Option("", visit.text("learning.overview.all"))]
                    + question.organisations.map { Select.Option($0.id.text, $0.name) }) : nil
        let total = question.lines.reduce(into: LearningCounts()) { $0 += $1.counts }
        figures = BigFigures([
            BigFigure(.value(total.joined), visit.text("learning.overview.joined"), language: visit.language),
            BigFigure(.value(total.started), visit.text("learning.overview.started"), language: visit.language),
            BigFigure(.value(total.completed), visit.text("learning.overview.completed"), language: visit.language),
        ])
        table = question.lines.isEmpty ? nil : Self.table(question, total, visit)
        everything =
            question.lines.isEmpty && question.elsewhere.isEmpty ? nil : Self.everything(question, total, visit)
        none = visit.text(
            question.elsewhere.isEmpty ? "learning.overview.none-text" : "counting.everything.none-here")
        roster = question.organisation.map { _ in
            [visit.text("counting.roster")] + (visit.site.settings.isDemo ? [visit.text("counting.roster-demo")] : [])
        }
        sentence = visit.text("learning.overview.period-is", ["period": visit.text(question.period)])
        let asked = "?periode=\(name)" + (question.organisation.map { "&organisatie=\($0.id)" } ?? "")
        csv = visit.link("/werk/leren.csv") + asked
        excel = visit.link("/werk/leren.csv") + asked + "&scheiding=puntkomma"
        regions = question.regions.isEmpty ? nil : Self.regions(question, visit)
        regionsCSV = visit.link("/werk/leren/provincies.csv") + asked
        regionsExcel = visit.link("/werk/leren/provincies.csv") + asked + "&scheiding=puntkomma"
        isDesk = Policy.learningOverview.allows(visit.actor)
        isLearningDesk = Policy.learningDesk.allows(visit.actor)
    }

    /// Per organisation when all are asked for, per course, audience and role within one.
    private static func table(_ question: OverviewPages.Question, _ total: LearningCounts, _ visit: Visit) -> DataTable
    {
        typealias Cell = DataTable.Cell
        func numbers(_ counts: LearningCounts) -> [Cell] {
            [counts.joined, counts.started, counts.completed].map { Cell("\($0)") }
        }
        let columns = ["joined", "started", "completed"].map {
            DataTable.Column.number(visit.text("learning.overview.\($0)"))
        }
        func role(_ line: OverviewLine) -> String {
            line.role.map { visit.text($0) }
                ?? visit.text(line.package == nil ? "learning.role.other" : "counting.no-role")
        }
        guard question.organisation == nil else {
            return DataTable(
                id: "cijfers", caption: visit.text("learning.overview.caption-roles"),
                columns: [
                    DataTable.Column(visit.text("learning.overview.role")),
                    DataTable.Column(visit.text("learning.overview.audience")),
                    DataTable.Column(visit.text("learning.overview.course")),
                ] + columns,
                rows: question.lines.map { line in
                    [
                        Cell(role(line)), Cell(visit.text(line.audience)),
                        Cell(OverviewPages.title(line, question, visit)),
                    ] + numbers(line.counts)
                }, total: [Cell(visit.text("learning.overview.total")), "", ""] + numbers(total))
        }
        var groups: [(name: String, audience: Audience, href: String?, counts: LearningCounts)] = []
        for line in question.lines {
            let found = question.organisations.first { $0.id == line.organisation }
            let name = found?.name ?? visit.text("learning.overview.nobody")
            if let place = groups.firstIndex(where: { $0.name == name && $0.audience == line.audience }) {
                groups[place].counts += line.counts
            } else {
                let href = found.map {
                    visit.link("/werk/leren") + "?periode=\(question.period.name ?? "")&organisatie=\($0.id)"
                }
                groups.append((name, line.audience, href, line.counts))
            }
        }
        groups.sort { ($0.name.lowercased(), $0.audience.rawValue) < ($1.name.lowercased(), $1.audience.rawValue) }
        return DataTable(
            id: "cijfers", caption: visit.text("learning.overview.caption-organisations"),
            columns: [
                DataTable.Column(visit.text("learning.overview.organisation")),
                DataTable.Column(visit.text("learning.overview.audience")),
            ] + columns,
            rows: groups.map { group in
                [Cell(group.name, href: group.href), Cell(visit.text(group.audience))] + numbers(group.counts)
            }, total: [Cell(visit.text("learning.overview.total")), ""] + numbers(total))
    }

    /// Per province, and with what was counted elsewhere when all organisations are asked for.
    private static func regions(_ question: OverviewPages.Question, _ visit: Visit) -> DataTable {
        typealias Cell = DataTable.Cell
        let hasElsewhere = question.organisation == nil
        func numbers(_ lines: [RegionLine]) -> [Cell] {
            let counts = lines.reduce(into: LearningCounts()) { $0 += $1.counts }
            let elsewhere = [\RegionLine.elsewhere, \.trained].map { path in lines.reduce(0) { $0 + $1[keyPath: path] }
            }
            return ([counts.joined, counts.started, counts.completed] + (hasElsewhere ? elsewhere : []))
                .map { Cell("\($0)") }
        }
        let columns =
            ["learning.overview.joined", "learning.overview.started", "learning.overview.completed"]
            + (hasElsewhere ? ["counting.elsewhere", "counting.trained"] : [])
        let places = Province.allCases.map { Optional($0) } + [nil]
        return DataTable(
            id: "provincies", caption: visit.text("counting.caption"),
            columns: [DataTable.Column(visit.text("counting.label"))] + columns.map { .number(visit.text($0)) },
            rows: places.compactMap { province in
                let lines = question.regions.filter { $0.province == province }
                return lines.isEmpty ? nil : [Cell(visit.text(province))] + numbers(lines)
            }, total: [Cell(visit.text("learning.overview.total"))] + numbers(question.regions))
    }

    /// All that counts in the period, each with what its number counts.
    private static func everything(
        _ question: OverviewPages.Question, _ total: LearningCounts, _ visit: Visit
    ) -> SummaryList {
        func number(_ value: Int) -> String { written(value, visit.language) }
        func row(_ key: String, label: String? = nil, _ arguments: [String: String]) -> SummaryList.Row {
            SummaryList.Row(
                visit.text(label ?? "counting.everything.\(key)-label"),
                visit.text("counting.everything.\(key)", arguments))
        }
        func people(_ sums: [Audience: Int]) -> [String: String] {
            let parts = Audience.allCases.compactMap { audience in
                sums[audience].map { "\(visit.text(audience)) \(number($0))" }
            }
            return [
                "people": number(sums.values.reduce(0, +)),
                "audiences": parts.isEmpty ? "" : " (" + parts.joined(separator: ", ") + ")",
            ]
        }
        let found = question.elsewhere
        var rows = [
            row(
                "here",
                [
                    "joined": number(total.joined), "started": number(total.started),
                    "completed": number(total.completed),
                ]), row("elsewhere", label: "counting.elsewhere", people(found.eLearning)),
            row("trained", label: "counting.trained", people(found.trained)),
        ]
        if let sessions = found.sessions, let municipalities = found.municipalities {
            rows.append(row("sessions", ["count": number(sessions)]))
            rows.append(row("municipalities", ["count": number(municipalities)]))
        }
        return SummaryList(rows)
    }

    /// The half years and years back to that of `first`, three years at least, and the one that was asked for.
    static func periods(_ today: Day, since first: Day?, with asked: String) -> [String] {
        var names: [String] = []
        let last = min(first?.year ?? today.year, today.year - 2)
        for year in stride(from: today.year, through: last, by: -1) {
            // As a period is named: four digits.
            let name = String("\(Day(year: year, month: 1, day: 1)!)".prefix(4))
            if year < today.year || today.month > 6 { names.append("\(name)-H2") }
            names += ["\(name)-H1", name]
        }
        return names.contains(asked) ? names : names + [asked]
    }
}
