import Core
import Web

/// The forms on a report's page. The one that was sent with a mistake in it shows what was typed; the others what is known.
struct DeskReportForms: Sendable {
    typealias Panel = DeskReportPage.Panel
    private let report: DeskReport
    private let room: DeskRoom
    private let failed: Panel?

    init(_ report: DeskReport, _ room: DeskRoom, failed: Panel?) {
        self.report = report
        self.room = room
        self.failed = failed
    }

    /// The visit whose form fills this panel.
    private func visit(_ panel: Panel) -> Visit { panel == failed ? room.visit : room.visit.withoutInput }

    private func text(_ key: String, _ arguments: [String: String] = [:]) -> String {
        room.visit.text(key, arguments)
    }

    private func address(_ name: String) -> String { room.visit.link("\(InboxPages.path)/\(report.id)/\(name)") }

    private var isOpenHere: Bool { report.isHolder && report.status != .closed }

    // MARK: Buttons

    var buttons: [DeskButton] {
        func button(_ name: String, _ key: String) -> DeskButton {
            DeskButton(action: address(name), text: text(key), hidden: room.hidden)
        }
        guard report.isHolder else { return [] }
        if report.status == .closed { return [button("heropen", "inbox.close.reopen")] }
        return [
            report.claimedBy == nil
                ? button("pak-op", "inbox.report.claim") : button("laat-los", "inbox.report.release")
        ]
    }

    /// Undoes the merge of `merged`.
    func unmerge(_ merged: Identifier) -> DeskButton {
        DeskButton(
            action: address("maak-los"), text: text("inbox.report.unmerge"),
            hidden: room.hidden + [HiddenField(name: "melding", value: merged.text)])
    }

    // MARK: Always in sight

    var say: DeskForm? {
        guard isOpenHere, !report.isContactStopped, !report.isCopy else { return nil }
        let field = visit(.say).field("text", .textarea, label: "inbox.say.title", hint: "inbox.say.hint", rows: 4)
        return DeskForm(
            action: address("bericht"), hidden: room.hidden, parts: [FormPart(field)], button: text("inbox.say.button"))
    }

    var note: DeskForm {
        let field = visit(.note).field("note", .textarea, label: "inbox.note.title", rows: 3)
        return DeskForm(
            action: address("notitie"), hidden: room.hidden, parts: [FormPart(field)],
            button: text("inbox.note.button"))
    }

    // MARK: Folded up

    var panels: [DeskPanel] {
        let isAskable =
            switch report.identity {
            case .hidden, .refused: true
            default: false
            }
        let canAsk = isAskable && isOpenHere && !report.isContactStopped
        return [act, labels] + (isOpenHere ? [urgency] : []) + (canAsk ? [identity] : []) + (isOpenHere ? [close] : [])
            + (report.isHolder ? [aftermath, keep] : [])
    }

    private func panel(
        _ name: Panel, _ path: String, _ key: String, about: String? = nil, _ parts: [FormPart]
    ) -> DeskPanel {
        DeskPanel(
            id: "doe-\(name.rawValue)", title: text("\(key).title"), about: about, action: address(path),
            hidden: room.hidden, parts: parts, button: text("\(key).button"), isOpen: name == failed)
    }

    private var act: DeskPanel {
        let visit = visit(.act)
        return panel(
            .act, "gedaan", "inbox.act", about: text("inbox.act.about"),
            [
                FormPart(
                    visit.select(
                        "action", label: "inbox.act.field",
                        options: DeskNote.OutsideAction.allCases.map { Select.Option($0.rawValue, visit.words($0)) })),
                FormPart(visit.field("number", label: "inbox.act.number", optional: true)),
                FormPart(
                    visit.field("action-words", .textarea, label: "inbox.act.words", optional: true, rows: 3)),
            ])
    }

    private var labels: DeskPanel {
        let field = visit(.labels).field(
            "labels", label: "inbox.labels.field", hint: "inbox.labels.hint",
            value: report.labels.joined(separator: ", "), optional: true)
        return panel(.labels, "labels", "inbox.labels", [FormPart(field)])
    }

    private var urgency: DeskPanel {
        let visit = visit(.urgency)
        return panel(
            .urgency, "urgentie", "inbox.change-urgency",
            [
                FormPart(
                    visit.select(
                        "urgency", label: "inbox.change-urgency.field", value: report.urgency.name,
                        options: Urgency.allCases.map { Select.Option($0.name, visit.words($0)) })),
                FormPart(visit.field("urgency-reason", label: "inbox.change-urgency.reason")),
            ])
    }

    private var identity: DeskPanel {
        let field = visit(.identity).field("identity-reason", label: "inbox.identity.reason")
        let panel = panel(
            .identity, "melder", "inbox.identity", about: text("inbox.identity.ask-about"), [FormPart(field)])
        return DeskPanel(
            id: panel.id, title: text("inbox.identity.ask"), about: panel.about, action: panel.action,
            hidden: panel.hidden, parts: panel.parts, button: panel.button, isOpen: panel.isOpen)
    }

    private var close: DeskPanel {
        let visit = visit(.close)
        var parts = [
            FormPart(
                visit.select(
                    "outcome", label: "inbox.close.outcome",
                    options: ReportOutcome.allCases.map { Select.Option($0.rawValue, visit.words($0)) }))
        ]
        if !report.isCopy {
            parts.append(
                FormPart(
                    visit.field(
                        "words", .textarea, label: "inbox.close.words", hint: "inbox.close.words-hint",
                        optional: true, rows: 3)))
        }
        return panel(.close, "sluit", "inbox.close", parts)
    }

    private var aftermath: DeskPanel {
        let visit = visit(.aftermath)
        return panel(
            .aftermath, "afloop", "inbox.aftermath", about: text("inbox.aftermath.about"),
            [
                FormPart(
                    visit.select(
                        "aftermath", label: "inbox.aftermath.field",
                        options: Aftermath.allCases.map { Select.Option($0.rawValue, visit.words($0)) })),
                FormPart(
                    visit.field("aftermath-words", .textarea, label: "inbox.aftermath.words", optional: true, rows: 3)),
            ])
    }

    private var keep: DeskPanel {
        let visit = visit(.keep)
        return panel(
            .keep, "bewaar", "inbox.keep",
            about: text("inbox.keep.about", ["day": visit.words(report.deleteOn)]),
            [
                FormPart(visit.field("until", .date, label: "inbox.keep.field", hint: "inbox.keep.hint")),
                FormPart(visit.field("keep-reason", label: "inbox.keep.reason")),
            ])
    }
}
