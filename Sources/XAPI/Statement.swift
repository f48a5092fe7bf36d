public import Core

/// A statement that is valid by the rules of its version (Data 2; 9274.1.1, 4.2).
public struct Statement: Hashable, Sendable {
    /// As it was sent, or with what a store adds to it once `complete` was called.
    public private(set) var json: JSONObject
    /// The version by whose rules it was read: the one in the header of the request.
    public let version: XAPIVersion
    /// In lower case; `nil` as long as nobody gave it one.
    public private(set) var id: String?
    /// What a store needs to find it by. `authority` is part of it only after `complete`.
    public private(set) var facts: StatementFacts
    private let hasLoneActivities: Bool

    /// Checks one statement.
    ///
    /// - Throws: `XAPIError` 400 that names the property by its path and the rule.
    public init(reading value: JSONValue, version: XAPIVersion) throws(XAPIError) {
        var reader = StatementReader(version: version)
        try reader.read(value)
        (json, self.version, id, facts) = (value.object ?? JSONObject(), version, reader.id, reader.facts)
        hasLoneActivities = reader.hasLoneActivities
    }

    /// Reads the body of a request with JSON: one statement or an array of them. An id may not stand twice in it.
    ///
    /// - Parameter mayBeArray: true for POST, false for PUT.
    public static func read(
        body: some Collection<UInt8>, version: XAPIVersion, mayBeArray: Bool
    ) throws(XAPIError) -> [Statement] {
        let value = try JSONValue(reading: body)
        guard case .array(let elements) = value else { return [try Statement(reading: value, version: version)] }
        guard mayBeArray else { throw .bad("PUT takes one statement, not an array. Send several with POST.") }
        var statements: [Statement] = []
        statements.reserveCapacity(elements.count)
        var ids: Set<String> = []
        for (index, element) in elements.enumerated() {
            do {
                statements.append(try Statement(reading: element, version: version))
            } catch {
                throw XAPIError(status: error.status, "Statement \(index) of the array: \(error.message)")
            }
            if let id = statements[index].id, !ids.insert(id).inserted {
                throw .bad("Statement \(index) of the array has the same id as one before it.")
            }
        }
        return statements
    }

    /// Adds what the store adds (Data 2.3, 2.4): `stored` and `authority` always, whatever was sent; `id` when there is none;
    /// `timestamp`, the same as `stored`, when there is none; `version` when there is none. A context activity that stands
    /// alone becomes an array of one, as it is to be given back (Data 2.4.6.2). In 2.0.0 timestamps are turned to UTC.
    ///
    /// - Parameters:
    ///   - id: the id of a PUT, from `statementId`. One in the statement has to be the same: `XAPIError` 400.
    ///   - newID: gives the id when the statement has none.
    ///   - authority: an agent, or the group of two that OAuth makes.
    public mutating func complete(
        id given: String? = nil, newID: () -> Identifier, stored: Instant, authority: JSONObject
    ) throws(XAPIError) {
        if let given, let id, given != id {
            throw .bad("The id in the statement is not the one in statementId. Send the same, or leave it out.")
        }
        let id = given ?? id ?? newID().text
        if self.id == nil { json["id"] = .string(id) }
        self.id = id
        json["stored"] = .string(stored.rfc3339)
        if facts.timestamp == nil {
            json["timestamp"] = .string(stored.rfc3339)
            facts.timestamp = stored
        }
        json["authority"] = .object(authority)
        // Data 2.4.10: a statement of 1.0 that does not say it is 1.0.0.
        if json["version"] == nil { json["version"] = .string(version == .v1 ? "1.0.0" : version.rawValue) }
        if hasLoneActivities { json = ContextActivities.asArrays(in: json) }
        if version == .v2 { json = UniversalTime.applied(to: json) }
        let actor = try AgentReader.actor(.object(authority), at: .top("authority"))
        facts.relatedAgents.formUnion(actor.all.map(\.identifier))
    }
}

