public import Content
public import Core

/// The letters are refused: what stands in a letter that has a mistake in it nobody can answer for, so the server does not start.
public struct LetterRefusal: UserError {
    /// All mistakes, by line. Not empty.
    public let findings: [ContentFinding]

    public var status: Int { 500 }

    /// How many there are, and where the first one is. `findings` tells them all.
    public var text: Text {
        Text(
            "content.check.care-letters-refused",
            ["count": String(findings.count), "file": findings[0].file, "line": String(findings[0].line)])
    }
}

/// The letters that can be filled in.
public struct Letters: Sendable {
    let all: [Letter]

    subscript(_ id: String) -> Letter? { all.first { $0.id == id } }

    init(_ all: [Letter]) { self.all = all }

    /// The letters in `folder`, from the file `letters.yaml`, that rest on items of `checklist`.
    ///
    /// - Throws: `LetterRefusal` with every mistake and its line.
    public init(folder: String, checklist: Checklist) throws {
        let findings = Findings()
        let letters = LetterReader(file: folder + "/letters.yaml", checklist: checklist, findings: findings).letters()
        guard let letters, findings.all.isEmpty else { throw LetterRefusal(findings: findings.all.inOrder) }
        all = letters
    }
}

/// Reads the file of letters. What is wrong goes to `findings`, all of it at once.
struct LetterReader {
    let file: String
    let checklist: Checklist
    let findings: Findings
    private let languages = Language.all

    init(file: String, checklist: Checklist, findings: Findings) {
        self.file = file
        self.checklist = checklist
        self.findings = findings
    }

    /// The letters; `nil` when so much is wrong that there are none. A mistake always leaves a finding.
    func letters() -> [Letter]? {
        let place = Content.Place(file: file, line: 1)
        do {
            guard let found = try ContentFiles.text(ofFile: file) else {
                findings.add("not-utf8", at: place)
                return nil
            }
            return letters(found)
        } catch {
            findings.add("no-file", ["file": file], at: place)
            return nil
        }
    }

    /// The letters in a text.
    func letters(_ text: String) -> [Letter]? {
        guard let top = ContentField(parsing: text, file: file, findings: findings),
            let fields = top.fields(required: ["version", "languages", "letters"])
        else { return nil }
        _ = fields["version"]?.text()
        _ = fields["languages"]?.languages()
        fields["letters"]?.reportDuplicates("id")
        return fields["letters"]?.list()?.compactMap(letter)
    }

    private func letter(_ field: ContentField) -> Letter? {
        let required = ["id", "name", "about", "receiver", "items", "review", "text"]
        guard let fields = field.fields(required: required) else { return nil }
        let id = fields["id"]?.identifier()
        let name = fields["name"]?.translated(in: languages)
        let about = fields["about"]?.translated(in: languages)
        let receiver = fields["receiver"]?.translated(in: languages)
        let items = fields["items"]?.list()?.compactMap(item)
        let review = fields["review"]?.reviewMark()
        let parts = fields["text"].flatMap(parts)
        guard let id, let name, let about, let receiver, let items, let review, let parts else { return nil }
        return Letter(
            id: id, name: name, about: about, receiver: receiver, items: items, review: review, parts: parts)
    }

    private func item(_ field: ContentField) -> String? {
        guard let id = field.identifier() else { return nil }
        guard checklist[id] != nil else {
            field.report("care-letter-item", ["value": id])
            return nil
        }
        return id
    }

    private func parts(_ field: ContentField) -> [Letter.Part]? {
        guard field.text() != nil, let text = field.word else { return nil }
        let (parts, unknown) = Letter.parts(of: text)
        let known = Letter.Place.allCases.map(\.rawValue).joined(separator: ", ")
        for (name, line) in unknown {
            field.report("care-letter-place", ["value": name, "known": known], inLine: line)
        }
        return unknown.isEmpty ? parts : nil
    }
}
