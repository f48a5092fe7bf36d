import Core

/// Why nothing is entered in a plan any more.
enum PlanStop: Sendable, Hashable {
    /// There is no yes to help any more, as was entered on that day.
    case noHelp(since: Day)
    /// The birthday on which the plan ends has come.
    case ended(since: Day)

    /// - Throws: `CareError.helpStopped`, `.planEnded` for what cannot be entered any more.
    func check(_ event: CareEvent) throws(CareError) {
        switch event {
        // It can still be taken along and closed for others.
        case .exported, .unshared, .codeWithdrawn: return
        // What follows from what is there is no entry of anybody.
        case .gapsSeen, .tallied: return
        // They may say yes again, and what somebody asked others for is called off.
        case .consent, .handoverStep: if case .noHelp = self { return }
        default: break
        }
        switch self {
        case .noHelp(let day): throw .helpStopped(since: day)
        case .ended(let day): throw .planEnded(since: day)
        }
    }
}

extension CareFile {
    /// Why nothing is entered on a day; `nil` as long as it goes on.
    func stop(on day: Day, _ limits: CareLimits = .standard) -> PlanStop? {
        let end = person.endsOn(limits)
        if end <= day { return .ended(since: end) }
        return helpStopped.map { .noHelp(since: $0) }
    }

    /// The day on which a plan without a yes to help is destroyed; `nil` while there is one, or nobody was asked.
    func closesOn(_ limits: CareLimits = .standard) -> Day? { helpStopped?.adding(days: limits.closingDays) }

    /// How often the young person's own data was entered: what a form about it is based on.
    var personVersion: Int {
        history.count {
            switch $0.event {
            case .came, .changed: true
            default: false
            }
        }
    }
}
