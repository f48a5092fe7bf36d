import TestSupport
import Testing
import XAPI

@Suite("Formats")
struct FormatTests {
    private func apply(
        _ format: StatementFormat, to value: JSONValue, _ languages: String? = nil,
        definition: (String) -> JSONObject? = { _ in nil }
    ) -> JSONValue {
        .object(
            format.apply(
                to: value.object!, languages: LanguageChoice(acceptLanguage: languages), definition: definition))
    }

    @Test("ids holds only what identifies")
    func ids() {
        let shown = apply(.ids, to: Example.full)
        #expect(shown["actor"]?.text == #"{"objectType":"Group","mbox":"mailto:teampb@Example.COM"}"#)
        #expect(shown["verb"]?.text == #"{"id":"http://adlnet.gov/expapi/verbs/attended"}"#)
        #expect(shown["object"]?.text == #"{"id":"http://www.example.com/meetings/occurances/34534"}"#)
        #expect(
            shown["context"]?["instructor"]?.text
                == #"{"account":{"homePage":"http://www.example.com","name":"13936749"}}"#)
        #expect(shown["context"]?["contextActivities"]?["category"]?.array?.count == 1)
        #expect(shown["result"] == Example.full["result"] && shown["id"] == Example.full["id"])
        let group = #"{"objectType":"Group","name":"G","member":[{"name":"A","mbox":"mailto:a@b.nl"}]}"#
        #expect(
            apply(.ids, to: Example.full.setting("actor", to: group))["actor"]?.text
                == #"{"objectType":"Group","member":[{"mbox":"mailto:a@b.nl"}]}"#)
    }

    @Test("exact is what came in")
    func exact() { #expect(apply(.exact, to: Example.full, "nl") == Example.full) }

    @Test("canonical has the known definition, in one language of those wanted")
    func canonical() {
        let known = object(
            """
            {"name":{"nl":"overleg","en":"meeting"},"interactionType":"choice","choices":[{"id":"a","description":
            {"en":"A","nl":"de a"}}]}
            """)
        let shown = apply(.canonical, to: Example.full, "nl;q=0.9, en-US;q=0.5") {
            $0 == "http://www.example.com/meetings/occurances/34534" ? known : nil
        }
        #expect(
            shown["object"]?["definition"]?.text
                == #"{"name":{"nl":"overleg"},"interactionType":"choice","choices":[{"id":"a","description":{"nl":"de a"}}]}"#
        )
        #expect(shown["verb"]?["display"]?.text == #"{"en-US":"was there"}"#)
        #expect(shown["actor"] == Example.full["actor"])
        let own = apply(.canonical, to: Example.full, "nl")
        #expect(own["object"]?["definition"]?["name"]?.text == #"{"nl":"vergadering"}"#)
    }

