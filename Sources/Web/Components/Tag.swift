/// The state of something, in one or two words.
public struct Tag: Component {
    /// What the state asks of the reader.
    public enum Kind: String, Sendable {
        /// Nothing.
        case plain
        /// Nothing: it goes as it should.
        case go
        /// To look here.
        case look
    }

    public static let template = "web/tag"
    public static let criteria = ["De woorden alleen zijn genoeg; de kleur helpt alleen bij het zoeken."]

    /// The state.
    public let text: String
    let kind: String

    /// A state.
    public init(_ text: String, _ kind: Kind = .plain) {
        self.text = text
        self.kind = kind.rawValue
    }

    public static let examples = [
        Example("gewoon", Tag("Concept")), Example("in orde", Tag("Gepubliceerd", .go)),
        Example("let op", Tag("Wacht op goedkeuring", .look)),
    ]
}
