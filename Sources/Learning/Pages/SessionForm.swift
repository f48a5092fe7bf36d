import Content
import Core
import Web

/// The form to plan or change a session.
enum SessionForm {
    static func page(_ plan: SessionPlan?, organiser: String, _ courses: [Course], _ visit: Visit) -> DeskPage {
        let draft = plan?.draft
        var page = DeskPage(visit.text(plan == nil ? "sessions.new" : "sessions.change"), visit)
        let base = plan.map { "\(SessionPages.base)/\($0.code)" }
        page.back = Link(
            draft?.title ?? visit.text("sessions.title"), href: visit.link(base ?? SessionPages.base))
        var parts = [
            FormPart(
                visit.choices(
                    "kind", legend: "sessions.form.kind", inline: true, chosen: draft.map { [$0.kind.rawValue] } ?? [],
                    options: SessionDraft.Kind.allCases.map { Choices.Option($0.rawValue, visit.text($0)) })),
            FormPart(
                visit.field(
                    "title", label: "sessions.form.title", hint: "sessions.form.title-hint", value: draft?.title ?? "",
                    maxlength: 150)),
            FormPart(
                visit.choices(
                    "audiences", legend: "sessions.form.audiences", several: true,
                    chosen: Set(draft?.audiences.map(\.rawValue) ?? []),
                    options: Audience.allCases.map { Choices.Option($0.rawValue, visit.text($0)) })),
            FormPart(
                visit.field(
                    "day", .date, label: "sessions.form.day", hint: "sessions.form.day-hint",
                    value: draft.map { "\($0.day)" } ?? "")),
            FormPart(
                visit.field(
                    "starts", label: "sessions.form.starts", hint: "sessions.form.time-hint",
                    value: draft.map { SessionText.time($0.starts) } ?? "", maxlength: 5)),
            FormPart(
                visit.field(
                    "ends", label: "sessions.form.ends", value: draft.map { SessionText.time($0.ends) } ?? "",
                    maxlength: 5)),
            FormPart(
                visit.field(
                    "place", label: "sessions.form.place", hint: "sessions.form.place-hint", value: draft?.place ?? "",
                    maxlength: 200)),
            FormPart(
                visit.field(
                    "organiser", label: "sessions.form.organiser", value: draft?.organiser ?? organiser, maxlength: 150)
            ),
        ]
        parts.insert(FormPart(visit.provinces("counting.session-hint", chosen: draft?.province)), at: parts.count - 1)
        parts += more(draft, courses, visit)
        if plan != nil {
            parts.append(
                FormPart(
                    visit.choices(
                        "tell", legend: "sessions.tell", several: true, optional: true, chosen: ["yes"],
                        options: [Choices.Option("yes", visit.text("sessions.tell-moved"))])))
        }
        page.sections = [
            DeskPage.Section(forms: [
                DeskForm(
                    action: visit.link(base.map { "\($0)/wijzigen" } ?? "\(SessionPages.base)/nieuw"), hidden: [],
                    parts: parts, button: visit.text(plan == nil ? "sessions.form.plan" : "sessions.form.save"))
            ])
        ]
        return page
    }

    /// What may stay empty.
    private static func more(_ draft: SessionDraft?, _ courses: [Course], _ visit: Visit) -> [FormPart] {
        func lines(_ name: String, _ value: String, rows: Int = 4) -> FormPart {
            FormPart(
                visit.field(
                    name, .textarea, label: "sessions.form.\(name)", hint: "sessions.form.\(name)-hint", value: value,
                    optional: true, rows: rows))
        }
        return [
            FormPart(
                visit.field(
                    "programme", label: "sessions.form.programme", hint: "sessions.form.programme-hint",
                    value: draft?.programme ?? "", optional: true, maxlength: 150)),
            lines("companions", draft?.companions.joined(separator: "\n") ?? ""), lines("about", draft?.about ?? ""),
            lines("agenda", draft.map { SessionText.agenda($0.agenda) } ?? "", rows: 8),
            lines("materials", draft.map { SessionText.materials($0.materials) } ?? ""),
            FormPart(
                visit.select(
                    "course", label: "sessions.form.course", hint: "sessions.form.course-hint", optional: true,
                    value: draft?.course ?? "",
                    options: [Select.Option("", visit.text("sessions.form.no-course"))]
                        + courses.map { Select.Option($0.slug, $0.title[visit.language]) })),
            FormPart(
                visit.field(
                    "seats", .number, label: "sessions.form.seats", value: draft?.seats.map { "\($0)" } ?? "",
                    optional: true)),
        ]
    }

    /// What was filled in; `nil` when something is wrong in it, which then stands at its field.
    static func read(_ visit: inout Visit) -> SessionDraft? {
        let kind: SessionDraft.Kind? = visit.form.choice("kind")
        let title = visit.form.required("title", most: 150)
        let audiences = Audience.allCases.filter { visit.form.all("audiences").contains($0.rawValue) }
        if audiences.isEmpty { visit.form.add(Text("web.form.choose"), at: "audiences") }
        let day = visit.form.day("day")
        let starts = minute("starts", &visit)
        let ends = minute("ends", &visit)
        if let starts, let ends, ends <= starts { visit.form.add(Text("sessions.form.ends-before"), at: "ends") }
        let place = visit.form.required("place")
        let organiser = visit.form.required("organiser", most: 150)
        let programme = visit.form.optional("programme", most: 150) ?? ""
        let about = visit.form.optional("about", most: 2000) ?? ""
        let agenda = list("agenda", SessionText.agenda, &visit)
        let materials = list("materials", SessionText.materials, &visit)
        for (name, lines, most) in [("companions", 20, 100), ("agenda", 60, 300), ("materials", 40, 500)] {
            bound(name, lines: lines, most: most, &visit)
        }
        let seats = visit.form["seats"].isEmpty ? nil : visit.form.integer("seats", in: 1...10_000)
        let province = visit.form.province()
        guard !visit.form.hasErrors, let kind, let day, let starts, let ends else { return nil }
        return SessionDraft(
            kind: kind, title: title, audiences: audiences, day: day, starts: starts, ends: ends, place: place,
            organiser: organiser, programme: programme, companions: SessionText.lines(visit.form["companions"]),
            about: about, agenda: agenda, materials: materials, course: visit.form["course"], seats: seats,
            province: province)
    }

    /// A list stands on a poster and in mails: it has at most so many lines, of at most so many characters.
    private static func bound(_ name: String, lines most: Int, most characters: Int, _ visit: inout Visit) {
        let typed = visit.form[name].split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        if let place = typed.firstIndex(where: { Form.trimmed($0).count > characters }) {
            let bounds = ["line": "\(place + 1)", "most": "\(characters)"]
            visit.form.add(Text("sessions.form.long-line", bounds), at: name)
        } else if SessionText.lines(visit.form[name]).count > most {
            visit.form.add(Text("sessions.form.many-lines", ["most": "\(most)"]), at: name)
        }
    }

    private static func minute(_ name: String, _ visit: inout Visit) -> Int? {
        let text = visit.form[name]
        if let minute = SessionText.minute(text) { return minute }
        visit.form.add(Text(text.isEmpty ? "web.form.required" : "sessions.form.bad-time"), at: name)
        return nil
    }

    private static func list<Item>(
        _ name: String, _ read: (String) -> Result<[Item], SessionText.BadLine>, _ visit: inout Visit
    ) -> [Item] {
        switch read(visit.form[name]) {
        case .success(let items): return items
        case .failure(let bad):
            visit.form.add(Text("sessions.form.bad-\(name)", ["line": "\(bad.line)"]), at: name)
            return []
        }
    }
}
