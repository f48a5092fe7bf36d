import Content
import Core

/// An invented young person of the demo, as `Resources/demo/care.yaml` tells: days count from the day on which it is entered.
struct InventedYoung: Sendable {
    /// A day, counted from the day on which the demo is entered.
    typealias Offset = Int

    /// Something that comes in on a day of its own.
    struct Entry: Sendable {
        let on: Offset
        let event: @Sendable (_ today: Day, _ id: Identifier) -> CareEvent
    }

    var name: String
    var municipality: String
    var hasMildDisability: YoungPerson.Known
    var eighteenth: Offset
    var begun: Offset
    /// The gap that it is there to show.
    var shows: String
    /// Items of the checklist that had to be done before today and are not.
    var open: [String]
    var entries: [Entry]
    var handover: (function: CareFunction, asked: Offset, accepted: Offset)?
    var lines: [(domain: Domain, view: DomainLine.View, isOwn: Bool, on: Offset)]
    var observations:
        [(
            indicator: RiskObservation.Indicator, answer: RiskObservation.Answer, origin: RiskObservation.Origin,
            on: Offset
        )]

    /// The date of birth of who turns 18 so many days from `today`.
    func bornOn(_ today: Day) -> Day {
        let eighteenth = today.adding(days: eighteenth)
        return Day(year: eighteenth.year - 18, month: eighteenth.month, day: min(eighteenth.day, 28)) ?? eighteenth
    }
}

/// Reads the file of invented young people. What is wrong goes to `findings`, all of it at once.
struct InventedYoungReader {
    let file: String
    let findings: Findings

    private static let days = -2_000...2_000

    /// - Throws: `ChecklistRefusal` with every mistake and its line.
    static func all(file: String) throws -> [InventedYoung] {
        let findings = Findings()
        let young = try InventedYoungReader(file: file, findings: findings).read()
        guard findings.all.isEmpty else { throw ChecklistRefusal(findings: findings.all.inOrder) }
        return young
    }

    private func read() throws -> [InventedYoung] {
        guard let text = try ContentFiles.text(ofFile: file) else {
            findings.add("not-utf8", at: Place(file: file, line: 1))
            return []
        }
        guard let top = ContentField(parsing: text, file: file, findings: findings),
            let fields = top.fields(required: ["version", "young"])
        else { return [] }
        return fields["young"]?.list()?.compactMap(young) ?? []
    }

    private func young(_ field: ContentField) -> InventedYoung? {
        let lists = ["open", "contacts", "decisions", "checkpoints", "lines", "observations"]
        guard
            let fields = field.fields(
                required: ["name", "eighteenth", "begun", "municipality", "shows", "spells"],
                optional: ["mild_disability", "handover"] + lists),
            let name = fields["name"]?.text(), let municipality = fields["municipality"]?.text(),
            let eighteenth = fields["eighteenth"]?.number(in: Self.days),
            let begun = fields["begun"]?.number(in: Self.days), let shows = fields["shows"]?.text()
        else { return nil }
        var young = InventedYoung(
            name: name, municipality: municipality,
            hasMildDisability: fields["mild_disability"]?.value(YoungPerson.Known.self, else: "unknown-value")
                ?? .unknown,
            eighteenth: eighteenth, begun: begun, shows: shows,
            open: fields["open"]?.list()?.compactMap { $0.identifier() } ?? [], entries: [], lines: [],
            observations: [])
        young.entries += fields["spells"]?.list()?.compactMap { spell($0, begun: begun) } ?? []
        young.entries += fields["contacts"]?.list()?.compactMap(contact) ?? []
        young.entries += fields["decisions"]?.list()?.compactMap(decision) ?? []
        young.entries += fields["checkpoints"]?.list()?.compactMap(checkpoint) ?? []
        young.handover = fields["handover"].flatMap(handover)
        young.lines = fields["lines"]?.list()?.compactMap(line) ?? []
        young.observations = fields["observations"]?.list()?.compactMap(observation) ?? []
        return young
    }

    private func function(_ field: ContentField?) -> CareFunction? {
        field?.value(CareFunction.self, else: "unknown-value")
    }

    private func law(_ field: ContentField?) -> CareLaw? { field?.value(CareLaw.self, else: "unknown-value") }

