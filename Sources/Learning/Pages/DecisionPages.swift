import Content
import Core
import Directory
import Hummingbird
import Web

/// Four situations before a course and four after it, for who wants to; and what first answers and decisions say, for
/// who looks after courses.
struct DecisionPages: Sendable {
    let learning: Learning

    private static let questions = "\(RosterPages.base)/vragen"

    var routes: [Web.Route] {
        [
            .page("/leren/:slug/vooraf", access: .everyone, sample: "/leren/receptie/vooraf") {
                try await ask(.before, $0)
            },
            .action("/leren/:slug/vooraf", access: .everyone, bodyLimit: 16 << 10) { try await take(.before, $0) },
            .page("/leren/:slug/achteraf", access: .everyone, sample: "/leren/receptie/achteraf") {
                try await ask(.after, $0)
            },
            .action("/leren/:slug/achteraf", access: .everyone, bodyLimit: 16 << 10) { try await take(.after, $0) },
            .page(Self.questions, access: .signedIn, figures),
        ]
    }

    // MARK: Asking

    private func learner(_ course: Course, _ visit: Visit) async throws -> (AttemptToken, Learner)? {
        guard let token = visit.learnerCookie[course: course.slug],
            let learner = try await learning.attempts.find(token, course: course.slug)
        else { return nil }
        return (token, learner)
    }

    private func ask(_ side: DecisionMeasure.Side, _ visit: Visit) async throws -> Response {
        let course = try learning.context.course(visit["slug"])
        guard let (token, learner) = try await learner(course, visit) else { return visit.toStart(of: course) }
        let isOpen = try await learning.measures.isOpen(side, token: token, learner: learner)
        guard isOpen || visit.form.hasErrors else {
            let isTaken = try await learning.measures.isTaken(side, token: token)
            return try closed(side, isTaken: isTaken, course, visit)
        }
        var page = DeskPage(visit.text("roster.decisions.\(side.rawValue)"), visit)
        page.lead = visit.text("roster.decisions.lead")
        let next = side == .before ? "/leren/\(course.slug)/stap/1" : "/leren/\(course.slug)/klaar"
        page.sections = [
            DeskPage.Section(
                text: [visit.text("roster.decisions.kept")],
                links: [Link(visit.text("roster.decisions.skip"), href: visit.link(next))]),
            DeskPage.Section(forms: [
                DeskForm(
                    action: visit.link("/leren/\(course.slug)/\(Self.name(side))"), hidden: [],
                    parts: learning.measures.measure.situations(side).map { FormPart(question($0, visit)) },
                    button: visit.text("roster.decisions.button"))
            ]),
        ]
        return try visit.page(page, title: page.title, .init(hasQuickExit: true, isPrivate: true))
    }

    private static func name(_ side: DecisionMeasure.Side) -> String { side == .before ? "vooraf" : "achteraf" }

    private func question(_ situation: DecisionMeasure.Situation, _ visit: Visit) -> Choices {
        Choices(
            situation.id, legend: situation.text[visit.language],
            error: visit.form.mistake(situation.id).map { visit.text($0) }, chosen: Set(visit.form.all(situation.id)),
            options: ["report", "leave"].map { Choices.Option($0, visit.text("roster.decisions.\($0)")) })
    }

    /// Counted before, or not the moment for it. Who did the second four reads here what fitted; before that it would give
    /// the answers away.
    private func closed(
        _ side: DecisionMeasure.Side, isTaken: Bool, _ course: Course, _ visit: Visit
    ) throws -> Response {
        var page = DeskPage(visit.text("roster.decisions.\(side.rawValue)"), visit)
        page.lead = visit.text(isTaken ? "roster.decisions.taken" : "roster.decisions.not-now")
        if side == .after, isTaken {
            page.sections = [
                DeskPage.Section(
                    heading: visit.text("roster.decisions.why"),
                    parts: [
                        FormPart(
                            SummaryList(
                                learning.measures.measure.situations(side).map {
                                    SummaryList.Row($0.text[visit.language], $0.why[visit.language])
                                }))
                    ])
            ]
        }
        page.sections.append(
            DeskPage.Section(links: [
                Link(visit.text("roster.decisions.to-course"), href: visit.link("/leren/\(course.slug)"))
            ]))
        return try visit.page(page, title: page.title, .init(hasQuickExit: true, isPrivate: true))
    }

    private func take(_ side: DecisionMeasure.Side, _ visit: Visit) async throws -> Response {
        var visit = visit
        let course = try learning.context.course(visit["slug"])
        guard let (token, learner) = try await learner(course, visit) else { return visit.toStart(of: course) }
        let path = "/leren/\(course.slug)/\(Self.name(side))"
        guard try await learning.measures.isOpen(side, token: token, learner: learner) else {
            return visit.redirect(to: path)
        }
        var reported: [String: Bool] = [:]
        for situation in learning.measures.measure.situations(side) {
            switch visit.form[situation.id] {
            case "report": reported[situation.id] = true
            case "leave": reported[situation.id] = false
            default: visit.form.add(Text("web.form.choose"), at: situation.id)
            }
        }
        guard !visit.form.hasErrors else { return try await ask(side, visit) }
        try await learning.measures.take(side, token: token, course: course.slug, reported)
        return side == .before
            ? visit.redirect(to: "/leren/\(course.slug)/stap/1", notice: "roster.notices.decisions-before")
            : visit.redirect(to: path, notice: "roster.notices.decisions-after")
    }

    // MARK: Figures

