import Foundation
import HTTPTypes
import Storage
import TestSupport
import Testing

/// Persons, activities and what the store says of itself (Communication 2.4, 2.5 and 2.8).
@Suite("Agents, activities, about")
struct ResourceTests {
    @Test(
        """
        XAPI-00236 XAPI-00237 XAPI-00245 XAPI-00246 XAPI-00247 XAPI-00248 XAPI-00238 XAPI-00239 XAPI-00240 XAPI-00241 \
        XAPI-00242 XAPI-00244: an agent is answered as a Person, each property a list
        """, arguments: testEngines, Edition.allCases)
    func person(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            for agent in [Sample.agent, Sample.shaAgent, Sample.openidAgent, Sample.accountAgent] {
                let named = agent.with("name", is: "Anna")
                let expected = JSON.object(
                    named.members.mapValues { JSON.array([$0]) }.merging(["objectType": "Person"]) { $1 })
                // Also of somebody whom the store does not know.
                #expect(try await store.send(.get, "/agents", ["agent": named.serialized]).json == expected)
                _ = try await store.keep(Sample.statement.with("actor", is: named))
                _ = try await store.keep(Sample.statement.with("actor", is: agent.with("name", is: "A. de Wit")))
                let answer = try await store.send(.get, "/agents", ["agent": agent.without("name").serialized])
                #expect(answer.status == 200)
                let person = try #require(answer.json)
                #expect(person["objectType"] == "Person")
                #expect(Set(person["name"]?.strings ?? []) == ["Anna", "A. de Wit"])
                #expect(person.without("name") == expected.without("name"))
            }
        }
    }

    @Test("XAPI-00243 XAPI-00249: without a valid agent it is refused", arguments: Edition.allCases)
    func noAgent(edition: Edition) async throws {
        try await withStore(edition) { (store: Store) async throws in
            #expect(try await store.send(.get, "/agents").status == 400)
            for agent in [
                "", "anna", "true", "{}", "[]", Sample.accountAgent.without("account").serialized,
                Sample.agent.with("openid", is: "https://id.hotel.example/anna").serialized,
                Sample.agent.with("mbox", is: "anna").serialized, Sample.activity.serialized,
                "{\"objectType\"\"Agent\"}",
            ] {
                #expect(try await store.send(.get, "/agents", ["agent": agent]).status == 400, "\(agent)")
            }
        }
    }

    @Test(
        "XAPI-00251 XAPI-00252 XAPI-00253 XAPI-00254: an activity is answered with all that statements said of it",
        arguments: testEngines, Edition.allCases)
    func activity(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            let activity = Sample.activity.with("definition", is: Sample.definition)
            let id = Sample.activity["id"]!.text!
            _ = try await store.keep(Sample.statement.with("object", is: activity))
            let answer = try await store.send(.get, "/activities", ["activityId": id])
            #expect(answer.status == 200)
            #expect(answer.json == activity)
            let french = activity.without("definition", "name", "nl").with(
                "definition", "name", "fr-FR", is: "Réception")
            _ = try await store.keep(Sample.statement.with("object", is: french))
            let both = try await store.send(.get, "/activities", ["activityId": id]).json
            #expect(both == activity.with("definition", "name", "fr-FR", is: "Réception"))
        }
    }

    @Test("XAPI-00250: without a valid activityId it is refused", arguments: Edition.allCases)
    func noActivity(edition: Edition) async throws {
        try await withStore(edition) { (store: Store) async throws in
            #expect(try await store.send(.get, "/activities").status == 400)
            for id in ["", "geen iri", "true"] {
                #expect(try await store.send(.get, "/activities", ["activityId": id]).status == 400, "\(id)")
            }
        }
    }

    @Test("XAPI2-00012: an activity nobody spoke of is answered by its id", arguments: [Edition.second])
    func unknownActivity(edition: Edition) async throws {
        try await withStore(edition) { store in
            let id = "https://leren.example/onbekend"
            let answer = try await store.send(.get, "/activities", ["activityId": id])
            #expect(answer.status == 200)
            #expect(answer.json == ["objectType": "Activity", "id": .string(id)])
        }
    }

    @Test("XAPI2-00013: an IRI is compared as it is written, or normalized", arguments: Edition.allCases)
    func comparison(edition: Edition) async throws {
        try await withStore(edition) { store in
            let iri = "https://leren.example/pad/../cursus"
            _ = try await store.keep(
                Sample.statement.with("object", is: ["id": .string(iri), "definition": ["name": ["nl": "Cursus"]]]))
            let answer = try await store.send(.get, "/activities", ["activityId": iri])
            #expect(answer.json?["definition"]?["name"]?["nl"] == "Cursus")
            #expect(try await store.get(["activity": iri]).ids.count == 1)
        }
    }

    @Test(
        "XAPI-00315 XAPI-00316 XAPI-00317 XAPI-00318 XAPI-00319 XAPI-00320: about says which versions there are",
        arguments: Edition.allCases)
    func about(edition: Edition) async throws {
        try await withStore(edition) { store in
            let answer = try await store.send(.get, "/about")
            #expect(answer.status == 200)
            let versions = try #require(answer.json?["version"]?.strings)
            #expect(versions.contains(edition.rawValue))
            let known = ["0.9", "0.95", "1.0.0", "1.0.1", "1.0.2", "1.0.3"]
            #expect(Set(versions).isSubset(of: known + (edition == .second ? ["2.0.0"] : [])))
            #expect(answer.json?["extensions"].map(\.isObject) ?? true)
        }
    }
}

