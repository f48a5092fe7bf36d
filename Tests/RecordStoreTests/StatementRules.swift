/// What the specification asks of a statement, requirement by requirement (Data 2.2–2.4 and 4 of version 1.0.3; the same
/// numbers hold in 2.0.0 unless a rule names its version).
enum StatementRules {
    static let all =
        formatting + voiding + properties + agents + groups + identifiers + verbs + objects + activities + interactions
        + innerStatements + results + scores + contexts + contextActivities + authorities + attachments + dataTypes
        + secondEdition

    static let formatting: [Rule] = [
        Rule(
            "XAPI-00001", "no null outside extensions",
            always: bad([
                "name": Sample.statement.with("actor", "name", is: .null),
                "display": Sample.statement.with("verb", "display", "nl", is: .null),
                "registration": Sample.statement.with("context", "registration", is: .null),
                "moreInfo": Sample.statement.with("object", "definition", "moreInfo", is: .null),
                "score": Sample.statement.with("result", "score", is: .null),
                "result": Sample.statement.with("result", is: .null),
                "context": Sample.statement.with("context", is: .null),
                "attachments": Sample.statement.with("attachments", is: .null),
                "inside": Sample.nested.with("object", "result", "success", is: .null),
            ]) + good(Place.extensions, ["null inside": ["https://leren.example/ext": .null]])),
        Rule(
            "XAPI-00003", "an actor",
            always: bad([
                "left out": Sample.statement.without("actor"), "inside": Sample.nested.without("object", "actor"),
            ])
                + bad(Place.both("actor"), noObjects)),
        Rule(
            "XAPI-00004", "a verb",
            always: bad([
                "left out": Sample.statement.without("verb"), "inside": Sample.nested.without("object", "verb"),
            ])
                + bad(Place.both("verb"), noObjects)),
        Rule(
            "XAPI-00005", "an object",
            always: bad([
                "left out": Sample.statement.without("object"), "inside": Sample.nested.without("object", "object"),
            ]) + bad(Place.both("object"), noObjects)),
        Rule(
            "XAPI-00006", "the type of each value",
            always: bad(Place.both("result", "score", "max"), noNumbers)
                + bad(Place.both("result", "success"), noBooleans)
                + bad(Place.both("result", "completion"), noBooleans) + bad(Place.both("result", "response"), noTexts)
                + bad(Place.both("result"), noObjects) + bad(Place.both("context"), noObjects)),
        Rule("XAPI-00007", "the form of texts that have one") { edition in
            bad(Place.both("verb", "id"), noIRIs) + bad(Place.both("object", "id"), noIRIs)
                + bad(Place.uuids, noUUIDs)
                + bad(
                    Place.agents(edition),
                    noTexts.map { Sample.accountAgent.with("account", "name", is: $0) })
                + bad(Place.agents(edition), ["empty mbox": Sample.agent.with("mbox", is: "")])
        },
        Rule("XAPI-00008", "the case of keys", always: bad(otherCase)),
        Rule(
            "XAPI-00009", "the case of enumerated values",
            always: bad(
                Place.definitions,
                Named(
                    Sample.interactions.map { type, definition in
                        (type, definition.with("interactionType", is: .string(type.uppercased())))
                    }))
                + bad([
                    "agent": Sample.statement.with("actor", "objectType", is: "agent"),
                    "group": Sample.statement.with("actor", is: Sample.group.with("objectType", is: "group")),
                    "activity": Sample.statement.with("object", "objectType", is: "activity"),
                    "reference": Sample.statement.with(
                        "object", is: Sample.reference.with("objectType", is: "statementRef")),
                    "inside": Sample.nested.with("object", "objectType", is: "Substatement"),
                ])),
        Rule(
            "XAPI-00010", "no key that is not known",
            always: bad([
                "statement": Sample.statement.with("opmerking", is: "x"),
                "actor": Sample.statement.with("actor", "opmerking", is: "x"),
                "account": Sample.statement.with(
                    "actor", is: Sample.accountAgent.with("account", "opmerking", is: "x")),
                "member": Sample.statement.with(
                    "actor", is: Sample.anonymousGroup.with("member", "0", "opmerking", is: "x")),
                "verb": Sample.statement.with("verb", "opmerking", is: "x"),
                "object": Sample.statement.with("object", "opmerking", is: "x"),
                "definition": Sample.statement.with("object", "definition", "opmerking", is: "x"),
                "reference": Sample.statement.with("object", is: Sample.reference.with("opmerking", is: "x")),
                "inside": Sample.nested.with("object", "opmerking", is: "x"),
                "result": Sample.statement.with("result", is: Sample.result.with("opmerking", is: "x")),
                "score": Sample.statement.with("result", is: Sample.result.with("score", "opmerking", is: 1)),
                "context": Sample.statement.with("context", is: Sample.context.with("opmerking", is: "x")),
                "attachment": Sample.statement.with("attachments", is: [Sample.attachment.with("opmerking", is: "x")]),
            ])),
        Rule(
            "XAPI-00011", "a scheme in each IRI",
            always: bad([
                "verb": Sample.statement.with("verb", "id", is: "leren.example/las"),
                "activity": Sample.statement.with("object", "id", is: "leren.example/cursus"),
                "type": Sample.statement.with("object", "definition", "type", is: "leren.example/soort"),
                "moreInfo": Sample.statement.with("object", "definition", "moreInfo", is: "leren.example/meer"),
                "extension": Sample.statement.with("result", "extensions", is: ["leren.example/ext": 1]),
                "homePage": Sample.statement.with(
                    "actor", is: Sample.accountAgent.with("account", "homePage", is: "hotel.example")),
                "openid": Sample.statement.with("actor", is: Sample.openidAgent.with("openid", is: "id.hotel.example")),
                "usageType": Sample.statement.with(
                    "attachments", is: [Sample.attachment.with("usageType", is: "leren.example/bewijs")]),
                "fileUrl": Sample.statement.with(
                    "attachments", is: [Sample.attachment.with("fileUrl", is: "leren.example/bestand")]),
                "category": Sample.statement.with(
                    "context", "contextActivities", "category", is: [["id": "leren.example/cursus"]]),
            ])),
        Rule(
            "XAPI-00013 XAPI-00121", "language tags after RFC 5646",
            always: good(
                Place.languageMaps,
                Named(
                    ["nl", "en-GB", "cmn", "ase", "zh-Hant", "sr-Latn-RS", "zh-Hans-CN", "de-DE-1996", "es-419"]
                        .map { ($0, .object([$0: "tekst"])) }))
                + bad(
                    Place.languageMaps,
                    Named(
                        ["something", "a12345", "n", "nl_NL", "", "zh-z-aaa-z-bbb-c-ccc", "nl-", "1nl"]
                            .map { ($0, .object([$0: "tekst"])) }))),
    ]

