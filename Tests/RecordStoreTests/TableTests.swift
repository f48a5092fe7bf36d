import Foundation
import Testing

/// docs/guides/record-store-conformance.md says which requirement is shown by which test, and is held to it.
@Suite("The table of requirements")
struct TableTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    /// The tests that carry each number, read from the source: the numbers between one `@Test` and the next belong to it, and
    /// those of a list before the first to the test that goes through the list.
    private func tests() throws -> [String: Set<String>] {
        let lists = [
            "StatementRules.swift": "StatementRulesTests.statement", "DocumentTests.swift": "DocumentTests.parameters",
        ]
        var tests: [String: Set<String>] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: Self.folder.path) where file.hasSuffix(".swift")
        {
            var (suite, name, numbers) = ("", lists[file], Set<String>())
            func close() { for number in numbers { tests[number, default: []].insert(name ?? "nothing in \(file)") } }
            for line in try text(Self.folder.appendingPathComponent(file)).split(separator: "\n") {
                if line.hasPrefix("struct "), let word = line.split(separator: " ").dropFirst().first {
                    suite = String(word)
                }
                if line.hasPrefix("    @Test(") {
                    close()
                    (name, numbers) = (nil, [])
                }
                if name == nil, line.hasPrefix("    func ") {
                    name = suite + "." + line.dropFirst(9).prefix { $0.isLetter || $0.isNumber }
                }
                numbers.formUnion(line.matches(of: /XAPI2?-\d{5}/).map { String($0.output) })
            }
            close()
        }
        return tests
    }

    private func text(_ file: URL) throws -> String { String(decoding: try Data(contentsOf: file), as: UTF8.self) }

    /// The cells of each row whose first is a number.
    private func rows() throws -> [[String]] {
        let file = Self.folder.appendingPathComponent("../../docs/guides/record-store-conformance.md").standardized
        return try text(file).split(separator: "\n").filter { $0.hasPrefix("| XAPI") }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    @Test("each number stands in the table once, with the tests that carry it")
    func tableAndTests() throws {
        let tests = try tests()
        var told: [String: Set<String>] = [:]
        for row in try rows() {
            #expect(told[row[0]] == nil, "\(row[0]) twice")
            // A row of what is not tested has a reason instead.
            told[row[0]] =
                row.count == 2 ? [] : Set(row[3].split(separator: ",").map { $0.trimmingCharacters(in: [" ", "`"]) })
        }
        for number in Set(told.keys).union(tests.keys).sorted() {
            #expect(told[number] == tests[number] ?? [], "\(number)")
        }
    }

    @Test("every number of the public list is there, with a sentence")
    func complete() throws {
        let rows = try rows()
        let numbers = Set(rows.map { $0[0] })
        // 136 was never given out.
        for number in 1...336 where number != 136 {
            let id = "XAPI-" + String(repeating: "0", count: 5 - "\(number)".count) + "\(number)"
            #expect(numbers.contains(id), "\(id)")
        }
        for row in rows { #expect(row[1].hasSuffix("."), "\(row[0])") }
    }
}
