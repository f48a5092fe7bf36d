import Core
import Directory
import Hummingbird
import Web

/// The editor's form: all texts of a review, in both languages, between its figures.
struct EditPages: Sendable {
    let reviews: Reviews
    private static let path = "/werk/terugblik/:period/tekst"
    /// Longest Markdown text, in characters.
    static let longest = 20_000

    var routes: [Web.Route] {
        [
            .page(Self.path, access: Reviews.editors, sample: "/werk/terugblik/2020-H1/tekst", show),
            .action(Self.path, access: Reviews.editors, fieldLimits: Self.limits, save),
        ]
    }

    private static let limits: [String: Int] = {
        let names = (0..<EditForm.mostSections).flatMap { ["section.\($0).text.nl", "section.\($0).text.en"] }
        return Dictionary(uniqueKeysWithValues: (names + ["introduction.nl", "introduction.en"]).map { ($0, longest) })
    }()

    private func show(_ visit: Visit) async throws -> Response {
        try page(visit, try await reviews.draft(visit.actor, visit["period"]))
    }

    private func page(_ visit: Visit, _ draft: ReviewDraft, conflict: Bool = false) throws -> Response {
        let page = EditPage(visit["period"], draft, visit, reviews.context.phrases, showsTheirs: conflict)
        return try visit.page(page, title: visit.text("review.edit.title"))
    }

    private func save(_ visit: Visit) async throws -> Response {
        var visit = visit
        let name = visit["period"]
        let draft = try await reviews.draft(visit.actor, name)
        let (content, note) = EditForm.read(&visit.form, onto: draft.content)
        guard !visit.form.hasErrors else { return try page(visit, draft) }
        do {
            try await reviews.save(
                visit.actor, name, version: Int(visit.form["version"]) ?? -1, content: content, note: note)
        } catch let error as ReviewError where error == .versionConflict {
            visit.form.add(error.text)
            return try page(visit, try await reviews.draft(visit.actor, name), conflict: true)
        }
        return visit.redirect(to: "/werk/terugblik/\(name)", notice: "review.notices.saved")
    }
}

/// Reads the editor's form.
enum EditForm {
    static let mostSections = 12

    /// What was typed, put onto the content that the form was made from.
    static func read(_ form: inout Form, onto before: ReviewContent) -> (ReviewContent, Words) {
        var content = before
        content.introduction = words("introduction", &form)
        content.headlines = form.all("headlines")
        content.sections = sections(&form, before.sections)
        content.awaited = lines("awaited", &form).map { text in
            before.awaited.first { $0.text == text } ?? Awaited(text: text)
        }
        content.related = lines("related", &form).map { text in
            before.related.first { $0.text == text } ?? RelatedSubject(text: text)
        }
        content.funders = form["funders"].split(whereSeparator: \.isNewline).map { trimmed($0) }.filter { !$0.isEmpty }
        content.hasMoreFunders = form.all("more-funders").contains("yes")
        return (content, words("note", &form))
    }

    private static func words(_ name: String, _ form: inout Form) -> Words {
        Words { language in
            let text = form["\(name).\(language)"].withLineFeeds
            if let problem = Markdown.problems(in: text).first {
                form.add(problem.text, at: "\(name).\(language)")
            }
            return text
        }
    }

    /// A section without a title is taken out; one that is new gets an id from its Dutch title.
    private static func sections(_ form: inout Form, _ before: [ReviewSection]) -> [ReviewSection] {
        var sections: [ReviewSection] = []
        for place in 0..<min(mostSections, before.count + 1) {
            let name = "section.\(place)"
            let title = words("\(name).title", &form)
            let text = words("\(name).text", &form)
            guard !title.isEmpty else {
                if !text.isEmpty { form.add(Text("web.form.required"), at: "\(name).title.nl") }
                continue
            }
            let id = place < before.count ? before[place].id : newID(title[.nl], sections + before)
            sections.append(ReviewSection(id: id, title: title, text: text, figures: form.all("\(name).figures")))
        }
        return sections
    }

    /// Letters and digits of the title with hyphens between them, and a number when that is taken.
    static func newID(_ title: String, _ taken: [ReviewSection]) -> String {
        let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let plain = words.isEmpty ? "project" : String(words.joined(separator: "-").prefix(60))
        let ids = Set(taken.map(\.id))
        guard ids.contains(plain) else { return plain }
        return (2...).lazy.map { "\(plain)-\($0)" }.first { !ids.contains($0) } ?? plain
    }

