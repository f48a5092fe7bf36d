import Content
import Core
import Directory
import HTTPTypes
import Hummingbird
import Web

/// What somebody sees who has the code of a session, or an invitation: nobody gives a name.
struct DoorPages: Sendable {
    let learning: Learning

    private var plans: SessionPlans { learning.sessionPlans }

    var routes: [Web.Route] {
        let sample = "/training/\(Learning.demoSession)"
        return [
            .page("/training/:code", access: .everyone, sample: sample) { try await show($0, try await plan($0)) },
            .action("/training/:code", access: .everyone, bodyLimit: 16 << 10, comeIn),
            .action("/training/:code/aanmelding", access: .everyone, bodyLimit: 16 << 10, correct),
            .redirect("/training/:code/aanmelding", to: "/leren", access: .everyone),
            .data("/training/:code/agenda.ics", access: .everyone, sample: "\(sample)/agenda.ics", calendar),
            .action("/training/:code/evaluatie", access: .everyone, bodyLimit: 16 << 10, evaluate),
            .redirect("/training/:code/evaluatie", to: "/leren", access: .everyone),
            .action("/training/:code/bewijs", access: .everyone, bodyLimit: 16 << 10, certificate),
            .redirect("/training/:code/bewijs", to: "/leren", access: .everyone),
            .page("/uitgenodigd/:token", access: .everyone, sample: "/uitgenodigd/{invitation}", invited),
            .action("/uitgenodigd/:token", access: .everyone, bodyLimit: 16 << 10, answer),
        ]
    }

    private func plan(_ visit: Visit) async throws -> SessionPlan { try await plans.open(visit["code"]) }

    private func token(_ plan: SessionPlan, _ visit: Visit) -> AttemptToken? {
        visit.learnerCookie[course: plan.course]
    }

    // MARK: The session

    private func show(_ visit: Visit, _ plan: SessionPlan, failed: String? = nil) async throws -> Response {
        let own = try await plans.visit(plan, token: token(plan, visit))
        var page = DeskPage(plan.draft.title, visit)
        page.tags = plan.state == .cancelled ? [visit.tag(plan)] : []
        page.sections = [
            DeskPage.Section(
                text: visit.paragraphs(plan.draft.about),
                parts: [FormPart(SummaryList(visit.facts(plan)))] + visit.agenda(plan),
                links: plan.state == .planned
                    ? [Link(visit.text("sessions.calendar"), href: visit.link("\(plan.path)/agenda.ics"))] : [])
        ]
        if let own {
            page.sections += there(plan, own, visit, failed: failed)
        } else {
            // Who stands in the doorway with a phone finds the form at once.
            page.sections.insert(door(plan, visit), at: plan.isDoorOpen(at: visit.now) ? 0 : 1)
        }
        return try visit.page(page, title: page.title, .init(hasQuickExit: true, isPrivate: own != nil))
    }

    /// Coming in, or why that cannot be done now.
    private func door(_ plan: SessionPlan, _ visit: Visit) -> DeskPage.Section {
        var section = DeskPage.Section(id: "deur", heading: visit.text("sessions.door.title"))
        guard plan.isDoorOpen(at: visit.now) else {
            let key =
                plan.state == .cancelled ? "cancelled" : visit.now < plan.starts ? "not-yet" : "over"
            section.text = [
                visit.text("sessions.door.\(key)", ["day": visit.text(plan.draft.day)])
            ]
            return section
        }
        section.text = [visit.text("sessions.door.lead")]
        section.forms = [
            DeskForm(
                action: visit.link(plan.path), hidden: [], parts: doorParts(plan, nil, visit),
                button: visit.text("sessions.door.button"))
        ]
        return section
    }

    /// What is asked at the door; nothing when it is for one audience that works for no municipality.
    ///
    /// - Parameter own: what was said before.
    private func doorParts(_ plan: SessionPlan, _ own: SessionVisit?, _ visit: Visit) -> [FormPart] {
        let audiences = plan.draft.audiences
        var parts: [FormPart] = []
        if audiences.count > 1 {
            parts.append(
                FormPart(
                    visit.choices(
                        "audience", legend: "sessions.door.audience", chosen: own.map { [$0.audience.rawValue] } ?? [],
                        options: audiences.map { Choices.Option($0.rawValue, visit.text($0)) })))
        }
        let all = learning.context.municipalities.all(on: plan.draft.day)
        if !all.isEmpty {
            // Who can only be of a municipality chooses one: the list then begins with an empty line.
            let isAsked = audiences == [.municipality]
            let isUnknown = own?.audience == .municipality && own?.municipality.isEmpty == true
            let unknown = SessionVisit.unknownMunicipality
            var options = isAsked ? [] : [Select.Option("", visit.text("sessions.door.no-municipality"))]
            let hasOfficials = audiences.contains(.municipality)
            if hasOfficials { options.append(Select.Option(unknown, visit.text("sessions.door.unknown"))) }
            parts.append(
                FormPart(
                    visit.select(
                        "municipality", label: "sessions.door.municipality",
                        hint: hasOfficials && !isAsked ? "sessions.door.municipality-hint" : nil, optional: !isAsked,
                        value: isUnknown ? unknown : own?.municipality ?? "",
                        options: options + all.map { Select.Option($0.code, $0.name) })))
        }
        return parts
    }

