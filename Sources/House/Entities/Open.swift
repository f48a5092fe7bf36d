/// A word of a vocabulary that the source may add to without saying so: an unknown word is kept as it came, and can be shown.
public struct Open<Known: RawRepresentable & Hashable & Sendable>: Hashable, Sendable, CustomStringConvertible
where Known.RawValue == String {
    /// The word as the source wrote it.
    public let text: String
    /// What it means, when it is one that we know; space around it does not matter.
    public let known: Known?

    public init(_ text: String) {
        self.text = text
        known = Known(rawValue: text) ?? Known(rawValue: Self.trimmed(text))
    }

    public init(_ known: Known) {
        text = known.rawValue
        self.known = known
    }

    public var description: String { text }

    public static func == (word: Open, known: Known) -> Bool { word.known == known }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
