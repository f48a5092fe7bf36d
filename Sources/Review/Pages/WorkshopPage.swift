import Core
import Directory
import Web

/// `/werk/terugblik/:period`: where a review stands and what comes next.
struct WorkshopPage: Page {
    static let template = "review/work"

    /// A change that somebody asked for.
    struct Request: Sendable {
        let who: String
        let when: String
        let remark: String
    }

    /// A link to the draft that is still good.
    struct Preview: Sendable {
        let id: String
        let text: String
    }

    let title: String
    let errors: ErrorSummary?
    let state: Tag
    let path: String
    let preview: String
    let isOpen: Bool
    let isPublished: Bool
    let publicHref: String
    let changes: [String]
    let warning: Notice?
    let facts: SummaryList
    let stands: DataTable?
    let requests: [Request]
    /// What is still needed before everybody agreed; empty when nothing is.
    let missing: [String]
    /// The steps that this member can take.
    let canEdit: Bool
    let canApprove: Bool
    let remark: Field?
    /// Asked for when an organisation has not agreed.
    let reason: Field?
    /// Publishing comes last: the button asks for attention when enough members agreed.
    let publish: Button?
    let canCorrect: Bool
    let hash: String
    let version: Int
    let previews: [Preview]
    let days: Field?
    let exceptions: [String]

    init(
        _ name: String, _ draft: ReviewDraft, _ names: [Identifier: String], _ previews: [PreviewLink],
        _ visit: Visit, _ phrases: @escaping Phrases
    ) {
        func text(_ key: String, _ arguments: [String: String] = [:]) -> String {
            visit.text("review.work.\(key)", arguments)
        }
        let member = visit.actor.member?.id
        let isEditor = Reviews.editors.allows(visit.actor)
        title = ReviewTitle.text(draft.edition.review.period, phrases, visit.language)
        errors = visit.errorSummary
        state = draft.isOpen ? Tag(text("open"), .look) : Tag(text("closed"), .go)
        path = visit.link("/werk/terugblik/\(name)")
        preview = path + "/voorbeeld"
        isOpen = draft.isOpen
        isPublished = draft.revision > 0
        publicHref = visit.link("/terugblik/\(name)")
        changes = draft.changes.map { Self.change($0, visit, phrases) }
        warning = Self.warning(draft, visit)
        facts = Self.facts(draft, names, visit)
        stands = draft.isOpen ? StandTable.table(draft.stands, visit) : nil
        requests = draft.isOpen ? Self.requests(draft, names, visit) : []
        missing = Self.missing(draft, visit)
        canEdit = isEditor && draft.isOpen
        let approved = draft.agreeing.contains { $0 == member }
        canApprove = draft.isOpen && member != nil && !draft.editors.contains { $0 == member } && !approved
        remark =
            draft.isOpen && member != nil
            ? visit.field(
                "remark", .textarea, label: "review.work.remark", hint: "review.work.remark-hint",
                maxlength: Opinion.longestRemark, rows: 4) : nil
        reason =
            canEdit && !draft.missing.isEmpty
            ? visit.field(
                "reason", .textarea, label: "review.work.reason", hint: "review.work.reason-hint", optional: true,
                maxlength: Exception.longestReason, rows: 3) : nil
        publish = canEdit ? Button(text("publish"), look: missing.isEmpty ? .primary : .second) : nil
        canCorrect = isEditor && !draft.isOpen && draft.revision > 0
        hash = draft.edition.hash
        version = draft.version
        self.previews = draft.isOpen ? Self.previews(previews, visit) : []
        // Another form of the page that came back with a mistake does not empty this one.
        var own = visit
        if visit.form.all("days").isEmpty { own.form = Form() }
        days =
            canEdit
            ? own.field(
                "days", .number, label: "review.work.preview-days", hint: "review.work.preview-days-hint",
                value: "14", maxlength: 2) : nil
        exceptions = draft.exceptions.sorted { $0.key < $1.key }.map { number, exception in
            text(
                "exception",
                [
                    "number": "\(number)", "names": exception.without.joined(separator: ", "),
                    "reason": exception.reason,
                ])
        }
    }

