public import Core

/// What one person of a roster is to do, and whether it was done.
public struct RosterCourse: Hashable, Sendable {
    /// The course's slug.
    public var course: String
    /// The last day on which it is in time; `nil` when the employer gave none.
    public var due: Day?
    /// `false` for what was done and is no longer asked.
    public var isRequired: Bool
    public var done: Done?

    /// All that an employer gets to see of a completion.
    public struct Done: Hashable, Sendable {
        public var day: Day
        public var version: Int

        public init(day: Day, version: Int) {
            self.day = day
            self.version = version
        }
    }

    public init(course: String, due: Day? = nil, isRequired: Bool = true, done: Done? = nil) {
        self.course = course
        self.due = due
        self.isRequired = isRequired
        self.done = done
    }
}

/// How a person of a roster stands with a course.
public enum RosterState: String, Sendable, CaseIterable {
    /// Still to do.
    case open
    /// Still to do, and the day has passed.
    case late
    case done
    /// Done more than a year ago: to be done again.
    case refresh
    /// Done within a year, in an earlier version. Shown to who looks after courses; nobody is sent a mail for it, since
    /// a version also goes up for a corrected word.
    case newVersion = "new-version"

    /// Whether the person is asked to do something.
    public var isDue: Bool { self == .open || self == .late || self == .refresh }

    /// How somebody stands on `today`.
    ///
    /// - Parameter version: that of the course now; `nil` for a course that is no longer offered.
    public init(_ course: RosterCourse, version: Int?, on today: Day) {
        guard let done = course.done else {
            self = course.due.map { $0 < today } ?? false ? .late : .open
            return
        }
        if !course.isRequired {
            self = .done
        } else if Refresh.day(after: done.day) <= today {
            self = .refresh
        } else {
            self = done.version < version ?? 0 ? .newVersion : .done
        }
    }
}

/// When a course is to be done again: a year after it was completed. That is how Vangnet sets it; no law asks it.
public enum Refresh {
    /// The same date a year later; 1 March for 29 February.
    public static func day(after done: Day) -> Day {
        Day(year: done.year + 1, month: done.month, day: done.day)
            ?? Day(year: done.year + 1, month: 3, day: 1)!
    }

    /// The last day of completion for which it is time on `today`: `day(after:)` turned round.
    static func lastDone(on today: Day) -> Day {
        Day(year: today.year - 1, month: today.month, day: today.day)
            ?? Day(year: today.year - 1, month: 2, day: 28)!
    }
}

/// How many of a roster stand where with one course.
public struct RosterCounts: Hashable, Sendable {
    public var byState: [RosterState: Int]

    public init(_ byState: [RosterState: Int] = [:]) { self.byState = byState }

    public subscript(_ state: RosterState) -> Int { byState[state] ?? 0 }
    public var total: Int { byState.values.reduce(0, +) }
    /// Done, and not a year ago.
    public var done: Int { self[.done] + self[.newVersion] }
    /// Rounded to whole per cents, but 0 only when nobody has done it and 100 only when all have.
    public var percentDone: Int {
        guard done > 0 else { return 0 }
        return done == total ? 100 : min(99, max(1, (200 * done + total) / (2 * total)))
    }

    /// Who still has to do it, for the first time or again.
    public var due: Int { self[.open] + self[.late] + self[.refresh] }

    public static func += (left: inout RosterCounts, right: RosterCounts) {
        left.byState.merge(right.byState, uniquingKeysWith: +)
    }
}

/// The counts of one department of a site and one course.
public struct RosterGroup: Hashable, Sendable {
    public var site: Identifier
    /// `nil` for who belongs to no department.
    public var department: Identifier?
    public var course: String
    public var counts: RosterCounts
}
