/// What can go wrong in one attempt at a transaction.
enum PostgresFailure: Error, Equatable {
    /// Another transaction came between (or a prepared statement no longer fits the schema): worth another attempt.
    case conflict
    /// The connection is gone.
    case lost
    /// Trying again would not help.
    case final(StorageError)

    /// - Parameter sqlstate: five characters (PostgreSQL documentation, appendix A); `nil` when the server said nothing,
    ///   which is what libpq makes of a connection that broke.
    init(sqlstate: String?) {
        switch sqlstate {
        case nil: self = .lost
        // Serialization failure, deadlock.
        case "40001", "40P01": self = .conflict
        // "cached plan must not change result type": the table was changed since the statement was prepared.
        case "0A000": self = .conflict
        // Administrator shut down, crash of another session, server starting.
        case "57P01", "57P02", "57P03": self = .lost
        case "53100": self = .final(.full)
        case "25006": self = .final(.readOnly)
        // Lock not available, cancelled by a time limit.
        case "55P03", "57014": self = .final(.unavailable)
        case .some(let state) where state.hasPrefix("08"): self = .lost
        // Out of memory, connections or another resource.
        case .some(let state) where state.hasPrefix("53"): self = .final(.unavailable)
        case .some(let state): self = .final(.statement(code: state))
        }
    }

    var isWorthAnotherAttempt: Bool { self == .conflict || self == .lost }

    /// What the caller hears when there are no attempts left.
    var error: StorageError {
        switch self {
        case .conflict: .conflict
        case .lost: .unavailable
        case .final(let error): error
        }
    }
}
