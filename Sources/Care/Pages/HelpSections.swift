import Core
import Web

/// The help as it was known on a day, as sections of a page.
struct HelpKnown: Sendable {
    let at: CareVisit
    let day: Day
    let record: CareRecord

    private var visit: Visit { at.visit }
    var isPast: Bool { day < at.today }
    /// Whether something can be entered on the page.
    var isLive: Bool { at.isKept && !isPast }

    private func text(_ key: String) -> String { visit.text("care.help.\(key)") }

    private func section(
        _ id: String, _ key: String, _ columns: [String], _ rows: [[DataTable.Cell]]
    ) -> DeskPage.Section {
        DeskPage.Section(
            id: id, heading: text("\(key).heading"), text: [text(rows.isEmpty ? "\(key).none" : "\(key).lead")],
            parts: rows.isEmpty
                ? []
                : [
                    FormPart(
                        DataTable(
                            id: "\(id)-tabel", caption: text("\(key).heading"),
                            columns: columns.map { DataTable.Column(text($0)) }, rows: rows))
                ])
    }

    private func cell(_ function: CareFunction) -> DataTable.Cell {
        DataTable.Cell(visit.words("function", function.rawValue))
    }

    private func cell(_ day: Day?) -> DataTable.Cell { DataTable.Cell(day.map { visit.words($0) } ?? "–") }

    private func typed(_ text: String) -> DataTable.Cell { DataTable.Cell(text.isEmpty ? "–" : text) }

    /// Entries that can be taken back, by the id of their section.
    enum List: String, CaseIterable {
        case contacts = "contacten"
        case decisions = "besluiten"
        case bridges = "afspraken"
        case checkpoints = "kijkmomenten"
    }

    // MARK: Sections

    /// All that was entered, with the forms to enter more when that can be done here.
    ///
    /// - Parameter members: of the desk.
    func entered(_ members: [Identifier], failed: String?) -> [DeskPage.Section] {
        var sections = [spells, contacts, decisions, bridges, checkpoints]
        guard isLive else { return sections }
        let panels = HelpPanels(known: self, failed: failed)
        let forms = [panels.spell(members), panels.contact, panels.decision, panels.bridging, panels.checkpoint]
        for (place, form) in forms.enumerated() { sections[place].panels = [form] }
        for (place, list) in List.allCases.enumerated() {
            if let panel = panels.strike(list) { sections[place + 1].panels.append(panel) }
        }
        return sections
    }

    private var found: [ContinuityGap] { GapFinder.find(in: record, on: day, at.context.limits) }

    var timeline: DeskPage.Section {
        let ends = record.spells.filter { $0.law == .jeugdwet && $0.status.isReal }.map(\.end)
        let picture = HelpPicture(
            record, found, on: day, careEnd: ends.contains(nil) ? nil : ends.compactMap(\.self).max(), at.context.limits
        )
        guard !picture.lanes.isEmpty else { return DeskPage.Section() }
        let decided = Set(found.filter { at.file.decision(about: $0, on: day) != nil }.map(\.name))
        return DeskPage.Section(parts: [FormPart(HelpTimeline(picture, decided: decided, visit))])
    }

    /// Gaps of a day that is over; those of today stand on the overview.
    var gaps: DeskPage.Section {
        guard isPast else {
            let open = found.filter { at.file.decision(about: $0) == nil }.count
            return DeskPage.Section(
                links: [
                    Link(visit.text("care.help.to-gaps", ["count": "\(open)"]), href: at.link(.overview) + "#gaten")
                ])
        }
        return DeskPage.Section(
            id: "gaten", heading: visit.text("care.help.gaps-then", ["day": visit.words(day)]),
            text: found.isEmpty ? [text("no-gaps-then")] : [],
            parts: found.isEmpty
                ? []
                : [
                    FormPart(
                        GapList(
                            gaps: found.map {
                                at.item($0, on: day, at.file.decision(about: $0, on: day), isLive: false)
                            }))
                ])
    }

    var spells: DeskPage.Section {
        section(
            "hulpperiodes", "spells",
            [
                "spell.function", "spell.status", "spell.start", "spell.end", "spell.provider", "law-and-funder",
                "spell.known",
            ],
            CareFunction.allCases.flatMap { function in
                record.spells.filter { $0.function == function }.map { spell in
                    [
                        DataTable.Cell(
                            visit.words("function", function.rawValue), href: at.link(.help, "/\(spell.id)")),
                        DataTable.Cell(visit.words("spell-status", spell.status.rawValue)),
                        DataTable.Cell(SpellForm.words(spell.start, spell.startKind, visit)),
                        DataTable.Cell(spell.end.map { SpellForm.words($0, spell.endKind, visit) } ?? "–"),
                        DataTable.Cell(provider(spell)),
                        DataTable.Cell(law(spell)), cell(spell.knownOn),
                    ]
                }
            })
    }

