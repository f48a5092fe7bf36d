import Core
import Directory
import Hummingbird
import Web

/// How it is going: two views of each part of life, and what was seen or heard that may make things hard. Nothing is added up.
struct HowPages: Sendable {
    let care: Care

    var routes: [Web.Route] {
        let path = "\(CareVisit.path)/:id/hoe-het-gaat"
        return [
            .page(path, access: Care.readers, sample: "\(OverviewPages.sample)/hoe-het-gaat") { visit in
                try await show(try await care.careVisit(visit))
            },
            .action(path, access: Care.readers, bodyLimit: 64 << 10, view),
            .action("\(path)/gezien", access: Care.readers, bodyLimit: 64 << 10, observe),
        ]
    }

    private func show(_ at: CareVisit, failed: String? = nil) async throws -> Response {
        var page = at.page(.how, title: at.visit.text("care.place.how"))
        page.lead = at.visit.text("care.how.lead")
        page.sections = [Self.bigFive(at, isShort: false)]
        if at.isKept { page.sections[0].panels = [viewPanel(at, failed: failed)] }
        page.sections += [observations(at, failed: failed)]
        return try at.room.show(page)
    }

    // MARK: Big 5

    /// The two views of the Big 5 beside each other.
    static func bigFive(_ at: CareVisit, isShort: Bool) -> DeskPage.Section {
        let visit = at.visit
        let views = at.file.lines.views(on: at.today)
        func cell(_ line: DomainLine?) -> DataTable.Cell {
            guard let line else { return DataTable.Cell(visit.text("care.how.nobody-said")) }
            let view = visit.words("domain-view", line.view.rawValue)
            return DataTable.Cell(
                isShort ? view : visit.text("care.how.on", ["view": view, "day": visit.words(line.on)]))
        }
        let table = DataTable(
            id: "big5", caption: visit.text("care.how.big-five"),
            columns: ["domain", "worker", "own", "talk"].map { DataTable.Column(visit.text("care.how.\($0)")) },
            rows: views.map { view in
                [
                    DataTable.Cell(visit.words("domain", view.domain.rawValue)), cell(view.worker), cell(view.own),
                    view.differs
                        ? DataTable.Cell(tag: Tag(visit.text("care.how.differs"), .look)) : DataTable.Cell("–"),
                ]
            })
        var section = DeskPage.Section(
            id: "leefgebieden", heading: visit.text("care.how.heading"), parts: [FormPart(table)])
        if isShort {
            section.links = [Link(visit.text("care.how.to"), href: at.link(.how))]
        } else {
            section.text = [visit.text("care.how.about")]
            section.folds = [history(at)].compactMap { $0 }
        }
        return section
    }

    private static func history(_ at: CareVisit) -> DeskPage.Fold? {
        let visit = at.visit
        guard !at.file.lines.isEmpty else { return nil }
        let lines = at.file.lines.sorted { ($0.on, $0.stamp.at) > ($1.on, $1.stamp.at) }
        return DeskPage.Fold(
            summary: visit.text("care.how.history", ["count": "\(lines.count)"]),
            facts: SummaryList(
                lines.map { line in
                    let who =
                        line.isOwn && line.stamp.by != .youngPerson
                        ? visit.text("care.how.written-down", ["by": at.words(line.stamp)]) : at.words(line.stamp)
                    return SummaryList.Row(
                        visit.text(
                            "care.how.line",
                            [
                                "domain": visit.words("domain", line.domain.rawValue), "day": visit.words(line.on),
                            ]), visit.words("domain-view", line.view.rawValue) + " – " + who)
                }))
    }

    private func viewPanel(_ at: CareVisit, failed: String?) -> DeskPanel {
        let visit = at.visit
        let form = at.room.visit("leefgebieden", failed: failed)
        let parts =
            [
                FormPart(
                    form.choices(
                        "whose", legend: "care.how.whose",
                        options: [
                            Choices.Option("worker", visit.text("care.how.whose-worker")),
                            Choices.Option("own", visit.text("care.how.whose-own")),
                        ])),
                FormPart(form.field("viewed-on", .date, label: "care.how.viewed-on", value: at.today.typed)),
            ]
            + Domain.bigFive.map { domain in
                FormPart(
                    form.choices(
                        "view-\(domain.rawValue)", legend: "care.domain.\(domain.rawValue)", optional: true,
                        options: visit.radios("domain-view", DomainLine.View.self)))
            }
        return at.room.panel(
            "leefgebieden", "care.how.add", action: at.address(.how), about: true, isOpen: failed == "leefgebieden",
            parts)
    }

