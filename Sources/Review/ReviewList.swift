import Core
public import Web

/// A list that another part adds to a review; frozen with it.
public struct ReviewList: Hashable, Sendable, Codable {
    public struct Line: Hashable, Sendable, Codable {
        public var text: Words
        /// What happened to it, or where it stands.
        public var note: Words
        /// Within this site, in Dutch; `nil` for none.
        public var path: String?

        public init(text: Words, note: Words = Words(), path: String? = nil) {
            self.text = text
            self.note = note
            self.path = path
        }

        /// "text: note"
        func words(_ language: Language) -> String {
            note[language].isEmpty ? text[language] : "\(text[language]): \(note[language])"
        }
    }

    /// A short word, the same over all periods; also the anchor on the page.
    public var id: String
    public var title: Words
    public var lines: [Line]

    public init(id: String, title: Words, lines: [Line]) {
        self.id = id
        self.title = title
        self.lines = lines
    }
}
