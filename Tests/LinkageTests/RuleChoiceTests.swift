import Testing

@testable import Linkage

@Suite struct RuleChoiceTests {
    private func settings(_ accounts: Accounts, _ count: Int) throws -> (Records, Settings) {
        let records = try accounts.records(count: count)
        return (records, try Settings(derivedFrom: records))
    }

    /// Which share of the true pairs the rules give.
    private func recall(_ settings: Settings, _ records: Records, _ pairs: [(left: String, right: String)]) throws
        -> Double
    {
        let linker = try Linker(records, settings)
        let truth = try Truth(pairs, records, pairing: linker.pairing)
        var found = 0
        for unit in linker.candidates.units {
            linker.candidates.forEach(unit) { first, second, _ in found += truth.contains(first, second) ? 1 : 0 }
        }
        return Double(found) / Double(truth.count)
    }

    /// Within the pairs that can be looked at, and no rule for nothing: none asks for more than another one does.
    @Test(arguments: [(200, 1 as UInt64), (600, 2)])
    func rulesStayWithinTheirLimits(_ count: Int, _ seed: UInt64) throws {
        let (records, settings) = try settings(Accounts(each: count, seed: seed), count)
        let rules = settings.blocking
        #expect((1...24).contains(rules.count) && Set(rules).count == rules.count)
        let linker = try Linker(records, settings)
        let each = Double(records.count)
        #expect(linker.blocking.reduce(0) { $0 + $1.pairs } <= max(40 * each, min(2_400_000, 360 * each)))
        for rule in rules where rule.most == nil {
            for other in rules where other != rule && other.most == nil {
                #expect(!Set(other.keys).isSubset(of: rule.keys), "\(rule.label) lies within \(other.label)")
            }
        }
        #expect(try Settings(derivedFrom: records) == settings)
    }

    /// A column that says nothing about who is who comes late, however few pairs it gives.
    @Test func aColumnThatMatchesDoNotShareComesLate() throws {
        let accounts = Accounts(each: 600)
        var random = SeededRandom(seed: 5)
        let rows = accounts.rows.map { row -> (identifier: String, values: [String?]) in
            let day = Int.random(in: 10...28, using: &random)
            return (
                row.identifier,
                row.values + [
                    "20\(Int.random(in: 10...25, using: &random))-0\(Int.random(in: 1...9, using: &random))-\(day)"
                ]
            )
        }
        let records = try Records(names: Accounts.columns + ["seen"], rows: rows, leftCount: 600)
        let settings = try Settings(derivedFrom: records)
        #expect(ColumnKind(try records.column("seen")) == .date)
        #expect(!settings.blocking.prefix(6).contains { $0.keys.contains { $0.column == "seen" } })
        #expect(try recall(settings, records, accounts.pairs) > 0.95)
    }

    /// Many records for each value of a column: pairs and triples of keys find what no single key can.
    @Test func crowdedColumnsAreCombined() throws {
        var random = SeededRandom(seed: 6)
        func draw(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
        var (rows, pairs): ([(identifier: String, values: [String?])], [(left: String, right: String)]) = ([], [])
        for number in 0..<2400 {
            let person = [draw(16), draw(16), draw(16), draw(16), draw(16)]
            rows.append(("p\(number)", person.map { "value\($0)x" }))
            guard number % 3 == 0 else { continue }
            // Two values in ten change.
            rows.append(("q\(number)", person.map { "value\(draw(5) == 0 ? draw(16) : $0)x" }))
            pairs.append(("p\(number)", "q\(number)"))
        }
        let records = try Records(names: ["a", "b", "c", "d", "e"], rows: rows)
        let settings = try Settings(derivedFrom: records)
        #expect(settings.blocking.allSatisfy { $0.keys.count >= 2 })
        #expect(Set(settings.blocking.flatMap { $0.keys.map(\.column) }).count == 5)
        #expect(try recall(settings, records, pairs) > 0.9)
    }

    /// What is counted without blocks is what the blocks hold.
    @Test(arguments: [nil, 3, 9])
    func countsAreThoseOfBlocks(_ most: Int?) throws {
        let accounts = Accounts(each: 150)
        let keys = [
            BlockingKey("handle", normalise: .handle, part: .first, length: 5), BlockingKey("platform"),
            BlockingKey("interests", normalise: Normaliser.none, part: .elements), BlockingKey("bio", part: .words),
        ]
        for left in [nil, 150] {
            let records = try Records(names: Accounts.columns, rows: accounts.rows, leftCount: left)
            let space = PairSpace(left == nil ? .dedupe : .link, records: records)
            let cache = PreparedColumns(records)
            for places in [[0], [1], [2], [3], [0, 1], [1, 2], [0, 1, 3]] {
                let rule = BlockingRule(places.map { keys[$0] }, most: most)
                let blocks = Blocks(rule, records: 300, keys: try KeyReader(rule, cache: cache), space: space)
                var readers: [KeyReader] = []
                for place in places { readers.append(try KeyReader(BlockingRule([keys[place]]), cache: cache)) }
                let asked = (0..<300).flatMap { second in (0..<second).map { (first: $0, second: second) } }
                let counted = KeyReader(joining: readers).count(space, most: most, asked: asked)
                #expect(counted.pairs == (0..<blocks.count).reduce(0) { $0 + blocks.pairs($1, space) })
                for (pair, isGiven) in zip(asked, counted.isGiven) {
                    let isCommon =
                        blocks.hasSeveral
                        ? blocks.common(pair.first, pair.second) >= 0
                        : blocks.blockOf[pair.first] >= 0 && blocks.blockOf[pair.first] == blocks.blockOf[pair.second]
                    #expect(isGiven == isCommon)
                }
            }
        }
    }

    /// Too few records to learn anything from: still rules, and no trap.
    @Test func fewRecords() throws {
        for count in 2...6 {
            let rows = (0..<count).map { (identifier: "\($0)", values: ["n\($0)", "m\($0 / 2)"] as [String?]) }
            let records = try Records(names: ["a", "b"], rows: rows)
            if count == 2 { #expect(ColumnKind(records.columns[1]) == .constant) }
            #expect(try !Settings(derivedFrom: records).blocking.isEmpty)
        }
    }
}
