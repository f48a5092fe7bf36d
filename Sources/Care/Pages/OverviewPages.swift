import Content
import Core
import Directory
import Hummingbird
import Storage
import Web

/// The first page about a young person: what asks for something, and how it stands.
struct OverviewPages: Sendable {
    let care: Care

    /// What stands for a plan in the demo.
    static let sample = "\(CareVisit.path)/{plan}"
    /// Actions on the page; the plan has them all.
    private static let most = 6

    var routes: [Web.Route] {
        let path = "\(CareVisit.path)/:id"
        return [
            .page(path, access: Care.readers, sample: Self.sample) { visit in
                try await show(try await care.careVisit(visit, isNoted: true))
            },
            .action("\(path)/gat", access: Care.readers, bodyLimit: 64 << 10, decide),
            .action("\(path)/gat/terug", access: Care.readers, bodyLimit: 64 << 10, reopen),
        ]
    }

    private func show(_ at: CareVisit, failed: String? = nil) async throws -> Response {
        var page = at.page(.overview)
        let age = Birthdays.age(on: at.today, born: at.file.person.bornOn)
        page.lead = at.visit.text(
            "care.overview.lead",
            ["age": "\(age)", "day": at.visit.words(Birthdays.eighteenth(born: at.file.person.bornOn))])
        let readers = try await readers(at)
        page.sections =
            gaps(at, failed: failed)
            + [actions(at), timeline(at), HowPages.bigFive(at, isShort: true), readers]
        return try at.room.show(page)
    }

    // MARK: Gaps

    private func gaps(_ at: CareVisit, failed: String?) -> [DeskPage.Section] {
        let visit = at.visit
        let all = GapFinder.find(in: at.file.record, on: at.today, at.context.limits)
        let open = all.filter { at.file.decision(about: $0) == nil }
        let decided = all.filter { at.file.decision(about: $0) != nil }
        func items(_ gaps: [ContinuityGap]) -> [GapList.Item] {
            gaps.map {
                at.item($0, on: at.today, at.file.decision(about: $0), isLive: at.isKept, failed: failed)
            }
        }
        var sections = [
            DeskPage.Section(
                id: "gaten", heading: visit.text("care.overview.gaps", ["count": "\(open.count)"]),
                text: [visit.text(open.isEmpty ? "care.overview.no-gaps" : "care.overview.gaps-about")],
                parts: open.isEmpty ? [] : [FormPart(GapList(gaps: items(open)))])
        ]
        if !decided.isEmpty {
            sections.append(
                DeskPage.Section(
                    id: "besloten", heading: visit.text("care.overview.decided", ["count": "\(decided.count)"]),
                    text: [visit.text("care.overview.decided-about")], parts: [FormPart(GapList(gaps: items(decided)))])
            )
        }
        return sections
    }

    private func decide(_ visit: Visit) async throws -> Response {
        let gap = visit.form["gap"]
        let anchor = gap.lowercased().replacing(".", with: "-")
        return try await care.enter(visit, .overview, panel: anchor, notice: "care.overview.notices.decided", show) {
            visit, at in
            let verdict: GapDecision.Verdict? = visit.form.choice("verdict-\(anchor)")
            let reason = visit.form.required("reason-\(anchor)", most: CareText.line)
            guard !visit.form.hasErrors, let verdict, verdict != .reopened else { return }
            _ = try await visit.attempt(naming: ["reason": "reason-\(anchor)"]) {
                try await care.files.decide(at.room.seat, at.id, gap: gap, verdict, reason: reason)
            }
        }
    }

    private func reopen(_ visit: Visit) async throws -> Response {
        try await care.enter(visit, .overview, panel: "", notice: "care.overview.notices.reopened", show) { visit, at in
            let gap = visit.form["gap"]
            _ = try await visit.attempt { try await care.files.reopen(at.room.seat, at.id, gap: gap) }
        }
    }

    // MARK: Actions

