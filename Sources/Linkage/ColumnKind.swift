/// What a column seems to hold.
public enum ColumnKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nothing, or the same for everybody: not compared.
    case constant
    case handle, phone, date
    /// A number with an order: an age, an amount.
    case number
    /// Digits as a name: a postcode, a citizen's number.
    case code
    /// One of a few.
    case category
    /// Several values in one cell.
    case array
    /// A name of a few words.
    case name
    /// Sentences.
    case text

    /// Judges a column by its name and a few thousand of its values.
    public init(_ column: Column) {
        let step = max(1, column.distinctCount / 2000)
        let sample = stride(from: 0, to: column.distinctCount, by: step).map {
            (text: column.values.string($0), records: Int(column.counts[$0]))
        }
        self = Self.kind(column, sample)
    }

    private static func kind(_ column: Column, _ sample: [(text: String, records: Int)]) -> ColumnKind {
        if column.distinctCount < 2 { return .constant }
        // By records, since a value with an error in it mostly stands alone.
        let records = sample.reduce(0) { $0 + $1.records }
        func share(_ holds: (String) -> Bool) -> Double {
            Double(sample.reduce(0) { $0 + (holds($1.text) ? $1.records : 0) }) / Double(records)
        }
        let name = column.name.lowercased()
        func isNamed(_ parts: [String]) -> Bool { parts.contains { name.contains($0) } }
        if share({ CalendarDay($0) != nil }) > 0.7, share({ $0.utf8.count >= 8 }) > 0.9 { return .date }
        let digits = share { text in text.utf8.count(where: { (0x30...0x39).contains($0) }) * 2 > text.utf8.count }
        if isNamed(["phone", "telefoon", "mobile", "mobiel", "tel", "gsm", "whatsapp"]), digits > 0.6 { return .phone }
        if isNamed(["handle", "user", "nick", "account", "alias", "gebruiker", "login", "screen"]),
            column.distinctCount > 50
        {
            return .handle
        }
        if share(isPhone) > 0.6 { return .phone }
        if share({ $0.contains("|") || $0.contains(";") }) > 0.25 || share({ $0.hasPrefix("[") }) > 0.8 {
            return .array
        }
        let isNumeric = share { Double($0.replacing(",", with: ".")) != nil } > 0.9
        let isFew = column.distinctCount <= max(12, min(60, column.filledCount / 50))
        if isNumeric { return isNumber(name, sample.map(\.text)) ? .number : isFew ? .category : .code }
        if share({ $0.split(separator: " ").count >= 5 }) > 0.4 { return .text }
        if isFew { return .category }
        if digits > 0.8 { return .code }
        return .name
    }

    private static func isPhone(_ text: String) -> Bool {
        let digits = text.utf8.count { (0x30...0x39).contains($0) }
        let others = text.utf8.count { !(0x30...0x39).contains($0) && !" -()./+xX*?#".utf8.contains($0) }
        let isMarked = text.utf8.first == 0x2B || text.utf8.first == 0x30
        return others == 0 && isMarked && (8...15).contains(digits)
    }

    /// Few digits without a zero in front and few different values: an age, not a postcode.
    private static func isNumber(_ name: String, _ sample: [String]) -> Bool {
        let words = ["age", "leeftijd", "height", "weight", "lengte", "gewicht", "amount", "bedrag", "price", "prijs"]
        if words.contains(where: { name.hasPrefix($0) || name.hasSuffix($0) }) { return true }
        return sample.contains { $0.contains(".") || $0.contains(",") }
    }
}
