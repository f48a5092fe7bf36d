public import Core

/// The parameters of `GET statements` (Communication 2.1.3).
public struct StatementQuery: Hashable, Sendable {
    /// One statement, by its id in lower case.
    public enum Single: Hashable, Sendable {
        /// `statementId`: one that is not voided.
        case statement(String)
        /// `voidedStatementId`: one that is.
        case voided(String)
    }

    public var single: Single?
    public var agent: AgentIdentifier?
    public var verb: String?
    public var activity: String?
    public var registration: String?
    public var relatedActivities = false
    public var relatedAgents = false
    /// Only what was stored after it. Nanoseconds that were sent are rounded down to milliseconds.
    public var since: Instant?
    /// Only what was stored at it or before.
    public var until: Instant?
    /// 0 means as many as the store likes.
    public var limit = 0
    public var format = StatementFormat.exact
    public var attachments = false
    public var ascending = false

    /// - Throws: `XAPIError` 400 for a parameter that is not known (also by its case), a value that is not valid, and for
    ///   anything but `attachments` and `format` beside `statementId` or `voidedStatementId`.
    public init(_ query: QueryParameters, version: XAPIVersion) throws(XAPIError) { fatalError("to be written") }

    /// The parameters of `PUT statements`: `statementId` and nothing else. Gives it in lower case.
    public static func put(_ query: QueryParameters) throws(XAPIError) -> String { fatalError("to be written") }

    /// The parameters of `POST statements`: none.
    public static func post(_ query: QueryParameters) throws(XAPIError) { fatalError("to be written") }
}

/// One of the three resources that keep documents (Communication 2.2).
public enum DocumentResource: Hashable, Sendable {
    case state, agentProfile, activityProfile
}

/// Where a document stands, or several, from the query of a document resource (Communication 2.3, 2.6, 2.7).
public struct DocumentQuery: Hashable, Sendable {
    public var resource: DocumentResource
    /// Of state and activity profile.
    public var activity: String?
    /// Of state and agent profile.
    public var agent: AgentIdentifier?
    /// Of state only, in lower case.
    public var registration: String?
    /// `stateId` or `profileId`; `nil` means all ids that there are (GET), or all documents (DELETE of state).
    public var id: String?
    /// GET of ids: only documents changed after it.
    public var since: Instant?

    /// - Parameter method: `HEAD` counts as `GET`.
    /// - Throws: `XAPIError` 400 for what is missing, not known or not valid; 405 for a method the resource does not have.
    public init(
        _ query: QueryParameters, resource: DocumentResource, method: String, version: XAPIVersion
    ) throws(XAPIError) { fatalError("to be written") }
}

/// The queries of the small resources.
public enum ResourceQuery {
    /// `GET activities?activityId=`: the id.
    public static func activity(_ query: QueryParameters) throws(XAPIError) -> String { fatalError("to be written") }

    /// `GET agents?agent=`.
    public static func agent(
        _ query: QueryParameters, version: XAPIVersion
    ) throws(XAPIError) -> AgentFacts { fatalError("to be written") }

    /// `GET about`: nothing.
    public static func about(_ query: QueryParameters) throws(XAPIError) { fatalError("to be written") }
}
