/// Writes rows as CSV (RFC 4180) that no spreadsheet takes for a formula.
struct SheetWriter {
    var separator: Character = ","
    /// A byte order mark in front, by which Excel recognises UTF-8.
    var hasMark = true

    func bytes(_ rows: [[String]]) -> [UInt8] {
        var text = hasMark ? "\u{FEFF}" : ""
        for row in rows { text += row.map(cell).joined(separator: String(separator)) + "\r\n" }
        return Array(text.utf8)
    }

    private func cell(_ text: String) -> String {
        // An apostrophe in front keeps a spreadsheet from calculating.
        let safe = text.utf8.first.map { "=+-@\t\r".utf8.contains($0) } == true ? "'" + text : text
        let special: (Character) -> Bool = { $0 == separator || $0 == "\"" || $0.isNewline }
        guard safe.contains(where: special) || safe.first == " " || safe.last == " " else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
