/// What stands in a cell.
public enum TableCell: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case text(String)
    case number(Int)

    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int) { self = .number(value) }
}

/// Writes CSV (RFC 4180, UTF-8, CRLF) in which no cell is a formula to whoever opens it in a spreadsheet.
public struct TableWriter: Sendable {
    /// For whom a file is written.
    public enum Style: Sendable, Hashable, CaseIterable {
        /// For programs: comma, no byte order mark.
        case plain
        /// For a double click in a Dutch Excel: semicolon and byte order mark.
        case dutchExcel
    }

    /// What has been written.
    public private(set) var bytes: [UInt8]
    private let delimiter: UInt8

    public init(style: Style = .plain) {
        delimiter = style == .plain ? 0x2C : 0x3B
        bytes = style == .plain ? [] : [0xEF, 0xBB, 0xBF]
    }

    /// Adds a line.
    public mutating func add(_ cells: [TableCell]) {
        let isBlank = cells.allSatisfy { $0 == .text("") }
        for (place, cell) in cells.enumerated() {
            if place > 0 { bytes.append(delimiter) }
            switch cell {
            case .number(let number): bytes += String(number).utf8
            // A line with nothing in it would be passed over by readers.
            case .text(let text): write(Self.harmless(text), quoted: isBlank)
            }
        }
        bytes += [0x0D, 0x0A]
    }

    private mutating func write(_ text: String, quoted: Bool) {
        guard quoted || Self.needsQuotes(text) else {
            bytes += text.utf8
            return
        }
        bytes.append(0x22)
        for byte in text.utf8 { bytes += byte == 0x22 ? [0x22, 0x22] : [byte] }
        bytes.append(0x22)
    }

    /// The text as it is written: with an apostrophe before what a spreadsheet takes for a formula (OWASP, CSV Injection),
    /// and without NUL, which no reader takes. Plain numbers such as −5 or 1,5 with a hyphen-minus stay as they are.
    public static func harmless(_ text: String) -> String {
        let text = text.replacing("\0", with: "\u{FFFD}")
        guard let first = text.unicodeScalars.first(where: { $0 != " " }), starters.contains(first), !isNumber(text)
        else { return text }
        return "'" + text
    }

    /// The wide forms count too: spreadsheets for Asian languages take them for the same.
    private static let starters: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
    ]

    /// An optional minus, digits, and perhaps one point or comma with digits behind it.
    private static func isNumber(_ text: String) -> Bool {
        let digits = text.utf8.drop { $0 == 0x2D }
        guard text.utf8.count - digits.count <= 1 else { return false }
        let parts = digits.split(omittingEmptySubsequences: false) { $0 == 0x2E || $0 == 0x2C }
        return parts.count <= 2
            && parts.allSatisfy { part in !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) } }
    }

    /// Whether the text could be taken for more than one cell, another delimiter, a byte order mark or an announced delimiter.
    private static func needsQuotes(_ text: String) -> Bool {
        text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x3B || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
            || text.utf8.starts(with: "sep=".utf8) || text.unicodeScalars.first == "\u{FEFF}"
    }
}
