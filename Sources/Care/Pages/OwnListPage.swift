import Content
import Core
import Web

/// `/p`.
struct OwnDoorPage: Page {
    static let template = "care/own-door"
    let errors: ErrorSummary?
    let done: Notice?
    /// Why the code is asked again.
    let ended: String?
    let code: Web.Field
    /// What was typed when the visit had ended already.
    let hidden: [HiddenField]

    init(kept text: String, isOver: Bool, in visit: Visit) {
        errors = visit.errorSummary
        done = visit.query["k"] == "1" ? Notice(.success, visit.text("care.own.left")) : nil
        let isOver = isOver || visit.query["k"] == "2"
        ended = !text.isEmpty ? visit.text("care.own.ended-kept") : isOver ? visit.text("care.own.ended") : nil
        code = visit.field("code", .code, label: "care.own.door.field", hint: "care.own.door.hint", autocomplete: "off")
        hidden = text.isEmpty ? [] : [HiddenField(name: "wish", value: text)]
    }
}

/// `/p/1`.
struct OwnListPage: Page {
    static let template = "care/own-list"
    let errors: ErrorSummary?
    let done: Notice?
    /// What every form carries.
    let hidden: [HiddenField]
    let wish: Wish
    let parts: [Part]

    /// What the young person wants.
    struct Wish: Sendable {
        let saved: Notice?
        let field: Web.Field
        /// Until when it can be read.
        let until: String?
        /// What somebody else wrote meanwhile.
        let theirs: String?
        let theirsIsEmpty: Bool
        /// What a person may want to leave out.
        let warnings: [String]
    }

    /// A part of life.
    struct Part: Sendable {
        let id: String
        let title: String
        /// That something in it was kept just now.
        let saved: Notice?
        let how: Choices
        let lists: [List]
    }

    /// Items that have something in common.
    struct List: Sendable {
        /// What they have in common; `nil` for what is to be done now.
        let summary: String?
        let isOpen: Bool
        let items: [Item]
    }

    struct Item: Sendable {
        let id: String
        let item: String
        let text: String
        let state: Tag
        let facts: String?
        /// Somebody else changed it meanwhile: both versions.
        let stale: String?
        let isOpen: Bool
        let states: [Button]
    }

    init(
        _ view: OwnVisits.View, _ checklist: Checklist, formToken: String, isKept: Bool, stale: StalePlan?,
        in visit: Visit
    ) {
        errors = visit.errorSummary
        done = isKept ? Notice(.warning, visit.text("care.own.kept")) : nil
        let basedOn = stale?.version ?? Self.version(in: visit) ?? view.file.plan.version
        hidden = [
            HiddenField(name: "visit", value: formToken), HiddenField(name: "based-on", value: "\(basedOn)"),
        ]
        wish = Self.wish(view, stale, in: visit)
        let items = OwnItems(view, checklist, stale, visit)
        let views = view.file.lines.views(on: view.today)
        parts = Domain.bigFive.map { domain in
            Part(
                id: domain.rawValue, title: visit.words("own.domain", domain.rawValue),
                saved: Self.saved(domain.rawValue, visit),
                how: Self.how(domain, views.first { $0.domain == domain }?.own, visit),
                lists: items.lists(of: domain))
        }
    }

    /// The version that the form was based on which comes back with a mistake in it.
    private static func version(in visit: Visit) -> Int? {
        visit.form.hasErrors ? Int(visit.form["based-on"]) : nil
    }

    private static func saved(_ place: String, _ visit: Visit) -> Notice? {
        visit.query["k"] == place && visit.form.entries.isEmpty ? Notice(.success, visit.text("care.own.saved")) : nil
    }

    private static func wish(_ view: OwnVisits.View, _ stale: StalePlan?, in visit: Visit) -> Wish {
        let id = view.file.plan.wish
        let now = id.flatMap { view.texts[$0] } ?? ""
        let until = now.isEmpty ? nil : view.file.notes.first { $0.id == id }?.keepUntil
        // Another form that comes back says nothing of this one.
        let isTyped = visit.form.entries.contains { $0.name == "wish" }
        let form = isTyped ? visit : visit.withoutInput
        let isStale = stale != nil && stale?.theirs == nil
        let shown = isTyped ? visit.form["wish"] : now
        return Wish(
            saved: saved("wens", visit),
            field: form.field(
                "wish", .textarea, label: "care.own.wish.field", hint: "care.own.wish.hint", value: now, optional: true,
                rows: 4),
            until: until.map { visit.text("care.own.wish.until", ["day": visit.words($0)]) },
            theirs: isStale && !now.isEmpty ? now : nil, theirsIsEmpty: isStale && now.isEmpty,
            warnings: TextRemark.all(in: shown).filter { !$0.isRefused }.map { visit.text($0.text) })
    }