/// What holds for every request (Communication 1 and 3, and 4).
@Suite("Requests")
struct RequestTests {
    private static let resources = [
        "/statements", "/activities", "/activities/state", "/activities/profile", "/agents", "/agents/profile",
    ]

    @Test("XAPI-00125 XAPI-00126: HEAD answers as GET does, without the body", arguments: Edition.allCases)
    func head(edition: Edition) async throws {
        try await withStore(edition) { store in
            let id = try await store.keep(Sample.statement)
            var addresses = [
                "/about", "/statements", "/statements?statementId=\(id)", "/statements?limit=1",
                "/statements?opmerking=x",
                "/statements?statementId=\(newID())",
                "/activities?activityId=\(Store.encoded(Sample.activity["id"]!.text!))",
                "/agents?agent=\(Store.encoded(Sample.agent.serialized))",
            ]
            for documents in Documents.allCases {
                let place = documents.place()
                _ = try await store.document(.post, documents, place, .json(["a": 1]))
                let query = place.map { "\($0.key)=\(Store.encoded($0.value))" }.joined(separator: "&")
                addresses.append("\(documents.rawValue)?\(query)")
            }
            for address in addresses {
                let get = try await store.send(.get, uri: Store.root + address)
                let head = try await store.send(.head, uri: Store.root + address)
                #expect(head.status == get.status, "\(address)")
                #expect(head.bytes.isEmpty, "\(address)")
                for name in ["Content-Type", "ETag", "Last-Modified", "X-Experience-API-Version"] {
                    #expect(head[name] == get[name], "\(address) \(name)")
                }
                #expect(
                    (head["X-Experience-API-Consistent-Through"] == nil)
                        == (get["X-Experience-API-Consistent-Through"] == nil), "\(address)")
            }
        }
    }

    @Test("XAPI-00333: every answer says its version", arguments: Edition.allCases)
    func answersVersion(edition: Edition) async throws {
        try await withStore(edition) { store in
            let id = try await store.keep(Sample.statement)
            for answer in [
                try await store.statement(id), try await store.statement(newID()),
                try await store.get(["opmerking": "x"]),
                try await store.post(Sample.statement), try await store.send(.get, "/about"),
                try await store.post(Sample.statement, headers: ["Authorization": nil]),
            ] {
                #expect(answer["X-Experience-API-Version"] == edition.rawValue)
            }
        }
    }

    @Test("XAPI-00321 XAPI-00331: without a version a request is refused, but for about")
    func noVersion() async throws {
        try await withStore(.first) { store in
            let none: [String: String?] = ["X-Experience-API-Version": nil]
            for resource in Self.resources {
                let answer = try await store.send(.get, resource, headers: none)
                #expect(answer.status == 400)
                // The suite of 1.0.3 asks 1.0.x of these, that of 2.0.0 takes it.
                #expect(answer["X-Experience-API-Version"] == "1.0.3", "\(resource)")
            }
            // And of these that of 2.0.0 asks its own version.
            for answer in [
                try await store.get(["statementId": newID()], headers: none),
                try await store.post(Sample.statement, headers: none),
                try await store.send(
                    .put, "/statements", ["statementId": newID()], headers: none, .json(Sample.statement)),
            ] {
                #expect(answer.status == 400)
                #expect(answer["X-Experience-API-Version"] == "2.0.0")
            }
            #expect(try await store.send(.get, "/about", headers: none).status == 200)
            #expect(
                try await store.send(
                    .get, "/about", headers: ["X-Experience-API-Version": nil, "Authorization": nil]
                ).status == 200)
        }
    }

    @Test("XAPI-00331: which versions are known")
    func knownVersions() async throws {
        try await withStore(.first) { (store: Store) async throws in
            for version in ["1.0", "1.0.0", "1.0.1", "1.0.2", "1.0.3", "2.0.0"] {
                #expect(try await store.get(headers: ["X-Experience-API-Version": version]).status == 200, "\(version)")
            }
            for version in ["", "BAD", "0.9", "0.95", "0.8", "1.1", "1.1.0", "2.1.0", "3.0.0", "1", "1.0.3, 2.0.0"] {
                #expect(try await store.get(headers: ["X-Experience-API-Version": version]).status == 400, "\(version)")
            }
        }
    }

    @Test("XAPI-00330 XAPI-00332: a statement keeps the version it came with", arguments: testEngines)
    func keepsVersion(engine: Engine) async throws {
        try await withStore(.first, engine) { store in
            for version in ["1.0", "1.0.0", "1.0.9"] {
                let id = try await store.keep(Sample.statement.with("version", is: .string(version)))
                #expect(try await store.statement(id).json?["version"] == .string(version))
            }
            let plain = try await store.keep(Sample.statement)
            #expect(try await store.statement(plain).json?["version"]?.text?.hasPrefix("1.0") == true)
            let newer = store.speaking(.second)
            let id = try await newer.keep(Sample.statement.with("version", is: "2.0.0"))
            #expect(try await newer.statement(id).json?["version"] == "2.0.0")
            for key in ["actor", "verb", "object"] {
                #expect(try await newer.statement(plain).json?[key] == Sample.statement[key])
            }
            let unsaid = try await newer.keep(Sample.statement)
            #expect(try await newer.statement(unsaid).json?["version"]?.text?.hasPrefix("2.0") == true)
        }
    }

    @Test(
        "XAPI-00324 XAPI-00325 XAPI-00012: parameters that are not known, written otherwise, or not valid",
        arguments: Edition.allCases)
    func parameters(edition: Edition) async throws {
        try await withStore(edition) { store in
            _ = try await store.keep(Sample.statement)
            let refused: KeyValuePairs<String, String> = [
                "foo": "bar", "StatementId": newID(), "VoidedStatementId": newID(), "Agent": Sample.agent.serialized,
                "Verb": "https://leren.example/las", "Activity": "https://leren.example/a", "Registration": newID(),
                "Related_Activities": "true", "Related_Agents": "true", "Since": "2012-06-01T19:09:13.245Z",
                "Until": "2012-06-01T19:09:13.245Z", "Limit": "10", "Format": "ids", "Attachments": "true",
                "Ascending": "true",
                // Not valid.
                "statementId": "geen", "voidedStatementId": "1234", "agent": "anna", "verb": "las",
                "activity": "cursus",
                "registration": "true", "related_activities": "ja", "related_agents": "1", "since": "gisteren",
                "until": "true", "limit": "-1", "format": "IDS", "attachments": "ja", "ascending": "aflopend",
            ]
            for (key, value) in refused { #expect(try await store.get([key: value]).status == 400, "\(key) \(value)") }
            for (key, value) in ["limit": "veel", "format": "", "agent": "{\"name\":\"Anna\"}"] as KeyValuePairs {
                #expect(try await store.get([key: value]).status == 400, "\(key) \(value)")
            }
            #expect(
                try await store.send(.put, "/statements", ["StatementId": newID()], .json(Sample.statement)).status
                    == 400)
            #expect(try await store.send(.post, "/statements", ["foo": "bar"], .json(Sample.statement)).status == 400)
            for resource in Self.resources + ["/about"] {
                #expect(try await store.send(.get, resource, ["foo": "bar"]).status == 400, "\(resource)")
            }
        }
    }

    @Test("XAPI-00159 XAPI-00188: addresses and bodies as clients write them", arguments: Edition.allCases)
    func clients(edition: Edition) async throws {
        try await withStore(edition) { store in
            let id = try await store.keep(Sample.statement.with("context", is: Sample.context))
            // Only what must be is written as %XX.
            for query in [
                "verb=https://leren.example/werkwoorden/las", "activity=https://leren.example/cursus/receptie",
                "since=2012-06-01T19:09:13.245Z", "agent={%22mbox%22:%22mailto:anna@hotel.example%22}",
                "registration=7e2a0a64-1f7c-4a3e-9d43-0a4f8d3a1f55",
            ] {
                #expect(try await store.send(.get, uri: "\(Store.root)/statements?\(query)").ids == [id], "\(query)")
            }
            let agent = Store.encoded(Sample.accountAgent.serialized)
            let address =
                "\(Store.root)/activities/state?activityId=https://leren.example/cursus/receptie&agent=\(agent)&stateId=een"
            #expect(try await store.send(.put, uri: address, .json(["a": 1])).status == 204)
            // A GET may come with a body, and a DELETE with the type of one.
            #expect(try await store.send(.get, uri: address, .json(["b": 1])).json == ["a": 1])
            #expect(
                try await store.send(.delete, uri: address, headers: ["Content-Type": "application/json"]).status == 204
            )
            #expect(try await store.send(.get, uri: address).status == 404)
        }
    }

    @Test("XAPI-00323 XAPI-00140: each resource has its methods, and no others", arguments: Edition.allCases)
    func methods(edition: Edition) async throws {
        try await withStore(edition) { store in
            for (resource, methods) in [
                ("/statements", [.delete, .patch]), ("/activities", [.put, .post, .delete]),
                ("/agents", [.put, .post, .delete]), ("/about", [.put, .post, .delete]),
                ("/activities/state", [.patch]), ("/agents/profile", [.patch]), ("/activities/profile", [.patch]),
            ] as [(String, [HTTPRequest.Method])] {
                for method in methods {
                    let answer = try await store.send(method, resource, .json(Sample.statement))
                    #expect([400, 404, 405].contains(answer.status), "\(method) \(resource): \(answer.status)")
                }
            }
        }
    }

    @Test(
        "XAPI-00334 XAPI-00335: Basic authentication, and without it nothing", arguments: testEngines, Edition.allCases)
    func authentication(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            let coded = Data("anna:geheim".utf8).base64EncodedString()
            let user = store.credential.prefix { $0 != ":" }
            let guessed = Data("\(user):geheim".utf8).base64EncodedString()
            for header in [
                "Basic \(coded)", "Basic \(guessed)", "Basic:\(coded)", "Basic", "Bearer \(coded)", "Basic %%%", "",
            ] {
                let headers = ["Authorization": header]
                #expect(try await store.post(Sample.statement, headers: headers).status == 401, "\(header)")
                #expect(try await store.get(headers: headers).status == 401, "\(header)")
                #expect(
                    try await store.send(
                        .get, "/activities", ["activityId": "https://leren.example/a"], headers: headers
                    ).status == 401, "\(header)")
                let both = try await store.get(headers: ["Authorization": header, "X-Experience-API-Version": "BAD"])
                #expect([400, 401].contains(both.status))
            }
            #expect(try await store.post(Sample.statement, headers: ["Authorization": nil]).status == 401)
            #expect(try await store.get().ids == [])
            #expect(try await store.post(Sample.statement).status == 200)
            let small = store.authorization.replacing("Basic", with: "basic")
            #expect(try await store.get(headers: ["Authorization": small]).status == 200)
        }
    }

    @Test("XAPI-00327: a credential that may only read cannot write", arguments: testEngines)
    func forbidden(engine: Engine) async throws {
        try await withStore(.second, engine, mayOnlyRead: true) { (store: Store) async throws in
            #expect(try await store.get().status == 200)
            #expect(try await store.post(Sample.statement).status == 403)
            #expect(try await store.put(newID(), Sample.statement).status == 403)
            for documents in Documents.allCases {
                #expect(try await store.document(.put, documents, documents.place(), .json(["a": 1])).status == 403)
            }
        }
    }
}

