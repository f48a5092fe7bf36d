import Core
import Directory
import Web

/// The fields of a stretch of help.
enum SpellForm {
    /// The fields, filled with a stretch that is there already or empty.
    ///
    /// - Parameter members: of the desk: who can be in charge.
    static func parts(_ spell: CareSpell?, _ visit: Visit, _ at: CareVisit, members: [Identifier]) -> [FormPart] {
        let end = spell?.end.map(\.typed) ?? ""
        return what(spell, visit, at, members: members) + [
            FormPart(
                visit.field(
                    "start", .date, label: "care.help.spell.start", hint: "care.help.spell.start-hint",
                    value: spell?.start.typed ?? "")),
            FormPart(
                visit.field(
                    "end", .date, label: "care.help.spell.end", hint: "care.help.spell.end-hint", value: end,
                    optional: true)),
            FormPart(
                visit.choices(
                    "end-kind", legend: "care.help.spell.end-kind", optional: true, inline: true,
                    chosen: spell?.end == nil ? [] : [spell?.endKind.rawValue ?? ""],
                    options: visit.radios("date-kind", CareSpell.DateKind.self))),
            FormPart(
                visit.field(
                    "source", label: "care.help.spell.source", hint: "care.help.spell.source-hint",
                    value: spell?.source ?? "", optional: true, maxlength: CareText.line)),
            FormPart(
                visit.field(
                    "known-on", .date, label: "care.help.spell.known", hint: "care.help.spell.known-hint",
                    value: at.today.typed)),
        ]
    }

    private static func what(
        _ spell: CareSpell?, _ visit: Visit, _ at: CareVisit, members: [Identifier]
    ) -> [FormPart] {
        [
            FormPart(
                visit.select(
                    "function", label: "care.help.spell.function", value: spell?.function.rawValue ?? "",
                    options: visit.options("function", CareFunction.self))),
            FormPart(
                visit.choices(
                    "status", legend: "care.help.spell.status", chosen: spell.map { [$0.status.rawValue] } ?? [],
                    options: CareSpell.Status.allCases.map {
                        Choices.Option(
                            $0.rawValue, visit.words("spell-status", $0.rawValue),
                            hint: visit.words("spell-status-about", $0.rawValue))
                    })),
            FormPart(
                visit.field(
                    "provider", label: "care.help.spell.provider", value: spell?.provider ?? "", optional: true,
                    maxlength: CareText.line)),
            FormPart(
                visit.select(
                    "coordinator", label: "care.help.spell.coordinator", hint: "care.help.spell.coordinator-hint",
                    optional: true, value: spell?.coordinator?.text ?? "",
                    options: people(members, spell?.coordinator).map { Select.Option($0.text, at.name($0)) })),
            FormPart(
                visit.select(
                    "law", label: "care.help.spell.law", value: spell?.law.rawValue ?? "",
                    options: visit.options("law", CareLaw.self))),
            FormPart(
                visit.field(
                    "funder", label: "care.help.spell.funder", hint: "care.help.spell.funder-hint",
                    value: spell?.funder ?? "", optional: true, maxlength: CareText.line)),
            FormPart(
                visit.field(
                    "funded-until", .date, label: "care.help.spell.funded-until",
                    value: spell?.fundedUntil.map(\.typed) ?? "", optional: true)),
        ]
    }

    /// Members, and who was in charge before and left.
    private static func people(_ members: [Identifier], _ before: Identifier?) -> [Identifier] {
        members + [before].compactMap(\.self).filter { !members.contains($0) }
    }

    /// What was typed; `nil` when something is wrong with it.
    static func read(_ form: inout Form, id: Identifier) -> CareSpell? {
        let function: CareFunction? = form.choice("function")
        let status: CareSpell.Status? = form.choice("status")
        let law: CareLaw? = form.choice("law")
        let start = form.day("start")
        let end = form.optionalDay("end")
        let endKind: CareSpell.DateKind? = form["end-kind"].isEmpty ? .planned : form.choice("end-kind")
        let fundedUntil = form.optionalDay("funded-until")
        let coordinator = Identifier(form["coordinator"])
        let knownOn = form.day("known-on")
        guard !form.hasErrors, let function, let status, let law, let start, let endKind, let knownOn else {
            return nil
        }
        return CareSpell(
            id: id, function, law, status, from: start, to: end,
            // What has not begun has no real first day.
            startKind: status.isReal || status == .waiting ? .actual : .planned, endKind: endKind,
            funder: form["funder"], fundedUntil: fundedUntil, provider: form["provider"], coordinator: coordinator,
            source: form["source"], knownOn: knownOn)
    }

    /// A revision in words, line by line.
    static func facts(_ spell: CareSpell, _ at: CareVisit) -> SummaryList {
        let visit = at.visit
        func row(_ key: String, _ value: String) -> SummaryList.Row {
            SummaryList.Row(visit.text("care.help.spell.\(key)"), value.isEmpty ? "–" : value)
        }
        var rows = [
            row("function", visit.words("function", spell.function.rawValue)),
            row("status", visit.words("spell-status", spell.status.rawValue)), row("provider", spell.provider),
            row("law", visit.words("law", spell.law.rawValue)), row("funder", spell.funder),
            row("funded-until", spell.fundedUntil.map { visit.words($0) } ?? ""),
            row("start", words(spell.start, spell.startKind, visit)),
            row("end", spell.end.map { words($0, spell.endKind, visit) } ?? ""), row("source", spell.source),
            row("known", visit.words(spell.knownOn)),
        ]
        if spell.function == .direction { rows.insert(row("coordinator", at.name(spell.coordinator)), at: 3) }
        return SummaryList(rows)
    }

    static func words(_ day: Day, _ kind: CareSpell.DateKind, _ visit: Visit) -> String {
        visit.text("care.help.date", ["day": visit.words(day), "kind": visit.words("date-kind", kind.rawValue)])
    }
}
