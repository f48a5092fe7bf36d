import Content
import Core
import Directory
import Hummingbird
import Tables
import Web

/// For who looks after courses at an employer: who is to do what, who did, by site and department.
///
/// Members of the organisation see names; the training desk sees counts, of any organisation that it asks for.
struct RosterPages: Sendable {
    let learning: Learning

    static let base = "/werk/leren/team"
    /// People on one page of the list, and slips on one page to print.
    static let pageSize = 100

    var routes: [Web.Route] {
        let base = Self.base
        return [
            .page(base, access: .signedIn, overview),
            .data("\(base).csv", access: .signedIn, counts),
            .page("\(base)/mensen", access: .signedIn, people),
            .data("\(base)/mensen.csv", access: .signedIn, names),
            .page("\(base)/mensen/:person", access: .signedIn, sample: "\(base)/mensen/{teamlid}", person),
            .action("\(base)/mensen/:person", access: .signedIn, bodyLimit: 16 << 10, change),
            .page("\(base)/briefjes", access: .signedIn, slips),
            .action("\(base)/mails", access: .signedIn, bodyLimit: 16 << 10, setMails),
            .action("\(base)/klopt", access: .signedIn, bodyLimit: 16 << 10, confirm),
            .action("\(base)/wissen", access: .signedIn, bodyLimit: 16 << 10, removeAll),
        ] + ["mails", "klopt", "wissen"].map { .redirect("\(base)/\($0)", to: base, access: .signedIn) }
    }

    // MARK: Counts

    private func overview(_ visit: Visit) async throws -> Response {
        let organisation = try await learning.rosterOrganisation(visit)
        let overview = try await learning.rosters.overview(visit.actor, of: organisation.id)
        let isOwn = Policy.rosterNames(of: organisation.id).allows(visit.actor)
        var page = DeskPage(visit.text("roster.title"), visit)
        page.back = Link(visit.text("learning.overview.title"), href: visit.link("/werk/leren"))
        page.lead = visit.text(isOwn ? "roster.lead" : "roster.lead-desk", ["organisation": organisation.name])
        if isOwn, let confirmed = overview.confirmed,
            confirmed.adding(days: Rosters.askAfter) <= visit.now.day
        {
            let goes = visit.text(confirmed.adding(days: Rosters.keptDays + 1))
            page.notices = [Notice(.warning, visit.text("roster.keep.ask", ["date": goes]))]
        }
        page.sections = [DeskPage.Section(links: links(organisation, isOwn: isOwn, visit))]
        if overview.people == 0 {
            page.sections.append(
                DeskPage.Section(
                    parts: [FormPart(EmptyState(visit.text("roster.none"), visit.text("roster.none-text")))]))
        } else {
            page.sections += standing(overview, organisation, visit)
            if isOwn { page.sections.append(work(overview, visit)) }
        }
        if Policy.learningDesk.allows(visit.actor) {
            let all = try await learning.context.organisations.all(visit.actor).filter(\.isActive)
            page.sections.append(
                DeskPage.Section(
                    heading: visit.text("roster.others"),
                    links: all.filter { $0.id != organisation.id }.map {
                        Link($0.name, href: visit.link(Self.base) + "?organisatie=\($0.id)")
                    }))
        }
        return try visit.page(page, title: page.title, .init(isPrivate: true, isWide: true))
    }

    private func links(_ organisation: Organisation, isOwn: Bool, _ visit: Visit) -> [Link] {
        let query = isOwn ? "" : "?organisatie=\(organisation.id)"
        var links = [
            Link(visit.text("roster.sites.title"), href: visit.link("\(Self.base)/locaties") + query)
        ]
        if isOwn {
            links =
                [
                    Link(visit.text("roster.people.title"), href: visit.link("\(Self.base)/mensen")),
                    Link(visit.text("roster.import.title"), href: visit.link("\(Self.base)/inlezen")),
                    Link(visit.text("roster.slips.title"), href: visit.link("\(Self.base)/briefjes")),
                ] + links
        }
        return links + [
            Link(visit.text("roster.questions.title"), href: visit.link("\(Self.base)/vragen")),
            Link(visit.text("roster.csv-counts"), href: visit.link("\(Self.base).csv") + query),
        ]
    }

