import Archive
import Content
import Core
import Directory
import Hummingbird
import Web

/// Writing courses in the workplace: the list, one course, and what a colleague publishes.
struct EditorPages: Sendable {
    let learning: Learning

    static let base = "/werk/leren/maken"
    var editor: CourseEditor { learning.editor }

    static func path(_ slug: String, _ part: CourseDraft.Part) -> String {
        switch part {
        case .about: "\(base)/\(slug)/gegevens"
        case .sources: "\(base)/\(slug)/bronnen"
        case .chapter(let id): "\(base)/\(slug)/hoofdstuk/\(id)"
        case .screen(let id): "\(base)/\(slug)/scherm/\(id)"
        case .fact(let id): "\(base)/\(slug)/feit/\(id)"
        case .notes: "\(base)/\(slug)/begeleider"
        }
    }

    var routes: [Web.Route] {
        let one = "\(Self.base)/:slug"
        let sample = "\(Self.base)/receptie"
        return [
            .page(Self.base, access: .learningDesk) { try await list($0) },
            .action(Self.base, access: .learningDesk, create),
            .page(one, access: .learningDesk, sample: sample) { try await course($0) },
            .action(one, access: .learningDesk, arrange),
            .action("\(one)/publiceren", access: .learningDesk, decide),
            .page("\(one)/versies", access: .learningDesk, sample: "\(sample)/versies", versions),
            .page("\(one)/versie/:version", access: .learningDesk, sample: "\(sample)/versie/nu", version),
            .data(
                "\(one)/bestanden.zip", access: .learningDesk, sample: "\(sample)/bestanden.zip", download),
            .page("\(one)/feiten", access: .learningDesk, sample: "\(sample)/feiten") { try await facts($0) },
            .action("\(one)/aftekenen", access: .learningDesk, sign),
        ] + EditorPartPages(learning: learning).routes
    }

    // MARK: The list

    private func list(_ visit: Visit) async throws -> Response {
        let lines = try await editor.list(visit.actor)
        var page = DeskPage(visit.text("editor.title"), visit)
        page.back = Link(visit.text("learning.overview.title"), href: visit.link("/werk/leren"))
        page.lead = visit.text("editor.lead")
        let columns = ["course", "published", "state", "reviews", "facts"]
        if !lines.isEmpty {
            let table = DataTable(
                id: "cursussen", caption: visit.text("editor.list.caption"),
                columns: columns.map { DataTable.Column(visit.text("editor.list.\($0)")) },
                rows: lines.map { row($0, visit) })
            page.sections.append(DeskPage.Section(parts: [FormPart(table)]))
        }
        page.sections.append(
            DeskPage.Section(panels: [
                DeskPanel(
                    id: "nieuw", title: visit.text("editor.new.title"), about: visit.text("editor.new.about"),
                    action: visit.link(Self.base), hidden: [],
                    parts: [
                        FormPart(visit.field("title", label: "editor.new.name", maxlength: 100)),
                        FormPart(
                            visit.choices(
                                "audience", legend: "editor.new.audience",
                                options: Audience.allCases.map { Choices.Option($0.rawValue, visit.text($0)) })),
                    ], button: visit.text("editor.new.button"), isOpen: visit.form.hasErrors)
            ]))
        return try visit.page(page, title: page.title, .init(isWide: true))
    }

    private func row(_ line: CourseEditor.Line, _ visit: Visit) -> [DataTable.Cell] {
        let draft = line.draft
        let state =
            line.record == nil
            ? Tag(visit.text("editor.state.published"), .go)
            : line.record?.proposed == nil
                ? Tag(visit.text("editor.state.draft")) : Tag(visit.text("editor.state.proposed"), .look)
        return [
            DataTable.Cell(draft.title, href: visit.link("\(Self.base)/\(draft.slug)")),
            DataTable.Cell(line.published.map { visit.version($0.version) } ?? "–"),
            line.refused.map {
                DataTable.Cell(tag: Tag(visit.text("editor.state.refused", ["version": "\($0)"]), .look))
            }
                ?? DataTable.Cell(tag: state),
            DataTable.Cell(visit.text("editor.of", ["count": "\(draft.waitingReviews.count)", "of": "3"])),
            DataTable.Cell(
                visit.text("editor.of", ["count": "\(draft.waitingFacts)", "of": "\(draft.facts.count)"])),
        ]
    }

