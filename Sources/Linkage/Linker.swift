import Synchronization

/// Two records that may be the same, by their places in `Records`.
public struct LinkedPair: Sendable, Hashable {
    public let left: Int
    public let right: Int
    /// The probability of a match.
    public var probability: Double
    /// The logarithm of the odds of a match, in bits; 0 is a probability of one half.
    public var weight: Double
}

/// What one comparison adds to a pair's weight.
public struct Contribution: Sendable, Hashable {
    public let column: String
    /// The level in words; `missing` where a value is.
    public let level: String
    public let left: String?
    public let right: String?
    /// In bits.
    public let weight: Double
    /// What of `weight` comes from how rare the common value is.
    public let rarity: Double
}

/// Why a pair has its weight: the prior and the contributions add up to it.
public struct Explanation: Sendable, Hashable {
    public let pair: LinkedPair
    /// The weight of a pair of which nothing is known, in bits.
    public let prior: Double
    public let contributions: [Contribution]
}

/// Links the records of one task.
///
/// Blocking and everything else that depends on the records is worked out at the start; training and scoring go through the
/// candidate pairs on all cores and never hold them all.
public final class Linker: Sendable {
    public let records: Records
    public let settings: Settings
    public let pairing: Pairing
    let space: PairSpace
    let comparer: Comparer
    let candidates: Candidates
    /// The levels of all candidate pairs in their order, when training has worked them out and they are few enough.
    let kept = Mutex<[[UInt64]]?>(nil)

    /// - Parameters:
    ///   - newFrom: looks only at pairs with a record from here on; those before were linked earlier.
    /// - Throws: `LinkageError` for settings that cannot be followed, and for blocks with too many pairs.
    public convenience init(_ records: Records, _ settings: Settings, newFrom: Int = 0) throws(LinkageError) {
        try self.init(records, settings, newFrom: newFrom, cache: PreparedColumns(records))
    }

    init(_ records: Records, _ settings: Settings, newFrom: Int, cache: PreparedColumns) throws(LinkageError) {
        try settings.check()
        self.records = records
        self.settings = settings
        pairing = settings.pairing ?? (records.leftCount < records.count ? .link : .dedupe)
        space = PairSpace(pairing, records: records, newFrom: newFrom)
        candidates = try Candidates(
            records, settings.blocking, space: space, limit: settings.pairLimit, cache: cache)
        comparer = try Comparer(records, settings, cache: cache)
        guard comparer.prepared.contains(where: { $0.filled > 0 }) else { throw .nothingToCompare }
    }

    /// How many pairs each blocking rule gives.
    public var blocking: [BlockingCount] { candidates.counts }

    /// How many pairs there would be without blocking.
    public var allPairs: Double { space.pairs }

    /// Looks at every candidate pair from `probability` up, in an order that is always the same.
    ///
    /// - Parameters:
    ///   - progress: is told the share of the work that is done.
    ///   - sink: gets the pairs, some thousands at a time.
    /// - Throws: `LinkageError.otherSchema` and what `sink` throws.
    public func score(
        _ model: Model, atLeast probability: Double, progress: (Double) -> Void = { _ in },
        sink: ([LinkedPair]) throws -> Void
    ) throws {
        try model.check(fits: settings)
        let scorer = Scorer(model, comparer, space)
        let least = probability <= 0 ? -Double.infinity : Logarithm.weight(min(probability, 1 - 1e-15))
        let kept = kept.withLock { $0 }
        try Parallel.inOrder(candidates.units.count) { [candidates, comparer] unit in
            var pairs: [LinkedPair] = []
            var place = 0
            candidates.forEach(candidates.units[unit]) { first, second, _ in
                let gamma = kept.map { $0[unit][place] } ?? comparer.gamma(first, second)
                place += 1
                let weight = scorer.weight(gamma, first, second)
                guard weight >= least else { return }
                pairs.append(
                    LinkedPair(
                        left: first, right: second, probability: Logarithm.probability(weight), weight: weight))
            }
            return pairs
        } sink: { unit, pairs in
            try sink(pairs)
            progress(Double(unit + 1) / Double(candidates.units.count))
        }
    }

