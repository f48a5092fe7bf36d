public import Core

/// A moment as the House's open data writes it, exact to the 100 nanoseconds that `ApiGewijzigdOp` has.
///
/// `Core.Instant` holds milliseconds: enough to show, too coarse to ask for what changed *after* a row.
public struct HouseTime: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// Hundreds of nanoseconds since 1970-01-01T00:00:00Z.
    public let ticks: Int64

    public init(ticks: Int64) { self.ticks = ticks }
    public init(_ instant: Instant) { ticks = instant.milliseconds * Self.ticksPerMillisecond }

    /// What a text turned out to be.
    public enum Reading: Hashable, Sendable {
        case time(HouseTime)
        /// `0001-01-01`: the source's way to say that there is no date.
        case none
        case unreadable
    }

    /// Reads `2020-07-02`, `2020-07-02T13:00`, `2020-07-02T13:00:00.57+02:00`, `2020-07-02T11:00:00.5700000Z`.
    ///
    /// A fraction has 1 to 7 digits; what stands beyond the seventh is dropped. Without an offset the time is UTC, as in the SyncFeed.
    public static func read(_ text: some StringProtocol) -> Reading {
        var copy = String(text)
        return copy.withUTF8 { bytes in
            var scanner = TimeScanner(bytes: bytes)
            return scanner.read()
        }
    }

    /// The moment; `nil` for a text that is none or that says there is no date.
    public init?(_ text: some StringProtocol) {
        guard case .time(let time) = Self.read(text) else { return nil }
        self = time
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let time = HouseTime(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time")
        }
        self = time
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Cut off to the millisecond.
    public var instant: Instant {
        Instant(milliseconds: (ticks - Self.modulo(ticks, Self.ticksPerMillisecond)) / Self.ticksPerMillisecond)
    }

    /// In UTC with seven digits, as the source's own `ApiGewijzigdOp`: `2020-07-02T11:00:00.5700000Z`.
    public var description: String {
        let inDay = Self.modulo(ticks, Self.ticksPerDay)
        let day = Day(number: Int((ticks - inDay) / Self.ticksPerDay))
        func pad(_ value: Int64, _ width: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
        }
        let seconds = inDay / Self.ticksPerSecond
        let clock = "\(pad(seconds / 3600, 2)):\(pad(seconds / 60 % 60, 2)):\(pad(seconds % 60, 2))"
        return "\(day)T\(clock).\(pad(inDay % Self.ticksPerSecond, 7))Z"
    }

    public static func < (left: HouseTime, right: HouseTime) -> Bool { left.ticks < right.ticks }

    static let ticksPerMillisecond: Int64 = 10_000
    static let ticksPerSecond: Int64 = 10_000_000
    static let ticksPerDay: Int64 = 864_000_000_000

    private static func modulo(_ value: Int64, _ by: Int64) -> Int64 { (value % by + by) % by }
}

/// Goes once over the bytes of a date: RFC 3339 with what the House's two interfaces leave out.
private struct TimeScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func read() -> HouseTime.Reading {
        guard let year = digits(4), take("-"), let month = digits(2), take("-"), let dayOfMonth = digits(2),
            let day = Day(year: year, month: month, day: dayOfMonth)
        else { return .unreadable }
        guard let ofDay = atEnd ? 0 : clock(), let offset = atEnd ? 0 : offset(), atEnd else { return .unreadable }
        // Before the offset counts: in summer time the moment lies in the year 0.
        guard year > 1 || month > 1 || dayOfMonth > 1 else { return .none }
        let ticks = Int64(day.number) * HouseTime.ticksPerDay + ofDay - Int64(offset) * 60 * HouseTime.ticksPerSecond
        return .time(HouseTime(ticks: ticks))
    }

    /// `T13:00:00.57`, in ticks since midnight.
    private mutating func clock() -> Int64? {
        guard take("T") || take("t") || take(" "), let hour = digits(2), hour < 24, take(":"), let minute = digits(2),
            minute < 60
        else { return nil }
        var ticks = Int64(hour * 60 + minute) * 60 * HouseTime.ticksPerSecond
        guard take(":") else { return ticks }
        guard let second = digits(2), second < 60 else { return nil }
        ticks += Int64(second) * HouseTime.ticksPerSecond
        guard take(".") else { return ticks }
        guard let fraction = fraction() else { return nil }
        return ticks + fraction
    }

    private mutating func fraction() -> Int64? {
        var unit = HouseTime.ticksPerSecond
        var ticks: Int64 = 0
        let start = position
        while let digit {
            unit /= 10
            ticks += Int64(digit) * unit
            position += 1
        }
        return position > start ? ticks : nil
    }

    /// `Z`, `+02:00`, `+0200` or `+02`, in minutes.
    private mutating func offset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = digits(2), hours <= 14 else { return nil }
        guard !atEnd else { return sign * hours * 60 }
        _ = take(":")
        guard let minutes = digits(2), minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes)
    }

    private var atEnd: Bool { position == bytes.count }

    private var digit: Int? {
        guard position < bytes.count, (0x30...0x39).contains(bytes[position]) else { return nil }
        return Int(bytes[position] - 0x30)
    }

    private mutating func digits(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let digit else { return nil }
            value = value * 10 + digit
            position += 1
        }
        return value
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }
}
