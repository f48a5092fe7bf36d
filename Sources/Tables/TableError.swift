public import Core

/// What is wrong with a file of lines and columns, and where. Lines are counted as an editor shows them, from 1, and columns
/// as cells, from 1.
public enum TableError: UserError, Equatable {
    /// There is no line with anything in it.
    case empty
    /// A byte that is no text in the encoding of the file.
    case encoding(line: Int)
    /// A NUL: this is no text file, or it is UTF-16 that does not say so.
    case nul(line: Int, column: Int)
    /// A quotation mark that begins a cell, on this line, and that nothing closes.
    case openQuote(line: Int, column: Int)
    /// Text between the closing quotation mark and the end of the cell.
    case afterQuote(line: Int, column: Int)
    /// A line with more or fewer cells than the first.
    case cells(line: Int, found: Int, expected: Int)
    /// The first line does not hold the names that it has to.
    case header(line: Int, found: [String], expected: [String])
    /// More lines than are taken at once.
    case tooManyLines(limit: Int)
    case tooManyColumns(line: Int, limit: Int)
    /// A cell of more than `limit` bytes.
    case cellTooLong(line: Int, column: Int, limit: Int)

    public var status: Int { 422 }

    /// The line it stands on; `nil` for a file without lines.
    public var line: Int? {
        switch self {
        case .empty: nil
        case .encoding(let line), .nul(let line, _), .openQuote(let line, _), .afterQuote(let line, _),
            .cells(let line, _, _), .header(let line, _, _), .tooManyColumns(let line, _),
            .cellTooLong(let line, _, _):
            line
        case .tooManyLines(let limit): limit + 1
        }
    }

    public var text: Text {
        switch self {
        case .empty: Text("tables.empty")
        case .encoding(let line): Text("tables.encoding", ["line": "\(line)"])
        case .nul(let line, let column): Text("tables.nul", Self.place(line, column))
        case .openQuote(let line, let column): Text("tables.open-quote", Self.place(line, column))
        case .afterQuote(let line, let column): Text("tables.after-quote", Self.place(line, column))
        case .cells(let line, let found, let expected):
            Text("tables.cells", ["line": "\(line)", "found": "\(found)", "expected": "\(expected)"])
        case .header(let line, let found, let expected):
            Text(
                "tables.header",
                [
                    "line": "\(line)", "found": String(found.joined(separator: ", ").prefix(200)),
                    "expected": expected.joined(separator: ", "),
                ])
        case .tooManyLines(let limit):
            Text("tables.too-many-lines", ["line": "\(limit + 1)", "limit": "\(limit)"])
        case .tooManyColumns(let line, let limit):
            Text("tables.too-many-columns", ["line": "\(line)", "limit": "\(limit)"])
        case .cellTooLong(let line, let column, let limit):
            Text(
                "tables.cell-too-long",
                Self.place(line, column).merging(["limit": "\(limit)"]) { first, _ in first })
        }
    }

    private static func place(_ line: Int, _ column: Int) -> [String: String] {
        ["line": "\(line)", "column": "\(column)"]
    }
}
