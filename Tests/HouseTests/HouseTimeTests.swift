import Core
import House
import Testing
import TestSupport

@Suite struct HouseTimeTests {
    @Test(arguments: [
        // As the two interfaces write them: one to seven digits, with and without an offset.
        ("2023-12-21T20:32:56.2580832Z", "2023-12-21T20:32:56.2580832Z"),
        ("2024-02-19T15:26:28.763963Z", "2024-02-19T15:26:28.7639630Z"),
        ("2023-12-21T21:31:57.57+01:00", "2023-12-21T20:31:57.5700000Z"),
        ("2020-07-02T00:00:00+02:00", "2020-07-01T22:00:00.0000000Z"),
        ("2023-12-22T09:52:27.5+01:00", "2023-12-22T08:52:27.5000000Z"),
        ("2025-05-01T10:11:12.123", "2025-05-01T10:11:12.1230000Z"),
        ("2025-05-01T10:11:12", "2025-05-01T10:11:12.0000000Z"),
        ("2025-05-01 10:11:12z", "2025-05-01T10:11:12.0000000Z"),
        ("2025-05-01T10:11Z", "2025-05-01T10:11:00.0000000Z"),
        ("2025-05-01T10:11:12-0530", "2025-05-01T15:41:12.0000000Z"),
        ("2025-05-01T10:11:12+02", "2025-05-01T08:11:12.0000000Z"),
        ("2025-05-01", "2025-05-01T00:00:00.0000000Z"),
        ("2025-05-01T10:11:12.123456789Z", "2025-05-01T10:11:12.1234567Z"),
        ("1945-05-05T00:00:00Z", "1945-05-05T00:00:00.0000000Z"),
    ])
    func read(_ text: String, _ expected: String) { #expect(HouseTime(text)?.description == expected) }

    @Test(arguments: [
        "0001-01-01", "0001-01-01T00:00:00", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00",
        "0001-01-01T00:00:00.0000000+00:20",
    ])
    func noDate(_ text: String) {
        #expect(HouseTime.read(text) == .none)
        #expect(HouseTime(text) == nil)
    }

    @Test(arguments: [
        "", "gisteren", "2025-02-30T00:00:00Z", "2025-05-01T24:00:00Z", "2025-05-01T10:60:00Z", "2025-05-01T10:11:60Z",
        "2025-05-01T10:11:12.Z", "2025-05-01T10:11:12,5Z", "2025-05-01T10:11:12+15:00", "2025-05-01T10:11:12+01:60",
        "2025-05-01T10:11:12ZZ", "2025-05-01T", "25-05-01", "2025-5-1", " 2025-05-01", "2025-05-01T10:11:12+",
        "2025-05-01T10:11:12.5 +01:00", "０２２５-05-01",
    ])
    func unreadable(_ text: String) { #expect(HouseTime.read(text) == .unreadable) }

    /// What it writes it reads as the same moment, to the last digit; and the order of the texts is that of the moments.
    @Test func comesBack() {
        var random = SeededGenerator(seed: 1)
        var previous: HouseTime?
        for _ in 0..<5000 {
            let time = HouseTime(
                ticks: Int64.random(in: -600_000_000_000_000_000...2_500_000_000_000_000_000, using: &random))
            #expect(HouseTime(time.description) == time)
            if let previous { #expect((previous < time) == (previous.description < time.description)) }
            previous = time
        }
    }

    /// However many digits a fraction has, and whatever the offset, the moment is the same.
    @Test func offsetsAndFractions() throws {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<5000 {
            let day = Day(number: Int.random(in: 0...40_000, using: &random))
            let seconds = Int64.random(in: 0..<86_400, using: &random)
            let count = Int.random(in: 0...7, using: &random)
            let digits = (0..<count).map { _ in Int64.random(in: 0...9, using: &random) }
            let offset = Int64.random(in: -14 * 60...14 * 60, using: &random)
            var fraction: Int64 = 0
            for index in 0..<7 { fraction = fraction * 10 + (index < count ? digits[index] : 0) }
            let utc = Int64(day.number) * 86_400 + seconds - offset * 60
            let text =
                "\(day)T\(clock(seconds))\(count == 0 ? "" : "." + digits.map(String.init).joined())\(zone(offset))"
            #expect(HouseTime(text)?.ticks == utc * 10_000_000 + fraction, "\(text)")
            #expect(HouseTime(text)?.instant.milliseconds == utc * 1000 + fraction / 10_000, "\(text)")
        }
    }

    /// Whatever stands in a text, reading it ends.
    @Test func anyBytes() {
        var random = SeededGenerator(seed: 3)
        let signs = Array("0123456789-:TZ+. zt")
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...32, using: &random)
            let text = String((0..<count).map { _ in signs[Int.random(in: 0..<signs.count, using: &random)] })
            if case .time(let time) = HouseTime.read(text) { #expect(HouseTime(time.description) == time) }
        }
    }

    private func clock(_ seconds: Int64) -> String {
        [seconds / 3600, seconds / 60 % 60, seconds % 60].map(twoDigits).joined(separator: ":")
    }

    private func zone(_ minutes: Int64) -> String {
        "\(minutes < 0 ? "-" : "+")\(twoDigits(abs(minutes) / 60)):\(twoDigits(abs(minutes) % 60))"
    }

    private func twoDigits(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
