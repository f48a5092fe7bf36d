import Core

/// Checks a statement against every rule of Data 2 (9274.1.1, 4.2) and gathers what it is found by.
struct StatementReader {
    private static let properties: Set<String> = [
        "id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version",
        "attachments",
    ]
    private static let subProperties: Set<String> = [
        "objectType", "actor", "verb", "object", "result", "context", "timestamp", "attachments",
    ]
    static let voided = "http://adlnet.gov/expapi/verbs/voided"

    let version: XAPIVersion
    private(set) var id: String?
    private(set) var facts = StatementFacts(verb: "")
    /// Whether a context activity stands alone where an array is given back.
    private(set) var hasLoneActivities = false

    init(version: XAPIVersion) { self.version = version }

    mutating func read(_ value: JSONValue) throws(XAPIError) {
        let statement = try Properties(value, at: .top(""), known: Self.properties)
        id = try statement.uuid("id")
        let actor = try AgentReader.actor(try statement.required("actor"), at: statement.path("actor"))
        add(actor, isFiltered: true)
        facts.verb = try verb(statement)
        let kind = try object(statement, isSub: false)
        try common(statement, kind: kind, isSub: false)
        _ = try statement.timestamp("stored", version)
        if let authority = statement.object["authority"] {
            try Self.authority(authority, at: statement.path("authority"))
        }
        try checkVersion(statement)
        facts.voids = facts.verb == Self.voided
        guard !facts.voids || kind == .statementRef else {
            throw statement.path("object").wrong("has to be a StatementRef, since the verb is voided.")
        }
    }

    /// What statements and substatements share, besides actor, verb and object.
    private mutating func common(_ statement: Properties, kind: ObjectKind, isSub: Bool) throws(XAPIError) {
        if let value = statement.object["result"] { try ResultReader.check(value, at: statement.path("result")) }
        if let value = statement.object["context"] {
            try context(value, at: statement.path("context"), kind: kind, isSub: isSub)
        }
        let moment = try statement.timestamp("timestamp", version)
        if !isSub { facts.timestamp = moment }
        for (index, value) in (try statement.array("attachments") ?? []).enumerated() {
            facts.attachments.append(
                try AttachmentReader.read(value, at: .element(statement.path("attachments"), index)))
        }
    }

    private mutating func add(_ actor: ActorFacts, isFiltered: Bool) {
        for agent in actor.all {
            if isFiltered { facts.agents.insert(agent.identifier) }
            facts.relatedAgents.insert(agent.identifier)
            facts.persons.insert(agent)
        }
    }

    private mutating func verb(_ statement: Properties) throws(XAPIError) -> String {
        let verb = try Properties(
            try statement.required("verb"), at: statement.path("verb"), known: ["id", "display"])
        guard let id = try verb.iri("id") else { throw verb.path("id").wrong("is missing. A verb needs an IRI.") }
        try verb.languageMap("display")
        return id
    }

    /// An agent, or the group of two that OAuth makes (Data 2.4.9).
    static func authority(_ value: JSONValue, at path: PropertyPath) throws(XAPIError) {
        let authority = try AgentReader.actor(value, at: path)
        guard !authority.isGroup || (authority.own == nil && authority.members.count == 2) else {
            throw path.wrong("is a group: then it has no identifier and exactly two members.")
        }
    }

    private func checkVersion(_ statement: Properties) throws(XAPIError) {
        guard let text = try statement.string("version") else { return }
        let isKnown = XAPIVersion(writtenAs: text).map { $0 == .v1 || version == .v2 } ?? false
        guard isKnown else {
            throw statement.path("version").wrong(
                version == .v1 ? "has to be 1.0 or 1.0.x." : "has to be 2.0.x, or 1.0.x for an older statement.")
        }
    }
}

/// What a statement can have as object (Data 2.4.4).
enum ObjectKind: String {
    case activity = "Activity"
    case agent = "Agent"
    case group = "Group"
    case subStatement = "SubStatement"
    case statementRef = "StatementRef"
}