    /// The lines of the Dutch and the English field belong together, one by one.
    private static func lines(_ name: String, _ form: inout Form) -> [Words] {
        func lines(_ language: Language) -> [String] {
            form["\(name).\(language)"].split(whereSeparator: \.isNewline).map { trimmed($0) }.filter { !$0.isEmpty }
        }
        let (dutch, english) = (lines(.nl), lines(.en))
        guard dutch.count == english.count else {
            form.add(
                Text("review.edit.lines-differ", ["nl": "\(dutch.count)", "en": "\(english.count)"]), at: "\(name).en")
            return []
        }
        return zip(dutch, english).map { Words(nl: $0, en: $1) }
    }

    private static func trimmed(_ line: Substring) -> String {
        var rest = line
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}

/// `/werk/terugblik/:period/tekst`.
struct EditPage: Page {
    static let template = "review/edit"

    /// A field, and after a conflict what somebody else saved in it.
    struct Editable: Sendable {
        let field: Field
        let theirs: String?
    }

    struct Section: Sendable {
        let name: String
        let fields: [Editable]
        let figures: Choices?
    }

    let errors: ErrorSummary?
    let action: String
    let back: Link
    let version: Int
    let isOpen: Bool
    let closed: Notice?
    let note: [Editable]
    let introduction: [Editable]
    let headlines: Choices?
    let sections: [Section]
    let lists: [Editable]
    let moreFunders: Choices

    init(_ name: String, _ draft: ReviewDraft, _ visit: Visit, _ phrases: @escaping Phrases, showsTheirs: Bool) {
        let content = draft.content
        func editable(
            _ field: String, _ label: String, _ value: String, rows: Int? = nil, hint: String? = nil,
            optional: Bool = true
        ) -> Editable {
            let made = visit.field(
                field, rows == nil ? .text : .textarea, label: label, hint: hint, value: value, optional: optional,
                rows: rows ?? 6)
            let differs = showsTheirs && made.value.withLineFeeds != value
            return Editable(field: made, theirs: differs ? value : nil)
        }
        func both(_ field: String, _ label: String, _ words: Words, rows: Int?) -> [Editable] {
            Language.all.map { language in
                editable("\(field).\(language)", "review.edit.\(label)-\(language)", words[language], rows: rows)
            }
        }
        func lines(_ texts: [Words]) -> Words {
            Words { language in texts.map { $0[language] }.joined(separator: "\n") }
        }
        errors = visit.errorSummary
        action = visit.link("/werk/terugblik/\(name)/tekst")
        back = Link(
            ReviewTitle.text(draft.edition.review.period, phrases, visit.language),
            href: visit.link("/werk/terugblik/\(name)"))
        version = draft.version
        isOpen = draft.isOpen
        closed = draft.isOpen ? nil : Notice(.info, visit.text("review.edit.closed"), link: back)
        note = draft.revision == 0 ? [] : both("note", "note", draft.note, rows: 3)
        introduction = both("introduction", "introduction", content.introduction, rows: 8)
        let options = Self.options(draft, visit)
        headlines =
            options.isEmpty
            ? nil
            : visit.choices(
                "headlines", legend: "review.edit.headlines", hint: "review.edit.headlines-hint", several: true,
                optional: true, chosen: Set(content.headlines), options: options)
        let empty = ReviewSection(id: "", title: Words(), text: Words(), figures: [])
        sections = (content.sections + [empty]).prefix(EditForm.mostSections).enumerated().map { place, section in
            Section(
                name: section.id.isEmpty ? visit.text("review.edit.new-section") : section.title[visit.language],
                fields: both("section.\(place).title", "section-title", section.title, rows: nil)
                    + both("section.\(place).text", "section-text", section.text, rows: 12),
                figures: options.isEmpty
                    ? nil
                    : visit.choices(
                        "section.\(place).figures", legend: "review.edit.section-figures", several: true,
                        optional: true, chosen: Set(section.figures), options: options))
        }
        lists =
            both("awaited", "awaited", lines(content.awaited.map(\.text)), rows: 4)
            + both("related", "related", lines(content.related.map(\.text)), rows: 4)
            + [
                editable(
                    "funders", "review.edit.funders", content.funders.joined(separator: "\n"), rows: 4)
            ]
        moreFunders = visit.choices(
            "more-funders", legend: "review.edit.more-funders", several: true, optional: true,
            chosen: content.hasMoreFunders ? ["yes"] : [],
            options: [Choices.Option("yes", visit.text("review.edit.more-funders-yes"))])
    }

    /// Every figure that there is a number for, and those that the text names already.
    private static func options(_ draft: ReviewDraft, _ visit: Visit) -> [Choices.Option] {
        let counted = draft.edition.review.figures
        let named = draft.content.headlines + draft.content.sections.flatMap(\.figures)
        let others = named.filter { id in !counted.contains { $0.id == id } }
        var seen: Set<String> = []
        return counted.map { Choices.Option($0.id, $0.words.title[visit.language]) }
            + others.filter { seen.insert($0).inserted }.map {
                Choices.Option($0, visit.text("review.edit.no-number", ["id": $0]))
            }
    }
}
