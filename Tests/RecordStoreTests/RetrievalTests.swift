import Foundation
import HTTPTypes
import Storage
import TestSupport
import Testing

/// Getting statements (Communication 2.1.3 and 2.1.4; Data 2.3.2 and 2.5).
@Suite("Statements: getting")
struct RetrievalTests {
    @Test(
        """
        XAPI-00154 XAPI-00159 XAPI-00110 XAPI-00113 XAPI-00149 XAPI-00112: GET answers a list of statements and more, \
        also when there are none
        """, arguments: testEngines, Edition.allCases)
    func list(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            let empty = try await store.get()
            #expect(empty.status == 200)
            #expect(empty.json == ["statements": [], "more": ""])
            let id = try await store.keep(Sample.statement.with("context", is: Sample.context))
            for query in Self.filters(store) {
                let answer = try await store.get(query)
                #expect(answer.status == 200, "\(query)")
                #expect(answer.ids == [id], "\(query)")
                #expect(answer.more == "", "\(query)")
                #expect(Set(answer.json?.members.keys.map { $0 } ?? []) == ["statements", "more"])
            }
            #expect(
                try await store.get(["verb": "https://leren.example/onbekend"]).json == ["statements": [], "more": ""])
        }
    }

    /// Each filter on its own, so that the statement with everything in it is found.
    private static func filters(_ store: Store) -> [KeyValuePairs<String, String>] {
        [
            [:], ["agent": Sample.agent.serialized], ["verb": Sample.verb["id"]!.text!],
            ["activity": Sample.activity["id"]!.text!], ["registration": Sample.context["registration"]!.text!],
            ["related_activities": "true"], ["related_activities": "true", "activity": Sample.activity["id"]!.text!],
            ["related_agents": "true"], ["related_agents": "true", "agent": Sample.group.serialized],
            ["since": "2012-06-01T19:09:13.245Z"], ["until": store.moment(60)], ["limit": "1"], ["limit": "0"],
            ["ascending": "true"], ["ascending": "false"], ["format": "ids"], ["format": "exact"],
            ["format": "canonical"], ["attachments": "false"],
        ]
    }

    @Test("XAPI-00156 XAPI-00158: statementId gives that one statement", arguments: Edition.allCases)
    func one(edition: Edition) async throws {
        try await withStore(edition) { store in
            let id = try await store.keep(Sample.statement)
            _ = try await store.keep(Sample.nested)
            let answer = try await store.statement(id)
            #expect(answer.status == 200)
            #expect(answer.json?["id"] == .string(id))
            #expect(try await store.statement(id.uppercased()).json?["id"] == .string(id))
            #expect(try await store.statement(newID()).status == 404)
        }
    }

    @Test("XAPI2-00010: Last-Modified of a statement is when it was stored", arguments: [Edition.second])
    func lastModified(edition: Edition) async throws {
        try await withStore(edition) { store in
            let id = try await store.keep(Sample.statement)
            #expect(try await store.statement(id)["Last-Modified"] == httpDate(store.clock.instant))
        }
    }

    @Test(
        "XAPI-00150 XAPI-00151: beside statementId and voidedStatementId only format and attachments",
        arguments: Edition.allCases)
    func beside(edition: Edition) async throws {
        try await withStore(edition) { store in
            let (voided, voiding) = try await store.keepVoided()
            let others: KeyValuePairs = [
                "agent": Sample.agent.serialized, "verb": "https://leren.example/las",
                "activity": "https://leren.example/a", "registration": newID(), "related_activities": "true",
                "related_agents": "true", "since": "2012-06-01T19:09:13.245Z", "until": "2012-06-01T19:09:13.245Z",
                "limit": "1", "ascending": "true",
            ]
            for (name, id) in [("statementId", voiding), ("voidedStatementId", voided)] {
                for other in others {
                    let answer = try await store.get([name: id, other.key: other.value])
                    #expect(answer.status == 400, "\(name) \(other.key)")
                }
                #expect(try await store.get([name: id, "format": "ids"]).status == 200)
                #expect(try await store.get([name: id, "attachments": "true"]).status == 200)
            }
            #expect(try await store.get(["statementId": voiding, "voidedStatementId": voided]).status == 400)
        }
    }

    @Test(
        "XAPI-00018 XAPI-00155 XAPI-00157 XAPI-00163: a voided statement is found as a voided one only",
        arguments: testEngines, Edition.allCases)
    func voided(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            let (voided, voiding) = try await store.keepVoided()
            #expect(try await store.statement(voided).status == 404)
            let answer = try await store.get(["voidedStatementId": voided])
            #expect(answer.status == 200)
            #expect(answer.json?["id"] == .string(voided))
            #expect(try await store.statement(voiding).status == 200)
            #expect(try await store.get(["voidedStatementId": voiding]).status == 404)
            #expect(try await store.get().ids == [voiding])
            // It may be voided before it arrives.
            let late = newID()
            _ = try await store.keep(
                Sample.statement.with("verb", is: Sample.voided).with("object", is: store.reference(late)))
            #expect(try await store.put(late, Sample.statement).status == 204)
            #expect(try await store.statement(late).status == 404)
            #expect(try await store.get(["voidedStatementId": late]).status == 200)
        }
    }

    @Test("XAPI-00016: what voids cannot be voided", arguments: testEngines, Edition.allCases)
    func voidedTwice(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            let (voided, voiding) = try await store.keepVoided()
            for target in [voided, voiding] {
                // The specification lets a store refuse this or take it without effect.
                _ = try await store.post(
                    Sample.statement.with("verb", is: Sample.voided).with("object", is: store.reference(target)))
            }
            #expect(try await store.statement(voiding).status == 200)
            #expect(try await store.get(["voidedStatementId": voided]).status == 200)
        }
    }

    @Test(
        "XAPI-00162: statements about a voided one are found by it, itself not", arguments: testEngines,
        Edition.allCases)
    func aboutVoided(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            let verb = "https://leren.example/werkwoorden/gemist"
            let before = store.moment()
            let (voided, voiding) = try await store.keepVoided(Sample.statement.with("verb", "id", is: .string(verb)))
            let about = try await store.keep(
                Sample.statement.with("verb", "id", is: .string(verb)).with("object", is: store.reference(voided)))
            #expect(try await store.get(["verb": verb]).ids == [about, voiding])
            #expect(try await store.get(["verb": verb, "limit": "1"]).ids == [about])
            #expect(try await store.get(["verb": verb, "since": before]).ids == [about, voiding])
            #expect(try await store.get(["verb": verb, "until": store.moment()]).ids == [about, voiding])
            #expect(try await store.get(["verb": verb, "ascending": "true"]).ids == [voiding, about])
        }
    }

    @Test("XAPI-00164: filters together", arguments: testEngines, Edition.allCases)
    func together(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            let verb = "https://leren.example/werkwoorden/gemist"
            let wanted = try await store.keep(
                Sample.statement.with("verb", "id", is: .string(verb)).with("context", is: Sample.context))
            _ = try await store.keep(Sample.statement.with("context", is: Sample.context))
            _ = try await store.keep(Sample.statement.with("verb", "id", is: .string(verb)))
            let answer = try await store.get([
                "limit": "1", "agent": Sample.agent.serialized, "verb": verb, "activity": Sample.activity["id"]!.text!,
                "registration": Sample.context["registration"]!.text!, "related_activities": "true",
                "since": "2012-06-01T19:09:13.245Z", "format": "ids", "attachments": "false",
            ])
            #expect(answer.ids == [wanted])
        }
    }

    @Test("XAPI-00181 XAPI-00176: by person, and by everybody in a statement", arguments: testEngines, Edition.allCases)
    func agents(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            func mail(_ name: String) -> JSON { .string("mailto:\(name)@hotel.example") }
            func agent(_ name: String) -> JSON { ["objectType": "Agent", "mbox": mail(name)] }
            func group(_ name: String) -> JSON { ["objectType": "Group", "mbox": mail(name)] }
            let base = Sample.statement
            let places: [(String, JSON, isDirect: Bool)] = [
                ("actor", base.with("actor", is: agent("actor")), true),
                ("object", base.with("object", is: agent("object")), true),
                ("member", base.with("actor", is: ["objectType": "Group", "member": [agent("member")]]), true),
                ("instructor", base.with("context", "instructor", is: agent("instructor")), false),
                ("team", base.with("context", "team", is: group("team")), false),
                ("inner", Sample.nested.with("object", "actor", is: agent("inner")), false),
                ("innerobject", Sample.nested.with("object", "object", is: agent("innerobject")), false),
                ("innerteam", Sample.nested.with("object", "context", "team", is: group("innerteam")), false),
            ]
            for (name, statement, isDirect) in places {
                let id = try await store.keep(statement)
                // A name beside the identifier makes no difference.
                let query = (name.hasSuffix("team") ? group(name) : agent(name)).with("name", is: "Iemand").serialized
                #expect(try await store.get(["agent": query]).ids == (isDirect ? [id] : []), "\(name)")
                #expect(try await store.get(["agent": query, "related_agents": "true"]).ids == [id], "\(name)")
            }
            // Who vouches for a statement is related to it.
            let stored = try await store.get(["limit": "1"])
            let authority = try #require(stored.statements[0]["authority"]).serialized
            let all = try await store.get(["agent": authority, "related_agents": "true"])
            #expect(all.ids.count == places.count)
        }
    }

    @Test("XAPI2-00011: related agents are also those of contextAgents and contextGroups", arguments: testEngines)
    func contextAgents(engine: Engine) async throws {
        try await withStore(.second, engine) { store in
            let context: JSON = [
                "contextAgents": [["objectType": "contextAgent", "agent": Sample.openidAgent]],
                "contextGroups": [["objectType": "contextGroup", "group": Sample.group]],
            ]
            let id = try await store.keep(Sample.statement.with("context", is: context))
            for agent in [Sample.openidAgent, Sample.group] {
                #expect(try await store.get(["agent": agent.serialized]).ids == [])
                #expect(try await store.get(["agent": agent.serialized, "related_agents": "true"]).ids == [id])
            }
        }
    }

    @Test(
        "XAPI-00179 XAPI-00177: by activity, and by every activity in a statement", arguments: testEngines,
        Edition.allCases)
    func activities(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            func activity(_ name: String) -> JSON { ["id": .string("https://leren.example/\(name)")] }
            let base = Sample.statement
            var places: [(String, JSON, isDirect: Bool)] = [
                ("object", base.with("object", is: activity("object")), true),
                ("inner", Sample.nested.with("object", "object", is: activity("inner")), false),
            ]
            for key in ["parent", "grouping", "category", "other"] {
                places.append((key, base.with("context", "contextActivities", key, is: [activity(key)]), false))
            }
            places.append(
                (
                    "innerparent",
                    Sample.nested.with("object", "context", "contextActivities", "parent", is: activity("innerparent")),
                    false
                ))
            for (name, statement, isDirect) in places {
                let id = try await store.keep(statement)
                let iri = "https://leren.example/\(name)"
                #expect(try await store.get(["activity": iri]).ids == (isDirect ? [id] : []), "\(name)")
                #expect(try await store.get(["activity": iri, "related_activities": "true"]).ids == [id], "\(name)")
            }
        }
    }

    @Test("XAPI-00178 XAPI-00180: by registration and by verb", arguments: testEngines, Edition.allCases)
    func registrationAndVerb(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            let registration = newID()
            let registered = try await store.keep(
                Sample.statement.with("context", "registration", is: .string(registration)))
            let verb = "https://leren.example/werkwoorden/gemist"
            let missed = try await store.keep(Sample.statement.with("verb", "id", is: .string(verb)))
            #expect(try await store.get(["registration": registration]).ids == [registered])
            #expect(try await store.get(["registration": registration.uppercased()]).ids == [registered])
            #expect(try await store.get(["verb": verb]).ids == [missed])
            // The verb of a statement inside is not the statement's.
            _ = try await store.keep(
                Sample.nested.with("object", "verb", "id", is: "https://leren.example/werkwoorden/binnen"))
            #expect(try await store.get(["verb": "https://leren.example/werkwoorden/binnen"]).ids == [])
        }
    }

    @Test(
        "XAPI-00174 XAPI-00175 XAPI-00166: stored after, stored at or before, oldest first", arguments: testEngines,
        Edition.allCases)
    func time(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            var (ids, stored): ([String], [String]) = ([], [])
            for _ in 0..<4 {
                let id = try await store.keep(Sample.statement)
                ids.append(id)
                stored.append(try #require(try await store.statement(id).json?["stored"]?.text))
            }
            #expect(try await store.get().ids == ids.reversed())
            #expect(try await store.get(["ascending": "true"]).ids == ids)
            #expect(try await store.get(["since": stored[1]]).ids == [ids[3], ids[2]])
            #expect(try await store.get(["until": stored[1]]).ids == [ids[1], ids[0]])
            #expect(
                try await store.get(["since": stored[0], "until": stored[2], "ascending": "true"]).ids == [
                    ids[1], ids[2],
                ])
        }
    }

    @Test(
        "XAPI-00108 XAPI-00109 XAPI-00111 XAPI-00114 XAPI-00173: limit, and the pages after it by more",
        arguments: testEngines, Edition.allCases)
    func pages(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            let verb = "https://leren.example/werkwoorden/gemist"
            var ids: [String] = []
            for number in 0..<7 {
                let id = try await store.keep(Sample.statement.with("verb", "id", is: .string(verb)))
                ids.append(id)
                if number.isMultiple(of: 2) { _ = try await store.keep(Sample.statement) }
            }
            for (ascending, expected) in [("true", ids), ("false", Array(ids.reversed()))] {
                var answer = try await store.get(["verb": verb, "limit": "3", "ascending": ascending])
                var found: [String] = []
                for count in [3, 3, 1] {
                    #expect(answer.status == 200)
                    #expect(answer.ids.count == count)
                    found += answer.ids
                    guard let more = answer.more, !more.isEmpty else { break }
                    // What arrives meanwhile does not move the pages.
                    if ascending == "false" {
                        try await store.keep(Sample.statement.with("verb", "id", is: .string(verb)))
                    }
                    answer = try await store.send(.get, uri: path(more))
                }
                #expect(answer.more == "")
                #expect(found == expected)
            }
        }
    }

    @Test(
        "XAPI-00152 XAPI-00153 XAPI-00160: every answer says through when it is consistent", arguments: Edition.allCases
    )
    func consistentThrough(edition: Edition) async throws {
        try await withStore(edition) { store in
            let name = "X-Experience-API-Consistent-Through"
            _ = try await store.keep(Sample.statement.with("context", is: Sample.context))
            for query in Self.filters(store) + [["attachments": "true"], ["related_agents": "true"]] {
                let through = try #require(try await store.get(query)[name], "\(query)")
                #expect(through.contains("T") && through.contains(":"))
            }
            // Also when many come at once.
            _ = try await store.post(.array(Array(repeating: Sample.statement, count: 50)))
            let answer = try await store.get()
            let through = try #require(answer[name])
            for statement in answer.statements {
                let stored = try #require(statement["stored"]?.text)
                #expect(stored.prefix(23) <= through.prefix(23), "\(stored) \(through)")
            }
            let refusals = [
                try await store.get(["opmerking": "x"]), try await store.statement(newID()),
                try await store.get(headers: ["X-Experience-API-Version": nil]),
                try await store.get(headers: ["X-Experience-API-Version": nil, "Authorization": nil]),
            ]
            #expect(refusals.map(\.status) == [400, 404, 400, 400])
            for answer in refusals { #expect(answer[name] != nil) }
        }
    }

    @Test("XAPI-00165: every answer says what it is", arguments: Edition.allCases)
    func contentType(edition: Edition) async throws {
        try await withStore(edition) { store in
            let id = try await store.keep(Sample.statement)
            #expect(try await store.get(["ascending": "true"])["Content-Type"] == "application/json")
            #expect(try await store.statement(id)["Content-Type"] == "application/json")
            #expect(
                try await store.get(["statementId": id, "attachments": "false"])["Content-Type"] == "application/json")
        }
    }

    /// The path of an address with or without the server's name.
    private func path(_ address: String) -> String {
        guard let scheme = address.range(of: "://") else { return address }
        return String(address[scheme.upperBound...].drop { $0 != "/" })
    }
}

