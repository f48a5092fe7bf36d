import Core
import Testing

@Suite struct DayTests {
    @Test func knownDays() throws {
        #expect(Day(year: 1970, month: 1, day: 1)?.number == 0)
        #expect(Day(year: 2000, month: 3, day: 1)?.number == 11_017)
        #expect(Day("2020-06-30")?.description == "2020-06-30")
        #expect(Day(year: 2020, month: 2, day: 29) != nil)
        #expect(Day(year: 2100, month: 2, day: 29) == nil)
    }

    @Test(arguments: [
        "", "2020-6-30", "2020-06-31", "20200630", "2020-06-30 ", "+020-06-30", "2020-13-01", "0000-01-01",
    ])
    func notADay(_ text: String) { #expect(Day(text) == nil) }

    @Test func everyDayOfFourCenturiesComesBack() {
        var expected = Day(year: 1600, month: 1, day: 1)!
        for _ in 0..<146_097 {
            let day = Day(year: expected.year, month: expected.month, day: expected.day)
            #expect(day == expected)
            expected = expected.adding(days: 1)
        }
        #expect(expected == Day(year: 2000, month: 1, day: 1))
    }
}

@Suite struct PeriodTests {
    @Test(arguments: [
        ("2020", "2020-01-01", "2020-12-31"), ("2020-H1", "2020-01-01", "2020-06-30"),
        ("2020-H2", "2020-07-01", "2020-12-31"), ("2020-Q1", "2020-01-01", "2020-03-31"),
        ("2019-Q4", "2019-10-01", "2019-12-31"),
    ])
    func names(_ name: String, _ from: String, _ to: String) throws {
        let period = try Period(named: name)
        #expect(period.from.description == from)
        #expect(period.to.description == to)
        #expect(period.name == name)
    }

    @Test(arguments: ["2020-H3", "2020-Q5", "2020-h1", "20-H1", "2020-", "2020-H1-", "H1-2020", "+020", ""])
    func notAPeriod(_ name: String) {
        #expect(throws: PeriodError.unknown(name)) { try Period(named: name) }
    }

    @Test(arguments: [
        ("2020-H1", "2019-H2"), ("2020-Q1", "2019-Q4"), ("2020", "2019"), ("2020-H2", "2020-H1"),
        ("2020-Q3", "2020-Q2"),
    ])
    func previous(_ name: String, _ before: String) throws {
        #expect(try Period(named: name).previous?.name == before)
    }

    @Test func endsBeforeItStarts() {
        #expect(Period(from: Day("2020-06-30")!, to: Day("2020-06-29")!) == nil)
        #expect(Period(from: Day("2020-06-30")!, to: Day("2020-06-30")!)?.name == nil)
    }
}

@Suite struct InstantTests {
    @Test(arguments: [
        // The last Sunday of March and of October: the hour before and the hour after.
        ("2020-03-28", 23), ("2020-03-29", 23), ("2020-10-24", 22), ("2020-10-25", 22), ("2026-01-01", 23),
    ])
    func midnightInAmsterdam(_ day: String, _ hour: Int) {
        let expected = Day(day)!
        let start = Instant(startOf: expected)
        #expect(start.day == expected)
        #expect(start.advanced(bySeconds: -1).day == expected.adding(days: -1))
        #expect(start.timeOfDay == (0, 0))
    }

    @Test func lengthOfTheDaysOnWhichClocksChange() {
        func hours(_ day: String) -> Int64 {
            let range = Period(from: Day(day)!, to: Day(day)!)!.instants
            return (range.upperBound.milliseconds - range.lowerBound.milliseconds) / 3_600_000
        }
        #expect(hours("2020-03-29") == 23)
        #expect(hours("2020-10-25") == 25)
        #expect(hours("2020-06-30") == 24)
    }

    @Test func rfc3339() {
        #expect(Instant(startOf: Day("2020-07-01")!).rfc3339 == "2020-06-30T22:00:00.000Z")
        #expect(Instant(milliseconds: 1).rfc3339 == "1970-01-01T00:00:00.001Z")
        #expect(Instant(milliseconds: -1).rfc3339 == "1969-12-31T23:59:59.999Z")
    }
}

@Suite struct IdentifierTests {
    @Test func versionAndOrder() {
        let zeros: RandomBytes = { [UInt8](repeating: 0, count: $0) }
        // The example of RFC 9562, appendix A.6, has this time.
        let identifier = Identifier(at: Instant(milliseconds: 0x017F_22E2_79B0), random: zeros)
        #expect(identifier.text == "017f22e2-79b0-7000-8000-000000000000")
        let later = Identifier(at: Instant(milliseconds: 0x017F_22E2_79B1), random: zeros)
        #expect(identifier < later)
    }

    @Test(arguments: [
        "", "017f22e2-79b0-7000-8000-00000000000", "017f22e279b070008000000000000000xxxx",
        "017f22e2-79b0-7000-8000-00000000000g",
    ])
    func notAnIdentifier(_ text: String) { #expect(Identifier(text) == nil) }

    @Test func readsEitherCase() {
        #expect(Identifier("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")?.text == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    }
}
