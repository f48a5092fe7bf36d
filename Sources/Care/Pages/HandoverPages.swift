import Core
import Directory
import Hummingbird
import Records
import Storage
import Web

/// Handing help over, warmly: asked, accepted, met, done; and who stays reachable afterwards.
struct HandoverPages: Sendable {
    let care: Care

    private static let path = "\(CareVisit.path)/:id/overdracht"

    var routes: [Web.Route] {
        [
            .page(Self.path, access: Care.readers, sample: "\(OverviewPages.sample)/overdracht") { visit in
                try await show(try await care.careVisit(visit))
            },
            .action(Self.path, access: Care.readers, bodyLimit: 64 << 10, ask),
            .action("\(Self.path)/nazorg", access: Care.readers, bodyLimit: 64 << 10, aftercare),
            .action("\(Self.path)/nazorg/stop", access: Care.readers, bodyLimit: 64 << 10, endAftercare),
            .action("\(Self.path)/:handover/:step", access: Care.readers, bodyLimit: 64 << 10, step),
        ]
    }

    private func show(_ at: CareVisit, failed: String? = nil) async throws -> Response {
        let visit = at.visit
        var page = at.page(.handovers, title: visit.text("care.place.handovers"))
        page.lead = visit.text("care.handover.lead")
        if !at.file.mayHandOver(on: at.today) {
            page.notices += [
                Notice(
                    .warning, title: visit.text("care.handover.no-consent"),
                    visit.text("care.handover.no-consent-about"),
                    link: at.isKept ? Link(visit.text("care.place.person"), href: at.link(.person)) : nil)
            ]
        }
        if at.isKept, !visit.isConfirmed {
            page.password = visit.link(Visit.confirmation(for: at.room.address(at.address(.handovers))))
        }
        let desks = at.isKept ? try await receivers(at) : []
        page.sections = at.file.handovers.reversed().map { section($0, at, failed: failed) }
        if page.sections.isEmpty {
            page.sections = [
                DeskPage.Section(
                    parts: [
                        FormPart(EmptyState(visit.text("care.handover.none"), visit.text("care.handover.none-about")))
                    ])
            ]
        }
        if at.isKept, at.file.mayHandOver(on: at.today) {
            page.sections.append(DeskPage.Section(panels: [askPanel(at, desks, failed: failed)]))
        }
        page.sections.append(aftercareSection(at, try await members(at), failed: failed))
        return try at.room.show(page)
    }

    /// Other care desks of this installation that are open.
    private func receivers(_ at: CareVisit) async throws -> [DeskSeal] {
        let (context, own) = (care.context, at.room.seat.desk)
        return try await context.database.read { try context.desks.seals(.care, in: $0) }.filter { $0.desk != own }
    }

    private func members(_ at: CareVisit) async throws -> [Identifier] {
        at.isKept ? try await care.files.members(of: at.room.seat) : []
    }

    // MARK: One handover

    private func section(_ line: CareFile.HandoverLine, _ at: CareVisit, failed: String?) -> DeskPage.Section {
        let visit = at.visit
        let handover = line.handover
        var section = DeskPage.Section(
            id: "overdracht-\(handover.id)",
            heading: visit.text(
                "care.handover.heading",
                ["function": visit.words("function", handover.function.rawValue), "to": line.to.name]))
        section.text = [visit.words("handover-state", handover.state.rawValue)]
        if line.to.desk == nil { section.text.append(visit.text("care.handover.outside-says", ["name": line.to.name])) }
        let asked = Timeline.Event(
            when: visit.words(handover.askedOn), datetime: "\(handover.askedOn)", visit.text("care.handover.asked"),
            text: at.words(handover.asked))
        section.parts = [FormPart(Timeline([asked] + handover.taken.map { event($0, line, at) }))]
        let sides = at.file.sides(of: line, for: at.room.seat.desk, keeper: at.listed.keeper)
        let steps = Handover.Step.allCases.filter { sides.contains($0.side) && $0.from.contains(handover.state) }
        section.panels = steps.map { panel($0, line, at, failed: failed) }
        if steps.isEmpty, !handover.state.isOver, !sides.isEmpty {
            section.text.append(visit.text("care.handover.waits", ["name": line.to.name]))
        }
        return section
    }

