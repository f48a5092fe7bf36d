import Core
import Web

/// Everything that is kept of a young person, in words: for paper, and as a file that other software reads too.
struct CareExport: Sendable {
    /// One thing, line by line; `name` is what a file calls the line.
    struct Line: Sendable {
        let name: String
        let key: String
        let value: String
    }

    struct Section: Sendable {
        let name: String
        let heading: String
        let things: [[Line]]
    }

    let at: CareVisit
    private let desks: [Identifier: String]
    private var visit: Visit { at.visit }
    private var file: CareFile { at.file }

    init(_ at: CareVisit, desks: [Identifier: String] = [:]) {
        self.at = at
        self.desks = desks
    }

    // MARK: What

    var sections: [Section] {
        [
            section("young-person", [person]), section("consents", file.consents.map(consent)),
            section("wishes", wishes), section("items", file.plan.items.map(item)),
            section("history", file.history.map(line)),
        ]
    }

    private func section(_ name: String, _ things: [[Line]]) -> Section {
        Section(name: name, heading: visit.text("care.export.section.\(name)"), things: things)
    }

    private func row(_ name: String, _ value: String) -> Line {
        Line(name: name, key: visit.text("care.export.line.\(name)"), value: value)
    }

    private var person: [Line] {
        let names = [
            "name", "born-on", "age", "eighteenth", "municipality", "reference", "mentor", "coordinator",
            "mild-disability",
        ]
        let facts = PersonForm.facts(visit, file.person, coordinator: at.name(file.person.coordinator), on: at.today)
        return zip(names, facts).map { Line(name: $0, key: $1.key, value: $1.value) } + [
            row("deleted-on", visit.words(at.listed.deleteOn)), row("exported-on", visit.words(at.today)),
        ]
    }

    private func consent(_ consent: Consent) -> [Line] {
        let answer = consent.withdrawnOn != nil ? "withdrawn" : consent.isGiven ? "yes" : "no"
        return [
            row("question", visit.text("care.purpose.\(consent.purpose.rawValue)")),
            row("answer", visit.words("consent-answer", answer)),
            row("given-by", visit.words("giver", consent.givenBy.rawValue)), row("day", visit.words(consent.on)),
            row("withdrawn-on", consent.withdrawnOn.map { visit.words($0) } ?? ""), row("covers", consent.covers),
        ]
    }

    private var wishes: [[Line]] {
        let all = at.wish(of: nil).map { [[row("wish", $0.text), row("keep-until", visit.words($0.keepUntil))]] } ?? []
        return all
            + file.plan.items.compactMap { item in
                at.wish(of: item.id).map {
                    [
                        row("what", at.words(item)), row("wish", $0.text),
                        row("keep-until", visit.words($0.keepUntil)),
                    ]
                }
            }
    }

    private func item(_ item: PlanItem) -> [Line] {
        [
            row("what", at.words(item)), row("domain", visit.words("domain", item.domain.rawValue)),
            row("state", at.words(item.state(on: at.today))), row("due", at.due(item)),
            row("proof", item.changes.last?.proof ?? ""),
            row("by", at.words(item.changes.last?.stamp ?? item.added)),
        ]
    }

    private func line(_ line: CareFile.Line) -> [Line] {
        let told = HistoryWords(at, desks: desks).told(line.event)
        return [
            row("by", at.words(line.stamp)), row("what", told.title),
            row("details", told.details.joined(separator: "; ")),
        ]
    }

    // MARK: Forms

    var page: DeskPage {
        var page = at.page(.person, title: visit.text("care.export.heading"))
        page.lead = visit.text("care.export.lead")
        page.tabs = []
        page.sections = sections.map { section in
            var shown = DeskPage.Section(heading: section.heading)
            if section.things.isEmpty { shown.text = [visit.text("care.export.nothing")] }
            shown.parts = section.things.map { thing in
                FormPart(SummaryList(thing.filter { !$0.value.isEmpty }.map { SummaryList.Row($0.key, $0.value) }))
            }
            return shown
        }
        return page
    }

    var json: JSON {
        .object(
            sections.map { section in
                JSON.Member(
                    name: section.name,
                    value: .array(
                        section.things.map { thing in
                            .object(thing.map { JSON.Member(name: $0.name, value: .string($0.value)) })
                        }))
            })
    }
}
