/// How the text of a file was written down.
public enum TableEncoding: String, Sendable, Hashable, CaseIterable {
    case utf8 = "utf-8"
    /// What Western European Windows calls ANSI: Excel's plain "CSV".
    case windows1252 = "windows-1252"
    /// Excel's "Unicode text", with a byte order mark.
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"

    /// The text as UTF-8 without byte order mark.
    ///
    /// A byte order mark decides; without one it is UTF-8 when all of it is, and else Windows-1252.
    ///
    /// - Throws: `TableError.tooManyLines` before anything is decoded, and `.encoding` with the line of the first mistake.
    static func decode(_ bytes: [UInt8], lineLimit: Int) throws(TableError) -> (text: [UInt8], encoding: TableEncoding)
    {
        let encoding = marked(bytes)
        switch encoding {
        case .utf16LittleEndian?, .utf16BigEndian?:
            let units = units(bytes, littleEndian: encoding == .utf16LittleEndian)
            try checkLineCount(units, limit: lineLimit)
            return (try decode(units, from: UTF16.self, isCut: bytes.count % 2 == 1), encoding!)
        default:
            try checkLineCount(bytes, limit: lineLimit)
            let body = encoding == .utf8 ? Array(bytes.dropFirst(3)) : bytes
            if String(validating: body, as: UTF8.self) != nil { return (body, .utf8) }
            guard encoding == nil else { return (try decode(body, from: UTF8.self), .utf8) }
            return (try decodeWindows1252(body), .windows1252)
        }
    }

    private static func marked(_ bytes: [UInt8]) -> TableEncoding? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8 }
        if bytes.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
        return bytes.starts(with: [0xFE, 0xFF]) ? .utf16BigEndian : nil
    }

    /// The code units after the byte order mark.
    private static func units(_ bytes: [UInt8], littleEndian: Bool) -> [UInt16] {
        stride(from: 2, to: bytes.count - 1, by: 2).map { place in
            let (first, second) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
            return littleEndian ? second << 8 | first : first << 8 | second
        }
    }

    /// Stops at the first line over the limit, so that a file that is far too long costs no more than one that fits.
    private static func checkLineCount<Unit: FixedWidthInteger>(_ units: [Unit], limit: Int) throws(TableError) {
        var lines = 0
        var isAtStart = true
        var previous: Unit = 0
        for unit in units {
            // The LF of a CR LF belongs to the line that the CR ended.
            if unit != 0x0A || previous != 0x0D {
                if isAtStart { lines += 1 }
                if lines > limit { throw .tooManyLines(limit: limit) }
                isAtStart = unit == 0x0A || unit == 0x0D
            }
            previous = unit
        }
    }

    private static func decode<Codec: UnicodeCodec>(
        _ units: [Codec.CodeUnit], from codec: Codec.Type, isCut: Bool = false
    ) throws(TableError) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(units.count)
        let failed = transcode(units.makeIterator(), from: codec, to: UTF8.self, stoppingOnError: true) {
            text.append($0)
        }
        if failed || isCut { throw .encoding(line: lineCount(text)) }
        return text
    }

    private static func decodeWindows1252(_ bytes: [UInt8]) throws(TableError) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + bytes.count / 8)
        for byte in bytes {
            if byte < 0x80 {
                text.append(byte)
            } else if let scalar = byte < 0xA0 ? upperControls[Int(byte - 0x80)] : Unicode.Scalar(byte) {
                text += UTF8.encode(scalar)!
            } else {
                throw .encoding(line: lineCount(text))
            }
        }
        return text
    }

    /// What Windows-1252 has at 0x80 to 0x9F, where Latin-1 has control characters; `nil` for the five bytes that mean nothing (Unicode Consortium, CP1252.TXT).
    private static let upperControls: [Unicode.Scalar?] = [
        "€", nil, "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", nil, "Ž", nil,
        nil, "‘", "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", nil, "ž", "Ÿ",
    ]

    /// The number of the line that the end of `text` stands on.
    private static func lineCount(_ text: [UInt8]) -> Int {
        var line = 1
        var previous: UInt8 = 0
        for byte in text {
            if byte == 0x0D || (byte == 0x0A && previous != 0x0D) { line += 1 }
            previous = byte
        }
        return line
    }
}
