public import Core
public import Directory

/// The rotas of desks.
public struct Rotas: Sendable {
    let context: SignalsContext

    /// A desk's rota, and the members who can stand in it. For those who sit at the desk.
    public func rota(_ actor: Actor, _ desk: Identifier) async throws -> (rota: Rota, members: [Person]) {
        throw SignalsError.notFound
    }

    /// Puts another rota in its place. For those who sit at the desk.
    ///
    /// - Parameter before: the rota as the page showed it.
    /// - Throws: `SignalsError.changedMeanwhile`, `.shiftInvalid`, `.shiftMember`.
    public func change(_ actor: Actor, _ desk: Identifier, from before: Rota, to rota: Rota) async throws {
        throw SignalsError.notFound
    }
}
