import Foundation
import Linkage
import Yams

/// Reads the settings of `vangnet link` from YAML. A word that nothing reads is a mistake, not something to pass over.
enum LinkSettings {
    /// - Throws: `LinkFailure.noFile`, `.settings` with what is wrong and where.
    static func read(_ path: String) throws -> Settings {
        guard let text = FileManager.default.contents(atPath: Place.absolute(path)) else {
            throw LinkFailure.noFile(path)
        }
        do {
            let settings = try YAMLDecoder().decode(Settings.self, from: text)
            if let node = try Yams.compose(yaml: String(decoding: text, as: UTF8.self)),
                let wrong = unknown(node, in: "")
            {
                throw LinkFailure.settings(file: path, reason: wrong)
            }
            return settings
        } catch let error as LinkFailure { throw error } catch {
            throw LinkFailure.settings(file: path, reason: reason(error))
        }
    }

    private static let words: [String: [String]] = [
        "": [
            "comparisons", "blocking", "pairing", "threshold", "one_to_one", "deterministic", "recall", "pair_limit",
            "sample", "seed",
        ],
        "comparisons": ["column", "normalise", "levels", "term_frequency"],
        "levels": ["test", "threshold", "size", "normalise"],
        "blocking": ["keys", "most"],
        "keys": ["column", "normalise", "part", "length"],
    ]

    /// The first word that is none of the settings', with where it stands.
    private static func unknown(_ node: Node, in place: String) -> String? {
        if let sequence = node.sequence { return sequence.lazy.compactMap { unknown($0, in: place) }.first }
        guard let mapping = node.mapping, let known = words[place] else { return nil }
        for (key, value) in mapping {
            let name = key.string ?? ""
            guard known.contains(name) else {
                let line = key.mark.map { "\($0.line): " } ?? ""
                return "\(line)\(name) (\(known.joined(separator: ", ")))"
            }
            if let wrong = unknown(value, in: name) { return wrong }
        }
        return nil
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context): "\(path(context.codingPath + [key])) is not there"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context): plain(context)
        case DecodingError.dataCorrupted(let context): plain(context)
        default: "\(error)".split(separator: "\n").first.map(String.init) ?? ""
        }
    }

    /// What may stand there, where that is a choice.
    private static func plain(_ context: DecodingError.Context) -> String {
        let choice: [String] =
            switch context.codingPath.last?.stringValue {
            case "test": Test.allCases.map(\.rawValue)
            case "normalise": Normaliser.allCases.map(\.rawValue)
            case "part": BlockingKey.Part.allCases.map(\.rawValue)
            case "pairing": Pairing.allCases.map(\.rawValue)
            default: []
            }
        let known = choice.isEmpty ? "" : " (\(choice.joined(separator: ", ")))"
        return "\(path(context.codingPath)): \(context.debugDescription)\(known)"
    }

    private static func path(_ keys: [any CodingKey]) -> String { keys.map(\.stringValue).joined(separator: ".") }
}
