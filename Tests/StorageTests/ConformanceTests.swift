import Storage
import TestSupport
import Testing

@Suite struct ConformanceTests {
    static let counters = [
        Migration("test/0001", Array("CREATE TABLE counter (id TEXT PRIMARY KEY, number BIGINT NOT NULL);\n".utf8))
    ]

    @Test(arguments: testEngines)
    func placeholdersAreBoundByTheirNumber(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            let row = try #require(
                try await database.read { try $0.row("SELECT $2 AS b, $1 AS a, $2 AS c", "one", "two") })
            #expect(try row["a"] == "one")
            #expect(try row["b"] == "two")
            #expect(try row["c"] == "two")
        }
    }

    @Test(arguments: testEngines)
    func anErrorUndoesTheWholeTransaction(engine: Engine) async throws {
        struct Mistake: Error {}
        try await withDatabase(engine, migrations: Self.counters) { database in
            await #expect(throws: Mistake.self) {
                try await database.write { db in
                    try db.execute("INSERT INTO counter (id, number) VALUES ('a', 1)")
                    throw Mistake()
                }
            }
            let rows = try await database.read { try $0.rows("SELECT id FROM counter") }
            #expect(rows.isEmpty)
        }
    }
}
