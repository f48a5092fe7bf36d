import Core
import Storage
import TestSupport
import Testing

/// What a statement does, on both engines alike.
@Suite struct StatementTests {
    static let tables = [
        Migration(
            "test/0001",
            Array(
                """
                CREATE TABLE thing (
                    id BIGINT PRIMARY KEY, words TEXT, number BIGINT, real_number DOUBLE PRECISION, flag INTEGER, bytes BYTEA
                );
                CREATE TABLE counter (name TEXT PRIMARY KEY, number BIGINT NOT NULL);
                """.utf8))
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
    func tenPlaceholdersAndMore(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            let row = try await database.read { db in
                let sql = (1...12).reversed().map { "$\($0) AS c\($0)" }.joined(separator: ", ")
                return try db.rows("SELECT \(sql)", (1...12).map { $0 * 100 })[0]
            }
            for column in 1...12 { #expect(try row["c\(column)"] == column * 100) }
        }
    }

    @Test(arguments: testEngines)
    func tooFewArgumentsAreRefused(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            await #expect(throws: StorageError.self) {
                try await database.read { _ = try $0.rows("SELECT $1 AS a, $2 AS b", "one") }
            }
        }
    }

    @Test(arguments: testEngines)
    func theOuterEndsOfEveryTypeComeBack(engine: Engine) async throws {
        let values: [Value] = [
            .null, .integer(0), .integer(.max), .integer(.min), .real(0.1), .real(-.greatestFiniteMagnitude),
            .real(.leastNonzeroMagnitude), .text(""), .text("' \" \\ \\x41 $1 ; -- \r\n\t%_"),
            .text("e\u{301}👩‍👩‍👧‍👦 ﷺ \u{10FFFF}"),
            .blob([]), .blob([0]), .blob(Array(0...255)), .blob(Array("\\x41".utf8)),
        ]
        try await withDatabase(engine) { database in
            for value in values {
                let back: Value = try await database.read { try $0.row("SELECT $1 AS value", value)!["value"] }
                #expect(back == value)
            }
        }
    }

    @Test(arguments: testEngines)
    func anyValueComesBackFromItsColumn(engine: Engine) async throws {
        var generator = SeededGenerator(seed: 3)
        let things = (0..<300).map { RandomThing(id: $0, using: &generator) }
        try await withDatabase(engine, migrations: Self.tables) { database in
            try await database.write { db in
                for thing in things {
                    let changed = try db.execute(
                        "INSERT INTO thing (bytes, id, words, number, real_number, flag) VALUES ($6, $1, $2, $3, $4, $5)",
                        thing.id, thing.words, thing.number, thing.realNumber, thing.flag, thing.bytes)
                    #expect(changed == 1)
                }
            }
            let rows = try await database.read { try $0.rows("SELECT * FROM thing ORDER BY id") }
            #expect(try rows.map(RandomThing.init) == things)
        }
    }

    @Test(arguments: testEngines)
    func valuesOfTheApplicationComeBack(engine: Engine) async throws {
        let instant = Instant(milliseconds: -1)
        let identifier = Identifier(at: Instant(milliseconds: 1), random: seededRandomBytes(1))
        let day = try #require(Day("2020-06-30"))
        try await withDatabase(engine) { database in
            let row = try await database.read {
                try $0.row(
                    "SELECT $1 AS instant, $2 AS id, $3 AS day, $4 AS language", instant, identifier, day, Language.nl)!
            }
            #expect(try row["instant"] == instant)
            #expect(try row["id"] == identifier)
            #expect(try row["day"] == day)
            #expect(try row["language"] == Language.nl)
        }
    }

    @Test(arguments: testEngines)
    func textWithAZeroByteIsRefused(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            for text in ["\0", "a\0b", "b\0"] {
                await #expect(throws: StorageError.zeroByte) {
                    try await database.read { _ = try $0.rows("SELECT $1 AS a", text) }
                }
            }
        }
    }

    @Test(arguments: testEngines)
    func numbersThatAreNotFiniteAreRefused(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            for number in [Double.nan, .infinity, -.infinity] {
                await #expect(throws: StorageError.statement(code: "22003")) {
                    try await database.read { _ = try $0.rows("SELECT $1 AS a", number) }
                }
            }
        }
    }

    @Test(arguments: testEngines)
    func countsAndSumsAreWholeNumbers(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.tables) { database in
            let row = try await database.write { db in
                for id in 1...3 {
                    try db.execute(
                        "INSERT INTO thing (id, number, flag) VALUES ($1, $2, $3)", id, 1_000_000_000_000, id > 1)
                }
                return try db.row(
                    """
                    SELECT count(*) AS count, sum(number) AS sum, sum(flag) AS flags, max(number) AS max,
                        count(*) > 2 AS many, avg(flag) AS mean, sum(real_number) AS empty
                    FROM thing
                    """)!
            }
            #expect(try row["count"] == 3)
            #expect(try row["sum"] == 3_000_000_000_000)
            #expect(try row["flags"] == 2)
            #expect(try row["max"] == 1_000_000_000_000)
            #expect(try row["many"] == true)
            #expect(abs(try row["mean"] - 2.0 / 3) < 1e-15)
            #expect(try row["empty"] == Double?.none)
        }
    }

    @Test(arguments: testEngines)
    func executeTellsHowManyRowsItChanged(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.tables) { database in
            try await database.write { db in
                for id in 1...3 { try db.execute("INSERT INTO thing (id, number) VALUES ($1, 1)", id) }
                #expect(try db.execute("UPDATE thing SET number = 1 WHERE id > $1", 1) == 2)
                #expect(try db.execute("SELECT * FROM thing") == 0)
                #expect(try db.execute("CREATE TABLE other (id BIGINT PRIMARY KEY)") == 0)
                #expect(try db.execute("DELETE FROM thing WHERE id = $1", 9) == 0)
                #expect(try db.execute("DELETE FROM thing") == 3)
            }
        }
    }

    @Test(arguments: testEngines)
    func anUpsertNamesItsTargetAndReturnsWhatIsThere(engine: Engine) async throws {
        let upsert = """
            INSERT INTO counter (name, number) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET number = counter.number + excluded.number RETURNING number
            """
        try await withDatabase(engine, migrations: Self.tables) { database in
            let numbers = try await database.write { db in
                try (1...4).map { number -> Int in try db.row(upsert, "a", number)!["number"] }
            }
            #expect(numbers == [1, 3, 6, 10])
        }
    }

    @Test(arguments: testEngines)
    func aDuplicateIsFoundWithoutAnError(engine: Engine) async throws {
        let insert = "INSERT INTO counter (name, number) VALUES ($1, 1) ON CONFLICT (name) DO NOTHING RETURNING name"
        try await withDatabase(engine, migrations: Self.tables) { database in
            try await database.write { db in
                try #expect(db.row(insert, "a") != nil)
                try #expect(db.row(insert, "a") == nil)
                try #expect(db.row(insert, "b") != nil)
            }
        }
    }

    @Test(arguments: testEngines)
    func aForeignKeyHolds(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.tables) { database in
            try await database.write {
                try $0.script("CREATE TABLE child (id BIGINT PRIMARY KEY, thing BIGINT NOT NULL REFERENCES thing (id))")
            }
            await #expect(throws: StorageError.self) {
                try await database.write { try $0.execute("INSERT INTO child (id, thing) VALUES (1, 1)") }
            }
        }
    }

    @Test(arguments: testEngines)
    func aNullStandsWhereAnyTypeDoes(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.tables) { database in
            let found = try await database.write { db in
                try db.execute(
                    "INSERT INTO thing (id, words, number, real_number, bytes) VALUES (1, $1, $2, $3, $4)",
                    String?.none, Int?.none, Double?.none, [UInt8]?.none)
                let filter = "SELECT id FROM thing WHERE CAST($1 AS BIGINT) IS NULL OR number = $1"
                return (try db.rows(filter, Int?.none).count, try db.rows(filter, 5).count)
            }
            #expect(found == (1, 0))
        }
    }

    @Test(arguments: testEngines)
    func aColumnThatIsNotThereOrHoldsSomethingElseIsAnError(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            let row = try await database.read { try $0.row("SELECT 'word' AS word, NULL AS empty")! }
            #expect(throws: StorageError.column("other")) { let _: String = try row["other"] }
            #expect(throws: StorageError.column("word")) { let _: Int = try row["word"] }
            #expect(throws: StorageError.column("empty")) { let _: String = try row["empty"] }
            #expect(try row["empty"] == String?.none)
        }
    }

    @Test(arguments: testEngines)
    func eachHandsOutAllRowsInOrderAndStopsAtAnError(engine: Engine) async throws {
        struct Enough: Error {}
        let numbers = """
            WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 5000)
            INSERT INTO thing (id) SELECT number FROM numbers
            """
        try await withDatabase(engine, migrations: Self.tables) { database in
            try await database.write { _ = try $0.execute(numbers) }
            let (all, first) = try await database.read { db in
                var all: [Int] = []
                try db.each("SELECT id FROM thing WHERE id > $1 ORDER BY id", [10]) { all.append(try $0["id"]) }
                var first: [Int] = []
                do {
                    try db.each("SELECT id FROM thing ORDER BY id", []) { row in
                        if first.count == 3 { throw Enough() }
                        first.append(try row["id"])
                    }
                } catch is Enough {}
                // Its error was its own affair: the transaction goes on.
                try db.each("SELECT id FROM thing WHERE id = 1", []) { first.append(try $0["id"]) }
                return (all, first)
            }
            #expect(all == Array(11...5000))
            #expect(first == [1, 2, 3, 1])
        }
    }

    @Test(arguments: testEngines)
    func eachGivesTheRowsOfAStatementThatChangesThem(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.tables) { database in
            let names = try await database.write { db in
                var names: [String] = []
                let sql = "INSERT INTO counter (name, number) VALUES ('a', 1), ('b', 2) RETURNING name"
                try db.each(sql, []) { names.append(try $0["name"]) }
                return names
            }
            #expect(names == ["a", "b"])
            #expect(try await database.read { try $0.rows("SELECT name FROM counter").count } == 2)
        }
    }

    @Test(arguments: testEngines)
    func theSameStatementMayRunInsideItself(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.tables) { database in
            let pairs = try await database.write { db in
                for id in 1...3 { try db.execute("INSERT INTO thing (id) VALUES ($1)", id) }
                var pairs: [[Int]] = []
                let sql = "SELECT id FROM thing WHERE id > $1 ORDER BY id"
                try db.each(sql, [0]) { outer in
                    let left: Int = try outer["id"]
                    try db.each(sql, [left]) { pairs.append([left, try $0["id"]]) }
                    _ = try db.rows(sql, 2)
                    try db.execute("UPDATE counter SET number = $1", left)
                }
                return pairs
            }
            #expect(pairs == [[1, 2], [1, 3], [2, 3]])
        }
    }

    @Test(arguments: testEngines)
    func aStatementFollowsAChangeOfTheSchema(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.tables, options: DatabaseOptions(connections: 1)) { database in
            let read: @Sendable (any Transaction) throws -> Row? = { try $0.row("SELECT * FROM counter") }
            try await database.write { _ = try $0.execute("INSERT INTO counter (name, number) VALUES ('a', 1)") }
            _ = try await database.read(read)
            try await database.write { try $0.script("ALTER TABLE counter ADD COLUMN more BIGINT") }
            let row = try #require(try await database.read(read))
            #expect(try row["more"] == Int?.none)
        }
    }

    @Test(arguments: testEngines)
    func moreStatementsThanAreKeptPrepared(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            let sum = try await database.read { db in
                try (1...600).reduce(0) { sum, number in
                    let value: Int = try db.row("SELECT \(number) + $1 AS value", 1)!["value"]
                    return sum + value
                }
            }
            #expect(sum == 600 * 601 / 2 + 600)
        }
    }

    @Test(arguments: testEngines)
    func anErrorNeverQuotesAValue(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.tables) { database in
            let error = await #expect(throws: StorageError.self) {
                try await database.write { db in
                    for _ in 1...2 { try db.execute("INSERT INTO counter (name, number) VALUES ($1, 1)", "a secret") }
                }
            }
            #expect(!String(reflecting: error).contains("secret"))
        }
    }
}

