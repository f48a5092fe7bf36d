import Yams

/// What a YAML file of content holds, to be changed and written again.
///
/// It takes a file as it is, with mistakes in what it says: whoever is writing a course has one that is not whole yet.
/// Texts have no white space at their ends, as every reader of content leaves that out.
package indirect enum ContentTree: Sendable {
    /// A word that stands in the file without quotation marks: a name, a number, `true`.
    case word(String)
    case text(String)
    case list([ContentTree])
    case fields([Field])

    package struct Field: Sendable {
        package var name: String
        package var value: ContentTree

        package init(_ name: String, _ value: ContentTree) {
            self.name = name
            self.value = value
        }
    }

    /// The tree of a file; `nil` when it is no YAML.
    package init?(parsing yaml: String) {
        guard let node = try? Yams.compose(yaml: yaml) else { return nil }
        self.init(node)
    }

    private init(_ node: Node) {
        switch node {
        case .scalar(let scalar):
            let text = trimmed(scalar.string)
            self = scalar.style == .plain && Self.isPlain(text) ? .word(text) : .text(text)
        case .mapping(let mapping):
            self = .fields(mapping.map { Field($0.key.scalar?.string ?? "", ContentTree($0.value)) })
        case .sequence(let sequence): self = .list(sequence.map { ContentTree($0) })
        case .alias: self = .text("")
        }
    }

    /// Whether a text may stand in a file without quotation marks around it.
    static func isPlain(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        func isLetterOrDigit(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        guard let first = bytes.first, let last = bytes.last, isLetterOrDigit(first), last != 0x3A else { return false }
        return bytes.allSatisfy { isLetterOrDigit($0) || Array("-_./:%?=&~+#".utf8).contains($0) }
    }
}

extension ContentTree: Equatable {
    /// Whether both say the same: quotation marks and the order of names make no difference.
    package static func == (left: ContentTree, right: ContentTree) -> Bool {
        switch (left, right) {
        case (.list(let left), .list(let right)): return left == right
        case (.fields(let left), .fields(let right)):
            guard left.count == right.count else { return false }
            return left.allSatisfy { field in right.contains { $0.name == field.name && $0.value == field.value } }
        default: return left.string != nil && left.string == right.string
        }
    }
}

// MARK: Reading and changing

extension ContentTree {
    /// The word or text; `nil` for a list and for named values.
    package var string: String? {
        switch self {
        case .word(let text), .text(let text): text
        case .list, .fields: nil
        }
    }

    /// The values of a list; empty when it is none.
    package var entries: [ContentTree] {
        get { if case .list(let entries) = self { entries } else { [] } }
        set { self = .list(newValue) }
    }

    /// The named values; empty when it has none.
    package var named: [Field] { if case .fields(let fields) = self { fields } else { [] } }

    /// The value of one name. What is set in a word, a text or a list takes its place.
    package subscript(name: String) -> ContentTree? {
        get { named.first { $0.name == name }?.value }
        set {
            var fields = named
            let place = fields.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): fields[place].value = value
            case (let place?, nil): fields.remove(at: place)
            case (nil, let value?): fields.append(Field(name, value))
            case (nil, nil): break
            }
            self = .fields(fields)
        }
    }
}

// MARK: Writing

extension ContentTree {
    /// Where a value stands in a file.
    package struct Mark: Sendable {
        /// Counted from 1.
        package var line: Int
        /// The names and places (from 0) that lead to the value, with dots: `choices.2.text.nl`.
        package var path: String
    }

    /// The file, and the line on which each value begins, in the order of the lines.
    ///
    /// - Parameter old: the file as it was: comments at its margin stay before the name, or the entry with the `id`, that they
    ///   stood before. Other comments go.
    package func file(after old: String = "") -> (yaml: String, marks: [Mark]) {
        var writer = Writer(comments: Self.comments(in: old))
        writer.write(self)
        return (writer.lines.joined(separator: "\n") + "\n", writer.marks)
    }

    /// The comments and empty lines at the margin, by the start of the line below them.
    private static func comments(in yaml: String) -> [String: [String]] {
        var comments: [String: [String]] = [:]
        var waiting: [String] = []
        for line in yaml.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("#") || line.isEmpty {
                waiting.append(String(line))
            } else {
                if !waiting.isEmpty, !line.hasPrefix(" ") { comments[start(of: line)] = waiting }
                waiting = []
            }
        }
        return comments
    }

    private static func start(of line: Substring) -> String {
        line.hasPrefix("- ") ? trimmed(line) : String(line.prefix { $0 != ":" })
    }
}

