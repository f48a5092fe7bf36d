import Synchronization

extension Linker {
    /// Learns a model from the records alone.
    ///
    /// u comes from random pairs, m from expectation maximisation within the blocks, the prior from deterministic rules where the settings
    /// have any, and else from how many matches the blocks hold.
    ///
    /// - Parameter progress: is told the share of the work that is done.
    public func train(progress: (Double) -> Void = { _ in }) -> Model {
        let random = RandomPairs(comparer, space, sample: settings.sample, seed: settings.seed).shares
        let counts = patterns(progress: progress)
        var u = random
        var prior = 1 / max(2, Double(records.count))
        var expectation = Expectation(counts, random: u, blocked: blocked)
        for _ in 0..<3 {
            expectation = Expectation(counts, random: u, blocked: blocked)
            expectation.run()
            prior = self.prior(expectation)
            u = Self.withoutMatches(random, m: expectation.m, prior: prior, pairs: space.pairs)
        }
        return Model(
            comparisons: settings.comparisons, levels: levels(expectation, u), prior: prior, pairs: space.pairs)
    }

    /// A model that was learned from other records, with the prior of these.
    ///
    /// What a level says (m and u) goes with how such records are made, and is kept. The prior does not: it falls as files grow, and it is the
    /// overlap of these very files. It is estimated anew as in training, with m held: each rule's share of matches and its own u are
    /// what is left to find. Deterministic rules of the settings give it where there are any.
    ///
    /// - Parameter progress: is told the share of the work that is done.
    /// - Throws: `LinkageError.otherSchema`.
    public func adapted(_ model: Model, progress: (Double) -> Void = { _ in }) throws(LinkageError) -> Model {
        try model.check(fits: settings)
        var expectation = Expectation(
            patterns(progress: progress), random: model.levels.map { $0.map(\.u) }, blocked: blocked,
            m: model.levels.map { $0.map(\.m) })
        expectation.run()
        return Model(
            comparisons: model.comparisons, levels: model.levels, prior: prior(expectation), pairs: space.pairs)
    }

    private func prior(_ expectation: Expectation) -> Double {
        let matches = zip(expectation.patterns, expectation.posteriors()).reduce(0) { $0 + $1.0.count * $1.1 }
        return deterministicPrior() ?? Logarithm.clamped((matches + 0.5) / space.pairs)
    }

    /// Matches are among random pairs too, and in a column that is nearly unique they are most of those that agree.
    private static func withoutMatches(
        _ random: [[Double]], m: [[Double]], prior: Double, pairs: Double
    ) -> [[Double]] {
        zip(random, m).map { random, m in
            let rest = zip(random, m).map { random, m in
                max((random - prior * m) / (1 - prior), random * 0.001, 0.25 / max(1, pairs))
            }
            let sum = rest.reduce(0, +)
            return rest.map { Logarithm.clamped($0 / sum) }
        }
    }

    /// So many pairs' levels are kept from training to scoring, eight bytes each; of more, each is compared a second time.
    static let keptPairs = 24_000_000

    /// The patterns of all candidate pairs.
    func patterns(progress: (Double) -> Void = { _ in }) -> PatternCounts {
        var all = PatternCounts()
        var kept: [[UInt64]]? = []
        var pairs = 0
        Parallel.inOrder(candidates.units.count) { [candidates, comparer] unit in
            var counts = PatternCounts()
            var gammas: [UInt64] = []
            candidates.forEach(candidates.units[unit]) { first, second, mask in
                let gamma = comparer.gamma(first, second)
                counts.add(Pattern(gamma: gamma, mask: mask))
                gammas.append(gamma)
            }
            return (counts, gammas)
        } sink: { unit, result in
            all.add(result.0)
            pairs += result.1.count
            if pairs > Self.keptPairs { kept = nil } else { kept?.append(result.1) }
            progress(Double(unit + 1) / Double(candidates.units.count))
        }
        self.kept.withLock { $0 = kept }
        return all
    }

    /// For each blocking rule the comparisons of its columns.
    private var blocked: [Set<Int>] {
        settings.blocking.map { rule in
            let columns = Set(rule.keys.map(\.column))
            return Set(settings.comparisons.indices.filter { columns.contains(settings.comparisons[$0].column) })
        }
    }

    /// The prior that deterministic rules give: pairs that any of them finds, by their recall; `nil` without rules.
    private func deterministicPrior() -> Double? {
        guard !settings.deterministic.isEmpty else { return nil }
        let rules = settings.deterministic.map { BlockingRule($0.map { BlockingKey($0) }) }
        guard
            let found = try? Candidates(
                records, rules, space: space, limit: settings.pairLimit, cache: PreparedColumns(records))
        else { return nil }
        let counts = Parallel.map(found.units.count) { unit in
            var count = 0.0
            found.forEach(found.units[unit]) { _, _, _ in count += 1 }
            return count
        }
        return Logarithm.clamped(counts.reduce(0, +) / settings.recall / space.pairs)
    }

    /// What no match shows says nothing in favour of a match, whatever the priors made of it.
    private func levels(_ expectation: Expectation, _ u: [[Double]]) -> [[LevelModel]] {
        settings.comparisons.enumerated().map { place, comparison in
            let labels = comparison.levels.map(\.label) + ["else"]
            let isLearned = expectation.seen[place].contains { $0 > 0 }
            return labels.enumerated().map { level, label in
                let (m, u) = (Logarithm.clamped(expectation.m[place][level]), Logarithm.clamped(u[place][level]))
                let isUnseen = isLearned && expectation.seen[place][level] < 0.5
                return LevelModel(label: label, m: isUnseen ? min(m, u) : m, u: u)
            }
        }
    }
}
