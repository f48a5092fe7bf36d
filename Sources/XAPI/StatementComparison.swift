import Core

extension Statement {
    /// Whether both are the same statement by the rules for comparing (Data 2.3.1; 9274.1.1, 4.2.3): what a store adds or may
    /// change does not count, nor do order and writing of the JSON. An identical one is accepted again, a different one is a
    /// conflict: 409.
    ///
    /// Not compared are `id`, `stored`, `authority` and `version`; `timestamp` only when both have one; the display of verbs
    /// and the definitions of activities. Members of groups have no order.
    public static func areSame(_ one: JSONObject, _ two: JSONObject) -> Bool {
        var (one, two) = (one, two)
        if one["timestamp"] == nil || two["timestamp"] == nil { (one["timestamp"], two["timestamp"]) = (nil, nil) }
        return ComparableForm.statement(one) == ComparableForm.statement(two)
    }
}

/// Brings statements into one form, so that the same ones are equal.
private enum ComparableForm {
    static func statement(_ statement: JSONObject) -> JSONValue {
        var kept = JSONObject()
        for member in statement.members {
            switch member.name {
            case "id", "stored", "authority", "version": break
            case "actor": kept["actor"] = actor(member.value)
            case "verb": kept["verb"] = member.value["id"]
            case "object": kept["object"] = object(member.value)
            case "timestamp": kept["timestamp"] = timestamp(member.value)
            case "context": kept["context"] = context(member.value)
            case "result": kept["result"] = result(member.value)
            case "attachments" where member.value == .array([]): break
            case "attachments":
                kept["attachments"] = .array((member.value.array ?? []).map { lowered($0, at: "sha2") })
            default: kept[member.name] = member.value
            }
        }
        return sorted(.object(kept))
    }

    private static func object(_ value: JSONValue) -> JSONValue {
        guard case .object(let object) = value else { return value }
        switch object["objectType"] {
        case .string("Agent"), .string("Group"): return actor(value)
        case .string("StatementRef"): return lowered(value, at: "id")
        case .string("SubStatement"): return statement(object)
        default: return activity(value)
        }
    }

    private static func activity(_ value: JSONValue) -> JSONValue { value["id"] ?? value }

    private static func actor(_ value: JSONValue) -> JSONValue {
        guard case .object(var actor) = value else { return value }
        if actor["objectType"] == nil { actor["objectType"] = .string("Agent") }
        if let mbox = actor["mbox"]?.string.flatMap(Syntax.mbox) { actor["mbox"] = .string(mbox) }
        if case .string(let digest)? = actor["mbox_sha1sum"] { actor["mbox_sha1sum"] = .string(digest.lowercased()) }
        if case .array(let members)? = actor["member"] { actor["member"] = unordered(members.map(Self.actor)) }
        return .object(actor)
    }

    private static func context(_ value: JSONValue) -> JSONValue {
        guard case .object(var context) = lowered(value, at: "registration") else { return value }
        if case .object(var activities)? = context["contextActivities"] {
            for member in activities.members {
                activities[member.name] = .array((member.value.array ?? [member.value]).map(activity))
            }
            context["contextActivities"] = .object(activities)
        }
        for name in ["instructor", "team"] { context[name] = context[name].map(actor) }
        context["statement"] = context["statement"].map { lowered($0, at: "id") }
        for (list, name) in [("contextAgents", "agent"), ("contextGroups", "group")] {
            guard case .array(let entries)? = context[list] else { continue }
            context[list] = .array(
                entries.map { entry in
                    guard case .object(var entry) = entry else { return entry }
                    entry[name] = entry[name].map(actor)
                    return .object(entry)
                })
        }
        return .object(context)
    }

    /// A duration is compared as it is written (Data 2.3.1), without what is finer than hundredths of a second (Data 4.6).
    private static func result(_ value: JSONValue) -> JSONValue {
        guard case .object(var result) = value, case .string(let duration)? = result["duration"] else { return value }
        result["duration"] = .string(hundredths(of: duration))
        return .object(result)
    }

    private static func hundredths(of duration: String) -> String {
        guard duration.last == "S", let point = duration.lastIndex(where: { $0 == "." || $0 == "," }) else {
            return duration
        }
        let fraction = duration[duration.index(after: point)...].dropLast()
        guard fraction.count > 2 else { return duration }
        var kept = fraction.prefix(2)
        while kept.last == "0" { kept.removeLast() }
        return duration[..<point] + (kept.isEmpty ? "" : "\(duration[point])\(kept)") + "S"
    }

    private static func timestamp(_ value: JSONValue) -> JSONValue {
        guard let moment = value.string.flatMap({ Timestamp.moment($0, .v1) }) else { return value }
        return .number(String(moment.milliseconds))
    }

    private static func lowered(_ value: JSONValue, at name: String) -> JSONValue {
        guard case .object(var object) = value, case .string(let text)? = object[name] else { return value }
        object[name] = .string(text.lowercased())
        return .object(object)
    }

    private static func unordered(_ elements: [JSONValue]) -> JSONValue {
        .array(elements.map(sorted).map { (value: $0, text: $0.text) }.sorted { $0.text < $1.text }.map(\.value))
    }

    /// The same with the members of each object in the order of their names, and numbers written one way.
    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            let members = object.members.map { JSONObject.Member(name: $0.name, value: sorted($0.value)) }
            return .object(JSONObject(members.sorted { $0.name < $1.name }))
        case .array(let elements): return .array(elements.map(sorted))
        case .number(let text): return .number(plain(text))
        default: return value
        }
    }

    /// A number without what can be written in more than one way: `1.50e1` and `15` are both `15e0`.
    private static func plain(_ text: String) -> String {
        let parts =
            text.split(separator: "e", maxSplits: 1).count == 2
            ? text.split(separator: "e", maxSplits: 1) : text.split(separator: "E", maxSplits: 1)
        var mantissa = parts[0]
        let isNegative = mantissa.first == "-"
        if isNegative { mantissa.removeFirst() }
        let halves = mantissa.split(separator: ".", maxSplits: 1)
        let fraction = halves.count == 2 ? halves[1] : ""
        // An exponent beyond what fits is compared as it is written.
        guard var exponent = parts.count == 2 ? Int(parts[1]) : 0, abs(exponent) < 1_000_000 else { return text }
        exponent -= fraction.utf8.count
        var digits = (halves[0] + fraction).drop { $0 == "0" }
        while digits.last == "0" {
            digits.removeLast()
            exponent += 1
        }
        return digits.isEmpty ? "0" : "\(isNegative ? "-" : "")\(digits)e\(exponent)"
    }
}
