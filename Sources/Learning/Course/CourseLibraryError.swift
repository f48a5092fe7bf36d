public import Content
public import Core

/// The courses are refused: the server does not start with a course that has a mistake in it.
public struct CourseLibraryError: UserError {
    /// All mistakes, by file and line. Not empty.
    public let findings: [ContentFinding]

    public var status: Int { 500 }

    /// How many there are, and where the first one is. `findings` tells them all.
    public var text: Text {
        Text(
            findings.count == 1 ? "content.check.refused-one" : "content.check.refused",
            ["count": String(findings.count), "file": findings[0].file, "line": String(findings[0].line)])
    }

    /// All mistakes, a line for each, under the sentence of `text`.
    public func report(_ say: (Text) -> String) -> String {
        ([say(text)] + findings.map { $0.line(say) }).joined(separator: "\n")
    }
}
