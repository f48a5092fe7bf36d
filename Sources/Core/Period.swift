/// A date in the Gregorian calendar, without time or zone.
public struct Day: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// Days since 1970-01-01.
    public let number: Int

    public init(number: Int) { self.number = number }

    /// The date with these parts, `nil` when the calendar has no such day. Years 1 to 9999.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day)
        else { return nil }
        // Days from the civil calendar, counted from 1 March: Howard Hinnant, chrono-compatible low-level date algorithms.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let ofEra = shifted - era * 400
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        number = era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }

    /// Reads `2020-06-30`; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Reads a date as people and spreadsheets write it: `2020-06-30`, `30-06-2020`, `30/6/2020`; `nil` for anything else.
    public init?(typed text: String) {
        if let day = Day(text) {
            self = day
            return
        }
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "/" }
        guard parts.count == 3, parts[2].utf8.count == 4, parts.allSatisfy({ (1...4).contains($0.utf8.count) }),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let day = Int(parts[0]), let month = Int(parts[1]), let year = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let day = Day(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date like 2020-06-30")
        }
        self = day
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    public var year: Int { parts.year }
    public var month: Int { parts.month }
    public var day: Int { parts.day }
    /// Monday is 1, Sunday 7 (ISO 8601).
    public var weekday: Int { ((number + 3) % 7 + 7) % 7 + 1 }
    public static func < (left: Day, right: Day) -> Bool { left.number < right.number }
    public func adding(days: Int) -> Day { Day(number: number + days) }

    /// ISO 8601: `2020-06-30`.
    public var description: String {
        let (year, month, day) = parts
        func pad(_ value: Int, _ width: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))"
    }

    /// Days in a month, 28 to 31.
    public static func days(in month: Int, of year: Int) -> Int {
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
        return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    private var parts: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, ofYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

/// A stretch of days in the Netherlands, both ends included.
public struct Period: Hashable, Sendable, Codable {
    public let from: Day
    public let to: Day

    /// `nil` when the period would end before it starts.
    public init?(from: Day, to: Day) {
        guard from <= to else { return nil }
        self.from = from
        self.to = to
    }

    /// Reads the name of a year (`2020`), a half year (`2020-H1`) or a quarter (`2020-Q3`).
    ///
    /// - Throws: `PeriodError.unknown` for anything else; its sentence says which names exist.
    public init(named name: String) throws {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, first.utf8.count == 4, let year = Int(first), (1...9999).contains(year),
            first.utf8.allSatisfy({ (0x30...0x39).contains($0) }), parts.count <= 2,
            let months = parts.count == 1 ? 1...12 : Self.months(parts[1])
        else { throw PeriodError.unknown(name) }
        self.init(firstMonth: months.lowerBound, lastMonth: months.upperBound, year: year)
    }

    private init(firstMonth: Int, lastMonth: Int, year: Int) {
        from = Day(year: year, month: firstMonth, day: 1)!
        to = Day(year: year, month: lastMonth, day: Day.days(in: lastMonth, of: year))!
    }

    private static func months(_ part: Substring) -> ClosedRange<Int>? {
        ["H1": 1...6, "H2": 7...12, "Q1": 1...3, "Q2": 4...6, "Q3": 7...9, "Q4": 10...12][part]
    }

    /// The name that `init(named:)` reads, where the period has one.
    public var name: String? {
        let year = String(String(from.description.prefix(4)))
        return ["", "-H1", "-H2", "-Q1", "-Q2", "-Q3", "-Q4"].map { year + $0 }
            .first { (try? Period(named: $0)) == self }
    }

    /// The named period of the same length just before this one; `nil` for a period without a name.
    public var previous: Period? {
        guard name != nil else { return nil }
        let months = (to.year - from.year) * 12 + to.month - from.month + 1
        let start = from.year * 12 + from.month - 1 - months
        guard start >= 12 else { return nil }
        let end = start + months - 1
        return Period(firstMonth: start % 12 + 1, lastMonth: end % 12 + 1, year: start / 12)
    }

    public func contains(_ day: Day) -> Bool { from <= day && day <= to }
    public func contains(_ other: Period) -> Bool { from <= other.from && other.to <= to }
    public func overlaps(_ other: Period) -> Bool { from <= other.to && other.from <= to }

    /// The first moment of the period and the first moment after it.
    public var instants: Range<Instant> { Instant(startOf: from)..<Instant(startOf: to.adding(days: 1)) }
}

/// What can be wrong with a period that a person typed.
public enum PeriodError: UserError, Equatable {
    /// The text is not the name of a period.
    case unknown(String)

    public var status: Int { 404 }
    public var text: Text {
        switch self {
        case .unknown(let name): Text("core.period-unknown", ["name": name])
        }
    }
}
