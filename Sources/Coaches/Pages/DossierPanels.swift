import Core
import Web

/// The forms on a dossier's page. The one that was sent with a mistake in it shows what was typed.
struct DossierPanels {
    private let opened: Dossiers.Opened
    private let room: DeskRoom
    private let failed: DossierPanel?
    private var dossier: Dossier { opened.listed.dossier }
    private var cover: DossierCover { opened.listed.contents.cover }

    init(_ opened: Dossiers.Opened, _ room: DeskRoom, failed: DossierPanel?) {
        self.opened = opened
        self.room = room
        self.failed = failed
    }

    /// The visit whose form fills this panel.
    private func visit(_ panel: DossierPanel) -> Visit { panel == failed ? room.visit : room.visit.withoutInput }

    private func path(_ panel: DossierPanel) -> String {
        "\(DossierPages.path)/\(opened.listed.id)/\(panel.rawValue)"
    }

    private func panel(
        _ panel: DossierPanel, _ key: String, about: Bool = false, isOpen: Bool = false, _ parts: [FormPart]
    ) -> DeskPanel {
        room.panel(
            panel.rawValue, "coaches-dossier.\(key)", action: path(panel), about: about,
            isOpen: isOpen || panel == failed,
            parts)
    }

    // MARK: Which

    /// The one button with which a member approves; `nil` for who did, or when there is nothing to approve.
    var approve: DeskForm? {
        guard dossier.canApprove(opened.member) else { return nil }
        return room.form(
            path(.approve), [], button: "coaches-dossier.approve.button",
            hidden: [HiddenField(name: "hash", value: opened.listed.contents.hash)])
    }

    var ready: [DeskPanel] {
        switch dossier.status {
        case .approved: [handOver]
        case .handedOver: [receive, answer, pass]
        case .frozen, .withdrawn: []
        }
    }

    var endings: [DeskPanel] { (dossier.isClosed ? [] : [withdraw]) + [destroy] }

    // MARK: Each

    private func moment(_ visit: Visit, _ day: String, _ time: String) -> [FormPart] {
        [
            FormPart(visit.field(day, .date, label: "coaches-dossier.day", value: visit.now.day.typed)),
            FormPart(
                visit.field(
                    time, label: "coaches-dossier.time", hint: "coaches-dossier.time-hint",
                    value: visit.now.clockTime)),
        ]
    }

    private var handOver: DeskPanel {
        let visit = visit(.handOver)
        let ways = HandOver.Way.allCases.map {
            Choices.Option($0.rawValue, visit.text("coaches-dossier.way.\($0.rawValue)"))
        }
        return panel(
            .handOver, "hand-over", about: true, isOpen: failed == nil,
            [
                FormPart(
                    visit.field(
                        "to", label: "coaches-dossier.to", value: "\(cover.receiver.person), \(cover.receiver.role)")),
                FormPart(visit.choices("way", legend: "coaches-dossier.way.title", options: ways)),
            ] + moment(visit, "at", "at-time") + [
                FormPart(
                    visit.field(
                        "reference", label: "coaches-dossier.reference", hint: "coaches-dossier.reference-hint",
                        optional: true)
                )
            ])
    }

    private var pass: DeskPanel {
        let visit = visit(.pass)
        return panel(
            .pass, "pass", about: true,
            [
                FormPart(visit.field("from", label: "coaches-dossier.from", value: opened.name(opened.member, visit))),
                FormPart(visit.field("step-to", label: "coaches-dossier.to")),
            ] + moment(visit, "step-at", "step-time") + [
                FormPart(visit.field("why", label: "coaches-dossier.why")),
                FormPart(
                    visit.field(
                        "read-out", label: "coaches-dossier.read-out", hint: "coaches-dossier.read-out-hint",
                        optional: true)),
            ])
    }

    private var receive: DeskPanel {
        let visit = visit(.receive)
        return panel(
            .receive, "receive",
            [
                FormPart(visit.field("receipt-on", .date, label: "coaches-dossier.day", value: visit.now.day.typed)),
                FormPart(visit.field("by", label: "coaches-dossier.by", hint: "coaches-dossier.by-hint")),
                FormPart(visit.field("receipt-reference", label: "coaches-dossier.reference", optional: true)),
            ])
    }

    private var answer: DeskPanel {
        let visit = visit(.answer)
        return panel(
            .answer, "answer",
            [
                FormPart(visit.field("feedback-on", .date, label: "coaches-dossier.day", value: visit.now.day.typed)),
                FormPart(
                    visit.field(
                        "feedback-text", .textarea, label: "coaches-dossier.feedback",
                        hint: "coaches-dossier.feedback-hint",
                        maxlength: DossierFeedback.most, rows: 4)),
            ])
    }

    private var withdraw: DeskPanel {
        panel(
            .withdraw, "withdraw", about: true,
            [FormPart(visit(.withdraw).field("withdraw-reason", label: "coaches-dossier.reason"))])
    }

    private var destroy: DeskPanel {
        let visit = visit(.destroy)
        let reasons = DestroyReason.allCases.map {
            Choices.Option($0.rawValue, visit.text("coaches-dossier.destroy-reason.\($0.rawValue)"))
        }
        return panel(
            .destroy, "destroy", about: true,
            [
                FormPart(
                    visit.choices("destroy-reason", legend: "coaches-dossier.destroy-reason.title", options: reasons))
            ])
    }
}
