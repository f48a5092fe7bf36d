import Core

/// A gap in the help of a young person that is there, or is coming: with the reasons why it is thought to be one.
///
/// Software finds it, a person decides on it (product rule 6). There is no weight and no score in it.
struct ContinuityGap: Sendable, Codable, Hashable {
    /// The eleven kinds of facts 3.2.
    enum Kind: Int, Sendable, Codable, CaseIterable, Comparable {
        case pastGap = 1
        case comingGap, paperBridge, waitingList, decisionMissing, resumption, noFunder, lostSpecialism, nobody, silence
        case checkpoint

        /// `G1` … `G11`.
        var code: String { "G\(rawValue)" }
        static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
    }

    let kind: Kind
    /// `nil` for what is about no function in particular.
    let function: CareFunction?
    /// The first day of it.
    let from: Day
    /// The first day after it; `nil` while nobody knows.
    let until: Day?
    let reasons: [GapReason]
    /// The day by which somebody must have done something; `nil` for what is over.
    let actBefore: Day?

    /// Whole days; `nil` while no end is known.
    var days: Int? { until.map { $0.number - from.number } }

    /// What stays the same as long as it is the same gap: decisions about it are kept under this name.
    var name: String { "\(kind.code).\(function?.rawValue ?? "all").\(from)" }

    /// The order of a work list: by the day by which something must be done, then by kind, function and day.
    static func comesBefore(_ left: ContinuityGap, _ right: ContinuityGap) -> Bool {
        let (leftDay, rightDay) = (left.actBefore?.number ?? Int.max, right.actBefore?.number ?? Int.max)
        if leftDay != rightDay { return leftDay < rightDay }
        if left.kind != right.kind { return left.kind < right.kind }
        if left.function != right.function {
            return (left.function?.place ?? -1) < (right.function?.place ?? -1)
        }
        if left.from != right.from { return left.from < right.from }
        return (left.until?.number ?? Int.max) < (right.until?.number ?? Int.max)
    }
}

/// Why something is a gap, as data: pages put it in words.
enum GapReason: Sendable, Codable, Hashable {
    /// Help ended here and began again there; spells by their id.
    case between(ended: Identifier, began: Identifier)
    /// The spell ends on that day.
    case ends(Identifier, on: Day, isPlanned: Bool)
    /// Nothing after it is granted or begun.
    case nothingGranted
    /// Something after it is thought of or waited for, and not granted.
    case notGrantedYet(Identifier)
    /// A receiver said yes on that day, and there was no first contact since.
    case acceptedWithoutContact(since: Day)
    /// The next help is to begin on that day.
    case beginsLater(Identifier, on: Day)
    /// The next help was to begin on that day, and nobody wrote down that it did.
    case didNotBegin(Identifier, planned: Day)
    /// On a list since then, expected on that day.
    case waiting(Identifier, since: Day, expected: Day?)
    /// The day on which it was expected has passed.
    case expectedDayPassed(Day)
    /// Somebody helps meanwhile, up to and not including `until`.
    case bridged(Identifier, until: Day?)
    /// The agreement ends before the waiting does.
    case bridgeTooShort(until: Day)
    case noBridge
    /// Nobody decided on it, and youth care ends at 18.
    case undecided(eighteenth: Day)
    /// Youth care can be resumed before that day; so many days are left.
    case resumeBefore(Day, daysLeft: Int)
    /// One of the days of warning (60, 30, 7) has come: so many days before the end.
    case alarm(days: Int)
    /// Nobody pays from that day on, as far as is known.
    case unfunded(Identifier, from: Day)
    /// Specialised help ended on that day, and other help goes on.
    case otherHelpGoesOn(lastSpecialised: Day)
    /// Nobody was in charge before, or until that day.
    case nobodyInCharge(since: Day?)
    /// So many days since the last contact; `nil` when there was none in this spell.
    case lastContact(Day?, silentDays: Int)
    /// The spell has no end, and counts as help although nobody was seen: it may be over.
    case openEnded(Identifier)
    /// So many months after care ended it was not written down how it is going.
    case notLookedAt(months: Int, careEnded: Day)

    /// The sentence; the values in it are days as ISO 8601 and numbers. Identifiers are for links and stand in no sentence.
    var text: Text {
        switch self {
        case .between: Text("care.gap.reason.between")
        case .ends(_, let on, let isPlanned):
            isPlanned
                ? Text("care.gap.reason.ends-planned", ["day": "\(on)"])
                : Text("care.gap.reason.ends", ["day": "\(on)"])
        case .nothingGranted: Text("care.gap.reason.nothing-granted")
        case .notGrantedYet: Text("care.gap.reason.not-granted-yet")
        case .acceptedWithoutContact(let since):
            Text("care.gap.reason.accepted-without-contact", ["day": "\(since)"])
        case .beginsLater(_, let on): Text("care.gap.reason.begins-later", ["day": "\(on)"])
        case .didNotBegin(_, let planned): Text("care.gap.reason.did-not-begin", ["day": "\(planned)"])
        case .waiting(_, let since, let expected?):
            Text("care.gap.reason.waiting", ["since": "\(since)", "day": "\(expected)"])
        case .waiting(_, let since, nil): Text("care.gap.reason.waiting-open", ["since": "\(since)"])
        case .expectedDayPassed(let day): Text("care.gap.reason.expected-day-passed", ["day": "\(day)"])
        case .bridged(_, let until?): Text("care.gap.reason.bridged-until", ["day": "\(until)"])
        case .bridged(_, nil): Text("care.gap.reason.bridged")
        case .bridgeTooShort(let until): Text("care.gap.reason.bridge-too-short", ["day": "\(until)"])
        case .noBridge: Text("care.gap.reason.no-bridge")
        case .undecided(let day): Text("care.gap.reason.undecided", ["day": "\(day)"])
        case .resumeBefore(let day, let left):
            Text("care.gap.reason.resume-before", ["day": "\(day)", "days": String(left)])
        case .alarm(let days): Text("care.gap.reason.alarm", ["days": String(days)])
        case .unfunded(_, let from): Text("care.gap.reason.unfunded", ["day": "\(from)"])
        case .otherHelpGoesOn(let day): Text("care.gap.reason.other-help-goes-on", ["day": "\(day)"])
        case .nobodyInCharge(let since?): Text("care.gap.reason.nobody-in-charge-since", ["day": "\(since)"])
        case .nobodyInCharge(nil): Text("care.gap.reason.nobody-in-charge")
        case .lastContact(let day?, let silent):
            Text("care.gap.reason.last-contact", ["day": "\(day)", "days": String(silent)])
        case .lastContact(nil, let silent): Text("care.gap.reason.no-contact", ["days": String(silent)])
        case .openEnded: Text("care.gap.reason.open-ended")
        case .notLookedAt(let months, let ended):
            Text("care.gap.reason.not-looked-at", ["months": String(months), "day": "\(ended)"])
        }
    }
}