/// The formats of statements (Communication 2.1.3, `format`).
@Suite("Statements: formats")
struct FormatTests {
    /// A statement with a group and an activity inside another, each with more than it needs.
    private static func statement() -> JSON {
        let interaction = Sample.interactions.first { $0.type == "choice" }!.definition
        let activity = Sample.activity.with(
            "definition", is: .object(Sample.definition.members.merging(interaction.members) { $1 }))
        return Sample.nested
            .with("object", is: Sample.sub.with("actor", is: Sample.group.with("member", is: [Sample.agent])))
            .with("object", "object", is: activity)
            .with("context", "contextActivities", "category", is: [activity])
    }

    @Test(
        "XAPI-00168 XAPI-00170: exact, and without a format, as it was received", arguments: testEngines,
        Edition.allCases)
    func exact(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            let sent = Self.statement()
            let id = try await store.keep(sent)
            for answer in [
                try await store.statement(id).json, try await store.get(["statementId": id, "format": "exact"]).json,
                try await store.get(headers: ["Accept-Language": "en-GB"]).statements.first,
                try await store.get(["format": "exact"]).statements.first,
            ] {
                for key in ["actor", "verb", "object", "context"] { #expect(answer?[key] == sent[key], "\(key)") }
            }
        }
    }

    @Test("XAPI-00171: ids holds identifiers alone", arguments: testEngines, Edition.allCases)
    func ids(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            let id = try await store.keep(Self.statement())
            _ = try await store.keep(Sample.statement.with("actor", is: Sample.anonymousGroup))
            let answer = try await store.get(["statementId": id, "format": "ids"]).json
            #expect(answer?["actor"]?.without("objectType") == ["mbox": Sample.agent["mbox"]!])
            #expect(answer?["verb"] == ["id": Sample.verb["id"]!])
            #expect(answer?["object"]?["verb"] == ["id": Sample.verb["id"]!])
            #expect(answer?["object"]?["actor"] == ["objectType": "Group", "mbox": Sample.group["mbox"]!])
            #expect(answer?["object"]?["object"] == ["id": Sample.activity["id"]!])
            #expect(answer?["object"]?["objectType"] == "SubStatement")
            #expect(answer?["context"]?["contextActivities"]?["category"]?[0]?["definition"] == nil)
            let anonymous = try await store.get(["format": "ids", "limit": "1"]).statements.first?["actor"]
            #expect(anonymous?["objectType"] == "Group")
            #expect(
                anonymous?["member"]?.items.map { $0.without("objectType") } == [
                    ["mbox": Sample.agent["mbox"]!], ["openid": Sample.openidAgent["openid"]!],
                ])
        }
    }

    @Test(
        "XAPI-00169 XAPI-00172: canonical has one language, the one that is asked for", arguments: testEngines,
        Edition.allCases)
    func canonical(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            let sent = Self.statement()
            let id = try await store.keep(sent)
            for (asked, tag, name) in [
                ("en-GB", "en-GB", "Reception"), ("nl;q=0.5, en-GB", "en-GB", "Reception"), ("nl", "nl", "Receptie"),
            ] {
                let answer = try await store.get(
                    ["statementId": id, "format": "canonical"], headers: ["Accept-Language": asked]
                ).json
                let display = Sample.verb["display"]?[tag]
                #expect(answer?["actor"] == Sample.agent)
                #expect(answer?["verb"] == Sample.verb.with("display", is: .object([tag: display!])))
                #expect(answer?["object"]?["verb"]?["display"] == .object([tag: display!]))
                #expect(answer?["object"]?["actor"]?["name"] == Sample.group["name"])
                let definition = answer?["object"]?["object"]?["definition"]
                #expect(definition?["name"] == .object([tag: .string(name)]))
                #expect(definition?["description"]?.members.keys.map { $0 } == [tag])
                for key in ["type", "moreInfo", "extensions", "interactionType", "correctResponsesPattern"] {
                    #expect(definition?[key] == sent["object"]?["object"]?["definition"]?[key], "\(key)")
                }
                let category = answer?["context"]?["contextActivities"]?["category"]?[0]
                #expect(category?["definition"]?["name"] == .object([tag: .string(name)]))
            }
            // Without a wish it is one language still.
            let answer = try await store.get(["statementId": id, "format": "canonical"]).json
            #expect(answer?["verb"]?["display"]?.members.count == 1)
        }
    }
}
