public import Core

/// Something that changed about a thing, for feeds.
public struct CommitmentEvent: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case added, changed, deadline, extended, verdict, claim, register, criteria, linked
        /// The House changed or deleted what the thing was made of.
        case house
    }

    public var id: Identifier
    public var item: Identifier
    public var kind: Kind
    /// The outcome of a verdict, the date of a deadline, the status of a claim, what the House changed; else empty.
    public var detail: String
    public var recorded: Instant
}