/// Context activities, which may arrive alone and are given back as arrays.
enum ContextActivities {
    static func asArrays(in statement: JSONObject) -> JSONObject {
        var statement = statement
        if case .object(var context)? = statement["context"],
            case .object(let activities)? = context["contextActivities"]
        {
            context["contextActivities"] = .object(
                JSONObject(
                    activities.members.map { member in
                        if case .array = member.value { return member }
                        return JSONObject.Member(name: member.name, value: .array([member.value]))
                    }))
            statement["context"] = .object(context)
        }
        if case .object(let object)? = statement["object"], object["objectType"] == .string("SubStatement") {
            statement["object"] = .object(asArrays(in: object))
        }
        return statement
    }
}

/// The timestamps of a statement in UTC, as 2.0.0 wants them (9274.1.1, 4.2.7); 1.0.3 leaves them as they came.
enum UniversalTime {
    /// One that is in UTC already keeps its text, however fine it is; another keeps milliseconds.
    static func applied(to statement: JSONObject) -> JSONObject {
        var statement = statement
        if case .string(let text)? = statement["timestamp"], !(text.hasSuffix("Z") && text.contains("T")),
            let moment = Timestamp.moment(text, .v2)
        {
            statement["timestamp"] = .string(moment.rfc3339)
        }
        if case .object(let object)? = statement["object"], object["objectType"] == .string("SubStatement") {
            statement["object"] = .object(applied(to: object))
        }
        return statement
    }
}

/// What a store keeps beside a statement so that it is found by each filter of `GET statements` (Communication 2.1.3).
public struct StatementFacts: Hashable, Sendable {
    /// The verb's IRI.
    public var verb: String
    /// Keys of agents for the filter `agent`: actor, object, and members of a group that is one of the two.
    public var agents: Set<AgentIdentifier> = []
    /// Keys for `agent` with `related_agents`: those, authority, instructor, team, context agents and groups, members of each,
    /// and all of that of a substatement.
    public var relatedAgents: Set<AgentIdentifier> = []
    /// The activity that is the object, for the filter `activity`.
    public var activity: String?
    /// For `activity` with `related_activities`: that one, those of the context, and those of a substatement.
    public var relatedActivities: Set<String> = []
    /// `context.registration` in lower case.
    public var registration: String?
    /// The timestamp that was sent, or `stored` after `complete`.
    public var timestamp: Instant?
    /// The statement that is its object, in lower case: a filter that matches that one also finds this one, through any number of steps.
    public var refersTo: String?
    /// Whether the verb is "voided": the statement `refersTo` is then no longer found, unless it voids one itself.
    public var voids = false
    /// The definitions of activities that it brings, by the activity's id, to be merged with what is known.
    public var definitions: [ActivityDefinition] = []
    /// Everybody it names, with the name it gives: for the Agents resource and for erasing a person.
    public var persons: Set<AgentFacts> = []
    /// The attachments it declares, also those of a substatement.
    public var attachments: [AttachmentFacts] = []

    public init(verb: String) { self.verb = verb }
}

/// An attachment as a statement declares it (Data 2.4.11).
public struct AttachmentFacts: Hashable, Sendable {
    public var usageType: String
    public var contentType: String
    /// In bytes.
    public var length: Int
    /// SHA-2 of the content, hexadecimal, in lower case: 224, 256, 384 or 512 bits.
    public var sha2: String
    public var fileURL: String?
    /// Whether it is the signature of its statement (Data 2.6).
    public var isSignature: Bool { usageType == Self.signatureUsage }

    static let signatureUsage = "http://adlnet.gov/expapi/attachments/signature"

    public init(usageType: String, contentType: String, length: Int, sha2: String, fileURL: String?) {
        self.usageType = usageType
        self.contentType = contentType
        self.length = length
        self.sha2 = sha2
        self.fileURL = fileURL
    }
}
