import Core
import Directory
import Hummingbird
import Web

/// What happened: milestones, media and events of a review, added and taken out one by one.
struct MilestonePages: Sendable {
    let reviews: Reviews
    private static let path = "/werk/terugblik/:period/mijlpalen"

    var routes: [Web.Route] {
        [
            .page(Self.path, access: Reviews.editors, sample: "/werk/terugblik/2020-H1/mijlpalen", show),
            .action(Self.path, access: Reviews.editors, add),
            .action(Self.path + "/weg", access: Reviews.editors, remove),
        ]
    }

    private func show(_ visit: Visit) async throws -> Response {
        let draft = try await reviews.draft(visit.actor, visit["period"])
        return try visit.page(
            MilestonesPage(visit["period"], draft, visit, reviews.context.phrases),
            title: visit.text("review.milestones-form.title"))
    }

    private func add(_ visit: Visit) async throws -> Response {
        var visit = visit
        let draft = try await reviews.draft(visit.actor, visit["period"])
        let milestone = Self.read(&visit.form, draft.content)
        var content = draft.content
        if let milestone { content.milestones.append(milestone) }
        return try await save(visit, draft, content, "milestone-added")
    }

    private func remove(_ visit: Visit) async throws -> Response {
        let draft = try await reviews.draft(visit.actor, visit["period"])
        var content = draft.content
        if let place = Int(visit.form["place"]), content.milestones.indices.contains(place) {
            content.milestones.remove(at: place)
        }
        return try await save(visit, draft, content, "milestone-removed")
    }

    /// Saves with the version of the form, so that nobody removes what somebody else put in the same place.
    private func save(
        _ visit: Visit, _ draft: ReviewDraft, _ content: ReviewContent, _ notice: String
    ) async throws -> Response {
        var visit = visit
        let (actor, name, version) = (visit.actor, visit["period"], Int(visit.form["version"]) ?? -1)
        let saved: Void? =
            visit.form.hasErrors
            ? nil
            : try await visit.form.attempt {
                try await reviews.save(actor, name, version: version, content: content, note: draft.note)
            }
        guard saved != nil else { return try await show(visit) }
        return visit.redirect(to: "/werk/terugblik/\(name)/mijlpalen", notice: "review.notices.\(notice)")
    }

    /// The milestone that was typed; `nil` when something is wrong, which the form then says.
    static func read(_ form: inout Form, _ content: ReviewContent) -> Milestone? {
        let when = When(precision: form["precision"], date: form["date"])
        if when == nil { form.add(Text("review.error.when"), at: "date") }
        let kind: Milestone.Kind? = form.choice("kind")
        let text = Words(nl: form.required("text.nl", most: 500), en: form.required("text.en", most: 500))
        let section = form.optional("section")
        if let section, !content.sections.contains(where: { $0.id == section }) {
            form.add(Text("review.error.section"), at: "section")
        }
        let title = form.optional("source", most: 300)
        let url = form.optional("url", most: 500)
        if let url, !url.hasPrefix("https://") || !Markdown.allows(linkTo: url) {
            form.add(Text("review.error.address"), at: "url")
        }
        guard !form.hasErrors, let when, let kind else { return nil }
        return Milestone(
            when: when, kind: kind, text: text, section: section,
            source: title.map { Source(title: $0, kind: .takenOver, url: url) })
    }
}

/// `/werk/terugblik/:period/mijlpalen`.
struct MilestonesPage: Page {
    static let template = "review/milestones"

    struct Item: Sendable {
        let place: Int
        let when: String
        let text: String
    }

    let errors: ErrorSummary?
    let back: Link
    let action: String
    let remove: String
    let version: Int
    let isOpen: Bool
    let closed: Notice?
    let items: [Item]
    let fields: [Field]
    let precision: Select
    let date: Field
    let kind: Select
    let section: Select

    init(_ name: String, _ draft: ReviewDraft, _ visit: Visit, _ phrases: @escaping Phrases) {
        func text(_ key: String) -> String { visit.text("review.milestones-form.\(key)") }
        errors = visit.errorSummary
        back = Link(
            ReviewTitle.text(draft.edition.review.period, phrases, visit.language),
            href: visit.link("/werk/terugblik/\(name)"))
        action = visit.link("/werk/terugblik/\(name)/mijlpalen")
        remove = action + "/weg"
        version = draft.version
        isOpen = draft.isOpen
        closed = draft.isOpen ? nil : Notice(.info, visit.text("review.edit.closed"), link: back)
        items = draft.content.milestones.enumerated().map { place, milestone in
            Item(
                place: place, when: milestone.when.words(phrases, visit.language),
                text: milestone.text[visit.language])
        }
        precision = visit.select(
            "precision", label: "review.milestones-form.precision",
            options: ["day", "month", "early-month", "not-dated"].map { .init($0, text("precision-\($0)")) })
        date = visit.field(
            "date", label: "review.milestones-form.date", hint: "review.milestones-form.date-hint", optional: true,
            maxlength: 10)
        kind = visit.select(
            "kind", label: "review.milestones-form.kind",
            options: Milestone.Kind.allCases.map {
                .init($0.rawValue, visit.text("review.milestone.\($0.rawValue)"))
            })
        section = visit.select(
            "section", label: "review.milestones-form.section", optional: true,
            options: [.init("", text("no-section"))]
                + draft.content.sections.map { .init($0.id, $0.title[visit.language]) })
        fields = [
            visit.field("text.nl", label: "review.milestones-form.text-nl", maxlength: 500),
            visit.field("text.en", label: "review.milestones-form.text-en", maxlength: 500),
            visit.field("source", label: "review.milestones-form.source", optional: true, maxlength: 300),
            visit.field("url", label: "review.milestones-form.url", optional: true, maxlength: 500),
        ]
    }
}