    /// Each property of a statement under its own name in another case.
    private static let otherCase: Named = [
        "iD": Sample.statement.with("iD", is: "0d0c0b3a-5f6f-4c0e-8f0f-3b1c9e6b9c11"),
        "Actor": Sample.statement.with("Actor", is: Sample.agent),
        "veRb": Sample.statement.with("veRb", is: Sample.verb),
        "oBject": Sample.statement.with("oBject", is: Sample.activity),
        "RESULT": Sample.statement.with("RESULT", is: Sample.result),
        "conText": Sample.statement.with("conText", is: Sample.context),
        "timeStamp": Sample.statement.with("timeStamp", is: "2020-06-30T10:00:00Z"),
        "STored": Sample.statement.with("STored", is: "2020-06-30T10:00:00Z"),
        "Authority": Sample.statement.with("Authority", is: Sample.agent),
        "Version": Sample.statement.with("Version", is: "1.0.0"),
        "attachmentS": Sample.statement.with("attachmentS", is: [Sample.attachment]),
        "Mbox": Sample.statement.with("actor", "Mbox", is: "mailto:anna@hotel.example"),
        "Display": Sample.statement.with("verb", "Display", is: ["nl": "las"]),
        "moreinfo": Sample.statement.with("object", "definition", "moreinfo", is: "https://leren.example/meer"),
    ]

    static let voiding: [Rule] = [
        Rule(
            "XAPI-00019 XAPI-00020", "a voiding statement refers to a statement",
            always: good([
                "reference": Sample.statement.with("verb", is: Sample.voided).with("object", is: Sample.reference)
            ])),
        Rule(
            "XAPI-00017", "a voiding statement about something else is refused",
            always: bad([
                "activity": Sample.statement.with("verb", is: Sample.voided),
                "agent": Sample.statement.with("verb", is: Sample.voided).with("object", is: Sample.agent),
                "inside": Sample.nested.with("verb", is: Sample.voided),
            ])),
    ]

