/// How many may use a database at once.
public struct DatabaseOptions: Sendable {
    /// Connections that are held open at most: readers on SQLite (which has one writer), all on PostgreSQL.
    public var connections: Int
    /// Calls that may wait for a connection. One more gets `StorageError.unavailable`.
    public var waiting: Int

    public init(connections: Int = 8, waiting: Int = 1000) {
        self.connections = connections
        self.waiting = waiting
    }
}
