import Core

/// A province of the Netherlands: the region by which participants are counted. Where nobody knows it, it is `nil` everywhere
/// and counts as unknown.
public enum Province: String, Sendable, Codable, CaseIterable {
    case groningen, fryslan, drenthe, overijssel, flevoland, gelderland, utrecht
    case noordHolland = "noord-holland"
    case zuidHolland = "zuid-holland"
    case zeeland
    case noordBrabant = "noord-brabant"
    case limburg

    /// What somebody typed, in Dutch, Frisian or English: letter case, hyphens and accents make no difference.
    ///
    /// - Returns: `nil` for what is no province.
    init?(typed text: String) {
        let letters = text.lowercased().unicodeScalars.compactMap { scalar -> Character? in
            guard scalar.properties.isAlphabetic else { return nil }
            return scalar == "â" ? "a" : Character(scalar)
        }
        let plain = String(letters)
        let same = Self.allCases.first { $0.rawValue.filter { $0 != "-" } == plain }
        guard let found = same ?? Self.otherNames[plain] else { return nil }
        self = found
    }

    private static let otherNames: [String: Self] = [
        "friesland": .fryslan, "northholland": .noordHolland, "southholland": .zuidHolland, "zealand": .zeeland,
        "northbrabant": .noordBrabant, "brabant": .noordBrabant,
    ]

    /// The province that all of these lie in; `nil` when they lie in several, or when one of them is not known.
    static func only(_ provinces: some Collection<Province?>) -> Province? {
        let different = Set(provinces)
        return different.count == 1 ? different.first! : nil
    }
}
