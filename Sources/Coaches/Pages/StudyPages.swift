import Core
import Directory
import Hummingbird
import Storage
import Web

/// The list of studies, one study, and its protocol.
struct StudyPages: Sendable {
    let coaches: Coaches

    static let path = "/werk/onderzoek"
    /// What stands for a study in the demo.
    static let sample = "\(path)/{study}"

    var routes: [Web.Route] {
        let access = Coaches.readers
        return [
            .page(Self.path, access: access, list),
            .page("\(Self.path)/nieuw", access: access) { try newPage(try await DeskRoom($0, coaches)) },
            .action("\(Self.path)/nieuw", access: access, bodyLimit: 256 << 10, begin),
            .page("\(Self.path)/:id", access: access, sample: Self.sample) { visit in
                let study = try await coaches.studyVisit(visit, isNoted: true)
                return try await show(study)
            },
            .page("\(Self.path)/:id/protocol", access: access, sample: "\(Self.sample)/protocol") { visit in
                try protocolPage(try await coaches.studyVisit(visit))
            },
            .action("\(Self.path)/:id/protocol", access: access, bodyLimit: 256 << 10, agree),
            .action("\(Self.path)/:id/delen", access: access, bodyLimit: 64 << 10, share),
            .action("\(Self.path)/:id/slachtoffer", access: access, bodyLimit: 64 << 10, victim),
        ]
    }

    // MARK: List

    private func list(_ visit: Visit) async throws -> Response {
        let room = try await DeskRoom(visit, coaches)
        let (studies, damaged) = try await coaches.studies.all(room.seat)
        let isActivated = try await coaches.studies.isActivated()
        var page = DeskPage(visit.text("coaches.title"), room)
        page.lead = visit.text("coaches.lead")
        page.tabs = room.tabs(Self.path)
        page.tabsLabel = visit.text("web.desk.tabs")
        if !isActivated {
            page.notices.append(
                Notice(
                    .warning, title: visit.text("coaches.not-activated"), visit.text("coaches.not-activated-about"),
                    link: Link(visit.text("coaches.to-activation"), href: visit.link("/werk/activering"))))
        }
        if damaged > 0 {
            page.notices.append(Notice(.warning, visit.text("coaches.damaged", ["count": "\(damaged)"])))
        }
        page.sections = [
            DeskPage.Section(
                parts: studies.isEmpty
                    ? [FormPart(EmptyState(visit.text("coaches.none"), visit.text("coaches.none-about")))]
                    : [FormPart(CardList(studies.map { card($0, room) }))],
                links: [
                    Link(visit.text("coaches.new.title"), href: room.link("\(Self.path)/nieuw")),
                    Link(visit.text("coaches.again.title"), href: room.link(RecurrencePages.path)),
                    Link(visit.text("coaches-dossier.title"), href: room.link(DossierPages.path)),
                    Link(visit.text("coaches.find.title"), href: room.link(FindPages.path)),
                    Link(visit.text("coaches.figures.title"), href: room.link(FigurePages.path)),
                ])
        ]
        return try room.show(page)
    }

    private func card(_ listed: Studies.Listed, _ room: DeskRoom) -> CardList.Card {
        let (visit, study) = (room.visit, listed.study)
        let counts = [
            ("coaches.count.sessions", study.sessions.count), ("coaches.count.observations", study.counted.count),
            ("coaches.count.accounts", study.accounts.count),
        ].map { visit.text($0.0, ["count": written($0.1, visit.language)]) }
        let tag: Tag? =
            listed.isInvented
            ? Tag(visit.text("coaches.invented"))
            : !listed.isKept
                ? Tag(visit.text("coaches.shared-tag"), .look)
                : study.agreed.gaps.isEmpty ? nil : Tag(visit.text("coaches.incomplete"), .look)
        return CardList.Card(
            study.agreed.title, href: room.link("\(Self.path)/\(listed.id)"), text: study.agreed.question,
            meta: counts + (study.agreed.approved.map { [DateWords.days($0.from, $0.to, visit.language)] } ?? []),
            tag: tag)
    }

    // MARK: Protocol

