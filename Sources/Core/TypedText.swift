/// What is wrong with a text that somebody typed.
public enum TypedTextError: Error, Hashable, Sendable {
    case missing
    /// More than `most` characters.
    case tooLong(most: Int)
    /// An image or another file, turned into letters.
    case holdsFile
}

/// Reads what people type.
public enum TypedText {
    /// A text without blanks at its ends, and without characters that nobody types and nobody sees. Line breaks stay, as LF.
    ///
    /// - Parameter most: characters.
    public static func read(_ text: String, most: Int) throws(TypedTextError) -> String {
        // A character is at most a few dozen bytes; beyond that somebody plays with combining marks.
        guard text.utf8.count <= most * 8 else { throw .tooLong(most: most) }
        var kept = String.UnicodeScalarView()
        for scalar in text.withLineFeeds.unicodeScalars {
            let isHidden = scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
            // Marks of direction would let what was written show as something else.
            let turns = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            if !isHidden && !turns { kept.append(scalar) }
        }
        let trimmed = trim(String(kept))
        guard trimmed.count <= most else { throw .tooLong(most: most) }
        // An image that was turned into letters is kept out of a document; it does not come in here either.
        guard !EncodedFile.stands(in: trimmed) else { throw .holdsFile }
        return trimmed
    }

    /// The same, of something that must be filled in.
    public static func required(_ text: String, most: Int) throws(TypedTextError) -> String {
        let text = try read(text, most: most)
        guard !text.isEmpty else { throw .missing }
        return text
    }

    private static func trim(_ text: String) -> String {
        var rest = Substring(text)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
