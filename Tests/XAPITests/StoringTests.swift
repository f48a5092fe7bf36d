import Core
import TestSupport
import Testing
import XAPI

private let moment = Instant(milliseconds: 1_606_379_400_123)
private let given = Identifier(at: moment, random: seededRandomBytes(1))

private func read(_ value: JSONValue, _ version: XAPIVersion = .v1) throws -> Statement {
    try Statement(reading: value, version: version)
}

@Suite("What a store keeps")
struct StoringTests {
    @Test("the facts of a statement hold what each filter looks for")
    func facts() throws {
        let facts = try read(Example.full).facts
        let team = AgentIdentifier.mbox("mailto:teampb@example.com")
        let andrew = AgentIdentifier.account(homePage: "http://www.example.com", name: "13936749")
        let toby = AgentIdentifier.openID("http://toby.openid.example.org/")
        let ena = AgentIdentifier.mboxSHA1("ebd31e95054c018b10727ccffd2ef2ec3a016ee9")
        #expect(facts.verb == "http://adlnet.gov/expapi/verbs/attended")
        #expect(facts.agents == [team, andrew, toby, ena])
        #expect(facts.relatedAgents == [team, andrew, toby, ena])
        #expect(facts.activity == "http://www.example.com/meetings/occurances/34534")
        #expect(
            facts.relatedActivities == [
                "http://www.example.com/meetings/occurances/34534", "http://www.example.com/meetings/series/267",
                "http://www.example.com/meetings/categories/teammeeting",
            ])
        #expect(facts.registration == "ec531277-b57b-4c15-8d91-d292c5b2b8f7")
        #expect(facts.timestamp?.rfc3339 == "2013-05-18T03:32:34.804Z")
        #expect(facts.refersTo == nil && !facts.voids)
        #expect(facts.definitions.map(\.activity) == ["http://www.example.com/meetings/occurances/34534"])
        #expect(facts.persons.contains(AgentFacts(identifier: ena, isGroup: false, name: "Ena Hills")))
        #expect(facts.persons.contains(AgentFacts(identifier: team, isGroup: true, name: "Team PB")))
    }

    @Test("agents and activities of a substatement and of the context are related, not direct")
    func related() throws {
        let sub = """
            {"objectType":"SubStatement","actor":{"mbox":"mailto:sub@b.nl"},"verb":{"id":"http://a.nl/v"},
            "object":{"id":"http://a.nl/sub"},"context":{"instructor":{"mbox":"mailto:teacher@b.nl"},
            "registration":"ec531277-b57b-4c15-8d91-d292c5b2b8f7",
            "contextAgents":[{"objectType":"contextAgent","agent":{"mbox":"mailto:other@b.nl"}}],
            "contextGroups":[{"objectType":"contextGroup","group":{"objectType":"Group","mbox":"mailto:group@b.nl",
            "member":[{"mbox":"mailto:member@b.nl"}]}}]},
            "attachments":[{"usageType":"http://a.nl/u","display":{"en":"x"},"contentType":"text/plain","length":1,
            "sha2":"495395E777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a","fileUrl":"http://a.nl/f"}]}
            """
        let facts = try read(Example.simple.setting("object", to: sub), .v2).facts
        #expect(facts.agents == [.mbox("mailto:xapi@adlnet.gov")])
        let related = ["xapi@adlnet.gov", "sub@b.nl", "teacher@b.nl", "other@b.nl", "group@b.nl", "member@b.nl"]
        #expect(facts.relatedAgents == Set(related.map { .mbox("mailto:\($0)") }))
        #expect(facts.activity == nil && facts.relatedActivities == ["http://a.nl/sub"])
        #expect(facts.registration == nil && facts.refersTo == nil)
        #expect(facts.attachments.map(\.sha2) == ["495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a"])
        #expect(facts.attachments.first?.isSignature == false)
    }

    @Test("a statement that voids refers to the one it voids")
    func voiding() throws {
        let reference = #"{"objectType":"StatementRef","id":"E05AA883-acaf-40ad-bf54-02c8ce485fb0"}"#
        let other = try read(Example.simple.setting("object", to: reference)).facts
        #expect(other.refersTo == "e05aa883-acaf-40ad-bf54-02c8ce485fb0" && !other.voids)
        let voiding = try read(
            Example.simple.setting("object", to: reference)
                .setting("verb.id", to: #""http://adlnet.gov/expapi/verbs/voided""#)
        ).facts
        #expect(voiding.voids && voiding.refersTo == other.refersTo)
    }

    @Test("keys of agents differ for each identifier and are the same for an agent and a group")
    func keys() {
        let all: [AgentIdentifier] = [
            .mbox("mailto:a@b.nl"), .mboxSHA1("a"), .openID("http://a.nl"),
            .account(homePage: "http://a.nl", name: "b c"),
            .account(homePage: "http://a.nl", name: "b"),
        ]
        #expect(Set(all.map(\.key)).count == all.count)
        #expect(all[3].key == "account http://a.nl b c")
        #expect(all[3].member.value.text == #"{"homePage":"http://a.nl","name":"b c"}"#)
    }

    @Test("a store adds id, stored, authority, timestamp and version, as each version asks")
    func completion() throws {
        for (version, written) in [(XAPIVersion.v1, "1.0.0"), (.v2, "2.0.0")] {
            var statement = try read(Example.simple.setting("id", to: nil), version)
            #expect(statement.id == nil)
            try statement.complete(newID: { given }, stored: moment, authority: Example.authority)
            #expect(statement.id == given.text)
            let kept = JSONValue.object(statement.json)
            #expect(kept["id"] == .string(given.text))
            #expect(kept["stored"] == .string("2020-11-26T08:30:00.123Z") && kept["timestamp"] == kept["stored"])
            #expect(kept["authority"] == .object(Example.authority) && kept["version"] == .string(written))
            #expect(statement.facts.timestamp == moment)
            #expect(
                statement.facts.relatedAgents.contains(
                    .account(homePage: "https://vangnet.example", name: "demo-hotel")))
            #expect(statement.facts.agents == [.mbox("mailto:xapi@adlnet.gov")])
            #expect(refusal(kept, version) == nil)
        }
    }

    @Test("what was sent stays, but for stored and authority")
    func keeping() throws {
        let sent = Example.full.setting("stored", to: #""2001-01-01T00:00:00Z""#).setting("version", to: #""1.0.9""#)
            .setting("authority", to: #"{"mbox":"mailto:somebody@else.nl"}"#)
        var statement = try read(sent)
        try statement.complete(newID: { given }, stored: moment, authority: Example.authority)
        let kept = statement.json
        #expect(
            kept["id"] == sent["id"] && kept["timestamp"] == sent["timestamp"] && kept["version"] == sent["version"])
        #expect(kept["stored"] == .string(moment.rfc3339) && kept["authority"] == .object(Example.authority))
        #expect(!statement.facts.relatedAgents.contains(.mbox("mailto:somebody@else.nl")))
    }

    @Test("a context activity that stood alone is given back in an array, in a substatement too")
    func arrays() throws {
        var statement = try read(Example.full)
        try statement.complete(newID: { given }, stored: moment, authority: Example.authority)
        let lists = try #require(statement.json["context"]?["contextActivities"])
        #expect(lists["category"]?.text == #"[{"id":"http://www.example.com/meetings/categories/teammeeting"}]"#)
        #expect(lists["parent"]?.array?.count == 1)
        let sub = Example.full.setting("id", to: nil).setting("objectType", to: #""SubStatement""#)
        var outer = try read(Example.simple.setting("object", to: sub.text))
        try outer.complete(newID: { given }, stored: moment, authority: Example.authority)
        #expect(outer.json["object"]?["context"]?["contextActivities"]?["category"]?.array?.count == 1)
    }

    @Test("the id of a PUT is given to a statement without one and has to be its own")
    func putID() throws {
        let id = "12345678-1234-5678-1234-567812345678"
        var without = try read(Example.simple.setting("id", to: nil))
        try without.complete(id: id, newID: { given }, stored: moment, authority: Example.authority)
        #expect(without.id == id && without.json["id"] == .string(id))
        var same = try read(Example.simple)
        try same.complete(id: id, newID: { given }, stored: moment, authority: Example.authority)
        #expect(same.id == id)
        var other = try read(Example.simple)
        #expect(throws: XAPIError.self) {
            try other.complete(id: given.text, newID: { given }, stored: moment, authority: Example.authority)
        }
    }
}

