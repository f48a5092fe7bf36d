import Core
import TestSupport
import Testing

@testable import Work

@Suite struct ScheduleTests {
    private func nightly(_ hour: Int, _ minute: Int) -> Schedule {
        Schedule("n", kind: "k", rule: .nightly(hour: hour, minute: minute))
    }

    /// The turns that follow one another from `start`, as UTC.
    private func turns(_ schedule: Schedule, from start: String, count: Int) -> [String] {
        var instant = Instant(startOf: Day(start)!)
        return (0..<count).map { _ in
            instant = schedule.next(after: instant)
            return String(instant.rfc3339.prefix(16))
        }
    }

    @Test func keepsToTheClockInTheNetherlands() {
        #expect(
            turns(nightly(3, 40), from: "2026-03-28", count: 3)
                == ["2026-03-28T02:40", "2026-03-29T01:40", "2026-03-30T01:40"])
        #expect(
            turns(nightly(3, 40), from: "2026-10-24", count: 3)
                == ["2026-10-24T01:40", "2026-10-25T02:40", "2026-10-26T02:40"])
    }

    @Test func aTimeThatSummerTimeSkipsComesAnHourLater() {
        #expect(
            turns(nightly(2, 30), from: "2026-03-28", count: 3)
                == ["2026-03-28T01:30", "2026-03-29T01:30", "2026-03-30T00:30"])
    }

    @Test func aTimeThatWinterTimeRepeatsComesOnce() {
        #expect(
            turns(nightly(2, 30), from: "2026-10-24", count: 3)
                == ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"])
    }

    @Test func aTurnIsAlwaysLaterAndThereIsOneForEachDay() {
        for (hour, minute) in [(0, 0), (1, 59), (2, 0), (2, 30), (3, 0), (23, 59)] {
            let schedule = nightly(hour, minute)
            var instant = Instant(startOf: Day("2024-01-01")!)
            var days: [Day] = []
            for _ in 0..<800 {
                let next = schedule.next(after: instant)
                #expect(next > instant)
                instant = next
                days.append(next.day)
            }
            #expect(days == (0..<800).map { Day("2024-01-01")!.adding(days: $0 + (hour + minute == 0 ? 1 : 0)) })
        }
    }

    @Test func anIntervalCountsFromTheLastTurn() {
        let schedule = Schedule("i", kind: "k", rule: .every(seconds: 90))
        #expect(schedule.next(after: Instant(milliseconds: 1000)) == Instant(milliseconds: 91_000))
    }
}

@Suite struct BackoffTests {
    private let low: RandomBytes = { Array(repeating: 0, count: $0) }
    private let high: RandomBytes = { Array(repeating: 255, count: $0) }

    @Test func doublesUpToTheLongest() {
        let backoff = Backoff(first: 30, longest: 600)
        #expect(
            (1...8).map { backoff.milliseconds(after: $0, random: low) / 750 } == [
                30, 60, 120, 240, 480, 600, 600, 600,
            ])
        #expect((1...3).map { backoff.milliseconds(after: $0, random: high) / 1250 } == [30, 60, 120])
    }

    @Test func isSpreadBetweenThreeQuartersAndFiveQuarters() {
        let random = seededRandomBytes(7)
        let waits = (0..<1000).map { _ in Backoff().milliseconds(after: 1, random: random) }
        #expect(waits.allSatisfy { (22_500...37_500).contains($0) })
        #expect(Set(waits).count > 800)
    }

    @Test func holdsForManyAttempts() {
        #expect(Backoff().milliseconds(after: 10_000, random: low) == 6 * 3600 * 750)
    }
}
