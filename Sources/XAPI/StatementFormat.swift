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
    ///   - languages: from `LanguageChoice`; only `canonical` looks at it.
    ///   - definition: the merged definition of an activity, by its id; only `canonical` asks.
    public func apply(
        to statement: JSONObject, languages: LanguageChoice, definition: (String) -> JSONObject?
    ) -> JSONObject { fatalError("to be written") }

    /// The ids of all activities in a statement, so that their definitions can be fetched together.
    public static func activities(in statement: JSONObject) -> Set<String> { fatalError("to be written") }
}

/// The order in which somebody wants languages, from the header `Accept-Language` (RFC 9110, 12.5.4).
public struct LanguageChoice: Hashable, Sendable {
    /// What cannot be read counts as no wish.
    public init(acceptLanguage: String?) { fatalError("to be written") }

    /// The entry of a language map to show: the best match by RFC 4647 lookup, else the first entry.
    public func choose(from map: JSONObject) -> JSONObject.Member? { fatalError("to be written") }
}
