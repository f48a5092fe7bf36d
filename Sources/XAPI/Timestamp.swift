import Core

/// Timestamps (Data 4.5).
///
/// 2.0 asks for RFC 3339, section 5.6. 1.0.3 only recommends that: there the basic form of ISO 8601, a time without seconds and
/// one without offset are taken too; the last counts as UTC.
enum Timestamp {
    /// The moment of a timestamp, rounded down to a millisecond; `nil` when it is not one.
    ///
    /// Between day and time stands `T` or a blank, as RFC 3339 allows and the suite for 2.0 asks. An offset of minus zero is
    /// refused: both versions say so, since it means that the offset is not known. Second 60 counts as the next minute.
    static func moment(_ text: String, _ version: XAPIVersion) -> Instant? {
        var bytes = ByteScanner(text)
        guard let (day, isExtended) = date(&bytes, version), bytes.skip("T") || bytes.skip("t") || bytes.skip(" "),
            let time = time(&bytes, isExtended: isExtended, version), let offset = offset(&bytes, version),
            bytes.isAtEnd
        else { return nil }
        return Instant(milliseconds: Int64(day.number) * 86_400_000 + time - offset)
    }

    private static func date(_ bytes: inout ByteScanner, _ version: XAPIVersion) -> (day: Day, isExtended: Bool)? {
        guard let year = bytes.digits(4) else { return nil }
        let isExtended = bytes.skip("-")
        guard isExtended || version == .v1, let month = bytes.digits(2), !isExtended || bytes.skip("-"),
            let number = bytes.digits(2), let day = Day(year: year, month: month, day: number)
        else { return nil }
        return (day, isExtended)
    }

    /// Milliseconds since midnight.
    private static func time(_ bytes: inout ByteScanner, isExtended: Bool, _ version: XAPIVersion) -> Int64? {
        guard let hour = bytes.digits(2), hour < 24, !isExtended || bytes.skip(":"), let minute = bytes.digits(2),
            minute < 60
        else { return nil }
        let minutes = Int64(hour * 60 + minute) * 60_000
        let second = !isExtended || bytes.skip(":") ? bytes.digits(2) : nil
        guard let second else { return version == .v1 ? minutes : nil }
        guard second <= 60 else { return nil }
        guard bytes.skip(".") || (version == .v1 && bytes.skip(",")) else { return minutes + Int64(second) * 1000 }
        return bytes.fraction().map { minutes + Int64(second * 1000 + $0) }
    }

    /// Milliseconds that the clock was ahead of UTC.
    private static func offset(_ bytes: inout ByteScanner, _ version: XAPIVersion) -> Int64? {
        if bytes.skip("Z") || bytes.skip("z") { return 0 }
        if bytes.isAtEnd { return version == .v1 ? 0 : nil }
        let isBehind = bytes.skip("-")
        guard isBehind || bytes.skip("+"), let hours = bytes.digits(2), hours < 24 else { return nil }
        let hasColon = bytes.skip(":")
        guard hasColon || version == .v1 else { return nil }
        guard let minutes = hasColon || !bytes.isAtEnd ? bytes.digits(2) : 0, minutes < 60 else { return nil }
        let offset = Int64(hours * 60 + minutes) * 60_000
        if isBehind { return offset == 0 ? nil : -offset }
        return offset
    }
}

/// Durations (Data 4.6): ISO 8601:2004, section 4.4.3.2, such as `PT1H0M0.1S`, `P3Y1M29D` and `P4W`.
enum Duration8601 {
    /// Whether it has the form with designators. Weeks stand alone; only the smallest part may have a fraction.
    static func isValid(_ text: String) -> Bool {
        var bytes = ByteScanner(text)
        guard bytes.skip("P") else { return false }
        var last = ""
        var isFractional = false
        var count = 0
        var isTime = false
        var order = "YMWD"[...]
        while !bytes.isAtEnd {
            if !isTime, bytes.skip("T") {
                (isTime, order) = (true, "HMS")
                guard !bytes.isAtEnd else { return false }
            }
            guard !isFractional, let hasFraction = bytes.decimal(), let sign = bytes.next(),
                let place = order.firstIndex(of: sign)
            else { return false }
            isFractional = hasFraction
            order = order[order.index(after: place)...]
            (last, count) = (String(sign), count + 1)
            if last == "W" { return count == 1 && bytes.isAtEnd }
        }
        return count > 0
    }
}

/// Reads ASCII from the front.
struct ByteScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ sign: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: sign) else { return false }
        position += 1
        return true
    }

    mutating func next() -> Character? {
        guard position < bytes.count, bytes[position] < 0x80 else { return nil }
        position += 1
        return Character(Unicode.Scalar(bytes[position - 1]))
    }

    /// A number of exactly so many digits.
    mutating func digits(_ count: Int) -> Int? {
        guard position + count <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + count] {
            guard Syntax.isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        position += count
        return value
    }

    /// Digits after a decimal point, as thousandths, rounded down.
    mutating func fraction() -> Int? {
        var (value, count) = (0, 0)
        while position < bytes.count, Syntax.isDigit(bytes[position]) {
            if count < 3 { value = value * 10 + Int(bytes[position] - 0x30) }
            (position, count) = (position + 1, count + 1)
        }
        guard count > 0 else { return nil }
        for _ in min(count, 3)..<3 { value *= 10 }
        return value
    }

    /// Skips a decimal number with a point or a comma, and says whether it has a fraction.
    mutating func decimal() -> Bool? {
        guard skipDigits() else { return nil }
        guard skip(".") || skip(",") else { return false }
        return skipDigits() ? true : nil
    }

    private mutating func skipDigits() -> Bool {
        let start = position
        while position < bytes.count, Syntax.isDigit(bytes[position]) { position += 1 }
        return position > start
    }
}
