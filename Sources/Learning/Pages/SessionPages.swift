import Content
import Core
import Directory
import HTTPTypes
import Hummingbird
import Web
import Work

/// Trainings and learning circles in the workplace: plan, invite, call off, close.
struct SessionPages: Sendable {
    let learning: Learning

    static let base = "/werk/leren/trainingen"
    private var plans: SessionPlans { learning.sessionPlans }

    var routes: [Web.Route] {
        let one = "\(Self.base)/:code"
        let sample = "\(Self.base)/\(Learning.demoSession)"
        return [
            .page(Self.base, access: .learningOverview, list),
            .page("\(Self.base)/nieuw", access: .learningDesk) { try await form($0, nil) },
            .action("\(Self.base)/nieuw", access: .learningDesk, add),
            .page(one, access: .learningOverview, sample: sample) { try await show($0, failed: nil) },
            .page("\(one)/wijzigen", access: .learningDesk, sample: "\(sample)/wijzigen") {
                try await form($0, try await room($0).plan)
            },
            .action("\(one)/wijzigen", access: .learningDesk, change),
            .page("\(one)/affiche", access: .learningOverview, sample: "\(sample)/affiche", poster),
            .action("\(one)/uitnodigen", access: .learningDesk, invite),
            .action("\(one)/afsluiten", access: .learningDesk, close),
            .action("\(one)/heropenen", access: .learningDesk, reopen),
            .action("\(one)/afzeggen", access: .learningDesk, cancel),
        ]
    }

    private func room(_ visit: Visit) async throws -> SessionPlans.Room {
        guard let code = JoinCode(visit["code"]) else { throw SessionError.noSuchSession }
        return try await plans.room(visit.actor, code)
    }

    // MARK: The list

    private func list(_ visit: Visit) async throws -> Response {
        let all = try await plans.all(visit.actor)
        let today = visit.now.day
        var page = DeskPage(visit.text("sessions.title"), visit)
        page.back = Link(visit.text("learning.overview.title"), href: visit.link("/werk/leren"))
        page.lead = visit.text("sessions.lead")
        let groups: [(String, [SessionPlan])] = [
            ("to-close", all.filter { $0.state == .planned && $0.draft.day < today }.reversed()),
            ("coming", all.filter { $0.state == .planned && $0.draft.day >= today }.reversed()),
            ("earlier", all.filter { $0.state != .planned }),
        ]
        page.sections = groups.filter { !$0.1.isEmpty }.map { name, plans in
            DeskPage.Section(
                heading: visit.text("sessions.list.\(name)"),
                text: name == "to-close" ? [visit.text("sessions.list.to-close-text")] : [],
                parts: [FormPart(table(name, plans, visit))])
        }
        let recorded = try await learning.trainingSessions.all(in: Self.ever).filter { session in
            !all.contains { $0.id == session.id }
        }
        if !recorded.isEmpty {
            page.sections.append(
                DeskPage.Section(
                    heading: visit.text("sessions.list.recorded"), text: [visit.text("sessions.list.recorded-text")],
                    parts: [FormPart(table(recorded.reversed(), visit))]))
        }
        if all.isEmpty, recorded.isEmpty {
            page.sections.append(
                DeskPage.Section(
                    parts: [
                        FormPart(
                            EmptyState(visit.text("sessions.list.none"), visit.text("sessions.list.none-text")))
                    ]))
        }
        if Policy.learningDesk.allows(visit.actor) {
            page.sections.insert(
                DeskPage.Section(links: [Link(visit.text("sessions.new"), href: visit.link("\(Self.base)/nieuw"))]),
                at: 0)
        }
        return try visit.page(page, title: page.title, .init(isWide: true))
    }

    private static let ever = Period(
        from: Day(year: 2000, month: 1, day: 1)!, to: Day(year: 2999, month: 12, day: 31)!)!

