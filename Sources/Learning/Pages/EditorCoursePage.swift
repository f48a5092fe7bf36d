import Content
import Core
import Directory
import Web

/// `/werk/leren/maken/:slug`: what a course holds, what is still wrong, and how it is published.
struct EditorCoursePage: Page {
    static let template = "learning/editor-course"
    let title: String
    let back: Link
    let errors: ErrorSummary?
    let tags: [Tag]
    let notices: [Notice]
    let summary: SummaryList
    let links: [Link]
    let findings: [Finding]
    let action: String
    let chapters: [Chapter]
    let sections: [DeskPage.Section]

    struct Finding: Sendable {
        let href: String?
        let `where`: String
        let text: String
    }

    struct Chapter: Sendable {
        let id: String
        let title: String
        let href: String
        let buttons: [EditButton]
        let screens: [Screen]
    }

    struct Screen: Sendable {
        let id: String
        let title: String
        let href: String
        let tags: [Tag]
        let buttons: [EditButton]
    }

    /// - Parameter outcome: what publishing would do; `nil` when it cannot be published as it is.
    init(_ room: CourseEditor.Room, _ outcome: CourseEditor.Outcome?, in visit: Visit) {
        let draft = room.draft
        let check = room.record == nil ? nil : room.check
        title = draft.title
        back = Link(visit.text("editor.title"), href: visit.link(EditorPages.base))
        errors = visit.errorSummary
        action = visit.link("\(EditorPages.base)/\(room.slug)")
        tags = [Self.state(room, visit)]
        notices = Self.notices(room, visit)
        summary = Self.summary(room, visit)
        links = Self.links(room, visit)
        findings = (check?.findings ?? []).map { Self.finding($0, room, visit) }
        let counts = (check?.findings ?? []).reduce(into: [String: Int]()) { counts, finding in
            if case .screen(let id)? = finding.part { counts[id, default: 0] += 1 }
        }
        chapters = draft.chapters.enumerated().map { Self.chapter($1, $0, room, counts, visit) }
        sections = EditorCourseSections(room: room, outcome: outcome, visit: visit).all
    }

    private static func state(_ room: CourseEditor.Room, _ visit: Visit) -> Tag {
        guard let record = room.record else { return Tag(visit.text("editor.state.published"), .go) }
        return record.proposed == nil
            ? Tag(visit.text("editor.state.draft")) : Tag(visit.text("editor.state.proposed"), .look)
    }

    private static func notices(_ room: CourseEditor.Room, _ visit: Visit) -> [Notice] {
        var notices: [Notice] = []
        if let refused = room.offer.refused[room.slug] {
            notices.append(Notice(.warning, visit.text("editor.course.refused", ["version": "\(refused)"])))
        } else if room.hasMovedOn {
            notices.append(Notice(.warning, visit.text("editor.course.moved-on", counts(room))))
        }
        let missed = room.missed.map { $0.title[visit.language] }
        if !missed.isEmpty {
            let screens = missed.joined(separator: ", ")
            notices.append(Notice(.warning, visit.text("editor.course.missed", ["screens": screens])))
        }
        return notices
    }

    private static func counts(_ room: CourseEditor.Room) -> [String: String] {
        ["base": "\(room.record?.base ?? 0)", "version": "\(room.published?.version ?? 0)"]
    }

    private static func summary(_ room: CourseEditor.Room, _ visit: Visit) -> SummaryList {
        let draft = room.draft
        var rows = [
            SummaryList.Row(
                visit.text("editor.course.published"),
                room.published.map { visit.version($0.version) } ?? visit.text("editor.course.never"))
        ]
        if let record = room.record {
            rows.append(
                SummaryList.Row(visit.text("editor.course.changed"), visit.text(record.changed.day)))
        }
        rows.append(SummaryList.Row(visit.text("editor.course.languages"), visit.names(of: draft.languages)))
        if !draft.unreviewed.isEmpty {
            rows.append(
                SummaryList.Row(visit.text("editor.course.unreviewed"), visit.names(of: draft.unreviewed)))
        }
        let waiting = draft.waitingReviews.map { visit.text("learning.review.\($0.rawValue)") }
        rows.append(
            SummaryList.Row(
                visit.text("editor.course.waiting"),
                waiting.isEmpty ? visit.text("editor.course.nobody") : waiting.joined(separator: ", ")))
        rows.append(
            SummaryList.Row(
                visit.text("editor.course.facts"),
                visit.text("editor.of", ["count": "\(draft.waitingFacts)", "of": "\(draft.facts.count)"])))
        return SummaryList(rows)
    }

