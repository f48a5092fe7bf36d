import Core
import Storage

/// What a plan adds to the numbers of each half year. It is written whenever the plan is saved, as the difference with what it added before:
/// so that nobody has to open anything to count, and no row says of whom it is (`vault.md`, Statistics).
struct CareTally: Sendable, Codable, Equatable {
    struct Key: Hashable, Sendable, Codable {
        enum Measure: String, Sendable, Codable, CaseIterable {
            case followed, turned18, arranged, warned
            case closedInTime = "closed-in-time"
            case gapsAhead = "gaps-ahead"
            case gapsClosed = "gaps-closed"
            case betweenPeople = "between-people"
            /// The value is a number of days without help.
            case between
            /// The value is the number of months after care ended.
            case looks
            case withHome = "with-home"
            case withCare = "with-care"
        }

        let measure: Measure
        /// `2026-H1`.
        let period: String
        var value = ""

        fileprivate var order: String { "\(measure.rawValue) \(period) \(value)" }
    }

    private(set) var numbers: [Key: Int] = [:]

    init() {}

    /// What one young person adds. Nothing for who did not agree to be counted.
    init(_ count: CareCount?) {
        guard let count else { return }
        var half = Self.half(of: count.since)
        let last = max(count.until ?? count.since, count.since)
        while half.from <= last {
            add(CareNumbers([count], in: half), half.name ?? "")
            half = Self.half(of: half.to.adding(days: 1))
        }
    }

    /// The half year in which a day lies.
    static func half(of day: Day) -> Period {
        let name = "\(day.year)-H\(day.month <= 6 ? 1 : 2)"
        // Every year from 1 to 9999 has two halves.
        return try! Period(named: name)
    }

    private mutating func add(_ counted: CareNumbers, _ period: String) {
        func put(_ measure: Key.Measure, _ number: Int, _ value: String = "") {
            if number != 0 { numbers[Key(measure: measure, period: period, value: value), default: 0] += number }
        }
        put(.followed, counted.followed)
        put(.turned18, counted.turned18)
        put(.arranged, counted.arranged)
        put(.warned, counted.warned)
        put(.closedInTime, counted.closedInTime)
        put(.gapsAhead, counted.gapsAhead)
        put(.gapsClosed, counted.gapsClosed)
        put(.betweenPeople, counted.betweenPeople)
        for days in counted.between { put(.between, 1, String(days)) }
        for (months, looks) in counted.looks {
            put(.looks, looks.people, String(months))
            put(.withHome, looks.withHome, String(months))
            put(.withCare, looks.withCare, String(months))
        }
    }

    /// What has to be added to `before` to come to this.
    func difference(from before: CareTally) -> [Key: Int] {
        numbers.merging(before.numbers.mapValues { -$0 }) { $0 + $1 }.filter { $0.value != 0 }
    }
}

/// SQL for what is counted, without saying of whom.
struct TallyStore {
    let transaction: any Transaction

    func add(_ differences: [CareTally.Key: Int]) throws {
        // Always in one order, so that two that write at once do not wait for each other.
        for (key, number) in differences.sorted(by: { $0.key.order < $1.key.order }) {
            try transaction.execute(
                """
                INSERT INTO care_counts (measure, period, value, number) VALUES ($1, $2, $3, $4)
                ON CONFLICT (measure, period, value) DO UPDATE SET number = care_counts.number + $4
                """, key.measure.rawValue, key.period, key.value, number)
        }
    }

    /// The numbers of a half year.
    func numbers(of period: Period) throws -> CareNumbers {
        let rows = try transaction.rows(
            "SELECT measure, value, number FROM care_counts WHERE period = $1 ORDER BY measure, value",
            period.name ?? "")
        var sums: [CareTally.Key: Int] = [:]
        for row in rows {
            let key = CareTally.Key(
                measure: try row.choice("measure"), period: period.name ?? "", value: try row["value"])
            sums[key] = try row["number"]
        }
        return CareNumbers(sums, in: period)
    }
}
