import Core
import Directory
import Hummingbird
import Web

/// The same coach, seen again: what recurs, and the links that wait for a decision.
struct RecurrencePages: Sendable {
    let coaches: Coaches

    static let path = "\(StudyPages.path)/terug-gezien"
    /// Links of one state on the page, the latest.
    private static let most = 200

    var routes: [Web.Route] {
        let access = Coaches.readers
        let one = "\(Self.path)/:link"
        return [
            .page(Self.path, access: access) { try await show(try await DeskRoom($0, coaches)) },
            .action("\(Self.path)/zoek", access: access, bodyLimit: 64 << 10, propose),
            .action("\(Self.path)/voorstel", access: access, bodyLimit: 64 << 10, proposeByHand),
            .page(one, access: access, sample: "\(Self.path)/{link}") { visit in
                try await link(visit)
            },
            .action("\(one)/bevestig", access: access, bodyLimit: 64 << 10) { visit in
                try await decide(visit, "bevestig", notice: "coaches.notices.confirmed") { room, id, reason in
                    try await coaches.recurrence.decide(room.seat, id, isOne: true, reason: reason)
                }
            },
            .action("\(one)/verwerp", access: access, bodyLimit: 64 << 10) { visit in
                try await decide(visit, "verwerp", notice: "coaches.notices.rejected") { room, id, reason in
                    try await coaches.recurrence.decide(room.seat, id, isOne: false, reason: reason)
                }
            },
            .action("\(one)/herstel", access: access, bodyLimit: 64 << 10) { visit in
                try await decide(visit, "herstel", notice: "coaches.notices.undone") { room, id, reason in
                    try await coaches.recurrence.undo(room.seat, id, reason: reason)
                }
            },
        ]
    }

    // MARK: Overview

    private func show(_ room: DeskRoom, failed: Bool = false) async throws -> Response {
        let all = try await coaches.recurrence.overview(room.seat)
        let visit = room.visit
        var page = DeskPage(visit.text("coaches.again.title"), room)
        page.back = Link(visit.text("coaches.title"), href: room.link(StudyPages.path))
        page.lead = visit.text("coaches.again.lead")
        page.tabs = room.tabs(Self.path)
        page.tabsLabel = visit.text("web.desk.tabs")
        if all.damaged > 0 {
            page.notices = [Notice(.warning, visit.text("coaches.damaged", ["count": "\(all.damaged)"]))]
        }
        page.sections = [
            count(all, room), waves(all, room), links(all, .proposed, room), links(all, .confirmed, room),
            links(all, .rejected, room), byHand(all, room, failed: failed),
        ]
        return try room.show(page)
    }

    /// The range of coaches.
    private func count(_ all: Recurrence.SeenAgain, _ room: DeskRoom) -> DeskPage.Section {
        let (visit, count) = (room.visit, all.count)
        func range(_ from: Int, _ to: Int) -> String {
            from == to ? "\(from)" : visit.text("coaches.again.range", ["from": "\(from)", "to": "\(to)"])
        }
        let accounts = all.studies.reduce(0) { $0 + $1.study.seenAccounts.count }
        return DeskPage.Section(
            heading: visit.text("coaches.again.count"),
            text: [visit.text("coaches.again.count-about")],
            parts: [
                FormPart(
                    SummaryList([
                        SummaryList.Row(visit.text("coaches.accounts.title"), "\(accounts)"),
                        SummaryList.Row(visit.text("coaches.again.coaches"), range(count.fewest, count.most)),
                        SummaryList.Row(
                            visit.text("coaches.again.recurring"), range(count.recurringFewest, count.recurringMost)),
                    ]))
            ], buttons: accounts > 1 ? [room.button("\(Self.path)/zoek", "coaches.again.look")] : [])
    }

    /// First wave, second wave, and what recurs.
    private func waves(_ all: Recurrence.SeenAgain, _ room: DeskRoom) -> DeskPage.Section {
        let visit = room.visit
        var section = DeskPage.Section(heading: visit.text("coaches.again.waves"))
        guard all.studies.count > 1 else {
            section.text = [visit.text("coaches.again.one-study")]
            return section
        }
        let chart = Chart.compare(
            id: "golven", title: visit.text("coaches.again.chart"),
            words: Chart.Words(
                language: visit.language, label: visit.text("coaches.again.wave"),
                count: visit.text("coaches.accounts.title"), suppressed: ""),
            Self.points(all, visit))
        section.text = [visit.text("coaches.again.inside")]
        section.parts = [FormPart(chart), FormPart(Self.clusters(all, room))]
        return section
    }

