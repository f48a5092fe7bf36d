import Core
import ServiceLifecycle
import Storage
import TestSupport
import Testing

@testable import Work

@Suite struct ScheduledJobTests {
    private let nightly = Schedule("night", kind: "test", payload: "n", rule: .nightly(hour: 4, minute: 0))

    @Test(arguments: testEngines)
    func eachNightOnceOverTwoProcesses(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            bench.clock.instant = Instant(startOf: Day("2026-10-23")!)
            let notes = Notes()
            let kind = JobKind("test") { _ in notes.add(String(bench.clock.instant.rfc3339.prefix(13))) }
            let runners = [bench.runner([kind], schedules: [nightly]), bench.runner([kind], schedules: [nightly])]
            for _ in 0..<96 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for runner in runners { group.addTask { try await runner.runDue() } }
                    try await group.waitForAll()
                }
                bench.clock.advance(seconds: 3600)
            }
            #expect(notes.all == ["2026-10-23T02", "2026-10-24T02", "2026-10-25T03", "2026-10-26T03"])
        }
    }

    @Test(arguments: testEngines)
    func missedNightsAreMadeUpForByOne(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let notes = Notes()
            let kind = JobKind("test") { notes.add($0.payload) }
            try await bench.runner([kind], schedules: [nightly]).runDue()
            #expect(notes.all.isEmpty)
            bench.clock.advance(seconds: 5 * 86_400)
            try await bench.runner([kind], schedules: [nightly]).runDue()
            try await bench.runner([kind], schedules: [nightly]).runDue()
            #expect(notes.all == ["n"])
        }
    }

    @Test(arguments: testEngines)
    func aRuleThatWasChangedCountsFromNow(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let notes = Notes()
            let kind = JobKind("test") { notes.add($0.payload) }
            try await bench.runner([kind], schedules: [nightly]).runDue()
            let often = Schedule("night", kind: "test", payload: "often", rule: .every(seconds: 600))
            try await bench.runner([kind], schedules: [often]).runDue()
            bench.clock.advance(seconds: 600)
            try await bench.runner([kind], schedules: [often]).runDue()
            #expect(notes.all == ["often"])
        }
    }

    @Test(arguments: testEngines)
    func whatIsDoneIsRemovedAfterAWeek(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let runner = bench.runner([JobKind("test") { _ in }])
            let id = try await bench.jobs.enqueue("test")
            try await runner.runDue()
            bench.clock.advance(seconds: 6 * 86_400)
            try await runner.runDue()
            #expect(try await bench.jobs.status(id) != nil)
            bench.clock.advance(seconds: 2 * 86_400)
            try await runner.runDue()
            #expect(try await bench.jobs.status(id) == nil)
        }
    }
}

@Suite struct ServiceTests {
    /// A runner that only a nudge wakes.
    private func runner(_ bench: Bench, _ kinds: [JobKind], concurrency: Int) -> JobRunner {
        var settings = JobRunner.Settings()
        settings.concurrency = concurrency
        settings.poll = .seconds(3600)
        return JobRunner(jobs: bench.jobs, kinds: kinds, settings: settings, logger: silent)
    }

    @Test(arguments: testEngines)
    func aNudgeStartsWorkAndShutdownWaitsForIt(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let started = AsyncStream<Void>.makeStream()
            let told = AsyncStream<Void>.makeStream()
            let mayEnd = AsyncStream<Void>.makeStream()
            let kind = JobKind("test") { _ in
                await withGracefulShutdownHandler {
                    started.continuation.yield()
                    for await _ in mayEnd.stream { break }
                } onGracefulShutdown: {
                    told.continuation.yield()
                }
            }
            let group = ServiceGroup(services: [runner(bench, [kind], concurrency: 1)], logger: silent)
            let running = Task { try await group.run() }
            let id = try await bench.jobs.enqueue("test")
            for await _ in started.stream { break }
            // The call returns before the services know.
            await group.triggerGracefulShutdown()
            for await _ in told.stream { break }
            let late = try await bench.jobs.enqueue("test")
            mayEnd.continuation.yield()
            try await running.value
            #expect(try await bench.jobs.status(id)?.state == .done)
            #expect(try await bench.jobs.status(late)?.state == .waiting)
        }
    }

    @Test(arguments: testEngines)
    func severalJobsRunAtTheSameTime(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let started = AsyncStream<Void>.makeStream()
            let kind = JobKind("test") { _ in
                started.continuation.yield()
                try await Task.sleep(for: .seconds(3600))
            }
            let service = runner(bench, [kind], concurrency: 4)
            try await bench.database.write { transaction in
                for _ in 1...6 { try bench.jobs.enqueue("test", in: transaction) }
            }
            let running = Task { try await service.run() }
            var count = 0
            for await _ in started.stream {
                count += 1
                if count == 4 { break }
            }
            running.cancel()
            try await running.value
            let waiting = try await bench.jobs.list(.waiting)
            #expect(waiting.count == 6 && waiting.allSatisfy { $0.attempts == 0 })
        }
    }
}
