import Core

/// The exact numbers of a period, for who works with the records. What leaves the desk is `published`.
struct CareNumbers: Sendable, Hashable {
    /// Those of whom somebody wrote down how it goes, some months after care ended.
    struct Looks: Sendable, Hashable {
        var people = 0
        /// Of them, those with a home, and those with help. Who is not among them has none, or nobody knows.
        var withHome = 0
        var withCare = 0
    }

    let period: Period
    /// Young people who were followed on a day of the period.
    private(set) var followed = 0
    /// Of them, those who turned 18 in it while they were followed.
    private(set) var turned18 = 0
    /// Of those, with an arranged plan on that day.
    private(set) var arranged = 0
    /// Of those followed, with a gap that was found in the period before it began; and of these, whose such gaps were all closed before
    /// they began.
    private(set) var warned = 0
    private(set) var closedInTime = 0
    /// Gaps that were found in the period before they began, and those of them that were closed in time.
    private(set) var gapsAhead = 0
    private(set) var gapsClosed = 0
    /// Days between spells, of holes that ended in the period; and how many young people they are of.
    private(set) var between: [Int] = []
    private(set) var betweenPeople = 0
    /// By months after care ended.
    private(set) var looks: [Int: Looks] = [:]

    /// Counts what the young people add up to.
    init(_ counts: [CareCount], in period: Period) {
        self.period = period
        for count in counts where count.isFollowed(in: period) { add(count) }
    }

    /// The numbers that were added up before, of one half year.
    init(_ sums: [CareTally.Key: Int], in period: Period) {
        self.period = period
        for (key, number) in sums where number > 0 {
            switch key.measure {
            case .followed: followed = number
            case .turned18: turned18 = number
            case .arranged: arranged = number
            case .warned: warned = number
            case .closedInTime: closedInTime = number
            case .gapsAhead: gapsAhead = number
            case .gapsClosed: gapsClosed = number
            case .betweenPeople: betweenPeople = number
            case .between: between += [Int](repeating: Int(key.value) ?? 0, count: number)
            case .looks: looks[Int(key.value) ?? 0, default: Looks()].people = number
            case .withHome: looks[Int(key.value) ?? 0, default: Looks()].withHome = number
            case .withCare: looks[Int(key.value) ?? 0, default: Looks()].withCare = number
            }
        }
    }

    private mutating func add(_ count: CareCount) {
        followed += 1
        let at18 = count.eighteenth
        if period.contains(at18), count.since <= at18, count.until.map({ at18 < $0 }) ?? true {
            turned18 += 1
            if count.isArranged == true { arranged += 1 }
        }
        let ahead = count.gaps.filter { period.contains($0.foundOn) && $0.isAhead }
        gapsAhead += ahead.count
        gapsClosed += ahead.count(where: \.isClosedInTime)
        if !ahead.isEmpty {
            warned += 1
            if ahead.allSatisfy(\.isClosedInTime) { closedInTime += 1 }
        }
        let ended = count.between.filter { period.contains($0.endedOn) }
        between += ended.map(\.days)
        if !ended.isEmpty { betweenPeople += 1 }
        addLooks(count)
    }

    /// The first look at a checkpoint counts: one young person, one answer.
    private mutating func addLooks(_ count: CareCount) {
        var seen: Set<Int> = []
        for look in count.looks.sorted(by: { $0.on < $1.on })
        where period.contains(look.on) && seen.insert(look.months).inserted {
            looks[look.months, default: Looks()].people += 1
            if look.hasHome == true { looks[look.months]?.withHome += 1 }
            if look.hasCare == true { looks[look.months]?.withCare += 1 }
        }
    }

    /// The one in the middle, the lower of two; `nil` when there are none.
    var medianBetween: Int? {
        guard !between.isEmpty else { return nil }
        return between.sorted()[(between.count - 1) / 2]
    }

    /// What may be shown outside the desk.
    var published: PublishedCare {
        let all = SmallNumbers.published(followed)
        let turned18 = SmallNumbers.published(turned18, of: followed, shown: all)
        let warned = SmallNumbers.published(warned, of: followed, shown: all)
        return PublishedCare(
            period: period, followed: all, turned18: turned18,
            arranged: SmallNumbers.published(arranged, of: self.turned18, shown: turned18), warned: warned,
            closedInTime: SmallNumbers.published(closedInTime, of: self.warned, shown: warned),
            medianBetween: betweenPeople < Suppression.threshold
                ? .few : medianBetween.map { .value(SmallNumbers.rounded($0)) } ?? .few,
            looks: looks.mapValues { looks in
                let people = SmallNumbers.published(looks.people, of: followed, shown: all)
                return PublishedCare.Looks(
                    people: people,
                    withHome: SmallNumbers.published(looks.withHome, of: looks.people, shown: people),
                    withCare: SmallNumbers.published(looks.withCare, of: looks.people, shown: people))
            })
    }
}

/// The numbers of a period as the coalition and the public see them: none below 10, rounded to 5.
struct PublishedCare: Sendable, Hashable {
    let period: Period
    let followed: Published
    let turned18: Published
    let arranged: Published
    let warned: Published
    let closedInTime: Published
    /// Days.
    let medianBetween: Published
    /// By months after care ended.
    let looks: [Int: Looks]

    struct Looks: Sendable, Hashable {
        let people: Published
        let withHome: Published
        let withCare: Published
    }
}
