import Foundation
import Glibc
import Storage
import TestSupport
import Testing

/// What only SQLite has.
@Suite struct SQLiteTests {
    private static let table = [Migration("test/0001", Array("CREATE TABLE thing (bytes BYTEA)".utf8))]

    private func setting(_ name: String, _ db: any Transaction) throws -> Value { try db.row("PRAGMA \(name)")![name] }

    @Test func writesAreSyncedAndWhatWasDeletedIsOverwritten() async throws {
        try await withDatabase(.sqlite) { database in
            try await database.write { db in
                try #expect(setting("synchronous", db) == .integer(2))
                try #expect(setting("journal_mode", db) == .text("wal"))
                try #expect(setting("secure_delete", db) == .integer(1))
                try #expect(setting("foreign_keys", db) == .integer(1))
                try #expect(db.row("PRAGMA busy_timeout")!["timeout"] == 5000)
            }
        }
    }

    @Test func theFilesAndFoldersAreForNobodyElse() async throws {
        try await withTemporaryFolder { folder in
            let database = try await openDatabase("sqlite:\(folder)/new/folder/test.db")
            try await Migrator(Self.table).run(on: database)
            func mode(_ path: String) -> mode_t {
                var status = stat()
                return stat("\(folder)/\(path)", &status) == 0 ? status.st_mode & 0o777 : 0
            }
            for file in ["test.db", "test.db-wal", "test.db-shm"] {
                #expect(mode("new/folder/\(file)") == 0o600, "\(file)")
            }
            #expect(mode("new") == 0o700)
            #expect(mode("new/folder") == 0o700)
            await database.close()
        }
    }

    @Test func deletedTextIsGoneFromTheFile() async throws {
        try await withTemporaryFolder { folder in
            let database = try await openDatabase("sqlite:\(folder)/test.db")
            try await Migrator(Self.table).run(on: database)
            try await database.write { _ = try $0.execute("INSERT INTO thing (bytes) VALUES ('recognisable')") }
            try await database.write { _ = try $0.execute("DELETE FROM thing") }
            await database.close()
            let file = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/test.db"))
            #expect(file.range(of: Data("recognisable".utf8)) == nil)
        }
    }

    /// While the server runs: the log of changes holds what was deleted, until it is told to forget.
    @Test func deletedTextIsGoneFromTheLogToo() async throws {
        try await withTemporaryFolder { folder in
            let database = try await openDatabase("sqlite:\(folder)/test.db")
            try await Migrator(Self.table).run(on: database)
            func holds() throws -> Bool {
                try ["test.db", "test.db-wal"].contains { name in
                    try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
                        .range(of: Data("recognisable".utf8)) != nil
                }
            }
            try await database.write { _ = try $0.execute("INSERT INTO thing (bytes) VALUES ('recognisable')") }
            try await database.write { _ = try $0.execute("DELETE FROM thing") }
            #expect(try holds())
            try await database.forgetDeleted(in: ["thing"])
            #expect(try !holds())
            try await database.write { _ = try $0.execute("INSERT INTO thing (bytes) VALUES ('again')") }
            await database.close()
        }
    }

    @Test func aFullDatabaseSaysSoAndKeepsWhatItHad() async throws {
        try await withDatabase(.sqlite, migrations: Self.table) { database in
            try await database.write { db in
                try db.execute("INSERT INTO thing (bytes) VALUES ($1)", [UInt8](repeating: 1, count: 10))
                try db.execute("PRAGMA max_page_count = 20")
            }
            await #expect(throws: StorageError.full) {
                try await database.write { db in
                    for _ in 0..<50 {
                        try db.execute("INSERT INTO thing (bytes) VALUES ($1)", [UInt8](repeating: 2, count: 5000))
                    }
                }
            }
            let count: Int = try await database.read { try $0.row("SELECT count(*) AS count FROM thing")!["count"] }
            #expect(count == 1)
        }
    }

    /// The test may run as root, for whom every file can be written: the probe runs as nobody.
    @Test func aFileThatCannotBeWrittenSaysSo() async throws {
        try await withTemporaryFolder { folder in
            let database = try await openDatabase("sqlite:\(folder)/test.db")
            try await Migrator(KillTests.tables).run(on: database)
            await database.close()
            #expect(chmod(folder, 0o755) == 0 && chmod("\(folder)/test.db", 0o444) == 0)
            let probe = "\(folder)/StorageProbe"
            try FileManager.default.copyItem(atPath: KillTests.probe, toPath: probe)
            let asNobody = getuid() == 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : ["env"]
            let process = try TestProcess(
                asNobody[0], asNobody.dropFirst() + [probe, "once", "sqlite:\(folder)/test.db"])
            #expect(await process.line() == "readOnly")
        }
    }

    @Test func whatIsNotADatabaseIsNotOpened() async throws {
        try await withTemporaryFolder { folder in
            try Data("This is a text, and long enough not to be taken for an empty file.".utf8)
                .write(to: URL(fileURLWithPath: "\(folder)/text.db"))
            for path in ["\(folder)/text.db", folder, "\(folder)/text.db/below.db"] {
                await #expect(throws: StorageError.unopenable(path)) { _ = try await openDatabase("sqlite:\(path)") }
            }
        }
    }
}
