import Foundation

/// Expectation maximisation over the pairs of several blocking rules at once.
///
/// Each rule is a mixture of matches and others (Fellegi and Sunter 1969; Winkler 1988; Jaro 1989, section 4). All rules share one m;
/// each has its own share of matches and its own u, because pairs within a block are alike in other ways than pairs at
/// random: who lives in one postcode lives in one town. What a rule blocks on says nothing within its blocks, and is left
/// out there. The sum of the rules' log-likelihoods (with the Dirichlet priors that keep u near what random pairs show) never falls from one step to the next.
struct Expectation: Sendable {
    struct Pass: Sendable {
        /// Comparisons that the rule blocks on.
        var blocked: Set<Int>
        /// Places of the pass's patterns.
        var patterns: [Int]
        /// How many pairs there are, and how many of them on each level.
        var pairs: Double
        var totals: [Double]
        var share = 0.1
        var u: [[Double]]
        /// How many pairs at random the u of random pairs counts for.
        var strength: Double
    }

    let patterns: [(pattern: Pattern, count: Double)]
    private(set) var passes: [Pass]
    private(set) var m: [[Double]]
    private(set) var steps = 0
    /// How many matches the last step saw on each level, where they could be seen.
    private(set) var seen: [[Double]]
    private let random: [[Double]]
    /// Whether m is known, and only the shares of matches and each rule's u are looked for.
    private let isGivenM: Bool
    private let startingM: [[Double]]

    /// - Parameters:
    ///   - random: for each comparison and level its probability among random pairs.
    ///   - blocked: for each blocking rule the comparisons whose column it uses.
    ///   - given: m where it is known; `nil` to learn it.
    init(_ counts: PatternCounts, random: [[Double]], blocked: [Set<Int>], m given: [[Double]]? = nil) {
        patterns = counts.sorted
        self.random = random.map { $0.map { Logarithm.clamped($0) } }
        m = given ?? random.map { Self.start($0.count) }
        isGivenM = given != nil
        startingM = m
        seen = m.map { $0.map { _ in 0 } }
        passes = blocked.enumerated().map { [patterns] rule, blocked in
            let own = patterns.indices.filter { patterns[$0].pattern.mask & (1 << UInt32(rule)) != 0 }
            let pairs = own.reduce(0) { $0 + patterns[$1].count }
            var totals = [Double](repeating: 0, count: 16 * random.count)
            for place in own {
                for comparison in random.indices {
                    let level = Gamma.level(patterns[place].pattern.gamma, comparison)
                    totals[16 * comparison + level] += patterns[place].count
                }
            }
            return Pass(
                blocked: blocked, patterns: own, pairs: pairs, totals: totals,
                u: random.map { $0.map { Logarithm.clamped($0) } },
                strength: 10 + 0.02 * pairs)
        }
        passes = passes.filter { !$0.patterns.isEmpty && $0.blocked.count < random.count }
    }

    /// Before anything is known, most matches agree.
    private static func start(_ levels: Int) -> [Double] {
        if levels == 1 { return [1] }
        let middle = levels > 2 ? 0.25 / Double(levels - 2) : 0
        return (0..<levels).map {
            $0 == 0 ? (levels > 2 ? 0.6 : 0.8) : $0 == levels - 1 ? (levels > 2 ? 0.15 : 0.2) : middle
        }
    }

    /// Steps until no m, or where m is given no rule's share of matches, moves by more than `tolerance`; at most `most` of them.
    mutating func run(most: Int = 200, tolerance: Double = 1e-5) {
        while steps < most {
            let before = isGivenM ? passes.map { [$0.share] } : m
            step()
            let after = isGivenM ? passes.map { [$0.share] } : m
            let moved = zip(before, after).flatMap { zip($0, $1).map { abs($0 - $1) } }.max() ?? 0
            if moved < tolerance { break }
        }
    }

    /// One E step and one M step; the passes side by side.
    mutating func step() {
        let expected = Parallel.map(passes.count) { [self] in expectedMatches(passes[$0]) }
        var sums = [Double](repeating: 0, count: 16 * m.count)
        for (place, own) in expected.enumerated() {
            for comparison in m.indices where !passes[place].blocked.contains(comparison) {
                for level in m[comparison].indices {
                    sums[16 * comparison + level] += own.levels[16 * comparison + level]
                }
            }
            maximise(&passes[place], own)
        }
        for comparison in m.indices {
            seen[comparison] = Array(sums[(16 * comparison)...].prefix(m[comparison].count))
            if !isGivenM { m[comparison] = Self.shares(seen[comparison], startingM[comparison]) }
        }
        steps += 1
    }