    private func standing(
        _ overview: Rosters.Overview, _ organisation: Organisation, _ visit: Visit
    ) -> [DeskPage.Section] {
        let total = overview.groups.reduce(into: RosterCounts()) { $0 += $1.counts }
        var sections = [
            DeskPage.Section(
                heading: visit.text("roster.now"),
                text: [
                    visit.text("roster.sentence", sentence(total, overview.people, visit)),
                    visit.text("roster.what-counts"),
                ] + (visit.site.settings.isDemo ? [visit.text("roster.what-counts-demo")] : []),
                parts: [FormPart(chart(overview, visit))])
        ]
        let courses = Set(overview.groups.map(\.course)).sorted()
        for course in courses {
            let groups = overview.groups.filter { $0.course == course }
            let title = (try? learning.context.course(course))?.title[visit.language] ?? course
            sections.append(
                DeskPage.Section(
                    heading: title, parts: [FormPart(table(course, title, groups, overview, organisation, visit))]))
        }
        sections.append(
            DeskPage.Section(
                heading: visit.text("roster.months"), parts: [FormPart(months(overview, visit))]))
        return sections
    }

    private func sentence(_ total: RosterCounts, _ people: Int, _ visit: Visit) -> [String: String] {
        [
            "people": written(people, visit.language), "done": written(total.done, visit.language),
            "of": written(total.total, visit.language), "late": written(total[.late], visit.language),
            "refresh": written(total[.refresh], visit.language),
        ]
    }

    private func words(_ label: String, _ visit: Visit) -> Chart.Words {
        Chart.Words(
            language: visit.language, label: label, count: visit.text("roster.column.done"), suppressed: "")
    }

    /// Percentages by site.
    private func chart(_ overview: Rosters.Overview, _ visit: Visit) -> Chart {
        let points = overview.sites.compactMap { site -> Chart.Point? in
            let counts = overview.groups.filter { $0.site == site.id }.reduce(into: RosterCounts()) { $0 += $1.counts }
            guard counts.total > 0 else { return nil }
            let label = visit.text(
                "roster.chart-site",
                [
                    "site": site.name, "done": written(counts.done, visit.language),
                    "of": written(counts.total, visit.language),
                ])
            return Chart.Point(label, .value(counts.percentDone))
        }
        let words = Chart.Words(
            language: visit.language, label: visit.text("roster.column.site"),
            count: visit.text("roster.column.percent"), suppressed: "")
        return .percentages(id: "per-locatie", title: visit.text("roster.chart-sites"), words: words, points)
    }

    private func months(_ overview: Rosters.Overview, _ visit: Visit) -> Chart {
        var points: [Chart.Point] = []
        var month = Rosters.firstMonth(visit.now.day)
        while month <= visit.now.day {
            let name = DateWords.shortMonth(month.month, year: month.year, visit.language)
            points.append(Chart.Point(name, .value(overview.months[month] ?? 0)))
            month = month.adding(days: Day.days(in: month.month, of: month.year))
        }
        return .overPeriods(
            id: "per-maand", title: visit.text("roster.chart-months"),
            words: words(visit.text("roster.column.month"), visit), points, single: "")
    }

    private func table(
        _ course: String, _ title: String, _ groups: [RosterGroup], _ overview: Rosters.Overview,
        _ organisation: Organisation, _ visit: Visit
    ) -> DataTable {
        typealias Cell = DataTable.Cell
        let isOwn = Policy.rosterNames(of: organisation.id).allows(visit.actor)
        func numbers(_ counts: RosterCounts) -> [Cell] {
            ([counts.total] + RosterState.allCases.map { counts[$0] }).map { Cell(written($0, visit.language)) }
        }
        var rows: [[Cell]] = []
        for site in overview.sites {
            let own = groups.filter { $0.site == site.id }
            let names = own.map { group in
                (
                    overview.departments.first { $0.id == group.department }?.name
                        ?? visit.text("roster.no-department"), group
                )
            }.sorted { $0.0.lowercased() < $1.0.lowercased() }
            for (name, group) in names {
                var query = "?locatie=\(site.id)&cursus=\(course)"
                if let department = group.department { query += "&afdeling=\(department)" }
                rows.append(
                    [Cell(site.name, href: isOwn ? visit.link("\(Self.base)/mensen") + query : nil), Cell(name)]
                        + numbers(group.counts))
            }
        }
        let total = groups.reduce(into: RosterCounts()) { $0 += $1.counts }
        return DataTable(
            id: "stand-\(course)", caption: visit.text("roster.caption", ["course": title]),
            columns: [
                DataTable.Column(visit.text("roster.column.site")),
                DataTable.Column(visit.text("roster.column.department")),
                .number(visit.text("roster.column.people")),
            ] + RosterState.allCases.map { .number(visit.text($0)) },
            rows: rows, total: [Cell(visit.text("learning.overview.total")), ""] + numbers(total))
    }

