import Core
import Storage
import XAPI

/// The xAPI record store of every organisation: statements, documents, and what is known of activities and people. Nothing of one
/// organisation is seen by another.
public struct RecordStore: Sendable {
    let context: LearningContext
    let writer: StatementWriter

    init(context: LearningContext) {
        self.context = context
        writer = StatementWriter(database: context.database, now: context.now)
    }

    public var credentials: StoreCredentials { StoreCredentials(context: context) }
    public var launches: Launches { Launches(context: context, writer: writer) }
    var erasure: StoreErasure { StoreErasure(context: context) }

    /// The agent that statements of a credential carry as their authority.
    static func authority(_ credential: Identifier, homePage: String) -> JSONObject {
        func member(_ name: String, _ value: JSONValue) -> JSONObject.Member {
            JSONObject.Member(name: name, value: value)
        }
        let account = JSONObject([
            member("homePage", .string(homePage)), member("name", .string(credential.text)),
        ])
        return JSONObject([member("objectType", .string("Agent")), member("account", .object(account))])
    }

    /// Stores statements, all or none.
    ///
    /// - Parameter id: the id of a PUT.
    /// - Returns: their ids in the order in which they came, and whether any of them is new.
    /// - Throws: `XAPIError` 409 when one of them has the id of a different statement, 413 when there are too many at a time.
    func store(
        _ body: StatementBody, id: String? = nil, by credential: StoreCredential, homePage: String
    ) async throws -> (ids: [String], isNew: Bool) {
        guard body.statements.count <= Self.largestBatch else {
            throw XAPIError(
                status: 413,
                "At most \(Self.largestBatch) statements can be sent at a time: send them in several requests.")
        }
        let authority = Self.authority(credential.id, homePage: homePage)
        let statements = try body.statements.map { statement in
            try PendingStatement(
                statement, id: id, newID: context.identifier, authority: authority, from: credential.id,
                credential.organisation)
        }
        var request = WriteRequest(
            organisation: credential.organisation, credential: credential.id, statements: statements,
            attachments: body.attachments, mayDefine: credential.mayDo(.define))
        if let scope = credential.launch {
            guard body.attachments.isEmpty else {
                throw LaunchSession.refused("A launched unit may not send attachments.")
            }
            request.before = { [launches] transaction, now in
                try launches.take(body.statements, statements, in: scope, at: now, transaction)
            }
        }
        switch try await writer.write(request) {
        case .stored(let new): return (statements.map(\.id), new > 0 || statements.isEmpty)
        case .conflict(let place):
            throw XAPIError(
                status: 409,
                "Statement \(place + 1) of the request has the id of a statement that is stored and is not the same. "
                    + "Nothing of the request was stored.")
        }
    }

    /// Most statements in one request: more would hold up all others and take too much memory.
    static let largestBatch = 1000

    /// The names by which statements called an agent.
    func names(_ agent: AgentIdentifier, of organisation: Identifier) async throws -> [String] {
        let key = storeKey(agent.key)
        return try await context.database.read { transaction in
            try transaction.rows(
                "SELECT name FROM learning_xapi_names WHERE organisation = $1 AND agent = $2 ORDER BY name LIMIT 100",
                organisation, key
            ).map { try $0["name"] }
        }
    }

    /// What is known of an activity.
    func definition(_ activity: String, of organisation: Identifier) async throws -> JSONObject? {
        let key = storeKey(activity)
        return try await context.database.read {
            try StatementStore(transaction: $0).definitions([key], of: organisation)[key]
        }
    }
}