    static let properties: [Rule] = [
        Rule(
            "XAPI-00022 XAPI-00123", "a timestamp is one of ISO 8601",
            always: good(
                Place.both("timestamp"),
                Named(
                    values: "2020-06-30T10:00:00Z", "2020-06-30T10:00:00.123Z", "2020-06-30T10:00:00.123456+02:00",
                    "2020-02-29T23:59:59-05:00"))
                + bad(
                    Place.both("timestamp"),
                    Named(
                        values: "gisteren", "01/011/2015", "2020-06-30T10:00:00-00", "2020-06-30T10:00:00.601-0000",
                        "2020-06-30T10:00:00.601-00:00", "2020-02-30T10:00:00Z", "2020-13-01T10:00:00Z", "")
                        + noTexts)),
        Rule(
            "XAPI-00027 XAPI-00028 XAPI-00029 XAPI-00030", "every UUID in its standard form",
            always: good(
                Place.uuids,
                [
                    "lower case": "1b4e28ba-2fa1-41d2-883f-0016d3cca427"
                ])
                + good(Place.uuids, ["upper case": "6FA459EA-EE8A-4CA4-894E-DB77E160355E"])
                + bad(Place.uuids, noUUIDs)),
    ]

    static let agents: [Rule] = [
        Rule(
            "XAPI-00031", "an actor is an Agent or a Group",
            always: bad(
                Place.both("actor", "objectType"),
                Named(values: "Activity", "Person", "StatementRef", "agent", "")
                    + noTexts)
                + good(
                    Place.both("actor"),
                    [
                        "agent": Sample.agent, "group": Sample.group, "without": Sample.agent.without("objectType"),
                    ])),
        Rule("XAPI-00032", "objectType is a text") { edition in
            bad(Place.agents(edition), noTexts.map { Sample.agent.with("objectType", is: $0) })
                + bad(Place.groups(edition), noTexts.map { Sample.group.with("objectType", is: $0) })
        },
        Rule("XAPI-00033", "name is a text") { edition in
            bad(Place.agents(edition), noTexts.map { Sample.agent.with("name", is: $0) })
                + bad(Place.groups(edition), noTexts.map { Sample.group.with("name", is: $0) })
        },
        Rule("XAPI-00034", "an Agent is identified in exactly one way") { edition in
            let bare = Sample.agent.without("mbox")
            return good(
                Place.agents(edition), Named(Sample.identifiers.map { ($0.key, bare.with($0.key, is: $0.value)) }))
                + bad(Place.agents(edition), Named([("none", bare)] + doubles(bare)))
        },
    ]

    /// Somebody identified in two ways, each pair of ways.
    private static func doubles(_ bare: JSON) -> [(String, JSON)] {
        Sample.identifiers.flatMap { one in
            Sample.identifiers.filter { $0.key < one.key }.map { other in
                ("\(one.key) and \(other.key)", bare.with(one.key, is: one.value).with(other.key, is: other.value))
            }
        }
    }

    static let groups: [Rule] = [
        Rule("XAPI-00035", "members belong to a Group, and an anonymous one has them") { edition in
            good(Place.groups(edition), ["anonymous": Sample.anonymousGroup])
                + bad(
                    Place.groups(edition),
                    [
                        "no members": Sample.anonymousGroup.without("member"),
                        "empty": Sample.anonymousGroup.with("member", is: []),
                    ])
                + bad(Place.agents(edition), ["of an agent": Sample.agent.with("member", is: [Sample.agent])])
        },
        Rule("XAPI-00036", "members are a list of Agents") { edition in
            let lists =
                noLists
                + Named(
                    values: [Sample.group], [Sample.anonymousGroup], ["anna"], [["name": "Anna"]],
                    [Sample.agent.with("mbox", is: "anna@hotel.example")], [Sample.activity])
            return bad(Place.groups(edition), lists.map { Sample.anonymousGroup.with("member", is: $0) })
                + bad(Place.groups(edition), lists.map { Sample.group.with("member", is: $0) })
                + good(
                    Place.groups(edition),
                    [
                        "identified": Sample.group.with("member", is: [Sample.agent, Sample.accountAgent])
                    ])
        },
        Rule("XAPI-00037", "an identified Group is identified in exactly one way") { edition in
            let bare = Sample.group.without("mbox")
            return good(
                Place.groups(edition), Named(Sample.identifiers.map { ($0.key, bare.with($0.key, is: $0.value)) }))
                + bad(Place.groups(edition), Named([("none", bare)] + doubles(bare)))
        },
    ]