    private func provider(_ spell: CareSpell) -> String {
        let parts = [spell.provider, spell.coordinator.map { at.name($0) } ?? ""].filter { !$0.isEmpty }
        return parts.isEmpty ? "–" : parts.joined(separator: ", ")
    }

    private func law(_ spell: CareSpell) -> String {
        let until = spell.fundedUntil.map { visit.text("care.help.until", ["day": visit.words($0)]) }
        let funder = spell.funder.isEmpty ? text("no-funder") : spell.funder
        return [visit.words("law", spell.law.rawValue), funder, until].compactMap(\.self).joined(separator: ", ")
    }

    var contacts: DeskPage.Section {
        let contacts = record.contacts.sorted { ($0.on, $0.id) > ($1.on, $1.id) }
        return section(
            "contacten", "contacts", ["on", "spell.function", "contact.kind", "spell.provider"],
            contacts.map {
                [
                    cell($0.on), cell($0.function), DataTable.Cell(visit.words("contact-kind", $0.kind.rawValue)),
                    typed($0.provider),
                ]
            })
    }

    var decisions: DeskPage.Section {
        let decisions = record.decisions.sorted { ($0.on, $0.id) > ($1.on, $1.id) }
        return section(
            "besluiten", "decisions", ["on", "spell.function", "spell.law", "decision.outcome", "decision.until"],
            decisions.map {
                [
                    cell($0.on), cell($0.function), DataTable.Cell(visit.words("law", $0.law.rawValue)),
                    DataTable.Cell(visit.words("decision-outcome", $0.outcome.rawValue)), cell($0.until),
                ]
            })
    }

    var bridges: DeskPage.Section {
        let bridges = record.bridges.sorted { ($0.start, $0.id) > ($1.start, $1.id) }
        return section(
            "afspraken", "bridges", ["spell.function", "bridge.start", "bridge.end", "bridge.agreed"],
            bridges.map { [cell($0.function), cell($0.start), cell($0.end), typed($0.agreed)] })
    }

    var checkpoints: DeskPage.Section {
        let checkpoints = record.checkpoints.sorted { ($0.on, $0.id) > ($1.on, $1.id) }
        return section(
            "kijkmomenten", "checkpoints", ["checkpoint.moment", "on", "checkpoint.living", "checkpoint.care"],
            checkpoints.map {
                [
                    DataTable.Cell(visit.text("care.help.after-months", ["months": "\($0.months)"])), cell($0.on),
                    DataTable.Cell(visit.words("living", $0.living.rawValue)), DataTable.Cell(care($0)),
                ]
            })
    }

    private func care(_ checkpoint: Checkpoint) -> String {
        guard checkpoint.isCareKnown else { return visit.words("answer", "unknown") }
        let laws = CareLaw.allCases.filter(checkpoint.care.contains).map { visit.words("law", $0.rawValue) }
        return laws.isEmpty ? text("checkpoint.no-care") : laws.joined(separator: ", ")
    }

    /// What can be taken back, the newest first. The first contact of a handover belongs to that.
    func strikable(_ list: List) -> [(id: Identifier, words: String)] {
        func words(_ function: CareFunction, _ day: Day) -> String {
            "\(visit.words("function", function.rawValue)), \(visit.words(day))"
        }
        let entries: [(id: Identifier, on: Day, words: String)] =
            switch list {
            case .contacts:
                record.contacts.filter { at.file.handover($0.id) == nil }.map {
                    ($0.id, $0.on, words($0.function, $0.on))
                }
            case .decisions: record.decisions.map { ($0.id, $0.on, words($0.function, $0.on)) }
            case .bridges: record.bridges.map { ($0.id, $0.start, words($0.function, $0.start)) }
            case .checkpoints:
                record.checkpoints.map {
                    (
                        $0.id, $0.on,
                        visit.text("care.help.after-months", ["months": "\($0.months)"]) + ", " + visit.words($0.on)
                    )
                }
            }
        return entries.sorted { ($0.on, $0.id) > ($1.on, $1.id) }.map { ($0.id, $0.words) }
    }
}