    private func spell(_ field: ContentField, begun: Int) -> InventedYoung.Entry? {
        guard
            let fields = field.fields(
                required: ["function", "law", "status", "from"], optional: ["to", "funder", "provider", "known"]),
            let function = function(fields["function"]), let law = law(fields["law"]),
            let status = fields["status"]?.value(CareSpell.Status.self, else: "unknown-value"),
            let from = fields["from"]?.number(in: Self.days)
        else { return nil }
        let to = fields["to"]?.number(in: Self.days)
        let (funder, provider) = (fields["funder"]?.text() ?? "", fields["provider"]?.text() ?? "")
        let least = status == .stopped ? to ?? from : status == .started || status == .waiting ? from : begun
        let known = max(fields["known"]?.number(in: Self.days) ?? begun, least)
        return InventedYoung.Entry(on: known) { today, id in
            .spell(
                CareSpell(
                    id: id, function, law, status, from: today.adding(days: from),
                    to: to.map { today.adding(days: $0) },
                    startKind: status == .granted ? .planned : .actual,
                    endKind: status == .stopped ? .actual : .planned,
                    funder: funder, provider: provider, source: "Verzonnen bron", knownOn: today.adding(days: known)))
        }
    }

    private func contact(_ field: ContentField) -> InventedYoung.Entry? {
        guard let fields = field.fields(required: ["function", "kind", "on"]),
            let function = function(fields["function"]),
            let kind = fields["kind"]?.value(Contact.Kind.self, else: "unknown-value"),
            let on = fields["on"]?.number(in: Self.days)
        else { return nil }
        return InventedYoung.Entry(on: on) { today, id in
            .contact(Contact(id: id, function, kind, on: today.adding(days: on)))
        }
    }

    private func decision(_ field: ContentField) -> InventedYoung.Entry? {
        guard let fields = field.fields(required: ["function", "law", "on", "outcome"]),
            let function = function(fields["function"]), let law = law(fields["law"]),
            let outcome = fields["outcome"]?.value(Decision.Outcome.self, else: "unknown-value"),
            let on = fields["on"]?.number(in: Self.days)
        else { return nil }
        return InventedYoung.Entry(on: on) { today, id in
            .decided(Decision(id: id, function, law, on: today.adding(days: on), outcome))
        }
    }

    private func checkpoint(_ field: ContentField) -> InventedYoung.Entry? {
        guard let fields = field.fields(required: ["months", "on", "living", "care"]),
            let months = fields["months"]?.number(in: 1...24), let on = fields["on"]?.number(in: Self.days),
            let living = fields["living"]?.value(Checkpoint.Living.self, else: "unknown-value"),
            let care = fields["care"]?.values(CareLaw.self, else: "unknown-value")
        else { return nil }
        return InventedYoung.Entry(on: on) { today, id in
            .checkpoint(
                Checkpoint(id: id, months: months, on: today.adding(days: on), living: living, care: Set(care)))
        }
    }

    private func handover(_ field: ContentField) -> (function: CareFunction, asked: Int, accepted: Int)? {
        guard let fields = field.fields(required: ["function", "asked", "accepted"]),
            let function = function(fields["function"]), let asked = fields["asked"]?.number(in: Self.days),
            let accepted = fields["accepted"]?.number(in: Self.days)
        else { return nil }
        return (function, asked, accepted)
    }

    private func line(_ field: ContentField) -> (domain: Domain, view: DomainLine.View, isOwn: Bool, on: Int)? {
        guard let fields = field.fields(required: ["domain", "view", "own", "on"]),
            let domain = fields["domain"]?.value(Domain.self, else: "unknown-value"),
            let view = fields["view"]?.value(DomainLine.View.self, else: "unknown-value"),
            let isOwn = fields["own"]?.boolean(), let on = fields["on"]?.number(in: Self.days)
        else { return nil }
        return (domain, view, isOwn, on)
    }

    private func observation(
        _ field: ContentField
    ) -> (
        indicator: RiskObservation.Indicator, answer: RiskObservation.Answer, origin: RiskObservation.Origin, on: Int
    )? {
        guard let fields = field.fields(required: ["indicator", "answer", "on", "origin"]),
            let indicator = fields["indicator"]?.value(RiskObservation.Indicator.self, else: "unknown-value"),
            let answer = fields["answer"]?.value(RiskObservation.Answer.self, else: "unknown-value"),
            let origin = fields["origin"]?.value(RiskObservation.Origin.self, else: "unknown-value"),
            let on = fields["on"]?.number(in: Self.days)
        else { return nil }
        return (indicator, answer, origin, on)
    }
}