extension StatementReader {
    private mutating func object(_ statement: Properties, isSub: Bool) throws(XAPIError) -> ObjectKind {
        let path = statement.path("object")
        let value = try statement.required("object")
        guard case .object(let object) = value else { throw path.wrong("has to be an object.") }
        let kind: ObjectKind? =
            switch object["objectType"] {
            case nil: .activity
            case .string(let text)?: ObjectKind(rawValue: text)
            default: nil
            }
        switch kind {
        case .activity:
            let id = try activity(value, at: path)
            if !isSub { facts.activity = id }
        case .agent, .group: add(try AgentReader.actor(value, at: path), isFiltered: !isSub)
        case .statementRef:
            let id = try Self.statementRef(value, at: path)
            if !isSub { facts.refersTo = id }
        case .subStatement where !isSub: try subStatement(value, at: path)
        case .subStatement: throw path.wrong("is a SubStatement in a SubStatement. That is not allowed.")
        case nil:
            throw PropertyPath.member(path, "objectType").wrong(
                "has to be Activity, Agent, Group, SubStatement or StatementRef, in this case of letters.")
        }
        return kind!
    }

    private mutating func subStatement(_ value: JSONValue, at path: PropertyPath) throws(XAPIError) {
        let statement = try Properties(value, at: path, known: Self.subProperties)
        add(try AgentReader.actor(try statement.required("actor"), at: statement.path("actor")), isFiltered: false)
        _ = try verb(statement)
        let kind = try object(statement, isSub: true)
        try common(statement, kind: kind, isSub: true)
    }

    /// A reference to a statement: its id in lower case.
    private static func statementRef(_ value: JSONValue, at path: PropertyPath) throws(XAPIError) -> String {
        let reference = try Properties(value, at: path, known: ["objectType", "id"])
        guard try reference.string("objectType") == "StatementRef" else {
            throw reference.path("objectType").wrong("has to be StatementRef.")
        }
        guard let id = try reference.uuid("id") else {
            throw reference.path("id").wrong("is missing. It has to be the id of a statement.")
        }
        return id
    }

    /// An activity: its id.
    private mutating func activity(_ value: JSONValue, at path: PropertyPath) throws(XAPIError) -> String {
        let activity = try Properties(value, at: path, known: ["objectType", "id", "definition"])
        if let type = try activity.string("objectType"), type != "Activity" {
            throw activity.path("objectType").wrong("has to be Activity.")
        }
        guard let id = try activity.iri("id") else {
            throw activity.path("id").wrong("is missing. An activity needs an IRI.")
        }
        facts.relatedActivities.insert(id)
        if let definition = activity.object["definition"] {
            let object = try DefinitionReader.check(definition, at: activity.path("definition"))
            if !object.members.isEmpty {
                facts.definitions.append(ActivityDefinition(activity: id, definition: object))
            }
        }
        return id
    }
}

extension StatementReader {
    private static let contextProperties: Set<String> = [
        "registration", "instructor", "team", "contextActivities", "revision", "platform", "language", "statement",
        "extensions",
    ]
    private static let contextProperties2 = contextProperties.union(["contextAgents", "contextGroups"])

    private mutating func context(
        _ value: JSONValue, at path: PropertyPath, kind: ObjectKind, isSub: Bool
    ) throws(XAPIError) {
        let context = try Properties(
            value, at: path, known: version == .v1 ? Self.contextProperties : Self.contextProperties2)
        let registration = try context.uuid("registration")
        if !isSub { facts.registration = registration }
        if let value = context.object["instructor"] {
            add(try AgentReader.actor(value, at: context.path("instructor")), isFiltered: false)
        }
        if let value = context.object["team"] {
            add(try AgentReader.group(value, at: context.path("team")), isFiltered: false)
        }
        for name in ["revision", "platform"] where try context.string(name) != nil && kind != .activity {
            throw context.path(name).wrong("is only allowed when the object is an activity.")
        }
        if let language = try context.string("language"), !LanguageTag.isWellFormed(language) {
            throw context.path("language").wrong("has to be a language tag of RFC 5646, such as en-US.")
        }
        if let value = context.object["statement"] { _ = try Self.statementRef(value, at: context.path("statement")) }
        try context.extensions()
        if let value = context.object["contextActivities"] {
            try contextActivities(value, at: context.path("contextActivities"))
        }
        try contextActors(context)
    }

    private mutating func contextActivities(_ value: JSONValue, at path: PropertyPath) throws(XAPIError) {
        let activities = try Properties(value, at: path, known: ["parent", "grouping", "category", "other"])
        guard !activities.object.members.isEmpty else {
            throw path.wrong("is empty. Leave it out, or use parent, grouping, category or other.")
        }
        for member in activities.object.members {
            guard case .array(let elements) = member.value else {
                _ = try activity(member.value, at: activities.path(member.name))
                hasLoneActivities = true
                continue
            }
            for (index, element) in elements.enumerated() {
                _ = try activity(element, at: .element(activities.path(member.name), index))
            }
        }
    }