    static let identifiers: [Rule] = [
        Rule("XAPI-00038", "mbox is mailto: and an address") { edition in
            let values =
                Named(
                    values: "", "anna@hotel.example", "mailto:", "mailto:anna", "https://hotel.example",
                    "mail:a@b.example")
                + noTexts
            return bad(Place.agents(edition), values.map { Sample.agent.with("mbox", is: $0) })
                + bad(Place.groups(edition), values.map { Sample.group.with("mbox", is: $0) })
        },
        Rule("XAPI-00039", "mbox_sha1sum is forty hexadecimal digits") { edition in
            let values =
                Named(
                    values: "", "geen", "2fd4e1c67a2d28fced849ee1bb76e7391b93eb1",
                    "zfd4e1c67a2d28fced849ee1bb76e7391b93eb12") + noTexts
            return bad(Place.agents(edition), values.map { Sample.shaAgent.with("mbox_sha1sum", is: $0) })
        },
        Rule("XAPI-00040", "openid is a URI") { edition in
            bad(Place.agents(edition), noIRIs.map { Sample.openidAgent.with("openid", is: $0) })
        },
        Rule("XAPI-00041", "account is an object") { edition in
            bad(Place.agents(edition), (noObjects + ["empty": [:]]).map { Sample.accountAgent.with("account", is: $0) })
        },
        Rule("XAPI-00042", "an account has a homePage, an IRL") { edition in
            good(
                Place.agents(edition),
                ["without a path": Sample.accountAgent.with("account", "homePage", is: "http://www.hotel.example")])
                + bad(
                    Place.agents(edition),
                    noIRIs.map { Sample.accountAgent.with("account", "homePage", is: $0) }
                        + ["left out": Sample.accountAgent.without("account", "homePage")])
        },
        Rule("XAPI-00043", "an account has a name, a text") { edition in
            bad(
                Place.agents(edition),
                noTexts.map { Sample.accountAgent.with("account", "name", is: $0) }
                    + ["left out": Sample.accountAgent.without("account", "name")])
        },
    ]

    static let verbs: [Rule] = [
        Rule(
            "XAPI-00044", "a verb has an id, an IRI",
            always: bad(
                Place.verbs, noIRIs.map { Sample.verb.with("id", is: $0) } + ["left out": Sample.verb.without("id")])),
        Rule(
            "XAPI-00045", "display is a map of languages",
            always: bad(Place.verbs, noLanguageMaps.map { Sample.verb.with("display", is: $0) })
                + good(Place.verbs, ["left out": Sample.verb.without("display")])),
    ]

    static let objects: [Rule] = [
        Rule(
            "XAPI-00046", "what an object may be",
            always: good([
                "activity": Sample.statement, "agent": Sample.statement.with("object", is: Sample.agent),
                "group": Sample.statement.with("object", is: Sample.group),
                "anonymous group": Sample.statement.with("object", is: Sample.anonymousGroup),
                "reference": Sample.statement.with("object", is: Sample.reference), "statement": Sample.nested,
                "without a type": Sample.statement.without("object", "objectType"),
            ])
                + bad(
                    Place.both("object", "objectType"),
                    Named(values: "Verb", "Person", "Statement", "activity", "") + noTexts)
        ),
        Rule(
            "XAPI-00065", "an Agent or Group as object says that it is one",
            always: bad(
                Place.both("object"),
                [
                    "agent": Sample.agent.without("objectType"), "group": Sample.group.without("objectType"),
                    "anonymous": Sample.anonymousGroup.without("objectType"),
                ])),
    ]

    static let activities: [Rule] = [
        Rule(
            "XAPI-00047", "an activity has an id, an IRI",
            always: bad(
                Place.activities,
                noIRIs.map { Sample.activity.with("id", is: $0) } + ["left out": Sample.activity.without("id")])
                + good(
                    Place.activities,
                    ["an IRI": Sample.activity, "with signs": ["id": "https://leren.example/ñ?a=1#b"]])),
        Rule(
            "XAPI-00048", "a definition is an object",
            always: bad(Place.activities, noObjects.map { Sample.activity.with("definition", is: $0) })
                + good(Place.definitions, ["whole": Sample.definition])),
        Rule(
            "XAPI-00056", "its name is a map of languages",
            always: bad(Place.definitions, noLanguageMaps.map { Sample.definition.with("name", is: $0) })),
        Rule(
            "XAPI-00057", "its extensions are an object under IRIs",
            always: bad(
                Place.definitions,
                (noObjects + ["no IRI": ["geen iri": 1], "a component": ["id": "x"]]).map {
                    Sample.definition.with("extensions", is: $0)
                })),
        Rule(
            "XAPI-00059", "its description is a map of languages",
            always: bad(Place.definitions, noLanguageMaps.map { Sample.definition.with("description", is: $0) })),
        Rule(
            "XAPI-00060", "its type is an IRI",
            always: bad(Place.definitions, noIRIs.map { Sample.definition.with("type", is: $0) })),
        Rule(
            "XAPI-00061", "its moreInfo is an IRL",
            always: bad(Place.definitions, noIRIs.map { Sample.definition.with("moreInfo", is: $0) })),
    ]

    /// The list of components that belongs to each type of interaction.
    private static let lists = [
        ("XAPI-00055", "choice", "choices"), ("XAPI-00055", "sequencing", "choices"), ("XAPI-00054", "likert", "scale"),
        ("XAPI-00053", "matching", "source"), ("XAPI-00052", "matching", "target"),
        ("XAPI-00051", "performance", "steps"),
    ]

