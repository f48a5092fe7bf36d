import Content
import Core
import Web

/// A field of a form and what it holds. A name may come more than once, as a form sends it.
struct EditorValue: Hashable, Sendable {
    var name: String
    var value: String
}

/// The fields of a form, and the values of a file that they stand for: `choices.2.text.nl` is the Dutch text of the third choice.
///
/// What is read from a form without a change in it is what the form was filled from; so a file that nobody changed stays as it
/// was, letter by letter.
struct EditorForm {
    /// The languages that every text is asked in.
    let languages: [Language]

    typealias Values = [EditorValue]

    // MARK: Filling

    func values(of tree: ContentTree, _ fields: [EditorField], at prefix: String = "") -> Values {
        fields.flatMap { values(of: tree[$0.name], $0, at: prefix + $0.name) }
    }

    private func values(of tree: ContentTree?, _ field: EditorField, at name: String) -> Values {
        switch field.kind {
        case .line, .text: return translated(tree, at: name)
        case .word, .number, .checked: return [EditorValue(name: name, value: tree?.string ?? "")]
        case .flag, .choice: return tree?.string.map { [EditorValue(name: name, value: $0)] } ?? []
        case .tick: return tree?.string == "true" ? [EditorValue(name: name, value: "true")] : []
        case .names: return (tree?.entries ?? []).compactMap(\.string).map { EditorValue(name: name, value: $0) }
        case .lines:
            return (tree?.entries ?? []).enumerated().flatMap { translated($0.element, at: "\(name).\($0.offset)") }
        case .entries(let fields, _):
            return (tree?.entries ?? []).enumerated().flatMap { place, entry in
                [EditorValue(name: "\(name).\(place).id", value: entry["id"]?.string ?? "")]
                    + values(of: entry, fields, at: "\(name).\(place).")
            }
        }
    }

    private func translated(_ tree: ContentTree?, at name: String) -> Values {
        languages.map { EditorValue(name: "\(name).\($0)", value: tree?[$0.tag]?.string ?? "") }
    }

    // MARK: Reading

    /// `old` with what the form holds.
    func tree(_ values: Values, onto old: ContentTree, _ fields: [EditorField]) -> ContentTree {
        let given = Given(values)
        return tree(given, onto: old, fields, at: "")
    }

    private func tree(
        _ given: Given, onto old: ContentTree, _ fields: [EditorField], at prefix: String
    ) -> ContentTree {
        var tree = old
        for field in fields {
            tree[field.name] = value(given, field, was: old[field.name], at: prefix + field.name)
        }
        return tree
    }

    /// - Returns: `nil` for what is left out.
    private func value(_ given: Given, _ field: EditorField, was old: ContentTree?, at name: String) -> ContentTree? {
        switch field.kind {
        case .line: return translated(given, was: old, field.isOptional, isLine: true, at: name)
        case .text: return translated(given, was: old, field.isOptional, at: name)
        case .word:
            let text = given[name] ?? ""
            return text.isEmpty && field.isOptional ? nil : same(.text(text), old)
        case .number: return same(.word(given[name] ?? ""), old)
        case .checked: return same(.word(Self.checked(given[name] ?? "")), old)
        case .flag, .choice: return given[name].map { same(.word($0), old) } ?? old
        case .tick: return given[name] == "true" ? .word("true") : old?.string == "true" ? nil : old
        case .names: return names(given.all[name] ?? [], was: old, field.isOptional)
        case .lines:
            let entries = old?.entries ?? []
            return list(
                given.places(below: name).map { place in
                    let was = entries.indices.contains(place) ? entries[place] : nil
                    return translated(given, was: was, false, isLine: true, at: "\(name).\(place)") ?? .fields([])
                }, field.isOptional)
        case .entries(let fields, _): return entries(given, fields, was: old?.entries ?? [], field.isOptional, at: name)
        }
    }

    private func translated(
        _ given: Given, was old: ContentTree?, _ isOptional: Bool, isLine: Bool = false, at name: String
    ) -> ContentTree? {
        let texts = languages.map { language -> String in
            let was = old?[language.tag]?.string ?? ""
            guard let text = given["\(name).\(language)"], text != was else { return was }
            return isLine ? text.split(whereSeparator: \.isNewline).joined(separator: " ") : text
        }
        if isOptional, texts.allSatisfy(\.isEmpty) { return nil }
        var tree = old ?? .fields([])
        for (language, text) in zip(languages, texts) { tree[language.tag] = same(.text(text), tree[language.tag]) }
        return tree
    }

