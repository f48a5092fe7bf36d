import Core
import TestSupport
import Testing
import XAPI

/// A place in the full example, what stands there, and whether that is valid.
private let places: [(String, String?, Bool)] = [
    ("id", nil, true), ("id", "12345", false), ("id", "{}", false), ("id", "null", false),
    ("id", #""AA97B177-9383-4934-8543-0F91A7A028368""#, false),
    ("id", #""MA97B177-9383-4934-8543-0F91A7A02836""#, false),
    ("id", #""AA97B177-9383-4934-8543-0F91A7A02836""#, true), ("iD", "1", false), ("foo", "1", false),
    ("actor", nil, false), ("verb", nil, false), ("object", nil, false), ("actor", "[]", false), ("verb", "1", false),

    ("actor", #"{"objectType":"agent","mbox":"mailto:a@b.nl"}"#, false),
    ("actor", #"{"objectType":"Person","mbox":"mailto:a@b.nl"}"#, false), ("actor", "{}", false),
    ("actor", #"{"mbox":"mailto:a@b.nl","name":null}"#, false), ("actor", #"{"mbox":"mailto:a@b.nl","name":1}"#, false),
    ("actor", #"{"mbox":"mailto:a@b.nl","openid":"http://a.nl"}"#, false), ("actor", #"{"mbox":"a@b.nl"}"#, false),
    ("actor", #"{"mbox":"mailto:a"}"#, false), ("actor", #"{"mbox":"mailto:a b@c.nl"}"#, false),
    ("actor", #"{"mbox":"mailto:a@b..nl"}"#, false), ("actor", #"{"mbox":"mailto:é@bücher.example"}"#, true),
    ("actor", #"{"mbox":"mailto:a@b.nl","member":[]}"#, false), ("actor", #"{"mbox_sha1sum":"ebd3"}"#, false),
    ("actor", #"{"mbox_sha1sum":"zbd31e95054c018b10727ccffd2ef2ec3a016ee9"}"#, false),
    ("actor", #"{"openid":"a.nl/b"}"#, false), ("actor", #"{"account":{"name":"a"}}"#, false),
    ("actor", #"{"account":{"homePage":"http://a.nl"}}"#, false),
    ("actor", #"{"account":{"homePage":"a.nl","name":"a"}}"#, false),
    ("actor", #"{"account":{"homePage":"http://a.nl","name":{}}}"#, false),
    ("actor", #"{"account":{"homePage":"http://a.nl","name":"a","x":1}}"#, false),
    ("actor", #"{"objectType":"Group"}"#, false), ("actor", #"{"objectType":"Group","member":[]}"#, false),
    ("actor", #"{"objectType":"Group","openid":"http://a.nl","member":{}}"#, false),
    ("actor.member", nil, true), ("actor.objectType", nil, false),
    ("actor.member", #"[{"objectType":"Group","openid":"http://a.nl"}]"#, false),

    ("verb.id", nil, false), ("verb.id", #""ab=c://should.fail.com""#, false), ("verb.id", #""a.nl/verb""#, false),
    ("verb.id", #""http://a.nl/a b""#, false), ("verb.id", #""http://a.nl/%zz""#, false),
    ("verb.id", #""urn:é""#, true),
    ("verb.display", "{}", false), ("verb.display", #""attended""#, false), ("verb.display", #"{"en-US":null}"#, false),
    ("verb.display", #"{"a12345":"x"}"#, false), ("verb.x", "1", false),
    ("verb.id", #""http://adlnet.gov/expapi/verbs/voided""#, false),

    ("object", #"{"id":"http://a.nl","objectType":"activity"}"#, false), ("object.id", nil, false),
    ("object.definition", #""x""#, false), ("object.definition", "{}", true), ("object.definition.foo", "1", false),
    ("object.definition.type", #""meeting""#, false), ("object.definition.moreInfo", "null", false),
    ("object.definition.name", #"{"de-419-DE":"x"}"#, false), ("object.definition.extensions", "{}", true),
    ("object.definition.extensions", #"{"http://a.nl/x":null}"#, true),
    ("object.definition.extensions", #"{"should fail":true}"#, false),
    ("object.definition.interactionType", #""true-faLse""#, false), ("object.definition.choices", "[]", false),
    ("object.definition.correctResponsesPattern", "[]", false), ("object", #"{"objectType":"Agent"}"#, false),

    ("result.score", "5", false), ("result.score.scaled", "1.01", false), ("result.score.scaled", "-1.0000", true),
    ("result.score.scaled", "-1.00001", false), ("result.score.raw", "10.5", false), ("result.score.raw", "-1", false),
    ("result.score.max", #""100""#, false), ("result.score.min", "10", false), ("result.score.x", "1", false),
    ("result.success", #""true""#, false), ("result.completion", "1", false), ("result.response", "1", false),
    ("result.foo", "1", false), ("result", "{}", true), ("result.extensions", "[]", false),

    ("context.registration", #""x""#, false), ("context.instructor", "{}", false),
    ("context.instructor", "null", false),
    ("context.team", #"{"mbox":"mailto:a@b.nl"}"#, false), ("context.contextActivities", "{}", false),
    ("context.contextActivities.parents", "[]", false), ("context.contextActivities.other", #"["x"]"#, false),
    ("context.contextActivities.other", #"[{"id":"http://a.nl"},{}]"#, false),
    ("context.contextActivities.other", #"{"id":"http://a.nl","objectType":"Agent"}"#, false),
    ("context.language", #""something""#, false), ("context.language", #""cmn""#, true),
    ("context.language", "{}", false),
    ("context.statement", #"{"id":"6690e6c9-3ef0-4ed3-8b37-7f3964730bee"}"#, false),
    ("context.statement.id", #""x""#, false), ("context.statement.objectType", #""statementref""#, false),
    ("context.revision", "1", false), ("context.x", "1", false), ("context.extensions", #"{"x":1}"#, false),

    ("stored", #""2013-05-18T05:32:34.804Z""#, true), ("stored", #""x""#, false), ("authority", "{}", false),
    ("authority", #"{"mbox":"mailto:a@b.nl"}"#, true),
    ("authority", #"{"objectType":"Group","openid":"http://a.nl"}"#, false),
    ("authority", #"{"objectType":"Group","member":[{"mbox":"mailto:a@b.nl"}]}"#, false),
    ("authority", #"{"objectType":"Group","member":[{"mbox":"mailto:a@b.nl"},{"openid":"http://a.nl"}]}"#, true),
    ("version", #""1.0""#, true), ("version", #""1.0.9""#, true), ("version", #""0.9.9""#, false),
    ("version", #""1.1.0""#, false), ("version", "1.0", false), ("version", #""1.0.""#, false),
    ("attachments", "{}", false), ("attachments", "[1]", false), ("attachments", "[]", true),
]

@Suite("Statements")
struct StatementTests {
    @Test("the examples of the specification are valid in both versions", arguments: XAPIVersion.allCases)
    func examples(version: XAPIVersion) {
        #expect(refusal(Example.simple, version) == nil)
        #expect(refusal(Example.full, version) == nil)
    }

    @Test("each rule for a property holds in both versions", arguments: places, XAPIVersion.allCases)
    func properties(place: (path: String, value: String?, isValid: Bool), version: XAPIVersion) {
        let error = refusal(Example.full.setting(place.path, to: place.value), version)
        #expect((error == nil) == place.isValid, "\(place) \(error?.message ?? "was taken")")
        if let error { #expect(error.status == 400) }
    }

    @Test("the same rules hold in a substatement", arguments: places.filter { $0.0 != "id" && $0.0 != "verb.id" })
    func substatement(place: (path: String, value: String?, isValid: Bool)) {
        let isOnlyOfStatements = ["stored", "authority", "version"].contains(place.path)
        var sub = Example.full.setting("id", to: nil).setting("objectType", to: #""SubStatement""#)
        #expect(refusal(Example.simple.setting("object", to: sub.text)) == nil)
        sub = sub.setting(place.path, to: place.value)
        let error = refusal(Example.simple.setting("object", to: sub.text))
        #expect((error == nil) == (place.isValid && !isOnlyOfStatements), "\(place) \(error?.message ?? "was taken")")
    }

    @Test("a substatement has no id and no substatement of its own")
    func nesting() {
        let sub = Example.simple.setting("objectType", to: #""SubStatement""#)
        #expect(refusal(Example.simple.setting("object", to: sub.text)) != nil)
        let bare = sub.setting("id", to: nil)
        #expect(refusal(Example.simple.setting("object", to: bare.text)) == nil)
        let nested = bare.setting("object", to: bare.text)
        #expect(refusal(Example.simple.setting("object", to: nested.text)) != nil)
    }

    @Test("an error names the place and holds no value that was sent")
    func errorNamesPlace() {
        let error = refusal(Example.full.setting("context.contextActivities.other", to: #"[{"id":"geheim"}]"#))
        #expect(error?.message.contains("\"context.contextActivities.other[0].id\"") == true)
        #expect(error?.message.contains("geheim") == false)
    }

    @Test("platform and revision are for activities only", arguments: ["platform", "revision"])
    func platform(name: String) {
        for object in [
            #"{"objectType":"Agent","mbox":"mailto:a@b.nl"}"#, #"{"objectType":"Group","openid":"http://a.nl"}"#,
            #"{"objectType":"StatementRef","id":"6690e6c9-3ef0-4ed3-8b37-7f3964730bee"}"#,
            Example.simple.setting("id", to: nil).setting("objectType", to: #""SubStatement""#).text,
        ] {
            let other = Example.simple.setting("object", to: object)
            #expect(refusal(other) == nil)
            #expect(refusal(other.setting("context.\(name)", to: #""x""#)) != nil)
        }
        #expect(refusal(Example.simple.setting("context.\(name)", to: #""x""#)) == nil)
    }

    @Test(
        "interactions have the lists of their type and no others, with ids that stand once",
        arguments: [
            (#""true-false""#, "", true), (#""choice""#, #""choices":[{"id":"a","description":{"en":"A"}}]"#, true),
            (#""sequencing""#, #""choices":[{"id":"a"},{"id":"b"}]"#, true),
            (#""likert""#, #""scale":[{"id":"a"}]"#, true),
            (#""matching""#, #""source":[{"id":"a"}],"target":[{"id":"a"}]"#, true),
            (#""performance""#, #""steps":[{"id":"a"}]"#, true),
            (#""numeric""#, #""correctResponsesPattern":["4[:]"]"#, true),
            (#""other""#, #""correctResponsesPattern":[1]"#, false),
            (#""other""#, #""correctResponsesPattern":"x""#, false),
            (#""likert""#, #""choices":[]"#, false), (#""choice""#, #""choices":{"id":"a"}"#, false),
            (#""choice""#, #""choices":[{"id":"a"},{"id":"a"}]"#, false),
            (#""choice""#, #""choices":[{"id":{}}]"#, false),
            (#""choice""#, #""choices":[{"description":{"en":"A"}}]"#, false),
            (#""choice""#, #""choices":[{"id":"a","description":"A"}]"#, false),
            (#""choice""#, #""choices":[{"id":"a","description":{"something":"A"}}]"#, false), ("1", "", false),
        ])
    func interactions(type: String, rest: String, isValid: Bool) {
        let definition = "{\"interactionType\":\(type)\(rest.isEmpty ? "" : ",")\(rest)}"
        #expect((refusal(Example.simple.setting("object.definition", to: definition)) == nil) == isValid)
    }

    @Test("attachments are declared in full")
    func attachments() {
        let attachment = json(
            """
            {"usageType":"http://example.com/attachment-usage/test","display":{"en-US":"A test attachment"},
            "contentType":"text/plain; charset=ascii","length":27,
            "sha2":"495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a",
            "fileUrl":"http://over.there.com/file.txt","description":{"de":"Beschreibung"}}
            """)
        func error(_ path: String, _ text: String?) -> XAPIError? {
            refusal(Example.simple.setting("attachments", to: "[\(attachment.setting(path, to: text).text)]"))
        }
        #expect(error("fileUrl", nil) == nil && error("description", nil) == nil)
        for (path, text) in [
            ("usageType", nil), ("usageType", #""should fail""#), ("display", nil), ("display", "{}"), ("display", "1"),
            ("description", #"{"de-419-DE":"x"}"#), ("contentType", nil), ("contentType", #""should fail""#),
            ("length", nil), ("length", #""27""#), ("length", "-1"), ("length", "2.5"), ("sha2", nil),
            ("sha2", "12345"),
            ("sha2", #""495395""#), ("fileUrl", #""should fail""#), ("x", "1"),
        ] as [(String, String?)] {
            #expect(error(path, text) != nil, "\(path) \(text ?? "nil")")
        }
    }

    @Test("context agents and groups are known to 2.0 only, and have their rules")
    func contextActors() {
        let agents =
            #"[{"objectType":"contextAgent","agent":{"mbox":"mailto:a@b.nl"},"relevantTypes":["http://a.nl/t"]}]"#
        let groups = #"[{"objectType":"contextGroup","group":{"objectType":"Group","mbox":"mailto:g@b.nl"}}]"#
        let both = Example.simple.setting("context.contextAgents", to: agents).setting(
            "context.contextGroups", to: groups)
        #expect(refusal(both, .v2) == nil)
        #expect(refusal(both, .v1) != nil)
        for (path, text) in [
            ("contextAgents", #"[{"objectType":"Should fail","agent":{"mbox":"mailto:a@b.nl"}}]"#),
            ("contextAgents", #"[{"agent":{"mbox":"mailto:a@b.nl"}}]"#), ("contextAgents", "{}"),
            ("contextAgents", #"[{"objectType":"contextAgent"}]"#),
            ("contextAgents", #"[{"objectType":"contextAgent","agent":{"key":"x"}}]"#),
            ("contextAgents", #"[{"objectType":"contextAgent","agent":{"mbox":"mailto:a@b.nl"},"relevantTypes":[]}]"#),
            (
                "contextAgents",
                #"[{"objectType":"contextAgent","agent":{"mbox":"mailto:a@b.nl"},"relevantTypes":["abc"]}]"#
            ),
            ("contextGroups", #"[{"objectType":"contextGroup","group":{"mbox":"mailto:a@b.nl"}}]"#),
            (
                "contextGroups",
                #"[{"objectType":"contextAgent","group":{"objectType":"Group","mbox":"mailto:a@b.nl"}}]"#
            ),
        ] {
            #expect(refusal(both.setting("context.\(path)", to: text), .v2) != nil, "\(text)")
        }
    }

    @Test("version 2.0.x is for requests of 2.0 only")
    func versionProperty() {
        for (text, version, isValid) in [("2.0.0", XAPIVersion.v2, true), ("2.0.0", .v1, false), ("2.1.0", .v2, false)]
        {
            #expect((refusal(Example.simple.setting("version", to: "\"\(text)\""), version) == nil) == isValid)
        }
    }

    @Test(
        "timestamps follow RFC 3339 in both versions",
        arguments: [
            ("2013-05-18T05:32:34.804Z", true), ("2008-09-15T15:53:00.601+00:00", true),
            ("2008-09-15 15:53:00+01:00", true),
            ("2008-09-15t15:53:00z", true), ("2016-12-31T23:59:60Z", true), ("2020-02-29T00:00:00.123456789Z", true),
            ("2019-02-29T00:00:00Z", false), ("2008-09-15T15:53:00.601-00", false),
            ("2008-09-15T15:53:00.601-0000", false),
            ("2008-09-15T15:53:00.601-00:00", false), ("01/011/2015", false), ("2008-09-15", false),
            ("should fail", false),
            ("2008-09-15T24:00:00Z", false), ("2008-09-15T15:60:00Z", false), ("2008-09-15T15:53:00.Z", false),
            ("2008-09-15T15:53:00ZZ", false), ("2008-09-15T15:53:61Z", false), ("2008-0915T15:53:00Z", false),
            ("", false),
            ("20080915T15:53:00Z", false), ("2008-09-15T15:53:00+1", false), ("2008-09-15T15:53:00+01:", false),
        ], XAPIVersion.allCases)
    func timestamps(timestamp: (text: String, isValid: Bool), version: XAPIVersion) {
        let statement = Example.simple.setting("timestamp", to: "\"\(timestamp.text)\"")
        #expect((refusal(statement, version) == nil) == timestamp.isValid)
    }

    @Test(
        "1.0.3 takes more of ISO 8601",
        arguments: [
            ("2008-09-15T15:53:00", "2008-09-15T15:53:00.000Z"), ("20080915T155300Z", "2008-09-15T15:53:00.000Z"),
            ("2008-09-15T15:53+0200", "2008-09-15T13:53:00.000Z"), ("20080915T1553-01", "2008-09-15T16:53:00.000Z"),
            ("2008-09-15T15:53:00,5Z", "2008-09-15T15:53:00.500Z"),
        ])
    func olderTimestamps(text: String, moment: String) throws {
        let statement = Example.simple.setting("timestamp", to: "\"\(text)\"")
        #expect(try Statement(reading: statement, version: .v1).facts.timestamp?.rfc3339 == moment)
        #expect(refusal(statement, .v2) != nil)
    }

    @Test(
        "durations follow ISO 8601 with designators",
        arguments: [
            ("PT4H35M59.14S", true), ("PT16559.14S", true), ("P3Y1M29DT4H35M59.14S", true), ("P3Y", true),
            ("P4W", true),
            ("PT1H0M0.1S", true), ("PT0S", true), ("P1.5D", true), ("PT1,5S", true), ("P4W1D", false), ("P1Y4W", false),
            ("PA1H0M0S", false), ("P", false), ("PT", false), ("P1D T1H", false), ("P1DT", false), ("1H", false),
            ("P1H", false), ("PT1D", false), ("PT1M1H", false), ("P1.5DT1H", false), ("PT.5S", false), ("-P1D", false),
            ("P0003-01-29T04:35:59", false), ("should fail", false),
        ])
    func durations(text: String, isValid: Bool) {
        #expect((refusal(Example.simple.setting("result.duration", to: "\"\(text)\"")) == nil) == isValid)
    }

    @Test(
        "language tags are those of RFC 5646",
        arguments: [
            ("en", true), ("en-US", true), ("de-DE", true), ("zh-Hant", true), ("sr-Latn-RS", true), ("cmn", true),
            ("zh-cmn-Hans-CN", true), ("es-419", true), ("sl-rozaj-biske-1994", true), ("de-CH-1901", true),
            ("x-whatever", true), ("i-klingon", true), ("en-a-bbb-x-a", true), ("de-a-value-x-y", true),
            ("EN-us", true),
            ("a12345", false), ("something", false), ("de-419-DE", false), ("zh-z-aaa-z-bbb-c-ccc", false), ("", false),
            ("en-", false), ("-en", false), ("en_US", false), ("a-DE", false), ("x", false), ("en-x", false),
            ("test", false), ("de-1996-1996", false), ("ar-a", false), ("en US", false), ("é", false),
        ])
    func languages(tag: String, isValid: Bool) {
        #expect((refusal(Example.simple.setting("context.language", to: "\"\(tag)\"")) == nil) == isValid)
    }

    @Test(
        "IRIs have a scheme and only characters of RFC 3987",
        arguments: [
            ("http://example.com/é?a=b#c", true), ("urn:uuid:1", true), ("tag:a,2020:b", true),
            ("http://[::1]:80/a", true),
            ("http://example.com/path/../x", true), ("http:", false), ("://a", false), ("1a:b", false),
            ("a b:c", false),
            ("http://a/b#c#d", false), ("http://a/<b>", false), ("http://a/\\\\b", false), ("http://a/[b]", false),
            ("http://a/%2", false), ("http://a/\\u0001", false), ("http://a/{b}", false), ("", false), ("a", false),
        ])
    func iris(text: String, isValid: Bool) {
        #expect((refusal(Example.simple.setting("verb.id", to: "\"\(text)\"")) == nil) == isValid)
    }

    @Test("a batch is read whole; an id twice, an array in a PUT and a wrong one among many are refused")
    func batches() throws {
        let ids = (0..<10_000).map {
            Identifier(at: Instant(milliseconds: Int64($0)), random: seededRandomBytes(UInt64($0)))
        }
        let all = ids.map { Example.simple.setting("id", to: "\"\($0.text)\"").text }
        let statements = try Statement.read(
            body: "[\(all.joined(separator: ","))]".utf8, version: .v1, mayBeArray: true)
        #expect(statements.map(\.id) == ids.map(\.text))
        #expect(try Statement.read(body: "[]".utf8, version: .v1, mayBeArray: true).isEmpty)
        #expect(throws: XAPIError.self) {
            try Statement.read(body: "[\(all[0])]".utf8, version: .v1, mayBeArray: false)
        }
        #expect(throws: XAPIError.self) {
            try Statement.read(body: "[\(all[0]),\(all[0].uppercased())]".utf8, version: .v1, mayBeArray: true)
        }
        let twice = #expect(throws: XAPIError.self) {
            try Statement.read(body: "[\(all[0]),\(all[1]),\(all[0])]".utf8, version: .v1, mayBeArray: true)
        }
        #expect(twice?.message.contains("Statement 2") == true)
        let wrong = #expect(throws: XAPIError.self) {
            try Statement.read(body: "[\(all[0]),{}]".utf8, version: .v1, mayBeArray: true)
        }
        #expect(wrong?.message.contains("Statement 1") == true)
    }

    @Test("a statement of a megabyte is read")
    func large() throws {
        let text = String(repeating: "x", count: 1_000_000)
        let large = Example.simple.setting("result.response", to: "\"\(text)\"")
        #expect(try Statement(reading: json(large.text), version: .v1).json["result"]?["response"] == .string(text))
    }

    @Test("generated statements are valid in both versions and come back as they went")
    func generated() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            let value = Generated.statement(&random)
            for version in XAPIVersion.allCases {
                let error = refusal(value, version)
                #expect(error == nil, "\(error?.message ?? "") \(value.text)")
            }
            #expect(try JSONValue(reading: value.bytes) == value)
        }
    }
}
