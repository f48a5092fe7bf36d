public import Core

/// The state of one kind of review.
public enum ReviewMark: Hashable, Sendable {
    case waiting
    /// Done on `date` by a person or organisation that agreed to be named.
    case done(by: String, date: Day)
}

/// Something that the content rests on.
public struct SourceRef: Hashable, Sendable, Identifiable {
    public var id: String
    /// As the source calls itself, with its year; not translated.
    public var title: String
    /// `nil` for what was not published on the web.
    public var url: String?
    /// When a person last saw that the source says so. `nil`: not yet checked, and shown like that.
    public var checked: Day?

    public init(id: String, title: String, url: String?, checked: Day?) {
        self.id = id
        self.title = title
        self.url = url
        self.checked = checked
    }
}

/// A text in every language of its course.
public struct Translated: Hashable, Sendable {
    /// The first language of the course, which every text has.
    public let original: Language
    public let texts: [Language: String]

    /// - Precondition: `texts` holds `original`.
    public init(original: Language, _ texts: [Language: String]) {
        precondition(texts[original] != nil, "a translated text holds the language it was written in")
        self.original = original
        self.texts = texts
    }

    /// The text in `language`; in the original language where that translation is missing.
    public subscript(language: Language) -> String { texts[language] ?? texts[original]! }

    /// The language that `self[language]` is in, for the `lang` attribute.
    public func language(for language: Language) -> Language { texts[language] == nil ? original : language }
}
