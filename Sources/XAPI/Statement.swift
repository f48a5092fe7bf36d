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

    /// Checks one statement.
    ///
    /// - Throws: `XAPIError` 400 that names the property by its path and the rule.
    public init(reading value: JSONValue, version: XAPIVersion) throws(XAPIError) { fatalError("to be written") }

    /// Reads the body of a request with JSON: one statement or an array of them. An id may not stand twice in it.
    ///
    /// - Parameter mayBeArray: true for POST, false for PUT.
    public static func read(
        body: some Collection<UInt8>, version: XAPIVersion, mayBeArray: Bool
    ) throws(XAPIError) -> [Statement] { fatalError("to be written") }

    /// Adds what the store adds (Data 2.3, 2.4): `stored` and `authority` always, whatever was sent; `id` when there is none;
    /// `timestamp`, the same as `stored`, when there is none; `version` when there is none.
    ///
    /// - Parameters:
    ///   - newID: gives the id when the statement has none.
    ///   - id: the id of a PUT, from `statementId`. One in the statement has to be the same: `XAPIError` 400.
    ///   - authority: an agent, or the group of two that OAuth makes.
    public mutating func complete(
        id: String? = nil, newID: () -> Identifier, stored: Instant, authority: JSONObject
    ) throws(XAPIError) { fatalError("to be written") }

    /// Whether both are the same statement by the rules for comparing (Data 2.3.1): what a store adds or may change does not
    /// count, nor do order and writing of the JSON. An identical one is accepted again, a different one is a conflict: 409.
    public static func areSame(_ one: JSONObject, _ two: JSONObject) -> Bool { fatalError("to be written") }
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

/// A definition of an activity as one statement brings it.
public struct ActivityDefinition: Hashable, Sendable {
    public var activity: String
    public var definition: JSONObject

    public init(activity: String, definition: JSONObject) {
        self.activity = activity
        self.definition = definition
    }

    /// What is known of an activity after one more definition came: language maps and extensions grow by entry, the later wins.
    ///
    /// - Returns: `nil` when nothing changes, so that nothing has to be written.
    public static func merged(_ known: JSONObject?, with new: JSONObject) -> JSONObject? { fatalError("to be written") }

    /// The Activity object of the Activities resource.
    public static func activity(_ id: String, definition: JSONObject?) -> JSONValue { fatalError("to be written") }
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
    public var isSignature: Bool { usageType == "http://adlnet.gov/expapi/attachments/signature" }

    public init(usageType: String, contentType: String, length: Int, sha2: String, fileURL: String?) {
        self.usageType = usageType
        self.contentType = contentType
        self.length = length
        self.sha2 = sha2
        self.fileURL = fileURL
    }
}
