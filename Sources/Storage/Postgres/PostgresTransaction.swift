/// A transaction on one PostgreSQL connection.
final class PostgresTransaction: Transaction {
    /// Rows that `each` asks for at a time.
    private static let batch = 200

    let engine = Engine.postgres
    private let connection: PostgresConnection
    private var cursors = 0
    /// The first error: the server accepts no statement after it.
    private var failure: PostgresFailure?

    /// Runs `body`, and throws when one of its statements failed, even if `body` did not let on.
    ///
    /// - Throws: `PostgresFailure` where another attempt may help, whatever `body` made of it; otherwise what `body` throws.
    static func run<Result>(
        _ body: (any Transaction) throws -> Result, on connection: PostgresConnection
    ) throws -> Result {
        let transaction = PostgresTransaction(connection)
        do {
            let result = try body(transaction)
            if let failure = transaction.failure { throw failure.error }
            return result
        } catch {
            if let failure = transaction.failure, failure.isWorthAnotherAttempt { throw failure }
            throw error
        }
    }

    private init(_ connection: PostgresConnection) { self.connection = connection }

    func execute(_ sql: String, _ arguments: [any Bindable]) throws -> Int {
        try guarded { try connection.query(sql, PostgresParameters(arguments)).changes }
    }

    func rows(_ sql: String, _ arguments: [any Bindable]) throws -> [Row] {
        try guarded { try connection.query(sql, PostgresParameters(arguments)).rows }
    }

    /// Reads a SELECT through a cursor. Statements that change rows cannot have one; their rows come all at once.
    func each(_ sql: String, _ arguments: [any Bindable], _ body: (Row) throws -> Void) throws {
        guard sql.drop(while: \.isWhitespace).prefix(6).uppercased() == "SELECT" else {
            return try rows(sql, arguments).forEach(body)
        }
        cursors += 1
        let cursor = "c\(cursors)"
        try guarded {
            _ = try connection.queryOnce(
                "DECLARE \(cursor) NO SCROLL CURSOR FOR \(sql)", PostgresParameters(arguments))
        }
        // Closing fails only where the transaction has failed already.
        defer { try? guarded { _ = try connection.command("CLOSE \(cursor)") } }
        while true {
            let rows = try guarded { try connection.command("FETCH \(Self.batch) FROM \(cursor)").rows }
            try rows.forEach(body)
            if rows.count < Self.batch { return }
        }
    }

    func script(_ sql: String) throws {
        try guarded { _ = try connection.command(sql) }
    }

    private func guarded<Result>(_ work: () throws -> Result) throws -> Result {
        if let failure { throw failure.error }
        do {
            return try work()
        } catch {
            let failure = error as? PostgresFailure ?? .final(error as? StorageError ?? .unavailable)
            self.failure = failure
            throw failure.error
        }
    }
}
