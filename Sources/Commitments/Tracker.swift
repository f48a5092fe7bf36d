public import Core
import Storage

/// What the public tracker shows: all promises, or those of a theme, an office, a state or a year.
public struct TrackerFilter: Hashable, Sendable {
    public var theme: String?
    public var office: String?
    public var state: TrackedState?
    /// The year in which it was promised.
    public var year: Int?
    /// Those that a figure of a review counts.
    public var counted: CountedPromises?

    public init(
        theme: String? = nil, office: String? = nil, state: TrackedState? = nil, year: Int? = nil,
        counted: CountedPromises? = nil
    ) {
        self.theme = theme
        self.office = office
        self.state = state
        self.year = year
        self.counted = counted
    }
}

/// A page of the tracker.
public struct Tracker: Sendable {
    /// How many stand on a page.
    public static let pageSize = 50

    /// Those of this page, the newest first.
    public var items: [OpenItem]
    /// How many there are in each state, with the filter but without its state.
    public var counts: [TrackedState: Int]
    /// How many the filter lets through.
    public var total: Int
    /// The years in which anything was promised, the newest first.
    public var years: [Int]
}

/// The SQL of the tracker. Only things that somebody has to do stand in it.
///
/// States are worked out as in `TrackedState.init`; a test compares the two.
struct TrackerStore {
    let transaction: any Transaction
    let today: Day

    /// $1 theme, $2 office, $3 and $4 the first and last day; empty texts let everything through.
    private static let which = """
        is_tracked = 1 AND ($1 = '' OR theme = $1) AND ($2 = '' OR office = $2) AND first_day BETWEEN $3 AND $4
        """
    /// $5 today.
    private static let state = """
        CASE WHEN verdict IS NOT NULL AND verdict NOT IN ('open', 'on-track') THEN verdict
            WHEN binding_day IS NOT NULL AND binding_day < $5 THEN 'late'
            WHEN verdict = 'on-track' THEN 'on-track' ELSE 'open' END
        """

    private func arguments(_ filter: TrackerFilter) -> [any Bindable] {
        let year = filter.year.map { String($0) }
        let days = year.map { ("\($0)-01-01", "\($0)-12-31") } ?? ("0001-01-01", "9999-12-31")
        return [filter.theme ?? "", filter.office ?? "", days.0, days.1, today.description]
    }

    /// Those of the filter that a figure counts, the newest first: as they were then, with the state of today.
    func counted(_ filter: TrackerFilter, _ counted: CountedPromises) throws -> [OpenItem] {
        let store = CommitmentStore(transaction: transaction)
        let ids = Set(
            try store.histories().filter { $0.counted(in: counted.period, today: today).contains(counted.name) }.map(
                \.id))
        return try items(filter, limit: 1_000_000, offset: 0).filter { ids.contains($0.item.id) }
    }

    func counts(_ filter: TrackerFilter) throws -> [TrackedState: Int] {
        let rows = try transaction.rows(
            """
            SELECT state, COUNT(*) AS count FROM (SELECT \(Self.state) AS state FROM commitments_items WHERE \(Self.which))
                AS found GROUP BY state
            """, arguments(filter))
        return try rows.reduce(into: [:]) { counts, row in
            let state: String = try row["state"]
            if let state = TrackedState(rawValue: state) { counts[state] = try row["count"] }
        }
    }

    /// Some of them, the newest first.
    func items(_ filter: TrackerFilter, limit: Int, offset: Int) throws -> [OpenItem] {
        try transaction.rows(
            """
            SELECT * FROM commitments_items WHERE \(Self.which) AND ($6 = '' OR \(Self.state) = $6)
            ORDER BY first_day DESC, id DESC LIMIT $7 OFFSET $8
            """, arguments(filter) + [filter.state?.rawValue ?? "", limit, offset]
        ).map(CommitmentStore.openItem)
    }

    func years() throws -> [Int] {
        try transaction.rows(
            """
            SELECT DISTINCT SUBSTR(first_day, 1, 4) AS year FROM commitments_items WHERE is_tracked = 1
            ORDER BY year DESC
            """
        ).compactMap { row in
            let year: String = try row["year"]
            return Int(year)
        }
    }
}
