import Core
import Storage
import XAPI

/// A valid statement on its way into the store: everything but its place and the moment at which it is stored, which it gets in the
/// transaction that holds it, so that statements are stored in the order in which they can be seen.
struct PendingStatement: Sendable {
    let id: String
    /// With what the store adds, but for `stored` and a `timestamp` that was not sent.
    let json: JSONObject
    let version: XAPIVersion
    let terms: [Term]
    let facts: StatementFacts
    /// The JSON up to its last brace, which makes way for `stored`.
    private let opening: String
    private let hasTimestamp: Bool

    /// - Parameter id: the id of a PUT.
    /// - Throws: `XAPIError` 400 when the statement has another id than `id`.
    init(
        _ statement: Statement, id: String? = nil, newID: () -> Identifier, authority: JSONObject,
        from credential: Identifier,
        _ organisation: Identifier
    ) throws(XAPIError) {
        // As it was sent: the authority is the same for all that a credential sends, so that its own term stands for it.
        facts = statement.facts
        hasTimestamp = facts.timestamp != nil
        var completed = statement
        try completed.complete(
            id: id, newID: newID, stored: Instant(milliseconds: 0), authority: authority)
        var json = completed.json
        json["stored"] = nil
        if !hasTimestamp { json["timestamp"] = nil }
        self.json = json
        // `complete` gives every statement an id.
        self.id = completed.id ?? ""
        version = statement.version
        terms = Term.all(of: facts, from: credential, organisation)
        opening = String(decoding: JSONValue.object(json).bytes.dropLast(), as: UTF8.self)
    }

    /// The whole statement as JSON, stored at `stored`.
    func text(stored: Instant) -> String {
        let moment = stored.rfc3339
        return opening + (hasTimestamp ? "" : ",\"timestamp\":\"\(moment)\"") + ",\"stored\":\"\(moment)\"}"
    }
}

/// What one request wants to store: all of it or nothing.
struct WriteRequest: Sendable {
    let organisation: Identifier
    let credential: Identifier
    var statements: [PendingStatement]
    let attachments: [String: StatementBody.Attachment]
    /// Whether the store learns from it what activities and agents are called: scope `define`.
    let mayDefine: Bool
    /// Runs first in the transaction that stores the statements, at its moment: whatever it throws refuses the request, and what it
    /// returns is stored after them. May run more than once.
    var before: (@Sendable (any Transaction, Instant) throws -> [PendingStatement])?
}

/// What became of a request to store statements.
enum WriteOutcome: Sendable {
    /// All of them are there, durable; `new` of them were not before.
    case stored(new: Int)
    /// One of them is not the statement that the store has under its id; nothing was stored. Counted from 0.
    case conflict(place: Int)
}
