import Content
import Core
import Hummingbird
import Web

/// The forms of the editor: what a course says of itself, its sources, a chapter, a screen, a fact.
struct EditorPartPages: Sendable {
    let learning: Learning

    private var editor: CourseEditor { learning.editor }

    var routes: [Web.Route] {
        let one = "\(EditorPages.base)/:slug"
        let sample = "\(EditorPages.base)/receptie"
        return [
            page("\(one)/gegevens", "\(sample)/gegevens") { _ in .about },
            action("\(one)/gegevens") { _ in .about },
            page("\(one)/bronnen", "\(sample)/bronnen") { _ in .sources },
            action("\(one)/bronnen") { _ in .sources },
            page("\(one)/begeleider", "\(sample)/begeleider") { _ in .notes },
            action("\(one)/begeleider") { _ in .notes },
            page("\(one)/hoofdstuk/:id", "\(sample)/hoofdstuk/start") { .chapter($0["id"]) },
            action("\(one)/hoofdstuk/:id") { .chapter($0["id"]) },
            page("\(one)/scherm/:id", "\(sample)/scherm/closing") { .screen($0["id"]) },
            action("\(one)/scherm/:id") { .screen($0["id"]) },
            .page(
                "\(one)/scherm/:id/voorbeeld", access: .learningDesk, sample: "\(sample)/scherm/closing/voorbeeld"
            ) { try await preview($0, typed: nil) },
            .action("\(one)/scherm/:id/voorbeeld", access: .learningDesk) {
                try await preview($0, typed: $0.typed)
            },
            // Where there is no such fact, its address leads to the list of facts.
            page("\(one)/feit/:id", "\(sample)/feit/een") { .fact($0["id"]) },
            action("\(one)/feit/:id") { .fact($0["id"]) },
        ]
    }

    private func page(
        _ path: String, _ sample: String, _ part: @escaping @Sendable (Visit) -> CourseDraft.Part
    ) -> Web.Route {
        .page(path, access: .learningDesk, sample: sample) { try await show($0, part($0)) }
    }

    private func action(_ path: String, _ part: @escaping @Sendable (Visit) -> CourseDraft.Part) -> Web.Route {
        .action(path, access: .learningDesk) { try await save($0, part($0)) }
    }

    // MARK: Showing

    func show(_ visit: Visit, _ part: CourseDraft.Part) async throws -> Response {
        let room = try await editor.room(visit.actor, visit["slug"])
        guard let values = room.draft.values(of: part) else {
            guard case .fact = part else { throw EditorError.noSuchPart }
            return visit.redirect(to: "\(EditorPages.base)/\(room.slug)/feiten")
        }
        // Who has just begun need not be told that everything is still empty.
        let asks = !visit.query["na"].isEmpty
        let findings = asks || room.record != nil ? room.check.findings(of: part) : []
        let shown = findings.filter { asks || $0.text.key != "content.check.empty-text" }
        return try show(visit, room, room.draft, part, was: CourseEditor.ticket(values), findings: shown)
    }

    /// - Parameters:
    ///   - draft: with what was typed, which may differ from what is kept.
    ///   - theirs: what somebody else wrote meanwhile, where that is so.
    private func show(
        _ visit: Visit, _ room: CourseEditor.Room, _ draft: CourseDraft, _ part: CourseDraft.Part, was: String,
        findings: [DraftCheck.Finding] = [], theirs: EditorForm.Values? = nil, status: Int? = nil
    ) throws -> Response {
        let page = EditorPartPage(
            room, draft, part, was: was, findings: findings, theirs: theirs, in: visit)
        var options = Visit.PageOptions(isPrivate: true, isWide: true)
        // A link to another language would lose what was typed.
        options.hasLanguageLinks = visit.form.entries.isEmpty
        if let status { options.status = .init(code: status) }
        return try visit.page(page, title: page.title, options)
    }

    // MARK: Saving

    private func save(_ visit: Visit, _ part: CourseDraft.Part) async throws -> Response {
        let slug = visit["slug"]
        let wish = visit.form["doe"]
        let typed = visit.typed
        let values = EditorForm.after(wish, typed)
        let was = visit.form["was"]
        // What came too long was cut off: nothing of it is kept before somebody looked.
        guard !visit.form.hasErrors else {
            let room = try await editor.room(visit.actor, slug)
            return try show(visit, room, room.draft.with(values, in: part), part, was: was)
        }
        do {
            try await editor.save(visit.actor, slug, part, values, was: was)
        } catch let conflict as CourseEditor.Conflict {
            let room = try await editor.room(visit.actor, slug)
            return try show(
                visit, room, room.draft.with(values, in: part), part, was: CourseEditor.ticket(conflict.values),
                theirs: conflict.values, status: 409)
        }
        let path = EditorPages.path(slug, part)
        if wish == "bekijk" { return visit.redirect(to: path + "/voorbeeld") }
        let parts = wish.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { return visit.redirect(to: path + "?na=bewaren", notice: "editor.notices.saved") }
        let list = parts[1].split(separator: ".").first ?? ""
        return visit.redirect(to: path + "#\(list)")
    }