    /// For each study how many of its accounts belong to a coach who was in an older one too.
    static func points(_ all: Recurrence.SeenAgain, _ visit: Visit) -> [Chart.Point] {
        all.studies.enumerated().flatMap { place, listed -> [Chart.Point] in
            let older = Set(all.studies.prefix(place).map(\.id))
            let again = all.count.confirmed.filter { cluster in cluster.contains { older.contains($0.study) } }
                .reduce(0) { $0 + $1.count { $0.study == listed.id } }
            let title = listed.study.agreed.title
            let total = Chart.Point(title, .value(listed.study.seenAccounts.count))
            guard place > 0 else { return [total] }
            return [total, Chart.Point(visit.text("coaches.again.again", ["study": title]), .value(again))]
        }
    }

    /// The coaches who recur: their accounts by study, and what they asked each time.
    private static func clusters(_ all: Recurrence.SeenAgain, _ room: DeskRoom) -> DataTable {
        let visit = room.visit
        let recurring = all.count.confirmed.filter { Set($0.map(\.study)).count > 1 }
        return DataTable(
            id: "terugkerend", caption: visit.text("coaches.again.clusters"),
            columns: [DataTable.Column(visit.text("coaches.again.coach"))]
                + all.studies.map { DataTable.Column($0.study.agreed.title) },
            rows: recurring.enumerated().map { number, cluster in
                [DataTable.Cell(visit.text("coaches.again.coach-number", ["number": "\(number + 1)"]))]
                    + all.studies.map { listed in
                        let names = cluster.filter { $0.study == listed.id }.compactMap { all.account($0)?.name }
                        return DataTable.Cell(names.isEmpty ? "–" : names.joined(separator: ", "))
                    }
            }, note: recurring.isEmpty ? visit.text("coaches.again.no-clusters") : nil)
    }

    private func links(_ all: Recurrence.SeenAgain, _ state: AccountLink.State, _ room: DeskRoom)
        -> DeskPage.Section
    {
        let visit = room.visit
        let shown = all.links.filter { $0.link.state == state }
        var section = DeskPage.Section(
            id: state.rawValue,
            heading: visit.text("coaches.again.links.\(state.rawValue)", ["count": "\(shown.count)"]))
        if shown.isEmpty {
            section.text = [visit.text("coaches.again.none.\(state.rawValue)")]
        } else {
            if shown.count > Self.most { section.text = [visit.text("coaches.again.latest", ["most": "\(Self.most)"])] }
            section.parts = [
                FormPart(CardList(shown.suffix(Self.most).reversed().map { card($0, all, room) }, level: 3))
            ]
        }
        return section
    }

    private func card(_ link: Recurrence.StudyLink, _ all: Recurrence.SeenAgain, _ room: DeskRoom) -> CardList.Card {
        let (visit, proposal) = (room.visit, link.link.proposal)
        let names = [proposal.left, proposal.right].map { all.account($0)?.name ?? "–" }
        let studies = [proposal.left, proposal.right].map { all.study($0.study)?.study.agreed.title ?? "–" }
        return CardList.Card(
            visit.text("coaches.again.pair", ["left": names[0], "right": names[1]]),
            href: room.link("\(Self.path)/\(link.link.id)"), text: visit.words(proposal.origin),
            meta: Set(studies).count == 1 ? [studies[0]] : studies)
    }

    private func propose(_ visit: Visit) async throws -> Response {
        let room = try await DeskRoom(visit, coaches)
        var visit = visit
        let found = try await visit.attempt { try await coaches.recurrence.propose(room.seat) }
        guard let found else { return try await show(room.with(visit)) }
        return room.redirect(
            to: Self.path, notice: found == 0 ? "coaches.notices.nothing-new" : "coaches.notices.proposed")
    }

    // MARK: By hand

