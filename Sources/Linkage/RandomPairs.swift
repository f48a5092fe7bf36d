/// How often each level occurs between two records taken at random: u by sampling (Winkler 2000).
///
/// Levels too rare for the sample are not guessed: how often two records agree exactly follows from how often each value
/// occurs.
struct RandomPairs: Sendable {
    /// For each comparison and level its share of the pairs where neither value is missing.
    private(set) var shares: [[Double]]

    init(_ comparer: Comparer, _ space: PairSpace, sample: Int, seed: UInt64) {
        let units = 64
        let each = max(1, sample / units)
        let width = 16 * comparer.levelCounts.count
        let counts = Parallel.map(units) { unit in
            var random = SeededRandom(seed: Hash.joined(seed, UInt64(unit)))
            var counts = [Double](repeating: 0, count: width)
            for _ in 0..<each {
                guard let (first, second) = Self.pair(space, &random) else { break }
                let gamma = comparer.gamma(first, second)
                for place in 0..<(width / 16) { counts[16 * place + Gamma.level(gamma, place)] += 1 }
            }
            return counts
        }
        let sums = comparer.levelCounts.enumerated().map { place, levels in
            (0..<levels).map { level in counts.reduce(0) { $0 + $1[16 * place + level] } }
        }
        shares = sums.map(Self.shares)
        for place in shares.indices { useFrequencies(place, comparer, space, seen: sums[place].reduce(0, +)) }
    }

    private static func shares(_ counts: [Double]) -> [Double] {
        let sum = counts.reduce(0, +)
        return counts.map { sum == 0 ? 1 / Double(counts.count) : $0 / sum }
    }

    /// A pair of the task, all equally likely; `nil` when there is none.
    private static func pair(_ space: PairSpace, _ random: inout SeededRandom) -> (Int, Int)? {
        guard space.pairs > 0 else { return nil }
        while true {
            let second = Int.random(in: space.start..<space.count, using: &random)
            let first = Int.random(in: 0..<space.limit, using: &random)
            if first < second { return (first, second) }
            // The other half of the square stands for the same pairs, where both orders lie in the task.
            if first != second, first >= space.start, second < space.limit { return (second, first) }
        }
    }

    /// Puts what value frequencies say in the place of what was sampled, for exact levels at the top; a level below them that
    /// was not seen is at most half a hit, and three times as frequent as agreeing exactly where that is less.
    private mutating func useFrequencies(_ place: Int, _ comparer: Comparer, _ space: PairSpace, seen: Double) {
        var exact: Double?
        for (level, column) in comparer.exactColumns[place].enumerated() {
            guard let column, level == 0 || exact != nil else { break }
            let agreeing = Self.agreeing(comparer.prepared[column], space)
            shares[place][level] = max(0, agreeing - (exact ?? 0))
            exact = agreeing
        }
        let unseen = 0.5 / max(1, seen)
        for level in shares[place].indices where shares[place][level] == 0 {
            let isExact = level < comparer.exactColumns[place].count && comparer.exactColumns[place][level] != nil
            shares[place][level] = isExact && exact != nil ? 0 : min(unseen, exact.map { 3 * $0 } ?? unseen)
        }
        let sum = shares[place].reduce(0, +)
        if sum > 0 { shares[place] = shares[place].map { $0 / sum } }
    }

    /// The share of a task's pairs that agree exactly on a column, among those where both have a value.
    static func agreeing(_ column: Prepared, _ space: PairSpace) -> Double {
        var left = [Int32](repeating: 0, count: column.values.count)
        var (pairs, agreeing, filled) = (0.0, 0.0, 0.0)
        for record in 0..<column.codes.count where column.codes[record] >= 0 {
            let code = column.codes[record]
            if record >= space.start {
                pairs += filled
                agreeing += Double(left[Int(code)])
            }
            if record < space.limit {
                filled += 1
                left[Int(code)] += 1
            }
        }
        return pairs == 0 ? 0 : agreeing / pairs
    }
}