    private static func links(_ room: CourseEditor.Room, _ visit: Visit) -> [Link] {
        let own = "\(EditorPages.base)/\(room.slug)"
        let names = [
            ("about", "gegevens"), ("sources", "bronnen"), ("facts", "feiten"), ("notes", "begeleider"),
            ("read", "versie/nu"),
            ("versions", "versies"), ("files", "bestanden.zip"),
        ]
        return names.map { Link(visit.text("editor.link.\($0.0)"), href: visit.link("\(own)/\($0.1)")) }
    }

    private static func finding(
        _ finding: DraftCheck.Finding, _ room: CourseEditor.Room, _ visit: Visit
    ) -> Finding {
        let draft = room.draft
        guard let part = finding.part else { return Finding(href: nil, where: "", text: visit.text(finding)) }
        let field = EditorField.shown(finding.field, draft.fields(of: part), draft.form.languages)
        let place =
            switch part {
            case .about: visit.text("editor.part.about")
            case .sources: visit.text("editor.part.sources")
            case .chapter(let id): title(draft.tree(of: part) ?? .fields([]), id, draft)
            case .fact: visit.text("editor.part.fact")
            case .notes: visit.text("editor.part.notes")
            case .screen(let id): draft.entry(id).map { room.title(of: $0) } ?? id
            }
        return Finding(
            href: visit.link(EditorPages.path(draft.slug, part)) + "?na=overzicht#\(field)", where: place,
            text: visit.text(finding))
    }

    private static func chapter(
        _ tree: ContentTree, _ place: Int, _ room: CourseEditor.Room, _ counts: [String: Int], _ visit: Visit
    ) -> Chapter {
        let draft = room.draft
        let id = tree["id"]?.string ?? ""
        let title = title(tree, id, draft)
        let screens = draft.entries.filter { $0.chapter == place }
        var wishes: [String] = []
        if place > 0 { wishes.append("op") }
        if place + 1 < draft.chapters.count { wishes.append("neer") }
        if screens.isEmpty { wishes.append("weg") }
        return Chapter(
            id: id, title: title, href: visit.link(EditorPages.path(draft.slug, .chapter(id))),
            buttons: wishes.map {
                EditButton(value: "hoofdstuk-\($0):\(id)", text: visit.text("editor.button.\($0)"), about: title)
            }, screens: screens.map { screen($0, room, counts[$0.id] ?? 0, visit) })
    }

    /// The title of a chapter; its name where it has none yet.
    private static func title(_ chapter: ContentTree, _ id: String, _ draft: CourseDraft) -> String {
        let title = draft.languages.first.flatMap { chapter["title"]?[$0.tag]?.string } ?? ""
        return title.isEmpty ? id : title
    }

    private static func screen(
        _ entry: CourseDraft.Entry, _ room: CourseEditor.Room, _ mistakes: Int, _ visit: Visit
    ) -> Screen {
        let title = room.title(of: entry)
        var tags = [Tag(visit.text("editor.kind.\(entry.kind.rawValue)"))]
        if let from = entry.from {
            let course = room.offer.course(from)?.title[visit.language] ?? from
            tags.append(Tag(visit.text("editor.borrowed.tag", ["course": course])))
        }
        if mistakes > 0 { tags.append(Tag(visit.text("editor.findings.count", count: mistakes), .look)) }
        return Screen(
            id: entry.id, title: title, href: visit.link(EditorPages.path(room.slug, .screen(entry.id))), tags: tags,
            buttons: ["op", "neer", "weg"].map {
                EditButton(value: "\($0):\(entry.id)", text: visit.text("editor.button.\($0)"), about: title)
            })
    }
}

/// What can be added to a course, and what is done with the whole.
struct EditorCourseSections {
    let room: CourseEditor.Room
    let outcome: CourseEditor.Outcome?
    let visit: Visit

    private var draft: CourseDraft { room.draft }
    private var own: String { visit.link("\(EditorPages.base)/\(room.slug)") }

    var all: [DeskPage.Section] { [add, removed, languages, publish].compactMap(\.self) }

