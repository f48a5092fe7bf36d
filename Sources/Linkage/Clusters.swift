/// Groups of records that belong together.
public struct Clusters: Sendable, Hashable {
    /// For each record the first record of its group; its own place when it stands alone.
    public let first: [Int]

    /// Connected components: whoever is linked to one of a group belongs to it (union–find with path halving).
    ///
    /// - Parameters:
    ///   - count: how many records there are.
    ///   - pairs: the links; those below `threshold` are passed over.
    public init(count: Int, pairs: some Sequence<LinkedPair>, threshold: Double = 0) {
        var parents = Array(0..<count)
        func root(_ record: Int) -> Int {
            var record = record
            while parents[record] != record {
                parents[record] = parents[parents[record]]
                record = parents[record]
            }
            return record
        }
        for pair in pairs where pair.probability >= threshold {
            let (left, right) = (root(pair.left), root(pair.right))
            parents[max(left, right)] = min(left, right)
        }
        for record in parents.indices { parents[record] = root(record) }
        first = parents
    }

    /// The groups of two records and more, each ascending.
    public var groups: [[Int]] {
        var members: [Int: [Int]] = [:]
        for (record, first) in first.enumerated() { members[first, default: []].append(record) }
        return members.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    }
}

/// One-to-one linking.
public enum OneToOne {
    /// Pairs in which no record occurs twice, best first, with probabilities that know of the others.
    ///
    /// When a record has one match at most, its candidates exclude each other, and a candidate that is surely another's does
    /// not contend. Those probabilities are the marginals of a monomer-dimer model whose edges weigh as much as the pairs' odds; belief
    /// propagation gives them (Zdeborová and Mézard 2006, section 3), exactly where the pairs form no circles. Of pairs that
    /// contend the most probable one is taken; equal ones by place, so that the result is always the same.
    ///
    /// - Parameters:
    ///   - pairs: candidates, also the unlikely ones: they contend too.
    ///   - threshold: pairs below this probability are left out.
    public static func links(_ pairs: [LinkedPair], threshold: Double) -> [LinkedPair] {
        var links = zip(pairs, marginals(pairs)).map { pair, probability in
            var link = pair
            link.probability = probability
            link.weight = Logarithm.weight(Logarithm.clamped(probability))
            return link
        }
        links.sort { ($1.weight, $0.left, $0.right) < ($0.weight, $1.left, $1.right) }
        var taken: Set<Int> = []
        return links.filter { link in
            guard link.probability >= threshold, !taken.contains(link.left), !taken.contains(link.right) else {
                return false
            }
            taken.insert(link.left)
            taken.insert(link.right)
            return true
        }
    }

    /// The probability of each pair when no record is in two, with as many matches expected in all as the pairs' own
    /// probabilities promise: contention moves matches from pair to pair, it does not undo them.
    private static func marginals(_ pairs: [LinkedPair]) -> [Double] {
        let expected = pairs.reduce(0) { $0 + $1.probability }
        var contest = Contest(pairs)
        var marginals = contest.marginals(factor: 1)
        var factor = 1.0
        for _ in 0..<12 {
            let sum = marginals.reduce(0, +)
            guard sum > 0, abs(sum - expected) > 0.001 * expected else { break }
            factor = min(1000, factor * (expected / sum) * (expected / sum))
            marginals = contest.marginals(factor: factor)
        }
        return marginals
    }
}

/// Belief propagation between pairs that share a record.
private struct Contest {
    private let odds: [Double]
    /// Each pair's records, numbered from 0.
    private let ends: [(left: Int, right: Int)]
    private let recordCount: Int
    /// How free a pair's left and right record are, as the other of the two sees it.
    private var free: [(left: Double, right: Double)]

    init(_ pairs: [LinkedPair]) {
        var numbers: [Int: Int] = [:]
        func number(_ record: Int) -> Int {
            if let number = numbers[record] { return number }
            numbers[record] = numbers.count
            return numbers.count - 1
        }
        odds = pairs.map { Logarithm.power(min(max($0.weight, -200), 200)) }
        ends = pairs.map { (number($0.left), number($0.right)) }
        recordCount = numbers.count
        free = Array(repeating: (1, 1), count: pairs.count)
    }

    /// - Parameter factor: by which all odds are multiplied.
    mutating func marginals(factor: Double) -> [Double] {
        for _ in 0..<50 where round(factor) < 1e-6 { break }
        return zip(odds, free).map { odds, free in
            let own = factor * odds * free.left * free.right
            return own / (1 + own)
        }
    }

    /// Passes on what is known once and gives the largest change.
    private mutating func round(_ factor: Double) -> Double {
        var sums = [Double](repeating: 0, count: recordCount)
        for (place, end) in ends.enumerated() {
            sums[end.left] += factor * odds[place] * free[place].right
            sums[end.right] += factor * odds[place] * free[place].left
        }
        var moved = 0.0
        for (place, end) in ends.enumerated() {
            let before = free[place]
            let left = max(0, sums[end.left] - factor * odds[place] * before.right)
            let right = max(0, sums[end.right] - factor * odds[place] * before.left)
            // Halfway, so that circles do not swing.
            free[place] = ((before.left + 1 / (1 + left)) / 2, (before.right + 1 / (1 + right)) / 2)
            moved = max(moved, abs(free[place].left - before.left), abs(free[place].right - before.right))
        }
        return moved
    }
}
