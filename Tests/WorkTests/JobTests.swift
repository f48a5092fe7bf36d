import Core
import Storage
import TestSupport
import Testing

@testable import Work

@Suite struct JobTests {
    @Test(arguments: testEngines)
    func runsOnceWithItsPayloadAndIsDone(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let notes = Notes()
            let runner = bench.runner([JobKind("test") { notes.add("\($0.payload) \($0.attempt)") }])
            let id = try await bench.jobs.enqueue("test", payload: #"{"a":1}"#)
            #expect(try await bench.jobs.status(id)?.state == .waiting)
            #expect(try await runner.runDue() == 1)
            #expect(try await runner.runDue() == 0)
            #expect(notes.all == [#"{"a":1} 1"#])
            let status = try #require(try await bench.jobs.status(id))
            #expect(status.state == .done && status.attempts == 1 && status.error == nil && status.progress == nil)
            let payload: String = try await bench.database.read {
                try $0.row("SELECT payload FROM work_jobs")!["payload"]
            }
            #expect(payload.isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func isKeptOnlyWithTheTransactionItFollowsFrom(engine: Engine) async throws {
        try await Bench.run(engine) { bench async throws in
            await #expect(throws: Broken.self) {
                try await bench.database.write { transaction in
                    try bench.jobs.enqueue("test", in: transaction)
                    throw Broken()
                }
            }
            #expect(try await bench.jobs.list(.waiting).isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func waitsForItsMomentAndForAProcessThatKnowsIt(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let runner = bench.runner([JobKind("test") { _ in }])
            try await bench.jobs.enqueue("test", due: bench.clock.instant.advanced(bySeconds: 60))
            try await bench.jobs.enqueue("unknown")
            #expect(try await runner.runDue() == 0)
            bench.clock.advance(seconds: 60)
            #expect(try await runner.runDue() == 1)
            #expect(try await bench.jobs.list(.waiting).map(\.kind) == ["unknown"])
        }
    }