/// The alternate request syntax (Communication 1.3), which 2.0.0 does not have.
@Suite("Alternate request syntax")
struct AlternateSyntaxTests {
    @Test("XAPI-00336 XAPI-00148: a form that stands for another request", arguments: testEngines)
    func form(engine: Engine) async throws {
        try await withStore(.first, engine) { store in
            let id = newID()
            let put = try await store.alternate(
                "PUT", "/statements", ["statementId": id, "content": Sample.statement.serialized])
            #expect(put.status == 204, "\(put.text)")
            let get = try await store.alternate("GET", "/statements", ["limit": "1"])
            #expect(get.status == 200)
            #expect(get.ids == [id])
            #expect(get.more != nil)
            // Everything in the form, as a browser of long ago sends it.
            let bare: [String: String?] = ["Authorization": nil, "X-Experience-API-Version": nil]
            let other = newID()
            let whole = try await store.alternate(
                "PUT", "/statements",
                [
                    "statementId": other, "content": Sample.statement.serialized, "X-Experience-API-Version": "1.0.3",
                    "Authorization": store.authorization, "Content-Type": "application/json",
                ], headers: bare)
            #expect(whole.status == 204, "\(whole.text)")
            #expect(try await store.statement(other).status == 200)
            let posted = try await store.alternate("POST", "/statements", ["content": Sample.statement.serialized])
            #expect(posted.status == 200)
        }
    }

