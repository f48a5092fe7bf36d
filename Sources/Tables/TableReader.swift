/// How much of a file is taken.
public struct TableLimits: Sendable, Hashable {
    /// Lines of the file, the first one and empty ones included.
    public var lines: Int
    public var columns: Int
    /// Bytes of one cell, in UTF-8.
    public var cell: Int

    public init(lines: Int = 100_000, columns: Int = 200, cell: Int = 10_000) {
        self.lines = lines
        self.columns = columns
        self.cell = cell
    }
}

/// One line of a table; a cell may hold line ends, and then it is several lines of the file.
public struct TableRow: Sendable, Hashable {
    /// The line of the file on which it begins, from 1.
    public let line: Int
    public let cells: [String]

    public init(line: Int, cells: [String]) {
        self.line = line
        self.cells = cells
    }
}

/// Reads CSV as spreadsheets write it: RFC 4180 with comma, semicolon or tab, in UTF-8, Windows-1252 or UTF-16, whatever the
/// line ends, with or without Excel's first line `sep=;`.
///
/// Lines that hold nothing, or nothing but delimiters, are passed over. A quotation mark inside a cell that does not begin with one
/// stands for itself, as in Excel.
public struct TableReader: Sendable {
    /// The first line, in which the columns are named.
    public let header: TableRow
    public let encoding: TableEncoding
    /// Between two cells.
    public var delimiter: Character { Character(Unicode.Scalar(parser.delimiter)) }
    private var parser: TableParser

    /// - Throws: `TableError` when the file is too long, empty, or no text, or when its first line cannot be read.
    public init(_ bytes: [UInt8], limits: TableLimits = TableLimits()) throws(TableError) {
        let (text, encoding) = try TableEncoding.decode(bytes, lineLimit: limits.lines)
        parser = TableParser(text, limits: limits)
        guard let first = try parser.next() else { throw .empty }
        header = first
        self.encoding = encoding
    }

    /// The next line under the header; `nil` after the last.
    ///
    /// - Throws: `TableError` with the line of the mistake. After `.cells` the next line can be read; after anything else nothing.
    public mutating func next() throws(TableError) -> TableRow? {
        guard let row = try parser.next() else { return nil }
        guard row.cells.count == header.cells.count else {
            throw .cells(line: row.line, found: row.cells.count, expected: header.cells.count)
        }
        return row
    }

    /// All lines under the header that are left.
    ///
    /// - Throws: as `next()`.
    public mutating func rest() throws(TableError) -> [TableRow] {
        var rows: [TableRow] = []
        while let row = try next() { rows.append(row) }
        return rows
    }

    /// Stops unless the first line holds exactly these names in this order; upper case and spaces around a name do not matter.
    public func require(header names: [String]) throws(TableError) {
        let found = header.cells.map { $0.lowercased().split(separator: " ").joined(separator: " ") }
        guard found == names.map({ $0.lowercased() }) else {
            throw .header(line: header.line, found: header.cells, expected: names)
        }
    }
}

/// Cuts UTF-8 text into lines and cells.
struct TableParser: Sendable {
    private(set) var delimiter: UInt8
    private let text: [UInt8]
    private let limits: TableLimits
    private var position = 0
    private var line = 1

    init(_ text: [UInt8], limits: TableLimits) {
        self.text = text
        self.limits = limits
        if let announced = Self.announcedDelimiter(text) {
            delimiter = announced
            position = 5
            skipLineEnd()
        } else {
            delimiter = Self.likelyDelimiter(text)
        }
    }

    /// The next line with something in it.
    mutating func next() throws(TableError) -> TableRow? {
        while position < text.count {
            let start = line
            var cells: [String] = []
            var isBlank = true
            repeat {
                guard cells.count < limits.columns else {
                    throw .tooManyColumns(line: start, limit: limits.columns)
                }
                let isQuoted = position < text.count && text[position] == Self.quote
                let cell = try isQuoted ? quotedCell(column: cells.count + 1) : bareCell(column: cells.count + 1)
                isBlank = isBlank && !isQuoted && cell.isEmpty
                cells.append(cell)
            } while skipDelimiter()
            skipLineEnd()
            if !isBlank { return TableRow(line: start, cells: cells) }
        }
        return nil
    }

    private mutating func bareCell(column: Int) throws(TableError) -> String {
        let start = position
        while position < text.count, !isEnd(text[position]) {
            guard text[position] != 0 else { throw .nul(line: line, column: column) }
            position += 1
            try check(length: position - start, line: line, column: column)
        }
        return String(decoding: text[start..<position], as: UTF8.self)
    }

    private mutating func quotedCell(column: Int) throws(TableError) -> String {
        let start = line
        var cell: [UInt8] = []
        position += 1
        while position < text.count {
            let byte = text[position]
            guard byte != 0 else { throw .nul(line: line, column: column) }
            position += 1
            if byte == Self.quote {
                guard position < text.count, text[position] == Self.quote else {
                    guard position == text.count || isEnd(text[position]) else {
                        throw .afterQuote(line: line, column: column)
                    }
                    return String(decoding: cell, as: UTF8.self)
                }
                position += 1
            }
            // Of CR LF the LF counts.
            if byte == 0x0A || byte == 0x0D && (position == text.count || text[position] != 0x0A) { line += 1 }
            cell.append(byte)
            try check(length: cell.count, line: start, column: column)
        }
        throw .openQuote(line: start, column: column)
    }

    private func check(length: Int, line: Int, column: Int) throws(TableError) {
        if length > limits.cell { throw .cellTooLong(line: line, column: column, limit: limits.cell) }
    }

    private func isEnd(_ byte: UInt8) -> Bool { byte == delimiter || byte == 0x0A || byte == 0x0D }

    private mutating func skipDelimiter() -> Bool {
        guard position < text.count, text[position] == delimiter else { return false }
        position += 1
        return true
    }

    private mutating func skipLineEnd() {
        guard position < text.count else { return }
        let isPair = text[position] == 0x0D && position + 1 < text.count && text[position + 1] == 0x0A
        position += isPair ? 2 : 1
        line += 1
    }

    private static let quote: UInt8 = 0x22

    /// The delimiter of a first line `sep=;`, which Excel obeys.
    private static func announcedDelimiter(_ text: [UInt8]) -> UInt8? {
        guard text.count >= 5, text.starts(with: "sep=".utf8), [0x2C, 0x3B, 0x09, 0x7C].contains(text[4]),
            text.count == 5 || text[5] == 0x0A || text[5] == 0x0D
        else { return nil }
        return text[4]
    }

    /// Of semicolon, tab and comma the one that stands most often outside quotation marks in the first line that is not empty.
    private static func likelyDelimiter(_ text: [UInt8]) -> UInt8 {
        let candidates: [UInt8] = [0x3B, 0x09, 0x2C]
        var counts = [0, 0, 0]
        var isInside = false
        var isEmpty = true
        for byte in text {
            if byte == quote { isInside.toggle() }
            if !isInside, byte == 0x0A || byte == 0x0D {
                if isEmpty { continue } else { break }
            }
            isEmpty = false
            if !isInside, let place = candidates.firstIndex(of: byte) { counts[place] += 1 }
        }
        let most = counts.max()!
        return most == 0 ? 0x2C : candidates[counts.firstIndex(of: most)!]
    }
}