    private static func how(_ domain: Domain, _ own: DomainLine?, _ visit: Visit) -> Choices {
        let name = "how-\(domain.rawValue)"
        let isTyped = visit.form["domain"] == domain.rawValue
        return (isTyped ? visit : visit.withoutInput).choices(
            name, legend: "care.own.how.\(domain.rawValue)", inline: true, chosen: own.map { [$0.view.rawValue] } ?? [],
            options: visit.radios("own.view", DomainLine.View.self))
    }
}

/// The items of a plan, as a young person reads them.
private struct OwnItems {
    let view: OwnVisits.View
    let checklist: Checklist
    let stale: StalePlan?
    let visit: Visit
    private let anchors: Offset.Anchors

    /// Days ahead within which something is to be done now.
    private static let soon = 120

    init(_ view: OwnVisits.View, _ checklist: Checklist, _ stale: StalePlan?, _ visit: Visit) {
        self.view = view
        self.checklist = checklist
        self.stale = stale
        self.visit = visit
        anchors = view.file.anchors(on: view.today)
    }

    func lists(of domain: Domain) -> [OwnListPage.List] {
        let items = view.file.plan.items.filter { $0.domain == domain && words(of: $0) != nil }
            .sorted { (due($0)?.number ?? 0, $0.id) < (due($1)?.number ?? 0, $1.id) }
        let waiting = items.filter { $0.waits(on: view.today) }
        let later = view.today.adding(days: Self.soon)
        let now = waiting.filter { item in due(item).map { $0 <= later } ?? true }
        let rest = waiting.filter { item in due(item).map { $0 > later } ?? false }
        let over = items.filter { !$0.waits(on: view.today) }
        return [list(nil, now), list("care.own.later", rest), list("care.own.over", over)].filter { !$0.items.isEmpty }
    }

    private func list(_ summary: String?, _ items: [PlanItem]) -> OwnListPage.List {
        OwnListPage.List(
            summary: summary.map { visit.text($0, ["count": "\(items.count)"]) },
            isOpen: items.contains { $0.id == stale?.theirs?.id }, items: items.map(shown))
    }

    private func due(_ item: PlanItem) -> Day? { item.dueDay(anchors) }

    /// What an item says in plain words; `nil` for what does not stand on a phone.
    private func words(of item: PlanItem) -> String? {
        switch item.origin {
        case .own(let text): item.onPhone ? text : nil
        case .checklist(let id, _):
            checklist[id].flatMap { $0.isOnPhone ? $0.plain[visit.language] : nil }
        }
    }

    private func shown(_ item: PlanItem) -> OwnListPage.Item {
        let state = item.state(on: view.today)
        let text = words(of: item) ?? ""
        let isStale = stale?.theirs?.id == item.id
        // What was chosen on the page that was not fresh any more.
        let chosen = OwnState(rawValue: visit.form["state"]).map { visit.words("own.state", $0.rawValue) } ?? ""
        let both = ["now": visit.words("own.state", state.own), "chosen": chosen]
        return OwnListPage.Item(
            id: "a-\(item.id)", item: item.id.text, text: text,
            state: Tag(visit.words("own.state", state.own), state == .done ? .go : .plain),
            facts: facts(item), stale: isStale ? visit.text("care.own.stale-item", both) : nil, isOpen: isStale,
            states: OwnState.allCases.filter { $0.rawValue != state.own }.map {
                Button(visit.words("own.button", $0.rawValue), name: "state", value: $0.rawValue, look: .second)
            })
    }

    /// By when, and who said so last: never who by name.
    private func facts(_ item: PlanItem) -> String? {
        let by = item.changes.last.map { change in
            visit.text(change.stamp.by == .youngPerson ? "care.own.by-you" : "care.own.by-other")
        }
        let day =
            item.waits(on: view.today) ? due(item).map { visit.text("care.own.due", ["day": visit.words($0)]) } : nil
        let facts = [day, by].compactMap { $0 }
        return facts.isEmpty ? nil : facts.joined(separator: " ")
    }
}

extension PlanItem.State {
    /// The key of its words on the young person's list.
    fileprivate var own: String {
        switch self {
        case .open: OwnState.open.rawValue
        case .done: OwnState.done.rawValue
        case .notApplicable: OwnState.notForMe.rawValue
        case .youngPersonDoesNotWant: OwnState.unwanted.rawValue
        case .blocked: "waits"
        }
    }
}
