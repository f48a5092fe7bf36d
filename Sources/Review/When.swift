public import Core
public import Web

/// When something was, no more exactly than its source says.
public enum When: Hashable, Sendable, Codable {
    case day(Day)
    case month(year: Int, month: Int)
    /// The first days of a month: "begin maart 2020".
    case earlyMonth(year: Int, month: Int)
    /// Within the period of the review; the source gives no date.
    case notDated

    /// The word for how exact the date is, as it stands in open data and files.
    public var precision: String {
        switch self {
        case .day: "day"
        case .month: "month"
        case .earlyMonth: "early-month"
        case .notDated: "not-dated"
        }
    }

    /// `2020-07-02`, `2020-06`, or `nil` when there is no date.
    public var date: String? {
        switch self {
        case .day(let day): day.description
        case .month(let year, let month), .earlyMonth(let year, let month):
            Day(year: year, month: month, day: 1).map { String($0.description.prefix(7)) }
        case .notDated: nil
        }
    }

    /// Reads what `precision` and `date` give; `nil` for anything else.
    public init?(precision: String, date: String?) {
        let day = Day(date ?? "")
        let month = Day((date ?? "") + "-01")
        switch (precision, day, month) {
        case ("day", let day?, _): self = .day(day)
        case ("month", _, let month?): self = .month(year: month.year, month: month.month)
        case ("early-month", _, let month?): self = .earlyMonth(year: month.year, month: month.month)
        case ("not-dated", _, _) where (date ?? "").isEmpty: self = .notDated
        default: return nil
        }
    }

    private enum Keys: String, CodingKey { case precision, date }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let precision = try container.decode(String.self, forKey: .precision)
        guard let when = When(precision: precision, date: try container.decodeIfPresent(String.self, forKey: .date))
        else {
            throw DecodingError.dataCorruptedError(forKey: .date, in: container, debugDescription: "not a date")
        }
        self = when
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(precision, forKey: .precision)
        try container.encodeIfPresent(date, forKey: .date)
    }

    /// Sorts on the calendar; what has no date comes last.
    var order: Int {
        switch self {
        case .day(let day): day.number * 2
        case .earlyMonth(let year, let month): (Day(year: year, month: month, day: 1)?.number ?? 0) * 2
        // "In June" stands before a day of June, and after "early June".
        case .month(let year, let month): (Day(year: year, month: month, day: 1)?.number ?? 0) * 2 + 1
        case .notDated: .max
        }
    }

    /// In words: "2 juli 2020", "begin maart 2020", "juni 2020", "niet gedateerd".
    public func words(_ phrases: Phrases, _ language: Language) -> String {
        switch self {
        case .day(let day): DateWords.day(day, language)
        case .month(let year, let month): DateWords.month(month, year: year, language)
        case .earlyMonth(let year, let month):
            phrases(Text("review.when.early", ["month": DateWords.month(month, year: year, language)]), language)
        case .notDated: phrases(Text("review.when.not-dated"), language)
        }
    }
}

extension DateWords {
    /// The name of a period in words: "eerste helft van 2020", "derde kwartaal van 2020", "2020".
    static func period(_ period: Period, _ phrases: Phrases, _ language: Language) -> String {
        guard let name = period.name else { return days(period.from, period.to, language) }
        let part = name.count > 4 ? String(name.dropFirst(5)).lowercased() : "year"
        return phrases(Text("review.period.\(part)", ["year": String(name.prefix(4))]), language)
    }
}
