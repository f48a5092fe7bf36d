public import Core

/// What can go wrong with the database as such.
public enum StorageError: UserError, Equatable {
    /// No space left, or the configured maximum is reached. Nothing of the transaction was kept.
    case full
    /// The file or the server accepts no writes.
    case readOnly
    /// The server cannot be reached now, or too many are waiting; worth trying again.
    case unavailable
    /// Other writers kept coming between, more often than a transaction is tried again.
    case conflict
    /// The database was made by a newer Vangnet: `found` is a migration that this one does not know.
    case newerSchema(found: String)
    /// A migration that has run is not what it was: its text was changed after release.
    case changedMigration(String)
    /// The address is neither `sqlite:PATH` nor `postgres://…`.
    case address(String)
    /// There is no such file or server, or it does not let us in.
    case unopenable(String)
    /// A text with a zero byte in it, which PostgreSQL cannot hold and no keyboard makes. Refused on both engines.
    case zeroByte
    /// The connection was lost while the server was committing, and it cannot be asked whether it did. Look before
    /// doing it again.
    case outcomeUnknown
    /// `close()` was called.
    case closed
    /// A query has no such column, or it holds another type: a mistake of ours.
    case column(String)
    /// The engine refused the statement: a mistake of ours. `code` is the engine's (SQLITE_… number or SQLSTATE); neither
    /// SQL parameters nor the engine's sentence, which may quote them, stand in it.
    case statement(code: String)

    public var status: Int {
        switch self {
        case .full: 507
        case .readOnly, .unavailable, .conflict, .outcomeUnknown, .closed: 503
        case .zeroByte: 422
        case .unopenable, .newerSchema, .changedMigration, .address, .column, .statement: 500
        }
    }

    public var text: Text {
        switch self {
        case .full: Text("storage.full")
        case .readOnly: Text("storage.read-only")
        case .unavailable, .closed: Text("storage.unavailable")
        case .conflict: Text("storage.conflict")
        case .newerSchema(let found): Text("storage.newer-schema", ["migration": found])
        case .changedMigration(let name): Text("storage.changed-migration", ["migration": name])
        case .address(let address): Text("storage.address", ["address": address])
        case .unopenable(let address): Text("storage.unopenable", ["address": address])
        case .zeroByte: Text("storage.zero-byte")
        case .outcomeUnknown: Text("storage.outcome-unknown")
        case .column(let column): Text("storage.column", ["column": column])
        case .statement(let code): Text("storage.statement", ["code": code])
        }
    }
}
