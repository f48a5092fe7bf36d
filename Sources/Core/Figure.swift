/// What a figure counts. Only persons and reports are suppressed when small (`Suppression`).
public enum Counted: String, Sendable, Codable, CaseIterable {
    case persons, reports, things
}

/// Where a number comes from.
public struct Source: Hashable, Sendable, Codable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Counted here, from what Vangnet itself recorded.
        case computed
        /// Taken over as it stands from something published.
        case takenOver = "taken-over"
        /// Counted elsewhere and recorded here by a member, on a page or from a file.
        case imported
    }

    public var title: String
    public var kind: Kind
    public var url: String?

    public init(title: String, kind: Kind, url: String? = nil) {
        self.title = title
        self.kind = kind
        self.url = url
    }
}

/// One row behind a figure: as far down as the figure can be followed.
public struct FigureRow: Hashable, Sendable, Codable {
    /// What this row is, in words a reader knows: an organisation, a file, "completions recorded here".
    public var title: String
    public var value: Int
    public var period: Period
    public var source: Source
    /// When the row was recorded here; `nil` for what is counted at every reading.
    public var recorded: Instant?
    /// A list of what the row counts, where there is one: a path within this site, in Dutch.
    public var list: String?

    public init(
        title: String, value: Int, period: Period, source: Source, recorded: Instant? = nil, list: String? = nil
    ) {
        self.title = title
        self.value = value
        self.period = period
        self.source = source
        self.recorded = recorded
        self.list = list
    }
}

/// A number that a part can answer for. Its words (title, what it counts and what not) are the strings
/// `figures.<id>.…`, so that both languages have them.
public struct Figure: Hashable, Sendable, Codable {
    /// For instance `e-learning.hotel`; stays the same over all periods.
    public var id: String
    public var counts: Counted
    /// The days that the figure was asked for.
    public var period: Period
    /// What adds up to the figure. Never empty: a figure without rows is not given at all.
    public var rows: [FigureRow]

    public init(id: String, counts: Counted, period: Period, rows: [FigureRow]) {
        self.id = id
        self.counts = counts
        self.period = period
        self.rows = rows
    }

    /// The exact sum of the rows. Public pages show `Suppression.published` instead.
    public var value: Int { rows.reduce(0) { $0 + $1.value } }

    /// The different sources of the rows, in their order.
    public var sources: [Source] {
        rows.reduce(into: []) { if !$0.contains($1.source) { $0.append($1.source) } }
    }
}