    private func work(_ overview: Rosters.Overview, _ visit: Visit) -> DeskPage.Section {
        func panel(_ id: String, _ action: String, _ hidden: [HiddenField] = []) -> DeskPanel {
            DeskPanel(
                id: "doe-\(id)", title: visit.text("roster.do.\(id).title"), about: visit.text("roster.do.\(id).about"),
                action: visit.link("\(Self.base)/\(action)"), hidden: hidden, parts: [],
                button: visit.text("roster.do.\(id).button"))
        }
        let mails = overview.reminds ? "mails-off" : "mails-on"
        var section = DeskPage.Section(heading: visit.text("roster.do.heading"))
        section.text = [visit.text(overview.reminds ? "roster.mails-are-on" : "roster.mails-are-off")]
        if let confirmed = overview.confirmed {
            section.text.append(
                visit.text(
                    "roster.keep.text",
                    ["date": visit.text(confirmed), "goes": visit.text(confirmed.adding(days: Rosters.keptDays + 1))]))
        }
        section.panels = [
            panel(mails, "mails", [HiddenField(name: "mails", value: overview.reminds ? "uit" : "aan")]),
            panel("confirm", "klopt"), panel("delete", "wissen"),
        ]
        return section
    }

    private func setMails(_ visit: Visit) async throws -> Response {
        let isOn = visit.form["mails"] == "aan"
        try await learning.rosters.setReminders(visit.actor, of: try own(visit), isOn)
        return visit.redirect(to: Self.base, notice: isOn ? "roster.notices.mails-on" : "roster.notices.mails-off")
    }

    private func confirm(_ visit: Visit) async throws -> Response {
        try await learning.rosters.confirm(visit.actor, of: try own(visit))
        return visit.redirect(to: Self.base, notice: "roster.notices.confirmed")
    }

    private func removeAll(_ visit: Visit) async throws -> Response {
        try await learning.rosters.removeAll(visit.actor, of: try own(visit))
        return visit.redirect(to: Self.base, notice: "roster.notices.deleted")
    }

    private func own(_ visit: Visit) throws -> Identifier {
        guard let organisation = visit.actor.member?.organisation else { throw DirectoryError.signInFirst }
        return organisation
    }

    private func counts(_ visit: Visit) async throws -> Response {
        let organisation = try await learning.rosterOrganisation(visit)
        let overview = try await learning.rosters.overview(visit.actor, of: organisation.id)
        var table = TableWriter(style: .dutchExcel)
        table.add(
            (["organisation", "site", "department", "course", "people"] + RosterState.allCases.map(\.rawValue))
                .map { .text($0) })
        for group in overview.groups {
            let site = overview.sites.first { $0.id == group.site }?.name ?? ""
            let department = overview.departments.first { $0.id == group.department }?.name ?? ""
            let numbers = [group.counts.total] + RosterState.allCases.map { group.counts[$0] }
            table.add(
                [.text(organisation.name), .text(site), .text(department), .text(group.course)]
                    + numbers.map { .number($0) })
        }
        return visit.data(table.bytes, type: "text/csv; charset=utf-8", saveAs: "stand-\(visit.now.day).csv")
    }

    // MARK: People

    /// What the address asks for.
    private func choice(_ visit: Visit) -> Rosters.Choice {
        let course = visit.query["cursus"]
        return Rosters.Choice(
            site: Identifier(visit.query["locatie"]), department: Identifier(visit.query["afdeling"]),
            course: course.isEmpty ? nil : course, state: RosterState(rawValue: visit.query["stand"]))
    }

