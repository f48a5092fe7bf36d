import Core
import Linkage
import Tables

/// What is wrong with what `vangnet link` was given.
enum LinkFailure: UserError {
    case noFile(String)
    case cannotWrite(String)
    /// A mistake in a file of lines and columns.
    case table(file: String, TableError)
    /// No column of the file has a different value on every line.
    case noIdentifier(file: String)
    /// The two files have no column of one name.
    case noCommonColumns
    case settings(file: String, reason: String)
    case truthColumns(file: String)
    /// Two columns of a file, counted from 1, have one name.
    case sameName(file: String, line: Int, columns: (Int, Int), name: String)
    case linkage(LinkageError)

    var status: Int { 422 }

    var text: Text {
        switch self {
        case .noFile(let file): Text("link.no-file", ["file": file])
        case .cannotWrite(let file): Text("link.cannot-write", ["file": file])
        case .table(_, let error): error.text
        case .noIdentifier(let file): Text("link.no-identifier", ["file": file])
        case .noCommonColumns: Text("link.no-common-columns")
        case .settings(let file, let reason): Text("link.settings", ["file": file, "reason": reason])
        case .truthColumns(let file): Text("link.truth-columns", ["file": file])
        case .sameName(let file, let line, let columns, let name):
            Text(
                "link.same-name",
                [
                    "file": file, "line": "\(line)", "first": "\(columns.0)", "second": "\(columns.1)", "name": name,
                ])
        case .linkage(let error): Self.text(error)
        }
    }

    private static func text(_ error: LinkageError) -> Text {
        switch error {
        case .columns(let names): Text("link.columns", ["columns": names.joined(separator: ", ")])
        case .noColumn(let name, let there):
            Text("link.no-column", ["column": name, "columns": there.joined(separator: ", ")])
        case .nothingToCompare: Text("link.nothing-to-compare")
        case .settings(let reason): Text("link.settings-value", ["reason": reason])
        case .noPairs: Text("link.no-pairs")
        case .tooManyPairs(let rule, let pairs, let limit, let largest, let key):
            Text(
                "link.too-many-pairs",
                [
                    "rule": rule, "pairs": "\(Int(min(pairs, 1e18)))", "limit": "\(Int(min(limit, 1e18)))",
                    "largest": "\(largest)", "key": key,
                ])
        case .otherSchema(let model, let settings):
            Text("link.other-schema", ["model": model, "settings": settings])
        case .model(let reason): Text("link.model", ["reason": reason])
        case .unknownIdentifiers(let names, let count):
            Text("link.unknown-identifiers", ["names": names.joined(separator: ", "), "count": "\(count)"])
        case .noRecord(let place): Text("link.no-record", ["place": "\(place)"])
        }
    }
}