/// A row of `thing` with values from everywhere in their range.
private struct RandomThing: Equatable {
    var id: Int
    var words: String?
    var number: Int?
    var realNumber: Double?
    var flag: Bool?
    var bytes: [UInt8]?

    init(id: Int, using generator: inout some RandomNumberGenerator) {
        self.id = id
        func sometimes<T>(_ value: T) -> T? { Int.random(in: 0..<6, using: &generator) == 0 ? nil : value }
        words = sometimes(Self.words(using: &generator))
        number = sometimes(Int(truncatingIfNeeded: generator.next()) >> Int.random(in: 0..<64, using: &generator))
        let pattern = Double(bitPattern: generator.next())
        realNumber = sometimes(pattern.isFinite ? pattern : 0)
        flag = sometimes(Bool.random(using: &generator))
        bytes = sometimes(
            (0..<Int.random(in: 0..<40, using: &generator)).map { _ in .random(in: 0...255, using: &generator) })
    }

    init(_ row: Row) throws {
        id = try row["id"]
        words = try row["words"]
        number = try row["number"]
        realNumber = try row["real_number"]
        flag = try row["flag"]
        bytes = try row["bytes"]
    }

    private static func words(using generator: inout some RandomNumberGenerator) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<20, using: &generator) {
            let range: ClosedRange<UInt32> = [1...127, 1...0x7FF, 1...0xFFFF, 0x10000...0x10FFFF].randomElement(
                using: &generator)!
            // Half of a surrogate pair is not a character.
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) { text.append(scalar) }
        }
        return String(text)
    }
}