@Suite("Comparing statements")
struct ComparisonTests {
    @Test(
        "what a store may change does not count",
        arguments: [
            ("stored", #""2001-01-01T00:00:00Z""#), ("authority", #"{"mbox":"mailto:a@b.nl"}"#),
            ("version", #""1.0.2""#),
            ("id", #""FD41C918-B88B-4B20-A0A5-A4C32391AAA0""#), ("timestamp", nil),
            ("timestamp", #""2013-05-18T03:32:34.804Z""#), ("timestamp", #""2013-05-18T05:32:34.8049+02:00""#),
            ("verb.display", #"{"nl":"was er"}"#), ("verb.display", nil), ("object.definition", nil),
            ("object.definition.name", #"{"nl":"anders"}"#), ("object.objectType", nil), ("attachments", "[]"),
            ("actor.mbox", #""mailto:teampb@example.com""#), ("result.score.raw", "5.0"), ("result.score.raw", "50e-1"),
            ("result.duration", #""PT1H0M0.000S""#), ("result.duration", #""PT1H0M0.001S""#),
            ("context.registration", #""ec531277-b57b-4c15-8d91-d292c5b2b8f7""#),
            ("context.contextActivities.parent", #"{"id":"http://www.example.com/meetings/series/267"}"#),
            (
                "context.contextActivities.category",
                #"[{"id":"http://www.example.com/meetings/categories/teammeeting"}]"#
            ),
        ] as [(String, String?)])
    func same(path: String, value: String?) {
        let changed = Example.full.setting(path, to: value)
        #expect(Statement.areSame(Example.full.object!, changed.object!))
        #expect(Statement.areSame(changed.object!, Example.full.object!))
    }

    @Test(
        "everything else does",
        arguments: [
            ("actor.name", #""Team PC""#), ("actor.mbox", #""mailto:other@example.com""#), ("actor.member", nil),
            ("verb.id", #""http://example.com/other""#), ("object.id", #""http://example.com/other""#), ("result", nil),
            ("result.score.raw", "5.1"), ("result.success", "false"), ("result.duration", #""PT1H0M0.01S""#),
            ("result.duration", #""PT60M0S""#), ("result.duration", #""PT1H0M0.00S""#),
            ("result.response", #""we agreed.""#), ("timestamp", #""2013-05-18T05:32:34.805+02:00""#), ("context", nil),
            ("context.language", #""nl""#), ("context.extensions", #"{"http://a.nl":null}"#),
            ("context.contextActivities.other", #"{"id":"http://a.nl"}"#),
            ("context.statement.id", #""6690e6c9-3ef0-4ed3-8b37-7f3964730bef""#),
        ] as [(String, String?)])
    func different(path: String, value: String?) {
        let changed = Example.full.setting(path, to: value)
        #expect(!Statement.areSame(Example.full.object!, changed.object!))
        #expect(!Statement.areSame(changed.object!, Example.full.object!))
    }

    @Test("order of members of an object and of a group does not count, that of any other list does")
    func order() {
        let reversed = JSONObject(Example.full.object!.members.reversed())
        #expect(Statement.areSame(Example.full.object!, reversed))
        var actor = Example.full.object!["actor"]!.object!
        actor["member"] = .array(actor["member"]!.array!.reversed())
        var other = Example.full.object!
        other["actor"] = .object(actor)
        #expect(Statement.areSame(Example.full.object!, other))
        let (first, second) = (#"{"id":"http://a.nl"}"#, #"{"id":"http://b.nl"}"#)
        #expect(
            !Statement.areSame(
                Example.simple.setting("context.contextActivities.other", to: "[\(first),\(second)]").object!,
                Example.simple.setting("context.contextActivities.other", to: "[\(second),\(first)]").object!))
        let one = Example.simple.setting("context.extensions", to: #"{"http://a.nl":[1,2]}"#)
        let two = Example.simple.setting("context.extensions", to: #"{"http://a.nl":[2,1]}"#)
        #expect(!Statement.areSame(one.object!, two.object!))
    }

    @Test("it is an equivalence, and a statement is the same as itself once it is stored")
    func equivalence() throws {
        var random = SeededGenerator(seed: 5)
        let all = (0..<60).map { _ in Generated.statement(&random).object! }
        for one in all {
            var stored = try Statement(reading: .object(one), version: .v2)
            try stored.complete(newID: { given }, stored: moment, authority: Example.authority)
            #expect(Statement.areSame(stored.json, one) && Statement.areSame(one, stored.json))
            for two in all {
                let areSame = Statement.areSame(one, two)
                #expect(areSame == Statement.areSame(two, one))
                guard areSame else { continue }
                for three in all { #expect(Statement.areSame(one, three) == Statement.areSame(two, three)) }
            }
        }
    }
}