    private func create(_ visit: Visit) async throws -> Response {
        var visit = visit
        let title = visit.form.required("title", most: 100)
        let audience: Audience? = visit.form.choice("audience")
        guard let audience, !visit.form.hasErrors else { return try await list(visit) }
        let slug = try await editor.create(visit.actor, title: title, audience: audience)
        return visit.redirect(to: "\(Self.base)/\(slug)", notice: "editor.notices.begun")
    }

    // MARK: One course

    func course(_ visit: Visit) async throws -> Response {
        let room = try await editor.room(visit.actor, visit["slug"])
        let page = EditorCoursePage(room, try? editor.outcome(of: room), in: visit)
        return try visit.page(page, title: page.title, .init(isPrivate: true, isWide: true))
    }

    /// Adds, moves and takes out; which, stands in `doe`.
    private func arrange(_ visit: Visit) async throws -> Response {
        var visit = visit
        let slug = visit["slug"]
        let back = "\(Self.base)/\(slug)"
        let actor = visit.actor
        let parts = visit.form["doe"].split(separator: ":", maxSplits: 1).map(String.init)
        if parts.first == "terug", let id = Identifier(parts.last ?? "") {
            let done: Void? = try await visit.form.attempt { try await editor.putBack(actor, slug, id) }
            return done == nil ? try await course(visit) : visit.redirect(to: back, notice: "editor.notices.put-back")
        }
        if parts == ["taal-tonen"] { return try await showLanguage(visit) }
        let room = try await editor.room(actor, slug)
        guard let wish = Wish(parts, room, &visit) else { return try await course(visit) }
        let done: Void? = try await visit.form.attempt { try await editor.arrange(actor, slug, wish.arrangement) }
        guard done != nil else { return try await course(visit) }
        return visit.redirect(to: back + wish.anchor, notice: wish.isRemoval ? "editor.notices.removed" : nil)
    }

    /// Shows a language to everybody, with the name of who read it.
    private func showLanguage(_ visit: Visit) async throws -> Response {
        var visit = visit
        let slug = visit["slug"]
        let language = Language(visit.form.required("shown"))
        guard let mark = SignOff.mark(&visit) else { return try await course(visit) }
        let (actor, seen) = (visit.actor, visit.form["seen"])
        let done: Void? = try await visit.form.attempt {
            try await editor.show(actor, slug, language, readBy: mark, seen: seen)
        }
        guard done != nil else { return try await course(visit) }
        return visit.redirect(to: "\(Self.base)/\(slug)", notice: "editor.notices.language-shown")
    }

    /// What a button on the page of a course asks.
    private struct Wish: Sendable {
        let arrangement: Arrangement
        var anchor = ""
        var isRemoval = false

        /// `nil` for what is no wish, or lacks something: then that stands at its field.
        init?(_ parts: [String], _ room: CourseEditor.Room, _ visit: inout Visit) {
            let id = parts.count > 1 ? parts[1] : ""
            switch parts.first {
            case "op": arrangement = .up(id)
            case "neer": arrangement = .down(id)
            case "weg":
                arrangement = .remove(id)
                isRemoval = true
            case "hoofdstuk-op": arrangement = .chapterUp(id)
            case "hoofdstuk-neer": arrangement = .chapterDown(id)
            case "hoofdstuk-weg":
                arrangement = .removeChapter(id)
                isRemoval = true
            case "feit-weg":
                arrangement = .removeFact(id)
                isRemoval = true
            case "scherm":
                let kind: Screen.Kind? = visit.form.choice("kind")
                let title = visit.form.required("title", most: 150)
                let chapter = visit.form.required("chapter")
                guard let kind, !visit.form.hasErrors else { return nil }
                arrangement = .add(kind, title: title, chapter: chapter)
            case "overnemen":
                let names = visit.form.required("screen").split(separator: "/").map(String.init)
                let chapter = visit.form.required("into")
                guard names.count == 2, let screen = room.offer.course(names[0])?.screen(names[1]),
                    !visit.form.hasErrors
                else {
                    visit.form.add(Text("web.form.choose"), at: "screen")
                    return nil
                }
                let from = room.offer.course(names[0])?.origins[names[1]] ?? names[0]
                arrangement = .borrow(screen.kind, id: names[1], from: from, chapter: chapter)
            case "hoofdstuk":
                arrangement = .addChapter(title: visit.form.required("chapter-title", most: 150))
            case "feit": arrangement = .addFact(screen: visit.form.required("fact-screen"))
            case "taal": arrangement = .addLanguage(Language(visit.form.required("language")))
            case "taal-weg":
                if visit.form["sure"].isEmpty { visit.form.add(Text("editor.language.not-sure"), at: "sure") }
                arrangement = .removeLanguage(Language(visit.form["gone"]))
            default: return nil
            }
            if visit.form.hasErrors { return nil }
            if ["op", "neer"].contains(parts[0]) { anchor = "#scherm-\(id)" }
            if parts[0].hasPrefix("hoofdstuk-") { anchor = "#hoofdstukken" }
        }
    }

