public import Core
public import Directory
import Storage
import Vault

/// What can be done with an employer's roster: take it over, see who stands where, give people their codes.
///
/// Names are seen by members of that organisation alone; the training desk sees counts, and nobody else anything.
public struct Rosters: Sendable {
    let context: LearningContext

    /// Days before the last day from which somebody gets mails.
    static let remindAhead = 30
    /// Days between two mails to one person.
    public static let remindEvery = 7
    /// Days after which a roster goes that nobody confirmed.
    public static let keptDays = 400
    /// Days after which the page asks whether it still holds.
    public static let askAfter = 365

    private var versions: [String: Int] {
        context.courses.reduce(into: [:]) { $0[$1.slug] = $1.version }
    }

    // MARK: Seeing

    /// What both who looks after an organisation's courses and the training desk see.
    public struct Overview: Sendable {
        public var sites: [WorkSite]
        public var departments: [Department]
        public var groups: [RosterGroup]
        public var people: Int
        /// How many completed something by month (its first day), over the last twelve.
        public var months: [Day: Int]
        /// When somebody last said that the roster holds; `nil` without a roster.
        public var confirmed: Day?
        public var reminds: Bool
    }

    /// The counts of an organisation.
    public func overview(_ actor: Actor, of organisation: Identifier) async throws -> Overview {
        try Policy.rosterCounts(of: organisation).require(actor)
        let today = context.now().day
        let versions = versions
        return try await context.database.read { transaction in
            let store = RosterStore(transaction: transaction)
            let sites = SiteStore(transaction: transaction)
            let settings = try store.settings(organisation)
            return Overview(
                sites: try sites.all(of: organisation), departments: try sites.departments(of: organisation),
                groups: try store.groups(.init(organisation: organisation), versions: versions, on: today),
                people: try store.count(of: organisation),
                months: try store.months(of: organisation, since: Self.firstMonth(today)),
                confirmed: settings?.confirmed, reminds: settings?.reminds ?? false)
        }
    }

    /// The first of the twelve months up to and including that of `today`.
    static func firstMonth(_ today: Day) -> Day {
        let months = today.year * 12 + today.month - 1 - 11
        return Day(year: months / 12, month: months % 12 + 1, day: 1)!
    }

    /// Which people are asked for; `nil` for all.
    public struct Choice: Hashable, Sendable {
        public var site: Identifier?
        public var department: Identifier?
        public var course: String?
        public var state: RosterState?
        /// Only who is asked to do something.
        public var isDue = false

        public init(
            site: Identifier? = nil, department: Identifier? = nil, course: String? = nil, state: RosterState? = nil,
            isDue: Bool = false
        ) {
            self.site = site
            self.department = department
            self.course = course
            self.state = state
            self.isDue = isDue
        }

        func filter(_ organisation: Identifier) -> RosterStore.Filter {
            .init(
                organisation: organisation, site: site, department: department, course: course, state: state,
                isDue: isDue)
        }
    }

    /// People by name, with how they stand. For members of their organisation.
    public func people(
        _ actor: Actor, of organisation: Identifier, _ choice: Choice, offset: Int, limit: Int
    ) async throws -> [(person: RosterPerson, courses: [RosterCourse])] {
        try Policy.rosterNames(of: organisation).require(actor)
        let today = context.now().day
        let versions = versions
        return try await context.database.read {
            try RosterStore(transaction: $0).people(
                choice.filter(organisation), versions: versions, on: today, offset: offset, limit: limit)
        }
    }

    /// How somebody stands with a course today.
    public func state(_ course: RosterCourse) -> RosterState {
        RosterState(course, version: versions[course.course], on: context.now().day)
    }

    /// One person. For members of their organisation; to everybody else there is no such person.
    ///
    /// - Throws: `RosterError.noSuchPerson`.
    public func person(
        _ actor: Actor, _ id: Identifier
    ) async throws -> (person: RosterPerson, courses: [RosterCourse], code: RosterCode) {
        try Policy.signedIn.require(actor)
        let found = try await context.database.read { transaction in
            let store = RosterStore(transaction: transaction)
            return try store.find(id).map { ($0, try store.courses(of: [id])[id] ?? []) }
        }
        guard let (person, courses) = found, Policy.rosterNames(of: person.organisation).allows(actor) else {
            throw RosterError.noSuchPerson
        }
        return (person, courses, code(of: person))
    }

    /// The own code of a person. Whoever gives it out may see names.
    public func code(of person: RosterPerson) -> RosterCode {
        RosterCode(person: person.id, generation: person.generation, siteKey: context.siteKey)
    }

    /// Everybody with all that is known of them, a line for each course, in the order of sites and departments. For
    /// members.
    public func rows(
        _ actor: Actor, of organisation: Identifier
    ) async throws -> [(person: RosterPerson, course: RosterCourse)] {
        try Policy.rosterNames(of: organisation).require(actor)
        return try await context.database.read { transaction in
            var rows: [(person: RosterPerson, course: RosterCourse)] = []
            try RosterStore(transaction: transaction).each(.init(organisation: organisation)) { rows.append(($0, $1)) }
            return rows
        }
    }

