public import Core

/// A mistake in the files of the courses, and where it is.
public struct CourseFinding: Hashable, Sendable {
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

/// The courses are refused: the server does not start with a course that has a mistake in it.
public struct CourseLibraryError: UserError {
    /// All mistakes, by file and line. Not empty.
    public let findings: [CourseFinding]

    public var status: Int { 500 }

    /// How many there are, and where the first one is. `findings` tells them all.
    public var text: Text {
        Text(
            findings.count == 1 ? "courses.check.refused-one" : "courses.check.refused",
            ["count": String(findings.count), "file": findings[0].file, "line": String(findings[0].line)])
    }

    /// All mistakes, a line for each, under the sentence of `text`.
    public func report(_ say: (Text) -> String) -> String {
        ([say(text)] + findings.map { $0.line(say) }).joined(separator: "\n")
    }
}

/// Gathers what is wrong while files are read, so that one reading tells everything.
final class Findings {
    private(set) var all: [CourseFinding] = []

    func add(_ text: Text, at place: Place) {
        all.append(CourseFinding(file: place.file, line: place.line, text: text))
    }

    func add(_ key: String, _ arguments: [String: String] = [:], at place: Place) {
        add(Text("courses.check.\(key)", arguments), at: place)
    }
}

/// A line in a file.
struct Place: Hashable {
    var file: String
    /// Counted from 1.
    var line: Int
}