    /// Agents and groups with what they were in it (9274.1.1, context agents and groups).
    private mutating func contextActors(_ context: Properties) throws(XAPIError) {
        for (list, type, name) in [
            ("contextAgents", "contextAgent", "agent"), ("contextGroups", "contextGroup", "group"),
        ] {
            for (index, element) in (try context.array(list) ?? []).enumerated() {
                let entry = try Properties(
                    element, at: .element(context.path(list), index), known: ["objectType", name, "relevantTypes"])
                guard try entry.string("objectType") == type else {
                    throw entry.path("objectType").wrong("has to be \(type).")
                }
                let value = try entry.required(name)
                if name == "agent" {
                    let agent = try AgentReader.agent(value, at: entry.path(name))
                    add(ActorFacts(own: agent, isGroup: false), isFiltered: false)
                } else {
                    add(try AgentReader.group(value, at: entry.path(name)), isFiltered: false)
                }
                try Self.relevantTypes(entry)
            }
        }
    }

    private static func relevantTypes(_ entry: Properties) throws(XAPIError) {
        guard let types = try entry.array("relevantTypes") else { return }
        let areIRIs = types.allSatisfy { $0.string.map(Syntax.isIRI) ?? false }
        guard !types.isEmpty, areIRIs else {
            throw entry.path("relevantTypes").wrong("has to hold at least one IRI, and nothing but IRIs.")
        }
    }
}

/// Results (Data 2.4.5).
private enum ResultReader {
    static func check(_ value: JSONValue, at path: PropertyPath) throws(XAPIError) {
        let result = try Properties(
            value, at: path, known: ["score", "success", "completion", "response", "duration", "extensions"])
        if let score = result.object["score"] { try checkScore(score, at: result.path("score")) }
        try result.boolean("success")
        try result.boolean("completion")
        _ = try result.string("response")
        if let duration = try result.string("duration"), !Duration8601.isValid(duration) {
            throw result.path("duration").wrong("has to be a duration of ISO 8601, such as PT4M30S.")
        }
        try result.extensions()
    }

    private static func checkScore(_ value: JSONValue, at path: PropertyPath) throws(XAPIError) {
        let score = try Properties(value, at: path, known: ["scaled", "raw", "min", "max"])
        if let scaled = try score.number("scaled"), !(-1...1).contains(scaled) {
            throw score.path("scaled").wrong("has to be between -1 and 1.")
        }
        let (raw, min, max) = (try score.number("raw"), try score.number("min"), try score.number("max"))
        if let min, let max, min >= max { throw score.path("min").wrong("has to be less than max.") }
        if let raw, let min, raw < min { throw score.path("raw").wrong("is less than min.") }
        if let raw, let max, raw > max { throw score.path("raw").wrong("is more than max.") }
    }
}

/// Attachments as a statement declares them (Data 2.4.11).
private enum AttachmentReader {
    static func read(_ value: JSONValue, at path: PropertyPath) throws(XAPIError) -> AttachmentFacts {
        let attachment = try Properties(
            value, at: path,
            known: ["usageType", "display", "description", "contentType", "length", "sha2", "fileUrl"])
        _ = try attachment.required("display")
        try attachment.languageMap("display")
        try attachment.languageMap("description")
        guard let usageType = try attachment.iri("usageType") else {
            throw attachment.path("usageType").wrong("is missing. It has to be an IRI.")
        }
        guard let contentType = try attachment.string("contentType"), Syntax.isMediaType(contentType) else {
            throw attachment.path("contentType").wrong("has to be a media type, such as text/plain.")
        }
        guard let length = try attachment.number("length"), let count = Int(exactly: length), count >= 0 else {
            throw attachment.path("length").wrong("has to be a number of bytes: a whole number.")
        }
        guard let text = try attachment.string("sha2"), let sha2 = Syntax.hash(text, digits: [56, 64, 96, 128]) else {
            throw attachment.path("sha2").wrong("has to be a SHA-2 hash in hexadecimal digits.")
        }
        return AttachmentFacts(
            usageType: usageType, contentType: contentType, length: count, sha2: sha2,
            fileURL: try attachment.iri("fileUrl"))
    }
}