    /// What somebody said at the door, which they can change until the session is closed.
    private func said(_ plan: SessionPlan, _ own: SessionVisit, _ visit: Visit, isOpen: Bool) -> DeskPage.Section {
        var rows = [SummaryList.Row(visit.text("sessions.door.audience"), visit.text(own.audience))]
        let municipality = learning.context.municipalities.find(code: own.municipality)?.name
        if own.audience == .municipality || municipality != nil {
            rows.append(
                SummaryList.Row(
                    visit.text("sessions.door.municipality"), municipality ?? visit.text("sessions.door.unknown")))
        }
        var section = DeskPage.Section(
            id: "deur",
            parts: [FormPart(Notice(.success, visit.text("sessions.door.in"))), FormPart(SummaryList(rows))])
        let parts = doorParts(plan, own, visit)
        if plan.state == .planned, !parts.isEmpty {
            section.panels = [
                DeskPanel(
                    id: "aanmelding", title: visit.text("sessions.door.correct"),
                    action: visit.link("\(plan.path)/aanmelding"), hidden: [], parts: parts,
                    button: visit.text("sessions.door.save"), isOpen: isOpen)
            ]
        }
        return section
    }

    /// For who came in: what to read, what they think of it, and the certificate.
    private func there(
        _ plan: SessionPlan, _ own: SessionVisit, _ visit: Visit, failed: String?
    ) -> [DeskPage.Section] {
        let isCorrected = failed == "door"
        var sections = [said(plan, own, isCorrected ? visit : visit.withoutInput, isOpen: isCorrected)]
        var links = plan.draft.materials.map { Link($0.title, href: $0.address) }
        if let course = try? learning.context.course(plan.draft.course) {
            links.append(Link(course.title[visit.language], href: visit.link("/leren/\(course.slug)")))
        }
        if !links.isEmpty {
            sections.append(DeskPage.Section(heading: visit.text("sessions.materials"), links: links))
        }
        sections.append(questions(plan, own, visit, failed: failed))
        if plan.state != .cancelled {
            sections.append(certificate(plan, failed == "certificate" ? visit : visit.withoutInput))
        }
        return sections
    }

    /// The form for a certificate, or from when on it is given.
    private func certificate(_ plan: SessionPlan, _ visit: Visit) -> DeskPage.Section {
        var section = DeskPage.Section(id: "bewijs", heading: visit.text("learning.certificate.title"))
        guard plan.givesCertificates(at: visit.now) else {
            let ends = SessionText.time(plan.draft.ends)
            section.text = [
                visit.text("sessions.certificate-later", ["day": visit.text(plan.draft.day), "time": ends])
            ]
            return section
        }
        section.text = [visit.text("learning.certificate.lead")]
        section.forms = [
            DeskForm(
                action: visit.link("\(plan.path)/bewijs"), hidden: [],
                parts: [
                    FormPart(
                        visit.field(
                            "name", label: "learning.certificate.name", hint: "learning.certificate.name-hint",
                            autocomplete: "name", maxlength: 100))
                ], button: visit.text("learning.certificate.button"))
        ]
        return section
    }

    private func questions(
        _ plan: SessionPlan, _ own: SessionVisit, _ visit: Visit, failed: String?
    ) -> DeskPage.Section {
        var section = DeskPage.Section(id: "evaluatie", heading: visit.text("sessions.evaluation.ask"))
        if own.hasEvaluated {
            section.text = [visit.text("sessions.evaluation.thanks")]
        } else if plan.takesEvaluations(at: visit.now) {
            let own = failed == "evaluation" ? visit : visit.withoutInput
            section.text = [visit.text("sessions.evaluation.nameless")]
            section.forms = [
                DeskForm(
                    action: visit.link("\(plan.path)/evaluatie"), hidden: [],
                    parts: SessionQuestion.allCases.map { question in
                        FormPart(
                            own.choices(
                                question.rawValue, legend: "sessions.question.\(question.rawValue)", inline: true,
                                options: SessionQuestion.Answer.allCases.map {
                                    Choices.Option($0.rawValue, visit.text($0))
                                }))
                    }, button: visit.text("sessions.evaluation.button"))
            ]
        } else {
            section.text = [visit.text("sessions.evaluation.closed")]
        }
        return section
    }

    /// The audience that somebody chose; the only one where there is no choice.
    private func audience(_ plan: SessionPlan, _ visit: inout Visit) -> Audience? {
        let audiences = plan.draft.audiences
        return audiences.count == 1 ? audiences[0] : visit.form.choice("audience")
    }

    private func correct(_ visit: Visit) async throws -> Response {
        var visit = visit
        let plan = try await plan(visit)
        let audience = audience(plan, &visit)
        guard let audience, !visit.form.hasErrors else { return try await show(visit, plan, failed: "door") }
        let (own, municipality) = (token(plan, visit), visit.form["municipality"])
        let done: Void? = try await visit.form.attempt {
            try await plans.correct(plan, token: own, audience: audience, municipality: municipality)
        }
        guard done != nil else { return try await show(visit, plan, failed: "door") }
        return visit.redirect(to: plan.path, notice: "sessions.notices.corrected")
    }

