public import Core

/// A text in the languages of the interface: what an editor wrote, or what was frozen with a review.
public struct Words: Hashable, Sendable, Codable {
    private var texts: [Language: String]

    /// No text in any language.
    public init() { texts = [:] }

    public init(nl: String, en: String) { texts = [.nl: nl, .en: en] }

    /// A text per language, for instance from strings that hold all of them.
    public init(_ text: (Language) -> String) {
        texts = Dictionary(uniqueKeysWithValues: Language.all.map { ($0, text($0)) })
    }

    public init(from decoder: any Decoder) throws {
        let byTag = try decoder.singleValueContainer().decode([String: String].self)
        texts = [:]
        for (tag, text) in byTag { texts[Language(tag)] = text }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Dictionary(uniqueKeysWithValues: texts.map { ($0.tag, $1) }))
    }

    /// The text in `language`; Dutch where there is none, and empty where there is no Dutch either.
    public subscript(language: Language) -> String {
        get { texts[language] ?? texts[.nl] ?? "" }
        set { texts[language] = newValue }
    }

    /// Nothing in any language.
    public var isEmpty: Bool { texts.values.allSatisfy { $0.allSatisfy(\.isWhitespace) } }

    /// The same text in one language after the other, changed by `change`.
    public func mapped(_ change: (String) -> String) -> Words {
        var words = Words()
        for (language, text) in texts { words.texts[language] = change(text) }
        return words
    }
}

/// The sentence of a key of `Resources/strings` in a language. App hands in the real strings.
public typealias Phrases = @Sendable (Text, Language) -> String