    private static func interaction(_ type: String, _ list: String, _ value: JSON) -> JSON {
        Sample.interactions.first { $0.type == type }!.definition.with(list, is: value)
    }

    static let interactions: [Rule] =
        [
            Rule(
                "XAPI-00049", "the types of interaction",
                always: good(Place.definitions, Named(Sample.interactions.map { ($0.type, $0.definition) }))
                    + bad(
                        Place.definitions,
                        (Named(values: "https://leren.example/soort", "quiz", "") + noTexts).map {
                            ["interactionType": $0]
                        })),
            Rule(
                "XAPI-00050", "right answers are a list of texts",
                always: bad(
                    Place.definitions,
                    (noLists + Named(values: [1], [["key": "value"]], [.null])).map {
                        ["interactionType": "fill-in", "correctResponsesPattern": $0]
                    })),
            Rule(
                "XAPI-00058", "a component has an id of its own, a text",
                always: lists.flatMap { _, type, list in
                    bad(
                        Place.both("object", "definition"),
                        (Named([("left out", [["description": ["nl": "x"]]]), ("twice", Sample.components("a", "a"))])
                            + noTexts.map { [["id": $0]] }).map { interaction(type, list, $0) })
                }),
            Rule(
                "XAPI-00062", "a component's description is a map of languages",
                always: lists.flatMap { _, type, list in
                    bad(
                        Place.both("object", "definition"),
                        noLanguageMaps.map { interaction(type, list, [["id": "a", "description": $0]]) })
                }),
            Rule(
                "XAPI-00063", "a component is an object",
                always: lists.flatMap { _, type, list in
                    bad(Place.both("object", "definition"), noObjects.map { interaction(type, list, [$0]) })
                }),
            Rule(
                "XAPI-00064", "no parts of an interaction without its type",
                always: bad(
                    Place.definitions,
                    Named(Sample.interactions.map { ($0.type, $0.definition.without("interactionType")) }))),
        ]
        + lists.map { id, type, list in
            Rule(
                id, "\(list) of \(type) is a list of components",
                always: bad(Place.both("object", "definition"), noLists.map { interaction(type, list, $0) })
                    + good(
                        Place.both("object", "definition"),
                        [
                            "components": interaction(type, list, Sample.components("a", "b"))
                        ]))
        }

    static let innerStatements: [Rule] = [
        Rule(
            "XAPI-00066", "a statement inside keeps the rules of statements",
            always: good([
                "whole": Sample.nested.with("object", "result", is: Sample.result)
                    .with("object", "context", is: Sample.context).with(
                        "object", "timestamp", is: "2020-06-30T10:00:00Z")
            ])
                + bad([
                    "verb": Sample.nested.with("object", "verb", "id", is: "geen iri"),
                    "actor": Sample.nested.with("object", "actor", "mbox", is: "anna"),
                    "object": Sample.nested.with("object", "object", "id", is: "geen iri"),
                    "result": Sample.nested.with("object", "result", is: ["score": ["scaled": 2]]),
                    "context": Sample.nested.with("object", "context", is: ["registration": "geen"]),
                    "timestamp": Sample.nested.with("object", "timestamp", is: "gisteren"),
                ])),
        Rule(
            "XAPI-00067", "it names no authority",
            always: bad(["authority": Sample.nested.with("object", "authority", is: Sample.agent)])),
        Rule(
            "XAPI-00068", "it has no version",
            always: bad(["version": Sample.nested.with("object", "version", is: "1.0.0")])),
        Rule(
            "XAPI-00069", "it was not stored",
            always: bad(["stored": Sample.nested.with("object", "stored", is: "2020-06-30T10:00:00Z")])),
        Rule(
            "XAPI-00070", "it has no id",
            always: bad(["id": Sample.nested.with("object", "id", is: "0d0c0b3a-5f6f-4c0e-8f0f-3b1c9e6b9c11")])),
        Rule(
            "XAPI-00071", "it holds no other",
            always: bad(["deeper": Sample.nested.with("object", "object", is: Sample.sub)])),
        Rule(
            "XAPI-00072", "a reference names a UUID",
            always: bad(
                Place.both("object"),
                noUUIDs.map { Sample.reference.with("id", is: $0) } + ["left out": Sample.reference.without("id")])
                + good(Place.both("object"), ["whole": Sample.reference])),
        Rule(
            "XAPI-00073", "a reference and a statement inside say what they are",
            always: bad(
                Place.both("object"),
                (Named(values: "statementref", "StatementReference", "") + noTexts).map {
                    Sample.reference.with("objectType", is: $0)
                } + ["reference": Sample.reference.without("objectType")])
                + bad(["statement": Sample.nested.without("object", "objectType")])),
    ]

