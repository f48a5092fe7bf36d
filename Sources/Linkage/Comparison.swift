/// One way of being alike.
public enum Test: String, Sendable, Hashable, Codable, CaseIterable {
    /// The same after normalisation.
    case exact
    /// Jaro–Winkler similarity of at least the threshold.
    case jaroWinkler = "jaro_winkler"
    /// At most so many edits.
    case levenshtein
    /// At most so many edits, where neighbours that change places are one.
    case damerau
    /// Jaccard similarity of the sets of n-grams (`size`, else 2) of at least the threshold.
    case ngrams
    /// Jaccard similarity of the sets of words of at least the threshold.
    case tokens
    /// Cosine of the words weighted by how rare they are (binary tf·idf²) of at least the threshold.
    case rareTokens = "rare_tokens"
    /// At least so many common elements of two arrays; elements stand between `|`, `;` or commas.
    case shared
    /// Numbers that differ by at most the threshold.
    case number
    /// Dates that lie at most so many days apart.
    case days
    /// Two phone numbers of which at least one is known in part only and that do not contradict each other in at least so many digits:
    /// unknown digits are `?` in the normal form, and a shorter number may be the end of the longer.
    case partial
}

/// A level of a comparison: the first level whose test holds is the level of a pair.
public struct Level: Sendable, Hashable, Codable {
    public var test: Test
    /// What the test measures against, in the test's own unit; not used by `exact`.
    public var threshold: Double?
    /// The n of n-grams.
    public var size: Int?
    /// A normaliser other than the comparison's.
    public var normalise: Normaliser?

    public init(_ test: Test, _ threshold: Double? = nil, size: Int? = nil, normalise: Normaliser? = nil) {
        self.test = test
        self.threshold = threshold
        self.size = size
        self.normalise = normalise
    }

    /// The level in a few words, for reports: `jaro_winkler ≥ 0.92`.
    public var label: String {
        let kind = normalise.map { " (\($0.rawValue))" } ?? ""
        switch test {
        case .exact: return "exact" + kind
        case .jaroWinkler, .ngrams, .tokens, .rareTokens, .shared, .partial:
            return "\(test.rawValue) ≥ \(Self.short(threshold ?? 0))" + kind
        case .levenshtein, .damerau, .number, .days: return "\(test.rawValue) ≤ \(Self.short(threshold ?? 0))" + kind
        }
    }

    private static func short(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e9 ? "\(Int(number))" : "\(number)"
    }
}

/// How one column is compared: levels from the most alike to the least; below them all is "else".
public struct Comparison: Sendable, Hashable, Codable {
    public var column: String
    public var normalise: Normaliser
    public var levels: [Level]
    /// Whether agreeing on a rare value counts for more than agreeing on a common one (Winkler 1989); works on `exact` levels.
    public var termFrequency: Bool

    enum CodingKeys: String, CodingKey {
        case column, normalise, levels
        case termFrequency = "term_frequency"
    }

    public init(_ column: String, normalise: Normaliser = .text, levels: [Level], termFrequency: Bool = false) {
        self.column = column
        self.normalise = normalise
        self.levels = levels
        self.termFrequency = termFrequency
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        column = try values.decode(String.self, forKey: .column)
        normalise = try values.decodeIfPresent(Normaliser.self, forKey: .normalise) ?? .text
        levels = try values.decode([Level].self, forKey: .levels)
        termFrequency = try values.decodeIfPresent(Bool.self, forKey: .termFrequency) ?? false
    }
}
