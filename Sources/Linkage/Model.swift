public import Foundation

/// What was learned about one level of a comparison.
public struct LevelModel: Sendable, Hashable, Codable {
    /// The level in words, as in `Level.label`; `else` for the last.
    public let label: String
    /// The probability of the level among matches.
    public var m: Double
    /// The probability of the level among pairs that are no match.
    public var u: Double

    /// What the level adds to a pair's weight, in bits: log₂(m/u) (Fellegi and Sunter 1969).
    public var weight: Double { Logarithm.two(Logarithm.clamped(m) / Logarithm.clamped(u)) }
}

/// What was learned: enough to score pairs of other records with the same columns.
public struct Model: Sendable, Hashable, Codable {
    /// What the model can be used for; changes of the format get another number.
    public let version: Int
    public let comparisons: [Comparison]
    public var levels: [[LevelModel]]
    /// The probability that two records taken at random are a match.
    public var prior: Double
    /// How many pairs the model was trained on; a prior goes with the number of records.
    public let pairs: Double

    /// - Throws: `LinkageError.model` for what is no model, has a probability that is none, or another version.
    public init(json: Data) throws(LinkageError) {
        do { self = try JSONDecoder().decode(Model.self, from: json) } catch { throw .model("\(error)") }
        guard version == 1 else { throw .model("version \(version)") }
        let all = levels.flatMap { $0.flatMap { [$0.m, $0.u] } } + [prior]
        guard all.allSatisfy({ $0.isFinite && $0 > 0 && $0 < 1 }) else { throw .model("a probability outside 0 to 1") }
        guard levels.count == comparisons.count,
            zip(levels, comparisons).allSatisfy({ $0.count == $1.levels.count + 1 })
        else { throw .model("levels do not fit the comparisons") }
    }

    init(comparisons: [Comparison], levels: [[LevelModel]], prior: Double, pairs: Double) {
        version = 1
        self.comparisons = comparisons
        self.levels = levels
        self.prior = prior
        self.pairs = pairs
    }

    /// The model as JSON, with its keys in order.
    public func json() -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return (try? encoder.encode(self)) ?? Data()
    }

    /// - Throws: `LinkageError.otherSchema` when `settings` compare other columns or in another way.
    public func check(fits settings: Settings) throws(LinkageError) {
        guard comparisons == settings.comparisons else {
            throw .otherSchema(
                model: Self.words(comparisons), settings: Self.words(settings.comparisons))
        }
    }

    private static func words(_ comparisons: [Comparison]) -> String {
        comparisons.map { "\($0.column) (\($0.levels.map(\.label).joined(separator: ", ")))" }.joined(separator: "; ")
    }
}