    static let results: [Rule] = [
        Rule(
            "XAPI-00074", "success is true or false",
            always: bad(Place.both("result", "success"), noBooleans)
                + good(Place.both("result", "success"), Named(values: true, false))),
        Rule(
            "XAPI-00075", "completion is true or false",
            always: bad(Place.both("result", "completion"), noBooleans)
                + good(Place.both("result", "completion"), Named(values: true, false))),
        Rule(
            "XAPI-00076", "response is a text",
            always: bad(Place.both("result", "response"), noTexts)
                + good(Place.both("result", "response"), Named(values: "", "ja"))),
        Rule(
            "XAPI-00077 XAPI-00124", "duration is one of ISO 8601",
            always: good(
                Place.both("result", "duration"),
                Named(
                    values: "PT1H0M0.1S", "PT4H35M59.14S", "PT16559.14S", "P3Y1M29DT4H35M59.14S", "P3Y", "P4W", "PT0S"))
                + bad(
                    Place.both("result", "duration"),
                    Named(
                        values: "", "een uur", "PA1H0M0S", "P4W1D", "P", "PT", "1H", "P0003-06-04T12:30:05", "PT1.5H3M")
                        + noTexts)),
        Rule(
            "XAPI-00078", "extensions of a result are an object",
            always: bad(Place.both("result", "extensions"), noObjects + ["no IRI": ["geen iri": 1]])
                + good(Place.results, ["whole": Sample.result])),
    ]

    static let scores: [Rule] = [
        Rule("XAPI-00079", "score is an object", always: bad(Place.both("result", "score"), noObjects)),
        Rule(
            "XAPI-00080", "max lies above min",
            always: score(
                good: [["max": 100.6767676], ["max": 10, "min": -10]],
                bad: [["max": 1, "min": 5], ["max": 1, "min": 5, "raw": 2]])
                + bad(Place.both("result", "score", "max"), noNumbers)),
        Rule(
            "XAPI-00081", "min lies below max",
            always: score(
                good: [["min": 0.6767676], ["min": -3, "max": 0]], bad: [["min": 0.5, "max": 0.4999, "raw": 0.5]])
                + bad(Place.both("result", "score", "min"), noNumbers)),
        Rule(
            "XAPI-00082", "raw lies between them",
            always: score(
                good: [["raw": 0.6767676], ["raw": 5, "min": 5, "max": 6], ["raw": 6, "min": 5, "max": 6]],
                bad: [["raw": 7, "max": 6], ["raw": 4, "min": 5], ["raw": 7, "min": 5, "max": 6]])
                + bad(Place.both("result", "score", "raw"), noNumbers)),
        Rule(
            "XAPI-00083", "scaled lies from -1 to 1",
            always: score(
                good: [["scaled": 1], ["scaled": -1], ["scaled": 0.6767676]],
                bad: [["scaled": 1.01], ["scaled": -1.00001]])
                + bad(Place.both("result", "score", "scaled"), noNumbers)),
    ]

    private static func score(good taken: [JSON], bad refused: [JSON]) -> [StatementCase] {
        good(Place.both("result", "score"), Named(taken.map { ($0.serialized, $0) }))
            + bad(Place.both("result", "score"), Named(refused.map { ($0.serialized, $0) }))
    }

    /// The same with an agent, a reference, and a statement as object.
    private static func withoutActivity(_ key: String) -> [StatementCase] {
        let context: JSON = .object([key: "x"])
        return good(Place.contexts, [key: context])
            + good(["no type": Sample.statement.without("object", "objectType").with("context", is: context)])
            + bad([
                "agent": Sample.statement.with("object", is: Sample.agent).with("context", is: context),
                "group": Sample.statement.with("object", is: Sample.group).with("context", is: context),
                "reference": Sample.statement.with("object", is: Sample.reference).with("context", is: context),
                "statement": Sample.nested.with("context", is: context),
                "inside": Sample.nested.with("object", "object", is: Sample.agent).with(
                    "object", "context", is: context),
            ])
    }

