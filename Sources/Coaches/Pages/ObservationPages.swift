import Core
import Directory
import Hummingbird
import Records
import Web

/// The observations of a study: the list, and one with everything that was put right in it.
struct ObservationPages: Sendable {
    let coaches: Coaches

    static let pageSize = 25

    var routes: [Web.Route] {
        let path = "\(StudyPages.path)/:id/waarnemingen"
        let access = Coaches.readers
        let sample = "\(StudyPages.sample)/waarnemingen"
        return [
            .page(path, access: access, sample: sample, list),
            .page("\(path)/:number", access: access, sample: "\(sample)/1") { visit in
                try await show(try await coaches.studyVisit(visit), try visit.number())
            },
            .action("\(path)/:number/verbeter", access: access, bodyLimit: 256 << 10, correct),
            .action("\(path)/:number/trek-in", access: access, bodyLimit: 64 << 10, retract),
        ]
    }

    private func list(_ visit: Visit) async throws -> Response {
        let at = try await coaches.studyVisit(visit)
        let all = Array(at.study.observations.reversed())
        let pages = max(1, (all.count + Self.pageSize - 1) / Self.pageSize)
        let number = min(max(Int(visit.query["pagina"]) ?? 1, 1), pages)
        let shown = all.dropFirst((number - 1) * Self.pageSize).prefix(Self.pageSize)
        var page = at.page(visit.text("coaches.observations.title"))
        var parts = Self.cards(shown, at).map { [FormPart($0)] } ?? []
        if all.isEmpty {
            parts = [
                FormPart(
                    EmptyState(
                        visit.text("coaches.observations.none"), visit.text("coaches.observations.none-about")))
            ]
        }
        func address(_ number: Int) -> String { at.room.link("\(at.path)/waarnemingen", "pagina=\(number)") }
        let pagination = Pagination(
            page: number, of: pages, previous: number > 1 ? address(number - 1) : nil,
            next: number < pages ? address(number + 1) : nil)
        if let pagination { parts.append(FormPart(pagination)) }
        page.sections = [DeskPage.Section(parts: parts)]
        return try at.room.show(page)
    }

    /// The last observations of a sitting, the newest first.
    static func latest(_ at: StudyVisit, _ session: StudySession) -> DeskPage.Section {
        let visit = at.visit
        let of = at.study.observations.filter { $0.session == session.id }
        var section = DeskPage.Section(
            heading: visit.text("coaches.session.observations", ["count": "\(of.count)"]))
        if let cards = cards(of.reversed().prefix(10), at) { section.parts = [FormPart(cards)] }
        return section
    }

    private static func cards(
        _ observations: some Sequence<StudyObservation>, _ at: StudyVisit
    ) -> CardList? {
        let visit = at.visit
        let cards = observations.map { observation in
            CardList.Card(
                visit.text("coaches.observation.number", ["number": "\(observation.number)"]) + ": "
                    + at.codes(of: observation),
                href: at.link("/waarnemingen/\(observation.number)"), text: observation.current.text.shortened(to: 160),
                meta: [
                    at.name(account: observation.current.account), visit.words(observation.current.observedAt),
                ] + (observation.corrections.isEmpty ? [] : [visit.text("coaches.observation.corrected")]),
                tag: observation.retracted == nil
                    ? observation.current.imageReceived
                        ? Tag(visit.text("coaches.observation.image-tag"), .look) : nil
                    : Tag(visit.text("coaches.observation.retracted")))
        }
        return cards.isEmpty ? nil : CardList(cards)
    }

    // MARK: One

    private func show(_ at: StudyVisit, _ number: Int, failed: String? = nil) async throws -> Response {
        guard let observation = at.study.observation(number) else { throw RecordsError.notFound }
        let visit = at.visit
        var page = at.page(visit.text("coaches.observation.number", ["number": "\(number)"]))
        page.back = Link(visit.text("coaches.observations.title"), href: at.link("/waarnemingen"))
        if observation.retracted != nil { page.tags.append(Tag(visit.text("coaches.observation.retracted"), .look)) }
        if observation.current.imageReceived {
            page.notices.append(Notice(.warning, visit.text("coaches.observation.image-about")))
        }
        page.sections = [facts(observation, at), history(observation, at)]
        if at.isKept, observation.retracted == nil, !at.isWaiting(observation) {
            page.sections.append(forms(observation, at, failed: failed))
        }
        return try at.room.show(page)
    }

