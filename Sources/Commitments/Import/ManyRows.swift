import Core
import Storage

/// Statements over many rows at once: a page of the House has thousands, and one statement for each takes most of the time.
extension Transaction {
    /// Executes `INSERT INTO table (columns) VALUES (…), (…) … tail` for all rows, some at a time.
    ///
    /// With `ON CONFLICT … DO UPDATE` no two rows may have the same key.
    func insert(_ rows: [[any Bindable]], into table: String, _ columns: [String], _ tail: String) throws {
        for part in Self.parts(rows) {
            var places = 0
            let values = part.map { _ in
                "("
                    + columns.map { _ in
                        places += 1
                        return "$\(places)"
                    }.joined(separator: ", ") + ")"
            }.joined(separator: ", ")
            try execute(
                "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES \(values) \(tail)",
                part.flatMap(\.self))
        }
    }

    /// The rows that `sql` finds for `ids`, some at a time. `sql` ends in `IN`.
    func rows(_ sql: String, in ids: [Identifier]) throws -> [Row] {
        try Self.parts(ids).flatMap { part in
            try rows("\(sql) (\(Self.places(part.count)))", part.map { $0 as any Bindable })
        }
    }

    /// Executes `sql`, which ends in `IN`, for `ids`.
    func execute(_ sql: String, in ids: [Identifier]) throws {
        for part in Self.parts(ids) {
            try execute("\(sql) (\(Self.places(part.count)))", part.map { $0 as any Bindable })
        }
    }

    private static func places(_ count: Int) -> String { (1...count).map { "$\($0)" }.joined(separator: ", ") }

    /// Parts of a few sizes only, so that the statements for them are prepared once.
    private static func parts<Element>(_ all: [Element]) -> [ArraySlice<Element>] {
        var parts: [ArraySlice<Element>] = []
        var rest = all[...]
        for size in [64, 8, 1] {
            while rest.count >= size {
                parts.append(rest.prefix(size))
                rest = rest.dropFirst(size)
            }
        }
        return parts
    }
}
