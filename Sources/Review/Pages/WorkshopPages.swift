import Core
import Directory
import Hummingbird
import Web

/// The workplace of the communication desk: drafts, approvals, publication, corrections and files.
struct WorkshopPages: Sendable {
    let reviews: Reviews
    private var phrases: Phrases { reviews.context.phrases }
    private static let base = "/werk/terugblik"

    var routes: [Web.Route] {
        let readers = Reviews.readers
        let editors = Reviews.editors
        let sample = Self.base + "/2020-H1"
        return [
            .page(Self.base, access: readers, list),
            .action(Self.base, access: editors, start),
            .page(Self.base + "/:period", access: readers, sample: sample, show),
            .page(Self.base + "/:period/voorbeeld", access: readers, sample: sample + "/voorbeeld", preview),
            .action(Self.base + "/:period/akkoord", access: readers, approve),
            .action(Self.base + "/:period/publiceer", access: editors, publish),
            .action(Self.base + "/:period/correctie", access: editors, correct),
            .data(Self.base + "/:period/word", access: readers, sample: sample + "/word", word),
            .data(Self.base + "/:period/plakken", access: readers, sample: sample + "/plakken", paste),
        ] + EditPages(reviews: reviews).routes + MilestonePages(reviews: reviews).routes
            + TakenOverPages(reviews: reviews).routes
    }

    // MARK: All reviews

    private func list(_ visit: Visit) async throws -> Response {
        try visit.page(
            WorkshopListPage(try await reviews.all(visit.actor), visit), title: visit.text("review.work.title"))
    }

    private func start(_ visit: Visit) async throws -> Response {
        var visit = visit
        let name = visit.form.required("period", most: 7).uppercased()
        let actor = visit.actor
        let started: Void? =
            visit.form.hasErrors ? nil : try await visit.form.attempt { try await reviews.start(actor, name) }
        guard started != nil else { return try await list(visit) }
        return visit.redirect(to: "\(Self.base)/\(name)", notice: "review.notices.started")
    }

    // MARK: One review

    private func show(_ visit: Visit) async throws -> Response {
        let name = visit["period"]
        let draft = try await reviews.draft(visit.actor, name)
        let names = try await reviews.context.names(draft.editors + draft.approvals.map(\.member))
        let page = WorkshopPage(name, draft, names, visit, phrases)
        return try visit.page(page, title: page.title)
    }

    private func preview(_ visit: Visit) async throws -> Response {
        let draft = try await reviews.draft(visit.actor, visit["period"])
        let page = ReviewPage(draft.edition, visit, phrases)
        return try visit.page(page, title: visit.text("review.work.preview"))
    }

    private func approve(_ visit: Visit) async throws -> Response {
        let (actor, name, hash) = (visit.actor, visit["period"], visit.form["hash"])
        return try await done(visit, "approved") { try await reviews.approve(actor, name, hash: hash) }
    }

    private func publish(_ visit: Visit) async throws -> Response {
        let (actor, name, version) = (visit.actor, visit["period"], Int(visit.form["version"]) ?? -1)
        return try await done(visit, "published") { try await reviews.publish(actor, name, version: version) }
    }

    private func correct(_ visit: Visit) async throws -> Response {
        let (actor, name) = (visit.actor, visit["period"])
        return try await done(visit, "correcting") { try await reviews.correct(actor, name) }
    }

    /// Does `body`; what the member can do something about stands on the page of the review.
    private func done(_ visit: Visit, _ notice: String, _ body: @Sendable () async throws -> Void) async throws
        -> Response
    {
        var visit = visit
        guard (try await visit.form.attempt(body)) != nil else { return try await show(visit) }
        return visit.redirect(to: "\(Self.base)/\(visit["period"])", notice: "review.notices.\(notice)")
    }

    // MARK: Files

