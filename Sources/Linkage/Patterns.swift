/// Pairs that look the same to the model.
struct Pattern: Sendable, Hashable {
    let gamma: UInt64
    /// The blocking rules that give such a pair, one bit each.
    let mask: UInt32
}

/// Patterns with how many pairs show them. A model learns from these only: their number does not grow with the number of pairs.
struct PatternCounts: Sendable {
    private var patterns: [Pattern] = []
    private var counts: [Double] = []
    private var table: [Int32] = Array(repeating: -1, count: 256)

    mutating func add(_ pattern: Pattern, _ count: Double = 1) {
        let last = table.count - 1
        var slot = Self.slot(pattern) & last
        while table[slot] >= 0 {
            let place = Int(table[slot])
            if patterns[place] == pattern {
                counts[place] += count
                return
            }
            slot = (slot + 1) & last
        }
        table[slot] = Int32(patterns.count)
        patterns.append(pattern)
        counts.append(count)
        if patterns.count * 2 > table.count { grow() }
    }

    private static func slot(_ pattern: Pattern) -> Int {
        Int(truncatingIfNeeded: Hash.mixed(pattern.gamma ^ UInt64(pattern.mask) &* 0x9E37_79B9_7F4A_7C15))
    }

    private mutating func grow() {
        table = Array(repeating: -1, count: table.count * 4)
        for (place, pattern) in patterns.enumerated() {
            var slot = Self.slot(pattern) & (table.count - 1)
            while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
            table[slot] = Int32(place)
        }
    }

    mutating func add(_ other: PatternCounts) {
        for (pattern, count) in zip(other.patterns, other.counts) { add(pattern, count) }
    }

    /// In an order that is always the same, so that sums of floating point numbers are.
    var sorted: [(pattern: Pattern, count: Double)] {
        zip(patterns, counts).map { (pattern: $0, count: $1) }
            .sorted { ($0.pattern.gamma, $0.pattern.mask) < ($1.pattern.gamma, $1.pattern.mask) }
    }
}
