import Foundation
import Linkage
import Tables

/// Reads one or two files into the records of a task.
enum LinkRecords {
    /// - Parameters:
    ///   - left: a CSV file with the names of its columns on its first line.
    ///   - right: a second one; columns that are not in both are left out.
    /// - Throws: `LinkFailure`.
    static func read(_ left: String, _ right: String?, note: (String) -> Void) throws -> Records {
        var builders: [ColumnBuilder] = []
        var names: [String] = []
        note(left)
        let leftCount = try add(left, names: &names, to: &builders)
        var count = leftCount
        var missing: Set<Int> = []
        if let right {
            note(right)
            let (added, absent) = try addSecond(right, names: names, to: &builders)
            (count, missing) = (leftCount + added, absent)
        }
        let columns = builders.map { $0.build() }
        let ranges = right == nil ? [0..<count] : [0..<leftCount, leftCount..<count]
        let candidates = columns.indices.filter { !missing.contains($0) }
        guard let identifier = candidates.first(where: { place in ranges.allSatisfy { columns[place].isUnique($0) } })
        else { throw LinkFailure.noIdentifier(file: left) }
        let compared = candidates.filter { $0 != identifier }.map { columns[$0] }
        if compared.isEmpty { throw LinkFailure.noCommonColumns }
        do {
            return try Records(
                identifiers: columns[identifier], columns: compared, leftCount: right == nil ? nil : leftCount)
        } catch { throw LinkFailure.linkage(error) }
    }

    private static func add(
        _ path: String, names: inout [String], to builders: inout [ColumnBuilder]
    ) throws -> Int {
        try named(path) {
            var file = try LinkFile(path)
            names = file.header
            builders = names.map { ColumnBuilder(name: $0) }
            var count = 0
            while try file.next() {
                file.forEachCell { builders[$0].add($1) }
                count += 1
            }
            return count
        }
    }

    /// Adds the right file; what it has no column for has no value there.
    private static func addSecond(
        _ path: String, names: [String], to builders: inout [ColumnBuilder]
    ) throws -> (count: Int, missing: Set<Int>) {
        try named(path) {
            var file = try LinkFile(path)
            let places = file.header.map { names.firstIndex(of: $0) }
            let missing = Set(names.indices).subtracting(places.compactMap { $0 })
            if missing.count == names.count { throw LinkFailure.noCommonColumns }
            var count = 0
            while try file.next() {
                file.forEachCell { column, cell in
                    if let place = places[column] { builders[place].add(cell) }
                }
                for place in missing { builders[place].add(nil) }
                count += 1
            }
            return (count, missing)
        }
    }

    /// The pairs of a file with the columns `left` and `right`.
    static func truth(_ path: String) throws -> [(left: String, right: String)] {
        try named(path) {
            var file = try LinkFile(path)
            guard let left = file.header.firstIndex(of: "left"), let right = file.header.firstIndex(of: "right") else {
                throw LinkFailure.truthColumns(file: path)
            }
            var pairs: [(left: String, right: String)] = []
            while try file.next() {
                let cells = file.cells()
                pairs.append((cells[left], cells[right]))
            }
            return pairs
        }
    }

    private static func named<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as TableError { throw LinkFailure.table(file: path, error) }
    }
}

/// Writes lines to a file, some at a time.
final class LinkWriter {
    private let file: FileHandle
    private let path: String
    private var buffer: [UInt8] = []

    /// - Throws: `LinkFailure.cannotWrite`.
    init(_ path: String, in output: LinkOutput, header: [String]) throws {
        self.path = path
        file = try output.open(path)
        try add(header)
    }

    func add(_ cells: [String]) throws {
        for (place, cell) in cells.enumerated() {
            if place > 0 { buffer.append(0x2C) }
            write(cell)
        }
        buffer += [0x0D, 0x0A]
        if buffer.count > 1 << 16 { try flush() }
    }

    private func write(_ cell: String) {
        let isPlain = cell.utf8.first.map { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) } ?? true
        let text = isPlain || Double(cell) != nil ? cell : TableWriter.harmless(cell)
        guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D || $0 == 0x3B }) else {
            buffer += text.utf8
            return
        }
        buffer.append(0x22)
        for byte in text.utf8 { buffer += byte == 0x22 ? [0x22, 0x22] : [byte] }
        buffer.append(0x22)
    }

    /// Writes what was held back.
    func flush() throws {
        do { try file.write(contentsOf: buffer) } catch { throw LinkFailure.cannotWrite(path) }
        buffer.removeAll(keepingCapacity: true)
    }
}
