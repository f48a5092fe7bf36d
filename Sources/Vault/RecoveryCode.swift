public import Core
public import Crypto

/// The code that opens a member's private key when the password is lost: 128 random bits, shown once.
///
/// Written as 28 characters in seven groups, without I, L, O and U. The last two characters are a Reed–Solomon check over
/// GF(32): one or two wrong characters, or two that changed places, are always noticed before the server is asked.
public struct RecoveryCode: Hashable, Sendable {
    let bytes: [UInt8]

    /// A new one.
    public init(random: RandomBytes) { bytes = random(16) }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let dataLength = 26

    /// What the member writes down: `XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX`.
    public var text: String {
        let symbols = Self.symbols(bytes)
        let characters = (symbols + Self.check(symbols)).map { Self.alphabet[Int($0)] }
        let groups = stride(from: 0, to: characters.count, by: 4).map { characters[$0..<$0 + 4] }
        return groups.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    }

    /// Reads what a person typed: capitals or not, with or without hyphens and blanks, O for 0 and I or L for 1.
    /// `nil` when there is a typing error in it.
    public init?(typed: String) {
        guard typed.utf8.count <= 200 else { return nil }
        var symbols: [UInt8] = []
        for character in typed.utf8 where character != 0x2D && character != 0x20 {
            guard let symbol = Self.symbol(character) else { return nil }
            symbols.append(symbol)
        }
        guard symbols.count == Self.dataLength + 2 else { return nil }
        let data = Array(symbols.prefix(Self.dataLength))
        guard Self.check(data) == Array(symbols.suffix(2)), let bytes = Self.bytes(data) else { return nil }
        self.bytes = bytes
    }

    /// The key that a member's private key is sealed under. 128 random bits need no slow derivation.
    public func key(_ siteKey: SiteKey) -> SymmetricKey { siteKey.mix(.recovery, secret: bytes, use: "seal") }

    private static func symbol(_ character: UInt8) -> UInt8? {
        let capital = (0x61...0x7A).contains(character) ? character - 0x20 : character
        let meant: UInt8
        switch capital {
        case UInt8(ascii: "O"): meant = UInt8(ascii: "0")
        case UInt8(ascii: "I"), UInt8(ascii: "L"): meant = UInt8(ascii: "1")
        default: meant = capital
        }
        return alphabet.firstIndex(of: meant).map(UInt8.init)
    }

    /// 128 bits in symbols of 5, the last of which ends in two zero bits.
    private static func symbols(_ bytes: [UInt8]) -> [UInt8] {
        (0..<dataLength).map { position in
            (0..<5).reduce(UInt8(0)) { symbol, offset in
                let bit = position * 5 + offset
                return symbol << 1 | (bit < 128 ? bytes[bit / 8] >> UInt8(7 - bit % 8) & 1 : 0)
            }
        }
    }

    private static func bytes(_ symbols: [UInt8]) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 17)
        for bit in 0..<dataLength * 5 {
            bytes[bit / 8] |= (symbols[bit / 5] >> UInt8(4 - bit % 5) & 1) << UInt8(7 - bit % 8)
        }
        return bytes[16] == 0 ? Array(bytes.prefix(16)) : nil
    }

    /// The remainder of the symbols, as a polynomial, after division by (x − α)(x − α²).
    private static func check(_ symbols: [UInt8]) -> [UInt8] {
        let alpha: UInt8 = 2
        let square = product(alpha, alpha)
        var remainder: (high: UInt8, low: UInt8) = (0, 0)
        for symbol in symbols {
            let carry = symbol ^ remainder.high
            remainder = (remainder.low ^ product(alpha ^ square, carry), product(product(alpha, square), carry))
        }
        return [remainder.high, remainder.low]
    }

    /// Multiplication in GF(32), modulo x⁵ + x² + 1.
    private static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var result: UInt8 = 0
        var shifted = left
        for bit in 0..<5 {
            if right >> UInt8(bit) & 1 == 1 { result ^= shifted }
            shifted <<= 1
            if shifted & 32 != 0 { shifted ^= 0b100101 }
        }
        return result
    }
}
