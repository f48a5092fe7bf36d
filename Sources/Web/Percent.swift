/// Percent-encoding (RFC 3986, section 2.1) and the encoding of forms (WHATWG URL, section 5).
public enum Percent {
    /// Encodes all but letters, digits and `-._~/`.
    public static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x2F: out.append(byte)
            default: out += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The bytes behind `text`; a `%` that is not followed by two hexadecimal digits stays as it is.
    public static func decode(_ text: some Sequence<UInt8>, plusIsSpace: Bool = false) -> [UInt8] {
        let bytes = Array(text)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            if byte == 0x25, place + 2 < bytes.count, let high = hex(bytes[place + 1]), let low = hex(bytes[place + 2])
            {
                out.append(high << 4 | low)
                place += 3
            } else {
                out.append(plusIsSpace && byte == 0x2B ? 0x20 : byte)
                place += 1
            }
        }
        return out
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
