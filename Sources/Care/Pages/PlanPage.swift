import Content
import Core
import Directory
import Web

/// The plan: what is to be arranged, by the part of life.
struct PlanPage: Page {
    static let template = "care/plan"

    /// What of the plan shows.
    enum Show: String, CaseIterable {
        case all, waiting, overdue
    }

    struct Row: Sendable {
        let id: String
        let name: String
        let href: String
        let tags: [Tag]
        let due: String
        let isLate: Bool
        let who: String
        let wish: String?
    }

    struct Group: Sendable {
        let heading: String
        let rows: [Row]
    }

    let title: String
    let errors: ErrorSummary?
    let back: Link?
    let tags: [Tag]
    let tabs: [DeskRoom.Tab]
    let tabsLabel: String
    let notices: [Notice]
    /// What the young person wants, and the forms above the list.
    let before: [DeskPage.Section]
    let action: String
    let hidden: [HiddenField]
    let filters: [Select]
    let found: String
    let empty: EmptyState?
    let groups: [Group]
    let after: [DeskPage.Section]

    init(_ at: CareVisit, failed: PlanPanel?) {
        let visit = at.visit
        let page = at.page(.plan, title: visit.text("care.place.plan"))
        let forms = PlanForms(at, failed: failed)
        title = page.title
        errors = page.errors
        back = page.back
        tags = page.tags
        tabs = page.tabs
        tabsLabel = page.tabsLabel
        before = [forms.wishOfAll] + forms.newItems
        action = visit.link(at.address(.plan))
        hidden = at.room.desks.count > 1 ? at.room.hidden : []
        let (domain, show) = (Domain(rawValue: visit.query["gebied"]), Show(rawValue: visit.query["toon"]) ?? .all)
        filters = Self.filters(visit, domain, show)
        let anchors = at.file.anchors(on: at.today)
        let items = at.file.plan.items.filter { item in
            let isIn = domain == nil || item.domain == domain
            return switch show {
            case .all: isIn
            case .waiting: isIn && item.waits(on: at.today)
            case .overdue: isIn && item.isOverdue(on: at.today, anchors)
            }
        }
        let waiting = items.filter { at.origin($0)?.review == .waiting }.count
        notices =
            page.notices
            + (waiting > 0 ? [Notice(.info, visit.text("care.plan.unreviewed", ["count": "\(waiting)"]))] : [])
        found = visit.text("care.plan.found", ["count": "\(items.count)"])
        empty =
            items.isEmpty
            ? EmptyState(visit.text("care.plan.none"), visit.text("care.plan.none-about")) : nil
        groups = Domain.allCases.compactMap { domain in
            let own = items.filter { $0.domain == domain }.sorted {
                ($0.dueDay(anchors)?.number ?? Int.max, $0.version) < (
                    $1.dueDay(anchors)?.number ?? Int.max, $1.version
                )
            }
            guard !own.isEmpty else { return nil }
            return Group(heading: visit.words("domain", domain.rawValue), rows: own.map { Self.row($0, at) })
        }
        after = [forms.ownItem, Self.links(at)].compactMap(\.self)
    }

    private static func row(_ item: PlanItem, _ at: CareVisit) -> Row {
        Row(
            id: "actie-\(item.id)", name: at.words(item), href: at.link(.plan, "/\(item.id)"), tags: at.tags(item),
            due: at.due(item), isLate: item.isOverdue(on: at.today, at.file.anchors(on: at.today)),
            who: at.origin(item).map { $0.who.map { at.visit.words("who", $0.rawValue) }.joined(separator: ", ") }
                ?? at.visit.text("care.plan.own"),
            wish: at.wish(of: item.id)?.text)
    }

    private static func filters(_ visit: Visit, _ domain: Domain?, _ show: Show) -> [Select] {
        [
            Select(
                "gebied", label: visit.text("care.plan.filter.domain"), optional: false,
                value: domain?.rawValue ?? "alle",
                options: [Select.Option("alle", visit.text("care.plan.filter.all-domains"))]
                    + visit.options("domain", Domain.self)),
            Select(
                "toon", label: visit.text("care.plan.filter.show"), value: show.rawValue,
                options: visit.options("show", Show.self)),
        ]
    }

    private static func links(_ at: CareVisit) -> DeskPage.Section {
        DeskPage.Section(links: [
            Link(at.visit.text("care.print.link"), href: at.link(.plan, "/afdruk")),
            Link(at.visit.text("care.letter.title"), href: at.room.link("\(CareVisit.path)/\(at.id)/brieven")),
        ])
    }
}

/// The forms about a plan: their ids on the page.
enum PlanPanel: String, Sendable {
    case wish = "wens"
    case own = "eigen"
    case state = "stand"
    case move = "datum"
}

/// The forms about a plan and its items.
struct PlanForms: Sendable {
    let at: CareVisit
    let failed: PlanPanel?
    private var visit: Visit { at.visit }

    init(_ at: CareVisit, failed: PlanPanel?) {
        self.at = at
        self.failed = failed
    }

    /// The version of the plan that the page shows.
    var basedOn: HiddenField { HiddenField(name: "based-on", value: "\(at.file.plan.version)") }

    // MARK: The whole plan

    var wishOfAll: DeskPage.Section {
        var section = wish(of: nil, to: "/wens")
        section.heading = visit.text("care.wish.heading")
        return section
    }

    /// Items of the checklist that the plan does not have yet; none when there are none.
    var newItems: [DeskPage.Section] {
        let missing = at.file.plan.missing(
            from: at.context.checklist, on: at.today, newIdentifier: at.context.identifier)
        guard at.isKept, !missing.isEmpty else { return [] }
        return [
            DeskPage.Section(
                heading: visit.text("care.plan.newer"),
                text: [
                    visit.text(
                        "care.plan.newer-about",
                        ["count": "\(missing.count)", "version": at.context.checklist.version])
                ],
                buttons: [at.room.button(at.address(.plan, "/lijst"), "care.plan.newer-button")])
        ]
    }

