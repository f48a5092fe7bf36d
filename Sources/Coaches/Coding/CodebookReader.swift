public import Content
public import Core

/// The codebook is refused: nothing can be coded with a book that has a mistake in it, so the server does not start.
public struct CodebookError: UserError {
    /// All mistakes, by line. Not empty.
    public let findings: [ContentFinding]

    public var status: Int { 500 }

    /// How many there are, and where the first one is. `findings` tells them all.
    public var text: Text {
        Text(
            "content.check.codebook-refused",
            ["count": String(findings.count), "file": findings[0].file, "line": String(findings[0].line)])
    }

    /// All mistakes, a line for each, under the sentence of `text`.
    public func report(_ say: (Text) -> String) -> String {
        ([say(text)] + findings.map { $0.line(say) }).joined(separator: "\n")
    }
}

extension Codebook {
    /// The book in `folder`, from the file `codebook.yaml`.
    ///
    /// - Throws: `CodebookError` with every mistake and its line.
    public init(folder: String) throws {
        let findings = Findings()
        let book = CodebookReader(file: folder + "/codebook.yaml", findings: findings).book()
        guard let book, findings.all.isEmpty else { throw CodebookError(findings: findings.all.inOrder) }
        self = book
    }
}

/// Reads the file of a codebook. What is wrong goes to `findings`, all of it at once.
struct CodebookReader {
    let file: String
    let findings: Findings
    /// Every text exists in all of these.
    private let languages = Language.all

    init(file: String, findings: Findings) {
        self.file = file
        self.findings = findings
    }

    /// The book; `nil` when so much is wrong that there is none. A mistake always leaves a finding.
    func book() -> Codebook? {
        let place = Place(file: file, line: 1)
        do {
            guard let found = try ContentFiles.text(ofFile: file) else {
                findings.add("not-utf8", at: place)
                return nil
            }
            return book(found)
        } catch {
            findings.add("no-file", ["file": file], at: place)
            return nil
        }
    }

    /// The book in a text.
    func book(_ text: String) -> Codebook? {
        guard let top = ContentField(parsing: text, file: file, findings: findings),
            let fields = top.fields(required: ["version", "languages", "review", "codes"])
        else { return nil }
        let version = fields["version"]?.text()
        let review = fields["review"].flatMap(review)
        let codes = fields["codes"]?.list()?.compactMap(code)
        fields["codes"]?.reportDuplicates("id")
        _ = fields["languages"]?.languages()
        guard let version, let review, let codes else { return nil }
        return Codebook(version: version, codes: codes, review: review)
    }

    private func review(_ field: ContentField) -> [Codebook.Reviewer: ReviewMark]? {
        guard let fields = field.fields(required: Codebook.Reviewer.allCases.map(\.rawValue)) else { return nil }
        return Codebook.Reviewer.allCases.reduce(into: [:]) { marks, reviewer in
            marks[reviewer] = fields[reviewer.rawValue]?.reviewMark()
        }
    }

    private func code(_ field: ContentField) -> Codebook.Code? {
        guard
            let fields = field.fields(
                required: ["id", "group", "name", "definition"], optional: ["demand", "described-only"]),
            let id = fields["id"]?.identifier(),
            let group = fields["group"]?.value(Codebook.Group.self, else: "unknown-value"),
            let name = fields["name"]?.translated(in: languages),
            let definition = fields["definition"]?.translated(in: languages)
        else { return nil }
        return Codebook.Code(
            id: id, group: group, name: name, definition: definition,
            isDemand: fields["demand"]?.boolean() ?? false,
            isDescribedOnly: fields["described-only"]?.boolean() ?? false)
    }
}