    @Test(arguments: testEngines)
    func theSameKeyWaitsOnce(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let first = try await bench.jobs.enqueue("test", key: "a")
            #expect(try await bench.jobs.enqueue("test", key: "a") == first)
            #expect(try await bench.jobs.enqueue("test", key: "b") != first)
            #expect(try await bench.jobs.enqueue("other", key: "a") != first)
            let runner = bench.runner([JobKind("test") { _ in }, JobKind("other") { _ in }])
            #expect(try await runner.runDue() == 3)
            #expect(try await bench.jobs.enqueue("test", key: "a") != first)
        }
    }

    @Test(arguments: testEngines)
    func aFailureWithATwinThatWaitsIsDiscarded(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let runner = bench.runner([
                JobKind("test") { context in
                    guard context.payload == "first" else { return }
                    try await bench.jobs.enqueue("test", payload: "second", key: "a")
                    throw Broken()
                }
            ])
            let first = try await bench.jobs.enqueue("test", payload: "first", key: "a")
            #expect(try await runner.runDue() == 2)
            #expect(try await bench.jobs.status(first)?.state == .discarded)
            #expect(try await bench.jobs.list(.done).count == 1)
        }
    }

    @Test(arguments: testEngines)
    func isTriedAgainWithBackOffAndKeptWhenDead(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let runner = bench.runner([
                JobKind("test", attempts: 4, backoff: Backoff(first: 100, longest: 1000)) { _ in throw Broken() }
            ])
            let id = try await bench.jobs.enqueue("test", payload: "p")
            for wait in [100_000, 200_000, 400_000] as [Int64] {
                #expect(try await runner.runDue() == 1)
                let status = try #require(try await bench.jobs.status(id))
                #expect(status.state == .waiting)
                #expect(status.error?.utf8.count == 8)
                let waits = status.due.milliseconds - bench.clock.instant.milliseconds
                #expect((wait * 3 / 4...wait * 5 / 4).contains(waits))
                bench.clock.instant = status.due
            }
            #expect(try await runner.runDue() == 1)
            bench.clock.advance(seconds: 400 * 86_400)
            try await runner.runDue()
            let status = try #require(try await bench.jobs.list(.dead).first)
            #expect(status.id == id && status.attempts == 4)

            try await bench.jobs.retry(id)
            #expect(try await bench.jobs.status(id)?.attempts == 0)
            let notes = Notes()
            let mended = bench.runner([JobKind("test") { notes.add($0.payload) }])
            #expect(try await mended.runDue() == 1)
            #expect(notes.all == ["p"])
            #expect(try await bench.jobs.status(id)?.state == .done)
            await #expect(throws: WorkError.notDead) { try await bench.jobs.retry(id) }
            await #expect(throws: WorkError.settled) { try await bench.jobs.discard(id) }
        }
    }

    @Test(arguments: testEngines)
    func whatAPersonHasToMendIsNotTriedAgain(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let runner = bench.runner([JobKind("test") { _ in throw Refused() }])
            let id = try await bench.jobs.enqueue("test")
            #expect(try await runner.runDue() == 1)
            let status = try #require(try await bench.jobs.status(id))
            #expect(status.state == .dead && status.error == "test.refused")
        }
    }

    @Test(arguments: testEngines)
    func aDeadJobIsNotTriedAgainBesideItsTwin(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let runner = bench.runner([JobKind("test") { _ in throw Refused() }])
            let id = try await bench.jobs.enqueue("test", key: "a")
            try await runner.runDue()
            try await bench.jobs.enqueue("test", key: "a")
            await #expect(throws: WorkError.alreadyWaiting) { try await bench.jobs.retry(id) }
            try await bench.jobs.discard(id)
            #expect(try await bench.jobs.status(id)?.state == .discarded)
        }
    }

    @Test(arguments: testEngines)
    func progressIsReadableWhileItRuns(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let runner = bench.runner([
                JobKind("test") { context in
                    try await context.report(done: 1, total: 9, text: Text("test.lines", ["file": "a.csv"]))
                    // Too soon after the first to be written.
                    try await context.report(done: 2, total: 9)
                    let status = try #require(try await bench.jobs.status(context.id))
                    #expect(status.state == .running)
                    #expect(
                        status.progress == JobProgress(done: 1, total: 9, text: Text("test.lines", ["file": "a.csv"])))
                    try await context.report(done: 9, total: 9)
                }
            ])
            let id = try await bench.jobs.enqueue("test")
            #expect(try await runner.runDue() == 1)
            #expect(try await bench.jobs.status(id)?.progress == JobProgress(done: 9, total: 9))
        }
    }

    @Test(arguments: testEngines)
    func aRunningJobStopsWhenAsked(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let notes = Notes()
            let runner = bench.runner([
                JobKind("test") { context in
                    try await bench.jobs.discard(context.id)
                    #expect(try await bench.jobs.status(context.id)?.isStopping == true)
                    try await context.report(done: 1)
                    notes.add("went on")
                }
            ])
            let id = try await bench.jobs.enqueue("test")
            #expect(try await runner.runDue() == 1)
            #expect(try await bench.jobs.status(id)?.state == .discarded)
            #expect(notes.all.isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func aCancelledProcessPutsItsJobBackWithoutCountingIt(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let started = AsyncStream<Void>.makeStream()
            let runner = bench.runner([
                JobKind("test") { context in
                    started.continuation.yield()
                    try await Task.sleep(for: .seconds(3600))
                }
            ])
            let id = try await bench.jobs.enqueue("test")
            let task = Task { try await runner.runDue() }
            for await _ in started.stream { break }
            task.cancel()
            _ = try? await task.value
            let status = try #require(try await bench.jobs.status(id))
            #expect(status.state == .waiting && status.attempts == 0)
        }
    }

    @Test func unknownJobs() async throws {
        try await Bench.run(.sqlite) { bench async throws in
            let id = Identifier(at: bench.clock.instant, random: seededRandomBytes(9))
            #expect(try await bench.jobs.status(id) == nil)
            await #expect(throws: WorkError.noSuchJob) { try await bench.jobs.retry(id) }
            await #expect(throws: WorkError.noSuchJob) { try await bench.jobs.discard(id) }
        }
    }
}

