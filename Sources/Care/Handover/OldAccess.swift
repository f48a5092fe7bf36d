import Core

/// Until when the old helper can look into the plan: the first of three days ends it (issue 6).
struct OldAccess: Sendable, Codable, Hashable {
    enum Reason: String, Sendable, Codable, CaseIterable, Hashable {
        case firstContact = "first-contact"
        case consentWithdrawn = "consent-withdrawn"
        /// Some days after care ended.
        case careEnded = "care-ended"
    }

    /// The first day without access.
    let endsOn: Day
    let because: Reason

    /// - Parameters:
    ///   - firstContact: the day on which the young person met the new helper.
    ///   - consentWithdrawn: the day on which the consent to help or to handing over was taken back.
    ///   - careEnded: the first day without the old helper's care.
    /// - Returns: `nil` while nothing ends it.
    init?(firstContact: Day?, consentWithdrawn: Day?, careEnded: Day?, _ limits: CareLimits = .standard) {
        let ends: [(Day?, Reason)] = [
            (consentWithdrawn, .consentWithdrawn), (firstContact, .firstContact),
            (careEnded?.adding(days: limits.accessDays), .careEnded),
        ]
        let known = ends.compactMap { end, reason in end.map { ($0, reason) } }
        // The first one of two on the same day: what the young person said comes first.
        guard let first = known.map(\.0).min(), let reason = known.first(where: { $0.0 == first })?.1 else {
            return nil
        }
        endsOn = first
        because = reason
    }

    func isOpen(on day: Day) -> Bool { day < endsOn }
}

/// Somebody whom the young person can always reach after care has ended, until they turn 24.
struct Aftercare: Sendable, Codable, Hashable {
    /// The member, or `nil` when it is somebody outside.
    var member: Identifier?
    /// By first name.
    var name: String
    let since: Day

    /// The same, as it is kept.
    ///
    /// - Throws: `CareError.missing`, `.tooLong`, `.holdsFile`, `.holdsBSN`.
    func checked() throws(CareError) -> Aftercare {
        var checked = self
        checked.name = try CareText.required(name, field: "aftercare", most: CareText.name)
        return checked
    }

    /// Whether they are there on a day: from the day on which it was agreed up to the 24th birthday.
    func isThere(on day: Day, born: Day, _ limits: CareLimits = .standard) -> Bool {
        since <= day && day < Birthdays.end(born: born, limits)
    }
}
