import Core
import Directory
import Linkage
import Records
import Web

/// One link: both accounts beside each other, why it was proposed, level by level, and what was decided.
struct LinkPage: Sendable {
    private let link: AccountLink
    private let all: Recurrence.SeenAgain
    private let room: DeskRoom
    private let names: [Identifier: String]
    /// Whether the desk keeps the study that the link stands in.
    private let isKept: Bool
    private var visit: Visit { room.visit }
    private var proposal: LinkProposal { link.proposal }

    init(
        _ link: Recurrence.StudyLink, _ all: Recurrence.SeenAgain, _ room: DeskRoom, _ names: [Identifier: String]
    ) {
        self.link = link.link
        self.all = all
        self.room = room
        self.names = names
        isKept = all.study(link.study)?.isKept == true
    }

    private func name(_ member: Identifier) -> String { names[member] ?? visit.text("coaches.somebody") }

    func page(failed: String?) -> DeskPage {
        let accounts = [proposal.left, proposal.right].map { all.account($0)?.name ?? "–" }
        var page = DeskPage(
            visit.text("coaches.again.pair", ["left": accounts[0], "right": accounts[1]]), room)
        page.back = Link(visit.text("coaches.again.title"), href: room.link(RecurrencePages.path))
        page.tags = [
            Tag(visit.text("coaches.link.state.\(link.state.rawValue)"), link.state == .proposed ? .look : .plain)
        ]
        page.lead = visit.words(proposal.origin)
        page.sections = [reasons, sides, history, forms(failed: failed)]
        return page
    }

    // MARK: Why

    private var reasons: DeskPage.Section {
        var section = DeskPage.Section(heading: visit.text("coaches.link.why"))
        switch proposal.origin {
        case .member(_, _, let words):
            section.text = [visit.text("coaches.link.proposed-by", ["name": name(link.proposed.member)])]
            section.quote = [words]
        case .linkage(_, let weight, let prior, let reasons):
            section.text = [visit.text("coaches.link.why-about")]
            let compared = reasons.filter { $0.column != AccountLinkage.sameSelector }
            section.parts = [FormPart(table(compared, prior: prior, weight: weight))]
        }
        return section
    }

    /// What each comparison adds, from the weight of a pair of which nothing is known to that of this one.
    private func table(_ reasons: [LinkProposal.Reason], prior: Double, weight: Double) -> DataTable {
        let rows =
            [[Self.cell(visit.text("coaches.link.prior")), "", "", Self.cell(signed(prior))]]
            + reasons.map { reason in
                let values = [proposal.left, proposal.right].map { value(reason.column, of: $0) }
                return [
                    Self.cell(visit.text("coaches.column.\(reason.column)")),
                    Self.cell(values.joined(separator: " / ")), Self.cell(level(reason)),
                    Self.cell(signed(reason.weight)),
                ]
            }
        return DataTable(
            id: "redenen", caption: visit.text("coaches.link.reasons"),
            columns: [
                DataTable.Column(visit.text("coaches.link.column")),
                DataTable.Column(visit.text("coaches.link.values")),
                DataTable.Column(visit.text("coaches.link.level")), .number(visit.text("coaches.link.weight")),
            ], rows: rows,
            total: [Self.cell(visit.text("coaches.link.total")), "", "", Self.cell(signed(weight))])
    }

    private static func cell(_ text: String) -> DataTable.Cell { DataTable.Cell(text) }

    private func value(_ column: String, of reference: AccountReference) -> String {
        guard let account = all.account(reference) else { return "–" }
        let place = AccountLinkage.comparisons.firstIndex { $0.column == column }
        return place.flatMap { AccountLinkage.row(account)[$0] } ?? "–"
    }

    /// A level as Linkage names it, in words; see `levels`.
    private func level(_ reason: LinkProposal.Reason) -> String {
        visit.text("coaches.level.\(Self.level(reason.column, reason.level))")
    }

    /// The word for a level of a column. Every level of the model has one.
    static func level(_ column: String, _ label: String) -> String {
        switch (column, label) {
        case (_, "missing"): "missing"
        case (_, "else"): "else"
        case (_, "exact"), ("age", "number ≤ 0"): "exact"
        case ("handle", "exact (handle)"): "spelling"
        case ("contact", _): "one-of"
        case ("age", "number ≤ 1"): "one-year"
        case ("age", _): "few-years"
        case ("phone", "damerau ≤ 1"): "one-digit"
        case ("phone", _): "part"
        case ("profile", "rare_tokens ≥ 0.45"): "many-words"
        case ("profile", _): "some-words"
        case (_, "jaro_winkler ≥ 0.92"), (_, "jaro_winkler ≥ 0.92 (handle)"): "very-near"
        case (_, let label) where label.hasPrefix("ngrams"): "pieces"
        default: "near"
        }
    }

    /// Bits, with one digit behind the point and always a sign.
    private func signed(_ weight: Double) -> String {
        let tenths = Int((abs(weight) * 10).rounded())
        let point = visit.language == .nl ? "," : "."
        return (weight < 0 ? "−" : "+") + "\(tenths / 10)\(point)\(tenths % 10)"
    }

    // MARK: Both sides

    private var sides: DeskPage.Section {
        var section = DeskPage.Section(heading: visit.text("coaches.link.sides"))
        section.parts = [proposal.left, proposal.right].flatMap { reference -> [FormPart] in
            guard let listed = all.study(reference.study), let account = listed.study.account(reference.account) else {
                return []
            }
            return [
                FormPart(
                    CardList(
                        [
                            CardList.Card(
                                account.name,
                                href: room.link("\(StudyPages.path)/\(reference.study)/accounts/\(reference.account)"),
                                text: listed.study.agreed.title)
                        ], level: 3)),
                FormPart(AccountPages.facts(account, listed.study, visit)),
            ]
        }
        return section
    }

    // MARK: What was decided

    private var history: DeskPage.Section {
        let events =
            [
                Timeline.Event(
                    when: visit.words(link.proposed.at), datetime: link.proposed.at.rfc3339,
                    visit.text("coaches.link.proposed-by", ["name": name(link.proposed.member)]))
            ]
            + link.history.map { decision in
                Timeline.Event(
                    when: visit.words(decision.stamp.at), datetime: decision.stamp.at.rfc3339,
                    visit.text(
                        "coaches.link.decided.\(decision.verdict.rawValue)", ["name": name(decision.stamp.member)]),
                    text: decision.reason)
            }
        return DeskPage.Section(heading: visit.text("coaches.link.history"), parts: [FormPart(Timeline(events))])
    }

    private func forms(failed: String?) -> DeskPage.Section {
        var section = DeskPage.Section(heading: visit.text("coaches.link.decide"))
        let path = "\(RecurrencePages.path)/\(link.id)"
        func panel(_ name: String, _ key: String) -> DeskPanel {
            let form = room.visit(name, failed: failed)
            return room.panel(
                name, key, action: "\(path)/\(name)", isOpen: failed == name,
                [
                    FormPart(
                        form.field(
                            "reason-\(name)", .textarea, label: "coaches.link.reason", hint: "coaches.link.reason-hint",
                            rows: 3))
                ])
        }
        guard isKept else {
            section.text = [visit.text("records.error.not-kept-here")]
            return section
        }
        if link.state != .proposed {
            section.panels = [panel("herstel", "coaches.link.undo")]
        } else if link.proposed.member == room.seat.actor.member?.id {
            section.text = [visit.text("coaches.error.own-proposal")]
        } else {
            section.panels = [panel("bevestig", "coaches.link.confirm"), panel("verwerp", "coaches.link.reject")]
        }
        return section
    }
}
