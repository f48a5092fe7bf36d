import Core
import Directory
import Hummingbird
import Records
import Web

/// A sitting: where observations are entered, with how the researcher is doing.
struct SessionPages: Sendable {
    let coaches: Coaches

    var routes: [Web.Route] {
        let path = "\(StudyPages.path)/:id/sessies"
        let access = Coaches.readers
        return [
            .action(path, access: access, bodyLimit: 64 << 10, begin),
            .page("\(path)/:session", access: access, sample: "\(StudyPages.sample)/sessies/{session}") { visit in
                try await show(try await coaches.studyVisit(visit), try visit.identifier("session"))
            },
            .action("\(path)/:session/waarneming", access: access, bodyLimit: 256 << 10, observe),
            .action("\(path)/:session/welzijn", access: access, bodyLimit: 64 << 10, check),
            .action("\(path)/:session/contact", access: access, bodyLimit: 64 << 10, contacted),
            .action("\(path)/:session/einde", access: access, bodyLimit: 64 << 10, end),
        ]
    }

    // MARK: On the study's page

    /// The sittings of a study, and the form that begins one.
    ///
    /// - Parameter others: who can be second reader.
    static func section(_ at: StudyVisit, _ others: [Person], failed: String?) -> DeskPage.Section {
        let (visit, study) = (at.visit, at.study)
        var section = DeskPage.Section(id: "sessies", heading: visit.text("coaches.session.heading"))
        if study.sessions.isEmpty {
            section.parts = [
                FormPart(EmptyState(visit.text("coaches.session.none"), visit.text("coaches.session.none-about")))
            ]
        } else {
            section.parts = [FormPart(table(at))]
        }
        let isOpen = study.agreed.gaps.isEmpty && study.agreed.approved?.contains(visit.now.day) == true
        guard at.isKept, isOpen else { return section }
        guard !others.isEmpty else {
            section.text = [visit.text("coaches.session.alone")]
            return section
        }
        let form = at.room.visit("sessie", failed: failed)
        section.panels = [
            at.room.panel(
                "sessie", "coaches.session", action: "\(at.path)/sessies", about: true, isOpen: failed == "sessie",
                [
                    FormPart(
                        form.select(
                            "second-reader", label: "coaches.session.second-reader",
                            options: others.map { Select.Option($0.id.text, $0.name) })),
                    FormPart(
                        form.field("persona", label: "coaches.session.persona", hint: "coaches.session.persona-hint")),
                    FormPart(form.field("stated-age", .number, label: "coaches.session.stated-age")),
                    FormPart(
                        form.field("platform", label: "coaches.session.platform", hint: "coaches.session.platform-hint")
                    ),
                ])
        ]
        return section
    }

    private static func table(_ at: StudyVisit) -> DataTable {
        let visit = at.visit
        return DataTable(
            id: "sessielijst", caption: visit.text("coaches.session.latest"),
            columns: ["name", "researcher", "second-reader", "began", "state"].map {
                DataTable.Column(visit.text("coaches.session.\($0)"))
            },
            rows: at.study.sessions.reversed().prefix(20).map { session in
                [
                    DataTable.Cell(
                        visit.text("coaches.session.number", ["number": "\(session.number)"]),
                        href: at.link("/sessies/\(session.id)")),
                    DataTable.Cell(at.name(session.researcher)), DataTable.Cell(at.name(session.secondReader)),
                    DataTable.Cell(visit.words(session.startedAt)), DataTable.Cell(tag: state(session, at)),
                ]
            })
    }

    private static func state(_ session: StudySession, _ at: StudyVisit) -> Tag {
        let visit = at.visit
        return session.isClosedUnwell && session.isConfidant(visit.actor.member?.id)
            ? Tag(visit.text("coaches.session.closed-unwell"), .look)
            : session.isOpen
                ? Tag(visit.text("coaches.session.open"), .go) : Tag(visit.text("coaches.session.ended"))
    }

