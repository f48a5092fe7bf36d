import Testing

/// One statement that is sent, and whether the store has to take it.
struct StatementCase: Sendable {
    let name: String
    let statement: JSON
    let isAccepted: Bool
}

/// A requirement on statements, with the statements that show whether it is kept.
struct Rule: Sendable, CustomTestStringConvertible {
    /// The numbers in the public list of requirements, as in docs/conformance.md.
    let ids: [String]
    let name: String
    let editions: [Edition]
    let cases: @Sendable (Edition) -> [StatementCase]

    init(
        _ ids: String, _ name: String, _ editions: [Edition] = Edition.allCases,
        _ cases: @escaping @Sendable (Edition) -> [StatementCase]
    ) {
        self.ids = ids.split(separator: " ").map(String.init)
        self.name = name
        self.editions = editions
        self.cases = cases
    }

    /// The same statements for each version.
    init(_ ids: String, _ name: String, _ editions: [Edition] = Edition.allCases, always cases: [StatementCase]) {
        self.init(ids, name, editions) { _ in cases }
    }

    var testDescription: String { ids.joined(separator: " ") + " " + name }
}

/// Values with a name for the report, in order.
struct Named: ExpressibleByDictionaryLiteral, Sendable {
    let pairs: [(name: String, value: JSON)]

    init(_ pairs: [(String, JSON)]) { self.pairs = pairs.map { (name: $0.0, value: $0.1) } }
    init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }

    /// Each under the name of its own text.
    init(values: JSON...) { self.init(values.map { ($0.serialized, $0) }) }

    static func + (one: Named, other: Named) -> Named { Named(one.pairs + other.pairs) }

    func map(_ change: (JSON) -> JSON) -> Named { Named(pairs.map { ($0.name, change($0.value)) }) }
}

/// The statements in which each of these values stands at each of these places.
func good(_ places: [Place], _ values: Named) -> [StatementCase] { cases(places, values, isAccepted: true) }
func bad(_ places: [Place], _ values: Named) -> [StatementCase] { cases(places, values, isAccepted: false) }

/// Whole statements.
func good(_ statements: Named) -> [StatementCase] { cases([Place("statement") { $0 }], statements, isAccepted: true) }
func bad(_ statements: Named) -> [StatementCase] { cases([Place("statement") { $0 }], statements, isAccepted: false) }

private func cases(_ places: [Place], _ values: Named, isAccepted: Bool) -> [StatementCase] {
    places.flatMap { place in
        values.pairs.map {
            StatementCase(name: "\(place.name): \($0.name)", statement: place.put($0.value), isAccepted: isAccepted)
        }
    }
}

/// What is no text, for where a text is asked.
let noTexts = Named(values: 12345, true, ["key": "value"], ["text"], .null)
/// What is no object.
let noObjects = Named(values: "text", 12345, true, [], .null)
/// What is no list.
let noLists = Named(values: "text", 12345, true, ["key": "value"], .null)
let noBooleans = Named(values: "true", "yes", 1, ["key": true], [true], .null)
let noNumbers = Named(values: "5", "five", true, ["key": 5], [5], .null)
let noIRIs = Named(values: "", "geen iri", "leren.example/zonder-schema", "ab=c://leren.example", "/pad") + noTexts
let noUUIDs =
    Named(
        values: "", "geen", "0d0c0b3a-5f6f-4c0e-8f0f-3b1c9e6b9c118", "xd0c0b3a-5f6f-4c0e-8f0f-3b1c9e6b9c11",
        "0d0c0b3a5f6f4c0e8f0f3b1c9e6b9c11", "{0d0c0b3a-5f6f-4c0e-8f0f-3b1c9e6b9c11}",
        "urn:uuid:0d0c0b3a-5f6f-4c0e-8f0f-3b1c9e6b9c11") + noTexts
let noLanguageMaps = Named(values: "text", 12345, true, ["nl"], [:], ["nl": 1], ["nl": .null], ["a12345": "x"], .null)
