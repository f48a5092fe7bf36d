public import Core
public import Web

/// A figure taken over as it stands from something published, because nobody here recorded what it counts.
public struct TakenOver: Hashable, Sendable {
    /// For instance `motions.adopted`.
    public var figure: String
    public var counts: Counted
    public var value: Int
    /// When what is counted took place.
    public var period: Period
    /// The name of the review that counts it although `period` may lie outside that review: `2020-H1`. Without it the
    /// figure belongs to every review whose days hold `period`.
    public var countedIn: String?
    public var source: Source
    /// What a reader has to know, shown on the passport.
    public var note: Words

    public init(
        figure: String, counts: Counted, value: Int, period: Period, countedIn: String? = nil, source: Source,
        note: Words = Words()
    ) {
        self.figure = figure
        self.counts = counts
        self.value = value
        self.period = period
        self.countedIn = countedIn
        self.source = source
        self.note = note
    }

    /// Whether a review of `asked` counts it.
    public func belongs(to asked: Period) -> Bool {
        guard let countedIn else { return asked.contains(period) }
        guard let counted = try? Period(named: countedIn) else { return false }
        return asked.contains(counted)
    }

    /// The figures of `asked`, each with the rows that are taken over for it, in the order of their first row.
    static func figures(_ all: [TakenOver], in asked: Period) -> [Figure] {
        all.filter { $0.belongs(to: asked) }.reduce(into: [Figure]()) { figures, taken in
            let row = FigureRow(
                title: taken.source.title, value: taken.value, period: taken.period, source: taken.source)
            if let place = figures.firstIndex(where: { $0.id == taken.figure && $0.counts == taken.counts }) {
                figures[place].rows.append(row)
            } else {
                figures.append(Figure(id: taken.figure, counts: taken.counts, period: asked, rows: [row]))
            }
        }
    }

    /// The notes for the figures of `asked`, by figure.
    static func notes(_ all: [TakenOver], in asked: Period) -> [String: [Words]] {
        all.filter { $0.belongs(to: asked) && !$0.note.isEmpty }.reduce(into: [:]) {
            $0[$1.figure, default: []].append($1.note)
        }
    }
}
