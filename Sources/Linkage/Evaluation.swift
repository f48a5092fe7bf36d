/// What is known to be true.
public struct Truth: Sendable {
    /// The pairs that are matches, by their places, the lower one first.
    let pairs: Set<UInt64>

    /// - Parameters:
    ///   - pairs: identifiers of records that are the same.
    ///   - records: where they are looked up; of two files the left ones in the left file.
    /// - Throws: `LinkageError.unknownIdentifiers`.
    public init(_ pairs: [(left: String, right: String)], _ records: Records, pairing: Pairing) throws(LinkageError) {
        let half = pairing == .dedupe ? records.count : records.leftCount
        let left = Self.places(records, 0..<half)
        let right = half < records.count ? Self.places(records, half..<records.count) : left
        var found: Set<UInt64> = []
        var unknown: [String] = []
        for pair in pairs {
            let one = left[pair.left] ?? (pairing == .link ? nil : right[pair.left])
            let other = right[pair.right] ?? (pairing == .link ? nil : left[pair.right])
            if one == nil { unknown.append(pair.left) }
            if other == nil { unknown.append(pair.right) }
            if let one, let other, one != other { found.insert(Self.key(one, other)) }
        }
        guard unknown.isEmpty else { throw .unknownIdentifiers(Array(unknown.prefix(5)), count: unknown.count) }
        self.pairs = found
    }

    private static func places(_ records: Records, _ range: Range<Int>) -> [String: Int] {
        var places: [String: Int] = [:]
        for record in range { if let name = records.identifiers[record] { places[name] = record } }
        return places
    }

    private static func key(_ one: Int, _ other: Int) -> UInt64 {
        UInt64(min(one, other)) << 32 | UInt64(max(one, other))
    }

    /// How many true pairs there are.
    public var count: Int { pairs.count }

    /// Whether two records are a match.
    public func contains(_ left: Int, _ right: Int) -> Bool { pairs.contains(Self.key(left, right)) }
}

/// How well pairs at or above a threshold do.
public struct Quality: Sendable, Hashable {
    /// Pairs from this probability up are taken for matches.
    public let threshold: Double
    public let truePositives: Int
    public let falsePositives: Int
    public let falseNegatives: Int

    /// The share of what was linked that is true; 1 when nothing was.
    public var precision: Double { Self.share(truePositives, falsePositives) }
    /// The share of what is true that was linked.
    public var recall: Double { Self.share(truePositives, falseNegatives) }
    /// The harmonic mean of precision and recall.
    public var f1: Double {
        let both = 2 * truePositives + falsePositives + falseNegatives
        return both == 0 ? 1 : Double(2 * truePositives) / Double(both)
    }

    private static func share(_ good: Int, _ bad: Int) -> Double {
        good + bad == 0 ? 1 : Double(good) / Double(good + bad)
    }
}

/// Scored pairs beside the truth.
public struct Evaluation: Sendable {
    private struct Labelled: Sendable {
        let probability: Double
        let isMatch: Bool
    }

    private let sorted: [Labelled]
    /// True pairs, those that blocking missed included.
    public let matches: Int
    /// True pairs among the scored ones.
    public let found: Int

    /// - Parameters:
    ///   - pairs: candidates with their probabilities; what is not among them counts as not linked.
    ///   - truth: what is true.
    public init(_ pairs: some Sequence<LinkedPair>, _ truth: Truth) {
        sorted = pairs.map {
            Labelled(probability: $0.probability, isMatch: truth.contains($0.left, $0.right))
        }
        .sorted { $0.probability > $1.probability }
        matches = truth.count
        found = sorted.count { $0.isMatch }
    }

    /// Precision, recall and F1 when pairs from `threshold` up are links.
    public func quality(at threshold: Double) -> Quality {
        var (good, bad) = (0, 0)
        for pair in sorted {
            if pair.probability < threshold { break }
            if pair.isMatch { good += 1 } else { bad += 1 }
        }
        return Quality(
            threshold: threshold, truePositives: good, falsePositives: bad, falseNegatives: matches - good)
    }

    /// The threshold with the highest F1; of equal ones the highest.
    public var best: Quality { curve.max { ($0.f1, $0.threshold) < ($1.f1, $1.threshold) } ?? quality(at: 1) }

    /// Quality at every probability that occurs, from the highest down: precision and recall are the PR curve.
    public var curve: [Quality] {
        var (good, bad) = (0, 0)
        var curve: [Quality] = []
        for (place, pair) in sorted.enumerated() {
            if pair.isMatch { good += 1 } else { bad += 1 }
            if place + 1 < sorted.count, sorted[place + 1].probability == pair.probability { continue }
            curve.append(
                Quality(
                    threshold: pair.probability, truePositives: good, falsePositives: bad,
                    falseNegatives: matches - good))
        }
        return curve
    }

    /// The ROC curve: the share of false pairs that is linked, out of `negatives` pairs that are no match, and recall.
    public func roc(negatives: Double) -> [(falsePositiveRate: Double, recall: Double)] {
        [(0, 0)] + curve.map { (negatives > 0 ? Double($0.falsePositives) / negatives : 0, $0.recall) }
    }

    /// By how much probabilities differ from the share of matches, weighted over `bins` equally wide bins (Naeini, Cooper and Hauskrecht 2015).
    ///
    /// - Parameter least: only pairs from this probability up, because a sea of pairs that are certainly none makes any error small.
    public func expectedCalibrationError(bins: Int = 10, atLeast least: Double = 0) -> Double {
        var sums = [(count: Int, probability: Double, matches: Int)](repeating: (0, 0, 0), count: max(1, bins))
        for pair in sorted where pair.probability >= least {
            let bin = min(sums.count - 1, Int(pair.probability * Double(sums.count)))
            sums[bin].count += 1
            sums[bin].probability += pair.probability
            sums[bin].matches += pair.isMatch ? 1 : 0
        }
        let all = sums.reduce(0) { $0 + $1.count }
        guard all > 0 else { return 0 }
        return sums.reduce(0) { $0 + abs($1.probability - Double($1.matches)) } / Double(all)
    }
}
