/// A place in a statement where a value of some kind may stand: makes the statement that holds it there.
struct Place: Sendable {
    let name: String
    let put: @Sendable (JSON) -> JSON

    init(_ name: String, _ put: @escaping @Sendable (JSON) -> JSON) {
        self.name = name
        self.put = put
    }

    /// A path of the statement, and the same of a statement inside it.
    static func both(_ path: String...) -> [Place] {
        let inner = ["object"] + path
        return [
            Place(path.joined(separator: ".")) { Sample.statement.with(path: path, is: $0) },
            Place(inner.joined(separator: ".")) { Sample.nested.with(path: inner, is: $0) },
        ]
    }

    /// Where an Agent may stand.
    static func agents(_ edition: Edition) -> [Place] {
        let places =
            [Place("authority") { Sample.statement.with("authority", is: $0) }] + both("actor") + both("object")
            + both("context", "instructor")
        guard edition == .second else { return places }
        return places
            + wrapped("contextAgents") { ["objectType": "contextAgent", "agent": $0] }
    }

    /// Where a Group may stand; the authority has rules of its own.
    static func groups(_ edition: Edition) -> [Place] {
        let places = both("actor") + both("object") + both("context", "instructor") + both("context", "team")
        guard edition == .second else { return places }
        return places + wrapped("contextGroups") { ["objectType": "contextGroup", "group": $0] }
    }

    /// As the only entry of a list in `context`.
    static func wrapped(_ list: String, _ wrap: @escaping @Sendable (JSON) -> JSON) -> [Place] {
        both("context", list).map { place in Place(place.name) { place.put([wrap($0)]) } }
    }

    static var verbs: [Place] { both("verb") }
    static var results: [Place] { both("result") }
    static var contexts: [Place] { both("context") }

    static var activities: [Place] {
        both("object")
            + ["parent", "grouping", "category", "other"].flatMap { kind in
                both("context", "contextActivities", kind).map { place in Place(place.name) { place.put([$0]) } }
            }
    }

    static var definitions: [Place] {
        activities.map { place in
            Place(place.name + ".definition") { place.put(Sample.activity.with("definition", is: $0)) }
        }
    }

    static var attachments: [Place] {
        both("attachments").map { place in Place(place.name) { place.put([$0]) } }
    }

    /// Where a map of languages may stand.
    static var languageMaps: [Place] {
        both("verb", "display")
            + ["name", "description"].flatMap { name in
                definitions.map { place in
                    Place(place.name + "." + name) { place.put(Sample.definition.with(name, is: $0)) }
                }
            }
            + ["display", "description"].flatMap { name in
                attachments.map { place in
                    Place(place.name + "." + name) { place.put(Sample.attachment.with(name, is: $0)) }
                }
            }
            + [
                ("choice", "choices"), ("likert", "scale"), ("matching", "source"), ("matching", "target"),
                ("performance", "steps"),
            ].map { (type, list) in
                Place("object.definition.\(list).description") {
                    Sample.statement.with(
                        "object", "definition",
                        is: ["interactionType": .string(type), list: [["id": "a", "description": $0]]])
                }
            }
    }

    /// Where extensions may stand.
    static var extensions: [Place] {
        both("result", "extensions") + both("context", "extensions")
            + definitions.map { place in
                Place(place.name + ".extensions") { place.put(Sample.definition.with("extensions", is: $0)) }
            }
    }

    /// Where a UUID may stand.
    static var uuids: [Place] {
        [Place("id") { Sample.statement.with("id", is: $0) }]
            + both("context", "registration")
            + both("context", "statement").map { place in
                Place(place.name + ".id") { place.put(["objectType": "StatementRef", "id": $0]) }
            }
            + both("object").map { place in
                Place(place.name + ".id") { place.put(["objectType": "StatementRef", "id": $0]) }
            }
    }
}
