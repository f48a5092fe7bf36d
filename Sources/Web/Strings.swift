public import Core
import Crypto
import Foundation
import Vault
import Yams

/// The texts of the interface in every language: `Resources/strings/<part>.<language>.yaml`, each with one top-level key.
public struct Strings: Sendable {
    /// Sentences by full key, per language.
    private let sentences: [Language: [String: String]]
    /// The same as nested dictionaries, as templates look them up (`{{t.web.exit.link}}`).
    private let trees: [Language: Tree]

    /// Another one when any sentence is another.
    public let version: String

    /// A level of nested texts.
    struct Tree: Sendable {
        var texts: [String: String] = [:]
        var branches: [String: Tree] = [:]
    }

    /// Reads all files of a folder.
    ///
    /// - Throws: `WebError.strings` with the file and what is wrong with it.
    public init(folder: String) throws {
        var sentences: [Language: [String: String]] = [:]
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        for name in names where name.hasSuffix(".yaml") {
            let parts = name.split(separator: ".")
            guard parts.count == 3 else {
                throw WebError.strings(file: name, reason: "name is not <part>.<language>.yaml")
            }
            let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
            do {
                guard let node = try Yams.compose(yaml: text) else { continue }
                try Self.collect(node, under: [], of: name, into: &sentences[Language(parts[1]), default: [:]])
            } catch let error as WebError {
                throw error
            } catch {
                let reason = "\(error)".split(separator: "\n").first.map(String.init) ?? ""
                throw WebError.strings(file: name, reason: reason)
            }
        }
        self.init(sentences: sentences)
    }

    /// Texts given in code, for tests.
    public init(sentences: [Language: [String: String]]) {
        self.sentences = sentences
        trees = sentences.mapValues { texts in
            var tree = Tree()
            for (key, text) in texts { tree.insert(text, at: key.split(separator: ".").map(String.init)[...]) }
            return tree
        }
        var hash = SHA256()
        for (language, texts) in sentences.sorted(by: { $0.key.tag < $1.key.tag }) {
            for (key, text) in texts.sorted(by: { $0.key < $1.key }) {
                hash.update(data: Array("\(language.tag) \(key) \(text)\n".utf8))
            }
        }
        version = Array(hash.finalize().prefix(6)).hex
    }

    /// The sentence of `text` in `language`, with its values filled in; the key itself when there is none.
    public func callAsFunction(_ text: Text, _ language: Language) -> String {
        guard var sentence = sentences[language]?[text.key] ?? sentences[.nl]?[text.key] else { return text.key }
        guard !text.arguments.isEmpty else { return sentence }
        for (name, value) in text.arguments { sentence = Self.replace("{\(name)}", with: value, in: sentence) }
        return sentence
    }

    /// Whether there is a sentence with this key.
    public func has(_ key: String, _ language: Language) -> Bool { sentences[language]?[key] != nil }

    /// All keys of a language.
    public func keys(_ language: Language) -> Set<String> { Set((sentences[language] ?? [:]).keys) }

    /// What a template sees as `t`.
    func tree(_ language: Language) -> Tree { trees[language] ?? Tree() }

    private static func collect(
        _ node: Node, under path: [String], of file: String, into texts: inout [String: String]
    ) throws {
        if let mapping = node.mapping {
            for (key, value) in mapping {
                try collect(value, under: path + [key.string ?? ""], of: file, into: &texts)
            }
        } else if let scalar = node.scalar {
            let key = path.joined(separator: ".")
            guard texts.updateValue(scalar.string, forKey: key) == nil else {
                throw WebError.strings(file: file, reason: "\(key) is there twice")
            }
        }
    }

    private static func replace(_ place: String, with value: String, in sentence: String) -> String {
        sentence.replacingOccurrences(of: place, with: value)
    }
}

extension Strings.Tree {
    mutating func insert(_ text: String, at path: ArraySlice<String>) {
        guard let first = path.first else { return }
        if path.count == 1 {
            texts[first] = text
        } else {
            branches[first, default: Strings.Tree()].insert(text, at: path.dropFirst())
        }
    }
}
