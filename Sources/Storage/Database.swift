/// One of the two engines that hold Vangnet's data.
public enum Engine: String, Sendable, CaseIterable {
    case sqlite, postgres
}

/// A database, on either engine: one closure is one transaction.
///
/// The closure is synchronous, so there is no `await` inside a transaction; it holds SQL and nothing else, since it may
/// run again when another writer came between (at most 3 times). All that it wrote is there when the call returns, durable
/// on disk, and nothing of it when the call throws.
///
/// SQL is written once for both engines: placeholders `$1`, `$2`, …, numbered by the place of their argument, all of them
/// used (one that is only compared with `IS NULL` needs a `CAST($1 AS BIGINT)`); identifiers TEXT, time BIGINT (milliseconds UTC), flags
/// 0/1, JSON as TEXT; the conflict target always named; `ON CONFLICT … DO NOTHING RETURNING` instead of catching a
/// duplicate, which aborts a PostgreSQL transaction.
public protocol Database: Sendable {
    var engine: Engine { get }

    /// Runs `body` on a consistent snapshot that it cannot write to.
    func read<Result: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Result) async throws -> Result

    /// Runs `body` in a serializable transaction and commits it.
    func write<Result: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Result) async throws -> Result

    /// As `write`, and no other process is inside `exclusively` on this database meanwhile.
    func exclusively<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result

    /// Takes what was deleted out of the files as well: until then a deleted row can be found in SQLite's log of changes, or in
    /// the pages of a table of PostgreSQL. For a nightly job; writers wait meanwhile.
    ///
    /// What the disk itself, PostgreSQL's own log or a backup still holds is theirs to forget.
    /// - Parameter tables: where rows were deleted; on PostgreSQL these are written anew, so name small ones.
    /// - Throws: `StorageError.unavailable` when others were reading all the while; then try again later.
    func forgetDeleted(in tables: [String]) async throws

    /// Waits for what is running and closes all connections. Whoever uses the database afterwards gets `StorageError.closed`.
    func close() async
}

extension Database {
    /// As `write`, and tried some more when many write at the same moment: for what must not be lost to other people's.
    public func persistently<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        for _ in 0..<10 {
            do { return try await write(body) } catch StorageError.conflict { await Task.yield() }
        }
        return try await write(body)
    }
}

/// What a transaction's closure works with. Valid only inside that closure.
///
/// A statement that fails fails the transaction: whoever catches its error can still not execute another, and nothing
/// is committed. (PostgreSQL works like that; SQLite is made to.) Name every column of a result in lower case with `AS`
/// where it is an expression: the engines name those differently.
public protocol Transaction {
    var engine: Engine { get }

    /// Executes one statement and returns how many rows it changed.
    @discardableResult
    func execute(_ sql: String, _ arguments: [any Bindable]) throws -> Int

    /// The rows of a query, in memory.
    func rows(_ sql: String, _ arguments: [any Bindable]) throws -> [Row]

    /// Hands the rows of a query to `body` one by one, without holding them all.
    ///
    /// `body` may use the transaction, but must leave alone the rows that the query has yet to reach.
    func each(_ sql: String, _ arguments: [any Bindable], _ body: (Row) throws -> Void) throws

    /// Executes statements without arguments, separated by semicolons: for migrations.
    func script(_ sql: String) throws
}

extension Transaction {
    /// Executes one statement and returns how many rows it changed.
    @discardableResult
    public func execute(_ sql: String, _ arguments: any Bindable...) throws -> Int { try execute(sql, arguments) }

    /// The rows of a query, in memory.
    public func rows(_ sql: String, _ arguments: any Bindable...) throws -> [Row] { try rows(sql, arguments) }

    /// The first row of a query, `nil` when there is none.
    public func row(_ sql: String, _ arguments: any Bindable...) throws -> Row? { try rows(sql, arguments).first }

    /// The end of a query that locks the rows it picks and passes over those that another transaction has locked:
    /// PostgreSQL's `FOR UPDATE SKIP LOCKED`; nothing on SQLite, where there is one writer at a time.
    public var skippingLocked: String { engine == .postgres ? " FOR UPDATE SKIP LOCKED" : "" }
}

/// One row of a result: its columns by name.
public struct Row: Sendable {
    /// The names are shared by all rows of a result.
    let columns: [String: Int]
    let values: [Value]

    /// For engines and tests: `columns` maps each name to its place in `values`.
    public init(columns: [String: Int], values: [Value]) {
        self.columns = columns
        self.values = values
    }

    /// The value of a column; `T` may be optional for a column that can be NULL.
    ///
    /// - Throws: `StorageError.column` when there is no such column, or when it holds something else.
    public subscript<T: Bindable>(_ column: String) -> T {
        get throws {
            guard let place = columns[column], values.indices.contains(place), let value = T(values[place]) else {
                throw StorageError.column(column)
            }
            return value
        }
    }
}