    private func panel(
        _ wish: String, _ key: String, _ parts: [FormPart], hidden: [HiddenField] = []
    ) -> DeskPanel {
        DeskPanel(
            id: "doe-\(wish)", title: visit.text("editor.\(key).title"), about: visit.text("editor.\(key).about"),
            action: own, hidden: [HiddenField(name: "doe", value: wish)] + hidden, parts: parts,
            button: visit.text("editor.\(key).button"), isOpen: visit.form["doe"] == wish && visit.form.hasErrors)
    }

    private func chapterSelect(_ name: String) -> FormPart {
        let options = draft.chapters.map { chapter in
            let id = chapter["id"]?.string ?? ""
            let title = draft.languages.first.flatMap { chapter["title"]?[$0.tag]?.string } ?? ""
            return Select.Option(id, title.isEmpty ? id : title)
        }
        return FormPart(
            visit.select(name, label: "editor.add-screen.chapter", value: options.last?.value ?? "", options: options))
    }

    private var add: DeskPage.Section {
        let kinds = Screen.Kind.allCases.map {
            Choices.Option(
                $0.rawValue, visit.text("editor.kind.\($0.rawValue)"),
                hint: visit.text("editor.kind-hint.\($0.rawValue)"))
        }
        var panels = [
            panel(
                "scherm", "add-screen",
                [
                    FormPart(visit.choices("kind", legend: "editor.add-screen.kind", options: kinds)),
                    FormPart(visit.field("title", label: "editor.add-screen.name", maxlength: 150)),
                    chapterSelect("chapter"),
                ])
        ]
        let offered = room.offer.courses.filter { $0.slug != room.slug }.flatMap { course in
            course.screens.filter { course.origins[$0.id] == nil && draft.entry($0.id) == nil }.map {
                Select.Option(
                    "\(course.slug)/\($0.id)", "\(course.title[visit.language]): \($0.title[visit.language])")
            }
        }
        if !offered.isEmpty {
            let screens = visit.select("screen", label: "editor.borrow.screen", options: offered)
            panels.append(panel("overnemen", "borrow", [FormPart(screens), chapterSelect("into")]))
        }
        panels.append(
            panel(
                "hoofdstuk", "add-chapter",
                [FormPart(visit.field("chapter-title", label: "editor.add-chapter.name", maxlength: 150))]))
        return DeskPage.Section(heading: visit.text("editor.course.add"), panels: panels)
    }

    /// What was taken out, to be put back.
    private var removed: DeskPage.Section? {
        guard !room.removed.isEmpty else { return nil }
        return DeskPage.Section(
            heading: visit.text("editor.removed.title"), text: [visit.text("editor.removed.about")],
            buttons: room.removed.map { id, part in
                DeskButton(
                    action: own, text: visit.text("editor.removed.button", ["title": room.title(of: part)]),
                    hidden: [HiddenField(name: "doe", value: "terug:\(id)")])
            })
    }

    private var languages: DeskPage.Section {
        let new = Self.tongues.filter { !draft.form.languages.contains($0) }
        var panels = [
            panel(
                "taal", "language",
                [
                    FormPart(
                        visit.select(
                            "language", label: "editor.language.which",
                            options: new.map { Select.Option($0.tag, $0.ownName) }))
                ])
        ]
        let unread = draft.unreviewed + draft.unread
        if !unread.isEmpty {
            let options = unread.map { Select.Option($0.tag, visit.names(of: [$0])) }
            panels.append(
                panel(
                    "taal-tonen", "language-shown",
                    [FormPart(visit.select("shown", label: "editor.language.which", options: options))]
                        + SignOff.reader(visit),
                    hidden: [HiddenField(name: "seen", value: draft.ticket(of: .course))]))
        }
        if !draft.unreviewed.isEmpty {
            let options = draft.unreviewed.map { Select.Option($0.tag, visit.names(of: [$0])) }
            panels.append(
                panel(
                    "taal-weg", "language-gone",
                    [
                        FormPart(visit.select("gone", label: "editor.language.which", options: options)),
                        FormPart(
                            visit.choices(
                                "sure", legend: "editor.language-gone.sure", several: true,
                                options: [Choices.Option("yes", visit.text("editor.language-gone.yes"))])),
                    ]))
        }
        return DeskPage.Section(id: "talen", heading: visit.text("editor.course.languages"), panels: panels)
    }

