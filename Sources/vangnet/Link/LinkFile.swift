import Foundation
import Tables

/// Reads CSV a piece at a time: a file of millions of lines costs no more memory than its longest line.
///
/// `TableReader` holds a whole file and makes a text of every cell, which a file of a few hundred megabytes is too large for. The
/// rules are the same: comma, semicolon or tab; a quotation mark that begins a cell ends it too, and is written twice within it;
/// lines with nothing in them are passed over; every mistake has its line. A cell that is no UTF-8 is read as Windows-1252.
struct LinkFile {
    /// The names on the first line.
    private(set) var header: [String] = []
    /// The line of the file on which the present row begins.
    private(set) var line = 0

    private let file: FileHandle
    private var chunk: [UInt8] = []
    private var position = 0
    private var delimiter: UInt8 = 0x2C
    private var nextLine = 1
    /// The present row's cells, one after the other, and where each ends.
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    static let chunkSize = 1 << 20
    static let cellLimit = 100_000
    static let columnLimit = 500

    /// - Throws: `LinkFailure.noFile`, `.sameName`, and `TableError` for a first line that cannot be read.
    init(_ path: String) throws {
        guard let file = FileHandle(forReadingAtPath: path) else { throw LinkFailure.noFile(path) }
        self.file = file
        try fill()
        if chunk.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        if chunk.starts(with: [0xFF, 0xFE]) || chunk.starts(with: [0xFE, 0xFF]) {
            throw TableError.nul(line: 1, column: 1)
        }
        delimiter = likelyDelimiter()
        guard try next() else { throw TableError.empty }
        header = cells().map { $0.trimmingCharacters(in: .whitespaces) }
        for (place, name) in header.enumerated() {
            guard let first = header[..<place].firstIndex(of: name) else { continue }
            throw LinkFailure.sameName(file: path, line: line, columns: (first + 1, place + 1), name: name)
        }
    }

    /// Goes to the next row with anything in it; `false` after the last.
    ///
    /// - Throws: `TableError` with the line of the mistake.
    mutating func next() throws -> Bool {
        while try readRow() {
            if bytes.isEmpty { continue }
            guard header.isEmpty || ends.count == header.count else {
                throw TableError.cells(line: line, found: ends.count, expected: header.count)
            }
            return true
        }
        return false
    }

    /// Hands over the present row's cells, in UTF-8.
    func forEachCell(_ body: (_ column: Int, _ cell: UnsafeBufferPointer<UInt8>) -> Void) {
        bytes.withUnsafeBufferPointer { bytes in
            var start = 0
            for (column, end) in ends.enumerated() {
                body(column, UnsafeBufferPointer(rebasing: bytes[start..<end]))
                start = end
            }
        }
    }

    /// The present row's cells as texts.
    func cells() -> [String] {
        var cells: [String] = []
        forEachCell { cells.append(String(decoding: $1, as: UTF8.self)) }
        return cells
    }

    private mutating func fill() throws {
        chunk = [UInt8](try file.read(upToCount: Self.chunkSize) ?? Data())
        position = 0
    }

    private mutating func byte() throws -> UInt8? {
        if position == chunk.count {
            if chunk.isEmpty { return nil }
            try fill()
            if chunk.isEmpty { return nil }
        }
        position += 1
        return chunk[position - 1]
    }

    private mutating func peek() throws -> UInt8? {
        guard let byte = try byte() else { return nil }
        position -= 1
        return byte
    }

    private mutating func readRow() throws -> Bool {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        guard try peek() != nil else { return false }
        line = nextLine
        while try readCell() {
            if ends.count > Self.columnLimit { throw TableError.tooManyColumns(line: line, limit: Self.columnLimit) }
        }
        return true
    }

    /// Reads a cell; `false` when its row ends with it.
    private mutating func readCell() throws -> Bool {
        let start = bytes.count
        let isQuoted = try peek() == 0x22
        if isQuoted { try readQuoted() }
        while let byte = try byte() {
            if byte == delimiter || byte == 0x0A || byte == 0x0D {
                try end(start)
                if byte == delimiter { return true }
                if byte == 0x0D, try peek() == 0x0A { _ = try self.byte() }
                nextLine += 1
                return false
            }
            if isQuoted { throw TableError.afterQuote(line: line, column: ends.count + 1) }
            if byte == 0 { throw TableError.nul(line: line, column: ends.count + 1) }
            bytes.append(byte)
            if bytes.count - start > Self.cellLimit {
                throw TableError.cellTooLong(line: line, column: ends.count + 1, limit: Self.cellLimit)
            }
        }
        try end(start)
        return false
    }

    private mutating func readQuoted() throws {
        let (start, from) = (bytes.count, nextLine)
        _ = try byte()
        while let byte = try byte() {
            if byte == 0x22 {
                guard try peek() == 0x22 else { return }
                _ = try self.byte()
            }
            if byte == 0x0A { nextLine += 1 }
            bytes.append(byte)
            // A quotation mark that nothing closes would take the rest of the file for one cell.
            if bytes.count - start > Self.cellLimit { break }
        }
        throw TableError.openQuote(line: from, column: ends.count + 1)
    }

    private mutating func end(_ start: Int) throws {
        let isText = bytes.withUnsafeBufferPointer { bytes in
            let cell = bytes[start...]
            return cell.allSatisfy { $0 < 0x80 } || String(validating: cell, as: UTF8.self) != nil
        }
        if !isText {
            guard let text = String(bytes: bytes[start...], encoding: .windowsCP1252) else {
                throw TableError.encoding(line: line)
            }
            bytes.replaceSubrange(start..., with: text.utf8)
        }
        ends.append(bytes.count)
    }

    /// Of comma, semicolon and tab the one that stands most often on the first line.
    private func likelyDelimiter() -> UInt8 {
        let first = chunk[position...].prefix { $0 != 0x0A && $0 != 0x0D }
        let candidates: [UInt8] = [0x2C, 0x3B, 0x09]
        let counts = candidates.map { candidate in first.count { $0 == candidate } }
        return candidates[counts.firstIndex(of: counts.max()!)!]
    }
}
