import Core

/// A day told by its distance from another: `T18-18m`, `T18`, `END+6m`, `DECISION+42d`.
struct Offset: Sendable, Codable, Hashable, CustomStringConvertible {
    enum Anchor: String, Sendable, Codable, CaseIterable {
        case eighteenth = "T18"
        /// The day on which care ended: the first day without.
        case careEnd = "END"
        case decision = "DECISION"
    }

    enum Unit: String, Sendable, Codable, CaseIterable {
        case days = "d"
        case months = "m"
        case years = "y"
    }

    /// The days from which is counted. Those that are not known yet are `nil`, and so is what follows from them.
    struct Anchors: Sendable, Codable, Hashable {
        var born: Day
        var careEnd: Day?
        var decision: Day?
    }

    let anchor: Anchor
    /// Negative for what comes before it.
    let count: Int
    let unit: Unit

    init(_ anchor: Anchor, _ count: Int = 0, _ unit: Unit = .days) {
        self.anchor = anchor
        self.count = count
        self.unit = unit
    }

    /// Reads what `description` writes; at most 9,999 of a unit. `nil` for anything else.
    init?(_ text: some StringProtocol) {
        guard let anchor = Anchor.allCases.first(where: { text.hasPrefix($0.rawValue) }) else { return nil }
        let rest = text.dropFirst(anchor.rawValue.count)
        if rest.isEmpty {
            self.init(anchor)
            return
        }
        let digits = rest.dropFirst().dropLast()
        guard let sign = rest.first, sign == "+" || sign == "-", let unit = Unit(rawValue: String(rest.suffix(1))),
            (1...4).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let count = Int(digits), count > 0
        else { return nil }
        self.init(anchor, sign == "-" ? -count : count, unit)
    }

    var description: String {
        count == 0 ? anchor.rawValue : "\(anchor.rawValue)\(count < 0 ? "" : "+")\(count)\(unit.rawValue)"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let offset = Offset(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an offset like T18-18m")
        }
        self = offset
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// The day; `nil` while what it is counted from is not known.
    func day(_ anchors: Anchors) -> Day? {
        let from: Day? =
            switch anchor {
            case .eighteenth: Birthdays.eighteenth(born: anchors.born)
            case .careEnd: anchors.careEnd
            case .decision: anchors.decision
            }
        guard let from else { return nil }
        return switch unit {
        case .days: from.adding(days: count)
        case .months: Birthdays.months(count, from: from)
        case .years: Birthdays.months(count * 12, from: from)
        }
    }
}
