import Core
import TestSupport
import Testing

@testable import Care

@Suite struct SmallNumberTests {
    @Test func roundedToFiveAndNoneBelowTen() {
        #expect((10...18).map(SmallNumbers.rounded) == [10, 10, 10, 15, 15, 15, 15, 15, 20])
        #expect(SmallNumbers.published(9) == .few && SmallNumbers.published(0) == .few)
        #expect(SmallNumbers.published(10) == .value(10))
    }

    @Test func aTableWithASmallNumber() {
        let table = SmallTable([[12, 40, 30], [4, 20, 15]])
        #expect(table.cells == [[.value(10), .value(40), .value(30)], [.few, .value(20), .value(15)]])
        #expect(table.rowTotals == [.value(80), .hidden])
        #expect(table.columnTotals == [.hidden, .value(60), .value(45)])
        #expect(table.total == .hidden)
        #expect(SmallTable([[12, 14]]).total == .value(25))
    }

    /// Whoever knows the rule and sees the table cannot tell which of 0 … 9 a hidden number is: by brute force over all tables of two by
    /// two with numbers up to 16.
    @Test func noTableGivesAHiddenCellAway() {
        struct Seen { var values = [UInt32](repeating: 0, count: 4) }
        var tables: [SmallTable: Seen] = [:]
        let most = 16
        for first in 0...most {
            for second in 0...most {
                for third in 0...most {
                    for fourth in 0...most {
                        let values = [first, second, third, fourth]
                        let table = SmallTable([[first, second], [third, fourth]])
                        var seen = tables[table] ?? Seen()
                        for place in 0..<4 { seen.values[place] |= 1 << UInt32(values[place]) }
                        tables[table] = seen
                    }
                }
            }
        }
        for (table, seen) in tables {
            for place in 0..<4 where table.cells[place / 2][place % 2] == .few {
                #expect(seen.values[place] & 0x3FF == 0x3FF, "\(table)")
            }
        }
    }

    /// The same of one row of three.
    @Test func noRowGivesAHiddenCellAway() {
        var rows: [SmallTable: [Set<Int>]] = [:]
        for first in 0...26 {
            for second in 0...26 {
                for third in 0...26 {
                    let values = [first, second, third]
                    var seen = rows[SmallTable([values])] ?? [[], [], []]
                    for place in 0..<3 { seen[place].insert(values[place]) }
                    rows[SmallTable([values])] = seen
                }
            }
        }
        for (row, seen) in rows {
            for place in 0..<3 where row.cells[0][place] == .few {
                #expect(seen[place].isSuperset(of: 0...9), "\(row)")
            }
        }
    }

    /// Followed, turned 18 among them, arranged among those: no small group can be worked out, neither one that is counted nor what is
    /// left of a whole.
    @Test func partsOfPartsGiveNothingAway() {
        struct Look: Hashable { let followed, turned18, arranged: Published }
        var looks: [Look: [Set<Int>]] = [:]
        var all: [([Int], Look)] = []
        for arranged in 0...32 {
            for others in 0...32 {
                for younger in 0...32 {
                    let turned18 = arranged + others
                    let whole = SmallNumbers.published(turned18 + younger)
                    let part = SmallNumbers.published(turned18, of: turned18 + younger, shown: whole)
                    let look = Look(
                        followed: whole, turned18: part,
                        arranged: SmallNumbers.published(arranged, of: turned18, shown: part))
                    let groups = [arranged, others, younger]
                    var seen = looks[look] ?? [[], [], []]
                    for place in 0..<3 { seen[place].insert(groups[place]) }
                    looks[look] = seen
                    all.append((groups, look))
                }
            }
        }
        // Numbers up to 32 are tried, so that those that look the same as one up to 18 are all among them.
        for (groups, look) in all where look.followed != .few && groups.max()! <= 18 {
            for place in 0..<3 where groups[place] < 10 {
                let seen = looks[look]![place].filter { $0 < 10 }
                #expect(seen.count == 10, "\(groups) \(seen)")
            }
        }
    }
}

@Suite struct CareNumberTests {
    private let period = try! Period(named: "2027-H1")

