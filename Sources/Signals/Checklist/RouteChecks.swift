public import Content
public import Core
import Crypto
public import Directory
import Storage
import Vault

/// That a member rang a route, or saw it with the organisation itself.
public struct RouteCheck: Hashable, Sendable {
    public let route: String
    /// What was checked: the hash of the number, the address and the hours.
    public let facts: String
    public let verifiedOn: Day
}

/// A route and how it stands with its check.
public struct RouteState: Hashable, Sendable {
    public let route: HelpRoute
    /// What a check binds to: another number, address or opening hours need another check.
    public let facts: String
    /// The newest check of these facts; `nil` when nobody has checked them.
    public let check: RouteCheck?
    /// Whether somebody should ring now: never checked, or a quarter ago.
    public let isDue: Bool

    public var isVerified: Bool { check != nil }
}

/// Which routes a member of this installation has rung (product rule 12): advice shows no others, 112 excepted.
public struct RouteChecks: Sendable {
    let context: SignalsContext

    /// A check is asked for again after a quarter.
    public static let daysUntilDue = 92
    /// Always shown: nobody rings 112 to check it.
    public static let alwaysShown = "emergency"
    /// Who rings and confirms.
    public static let checkers = Policy.anyOf(.desk(.duty), .administrator)

    /// The routes that advice can show, with their checks, 112 left out: what is due comes first.
    public func states(_ actor: Actor) async throws -> [RouteState] {
        try Self.checkers.require(actor)
        let states = try await allStates().filter { $0.route.id != Self.alwaysShown }
        return states.filter(\.isDue) + states.filter { !$0.isDue }
    }

    /// How many routes wait for somebody to ring.
    public func dueCount(_ actor: Actor) async throws -> Int { try await states(actor).count(where: \.isDue) }

    /// What of `routes` may be shown: in the demo all, each with whether it was checked.
    public func shown(_ routes: [HelpRoute]) async throws -> [(route: HelpRoute, isVerified: Bool)] {
        let verified = Set(try await allStates().filter(\.isVerified).map(\.route.id))
        return routes.map { ($0, $0.id == Self.alwaysShown || verified.contains($0.id)) }
            .filter { $0.1 || context.isDemo }
    }

    /// Records that the actor rang, and that everything is as the page showed it.
    ///
    /// - Parameter facts: the hash that the page showed.
    /// - Throws: `SignalsError.notFound`; `.changedMeanwhile` when the file says something else by now.
    public func verify(_ actor: Actor, _ id: String, facts: String) async throws {
        try Self.checkers.require(actor)
        guard let member = actor.member?.id, let route = context.checklist.routes.first(where: { $0.id == id }) else {
            throw SignalsError.notFound
        }
        guard Self.facts(of: route) == facts else { throw SignalsError.changedMeanwhile }
        let context = context
        try await context.database.write { transaction in
            let now = context.now()
            try RouteCheckStore(transaction: transaction).insert(
                RouteCheck(route: id, facts: facts, verifiedOn: now.day), id: context.identifier(), member: member,
                at: now)
            try context.audit.record(
                AuditEvent(
                    "signals.route.verified", subject: "route:\(id)", details: ["facts": String(facts.prefix(12))]),
                by: actor, in: transaction)
        }
    }

    private func allStates() async throws -> [RouteState] {
        let context = context
        let newest = try await context.database.read { try RouteCheckStore(transaction: $0).newest() }
        let today = context.now().day
        return context.checklist.routes.map { route in
            let facts = Self.facts(of: route)
            let check = newest.last { $0.route == route.id && $0.facts == facts }
            let isDue = check.map { $0.verifiedOn.adding(days: Self.daysUntilDue) <= today } ?? true
            return RouteState(route: route, facts: facts, check: check, isDue: isDue)
        }
    }

    /// The hash that a check binds to.
    static func facts(of route: HelpRoute) -> String {
        let hours: String
        switch route.hours {
        case .unknown: hours = "unknown"
        case .always: hours = "always"
        case .weekly(let days):
            hours = days.keys.sorted().map { day in
                "\(day) " + (days[day] ?? []).map(\.text).joined(separator: ",")
            }.joined(separator: ";")
        }
        // A line for each, and none of the three can hold a line break.
        let text = [route.number ?? "", route.web ?? "", hours].joined(separator: "\n")
        return Array(SHA256.hash(data: Array(text.utf8))).hex
    }
}

/// SQL for checks of routes.
struct RouteCheckStore {
    let transaction: any Transaction

    func insert(_ check: RouteCheck, id: Identifier, member: Identifier, at instant: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO signals_route_checks (id, route, facts, verified_on, member_id, at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """, id, check.route, check.facts, check.verifiedOn.description, member, instant)
    }

    /// The newest check of each route and facts, the oldest first.
    func newest() throws -> [RouteCheck] {
        try transaction.rows(
            """
            SELECT route, facts, MAX(verified_on) AS verified_on FROM signals_route_checks
            GROUP BY route, facts ORDER BY verified_on, route
            """
        ).map { row in
            let text: String = try row["verified_on"]
            guard let day = Day(text) else { throw StorageError.column("verified_on") }
            return RouteCheck(route: try row["route"], facts: try row["facts"], verifiedOn: day)
        }
    }
}
