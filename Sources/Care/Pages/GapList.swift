import Core
import Web

/// Gaps in the order of a work list, each with its reasons in words, a way to mend it, and what was decided.
struct GapList: Component {
    static let template = "care/gaps"
    static let criteria = [
        "Een gat is geen cijfer: er staat in woorden waarom het er een is en vóór welke dag iemand iets doet.",
        "Wat iemand besloot staat erbij met reden en naam, en is terug te draaien.",
    ]
    static let examples: [Example<GapList>] = []

    struct Item: Sendable {
        let id: String
        let title: String
        let when: Tag
        let reasons: [String]
        /// What was decided, by whom and why; `nil` while nothing was.
        let decided: String?
        /// Where it is mended.
        let mend: Link?
        let panel: DeskPanel?
        let undo: DeskButton?
    }

    let gaps: [Item]
}

extension ContinuityGap {
    /// The name as it stands in an address, an id or the name of a field.
    var anchor: String { name.lowercased().replacing(".", with: "-") }

    /// Where what is missing is entered.
    var mending: (place: CareVisit.Place, section: String) {
        switch kind {
        case .paperBridge:
            reasons.contains { if case .acceptedWithoutContact = $0 { true } else { false } }
                ? (.handovers, "") : (.help, "#hulpperiodes")
        case .decisionMissing: (.help, "#besluiten")
        case .waitingList: (.help, "#afspraken")
        case .silence: (.help, "#contacten")
        case .checkpoint: (.help, "#kijkmomenten")
        case .pastGap, .comingGap, .resumption, .noFunder, .lostSpecialism, .nobody: (.help, "#hulpperiodes")
        }
    }
}

extension CareVisit {
    /// What a gap is called, with the function that it is about.
    func title(_ gap: ContinuityGap) -> String {
        let kind = visit.words("gap-kind", gap.kind.code)
        guard let function = gap.function, function != .direction else { return kind }
        return visit.text(
            "care.overview.gap-title", ["function": visit.words("function", function.rawValue), "gap": kind])
    }

    /// A gap as a page shows it on a day.
    ///
    /// - Parameters:
    ///   - decision: what was decided about it by that day.
    ///   - isLive: whether something can be decided here.
    func item(
        _ gap: ContinuityGap, on day: Day, _ decision: GapDecision?, isLive: Bool, failed: String? = nil
    ) -> GapList.Item {
        let (place, section) = gap.mending
        return GapList.Item(
            id: gap.anchor, title: title(gap), when: when(gap, on: day),
            reasons: gap.reasons.map { visit.text($0.text) },
            decided: decision.map { self.words($0) },
            mend: isLive && decision == nil
                ? Link(visit.text("care.overview.mend.\(place)"), href: link(place) + section) : nil,
            panel: isLive && decision == nil ? panel(gap, failed: failed) : nil,
            undo: isLive && decision != nil
                ? room.button(
                    address(.overview, "/gat/terug"), "care.overview.undo",
                    hidden: [HiddenField(name: "gap", value: gap.name)]) : nil)
    }

    func words(_ decision: GapDecision) -> String {
        visit.text(
            "care.overview.decision",
            [
                "verdict": visit.words("gap-verdict", decision.verdict.rawValue), "reason": decision.reason,
                "by": words(decision.stamp),
            ])
    }

    private func when(_ gap: ContinuityGap, on day: Day) -> Tag {
        guard let before = gap.actBefore else {
            return Tag(
                visit.text(
                    "care.overview.past",
                    ["from": visit.words(gap.from), "until": gap.until.map { visit.words($0) } ?? "–"]))
        }
        return before <= day
            ? Tag(visit.text("care.overview.late", ["day": visit.words(before)]), .look)
            : Tag(visit.text("care.overview.before", ["day": visit.words(before)]), .look)
    }

    private func panel(_ gap: ContinuityGap, failed: String?) -> DeskPanel {
        let form = room.visit(gap.anchor, failed: failed)
        return room.panel(
            gap.anchor, "care.overview.decide", action: address(.overview, "/gat"), isOpen: failed == gap.anchor,
            hidden: [HiddenField(name: "gap", value: gap.name)],
            [
                FormPart(
                    form.choices(
                        "verdict-\(gap.anchor)", legend: "care.overview.decide.verdict",
                        options: GapDecision.Verdict.allCases.filter { $0 != .reopened }.map {
                            Choices.Option(
                                $0.rawValue, visit.words("gap-verdict", $0.rawValue),
                                hint: visit.words("gap-verdict-about", $0.rawValue))
                        })),
                FormPart(
                    form.field(
                        "reason-\(gap.anchor)", label: "care.overview.decide.reason",
                        hint: "care.overview.decide.reason-hint", maxlength: CareText.line)),
            ])
    }
}
