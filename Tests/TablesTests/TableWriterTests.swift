import Core
import Tables
import TestSupport
import Testing

@Suite struct TableWriterTests {
    private func write(_ rows: [[TableCell]], style: TableWriter.Style = .plain) -> String {
        var writer = TableWriter(style: style)
        for row in rows { writer.add(row) }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func bothStyles() {
        let rows: [[TableCell]] = [["naam", "aantal"], ["café; \"Zon\"", 502], ["", -3]]
        #expect(write(rows) == "naam,aantal\r\n\"café; \"\"Zon\"\"\",502\r\n,-3\r\n")
        #expect(
            write(rows, style: .dutchExcel) == "\u{FEFF}naam;aantal\r\n\"café; \"\"Zon\"\"\";502\r\n;-3\r\n")
    }

    @Test(arguments: [
        "=1+1", "+31 6 1234", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "－1", "＝1", "--5", "-", "-1,2,3",
        "-5€", "+5",
        "=cmd|' /C calc'!A0",
    ])
    func noCellIsAFormula(text: String) {
        #expect(TableWriter.harmless(text) == "'" + text)
    }

    @Test(arguments: ["", "a=1", "-5", "-1,5", "-0.25", "5", "Jan-Piet", "a@b.nl", "'=1", " ", "1-2"])
    func otherTextStaysAsItIs(text: String) {
        #expect(TableWriter.harmless(text) == text)
    }

    /// Random text with everything in it that could go wrong.
    private func cell(_ generator: inout SeededGenerator, _ alphabet: [String]) -> String {
        (0..<Int.random(in: 0...6, using: &generator)).map { _ in alphabet.randomElement(using: &generator)! }.joined()
    }

    private let alphabet = [
        "a", "sep=", "5", "é", "€", "\"", ",", ";", "\t", "\r", "\n", "\r\n", "=", "+", "-", "@", "'", " ", "ž",
    ]

    @Test func whatIsWrittenIsRead() throws {
        var generator = SeededGenerator(seed: 11)
        for round in 0..<1000 {
            let columns = Int.random(in: 1...4, using: &generator)
            let rows = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
                (0..<columns).map { _ in cell(&generator, alphabet + ["😀", "\u{FEFF}", "\0"]) }
            }
            var writer = TableWriter(style: round % 2 == 0 ? .plain : .dutchExcel)
            for row in rows { writer.add(row.map { .text($0) }) }
            var reader = try TableReader(writer.bytes)
            let read = [reader.header] + (try reader.rest())
            #expect(
                read.map(\.cells).map { $0.map { Array($0.utf8) } }
                    == rows.map { $0.map { Array(TableWriter.harmless($0).utf8) } })
        }
    }

    @Test func eachDelimiterAndEncodingIsRead() throws {
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<300 {
            let columns = Int.random(in: 2...4, using: &generator)
            let rows = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
                // Alone it is no UTF-8, so that Windows-1252 cannot be taken for it.
                ["é"] + (1..<columns).map { _ in cell(&generator, alphabet) }
            }
            for delimiter in [",", ";", "\t"] {
                let text = rows.map { row in
                    row.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: delimiter) + "\r\n"
                }.joined()
                for encoding in TableEncoding.allCases {
                    var reader = try TableReader(encoded(text, as: encoding))
                    let read = [reader.header] + (try reader.rest())
                    #expect(
                        read.map(\.cells).map { $0.map { Array($0.utf8) } } == rows.map { $0.map { Array($0.utf8) } })
                }
            }
        }
    }

    /// No bytes whatever make the reader stop working.
    @Test func anyBytesAreReadOrRefused() {
        var generator = SeededGenerator(seed: 13)
        let likely = Array("a1,;\t\"\r\n=".utf8) + [0x00, 0x80, 0x81, 0xE9, 0xFF, 0xFE, 0xEF, 0xBB, 0xBF]
        var refused = 0
        for _ in 0..<3000 {
            let count = Int.random(in: 0...30, using: &generator)
            let bytes = (0..<count).map { _ in likely.randomElement(using: &generator)! }
            do throws(TableError) {
                var reader = try TableReader(bytes)
                _ = try reader.rest()
            } catch {
                refused += 1
                #expect(error.line.map { $0 >= 1 } ?? (error == .empty))
            }
        }
        #expect((1..<3000).contains(refused))
    }
}
