import Storage
import TestSupport
import Testing

/// A process that is killed leaves all that was acknowledged and nothing half.
@Suite struct KillTests {
    static let tables = [
        Migration(
            "test/0001",
            Array(
                """
                CREATE TABLE pair (
                    number BIGINT NOT NULL, side TEXT NOT NULL, content BYTEA NOT NULL, PRIMARY KEY (number, side)
                );
                """.utf8))
    ]
    static let probe = builtProduct("StorageProbe")

    /// The numbers of the pairs that are there.
    ///
    /// - Throws: when one is there by half, or not as it was written.
    static func pairs(in database: any Database) async throws -> Set<Int> {
        try await database.read { db in
            var sides: [Int: Int] = [:]
            let sql = "SELECT number, length(content) AS length, substr(content, 9991) AS tail FROM pair"
            try db.each(sql, []) { row in
                let number: Int = try row["number"]
                try #require(try row["length"] == 10_000)
                try #require(try row["tail"] == [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 10))
                sides[number, default: 0] += 1
            }
            try #require(sides.values.allSatisfy { $0 == 2 })
            return Set(sides.keys)
        }
    }

    @Test(arguments: testEngines)
    func killedWhileWriting(engine: Engine) async throws {
        try await withDatabaseAddress(engine) { address in
            try await prepare(address)
            var acknowledged: Set<Int> = []
            var generator = SeededGenerator(seed: 9)
            for _ in 0..<6 {
                let process = try TestProcess(Self.probe, ["write", address])
                for _ in 0..<Int.random(in: 1...20, using: &generator) {
                    let line = try #require(await process.line())
                    acknowledged.insert(try #require(Int(line), "\(line)"))
                }
                // It writes on while it is killed.
                await process.kill()
                while let line = await process.line() { if let number = Int(line) { acknowledged.insert(number) } }
                let database = try await openDatabase(address)
                #expect(try await Self.pairs(in: database).isSuperset(of: acknowledged))
                await database.close()
            }
            #expect(acknowledged.count >= 6)
        }
    }

    @Test(arguments: testEngines)
    func killedInTheMiddleOfATransaction(engine: Engine) async throws {
        try await withDatabaseAddress(engine) { address in
            try await prepare(address)
            let process = try TestProcess(Self.probe, ["half", address])
            #expect(await process.line() == "half")
            await process.kill()
            let database = try await openDatabase(address)
            #expect(try await Self.pairs(in: database).isEmpty)
            await database.close()
            // Nothing is left locked.
            let next = try TestProcess(Self.probe, ["once", address])
            #expect(await next.line() == "written")
        }
    }

    private func prepare(_ address: String) async throws {
        let database = try await openDatabase(address)
        try await Migrator(Self.tables).run(on: database)
        await database.close()
    }
}
