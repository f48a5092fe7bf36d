public import Core
public import Directory
import Storage

/// What was counted in a period beside who follows a course here.
public struct CountedElsewhere: Hashable, Sendable {
    /// People in an e-learning that others counted, by audience.
    public var eLearning: [Audience: Int] = [:]
    /// People at a training or a meeting of a learning circle, by audience.
    public var trained: [Audience: Int] = [:]
    /// Trainings and meetings that were held. `nil` when one organisation is asked for: they are nobody's own.
    public var sessions: Int?
    /// The municipalities at them, counted as the figure `training.municipalities` counts them. `nil` as `sessions` is.
    public var municipalities: Int?

    /// Whether nothing at all was counted.
    public var isEmpty: Bool { eLearning.isEmpty && trained.isEmpty && sessions ?? 0 == 0 }
}

extension Overview {
    /// What was counted elsewhere and at trainings, of participations and sessions whose own period lies in `period` as a whole.
    ///
    /// - Parameter organisation: `nil` for everybody; only for who sees all.
    public func elsewhere(
        _ actor: Actor, in period: Period, organisation: Identifier?
    ) async throws -> CountedElsewhere {
        try require(actor, organisation)
        return try await context.database.read { transaction in
            let store = ParticipationStore(transaction: transaction)
            var found = CountedElsewhere()
            if let organisation {
                for sum in try store.people(of: organisation, in: period) { found.add(sum) }
                return found
            }
            for total in try store.totals(in: period) where total.people > 0 {
                found.add((total.activity, total.audience, total.people))
            }
            let plans = SessionPlanStore(transaction: transaction)
            let sessions = try TrainingSessionStore(transaction: transaction).all(in: period).map {
                ($0, codes: try plans.municipalities(of: $0.id))
            }
            found.sessions = sessions.count
            found.municipalities = LearningFigures.municipalities(sessions).reduce(0) { $0 + $1.value }
            return found
        }
    }

    /// The first day of which anything is counted, here or elsewhere; `nil` when nothing is.
    ///
    /// - Parameter organisation: as in `elsewhere`.
    public func firstDay(_ actor: Actor, organisation: Identifier?) async throws -> Day? {
        try require(actor, organisation)
        return try await context.database.read { transaction in
            let here = try CountStore(transaction: transaction).firstMonth(of: organisation)
            let elsewhere = try ParticipationStore(transaction: transaction).firstDay(of: organisation)
            let trained = organisation == nil ? try TrainingSessionStore(transaction: transaction).firstDay() : nil
            return [here, elsewhere, trained].compactMap(\.self).min()
        }
    }

    private func require(_ actor: Actor, _ organisation: Identifier?) throws {
        let policy = organisation.map(Policy.learningFigures) ?? .learningOverview
        try policy.require(actor)
    }
}

extension CountedElsewhere {
    fileprivate mutating func add(_ sum: (activity: Activity, audience: Audience, people: Int)) {
        switch sum.activity {
        case .eLearning: eLearning[sum.audience, default: 0] += sum.people
        case .training: trained[sum.audience, default: 0] += sum.people
        }
    }
}
