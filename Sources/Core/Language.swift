/// A language of the interface, by its BCP 47 tag in lower case. More are added as files in `Resources/strings`.
public struct Language: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    public let tag: String

    public init(_ tag: some StringProtocol) { self.tag = tag.lowercased() }

    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(tag)
    }

    public var description: String { tag }
    public static func < (left: Language, right: Language) -> Bool { left.tag < right.tag }

    /// Dutch: the first language of the interface, at paths without a prefix.
    public static let nl = Language("nl")
    /// English: complete as well, under `/en`.
    public static let en = Language("en")
    /// The languages in which the interface is complete.
    public static let all: [Language] = [.nl, .en]
}
