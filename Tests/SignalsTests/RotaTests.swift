import Core
import TestSupport
import Testing

@testable import Signals

@Suite struct RotaTests {
    static let (anna, bart) = (
        Identifier("00000000-0000-7000-8000-000000000001")!, Identifier("00000000-0000-7000-8000-000000000002")!
    )

    /// Office hours from Monday to Friday, Anna first and Bart second; and Bart on Saturday morning.
    static let office = Rota(
        shifts: (1...5).flatMap {
            [
                Shift(weekday: $0, from: 540, to: 1020, place: 2, member: bart),
                Shift(weekday: $0, from: 540, to: 1020, place: 1, member: anna),
            ]
        } + [Shift(weekday: 6, from: 600, to: 720, member: bart)])

    /// A moment on a clock in the Netherlands. 23 November 2026 is a Monday.
    static func moment(_ day: String, _ hour: Int, _ minute: Int = 0) -> Instant {
        Instant(Day(day)!, minute: hour * 60 + minute)
    }

    @Test func whoLooks() {
        #expect(Self.office.onDuty(at: Self.moment("2026-11-23", 9)) == [Self.anna, Self.bart])
        #expect(Self.office.onDuty(at: Self.moment("2026-11-23", 16, 59)) == [Self.anna, Self.bart])
        #expect(Self.office.onDuty(at: Self.moment("2026-11-23", 17)) == [])
        #expect(Self.office.onDuty(at: Self.moment("2026-11-28", 11)) == [Self.bart])
        #expect(Self.office.nextOnDuty(after: Self.moment("2026-11-27", 17)) == [Self.bart])
        #expect(Self.office.nextOnDuty(after: Self.moment("2026-11-28", 12)) == [Self.anna, Self.bart])
        var closed = Self.office
        closed.closedDays = [Day("2026-11-23")!]
        #expect(closed.onDuty(at: Self.moment("2026-11-23", 9)) == [])
        #expect(closed.nextLook(after: Self.moment("2026-11-23", 9)) == Self.moment("2026-11-24", 9))
    }

    @Test func deadlinesInHoursOfDuty() {
        // Friday at 16:20: from 17:00 there is no duty until Saturday at 10:00.
        let friday = Self.moment("2026-11-27", 16, 20)
        #expect(Self.office.deadline(for: .acute, from: friday) == Self.moment("2026-11-28", 11))
        #expect(Self.office.deadline(for: .high, from: friday) == Self.moment("2026-11-30", 11))
        #expect(Self.office.deadline(for: .normal, from: friday) == Self.moment("2026-11-30", 17))
        #expect(Self.office.deadline(for: .low, from: friday) == Self.moment("2026-12-03", 17))
        let monday = Self.moment("2026-11-23", 10, 1)
        #expect(Self.office.deadline(for: .acute, from: monday) == Self.moment("2026-11-23", 12))
    }

    @Test func withoutARotaTheClockCounts() {
        let now = Self.moment("2026-11-23", 10)
        #expect(Rota().deadline(for: .acute, from: now) == Self.moment("2026-11-23", 11))
        #expect(Rota().promise(for: .acute, from: now) == .nobody)
        #expect(Rota().nextLook(after: now) == nil)
    }

    /// On the nights in which the clock changes a night shift is an hour shorter or longer.
    @Test func theClockChanges() {
        let nights = Rota(shifts: [Shift(weekday: 7, from: 0, to: 360, member: Self.anna)])
        let march = Self.moment("2026-03-28", 23)
        #expect(nights.deadline(for: .high, from: march) == Self.moment("2026-03-29", 5))
        let october = Self.moment("2026-10-24", 23)
        #expect(nights.deadline(for: .high, from: october) == Self.moment("2026-10-25", 3))
        let gap = Rota(shifts: [Shift(weekday: 7, from: 120, to: 180, member: Self.anna)])
        #expect(gap.nextLook(after: march) == Self.moment("2026-04-05", 2))
        #expect(Instant(Day("2026-03-29")!, minute: 150) == Instant(Day("2026-03-29")!, minute: 180))
        for day in ["2026-03-29", "2026-10-25", "2026-06-01"].compactMap({ Day($0) }) {
            for minute in stride(from: 0, to: 1440, by: 7) {
                #expect(Instant(day, minute: minute) <= Instant(day, minute: minute + 7))
            }
            #expect(Instant(day, minute: 0) == Instant(startOf: day))
            #expect(Instant(day, minute: 1440) == Instant(startOf: day.adding(days: 1)))
        }
    }

    /// Any rota: a deadline lies after the report, in duty or at its end where there is any, on a whole minute, and is never
    /// later for what is more urgent, nor earlier for what came later.
    @Test func anyRota() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<300 {
            let rota = Self.any(&random)
            var last: [Urgency: Instant] = [:]
            let start = Instant(milliseconds: 1_795_507_200_000 + Int64.random(in: 0..<31_536_000_000, using: &random))
            for step in 0..<4 {
                let filed = start.advanced(bySeconds: Int64(step) * 7919)
                var earlier = filed
                for urgency in Urgency.allCases {
                    let deadline = rota.deadline(for: urgency, from: filed)
                    #expect(deadline >= earlier)
                    #expect(deadline > filed)
                    #expect(deadline >= last[urgency, default: deadline])
                    if rota.nextLook(after: filed) != nil {
                        let justBefore = Instant(milliseconds: deadline.milliseconds - 1)
                        #expect(!rota.onDuty(at: justBefore).isEmpty, "\(rota) \(filed.rfc3339) \(urgency)")
                    }
                    earlier = deadline
                    last[urgency] = deadline
                }
            }
        }
    }

    /// Reports within one hour have the same deadline, so that it does not tell when in that hour.
    @Test func aDeadlineTellsNoMinute() {
        for urgency in Urgency.allCases {
            let deadlines = (1...60).map {
                Self.office.deadline(for: urgency, from: Self.moment("2026-11-23", 10, $0))
            }
            #expect(Set(deadlines).count == 1)
        }
    }

    private static func any(_ random: inout SeededGenerator) -> Rota {
        let shifts = (0..<Int.random(in: 0...6, using: &random)).map { _ in
            let from = Int.random(in: 0..<1440, using: &random)
            return Shift(
                weekday: Int.random(in: 1...7, using: &random), from: from,
                to: Int.random(in: from + 1...1440, using: &random), place: Int.random(in: 1...3, using: &random),
                member: Bool.random(using: &random) ? anna : bart)
        }
        let closed = (0..<10).map { _ in Day("2026-11-24")!.adding(days: Int.random(in: 0..<400, using: &random)) }
        return Rota(shifts: shifts, closedDays: Set(closed))
    }
}
