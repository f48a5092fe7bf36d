import Core
import Web

/// `/werk/onderzoek/:id/overeenstemming`: how far the two readers of a study agree, and what that means.
struct AgreementPage {
    private let at: StudyVisit
    private let agreement: StudyAgreement

    init(_ at: StudyVisit) {
        self.at = at
        agreement = StudyAgreement(at.study.counted, at.codebook)
    }

    private var visit: Visit { at.visit }

    var page: DeskPage {
        var page = at.page(visit.text("coaches.agreement.title"))
        page.lead = visit.text("coaches.agreement.lead")
        guard agreement.units > 0 else {
            page.sections = [
                DeskPage.Section(
                    parts: [
                        FormPart(
                            EmptyState(
                                visit.text("coaches.agreement.none"), visit.text("coaches.agreement.none-about")))
                    ])
            ]
            return page
        }
        if agreement.isFew {
            page.notices.append(
                Notice(
                    .warning, title: visit.text("coaches.agreement.few"),
                    visit.text("coaches.agreement.few-about", ["most": "\(Agreement.fewUnits)"])))
        }
        page.sections = [overall, perCode, meaning, differences]
        return page
    }

    private var overall: DeskPage.Section {
        let read = visit.text(
            "coaches.agreement.read-twice",
            ["units": written(agreement.units, visit.language), "all": written(agreement.observations, visit.language)])
        return DeskPage.Section(
            heading: visit.text("coaches.agreement.overall"),
            parts: [
                FormPart(
                    SummaryList([
                        SummaryList.Row(visit.text("coaches.agreement.units"), read),
                        SummaryList.Row(visit.text("coaches.agreement.percent"), percent(agreement.percent)),
                        SummaryList.Row(visit.text("coaches.agreement.kappa-pooled"), inWords(agreement.kappa)),
                        SummaryList.Row(visit.text("coaches.agreement.alpha-sets"), inWords(agreement.alpha)),
                    ]))
            ])
    }

    private var perCode: DeskPage.Section {
        typealias Cell = DataTable.Cell
        let used = agreement.codes.filter { $0.both + $0.onlyFirst + $0.onlySecond > 0 }
        let unused = agreement.codes.filter { $0.both + $0.onlyFirst + $0.onlySecond == 0 }
        let columns = ["both", "only-first", "only-second", "same", "kappa", "alpha"]
        let table = DataTable(
            id: "per-code", caption: visit.text("coaches.agreement.per-code"),
            columns: [DataTable.Column(visit.text("coaches.agreement.code"))]
                + columns.map { .number(visit.text("coaches.agreement.\($0)")) },
            rows: used.map { code in
                [
                    Cell(name(code.code)), Cell(written(code.both, visit.language)),
                    Cell(written(code.onlyFirst, visit.language)), Cell(written(code.onlySecond, visit.language)),
                    Cell(percent(code.percent)), Cell(number(code.kappa)), Cell(number(code.alpha)),
                ]
            },
            note: unused.isEmpty
                ? nil
                : visit.text(
                    "coaches.agreement.unused", ["codes": unused.map { name($0.code) }.joined(separator: ", ")]))
        return DeskPage.Section(heading: visit.text("coaches.agreement.codes"), parts: [FormPart(table)])
    }

    private var meaning: DeskPage.Section {
        DeskPage.Section(
            heading: visit.text("coaches.agreement.meaning"),
            text: ["kappa", "alpha", "words", "undefined", "corrected"].map {
                visit.text("coaches.agreement.about-\($0)")
            })
    }

    private var differences: DeskPage.Section {
        typealias Cell = DataTable.Cell
        var section = DeskPage.Section(
            id: "verschillen", heading: visit.text("coaches.agreement.differences"))
        guard !agreement.differences.isEmpty else {
            section.text = [visit.text("coaches.agreement.no-differences")]
            return section
        }
        section.parts = [
            FormPart(
                DataTable(
                    id: "verschil", caption: visit.text("coaches.agreement.differences-about"),
                    columns: ["observation", "first-codes", "second-codes"].map {
                        DataTable.Column(visit.text("coaches.agreement.\($0)"))
                    },
                    rows: agreement.differences.map { difference in
                        [
                            Cell("\(difference.number)", href: at.link("/waarnemingen/\(difference.number)")),
                            Cell(names(difference.onlyFirst)), Cell(names(difference.onlySecond)),
                        ]
                    }))
        ]
        return section
    }

    // MARK: Words

    private func name(_ code: String) -> String { at.codebook[code].map { visit.words($0) } ?? code }

    private func names(_ codes: [String]) -> String {
        codes.isEmpty ? "–" : codes.map(name).joined(separator: ", ")
    }

    /// `0,74`, or a dash.
    private func number(_ coefficient: Agreement.Coefficient) -> String {
        guard let number = coefficient.number else { return "–" }
        let hundredths = Int((abs(number) * 100).rounded())
        let rest = hundredths % 100
        let sign = number < 0 && hundredths > 0 ? "−" : ""
        return "\(sign)\(hundredths / 100)\(visit.language == .nl ? "," : ".")\(rest < 10 ? "0" : "")\(rest)"
    }

    private func percent(_ coefficient: Agreement.Coefficient) -> String {
        coefficient.number.map { "\(Int(($0 * 100).rounded()))%" } ?? "–"
    }

    /// `0,74 (aanzienlijk)`, or why there is no number.
    private func inWords(_ coefficient: Agreement.Coefficient) -> String {
        switch coefficient {
        case .value(let value):
            "\(number(coefficient)) (\(visit.text("coaches.agreement.strength.\(Agreement.Strength(value).rawValue)")))"
        case .noUnits: visit.text("coaches.agreement.no-units")
        case .noVariation: visit.text("coaches.agreement.no-variation")
        }
    }
}
