import Testing

@testable import Linkage

@Suite struct ExpectationTests {
    /// Patterns drawn from a known model: three comparisons of three levels, two rules.
    private func counts(pairs: Int, share: Double, seed: UInt64) -> (PatternCounts, m: [[Double]], u: [[Double]]) {
        let m = [[0.8, 0.1, 0.1], [0.6, 0.2, 0.2], [0.7, 0.2, 0.1], [0.9, 0.05, 0.05]]
        let u = [[0.01, 0.04, 0.95], [0.05, 0.1, 0.85], [0.02, 0.08, 0.9], [0.1, 0.2, 0.7]]
        var random = SeededRandom(seed: seed)
        var counts = PatternCounts()
        for _ in 0..<pairs {
            let isMatch = Double.random(in: 0..<1, using: &random) < share
            var gamma: UInt64 = 0
            for (place, levels) in (isMatch ? m : u).enumerated() {
                let part = Double.random(in: 0..<1, using: &random)
                let level: UInt64 = part < levels[0] ? 0 : part < levels[0] + levels[1] ? 1 : 2
                let isMissing = Int.random(in: 0..<10, using: &random) == 0
                gamma |= (isMissing ? 15 : level) << (4 * UInt64(place))
            }
            counts.add(Pattern(gamma: gamma, mask: 3))
        }
        return (counts, m, u)
    }

    @Test func likelihoodNeverFalls() {
        for seed in 1...6 {
            let (counts, _, u) = counts(pairs: 2000, share: 0.02 * Double(seed), seed: UInt64(seed))
            var expectation = Expectation(counts, random: u, blocked: [[0], [3]])
            var before = expectation.likelihood
            for step in 0..<40 {
                expectation.step()
                let after = expectation.likelihood
                #expect(after >= before - 1e-9 * abs(before), "seed \(seed), step \(step): \(before) to \(after)")
                before = after
            }
        }
    }

    @Test func findsWhatTheDataWereMadeWith() {
        let (counts, m, u) = counts(pairs: 100_000, share: 0.1, seed: 11)
        var expectation = Expectation(counts, random: u, blocked: [[], []])
        expectation.run()
        for (found, made) in zip(expectation.m.joined(), m.joined()) { #expect(abs(found - made) < 0.03) }
        for pass in expectation.passes { #expect(abs(pass.share - 0.1) < 0.01) }
    }

    /// Nothing but missing values, no matches at all, nothing but matches, levels that never occur.
    @Test func nothingIsEverNotANumber() {
        for gamma: UInt64 in [0xFFFF, 0x0000, 0x2222, 0x1F2F] {
            var counts = PatternCounts()
            counts.add(Pattern(gamma: gamma, mask: 1), 1000)
            for random in [
                [[0.0, 0, 1], [0, 0, 1], [0, 0, 1], [0, 0, 1]], [[.nan, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 0]],
            ] {
                var expectation = Expectation(counts, random: random, blocked: [[1]])
                expectation.run()
                for value in expectation.m.joined() { #expect(value > 0 && value < 1) }
                for value in expectation.posteriors() { #expect((0...1).contains(value)) }
            }
        }
    }
}
