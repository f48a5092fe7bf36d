extension [UInt8] {
    /// Lower-case hexadecimal: how Vangnet writes hashes, tokens and sealed keys as text.
    public var hex: String {
        let digits = Array<UInt8>("0123456789abcdef".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(count * 2)
        for byte in self {
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Reads what `hex` writes and nothing else: an even number of lower-case digits.
    public init?(hex text: some StringProtocol) {
        var nibbles: [UInt8] = []
        nibbles.reserveCapacity(text.utf8.count)
        for character in text.utf8 {
            switch character {
            case 0x30...0x39: nibbles.append(character - 0x30)
            case 0x61...0x66: nibbles.append(character - 0x61 + 10)
            default: return nil
            }
        }
        guard nibbles.count.isMultiple(of: 2) else { return nil }
        self = stride(from: 0, to: nibbles.count, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
    }
}

/// Whether two byte strings are the same, in a time that does not tell where they differ.
public func equalInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for (one, other) in zip(left, right) { difference |= one ^ other }
    return difference == 0
}
