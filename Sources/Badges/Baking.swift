import CZ

/// Puts a badge into a picture and takes it out again (Open Badges 3.0, section 5.3). A picture is never decoded for it: only the
/// place where the badge stands is read.
public enum Baking {
    private static let namespace = "https://purl.imsglobal.org/ob/v3p0"
    private static let element = "<openbadges:credential"
    private static let keyword = Array("openbadgecredential".utf8)
    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// An SVG of ours with `badge` in it, directly after its first tag.
    ///
    /// - Parameter svg: begins with `<svg `.
    public static func svg(_ svg: String, badge: String) -> String {
        guard svg.hasPrefix("<svg "), let end = svg.firstIndex(of: ">") else { preconditionFailure("not a drawing") }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns:openbadges=\"\(namespace)\" "
            + svg[svg.index(svg.startIndex, offsetBy: 5)...end] + "\(element) verify=\"\(badge)\"/>"
            + svg[svg.index(after: end)...]
    }

    /// A PNG with `badge` in it: an uncompressed `iTXt` chunk after the first chunk, which is the header.
    ///
    /// - Returns: `nil` when `png` is none.
    public static func png(_ png: [UInt8], badge: String) -> [UInt8]? {
        guard png.starts(with: signature), png.count >= 33 else { return nil }
        // No compression, no language, no translated keyword.
        let content = keyword + [0, 0, 0, 0, 0] + Array(badge.utf8)
        return png[..<33] + chunk("iTXt", content) + png[33...]
    }

    /// The signed text in a picture, or the text itself when it is one.
    ///
    /// - Throws: `BadgeProblem.notACredential`, `.several`.
    public static func extract(_ bytes: [UInt8]) throws(BadgeProblem) -> String {
        if bytes.starts(with: signature) { return try fromPNG(bytes) }
        let start = bytes.firstIndex { !isBlank($0) } ?? bytes.count
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if bytes[start...].starts(with: "<".utf8) || bytes[start...].starts(with: mark + Array("<".utf8)) {
            return try fromSVG(bytes)
        }
        guard bytes.count <= 2 * CompactJWS.mostBytes else { throw .notACredential }
        // A text is often copied with line ends in it.
        guard let text = String(validating: bytes.filter { !isBlank($0) }, as: UTF8.self) else { throw .notACredential }
        return text
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// By its bytes: a text of two megabytes takes seconds when it is read character by character.
    private static func fromSVG(_ bytes: [UInt8]) throws(BadgeProblem) -> String {
        guard let start = find(element, in: bytes, from: 0) else { throw .notACredential }
        let inside = start + element.utf8.count
        guard find(element, in: bytes, from: inside) == nil else { throw .several }
        let tag = Array(bytes[inside...].prefix { $0 != UInt8(ascii: ">") })
        for quote in ["\"", "'"] {
            guard let place = find("verify=\(quote)", in: tag, from: 0) else { continue }
            let value = tag[(place + 8)...]
            guard let end = value.firstIndex(of: quote.utf8.first!),
                let text = String(validating: value[..<end], as: UTF8.self)
            else { break }
            return text
        }
        throw .notACredential
    }

    /// Where `text` stands in `bytes`, at or after `start`.
    private static func find(_ text: String, in bytes: [UInt8], from start: Int) -> Int? {
        let pattern = Array(text.utf8)
        guard start <= bytes.count - pattern.count else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            (start...(bytes.count - pattern.count)).first { place in
                bytes[place] == pattern[0] && pattern.indices.allSatisfy { bytes[place + $0] == pattern[$0] }
            }
        }
    }

    private static func fromPNG(_ bytes: [UInt8]) throws(BadgeProblem) -> String {
        var found: String?
        var place = signature.count
        while place + 12 <= bytes.count {
            let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            guard length <= bytes.count - place - 12 else { throw .notACredential }
            let kind = bytes[place + 4..<place + 8]
            let content = bytes[place + 8..<place + 8 + length]
            if kind.elementsEqual("iTXt".utf8), content.starts(with: keyword + [0]) {
                guard found == nil else { throw .several }
                let sum = bytes[place + 8 + length..<place + 12 + length].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                guard sum == checksum(kind + content), let text = text(in: content.dropFirst(keyword.count + 1)) else {
                    throw .notACredential
                }
                found = text
            }
            place += 12 + length
        }
        guard let found else { throw .notACredential }
        return found
    }

    /// The text after compression flag and method, language tag and translated keyword; compression must not be used.
    private static func text(in rest: ArraySlice<UInt8>) -> String? {
        guard rest.count >= 2, rest.first == 0, let language = rest.dropFirst(2).firstIndex(of: 0),
            let translated = rest[(language + 1)...].firstIndex(of: 0)
        else { return nil }
        return String(validating: rest[(translated + 1)...], as: UTF8.self)
    }

    private static func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(kind.utf8) + content
        return bigEndian(UInt32(content.count)) + body + bigEndian(checksum(body))
    }

    private static func checksum(_ bytes: some Collection<UInt8>) -> UInt32 {
        let bytes = Array(bytes)
        return UInt32(truncatingIfNeeded: crc32(0, bytes, UInt32(bytes.count)))
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
}
