public import Core
public import Directory
import Storage

/// The rotas of desks.
public struct Rotas: Sendable {
    let context: SignalsContext

    /// A desk's rota, and the members who can stand in it, by name. For those who sit at the desk.
    public func rota(_ actor: Actor, _ desk: Identifier) async throws -> (rota: Rota, members: [Person]) {
        try Policy.at(desk).require(actor)
        let members = try await context.desks.details(.system, desk).members
        let rota = try await context.database.read { try RotaStore(transaction: $0).find(desk) }
        return (rota, members.map { Person(id: $0.id, name: $0.name) })
    }

    /// Puts another rota in its place. For those who sit at the desk. Deadlines that were given stay.
    ///
    /// - Parameter before: the rota as the page showed it.
    /// - Throws: `SignalsError.changedMeanwhile`, `.shiftInvalid`, `.shiftMember`.
    public func change(_ actor: Actor, _ desk: Identifier, from before: Rota, to rota: Rota) async throws {
        try Policy.at(desk).require(actor)
        guard rota.shifts.allSatisfy(\.isValid), rota.shifts.count <= 500, rota.closedDays.count <= 500 else {
            throw SignalsError.shiftInvalid
        }
        let context = context
        try await context.database.write { transaction in
            let store = RotaStore(transaction: transaction)
            let current = try store.find(desk)
            guard Set(current.shifts) == Set(before.shifts), current.closedDays == before.closedDays else {
                throw SignalsError.changedMeanwhile
            }
            let members = Set(try context.desks.members(of: desk, in: transaction))
            guard rota.shifts.allSatisfy({ members.contains($0.member) }) else { throw SignalsError.shiftMember }
            try store.put(rota, of: desk) { context.identifier() }
            try context.audit.record(
                AuditEvent(
                    "signals.rota.changed", subject: "desk:\(desk)",
                    details: ["shifts": String(rota.shifts.count), "closed": String(rota.closedDays.count)]),
                by: actor, in: transaction)
        }
    }
}
