import Storage

/// An INSERT of many rows at a time: one statement of SQL for each of a few numbers of rows, so that they can be prepared once.
struct ManyRows: Sendable {
    private let columns: Int
    private let statements: [(rows: Int, sql: String)]

    /// - Parameters:
    ///   - conflict: the columns of the key, where a row that is there stays as it is; `nil` where none can be.
    ///   - sizes: how many rows at a time, falling to 1.
    init(_ table: String, _ columns: String..., conflict: String? = nil, sizes: [Int] = [64, 32, 16, 8, 4, 2, 1]) {
        self.columns = columns.count
        let names = columns.joined(separator: ", ")
        let end = conflict.map { " ON CONFLICT (\($0)) DO NOTHING" } ?? ""
        let width = columns.count
        statements = sizes.map { rows in
            let values = (0..<rows).map { row in
                "(" + (1...width).map { "$\(row * width + $0)" }.joined(separator: ", ") + ")"
            }
            return (rows, "INSERT INTO \(table) (\(names)) VALUES \(values.joined(separator: ", "))\(end)")
        }
    }

    /// Inserts `values`, row after row.
    func insert(_ values: [any Bindable], in transaction: any Transaction) throws {
        var start = 0
        for (rows, sql) in statements {
            while (values.count - start) / columns >= rows {
                let end = start + rows * columns
                try transaction.execute(sql, Array(values[start..<end]))
                start = end
            }
        }
    }
}

/// A SELECT by many keys: one statement of SQL for each of a few numbers of values. `$1` is the organisation.
struct ManyKeys: Sendable {
    private let statements: [(keys: Int, sql: String)]

    /// - Parameters:
    ///   - sql: with `KEYS` where the list of placeholders comes, as in `column IN (KEYS)`.
    ///   - asRows: the list is one of rows of one column, as in `VALUES KEYS`.
    init(_ sql: String, asRows: Bool = false) {
        statements = [100, 32, 10, 4, 1].map { count in
            let list = (2...(count + 1)).map { asRows ? "($\($0))" : "$\($0)" }.joined(separator: ", ")
            return (count, sql.split(separator: "KEYS", omittingEmptySubsequences: false).joined(separator: list))
        }
    }

    /// The rows for all of `keys`, in no particular order.
    func rows(_ organisation: any Bindable, _ keys: [any Bindable], in transaction: any Transaction) throws -> [Row] {
        var found: [Row] = []
        var rest = keys[...]
        while let last = rest.last {
            // The smallest that holds them all, else the largest; what is left open is filled with a key that is in it already.
            let (count, sql) = statements.last { $0.keys >= rest.count } ?? statements[0]
            let taken = rest.prefix(count)
            rest = rest.dropFirst(count)
            let filling = [any Bindable](repeating: taken.last ?? last, count: count - taken.count)
            found += try transaction.rows(sql, [organisation] + taken + filling)
        }
        return found
    }
}
