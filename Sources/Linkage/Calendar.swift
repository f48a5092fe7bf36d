/// A day of the Gregorian calendar, counted from 1 January 1970.
struct CalendarDay: Sendable, Hashable, CustomStringConvertible {
    let number: Int

    /// Reads `2020-05-31`, `20200531`, `31-05-2020` and `31/5/2020`, with a time behind it or not; `nil` for anything else.
    init?(_ text: String) {
        self.init(Array(text.utf8.prefix { $0 != 0x54 && $0 != 0x20 }))
    }

    init?(_ bytes: [UInt8]) {
        let parts = bytes.split(omittingEmptySubsequences: false) { $0 == 0x2D || $0 == 0x2F || $0 == 0x2E }
            .map { part in part.allSatisfy { (0x30...0x39).contains($0) } && !part.isEmpty ? Array(part) : nil }
        let numbers = parts.compactMap { $0.map { $0.prefix(8).reduce(0) { $0 * 10 + Int($1) - 0x30 } } }
        guard numbers.count == parts.count else { return nil }
        if parts.count == 1, bytes.count == 8 {
            self.init(year: numbers[0] / 10_000, month: numbers[0] / 100 % 100, day: numbers[0] % 100)
        } else if parts.count == 3, parts[0]?.count == 4 {
            self.init(year: numbers[0], month: numbers[1], day: numbers[2])
        } else if parts.count == 3, parts[2]?.count == 4 {
            self.init(year: numbers[2], month: numbers[1], day: numbers[0])
        } else {
            return nil
        }
    }

    /// Days from civil (Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2013).
    init?(year: Int, month: Int, day: Int) {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1000...3000).contains(year), (1...12).contains(month), (1...lengths[month - 1]).contains(day) else {
            return nil
        }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let ofEra = shifted - era * 400
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        number = era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }

    var description: String {
        let days = number + 719_468
        let era = days / 146_097
        let ofEra = days - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * ofYear + 2) / 153
        let (day, month) = (ofYear - (153 * shifted + 2) / 5 + 1, shifted + (shifted < 10 ? 3 : -9))
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(month))-\(two(day))"
    }
}