    private func begin(_ visit: Visit) async throws -> Response {
        let at = try await coaches.studyVisit(visit)
        var visit = visit
        let reader = Identifier(visit.form["second-reader"])
        if reader == nil { visit.form.add(Text("web.form.choose"), at: "second-reader") }
        let draft = Studies.SessionDraft(
            secondReader: reader ?? at.id, persona: visit.form.required("persona", most: 40),
            statedAge: visit.form.integer("stated-age", in: 10...99), platform: visit.form.required("platform"))
        var session: Identifier?
        if !visit.form.hasErrors {
            session = try await visit.attempt(naming: ["observed-at": "persona"]) {
                try await coaches.studies.beginSession(at.room.seat, at.id, draft)
            }
        }
        guard let session else {
            return try await StudyPages(coaches: coaches).show(at.with(visit), failed: "sessie")
        }
        return at.room.redirect(to: "\(at.path)/sessies/\(session)", notice: "coaches.notices.session-begun")
    }

    // MARK: The sitting

    private func show(
        _ at: StudyVisit, _ id: Identifier, failed: String? = nil
    ) async throws -> Response {
        guard let session = at.study.session(id) else { throw RecordsError.notFound }
        let visit = at.visit
        var page = at.page(visit.text("coaches.session.number", ["number": "\(session.number)"]))
        page.tags.append(Self.state(session, at))
        if session.isConfidant(visit.actor.member?.id) { page.notices = notices(session, visit) }
        if session.secondReader == visit.actor.member?.id, session.asksForContact, at.isKept {
            page.sections.append(contact(at, session))
        }
        let isMine = session.researcher == at.room.seat.actor.member?.id
        if session.isOpen, isMine, at.isKept {
            page.sections.append(entry(at, session, failed: failed))
            page.sections.append(wellbeing(at, session, failed: failed))
        }
        page.sections.append(facts(at, session))
        page.sections.append(ObservationPages.latest(at, session))
        return try at.room.show(page)
    }

    private func notices(_ session: StudySession, _ visit: Visit) -> [Notice] {
        var notices: [Notice] = []
        if session.isClosedUnwell {
            notices.append(Notice(.warning, visit.text("coaches.session.stopped-about")))
        }
        let last = session.checks.last?.at ?? session.startedAt
        if session.isOpen, visit.now.milliseconds - last.milliseconds > 3_600_000 {
            notices.append(Notice(.info, visit.text("coaches.wellbeing.time")))
        }
        return notices
    }

    private func facts(_ at: StudyVisit, _ session: StudySession) -> DeskPage.Section {
        let visit = at.visit
        func row(_ key: String, _ value: String) -> SummaryList.Row {
            SummaryList.Row(visit.text("coaches.session.\(key)"), value)
        }
        var rows = [
            row("researcher", at.name(session.researcher)), row("second-reader", at.name(session.secondReader)),
            row("persona", session.persona), row("stated-age", "\(session.statedAge)"),
            row("platform", session.platform), row("began", visit.words(session.startedAt)),
        ]
        if let ended = session.endedAt { rows.append(row("ended", visit.words(ended))) }
        if let check = session.checks.last, session.isConfidant(visit.actor.member?.id) {
            rows.append(row("last-check", visit.words("feeling", check.feeling.rawValue)))
        }
        return DeskPage.Section(
            heading: visit.text("coaches.session.facts"), parts: [FormPart(SummaryList(rows))])
    }

    /// For the second reader, until he or she was in touch.
    private func contact(_ at: StudyVisit, _ session: StudySession) -> DeskPage.Section {
        DeskPage.Section(
            heading: at.visit.text("coaches.contact.heading"), text: [at.visit.text("coaches.contact.about")],
            buttons: [at.room.button("\(at.path)/sessies/\(session.id)/contact", "coaches.contact.button")])
    }

    private func contacted(_ visit: Visit) async throws -> Response {
        let at = try await coaches.studyVisit(visit)
        let id = try visit.identifier("session")
        var visit = visit
        _ = try await visit.attempt { try await coaches.studies.contacted(at.room.seat, at.id, id) }
        guard visit.form.hasErrors else {
            return at.room.redirect(to: "\(at.path)/sessies/\(id)", notice: "coaches.notices.contacted")
        }
        return try await show(at.with(visit), id)
    }

    // MARK: Entering

