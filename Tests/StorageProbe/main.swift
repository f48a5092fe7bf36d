// A process for the tests of Storage to kill, to start twice, or to run as somebody else:
//
//   StorageProbe write ADDRESS      writes pairs of rows until it is killed; prints the number of each after its commit
//   StorageProbe half ADDRESS       writes half a pair, prints `half` inside the transaction and waits to be killed
//   StorageProbe migrate ADDRESS    runs a hundred migrations and prints how many of them it ran
//   StorageProbe once ADDRESS       writes one pair and prints `written`
//
// An error is printed by its name.

import Glibc
import Storage

let (action, address) = (CommandLine.arguments[1], CommandLine.arguments[2])

/// Prints a line at once, past any buffer.
func say(_ text: Any) {
    let line = Array("\(text)\n".utf8)
    write(STDOUT_FILENO, line, line.count)
}

/// The next number that is not taken, with both its rows.
func writePair(_ database: any Database, between: @escaping @Sendable () -> Void = {}) async throws -> Int {
    try await database.write { db in
        let number: Int = try db.row("SELECT coalesce(max(number), 0) + 1 AS number FROM pair")!["number"]
        // Some pages each, so that a kill can fall in the middle of them.
        let content = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 10_000)
        for side in ["left", "right"] {
            try db.execute("INSERT INTO pair (number, side, content) VALUES ($1, $2, $3)", number, side, content)
            between()
        }
        return number
    }
}

do {
    let database = try await openDatabase(address)
    switch action {
    case "write":
        while true { say(try await writePair(database)) }
    case "half":
        _ = try await writePair(database) {
            say("half")
            // Its input ends when it is left alone, so that it does not outlive a test that crashed.
            var byte: UInt8 = 0
            read(STDIN_FILENO, &byte, 1)
        }
    case "migrate":
        let migrations = (1...100).map { Migration("probe/\($0)", Array("CREATE TABLE probe_\($0) (id TEXT)".utf8)) }
        say(try await Migrator(migrations).run(on: database).count)
    default:
        _ = try await writePair(database)
        say("written")
    }
    await database.close()
} catch {
    say(error)
}