private struct Writer {
    var lines: [String] = []
    var marks: [ContentTree.Mark] = []
    let comments: [String: [String]]

    init(comments: [String: [String]]) { self.comments = comments }

    mutating func write(_ tree: ContentTree) {
        switch tree {
        case .fields(let fields) where !fields.isEmpty:
            for field in fields {
                lines += comments[field.name] ?? []
                write(field.value, field.name, 0, "\(Self.key(field.name)):")
            }
        case .list(let entries) where !entries.isEmpty:
            for (place, entry) in entries.enumerated() {
                lines += comments["- id: \(entry["id"]?.string ?? "")"] ?? []
                write(entry, "\(place)", 0, "-")
            }
        default: write(tree, "", 0, "")
        }
    }

    /// - Parameters:
    ///   - indent: of the line that `lead` begins.
    ///   - lead: what stands before the value on its line, without the indent.
    private mutating func write(_ tree: ContentTree, _ path: String, _ indent: Int, _ lead: String) {
        marks.append(ContentTree.Mark(line: lines.count + 1, path: path))
        switch tree {
        case .word(let text) where ContentTree.isPlain(text): add(indent, lead, text)
        case .word(let text), .text(let text): write(text: text, indent, lead)
        case .list(let entries):
            let words = entries.compactMap { entry -> String? in
                guard let text = entry.string, ContentTree.isPlain(text) else { return nil }
                return text
            }
            guard words.count < entries.count else {
                add(indent, lead, "[" + words.joined(separator: ", ") + "]")
                return
            }
            add(indent, lead)
            for (place, entry) in entries.enumerated() { write(entry, "\(path).\(place)", indent + 2, "-") }
        case .fields(let fields):
            write(fields: fields, path, indent, lead)
        }
    }

    private mutating func write(fields: [ContentTree.Field], _ path: String, _ indent: Int, _ lead: String) {
        guard !fields.isEmpty else { return add(indent, lead, "{}") }
        let isEntry = lead.hasSuffix("-")
        if !isEntry { add(indent, lead) }
        for (place, field) in fields.enumerated() {
            let key = "\(Self.key(field.name)):"
            if isEntry, place == 0 {
                // `- id: x`: what is below it stands as deep as below the other names.
                write(first: field.value, "\(path).\(field.name)", indent, "\(lead) \(key)")
            } else {
                write(field.value, "\(path).\(field.name)", indent + 2, key)
            }
        }
    }

    /// The first value of an entry: on the entry's own line, with what is in it two deeper.
    private mutating func write(first tree: ContentTree, _ path: String, _ indent: Int, _ lead: String) {
        let before = lines.count
        write(tree, path, indent + 2, String(lead.dropFirst(2)))
        lines[before] =
            String(repeating: " ", count: indent) + lead
            + lines[before].dropFirst(indent + lead.utf8.count)
    }

    private mutating func write(text: String, _ indent: Int, _ lead: String) {
        guard text.contains("\n"), Self.isLiteral(text) else { return add(indent, lead, Self.quoted(text)) }
        add(indent, lead, "|")
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            lines.append(line.isEmpty ? "" : String(repeating: " ", count: indent + 2) + line)
        }
    }

    private mutating func add(_ indent: Int, _ lead: String, _ value: String? = nil) {
        let parts = [lead, value ?? ""].filter { !$0.isEmpty }
        lines.append(String(repeating: " ", count: indent) + parts.joined(separator: " "))
    }

    private static func key(_ name: String) -> String { ContentTree.isPlain(name) ? name : quoted(name) }

    /// Whether the text comes back as it is from the lines after `|`.
    private static func isLiteral(_ text: String) -> Bool {
        guard let first = text.first, !first.isWhitespace else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x0A, 0x09, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x1_0000...0x10_FFFF:
                scalar != "\u{2028}" && scalar != "\u{2029}"
            default: false
            }
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: result += "\\\""
            case 0x5C: result += "\\\\"
            case 0x0A: result += "\\n"
            case 0x09: result += "\\t"
            case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
