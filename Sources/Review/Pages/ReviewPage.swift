import Core
import Web

/// One review, as everybody sees it; also the preview of a draft.
struct ReviewPage: Page {
    static let template = "review/review"

    /// A figure in a line of text, with the way to its passport.
    struct FigureLine: Sendable {
        let number: String
        let what: String
        let href: String?
    }

    struct Section: Sendable {
        let anchor: String
        let name: String
        let html: String
        let lines: [FigureLine]
        let chart: Chart?
        let timeline: Timeline?
    }

    /// A list under a heading.
    struct Subject: Sendable {
        let text: String
        let href: String?
    }

    /// What another part lists for the period.
    struct Listed: Sendable {
        let anchor: String
        let name: String
        let lines: [Line]

        struct Line: Sendable {
            let text: String
            let note: String?
            let href: String?
        }
    }

    let title: String
    let draft: Notice?
    let standing: Standing?
    let introduction: String
    let headlines: BigFigures?
    let sections: [Section]
    let others: [FigureLine]
    let timeline: Timeline?
    let awaited: [String]
    let lists: [Listed]
    let related: [Subject]
    let charts: [Chart]
    let single: String?
    let funders: String?
    let published: Published?

    /// What only a published review has: how it can be kept, checked and passed on.
    struct Published: Sendable {
        let date: String
        let corrections: [String]
        let hash: String
        let frozen: String
        let downloads: [Link]
        let address: String
        let mail: String
        let card: Card
    }

    /// What other sites show beside a link to the review (Open Graph).
    struct Card: Sendable {
        let title: String
        let description: String
        let address: String
        let image: String
        let width: Int
        let height: Int
        let locale: String
    }

    /// What who reads a draft by a secret link learns beside it.
    struct Standing: Sendable {
        let table: DataTable?
        /// Where a member says what the organisation thinks.
        let agree: Link

        init(_ draft: ReviewDraft, _ visit: Visit) {
            table = StandTable.table(draft.stands, visit)
            agree = Link(
                visit.text("review.preview.agree"), href: visit.link("/werk/terugblik/\(draft.edition.review.name)"))
        }
    }

    /// - Parameter standing: for who comes by a secret link.
    init(
        _ edition: ReviewEdition, _ visit: Visit, _ phrases: @escaping Phrases, standing: Standing? = nil
    ) {
        let review = edition.review
        let content = review.content
        let language = visit.language
        let isDraft = edition.state == .draft
        title = ReviewTitle.text(review.period, phrases, language)
        draft = isDraft ? Notice(.warning, visit.text("review.draft.notice")) : nil
        self.standing = standing
        introduction = Markdown.html(content.introduction[language], headingsFrom: 2)
        headlines = Self.headlines(review, isDraft: isDraft, visit)
        let events = Self.events(content, phrases, visit)
        sections = content.sections.map { Self.section($0, review, isDraft: isDraft, events, visit, phrases) }
        others = review.otherFigures.map { Self.line($0, review, isDraft: isDraft, visit, phrases) }
        let known = Set(content.sections.map(\.id))
        timeline = Self.timeline(events.filter { !known.contains($0.section ?? "") })
        awaited = content.awaited.map { $0.text[language] }.filter { !$0.isEmpty }
        lists = (review.lists ?? []).map { list in
            Listed(
                anchor: "lijst-\(list.id)", name: list.title[language],
                lines: list.lines.map { line in
                    .init(
                        text: line.text[language], note: line.note[language].isEmpty ? nil : line.note[language],
                        href: line.path.map { visit.link($0) })
                })
        }
        related = content.related.map { Subject(text: $0.text[language], href: $0.url) }
        charts = ReviewCharts.overPeriods(edition, language, phrases)
        let first = edition.history.values.first { $0.count == 1 }
        single = charts.isEmpty ? first.map { ReviewCharts.single($0, language, phrases) } : nil
        funders = content.funders.isEmpty ? nil : Outline.funders(content, phrases, language)
        published = isDraft ? nil : Self.published(edition, title, visit, phrases)
    }

    static func headlines(_ review: PublishedReview, isDraft: Bool, _ visit: Visit) -> BigFigures? {
        let figures = review.content.headlines.compactMap { review[figure: $0] }
        return figures.isEmpty
            ? nil
            : BigFigures(
                figures.map {
                    BigFigure(
                        $0.number.published, $0.words.noun[visit.language],
                        when: DateWords.days($0.period.from, $0.period.to, visit.language),
                        href: passport($0, review, isDraft: isDraft, visit), language: visit.language)
                })
    }

