/// Gives `count` random bytes. Production hands in the system's generator; tests hand in one with a seed.
public typealias RandomBytes = @Sendable (_ count: Int) -> [UInt8]

/// Random bytes from the system's cryptographically secure generator.
public let systemRandomBytes: RandomBytes = { count in
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}

/// A UUID of version 7 (RFC 9562, section 5.7) in lower-case text: 48 bits of time, 74 random bits.
///
/// Identifiers sort by the moment they were made, to the millisecond, and cannot be guessed from one another.
public struct Identifier: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    /// 36 characters, lower case, with hyphens.
    public let text: String

    /// A new identifier for `instant`.
    public init(at instant: Instant, random: RandomBytes) {
        let time = UInt64(max(0, instant.milliseconds)) & 0xFFFF_FFFF_FFFF
        var bytes = (0..<6).map { UInt8(truncatingIfNeeded: time >> UInt64(40 - 8 * $0)) } + random(10)
        bytes[6] = 0x70 | (bytes[6] & 0x0F)
        bytes[8] = 0x80 | (bytes[8] & 0x3F)
        self.text = Self.format(bytes)
    }

    /// A new identifier that tells the day and no time of it: for what is about people.
    public init(on day: Day, random: RandomBytes) { self.init(at: Instant(startOf: day), random: random) }

    /// Reads any UUID in its text form of 36 characters, in either case; `nil` when it is not one.
    public init?(_ text: some StringProtocol) {
        let lower = text.lowercased()
        guard lower.utf8.count == 36 else { return nil }
        for (position, character) in lower.utf8.enumerated() {
            let isHyphen = [8, 13, 18, 23].contains(position)
            let isHex = (0x30...0x39).contains(character) || (0x61...0x66).contains(character)
            guard isHyphen ? character == 0x2D : isHex else { return nil }
        }
        self.text = lower
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let identifier = Identifier(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a UUID")
        }
        self = identifier
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    public var description: String { text }
    public static func < (left: Identifier, right: Identifier) -> Bool { left.text < right.text }

    private static func format(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var out: [UInt8] = []
        for (position, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(position) { out.append(0x2D) }
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }
}
