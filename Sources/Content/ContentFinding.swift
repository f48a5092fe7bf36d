public import Core

/// A mistake in a file of content, and where it is.
public struct ContentFinding: Hashable, Sendable {
    /// The path as the folder was named, so that an editor can open it.
    public var file: String
    /// Counted from 1.
    public var line: Int
    /// What is wrong and what to do.
    public var text: Text

    public init(file: String, line: Int, text: Text) {
        self.file = file
        self.line = line
        self.text = text
    }

    /// `file:line: message`, the sentence said by `say`.
    public func line(_ say: (Text) -> String) -> String { "\(file):\(line): \(say(text))" }
}

extension [ContentFinding] {
    /// By file and line, as an editor goes through them.
    package var inOrder: [ContentFinding] {
        enumerated()
            .sorted { ($0.element.file, $0.element.line, $0.offset) < ($1.element.file, $1.element.line, $1.offset) }
            .map(\.element)
    }
}

/// Gathers what is wrong while files are read, so that one reading tells everything.
package final class Findings {
    package private(set) var all: [ContentFinding] = []

    package init() {}

    package func add(_ text: Text, at place: Place) {
        all.append(ContentFinding(file: place.file, line: place.line, text: text))
    }

    package func add(_ key: String, _ arguments: [String: String] = [:], at place: Place) {
        add(Text("content.check.\(key)", arguments), at: place)
    }
}

/// A line in a file.
package struct Place: Hashable {
    package var file: String
    /// Counted from 1.
    package var line: Int

    package init(file: String, line: Int) {
        self.file = file
        self.line = line
    }
}