    /// How many matches the pass is expected to hold, and how many of them on each level.
    private func expectedMatches(_ pass: Pass) -> (matches: Double, levels: [Double]) {
        let (base, ratios) = ratios(pass)
        var levels = [Double](repeating: 0, count: 16 * m.count)
        var matches = 0.0
        for place in pass.patterns {
            let (pattern, count) = patterns[place]
            let expected = count / (1 + exp(-ratio(pattern.gamma, base, ratios)))
            matches += expected
            for comparison in m.indices {
                levels[16 * comparison + Gamma.level(pattern.gamma, comparison)] += expected
            }
        }
        return (matches, levels)
    }

    private func maximise(_ pass: inout Pass, _ own: (matches: Double, levels: [Double])) {
        let counts = Self.shareCounts
        pass.share = Logarithm.clamped((own.matches + counts.match) / (pass.pairs + counts.match + counts.other))
        for comparison in m.indices where !pass.blocked.contains(comparison) {
            let others = m[comparison].indices.map { level in
                max(0, pass.totals[16 * comparison + level] - own.levels[16 * comparison + level])
            }
            let sum = others.reduce(0, +) + pass.strength
            for level in others.indices {
                let pseudo = random[comparison][level] * pass.strength
                pass.u[comparison][level] = Logarithm.clamped((others[level] + pseudo) / sum)
            }
        }
    }

    /// The logarithm of the odds of a match in the pass, before anything is compared and for each comparison and level.
    private func ratios(_ pass: Pass) -> (base: Double, levels: [Double]) {
        var levels = [Double](repeating: 0, count: 16 * m.count)
        for comparison in m.indices where !pass.blocked.contains(comparison) {
            for level in m[comparison].indices {
                levels[16 * comparison + level] = log(m[comparison][level] / pass.u[comparison][level])
            }
        }
        return (log(pass.share / (1 - pass.share)), levels)
    }

    private func ratio(_ gamma: UInt64, _ base: Double, _ levels: [Double]) -> Double {
        var sum = base
        for comparison in m.indices { sum += levels[16 * comparison + Gamma.level(gamma, comparison)] }
        return sum
    }

    /// Beta prior of a rule's share of matches, in pairs.
    private static let shareCounts = (match: 1.0, other: 9.0)
    /// Dirichlet prior of m, in matches.
    private static let matchCounts = 10.0

    /// The logarithm of the prior density at the present parameters, up to a constant.
    private var priorLikelihood: Double {
        var sum = 0.0
        for comparison in m.indices {
            for level in m[comparison].indices {
                sum += Self.matchCounts * startingM[comparison][level] * log(m[comparison][level])
            }
        }
        for pass in passes {
            sum += Self.shareCounts.match * log(pass.share) + Self.shareCounts.other * log(1 - pass.share)
            for comparison in m.indices where !pass.blocked.contains(comparison) {
                for level in m[comparison].indices {
                    sum += pass.strength * random[comparison][level] * log(pass.u[comparison][level])
                }
            }
        }
        return sum
    }

    private static func shares(_ sums: some Sequence<Double>, _ prior: [Double]) -> [Double] {
        let total = sums.reduce(0, +) + matchCounts
        return zip(sums, prior).map { Logarithm.clamped(($0 + $1 * matchCounts) / total) }
    }

    /// The log-likelihood of the present parameters, priors included.
    var likelihood: Double {
        var sum = priorLikelihood
        for pass in passes {
            let (base, ratios) = ratios(pass)
            for place in pass.patterns {
                let (pattern, count) = patterns[place]
                var other = log(1 - pass.share)
                for comparison in m.indices where !pass.blocked.contains(comparison) {
                    let level = Gamma.level(pattern.gamma, comparison)
                    if level < m[comparison].count { other += log(pass.u[comparison][level]) }
                }
                let ratio = ratio(pattern.gamma, base, ratios)
                sum += count * (other + max(0, ratio) + log1p(exp(-abs(ratio))))
            }
        }
        return sum
    }

    /// For each pattern the mean of what its rules' mixtures say.
    func posteriors() -> [Double] {
        var sums = [Double](repeating: 0, count: patterns.count)
        var rules = sums
        for pass in passes {
            let (base, ratios) = ratios(pass)
            for place in pass.patterns {
                sums[place] += 1 / (1 + exp(-ratio(patterns[place].pattern.gamma, base, ratios)))
                rules[place] += 1
            }
        }
        return zip(sums, rules).map { $1 == 0 ? 0 : $0 / $1 }
    }
}
