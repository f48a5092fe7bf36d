public import Content
public import Core

/// The checklist is refused: the server does not start with one that has a mistake in it.
public struct ChecklistError: UserError {
    /// All mistakes, by file and line. Not empty.
    public let findings: [ContentFinding]

    public var status: Int { 500 }

    /// How many there are, and what and where the first one is. `findings` tells them all.
    public var text: Text {
        Text(
            "content.check.checklist-refused",
            ["count": String(findings.count), "file": findings[0].file, "line": String(findings[0].line)])
    }

    /// All mistakes, a line for each, under the sentence of `text`.
    public func report(_ say: (Text) -> String) -> String {
        ([say(text)] + findings.map { $0.line(say) }).joined(separator: "\n")
    }
}

/// What `vangnet content check` tells about the checklist.
public struct ChecklistCheck: Sendable {
    /// The checklist; `nil` when there is a mistake that leaves nothing to show.
    public let library: ChecklistLibrary?
    /// All mistakes, by file and line. Empty: the server starts.
    public let findings: [ContentFinding]

    /// Reads every file below `folder`, and telephone numbers from the file `routes`.
    public init(folder: String, routes: String) {
        let findings = Findings()
        library = ChecklistReader(folder: folder, routesFile: routes, findings: findings)?.library()
        self.findings = findings.all.inOrder
    }

    /// What an editor should know and that does not stop the server: reviews that are waiting, sources nobody checked.
    public func notices() -> [Text] {
        guard let library else { return [] }
        return library.review.waiting.map { Text("content.notice.review-\($0)") }
            + library.sources.filter { $0.checked == nil }.map {
                Text("content.notice.source-never", ["source": $0.id])
            }
    }

    /// The whole answer in lines: first every mistake as `file:line: message`, then the notices, then how it ends.
    public func report(_ say: (Text) -> String) -> String {
        let end = Text(
            findings.isEmpty ? "content.check.checklist-good" : "content.check.checklist-bad",
            ["count": String(findings.isEmpty ? library?.indicators.count ?? 0 : findings.count)])
        return (findings.map { $0.line(say) } + notices().map { "- " + say($0) } + [say(end)]).joined(separator: "\n")
    }
}
