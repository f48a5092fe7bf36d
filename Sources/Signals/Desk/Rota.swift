public import Core

/// A stretch of every week in which a member looks.
public struct Shift: Hashable, Sendable {
    /// Monday is 1, Sunday 7.
    public var weekday: Int
    /// Minutes from midnight on a clock in the Netherlands; `to` is at most 1440. A night is two shifts.
    public var from: Int
    public var to: Int
    /// Who is called first is 1.
    public var place: Int
    public var member: Identifier

    public init(weekday: Int, from: Int, to: Int, place: Int = 1, member: Identifier) {
        self.weekday = weekday
        self.from = from
        self.to = to
        self.place = place
        self.member = member
    }

    var isValid: Bool {
        (1...7).contains(weekday) && from >= 0 && from < to && to <= 1440 && (1...9).contains(place)
    }
}

/// Who of a desk looks when, and by when a report is looked at.
public struct Rota: Hashable, Sendable {
    public var shifts: [Shift]
    /// Days on which nobody looks.
    public var closedDays: Set<Day>

    public init(shifts: [Shift] = [], closedDays: Set<Day> = []) {
        self.shifts = shifts
        self.closedDays = closedDays
    }

    /// How much time of duty a desk has for a report, in seconds. Our own choice: no rule or agreement says it.
    static let (acuteTime, highTime): (Int64, Int64) = (3600, 4 * 3600)
    /// On which day with duty after the day of filing, at its end at the latest. Our own choice too.
    static let (normalDays, lowDays) = (2, 5)
    /// How many days ahead duty is looked for. A desk without any in more than a year has none.
    public static let horizon = 400
    /// How many days ahead a promise goes: who hears "in five weeks" goes elsewhere.
    static let promised = 28

    // MARK: Who

    /// Who looks at this moment, in the order in which they are called.
    public func onDuty(at moment: Instant) -> [Identifier] {
        members(on: moment.day) { $0.lowerBound <= moment && moment < $0.upperBound }
    }

    /// Who looks first in the next stretch that begins after this moment, in the order in which they are called.
    func nextOnDuty(after moment: Instant) -> [Identifier] {
        for number in 0...Self.horizon {
            let day = moment.day.adding(days: number)
            let begin = shifts(on: day).map { Instant(day, minute: $0.from) }.filter { $0 > moment }.min()
            if let begin { return members(on: day) { $0.lowerBound == begin } }
        }
        return []
    }

    /// The first moment from `moment` on at which somebody looks; `nil` when nobody does within `days`.
    public func nextLook(after moment: Instant, within days: Int = Rota.horizon) -> Instant? {
        for number in 0...days {
            let stretches = duty(on: moment.day.adding(days: number))
            if let next = stretches.first(where: { moment < $0.upperBound }) { return max(moment, next.lowerBound) }
        }
        return nil
    }

    // MARK: By when

    /// By when somebody has to look at a report that came in, or came back, at `filed`.
    ///
    /// Counted from the next whole hour, so that a deadline, which stands unsealed in the database, does not tell when
    /// somebody reported. It lies in duty wherever there is any; a more urgent report never has a later one.
    public func deadline(for urgency: Urgency, from filed: Instant) -> Instant {
        let start = Instant(milliseconds: (filed.milliseconds + 3_599_999) / 3_600_000 * 3_600_000)
        switch urgency {
        case .acute: return hours(Self.acuteTime, from: start, endOfDay: 1)
        case .high: return hours(Self.highTime, from: start, endOfDay: 2)
        case .normal: return max(deadline(for: .high, from: filed), days(Self.normalDays, from: start))
        case .low: return max(deadline(for: .normal, from: filed), days(Self.lowDays, from: start))
        }
    }

    /// After so many seconds of duty; where there is little of it, at the end of a day of duty.
    private func hours(_ seconds: Int64, from start: Instant, endOfDay day: Int) -> Instant {
        let (after, end) = (after(seconds, from: start), end(ofDay: day, from: start))
        return [after, end].compactMap(\.self).min() ?? start.advanced(bySeconds: seconds)
    }

    private func days(_ count: Int, from start: Instant) -> Instant {
        end(ofDay: count, from: start) ?? start.advanced(bySeconds: Int64(count) * 24 * 3600)
    }

    /// What may be promised to who reports now.
    func promise(for urgency: Urgency, from filed: Instant) -> Promise {
        nextLook(after: filed, within: Self.promised) == nil
            ? .nobody : .before(deadline(for: urgency, from: filed))
    }

    /// When so many seconds of duty have passed.
    private func after(_ seconds: Int64, from start: Instant) -> Instant? {
        var left = seconds * 1000
        for number in 0...Self.horizon {
            for stretch in duty(on: start.day.adding(days: number)) where stretch.upperBound > start {
                let from = max(stretch.lowerBound, start)
                let length = stretch.upperBound.milliseconds - from.milliseconds
                if length >= left { return Instant(milliseconds: from.milliseconds + left) }
                left -= length
            }
        }
        return nil
    }

    /// The end of duty on the first, second, … day that has any after the day of `start`.
    private func end(ofDay wanted: Int, from start: Instant) -> Instant? {
        var found = 0
        for number in 1...Self.horizon {
            guard let end = duty(on: start.day.adding(days: number)).last?.upperBound else { continue }
            found += 1
            if found == wanted { return end }
        }
        return nil
    }

    // MARK: -

    /// The stretches of a day in which somebody looks, in order, without overlap.
    private func duty(on day: Day) -> [Range<Instant>] {
        var stretches: [Range<Instant>] = []
        for shift in shifts(on: day).sorted(by: { $0.from < $1.from }) {
            let next = Self.stretch(shift, on: day)
            if let last = stretches.last, next.lowerBound <= last.upperBound {
                stretches[stretches.count - 1] = last.lowerBound..<max(last.upperBound, next.upperBound)
            } else {
                stretches.append(next)
            }
        }
        // A shift that lies in the hour which the clock passes over in March.
        return stretches.filter { !$0.isEmpty }
    }

    private func shifts(on day: Day) -> [Shift] {
        closedDays.contains(day) ? [] : shifts.filter { $0.weekday == day.weekday && $0.isValid }
    }

    private func members(on day: Day, _ includes: (Range<Instant>) -> Bool) -> [Identifier] {
        let wanted = shifts(on: day).filter { includes(Self.stretch($0, on: day)) }
        return wanted.sorted { ($0.place, $0.from, $0.member) < ($1.place, $1.from, $1.member) }.map(\.member)
            .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private static func stretch(_ shift: Shift, on day: Day) -> Range<Instant> {
        Instant(day, minute: shift.from)..<Instant(day, minute: shift.to)
    }
}