    static let contexts: [Rule] = [
        Rule("XAPI-00084", "a revision is one of an activity", always: withoutActivity("revision")),
        Rule("XAPI-00085", "a platform is one of an activity", always: withoutActivity("platform")),
        Rule(
            "XAPI-00086", "contextActivities is an object",
            always: bad(Place.both("context", "contextActivities"), noObjects)
                + good(Place.contexts, ["whole": Sample.context])),
        Rule(
            "XAPI-00087", "registration is a UUID, instructor an Agent or Group",
            always: bad(Place.both("context", "registration"), noUUIDs)
                + bad(
                    Place.both("context", "instructor"),
                    noObjects + ["activity": Sample.activity, "nobody": ["name": "Anna"]])
                + good(Place.both("context", "instructor"), ["agent": Sample.agent, "group": Sample.group])),
        Rule(
            "XAPI-00088", "team is a Group",
            always: bad(
                Place.both("context", "team"), noObjects + ["agent": Sample.agent, "activity": Sample.activity])
                + good(Place.both("context", "team"), ["group": Sample.group, "anonymous": Sample.anonymousGroup])),
        Rule("XAPI-00089", "revision is a text", always: bad(Place.both("context", "revision"), noTexts)),
        Rule("XAPI-00090", "platform is a text", always: bad(Place.both("context", "platform"), noTexts)),
        Rule(
            "XAPI-00091", "language is a tag after RFC 5646",
            always: bad(Place.both("context", "language"), Named(values: "", "something", "a12345", "nl_NL") + noTexts)
                + good(Place.both("context", "language"), Named(values: "nl", "cmn", "tlh", "fr-CA", "zh-Hans-CN"))),
        Rule(
            "XAPI-00092", "statement is a reference",
            always: bad(
                Place.both("context", "statement"),
                noObjects + [
                    "activity": Sample.activity, "no type": Sample.reference.without("objectType"),
                    "no id": Sample.reference.without("id"), "statement": Sample.sub,
                    "no uuid": Sample.reference.with("id", is: "geen"),
                ])
                + good(Place.both("context", "statement"), ["reference": Sample.reference])),
    ]

    static let contextActivities: [Rule] = [
        Rule(
            "XAPI-00093 XAPI-00095", "its keys are parent, grouping, category and other",
            always: bad(
                Place.both("context", "contextActivities"),
                ["another key": ["sibling": [Sample.activity]], "another case": ["Parent": [Sample.activity]]])
                + good(
                    Place.both("context", "contextActivities"),
                    Named(["parent", "grouping", "category", "other"].map { ($0, .object([$0: [Sample.activity]])) })
                        + ["all": Sample.context["contextActivities"]!])),
        Rule(
            "XAPI-00094", "its values are activities, alone or in a list",
            always: ["parent", "grouping", "category", "other"].flatMap { key in
                good(
                    Place.both("context", "contextActivities", key),
                    ["alone": Sample.activity, "list": [Sample.activity]])
                    + bad(
                        Place.both("context", "contextActivities", key),
                        [
                            "a text": "x", "one of two": [Sample.activity, ["key": "x"]],
                            "the other": [["key": "x"], Sample.activity],
                            "agent": [Sample.agent], "number": 1,
                        ])
            }),
    ]

    static let authorities: [Rule] = [
        Rule(
            "XAPI-00024", "an authority is an Agent or a Group of two",
            always: good([
                "agent": Sample.statement.with("authority", is: Sample.agent),
                "group": Sample.statement.with("authority", is: Sample.authorityGroup),
                "members without a type": Sample.statement.with(
                    "authority",
                    is: Sample.authorityGroup.without("member", "0", "objectType").without("member", "1", "objectType")),
            ]) + bad(Place.both("authority"), noObjects + ["activity": Sample.activity, "reference": Sample.reference])),
        Rule(
            "XAPI-00098 XAPI-00100", "such a Group is anonymous and has exactly two members",
            always: bad(
                [Place("authority") { Sample.statement.with("authority", is: $0) }],
                Named(
                    Sample.identifiers.map {
                        ("identified by \($0.key)", Sample.authorityGroup.with($0.key, is: $0.value))
                    })
                    + [
                        "one": Sample.authorityGroup.without("member", "0"),
                        "none": Sample.authorityGroup.without("member"),
                        "three": Sample.authorityGroup.with(
                            "member", is: [Sample.accountAgent, Sample.agent, Sample.openidAgent]),
                    ])),
        Rule(
            "XAPI-00101", "a version of 1.0",
            [.first],
            always: good(
                [Place("version") { Sample.statement.with("version", is: $0) }],
                Named(values: "1.0", "1.0.0", "1.0.3", "1.0.9"))
                + bad(
                    [Place("version") { Sample.statement.with("version", is: $0) }],
                    Named(values: "", "nieuw", "0.9.9", "1.1.0", "2.0.0", "1", "1.0.") + noTexts)),
    ]

