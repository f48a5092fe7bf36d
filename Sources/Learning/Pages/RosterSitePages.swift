import Content
import Core
import Directory
import Hummingbird
public import Web

/// The sites of an organisation in the workplace: their cards, departments, links and posters.
struct RosterSitePages: Sendable {
    let learning: Learning

    private static let base = "\(RosterPages.base)/locaties"

    var routes: [Web.Route] {
        let one = "\(Self.base)/:code"
        let sample = "\(Self.base)/\(Learning.demoSite)"
        return [
            .page(Self.base, access: .signedIn, list),
            .action(Self.base, access: .signedIn, bodyLimit: 64 << 10, make),
            .page(one, access: .signedIn, sample: sample) { try await show($0, failed: nil) },
            .action(one, access: .signedIn, bodyLimit: 64 << 10, change),
            .page("\(one)/affiche", access: .signedIn, sample: "\(sample)/affiche", poster),
            .action("\(one)/link", access: .signedIn, bodyLimit: 16 << 10, makeJoin),
            .action("\(one)/weg", access: .signedIn, bodyLimit: 16 << 10, delete),
            .redirect("\(one)/link", to: Self.base, access: .signedIn),
            .redirect("\(one)/weg", to: Self.base, access: .signedIn),
        ]
    }

    // MARK: The list

    private func list(_ visit: Visit) async throws -> Response {
        let organisation = try await organisation(visit)
        let sites = try await learning.workSites.all(visit.actor, of: organisation.id)
        var page = DeskPage(visit.text("roster.sites.title"), visit)
        page.back = Link(visit.text("roster.title"), href: visit.link(RosterPages.base))
        page.lead = visit.text("roster.sites.lead", ["organisation": organisation.name])
        page.sections = [
            DeskPage.Section(parts: [
                sites.isEmpty
                    ? FormPart(EmptyState(visit.text("roster.sites.none"), visit.text("roster.sites.none-text")))
                    : FormPart(table(sites, visit))
            ]),
            DeskPage.Section(
                heading: visit.text("roster.sites.new"),
                forms: [
                    DeskForm(
                        action: visit.link(Self.base),
                        hidden: [HiddenField(name: "organisation", value: organisation.id.text)],
                        parts: parts(nil, [], visit), button: visit.text("roster.sites.make"))
                ]),
        ]
        return try visit.page(page, title: page.title, .init(isPrivate: true))
    }

    /// As on the page of the team; after a form the one that it was about.
    private func organisation(_ visit: Visit) async throws -> Organisation {
        if let given = Identifier(visit.form["organisation"]) {
            return try await learning.context.organisations.find(visit.actor, id: given)
        }
        return try await learning.rosterOrganisation(visit)
    }

    private func table(_ sites: [WorkSite], _ visit: Visit) -> DataTable {
        DataTable(
            id: "locaties", caption: visit.text("roster.sites.title"),
            columns: ["site", "card", "code"].map { DataTable.Column(visit.text("roster.column.\($0)")) },
            rows: sites.map { site in
                [
                    DataTable.Cell(site.name, href: visit.link("\(Self.base)/\(site.code)")),
                    DataTable.Cell(
                        tag: site.card.isFilled
                            ? Tag(visit.text("roster.sites.has-card"), .go)
                            : Tag(visit.text("roster.sites.no-card"), .look)), DataTable.Cell("\(site.code)"),
                ]
            })
    }

    private func parts(_ site: WorkSite?, _ departments: [Department], _ visit: Visit) -> [FormPart] {
        func field(_ name: String, _ value: String, _ most: Int, optional: Bool = true) -> FormPart {
            FormPart(
                visit.field(
                    name, label: "roster.card.\(name)", hint: "roster.card.\(name)-hint", value: value,
                    optional: optional, maxlength: most))
        }
        return [
            field("name", site?.name ?? "", 100, optional: false), field("duty", site?.card.duty ?? "", 100),
            field("day", site?.card.dayPhone ?? "", 30), field("night", site?.card.nightPhone ?? "", 30),
            FormPart(
                visit.field(
                    "police", .textarea, label: "roster.card.police", hint: "roster.card.police-hint",
                    value: site?.card.police ?? "", optional: true, rows: 3)),
            FormPart(visit.provinces("counting.site-hint", chosen: site?.province)),
            FormPart(
                visit.field(
                    "departments", .textarea, label: "roster.card.departments", hint: "roster.card.departments-hint",
                    value: departments.map(\.name).joined(separator: "\n"), optional: true)),
        ]
    }