    /// The old order stays, and what is new comes after it.
    private func names(_ chosen: [String], was old: ContentTree?, _ isOptional: Bool) -> ContentTree? {
        let before = (old?.entries ?? []).compactMap(\.string)
        let kept = before.filter(chosen.contains)
        let new = chosen.filter { !before.contains($0) }
        return list((kept + new).map { .word($0) }, isOptional)
    }

    private func entries(
        _ given: Given, _ fields: [EditorField], was old: [ContentTree], _ isOptional: Bool, at name: String
    ) -> ContentTree? {
        var taken = Set(given.places(below: name).compactMap { given["\(name).\($0).id"] })
        let entries = given.places(below: name).map { place -> ContentTree in
            let id = given["\(name).\(place).id"] ?? ""
            let was = id.isEmpty ? nil : old.first { $0["id"]?.string == id }
            var entry = was ?? .fields([ContentTree.Field("id", .word(id))])
            entry = tree(given, onto: entry, fields, at: "\(name).\(place).")
            if id.isEmpty, let words = firstWords(of: entry, fields) {
                let new = EditorName.make(from: words, besides: taken)
                taken.insert(new)
                entry["id"] = .word(new)
            }
            return entry
        }
        return list(entries, isOptional)
    }

    private func firstWords(of entry: ContentTree, _ fields: [EditorField]) -> String? {
        for field in fields {
            let text =
                switch field.kind {
                case .line, .text: languages.first.flatMap { entry[field.name]?[$0.tag]?.string }
                case .word: entry[field.name]?.string
                default: nil as String?
                }
            if let text, !text.isEmpty { return text }
        }
        return nil
    }

    private func list(_ entries: [ContentTree], _ isOptional: Bool) -> ContentTree? {
        entries.isEmpty && isOptional ? nil : .list(entries)
    }

    /// The value as it stands in the file, quotation marks and all, when it says the same.
    private func same(_ new: ContentTree, _ old: ContentTree?) -> ContentTree { new == old ? old ?? new : new }

    /// A day as people write it; nothing means that nobody has looked yet.
    private static func checked(_ text: String) -> String {
        text.isEmpty ? "never" : Day(typed: text).map { "\($0)" } ?? text
    }

    /// What was given, by name.
    private struct Given {
        var all: [String: [String]] = [:]

        init(_ values: Values) {
            for entry in values { all[entry.name, default: []].append(trimmed(entry.value.withLineFeeds)) }
        }

        subscript(name: String) -> String? { all[name]?.first }

        /// The places of a list that something was given for, in order.
        func places(below name: String) -> [Int] {
            let prefix = name + "."
            let places = all.keys.filter { $0.hasPrefix(prefix) }.compactMap { key in
                Int(key.dropFirst(prefix.utf8.count).prefix { $0 != "." })
            }
            return Set(places).sorted()
        }
    }
}

/// Names that others refer to, made from what they stand for.
enum EditorName {
    /// Small letters, digits and hyphens, at most forty, of the beginning of `text`; with a number when it is taken.
    static func make(from text: String, besides taken: Set<String>) -> String {
        var name = ""
        for scalar in text.lowercased().unicodeScalars {
            let letter = withoutAccent[scalar] ?? scalar
            if letter.isASCII, letter.properties.isAlphabetic || letter.properties.numericType != nil {
                name.unicodeScalars.append(letter)
            } else if !name.isEmpty, !name.hasSuffix("-"), scalar != "'", scalar != "’" {
                guard name.utf8.count < 36 else { break }
                name += "-"
            }
            guard name.utf8.count < 44 else { break }
        }
        while name.hasSuffix("-") { name.removeLast() }
        if name.isEmpty { name = "x" }
        var candidate = name
        var number = 2
        while taken.contains(candidate) {
            candidate = "\(name)-\(number)"
            number += 1
        }
        return candidate
    }

    private static let withoutAccent: [Unicode.Scalar: Unicode.Scalar] = [
        "á": "a", "â": "a", "à": "a", "ä": "a", "ą": "a", "ć": "c", "ç": "c", "é": "e", "ê": "e", "ë": "e", "è": "e",
        "ę": "e", "í": "i", "ï": "i", "î": "i", "ł": "l", "ń": "n", "ó": "o", "ô": "o", "ö": "o", "ś": "s", "ú": "u",
        "û": "u", "ü": "u", "ź": "z", "ż": "z",
    ]
}
