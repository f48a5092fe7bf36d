import Core
import Directory
import Hummingbird
import Web

/// What was reported to be taken down, as a section of the study's page.
struct TakedownPages: Sendable {
    let coaches: Coaches

    var routes: [Web.Route] {
        let path = "\(StudyPages.path)/:id/weghalen"
        return [
            .action(path, access: Coaches.readers, bodyLimit: 64 << 10, report),
            .action("\(path)/:takedown/antwoord", access: Coaches.readers, bodyLimit: 64 << 10, answer),
            .action("\(path)/:takedown/gekeken", access: Coaches.readers, bodyLimit: 64 << 10, check),
        ]
    }

    static func section(_ at: StudyVisit, failed: String?) -> DeskPage.Section {
        let visit = at.visit
        var section = DeskPage.Section(id: "weghalen", heading: visit.text("coaches.takedown.heading"))
        section.text = [visit.text("coaches.takedown.lead")]
        if !at.study.takedowns.isEmpty { section.parts = [FormPart(table(at))] }
        guard at.isKept else { return section }
        let form = at.room.visit("weghalen", failed: failed)
        let today = visit.now.day.typed
        section.panels = [
            at.room.panel(
                "weghalen", "coaches.takedown", action: "\(at.path)/weghalen", isOpen: failed == "weghalen",
                [
                    FormPart(
                        form.choices(
                            "target", legend: "coaches.takedown.target", inline: true,
                            options: visit.radios("target", Takedown.Target.self))),
                    FormPart(form.field("name", label: "coaches.takedown.name", hint: "coaches.takedown.name-hint")),
                    FormPart(
                        form.select(
                            "receiver", label: "coaches.takedown.receiver",
                            options: visit.options("receiver", Takedown.Receiver.self))),
                    FormPart(form.field("reported-on", .date, label: "coaches.takedown.reported", value: today)),
                ])
        ]
        section.panels += at.study.takedowns.flatMap { panels($0, at, failed: failed) }
        return section
    }

    private static func table(_ at: StudyVisit) -> DataTable {
        let visit = at.visit
        return DataTable(
            id: "weghaalverzoeken", caption: visit.text("coaches.takedown.list"),
            columns: ["name", "receiver", "reported", "answer", "up"].map {
                DataTable.Column(visit.text("coaches.takedown.\($0)"))
            },
            rows: at.study.takedowns.map { takedown in
                let answer = takedown.answer.map { answer in
                    visit.words("answer", answer.rawValue)
                        + (takedown.answeredOn.map { " (\(visit.words($0)))" } ?? "")
                }
                let last = takedown.checks.max { $0.on < $1.on }
                let up = last.map { check in
                    visit.text(check.isUp ? "coaches.takedown.still-up" : "coaches.takedown.gone")
                        + " (\(visit.words(check.on)))"
                }
                return [
                    DataTable.Cell(takedown.name), DataTable.Cell(visit.words("receiver", takedown.receiver.rawValue)),
                    DataTable.Cell(visit.words(takedown.reportedOn)),
                    DataTable.Cell(answer ?? visit.text("coaches.takedown.waiting")),
                    DataTable.Cell(up ?? visit.text("coaches.takedown.not-looked")),
                ]
            })
    }

    private static func panels(_ takedown: Takedown, _ at: StudyVisit, failed: String?) -> [DeskPanel] {
        let (visit, room) = (at.visit, at.room)
        let (answer, check) = ("antwoord-\(takedown.id)", "gekeken-\(takedown.id)")
        func panel(_ id: String, _ key: String, _ below: String, _ parts: [FormPart]) -> DeskPanel {
            DeskPanel(
                id: "doe-\(id)", title: visit.text("\(key).title", ["name": takedown.name]),
                action: visit.link("\(at.path)/weghalen/\(takedown.id)/\(below)"), hidden: room.hidden, parts: parts,
                button: visit.text("\(key).button"), isOpen: failed == id)
        }
        let answering = room.visit(answer, failed: failed)
        let checking = room.visit(check, failed: failed)
        let today = visit.now.day.typed
        return [
            panel(
                answer, "coaches.takedown.answering", "antwoord",
                [
                    FormPart(
                        answering.choices(
                            "answer-\(takedown.id)", legend: "coaches.takedown.answer",
                            options: visit.radios("answer", Takedown.Answer.self))),
                    FormPart(
                        answering.field(
                            "answered-on-\(takedown.id)", .date, label: "coaches.takedown.answered-on", value: today)),
                ]),
            panel(
                check, "coaches.takedown.checking", "gekeken",
                [
                    FormPart(
                        checking.choices(
                            "up-\(takedown.id)", legend: "coaches.takedown.is-up", inline: true,
                            options: visit.radios("known", YesNo.self))),
                    FormPart(
                        checking.field(
                            "checked-on-\(takedown.id)", .date, label: "coaches.takedown.checked-on", value: today)),
                ]),
        ]
    }

    private func report(_ visit: Visit) async throws -> Response {
        try await StudyPages(coaches: coaches).perform(visit, panel: "weghalen", notice: "coaches.notices.takedown") {
            visit, at in
            let target: Takedown.Target? = visit.form.choice("target")
            let name = visit.form.required("name")
            let receiver: Takedown.Receiver? = visit.form.choice("receiver")
            let on = visit.form.day("reported-on")
            guard !visit.form.hasErrors, let target, let receiver, let on else { return }
            let draft = Studies.TakedownDraft(target: target, name: name, receiver: receiver, reportedOn: on)
            _ = try await visit.attempt { try await coaches.studies.reportTakedown(at.room.seat, at.id, draft) }
        }
    }

    private func answer(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("takedown")
        return try await StudyPages(coaches: coaches).perform(
            visit, panel: "antwoord-\(id)", notice: "coaches.notices.takedown-answered"
        ) { visit, at in
            let answer: Takedown.Answer? = visit.form.choice("answer-\(id)")
            let on = visit.form.day("answered-on-\(id)")
            guard let answer, let on else { return }
            _ = try await visit.attempt(naming: ["answered-on": "answered-on-\(id)"]) {
                try await coaches.studies.answerTakedown(at.room.seat, at.id, id, answer, on: on)
            }
        }
    }

    private func check(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("takedown")
        return try await StudyPages(coaches: coaches).perform(
            visit, panel: "gekeken-\(id)", notice: "coaches.notices.takedown-checked"
        ) { visit, at in
            let isUp: YesNo? = visit.form.choice("up-\(id)")
            let on = visit.form.day("checked-on-\(id)")
            guard let isUp, let on else { return }
            _ = try await visit.attempt(naming: ["checked-on": "checked-on-\(id)"]) {
                try await coaches.studies.checkTakedown(at.room.seat, at.id, id, isUp: isUp == .yes, on: on)
            }
        }
    }
}

/// A question that has no third answer.
enum YesNo: String, CaseIterable {
    case yes, no
}
