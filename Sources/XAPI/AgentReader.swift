/// What one actor in a statement holds: itself when it is identified, and its members.
struct ActorFacts {
    var own: AgentFacts?
    var members: [AgentFacts] = []
    var isGroup: Bool

    var all: [AgentFacts] { (own.map { [$0] } ?? []) + members }
}

/// Agents and groups (Data 2.4.2).
enum AgentReader {
    private static let identifiers = ["mbox", "mbox_sha1sum", "openid", "account"]
    private static let agentProperties: Set<String> = Set(identifiers + ["objectType", "name"])
    private static let groupProperties: Set<String> = agentProperties.union(["member"])
    private static let accountProperties: Set<String> = ["homePage", "name"]

    /// An agent or a group.
    static func actor(_ value: JSONValue, at path: PropertyPath) throws(XAPIError) -> ActorFacts {
        guard case .object(let object) = value else { throw path.wrong("has to be an agent or a group: an object.") }
        switch object["objectType"] {
        case nil, .string("Agent"): return ActorFacts(own: try agent(object, at: path), isGroup: false)
        case .string("Group"): return try group(object, at: path)
        default:
            throw PropertyPath.member(path, "objectType").wrong("has to be Agent or Group, in this case of letters.")
        }
    }

    /// An agent that may not be a group.
    static func agent(_ value: JSONValue, at path: PropertyPath) throws(XAPIError) -> AgentFacts {
        let actor = try actor(value, at: path)
        guard !actor.isGroup, let own = actor.own else { throw path.wrong("has to be an agent, not a group.") }
        return own
    }

    /// A group that may not be an agent.
    static func group(_ value: JSONValue, at path: PropertyPath) throws(XAPIError) -> ActorFacts {
        let actor = try actor(value, at: path)
        guard actor.isGroup else { throw path.wrong("has to be a group, with \"objectType\": \"Group\".") }
        return actor
    }

    private static func agent(_ object: JSONObject, at path: PropertyPath) throws(XAPIError) -> AgentFacts {
        let properties = try Properties(object, at: path, known: agentProperties)
        guard let identifier = try identifier(properties) else {
            throw path.wrong("has none of mbox, mbox_sha1sum, openid and account. An agent needs exactly one.")
        }
        return AgentFacts(identifier: identifier, isGroup: false, name: try properties.string("name"))
    }

    private static func group(_ object: JSONObject, at path: PropertyPath) throws(XAPIError) -> ActorFacts {
        let properties = try Properties(object, at: path, known: groupProperties)
        let name = try properties.string("name")
        let identifier = try identifier(properties)
        var facts = ActorFacts(isGroup: true)
        facts.own = identifier.map { AgentFacts(identifier: $0, isGroup: true, name: name) }
        let members = try properties.array("member")
        if identifier == nil, members?.isEmpty != false {
            throw path.wrong("is a group without identifier. Such a group needs its members in \"member\".")
        }
        for (index, member) in (members ?? []).enumerated() {
            facts.members.append(try agent(member, at: .element(properties.path("member"), index)))
        }
        return facts
    }

    /// The one identifier it has; `nil` when it has none.
    private static func identifier(_ properties: Properties) throws(XAPIError) -> AgentIdentifier? {
        guard identifiers.count(where: properties.has) <= 1 else {
            throw properties.path.wrong("has more than one of mbox, mbox_sha1sum, openid and account. Keep one.")
        }
        if let text = try properties.string("mbox") {
            guard let mbox = Syntax.mbox(text) else {
                throw properties.path("mbox").wrong("has to be mailto: and an e-mail address.")
            }
            return .mbox(mbox)
        }
        if let text = try properties.string("mbox_sha1sum") {
            guard let digest = Syntax.hash(text, digits: [40]) else {
                throw properties.path("mbox_sha1sum").wrong("has to be a SHA-1 in 40 hexadecimal digits.")
            }
            return .mboxSHA1(digest)
        }
        if let address = try properties.iri("openid") { return .openID(address) }
        guard let value = properties.object["account"] else { return nil }
        let account = try Properties(value, at: properties.path("account"), known: accountProperties)
        guard let homePage = try account.iri("homePage"), let name = try account.string("name") else {
            throw account.path.wrong("needs both \"homePage\" and \"name\".")
        }
        return .account(homePage: homePage, name: name)
    }
}