    /// What was filled in; `nil` when something is wrong in it.
    private func read(
        _ visit: inout Visit
    ) -> (name: String, card: WorkSite.Card, departments: [String], province: Province?)? {
        let name = visit.form.required("name", most: 100)
        var card = WorkSite.Card()
        card.duty = visit.form.optional("duty", most: 100) ?? ""
        card.dayPhone = number("day", &visit)
        card.nightPhone = number("night", &visit)
        card.police = visit.form.optional("police", most: 500) ?? ""
        if card.duty.isEmpty != card.dayPhone.isEmpty {
            visit.form.add(Text("roster.card.both"), at: card.duty.isEmpty ? "duty" : "day")
        }
        let departments = SessionText.lines(visit.form["departments"])
        if departments.count > 100 || departments.contains(where: { $0.count > 100 }) {
            visit.form.add(Text("roster.card.departments-many"), at: "departments")
        }
        let province = visit.form.province()
        return visit.form.hasErrors ? nil : (name, card, departments, province)
    }

    /// A telephone number: digits, spaces, hyphens, brackets, and a plus in front.
    private func number(_ name: String, _ visit: inout Visit) -> String {
        let text = visit.form.optional(name, most: 30) ?? ""
        let isNumber = text.utf8.allSatisfy { "0123456789 -()+".utf8.contains($0) }
        if !text.isEmpty, !isNumber || text.utf8.count(where: { (0x30...0x39).contains($0) }) < 3 {
            visit.form.add(Text("roster.card.bad-number"), at: name)
        }
        return text
    }

    private func make(_ visit: Visit) async throws -> Response {
        var visit = visit
        let organisation = try await organisation(visit)
        guard let (name, card, departments, province) = read(&visit) else { return try await list(visit) }
        let actor = visit.actor
        let made = try await visit.form.attempt {
            try await learning.workSites.make(
                actor, organisation: organisation.id, name: name, card: card, departments: departments,
                province: province)
        }
        guard let made else { return try await list(visit) }
        return visit.redirect(to: "\(Self.base)/\(made.code)", notice: "roster.notices.site-made")
    }

    // MARK: One site

    private func room(_ visit: Visit) async throws -> WorkSites.Room {
        guard let code = JoinCode(visit["code"]) else { throw RosterError.noSuchSite }
        return try await learning.workSites.room(visit.actor, code)
    }

    /// - Parameter failed: the panel whose form had a mistake in it.
    private func show(_ visit: Visit, failed: String?) async throws -> Response {
        let room = try await room(visit)
        let site = room.site
        let path = visit.link("\(Self.base)/\(site.code)")
        var page = DeskPage(site.name, visit)
        page.back = Link(visit.text("roster.sites.title"), href: visit.link(Self.base))
        page.tags =
            site.card.isFilled
            ? [Tag(visit.text("roster.sites.has-card"), .go)] : [Tag(visit.text("roster.sites.no-card"), .look)]
        let address = visit.site.settings.address + site.path
        var facts = [
            SummaryList.Row(visit.text("roster.sites.link"), address, href: visit.link(site.path)),
            SummaryList.Row(visit.text("roster.column.people"), written(room.people, visit.language)),
        ]
        if let checked = site.checked {
            facts.append(SummaryList.Row(visit.text("roster.sites.checked"), visit.text(checked)))
        }
        let old = site.checked.map { $0.adding(days: 365) < visit.now.day } ?? false
        if old { page.notices = [Notice(.warning, visit.text("roster.sites.check-again"))] }
        page.sections = [
            DeskPage.Section(
                text: [visit.text("roster.sites.who-sees")], parts: [FormPart(SummaryList(facts))],
                links: [Link(visit.text("roster.sites.poster"), href: path + "/affiche")]),
            DeskPage.Section(
                heading: visit.text("roster.sites.change"),
                forms: [
                    DeskForm(
                        action: path, hidden: [],
                        parts: parts(site, room.departments, failed == "link" ? visit.withoutInput : visit),
                        button: visit.text("roster.sites.save"))
                ]),
            joins(room, path, failed == "link" ? visit : visit.withoutInput, isOpen: failed == "link"),
        ]
        if room.people == 0 {
            page.sections[2].panels.append(
                DeskPanel(
                    id: "doe-weg", title: visit.text("roster.sites.delete"),
                    about: visit.text("roster.sites.delete-about"), action: path + "/weg", hidden: [], parts: [],
                    button: visit.text("roster.sites.delete")))
        }
        return try visit.page(page, title: visit.text("roster.sites.one"), .init(isPrivate: true))
    }

    private func joins(_ room: WorkSites.Room, _ path: String, _ visit: Visit, isOpen: Bool) -> DeskPage.Section {
        let audiences = Audience.allCases.filter { audience in
            learning.context.courses.contains { $0.audiences.contains(audience) }
        }
        return DeskPage.Section(
            heading: visit.text("roster.sites.joins"), text: [visit.text("roster.sites.joins-text")],
            links: room.joins.map { join in
                let course = (try? learning.context.course(join.course))?.title[visit.language] ?? join.course
                return Link("\(join.code): \(course)", href: visit.link("/werk/leren/links/\(join.code)"))
            },
            panels: [
                DeskPanel(
                    id: "doe-link", title: visit.text("roster.sites.make-join"), about: nil, action: path + "/link",
                    hidden: [],
                    parts: [
                        FormPart(
                            visit.choices(
                                "course", legend: "learning.links.which-course",
                                options: learning.context.courses.map {
                                    Choices.Option($0.slug, $0.title[visit.language])
                                })),
                        FormPart(
                            visit.choices(
                                "audience", legend: "learning.links.which-audience",
                                options: audiences.map { Choices.Option($0.rawValue, visit.text($0)) })),
                    ], button: visit.text("roster.sites.make-join"), isOpen: isOpen)
            ])
    }