    /// The form for one observation. Everything can be typed; the account that was entered last stands there already.
    private func entry(_ at: StudyVisit, _ session: StudySession, failed: String?) -> DeskPage.Section {
        let form = at.room.visit("waarneming", failed: failed)
        let last = at.study.observations.last { $0.session == session.id }
        let fields = ObservationForm(at)
        return DeskPage.Section(
            id: "nieuw", heading: at.visit.text("coaches.observation.new"),
            text: [at.visit.text("coaches.observation.rules")],
            links: [Link(at.visit.text("coaches.file.title"), href: at.link("/sessies/\(session.id)/inlezen"))],
            forms: [
                at.room.form(
                    "\(at.path)/sessies/\(session.id)/waarneming",
                    fields.entry(form, chosen: last?.current.account),
                    button: "coaches.observation.enter")
            ])
    }

    private func observe(_ visit: Visit) async throws -> Response {
        let at = try await coaches.studyVisit(visit)
        let id = try visit.identifier("session")
        guard let session = at.study.session(id) else { throw RecordsError.notFound }
        var visit = visit
        let draft = ObservationForm(at).read(&visit.form, platform: session.platform)
        var number: Int?
        if !visit.form.hasErrors, let draft {
            number = try await visit.attempt(naming: ["observed-at": "observed-time", "handle": "handle"]) {
                try await coaches.studies.observe(at.room.seat, at.id, id, draft)
            }
        }
        guard number != nil else { return try await show(at.with(visit), id, failed: "waarneming") }
        let key = draft?.observation.imageReceived == true ? "image" : "entered"
        return at.room.redirect(to: "\(at.path)/sessies/\(id)", notice: "coaches.notices.\(key)")
    }

    // MARK: How the researcher is doing

    private func wellbeing(_ at: StudyVisit, _ session: StudySession, failed: String?) -> DeskPage.Section {
        let visit = at.visit
        func panel(_ id: String, _ key: String) -> DeskPanel {
            let form = at.room.visit(id, failed: failed)
            return at.room.panel(
                id, key, action: "\(at.path)/sessies/\(session.id)/\(id)", about: true, isOpen: failed == id,
                [
                    FormPart(
                        form.choices(
                            "feeling-\(id)", legend: "coaches.wellbeing.feeling",
                            options: visit.radios("feeling", WellbeingCheck.Feeling.self))),
                    FormPart(
                        form.choices(
                            "stays-\(id)", legend: "coaches.wellbeing.stays", inline: true,
                            options: visit.radios("known", YesNo.self))),
                    FormPart(
                        form.choices(
                            "talk-\(id)", legend: "coaches.wellbeing.talk", inline: true,
                            options: visit.radios("known", YesNo.self))),
                ])
        }
        return DeskPage.Section(
            heading: visit.text("coaches.wellbeing.heading"), text: [visit.text("coaches.wellbeing.lead")],
            panels: [panel("welzijn", "coaches.wellbeing"), panel("einde", "coaches.session.end")])
    }

    private func check(_ visit: Visit) async throws -> Response {
        try await check(visit, "welzijn") { at, id, check in
            let goesOn = try await coaches.studies.checkWellbeing(at.room.seat, at.id, id, check)
            return goesOn ? "coaches.notices.wellbeing" : "coaches.notices.stopped"
        }
    }

    private func end(_ visit: Visit) async throws -> Response {
        try await check(visit, "einde") { at, id, check in
            try await coaches.studies.endSession(at.room.seat, at.id, id, check)
            return check.isWell ? "coaches.notices.session-ended" : "coaches.notices.stopped"
        }
    }

    private func check(
        _ visit: Visit, _ panel: String,
        _ body: (StudyVisit, Identifier, WellbeingCheck) async throws -> String
    ) async throws -> Response {
        let at = try await coaches.studyVisit(visit)
        let id = try visit.identifier("session")
        var visit = visit
        let feeling: WellbeingCheck.Feeling? = visit.form.choice("feeling-\(panel)")
        let stays: YesNo? = visit.form.choice("stays-\(panel)")
        let talk: YesNo? = visit.form.choice("talk-\(panel)")
        var notice: String?
        if let feeling, let stays, let talk {
            let check = WellbeingCheck(feeling: feeling, staysOn: stays == .yes, wantsToTalk: talk == .yes)
            notice = try await visit.attempt { try await body(at, id, check) }
        }
        guard let notice else { return try await show(at.with(visit), id, failed: panel) }
        return at.room.redirect(to: "\(at.path)/sessies/\(id)", notice: notice)
    }
}