    private func view(_ visit: Visit) async throws -> Response {
        try await care.enter(visit, .how, panel: "leefgebieden", notice: "care.how.notices.viewed", show) { visit, at in
            let whose: Whose? = visit.form.choice("whose")
            let on = visit.form.day("viewed-on")
            var views: [Domain: DomainLine.View] = [:]
            for domain in Domain.bigFive where !visit.form["view-\(domain.rawValue)"].isEmpty {
                let view: DomainLine.View? = visit.form.choice("view-\(domain.rawValue)")
                views[domain] = view
            }
            guard !visit.form.hasErrors, let whose, let on else { return }
            let answered = views
            _ = try await visit.attempt {
                try await care.files.view(at.room.seat, at.id, answered, on: on, isSaidByYoungPerson: whose == .own)
            }
        }
    }

    private enum Whose: String { case worker, own }

    // MARK: Observations

    private func observations(_ at: CareVisit, failed: String?) -> DeskPage.Section {
        let visit = at.visit
        let lines = at.file.observations.lines(on: at.today)
        var section = DeskPage.Section(
            id: "gezien", heading: visit.text("care.how.observations"),
            text: [visit.text("care.how.observations-about")])
        section.parts = [
            FormPart(
                DataTable(
                    id: "gezien-tabel", caption: visit.text("care.how.latest"),
                    columns: ["indicator", "answer", "since", "seen", "origin"].map {
                        DataTable.Column(visit.text("care.how.column.\($0)"))
                    },
                    rows: lines.map { indicator, latest in
                        let name = DataTable.Cell(visit.words("indicator", indicator.rawValue))
                        guard let latest else {
                            return [name, DataTable.Cell(visit.text("care.how.not-asked")), "–", "–", "–"]
                        }
                        return [
                            name, DataTable.Cell(visit.words("answer", latest.answer.rawValue)),
                            DataTable.Cell(latest.since.map { visit.words($0) } ?? "–"),
                            DataTable.Cell(visit.words(latest.on)),
                            DataTable.Cell(visit.words("observation-origin", latest.origin.rawValue)),
                        ]
                    }))
        ]
        section.folds = lines.compactMap { indicator, _ in fold(indicator, at) }
        if at.isKept { section.panels = [observationPanel(at, failed: failed)] }
        return section
    }

    private func fold(_ indicator: RiskObservation.Indicator, _ at: CareVisit) -> DeskPage.Fold? {
        let visit = at.visit
        let history = at.file.observations.history(indicator)
        guard !history.isEmpty else { return nil }
        return DeskPage.Fold(
            summary: visit.text(
                "care.how.fold",
                ["indicator": visit.words("indicator", indicator.rawValue), "count": "\(history.count)"]),
            facts: SummaryList(
                history.map { observation in
                    let since = observation.since.map { visit.text("care.how.since", ["day": visit.words($0)]) }
                    return SummaryList.Row(
                        visit.words(observation.on),
                        [
                            visit.words("answer", observation.answer.rawValue), since,
                            visit.words("observation-origin", observation.origin.rawValue), at.words(observation.stamp),
                        ].compactMap(\.self).joined(separator: " – "))
                }))
    }

    private func observationPanel(_ at: CareVisit, failed: String?) -> DeskPanel {
        let visit = at.visit
        let form = at.room.visit("gezien", failed: failed)
        return at.room.panel(
            "gezien", "care.how.observe", action: at.address(.how, "/gezien"), about: true, isOpen: failed == "gezien",
            [
                FormPart(
                    form.select(
                        "indicator", label: "care.how.column.indicator",
                        options: visit.options("indicator", RiskObservation.Indicator.self))),
                FormPart(
                    form.choices(
                        "answer", legend: "care.how.is-it-so", hint: "care.how.unknown-hint",
                        options: visit.radios("answer", RiskObservation.Answer.self))),
                FormPart(form.field("since", .date, label: "care.how.since-when", optional: true)),
                FormPart(form.field("on", .date, label: "care.how.seen-on", value: at.today.typed)),
                FormPart(
                    form.choices(
                        "origin", legend: "care.how.column.origin",
                        options: visit.radios("observation-origin", RiskObservation.Origin.self))),
            ])
    }

    private func observe(_ visit: Visit) async throws -> Response {
        try await care.enter(visit, .how, panel: "gezien", notice: "care.how.notices.observed", show) { visit, at in
            let indicator: RiskObservation.Indicator? = visit.form.choice("indicator")
            let answer: RiskObservation.Answer? = visit.form.choice("answer")
            let since = visit.form.optionalDay("since")
            let on = visit.form.day("on")
            let origin: RiskObservation.Origin? = visit.form.choice("origin")
            guard !visit.form.hasErrors, let indicator, let answer, let on, let origin else { return }
            _ = try await visit.attempt {
                try await care.files.observe(at.room.seat, at.id, indicator, answer, since: since, on: on, origin)
            }
        }
    }
}

extension Day {
    /// As a person types it: `2-7-2020`.
    var typed: String { "\(day)-\(month)-\(year)" }
}
