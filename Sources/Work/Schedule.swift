public import Core

/// Work that comes back by the clock. Each time it is due, one job is put in the queue, over any number of processes;
/// turns that were missed while nothing ran are made up for by one.
public struct Schedule: Sendable, Hashable {
    /// When a schedule is due.
    public enum Rule: Sendable, Hashable {
        /// Every day at this time on a clock in the Netherlands. A time that summer time skips comes an hour later that
        /// night; one that winter time repeats comes the first time only.
        case nightly(hour: Int, minute: Int)
        /// Every so many seconds, counted from the last turn.
        case every(seconds: Int64)
    }

    /// Names the schedule in the database: the same in every process and every release.
    public let name: String
    /// The job that is put in the queue.
    public let kind: String
    public let payload: String
    public let rule: Rule

    public init(_ name: String, kind: String, payload: String = "{}", rule: Rule) {
        self.name = name
        self.kind = kind
        self.payload = payload
        self.rule = rule
    }

    /// The first moment later than `instant` at which it is due.
    public func next(after instant: Instant) -> Instant {
        switch rule {
        case .every(let seconds):
            return instant.advanced(bySeconds: max(1, seconds))
        case .nightly(let hour, let minute):
            let today = instant.day
            let turns = (0...2).map { Self.moment(on: today.adding(days: $0), hour: hour, minute: minute) }
            return turns.first { $0 > instant } ?? turns[2]
        }
    }

    /// The rule as it stands in the database, to notice that a release changed it.
    var ruleText: String {
        switch rule {
        case .every(let seconds): "every \(seconds) s"
        case .nightly(let hour, let minute): "nightly \(hour):\(minute)"
        }
    }

    /// The moment at which clocks in the Netherlands first show this time on `day`, an hour later when they skip it.
    private static func moment(on day: Day, hour: Int, minute: Int) -> Instant {
        let local = Int64(day.number) * 86_400_000 + Int64(hour * 60 + minute) * 60_000
        let summer = Instant(milliseconds: local - 7_200_000)
        let winter = Instant(milliseconds: local - 3_600_000)
        let isSummer = summer.day == day && summer.timeOfDay == (hour, minute)
        return isSummer ? summer : winter
    }
}