    // MARK: Preview

    /// The screen as a learner would see it: as it was saved, or as it was typed just now.
    private func preview(_ visit: Visit, typed: EditorForm.Values?) async throws -> Response {
        let room = try await editor.room(visit.actor, visit["slug"])
        let id = visit["id"]
        var draft = room.draft
        if let typed { draft = draft.with(typed, in: .screen(id)) }
        guard let entry = draft.entry(id) else { throw EditorError.noSuchPart }
        let page = PreviewPage(
            title: room.title(of: entry, in: draft),
            back: Link(
                visit.text("editor.preview.back"), href: visit.link(EditorPages.path(room.slug, .screen(id)))),
            preview: room.preview(of: entry, in: draft, visit))
        var quiet = visit
        quiet.form = Form()
        return try quiet.page(page, title: page.title, .init(isPrivate: true))
    }
}

extension Visit {
    /// What was posted of a part of a course.
    fileprivate var typed: EditorForm.Values {
        form.entries.filter { !["csrf", "doe", "was"].contains($0.name) }.map {
            EditorValue(name: $0.name, value: $0.value)
        }
    }
}

extension CourseDraft {
    /// The draft with what was typed in a form.
    func with(_ values: EditorForm.Values, in part: Part) -> CourseDraft {
        var draft = self
        draft.read(values, into: part)
        return draft
    }
}

extension CourseEditor.Room {
    /// - Returns: `nil` for a screen of another course that is not there (any more).
    func preview(of entry: CourseDraft.Entry, in draft: CourseDraft, _ visit: Visit) -> ScreenPreview? {
        let screen = entry.from.map { offer.course($0)?.screen(entry.id) } ?? draft.screen(entry.id)
        let listed = draft.entryTree(entry)["sources"]?.entries.compactMap(\.string)
        return screen.map { screen in
            var screen = screen
            if case .lesson(var lesson) = screen {
                lesson.sources = listed ?? []
                screen = .lesson(lesson)
            }
            return ScreenPreview(screen, languages: draft.form.languages, sources: draft.sourceRefs, in: visit)
        }
    }
}

/// A screen by itself, as a learner would see it.
struct PreviewPage: Page {
    static let template = "learning/editor-preview-page"
    let title: String
    let back: Link
    let preview: ScreenPreview?
}

/// One form of the editor.
struct EditorPartPage: Page {
    static let template = "learning/editor-part"
    let title: String
    let back: Link
    let errors: ErrorSummary?
    let notices: [Notice]
    let action: String
    let hidden: [HiddenField]
    /// What somebody else wrote meanwhile.
    let theirs: SummaryList?
    let rows: [EditRow]
    /// Whether there is anything to fill in.
    let hasForm: Bool
    /// Where the form is sent to see the screen while it is being written; `nil` for what is no screen.
    let previewAddress: String?
    let preview: ScreenPreview?
    let script: String
    let sections: [DeskPage.Section]

    init(
        _ room: CourseEditor.Room, _ draft: CourseDraft, _ part: CourseDraft.Part, was: String,
        findings: [DraftCheck.Finding], theirs: EditorForm.Values?, in visit: Visit
    ) {
        let fields = draft.fields(of: part)
        let context = Self.context(part, draft)
        var lines = visit.form.mistakes.map { ($0.field ?? "", visit.text($0.text)) }
        lines += findings.map {
            (EditorField.shown($0.field, fields, draft.form.languages), visit.text($0))
        }
        let rows = EditRows(
            visit: visit, draft: draft, routes: CourseCheck(room.folder.only([])).routes,
            errors: Dictionary(lines) { first, _ in first })
        let tree = draft.tree(of: part) ?? .fields([])
        title = Self.title(part, room, draft, visit)
        let isFact = if case .fact = part { true } else { false }
        let course = "\(EditorPages.base)/\(room.slug)"
        back =
            isFact
            ? Link(visit.text("editor.facts.title"), href: visit.link("\(course)/feiten"))
            : Link(room.draft.title, href: visit.link(course))
        errors = ErrorSummary(lines.map { ErrorSummary.Line(field: $0.0.isEmpty ? nil : $0.0, $0.1) })
        action = visit.link(EditorPages.path(room.slug, part))
        hidden = [HiddenField(name: "was", value: was)]
        self.theirs = theirs.flatMap { Self.theirs($0, draft.values(of: part) ?? [], rows, fields, context) }
        self.rows = rows.rows(tree, fields, context: context)
        hasForm = !fields.isEmpty
        var notices: [Notice] = []
        if theirs != nil { notices.append(Notice(.warning, visit.text("editor.conflict.text"))) }
        var entry: CourseDraft.Entry?
        if case .screen(let id) = part { entry = draft.entry(id) }
        if let from = entry?.from { notices.append(Self.borrowed(from, entry?.id ?? "", room, visit)) }
        self.notices = notices
        previewAddress = entry == nil ? nil : visit.link(EditorPages.path(room.slug, part) + "/voorbeeld")
        preview = entry.flatMap { room.preview(of: $0, in: draft, visit) }
        script = visit.site.assets.address(of: "writing.js")
        sections = Self.sections(part, room, visit)
    }

