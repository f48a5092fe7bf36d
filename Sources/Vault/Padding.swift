/// Fills what is sealed up to one of a few sizes, so that its length says little: 256 bytes, 1, 4, 16 or 64 KiB, and beyond that
/// whole multiples of 64 KiB.
public enum Padding {
    private static let sizes = [256, 1 << 10, 4 << 10, 16 << 10, 64 << 10]
    private static let lengthSize = 4

    /// The length in four bytes, the bytes, and zeros.
    public static func pad(_ plain: [UInt8]) -> [UInt8] {
        let needed = plain.count + lengthSize
        let largest = sizes.last!
        let size = sizes.first { $0 >= needed } ?? (needed + largest - 1) / largest * largest
        return Canonical.bigEndian(UInt32(plain.count)) + plain + [UInt8](repeating: 0, count: size - needed)
    }

    /// What was padded.
    ///
    /// - Throws: `SealError.malformed` for anything that `pad` does not make.
    public static func unpad(_ padded: [UInt8]) throws -> [UInt8] {
        guard padded.count >= lengthSize else { throw SealError.malformed }
        let length = padded.prefix(lengthSize).reduce(0) { $0 << 8 | Int($1) }
        guard length <= padded.count - lengthSize else { throw SealError.malformed }
        let plain = Array(padded[lengthSize..<lengthSize + length])
        guard pad(plain) == padded else { throw SealError.malformed }
        return plain
    }
}
