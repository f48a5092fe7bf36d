public import Content
public import Core

/// The checklist is refused: no plan can be made from a list that has a mistake in it, so the server does not start.
public struct ChecklistRefusal: UserError {
    /// All mistakes, by line. Not empty.
    public let findings: [ContentFinding]

    public var status: Int { 500 }

    /// How many there are, and where the first one is. `findings` tells them all.
    public var text: Text {
        Text(
            "content.check.care-checklist-refused",
            ["count": String(findings.count), "file": findings[0].file, "line": String(findings[0].line)])
    }

    /// All mistakes, a line for each, under the sentence of `text`.
    public func report(_ say: (Text) -> String) -> String {
        ([say(text)] + findings.map { $0.line(say) }).joined(separator: "\n")
    }
}

extension Checklist {
    /// The list in `folder`, from the file `checklist.yaml`.
    ///
    /// - Throws: `ChecklistRefusal` with every mistake and its line.
    public init(folder: String) throws {
        let findings = Findings()
        let list = ChecklistReader(file: folder + "/checklist.yaml", findings: findings).list()
        guard let list, findings.all.isEmpty else { throw ChecklistRefusal(findings: findings.all.inOrder) }
        self = list
    }
}

/// Reads the file of a checklist. What is wrong goes to `findings`, all of it at once.
struct ChecklistReader {
    let file: String
    let findings: Findings
    /// Every text exists in all of these.
    private let languages = Language.all

    private static let required = [
        "id", "domain", "due", "kind", "who", "text", "plain", "certainty", "due-certainty", "valid-from", "review",
    ]

    init(file: String, findings: Findings) {
        self.file = file
        self.findings = findings
    }

    /// The list; `nil` when so much is wrong that there is none. A mistake always leaves a finding.
    func list() -> Checklist? {
        let place = Place(file: file, line: 1)
        do {
            guard let found = try ContentFiles.text(ofFile: file) else {
                findings.add("not-utf8", at: place)
                return nil
            }
            return list(found)
        } catch {
            findings.add("no-file", ["file": file], at: place)
            return nil
        }
    }

    /// The list in a text.
    func list(_ text: String) -> Checklist? {
        guard let top = ContentField(parsing: text, file: file, findings: findings),
            let fields = top.fields(required: ["version", "languages", "items"])
        else { return nil }
        let version = fields["version"]?.text()
        _ = fields["languages"]?.languages()
        let items = fields["items"]?.list()?.compactMap(item)
        fields["items"]?.reportDuplicates("id")
        guard let version, let items else { return nil }
        return Checklist(version: version, items: items)
    }

    private func item(_ field: ContentField) -> ChecklistItem? {
        let optional = ["basis", "source", "valid-until", "on-phone"]
        guard let fields = field.fields(required: Self.required, optional: optional) else { return nil }
        let id = fields["id"]?.identifier()
        let domain = fields["domain"]?.value(Domain.self, else: "unknown-value")
        let due = fields["due"].flatMap(offset)
        let kind = fields["kind"]?.value(ChecklistItem.Kind.self, else: "unknown-value")
        let who = fields["who"]?.values(ChecklistItem.Who.self, else: "unknown-value")
        let text = fields["text"]?.translated(in: languages)
        let plain = fields["plain"]?.translated(in: languages)
        let basis = fields["basis"].map { $0.publishedText() }
        let source = fields["source"].map { $0.publishedText() }
        let certainty = fields["certainty"]?.value(ChecklistItem.Certainty.self, else: "unknown-value")
        let dueCertainty = fields["due-certainty"]?.value(ChecklistItem.Certainty.self, else: "unknown-value")
        let validFrom = fields["valid-from"]?.day()
        let validUntil = fields["valid-until"].map { $0.day() }
        let review = fields["review"]?.reviewMark()
        let isOnPhone = fields["on-phone"].map { $0.boolean() }
        guard let id, let domain, let due, let kind, let who, let text, let plain, let certainty, let dueCertainty,
            let validFrom, let review
        else { return nil }
        return ChecklistItem(
            id: id, domain: domain, due: due, kind: kind, who: who, text: text, plain: plain,
            basis: (basis ?? nil) ?? "", source: (source ?? nil) ?? "", certainty: certainty,
            dueCertainty: dueCertainty, validFrom: validFrom, validUntil: validUntil ?? nil, review: review,
            isOnPhone: (isOnPhone ?? nil) ?? true)
    }

    private func offset(_ field: ContentField) -> Offset? {
        if let offset = field.word.flatMap({ Offset($0) }) { return offset }
        field.report("offset", ["value": field.word ?? "…"])
        return nil
    }
}
