import Testing

@testable import Linkage

@Suite struct BlockingTests {
    private func records(count: Int, left: Int?, seed: UInt64) throws -> Records {
        var random = SeededRandom(seed: seed)
        func value(_ range: Int) -> String? {
            let number = Int.random(in: 0..<range, using: &random)
            return number == 0 ? nil : "v\(number)"
        }
        let rows = (0..<count).map { number -> (identifier: String, values: [String?]) in
            let elements = [value(5), value(8)].compactMap { $0 }.joined(separator: "|")
            return ("\(number)", [value(6), value(9), elements])
        }
        return try Records(names: ["a", "b", "c"], rows: rows, leftCount: left)
    }

    private let rules = [
        BlockingRule([BlockingKey("a"), BlockingKey("b")]),
        BlockingRule([BlockingKey("c", normalise: Normaliser.none, part: .elements)]), BlockingRule([BlockingKey("b")]),
        BlockingRule([BlockingKey("a"), BlockingKey("c", normalise: Normaliser.none, part: .elements)], most: 9),
    ]

    private func pairs(_ rules: [BlockingRule], _ records: Records, _ space: PairSpace) throws -> [[Int]] {
        var pairs: [[Int]] = []
        do {
            let candidates = try Candidates(
                records, rules, space: space, limit: 1e9, cache: PreparedColumns(records))
            for unit in candidates.units {
                candidates.forEach(unit) { first, second, _ in pairs.append([first, second]) }
            }
        } catch LinkageError.noPairs {}
        return pairs
    }

    /// The union holds each pair of each rule once, whatever the task.
    @Test(arguments: Pairing.allCases, [0, 25])
    func unionIsTheSetOfPairs(_ pairing: Pairing, newFrom: Int) throws {
        for seed in 1...20 {
            let records = try records(count: 40, left: pairing == .dedupe ? nil : 22, seed: UInt64(seed))
            let space = PairSpace(pairing, records: records, newFrom: newFrom)
            let all = try pairs(rules, records, space)
            #expect(Set(all).count == all.count)
            var single: Set<[Int]> = []
            for rule in rules { single.formUnion(try pairs([rule], records, space)) }
            #expect(Set(all) == single)
            for pair in all {
                #expect(pair[0] < pair[1] && pair[1] >= newFrom)
                if pairing == .link { #expect(pair[0] < 22 && pair[1] >= 22) }
            }
        }
    }

    @Test func aRuleGivesWhatItsKeysSay() throws {
        let records = try records(count: 40, left: nil, seed: 3)
        let space = PairSpace(.dedupe, records: records)
        let found = Set(try pairs([BlockingRule([BlockingKey("a")])], records, space))
        let column = try records.column("a")
        for second in 0..<40 {
            for first in 0..<second {
                #expect(found.contains([first, second]) == (column[first] != nil && column[first] == column[second]))
            }
        }
    }

    @Test func theNumberOfAllPairs() throws {
        let records = try records(count: 40, left: 22, seed: 4)
        for pairing in Pairing.allCases {
            for newFrom in [0, 10, 22, 30, 40] {
                let space = PairSpace(pairing, records: records, newFrom: newFrom)
                var count = 0
                for second in 0..<40 where second >= space.start { count += min(second, space.limit) }
                #expect(space.pairs == Double(count), "\(pairing) \(newFrom)")
            }
        }
    }

    @Test func aBlockWithEverybodyIsRefusedByName() throws {
        let rows = (0..<20_000).map { (identifier: "\($0)", values: ["nl", "h\($0)"] as [String?]) }
        let records = try Records(names: ["land", "handle"], rows: rows)
        let settings = Settings(
            comparisons: [Comparison("handle", levels: [Level(.exact)])],
            blocking: [BlockingRule([BlockingKey("land")])])
        #expect(
            throws: LinkageError.tooManyPairs(
                rule: "land", pairs: 199_990_000, limit: 1e8, largest: 20_000, key: "nl")
        ) { try Linker(records, settings) }
    }
}
