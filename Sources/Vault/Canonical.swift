/// Fields written one after another, each with its length before it, so that no two lists of fields give the same bytes.
///
/// Everything that is hashed, signed or bound to a ciphertext is written with it.
public struct Canonical: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []

    public init() {}

    /// These texts in this order.
    public init(_ texts: String...) {
        for text in texts { append(text) }
    }

    /// The length in four bytes, most significant first, and the bytes themselves.
    public mutating func append(_ field: [UInt8]) {
        bytes += Self.bigEndian(UInt32(field.count))
        bytes += field
    }

    /// A text, as UTF-8.
    public mutating func append(_ text: String) { append(Array(text.utf8)) }

    /// A number, in eight bytes.
    public mutating func append(_ number: Int64) { append(Self.bigEndian(UInt64(bitPattern: number))) }

    static func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}
