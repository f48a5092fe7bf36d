import Crypto
public import Core
import FoundationEssentials
import Vault
public import Web

/// A number as the public may see it, in a form that can be kept.
public struct PublishedNumber: Hashable, Sendable, Codable {
    public enum Suppressed: String, Sendable, Codable {
        /// Fewer than ten.
        case few
        /// Ten or more, hidden because it would give away a small number beside it.
        case hidden
    }

    /// `nil` when the number is suppressed.
    public var value: Int?
    /// `nil` when the number is shown.
    public var suppressed: Suppressed?

    public init(_ published: Published) {
        value = published.value
        switch published {
        case .value: suppressed = nil
        case .few: suppressed = .few
        case .hidden: suppressed = .hidden
        }
    }

    /// The number as components show it.
    public var published: Published {
        switch suppressed {
        case nil: .value(value ?? 0)
        case .few: .few
        case .hidden: .hidden
        }
    }

    /// "1.204", "<10" or a word for a hidden number.
    public func words(_ phrases: Phrases, _ language: Language) -> String {
        suppressed == .hidden ? phrases(Text("review.number.hidden"), language) : written(published, language)
    }
}

/// One row behind a published figure.
public struct PublishedRow: Hashable, Sendable, Codable {
    public var title: String
    public var number: PublishedNumber
    public var period: Period
    public var source: Source
    public var recorded: Instant?
    /// A list of what the row counts, where there is one: a path within this site, in Dutch.
    public var list: String?
}

/// The words of a figure, frozen with it.
public struct FigureWords: Hashable, Sendable, Codable {
    public var title: Words
    /// What stands after the number: "hotelmedewerkers".
    public var noun: Words
    /// What is counted.
    public var includes: Words
    /// What is not counted.
    public var excludes: Words
    /// What the rows are called that Vangnet counted itself; empty when the part's own words stand.
    public var computed: Words

    /// The words of `figures.<id>.…`; a figure without words of its own goes by its id.
    public init(id: String, _ phrases: Phrases) {
        func words(_ part: String, otherwise: String) -> Words {
            let key = "figures.\(id).\(part)"
            return Words { language in
                let found = phrases(Text(key), language)
                return found.isEmpty || found.contains(key) ? otherwise : found
            }
        }
        title = words("title", otherwise: id)
        noun = words("noun", otherwise: id)
        includes = words("includes", otherwise: "")
        excludes = words("excludes", otherwise: "")
        computed = words("computed", otherwise: "")
    }
}

/// A figure as the public sees it: small numbers of persons and reports are already out of it.
public struct PublishedFigure: Hashable, Sendable, Codable {
    public var id: String
    public var counts: Counted
    public var words: FigureWords
    public var number: PublishedNumber
    /// The days that the figure covers: those of the review, or those of its rows where these lie outside it.
    public var period: Period
    /// Counted in a review although (part of) it lies outside the days of that review.
    public var isOutsidePeriod: Bool
    public var sources: [Source]
    public var rows: [PublishedRow]
    /// What a reader has to know about it.
    public var notes: [Words]

    /// Takes the small numbers out of `figure`.
    public init(_ figure: Figure, words: FigureWords, notes: [Words]) {
        // A row of persons that adds nothing is no row: it would only hide its neighbours.
        let isWhole = figure.value == 0 || figure.counts == .things
        let rows = isWhole ? figure.rows : figure.rows.filter { $0.value != 0 }
        let shown = Self.shown(rows.map(\.value), counts: figure.counts)
        id = figure.id
        counts = figure.counts
        self.words = words
        number = PublishedNumber(shown.total)
        isOutsidePeriod = rows.contains { !figure.period.contains($0.period) }
        period =
            isOutsidePeriod
            ? Period(from: rows.map(\.period.from).min()!, to: rows.map(\.period.to).max()!)! : figure.period
        sources = rows.reduce(into: []) { if !$0.contains($1.source) { $0.append($1.source) } }
        self.rows = zip(rows, shown.rows).map { row, number in
            PublishedRow(
                title: row.title, number: PublishedNumber(number), period: row.period, source: row.source,
                recorded: row.recorded, list: row.list)
        }
        self.notes = notes
    }

    /// The figure and its rows as they may be shown.
    ///
    /// The figure matters more than its rows: with a small row among them no row is shown, so that the sum can be. Who
    /// knows this rule, the sum and the number of rows (each at least 1) must still be able to think of 1 to 9 for
    /// every row; otherwise the sum is not shown either.
    static func shown(_ rows: [Int], counts: Counted) -> (rows: [Published], total: Published) {
        let total = rows.reduce(0, +)
        let sum = Suppression.published(total, counts: counts)
        guard counts != .things, rows.contains(where: { $0 < Suppression.threshold }) else {
            return (rows.map(Published.value), sum)
        }
        guard rows.count > 1, total >= Suppression.threshold else { return (rows.map { _ in sum }, sum) }
        let isNarrow = total - (rows.count - 1) < Suppression.threshold - 1
        return (rows.map { _ in .hidden }, isNarrow ? .hidden : sum)
    }

    /// The rows without the paths of their lists, which say nothing of the numbers.
    var counted: [PublishedRow] {
        rows.map { row in
            var row = row
            row.list = nil
            return row
        }
    }