    @Test("XAPI-00336: documents too, with If-Match in the form", arguments: testEngines)
    func documents(engine: Engine) async throws {
        try await withStore(.first, engine) { store in
            let form: KeyValuePairs = [
                "activityId": "https://leren.example/cursus/receptie", "agent": Sample.accountAgent.serialized,
                "stateId": "een", "content": "{\"a\":1}", "Content-Type": "application/json",
            ]
            let put = try await store.alternate("PUT", "/activities/state", form)
            #expect(put.status == 204, "\(put.text)")
            let place = Documents.state.place("een")
            #expect(try await store.document(.get, .state, place).json == ["a": 1])
            let wrong = try await store.alternate(
                "PUT", "/activities/state",
                [
                    "activityId": place["activityId"]!, "agent": place["agent"]!, "stateId": "een",
                    "content": "{\"a\":2}",
                    "Content-Type": "application/json", "If-Match": "\"1111111111111111111111111111111111111111\"",
                ])
            #expect(wrong.status == 412)
            let deleted = try await store.alternate(
                "DELETE", "/activities/state",
                ["activityId": place["activityId"]!, "agent": place["agent"]!, "stateId": "een"])
            #expect(deleted.status == 204)
            #expect(try await store.document(.get, .state, place).status == 404)
        }
    }

