public import Core
public import Storage
public import Web

/// A date no more exact than its source: "2 juli 2020", "begin maart 2020", "eerste helft van 2021".
///
/// Its text is `2020-07-02`, `2020-03`, `early 2020-03`, `2020-Q3`, `2020-H1` or `2020`.
public struct RoughDate: Hashable, Sendable, Codable, CustomStringConvertible {
    /// How exact a date is, as it stands in open data.
    public enum Precision: String, Sendable, CaseIterable {
        case day
        /// The first ten days of a month.
        case earlyMonth = "early-month"
        /// The 11th to the 20th.
        case midMonth = "mid-month"
        /// From the 21st.
        case lateMonth = "late-month"
        case month, quarter
        case halfYear = "half-year"
        case year
    }

    public let precision: Precision
    /// The first day that it can have been.
    public let earliest: Day
    /// The last day that it can have been.
    public let latest: Day

    /// A day that is known.
    public init(_ day: Day) {
        precision = .day
        earliest = day
        latest = day
    }

    /// A date within a month; `nil` when there is no such month, or the precision is not one of a month.
    public init?(_ precision: Precision = .month, year: Int, month: Int) {
        let days: ClosedRange<Int>
        guard (1...12).contains(month), (1...9999).contains(year) else { return nil }
        let last = Day.days(in: month, of: year)
        switch precision {
        case .earlyMonth: days = 1...10
        case .midMonth: days = 11...20
        case .lateMonth: days = 21...last
        case .month: days = 1...last
        default: return nil
        }
        self.precision = precision
        earliest = Day(year: year, month: month, day: days.lowerBound)!
        latest = Day(year: year, month: month, day: days.upperBound)!
    }

    /// A year, half year or quarter by its name (`Period.init(named:)`).
    public init?(named name: String) {
        guard let period = try? Period(named: name) else { return nil }
        precision = name.contains("Q") ? .quarter : name.contains("H") ? .halfYear : .year
        earliest = period.from
        latest = period.to
    }

    /// Reads `description`; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard let last = words.last, words.count <= 2 else { return nil }
        let part = words.count == 2 ? Self.parts[String(words[0])] : .month
        if words.count == 1, let day = Day(last) {
            self.init(day)
        } else if let part, let first = Day("\(last)-01") {
            self.init(part, year: first.year, month: first.month)
        } else if words.count == 1 {
            self.init(named: String(last))
        } else {
            return nil
        }
    }

    private static let parts: [String: Precision] = ["early": .earlyMonth, "mid": .midMonth, "late": .lateMonth]

    public var description: String {
        let month = String(earliest.description.prefix(7))
        switch precision {
        case .day: return earliest.description
        case .earlyMonth: return "early \(month)"
        case .midMonth: return "mid \(month)"
        case .lateMonth: return "late \(month)"
        case .month: return month
        case .quarter, .halfYear, .year: return Period(from: earliest, to: latest)?.name ?? month
        }
    }

    /// The same for machines, without the part of a month: `2020-07-02`, `2020-03`, `2020-Q3`, `2020-H1`, `2020`.
    public var date: String { description.split(separator: " ").last.map(String.init) ?? description }

    /// What HTML's `time` element takes (`2020-07-02`, `2020-03`, `2020`); `nil` for quarters and half years.
    public var datetime: String? { precision == .quarter || precision == .halfYear ? nil : date }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let date = RoughDate(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date")
        }
        self = date
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// In words: "2 juli 2020", "begin maart 2020", "derde kwartaal van 2020".
    public func words(_ phrases: Phrases, _ language: Language) -> String {
        func phrase(_ key: String, _ name: String, _ value: String) -> String {
            phrases(Text("commitments.date.\(key)", [name: value]), language)
        }
        let month = DateWords.month(earliest.month, year: earliest.year, language)
        switch precision {
        case .day: return DateWords.day(earliest, language)
        case .earlyMonth: return phrase("early", "month", month)
        case .midMonth: return phrase("mid", "month", month)
        case .lateMonth: return phrase("late", "month", month)
        case .month: return month
        case .quarter, .halfYear:
            return phrase(String(description.dropFirst(5)).lowercased(), "year", String(description.prefix(4)))
        case .year: return description
        }
    }
}

extension RoughDate: Comparable {
    /// On the calendar; of two that begin on the same day the more exact one comes first.
    public static func < (left: RoughDate, right: RoughDate) -> Bool {
        (left.earliest, left.latest) < (right.earliest, right.latest)
    }
}

extension RoughDate: Bindable {
    public var value: Value { .text(description) }
    public init?(_ value: Value) {
        guard case .text(let text) = value else { return nil }
        self.init(text)
    }
}

extension RoughDate {
    /// Reads a date as people write it, in Dutch or English: `2-7-2020`, `2 juli 2020`, `begin maart 2020`,
    /// `early March 2020`, `derde kwartaal van 2020`, `eerste helft van 2021`, `2020`, and what `description` gives; `nil` for
    /// anything else.
    public init?(typed text: String) {
        if let date = RoughDate(text) ?? Day(typed: text).map({ RoughDate($0) }) {
            self = date
            return
        }
        let words = text.lowercased().split { $0.isWhitespace || $0 == "," }.map(String.init).filter {
            $0 != "of" && $0 != "van"
        }
        guard let last = words.last, last.utf8.count == 4, let year = Int(last), year > 0 else { return nil }
        let head = Array(words.dropLast())
        if let month = head.last.flatMap({ Self.months[$0] }) {
            self.init(inMonth: month, year: year, head.dropLast().first, count: head.count)
        } else if head.count == 2, let ordinal = Self.ordinals[head[0]], let unit = Self.units[head[1]] {
            self.init(named: "\(last)-\(unit)\(ordinal)")
        } else {
            return nil
        }
    }

    /// "maart", "begin maart" or "2 juli".
    private init?(inMonth month: Int, year: Int, _ before: String?, count: Int) {
        guard count <= 2 else { return nil }
        guard let before else {
            self.init(year: year, month: month)
            return
        }
        if let part = Self.partWords[before] {
            self.init(part, year: year, month: month)
        } else if let number = Int(before), let day = Day(year: year, month: month, day: number) {
            self.init(day)
        } else {
            return nil
        }
    }

    private static let months: [String: Int] = {
        var months: [String: Int] = [:]
        for language in Language.all {
            for month in 1...12 {
                let name = DateWords.month(month, year: 2020, language).split(separator: " ")[0]
                months[name.lowercased()] = month
            }
        }
        return months
    }()

    private static let partWords: [String: Precision] = [
        "begin": .earlyMonth, "early": .earlyMonth, "medio": .midMonth, "midden": .midMonth, "half": .midMonth,
        "mid": .midMonth, "eind": .lateMonth, "einde": .lateMonth, "late": .lateMonth,
    ]
    private static let ordinals: [String: Int] = [
        "eerste": 1, "first": 1, "tweede": 2, "second": 2, "derde": 3, "third": 3, "vierde": 4, "fourth": 4,
    ]
    private static let units: [String: String] = ["kwartaal": "Q", "quarter": "Q", "helft": "H", "half": "H"]
}
