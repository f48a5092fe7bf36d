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
    /// Only what was stored after it. What is finer than a millisecond is left out.
    public var since: Instant?
    /// Only what was stored at it or before.
    public var until: Instant?
    /// 0 means as many as the store likes.
    public var limit = 0
    public var format = StatementFormat.exact
    public var attachments = false
    public var ascending = false

    private static let known: Set<String> = [
        "statementId", "voidedStatementId", "agent", "verb", "activity", "registration", "related_activities",
        "related_agents", "since", "until", "limit", "format", "attachments", "ascending",
    ]

    /// - Throws: `XAPIError` 400 for a parameter that is not known (also by its case), a value that is not valid, and for
    ///   anything but `attachments` and `format` beside `statementId` or `voidedStatementId`.
    public init(_ query: QueryParameters, version: XAPIVersion) throws(XAPIError) {
        try query.check(known: Self.known)
        single = try Self.single(query)
        if let text = query["agent"] {
            agent = try Agents.read(parameter: text, mayBeGroup: true).identifier
        }
        verb = try query.iri("verb")
        activity = try query.iri("activity")
        registration = try query.uuid("registration")
        relatedActivities = try query.flag("related_activities")
        relatedAgents = try query.flag("related_agents")
        since = try query.moment("since", version)
        until = try query.moment("until", version)
        if let text = query["limit"] {
            guard let limit = Int(text), limit >= 0, text.utf8.allSatisfy(Syntax.isDigit) else {
                throw .bad("The parameter limit has to be a whole number, 0 or more.")
            }
            self.limit = limit
        }
        if let text = query["format"] {
            guard let format = StatementFormat(rawValue: text) else {
                throw .bad("The parameter format has to be ids, exact or canonical.")
            }
            self.format = format
        }
        attachments = try query.flag("attachments")
        ascending = try query.flag("ascending")
    }

    private static func single(_ query: QueryParameters) throws(XAPIError) -> Single? {
        let (id, voided) = (try query.uuid("statementId"), try query.uuid("voidedStatementId"))
        guard id != nil || voided != nil else { return nil }
        guard id == nil || voided == nil else {
            throw .bad("Only one of statementId and voidedStatementId may be sent.")
        }
        let others = query.values.keys.filter {
            !["statementId", "voidedStatementId", "attachments", "format"].contains($0)
        }
        guard others.isEmpty else {
            throw .bad("Beside the id of one statement only attachments and format may be sent.")
        }
        return id.map(Single.statement) ?? voided.map(Single.voided)
    }

    /// The parameters of `PUT statements`: `statementId` and nothing else. Gives it in lower case.
    public static func put(_ query: QueryParameters) throws(XAPIError) -> String {
        try query.check(known: ["statementId"])
        _ = try query.required("statementId")
        return try query.uuid("statementId")!
    }

    /// The parameters of `POST statements`: none.
    public static func post(_ query: QueryParameters) throws(XAPIError) { try query.check(known: []) }
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
    ) throws(XAPIError) {
        guard ["GET", "HEAD", "PUT", "POST", "DELETE"].contains(method) else {
            throw XAPIError(status: 405, "This resource has GET, HEAD, PUT, POST and DELETE.")
        }
        let isRead = method == "GET" || method == "HEAD"
        let idName = resource == .state ? "stateId" : "profileId"
        var known: Set<String> = [idName]
        if isRead { known.insert("since") }
        if resource != .agentProfile { known.insert("activityId") }
        if resource != .activityProfile { known.insert("agent") }
        if resource == .state { known.insert("registration") }
        try query.check(known: known)

        self.resource = resource
        if resource != .agentProfile {
            _ = try query.required("activityId")
            activity = try query.iri("activityId")
        }
        if resource != .activityProfile {
            // 9274.1.1 takes an identified group as well; 1.0.3 speaks of an agent.
            agent = try Agents.read(
                parameter: try query.required("agent"), mayBeGroup: version == .v2
            ).identifier
        }
        registration = try query.uuid("registration")
        id = query[idName]
        since = try query.moment("since", version)
        let mayBeMany = isRead || (method == "DELETE" && resource == .state)
        guard id != nil || mayBeMany else { throw .bad("The parameter \(idName) is missing. It is required.") }
    }
}

/// The queries of the small resources.
public enum ResourceQuery {
    /// `GET activities?activityId=`: the id.
    public static func activity(_ query: QueryParameters) throws(XAPIError) -> String {
        try query.check(known: ["activityId"])
        _ = try query.required("activityId")
        return try query.iri("activityId")!
    }

    /// `GET agents?agent=`.
    public static func agent(_ query: QueryParameters) throws(XAPIError) -> AgentFacts {
        try query.check(known: ["agent"])
        return try Agents.read(parameter: try query.required("agent"))
    }

    /// `GET about`: nothing.
    public static func about(_ query: QueryParameters) throws(XAPIError) { try query.check(known: []) }
}

extension QueryParameters {
    fileprivate func iri(_ name: String) throws(XAPIError) -> String? {
        guard let text = self[name] else { return nil }
        guard Syntax.isIRI(text) else { throw .bad("The parameter \(name) has to be an IRI with its scheme.") }
        return text
    }

    fileprivate func uuid(_ name: String) throws(XAPIError) -> String? {
        guard let text = self[name] else { return nil }
        guard let uuid = Syntax.uuid(text) else {
            throw .bad("The parameter \(name) has to be a UUID of 36 characters.")
        }
        return uuid
    }

    fileprivate func flag(_ name: String) throws(XAPIError) -> Bool {
        switch self[name] {
        case nil, "false": return false
        case "true": return true
        default: throw .bad("The parameter \(name) has to be true or false.")
        }
    }

    fileprivate func moment(_ name: String, _ version: XAPIVersion) throws(XAPIError) -> Instant? {
        guard let text = self[name] else { return nil }
        // A plus that was not escaped arrives as a blank; at the end of a timestamp it can mean nothing else.
        var signs = Array(text)
        if signs.count > 6, signs[signs.count - 6] == " " { signs[signs.count - 6] = "+" }
        guard let moment = Timestamp.moment(String(signs), version) else {
            throw .bad("The parameter \(name) has to be a timestamp of RFC 3339 with an offset other than -00:00.")
        }
        return moment
    }
}