    /// The publication, or the draft where there is none yet.
    private func edition(_ visit: Visit) async throws -> ReviewEdition {
        let draft = try await reviews.draft(visit.actor, visit["period"])
        return draft.isOpen ? draft.edition : try await reviews.edition(visit["period"])
    }

    private func word(_ visit: Visit) async throws -> Response {
        let edition = try await edition(visit)
        return visit.data(
            try Docx.bytes(edition, language: visit.language, base: visit.address, phrases),
            type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            saveAs: "terugblik-\(edition.review.name).\(visit.language).docx")
    }

    private func paste(_ visit: Visit) async throws -> Response {
        let edition = try await edition(visit)
        let html = try PasteHTML.withCharts(edition, language: visit.language, base: visit.address, phrases)
        return visit.data(
            Array(html.utf8), type: "text/html; charset=utf-8",
            saveAs: "terugblik-\(edition.review.name).\(visit.language).html")
    }
}

/// `/werk/terugblik`.
struct WorkshopListPage: Page {
    static let template = "review/work-list"
    let errors: ErrorSummary?
    let table: DataTable?
    let empty: EmptyState?
    let period: Field?

    init(_ reviews: [(name: String, revision: Int, isOpen: Bool)], _ visit: Visit) {
        errors = visit.errorSummary
        func text(_ key: String) -> String { visit.text("review.work.\(key)") }
        table =
            reviews.isEmpty
            ? nil
            : DataTable(
                id: "reviews", caption: text("all"),
                columns: [.init(text("period")), .init(text("published")), .init(text("state"))],
                rows: reviews.map { review in
                    [
                        .init(review.name, href: visit.link("/werk/terugblik/\(review.name)")),
                        .init(
                            review.revision == 0
                                ? "–" : visit.text("review.work.revision", ["number": "\(review.revision)"])),
                        .init(tag: review.isOpen ? Tag(text("open"), .look) : Tag(text("closed"), .go)),
                    ]
                })
        empty = reviews.isEmpty ? EmptyState(text("empty"), text("empty-text")) : nil
        period =
            Reviews.editors.allows(visit.actor)
            ? visit.field("period", label: "review.work.start-label", hint: "review.work.start-hint", maxlength: 7)
            : nil
    }
}

/// `/werk/terugblik/:period`: where a review stands and what comes next.
struct WorkshopPage: Page {
    static let template = "review/work"
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
    /// The steps that this member can take.
    let canEdit: Bool
    let canApprove: Bool
    /// Publishing comes last: the button asks for attention when enough members agreed.
    let publish: Button?
    let canCorrect: Bool
    let hash: String
    let version: Int

    init(
        _ name: String, _ draft: ReviewDraft, _ names: [Identifier: String], _ visit: Visit,
        _ phrases: @escaping Phrases
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
        canEdit = isEditor && draft.isOpen
        let approved = draft.approvals.contains { $0.member == member && $0.isCurrent }
        canApprove = draft.isOpen && member != nil && !draft.editors.contains { $0 == member } && !approved
        let isAgreed = draft.currentApprovals >= Reviews.neededApprovals
        publish = isEditor && draft.isOpen ? Button(text("publish"), look: isAgreed ? .primary : .second) : nil
        canCorrect = isEditor && !draft.isOpen && draft.revision > 0
        hash = draft.edition.hash
        version = draft.version
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
        let approvals = draft.approvals.map {
            name($0.member) + ($0.isCurrent ? "" : " (\(text("approval-stale")))")
        }
        return SummaryList([
            .init(text("published"), draft.revision == 0 ? "–" : text("revision", ["number": "\(draft.revision)"])),
            .init(text("editors"), draft.editors.isEmpty ? "–" : draft.editors.map(name).joined(separator: ", ")),
            .init(
                text("approvals"),
                text("approvals-of", ["count": "\(draft.currentApprovals)", "needed": "\(Reviews.neededApprovals)"])
                    + (approvals.isEmpty ? "" : ": " + approvals.joined(separator: ", "))),
        ])
    }
}
