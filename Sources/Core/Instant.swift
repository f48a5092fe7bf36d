#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Tells the time. Production hands in `systemClock`; tests hand in a clock of their own.
public typealias Now = @Sendable () -> Instant

/// The machine's clock, in UTC.
public let systemClock: Now = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
}

/// A moment: milliseconds since 1970-01-01T00:00:00Z. Stored as BIGINT.
public struct Instant: Hashable, Comparable, Sendable, Codable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }

    /// Midnight at the start of `day` in the Netherlands.
    public init(startOf day: Day) {
        let local = Int64(day.number) * 86_400_000
        let winter = Instant(milliseconds: local - 3_600_000)
        milliseconds = local - winter.offsetInAmsterdam
    }

    /// The moment at which clocks in the Netherlands show `minute`, counted from 00:00, on `day`. 1440 is the next midnight.
    ///
    /// A time that the clock passes over in March is the moment of passing; of one that it shows twice in October, the second.
    public init(_ day: Day, minute: Int) {
        let local = Int64(day.number) * 86_400_000 + Int64(minute) * 60_000
        let winter = Instant(milliseconds: local - 3_600_000)
        let offset = winter.offsetInAmsterdam
        let moment = Instant(milliseconds: local - offset)
        if moment.offsetInAmsterdam == offset {
            self = moment
        } else {
            // Between 2:00 and 3:00 on the last Sunday of March; both ends are whole hours.
            milliseconds = winter.milliseconds - Self.modulo(winter.milliseconds, 3_600_000)
        }
    }

    public static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }
    public func advanced(bySeconds seconds: Int64) -> Instant { Instant(milliseconds: milliseconds + seconds * 1000) }

    /// The date in the Netherlands at this moment.
    public var day: Day {
        let local = milliseconds + offsetInAmsterdam
        return Day(number: Int((local - Self.modulo(local, 86_400_000)) / 86_400_000))
    }

    /// Hour and minute on a clock in the Netherlands.
    public var timeOfDay: (hour: Int, minute: Int) {
        let minutes = Self.modulo(milliseconds + offsetInAmsterdam, 86_400_000) / 60_000
        return (Int(minutes / 60), Int(minutes % 60))
    }

    /// Milliseconds that clocks in the Netherlands are ahead of UTC: summer time runs from 01:00 UTC on the last Sunday
    /// of March to 01:00 UTC on the last Sunday of October (Directive 2000/84/EC; the same days since 1996).
    var offsetInAmsterdam: Int64 {
        let year = Day(number: Int((milliseconds - Self.modulo(milliseconds, 86_400_000)) / 86_400_000)).year
        let start = Self.lastSunday(year: year, month: 3)
        let end = Self.lastSunday(year: year, month: 10)
        return milliseconds >= start && milliseconds < end ? 7_200_000 : 3_600_000
    }

    private static func lastSunday(year: Int, month: Int) -> Int64 {
        let last = Day(year: year, month: month, day: 31)!.number
        // Day 0, 1970-01-01, was a Thursday.
        let weekday = (last + 4) % 7
        return Int64(last - weekday) * 86_400_000 + 3_600_000
    }

    private static func modulo(_ value: Int64, _ by: Int64) -> Int64 { (value % by + by) % by }

    /// RFC 3339 in UTC with milliseconds: `2020-06-30T22:00:00.000Z`.
    public var rfc3339: String {
        let inDay = Self.modulo(milliseconds, 86_400_000)
        let date = Day(number: Int((milliseconds - inDay) / 86_400_000))
        func pad(_ value: Int64, _ width: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let clock = "\(pad(inDay / 3_600_000, 2)):\(pad(inDay / 60_000 % 60, 2)):\(pad(inDay / 1000 % 60, 2))"
        return "\(date)T\(clock).\(pad(inDay % 1000, 3))Z"
    }
}