/// The forms with which help is entered.
struct HelpPanels {
    let known: HelpKnown
    let failed: String?

    private var at: CareVisit { known.at }

    private func panel(_ id: String, _ key: String, below: String, _ parts: (Visit) -> [FormPart]) -> DeskPanel {
        at.room.panel(
            id, "care.help.\(key)", action: at.address(.help, below), about: true, isOpen: failed == id,
            parts(at.room.visit(id, failed: failed)))
    }

    private func function(_ name: String, _ form: Visit) -> FormPart {
        FormPart(
            form.select(
                name, label: "care.help.spell.function", options: form.options("function", CareFunction.self)))
    }

    /// Takes back one of the entries; `nil` when there is none.
    func strike(_ list: HelpKnown.List) -> DeskPanel? {
        let entries = known.strikable(list)
        guard !entries.isEmpty else { return nil }
        let id = "weg-\(list.rawValue)"
        let form = at.room.visit(id, failed: failed)
        return at.room.panel(
            id, "care.help.strike", action: at.address(.help, "/haal-weg"), about: true, isOpen: failed == id,
            hidden: [HiddenField(name: "list", value: list.rawValue)],
            [
                FormPart(
                    form.select(
                        "entry-\(list.rawValue)", label: "care.help.strike.which",
                        options: entries.map { Select.Option($0.id.text, $0.words) }))
            ])
    }

    func spell(_ members: [Identifier]) -> DeskPanel {
        panel("hulp", "add", below: "") { SpellForm.parts(nil, $0, at, members: members) }
    }

    var contact: DeskPanel {
        panel("contact", "add-contact", below: "/contact") { form in
            [
                function("contact-function", form),
                FormPart(
                    form.choices(
                        "contact-kind", legend: "care.help.contact.kind",
                        options: form.radios("contact-kind", Contact.Kind.self))),
                FormPart(form.field("contact-on", .date, label: "care.help.on", value: at.today.typed)),
                FormPart(
                    form.field(
                        "contact-provider", label: "care.help.spell.provider", optional: true, maxlength: CareText.line)
                ),
            ]
        }
    }

    var decision: DeskPanel {
        panel("besluit", "add-decision", below: "/besluit") { form in
            [
                function("decision-function", form),
                FormPart(
                    form.select(
                        "decision-law", label: "care.help.spell.law", hint: "care.help.decision.law-hint",
                        options: form.options("law", CareLaw.self))),
                FormPart(
                    form.choices(
                        "outcome", legend: "care.help.decision.outcome", inline: true,
                        options: form.radios("decision-outcome", Decision.Outcome.self))),
                FormPart(form.field("decided-on", .date, label: "care.help.decision.on")),
                FormPart(
                    form.field(
                        "decided-until", .date, label: "care.help.decision.until",
                        hint: "care.help.decision.until-hint",
                        optional: true)),
            ]
        }
    }

    var bridging: DeskPanel {
        panel("afspraak", "add-bridging", below: "/afspraak") { form in
            [
                function("bridge-function", form),
                FormPart(form.field("bridge-start", .date, label: "care.help.bridge.start")),
                FormPart(
                    form.field(
                        "bridge-end", .date, label: "care.help.bridge.end", hint: "care.help.spell.end-hint",
                        optional: true)),
                FormPart(
                    form.field(
                        "agreed", label: "care.help.bridge.agreed", hint: "care.help.bridge.agreed-hint",
                        maxlength: CareText.line)),
            ]
        }
    }

    var checkpoint: DeskPanel {
        panel("kijkmoment", "add-checkpoint", below: "/kijkmoment") { form in
            [
                FormPart(
                    form.choices(
                        "months", legend: "care.help.checkpoint.moment", inline: true,
                        options: at.context.limits.checkpointMonths.map {
                            Choices.Option("\($0)", form.text("care.help.after-months", ["months": "\($0)"]))
                        })),
                FormPart(form.field("checkpoint-on", .date, label: "care.help.checkpoint.on", value: at.today.typed)),
                FormPart(
                    form.choices(
                        "living", legend: "care.help.checkpoint.living",
                        options: form.radios("living", Checkpoint.Living.self))),
                FormPart(
                    form.choices(
                        "care-known", legend: "care.help.checkpoint.is-there-care", inline: true,
                        options: form.radios("answer", CareKnown.self))),
                FormPart(
                    form.choices(
                        "care-laws", legend: "care.help.checkpoint.laws", several: true, optional: true,
                        options: form.radios("law", CareLaw.self))),
            ]
        }
    }
}
