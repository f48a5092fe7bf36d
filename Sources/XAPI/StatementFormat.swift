/// How statements are given back (Communication 2.1.3, `format`).
public enum StatementFormat: String, Hashable, Sendable, CaseIterable {
    /// Only what identifies agents, activities, verbs and groups.
    case ids
    /// As it was received.
    case exact
    /// With the definitions that the store knows, and one language of each language map.
    case canonical

    /// The statement in this format. `exact` gives back what came in.
    ///
    /// - Parameters:
    ///   - languages: from `Accept-Language`; only `canonical` looks at it.
    ///   - definition: the merged definition of an activity, by its id; only `canonical` asks.
    public func apply(
        to statement: JSONObject, languages: LanguageChoice, definition: (String) -> JSONObject?
    ) -> JSONObject {
        switch self {
        case .exact: statement
        case .ids: StatementWalk(actor: IDs.actor, verb: IDs.verb, activity: IDs.activity).apply(to: statement)
        case .canonical:
            withoutActuallyEscaping(definition) { definition in
                StatementWalk(
                    actor: { $0 },
                    verb: { languages.one(of: ["display"], in: $0) },
                    activity: { languages.canonical($0, definition: definition) }
                ).apply(to: statement)
            }
        }
    }

    /// The ids of all activities in a statement, so that their definitions can be fetched together.
    public static func activities(in statement: JSONObject) -> Set<String> {
        var ids: Set<String> = []
        withoutActuallyEscaping({ (activity: JSONObject) in
            if case .string(let id)? = activity["id"] { ids.insert(id) }
            return activity
        }) { gather in
            _ = StatementWalk(actor: { $0 }, verb: { $0 }, activity: gather).apply(to: statement)
        }
        return ids
    }
}

/// Goes through a statement and changes its agents and groups, verbs and activities.
private struct StatementWalk {
    var actor: (JSONObject) -> JSONObject
    var verb: (JSONObject) -> JSONObject
    var activity: (JSONObject) -> JSONObject

    func apply(to statement: JSONObject) -> JSONObject {
        var statement = statement
        statement.change("actor", actor)
        statement.change("authority", actor)
        statement.change("verb", verb)
        statement.change("context", context)
        statement.change("object") { object in
            switch object["objectType"] {
            case .string("Agent"), .string("Group"): actor(object)
            case .string("StatementRef"): object
            case .string("SubStatement"): apply(to: object)
            default: activity(object)
            }
        }
        return statement
    }

    private func context(_ context: JSONObject) -> JSONObject {
        var context = context
        context.change("instructor", actor)
        context.change("team", actor)
        context.change("contextActivities") { lists in
            JSONObject(
                lists.members.map { list in
                    let activities = (list.value.array ?? [list.value]).map { value in
                        value.object.map { .object(activity($0)) } ?? value
                    }
                    return JSONObject.Member(name: list.name, value: .array(activities))
                })
        }
        for (list, name) in [("contextAgents", "agent"), ("contextGroups", "group")] {
            guard case .array(let entries)? = context[list] else { continue }
            context[list] = .array(
                entries.map { entry in
                    guard case .object(var entry) = entry else { return entry }
                    entry.change(name, actor)
                    return .object(entry)
                })
        }
        return context
    }
}

extension JSONObject {
    /// Changes a member that is an object.
    fileprivate mutating func change(_ name: String, _ change: (JSONObject) -> JSONObject) {
        if case .object(let object)? = self[name] { self[name] = .object(change(object)) }
    }

    /// Only these members.
    fileprivate func only(_ names: Set<String>) -> JSONObject { JSONObject(members.filter { names.contains($0.name) }) }
}

/// The format `ids`: the least that identifies.
private enum IDs {
    private static let identifiers: Set<String> = ["objectType", "mbox", "mbox_sha1sum", "openid", "account"]

    static func actor(_ actor: JSONObject) -> JSONObject {
        var least = actor.only(identifiers)
        // A group without identifier is known by its members alone.
        let isAnonymous = least.members.allSatisfy { $0.name == "objectType" }
        if isAnonymous, case .array(let members)? = actor["member"] {
            least["member"] = .array(members.map { member in member.object.map { .object(Self.actor($0)) } ?? member })
        }
        return least
    }

    static func verb(_ verb: JSONObject) -> JSONObject { verb.only(["id"]) }
    /// Without its type: an object that does not say what it is, is an activity.
    static func activity(_ activity: JSONObject) -> JSONObject { activity.only(["id"]) }
}

/// The order in which somebody wants languages, from the header `Accept-Language` (RFC 9110, 12.5.4).
public struct LanguageChoice: Hashable, Sendable {
    /// Tags in lower case, most wanted first; `*` stands for any.
    private var wanted: [String] = []

    /// What cannot be read counts as no wish.
    public init(acceptLanguage: String?) {
        var ranges: [(tag: String, quality: Double)] = []
        for item in (acceptLanguage ?? "").split(separator: ",") {
            let parts = item.split(separator: ";").map { part in String(part.filter { $0 != " " && $0 != "\t" }) }
            guard let tag = parts.first, !tag.isEmpty else { continue }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            if quality > 0, quality <= 1 { ranges.append((tag.lowercased(), quality)) }
        }
        // Sorting keeps the order of what is wanted equally.
        wanted = ranges.enumerated()
            .sorted { ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset) }.map(\.element.tag)
    }

    /// The entry of a language map to show: the best match by RFC 4647, section 3.4 (lookup), also of a longer tag than the one
    /// wanted; else the first entry.
    public func choose(from map: JSONObject) -> JSONObject.Member? {
        let entries = map.members.map { (tag: $0.name.lowercased(), member: $0) }
        for range in wanted where range != "*" {
            var range = range[...]
            while !range.isEmpty {
                if let entry = entries.first(where: { $0.tag == range })
                    ?? entries.first(where: { $0.tag.hasPrefix("\(range)-") })
                {
                    return entry.member
                }
                range = range[..<(range.lastIndex(of: "-") ?? range.startIndex)]
                // A single letter says nothing without what followed it.
                if range.dropLast().last == "-" { range = range.dropLast(2) }
            }
        }
        return entries.first?.member
    }

    /// The object with one language of these maps.
    func one(of maps: [String], in object: JSONObject) -> JSONObject {
        var object = object
        for name in maps {
            guard case .object(let map)? = object[name], let chosen = choose(from: map) else { continue }
            object[name] = .object(JSONObject([chosen]))
        }
        return object
    }

    /// An activity as the store knows it, in one language.
    func canonical(_ activity: JSONObject, definition: (String) -> JSONObject?) -> JSONObject {
        var activity = activity
        let known = activity["id"]?.string.flatMap(definition) ?? activity["definition"]?.object
        guard let known else { return activity }
        var shown = one(of: ["name", "description"], in: known)
        for list in ["choices", "scale", "source", "target", "steps"] {
            guard case .array(let components)? = shown[list] else { continue }
            shown[list] = .array(
                components.map { component in
                    component.object.map { .object(one(of: ["description"], in: $0)) } ?? component
                })
        }
        activity["definition"] = .object(shown)
        return activity
    }
}
