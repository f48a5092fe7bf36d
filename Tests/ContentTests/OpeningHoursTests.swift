import Content
import Core
import Testing

@Suite struct OpeningHoursTests {
    /// `2026-11-25T23:30` on a clock in the Netherlands, in winter (`+1`) or summer (`+2`).
    private func moment(_ day: String, _ hour: Int, _ minute: Int, offset: Int) -> Instant {
        Instant(milliseconds: Int64(Day(day)!.number) * 86_400_000 + Int64((hour - offset) * 60 + minute) * 60_000)
    }

    private let office = OpeningHours.weekly([
        1: [.init("09:00-12:00")!, .init("13:00-17:00")!], 3: [.init("09:00-17:00")!],
    ])
    /// Opens on Saturday evening only, until Sunday morning.
    private let night = OpeningHours.weekly([6: [.init("19:00-06:00")!]])

    @Test func saysNothingWhereNothingIsKnown() {
        #expect(OpeningHours.unknown.isOpen(at: moment("2026-11-25", 12, 0, offset: 1)) == nil)
        #expect(OpeningHours.always.isOpen(at: moment("2026-11-25", 3, 0, offset: 1)) == true)
    }

    /// From the minute it opens up to, and not including, the minute it closes.
    @Test func opensAndClosesOnTheMinute() {
        let cases = [(8, 59, false), (9, 0, true), (11, 59, true), (12, 0, false), (13, 0, true), (17, 0, false)]
        for (hour, minute, isOpen) in cases {
            #expect(office.isOpen(at: moment("2026-11-23", hour, minute, offset: 1)) == isOpen, "\(hour):\(minute)")
        }
        // A Tuesday, on which nobody answers.
        #expect(office.isOpen(at: moment("2026-11-24", 10, 0, offset: 1)) == false)
    }

    /// In summer 9 o'clock on the wall is an hour earlier in UTC.
    @Test func followsTheClockOnTheWall() {
        #expect(office.isOpen(at: moment("2026-07-06", 9, 0, offset: 2)) == true)
        #expect(office.isOpen(at: moment("2026-07-06", 9, 0, offset: 3)) == false)
        #expect(office.isOpen(at: moment("2026-07-06", 16, 59, offset: 2)) == true)
        #expect(office.isOpen(at: moment("2026-07-06", 17, 0, offset: 2)) == false)
    }

    @Test func passesMidnightIntoTheNextDay() {
        #expect(night.isOpen(at: moment("2026-11-28", 18, 59, offset: 1)) == false)
        #expect(night.isOpen(at: moment("2026-11-28", 23, 59, offset: 1)) == true)
        #expect(night.isOpen(at: moment("2026-11-29", 0, 0, offset: 1)) == true)
        #expect(night.isOpen(at: moment("2026-11-29", 5, 59, offset: 1)) == true)
        #expect(night.isOpen(at: moment("2026-11-29", 6, 0, offset: 1)) == false)
        // The same morning hour a day earlier belongs to a Friday night, on which it was closed.
        #expect(night.isOpen(at: moment("2026-11-28", 3, 0, offset: 1)) == false)
        // From Sunday evening into Monday, over the end of the week.
        let sunday = OpeningHours.weekly([7: [.init("22:00-02:00")!]])
        #expect(sunday.isOpen(at: moment("2026-11-30", 1, 59, offset: 1)) == true)
        #expect(sunday.isOpen(at: moment("2026-11-30", 2, 0, offset: 1)) == false)
    }

    /// The nights on which the clock goes forward (29 March 2026) and back (25 October 2026).
    @Test func theClockGoesForwardAndBack() {
        let early = OpeningHours.weekly([7: [.init("02:30-03:30")!]])
        // 02:30 does not exist that day: from 01:59 the clock goes to 03:00.
        #expect(early.isOpen(at: moment("2026-03-29", 1, 59, offset: 1)) == false)
        #expect(early.isOpen(at: moment("2026-03-29", 3, 0, offset: 2)) == true)
        #expect(early.isOpen(at: moment("2026-03-29", 3, 30, offset: 2)) == false)
        // 02:30 comes twice.
        #expect(early.isOpen(at: moment("2026-10-25", 2, 30, offset: 2)) == true)
        #expect(early.isOpen(at: moment("2026-10-25", 2, 0, offset: 1)) == false)
        #expect(early.isOpen(at: moment("2026-10-25", 2, 30, offset: 1)) == true)
        // A night shift that the clock shortens ends at 06:00 on the wall.
        let shift = OpeningHours.weekly([6: [.init("19:00-06:00")!]])
        #expect(shift.isOpen(at: moment("2026-03-29", 5, 59, offset: 2)) == true)
        #expect(shift.isOpen(at: moment("2026-03-29", 6, 0, offset: 2)) == false)
    }

    @Test func untilMidnightIsWrittenAs24() {
        let evening = OpeningHours.weekly([1: [.init("18:00-24:00")!]])
        #expect(evening.isOpen(at: moment("2026-11-23", 23, 59, offset: 1)) == true)
        #expect(evening.isOpen(at: moment("2026-11-24", 0, 0, offset: 1)) == false)
    }

    @Test func readsTimesAndNothingElse() {
        #expect(OpeningHours.Shift("22:00-06:00") == OpeningHours.Shift(from: 1320, to: 360))
        for wrong in [
            "", "9:00-17:00", "09:00", "09:00-09:00", "24:00-06:00", "09:00-24:01", "09:60-10:00", "9-17", "a-b",
        ] {
            #expect(OpeningHours.Shift(wrong) == nil, "\(wrong)")
        }
        #expect(OpeningHours.Shift("08:05-24:00")?.text == "08:05-24:00")
    }
}