    // MARK: Changing one

    /// What can be done with one person of a roster.
    public enum Change: Hashable, Sendable {
        /// A new code, since the old one was lost; the old one opens nothing any more.
        case newCode
        case mails(Bool)
        /// Off the roster: nothing with this person in it stays.
        case remove
    }

    /// - Throws: `RosterError.noSuchPerson`.
    public func change(_ actor: Actor, _ id: Identifier, _ change: Change) async throws {
        let person = try await person(actor, id).person
        let siteKey = context.siteKey
        try await context.database.persistently { transaction in
            let store = RosterStore(transaction: transaction)
            guard var changed = try store.find(id) else { throw RosterError.noSuchPerson }
            switch change {
            case .newCode: changed.generation += 1
            case .mails(let wanted): changed.hasMailsOff = !wanted
            case .remove: try store.delete([id])
            }
            if change != .remove {
                let code = RosterCode(person: id, generation: changed.generation, siteKey: siteKey)
                try store.update(changed, hash: code.hash)
            }
            try bump(person.organisation, in: transaction)
            let action = change == .newCode ? "code" : change == .remove ? "removed" : "mails"
            try record(action, person.organisation, by: actor, in: transaction)
        }
    }

    /// Where names stand: of what was deleted there nothing is left in the files after the night.
    static let tables = ["learning_people", "learning_people_courses", "learning_roster_uploads"]

    /// Has people get mails, or no longer.
    public func setReminders(_ actor: Actor, of organisation: Identifier, _ reminds: Bool) async throws {
        try Policy.rosterNames(of: organisation).require(actor)
        if reminds, context.outbox == nil { throw SessionError.noMail }
        try await context.database.persistently { transaction in
            let store = RosterStore(transaction: transaction)
            guard var settings = try store.settings(organisation) else { throw RosterError.noRoster }
            settings.reminds = reminds
            try store.save(settings, of: organisation)
            try record(reminds ? "mails-on" : "mails-off", organisation, by: actor, in: transaction)
        }
    }

    /// Says that the roster still holds: then it is kept for another year.
    public func confirm(_ actor: Actor, of organisation: Identifier) async throws {
        try Policy.rosterNames(of: organisation).require(actor)
        let today = context.now().day
        try await context.database.persistently { transaction in
            let store = RosterStore(transaction: transaction)
            guard var settings = try store.settings(organisation) else { throw RosterError.noRoster }
            settings.confirmed = today
            try store.save(settings, of: organisation)
            try record("confirmed", organisation, by: actor, in: transaction)
        }
    }

    /// Deletes a whole roster with everybody on it; the sites stay.
    public func removeAll(_ actor: Actor, of organisation: Identifier) async throws {
        try Policy.rosterNames(of: organisation).require(actor)
        try await context.database.persistently { transaction in
            try RosterStore(transaction: transaction).deleteRoster(organisation)
            try record("deleted", organisation, by: actor, in: transaction)
        }
    }

    private func bump(_ organisation: Identifier, in transaction: any Transaction) throws {
        let store = RosterStore(transaction: transaction)
        guard var settings = try store.settings(organisation) else { return }
        settings.version += 1
        try store.save(settings, of: organisation)
    }

    /// Names never come into the audit trail: it is kept longer than they are.
    func record(
        _ what: String, _ organisation: Identifier, _ details: [String: String] = [:], by actor: Actor,
        in transaction: any Transaction
    ) throws {
        try context.audit.record(
            AuditEvent("learning.roster.\(what)", subject: "organisation:\(organisation)", details: details), by: actor,
            in: transaction)
    }

    // MARK: For the demo

    /// Sets a person as done without anybody having followed a course, so that the demo has something to show. Nothing
    /// is counted by it but on the roster itself.
    public func setInvented(
        _ actor: Actor, _ person: Identifier, course: String, _ done: RosterCourse.Done
    ) async throws {
        try Policy.system.require(actor)
        try await context.database.write {
            _ = try RosterStore(transaction: $0).finish(person, course: course, done)
        }
    }

    // MARK: At night

    /// Deletes files that nobody confirmed and rosters that nobody confirmed for `keptDays`, and what is left in the
    /// database's files of who was taken off by day.
    func deleteOld() async throws {
        let now = context.now()
        try await context.database.persistently { transaction in
            let store = RosterStore(transaction: transaction)
            _ = try store.deleteUploads(before: now.advanced(bySeconds: -12 * 3600))
            for organisation in try store.unconfirmed(since: now.day.adding(days: -Self.keptDays)) {
                try store.deleteRoster(organisation)
                try record("expired", organisation, by: .system, in: transaction)
            }
        }
        try await context.database.forgetDeleted(in: Self.tables)
    }
}

extension Policy {
    /// Who sees the names on an organisation's roster: its own members.
    public static func rosterNames(of organisation: Identifier) -> Policy { .member(of: organisation) }

    /// Who sees how many of a roster are done: its own members, and the training desk.
    public static func rosterCounts(of organisation: Identifier) -> Policy {
        .anyOf(.member(of: organisation), .learningDesk)
    }
}
