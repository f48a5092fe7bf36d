import Core
import Web

/// The words for sessions, in the visit's language.
extension Visit {
    func text(_ kind: SessionDraft.Kind) -> String { text("sessions.kind.\(kind.rawValue)") }
    func text(_ question: SessionQuestion) -> String { text("sessions.question.\(question.rawValue)") }
    func text(_ answer: SessionQuestion.Answer) -> String { text("sessions.agree.\(answer.rawValue)") }

    /// `26 november 2026, 13:30 tot 16:00`.
    func when(_ plan: SessionPlan) -> String {
        text(
            "sessions.when",
            [
                "day": text(plan.draft.day), "from": SessionText.time(plan.draft.starts),
                "to": SessionText.time(plan.draft.ends),
            ])
    }

    /// As exactly as its source dates it.
    func when(_ session: TrainingSession) -> String {
        let from = session.period.from
        return session.precision == .month
            ? DateWords.month(from.month, year: from.year, language) : text(session.period)
    }

    /// Where a session stands.
    func tag(_ plan: SessionPlan) -> Tag {
        let isLate = plan.state == .planned && plan.draft.day < now.day
        return Tag(
            text(isLate ? "sessions.state.to-close" : "sessions.state.\(plan.state.rawValue)"),
            isLate || plan.state == .cancelled ? .look : plan.state == .planned ? .go : .plain)
    }

    /// What everybody may know of a session.
    func facts(_ plan: SessionPlan) -> [SummaryList.Row] {
        let draft = plan.draft
        var rows = [
            SummaryList.Row(text("sessions.fact.kind"), text(draft.kind)),
            SummaryList.Row(text("sessions.fact.when"), when(plan)),
            SummaryList.Row(text("sessions.fact.place"), draft.place),
            SummaryList.Row(text("sessions.fact.for"), draft.audiences.map { text($0) }.joined(separator: ", ")),
            SummaryList.Row(text("sessions.fact.by"), ([draft.organiser] + draft.companions).joined(separator: ", ")),
        ]
        if !draft.programme.isEmpty { rows.append(SummaryList.Row(text("sessions.fact.programme"), draft.programme)) }
        if let seats = draft.seats {
            rows.append(SummaryList.Row(text("sessions.fact.seats"), written(seats, language)))
        }
        return rows
    }

    /// The programme of the day; nothing when there is none.
    func agenda(_ plan: SessionPlan) -> [FormPart] {
        guard !plan.draft.agenda.isEmpty else { return [] }
        return [
            FormPart(
                Timeline(
                    plan.draft.agenda.map {
                        Timeline.Event(
                            when: SessionText.time($0.minute), $0.text, text: $0.by.isEmpty ? nil : $0.by)
                    }))
        ]
    }

    /// The lines of a text that somebody typed.
    func paragraphs(_ text: String) -> [String] { SessionText.lines(text) }

    /// What a mail about a session says; `key` is `invitation`, `change` or `cancellation`.
    func mail(_ plan: SessionPlan, _ key: String) -> SessionMail {
        let (site, draft) = (site, plan.draft)
        return { language, link in
            func say(_ name: String, _ arguments: [String: String]) -> String {
                site.strings(Text("sessions.mail.\(key).\(name)", arguments), language)
            }
            let arguments = [
                "title": draft.title, "day": DateWords.day(draft.day, language),
                "from": SessionText.time(draft.starts), "to": SessionText.time(draft.ends), "place": draft.place,
                "organiser": draft.organiser, "about": draft.about, "link": link,
                "page": site.settings.address + self.link(plan.path, in: language),
            ]
            return (say("subject", arguments), say("body", arguments))
        }
    }
}

extension CertificatePage {
    /// The certificate of a session.
    init(_ certificate: Certificate, of plan: SessionPlan, in visit: Visit) {
        self.init(
            facts: Facts(certificate, title: plan.draft.title, isSession: true, visit), again: visit.link(plan.path),
            files: visit.link("\(plan.path)/bewijs"), in: visit)
    }
}
