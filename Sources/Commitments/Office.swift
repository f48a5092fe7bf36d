public import Core
public import Web

/// An office that promises and answers: a ministry's minister, a state secretary, the cabinet as a whole.
///
/// A promise is the office's. Whoever holds it changes with the cabinet, and voids nothing.
public struct Office: Hashable, Sendable, Codable {
    /// Small letters, digits and hyphens: `minister-vws`.
    public var key: String
    public var name: Words

    public init(key: String, name: Words) {
        self.key = key
        self.name = name
    }
}

/// Who held an office, as far as that was recorded.
public struct Holder: Hashable, Sendable, Codable {
    public var office: String
    public var name: String
    /// The first day that is known; not always that of taking office.
    public var from: Day
    /// The last day that is known; `nil` for who holds it now.
    public var until: Day?

    public init(office: String, name: String, from: Day, until: Day?) {
        self.office = office
        self.name = name
        self.from = from
        self.until = until
    }

    /// Who held `office` on `date`; `nil` when nobody was recorded, or more than one: then it is not known who it was.
    public static func of(_ office: String, on date: RoughDate, in holders: [Holder]) -> Holder? {
        let found = holders.filter {
            $0.office == office && $0.from <= date.latest && ($0.until.map { date.earliest <= $0 } ?? true)
        }
        return found.count == 1 ? found[0] : nil
    }
}

/// A subject that things are about.
public struct Theme: Hashable, Sendable, Codable {
    /// Small letters, digits and hyphens; stands in the address of its feed.
    public var key: String
    public var name: Words

    public init(key: String, name: Words) {
        self.key = key
        self.name = name
    }
}

/// Names in addresses that a member chooses.
enum KeyText {
    /// Whether `key` is 2 to 40 small letters, digits and hyphens that begins with a letter.
    static func isValid(_ key: String) -> Bool {
        let bytes = Array(key.utf8)
        return (2...40).contains(bytes.count) && (0x61...0x7A).contains(bytes[0]) && bytes.last != 0x2D
            && bytes.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
}