    @Test(
        "the language is chosen by lookup",
        arguments: [
            ("nl", #"{"nl":"1"}"#), ("nl-BE", #"{"nl":"1"}"#), ("en", #"{"en-GB":"2"}"#), ("en-US", #"{"en-US":"3"}"#),
            ("EN-us, nl;q=0.1", #"{"en-US":"3"}"#), ("fr, en-US;q=0.2, nl;q=0.5", #"{"nl":"1"}"#),
            ("fr", #"{"nl":"1"}"#),
            ("en-US;q=0, en-GB", #"{"en-GB":"2"}"#), ("*", #"{"nl":"1"}"#), (nil, #"{"nl":"1"}"#),
            (";;,=q", #"{"nl":"1"}"#),
            ("zh-Hant-CN-x-private", #"{"zh-Hant":"4"}"#),
        ] as [(String?, String)])
    func languages(wanted: String?, shown: String) {
        let map = object(#"{"nl":"1","en-GB":"2","en-US":"3","zh-Hant":"4"}"#)
        let chosen = LanguageChoice(acceptLanguage: wanted).choose(from: map)
        #expect(JSONObject(chosen.map { [$0] } ?? []).text == shown)
        #expect(LanguageChoice(acceptLanguage: wanted).choose(from: JSONObject()) == nil)
    }

    @Test("every format of a valid statement is valid, and the same twice as once")
    func property() {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<200 {
            let value = Generated.statement(&random)
            for format in StatementFormat.allCases {
                let once = apply(format, to: value, "en")
                let error = refusal(once)
                #expect(error == nil, "\(error?.message ?? "") \(once.text)")
                #expect(apply(format, to: once, "en") == once)
            }
            #expect(Statement.areSame(apply(.canonical, to: value).object!, value.object!))
        }
    }

    @Test("all activities of a statement are found")
    func activities() {
        #expect(StatementFormat.activities(in: Example.full.object!).count == 3)
        let sub = Example.full.setting("objectType", to: #""SubStatement""#)
        #expect(StatementFormat.activities(in: Example.simple.setting("object", to: sub.text).object!).count == 3)
    }
}

@Suite("Definitions and persons")
struct DefinitionTests {
    @Test("definitions grow by language and extension, the later wins")
    func merging() {
        let first = object(#"{"name":{"nl":"a","en":"A"},"type":"http://a.nl/t","extensions":{"http://a.nl/1":1}}"#)
        #expect(ActivityDefinition.merged(nil, with: first) == first)
        #expect(ActivityDefinition.merged(nil, with: JSONObject()) == nil)
        #expect(ActivityDefinition.merged(first, with: first) == nil)
        #expect(ActivityDefinition.merged(first, with: object(#"{"name":{"en":"A"}}"#)) == nil)
        let second = object(
            #"{"name":{"en":"B","de":"C"},"type":"http://a.nl/u","extensions":{"http://a.nl/2":{"x":1}},"moreInfo":"http://m.nl"}"#
        )
        #expect(
            ActivityDefinition.merged(first, with: second)?.text == """
                {"name":{"nl":"a","en":"B","de":"C"},"type":"http://a.nl/u",\
                "extensions":{"http://a.nl/1":1,"http://a.nl/2":{"x":1}},"moreInfo":"http://m.nl"}
                """)
    }

    @Test("a definition with as many extensions as fit into a megabyte is merged at once")
    func large() {
        let many = object(
            "{\"extensions\":{\((0..<40_000).map { "\"http://a.nl/\($0)\":0" }.joined(separator: ","))}}")
        let others = object(
            "{\"extensions\":{\((20_000..<60_000).map { "\"http://a.nl/\($0)\":1" }.joined(separator: ","))}}")
        let merged = ActivityDefinition.merged(many, with: others)?["extensions"]?.object
        #expect(merged?.members.count == 60_000)
        #expect(merged?.members[19_999].value == .number("0") && merged?.members[20_000].value == .number("1"))
    }

    @Test("another type of interaction leaves no list of the type before, so that the whole stays valid")
    func interactions() throws {
        let choice = object(#"{"interactionType":"choice","choices":[{"id":"a"}],"correctResponsesPattern":["a"]}"#)
        let likert = object(#"{"interactionType":"likert","scale":[{"id":"1"}]}"#)
        let merged = try #require(ActivityDefinition.merged(choice, with: likert))
        #expect(merged == likert)
        #expect(refusal(Example.simple.setting("object.definition", to: merged.text)) == nil)
    }

    @Test("an activity of which nothing is known has its id")
    func activity() {
        #expect(
            ActivityDefinition.activity("http://a.nl", definition: nil).text
                == #"{"objectType":"Activity","id":"http://a.nl"}"#)
        #expect(
            ActivityDefinition.activity("http://a.nl", definition: object(#"{"type":"http://t.nl"}"#))["definition"]?
                .text
                == #"{"type":"http://t.nl"}"#)
    }

    @Test("a person has every name once and its identifier in an array")
    func person() {
        #expect(
            Agents.person(.mbox("mailto:a@b.nl"), names: ["A", "B", "A"]).text
                == #"{"objectType":"Person","name":["A","B"],"mbox":["mailto:a@b.nl"]}"#)
        #expect(
            Agents.person(.account(homePage: "http://a.nl", name: "b"), names: []).text
                == #"{"objectType":"Person","account":[{"homePage":"http://a.nl","name":"b"}]}"#)
    }
}
