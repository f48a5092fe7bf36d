/// What identifies one agent or identified group: its inverse functional identifier (Data 2.4.2.3).
public enum AgentIdentifier: Hashable, Sendable {
    /// `mailto:` and an address, its domain in lower case.
    case mbox(String)
    /// The SHA-1 of a `mailto:` address, hexadecimal, in lower case.
    case mboxSHA1(String)
    case openID(String)
    case account(homePage: String, name: String)

    /// One text per identifier, to store and to look up by: `mbox mailto:…`, `sha1 …`, `openid …`, `account HOMEPAGE NAME`.
    /// An agent and a group with the same identifier have the same key, as the specification compares them.
    public var key: String {
        switch self {
        case .mbox(let address): "mbox \(address)"
        case .mboxSHA1(let digest): "sha1 \(digest)"
        case .openID(let address): "openid \(address)"
        // No address holds a blank, so that the first one ends the home page.
        case .account(let homePage, let name): "account \(homePage) \(name)"
        }
    }

    /// The identifier as the property of an agent that holds it.
    public var member: JSONObject.Member {
        switch self {
        case .mbox(let address): JSONObject.Member(name: "mbox", value: .string(address))
        case .mboxSHA1(let digest): JSONObject.Member(name: "mbox_sha1sum", value: .string(digest))
        case .openID(let address): JSONObject.Member(name: "openid", value: .string(address))
        case .account(let homePage, let name):
            JSONObject.Member(
                name: "account",
                value: .object(
                    JSONObject([
                        JSONObject.Member(name: "homePage", value: .string(homePage)),
                        JSONObject.Member(name: "name", value: .string(name)),
                    ])))
        }
    }
}

/// An agent or an identified group as a statement names it.
public struct AgentFacts: Hashable, Sendable {
    public var identifier: AgentIdentifier
    public var isGroup: Bool
    public var name: String?

    public init(identifier: AgentIdentifier, isGroup: Bool, name: String?) {
        self.identifier = identifier
        self.isGroup = isGroup
        self.name = name
    }
}

/// Reads agents that stand alone, and describes them.
public enum Agents {
    /// Reads the `agent` parameter of a query.
    ///
    /// - Parameter mayBeGroup: whether an identified group is taken too, as the statements' filter does.
    /// - Throws: `XAPIError` 400 when it is not one agent with one identifier.
    public static func read(
        parameter text: String, mayBeGroup: Bool = false
    ) throws(XAPIError) -> AgentFacts {
        let path = PropertyPath.top("agent")
        let actor = try AgentReader.actor(try JSONValue(reading: text.utf8), at: path)
        guard let own = actor.own else {
            throw path.wrong("is a group without identifier. Nothing can be found by it.")
        }
        guard mayBeGroup || !actor.isGroup else { throw path.wrong("has to be an agent, not a group.") }
        return own
    }

    /// The Person object (Communication 2.4) of one agent.
    ///
    /// - Parameter names: the names by which the store has seen it; each stands once.
    public static func person(_ identifier: AgentIdentifier, names: [String]) -> JSONValue {
        var person = JSONObject([JSONObject.Member(name: "objectType", value: .string("Person"))])
        var seen: Set<String> = []
        let different = names.filter { seen.insert($0).inserted }
        if !different.isEmpty { person["name"] = .array(different.map { .string($0) }) }
        person[identifier.member.name] = .array([identifier.member.value])
        return .object(person)
    }
}
