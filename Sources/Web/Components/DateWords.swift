public import Core

/// Dates and moments in words. By hand: a formatter of the system costs 44 MB in a static binary (measured).
public enum DateWords {
    private static let months: [Language: [String]] = [
        .nl: [
            "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
            "november", "december",
        ],
        .en: [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ],
    ]

    /// "2 juli 2020"
    public static func day(_ day: Day, _ language: Language) -> String {
        "\(day.day) \(month(day.month, year: day.year, language))"
    }

    /// "juli 2020"
    public static func month(_ month: Int, year: Int, _ language: Language) -> String {
        "\((months[language] ?? months[.nl]!)[month - 1]) \(year)"
    }

    /// "jul 2020", for where there is little room.
    public static func shortMonth(_ month: Int, year: Int, _ language: Language) -> String {
        let name = (months[language] ?? months[.nl]!)[month - 1]
        // Dutch alone shortens March another way.
        return "\(name == "maart" ? "mrt" : String(name.prefix(3))) \(year)"
    }

    /// "1 januari 2020 – 30 juni 2020", or one date.
    public static func days(_ from: Day, _ to: Day, _ language: Language) -> String {
        from == to ? day(from, language) : "\(day(from, language)) – \(day(to, language))"
    }

    /// "2 juli 2020, 09:05", on a clock in the Netherlands.
    public static func moment(_ instant: Instant, _ language: Language) -> String {
        let (hour, minute) = instant.timeOfDay
        func pad(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        return "\(day(instant.day, language)), \(pad(hour)):\(pad(minute))"
    }
}