    /// All pairs from `probability` up, best first.
    public func pairs(_ model: Model, atLeast probability: Double) throws -> [LinkedPair] {
        var all: [LinkedPair] = []
        try score(model, atLeast: probability) { all += $0 }
        return all.sorted { ($1.weight, $0.left, $0.right) < ($0.weight, $1.left, $1.right) }
    }

    /// Why the pair has its weight.
    ///
    /// - Throws: `LinkageError.otherSchema`, and `.noRecord` for a place that is not in the records.
    public func explain(_ model: Model, _ left: Int, _ right: Int) throws(LinkageError) -> Explanation {
        try model.check(fits: settings)
        for record in [left, right] where !(0..<records.count).contains(record) { throw .noRecord(record) }
        let scorer = Scorer(model, comparer, space)
        let gamma = comparer.gamma(left, right)
        var contributions: [Contribution] = []
        for (place, comparison) in settings.comparisons.enumerated() {
            let level = Gamma.level(gamma, place)
            let rarity = scorer.rarity(place, level, left)
            let column = try records.column(comparison.column)
            contributions.append(
                Contribution(
                    column: comparison.column,
                    level: level < model.levels[place].count ? model.levels[place][level].label : "missing",
                    left: column[left], right: column[right], weight: scorer.weight(place, level) + rarity,
                    rarity: rarity))
        }
        let weight = scorer.weight(gamma, left, right)
        let pair = LinkedPair(
            left: left, right: right, probability: Logarithm.probability(weight), weight: weight)
        return Explanation(pair: pair, prior: scorer.prior, contributions: contributions)
    }
}

/// A model worked out for one task.
struct Scorer: Sendable {
    let prior: Double
    /// Weights by comparison and level, sixteen each; 0 for a missing value.
    private let weights: [Double]
    /// For each comparison and level the rarity of each value, where it counts.
    private let rarities: [[Float]?]
    private let codes: [FixedArray<Int32>?]
    private let count: Int
    private let frequencyPlaces: [Int]

    init(_ model: Model, _ comparer: Comparer, _ space: PairSpace) {
        prior = Logarithm.weight(Logarithm.clamped(model.prior))
        count = model.levels.count
        var weights = [Double](repeating: 0, count: 16 * count)
        var (rarities, codes): ([[Float]?], [FixedArray<Int32>?]) = (
            Array(repeating: nil, count: 16 * count), Array(repeating: nil, count: 16 * count)
        )
        for (place, levels) in model.levels.enumerated() {
            for (level, learned) in levels.enumerated() {
                weights[16 * place + level] = learned.weight
                guard model.comparisons[place].termFrequency, level < levels.count - 1,
                    let column = comparer.exactColumns[place][level]
                else { continue }
                let prepared = comparer.prepared[column]
                rarities[16 * place + level] = Self.rarities(prepared, u: learned.u)
                codes[16 * place + level] = prepared.codes
            }
        }
        (self.weights, self.rarities, self.codes) = (weights, rarities, codes)
        frequencyPlaces = (0..<count).filter { place in
            (0..<16).contains { rarities[16 * place + $0] != nil }
        }
    }

    /// What agreeing on each value adds to agreeing at all: log₂(u/f) with f how often a record has the value (Winkler 1989).
    ///
    /// The pair itself is left out of f: of a value that nobody else has, two records are no sign that it is common.
    private static func rarities(_ column: Prepared, u: Double) -> [Float] {
        let filled = Double(max(1, column.filled))
        let unseen = min(u, 0.5 / filled)
        return column.counts.map { count in
            Float(Logarithm.two(u / (unseen + Double(max(0, count - 2)) / filled)))
        }
    }

    /// The weight of a pair.
    func weight(_ gamma: UInt64, _ first: Int, _ second: Int) -> Double {
        var sum = prior
        for place in 0..<count { sum += weights[16 * place + Gamma.level(gamma, place)] }
        for place in frequencyPlaces { sum += rarity(place, Gamma.level(gamma, place), first) }
        return sum
    }

    func weight(_ place: Int, _ level: Int) -> Double { weights[16 * place + level] }

    func rarity(_ place: Int, _ level: Int, _ record: Int) -> Double {
        guard let rarity = rarities[16 * place + level], let codes = codes[16 * place + level], codes[record] >= 0
        else { return 0 }
        return Double(rarity[Int(codes[record])])
    }
}
