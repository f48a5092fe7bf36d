/// One step of the schema, in SQL: never in types of the application, and never changed after release.
public struct Migration: Sendable, Hashable {
    /// `<part>/<file name without ending>`, for instance `learning/0001-courses`: the order is that of the list the migration stands in.
    public let name: String
    /// The statements per engine, separated by semicolons.
    public let sql: [Engine: String]

    /// A migration whose SQL is the same on both engines.
    public init(_ name: String, _ sql: [UInt8]) {
        self.init(name, sqlite: sql, postgres: sql)
    }

    /// A migration where the engines truly differ (`.sqlite.sql` and `.postgres.sql`).
    public init(_ name: String, sqlite: [UInt8], postgres: [UInt8]) {
        self.name = name
        self.sql = [
            .sqlite: String(decoding: sqlite, as: UTF8.self), .postgres: String(decoding: postgres, as: UTF8.self),
        ]
    }
}
