/// Definitions of activities (Data 2.4.4.1), with those of interactions.
enum DefinitionReader {
    private static let common: Set<String> = [
        "name", "description", "type", "moreInfo", "extensions", "interactionType", "correctResponsesPattern",
    ]
    private static let lists: Set<String> = ["choices", "scale", "source", "target", "steps"]
    private static let known = common.union(lists)

    /// Which lists of components each type of interaction has.
    private static let listsOfType: [String: Set<String>] = [
        "true-false": [], "choice": ["choices"], "fill-in": [], "long-fill-in": [], "matching": ["source", "target"],
        "performance": ["steps"], "sequencing": ["choices"], "likert": ["scale"], "numeric": [], "other": [],
    ]

    /// - Returns: the definition itself.
    static func check(_ value: JSONValue, at path: PropertyPath) throws(XAPIError) -> JSONObject {
        let definition = try Properties(value, at: path, known: known)
        try definition.languageMap("name")
        try definition.languageMap("description")
        _ = try definition.iri("type")
        _ = try definition.iri("moreInfo")
        try definition.extensions()
        try checkInteraction(definition)
        return definition.object
    }

    private static func checkInteraction(_ definition: Properties) throws(XAPIError) {
        let used = definition.object.members.map(\.name).filter(lists.contains)
        guard let type = try definition.string("interactionType") else {
            guard used.isEmpty, !definition.has("correctResponsesPattern") else {
                throw definition.path("interactionType").wrong(
                    "is missing. The other properties of an interaction need it.")
            }
            return
        }
        guard let allowed = listsOfType[type] else {
            throw definition.path("interactionType").wrong(
                "has to be one of \(listsOfType.keys.sorted().joined(separator: ", ")), in this case of letters.")
        }
        for pattern in try definition.array("correctResponsesPattern") ?? [] where pattern.string == nil {
            throw definition.path("correctResponsesPattern").wrong("has to be an array of strings.")
        }
        for list in used {
            guard allowed.contains(list) else {
                throw definition.path(list).wrong("does not belong to the interactionType \(type).")
            }
            try checkComponents(try definition.array(list) ?? [], at: definition.path(list))
        }
    }

    private static func checkComponents(_ components: [JSONValue], at path: PropertyPath) throws(XAPIError) {
        var ids: Set<String> = []
        for (index, value) in components.enumerated() {
            let component = try Properties(value, at: .element(path, index), known: ["id", "description"])
            guard let id = try component.string("id") else { throw component.path("id").wrong("is missing.") }
            guard ids.insert(id).inserted else { throw component.path("id").wrong("stands twice in its list.") }
            try component.languageMap("description")
        }
    }
}
