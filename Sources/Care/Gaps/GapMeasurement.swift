import Core

/// What `make bench PART=care` measures: nobody of it exists, and nothing of it is kept.
package enum GapMeasurement {
    /// Finds the gaps of invented young people, one after the other on one core.
    ///
    /// - Returns: seconds for finding them alone, and how many were found.
    package static func run(young: Int, spells: Int) -> (seconds: Double, gaps: Int) {
        var random = Steps(state: 20_261_126)
        let today = Day("2026-11-26")!
        var (elapsed, gaps) = (Duration.zero, 0)
        // In batches, so that the memory is that of the rule and not of the records.
        for _ in 0..<max(1, young / 1_000) {
            let records = (0..<1_000).map { _ in record(spells, today, &random) }
            elapsed += ContinuousClock().measure {
                for record in records { gaps += GapFinder.find(in: record, on: today).count }
            }
        }
        return (Double(elapsed.components.attoseconds) / 1e18 + Double(elapsed.components.seconds), gaps)
    }

    private static func record(_ spells: Int, _ today: Day, _ random: inout Steps) -> CareRecord {
        let born = today.adding(days: -Int.random(in: 16 * 366..<23 * 365, using: &random))
        var record = CareRecord(born: born)
        for _ in 0..<spells {
            let start = today.adding(days: -Int.random(in: 1...900, using: &random))
            let isOver = Bool.random(using: &random)
            let end = start.adding(days: Int.random(in: 20...600, using: &random))
            let bytes = (0..<32).map { _ in random.byte() }
            record.spells.append(
                CareSpell(
                    id: Identifier(on: today, random: { Array(bytes.prefix($0)) }),
                    CareFunction.allCases.randomElement(using: &random)!,
                    CareLaw.allCases.randomElement(using: &random)!,
                    isOver && end <= today ? .stopped : .started, from: start, to: isOver ? end : nil, funder: "X",
                    knownOn: start))
        }
        return record
    }

    /// A generator that always gives the same.
    private struct Steps: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }

        mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next() >> 33) }
    }
}
