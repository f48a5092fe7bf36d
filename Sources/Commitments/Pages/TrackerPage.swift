import Core
import Web

/// `/toezeggingen`: what was promised, by whom, and was it kept.
struct TrackerPage: Page {
    static let template = "commitments/tracker"

    /// One promise in the list.
    struct Line: Sendable {
        let title: Said
        let href: String
        let state: Tag?
        let kind: String
        let meta: [String]
    }

    let filters: [Select]
    /// What a figure counts, when the list is of one.
    let counted: String?
    let hidden: [FormPage.Hidden]
    let isFiltered: Bool
    let all: String
    let action: String
    let lines: [Line]
    let found: String
    let chart: Chart?
    let pages: Pagination?
    let empty: EmptyState?
    let feeds: [Link]
    let files: [Link]
    let data: String

    init(_ tracker: Tracker, _ filter: TrackerFilter, page: Int, _ names: Names, _ visit: Visit) {
        let words = CommitmentWords(visit)
        let today = visit.now.day
        isFiltered = filter != TrackerFilter()
        all = visit.link("/toezeggingen")
        action = all
        filters = Self.filters(tracker, filter, names, words)
        counted = filter.counted.map { counted in
            words.text(
                "tracker.counted",
                [
                    "figure": visit.text("figures.commitments.\(counted.name.rawValue).title"),
                    "period": DateWords.days(counted.period.from, counted.period.to, words.language),
                ])
        }
        hidden =
            filter.counted.map {
                [
                    .init(name: "cijfer", value: $0.name.rawValue),
                    .init(name: "periode", value: $0.period.name ?? ""),
                ]
            } ?? []
        lines = tracker.items.map { Self.line($0, on: today, names, visit, words) }
        found = words.text("tracker.found", ["count": written(tracker.total, visit.language)])
        chart = Self.chart(tracker, words)
        pages = Self.pages(tracker, filter, page, visit)
        empty =
            tracker.items.isEmpty
            ? EmptyState(
                words.text(isFiltered ? "tracker.none" : "tracker.empty"),
                words.text(isFiltered ? "tracker.none-text" : "tracker.empty-text"),
                button: isFiltered ? Button(words.text("tracker.all"), href: all, look: .second) : nil) : nil
        feeds =
            [Link(words.text("feed.title"), href: visit.link("/toezeggingen.atom"))]
            + names.themes.map {
                Link(
                    words.text("feed.theme", ["theme": $0.name[visit.language]]),
                    href: visit.link("/toezeggingen/thema/\($0.key).atom"))
            }
        let query = Self.query(filter)
        files = [
            Link("CSV", href: visit.link("/toezeggingen.csv") + query),
            Link("JSON", href: visit.link("/toezeggingen.json") + query),
            Link(words.text("tracker.package"), href: visit.link("/toezeggingen/datapackage.json")),
        ]
        data = StructuredData.dataset(
            CommitmentLinks(base: visit.site.settings.address, language: visit.language), words)
    }

    static func line(
        _ open: OpenItem, on today: Day, _ names: Names, _ visit: Visit, _ words: CommitmentWords
    ) -> Line {
        let draft = open.item.draft
        return Line(
            title: Said(draft.title, visit.language), href: visit.link("/toezeggingen/\(open.item.slug)"),
            state: open.state(on: today).map(words.state), kind: words.kind(draft.kind),
            meta: [
                draft.office.map { names.office($0, visit.language) }, words.date(draft.date),
                draft.theme.map { names.theme($0, visit.language) },
                open.deadline.map { words.text("tracker.due", ["due": words.due($0)]) },
            ].compactMap(\.self))
    }

    private static func filters(
        _ tracker: Tracker, _ filter: TrackerFilter, _ names: Names, _ words: CommitmentWords
    ) -> [Select] {
        func select(_ name: String, _ key: String, _ value: String, _ options: [(String, String)]) -> Select {
            Select(
                name, label: words.text("filter.\(key)"), value: value,
                options: [.init("", words.text("filter.any"))] + options.map { .init($0.0, $0.1) })
        }
        return [
            select("thema", "theme", filter.theme ?? "", names.themes.map { ($0.key, $0.name[words.language]) }),
            select("ambt", "office", filter.office ?? "", names.offices.map { ($0.key, $0.name[words.language]) }),
            select(
                "stand", "state", filter.state?.rawValue ?? "",
                TrackedState.allCases.map { ($0.rawValue, words.text("state.\($0.rawValue)")) }),
            select("jaar", "year", filter.year.map(String.init) ?? "", tracker.years.map { ("\($0)", "\($0)") }),
        ]
    }

    private static func chart(_ tracker: Tracker, _ words: CommitmentWords) -> Chart? {
        let points = TrackedState.allCases.compactMap { state in
            tracker.counts[state].map { Chart.Point(words.text("state.\(state.rawValue)"), .value($0)) }
        }
        guard points.count > 1 else { return nil }
        return Chart.compare(
            id: "standen", title: words.text("tracker.chart"),
            words: Chart.Words(
                language: words.language, label: words.text("filter.state"), count: words.text("tracker.count"),
                suppressed: ""), points)
    }

    private static func pages(
        _ tracker: Tracker, _ filter: TrackerFilter, _ page: Int, _ visit: Visit
    ) -> Pagination? {
        let last = max(1, (tracker.total + Tracker.pageSize - 1) / Tracker.pageSize)
        func address(_ number: Int) -> String {
            visit.link("/toezeggingen") + query(filter, page: number == 1 ? nil : number)
        }
        return Pagination(
            page: page, of: last, previous: page > 1 ? address(min(page - 1, last)) : nil,
            next: page < last ? address(page + 1) : nil)
    }

    /// The filter as the end of an address.
    static func query(_ filter: TrackerFilter, page: Int? = nil) -> String {
        let parts = [
            filter.theme.map { "thema=" + Percent.encode($0) }, filter.office.map { "ambt=" + Percent.encode($0) },
            filter.state.map { "stand=\($0.rawValue)" }, filter.year.map { "jaar=\($0)" },
            filter.counted.map { "cijfer=\($0.name.rawValue)" },
            filter.counted.flatMap { $0.period.name }.map { "periode=\($0)" },
            page.map { "pagina=\($0)" },
        ].compactMap(\.self)
        return parts.isEmpty ? "" : "?" + parts.joined(separator: "&")
    }

    /// The filter in the query of an address; what it does not know is left out.
    static func filter(_ query: Form) -> TrackerFilter {
        func text(_ name: String) -> String? { query[name].isEmpty ? nil : String(query[name].prefix(60)) }
        let period = text("periode").flatMap { try? Period(named: $0) }
        let counted = text("cijfer").flatMap { CountedPromises.Name(rawValue: $0) }.flatMap { name in
            period.map { CountedPromises(name: name, period: $0) }
        }
        return TrackerFilter(
            theme: text("thema"), office: text("ambt"), state: text("stand").flatMap { TrackedState(rawValue: $0) },
            year: text("jaar").flatMap { Int($0) }.flatMap { (1000...9999).contains($0) ? $0 : nil },
            counted: counted)
    }
}
