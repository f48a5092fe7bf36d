import Core
import Crypto
import Foundation
import Vault

/// One of a dossier's contents, with the text that is hashed.
public struct DossierItem: Sendable, Codable, Hashable {
    public let content: DossierContent
    /// The content in JSON, on one line, with sorted keys: what is hashed, and given to the receiver.
    public let json: String
    /// SHA-256 of `json` in UTF-8, in lower-case hexadecimal.
    public let hash: String

    private enum Key: String, CodingKey { case json, hash }

    init(_ content: DossierContent) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        self.content = content
        json = String(decoding: try encoder.encode(content), as: UTF8.self)
        hash = Self.sha256(json)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        json = try container.decode(String.self, forKey: .json)
        hash = try container.decode(String.self, forKey: .hash)
        guard hash == Self.sha256(json) else {
            throw DecodingError.dataCorruptedError(forKey: .hash, in: container, debugDescription: "of another text")
        }
        content = try JSONDecoder().decode(DossierContent.self, from: Data(json.utf8))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(json, forKey: .json)
        try container.encode(hash, forKey: .hash)
    }

    /// In bytes.
    public var size: Int { json.utf8.count }

    static func sha256(_ text: String) -> String { Array(SHA256.hash(data: Array(text.utf8))).hex }
}

/// All contents of a dossier: its cover, the approvals it rests on, and what was chosen.
public struct DossierContents: Sendable, Codable, Hashable {
    public let cover: DossierCover
    /// The cover first. Its place is an item's exhibit number, from 0.
    public let items: [DossierItem]
    /// Over the list of hashes: what members approve, and what a receiver reads out.
    public let hash: String

    private enum Key: String, CodingKey { case items }

    init(_ cover: DossierCover, _ contents: [DossierContent]) throws {
        self.init(cover, items: try ([.cover(cover)] + contents).map { try DossierItem($0) })
    }

    private init(_ cover: DossierCover, items: [DossierItem]) {
        self.cover = cover
        self.items = items
        hash = DossierItem.sha256(Self.list(items))
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let items = try container.decode([DossierItem].self, forKey: .items)
        guard case .cover(let cover) = items.first?.content else {
            throw DecodingError.dataCorruptedError(forKey: .items, in: container, debugDescription: "without a cover")
        }
        self.init(cover, items: items)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(items, forKey: .items)
    }

    /// The hashes as `sha256sum` writes them, a line for each item. The hash of this text is the dossier's.
    public var list: String { Self.list(items) }

    /// The name of an item's file: `0003-observation.json`.
    public func name(_ place: Int) -> String { Self.name(place, items[place]) }

    private static func list(_ items: [DossierItem]) -> String {
        items.enumerated().map { "\($1.hash)  \(name($0, $1))\n" }.joined()
    }

    private static func name(_ place: Int, _ item: DossierItem) -> String {
        let digits = String(place)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "-\(item.content.kind.rawValue).json"
    }

    /// How a hash that somebody read out compares with the dossier's. Blanks and capitals make no difference.
    public func check(_ typed: String) -> HashCheck {
        let read = typed.filter { !$0.isWhitespace }.lowercased()
        guard !read.isEmpty else { return .unchecked }
        return equalInConstantTime(Array(read.utf8), Array(hash.utf8)) ? .same : .differs
    }
}

/// What came of comparing a hash that a receiver read out.
public enum HashCheck: String, Sendable, Codable {
    case same, differs
    /// Nobody read one out.
    case unchecked = "not-checked"
}
