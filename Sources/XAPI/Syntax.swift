/// The forms in which xAPI writes identifiers, languages, addresses and numbers (Data 4.0 and the standards it names).
///
/// Each answers whether a text has the form, or gives what it means.
enum Syntax {
    /// A UUID in its text form of 36 characters (RFC 4122), in lower case. The specification's own examples are not of its
    /// "variant 2", so that bits are not looked at.
    static func uuid(_ text: String) -> String? {
        guard text.utf8.count == 36 else { return nil }
        var hasCapital = false
        for (position, byte) in text.utf8.enumerated() {
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard Hex.digit(byte) != nil else { return nil }
                if byte & 0x60 == 0x40 { hasCapital = true }
            }
        }
        return hasCapital ? text.lowercased() : text
    }

    /// Whether it is an IRI with a scheme (RFC 3987, section 2.2): which characters may stand in it, not what they mean.
    static func isIRI(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0, colon + 1 < bytes.count,
                isLetter(bytes[0])
            else { return false }
            for byte in bytes[1..<colon] {
                guard isLetter(byte) || isDigit(byte) || byte == 0x2B || byte == 0x2D || byte == 0x2E else {
                    return false
                }
            }
            return isIRIRest(UnsafeBufferPointer(rebasing: bytes[(colon + 1)...]))
        }
    }

    /// What follows the scheme and its colon.
    private static func isIRIRest(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var hasFragment = false
        // Brackets stand around an IP address only (RFC 3986, section 3.2.2), so before the path.
        var slashes = 0
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case 0...0x20, 0x7F: return false
            case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "}"),
                UInt8(ascii: "|"), UInt8(ascii: "\\"), UInt8(ascii: "^"), UInt8(ascii: "`"):
                return false
            case UInt8(ascii: "["), UInt8(ascii: "]"):
                guard slashes == 2, !hasFragment else { return false }
            case UInt8(ascii: "#"):
                guard !hasFragment else { return false }
                hasFragment = true
            case UInt8(ascii: "/"): slashes += 1
            case UInt8(ascii: "%"):
                guard position + 2 < bytes.count, Hex.digit(bytes[position + 1]) != nil,
                    Hex.digit(bytes[position + 2]) != nil
                else { return false }
            default: break
            }
            position += 1
        }
        return true
    }

    /// A `mailto:` IRI with one address, its domain in lower case, since that has no case (Data 2.4.2.3).
    static func mbox(_ text: String) -> String? {
        guard text.hasPrefix("mailto:"), isIRI(text) else { return nil }
        let address = text.dropFirst("mailto:".count)
        guard let at = address.lastIndex(of: "@"), at > address.startIndex else { return nil }
        let domain = address[address.index(after: at)...]
        let isDomain = domain.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2D || $0 == 0x2E || $0 >= 0x80 }
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        guard isDomain, labels.allSatisfy({ !$0.isEmpty }), !address[..<at].contains("@"), !address[..<at].contains("?")
        else { return nil }
        return "mailto:\(address[...at])\(domain.lowercased())"
    }

    /// Hexadecimal digits in lower case, when there are as many as one of `counts`.
    static func hash(_ text: String, digits counts: [Int]) -> String? {
        guard counts.contains(text.utf8.count), text.utf8.allSatisfy({ Hex.digit($0) != nil }) else { return nil }
        return text.lowercased()
    }

    /// Whether it is a media type (RFC 9110, section 8.3.1), with or without parameters.
    static func isMediaType(_ text: String) -> Bool {
        let type = text.prefix { $0 != ";" }
        let parts = type.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, isToken(parts[0]) else { return false }
        var subtype = parts[1]
        while subtype.last == " " || subtype.last == "\t" { subtype.removeLast() }
        return isToken(subtype)
    }

    /// A token of HTTP (RFC 9110, section 5.6.2).
    static func isToken(_ text: some StringProtocol) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                isLetter(byte) || isDigit(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
    }

    static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
