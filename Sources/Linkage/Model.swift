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
    /// The probability that two records taken at random are a match, among the records that were trained on. Other records have another
    /// one: `Linker.adapted` finds it.
    public var prior: Double
    /// How many pairs of records the prior is about.
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
        guard comparisons != settings.comparisons else { return }
        throw .otherSchema(
            model: Self.words(comparisons, unlike: settings.comparisons),
            settings: Self.words(settings.comparisons, unlike: comparisons))
    }

    /// - Throws: `LinkageError.otherSchema` when the records lack a column that the model compares.
    public func check(fits records: Records) throws(LinkageError) {
        let there = records.columns.map(\.name)
        guard comparisons.allSatisfy({ there.contains($0.column) }) else {
            throw .otherSchema(
                model: comparisons.map(\.column).joined(separator: ", "), settings: there.joined(separator: ", "))
        }
    }

    /// The columns; when both have the same ones, those that are compared in another way, with how.
    private static func words(_ comparisons: [Comparison], unlike others: [Comparison]) -> String {
        if Set(comparisons.map(\.column)) != Set(others.map(\.column)) {
            return comparisons.map(\.column).joined(separator: ", ")
        }
        let different = comparisons.filter { !others.contains($0) }
        return (different.isEmpty ? comparisons : different).map { comparison in
            let frequency = comparison.termFrequency ? ", by rarity" : ""
            return "\(comparison.column) [\(comparison.normalise.rawValue)\(frequency)] ("
                + comparison.levels.map(\.label).joined(separator: ", ") + ")"
        }.joined(separator: "; ")
    }
}