    /// The address of a passport; there is none before publication.
    private static func passport(
        _ figure: PublishedFigure, _ review: PublishedReview, isDraft: Bool, _ visit: Visit
    ) -> String? {
        isDraft ? nil : visit.link("/terugblik/\(review.name)/cijfer/\(figure.id)")
    }

    private static func line(
        _ figure: PublishedFigure, _ review: PublishedReview, isDraft: Bool, _ visit: Visit, _ phrases: Phrases
    ) -> FigureLine {
        FigureLine(
            number: figure.number.words(phrases, visit.language), what: figure.words.noun[visit.language],
            href: passport(figure, review, isDraft: isDraft, visit))
    }

    private static func section(
        _ section: ReviewSection, _ review: PublishedReview, isDraft: Bool,
        _ events: [(section: String?, event: Timeline.Event)], _ visit: Visit, _ phrases: Phrases
    ) -> Section {
        Section(
            anchor: section.id, name: section.title[visit.language],
            html: Markdown.html(section.text[visit.language], headingsFrom: 3),
            lines: review.figures(in: section).map { line($0, review, isDraft: isDraft, visit, phrases) },
            chart: ReviewCharts.compare(section, review, visit.language, phrases),
            timeline: timeline(events.filter { $0.section == section.id }))
    }

    private static func events(
        _ content: ReviewContent, _ phrases: Phrases, _ visit: Visit
    ) -> [(section: String?, event: Timeline.Event)] {
        content.milestonesInOrder.map { milestone in
            let kind = milestone.kind == .milestone ? "" : visit.text("review.milestone.\(milestone.kind.rawValue)")
            let source = milestone.source.map { visit.text("review.source.line", ["source": $0.title]) } ?? ""
            let words = [kind, source].filter { !$0.isEmpty }.joined(separator: " · ")
            let event = Timeline.Event(
                when: milestone.when.words(phrases, visit.language), datetime: milestone.when.date,
                milestone.text[visit.language], text: words.isEmpty ? nil : words,
                link: milestone.source?.url.map { Link(visit.text("review.source.open"), href: $0) })
            return (milestone.section, event)
        }
    }

    private static func timeline(_ events: [(section: String?, event: Timeline.Event)]) -> Timeline? {
        events.isEmpty ? nil : Timeline(events.map(\.event))
    }

    private static func published(
        _ edition: ReviewEdition, _ title: String, _ visit: Visit, _ phrases: @escaping Phrases
    ) -> Published {
        let name = edition.review.name
        let address = visit.address + visit.link("/terugblik/\(name)")
        func download(_ key: String, _ path: String) -> Link {
            Link(visit.text("review.download.\(key)"), href: visit.link("/terugblik/\(name)\(path)"))
        }
        return Published(
            date: visit.text(
                "review.page.published",
                [
                    "date": edition.published.map { DateWords.day($0.day, visit.language) } ?? "",
                    "revision": "\(edition.review.revision)",
                ]),
            corrections: edition.revisions.filter { $0.note != nil }.map {
                Outline.revision($0, phrases, visit.language)
            },
            hash: edition.hash, frozen: visit.link("/terugblik/\(name)/inhoud.json"),
            downloads: [
                download("csv", ".csv"), download("json", ".json"), download("markdown", ".md"),
                download("package", "/datapackage.json"),
                Link(visit.text("review.download.catalogue"), href: "/terugblik/catalogus.jsonld"),
            ], address: address,
            mail: "mailto:?subject=\(Mail.encoded(title))&body=\(Mail.encoded(address))",
            card: Card(
                title: title, description: SocialCard.words(edition.review, visit.language, phrases), address: address,
                image: address + "/kaart.png", width: SocialCard.width, height: SocialCard.height,
                locale: visit.language == .nl ? "nl_NL" : "en_GB"))
    }
}

/// What a mailto address holds (RFC 6068).
enum Mail {
    static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { out, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: out += String(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                out += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
    }
}

/// The passport of a figure: what it counts and what not, over which days, from where.
struct PassportPage: Page {
    static let template = "review/passport"
    let title: String
    let review: Link
    let figure: BigFigure
    let outside: Notice?
    let notes: [String]
    let facts: SummaryList
    let rows: DataTable
    let revisions: DataTable?
    let chart: Chart?
    let comparison: String