    /// Asks a colleague, publishes, or stops; which, stands in `doe`.
    private func decide(_ visit: Visit) async throws -> Response {
        var visit = visit
        let slug = visit["slug"]
        let back = "\(Self.base)/\(slug)"
        let actor = visit.actor
        guard let revision = Int(visit.form["revision"]) else { throw EditorError.changedSince }
        let wish = visit.form["doe"]
        if wish == "weggooien", visit.form["sure-discard"].isEmpty {
            visit.form.add(Text("editor.publish.not-sure"), at: "sure-discard")
            return try await course(visit)
        }
        let notice = try await visit.form.attempt { () async throws -> String in
            switch wish {
            case "voorleggen": try await editor.propose(actor, slug, revision: revision)
            case "intrekken": try await editor.withdrawProposal(actor, slug, revision: revision)
            case "verder": try await editor.goOn(actor, slug, revision: revision)
            case "weggooien": try await editor.discard(actor, slug, revision: revision)
            case "publiceren": _ = try await editor.publish(actor, slug, revision: revision)
            default: throw EditorError.noSuchPart
            }
            return wish
        }
        guard let notice else { return try await course(visit) }
        let isGone = notice == "weggooien" && learning.context.shelf.offer.course(slug) == nil
        return visit.redirect(to: isGone ? Self.base : back, notice: "editor.notices.\(notice)")
    }

    // MARK: Facts

    func facts(_ visit: Visit) async throws -> Response {
        let room = try await editor.room(visit.actor, visit["slug"])
        let draft = room.draft
        var page = DeskPage(visit.text("editor.facts.title"), visit)
        page.back = Link(draft.title, href: visit.link("\(Self.base)/\(room.slug)"))
        page.lead = visit.text("editor.facts.lead")
        page.sections.append(factTable(room, visit))
        page.sections.append(SignOff.section(.course, draft, visit, heading: visit.text("editor.facts.whole")))
        let screens = draft.entries.filter { $0.from == nil }
        page.sections.append(
            DeskPage.Section(panels: [
                DeskPanel(
                    id: "nieuw-feit", title: visit.text("editor.facts.new"),
                    about: visit.text("editor.facts.new-about"),
                    action: visit.link("\(Self.base)/\(room.slug)"),
                    hidden: [HiddenField(name: "doe", value: "feit")],
                    parts: [
                        FormPart(
                            visit.select(
                                "fact-screen", label: "editor.facts.screen",
                                options: screens.map { Select.Option($0.id, draft.title(of: $0)) }))
                    ], button: visit.text("editor.facts.add"))
            ]))
        return try visit.page(page, title: page.title, .init(isPrivate: true, isWide: true))
    }

    private func factTable(_ room: CourseEditor.Room, _ visit: Visit) -> DeskPage.Section {
        let draft = room.draft
        guard !draft.facts.isEmpty else {
            return DeskPage.Section(
                parts: [FormPart(EmptyState(visit.text("editor.facts.none"), visit.text("editor.facts.none-text")))])
        }
        let table = DataTable(
            id: "feiten", caption: visit.text("editor.facts.caption"),
            columns: [
                DataTable.Column(visit.text("editor.facts.quote")), DataTable.Column(visit.text("editor.facts.screen")),
            ] + ReviewRole.allCases.map { DataTable.Column(visit.text("learning.review.\($0.rawValue)")) },
            rows: draft.facts.map { fact in
                let id = fact["id"]?.string ?? ""
                let screen = fact["screen"]?.string ?? ""
                let quote = draft.languages.first.map { draft.sentence(of: fact, in: $0) } ?? ""
                return [
                    DataTable.Cell(
                        quote.isEmpty ? visit.text("editor.facts.empty") : quote,
                        href: visit.link(Self.path(draft.slug, .fact(id)))),
                    DataTable.Cell(draft.entry(screen).map { room.title(of: $0) } ?? screen),
                ]
                    + ReviewRole.allCases.map { role in
                        DataTable.Cell(
                            tag: fact.isWaiting(role)
                                ? Tag(visit.text("editor.waiting"), .look) : Tag(visit.text("editor.done"), .go))
                    }
            })
        return DeskPage.Section(parts: [FormPart(table)])
    }