    private func byHand(_ all: Recurrence.SeenAgain, _ room: DeskRoom, failed: Bool) -> DeskPage.Section {
        let visit = failed ? room.visit : room.visit.withoutInput
        let accounts = all.studies.flatMap { listed in
            listed.study.seenAccounts.map { account in
                Select.Option("\(listed.id).\(account.id)", "\(account.name) – \(listed.study.agreed.title)")
            }
        }
        guard accounts.count > 1, all.studies.contains(where: \.isKept) else { return DeskPage.Section() }
        return DeskPage.Section(
            heading: visit.text("coaches.by-hand.heading"),
            panels: [
                room.panel(
                    "met-de-hand", "coaches.by-hand", action: "\(Self.path)/voorstel", about: true, isOpen: failed,
                    [
                        FormPart(visit.select("left", label: "coaches.by-hand.left", options: accounts)),
                        FormPart(visit.select("right", label: "coaches.by-hand.right", options: accounts)),
                        FormPart(
                            visit.select(
                                "basis", label: "coaches.by-hand.basis",
                                options: visit.options("basis", LinkProposal.Basis.self))),
                        FormPart(
                            visit.select(
                                "likelihood", label: "coaches.by-hand.likelihood",
                                options: visit.options("likelihood", LinkProposal.Likelihood.self))),
                        FormPart(
                            visit.field("words", .textarea, label: "coaches.by-hand.words", rows: 3)),
                    ])
            ])
    }

    private func proposeByHand(_ visit: Visit) async throws -> Response {
        let room = try await DeskRoom(visit, coaches)
        var visit = visit
        let ends = ["left", "right"].map { name -> AccountReference? in
            let parts = visit.form[name].split(separator: ".").map { Identifier($0) }
            guard parts.count == 2, let study = parts[0], let account = parts[1] else {
                visit.form.add(Text("web.form.choose"), at: name)
                return nil
            }
            return AccountReference(study: study, account: account)
        }
        let basis: LinkProposal.Basis? = visit.form.choice("basis")
        let likelihood: LinkProposal.Likelihood? = visit.form.choice("likelihood")
        let words = visit.form.required("words")
        if !visit.form.hasErrors, let left = ends[0], let right = ends[1], let basis, let likelihood {
            _ = try await visit.attempt {
                try await coaches.recurrence.propose(
                    room.seat, left, right, basis: basis, likelihood: likelihood, words: words)
            }
        }
        guard visit.form.hasErrors else { return room.redirect(to: Self.path, notice: "coaches.notices.proposed") }
        return try await show(room.with(visit), failed: true)
    }

    // MARK: One link

    private func link(_ visit: Visit, _ room: DeskRoom? = nil, failed: String? = nil) async throws -> Response {
        let id = try visit.identifier("link")
        let start = try await DeskRoom(visit, coaches)
        let ((link, all), found) = try await start.finding { try await coaches.recurrence.link($0.seat, id) }
        let names = try await coaches.context.memberNames()
        return try found.show(LinkPage(link, all, found, names).page(failed: failed))
    }

    private func decide(
        _ visit: Visit, _ panel: String, notice: String,
        _ body: (DeskRoom, Identifier, String) async throws -> Void
    ) async throws -> Response {
        let room = try await DeskRoom(visit, coaches)
        let id = try visit.identifier("link")
        var visit = visit
        let reason = visit.form.required("reason-\(panel)")
        if !visit.form.hasErrors {
            _ = try await visit.attempt(naming: ["reason": "reason-\(panel)"]) { try await body(room, id, reason) }
        }
        guard visit.form.hasErrors else { return room.redirect(to: "\(Self.path)/\(id)", notice: notice) }
        return try await link(visit, failed: panel)
    }
}

extension Visit {
    /// What the comparison found: the same selectors, and what the model makes of everything together.
    private func words(_ probability: Double, same kinds: [String]) -> String {
        let percent = "\(Int((probability * 100).rounded(.down)))"
        guard !kinds.isEmpty else { return text("coaches.link.by-linkage", ["percent": percent]) }
        let names = kinds.map { words("selector", $0).lowercased() }.joined(separator: ", ")
        return text("coaches.link.by-selector", ["kinds": names, "percent": percent])
    }

    /// Where a proposal comes from, in a sentence.
    func words(_ origin: LinkProposal.Origin) -> String {
        switch origin {
        case .linkage(let probability, _, _, let reasons):
            words(probability, same: reasons.filter { $0.column == AccountLinkage.sameSelector }.map(\.level))
        case .member(let basis, let likelihood, _):
            text(
                "coaches.link.by-member",
                ["basis": words("basis", basis.rawValue), "likelihood": words("likelihood", likelihood.rawValue)])
        }
    }
}
