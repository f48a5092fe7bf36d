public import Core

/// When somebody answers, in the Netherlands.
public enum OpeningHours: Hashable, Sendable {
    /// Nobody has confirmed it: then nothing is said about now.
    case unknown
    /// Day and night.
    case always
    /// By weekday, Monday is 1.
    case weekly([Int: [Shift]])

    /// From when to when, in minutes after midnight.
    public struct Shift: Hashable, Sendable {
        /// 0 to 1439.
        public var from: Int
        /// 1 to 1440; when it is not after `from`, it is that time on the next day.
        public var to: Int

        public init(from: Int, to: Int) {
            self.from = from
            self.to = to
        }

        /// Reads `09:00-17:00`; `22:00-06:00` ends the next morning. `nil` for anything else.
        public init?(_ text: String) {
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 2, let from = Self.minute(parts[0]), let to = Self.minute(parts[1]), from < 1440,
                to > 0,
                from != to
            else { return nil }
            self.init(from: from, to: to)
        }

        /// As `init(_:)` reads it.
        public var text: String { Self.clock(from) + "-" + Self.clock(to) }

        var passesMidnight: Bool { to <= from }

        private static func minute(_ text: Substring) -> Int? {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.map(\.utf8.count) == [2, 2], let hour = Int(parts[0]), let minute = Int(parts[1]),
                (0...24).contains(hour), (0...59).contains(minute), hour < 24 || minute == 0
            else { return nil }
            return hour * 60 + minute
        }

        private static func clock(_ minutes: Int) -> String {
            func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
            return two(minutes / 60) + ":" + two(minutes % 60)
        }
    }

    /// Whether somebody answers at this moment, by the clock on the wall in the Netherlands; `nil` when that is unknown.
    ///
    /// In the hour that comes twice in October the wall clock decides both times.
    public func isOpen(at now: Instant) -> Bool? {
        switch self {
        case .unknown: return nil
        case .always: return true
        case .weekly(let shifts):
            let clock = now.timeOfDay
            let minute = clock.hour * 60 + clock.minute
            let today = now.day.weekday
            let yesterday = today == 1 ? 7 : today - 1
            return (shifts[today] ?? []).contains {
                minute >= $0.from && (minute < $0.to || $0.passesMidnight)
            } || (shifts[yesterday] ?? []).contains { $0.passesMidnight && minute < $0.to }
        }
    }
}
