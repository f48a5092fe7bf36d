public import Core
public import Directory
import Storage

/// What is learned and what is not: how first answers and decisions turned out, in sums over at least ten people.
public struct Measures: Sendable {
    let context: LearningContext

    /// The situations that learners are asked.
    public var measure: DecisionMeasure { context.measure }

    /// What is shown of one course.
    public struct Figures: Sendable {
        /// By version, the latest first; each over at least ten people.
        public var items: [(version: Int, people: Int, figures: [String: ItemFigures])]
        /// Of the situations in their present version; `nil` below ten people.
        public var before: DecisionFigures?
        public var after: DecisionFigures?
    }

    /// The figures of a course.
    ///
    /// - Parameter organisation: that of the learners, for its own members alone; `nil` for everybody, for who sees
    ///   all.
    /// - Throws: `LearningError.noSuchCourse`.
    public func figures(_ actor: Actor, course slug: String, organisation: Identifier?) async throws -> Figures {
        if let organisation {
            try Policy.member(of: organisation).require(actor)
        } else {
            try Policy.learningOverview.require(actor)
        }
        _ = try context.course(slug)
        let measure = context.measure
        return try await context.database.read { transaction in
            let store = SumStore(transaction: transaction)
            let items = try store.shown(.items, course: slug, organisation: organisation)
            func side(_ side: DecisionMeasure.Side) throws -> DecisionFigures? {
                let kind: SumStore.Kind = side == .before ? .before : .after
                let sums = try store.shown(kind, course: slug, organisation: organisation)[measure.version]
                return sums.map { DecisionFigures($0, measure.situations(side)) }
            }
            return Figures(
                items: items.sorted { $0.key > $1.key }.map { version, sums in
                    (version, sums.people, sums.sums.mapValues { ItemFigures($0) })
                }, before: try side(.before), after: try side(.after))
        }
    }

    /// Whether a learner can still do the situations of a side: before the end of the course those before, afterwards
    /// those after.
    public func isOpen(_ side: DecisionMeasure.Side, token: AttemptToken, learner: Learner) async throws -> Bool {
        guard !context.measure.situations(side).isEmpty else { return false }
        let isTime = side == .before ? learner.attempt.seen.count <= 1 : learner.completion != nil
        guard isTime else { return false }
        return try await !isTaken(side, token: token)
    }

    /// Whether a learner did the situations of a side.
    public func isTaken(_ side: DecisionMeasure.Side, token: AttemptToken) async throws -> Bool {
        try await context.database.read { try SumStore(transaction: $0).isMarked(token, side) }
    }

    /// Counts what a learner would do in the situations of a side, once.
    ///
    /// - Parameter reported: by situation, whether they would report it; all of that side.
    /// - Throws: `LearningError.noSuchAttempt`; `.situationsIncomplete` when one of them has no answer.
    /// - Returns: `false` when it was counted before.
    @discardableResult
    public func take(
        _ side: DecisionMeasure.Side, token: AttemptToken, course slug: String, _ reported: [String: Bool]
    ) async throws -> Bool {
        let measure = context.measure
        guard Set(reported.keys) == Set(measure.situations(side).map(\.id)), !reported.isEmpty else {
            throw RosterError.situationsIncomplete
        }
        let random = context.random
        return try await context.database.persistently { transaction in
            guard let record = try AttemptStore(transaction: transaction).find(token), record.course == slug else {
                throw LearningError.noSuchAttempt
            }
            let store = SumStore(transaction: transaction)
            guard try store.mark(token, side) else { return false }
            let key = SumStore.Key(course: slug, version: measure.version, organisation: record.organisation)
            try store.add(side == .before ? .before : .after, key, DecisionFigures.sums(reported), random: random)
            return true
        }
    }
}