    /// Languages that people on the work floor speak.
    private static let tongues = [
        "ar", "bg", "de", "es", "fa", "fr", "hu", "it", "lt", "pap", "pl", "pt", "ro", "ru", "sk", "so", "ti", "tr",
        "uk",
    ].map { Language($0) }

    // MARK: Publishing

    private func decision(_ wish: String, _ key: String) -> DeskButton {
        DeskButton(
            action: own + "/publiceren", text: visit.text("editor.publish.\(key)"),
            hidden: [
                HiddenField(name: "doe", value: wish),
                HiddenField(name: "revision", value: "\(room.record?.revision ?? 0)"),
            ])
    }

    private var publish: DeskPage.Section? {
        guard let record = room.record else { return nil }
        var section = DeskPage.Section(id: "publiceren", heading: visit.text("editor.publish.title"))
        let isOwn = record.proposedBy != nil && record.proposedBy == visit.actor.member?.id.text
        if room.hasMovedOn {
            section.text = [visit.text("editor.publish.moved-on")]
            section.buttons = [decision("verder", "go-on")]
        } else if record.proposed == nil {
            section.text = [
                visit.text(outcome == nil ? "editor.publish.mistakes-first" : "editor.publish.four-eyes")
            ]
            section.buttons = outcome == nil ? [] : [decision("voorleggen", "propose")]
        } else {
            section.text = [visit.text(isOwn ? "editor.publish.own" : "editor.publish.asked")]
            section.buttons =
                (isOwn ? [] : [decision("publiceren", "publish")]) + [decision("intrekken", "withdraw")]
        }
        if let others = outcome?.others, !others.isEmpty {
            let names = others.map { $0.title[visit.language] }.joined(separator: ", ")
            section.text.append(visit.text("editor.publish.others", ["courses": names]))
        }
        section.panels = [
            DeskPanel(
                id: "doe-weggooien", title: visit.text("editor.publish.discard"),
                about: visit.text("editor.publish.discard-about"), action: own + "/publiceren",
                hidden: decision("weggooien", "discard").hidden,
                parts: [
                    FormPart(
                        visit.choices(
                            "sure-discard", legend: "editor.publish.discard-sure", several: true,
                            options: [Choices.Option("yes", visit.text("editor.publish.discard-yes"))]))
                ], button: visit.text("editor.publish.discard"),
                isOpen: visit.form["doe"] == "weggooien" && visit.form.hasErrors)
        ]
        return section
    }
}

/// The whole of one version, to read.
struct VersionPage: Page {
    static let template = "learning/editor-version"
    let title: String
    let lead: String
    let back: Link
    let facts: SummaryList
    let chapters: [Chapter]
    /// What the links of lessons lead to.
    let sources: [SourceRef]

    struct Chapter: Sendable {
        let title: String
        let screens: [Screen]
    }

    struct Screen: Sendable {
        let id: String
        let kind: String
        let preview: ScreenPreview?
    }

    /// - Parameter course: `nil` when there are mistakes in it; then what it takes over from others is not shown.
    init(_ draft: CourseDraft, _ course: Course?, isDraft: Bool, in visit: Visit) {
        title = draft.title
        sources = course?.sources ?? []
        lead = visit.text(isDraft ? "editor.read.now" : "editor.read.version", ["version": "\(draft.version)"])
        let own = "\(EditorPages.base)/\(draft.slug)"
        back =
            isDraft
            ? Link(draft.title, href: visit.link(own))
            : Link(visit.text("editor.versions.title"), href: visit.link("\(own)/versies"))
        let summary = course?.summary[visit.language] ?? ""
        facts = SummaryList(
            [SummaryList.Row(visit.text("editor.field.summary"), summary.isEmpty ? "–" : summary)]
                + (course?.goals ?? []).map { SummaryList.Row(visit.text("editor.read.goal"), $0[visit.language]) })
        chapters = draft.chapters.enumerated().map { place, chapter in
            let title = draft.languages.first.flatMap { chapter["title"]?[$0.tag]?.string } ?? ""
            return Chapter(
                title: title,
                screens: draft.entries.filter { $0.chapter == place }.map { entry in
                    let screen = course?.screen(entry.id) ?? draft.screen(entry.id)
                    return Screen(
                        id: entry.id, kind: visit.text("editor.kind.\(entry.kind.rawValue)"),
                        preview: screen.map {
                            ScreenPreview($0, languages: draft.form.languages, sources: draft.sourceRefs, in: visit)
                        })
                })
        }
    }
}