    /// Notes who looked at a fact or at the course.
    private func sign(_ visit: Visit) async throws -> Response {
        var visit = visit
        let slug = visit["slug"]
        let fact = visit.form["fact"]
        let what: CourseDraft.Reviewed = fact.isEmpty ? .course : .fact(fact)
        let back = fact.isEmpty ? "\(Self.base)/\(slug)/feiten" : Self.path(slug, .fact(fact))
        let again: (Visit) async throws -> Response = { visit in
            fact.isEmpty
                ? try await facts(visit)
                : try await EditorPartPages(learning: learning).show(visit, .fact(fact))
        }
        let isWithdrawal = visit.form["doe"] == "intrekken"
        let role: ReviewRole? = visit.form.choice("role")
        let mark = isWithdrawal ? ReviewMark.waiting : SignOff.mark(&visit)
        guard let role, let mark, !visit.form.hasErrors else { return try await again(visit) }
        let actor = visit.actor
        let seen = visit.form["seen"]
        let done: Void? = try await visit.form.attempt {
            try await editor.mark(actor, slug, what, role, mark, seen: seen)
        }
        guard done != nil else { return try await again(visit) }
        return visit.redirect(to: back, notice: isWithdrawal ? "editor.notices.unsigned" : "editor.notices.signed")
    }

    // MARK: Versions

    private func versions(_ visit: Visit) async throws -> Response {
        let room = try await editor.room(visit.actor, visit["slug"])
        let issues = try await editor.versions(room, visit.actor)
        var page = DeskPage(visit.text("editor.versions.title"), visit)
        page.back = Link(room.draft.title, href: visit.link("\(Self.base)/\(room.slug)"))
        page.lead = visit.text("editor.versions.lead")
        if issues.isEmpty {
            page.sections.append(
                DeskPage.Section(parts: [
                    FormPart(EmptyState(visit.text("editor.versions.none"), visit.text("editor.versions.none-text")))
                ]))
        } else {
            let table = DataTable(
                id: "versies", caption: visit.text("editor.versions.title"),
                columns: ["version", "day", "where", "files"].map {
                    DataTable.Column(visit.text("editor.versions.\($0)"))
                },
                rows: issues.map { issue in
                    let own = "\(Self.base)/\(room.slug)"
                    return [
                        DataTable.Cell(
                            visit.version(issue.number), href: visit.link("\(own)/versie/\(issue.number)")),
                        DataTable.Cell(issue.published.map { visit.text($0.day) } ?? "–"),
                        DataTable.Cell(visit.text(issue.isOwn ? "editor.versions.here" : "editor.versions.folder")),
                        DataTable.Cell(
                            "ZIP", href: visit.link("\(own)/bestanden.zip") + "?versie=\(issue.number)"),
                    ]
                })
            page.sections.append(DeskPage.Section(parts: [FormPart(table)]))
        }
        return try visit.page(page, title: page.title, .init(isWide: true))
    }

    /// The whole of a version, to read; `nu` is what stands there now, the draft where there is one.
    private func version(_ visit: Visit) async throws -> Response {
        let slug = visit["slug"]
        let room = try await editor.room(visit.actor, slug)
        var (draft, folder) = (room.draft, room.folder.replacing(slug, with: room.draft.texts))
        if visit["version"] != "nu" {
            guard let number = Int(visit["version"]) else { throw EditorError.noSuchVersion }
            (draft, folder) = try await editor.version(visit.actor, slug, number)
        }
        let course = CourseCheck(folder).courses.first { $0.slug == slug }
        let page = VersionPage(draft, course, isDraft: visit["version"] == "nu", in: visit)
        return try visit.page(page, title: page.title, .init(isPrivate: true))
    }

    private func download(_ visit: Visit) async throws -> Response {
        let number = visit.query["versie"]
        if !number.isEmpty, Int(number) == nil { throw EditorError.noSuchVersion }
        let slug = visit["slug"]
        let files = try await editor.export(visit.actor, slug, version: Int(number))
        let name = number.isEmpty ? slug : "\(slug)-\(number)"
        return visit.data(try Zip.bytes(files), type: "application/zip", saveAs: "\(name).zip")
    }
}

extension Visit {
    func version(_ number: Int) -> String { text("editor.version", ["version": "\(number)"]) }

    /// What is wrong, said to somebody who sees a form and no file.
    func text(_ finding: DraftCheck.Finding) -> String {
        let key = "editor.finding." + finding.text.key.dropFirst("content.check.".count)
        let isKnown = finding.text.key.hasPrefix("content.check.") && site.strings.has(key, language)
        return text(isKnown ? Text(key, finding.text.arguments) : finding.text)
    }
}

