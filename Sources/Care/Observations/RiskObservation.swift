import Core

/// Something that may make things hard, as somebody saw or heard it on a day. `unknown` is not `no`.
///
/// These are never added up: there is no score of a young person (product rule 6; GDPR article 22).
struct RiskObservation: Sendable, Codable, Hashable {
    /// From facts 3.3.
    enum Indicator: String, Sendable, Codable, CaseIterable, Hashable {
        case leftSchoolOrWork = "left-school-or-work"
        case noIncome = "no-income"
        case debts
        /// Stays with others, or in a shelter.
        case noFixedHome = "no-fixed-home"
        case substances
        /// With who exploited them, or signs of a new one: money, a phone or an older partner that nobody can explain.
        case contactWithExploiter = "contact-with-exploiter"
        case missing
        /// Police, as suspect or as victim.
        case police
        case mentorLost = "mentor-lost"
        case refusesHelp = "refuses-help"
        case uninsured
    }

    enum Answer: String, Sendable, Codable, CaseIterable, Hashable {
        case yes, no, unknown
    }

    /// Where it comes from.
    enum Origin: String, Sendable, Codable, CaseIterable, Hashable {
        case youngPersonSaid = "young-person-said"
        case workerSaw = "worker-saw"
        case organisationTold = "organisation-told"
    }

    let id: Identifier
    let indicator: Indicator
    let answer: Answer
    /// Since when it is so, as far as somebody knows.
    let since: Day?
    /// The day on which it was seen or heard.
    let on: Day
    let origin: Origin
    let stamp: Stamp

    /// - Throws: `CareError.inFuture`, `.dayAfter`.
    func checked(on today: Day) throws(CareError) -> RiskObservation {
        guard on <= today else { throw .inFuture(field: "on") }
        if let since, since > on { throw .dayAfter(field: "since", on) }
        return self
    }
}

extension [RiskObservation] {
    /// What was said last of an indicator, up to a day; `nil` when nobody asked, which is something else than `unknown`.
    func latest(_ indicator: RiskObservation.Indicator, on day: Day) -> RiskObservation? {
        filter { $0.indicator == indicator && $0.on <= day && $0.stamp.at.day <= day }
            .max { ($0.on, $0.stamp.at, $0.id) < ($1.on, $1.stamp.at, $1.id) }
    }

    /// One line for each indicator, in the order of the list.
    func lines(on day: Day) -> [(indicator: RiskObservation.Indicator, latest: RiskObservation?)] {
        RiskObservation.Indicator.allCases.map { ($0, latest($0, on: day)) }
    }

    /// Everything that was said of an indicator, the newest first: what was said later does not take away what was said before.
    func history(_ indicator: RiskObservation.Indicator) -> [RiskObservation] {
        filter { $0.indicator == indicator }.sorted { ($0.on, $0.stamp.at, $0.id) > ($1.on, $1.stamp.at, $1.id) }
    }
}