    private func query(_ choice: Rosters.Choice, page: Int? = nil) -> String {
        let parts = [
            choice.site.map { "locatie=\($0)" }, choice.department.map { "afdeling=\($0)" },
            choice.course.map { "cursus=\(Percent.encode($0))" }, choice.state.map { "stand=\($0.rawValue)" },
            page.map { "blad=\($0)" },
        ].compactMap(\.self)
        return parts.isEmpty ? "" : "?" + parts.joined(separator: "&")
    }

    private func people(_ visit: Visit) async throws -> Response {
        let organisation = try own(visit)
        let choice = choice(visit)
        let number = max(1, min(Int(visit.query["blad"]) ?? 1, 10_000))
        let found = try await learning.rosters.people(
            visit.actor, of: organisation, choice, offset: (number - 1) * Self.pageSize, limit: Self.pageSize + 1)
        let sites = try await learning.workSites.all(visit.actor, of: organisation)
        let shown = Array(found.prefix(Self.pageSize))
        var page = DeskPage(visit.text("roster.people.title"), visit)
        page.back = Link(visit.text("roster.title"), href: visit.link(Self.base))
        page.lead = visit.text("roster.people.lead")
        let states: [RosterState?] = [nil] + RosterState.allCases
        let siteName = sites.first { $0.id == choice.site }?.name
        var section = DeskPage.Section(
            text: siteName.map { [visit.text("roster.people.only-site", ["site": $0])] } ?? [],
            links: states.map { state in
                var other = choice
                other.state = state
                return Link(
                    state.map { visit.text("roster.people.only", ["state": visit.text($0)]) }
                        ?? visit.text("roster.people.all"), href: visit.link("\(Self.base)/mensen") + query(other))
            })
        section.parts =
            shown.isEmpty
            ? [FormPart(EmptyState(visit.text("roster.people.none"), visit.text("roster.people.none-text")))]
            : [FormPart(table(shown, sites, visit))]
        func link(_ number: Int) -> String { visit.link("\(Self.base)/mensen") + query(choice, page: number) }
        if let pages = Pagination(
            page: number, previous: number > 1 ? link(number - 1) : nil,
            next: found.count > Self.pageSize ? link(number + 1) : nil)
        {
            section.parts.append(FormPart(pages))
        }
        page.sections = [
            section,
            DeskPage.Section(links: [
                Link(visit.text("roster.csv-names"), href: visit.link("\(Self.base)/mensen.csv")),
                Link(visit.text("roster.slips.title"), href: visit.link("\(Self.base)/briefjes") + query(choice)),
            ]),
        ]
        return try visit.page(page, title: page.title, .init(isPrivate: true, isWide: true))
    }

    private func table(
        _ people: [(person: RosterPerson, courses: [RosterCourse])], _ sites: [WorkSite], _ visit: Visit
    ) -> DataTable {
        DataTable(
            id: "mensen", caption: visit.text("roster.people.caption"),
            columns: ["who", "site", "courses"].map { DataTable.Column(visit.text("roster.column.\($0)")) },
            rows: people.map { person, courses in
                [
                    DataTable.Cell(person.label, href: visit.link("\(Self.base)/mensen/\(person.id)")),
                    DataTable.Cell(sites.first { $0.id == person.site }?.name ?? "–"),
                    DataTable.Cell(courses.map { standing($0, visit) }.joined(separator: "; ")),
                ]
            })
    }

    /// `Receptie: afgerond op 3 mei 2026`.
    private func standing(_ course: RosterCourse, _ visit: Visit) -> String {
        let title = (try? learning.context.course(course.course))?.title[visit.language] ?? course.course
        return "\(title): \(visit.standing(course, learning.rosters.state(course)))"
    }

