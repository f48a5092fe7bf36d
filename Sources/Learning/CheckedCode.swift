import Core

/// Codes that people copy from paper: 32 signs without I, L, O and U, and a last sign that catches a mistake.
///
/// The last sign is a Reed–Solomon check over GF(32): every sign weighs a different power of a generator, so any one wrong
/// sign and any two that changed places are noticed, up to 31 signs in all. Reading takes either case, spaces and hyphens
/// anywhere, `O` for `0`, and `I` or `L` for `1`.
enum CheckedCode {
    /// Crockford's base 32: five bits a sign.
    static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    /// The signs that look like no other in handwriting either, and cannot make a word: for codes on posters.
    static let plain = Array("34679CDFGHJKMNPQRTVWXY".utf8)

    /// `stem` with its check sign. `stem` holds signs of the alphabet, at most 30.
    static func checked(_ stem: String) -> String? {
        guard let values = values(of: stem), (1...30).contains(values.count) else { return nil }
        return stem + String(decoding: [alphabet[check(values)]], as: UTF8.self)
    }

    /// A new code of `length` signs, its check sign among them, in signs that cannot be taken for each other.
    static func new(length: Int, random: RandomBytes) -> String {
        while true {
            // Bytes from 242 up would make the first signs of the list likelier than the rest.
            let signs = random(2 * (length - 1)).filter { $0 < 242 }.prefix(length - 1).map {
                plain[Int($0) % plain.count]
            }
            guard signs.count == length - 1, let code = checked(String(decoding: signs, as: UTF8.self)),
                code.utf8.allSatisfy(plain.contains)
            else { continue }
            return code
        }
    }

    /// What somebody typed, in capitals and without spaces and hyphens; `nil` when it is not a code of `length` signs or when
    /// its check sign does not fit.
    static func read(_ text: String, length: Int) -> String? {
        guard text.utf8.count <= 4 * length else { return nil }
        var signs: [UInt8] = []
        for byte in text.utf8 where byte != UInt8(ascii: "-") && byte != UInt8(ascii: " ") {
            let capital = (0x61...0x7A).contains(byte) ? byte - 0x20 : byte
            switch capital {
            case UInt8(ascii: "O"): signs.append(UInt8(ascii: "0"))
            case UInt8(ascii: "I"), UInt8(ascii: "L"): signs.append(UInt8(ascii: "1"))
            default: signs.append(capital)
            }
        }
        let code = String(decoding: signs, as: UTF8.self)
        guard signs.count == length, let values = values(of: code), check(Array(values.dropLast())) == values.last
        else { return nil }
        return code
    }

    /// `bits` bits of `bytes`, most significant first, as signs of five bits each; `bits` is a multiple of five.
    static func encode(_ bytes: [UInt8], bits: Int) -> String {
        var signs: [UInt8] = []
        for start in stride(from: 0, to: bits, by: 5) {
            var value = 0
            for bit in start..<(start + 5) { value = value << 1 | Int(bytes[bit / 8] >> UInt8(7 - bit % 8) & 1) }
            signs.append(alphabet[value])
        }
        return String(decoding: signs, as: UTF8.self)
    }

    /// In groups of four, as it stands on paper.
    static func grouped(_ code: String) -> String {
        var out = ""
        for (position, sign) in code.enumerated() {
            if position > 0, position % 4 == 0 { out.append("-") }
            out.append(sign)
        }
        return out
    }

    private static func values(of code: String) -> [Int]? {
        let values = code.utf8.compactMap { alphabet.firstIndex(of: $0) }
        return values.count == code.utf8.count ? values : nil
    }

    /// Σ vᵢ·αⁱ⁺¹ over GF(32), where the check sign itself weighs α⁰ = 1.
    private static func check(_ values: [Int]) -> Int {
        var weight = 1
        var sum = 0
        for value in values {
            weight = product(weight, 2)
            sum ^= product(value, weight)
        }
        return sum
    }

    /// Multiplication in GF(32) modulo the primitive polynomial x⁵ + x² + 1.
    private static func product(_ left: Int, _ right: Int) -> Int {
        var left = left
        var right = right
        var result = 0
        while right > 0 {
            if right & 1 == 1 { result ^= left }
            left <<= 1
            if left & 32 != 0 { left ^= 0b100101 }
            right >>= 1
        }
        return result
    }
}
