public import Core
import Directory
import Storage

/// What a person of a roster does with their own link. Open to all: who has the code is that person.
public struct RosterDoor: Sendable {
    let context: LearningContext

    /// What the link shows.
    public struct Own: Sendable {
        public var person: RosterPerson
        public var courses: [RosterCourse]
        /// `nil` when it was deleted meanwhile.
        public var site: WorkSite?
        /// The employer's name.
        public var employer: String
    }

    /// - Throws: `RosterError.noSuchPersonCode`.
    public func own(_ code: RosterCode?) async throws -> Own {
        guard let code else { throw RosterError.noSuchPersonCode }
        let found = try await context.database.read { transaction -> (RosterPerson, [RosterCourse], WorkSite?)? in
            let store = RosterStore(transaction: transaction)
            guard let person = try store.find(code) else { return nil }
            return (
                person, try store.courses(of: [person.id])[person.id] ?? [],
                try SiteStore(transaction: transaction).find(person.site)
            )
        }
        guard let (person, courses, site) = found else { throw RosterError.noSuchPersonCode }
        let employer = try await context.organisations.find(.visitor, id: person.organisation).name
        return Own(person: person, courses: courses, site: site, employer: employer)
    }

    /// Tells an employer that a course was completed: the day and the version, and nothing else. One completion counts
    /// for one person; telling it twice is no mistake. Who completed the course less than a year before by this link is the
    /// same person, and counts once in the figures too.
    ///
    /// - Parameter token: of the attempt, which is completed; it is not noted beside the person.
    /// - Returns: `false` when there is nothing (more) to tell.
    @discardableResult
    public func tell(_ code: RosterCode, token: AttemptToken, course: String) async throws -> Bool {
        let random = context.random
        return try await context.database.persistently { transaction in
            let store = RosterStore(transaction: transaction)
            guard let person = try store.find(code),
                let record = try AttemptStore(transaction: transaction).find(token),
                record.course == course, let day = record.completed,
                let asked = try store.courses(of: [person.id])[person.id]?.first(where: { $0.course == course }),
                try store.markReported(token)
            else { return false }
            if let done = asked.done, done.day > Refresh.lastDone(on: day) {
                try CountStore(transaction: transaction).count(
                    .completed, of: record.key, in: record.province, on: day, by: -1, random: random)
            }
            return try store.finish(person.id, course: course, .init(day: day, version: record.version))
        }
    }

    /// Whether an attempt was told.
    public func isTold(_ token: AttemptToken) async throws -> Bool {
        try await context.database.read { try RosterStore(transaction: $0).isReported(token) }
    }

    /// Has the person get mails, or no longer.
    ///
    /// - Throws: `RosterError.noSuchPersonCode`.
    public func setMails(_ code: RosterCode?, _ wanted: Bool) async throws {
        guard let code else { throw RosterError.noSuchPersonCode }
        try await context.database.persistently { transaction in
            let store = RosterStore(transaction: transaction)
            guard var person = try store.find(code) else { throw RosterError.noSuchPersonCode }
            person.hasMailsOff = !wanted
            try store.update(person, hash: code.hash)
        }
    }
}