    private func names(_ visit: Visit) async throws -> Response {
        let organisation = try own(visit)
        let rows = try await learning.rosters.rows(visit.actor, of: organisation)
        let sites = try await learning.workSites.all(visit.actor, of: organisation)
        let overview = try await learning.rosters.overview(visit.actor, of: organisation)
        let siteNames = sites.reduce(into: [:]) { $0[$1.id] = $1.name }
        let departments = overview.departments.reduce(into: [:]) { $0[$1.id] = $1.name }
        var table = TableWriter(style: .dutchExcel)
        let header = [
            "name", "staff number", "site", "department", "course", "due", "state", "done", "version",
        ]
        table.add(header.map { .text($0) })
        for (person, course) in rows {
            table.add([
                .text(person.name), .text(person.number), .text(siteNames[person.site] ?? ""),
                .text(person.department.flatMap { departments[$0] } ?? ""), .text(course.course),
                .text(course.due.map { "\($0)" } ?? ""), .text(learning.rosters.state(course).rawValue),
                .text(course.done.map { "\($0.day)" } ?? ""), course.done.map { .number($0.version) } ?? .text(""),
            ])
        }
        return visit.data(table.bytes, type: "text/csv; charset=utf-8", saveAs: "team-\(visit.now.day).csv")
    }

    private func person(_ visit: Visit) async throws -> Response {
        guard let id = Identifier(visit["person"]) else { throw RosterError.noSuchPerson }
        let (person, courses, code) = try await learning.rosters.person(visit.actor, id)
        let sites = try await learning.workSites.all(visit.actor, of: person.organisation)
        var page = DeskPage(person.label, visit)
        page.back = Link(visit.text("roster.people.title"), href: visit.link("\(Self.base)/mensen"))
        let address = visit.site.settings.address + code.path
        var facts = [
            SummaryList.Row(visit.text("roster.column.site"), sites.first { $0.id == person.site }?.name ?? "–"),
            SummaryList.Row(visit.text("roster.person.number"), person.number.isEmpty ? "–" : person.number),
            SummaryList.Row(visit.text("roster.person.email"), person.email.isEmpty ? "–" : person.email),
            SummaryList.Row(visit.text("roster.person.code"), "\(code)"),
            SummaryList.Row(visit.text("roster.person.link"), address),
            SummaryList.Row(
                visit.text("roster.person.mails"),
                visit.text(person.hasMailsOff ? "roster.person.no" : "roster.person.yes")),
        ]
        if let reminded = person.reminded {
            facts.append(SummaryList.Row(visit.text("roster.person.reminded"), visit.text(reminded)))
        }
        facts += courses.map { course in
            let title = (try? learning.context.course(course.course))?.title[visit.language] ?? course.course
            return SummaryList.Row(title, visit.standing(course, learning.rosters.state(course)))
        }
        func panel(_ id: String, _ value: String) -> DeskPanel {
            DeskPanel(
                id: "doe-\(value)", title: visit.text("roster.person.\(id).title"),
                about: visit.text("roster.person.\(id).about"),
                action: visit.link("\(Self.base)/mensen/\(person.id)"),
                hidden: [HiddenField(name: "doe", value: value)], parts: [],
                button: visit.text("roster.person.\(id).button"))
        }
        page.sections = [
            DeskPage.Section(text: [visit.text("roster.person.only")], parts: [FormPart(SummaryList(facts))]),
            DeskPage.Section(
                heading: visit.text("roster.do.heading"),
                panels: [
                    panel("new-code", "code"),
                    person.hasMailsOff ? panel("mails-on", "mails-aan") : panel("mails-off", "mails-uit"),
                    panel("remove", "weg"),
                ]),
        ]
        return try visit.page(page, title: visit.text("roster.person.title"), .init(isPrivate: true))
    }

    private func change(_ visit: Visit) async throws -> Response {
        guard let id = Identifier(visit["person"]) else { throw RosterError.noSuchPerson }
        let changes: [String: (Rosters.Change, String)] = [
            "code": (.newCode, "roster.notices.new-code"), "mails-aan": (.mails(true), "roster.notices.person-changed"),
            "mails-uit": (.mails(false), "roster.notices.person-changed"), "weg": (.remove, "roster.notices.removed"),
        ]
        guard let (change, notice) = changes[visit.form["doe"]] else { throw WebError.notFound }
        try await learning.rosters.change(visit.actor, id, change)
        let back = change == .remove ? "\(Self.base)/mensen" : "\(Self.base)/mensen/\(id)"
        return visit.redirect(to: back, notice: notice)
    }

    // MARK: Slips