    /// Sessions that were recorded from a source, without having been planned here.
    private func table(_ sessions: [TrainingSession], _ visit: Visit) -> DataTable {
        DataTable(
            id: "recorded", caption: visit.text("sessions.list.recorded"),
            columns: ["what", "day", "source"].map { DataTable.Column(visit.text("sessions.column.\($0)")) }
                + [.number(visit.text("sessions.column.municipalities"))],
            rows: sessions.map { session in
                [
                    DataTable.Cell(session.title), DataTable.Cell(visit.when(session)),
                    DataTable.Cell(session.source.title, href: session.source.url),
                    DataTable.Cell(session.municipalities.map { written($0, visit.language) } ?? "–"),
                ]
            })
    }

    private func table(_ name: String, _ plans: [SessionPlan], _ visit: Visit) -> DataTable {
        DataTable(
            id: name, caption: visit.text("sessions.list.\(name)"),
            columns: ["what", "day", "place", "state"].map { DataTable.Column(visit.text("sessions.column.\($0)")) },
            rows: plans.map { plan in
                [
                    DataTable.Cell(plan.draft.title, href: visit.link("\(Self.base)/\(plan.code)")),
                    DataTable.Cell(visit.when(plan)), DataTable.Cell(plan.draft.place),
                    DataTable.Cell(tag: visit.tag(plan)),
                ]
            })
    }

    // MARK: One session

    /// - Parameter failed: the panel whose form had a mistake in it.
    private func show(_ visit: Visit, failed: String?) async throws -> Response {
        let room = try await room(visit)
        let plan = room.plan
        var page = DeskPage(plan.draft.title, visit)
        page.back = Link(visit.text("sessions.title"), href: visit.link(Self.base))
        page.tags = [visit.tag(plan)]
        page.sections = [facts(plan, visit), attendance(room, visit), evaluation(room.answers, visit)]
        if Policy.learningDesk.allows(visit.actor) {
            page.sections.append(invitations(room, visit))
            page.sections.append(work(room, visit, failed: failed))
        }
        return try visit.page(page, title: page.title, .init(isPrivate: true, isWide: true))
    }

    private func facts(_ plan: SessionPlan, _ visit: Visit) -> DeskPage.Section {
        let address = visit.site.settings.address + visit.link(plan.path)
        var rows = visit.facts(plan)
        rows.append(SummaryList.Row(visit.text("sessions.fact.code"), plan.code.description))
        rows.append(SummaryList.Row(visit.text("sessions.fact.page"), address, href: visit.link(plan.path)))
        var links = [
            Link(visit.text("sessions.poster.title"), href: visit.link("\(Self.base)/\(plan.code)/affiche")),
            Link(visit.text("sessions.calendar"), href: visit.link("\(plan.path)/agenda.ics")),
        ]
        if plan.state == .planned, Policy.learningDesk.allows(visit.actor) {
            links.append(
                Link(visit.text("sessions.change"), href: visit.link("\(Self.base)/\(plan.code)/wijzigen")))
        }
        return DeskPage.Section(
            text: visit.paragraphs(plan.draft.about), parts: [FormPart(SummaryList(rows))] + visit.agenda(plan),
            links: links)
    }