    static let attachments: [Rule] = [
        Rule(
            "XAPI-00025", "attachments are a list of objects",
            always: good(Place.attachments, ["one": Sample.attachment])
                + bad(Place.both("attachments"), noLists + ["not in a list": Sample.attachment])
                + bad(Place.attachments, noObjects)),
        Rule("XAPI-00102", "length is a whole number", always: part("length", Named(values: 1.5, -1) + noNumbers)),
        Rule("XAPI-00103", "sha2 is a hash", always: part("sha2", Named(values: "", "geen hash") + noTexts)),
        Rule(
            "XAPI-00104", "fileUrl is an IRL",
            always: bad(Place.attachments, noIRIs.map { Sample.attachment.with("fileUrl", is: $0) })),
        Rule(
            "XAPI-00105", "contentType is a media type",
            always: part("contentType", Named(values: "", "tekst") + noTexts)),
        Rule(
            "XAPI-00106", "display is a map of languages, and so is a description",
            always: part("display", noLanguageMaps)
                + bad(Place.attachments, noLanguageMaps.map { Sample.attachment.with("description", is: $0) })
                + good(Place.attachments, ["no description": Sample.attachment.without("description")])),
        Rule("XAPI-00107", "usageType is an IRI", always: part("usageType", noIRIs)),
    ]

    /// A part of an attachment that may not be left out.
    private static func part(_ key: String, _ values: Named) -> [StatementCase] {
        bad(
            Place.attachments,
            values.map { Sample.attachment.with(key, is: $0) } + ["\(key) left out": Sample.attachment.without(key)])
    }

    static let dataTypes: [Rule] = [
        Rule(
            "XAPI-00118", "the key of an extension is an IRI",
            always: bad(
                Place.extensions,
                Named(["", "geen iri", "leren.example/ext"].map { ("«\($0)»", .object([$0: true])) }))),
        Rule(
            "XAPI-00119", "an extension may be anything, also nothing",
            always: good(
                Place.extensions,
                Named(
                    ([.null, "", [:], [], true, 12345, "x", ["key": ["key": .null]]] as [JSON]).map {
                        ($0.serialized, ["https://leren.example/ext": $0])
                    }) + ["none": [:]])),
        Rule("XAPI-00120", "extensions are keys with values", always: bad(Place.extensions, noObjects)),
    ]

    /// What came with 2.0.0. The public list has no numbers for it; these are ours.
    static let secondEdition: [Rule] = [
        Rule(
            "XAPI2-00001", "contextAgents is a list of agents, each with its relevant types",
            [.second],
            always: members("contextAgents", type: "contextAgent", key: "agent", value: Sample.agent, no: Sample.group)),
        Rule(
            "XAPI2-00002", "contextGroups is a list of groups, each with its relevant types",
            [.second],
            always: members("contextGroups", type: "contextGroup", key: "group", value: Sample.group, no: Sample.agent)),
        Rule(
            "XAPI2-00003", "1.0.3 knows neither of them",
            [.first],
            always: bad([
                "contextAgents": Sample.statement.with(
                    "context", "contextAgents", is: [["objectType": "contextAgent", "agent": Sample.agent]]),
                "contextGroups": Sample.statement.with(
                    "context", "contextGroups", is: [["objectType": "contextGroup", "group": Sample.group]]),
            ])),
        Rule(
            "XAPI2-00004", "a timestamp may have a space where RFC 3339 allows one",
            [.second],
            always: good(Place.both("timestamp"), ["space": "2020-06-30 10:00:00.601+00:00"])),
        Rule(
            "XAPI2-00005", "a version of 2.0, and none of another line",
            [.second],
            always: good(["2.0.0": Sample.statement.with("version", is: "2.0.0")])
                + bad(
                    [Place("version") { Sample.statement.with("version", is: $0) }],
                    Named(values: "", "nieuw", "0.9.9", "1.1.0", "2.1.0", "3.0.0") + noTexts)),
    ]

    private static func members(_ list: String, type: String, key: String, value: JSON, no: JSON) -> [StatementCase] {
        let entry: JSON = ["objectType": .string(type), key: value]
        let types: JSON = ["https://leren.example/soort/rol"]
        let places = Place.wrapped(list) { $0 }
        return good(places, ["bare": entry, "with types": entry.with("relevantTypes", is: types)])
            + bad(
                places,
                [
                    "another type": entry.with("objectType", is: "anders"), "no type": entry.without("objectType"),
                    "nobody": entry.with(key, is: ["key": "x"]), "left out": entry.without(key),
                    "the other kind": entry.with(key, is: no), "an unknown key": entry.with("opmerking", is: "x"),
                    "no types": entry.with("relevantTypes", is: []), "no IRI": entry.with("relevantTypes", is: ["abc"]),
                    "types are a text": entry.with("relevantTypes", is: "https://leren.example/soort/rol"),
                ])
            + bad(Place.both("context", list), noLists)
    }
}
