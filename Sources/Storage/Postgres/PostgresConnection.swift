import CPQ
import Glibc

/// One connection to a PostgreSQL server. Belongs to one thread.
///
/// What the server writes in an error may quote values, so that only its SQLSTATE is looked at.
final class PostgresConnection {
    private struct StatementKey: Hashable {
        let sql: String
        let types: [Oid]
    }

    private static let statementLimit = 256

    private let uri: String
    private var handle: OpaquePointer?
    /// Changes when the server starts anew, also after a crash (which resets its statistics): from then on it may give out
    /// transaction numbers again that had not reached the disk.
    private(set) var era = ""
    private var statements: [StatementKey: String] = [:]

    /// Does not connect yet.
    init(uri: String) { self.uri = uri }

    deinit { close() }

    /// Connects when there is no connection.
    ///
    /// - Throws: `StorageError.unavailable` when the server does not answer, `.unopenable` when it turns us away, `.address`
    ///   when libpq cannot read the address.
    func open() throws {
        guard handle == nil else { return }
        let connection = withParameters { PQconnectdbParams($0, $1, 1) }
        guard PQstatus(connection) == CONNECTION_OK else {
            PQfinish(connection)
            throw reasonForNotConnecting
        }
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        handle = connection
        do {
            // The forms that `PostgresResult` reads, whatever the server's settings.
            let answer = try command(
                """
                SET bytea_output = hex; SET extra_float_digits = 1;
                SELECT concat(pg_postmaster_start_time(), ' ', stats_reset) AS era FROM pg_stat_bgwriter
                """)
            guard let era: String = try answer.rows.first?["era"] else { throw PostgresFailure.lost }
            self.era = era
        } catch {
            close()
            throw StorageError.unavailable
        }
        guard String(cString: PQparameterStatus(connection, "server_encoding")) == "UTF8" else {
            close()
            throw StorageError.unopenable(DatabaseAddress.withoutPassword(uri))
        }
    }

    func close() {
        PQfinish(handle)
        handle = nil
        statements = [:]
    }

    /// Executes one or more statements without arguments; the answer is that of the last.
    func command(_ sql: String) throws -> PostgresResult {
        try check(PQexec(handle, sql))
    }

    /// Executes a statement that is prepared once per connection.
    func query(_ sql: String, _ parameters: PostgresParameters) throws -> PostgresResult {
        let name = try prepare(sql, parameters.types)
        return try check(
            parameters.withArrays { values, lengths, formats in
                PQexecPrepared(handle, name, CInt(values.count), values, lengths, formats, 0)
            })
    }

    /// Executes a statement that is not worth preparing.
    func queryOnce(_ sql: String, _ parameters: PostgresParameters) throws -> PostgresResult {
        try check(
            parameters.withArrays { values, lengths, formats in
                PQexecParams(handle, sql, CInt(values.count), parameters.types, values, lengths, formats, 0)
            })
    }

    /// Makes the server forget the prepared statements, which may not fit the schema any more.
    func forgetStatements() {
        guard !statements.isEmpty else { return }
        statements = [:]
        if (try? command("DEALLOCATE ALL")) == nil { close() }
    }

    private func prepare(_ sql: String, _ types: [Oid]) throws -> String {
        let key = StatementKey(sql: sql, types: types)
        if let name = statements[key] { return name }
        if statements.count >= Self.statementLimit {
            statements = [:]
            _ = try command("DEALLOCATE ALL")
        }
        let name = "s\(statements.count)"
        _ = try check(PQprepare(handle, name, sql, CInt(types.count), types))
        statements[key] = name
        return name
    }

    private func check(_ answer: OpaquePointer?) throws -> PostgresResult {
        // No answer at all: no connection, or no memory.
        guard let answer else { throw lost }
        let status = PQresultStatus(answer)
        guard status != PGRES_COMMAND_OK, status != PGRES_TUPLES_OK, status != PGRES_EMPTY_QUERY else {
            return PostgresResult(answer)
        }
        defer { PQclear(answer) }
        let failure = PostgresFailure(sqlstate: vangnet_sqlstate(answer).map { String(cString: $0) })
        throw failure == .lost || PQstatus(handle) == CONNECTION_BAD ? lost : failure
    }

    /// Closes what is left of the connection.
    private var lost: PostgresFailure {
        close()
        return .lost
    }

    private var reasonForNotConnecting: StorageError {
        switch withParameters({ PQpingParams($0, $1, 1) }) {
        // It is there and takes connections, but not ours: no such user, password or database.
        case PQPING_OK: .unopenable(DatabaseAddress.withoutPassword(uri))
        case PQPING_NO_ATTEMPT: .address(DatabaseAddress.withoutPassword(uri))
        default: .unavailable
        }
    }

    /// The address, our defaults before it (it may say otherwise) and what must be so after it.
    private func withParameters<Result>(
        _ body: ([UnsafePointer<CChar>?], [UnsafePointer<CChar>?]) -> Result
    ) -> Result {
        let parameters = [
            ("connect_timeout", "5"), ("keepalives_idle", "30"), ("tcp_user_timeout", "30000"),
            ("fallback_application_name", "vangnet"), ("dbname", uri), ("client_encoding", "UTF8"),
        ]
        let keys = parameters.map { strdup($0.0) }
        let values = parameters.map { strdup($0.1) }
        defer { (keys + values).forEach { free($0) } }
        return body(keys.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil])
    }
}
