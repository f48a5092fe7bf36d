public import Core

/// A member at one of his or her desks, with the key of this request: who does something there.
public struct Seat: Sendable {
    public let actor: Actor
    public let key: MemberKey
    public let desk: Identifier

    /// - Parameter key: of the actor, from `Sessions.unlock`.
    public init(_ actor: Actor, _ key: MemberKey, at desk: Identifier) {
        self.actor = actor
        self.key = key
        self.desk = desk
    }
}