@Suite struct LeaseTests {
    @Test(arguments: testEngines)
    func twoRunnersShareTwoHundredJobsAndEachRunsOnce(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let notes = Notes()
            let kind = JobKind("test") { notes.add($0.payload) }
            try await bench.database.write { transaction in
                for number in 1...200 { try bench.jobs.enqueue("test", payload: "\(number)", in: transaction) }
            }
            let first = bench.runner([kind])
            let second = bench.runner([kind])
            async let one = first.runDue()
            async let other = second.runDue()
            #expect(try await one + other == 200)
            #expect(notes.all.compactMap { Int($0) }.sorted() == Array(1...200))
            #expect(try await bench.jobs.list(.done, limit: 300).count == 200)
        }
    }

    /// Every change is followed by a run that sees it, however many waiting runs were folded into one.
    @Test(arguments: testEngines)
    func noChangeIsLostWhenJobsWithOneKeyAreFolded(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            _ = try await bench.database.write { transaction in
                try transaction.execute("CREATE TABLE test_changes (id BIGINT PRIMARY KEY, seen BIGINT NOT NULL)")
            }
            let runner = bench.runner([
                JobKind("test") { _ in
                    _ = try await bench.database.write {
                        try $0.execute("UPDATE test_changes SET seen = 1 WHERE seen = 0")
                    }
                }
            ])
            let change: @Sendable (Int) async throws -> Void = { number in
                while true {
                    do {
                        return try await bench.database.write { transaction in
                            try transaction.execute("INSERT INTO test_changes (id, seen) VALUES ($1, 0)", number)
                            try bench.jobs.enqueue("test", key: "one", in: transaction)
                        }
                    } catch StorageError.conflict { continue }
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for start in [0, 100] {
                    group.addTask { for number in start..<start + 50 { try await change(number) } }
                }
                group.addTask { for _ in 0..<100 { _ = try await runner.runDue() } }
                try await group.waitForAll()
            }
            bench.clock.advance(seconds: 86_400)
            try await runner.runDue()
            let missed: Int = try await bench.database.read {
                try $0.row("SELECT COUNT(*) AS number FROM test_changes WHERE seen = 0")!["number"]
            }
            #expect(missed == 0)
            #expect(try await bench.jobs.list(.waiting).isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func whatADeadProcessHeldIsTakenOverWhenItsLeaseEnds(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let notes = Notes()
            let runner = bench.runner([JobKind("test") { notes.add("attempt \($0.attempt)") }])
            let id = try await bench.jobs.enqueue("test")
            let crashed = bench.runner([JobKind("test") { _ in }])
            let held = try #require(try await crashed.claim())

            bench.clock.advance(seconds: 59)
            #expect(try await runner.runDue() == 0)
            #expect(try await crashed.beat(held) == .held)
            bench.clock.advance(seconds: 59)
            #expect(try await runner.runDue() == 0)
            bench.clock.advance(seconds: 1)
            #expect(try await runner.runDue() == 1)
            #expect(notes.all == ["attempt 2"])

            // It was not dead after all, and comes too late.
            #expect(try await crashed.beat(held) == .lost)
            #expect(try await bench.jobs.status(id)?.state == .done)
        }
    }

    @Test(arguments: testEngines)
    func whoLostTheLeaseWritesNothing(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let slow = bench.runner([JobKind("test") { _ in throw Refused() }])
            let id = try await bench.jobs.enqueue("test")
            let held = try #require(try await slow.claim())
            bench.clock.advance(seconds: 60)
            let other = try #require(try await bench.runner([JobKind("test") { _ in }]).claim())
            await slow.execute(held)
            let status = try #require(try await bench.jobs.status(id))
            #expect(status.state == .running && status.attempts == 2 && status.error == nil)
            await bench.runner([JobKind("test") { _ in }]).execute(other)
            #expect(try await bench.jobs.status(id)?.state == .done)
        }
    }

    @Test(arguments: testEngines)
    func aJobThatTakesDownEachProcessIsGivenUp(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let runner = bench.runner([JobKind("test", attempts: 3) { _ in }])
            let id = try await bench.jobs.enqueue("test")
            for _ in 1...3 {
                #expect(try await runner.claim() != nil)
                bench.clock.advance(seconds: 60)
            }
            #expect(try await runner.claim() == nil)
            let status = try #require(try await bench.jobs.status(id))
            #expect(status.state == .dead && status.error == "work.error.lost")
        }
    }

    @Test(arguments: testEngines)
    func aStoppedJobIsNotTakenOver(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let runner = bench.runner([JobKind("test") { _ in }])
            let id = try await bench.jobs.enqueue("test")
            _ = try await runner.claim()
            try await bench.jobs.discard(id)
            bench.clock.advance(seconds: 60)
            #expect(try await runner.runDue() == 0)
            #expect(try await bench.jobs.status(id)?.state == .discarded)
        }
    }
}