    private func newPage(_ room: DeskRoom) throws -> Response {
        let visit = room.visit
        var page = DeskPage(visit.text("coaches.new.title"), room)
        page.back = Link(visit.text("coaches.title"), href: room.link(Self.path))
        page.lead = visit.text("coaches.new.lead")
        let parts = ProtocolForm(StudyProtocol()).parts(visit)
        page.sections = [
            DeskPage.Section(forms: [room.form("\(Self.path)/nieuw", parts, button: "coaches.new.button")])
        ]
        return try room.show(page)
    }

    private func begin(_ visit: Visit) async throws -> Response {
        let room = try await DeskRoom(visit, coaches)
        var visit = visit
        let agreed = ProtocolForm.read(&visit.form)
        var id: Identifier?
        if !visit.form.hasErrors {
            id = try await visit.attempt { try await coaches.studies.begin(room.seat, agreed) }
        }
        guard let id else { return try newPage(room.with(visit)) }
        return room.redirect(to: "\(Self.path)/\(id)", notice: "coaches.notices.begun")
    }

    private func protocolPage(_ at: StudyVisit) throws -> Response {
        let visit = at.visit
        var page = at.page(visit.text("coaches.protocol.heading"))
        page.lead = visit.text("coaches.protocol.lead")
        if at.isKept, !visit.isConfirmed {
            page.password = visit.link(Visit.confirmation(for: at.room.address("\(at.path)/protocol")))
        }
        let version = HiddenField(name: "version", value: "\(at.study.protocolVersion)")
        let form = at.room.form(
            "\(at.path)/protocol", ProtocolForm(at.study.agreed).parts(visit), button: "coaches.protocol.button",
            hidden: [version])
        page.sections =
            at.isKept
            ? [DeskPage.Section(text: ProtocolForm.current(at), forms: [form])]
            : [DeskPage.Section(text: ProtocolForm.current(at), parts: [FormPart(ProtocolForm.facts(at))])]
        page.sections += [ProtocolForm.earlier(at)].compactMap { $0 }
        return try at.room.show(page)
    }

    private func agree(_ visit: Visit) async throws -> Response {
        let at = try await coaches.studyVisit(visit)
        var visit = visit
        let agreed = ProtocolForm.read(&visit.form)
        let version = Int(visit.form["version"]) ?? 0
        if !visit.form.hasErrors {
            do {
                _ = try await visit.attempt {
                    try await coaches.studies.agree(at.room.seat, at.id, version: version, agreed)
                }
            } catch DirectoryError.confirmFirst {
                visit.form.add(Text("coaches.protocol.confirm"), at: "keep-until")
            }
        }
        guard visit.form.hasErrors else {
            return at.room.redirect(to: at.path, notice: "coaches.notices.agreed")
        }
        return try protocolPage(at.with(visit))
    }

    // MARK: One study

    func show(_ at: StudyVisit, failed: String? = nil) async throws -> Response {
        let (visit, study) = (at.visit, at.study)
        var page = DeskPage(study.agreed.title, at.room)
        page.back = Link(visit.text("coaches.title"), href: at.room.link(Self.path))
        page.tags = at.tags
        page.lead = study.agreed.question.isEmpty ? nil : study.agreed.question
        page.notices = notices(at)
        page.sections = [
            protocolSection(at), SessionPages.section(at, try await others(at), failed: failed),
            observationSection(at), TakedownPages.section(at, failed: failed), victimSection(at, failed: failed),
            try await shareSection(at, failed: failed),
        ]
        return try at.room.show(page)
    }

    /// The members of the desk, without the one who looks.
    private func others(_ at: StudyVisit) async throws -> [Person] {
        let (context, seat) = (coaches.context, at.room.seat)
        let members = try await context.database.read { try context.desks.members(of: seat.desk, in: $0) }
        return members.filter { $0 != seat.actor.member?.id }.map { Person(id: $0, name: at.name($0)) }
    }