    /// All sources as one: every title is named; the kind is theirs, or `computed` when it was added up here from
    /// sources of different kinds.
    public func source(_ language: Language) -> Source {
        guard let first = sources.first else { return Source(title: "", kind: .computed) }
        let titles = sources.map { title($0, language) }.joined(separator: "; ")
        guard sources.count > 1 else { return Source(title: titles, kind: first.kind, url: first.url) }
        return Source(title: titles, kind: Set(sources.map(\.kind)).count == 1 ? first.kind : .computed)
    }

    /// What one of the sources is called.
    public func title(_ source: Source, _ language: Language) -> String {
        source.kind == .computed && !words.computed.isEmpty ? words.computed[language] : source.title
    }

    /// What one of the rows is called: by its source when it has no name of its own.
    public func title(_ row: PublishedRow, _ language: Language) -> String {
        row.source.kind == .computed && row.title == row.source.title ? title(row.source, language) : row.title
    }
}

/// A review as it is published: text and figures together, frozen.
public struct PublishedReview: Hashable, Sendable, Codable {
    public var period: Period
    /// 1 for the first publication, and one more for every correction.
    public var revision: Int
    /// What was corrected; `nil` for the first publication.
    public var note: Words?
    public var content: ReviewContent
    public var figures: [PublishedFigure]
    /// What other parts list for the period; `nil` for none, as in what was published before there were any.
    public var lists: [ReviewList]?

    /// The name of the period: `2020-H1`.
    public var name: String { period.name ?? "\(period.from)--\(period.to)" }

    public subscript(figure id: String) -> PublishedFigure? { figures.first { $0.id == id } }

    /// The canonical form: JSON (RFC 8259) in UTF-8 with the keys sorted and nothing between them.
    public func canonical() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }

    /// Reads the canonical form.
    public init(canonical: [UInt8]) throws {
        self = try JSONDecoder().decode(PublishedReview.self, from: Data(canonical))
    }

    /// SHA-256 over the canonical form, in 64 hexadecimal digits.
    public static func hash(_ canonical: [UInt8]) -> String {
        Array(SHA256.hash(data: canonical)).hex
    }

    /// A review put together from what was recorded.
    public init(
        period: Period, revision: Int, note: Words?, content: ReviewContent, figures: [Figure],
        notes: [String: [Words]], _ phrases: Phrases
    ) {
        self.period = period
        self.revision = revision
        self.note = note
        self.content = content
        self.figures = Self.merged(figures).map {
            PublishedFigure($0, words: FigureWords(id: $0.id, phrases), notes: notes[$0.id] ?? [])
        }
    }

    private init(
        period: Period, revision: Int, note: Words?, content: ReviewContent, published figures: [PublishedFigure]
    ) {
        self.period = period
        self.revision = revision
        self.note = note
        self.content = content
        self.figures = figures
    }

    /// Two parts that answer for the same figure are added up, so that both sources are named.
    private static func merged(_ figures: [Figure]) -> [Figure] {
        figures.reduce(into: []) { out, figure in
            guard !figure.rows.isEmpty else { return }
            if let place = out.firstIndex(where: { $0.id == figure.id && $0.counts == figure.counts }) {
                out[place].rows += figure.rows
            } else {
                out.append(figure)
            }
        }
    }

    /// The figures that no section names: shown under a heading of their own, so that none is lost.
    public var otherFigures: [PublishedFigure] {
        let named = Set(content.sections.flatMap(\.figures))
        return figures.filter { !named.contains($0.id) }
    }

    /// The figures in the order in which the sections name them, then the others.
    public var figuresInOrder: [PublishedFigure] {
        content.sections.flatMap(\.figures).compactMap { self[figure: $0] } + otherFigures
    }

    /// The figures of one section that there are numbers for.
    public func figures(in section: ReviewSection) -> [PublishedFigure] {
        section.figures.compactMap { self[figure: $0] }
    }
}

/// A figure that differs between two editions of a review.
public struct FigureChange: Hashable, Sendable {
    public var id: String
    public var before: PublishedFigure?
    public var after: PublishedFigure?

    /// What differs in the numbers or their sources from `before` to `after`, in the order of `after`.
    public static func between(_ before: PublishedReview, _ after: PublishedReview) -> [FigureChange] {
        let changed = after.figures.compactMap { figure -> FigureChange? in
            let old = before[figure: figure.id]
            guard old?.number != figure.number || old?.counted != figure.counted || old?.notes != figure.notes else {
                return nil
            }
            return FigureChange(id: figure.id, before: old, after: figure)
        }
        let gone = before.figures.filter { after[figure: $0.id] == nil }
        return changed + gone.map { FigureChange(id: $0.id, before: $0, after: nil) }
    }

    /// The sources that are new.
    public var addedSources: [Source] {
        (after?.sources ?? []).filter { !(before?.sources ?? []).contains($0) }
    }

    /// Publishing this change would show a small number of persons or reports, as the difference from what was
    /// published before.
    public var givesAwaySmallNumber: Bool {
        guard let before, let after, after.counts != .things, let old = before.number.value,
            let new = after.number.value
        else { return false }
        return old != new && abs(old - new) < Suppression.threshold
    }
}
