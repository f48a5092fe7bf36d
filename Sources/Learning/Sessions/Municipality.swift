public import Core
import FoundationEssentials
import Tables

/// A Dutch municipality, for as long as it existed.
public struct Municipality: Hashable, Sendable, Identifiable {
    /// The code of Statistics Netherlands: `GM` and four digits.
    public let code: String
    public let name: String
    /// Its first day; `nil` for one that existed before the list begins (2020).
    public let from: Day?
    /// Its last day; `nil` for one that exists.
    public let until: Day?
    /// `nil` where the list does not say it.
    public let province: Province?

    init(code: String, name: String, from: Day?, until: Day?, province: Province? = nil) {
        self.code = code
        self.name = name
        self.from = from
        self.until = until
        self.province = province
    }

    public var id: String { code }

    /// Whether it existed on `day`.
    public func exists(on day: Day) -> Bool { (from ?? day) <= day && day <= (until ?? day) }
}

/// All Dutch municipalities since 2020: data with days, since they merge nearly every year. A session is held against the
/// list of its own day.
public struct Municipalities: Sendable {
    /// In the order of the file: by name, without `De`, `Den`, `Het` and `'s-`.
    public let all: [Municipality]

    /// No municipality at all, for tests that need none.
    public static let none = Municipalities([])

    init(_ all: [Municipality]) { self.all = all }

    /// Reads `Resources/municipalities.csv`: code, name, first day, last day, province.
    ///
    /// - Throws: `TableError` or `SessionError.municipalityLine`: nothing starts with half a list.
    public init(csv bytes: [UInt8]) throws {
        var reader = try TableReader(bytes)
        try reader.require(header: ["code", "name", "from", "until", "province"])
        all = try reader.rest().map { row in
            let cells = row.cells
            guard cells.count == 5, cells[0].utf8.count == 6, cells[0].hasPrefix("GM"), !cells[1].isEmpty,
                cells[2...3].allSatisfy({ $0.isEmpty || Day($0) != nil }),
                cells[4].isEmpty || Province(rawValue: cells[4]) != nil
            else { throw SessionError.municipalityLine(row.line) }
            return Municipality(
                code: cells[0], name: cells[1], from: Day(cells[2]), until: Day(cells[3]),
                province: Province(rawValue: cells[4]))
        }
    }

    /// Reads the list at `path`.
    public init(path: String) throws { try self.init(csv: Array(Data(contentsOf: URL(filePath: path)))) }

    /// Those that existed on `day`.
    public func all(on day: Day) -> [Municipality] { all.filter { $0.exists(on: day) } }

    /// The municipality with this code, whenever it existed.
    public func find(code: String) -> Municipality? { all.first { $0.code == code } }

    /// The municipality that somebody means by a name on `day`: letter case, accents, hyphens and `gemeente` before it make no
    /// difference, and Den Haag and Den Bosch have two names.
    public func find(name: String, on day: Day) -> Municipality? {
        let wanted = Self.plain(name)
        return all.first { $0.exists(on: day) && Self.plain($0.name) == wanted }
    }

    /// The one whose name differs from what was typed by at most two letters; `nil` when none or more than one does.
    public func near(name: String, on day: Day) -> Municipality? {
        let wanted = Array(Self.plain(name))
        guard wanted.count >= 3 else { return nil }
        let close = all(on: day).filter {
            Self.distance(wanted, Array(Self.plain($0.name))) <= (wanted.count < 6 ? 1 : 2)
        }
        return close.count == 1 ? close[0] : nil
    }

    private static let otherNames = ["denhaag": "sgravenhage", "denbosch": "shertogenbosch"]

    /// Letters and digits alone, without accents; parts between brackets (`Bergen (NH.)`) stay.
    private static func plain(_ name: String) -> String {
        var text = name.lowercased()
        if text.hasPrefix("gemeente ") { text.removeFirst("gemeente ".count) }
        let letters = text.unicodeScalars.map { Self.withoutAccent[$0] ?? $0 }.filter(\.properties.isAlphabetic)
        var plain = ""
        plain.unicodeScalars.append(contentsOf: letters)
        return otherNames[plain] ?? plain
    }

    /// The accents that stand in names of Dutch municipalities, Frisian ones too.
    private static let withoutAccent: [Unicode.Scalar: Unicode.Scalar] = [
        "á": "a", "â": "a", "à": "a", "é": "e", "ê": "e", "ë": "e", "è": "e", "í": "i", "ï": "i", "ó": "o", "ô": "o",
        "ö": "o", "ú": "u", "û": "u", "ü": "u",
    ]

    /// How many letters are to be changed, added or left out (Levenshtein).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        guard abs(left.count - right.count) <= 2 else { return 3 }
        var row = Array(0...right.count)
        for (i, sign) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let change = diagonal + (sign == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(change, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