    private static func borrowed(
        _ from: String, _ id: String, _ room: CourseEditor.Room, _ visit: Visit
    ) -> Notice {
        let title = room.offer.course(from)?.title[visit.language] ?? from
        return Notice(
            .info, visit.text("editor.borrowed.text", ["course": title]),
            link: Link(visit.text("editor.borrowed.link"), href: visit.link(EditorPages.path(from, .screen(id)))))
    }

    private static func sections(
        _ part: CourseDraft.Part, _ room: CourseEditor.Room, _ visit: Visit
    ) -> [DeskPage.Section] {
        guard case .fact(let id) = part else { return [] }
        let remove = DeskButton(
            action: visit.link("\(EditorPages.base)/\(room.slug)"), text: visit.text("editor.facts.remove"),
            hidden: [HiddenField(name: "doe", value: "feit-weg:\(id)")])
        let screen = room.draft.tree(of: part)?["screen"]?.string ?? ""
        let links = room.draft.entry(screen).map { entry in
            Link(
                visit.text("editor.facts.open", ["title": room.title(of: entry)]),
                href: visit.link(EditorPages.path(room.slug, .screen(screen))))
        }
        let fact = room.draft.tree(of: part) ?? .fields([])
        let read = room.draft.form.languages.map { ($0, room.draft.sentence(of: fact, in: $0)) }.filter { !$1.isEmpty }
        var sentences = DeskPage.Section(links: [links].compactMap(\.self))
        if !read.isEmpty {
            sentences.heading = visit.text("editor.facts.read")
            sentences.parts = [FormPart(SummaryList(read.map { SummaryList.Row(visit.names(of: [$0]), $1) }))]
        }
        return [
            sentences,
            SignOff.section(.fact(id), room.draft, visit, heading: visit.text("editor.sign.heading")),
            DeskPage.Section(buttons: [remove]),
        ]
    }

    /// What stands there now and differs from what was typed.
    private static func theirs(
        _ theirs: EditorForm.Values, _ typed: EditorForm.Values, _ rows: EditRows, _ fields: [EditorField],
        _ context: String
    ) -> SummaryList? {
        let names = (theirs + typed).map(\.name).filter { !$0.hasSuffix(".id") }
        let different = names.reduce(into: [String]()) { names, name in
            guard !names.contains(name) else { return }
            let now = theirs.filter { $0.name == name }.map(\.value)
            if now != typed.filter({ $0.name == name }).map(\.value) { names.append(name) }
        }
        guard !different.isEmpty else { return nil }
        return SummaryList(
            different.map { name in
                let now = theirs.filter { $0.name == name }.map(\.value).joined(separator: ", ")
                return SummaryList.Row(rows.label(name, fields, context: context), now.isEmpty ? "–" : now)
            })
    }

    private static func context(_ part: CourseDraft.Part, _ draft: CourseDraft) -> String {
        switch part {
        case .about: "about"
        case .sources: "source-list"
        case .chapter: "chapter"
        case .fact: "fact"
        case .notes: "notes"
        case .screen(let id): draft.entry(id)?.kind.rawValue ?? "screen"
        }
    }

    private static func title(
        _ part: CourseDraft.Part, _ room: CourseEditor.Room, _ draft: CourseDraft, _ visit: Visit
    ) -> String {
        switch part {
        case .about: return visit.text("editor.part.about")
        case .sources: return visit.text("editor.part.sources")
        case .chapter(let id):
            let title = draft.tree(of: part)?["title"]?[draft.languages.first?.tag ?? ""]?.string ?? id
            return visit.text("editor.part.chapter", ["title": title])
        case .fact: return visit.text("editor.part.fact")
        case .notes: return visit.text("editor.part.notes")
        case .screen(let id):
            guard let entry = draft.entry(id) else { return id }
            return visit.text("editor.kind.\(entry.kind.rawValue)") + ": " + room.title(of: entry, in: draft)
        }
    }
}