    private static func warning(_ draft: ReviewDraft, _ visit: Visit) -> Notice? {
        guard !draft.changes.isEmpty else { return nil }
        let isSmall = draft.changes.contains { $0.givesAwaySmallNumber }
        return Notice(
            .warning, title: visit.text("review.work.changed"),
            visit.text(isSmall ? "review.work.changed-small" : "review.work.changed-text"))
    }

    private static func change(_ change: FigureChange, _ visit: Visit, _ phrases: Phrases) -> String {
        func number(_ figure: PublishedFigure?) -> String {
            figure?.number.words(phrases, visit.language) ?? visit.text("review.correction.none")
        }
        let title = (change.after ?? change.before)?.words.title[visit.language] ?? change.id
        return visit.text(
            "review.correction.changed",
            ["title": title, "before": number(change.before), "after": number(change.after)])
    }

    private static func facts(_ draft: ReviewDraft, _ names: [Identifier: String], _ visit: Visit) -> SummaryList {
        func text(_ key: String, _ arguments: [String: String] = [:]) -> String {
            visit.text("review.work.\(key)", arguments)
        }
        func name(_ member: Identifier) -> String { names[member] ?? text("member") }
        let stale = draft.opinions.filter { $0.agrees && !draft.agreeing.contains($0.member) }
        let approvals = draft.agreeing.map(name) + stale.map { "\(name($0.member)) (\(text("approval-stale")))" }
        return SummaryList([
            .init(text("published"), draft.revision == 0 ? "–" : text("revision", ["number": "\(draft.revision)"])),
            .init(text("editors"), draft.editors.isEmpty ? "–" : draft.editors.map(name).joined(separator: ", ")),
            .init(
                text("approvals"),
                text("approvals-of", ["count": "\(draft.agreeing.count)", "needed": "\(Reviews.neededApprovals)"])
                    + (approvals.isEmpty ? "" : ": " + approvals.joined(separator: ", "))),
        ])
    }

    private static func requests(
        _ draft: ReviewDraft, _ names: [Identifier: String], _ visit: Visit
    ) -> [Request] {
        draft.opinions.compactMap { opinion in
            guard let remark = opinion.remark else { return nil }
            let organisation = draft.stands.first { $0.organisation.id == opinion.organisation }?.organisation.name
            let who = [names[opinion.member] ?? visit.text("review.work.member"), organisation].compactMap(\.self)
            let when = DateWords.day(opinion.at.day, visit.language)
            let isStale = opinion.hash != draft.edition.hash
            return Request(
                who: who.joined(separator: ", "),
                when: isStale ? visit.text("review.work.remark-stale", ["date": when]) : when, remark: remark)
        }
    }

    private static func missing(_ draft: ReviewDraft, _ visit: Visit) -> [String] {
        guard draft.isOpen else { return [] }
        let left = Reviews.neededApprovals - draft.agreeing.count
        let members = left > 0 ? [visit.text("review.work.missing-members", ["count": "\(left)"])] : []
        let asked = Set(draft.stands.filter { $0.state == .asksChange }.map(\.organisation))
        return members
            + draft.missing.map { organisation in
                let key = asked.contains(organisation) ? "missing-change" : "missing-organisation"
                return visit.text("review.work.\(key)", ["name": organisation.name])
            }
    }

    private static func previews(_ links: [PreviewLink], _ visit: Visit) -> [Preview] {
        links.filter { $0.isOpen(visit.now) }.map {
            Preview(
                id: $0.id.text,
                text: visit.text(
                    "review.work.preview-link",
                    [
                        "made": DateWords.moment($0.made, visit.language),
                        "ends": DateWords.moment($0.ends, visit.language),
                    ]))
        }
    }
}

/// Where each organisation of the coalition stands.
enum StandTable {
    static func table(_ stands: [Stand], _ visit: Visit) -> DataTable? {
        guard !stands.isEmpty else { return nil }
        func text(_ key: String) -> String { visit.text("review.work.\(key)") }
        return DataTable(
            id: "stands", caption: text("stands"), columns: [.init(text("organisation")), .init(text("stand"))],
            rows: stands.map { stand in
                let words = text("stand-\(stand.state.rawValue)")
                return [
                    .init(stand.organisation.name),
                    .init(tag: stand.state == .agrees ? Tag(words, .go) : Tag(words, .look)),
                ]
            })
    }
}
