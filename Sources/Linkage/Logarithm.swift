import Foundation

/// Logarithms in one place, and probabilities that stay away from 0 and 1.
enum Logarithm {
    static func natural(_ value: Double) -> Double { log(value) }

    static func two(_ value: Double) -> Double { log2(value) }

    static func power(_ bits: Double) -> Double { exp2(bits) }

    /// The match weight of a probability: the logarithm of its odds, in bits.
    static func weight(_ probability: Double) -> Double { log2(probability / (1 - probability)) }

    /// The probability of a match weight in bits.
    static func probability(_ weight: Double) -> Double { 1 / (1 + exp2(-weight)) }

    /// A probability that can be divided by and whose logarithm is finite; what is no number becomes `other`.
    static func clamped(_ value: Double, or other: Double = 0.5) -> Double {
        value.isFinite ? min(max(value, 1e-12), 1 - 1e-12) : other
    }
}

/// Random numbers with a seed: SplitMix64 (Steele, Lea, Flood 2014).
struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Hash.mixed(state)
    }
}
