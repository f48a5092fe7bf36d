import Core
import Directory
import Hummingbird
import Web

/// Figures that are taken over as they stand from something published, for what nobody counts here.
struct TakenOverPages: Sendable {
    let reviews: Reviews
    private static let path = "/werk/overgenomen-cijfers"

    var routes: [Web.Route] {
        [
            .page(Self.path, access: Reviews.readers, show), .action(Self.path, access: Reviews.editors, add),
            .action(Self.path + "/weg", access: Reviews.editors, remove),
        ]
    }

    private func show(_ visit: Visit) async throws -> Response {
        let page = TakenOverPage(try await reviews.takenOver(visit.actor), visit, reviews.context.phrases)
        return try visit.page(page, title: visit.text("review.taken-over.title"))
    }

    private func add(_ visit: Visit) async throws -> Response {
        var visit = visit
        let actor = visit.actor
        guard let figure = Self.read(&visit.form) else { return try await show(visit) }
        try await reviews.recordTakenOver(actor, figure)
        try await reviews.followCounts()
        return visit.redirect(to: Self.path, notice: "review.notices.taken-over-added")
    }

    private func remove(_ visit: Visit) async throws -> Response {
        if let id = Identifier(visit.form["id"]) { try await reviews.removeTakenOver(visit.actor, id) }
        try await reviews.followCounts()
        return visit.redirect(to: Self.path, notice: "review.notices.taken-over-removed")
    }

    /// The figure that was typed; `nil` when something is wrong, which the form then says.
    static func read(_ form: inout Form) -> TakenOver? {
        let id = form.required("figure", most: 80)
        let letters = id.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E
        }
        if !letters { form.add(Text("review.taken-over.figure-wrong"), at: "figure") }
        let counts: Counted? = form.choice("counts")
        let value = form.integer("value", in: 0...1_000_000_000)
        let from = form.day("from")
        let to = form.day("to")
        let period = from.flatMap { from in to.flatMap { Period(from: from, to: $0) } }
        if period == nil, from != nil, to != nil { form.add(Text("review.taken-over.order"), at: "to") }
        let countedIn = form.optional("counted-in", most: 7)
        if let countedIn, (try? Period(named: countedIn)) == nil {
            form.add(PeriodError.unknown(countedIn).text, at: "counted-in")
        }
        let title = form.required("source", most: 300)
        let url = form.optional("url", most: 500)
        if let url, !url.hasPrefix("https://") || !Markdown.allows(linkTo: url) {
            form.add(Text("review.error.address"), at: "url")
        }
        let note = Words(nl: form.optional("note.nl", most: 1000) ?? "", en: form.optional("note.en", most: 1000) ?? "")
        guard !form.hasErrors, let counts, let period else { return nil }
        return TakenOver(
            figure: id, counts: counts, value: value, period: period, countedIn: countedIn,
            source: Source(title: title, kind: .takenOver, url: url), note: note)
    }
}

/// `/werk/overgenomen-cijfers`.
struct TakenOverPage: Page {
    static let template = "review/taken-over"

    struct Item: Sendable {
        let id: String
        let name: String
        let number: String
        let days: String
        let source: String
    }

    let errors: ErrorSummary?
    let action: String
    let remove: String
    let items: [Item]
    let canEdit: Bool
    let before: [Field]
    let counts: Select
    let after: [Field]

    init(_ figures: [(id: Identifier, figure: TakenOver)], _ visit: Visit, _ phrases: @escaping Phrases) {
        func field(_ name: String, _ kind: Field.Kind = .text, hint: Bool = false, optional: Bool = false) -> Field {
            let key = "review.taken-over.\(name.replacingDots)"
            return visit.field(
                name, kind, label: key, hint: hint ? key + "-hint" : nil, optional: optional, rows: 3)
        }
        errors = visit.errorSummary
        action = visit.link("/werk/overgenomen-cijfers")
        remove = action + "/weg"
        canEdit = Reviews.editors.allows(visit.actor)
        items = figures.map { id, figure in
            Item(
                id: id.text, name: FigureWords(id: figure.figure, phrases).title[visit.language],
                number: written(figure.value, visit.language),
                days: DateWords.days(figure.period.from, figure.period.to, visit.language),
                source: figure.source.title)
        }
        before = [field("figure", .code, hint: true)]
        counts = visit.select(
            "counts", label: "review.taken-over.counts",
            options: Counted.allCases.map { .init($0.rawValue, visit.text("review.unit.\($0.rawValue)")) })
        after = [
            field("value", .number), field("from", .date), field("to", .date),
            field("counted-in", .code, hint: true, optional: true), field("source", hint: true),
            field("url", optional: true), field("note.nl", .textarea, optional: true),
            field("note.en", .textarea, optional: true),
        ]
    }
}