    private func notices(_ at: StudyVisit) -> [Notice] {
        let (visit, study) = (at.visit, at.study)
        var notices: [Notice] = []
        if !study.agreed.gaps.isEmpty {
            let gaps = study.agreed.gaps.map { visit.words("gap", $0.rawValue) }.joined(separator: ", ")
            notices.append(
                Notice(
                    .warning, title: visit.text("coaches.study.gaps"),
                    visit.text("coaches.study.gaps-about", ["gaps": gaps]),
                    link: at.isKept
                        ? Link(visit.text("coaches.protocol.heading"), href: at.link("/protocol")) : nil))
        } else if let approved = study.agreed.approved, !approved.contains(visit.now.day) {
            notices.append(
                Notice(
                    .info,
                    visit.text(
                        "coaches.study.not-now", ["from": visit.words(approved.from), "to": visit.words(approved.to)])))
        }
        let member = at.room.seat.actor.member?.id
        for session in study.sessions where session.secondReader == member && session.asksForContact {
            let key = session.isClosedUnwell ? "coaches.study.unwell" : "coaches.study.wants-to-talk"
            notices.append(
                Notice(
                    .warning, visit.text(key, ["name": at.name(session.researcher), "number": "\(session.number)"]),
                    link: Link(
                        visit.text("coaches.session.number", ["number": "\(session.number)"]),
                        href: at.link("/sessies/\(session.id)"))))
        }
        return notices
    }

    private func protocolSection(_ at: StudyVisit) -> DeskPage.Section {
        var section = DeskPage.Section(id: "protocol", heading: at.visit.text("coaches.protocol.heading"))
        section.parts = [FormPart(ProtocolForm.facts(at))]
        if at.isKept {
            section.links = [Link(at.visit.text("coaches.protocol.change"), href: at.link("/protocol"))]
        }
        return section
    }

    private func observationSection(_ at: StudyVisit) -> DeskPage.Section {
        let (visit, study) = (at.visit, at.study)
        var section = DeskPage.Section(
            id: "waarnemingen", heading: visit.text("coaches.observations.title"))
        if study.observations.isEmpty {
            section.parts = [
                FormPart(
                    EmptyState(visit.text("coaches.observations.none"), visit.text("coaches.observations.none-about")))
            ]
        } else {
            section.parts = [FormPart(codeTable(at))]
        }
        let waiting = study.waitingForSecondReading(by: at.room.seat.actor.member?.id ?? at.id).count
        section.links =
            [
                Link(
                    visit.text("coaches.observations.all", ["count": "\(study.observations.count)"]),
                    href: at.link("/waarnemingen")),
                Link(
                    visit.text("coaches.accounts.all", ["count": "\(study.accounts.count)"]),
                    href: at.link("/accounts")),
            ]
            + codingLinks(at, waiting: waiting)
        return section
    }

    /// Ways to what is done with codes.
    private func codingLinks(_ at: StudyVisit, waiting: Int) -> [Link] {
        let visit = at.visit
        let read =
            waiting > 0
            ? [
                Link(
                    visit.text("coaches.second.waiting", ["count": written(waiting, visit.language)]),
                    href: at.link("/tweede-lezer"))
            ] : []
        return read + [
            Link(visit.text("coaches.agreement.title"), href: at.link("/overeenstemming")),
            Link(visit.text("coaches.data.title"), href: at.link("/gegevens")),
        ]
    }

    /// How many observations and accounts each code was seen in.
    private func codeTable(_ at: StudyVisit) -> DataTable {
        let (visit, study) = (at.visit, at.study)
        let rows = at.codebook.codes.compactMap { code -> [DataTable.Cell]? in
            let with = study.counted.filter { $0.current.codes.contains(code.id) }
            guard !with.isEmpty else { return nil }
            return [
                DataTable.Cell(visit.words(code)), DataTable.Cell("\(with.count)"),
                DataTable.Cell("\(Set(with.map(\.current.account)).count)"),
            ]
        }
        return DataTable(
            id: "codes", caption: visit.text("coaches.observations.codes"),
            columns: [
                DataTable.Column(visit.text("coaches.observation.code")),
                .number(visit.text("coaches.observations.title")), .number(visit.text("coaches.accounts.title")),
            ], rows: rows)
    }

    // MARK: Victims