    init(_ figure: PublishedFigure, _ edition: ReviewEdition, _ visit: Visit, _ phrases: @escaping Phrases) {
        let language = visit.language
        title = figure.words.title[language]
        review = Link(
            ReviewTitle.text(edition.review.period, phrases, language),
            href: visit.link("/terugblik/\(edition.review.name)"))
        self.figure = BigFigure(
            figure.number.published, figure.words.noun[language],
            when: DateWords.days(figure.period.from, figure.period.to, language), language: language)
        let days = DateWords.days(figure.period.from, figure.period.to, language)
        outside =
            figure.isOutsidePeriod
            ? Notice(
                .info,
                visit.text(
                    "review.passport.outside",
                    ["days": days, "period": DateWords.period(edition.review.period, phrases, language)])) : nil
        notes = figure.notes.map { $0[language] }.filter { !$0.isEmpty }
        comparison = visit.link("/terugblik/cijfer/\(figure.id)")
        facts = Self.facts(figure, days, visit)
        rows = Self.rows(figure, visit, phrases)
        revisions = Self.revisions(edition.revisions(of: figure.id), visit, phrases)
        chart = edition.history[figure.id].map { ReviewCharts.chart(of: figure, $0, language, phrases) }
    }

    private static func facts(_ figure: PublishedFigure, _ days: String, _ visit: Visit) -> SummaryList {
        func row(_ key: String, _ value: String, href: String? = nil) -> SummaryList.Row? {
            value.isEmpty ? nil : .init(visit.text("review.passport.\(key)"), value, href: href)
        }
        let sources = figure.sources.map { source in
            row(
                "source",
                "\(figure.title(source, visit.language)) (\(visit.text("review.kind.\(source.kind.rawValue)")))",
                href: source.url)
        }
        let rule =
            figure.counts == .things ? "rule-things" : figure.number.suppressed == nil ? "rule-shown" : "rule-hidden"
        let rows =
            [
                row("includes", figure.words.includes[visit.language]),
                row("excludes", figure.words.excludes[visit.language]), row("days", days),
                row("unit", visit.text("review.unit.\(figure.counts.rawValue)")),
            ] + sources + [row("rule", visit.text("review.passport.\(rule)")), row("id", figure.id)]
        return SummaryList(rows.compactMap(\.self))
    }

    private static func rows(_ figure: PublishedFigure, _ visit: Visit, _ phrases: Phrases) -> DataTable {
        typealias Cell = DataTable.Cell
        func text(_ key: String) -> String { visit.text("review.passport.\(key)") }
        let rows = figure.rows.map { row in
            [
                Cell(figure.title(row, visit.language), href: row.list.map { visit.link($0) } ?? row.source.url),
                Cell(DateWords.days(row.period.from, row.period.to, visit.language)),
                Cell(visit.text("review.kind.\(row.source.kind.rawValue)")),
                Cell(row.recorded.map { DateWords.day($0.day, visit.language) } ?? "–"),
                Cell(written(row.number.published, visit.language)),
            ]
        }
        let isHidden = figure.rows.contains { $0.number.suppressed != nil }
        return DataTable(
            id: "rows", caption: text("rows"),
            columns: [
                .init(text("row")), .init(text("days")), .init(text("kind")), .init(text("recorded")),
                .number(text("number")),
            ], rows: rows,
            total: figure.rows.count < 2
                ? nil
                : [Cell(text("total")), "", "", "", Cell(written(figure.number.published, visit.language))],
            note: isHidden ? text("rows-hidden") : nil)
    }

    private static func revisions(
        _ revisions: [FigureRevision], _ visit: Visit, _ phrases: Phrases
    ) -> DataTable? {
        guard revisions.count > 1 else { return nil }
        func text(_ key: String) -> String { visit.text("review.passport.\(key)") }
        return DataTable(
            id: "revisions", caption: text("revisions"),
            columns: [.init(text("revision")), .init(text("published")), .number(text("number")), .init(text("note"))],
            rows: revisions.map { each in
                [
                    .init("\(each.revision.number)"),
                    .init(DateWords.day(each.revision.published.day, visit.language)),
                    .init(written(each.number.published, visit.language)),
                    .init(each.revision.note?[visit.language] ?? text("first")),
                ]
            })
    }
}
