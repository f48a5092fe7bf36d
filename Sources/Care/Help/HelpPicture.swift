import Core

/// What the timeline of a young person shows, before anything is drawn: spells and gaps by function, and days that matter.
struct HelpPicture: Sendable {
    struct Bar: Sendable, Hashable {
        let spell: CareSpell
        let from: Day
        /// The first day without; the end of the picture when none is known.
        let to: Day
    }

    struct Hole: Sendable, Hashable {
        let gap: ContinuityGap
        let from: Day
        let to: Day
    }

    struct Lane: Sendable {
        let function: CareFunction
        let bars: [Bar]
        let holes: [Hole]
    }

    enum Mark: Sendable, Hashable {
        case today
        case eighteenth
        case checkpoint(months: Int)
    }

    let lanes: [Lane]
    let marks: [(mark: Mark, on: Day)]
    let from: Day
    /// The first day after it.
    let to: Day

    /// - Parameters:
    ///   - record: as it was known on `day`.
    ///   - gaps: that showed on that day.
    ///   - careEnd: the first day without youth care, when that is known.
    init(_ record: CareRecord, _ gaps: [ContinuityGap], on day: Day, careEnd: Day?, _ limits: CareLimits = .standard) {
        let spells = record.spells.known(on: day)
        let eighteenth = Birthdays.eighteenth(born: record.born)
        let marks: [(mark: Mark, on: Day)] =
            [(.today, day), (.eighteenth, eighteenth)]
            + limits.checkpointMonths.compactMap { months in
                careEnd.map { (.checkpoint(months: months), Birthdays.months(months, from: $0)) }
            }
        let (from, to) = Self.window(spells, marks.map(\.on), on: day, born: record.born, limits)
        self.from = from
        self.to = to
        self.marks = marks.filter { from <= $0.on && $0.on < to }.sorted { $0.on < $1.on }
        lanes = CareFunction.allCases.compactMap { function in
            let bars = spells.filter { $0.function == function }.compactMap { spell -> Bar? in
                let (start, end) = (max(spell.start, from), min(spell.end ?? to, to))
                return start < end ? Bar(spell: spell, from: start, to: end) : nil
            }
            let holes = gaps.filter { $0.function == function && $0.kind != .checkpoint }.compactMap { gap -> Hole? in
                let (start, end) = (max(gap.from, from), min(Self.end(gap, on: day) ?? to, to))
                return start <= end && start < to ? Hole(gap: gap, from: start, to: end) : nil
            }
            return bars.isEmpty && holes.isEmpty ? nil : Lane(function: function, bars: bars, holes: holes)
        }
    }

    /// From the first help on, at the earliest the 16th birthday, to a year after today, the 18th birthday and the last day that is
    /// known, at the latest the 24th birthday.
    private static func window(
        _ spells: [CareSpell], _ marks: [Day], on day: Day, born: Day, _ limits: CareLimits
    ) -> (Day, Day) {
        let eighteenth = Birthdays.eighteenth(born: born)
        let last = Birthdays.end(born: born, limits)
        let earliest = Birthdays.months(-limits.windowMonths, from: eighteenth)
        let first = min((spells.map(\.start) + [day]).min() ?? day, eighteenth)
        let start = max(first.adding(days: -14), earliest)
        let days =
            spells.compactMap(\.end) + marks + [
                Birthdays.months(12, from: day), Birthdays.months(12, from: eighteenth),
            ]
        let end = min((days.max() ?? day).adding(days: 14), last)
        return (start, max(end, start.adding(days: 60)))
    }

    /// Where a gap without a known end is drawn up to: what goes on until somebody does something, up to today.
    private static func end(_ gap: ContinuityGap, on day: Day) -> Day? {
        if let until = gap.until { return until }
        switch gap.kind {
        case .silence, .paperBridge: return max(gap.from, day)
        case .resumption: return gap.actBefore
        default: return nil
        }
    }

    /// Where a day stands, from 0 to 1.
    func place(_ day: Day) -> Double {
        Double(min(max(day, from), to).number - from.number) / Double(max(1, to.number - from.number))
    }
}
