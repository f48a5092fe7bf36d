/// How many pairs a blocking rule gives.
public struct BlockingCount: Sendable, Hashable {
    /// The rule in words.
    public let rule: String
    /// Pairs that the rule gives, those that an earlier rule gave too included.
    public let pairs: Double
    public let blocks: Int
    /// Records in the largest block, and what they share.
    public let largest: Int
    public let key: String
}

/// All candidate pairs of a task: the union of what its rules give, each pair once.
struct Candidates: Sendable {
    /// A piece of work: some blocks of one rule, or some of the later records of one block.
    struct Unit: Sendable {
        let rule: Int
        let blocks: Range<Int>
        let members: Range<Int>?
    }

    private(set) var rules: [Blocks]
    let space: PairSpace
    let counts: [BlockingCount]
    let units: [Unit]
    /// Rules with one key in a record and those with several.
    private let singles: FixedArray<UInt32>
    private let severals: FixedArray<UInt32>
    /// For each record its block under each of `singles`, side by side.
    private let rows: FixedArray<Int32>

    /// - Throws: `LinkageError.tooManyPairs` before any pair is looked at; `.noPairs`.
    init(
        _ records: Records, _ blocking: [BlockingRule], space: PairSpace, limit: Double, cache: PreparedColumns
    ) throws(LinkageError) {
        var (rules, counts, units): ([Blocks], [BlockingCount], [Unit]) = ([], [], [])
        var readers: [KeyReader] = []
        for rule in blocking { readers.append(try KeyReader(rule, cache: cache)) }
        let all = Parallel.map(blocking.count) { [readers] number in
            Blocks(blocking[number], records: records.count, keys: readers[number], space: space)
        }
        for (number, (rule, blocks)) in zip(blocking, all).enumerated() {
            let pairs = (0..<blocks.count).map { blocks.pairs($0, space) }
            let largest = (0..<blocks.count).max { blocks.range($0).count < blocks.range($1).count }
            let count = BlockingCount(
                rule: rule.label, pairs: pairs.reduce(0, +), blocks: pairs.count { $0 > 0 },
                largest: largest.map { blocks.range($0).count } ?? 0,
                key: try largest.map { block throws(LinkageError) in
                    try Self.shown(rule, records, Int(blocks.members[Int(blocks.starts[block])]))
                } ?? "")
            guard count.pairs <= limit else {
                throw .tooManyPairs(
                    rule: count.rule, pairs: count.pairs, limit: limit, largest: count.largest, key: count.key)
            }
            units += Self.units(number, blocks, pairs)
            rules.append(blocks)
            counts.append(count)
        }
        (self.rules, self.counts, self.units, self.space) = (rules, counts, units, space)
        if units.isEmpty { throw .noPairs }
        let single = rules.indices.filter { !rules[$0].hasSeveral }
        singles = FixedArray(single.map { UInt32($0) })
        severals = FixedArray(rules.indices.filter { rules[$0].hasSeveral }.map { UInt32($0) })
        var rows = [Int32](repeating: -1, count: single.count * records.count)
        for (place, rule) in single.enumerated() {
            for record in 0..<records.count { rows[record * single.count + place] = rules[rule].blockOf[record] }
        }
        self.rows = FixedArray(rows)
        for rule in rules.indices { self.rules[rule].forgetBlocks() }
    }

    private static func shown(_ rule: BlockingRule, _ records: Records, _ record: Int) throws(LinkageError) -> String {
        var parts: [String] = []
        for key in rule.keys { parts.append(try records.column(key.column)[record] ?? "") }
        return parts.joined(separator: " + ")
    }

    private static let pairsPerUnit = 40_000.0

    private static func units(_ rule: Int, _ blocks: Blocks, _ pairs: [Double]) -> [Unit] {
        var units: [Unit] = []
        var (begin, sum) = (0, 0.0)
        for block in pairs.indices {
            if pairs[block] > 2 * pairsPerUnit {
                if begin < block { units.append(Unit(rule: rule, blocks: begin..<block, members: nil)) }
                let range = blocks.range(block)
                let step = max(1, Int(Double(range.count) * pairsPerUnit / pairs[block]))
                for start in stride(from: range.lowerBound, to: range.upperBound, by: step) {
                    let members = start..<min(start + step, range.upperBound)
                    units.append(Unit(rule: rule, blocks: block..<(block + 1), members: members))
                }
                (begin, sum) = (block + 1, 0)
                continue
            }
            sum += pairs[block]
            if sum >= pairsPerUnit {
                units.append(Unit(rule: rule, blocks: begin..<(block + 1), members: nil))
                (begin, sum) = (block + 1, 0)
            }
        }
        if sum > 0 { units.append(Unit(rule: rule, blocks: begin..<pairs.count, members: nil)) }
        return units
    }

    /// The pairs of a piece of work that no earlier rule, and no earlier block of the same rule, gives, with the rules that
    /// give them: one bit each.
    func forEach(_ unit: Unit, _ body: (_ first: Int, _ second: Int, _ mask: UInt32) -> Void) {
        let own = rules[unit.rule]
        let members = own.members.base
        let earlierRules = UInt32(1) << UInt32(unit.rule) - 1
        for block in unit.blocks {
            let range = own.range(block)
            let later = unit.members ?? range
            var below = range.lowerBound
            while below < range.upperBound, Int(members[below]) < space.limit { below += 1 }
            for place in later where Int(members[place]) >= space.start {
                let second = Int(members[place])
                for earlier in range.lowerBound..<max(range.lowerBound, min(place, below)) {
                    let first = Int(members[earlier])
                    if own.hasSeveral, own.common(first, second) != Int32(block) { continue }
                    let mask = mask(first, second)
                    if mask & earlierRules == 0 { body(first, second, mask) }
                }
            }
        }
    }

    /// The rules that give the pair.
    private func mask(_ first: Int, _ second: Int) -> UInt32 {
        var mask: UInt32 = 0
        let (one, other) = (rows.base + first * singles.count, rows.base + second * singles.count)
        for place in 0..<singles.count where one[place] == other[place] && one[place] >= 0 {
            mask |= 1 << singles[place]
        }
        for place in 0..<severals.count where rules[Int(severals[place])].common(first, second) >= 0 {
            mask |= 1 << severals[place]
        }
        return mask
    }
}
