/// Where a database is: `sqlite:PATH` or `postgres://user:password@host:port/name?parameters`.
public enum DatabaseAddress: Hashable, Sendable {
    /// A file; its `-wal` and `-shm` stand beside it.
    case sqlite(path: String)
    /// A connection URI as libpq reads it (PostgreSQL documentation, section 34.1.1.2).
    case postgres(uri: String)

    /// - Throws: `StorageError.address` for anything else, without the password that may stand in it.
    public init(_ text: String) throws {
        if text.hasPrefix("sqlite:"), !text.utf8.contains(0) {
            let path = text.dropFirst("sqlite:".count)
            guard !path.isEmpty, !path.hasSuffix("/"), !path.hasPrefix(":memory:") else {
                throw StorageError.address(text)
            }
            self = .sqlite(path: String(path))
        } else if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://"), !text.utf8.contains(0) {
            self = .postgres(uri: text)
        } else {
            throw StorageError.address(Self.withoutPassword(text))
        }
    }

    /// The address with the password, which may stand before the host or in the parameters, left out.
    static func withoutPassword(_ text: String) -> String {
        guard let scheme = text.firstRange(of: "://") else { return text }
        var rest = text[scheme.upperBound...]
        if let question = rest.firstIndex(of: "?") { rest = rest[..<question] }
        if let at = rest.lastIndex(of: "@") {
            let user = rest[..<at].prefix { $0 != ":" }
            rest = user + rest[at...]
        }
        return String(text[..<scheme.upperBound] + rest)
    }
}

extension DatabaseAddress: CustomStringConvertible {
    /// For people and logs: never holds the password.
    public var description: String {
        switch self {
        case .sqlite(let path): "sqlite:" + path
        case .postgres(let uri): Self.withoutPassword(uri)
        }
    }
}

/// Opens the database at `address`; a SQLite file and its folder are made when they are not there.
///
/// The schema is not looked at: that is `Migrator`'s task.
///
/// - Throws: `StorageError.address` when it is not an address, `.unopenable` when there is no such file or server or it
///   does not let us in, `.unavailable` when the server does not answer now, `.readOnly` for a file that cannot be written.
public func openDatabase(_ address: String, options: DatabaseOptions = DatabaseOptions()) async throws -> any Database {
    switch try DatabaseAddress(address) {
    case .sqlite(let path): try await SQLiteDatabase(path: path, options: options)
    case .postgres(let uri): try await PostgresDatabase(uri: uri, options: options)
    }
}