    var ownItem: DeskPage.Section? {
        guard at.isKept else { return nil }
        let form = visit(.own)
        let domains = Domain.allCases.map { Select.Option($0.rawValue, visit.words("domain", $0.rawValue)) }
        return DeskPage.Section(panels: [
            panel(
                .own, "care.plan.add", to: "/nieuw",
                [
                    FormPart(form.select("domain", label: "care.plan.domain", options: domains)),
                    FormPart(
                        form.field(
                            "text", label: "care.plan.text", hint: "care.plan.text-hint", maxlength: PlanEvent.words)),
                    FormPart(form.field("due", .date, label: "care.plan.due-field", optional: true)),
                    FormPart(
                        form.choices(
                            "on-phone", legend: "care.plan.on-phone", hint: "care.plan.on-phone-hint", several: true,
                            optional: true, options: [Choices.Option("yes", visit.text("care.plan.on-phone-yes"))])),
                ])
        ])
    }

    // MARK: One item

    func state(_ item: PlanItem) -> DeskPanel {
        let form = visit(.state)
        let now = item.state(on: at.today)
        var until = ""
        if case .notApplicable(let day?) = now { until = day.typed }
        return panel(
            .state, "care.plan.state", to: "/\(item.id)/stand", isOpen: true,
            [
                FormPart(
                    form.choices(
                        "state", legend: "care.plan.state.legend", chosen: [ItemState(now).rawValue],
                        options: visit.radios("state", ItemState.self))),
                FormPart(
                    form.field(
                        "until", .date, label: "care.plan.until", hint: "care.plan.until-hint", value: until,
                        optional: true)),
                FormPart(
                    form.field(
                        "proof", label: "care.plan.proof", hint: "care.plan.proof-hint", optional: true,
                        maxlength: PlanEvent.words)),
            ])
    }

    func move(_ item: PlanItem) -> DeskPanel {
        panel(
            .move, "care.plan.move", about: true, to: "/\(item.id)/datum",
            [
                FormPart(
                    visit(.move).field(
                        "due", .date, label: "care.plan.due-field",
                        value: item.dueDay(at.file.anchors(on: at.today))?.typed ?? ""))
            ])
    }

    /// Back to the day that follows from the birthday; `nil` when it does already.
    func follow(_ item: PlanItem) -> DeskButton? {
        guard at.isKept, item.fixedDue != nil, item.due != nil else { return nil }
        return at.room.button(
            at.address(.plan, "/\(item.id)/datum"), "care.plan.follow",
            hidden: [basedOn, HiddenField(name: "follow", value: "yes")])
    }

    // MARK: Own words

    /// What the young person wants, in their own words.
    func wish(of item: Identifier?, to below: String) -> DeskPage.Section {
        var section = DeskPage.Section(id: "wens", heading: visit.text("care.wish.heading-item"))
        let path = at.address(.plan, below)
        let known = at.wish(of: item)
        if let known {
            section.quote = [known.text]
            section.text = [visit.text("care.wish.keep-until", ["day": visit.words(known.keepUntil)])]
        } else {
            section.text = [visit.text(at.file.plan.wish(of: item) == nil ? "care.wish.none" : "care.wish.gone")]
        }
        guard at.isKept else { return section }
        if known != nil {
            let nothing = [basedOn, HiddenField(name: "wish", value: "")]
            section.buttons = [
                at.room.button(path + "/verleng", "care.wish.renew"),
                at.room.button(path, "care.wish.delete", hidden: nothing),
            ]
        }
        let form = visit(.wish)
        var parts = [
            FormPart(
                form.field(
                    "wish", .textarea, label: "care.wish.label", hint: "care.wish.hint", value: known?.text ?? "",
                    maxlength: at.context.limits.freeTextCharacters, rows: 4))
        ]
        if failed == .wish {
            parts.append(
                FormPart(
                    form.choices(
                        "looked", legend: "care.wish.looked", several: true, optional: true,
                        options: [Choices.Option("yes", visit.text("care.wish.looked-yes"))])))
        }
        section.panels = [panel(.wish, "care.wish", about: true, to: below, parts)]
        return section
    }

    // MARK: Panels

    private func visit(_ panel: PlanPanel) -> Visit { at.room.visit(panel.rawValue, failed: failed?.rawValue) }

    private func panel(
        _ panel: PlanPanel, _ key: String, about: Bool = false, to below: String, isOpen: Bool = false,
        _ parts: [FormPart]
    ) -> DeskPanel {
        at.room.panel(
            panel.rawValue, key, action: at.address(.plan, below), about: about, isOpen: isOpen || failed == panel,
            hidden: [basedOn], parts)
    }
}

/// The states as a form asks them.
enum ItemState: String, Sendable, CaseIterable {
    case open, done, blocked
    case notApplicable = "not-applicable"
    case notWanted = "not-wanted"

    init(_ state: PlanItem.State) {
        self =
            switch state {
            case .open: .open
            case .done: .done
            case .blocked: .blocked
            case .notApplicable: .notApplicable
            case .youngPersonDoesNotWant: .notWanted
            }
    }

    /// - Parameter until: counts for what does not matter for now.
    func state(until: Day?) -> PlanItem.State {
        switch self {
        case .open: .open
        case .done: .done
        case .blocked: .blocked
        case .notApplicable: .notApplicable(until: until)
        case .notWanted: .youngPersonDoesNotWant
        }
    }
}
