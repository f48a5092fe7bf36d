public import Core

/// A screen read aloud, in one language.
public struct CourseAudio: Hashable, Sendable {
    /// Who reads.
    public enum Voice: String, Hashable, Sendable, CaseIterable {
        /// A computer, and the page says so.
        case computer
        /// A person.
        case recorded
    }

    public var screen: String
    public var language: Language
    public var voice: Voice
    /// The path of the MP3 file.
    public var path: String
    /// Whether the text changed after it was read aloud.
    public var isStale: Bool

    public init(screen: String, language: Language, voice: Voice, path: String, isStale: Bool) {
        self.screen = screen
        self.language = language
        self.voice = voice
        self.path = path
        self.isStale = isStale
    }
}
