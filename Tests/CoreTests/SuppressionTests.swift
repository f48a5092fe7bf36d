import Core
import Testing

@Suite struct SuppressionTests {
    @Test func aloneStanding() {
        #expect(Suppression.published(502, counts: .persons) == .value(502))
        #expect(Suppression.published(9, counts: .persons) == .few)
        #expect(Suppression.published(0, counts: .reports) == .few)
        #expect(Suppression.published(4, counts: .things) == .value(4))
    }

    @Test func oneSmallCellTakesTheTotalWithIt() {
        let (cells, total) = Suppression.published(cells: [4, 50, 30], counts: .persons)
        #expect(cells == [.few, .value(50), .value(30)])
        #expect(total == .hidden)
        #expect(Suppression.published(cells: [4, 5], counts: .persons).total == .few)
        #expect(Suppression.published(cells: [40, 50], counts: .persons).total == .value(90))
        #expect(Suppression.published(cells: [4, 5], counts: .things).total == .value(9))
    }

    /// Whoever knows the rule and sees the table cannot narrow a small cell down: by brute force over all small tables
    /// of three cells that look the same.
    @Test func noTableGivesASmallCellAway() {
        struct Look: Hashable {
            let cells: [Published]
            let total: Published
        }
        var tables: [Look: [Set<Int>]] = [:]
        let range = Array(0...24)
        for first in range {
            for second in range {
                for third in range {
                    let values = [first, second, third]
                    let (cells, total) = Suppression.published(cells: values, counts: .persons)
                    let look = Look(cells: cells, total: total)
                    var seen = tables[look] ?? [[], [], []]
                    for place in 0..<3 { seen[place].insert(values[place]) }
                    tables[look] = seen
                }
            }
        }
        for (look, seen) in tables {
            for place in 0..<3 where look.cells[place] == .few {
                #expect(seen[place].count >= 2, "\(look) gives cell \(place) away: \(seen[place])")
            }
        }
    }
}
