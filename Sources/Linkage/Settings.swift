/// Everything that decides how records are linked, apart from what the records themselves teach.
public struct Settings: Sendable, Hashable, Codable {
    public var comparisons: [Comparison]
    public var blocking: [BlockingRule]
    /// `link` for two files and `dedupe` for one when nothing is said.
    public var pairing: Pairing?
    /// Pairs from this probability up are links.
    public var threshold: Double
    /// Whether each record links to one other at most.
    public var oneToOne: Bool
    /// Exact rules of which nearly every hit is a match, for the prior; each is a list of columns that agree.
    public var deterministic: [[String]]
    /// Which share of all matches those rules find.
    public var recall: Double
    /// How many pairs one blocking rule may give.
    public var pairLimit: Double
    /// How many random pairs are drawn for u.
    public var sample: Int
    public var seed: UInt64

    enum CodingKeys: String, CodingKey {
        case comparisons, blocking, pairing, threshold, deterministic, recall, sample, seed
        case oneToOne = "one_to_one"
        case pairLimit = "pair_limit"
    }

    public init(
        comparisons: [Comparison], blocking: [BlockingRule], pairing: Pairing? = nil, threshold: Double = 0.5,
        oneToOne: Bool = false, deterministic: [[String]] = [], recall: Double = 0.8, pairLimit: Double = 1e8,
        sample: Int = 1_000_000, seed: UInt64 = 1
    ) {
        self.comparisons = comparisons
        self.blocking = blocking
        self.pairing = pairing
        self.threshold = threshold
        self.oneToOne = oneToOne
        self.deterministic = deterministic
        self.recall = recall
        self.pairLimit = pairLimit
        self.sample = sample
        self.seed = seed
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            comparisons: try values.decode([Comparison].self, forKey: .comparisons),
            blocking: try values.decode([BlockingRule].self, forKey: .blocking))
        pairing = try values.decodeIfPresent(Pairing.self, forKey: .pairing)
        threshold = try values.decodeIfPresent(Double.self, forKey: .threshold) ?? threshold
        oneToOne = try values.decodeIfPresent(Bool.self, forKey: .oneToOne) ?? oneToOne
        deterministic = try values.decodeIfPresent([[String]].self, forKey: .deterministic) ?? deterministic
        recall = try values.decodeIfPresent(Double.self, forKey: .recall) ?? recall
        pairLimit = try values.decodeIfPresent(Double.self, forKey: .pairLimit) ?? pairLimit
        sample = try values.decodeIfPresent(Int.self, forKey: .sample) ?? sample
        seed = try values.decodeIfPresent(UInt64.self, forKey: .seed) ?? seed
    }

    /// - Throws: `LinkageError.settings` in words, `.nothingToCompare`.
    func check() throws(LinkageError) {
        if comparisons.isEmpty { throw .nothingToCompare }
        if comparisons.count > Gamma.mostComparisons {
            throw .settings("at most \(Gamma.mostComparisons) comparisons, not \(comparisons.count)")
        }
        for comparison in comparisons {
            guard (1..<Int(Gamma.missing)).contains(comparison.levels.count) else {
                throw .settings("\(comparison.column): from 1 to \(Gamma.missing - 1) levels")
            }
            for level in comparison.levels where level.test != .exact {
                guard let threshold = level.threshold, threshold.isFinite, threshold >= 0 else {
                    throw .settings("\(comparison.column): \(level.test.rawValue) needs a threshold")
                }
            }
            for level in comparison.levels where (level.size ?? 1) < 1 {
                throw .settings("\(comparison.column): size is at least 1")
            }
        }
        if blocking.isEmpty || blocking.count > 32 { throw .settings("from 1 to 32 blocking rules") }
        for rule in blocking {
            if rule.keys.isEmpty { throw .settings("a blocking rule has at least one key") }
            if rule.keys.count(where: \.hasSeveral) > 1 {
                throw .settings("\(rule.label): at most one key with several values")
            }
            if rule.keys.contains(where: { $0.length < 1 }) { throw .settings("\(rule.label): length is at least 1") }
        }
        if !(0...1).contains(threshold) { throw .settings("threshold is from 0 to 1") }
        if !(recall > 0 && recall <= 1) { throw .settings("recall is above 0 and at most 1") }
        if sample < 1 { throw .settings("sample is at least 1") }
    }
}

/// The levels of all comparisons for one pair, four bits each.
enum Gamma {
    static let missing: UInt8 = 15
    static let mostComparisons = 16

    static func level(_ gamma: UInt64, _ comparison: Int) -> Int { Int(gamma >> (4 * UInt64(comparison)) & 15) }
}
