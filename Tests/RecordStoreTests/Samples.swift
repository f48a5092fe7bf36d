import Foundation
import Testing

/// The two versions that the store speaks, by what a client writes in the version header.
enum Edition: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case first = "1.0.3"
    case second = "2.0.0"

    var testDescription: String { rawValue }
}

/// A new identifier for each call.
func newID() -> String { UUID().uuidString.lowercased() }

/// Valid values to start from.
enum Sample {
    static let agent: JSON = ["objectType": "Agent", "name": "Anna", "mbox": "mailto:anna@hotel.example"]
    static let shaAgent: JSON = [
        "objectType": "Agent", "mbox_sha1sum": "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
    ]
    static let openidAgent: JSON = ["objectType": "Agent", "openid": "https://id.hotel.example/anna"]
    static let accountAgent: JSON = ["objectType": "Agent", "account": account]
    static let account: JSON = ["homePage": "https://hotel.example/", "name": "anna"]
    /// Each way to identify somebody, alone.
    static let identifiers: KeyValuePairs<String, JSON> = [
        "mbox": "mailto:anna@hotel.example", "mbox_sha1sum": "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
        "openid": "https://id.hotel.example/anna", "account": account,
    ]
    static let group: JSON = [
        "objectType": "Group", "name": "Receptie", "mbox": "mailto:receptie@hotel.example",
    ]
    static let anonymousGroup: JSON = ["objectType": "Group", "member": [agent, openidAgent]]
    /// The only group that may vouch for a statement: an application and a person.
    static let authorityGroup: JSON = ["objectType": "Group", "member": [accountAgent, agent]]

    static let verb: JSON = [
        "id": "https://leren.example/werkwoorden/las", "display": ["nl": "las", "en-GB": "read"],
    ]
    static let voided: JSON = ["id": "http://adlnet.gov/expapi/verbs/voided", "display": ["en": "voided"]]
    static let activity: JSON = ["objectType": "Activity", "id": "https://leren.example/cursus/receptie"]
    static let definition: JSON = [
        "name": ["nl": "Receptie", "en-GB": "Reception"],
        "description": ["nl": "Een cursus", "en-GB": "A course"],
        "type": "https://leren.example/soort/cursus", "moreInfo": "https://leren.example/over/receptie",
        "extensions": ["https://leren.example/ext/duur": 15],
    ]
    static let reference: JSON = ["objectType": "StatementRef", "id": "0d0c0b3a-5f6f-4c0e-8f0f-3b1c9e6b9c11"]

    static let statement: JSON = ["actor": agent, "verb": verb, "object": activity]
    static let sub: JSON = ["objectType": "SubStatement", "actor": agent, "verb": verb, "object": activity]
    /// A statement about a statement that is not made.
    static let nested: JSON = ["actor": agent, "verb": verb, "object": sub]

    static let result: JSON = [
        "score": ["scaled": 0.5, "raw": 5, "min": 0, "max": 10], "success": true, "completion": true,
        "response": "politie bellen", "duration": "PT12M30.5S",
        "extensions": ["https://leren.example/ext/pogingen": 2],
    ]
    static let context: JSON = [
        "registration": "7e2a0a64-1f7c-4a3e-9d43-0a4f8d3a1f55", "instructor": agent, "team": group,
        "revision": "2020-1", "platform": "Vangnet", "language": "nl-NL", "statement": reference,
        "contextActivities": [
            "parent": [activity], "grouping": [activity], "category": [activity], "other": [activity],
        ],
        "extensions": ["https://leren.example/ext/locatie": "Zwolle"],
    ]
    /// Where its bytes are is said, so that no part has to come with it.
    static let attachment: JSON = [
        "usageType": "https://leren.example/bijlage/bewijs", "display": ["nl": "Bewijs"],
        "description": ["nl": "Een bewijs"], "contentType": "text/plain; charset=ascii", "length": 11,
        "sha2": "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9",
        "fileUrl": "https://leren.example/bestand.txt",
    ]

    /// A definition for each type of interaction, with everything that type may hold.
    static let interactions = typed([
        ("true-false", ["correctResponsesPattern": ["true"]]),
        ("choice", ["correctResponsesPattern": ["a[,]b"], "choices": components("a", "b", "c")]),
        ("fill-in", ["correctResponsesPattern": ["meldpunt"]]),
        ("long-fill-in", ["correctResponsesPattern": ["{case_matters=false}{lang=nl}Wat je zag"]]),
        (
            "matching",
            [
                "correctResponsesPattern": ["a[.]x[,]b[.]y"], "source": components("a", "b"),
                "target": components("x", "y"),
            ]
        ),
        ("performance", ["correctResponsesPattern": ["a[.]1:2"], "steps": components("a", "b")]),
        ("sequencing", ["correctResponsesPattern": ["b[,]a"], "choices": components("a", "b")]),
        ("likert", ["correctResponsesPattern": ["l1"], "scale": components("l0", "l1", "l2")]),
        ("numeric", ["correctResponsesPattern": ["1[:]4", "4[:]"]]),
        ("other", ["correctResponsesPattern": ["(35.9,-86.7)"]]),
    ])

    private static func typed(_ parts: [(String, JSON)]) -> [(type: String, definition: JSON)] {
        parts.map { ($0.0, $0.1.with("interactionType", is: .string($0.0))) }
    }

    static func components(_ ids: String...) -> JSON {
        .array(ids.map { ["id": .string($0), "description": ["nl": .string("Keuze \($0)")]] })
    }
}