    @Test("XAPI-00336: what does not keep to it is refused")
    func refused() async throws {
        try await withStore(.first) { store in
            let content = Sample.statement.serialized
            let id = newID()
            for (name, answer) in [
                (
                    "a parameter beside method",
                    try await store.alternate(
                        "PUT", "/statements", ["statementId": id, "content": content], also: "&statementId=\(id)")
                ), ("no content", try await store.alternate("PUT", "/statements", ["statementId": id])),
                ("no form", try await store.send(.post, "/statements", ["method": "PUT"])),
                ("not by POST", try await store.send(.get, "/statements", ["method": "POST"])),
                ("not by POST", try await store.send(.put, "/statements", ["method": "PUT"], .json(Sample.statement))),
                (
                    "another version",
                    try await store.alternate(
                        "PUT", "/statements",
                        ["statementId": id, "content": content, "X-Experience-API-Version": "0.8"])
                ), ("another method", try await store.alternate("PATCH", "/statements", ["content": content])),
                (
                    "JSON for a form",
                    try await store.send(
                        .post, "/statements", ["method": "PUT"],
                        headers: ["Authorization": nil, "X-Experience-API-Version": nil],
                        .text(
                            JSON.object(["statementId": .string(id), "content": .string(content)]).serialized,
                            type: "application/x-www-form-urlencoded"))
                ),
            ] {
                #expect(answer.status == 400, "\(name): \(answer.status)")
            }
            #expect(try await store.get().ids == [])
        }
    }

    @Test("XAPI2-00014: 2.0.0 does not know it")
    func notInSecond() async throws {
        try await withStore(.second) { store in
            for answer in [
                try await store.alternate("GET", "/statements", ["limit": "1"]),
                try await store.alternate(
                    "PUT", "/statements", ["statementId": newID(), "content": Sample.statement.serialized]),
                try await store.send(.put, "/statements", ["method": "POST"], .json(Sample.statement)),
                try await store.send(.post, "/statements", ["method": "PUT"]),
            ] {
                #expect((400..<500).contains(answer.status))
            }
            #expect(try await store.get().ids == [])
        }
    }
}
