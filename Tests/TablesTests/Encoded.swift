import Tables

/// The text as a spreadsheet would save it: UTF-8 and UTF-16 with a byte order mark. Of Windows-1252 only € and ž stand where Latin-1
/// does not have them.
func encoded(_ text: String, as encoding: TableEncoding) -> [UInt8] {
    switch encoding {
    case .utf8: [0xEF, 0xBB, 0xBF] + Array(text.utf8)
    case .utf16LittleEndian: text.utf16.reduce(into: [0xFF, 0xFE]) { $0 += [UInt8($1 & 255), UInt8($1 >> 8)] }
    case .utf16BigEndian: text.utf16.reduce(into: [0xFE, 0xFF]) { $0 += [UInt8($1 >> 8), UInt8($1 & 255)] }
    case .windows1252:
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "€": 0x80
            case "ž": 0x9E
            default: UInt8(scalar.value)
            }
        }
    }
}