    private func attendance(_ room: SessionPlans.Room, _ visit: Visit) -> DeskPage.Section {
        let names = names(of: room.municipalities)
        let total = room.people.values.reduce(0, +)
        var section = DeskPage.Section(heading: visit.text("sessions.there"))
        guard total > 0 || !names.isEmpty else {
            section.text = [visit.text("sessions.there-none")]
            return section
        }
        section.parts = [
            FormPart(
                SummaryList(
                    room.people.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                        SummaryList.Row(visit.text($0.key), written($0.value, visit.language))
                    } + [SummaryList.Row(visit.text("sessions.there-code"), written(total, visit.language))]))
        ]
        if !names.isEmpty {
            section.text = [
                visit.text("sessions.municipalities", count: names.count), names.joined(separator: ", "),
            ]
        }
        return section
    }

    private func names(of codes: [String]) -> [String] {
        codes.compactMap { learning.context.municipalities.find(code: $0)?.name }.sorted()
    }

    private func evaluation(_ answers: SessionAnswers, _ visit: Visit) -> DeskPage.Section {
        var section = DeskPage.Section(heading: visit.text("sessions.evaluation.title"))
        guard answers.isShown else {
            section.text = [
                visit.text(
                    "sessions.evaluation.few", ["least": "\(SessionQuestion.least)", "count": "\(answers.people)"])
            ]
            return section
        }
        section.text = [visit.text("sessions.evaluation.people", ["count": "\(answers.people)"])]
        section.parts = [
            FormPart(
                DataTable(
                    id: "evaluatie", caption: visit.text("sessions.evaluation.title"),
                    columns: [DataTable.Column(visit.text("sessions.evaluation.question"))]
                        + SessionQuestion.Answer.allCases.map { .number(visit.text($0)) },
                    rows: SessionQuestion.allCases.map { question in
                        [DataTable.Cell(visit.text(question))]
                            + SessionQuestion.Answer.allCases.map {
                                DataTable.Cell("\(answers.sums[question]?[$0] ?? 0)")
                            }
                    }))
        ]
        return section
    }

    private func invitations(_ room: SessionPlans.Room, _ visit: Visit) -> DeskPage.Section {
        var section = DeskPage.Section(
            heading: visit.text("sessions.invitations.title"),
            text: [visit.text("sessions.invitations.kept", ["days": "\(SessionInvitation.keptDays)"])])
        guard !room.invitations.isEmpty else { return section }
        func count(_ answer: SessionInvitation.Answer?) -> String {
            "\(room.invitations.count { $0.answer == answer })"
        }
        section.text.insert(
            visit.text(
                "sessions.invitations.counts",
                ["coming": count(.coming), "not": count(.notComing), "open": count(nil)]), at: 0)
        section.parts = [
            FormPart(
                DataTable(
                    id: "genodigden", caption: visit.text("sessions.invitations.title"),
                    columns: ["address", "sent", "answer"].map {
                        DataTable.Column(visit.text("sessions.invitations.\($0)"))
                    },
                    rows: room.invitations.map { invitation in
                        [
                            DataTable.Cell(invitation.address), DataTable.Cell(visit.text(invitation.sent)),
                            DataTable.Cell(visit.text("sessions.answer.\(invitation.answer?.rawValue ?? "none")")),
                        ]
                    }))
        ]
        return section
    }

    // MARK: What can be done

    private func work(_ room: SessionPlans.Room, _ visit: Visit, failed: String?) -> DeskPage.Section {
        let path = "\(Self.base)/\(room.plan.code)"
        func panel(_ id: String, _ action: String, _ parts: (Visit) -> [FormPart]) -> DeskPanel {
            let own = id == failed ? visit : visit.withoutInput
            return DeskPanel(
                id: "doe-\(id)", title: visit.text("sessions.\(id).title"), about: visit.text("sessions.\(id).about"),
                action: visit.link("\(path)/\(action)"), hidden: [], parts: parts(own),
                button: visit.text("sessions.\(id).button"), isOpen: id == failed)
        }
        var section = DeskPage.Section(heading: visit.text("sessions.do"))
        switch room.plan.state {
        case .planned:
            section.panels = [
                panel("invite", "uitnodigen") { invitationParts($0) },
                panel("close", "afsluiten") { closingParts(room, $0) },
                panel("cancel", "afzeggen") { [tellChoice($0)] },
            ]
        case .held: section.panels = [panel("reopen", "heropenen") { _ in [] }]
        case .cancelled: section.text = [visit.text("sessions.is-cancelled")]
        }
        return section
    }

    private func invitationParts(_ visit: Visit) -> [FormPart] {
        [
            FormPart(
                visit.field(
                    "addresses", .textarea, label: "sessions.invite.addresses", hint: "sessions.invite.addresses-hint")),
            FormPart(
                visit.choices(
                    "language", legend: "sessions.invite.language", inline: true, chosen: ["nl"],
                    options: Language.all.map { Choices.Option($0.tag, visit.names(of: [$0])) })),
        ]
    }

    private func closingParts(_ room: SessionPlans.Room, _ visit: Visit) -> [FormPart] {
        let names = names(of: room.municipalities)
        return room.plan.draft.audiences.map { audience in
            FormPart(
                Field(
                    "also-\(audience.rawValue)", .number,
                    label: visit.text("sessions.close.also", ["audience": visit.text(audience)]),
                    hint: visit.text(
                        "sessions.close.also-hint", ["count": written(room.people[audience] ?? 0, visit.language)]),
                    error: visit.form.mistake("also-\(audience.rawValue)").map { visit.text($0) },
                    value: visit.form.entries.isEmpty ? "0" : visit.form["also-\(audience.rawValue)"]))
        } + [
            FormPart(
                visit.field(
                    "municipalities", .textarea, label: "sessions.close.municipalities",
                    hint: "sessions.close.municipalities-hint", value: names.joined(separator: "\n"), optional: true))
        ]
    }

    private func tellChoice(_ visit: Visit) -> FormPart {
        FormPart(
            visit.choices(
                "tell", legend: "sessions.tell", several: true, optional: true, chosen: ["yes"],
                options: [Choices.Option("yes", visit.text("sessions.tell-yes"))]))
    }

    private func invite(_ visit: Visit) async throws -> Response {
        var visit = visit
        let plan = try await room(visit).plan
        let lines = SessionText.lines(visit.form["addresses"]).flatMap {
            $0.split(whereSeparator: { ",;".contains($0) })
        }
        var addresses: [MailAddress] = []
        for (place, line) in lines.enumerated() {
            let text = Form.trimmed(line)
            guard let address = try? MailAddress(text) else {
                visit.form.add(
                    Text("sessions.invite.bad", ["line": "\(place + 1)", "text": String(text.prefix(60))]),
                    at: "addresses")
                break
            }
            addresses.append(address)
        }
        if addresses.isEmpty { visit.form.add(Text("web.form.required"), at: "addresses") }
        if addresses.count > SessionPlans.mostInvited {
            visit.form.add(
                Text("sessions.invite.many", ["most": "\(SessionPlans.mostInvited)"]), at: "addresses")
        }
        let language = Language.all.first { $0.tag == visit.form["language"] } ?? visit.language
        guard !visit.form.hasErrors else { return try await show(visit, failed: "invite") }
        let (asked, good) = (visit, addresses)
        let mail = visit.mail(plan, "invitation")
        let sent = try await visit.form.attempt {
            try await plans.invite(
                asked.actor, plan.code, good, language: language,
                link: { asked.site.settings.address + asked.link("/uitgenodigd/\($0.text)", in: language) }, mail)
        }
        guard sent != nil else { return try await show(visit, failed: "invite") }
        return visit.redirect(to: "\(Self.base)/\(plan.code)", notice: "sessions.notices.invited")
    }

    private func close(_ visit: Visit) async throws -> Response {
        var visit = visit
        let room = try await room(visit)
        var also: [Audience: Int] = [:]
        for audience in room.plan.draft.audiences where !visit.form["also-\(audience.rawValue)"].isEmpty {
            also[audience] = visit.form.integer("also-\(audience.rawValue)", in: 0...10_000)
        }
        let codes = municipalities(&visit, on: room.plan.draft.day)
        guard !visit.form.hasErrors else { return try await show(visit, failed: "close") }
        let (actor, address, uncounted) = (visit.actor, visit.site.settings.address, also)
        let closed = try await visit.form.attempt {
            try await plans.close(
                actor, room.plan.code, uncounted: uncounted, municipalities: codes, address: address)
        }
        guard closed != nil else { return try await show(visit, failed: "close") }
        return visit.redirect(to: "\(Self.base)/\(room.plan.code)", notice: "sessions.notices.closed")
    }

    /// The codes of the municipalities that were typed, one on a line; a name that is none is a mistake with its line.
    private func municipalities(_ visit: inout Visit, on day: Day) -> [String] {
        let all = learning.context.municipalities
        return SessionText.lines(visit.form["municipalities"]).enumerated().compactMap { place, name in
            if let found = all.find(name: name, on: day) { return found.code }
            let near = all.near(name: name, on: day)
            visit.form.add(
                Text(
                    near == nil ? "sessions.close.unknown" : "sessions.close.near",
                    [
                        "line": "\(place + 1)", "name": String(name.prefix(60)), "year": "\(day.year)",
                        "near": near?.name ?? "",
                    ]), at: "municipalities")
            return nil
        }
    }

    private func reopen(_ visit: Visit) async throws -> Response {
        let plan = try await room(visit).plan
        try await plans.reopen(visit.actor, plan.code)
        return visit.redirect(to: "\(Self.base)/\(plan.code)", notice: "sessions.notices.reopened")
    }

    private func cancel(_ visit: Visit) async throws -> Response {
        let plan = try await room(visit).plan
        let mail = visit.form["tell"] == "yes" ? visit.mail(plan, "cancellation") : nil
        try await plans.cancel(visit.actor, plan.code, telling: mail)
        return visit.redirect(to: "\(Self.base)/\(plan.code)", notice: "sessions.notices.cancelled")
    }

    private func poster(_ visit: Visit) async throws -> Response {
        let plan = try await room(visit).plan
        return try visit.page(SessionPosterPage(plan, in: visit), title: visit.text("sessions.poster.title"))
    }

    // MARK: Planning

    private func form(_ visit: Visit, _ plan: SessionPlan?) async throws -> Response {
        let organisations = try await learning.context.organisations.all(visit.actor)
        let own = organisations.first { $0.id == visit.actor.member?.organisation }?.name ?? ""
        let page = SessionForm.page(plan, organiser: own, learning.context.courses, visit)
        return try visit.page(page, title: page.title)
    }

    private func add(_ visit: Visit) async throws -> Response {
        var visit = visit
        guard let draft = SessionForm.read(&visit) else { return try await form(visit, nil) }
        let actor = visit.actor
        let plan = try await visit.form.attempt { try await plans.plan(actor, draft) }
        guard let plan else { return try await form(visit, nil) }
        return visit.redirect(to: "\(Self.base)/\(plan.code)", notice: "sessions.notices.planned")
    }

    private func change(_ visit: Visit) async throws -> Response {
        var visit = visit
        let plan = try await room(visit).plan
        guard let draft = SessionForm.read(&visit) else { return try await form(visit, plan) }
        var changed = plan
        changed.draft = draft
        let mail = visit.form["tell"] == "yes" ? visit.mail(changed, "change") : nil
        let actor = visit.actor
        let done = try await visit.form.attempt {
            try await plans.change(actor, plan.code, to: draft, telling: mail)
        }
        guard done != nil else { return try await form(visit, plan) }
        return visit.redirect(to: "\(Self.base)/\(plan.code)", notice: "sessions.notices.changed")
    }
}

/// A sheet for the door, with the code in letters and as a QR code.
struct SessionPosterPage: Page {
    static let template = "learning/door-poster"
    let title: String
    let when: String
    let place: String
    let code: String
    /// Where the code is typed, without `https://`.
    let typed: String
    let qr: String?
    let page: String

    init(_ plan: SessionPlan, in visit: Visit) {
        title = plan.draft.title
        when = visit.when(plan)
        place = plan.draft.place
        code = plan.code.description
        let base = visit.site.settings.address
        typed = (base.split(separator: "/").last.map(String.init) ?? base) + "/doe-mee"
        qr = QRCode.svg(base + plan.path, label: visit.text("learning.poster.qr", ["address": base + plan.path]))
        page = visit.link("\(SessionPages.base)/\(plan.code)")
    }
}
