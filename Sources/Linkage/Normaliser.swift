import Foundation

/// What is done to a value before it is compared: two ways of writing the same become one.
public enum Normaliser: String, Sendable, Hashable, Codable, CaseIterable {
    /// As it was read.
    case none
    /// Lower case, no diacritics, letters and digits; everything else is one space.
    case text
    /// Digits of a phone number in national form: `+31 6`, `0031 6` and `06` are the same. `x`, `*`, `?` and `#` stand for a
    /// digit that is not known and become `?`.
    case phone
    /// The letters that a handle's writer meant: lower case, leetspeak undone (`4`→a, `3`→e, `1`→i, `0`→o, `5`→s, `7`→t), no
    /// separators, without digits at its end, repeated letters once.
    case handle
    /// Digits only.
    case digits
    /// A date as `YYYY-MM-DD`; what is no date becomes no value.
    case date

    /// The value in its normal form; empty when nothing is left of it.
    public func callAsFunction(_ value: String) -> String {
        switch self {
        case .none: value
        case .text: Self.plain(value)
        case .phone: Self.national(value)
        case .handle: Self.meant(value)
        case .digits: String(decoding: value.utf8.filter { (0x30...0x39).contains($0) }, as: UTF8.self)
        case .date: CalendarDay(value).map(\.description) ?? ""
        }
    }

    /// The normal form of UTF-8, put into `result`: what all values of a column go through.
    func apply(_ bytes: UnsafeBufferPointer<UInt8>, into result: inout [UInt8]) {
        result.removeAll(keepingCapacity: true)
        guard self == .text, bytes.allSatisfy({ $0 < 0x80 }) else {
            result += self(String(decoding: bytes, as: UTF8.self)).utf8
            return
        }
        var isPending = false
        for byte in bytes where byte != 0x27 {
            let lower = (0x41...0x5A).contains(byte) ? byte + 32 : byte
            if Folding.isLetterOrDigit(lower) {
                if isPending, !result.isEmpty { result.append(0x20) }
                isPending = false
                result.append(lower)
            } else {
                isPending = true
            }
        }
    }

    private static func plain(_ value: String) -> String {
        var result = ""
        var isPending = false
        for scalar in Folding.folded(value) {
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar.properties.isEmoji {
                if isPending, !result.isEmpty { result.unicodeScalars.append(" ") }
                isPending = false
                result.unicodeScalars.append(scalar)
            } else if scalar != "'" && scalar != "’" {
                isPending = true
            }
        }
        return result
    }

    private static func national(_ value: String) -> String {
        var digits: [UInt8] = []
        let isInternational = value.utf8.first { $0 > 0x20 && $0 != 0x28 } == 0x2B
        for byte in value.utf8 {
            switch byte {
            case 0x30...0x39: digits.append(byte)
            case 0x78, 0x58, 0x2A, 0x3F, 0x23: digits.append(0x3F)
            default: break
            }
        }
        if isInternational {
            digits = [0x30, 0x30] + digits
        }
        // The Netherlands' own numbers: +31 (0)6, 0031 6, 31 6 of eleven digits.
        for prefix in ["00310", "0031"] where digits.starts(with: prefix.utf8) {
            return String(decoding: [0x30] + digits.dropFirst(prefix.utf8.count), as: UTF8.self)
        }
        if digits.count == 11, digits.starts(with: "31".utf8) { digits = [0x30] + digits.dropFirst(2) }
        if digits.count == 9, digits.first == 0x36 { digits = [0x30] + digits }
        return String(decoding: digits, as: UTF8.self)
    }

    private static func meant(_ value: String) -> String {
        var bytes = Array(String(String.UnicodeScalarView(Folding.folded(value))).utf8)
        // An @ in front is how a platform marks a handle.
        if bytes.first == 0x40 { bytes.removeFirst() }
        bytes.removeAll { $0 < 0x80 && !Folding.isLetterOrDigit($0) && !Self.leet.keys.contains($0) }
        var end = bytes.count
        while end > 0, (0x30...0x39).contains(bytes[end - 1]) { end -= 1 }
        // A handle of digits only keeps them: they are all there is.
        guard bytes[..<end].contains(where: { $0 >= 0x61 }) else {
            return String(decoding: bytes.filter { (0x30...0x39).contains($0) }, as: UTF8.self)
        }
        var result: [UInt8] = []
        for byte in bytes[..<end] {
            let letter = leet[byte] ?? byte
            if (0x30...0x39).contains(letter) || letter == result.last { continue }
            result.append(letter)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static let leet: [UInt8: UInt8] = [
        0x34: 0x61, 0x40: 0x61, 0x33: 0x65, 0x31: 0x69, 0x21: 0x69, 0x30: 0x6F, 0x35: 0x73, 0x24: 0x73, 0x37: 0x74,
    ]
}

/// Lower case without diacritics.
enum Folding {
    static func isLetterOrDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) }

    static func folded(_ value: String) -> [Unicode.Scalar] {
        if value.utf8.allSatisfy({ $0 < 0x80 }) {
            return value.utf8.map { Unicode.Scalar((0x41...0x5A).contains($0) ? $0 + 32 : $0) }
        }
        let lower = value.lowercased()
        let decomposed = lower.decomposedStringWithCanonicalMapping.unicodeScalars
        return decomposed.filter { $0.properties.generalCategory != .nonspacingMark }
    }
}