    private func comeIn(_ visit: Visit) async throws -> Response {
        var visit = visit
        let plan = try await plan(visit)
        let audience = audience(plan, &visit)
        guard let audience, !visit.form.hasErrors else { return try await show(visit, plan) }
        var cookie = visit.learnerCookie
        let token = cookie[course: plan.course] ?? AttemptToken(random: learning.context.random)
        let municipality = visit.form["municipality"]
        let came = try await visit.form.attempt {
            try await plans.comeIn(plan, token: token, audience: audience, municipality: municipality)
        }
        guard came != nil else { return try await show(visit, plan) }
        cookie[course: plan.course] = token
        var response = visit.redirect(to: "\(plan.path)#deur")
        response.keep(cookie)
        return response
    }

    private func evaluate(_ visit: Visit) async throws -> Response {
        var visit = visit
        let plan = try await plan(visit)
        var answers: [SessionQuestion: SessionQuestion.Answer] = [:]
        for question in SessionQuestion.allCases { answers[question] = visit.form.choice(question.rawValue) }
        guard !visit.form.hasErrors else { return try await show(visit, plan, failed: "evaluation") }
        try await plans.evaluate(plan, token: token(plan, visit), answers)
        return visit.redirect(to: "\(plan.path)#evaluatie")
    }

    private func certificate(_ visit: Visit) async throws -> Response {
        var visit = visit
        let plan = try await plan(visit)
        let own = token(plan, visit)
        let name = visit.form.required("name", most: 100)
        let made =
            visit.form.hasErrors
            ? nil
            : try await visit.form.attempt { try await plans.certificate(plan, token: own, name: name) }
        guard let made else { return try await show(visit, plan, failed: "certificate") }
        if try await learning.badges.revocation(of: made.completion) != nil {
            visit.form.add(CertificateError.revoked.text)
            return try await show(visit, plan, failed: "certificate")
        }
        let page = CertificatePage(made, of: plan, in: visit)
        if let format = BadgeFormat(rawValue: visit.form["als"]) {
            return try await learning.file(
                format, made, visit.achievement(plan), page, named: "training-\(plan.draft.day)", visit
            ) { try await show($0, plan, failed: "certificate") }
        }
        return try visit.page(
            page, title: visit.text("learning.certificate.title"), .init(hasQuickExit: true, isPrivate: true))
    }

    private func calendar(_ visit: Visit) async throws -> Response {
        let plan = try await plan(visit)
        var entry = CalendarText.Entry(
            id: "training-\(plan.id)", day: plan.draft.day, title: plan.draft.title,
            address: visit.site.settings.address + visit.link(plan.path))
        entry.hours = plan.starts..<plan.ends
        entry.place = plan.draft.place
        entry.revision = plan.revision
        entry.isCancelled = plan.state == .cancelled
        let text = CalendarText.text(
            [entry], name: plan.draft.title, product: "Leren", site: visit.site.settings.address, now: visit.now)
        return visit.data(
            Array(text.utf8), type: "text/calendar; charset=utf-8", saveAs: "training-\(plan.draft.day).ics")
    }

    // MARK: Invitations

    private func invited(_ visit: Visit) async throws -> Response {
        let (plan, answer) = try await plans.invitation(visit["token"])
        var page = DeskPage(plan.draft.title, visit)
        page.tags = plan.state == .cancelled ? [visit.tag(plan)] : []
        page.lead = visit.text("sessions.invited.lead")
        var answers = DeskPage.Section(heading: visit.text("sessions.invitations.answer"))
        if plan.state == .planned, plan.draft.day >= visit.now.day {
            answers.text = [visit.text("sessions.invited.\(answer?.rawValue ?? "none")")]
            answers.buttons = SessionInvitation.Answer.allCases.map { answer in
                DeskButton(
                    action: visit.link("/uitgenodigd/\(visit["token"])"),
                    text: visit.text("sessions.answer.\(answer.rawValue)"),
                    hidden: [HiddenField(name: "answer", value: answer.rawValue)])
            }
        } else {
            answers.text = [
                visit.text(plan.state == .cancelled ? "sessions.door.cancelled" : "sessions.invited.over")
            ]
        }
        page.sections = [
            answers,
            DeskPage.Section(
                text: visit.paragraphs(plan.draft.about),
                parts: [FormPart(SummaryList(visit.facts(plan)))] + visit.agenda(plan),
                links: [Link(visit.text("sessions.calendar"), href: visit.link("\(plan.path)/agenda.ics"))]),
        ]
        return try visit.page(page, title: page.title, .init(isPrivate: true))
    }

    private func answer(_ visit: Visit) async throws -> Response {
        var visit = visit
        let answer: SessionInvitation.Answer? = visit.form.choice("answer")
        guard let answer else { return try await invited(visit) }
        try await plans.answer(visit["token"], answer)
        return visit.redirect(to: "/uitgenodigd/\(visit["token"])", notice: "sessions.notices.answered")
    }
}
