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

/// Who of a desk looks when.
public struct Rota: Hashable, Sendable {
    public var shifts: [Shift]
    /// Days on which nobody looks.
    public var closedDays: Set<Day>

    public init(shifts: [Shift] = [], closedDays: Set<Day> = []) {
        self.shifts = shifts
        self.closedDays = closedDays
    }
}
