public import Core
public import Storage

/// One thing that was done, for the audit trail.
public struct AuditEvent: Sendable, Hashable {
    /// What was done: `<part>.<thing>.<verb>`, for instance `review.published`.
    public var action: String
    /// What it was done to: `<kind>:<id>`.
    public var subject: String
    /// Facts that explain it, without anything personal.
    public var details: [String: String]

    public init(_ action: String, subject: String, details: [String: String] = [:]) {
        self.action = action
        self.subject = subject
        self.details = details
    }
}

/// Writes the audit trail: append-only rows, written in the transaction they tell of.
public protocol AuditTrail: Sendable {
    /// Adds a row for `event`.
    func record(_ event: AuditEvent, by actor: Actor, in transaction: any Transaction) throws
}

extension AuditTrail {
    /// Adds a row about what was done at a desk.
    ///
    /// - Parameter details: ids, counts and names of choices, and nothing that anybody typed.
    public func record(
        _ action: String, _ subject: String, details: [String: String] = [:], by actor: Actor,
        at desk: Identifier?, in transaction: any Transaction
    ) throws {
        var details = details
        if let desk { details["desk"] = desk.text }
        try record(AuditEvent(action, subject: subject, details: details), by: actor, in: transaction)
    }
}
