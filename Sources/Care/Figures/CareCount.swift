import Core

/// What one young person adds to the figures: days and numbers, without a name. Worked out from the opened plan and never stored: `CareTally`
/// keeps what it adds up to. A young person who did not agree to be counted has none.
struct CareCount: Sendable, Codable, Hashable {
    /// A gap that was found, and what became of it.
    struct Gap: Sendable, Codable, Hashable {
        var kind: ContinuityGap.Kind
        var foundOn: Day
        /// Its first day.
        var from: Day
        var closedOn: Day?

        var isAhead: Bool { foundOn < from }
        /// Closed before anybody was without: not on the day on which it began.
        var isClosedInTime: Bool { closedOn.map { $0 < from } ?? false }
    }

    /// Days without help between two spells, and the day on which help began again.
    struct Between: Sendable, Codable, Hashable {
        var days: Int
        var endedOn: Day
    }

    /// How it went some months after care ended. `nil` is what nobody knows.
    struct Look: Sendable, Codable, Hashable {
        var months: Int
        var on: Day
        var hasHome: Bool?
        var hasCare: Bool?
    }

    var since: Day
    /// The first day on which they were followed no more.
    var until: Day?
    var eighteenth: Day
    /// Whether the plan was arranged at the 18th birthday; `nil` before it.
    var isArranged: Bool?
    var gaps: [Gap] = []
    var between: [Between] = []
    var looks: [Look] = []

    init(since: Day, until: Day? = nil, eighteenth: Day, isArranged: Bool? = nil) {
        self.since = since
        self.until = until
        self.eighteenth = eighteenth
        self.isArranged = isArranged
    }

    func isFollowed(in period: Period) -> Bool { since <= period.to && (until.map { $0 > period.from } ?? true) }
}

extension CareCount.Look {
    init(_ checkpoint: Checkpoint) {
        self.init(
            months: checkpoint.months, on: checkpoint.on, hasHome: checkpoint.living.isSettled,
            hasCare: checkpoint.isCareKnown ? !checkpoint.care.isEmpty : nil)
    }
}

extension CareCount {
    /// The days between spells of a record, as they were known on a day: the holes of G1.
    static func between(_ record: CareRecord, on day: Day, _ limits: CareLimits = .standard) -> [Between] {
        GapFinder.find(in: record, on: day, limits).compactMap { gap in
            guard gap.kind == .pastGap, let days = gap.days, let end = gap.until else { return nil }
            return Between(days: days, endedOn: end)
        }
    }
}