    private func young(_ eighteenth: String, arranged: Bool? = nil) -> CareCount {
        CareCount(since: day("2026-06-01"), eighteenth: day(eighteenth), isArranged: arranged)
    }

    @Test func whatIsCounted() {
        var first = young("2027-05-05", arranged: true)
        first.gaps = [
            CareCount.Gap(
                kind: .comingGap, foundOn: day("2027-01-05"), from: day("2027-05-05"), closedOn: day("2027-04-01")),
            CareCount.Gap(
                kind: .pastGap, foundOn: day("2027-01-05"), from: day("2026-05-05"), closedOn: day("2027-01-06")),
            CareCount.Gap(kind: .comingGap, foundOn: day("2026-12-05"), from: day("2027-05-05"), closedOn: nil),
        ]
        first.between = [
            CareCount.Between(days: 20, endedOn: day("2027-02-01")),
            CareCount.Between(days: 8, endedOn: day("2026-12-01")),
        ]
        var second = young("2027-06-30", arranged: false)
        second.gaps = [
            CareCount.Gap(
                kind: .comingGap, foundOn: day("2027-01-05"), from: day("2027-05-05"), closedOn: day("2027-06-01"))
        ]
        second.between = [CareCount.Between(days: 50, endedOn: day("2027-02-01"))]
        second.looks = [
            CareCount.Look(Checkpoint(id: identifier(1), months: 3, on: day("2027-03-01"), living: .temporary)),
            CareCount.Look(Checkpoint(id: identifier(2), months: 3, on: day("2027-04-01"), living: .own)),
        ]
        let third = young("2027-07-01")
        var gone = young("2027-05-05")
        gone.until = day("2027-01-01")
        let numbers = CareNumbers([first, second, third, gone], in: period)
        #expect([numbers.followed, numbers.turned18, numbers.arranged] == [3, 2, 1])
        #expect([numbers.warned, numbers.closedInTime, numbers.gapsAhead, numbers.gapsClosed] == [2, 1, 2, 1])
        #expect(numbers.between == [20, 50] && numbers.medianBetween == 20 && numbers.betweenPeople == 2)
        #expect(numbers.looks == [3: CareNumbers.Looks(people: 1, withHome: 0, withCare: 0)], "the first look counts")
        #expect(numbers.published.followed == .few && numbers.published.medianBetween == .few)
    }

    @Test func manyYoungPeople() {
        let counts = (0..<84).map { number in
            var count = young(number < 64 ? "2027-05-05" : "2028-05-05", arranged: number < 32)
            count.between = [CareCount.Between(days: number, endedOn: day("2027-02-01"))]
            return count
        }
        let published = CareNumbers(counts, in: period).published
        #expect(published.followed == .value(85))
        #expect(published.turned18 == .value(65))
        #expect(published.arranged == .value(30))
        #expect(published.medianBetween == .value(40))
        let only = CareNumbers(Array(counts.prefix(64)), in: period).published
        #expect(only.turned18 == .hidden, "all of them: the rest is small")
        #expect(only.arranged == .hidden)
    }

    @Test func theLeadSeesNothingSmall() {
        let people = [(12, true, true), (14, true, false), (20, false, true), (3, false, false)].flatMap {
            [Overview.Person](repeating: Overview.Person(hasGapAhead: $1, isHandedOverWarmly: $2), count: $0)
        }
        let table = Overview.table(people)
        #expect(table.cells == [[.value(10), .value(15)], [.value(20), .few]])
        #expect(table.rowTotals == [.value(25), .hidden] && table.columnTotals == [.value(30), .hidden])
    }

    @Test func theOrderDoesNotMatter() {
        var random = SeededGenerator(seed: 11)
        var counts = (0..<40).map { number in
            var count = young(number % 2 == 0 ? "2027-05-05" : "2028-01-01", arranged: number % 3 == 0)
            count.between = [CareCount.Between(days: number * 7 % 31, endedOn: day("2027-02-01"))]
            return count
        }
        let published = CareNumbers(counts, in: period).published
        counts.shuffle(using: &random)
        #expect(CareNumbers(counts, in: period).published == published)
    }
}