    private func figures(_ visit: Visit) async throws -> Response {
        guard let own = visit.actor.member?.organisation else { throw DirectoryError.signInFirst }
        let courses = learning.context.courses
        let course = courses.first { $0.slug == visit.query["cursus"] } ?? courses.first
        let seesAll = Policy.learningOverview.allows(visit.actor)
        let isAll = seesAll && visit.query["wie"] != "eigen"
        var page = DeskPage(visit.text("roster.questions.title"), visit)
        page.back = Link(visit.text("roster.title"), href: visit.link(RosterPages.base))
        page.lead = visit.text(isAll ? "roster.questions.lead-all" : "roster.questions.lead")
        func link(_ course: Course, all: Bool) -> String {
            visit.link(Self.questions) + "?cursus=\(course.slug)" + (all ? "" : "&wie=eigen")
        }
        var links = courses.map { Link($0.title[visit.language], href: link($0, all: isAll)) }
        if seesAll, let course {
            links.append(
                Link(
                    visit.text(isAll ? "roster.questions.own" : "roster.questions.all"),
                    href: link(course, all: !isAll)))
        }
        page.sections = [DeskPage.Section(text: [visit.text("roster.questions.ten")], links: links)]
        if let course {
            let figures = try await learning.measures.figures(
                visit.actor, course: course.slug, organisation: isAll ? nil : own)
            page.sections += [decisions(figures, course, visit)] + items(figures, course, visit)
        }
        return try visit.page(page, title: page.title, .init(isPrivate: true, isWide: true))
    }

    private func decisions(_ figures: Measures.Figures, _ course: Course, _ visit: Visit) -> DeskPage.Section {
        var section = DeskPage.Section(
            heading: visit.text("roster.questions.decisions", ["course": course.title[visit.language]]),
            text: [visit.text("roster.questions.decisions-text")])
        let sides = [("before", figures.before), ("after", figures.after)]
        guard sides.contains(where: { $0.1 != nil }) else {
            section.text = [visit.text("roster.questions.few", ["least": "\(ReleasedSums.least)"])]
            return section
        }
        func count(_ number: Int, _ of: Int, _ rate: Double?) -> String {
            visit.text(
                "roster.questions.of",
                [
                    "count": written(number, visit.language), "of": written(of, visit.language),
                    "percent": rate.map(Self.percent) ?? "–",
                ])
        }
        section.parts = [
            FormPart(
                DataTable(
                    id: "beslissingen", caption: visit.text("roster.questions.decisions-caption"),
                    columns: [DataTable.Column(visit.text("roster.questions.when"))]
                        + ["people", "hits", "false-alarms"].map { .number(visit.text("roster.questions.\($0)")) },
                    rows: sides.map { name, figures in
                        let label = visit.text("roster.questions.\(name)")
                        guard let figures else {
                            return [DataTable.Cell(label)]
                                + ["<\(ReleasedSums.least)", "–", "–"].map { DataTable.Cell($0) }
                        }
                        return [
                            label, written(figures.people, visit.language),
                            count(figures.hits, figures.hits + figures.misses, figures.hitRate),
                            count(
                                figures.falseAlarms, figures.falseAlarms + figures.correctRejections,
                                figures.falseAlarmRate),
                        ].map { DataTable.Cell($0) }
                    }, note: visit.text("roster.questions.decisions-note")))
        ]
        return section
    }

    private func items(_ figures: Measures.Figures, _ course: Course, _ visit: Visit) -> [DeskPage.Section] {
        guard !figures.items.isEmpty else {
            return [
                DeskPage.Section(
                    heading: visit.text("roster.questions.items", ["version": "\(course.version)"]),
                    text: [visit.text("roster.questions.few", ["least": "\(ReleasedSums.least)"])])
            ]
        }
        return figures.items.prefix(3).map { version, people, items in
            let known = course.screens.map(\.id)
            let order = items.keys.sorted {
                (known.firstIndex(of: $0) ?? .max, $0) < (known.firstIndex(of: $1) ?? .max, $1)
            }
            let rows = order.compactMap { id -> [DataTable.Cell]? in
                guard let item = items[id], item.people >= ReleasedSums.least else { return nil }
                return [
                    course.screen(id)?.title[visit.language] ?? id, written(item.people, visit.language),
                    item.difficulty.map(Self.percent) ?? "–",
                    item.discrimination.map { Self.decimal($0, visit.language) } ?? "–",
                ].map { DataTable.Cell($0) }
            }
            return DeskPage.Section(
                heading: visit.text("roster.questions.items", ["version": "\(version)"]),
                text: [visit.text("roster.questions.items-text", ["count": written(people, visit.language)])],
                parts: [
                    FormPart(
                        DataTable(
                            id: "vragen-\(version)",
                            caption: visit.text("roster.questions.items", ["version": "\(version)"]),
                            columns: [DataTable.Column(visit.text("roster.questions.question"))]
                                + ["people", "right", "discrimination"].map {
                                    .number(visit.text("roster.questions.\($0)"))
                                }, rows: rows, note: visit.text("roster.questions.items-note")))
                ])
        }
    }

    /// `63%`.
    static func percent(_ rate: Double) -> String { "\(Int((rate * 100).rounded()))%" }

    /// `0,41` in Dutch, `0.41` in English.
    static func decimal(_ number: Double, _ language: Language) -> String {
        let hundredths = Int((abs(number) * 100).rounded())
        let mark = language == .nl ? "," : "."
        let cents = hundredths % 100
        return "\(number < 0 && hundredths > 0 ? "−" : "")\(hundredths / 100)\(mark)\(cents < 10 ? "0" : "")\(cents)"
    }
}