    private func victimSection(_ at: StudyVisit, failed: String?) -> DeskPage.Section {
        let visit = at.visit
        var section = DeskPage.Section(id: "slachtoffers", heading: visit.text("coaches.victim.heading"))
        section.text = [visit.text("coaches.victim.about")]
        if !at.study.victims.isEmpty {
            section.parts = [
                FormPart(
                    Timeline(
                        at.study.victims.map {
                            Timeline.Event(
                                when: visit.words($0.on), datetime: "\($0.on)", visit.words("victim", $0.done.rawValue))
                        }))
            ]
        }
        if at.isKept {
            let form = at.room.visit("slachtoffer", failed: failed)
            section.panels = [
                at.room.panel(
                    "slachtoffer", "coaches.victim", action: "\(at.path)/slachtoffer", isOpen: failed == "slachtoffer",
                    [
                        FormPart(
                            form.choices(
                                "victim-done", legend: "coaches.victim.done",
                                options: visit.radios("victim", VictimSeen.Done.self))),
                        FormPart(
                            form.field(
                                "victim-on", .date, label: "coaches.victim.on", value: visit.now.day.typed)),
                    ])
            ]
        }
        return section
    }

    private func victim(_ visit: Visit) async throws -> Response {
        try await perform(visit, panel: "slachtoffer", notice: "coaches.notices.victim") { visit, at in
            guard let done: VictimSeen.Done = visit.form.choice("victim-done"), let on = visit.form.day("victim-on")
            else { return }
            _ = try await visit.attempt {
                try await coaches.studies.victimSeen(at.room.seat, at.id, VictimSeen(done: done, on: on))
            }
        }
    }

    // MARK: Sharing

    private func shareSection(_ at: StudyVisit, failed: String?) async throws -> DeskPage.Section {
        let visit = at.visit
        var section = DeskPage.Section(id: "delen", heading: visit.text("coaches.share.heading"))
        let desks = try await coaches.context.desks.all(visit.actor)
        let readers = at.study.sharedWith.map { id in desks.first { $0.id == id }?.name ?? "–" }
        section.text = [
            readers.isEmpty
                ? visit.text("coaches.share.nobody")
                : visit.text("coaches.share.with", ["desks": readers.joined(separator: ", ")])
        ]
        let others = desks.filter { $0.task == .research && $0.id != at.room.seat.desk && $0.isOpen }
        if at.isKept, !others.isEmpty {
            let form = at.room.visit("delen", failed: failed)
            section.panels = [
                at.room.panel(
                    "delen", "coaches.share", action: "\(at.path)/delen", about: true, isOpen: failed == "delen",
                    [
                        FormPart(
                            form.select(
                                "desk", label: "coaches.share.desk",
                                options: others.map { Select.Option($0.id.text, $0.name) })),
                        FormPart(
                            form.choices(
                                "share", legend: "coaches.share.what", inline: true,
                                options: [
                                    Choices.Option("yes", visit.text("coaches.share.yes")),
                                    Choices.Option("no", visit.text("coaches.share.no")),
                                ])),
                    ])
            ]
        }
        return section
    }

    private func share(_ visit: Visit) async throws -> Response {
        let at = try await coaches.studyVisit(visit)
        if let first = visit.confirmFirst(for: at.path) { return first }
        return try await perform(visit, panel: "delen", notice: "coaches.notices.shared") { visit, at in
            guard let desk = Identifier(visit.form["desk"]), ["yes", "no"].contains(visit.form["share"]) else {
                visit.form.add(Text("web.form.choose"), at: visit.form["share"].isEmpty ? "share" : "desk")
                return
            }
            let isShared = visit.form["share"] == "yes"
            _ = try await visit.attempt {
                try await coaches.studies.share(at.room.seat, at.id, with: desk, isShared)
            }
        }
    }

    /// Does something with a form of the study's page and goes back there; with a mistake, shows it again with what was typed.
    func perform(
        _ visit: Visit, panel: String, notice: String, _ body: (inout Visit, StudyVisit) async throws -> Void
    ) async throws -> Response {
        let at = try await coaches.studyVisit(visit)
        var visit = visit
        if !visit.form.hasErrors { try await body(&visit, at) }
        guard visit.form.hasErrors else { return at.room.redirect(to: at.path, notice: notice) }
        return try await show(at.with(visit), failed: panel)
    }
}

extension Day {
    /// As a person types it: `2-7-2020`.
    var typed: String { "\(day)-\(month)-\(year)" }
}