    private func actions(_ at: CareVisit) -> DeskPage.Section {
        let visit = at.visit
        let waiting = at.file.plan.waiting(on: at.today, at.file.anchors(on: at.today)).filter { $0.due != nil }
        let words = WorkWords(visit: visit, context: at.context)
        var section = DeskPage.Section(id: "acties", heading: visit.text("care.overview.actions"))
        if waiting.isEmpty {
            section.text = [visit.text("care.overview.no-actions")]
        } else {
            section.parts = [
                FormPart(
                    Timeline(
                        waiting.prefix(Self.most).map { line in
                            let isLate = line.due.map { $0 < at.today } ?? false
                            return Timeline.Event(
                                when: line.due.map { visit.words($0) } ?? "–", datetime: line.due.map { "\($0)" },
                                words.words(line.item),
                                text: isLate
                                    ? visit.text("care.overview.overdue")
                                    : visit.words("domain", line.item.domain.rawValue))
                        }))
            ]
        }
        section.links = [
            Link(visit.text("care.overview.to-plan", ["count": "\(waiting.count)"]), href: at.link(.plan))
        ]
        return section
    }

    // MARK: Timeline

    private func timeline(_ at: CareVisit) -> DeskPage.Section {
        let gaps = GapFinder.find(in: at.file.record, on: at.today, at.context.limits)
        let picture = HelpPicture(
            at.file.record, gaps, on: at.today, careEnd: at.file.anchors(on: at.today).careEnd, at.context.limits)
        let decided = Set(gaps.filter { at.file.decision(about: $0) != nil }.map(\.name))
        var section = DeskPage.Section(id: "verloop", heading: at.visit.text("care.overview.timeline"))
        if picture.lanes.isEmpty {
            section.parts = [
                FormPart(
                    EmptyState(
                        at.visit.text("care.overview.no-help"), at.visit.text("care.overview.no-help-about"),
                        button: at.isKept
                            ? Button(at.visit.text("care.help.add.title"), href: at.link(.help) + "#hulpperiodes") : nil
                    ))
            ]
        } else {
            section.parts = [FormPart(HelpTimeline(picture, decided: decided, at.visit))]
            section.links = [Link(at.visit.text("care.overview.to-help"), href: at.link(.help))]
        }
        return section
    }

    // MARK: Readers

    /// Who else looks along, and until when.
    private func readers(_ at: CareVisit) async throws -> DeskPage.Section {
        let visit = at.visit
        let ends = at.file.accessEnds(at.context.limits)
        let context = care.context
        var rows: [[DataTable.Cell]] = []
        for reader in at.file.readers {
            let end = ends[reader.desk]
            if let end, !end.isOpen(on: at.today) { continue }
            let name = try await context.database.read { try context.desks.name(reader.desk, in: $0) }
            rows.append([
                DataTable.Cell(name), DataTable.Cell(visit.words("reader-why", reader.why.rawValue)),
                DataTable.Cell(visit.words(reader.since)),
                DataTable.Cell(
                    end.map {
                        visit.text(
                            "care.overview.until",
                            ["day": visit.words($0.endsOn), "because": visit.words("access-end", $0.because.rawValue)])
                    } ?? "–"),
            ])
        }
        return DeskPage.Section(
            id: "meelezers", heading: visit.text("care.overview.readers"),
            text: rows.isEmpty ? [visit.text("care.overview.no-readers")] : [],
            parts: rows.isEmpty
                ? []
                : [
                    FormPart(
                        DataTable(
                            id: "meelezers-tabel", caption: visit.text("care.overview.readers"),
                            columns: ["desk", "why", "since", "end"].map {
                                DataTable.Column(visit.text("care.overview.reader.\($0)"))
                            }, rows: rows))
                ], links: [Link(visit.text("care.overview.to-handovers"), href: at.link(.handovers))])
    }
}

extension Care {
    /// Takes in a form of a page about a young person: on to the page, or the page again with what was typed and what is wrong.
    ///
    /// - Parameters:
    ///   - panel: the panel that shows at once when something is wrong.
    ///   - next: where it goes on, when that is not the page itself.
    func enter(
        _ visit: Visit, _ place: CareVisit.Place, panel: String, notice: String,
        next: (CareVisit) -> String? = { _ in nil },
        _ show: (CareVisit, String?) async throws -> Response,
        _ body: (inout Visit, CareVisit) async throws -> Void
    ) async throws -> Response {
        let at = try await careVisit(visit)
        var visit = visit
        if !visit.form.hasErrors { try await body(&visit, at) }
        guard visit.form.hasErrors else { return at.room.redirect(to: next(at) ?? at.address(place), notice: notice) }
        return try await show(at.with(visit), panel)
    }
}
