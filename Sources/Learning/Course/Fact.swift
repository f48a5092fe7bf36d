public import Content

/// A statement of fact on one of the screens, with what it rests on and who outside the project has looked at it.
public struct Fact: Hashable, Sendable, Identifiable {
    public var id: String
    /// The screen that says it.
    public var screen: String
    /// The words, literally as they stand on the screen, in every language.
    public var quote: Translated
    /// What it rests on: identifiers of the course's sources. Not empty.
    public var sources: [String]
    public var review: Course.Review

    public init(id: String, screen: String, quote: Translated, sources: [String], review: Course.Review) {
        self.id = id
        self.screen = screen
        self.quote = quote
        self.sources = sources
        self.review = review
    }
}
