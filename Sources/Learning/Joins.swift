public import Core
public import Directory
import Storage

/// What can be done with joins.
public struct Joins: Sendable {
    let context: LearningContext

    /// The joins of an organisation, the latest first. For its members and those who see all.
    public func all(_ actor: Actor, of organisation: Identifier) async throws -> [Join] {
        try Policy.learningFigures(of: organisation).require(actor)
        return try await context.database.read { try JoinStore(transaction: $0).all(of: organisation) }
    }

    /// The latest joins of all organisations.
    public func latest(_ actor: Actor, limit: Int = 200) async throws -> [Join] {
        try Policy.learningOverview.require(actor)
        return try await context.database.read { try JoinStore(transaction: $0).latest(limit) }
    }

    /// One join, also when it is closed. For who sees the organisation's figures.
    ///
    /// - Throws: `LearningError.noSuchJoin`.
    public func find(_ actor: Actor, _ id: Identifier) async throws -> Join {
        let found = try await context.database.read { try JoinStore(transaction: $0).find(id) }
        guard let found else { throw LearningError.noSuchJoin }
        try Policy.learningFigures(of: found.organisation).require(actor)
        return found
    }

    /// As `find(_:_:)`, by its code.
    public func find(_ actor: Actor, code: JoinCode) async throws -> Join {
        let found = try await context.database.read { try JoinStore(transaction: $0).find(code: code) }
        guard let found else { throw LearningError.noSuchJoin }
        try Policy.learningFigures(of: found.organisation).require(actor)
        return found
    }

    /// The join that a learner's code opens; one of an organisation that no longer takes part is closed.
    ///
    /// - Throws: `LearningError.codeMistyped` when a sign is wrong, `.noSuchCode`, `.joinClosed`.
    public func open(_ code: String) async throws -> Join {
        guard let code = JoinCode(code) else { throw LearningError.codeMistyped }
        let found = try await context.database.read { try JoinStore(transaction: $0).find(code: code) }
        guard let found, context.courses.contains(where: { $0.slug == found.course }) else {
            throw LearningError.noSuchCode
        }
        let organisation = try await context.organisations.find(.visitor, id: found.organisation)
        guard found.closed == nil, organisation.isActive else { throw LearningError.joinClosed }
        return found
    }

    /// Makes a join for the people of an organisation.
    ///
    /// - Parameter code: a code of one's own choice, for the demo; otherwise a random one.
    /// - Throws: `LearningError.noSuchCourse`, `.audienceNotOfCourse`, `.noSuchOrganisation`, `.codeTaken`.
    public func make(
        _ actor: Actor, organisation: Identifier, course slug: String, audience: Audience, code: JoinCode? = nil
    ) async throws -> Join {
        try Policy.joins(of: organisation).require(actor)
        let course = try context.course(slug)
        guard course.audiences.contains(audience) else { throw LearningError.audienceNotOfCourse }
        guard try await context.organisations.all(.system).contains(where: { $0.id == organisation && $0.isActive })
        else { throw LearningError.noSuchOrganisation }
        let join = Join(
            id: context.identifier(), organisation: organisation, course: slug, audience: audience,
            code: code ?? JoinCode(random: context.random), created: context.now(), closed: nil)
        try await context.database.write { transaction in
            guard try JoinStore(transaction: transaction).insert(join) else { throw LearningError.codeTaken }
            try context.audit.record(
                AuditEvent(
                    "learning.join.made", subject: "join:\(join.id)",
                    details: ["organisation": organisation.text, "course": slug, "audience": audience.rawValue]),
                by: actor, in: transaction)
        }
        return join
    }

    /// Closes a join: nobody comes in any more, and who was in goes on. Closing twice is no mistake.
    ///
    /// - Throws: `LearningError.noSuchJoin`.
    public func close(_ actor: Actor, _ id: Identifier) async throws {
        let now = context.now()
        try await context.database.write { transaction in
            let store = JoinStore(transaction: transaction)
            guard let join = try store.find(id) else { throw LearningError.noSuchJoin }
            try Policy.joins(of: join.organisation).require(actor)
            guard try store.close(id, at: now) else { return }
            try context.audit.record(
                AuditEvent("learning.join.closed", subject: "join:\(id)"), by: actor, in: transaction)
        }
    }
}
