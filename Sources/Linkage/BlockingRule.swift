/// What of a column's value two records have to share.
public struct BlockingKey: Sendable, Hashable, Codable {
    /// Which part of the value.
    public enum Part: String, Sendable, Hashable, Codable, CaseIterable {
        case whole
        /// The first or last `length` characters; a shorter value is a key as a whole.
        case first, last
        /// Any one of its words.
        case words
        /// Any one of the elements of an array.
        case elements
        /// Any one run of `length` characters.
        case ngrams
    }

    public var column: String
    public var normalise: Normaliser
    public var part: Part
    public var length: Int

    enum CodingKeys: String, CodingKey { case column, normalise, part, length }

    public init(_ column: String, normalise: Normaliser = .text, part: Part = .whole, length: Int = 4) {
        self.column = column
        self.normalise = normalise
        self.part = part
        self.length = length
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        column = try values.decode(String.self, forKey: .column)
        normalise = try values.decodeIfPresent(Normaliser.self, forKey: .normalise) ?? .text
        part = try values.decodeIfPresent(Part.self, forKey: .part) ?? .whole
        length = try values.decodeIfPresent(Int.self, forKey: .length) ?? 4
    }

    var hasSeveral: Bool { part == .words || part == .elements || part == .ngrams }

    var label: String {
        let value = normalise == .text || normalise == .none ? column : "\(normalise.rawValue)(\(column))"
        switch part {
        case .whole: return value
        case .first: return "first \(length) of \(value)"
        case .last: return "last \(length) of \(value)"
        case .words: return "a word of \(value)"
        case .elements: return "an element of \(value)"
        case .ngrams: return "\(length) characters of \(value)"
        }
    }
}

/// Two records are a candidate pair when they share all keys of a rule. At most one key may have several values in a record.
public struct BlockingRule: Sendable, Hashable, Codable {
    public var keys: [BlockingKey]
    /// Blocks with more records than this are passed over: for words and other keys of which the common ones say nothing.
    public var most: Int?

    public init(_ keys: [BlockingKey], most: Int? = nil) {
        self.keys = keys
        self.most = most
    }

    /// The rule in words, as reports show it.
    public var label: String { keys.map(\.label).joined(separator: " + ") }
}