    private func facts(_ observation: StudyObservation, _ at: StudyVisit) -> DeskPage.Section {
        let (visit, current) = (at.visit, observation.current)
        func row(_ key: String, _ value: String, href: String? = nil) -> SummaryList.Row {
            SummaryList.Row(visit.text("coaches.observation.\(key)"), value, href: href)
        }
        var rows = [
            row("code", at.codes(of: observation)),
            row("account-name", at.name(account: current.account), href: at.link("/accounts/\(current.account)")),
            row("moment", visit.words(current.observedAt)),
            row("setting", visit.words("setting", current.setting.rawValue)),
            row("visible", visit.text(current.isPublic ? "coaches.observation.public" : "coaches.observation.private")),
            row("initiator", visit.words("initiator", current.initiator.rawValue)),
            row("age-stated", visit.words("known", current.ageStatedBefore.rawValue)),
            row(
                "image-received",
                visit.text(current.imageReceived ? "coaches.observation.not-kept" : "coaches.known.no")),
            row("entered", "\(at.name(observation.entered.member)), \(visit.words(observation.entered.at))"),
            row("codebook", observation.codebook),
        ]
        if let session = at.study.session(observation.session) {
            rows.append(
                row(
                    "session", visit.text("coaches.session.number", ["number": "\(session.number)"]),
                    href: at.link("/sessies/\(session.id)")))
        }
        let kind = visit.text(current.isSummary ? "coaches.observation.summary" : "coaches.observation.literal")
        return DeskPage.Section(text: [kind], quote: [current.text], parts: [FormPart(SummaryList(rows))])
    }

    private func history(_ observation: StudyObservation, _ at: StudyVisit) -> DeskPage.Section {
        let visit = at.visit
        var events = observation.corrections.map { correction in
            Timeline.Event(
                when: visit.words(correction.stamp.at), datetime: correction.stamp.at.rfc3339,
                visit.text("coaches.observation.corrected-by", ["name": at.name(correction.stamp.member)]),
                text: visit.text(
                    "coaches.observation.was",
                    [
                        "reason": correction.reason,
                        "codes": at.isWaiting(observation)
                            ? visit.text("coaches.observation.codes-hidden") : at.words(correction.before.codes),
                        "text": correction.isHidden
                            ? visit.text("coaches.observation.hidden") : correction.before.text,
                    ]))
        }
        if let retracted = observation.retracted {
            events.append(
                Timeline.Event(
                    when: visit.words(retracted.stamp.at), datetime: retracted.stamp.at.rfc3339,
                    visit.text("coaches.observation.retracted-by", ["name": at.name(retracted.stamp.member)]),
                    text: retracted.reason))
        }
        guard !events.isEmpty else { return DeskPage.Section() }
        return DeskPage.Section(
            heading: visit.text("coaches.observation.history"), parts: [FormPart(Timeline(events))])
    }

    private func forms(_ observation: StudyObservation, _ at: StudyVisit, failed: String?) -> DeskPage.Section {
        let visit = at.visit
        let path = "\(at.path)/waarnemingen/\(observation.number)"
        let (right, back) = (at.room.visit("verbeter", failed: failed), at.room.visit("trek-in", failed: failed))
        return DeskPage.Section(
            panels: [
                at.room.panel(
                    "verbeter", "coaches.observation.correct", action: "\(path)/verbeter", about: true,
                    isOpen: failed == "verbeter",
                    ObservationForm(at).correction(right, observation.current) + [
                        FormPart(
                            right.choices(
                                "hide", legend: "coaches.observation.hide", several: true, optional: true,
                                options: [Choices.Option("1", visit.text("coaches.observation.hide-old"))])),
                        FormPart(right.field("reason", label: "coaches.observation.reason")),
                    ]),
                at.room.panel(
                    "trek-in", "coaches.observation.retract", action: "\(path)/trek-in", about: true,
                    isOpen: failed == "trek-in",
                    [FormPart(back.field("retract-reason", label: "coaches.observation.reason"))]),
            ])
    }

    private func correct(_ visit: Visit) async throws -> Response {
        let at = try await coaches.studyVisit(visit)
        let number = try visit.number()
        guard let known = at.study.observation(number) else { throw RecordsError.notFound }
        var visit = visit
        let reason = visit.form.required("reason")
        let hides = visit.form["hide"] == "1"
        let observation = ObservationForm(at).observation(&visit.form, account: known.current.account)
        if !visit.form.hasErrors, let observation {
            _ = try await visit.attempt(naming: ["observed-at": "observed-time"]) {
                try await coaches.studies.correct(
                    at.room.seat, at.id, number, to: observation, reason: reason, hidesOld: hides)
            }
        }
        guard visit.form.hasErrors else {
            return at.room.redirect(to: "\(at.path)/waarnemingen/\(number)", notice: "coaches.notices.corrected")
        }
        return try await show(at.with(visit), number, failed: "verbeter")
    }

    private func retract(_ visit: Visit) async throws -> Response {
        let at = try await coaches.studyVisit(visit)
        let number = try visit.number()
        var visit = visit
        let reason = visit.form.required("retract-reason")
        if !visit.form.hasErrors {
            _ = try await visit.attempt(naming: ["reason": "retract-reason"]) {
                try await coaches.studies.retract(at.room.seat, at.id, number, reason: reason)
            }
        }
        guard visit.form.hasErrors else {
            return at.room.redirect(to: "\(at.path)/waarnemingen/\(number)", notice: "coaches.notices.retracted")
        }
        return try await show(at.with(visit), number, failed: "trek-in")
    }
}

extension String {
    /// The beginning of a text on one line.
    func shortened(to most: Int) -> String {
        let line = split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count <= most ? line : line.prefix(most - 1) + "…"
    }
}
