public import Core
public import Directory
import Storage

/// What can be done with the sites of an organisation: by its own members and the training desk.
public struct WorkSites: Sendable {
    let context: LearningContext

    /// The sites of an organisation, by name.
    public func all(_ actor: Actor, of organisation: Identifier) async throws -> [WorkSite] {
        try Policy.joins(of: organisation).require(actor)
        return try await context.database.read { try SiteStore(transaction: $0).all(of: organisation) }
    }

    /// What the workplace shows of one site.
    public struct Room: Sendable {
        public var site: WorkSite
        public var departments: [Department]
        /// The latest first.
        public var joins: [Join]
        public var people: Int
    }

    /// - Throws: `RosterError.noSuchSite`.
    public func room(_ actor: Actor, _ code: JoinCode) async throws -> Room {
        try Policy.signedIn.require(actor)
        return try await context.database.read { transaction in
            let store = SiteStore(transaction: transaction)
            guard let site = try store.find(code: code) else { throw RosterError.noSuchSite }
            try Policy.joins(of: site.organisation).require(actor)
            return Room(
                site: site,
                departments: try store.departments(of: site.organisation).filter { $0.site == site.id },
                joins: try store.joins(of: site.id).compactMap { try JoinStore(transaction: transaction).find($0) },
                people: try RosterStore(transaction: transaction).count(atSite: site.id))
        }
    }

    /// Makes a site.
    ///
    /// - Parameter code: a code of one's own choice, for the demo; otherwise a random one.
    /// - Throws: `RosterError.siteTaken`, `.noSuchOrganisation`.
    public func make(
        _ actor: Actor, organisation: Identifier, name: String, card: WorkSite.Card = .init(),
        departments: [String] = [], province: Province? = nil, code: JoinCode? = nil
    ) async throws -> WorkSite {
        try Policy.joins(of: organisation).require(actor)
        guard try await context.organisations.all(.system).contains(where: { $0.id == organisation && $0.isActive })
        else { throw LearningError.noSuchOrganisation }
        let site = WorkSite(
            id: context.identifier(), organisation: organisation, name: name,
            code: code ?? JoinCode(random: context.random), card: card,
            checked: card.isFilled ? context.now().day : nil, province: province)
        try await context.database.write { transaction in
            let store = SiteStore(transaction: transaction)
            guard try store.insert(site) else { throw RosterError.siteTaken }
            try setDepartments(departments, of: site, store)
            try record("made", site, by: actor, in: transaction)
        }
        return site
    }

    /// Changes a site, and says with that that its card holds. A department that is left out goes when nobody is in it.
    ///
    /// - Throws: `RosterError.noSuchSite`, `.siteTaken`.
    public func change(
        _ actor: Actor, _ code: JoinCode, name: String, card: WorkSite.Card, departments: [String],
        province: Province? = nil
    ) async throws {
        let today = context.now().day
        try await context.database.persistently { transaction in
            let store = SiteStore(transaction: transaction)
            guard var site = try store.find(code: code) else { throw RosterError.noSuchSite }
            try Policy.joins(of: site.organisation).require(actor)
            if let other = try store.find(site.organisation, name: name), other.id != site.id {
                throw RosterError.siteTaken
            }
            site.name = name
            site.card = card
            site.province = province
            site.checked = card.isFilled ? today : nil
            try store.update(site)
            try setDepartments(departments, of: site, store)
            try record("changed", site, by: actor, in: transaction)
        }
    }

    private func setDepartments(_ names: [String], of site: WorkSite, _ store: SiteStore) throws {
        let wanted = Set(names.map(WorkSite.key))
        for old in try store.departments(of: site.organisation) where old.site == site.id {
            if !wanted.contains(WorkSite.key(old.name)) { try store.deleteEmpty(old) }
        }
        for name in names {
            try store.insert(Department(id: context.identifier(), site: site.id, name: name))
        }
    }

    /// Deletes a site that nobody of the roster works at.
    ///
    /// - Throws: `RosterError.noSuchSite`, `.siteHasPeople`.
    public func delete(_ actor: Actor, _ code: JoinCode) async throws {
        try await context.database.persistently { transaction in
            let store = SiteStore(transaction: transaction)
            guard let site = try store.find(code: code) else { throw RosterError.noSuchSite }
            try Policy.joins(of: site.organisation).require(actor)
            guard try RosterStore(transaction: transaction).count(atSite: site.id) == 0 else {
                throw RosterError.siteHasPeople
            }
            try store.delete(site.id)
            try record("deleted", site, by: actor, in: transaction)
        }
    }

    /// Makes a join whose people see the card of the site.
    ///
    /// - Throws: as `Joins.make`, and `RosterError.noSuchSite`.
    public func makeJoin(_ actor: Actor, _ code: JoinCode, course: String, audience: Audience) async throws -> Join {
        let site = try await room(actor, code).site
        let join = try await Joins(context: context).make(
            actor, organisation: site.organisation, course: course, audience: audience)
        try await context.database.write { try SiteStore(transaction: $0).insert(join: join.id, site: site.id) }
        return join
    }

    private func record(
        _ what: String, _ site: WorkSite, by actor: Actor, in transaction: any Transaction
    ) throws {
        try context.audit.record(
            AuditEvent(
                "learning.site.\(what)", subject: "site:\(site.id)", details: ["organisation": site.organisation.text]),
            by: actor, in: transaction)
    }

    // MARK: For who works there

    /// The site whose link somebody followed. Open to all: who has the link sees its card.
    ///
    /// - Throws: `RosterError.noSuchSite`.
    public func open(_ code: String) async throws -> WorkSite {
        guard let site = try await find(code: code) else { throw RosterError.noSuchSite }
        return site
    }

    /// The site with the code that a browser kept; `nil` for any other text.
    public func find(code: String) async throws -> WorkSite? {
        guard let code = JoinCode(code) else { return nil }
        return try await context.database.read { try SiteStore(transaction: $0).find(code: code) }
    }

    /// The site that a join was made for; `nil` for one of the whole organisation.
    public func find(join: Identifier) async throws -> WorkSite? {
        try await context.database.read { try SiteStore(transaction: $0).site(ofJoin: join) }
    }
}
