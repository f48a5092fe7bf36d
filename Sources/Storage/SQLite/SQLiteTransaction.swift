import Foundation
import GRDB

/// A transaction on one SQLite connection.
final class SQLiteTransaction: Transaction {
    let engine = Engine.sqlite
    private let connection: GRDB.Database
    /// Statements whose rows are being handed out now: the same SQL inside needs another one.
    private var inUse: Set<ObjectIdentifier> = []
    /// The first error of the engine. PostgreSQL accepts nothing after it and neither do we, so that a body which
    /// swallows one behaves the same on both.
    private var failure: (any Error)?

    /// Runs `body`, and throws when one of its statements failed, even if `body` did not let on.
    static func run<Result>(_ body: (any Transaction) throws -> Result, on connection: GRDB.Database) throws -> Result {
        // Makes SQLite notice that another connection changed the schema: it looks only when a statement runs, and what
        // is prepared before that has the old columns.
        try connection.cachedStatement(sql: "SELECT 1 FROM sqlite_master LIMIT 1").execute()
        let transaction = SQLiteTransaction(connection)
        let result = try body(transaction)
        if let failure = transaction.failure { throw failure }
        return result
    }

    private init(_ connection: GRDB.Database) { self.connection = connection }

    func execute(_ sql: String, _ arguments: [any Bindable]) throws -> Int {
        try guarded {
            let before = connection.totalChangesCount
            try statement(sql, arguments).execute()
            // `changesCount` still holds the number of an earlier statement when this one changes no rows by nature.
            return connection.totalChangesCount == before ? 0 : connection.changesCount
        }
    }

    func rows(_ sql: String, _ arguments: [any Bindable]) throws -> [Row] {
        var rows: [Row] = []
        try each(sql, arguments) { rows.append($0) }
        return rows
    }

    func each(_ sql: String, _ arguments: [any Bindable], _ body: (Row) throws -> Void) throws {
        let statement = try guarded { try self.statement(sql, arguments) }
        inUse.insert(ObjectIdentifier(statement))
        defer { inUse.remove(ObjectIdentifier(statement)) }
        let cursor = try guarded { try GRDB.Row.fetchCursor(statement) }
        let columns = Self.columns(of: statement)
        while let row = try guarded({ try cursor.next() }) {
            try body(Row(columns: columns, values: row.databaseValues.map(Value.init)))
        }
    }

    func script(_ sql: String) throws {
        try guarded { try connection.execute(sql: sql) }
    }

    private func guarded<Result>(_ work: () throws -> Result) throws -> Result {
        if let failure { throw failure }
        do {
            return try work()
        } catch let error as DatabaseError {
            failure = StorageError(error)
        } catch {
            failure = error
        }
        throw failure!
    }

    private func statement(_ sql: String, _ arguments: [any Bindable]) throws -> Statement {
        let cached = try connection.cachedStatement(sql: sql)
        let statement = inUse.contains(ObjectIdentifier(cached)) ? try connection.makeStatement(sql: sql) : cached
        let values = try arguments.map { try $0.value.checked().databaseValue }
        if Self.appearInOrder(sql) {
            try statement.setArguments(StatementArguments(values))
            return statement
        }
        // To SQLite `$2` is a name, numbered by where it first appears: so the names are bound, never the places.
        let byName = zip(1..., values).map { (String($0), $1) }
        try statement.validateArguments(StatementArguments(values))
        try statement.setArguments(StatementArguments(Dictionary(uniqueKeysWithValues: byName)))
        return statement
    }

    /// Whether the placeholders first appear as `$1`, `$2`, `$3` …: then their places are their numbers, and a statement of many rows
    /// is bound several times as fast. With a quote in it nobody looks closer.
    private static func appearInOrder(_ sql: String) -> Bool {
        var sql = sql
        return sql.withUTF8 { bytes in
            var (highest, place) = (0, 0)
            while place < bytes.count {
                let byte = bytes[place]
                place += 1
                if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") { return false }
                guard byte == UInt8(ascii: "$") else { continue }
                var number = 0
                while place < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) {
                    number = number * 10 + Int(bytes[place] - UInt8(ascii: "0"))
                    place += 1
                }
                guard number <= highest + 1 else { return false }
                highest = max(highest, number)
            }
            return true
        }
    }

    private static func columns(of statement: Statement) -> [String: Int] {
        Dictionary(zip(statement.columnNames, 0...), uniquingKeysWith: { first, _ in first })
    }
}

extension Value {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .real(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .blob(let bytes): Data(bytes).databaseValue
        }
    }

    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .real(number)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .blob([UInt8](data))
        }
    }
}
