import Core

/// Where a value stands in what was sent: `object.definition.name`, `context.contextActivities.parent[2]`.
indirect enum PropertyPath {
    case top(String)
    case member(PropertyPath, String)
    case element(PropertyPath, Int)

    var text: String {
        switch self {
        case .top(let name): name
        case .member(.top(let top), let name) where top.isEmpty: name
        case .member(let parent, let name): "\(parent.text).\(name)"
        case .element(let parent, let index): "\(parent.text)[\(index)]"
        }
    }

    func wrong(_ rule: String) -> XAPIError {
        let place = text
        return .bad("\(place.isEmpty ? "the statement" : "\"\(place)\"") \(rule)")
    }
}

/// An object whose properties are looked at one by one; at the end none may be left that the specification does not know.
struct Properties {
    let path: PropertyPath
    let object: JSONObject

    /// - Throws: when it is not an object, or has a property that is not in `known`: names have one case only.
    init(_ value: JSONValue, at path: PropertyPath, known: Set<String>) throws(XAPIError) {
        guard case .object(let object) = value else { throw path.wrong("has to be an object.") }
        try self.init(object, at: path, known: known)
    }

    init(_ object: JSONObject, at path: PropertyPath, known: Set<String>) throws(XAPIError) {
        for member in object.members where !known.contains(member.name) {
            throw path.wrong(
                "has a property that is not allowed there. Allowed are: \(known.sorted().joined(separator: ", ")).")
        }
        (self.path, self.object) = (path, object)
    }

    func path(_ name: String) -> PropertyPath { .member(path, name) }

    func has(_ name: String) -> Bool { object[name] != nil }

    func required(_ name: String) throws(XAPIError) -> JSONValue {
        guard let value = object[name] else { throw path(name).wrong("is missing. It is required.") }
        return value
    }

    func string(_ name: String) throws(XAPIError) -> String? {
        guard let value = object[name] else { return nil }
        guard case .string(let text) = value else { throw path(name).wrong("has to be a string.") }
        return text
    }

    func boolean(_ name: String) throws(XAPIError) {
        guard let value = object[name] else { return }
        guard case .bool = value else { throw path(name).wrong("has to be true or false, without quotes.") }
    }

    func number(_ name: String) throws(XAPIError) -> Double? {
        guard let value = object[name] else { return nil }
        guard case .number(let digits) = value, let number = Double(digits), number.isFinite else {
            throw path(name).wrong("has to be a number, without quotes.")
        }
        return number
    }

    func array(_ name: String) throws(XAPIError) -> [JSONValue]? {
        guard let value = object[name] else { return nil }
        guard case .array(let elements) = value else { throw path(name).wrong("has to be an array.") }
        return elements
    }

    func iri(_ name: String) throws(XAPIError) -> String? {
        guard let text = try string(name) else { return nil }
        guard Syntax.isIRI(text) else { throw path(name).wrong("has to be an IRI with its scheme, such as http://…") }
        return text
    }

    func uuid(_ name: String) throws(XAPIError) -> String? {
        guard let text = try string(name) else { return nil }
        guard let uuid = Syntax.uuid(text) else { throw path(name).wrong("has to be a UUID of 36 characters.") }
        return uuid
    }

    /// A language map (Data 4.2) with at least one entry.
    func languageMap(_ name: String) throws(XAPIError) {
        guard let value = object[name] else { return }
        guard case .object(let map) = value else { throw path(name).wrong("has to be a language map: an object.") }
        guard !map.members.isEmpty else { throw path(name).wrong("has no entry. Leave it out or name a language.") }
        for entry in map.members {
            guard LanguageTag.isWellFormed(entry.name) else {
                throw path(name).wrong("has a key that is not a language tag of RFC 5646, such as en-US.")
            }
            guard case .string = entry.value else { throw path(name).wrong("has an entry that is not a string.") }
        }
    }

    /// Extensions (Data 4.1): IRIs with any value at all, null too.
    func extensions() throws(XAPIError) {
        guard let value = object["extensions"] else { return }
        guard case .object(let map) = value else { throw path("extensions").wrong("has to be an object.") }
        for entry in map.members where !Syntax.isIRI(entry.name) {
            throw path("extensions").wrong("has a key that is not an IRI with its scheme.")
        }
    }

    func timestamp(_ name: String, _ version: XAPIVersion) throws(XAPIError) -> Instant? {
        guard let text = try string(name) else { return nil }
        guard let moment = Timestamp.moment(text, version) else {
            throw path(name).wrong("has to be a timestamp of RFC 3339 with an offset other than -00:00.")
        }
        return moment
    }
}
