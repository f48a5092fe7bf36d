/// A definition of an activity as one statement brings it.
public struct ActivityDefinition: Hashable, Sendable {
    public var activity: String
    public var definition: JSONObject

    public init(activity: String, definition: JSONObject) {
        self.activity = activity
        self.definition = definition
    }

    /// What is known of an activity after one more definition came: language maps and extensions grow by entry, everything
    /// else is replaced; the later wins.
    ///
    /// - Returns: `nil` when nothing changes, so that nothing has to be written.
    public static func merged(_ known: JSONObject?, with new: JSONObject) -> JSONObject? {
        guard let known else { return new.members.isEmpty ? nil : new }
        var merged = known
        for member in new.members {
            if case .object(let entries)? = merged[member.name], case .object(let added) = member.value {
                merged[member.name] = .object(entries.merged(with: added))
            } else {
                merged[member.name] = member.value
            }
        }
        // Another type of interaction has other lists; those of the one before would no longer be valid.
        if let type = new["interactionType"], type != known["interactionType"] {
            for list in ["choices", "scale", "source", "target", "steps", "correctResponsesPattern"]
            where new[list] == nil {
                merged[list] = nil
            }
        }
        return merged == known ? nil : merged
    }

    /// The Activity object of the Activities resource: also of an activity of which nothing is known (Communication 2.5).
    public static func activity(_ id: String, definition: JSONObject?) -> JSONValue {
        var activity = JSONObject([
            JSONObject.Member(name: "objectType", value: .string("Activity")),
            JSONObject.Member(name: "id", value: .string(id)),
        ])
        if let definition { activity["definition"] = .object(definition) }
        return .object(activity)
    }
}
