import Core
import Web

/// `/terugblik/cijfer/:figure`: one figure over all periods.
struct ComparisonPage: Page {
    static let template = "review/comparison"
    let title: String
    let facts: SummaryList
    let charts: [Chart]
    /// Said when there is nothing to compare yet.
    let single: String?
    let table: DataTable
    let json: String

    init(_ comparison: FigureComparison, _ visit: Visit, _ phrases: @escaping Phrases) {
        let figure = comparison.figure
        let language = visit.language
        title = figure.words.title[language]
        facts = SummaryList(
            [
                ("includes", figure.words.includes[language]), ("excludes", figure.words.excludes[language]),
                ("unit", visit.text("review.unit.\(figure.counts.rawValue)")), ("id", figure.id),
            ].filter { !$0.1.isEmpty }.map { .init(visit.text("review.passport.\($0.0)"), $0.1) })
        charts = comparison.groups.filter { $0.periods.count > 1 }.map { group in
            ReviewCharts.chart(of: figure, group.periods, language, phrases, id: "months-\(group.months)")
        }
        single = charts.isEmpty ? visit.text("review.comparison.single") : nil
        table = Self.table(comparison, visit)
        json = visit.link("/terugblik/cijfer/\(figure.id).json")
    }

    private static func table(_ comparison: FigureComparison, _ visit: Visit) -> DataTable {
        func text(_ key: String) -> String { visit.text("review.comparison.\(key)") }
        let periods = comparison.groups.flatMap(\.periods)
        let first = Set(comparison.groups.compactMap(\.periods.first?.period))
        let isHidden = periods.contains { $0.number.suppressed != nil }
        return DataTable(
            id: "periods", caption: text("caption"),
            columns: [.init(text("period")), .init(text("days")), .init(text("counted")), .number(text("number"))],
            rows: periods.map { each in
                let name = each.period.name ?? ""
                return [
                    .init(name, href: visit.link("/terugblik/\(name)/cijfer/\(comparison.figure.id)")),
                    .init(DateWords.days(each.period.from, each.period.to, visit.language)),
                    .init(first.contains(each.period) ? "–" : text(each.isRedefined ? "redefined" : "same")),
                    .init(written(each.number.published, visit.language)),
                ]
            }, note: isHidden ? visit.text("review.chart.suppressed") : nil)
    }
}

/// A figure over all periods as open data.
enum ComparisonJSON {
    static func text(_ comparison: FigureComparison, language: Language, base: String) -> String {
        let links = ReviewLinks(base: base, language: language)
        let figure = comparison.figure
        return JSON.members([
            "id": .string(figure.id), "title": .string(figure.words.title[language]),
            "unit": .string(figure.counts.rawValue), "language": .string(language.tag),
            "url": .string(links.comparison(figure.id)),
            "periods": .array(
                comparison.groups.flatMap(\.periods).map { each in
                    let name = each.period.name ?? ""
                    return .members([
                        "period": .string(name), "from": .string(each.period.from.description),
                        "to": .string(each.period.to.description), "months": .int(each.period.months),
                        "value": each.number.value.map(JSON.int) ?? .null,
                        "suppressed": .bool(each.number.suppressed != nil),
                        "definition": .string(each.definition[language]), "redefined": .bool(each.isRedefined),
                        "passport": .string(links.figure(figure.id, name)),
                    ])
                }),
        ]).text
    }
}