    private func event(_ taken: Handover.Taken, _ line: CareFile.HandoverLine, _ at: CareVisit) -> Timeline.Event {
        let visit = at.visit
        let there: String? =
            taken.step == .meet
            ? visit.text(taken.youngPersonWasThere ? "care.handover.was-there" : "care.handover.was-not-there") : nil
        // What an organisation outside answered, somebody else wrote down.
        let by =
            taken.step.side == .receiving && line.to.desk == nil
            ? visit.text("care.handover.written-by", ["by": at.words(taken.stamp)]) : at.words(taken.stamp)
        return Timeline.Event(
            when: visit.words(taken.on), datetime: "\(taken.on)", visit.words("handover-taken", taken.step.rawValue),
            text: [there, taken.note.isEmpty ? nil : taken.note, by].compactMap(\.self).joined(separator: " – "))
    }

    private func panel(
        _ step: Handover.Step, _ line: CareFile.HandoverLine, _ at: CareVisit, failed: String?
    ) -> DeskPanel {
        let visit = at.visit
        let id = "\(step.rawValue)-\(line.handover.id)"
        let form = at.room.visit(id, failed: failed)
        let needsReason = step == .refuse || step == .withdraw
        var parts = [FormPart(form.field("on-\(id)", .date, label: "care.handover.on", value: at.today.typed))]
        if step == .meet {
            parts.append(
                FormPart(
                    form.choices(
                        "there-\(id)", legend: "care.handover.there", inline: true,
                        options: [
                            Choices.Option("yes", visit.words("answer", "yes")),
                            Choices.Option("no", visit.words("answer", "no")),
                        ])))
        }
        parts.append(
            FormPart(
                form.field(
                    "note-\(id)", label: needsReason ? "care.handover.reason" : "care.handover.note",
                    optional: !needsReason, maxlength: CareText.line)))
        let key = "care.handover.step.\(step.rawValue)"
        let isDirection = step == .meet && line.handover.function == .direction && line.to.desk != nil
        return DeskPanel(
            id: "doe-\(id)", title: visit.text("\(key).title"),
            about: isDirection ? visit.text("care.handover.direction-about") : visit.text("\(key).about"),
            action: visit.link(at.address(.handovers, "/\(line.handover.id)/\(step.rawValue)")), hidden: at.room.hidden,
            parts: parts, button: visit.text("\(key).button"), isOpen: failed == id)
    }

    private func step(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("handover")
        guard let step = Handover.Step(rawValue: visit["step"]) else { throw RecordsError.notFound }
        let name = "\(step.rawValue)-\(id)"
        let notice = "care.handover.notices.\(step.rawValue)"
        // Who refuses has no more to look for in the plan.
        let next: (CareVisit) -> String? = { step == .refuse && !$0.isKept ? CareVisit.path : nil }
        return try await care.enter(visit, .handovers, panel: name, notice: notice, next: next, show) { visit, at in
            let on = visit.form.day("on-\(name)")
            if step == .meet, !["yes", "no"].contains(visit.form["there-\(name)"]) {
                visit.form.add(Text("web.form.choose"), at: "there-\(name)")
            }
            guard !visit.form.hasErrors, let on else { return }
            let (note, wasThere) = (visit.form["note-\(name)"], visit.form["there-\(name)"] == "yes")
            _ = try await visit.attempt(naming: ["on": "on-\(name)", "note": "note-\(name)"]) {
                try await care.files.takeStep(
                    at.room.seat, at.id, id, step, on: on, note: note, youngPersonWasThere: wasThere)
            }
        }
    }

    // MARK: Asking

    private func askPanel(_ at: CareVisit, _ desks: [DeskSeal], failed: String?) -> DeskPanel {
        let visit = at.visit
        let form = at.room.visit("vraag", failed: failed)
        let outside = Choices.Option(
            "outside", visit.text("care.handover.outside"), hint: visit.text("care.handover.outside-hint"))
        return at.room.panel(
            "vraag", "care.handover.ask", action: at.address(.handovers), about: true, isOpen: failed == "vraag",
            [
                FormPart(
                    form.select(
                        "function", label: "care.help.spell.function", hint: "care.handover.function-hint",
                        options: visit.options("function", CareFunction.self))),
                FormPart(
                    form.choices(
                        "receiver", legend: "care.handover.receiver", hint: "care.handover.receiver-hint",
                        options: desks.map { Choices.Option($0.desk.text, $0.name) } + [outside])),
                FormPart(
                    form.field("outside", label: "care.handover.outside-name", optional: true, maxlength: CareText.line)
                ),
                FormPart(form.field("asked-on", .date, label: "care.handover.asked-on", value: at.today.typed)),
            ])
    }

