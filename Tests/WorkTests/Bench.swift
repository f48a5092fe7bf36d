import Core
import Logging
import Storage
import Synchronization
import TestSupport

@testable import Work

/// A queue on a database of its own, with a clock that the test moves.
struct Bench: Sendable {
    let database: any Database
    let clock: TestClock
    let jobs: Jobs

    static func run<Result>(_ engine: Engine, _ body: (Bench) async throws -> Result) async throws -> Result {
        try await withDatabase(engine, migrations: workMigrations) { database in
            let clock = TestClock()
            let jobs = Jobs(database: database, now: clock.now, random: seededRandomBytes(1))
            return try await body(Bench(database: database, clock: clock, jobs: jobs))
        }
    }

    func runner(_ kinds: [JobKind], schedules: [Schedule] = []) -> JobRunner {
        JobRunner(jobs: jobs, kinds: kinds, schedules: schedules, logger: silent)
    }
}

/// A logger that keeps the tests' output readable.
let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// What handlers did, in order.
final class Notes: Sendable {
    private let kept = Mutex<[String]>([])
    var all: [String] { kept.withLock { $0 } }
    func add(_ note: String) { kept.withLock { $0.append(note) } }
}

struct Broken: Error {}

/// An error that trying again does not help.
struct Refused: UserError {
    var status: Int { 422 }
    var text: Text { Text("test.refused", ["name": "Anna"]) }
}
