import Core
import Storage
import TestSupport
import Testing

@Suite struct MigratorTests {
    private static func migration(_ name: String, _ sql: String) -> Migration { Migration(name, Array(sql.utf8)) }

    static let first = migration("part/0001-first", "CREATE TABLE part_one (id TEXT PRIMARY KEY);\n")
    static let second = migration(
        "part/0002-second",
        """
        -- Comments may hold a ; or a 'quote.
        CREATE TABLE part_two (id TEXT PRIMARY KEY, one TEXT REFERENCES part_one (id));
        INSERT INTO part_two (id) VALUES ('a;
        b');

        """)

    private static func tables(_ database: any Database) async throws -> [String] {
        let sql =
            database.engine == .sqlite
            ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'part_%' ORDER BY name"
            : "SELECT table_name AS name FROM information_schema.tables WHERE table_name LIKE 'part_%' ORDER BY 1"
        return try await database.read { try $0.rows(sql).map { try $0["name"] } }
    }

    @Test(arguments: testEngines)
    func eachRunsOnceInOrder(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            let migrator = Migrator([Self.first, Self.second])
            try await #expect(migrator.pending(in: database) == ["part/0001-first", "part/0002-second"])
            try await #expect(migrator.run(on: database) == ["part/0001-first", "part/0002-second"])
            try await #expect(migrator.pending(in: database) == [])
            try await #expect(migrator.run(on: database) == [])
            try await #expect(Self.tables(database) == ["part_one", "part_two"])
        }
    }

    @Test(arguments: testEngines)
    func aDatabaseThatWasNeverMigratedIsNotReady(engine: Engine) async throws {
        try await withDatabaseAddress(engine) { address in
            let database = try await openDatabase(address)
            #expect(try await Migrator([Self.first]).pending(in: database) == ["part/0001-first"])
            await database.close()
        }
    }

    @Test(arguments: testEngines)
    func whenAndWhatIsRecorded(engine: Engine) async throws {
        let clock = TestClock()
        try await withDatabase(engine) { database in
            try await Migrator([Self.first]).run(on: database, now: clock.now)
            let row = try #require(
                try await database.read { try $0.row("SELECT name, sha256, applied FROM storage_migrations") })
            #expect(try row["applied"] == clock.instant)
            // printf 'CREATE TABLE part_one (id TEXT PRIMARY KEY);\n' | sha256sum
            #expect(try row["sha256"] == "d6260865198984d0e2399c6061624924e7c493a72d0c3b7196fe0f6a0024697e")
        }
    }

    @Test(arguments: testEngines)
    func aNewMigrationMayStandBeforeOldOnes(engine: Engine) async throws {
        try await withDatabase(engine, migrations: [Self.second, Self.first].suffix(1)) { database in
            let earlier = Self.migration("another/0001", "CREATE TABLE part_zero (id TEXT)")
            try await #expect(Migrator([earlier, Self.first]).run(on: database) == ["another/0001"])
        }
    }

    @Test(arguments: testEngines)
    func aNewerSchemaIsRefused(engine: Engine) async throws {
        try await withDatabase(engine, migrations: [Self.first, Self.second]) { database in
            let older = Migrator([Self.first])
            let error = StorageError.newerSchema(found: "part/0002-second")
            await #expect(throws: error) { try await older.pending(in: database) }
            await #expect(throws: error) { try await older.run(on: database) }
        }
    }

    @Test(arguments: testEngines)
    func aMigrationThatWasChangedIsRefusedBeforeAnythingRuns(engine: Engine) async throws {
        try await withDatabase(engine, migrations: [Self.first]) { database in
            let changed = Self.migration(Self.first.name, Self.first.sql[engine]! + " ")
            let migrator = Migrator([changed, Self.second])
            let error = StorageError.changedMigration("part/0001-first")
            await #expect(throws: error) { try await migrator.pending(in: database) }
            await #expect(throws: error) { try await migrator.run(on: database) }
            try await #expect(Self.tables(database) == ["part_one"])
        }
    }

    @Test(arguments: testEngines)
    func aMigrationThatFailsLeavesNothingAndThoseBeforeItStand(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            let broken = Self.migration(
                "part/0002-broken", "CREATE TABLE part_half (id TEXT); INSERT INTO part_missing (id) VALUES ('a');")
            await #expect(throws: StorageError.self) { try await Migrator([Self.first, broken]).run(on: database) }
            try await #expect(Self.tables(database) == ["part_one"])
            try await #expect(Migrator([Self.first, Self.second]).run(on: database) == ["part/0002-second"])
        }
    }

    @Test(arguments: testEngines)
    func theEnginesMayDiffer(engine: Engine) async throws {
        let migration = Migration(
            "part/0001", sqlite: Array("CREATE TABLE part_sqlite (id TEXT)".utf8),
            postgres: Array("CREATE TABLE part_postgres (id TEXT)".utf8))
        try await withDatabase(engine, migrations: [migration]) { database in
            try await #expect(Self.tables(database) == ["part_\(engine.rawValue)"])
        }
    }

    /// SQLite's triggers and PostgreSQL's functions have semicolons inside.
    @Test(arguments: testEngines)
    func aTriggerIsOneStatement(engine: Engine) async throws {
        let migration = Migration(
            "part/0002",
            sqlite: Array(
                """
                CREATE TRIGGER part_fixed BEFORE UPDATE ON part_one BEGIN
                    SELECT 1;
                    SELECT RAISE(ABORT, 'append-only');
                END;
                """.utf8),
            postgres: Array(
                """
                CREATE FUNCTION part_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'append-only';
                END;
                $$;
                CREATE TRIGGER part_fixed BEFORE UPDATE ON part_one FOR EACH ROW EXECUTE FUNCTION part_refuse();
                """.utf8))
        try await withDatabase(engine, migrations: [Self.first, migration]) { database in
            try await database.write { _ = try $0.execute("INSERT INTO part_one (id) VALUES ('a')") }
            await #expect(throws: StorageError.self) {
                try await database.write { _ = try $0.execute("UPDATE part_one SET id = 'b'") }
            }
        }
    }

    /// Twice in this process, each with connections of its own, and twice in processes of their own.
    @Test(arguments: testEngines)
    func severalThatStartAtOnceRunEachMigrationOnce(engine: Engine) async throws {
        try await withDatabaseAddress(engine) { address in
            let probe = builtProduct("StorageProbe")
            let processes = try (0..<4).map { _ in try TestProcess(probe, ["migrate", address]) }
            var ran: [String] = []
            for process in processes { ran.append(await process.line() ?? "nothing") }
            #expect(ran.compactMap { Int($0) }.count == 4, "\(ran)")
            #expect(ran.compactMap { Int($0) }.reduce(0, +) == 100, "\(ran)")
        }
    }
}
