package import Core
import Web
package import Yams

/// A value in a YAML file and the line it stands on. Every way of reading it reports what is wrong and then gives `nil`.
package struct ContentField {
    package let node: Node
    /// The line of the name before the value; of the value itself in a list.
    package let place: Place
    package let findings: Findings

    package init(node: Node, place: Place, findings: Findings) {
        self.node = node
        self.place = place
        self.findings = findings
    }

    /// Parses the whole of a file.
    package init?(parsing yaml: String, file: String, findings: Findings) {
        let top = Place(file: file, line: 1)
        do {
            guard let node = try Yams.compose(yaml: yaml) else {
                findings.add("empty-file", at: top)
                return nil
            }
            self.init(node: node, place: top, findings: findings)
        } catch let error as YamlError {
            findings.add(error.text, at: Place(file: file, line: error.line))
            return nil
        } catch {
            findings.add("yaml", ["problem": "\(error)"], at: top)
            return nil
        }
    }

    package func report(_ key: String, _ arguments: [String: String] = [:]) { findings.add(key, arguments, at: place) }

    /// The same about one line of its text, from 1.
    package func report(_ key: String, _ arguments: [String: String] = [:], inLine line: Int) {
        findings.add(key, arguments, at: self.line(ofTextLine: line))
    }

    // MARK: Structure

    /// The named values in it. Names other than `required` and `optional` are reported, and so is what is missing.
    package func fields(required: [String], optional: [String] = []) -> ContentFields? {
        guard case .mapping(let mapping) = node else {
            report("not-fields", ["fields": required.joined(separator: ", ")])
            return nil
        }
        var named: [String: ContentField] = [:]
        for (key, value) in mapping {
            let name = key.scalar?.string ?? ""
            let field = ContentField(node: value, place: line(of: key), findings: findings)
            if required.contains(name) || optional.contains(name) {
                named[name] = field
            } else {
                let known = (required + optional).joined(separator: ", ")
                field.report("unknown-field", ["field": name, "known": known])
            }
        }
        for name in required where named[name] == nil { report("missing-field", ["field": name]) }
        return ContentFields(named: named)
    }

    /// The value of one name, whatever else it holds; `nil` without it, and nothing is reported.
    package func value(named name: String) -> ContentField? {
        guard let (key, value) = node.mapping?.first(where: { $0.key.scalar?.string == name }) else { return nil }
        return ContentField(node: value, place: line(of: key), findings: findings)
    }

    /// The names used in it, whatever they are; empty when it holds no names.
    package var names: [String] { node.mapping.map { $0.compactMap { $0.key.scalar?.string } } ?? [] }

    /// The values in a list that is not empty.
    package func list() -> [ContentField]? {
        guard case .sequence(let sequence) = node else {
            report("not-list")
            return nil
        }
        guard !sequence.isEmpty else {
            report("empty-list")
            return nil
        }
        return sequence.map { ContentField(node: $0, place: line(of: $0), findings: findings) }
    }

    /// The values that the mappings in this list give to `name`, good or not.
    package func all(_ name: String) -> [String] {
        (node.sequence ?? []).compactMap { entry in
            entry.mapping?.first { $0.key.scalar?.string == name }?.value.scalar?.string
        }
    }

    /// Reports the mappings in this list that give `name` a value which one before them gave.
    package func reportDuplicates(_ name: String) {
        guard case .sequence(let entries) = node else { return }
        var first: [String: Int] = [:]
        for entry in entries {
            guard let value = entry.mapping?.first(where: { $0.key.scalar?.string == name })?.value,
                let id = value.scalar?.string
            else { continue }
            let place = line(of: value)
            if let line = first[id] { findings.add("duplicate-id", ["id": id, "line": String(line)], at: place) }
            first[id] = first[id] ?? place.line
        }
    }

    // MARK: Values

    /// What stands there, when it is a single word or text.
    package var word: String? { node.scalar?.string }

    /// Text that is not empty, without space around it.
    package func text() -> String? {
        guard let word else {
            report("not-text")
            return nil
        }
        let text = trimmed(word)
        guard !text.isEmpty else {
            report("empty-text")
            return nil
        }
        return text
    }

    /// Text in which nothing stands that may not be published.
    package func publishedText() -> String? {
        guard let text = text() else { return nil }
        let problems = Markdown.problems(in: word ?? "")
        for problem in problems { findings.add(problem.text, at: line(ofTextLine: problem.line)) }
        return problems.isEmpty ? text : nil
    }

    /// One text for each of `languages`, and no other. Without languages nothing can be told, and nothing is reported.
    ///
    /// - Parameter others: languages that may be there as well and are left out.
    package func translated(in languages: [Language], besides others: [Language] = []) -> Translated? {
        guard !languages.isEmpty else { return nil }
        guard case .mapping(let mapping) = node else {
            report("not-translated", ["languages": languages.map(\.tag).joined(separator: ", ")])
            return nil
        }
        var texts: [Language: String] = [:]
        var isWhole = true
        for (key, value) in mapping {
            let language = Language(key.scalar?.string ?? "")
            let field = ContentField(node: value, place: line(of: key), findings: findings)
            guard languages.contains(language) else {
                if others.contains(language) { continue }
                field.report("unknown-language", ["language": language.tag])
                isWhole = false
                continue
            }
            texts[language] = field.publishedText()
            if texts[language] == nil { isWhole = false }
        }
        let given = mapping.map { Language($0.key.scalar?.string ?? "") }
        for language in languages where !given.contains(language) {
            report("missing-translation", ["language": language.tag])
            isWhole = false
        }
        return isWhole ? Translated(original: languages[0], texts) : nil
    }

    /// A whole number within `range`.
    package func number(in range: ClosedRange<Int>) -> Int? {
        guard let number = word.flatMap({ Int($0) }), range.contains(number) else {
            report(
                "number", ["value": shown, "least": String(range.lowerBound), "most": String(range.upperBound)])
            return nil
        }
        return number
    }

    package func boolean() -> Bool? {
        switch word {
        case "true": return true
        case "false": return false
        default:
            report("boolean", ["value": shown])
            return nil
        }
    }

    /// One of the values of `Value`; otherwise reports `key` with what is known.
    package func value<Value: RawRepresentable<String> & CaseIterable>(_: Value.Type, else key: String) -> Value? {
        if let value = word.flatMap(Value.init) { return value }
        report(key, ["value": shown, "known": Value.allCases.map(\.rawValue).joined(separator: ", ")])
        return nil
    }

    /// A list of different values of `Value`.
    package func values<Value: RawRepresentable<String> & CaseIterable & Hashable>(
        _: Value.Type, else key: String
    ) -> [Value]? {
        list()?.compactMap { $0.value(Value.self, else: key) }.reduce(into: []) {
            if !$0.contains($1) { $0.append($1) }
        }
    }

    /// A name that others refer to: lower-case letters, digits and hyphens, at most 60.
    package func identifier() -> String? {
        guard let text = text() else { return nil }
        guard Self.isIdentifier(text) else {
            report("identifier", ["value": text])
            return nil
        }
        return text
    }

    package static func isIdentifier(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return (1...60).contains(bytes.count) && bytes.first != 0x2D && bytes.last != 0x2D
            && bytes.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    /// A date, as `2026-11-24`.
    package func day() -> Day? {
        guard let day = word.flatMap({ Day($0) }) else {
            report("date", ["value": shown])
            return nil
        }
        return day
    }

    /// An address on the web, over https.
    package func address() -> String? {
        guard let text = text() else { return nil }
        guard text.hasPrefix("https://"), text.utf8.count > 8, Markdown.allows(linkTo: text) else {
            report("address", ["value": text])
            return nil
        }
        return text
    }

    // MARK: Lines

    private var shown: String { word ?? "…" }

    private func line(of node: Node) -> Place { Place(file: place.file, line: node.mark?.line ?? place.line) }

    /// Where a line of the text stands in the file: exact for a text after `|`, else where the text begins.
    private func line(ofTextLine line: Int) -> Place {
        guard let scalar = node.scalar, let mark = scalar.mark else { return place }
        return Place(file: place.file, line: mark.line + (scalar.style == .literal ? line : 0))
    }
}

/// The named values of one mapping.
package struct ContentFields {
    package let named: [String: ContentField]

    package subscript(name: String) -> ContentField? { named[name] }
}

/// `text` without white space at its ends.
package func trimmed(_ text: some StringProtocol) -> String {
    let kept = text.drop(while: \.isWhitespace)
    return String(kept[..<(kept.lastIndex { !$0.isWhitespace }.map(kept.index(after:)) ?? kept.startIndex)])
}

extension YamlError {
    /// Where parsing stopped.
    fileprivate var line: Int {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): max(mark.line, 1)
        case .duplicatedKeysInMapping(_, let context): max(context.mark.line, 1)
        case .reader(_, let offset, _, let yaml): yaml.prefix(offset ?? 0).count { $0 == "\n" } + 1
        default: 1
        }
    }

    fileprivate var text: Text {
        switch self {
        case .duplicatedKeysInMapping(let names, _):
            Text("content.check.duplicate-field", ["field": names.joined(separator: ", ")])
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _),
            .reader(let problem, _, _, _):
            Text("content.check.yaml", ["problem": problem])
        default: Text("content.check.yaml", ["problem": "\(self)"])
        }
    }
}