extension CourseDraft {
    /// In the language it was written in; its name where it has none yet.
    var title: String {
        let title = languages.first.flatMap { course["title"]?[$0.tag]?.string } ?? ""
        return title.isEmpty ? slug : title
    }

    /// Who still has to look at the course as a whole.
    var waitingReviews: [ReviewRole] { ReviewRole.allCases.filter { course.isWaiting($0) } }

    /// How many facts somebody still has to look at.
    var waitingFacts: Int { facts.count { fact in ReviewRole.allCases.contains { fact.isWaiting($0) } } }
}

extension ContentTree {
    /// Whether somebody still has to look at what this describes.
    func isWaiting(_ role: ReviewRole) -> Bool { self["review"]?[role.rawValue]?.named.isEmpty ?? true }
}

/// Signing off: who of outside the project looked at something, and when.
enum SignOff {
    static func section(
        _ what: CourseDraft.Reviewed, _ draft: CourseDraft, _ visit: Visit, heading: String
    ) -> DeskPage.Section {
        var fact = ""
        if case .fact(let id) = what { fact = id }
        let tree = fact.isEmpty ? draft.course : draft.tree(of: .fact(fact)) ?? .fields([])
        let action = visit.link("\(EditorPages.base)/\(draft.slug)/aftekenen")
        let hidden = [
            HiddenField(name: "fact", value: fact), HiddenField(name: "seen", value: draft.ticket(of: what)),
        ]
        let rows = ReviewRole.allCases.map { role in
            SummaryList.Row(visit.text("learning.review.\(role.rawValue)"), state(tree, role, visit))
        }
        let done = ReviewRole.allCases.filter { !tree.isWaiting($0) }
        return DeskPage.Section(
            id: "controle", heading: heading, text: [visit.text("editor.sign.about")],
            parts: [FormPart(SummaryList(rows))],
            buttons: done.map { role in
                DeskButton(
                    action: action,
                    text: visit.text("editor.sign.withdraw", ["role": visit.text("learning.review.\(role.rawValue)")]),
                    hidden: hidden + [
                        HiddenField(name: "doe", value: "intrekken"), HiddenField(name: "role", value: role.rawValue),
                    ])
            },
            panels: [
                DeskPanel(
                    id: "aftekenen", title: visit.text("editor.sign.title"), about: nil, action: action, hidden: hidden,
                    parts: parts(visit), button: visit.text("editor.sign.button"), isOpen: visit.form.hasErrors)
            ])
    }

    private static func state(_ tree: ContentTree, _ role: ReviewRole, _ visit: Visit) -> String {
        guard let mark = tree["review"]?[role.rawValue], let by = mark["by"]?.string else {
            return visit.text("learning.review.waiting")
        }
        let day = mark["done"]?.string ?? ""
        return visit.text("learning.review.done", ["by": by, "date": Day(day).map { visit.text($0) } ?? day])
    }

    private static func parts(_ visit: Visit) -> [FormPart] {
        [
            FormPart(
                visit.choices(
                    "role", legend: "editor.sign.role",
                    options: ReviewRole.allCases.map {
                        Choices.Option($0.rawValue, visit.text("learning.review.\($0.rawValue)"))
                    }))
        ] + reader(visit)
    }

    /// Who looked, when, and whether the name may stand there.
    static func reader(_ visit: Visit) -> [FormPart] {
        [
            FormPart(visit.field("by", label: "editor.sign.by", hint: "editor.sign.by-hint", maxlength: 120)),
            FormPart(visit.field("day", .date, label: "editor.sign.day", value: "\(visit.now.day)")),
            FormPart(
                visit.choices(
                    "agreed", legend: "editor.sign.agreed", several: true,
                    options: [Choices.Option("yes", visit.text("editor.sign.agreed-yes"))])),
        ]
    }

    /// What was filled in; `nil` when something is wrong in it.
    static func mark(_ visit: inout Visit) -> ReviewMark? {
        let by = visit.form.required("by", most: 120)
        let day = visit.form.day("day")
        if let day, day > visit.now.day { visit.form.add(Text("editor.sign.future"), at: "day") }
        if let problem = Markdown.problems(in: by).first { visit.form.add(problem.text, at: "by") }
        if visit.form["agreed"].isEmpty { visit.form.add(Text("editor.sign.not-agreed"), at: "agreed") }
        guard let day, !visit.form.hasErrors else { return nil }
        return .done(by: by, date: day)
    }
}