    private func change(_ visit: Visit) async throws -> Response {
        var visit = visit
        let site = try await room(visit).site
        guard let (name, card, departments, province) = read(&visit) else {
            return try await show(visit, failed: "card")
        }
        let actor = visit.actor
        let done: Bool? = try await visit.form.attempt {
            try await learning.workSites.change(
                actor, site.code, name: name, card: card, departments: departments, province: province)
            return true
        }
        guard done != nil else { return try await show(visit, failed: "card") }
        return visit.redirect(to: "\(Self.base)/\(site.code)", notice: "roster.notices.site-changed")
    }

    private func makeJoin(_ visit: Visit) async throws -> Response {
        var visit = visit
        let site = try await room(visit).site
        let course = learning.context.courses.first { $0.slug == visit.form["course"] }
        if course == nil { visit.form.add(Text("web.form.choose"), at: "course") }
        let audience: Audience? = visit.form.choice("audience")
        guard let course, let audience, !visit.form.hasErrors else { return try await show(visit, failed: "link") }
        let actor = visit.actor
        let made = try await visit.form.attempt {
            try await learning.workSites.makeJoin(actor, site.code, course: course.slug, audience: audience)
        }
        guard made != nil else { return try await show(visit, failed: "link") }
        return visit.redirect(to: "\(Self.base)/\(site.code)", notice: "learning.notices.join-made")
    }

    private func delete(_ visit: Visit) async throws -> Response {
        let site = try await room(visit).site
        try await learning.workSites.delete(visit.actor, site.code)
        return visit.redirect(to: Self.base, notice: "roster.notices.site-deleted")
    }

    private func poster(_ visit: Visit) async throws -> Response {
        let site = try await room(visit).site
        return try visit.page(SitePosterPage(site, in: visit), title: visit.text("roster.sites.poster"))
    }
}

/// A sheet for the break room: the site's card and the way to it.
struct SitePosterPage: Page {
    static let template = "learning/site-poster"
    let name: String
    let card: SiteCard?
    let qr: String?
    let typed: String
    let code: String
    let back: String

    init(_ site: WorkSite, in visit: Visit) {
        name = site.name
        card = SiteCard(site, in: visit)
        let base = visit.site.settings.address
        qr = QRCode.svg(base + site.path, label: visit.text("learning.poster.qr", ["address": base + site.path]))
        typed = (base.split(separator: "/").last.map(String.init) ?? base) + "/doe-mee"
        code = "\(site.code)"
        back = visit.link("\(RosterPages.base)/locaties/\(site.code)")
    }
}

/// The card of a site, as it shows in a course, on the learner's pages and on paper.
struct SiteCard: Component {
    static let template = "learning/site-card"
    static let criteria = ["Alleen wat iemand moet weten om te bellen; 112 staat er altijd bij."]
    let name: String
    let duty: String
    let day: String
    let dayLink: String
    let night: String?
    let nightLink: String?
    let police: String?

    /// `nil` for a site without a card: then nothing shows.
    init?(_ site: WorkSite?, in visit: Visit) {
        guard let site, site.card.isFilled else { return nil }
        name = site.name
        duty = site.card.duty
        day = site.card.dayPhone
        dayLink = Self.link(day)
        night = site.card.nightPhone.isEmpty ? nil : site.card.nightPhone
        nightLink = night.map(Self.link)
        police = site.card.police.isEmpty ? nil : site.card.police
    }

    static func link(_ number: String) -> String {
        "tel:" + number.filter { "0123456789+".contains($0) }
    }

    static let examples: [Example<SiteCard>] = []
}

extension Learning {
    /// The site whose card this browser keeps; `nil` for none.
    public func workSite(keptBy visit: Visit) async throws -> WorkSite? {
        guard let code = visit.cookie(WorkSite.cookie) else { return nil }
        return try await workSites.find(code: code)
    }

    /// The card of that site; `nil` for a site without one.
    func card(_ visit: Visit) async throws -> SiteCard? {
        SiteCard(try await workSite(keptBy: visit), in: visit)
    }
}

extension Response {
    /// Has the browser keep a site's code, so that its card shows in courses and advice.
    ///
    /// - Parameter stays: for as long as an attempt is kept; otherwise until the browser closes.
    mutating func keep(_ site: WorkSite, stays: Bool = true) {
        let seconds = stays ? Attempts.retentionDays * 86_400 : nil
        setCookie(WorkSite.cookie, site.code.text, seconds: seconds, strict: false)
    }
}
