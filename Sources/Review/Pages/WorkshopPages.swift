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
            .action(Self.base + "/:period/wijziging", access: readers, askChange),
            .action(Self.base + "/:period/publiceer", access: editors, publish),
            .action(Self.base + "/:period/correctie", access: editors, correct),
            .data(Self.base + "/:period/word", access: readers, sample: sample + "/word", word),
            .data(Self.base + "/:period/plakken", access: readers, sample: sample + "/plakken", paste),
        ] + PreviewPages(reviews: reviews).routes + ReadabilityPages(reviews: reviews).routes
            + BlocksPages(reviews: reviews).routes
            + EditPages(reviews: reviews).routes
            + MilestonePages(reviews: reviews).routes
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

    func show(_ visit: Visit) async throws -> Response {
        let name = visit["period"]
        let draft = try await reviews.draft(visit.actor, name)
        let names = try await reviews.context.names(draft.editors + draft.opinions.map(\.member))
        let previews = try await reviews.previews(visit.actor, name)
        let page = WorkshopPage(name, draft, names, previews, visit, phrases)
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

    private func askChange(_ visit: Visit) async throws -> Response {
        let (actor, name, hash, remark) = (visit.actor, visit["period"], visit.form["hash"], visit.form["remark"])
        return try await done(visit, "change-asked") {
            try await reviews.askChange(actor, name, hash: hash, remark: remark.withLineFeeds)
        }
    }

    private func publish(_ visit: Visit) async throws -> Response {
        let (actor, name, version) = (visit.actor, visit["period"], Int(visit.form["version"]) ?? -1)
        let reason = visit.form["reason"].withLineFeeds
        return try await done(visit, "published") {
            try await reviews.publish(actor, name, version: version, reason: reason)
        }
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