    private func ask(_ visit: Visit) async throws -> Response {
        try await care.enter(visit, .handovers, panel: "vraag", notice: "care.handover.notices.asked", show) {
            visit, at in
            let function: CareFunction? = visit.form.choice("function")
            let on = visit.form.day("asked-on")
            let chosen = visit.form["receiver"]
            let receiver: CareFiles.Receiver? =
                chosen == "outside" ? .outside(visit.form["outside"]) : Identifier(chosen).map { .desk($0) }
            if receiver == nil { visit.form.add(Text("web.form.choose"), at: "receiver") }
            guard !visit.form.hasErrors, let function, let receiver, let on else { return }
            do {
                _ = try await visit.attempt {
                    try await care.files.askHandover(at.room.seat, at.id, function, of: receiver, on: on)
                }
            } catch DirectoryError.confirmFirst {
                visit.form.add(Text("care.handover.confirm"), at: "receiver")
            }
        }
    }

    // MARK: Aftercare

    private func aftercareSection(_ at: CareVisit, _ members: [Identifier], failed: String?) -> DeskPage.Section {
        let visit = at.visit
        let aftercare = at.file.aftercare
        var section = DeskPage.Section(id: "nazorg", heading: visit.text("care.aftercare.heading"))
        section.text = [visit.text("care.aftercare.about")]
        if let aftercare {
            section.parts = [
                FormPart(
                    SummaryList([
                        SummaryList.Row(visit.text("care.aftercare.name"), aftercare.name),
                        SummaryList.Row(
                            visit.text("care.aftercare.member"),
                            aftercare.member.map { at.name($0) } ?? visit.text("care.aftercare.outside")),
                        SummaryList.Row(visit.text("care.aftercare.since"), visit.words(aftercare.since)),
                        SummaryList.Row(
                            visit.text("care.aftercare.until"), visit.words(at.file.person.endsOn(at.context.limits))),
                    ]))
            ]
        } else {
            section.text.append(visit.text("care.aftercare.none"))
        }
        guard at.isKept else { return section }
        let form = at.room.visit("nazorg", failed: failed)
        section.panels = [
            at.room.panel(
                "nazorg", aftercare == nil ? "care.aftercare.add" : "care.aftercare.change",
                action: at.address(.handovers, "/nazorg"), isOpen: failed == "nazorg",
                [
                    FormPart(
                        form.field(
                            "aftercare", label: "care.aftercare.name", hint: "care.aftercare.name-hint",
                            value: aftercare?.name ?? "", maxlength: CareText.name)),
                    FormPart(
                        form.select(
                            "aftercare-member", label: "care.aftercare.member", hint: "care.aftercare.member-hint",
                            optional: true, value: aftercare?.member?.text ?? "",
                            options: members.map { Select.Option($0.text, at.name($0)) })),
                    FormPart(
                        form.field(
                            "aftercare-since", .date, label: "care.aftercare.since",
                            value: (aftercare?.since ?? at.today).typed)),
                ])
        ]
        if aftercare != nil {
            section.buttons = [at.room.button(at.address(.handovers, "/nazorg/stop"), "care.aftercare.stop")]
        }
        return section
    }

    private func aftercare(_ visit: Visit) async throws -> Response {
        try await care.enter(visit, .handovers, panel: "nazorg", notice: "care.aftercare.notices.set", show) {
            visit, at in
            let name = visit.form.required("aftercare", most: CareText.name)
            let member = Identifier(visit.form["aftercare-member"])
            let since = visit.form.day("aftercare-since")
            guard !visit.form.hasErrors, let since else { return }
            _ = try await visit.attempt {
                try await care.files.setAftercare(
                    at.room.seat, at.id, Aftercare(member: member, name: name, since: since))
            }
        }
    }

    private func endAftercare(_ visit: Visit) async throws -> Response {
        try await care.enter(visit, .handovers, panel: "", notice: "care.aftercare.notices.ended", show) { visit, at in
            _ = try await visit.attempt { try await care.files.setAftercare(at.room.seat, at.id, nil) }
        }
    }
}