    private func slips(_ visit: Visit) async throws -> Response {
        let organisation = try own(visit)
        let isForAll = visit.query["voor"] == "allen"
        var choice = choice(visit)
        choice.isDue = !isForAll
        let number = max(1, min(Int(visit.query["blad"]) ?? 1, 10_000))
        let found = try await learning.rosters.people(
            visit.actor, of: organisation, choice, offset: (number - 1) * Self.pageSize, limit: Self.pageSize + 1)
        func link(_ number: Int?, forAll: Bool = isForAll) -> String {
            let query = query(choice, page: number)
            let all = forAll ? (query.isEmpty ? "?" : "&") + "voor=allen" : ""
            return visit.link("\(Self.base)/briefjes") + query + all
        }
        let page = SlipsPage(
            slips: found.prefix(Self.pageSize).map { person, courses in
                let due = courses.map { ($0.course, learning.rosters.state($0)) }.filter(\.1.isDue)
                func titles(_ isWanted: (RosterState) -> Bool) -> [String] {
                    due.filter { isWanted($0.1) }
                        .compactMap { (try? learning.context.course($0.0))?.title[visit.language] }
                }
                return SlipsPage.Slip(
                    person, learning.rosters.code(of: person), todo: titles { $0 != .refresh },
                    again: titles { $0 == .refresh }, visit)
            }, isForAll: isForAll, other: link(nil, forAll: !isForAll),
            pages: Pagination(
                page: number, previous: number > 1 ? link(number - 1) : nil,
                next: found.count > Self.pageSize ? link(number + 1) : nil), in: visit)
        return try visit.page(page, title: visit.text("roster.slips.title"), .init(isPrivate: true))
    }
}

/// Slips to print and cut: what somebody needs to follow the course as themselves.
struct SlipsPage: Page {
    static let template = "learning/slips"
    let slips: [Slip]
    /// Also of who has nothing to do.
    let isForAll: Bool
    /// The same for all, or for who has something to do.
    let other: String
    let pages: Pagination?
    let back: String

    struct Slip: Sendable {
        let who: String
        /// What is to be done, and what is to be done again; `nil` when there is nothing.
        let todo: String?
        let again: String?
        let code: String
        /// Where the code is typed, without `https://`.
        let typed: String
        let qr: String?

        init(_ person: RosterPerson, _ code: RosterCode, todo: [String], again: [String], _ visit: Visit) {
            who = person.label
            self.todo = todo.isEmpty ? nil : todo.joined(separator: ", ")
            self.again = again.isEmpty ? nil : again.joined(separator: ", ")
            self.code = "\(code)"
            let base = visit.site.settings.address
            typed = (base.split(separator: "/").last.map(String.init) ?? base) + "/doe-mee"
            qr = QRCode.svg(base + code.path, label: visit.text("learning.poster.qr", ["address": base + code.path]))
        }
    }

    init(slips: [Slip], isForAll: Bool, other: String, pages: Pagination?, in visit: Visit) {
        self.slips = slips
        self.isForAll = isForAll
        self.other = other
        self.pages = pages
        back = visit.link(RosterPages.base)
    }
}

extension Learning {
    /// The organisation whose roster a page shows: the one asked for, where the training desk asks; otherwise the
    /// member's own.
    func rosterOrganisation(_ visit: Visit) async throws -> Organisation {
        guard let own = visit.actor.member?.organisation else { throw DirectoryError.signInFirst }
        var wanted = own
        if Policy.learningDesk.allows(visit.actor), let asked = Identifier(visit.query["organisatie"]) {
            wanted = asked
        }
        return try await context.organisations.find(visit.actor, id: wanted)
    }
}

extension Visit {
    func text(_ state: RosterState) -> String { text("roster.state.\(state.rawValue)") }

    /// How somebody stands with a course, in words.
    func standing(_ course: RosterCourse, _ state: RosterState) -> String {
        if let done = course.done {
            return text(
                "roster.standing.\(state.rawValue)", ["date": text(done.day), "version": "\(done.version)"])
        }
        guard let due = course.due else { return text("roster.standing.open") }
        return text(state == .late ? "roster.standing.late" : "roster.standing.open-until", ["date": text(due)])
    }
}
