public import Core

/// That a desk asks who reported.
public struct IdentityRequest: Sendable {
    public enum State: String, Sendable, CaseIterable { case asked, given, refused }
    public let id: Identifier
    public let report: Identifier
    /// The asking desk's name.
    public let desk: String
    public let askedBy: Person
    public let askedOn: Day
    public let state: State
    /// Why; `nil` when it can no longer be read.
    public let reason: String?
}

/// What the custodian desk does: it knows who reported, and not what.
public struct Identities: Sendable {
    let context: SignalsContext

    /// The requests at the custodian desk: those that wait first, then the newest.
    public func requests(_ seat: Seat) async throws -> [IdentityRequest] { throw SignalsError.notFound }

    /// Looks who reported, to call somebody in danger or to weigh a request. It stands in the audit trail.
    ///
    /// - Throws: `SignalsError.notFound`, `.damaged`, `.missing(field: "reason")`.
    public func open(_ seat: Seat, _ request: Identifier, reason: String) async throws -> ReporterIdentity {
        throw SignalsError.notFound
    }

    /// Lets the asking desk read who reported. - Throws: `SignalsError.alreadyDecided`, `.notFound`, `.damaged`;
    /// `DirectoryError.confirmFirst` when the password was not given lately.
    public func give(_ seat: Seat, _ request: Identifier) async throws { throw SignalsError.notFound }

    /// Does not. - Throws: `SignalsError.alreadyDecided`, `.notFound`.
    public func refuse(_ seat: Seat, _ request: Identifier) async throws { throw SignalsError.notFound }
}
