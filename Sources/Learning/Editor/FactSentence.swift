import Content
import Core
import Web

extension CourseDraft {
    /// The sentence around the words of a fact, as a learner reads it: without the marks of how it is written.
    ///
    /// - Returns: the words by themselves where they do not stand on the screen; empty when there are none.
    func sentence(of fact: ContentTree, in language: Language) -> String {
        let quote = fact["quote"]?[language.tag]?.string ?? ""
        let texts = values(of: .screen(fact["screen"]?.string ?? "")) ?? []
        let text = texts.first { $0.name.hasSuffix(".\(language)") && $0.value.contains(quote) }?.value
        guard !quote.isEmpty, let text, let range = text.firstRange(of: quote) else { return Self.read(quote) }
        return Self.read(text[Self.start(before: range, in: text)..<Self.end(after: range, in: text)])
    }

    private static func read(_ source: some StringProtocol) -> String {
        let line = trimmed(source).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return trimmed(Markdown.words(line.hasPrefix("- ") ? String(line.dropFirst(2)) : line))
    }

    /// Whether a sentence ends before `place`: after a full stop and a space, or at an empty line or the next item of a list.
    private static func isBreak(_ place: String.Index, in text: String) -> Bool {
        guard place > text.startIndex, place < text.endIndex else { return true }
        let before = text[text.index(before: place)]
        let isNext = text[place].isNewline || text[place...].hasPrefix("- ") || text[..<place].hasSuffix("\n\n")
        if before.isNewline, isNext { return true }
        guard before.isWhitespace else { return false }
        return text[..<text.index(before: place)].last.map { ".!?".contains($0) } ?? true
    }

    private static func start(before range: Range<String.Index>, in text: String) -> String.Index {
        var place = range.lowerBound
        while !isBreak(place, in: text) { place = text.index(before: place) }
        return place
    }

    private static func end(after range: Range<String.Index>, in text: String) -> String.Index {
        var place = range.upperBound
        while !isBreak(place, in: text) { place = text.index(after: place) }
        return place
    }
}
