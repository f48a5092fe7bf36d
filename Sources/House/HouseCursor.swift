/// How far each set has been read: what an import stores after every batch, and hands in to go on.
public struct HouseCursor: Hashable, Sendable {
    /// Everything in the set that changed up to this moment has been delivered.
    public var positions: [HouseSet: HouseTime]

    /// Of an import that has not begun.
    public init() { positions = [:] }

    /// Reads what `text` gave; an empty text is a beginning.
    ///
    /// - Throws: `HouseError.cursor` for anything else.
    public init(_ text: String) throws {
        positions = [:]
        for part in text.split(separator: ";") {
            let sides = part.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, let set = HouseSet(rawValue: String(sides[0])), let time = HouseTime(sides[1])
            else {
                throw HouseError.cursor
            }
            positions[set] = time
        }
    }

    /// One line, to store: `Zaak=2024-02-19T15:26:15.2963038Z;Besluit=…`.
    public var text: String {
        HouseSet.allCases.compactMap { set in positions[set].map { "\(set.rawValue)=\($0)" } }.joined(separator: ";")
    }
}
