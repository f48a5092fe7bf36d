/// How far each set has been read: what an import stores after every batch, and hands in to go on.
public struct HouseCursor: Hashable, Sendable {
    /// Everything in the set that changed up to this moment has been delivered.
    public var positions: [HouseSet: HouseTime]
    /// The mark of the SyncFeed behind which a set has not been read, for who reads changes there.
    public var marks: [HouseSet: String]

    /// Of an import that has not begun.
    public init() {
        positions = [:]
        marks = [:]
    }

    /// Reads what `text` gave; an empty text is a beginning.
    ///
    /// - Throws: `HouseError.cursor` for anything else.
    public init(_ text: String) throws {
        self.init()
        for part in text.split(separator: ";") {
            let sides = part.split(separator: "=", maxSplits: 1)
            guard sides.count == 2 else { throw HouseError.cursor }
            let name = sides[0]
            if name.hasPrefix(Self.feed), let set = HouseSet(rawValue: String(name.dropFirst(Self.feed.count))) {
                marks[set] = HouseAddress.decoded(String(sides[1]))
            } else if let set = HouseSet(rawValue: String(name)), let time = HouseTime(sides[1]) {
                positions[set] = time
            } else {
                throw HouseError.cursor
            }
        }
    }

    private static let feed = "feed."

    /// One line, to store: `Zaak=2024-02-19T15:26:15.2963038Z;Besluit=…;feed.Zaak=4711`.
    public var text: String {
        let positions = HouseSet.allCases.compactMap { set in self.positions[set].map { "\(set.rawValue)=\($0)" } }
        let marks = HouseSet.allCases.compactMap { set in
            self.marks[set].map { "\(Self.feed)\(set.rawValue)=\(HouseAddress.encoded($0))" }
        }
        return (positions + marks).joined(separator: ";")
    }
}
