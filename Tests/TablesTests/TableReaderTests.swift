import Core
import Tables
import Testing

@Suite struct TableReaderTests {
    private func read(_ text: String, limits: TableLimits = TableLimits()) throws -> [[String]] {
        try read(Array(text.utf8), limits: limits).map(\.cells)
    }

    private func read(_ bytes: [UInt8], limits: TableLimits = TableLimits()) throws -> [TableRow] {
        var reader = try TableReader(bytes, limits: limits)
        return [reader.header] + (try reader.rest())
    }

    @Test(arguments: [",", ";", "\t"])
    func eachDelimiter(delimiter: String) throws {
        let text = "a,b,c\r\n1,,3\r\n".replacing(",", with: delimiter)
        #expect(try read(text) == [["a", "b", "c"], ["1", "", "3"]])
        #expect(try TableReader(Array(text.utf8)).delimiter == Character(delimiter))
    }

    @Test func theDelimiterOfTheFirstLineCounts() throws {
        #expect(try read("a;b\n1,5;2,5,6\n") == [["a", "b"], ["1,5", "2,5,6"]])
        #expect(try read("\"a,b,c\";d\n1;2") == [["a,b,c", "d"], ["1", "2"]])
        #expect(try read("\n\na;b\n1;2") == [["a", "b"], ["1", "2"]])
        #expect(try read("a\n1\n") == [["a"], ["1"]])
    }

    @Test func theLineThatAnnouncesADelimiter() throws {
        let rows = try read(Array("sep=;\r\na,b;c\r\n1;2".utf8))
        #expect(rows == [TableRow(line: 2, cells: ["a,b", "c"]), TableRow(line: 3, cells: ["1", "2"])])
        #expect(try read("sep=|\na|b") == [["a", "b"]])
        #expect(throws: TableError.empty) { try read("sep=;") }
        #expect(try read("sep=x\n1") == [["sep=x"], ["1"]])
    }

    @Test(arguments: ["\r\n", "\n", "\r"])
    func eachLineEnd(lineEnd: String) throws {
        let rows = try read(
            Array(["a;b", "1;2", "", ";", "\"x\(lineEnd)y\";3", "4;5"].joined(separator: lineEnd).utf8))
        #expect(rows.map(\.line) == [1, 2, 5, 7])
        #expect(rows.map(\.cells) == [["a", "b"], ["1", "2"], ["x\(lineEnd)y", "3"], ["4", "5"]])
    }

    @Test func quotationMarks() throws {
        #expect(
            try read("\"a\";b\n\"zei \"\"ja\"\"; toen\";\"\"\n12\" buis;x\"y\n")
                == [["a", "b"], ["zei \"ja\"; toen", ""], ["12\" buis", "x\"y"]])
    }

    @Test func eachEncoding() throws {
        let text = "naam;prijs\r\ncafé “Ž” 😀;€ 5\r\n"
        let windows = Array("naam;prijs\r\ncaf".utf8) + [0xE9, 0x20, 0x93, 0x8E, 0x94, 0x3B, 0x80, 0x20, 0x35]
        for (bytes, encoding) in [
            (Array(text.utf8), TableEncoding.utf8), ([0xEF, 0xBB, 0xBF] + Array(text.utf8), .utf8),
            (encoded(text, as: .utf16LittleEndian), .utf16LittleEndian),
            (encoded(text, as: .utf16BigEndian), .utf16BigEndian), (windows, .windows1252),
        ] {
            var reader = try TableReader(bytes)
            #expect(reader.encoding == encoding)
            #expect(reader.header.cells == ["naam", "prijs"])
            let name = encoding == .windows1252 ? "café “Ž”" : "café “Ž” 😀"
            #expect(try reader.rest() == [TableRow(line: 2, cells: [name, "€ 5"])])
        }
    }

    @Test func header() throws {
        let reader = try TableReader(Array(" Activity ;AUDIENCE;people\n".utf8))
        try reader.require(header: ["activity", "audience", "people"])
        #expect(throws: TableError.header(line: 1, found: [" Activity ", "AUDIENCE", "people"], expected: ["people"])) {
            try reader.require(header: ["people"])
        }
    }

    @Test func mistakesNameTheirLine() throws {
        let head = "a;b\n\"1\n1\";2\n"
        let cases: [(String, TableError)] = [
            ("", .empty), ("\n\r\n;;\n", .empty), ("\u{FEFF}", .empty),
            (head + "1;\"2\n3;4\n", .openQuote(line: 4, column: 2)),
            (head + "1;\"2\"x\n", .afterQuote(line: 4, column: 2)),
            (head + "1;2;3\n", .cells(line: 4, found: 3, expected: 2)),
            (head + "1\n", .cells(line: 4, found: 1, expected: 2)),
            (head + "1;2\u{0}\n", .nul(line: 4, column: 2)),
            (head + "1;\"2\n\u{0}\"\n", .nul(line: 5, column: 2)),
        ]
        for (text, error) in cases { #expect(throws: error, "\(text)") { try read(text) } }
    }

    @Test func mistakesInTheEncodingNameTheirLine() throws {
        let cases: [([UInt8], TableError)] = [
            ([0xEF, 0xBB, 0xBF, 0x61, 0x0A, 0x62, 0x0D, 0x0A, 0xE9], .encoding(line: 3)),
            ([0x61, 0x0A, 0x62, 0x81], .encoding(line: 2)),
            ([0xFF, 0xFE, 0x61, 0x00, 0x0A, 0x00, 0x00, 0xD8, 0x61, 0x00], .encoding(line: 2)),
            ([0xFF, 0xFE, 0x61, 0x00, 0x0A, 0x00, 0x61], .encoding(line: 2)),
            ([0x61, 0x00, 0x3B, 0x00], .nul(line: 1, column: 1)),
        ]
        for (bytes, error) in cases { #expect(throws: error) { try read(bytes) } }
    }

    @Test func limits() throws {
        let limits = TableLimits(lines: 3, columns: 2, cell: 4)
        #expect(try read("a;b\r\n1;2\r\n3;4\r\n", limits: limits).count == 3)
        #expect(throws: TableError.tooManyLines(limit: 3)) { try read("a\r\n1\r\n2\r\n3", limits: limits) }
        #expect(throws: TableError.tooManyLines(limit: 3)) { try read("a\r1\r2\r3\r", limits: limits) }
        #expect(throws: TableError.tooManyColumns(line: 1, limit: 2)) { try read("a;b;c", limits: limits) }
        #expect(throws: TableError.cellTooLong(line: 2, column: 1, limit: 4)) { try read("a;b\n12345", limits: limits) }
        #expect(throws: TableError.cellTooLong(line: 2, column: 2, limit: 4)) {
            try read("a;b\n1;\"\n2345\"", limits: limits)
        }
        #expect(try read("a\n\"1234\"\n", limits: limits) == [["a"], ["1234"]])
    }

    @Test func aMillionLinesAreRefusedByTheirLine() throws {
        let lines = String(repeating: "e-learning;hotel;1;2020-01-01;2020-06-30;;\r\n", count: 1000).utf8
        var bytes: [UInt8] = []
        for _ in 0..<1000 { bytes += lines }
        #expect(throws: TableError.tooManyLines(limit: 100_000)) { try TableReader(bytes) }
        #expect(TableError.tooManyLines(limit: 100_000).line == 100_001)
        let wide = encoded(String(repeating: "a\n", count: 100_001), as: .utf16LittleEndian)
        #expect(throws: TableError.tooManyLines(limit: 100_000)) { try TableReader(wide) }
    }
}
