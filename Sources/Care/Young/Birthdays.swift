import Core

/// Everything that follows from a date of birth. Nothing else in Care counts years.
///
/// Whoever was born on 29 February has the birthday on 1 March in years without that day: the day before, the year is not yet full.
/// Have a lawyer decide: no statute that says so was seen.
enum Birthdays {
    /// The day on which somebody turns `age`.
    static func day(_ age: Int, born: Day) -> Day {
        let year = born.year + age
        // Days of 1 to 28 exist in every month of every year up to 9999; a plan never looks further.
        return Day(year: year, month: born.month, day: born.day) ?? Day(year: year, month: 3, day: 1)!
    }

    /// Full years on `day`; negative before the birth.
    static func age(on day: Day, born: Day) -> Int {
        let years = day.year - born.year
        return day < Self.day(years, born: born) ? years - 1 : years
    }

    static func eighteenth(born: Day) -> Day { day(18, born: born) }

    /// The birthday on which everything is exported and then destroyed.
    static func end(born: Day, _ limits: CareLimits = .standard) -> Day { day(limits.endAge, born: born) }

    /// The same day of the month, so many months later or earlier; the last of the month where that day does not exist.
    static func months(_ count: Int, from day: Day) -> Day {
        let months = day.year * 12 + day.month - 1 + count
        let (year, month) = (months / 12, months % 12 + 1)
        return Day(year: year, month: month, day: min(day.day, Day.days(in: month, of: year)))!
    }

    /// Whether somebody can come in on `today`.
    ///
    /// - Throws: `CareError.bornInFuture`, `.tooYoung`, `.tooOld`.
    static func check(_ born: Day, on today: Day, _ limits: CareLimits = .standard) throws(CareError) {
        guard born <= today else { throw .bornInFuture }
        let first = day(limits.youngest, born: born)
        guard first <= today else { throw .tooYoung(age: limits.youngest, from: first) }
        let end = end(born: born, limits)
        guard today < end else { throw .tooOld(age: limits.endAge, since: end) }
    }
}
