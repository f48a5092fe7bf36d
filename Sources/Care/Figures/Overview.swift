/// What a lead sees of all young people of a desk: a gap ahead or not, by handed over warmly or not, and nothing small.
enum Overview {
    /// One young person in it.
    struct Person: Sendable, Hashable {
        var hasGapAhead: Bool
        var isHandedOverWarmly: Bool
    }

    /// Rows: with a gap ahead, without. Columns: handed over warmly, not (yet).
    static func table(_ people: [Person]) -> SmallTable {
        var values = [[0, 0], [0, 0]]
        for person in people { values[person.hasGapAhead ? 0 : 1][person.isHandedOverWarmly ? 0 : 1] += 1 }
        return SmallTable(values)
    }
}
