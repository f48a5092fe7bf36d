import Core
import Directory
import HTTPTypes
import Storage
import TestSupport
import Testing
import XAPI

@testable import Learning

/// What is asked, by whom and how, through the router.
@Suite struct StoreRequestTests {
    private static let state = "/activities/state?activityId=\(activity("receptie"))&agent=\(agent("anna"))&stateId=s"
    private static let profile = "/agents/profile?agent=\(agent("anna"))&profileId=p"

    @Test(arguments: testEngines)
    func aScopeOpensWhatItSays(engine: Engine) async throws {
        let opens: [(StoreScope, Set<String>)] = [
            (.writeStatements, ["write"]), (.readOwnStatements, ["read"]), (.readStatements, ["read", "agents"]),
            (.state, ["state", "read state"]), (.define, ["agents"]),
            (.profile, ["profile", "read profile", "agents"]),
            (.readAll, ["read", "agents", "read state", "read profile"]),
            (.all, ["write", "read", "agents", "state", "read state", "profile", "read profile"]),
        ]
        try await World.on(engine) { world in
            for (scope, expected) in opens {
                let credential = try await world.credential([scope])
                try await world.serve { client in
                    let store = StoreClient(client: client, credential: credential)
                    let statuses = [
                        "write": try await store.post("/statements", statement()).status,
                        "read": try await store.get("/statements").status,
                        "agents": try await store.get("/agents?agent=\(agent("anna"))").status,
                        "state": try await store.post(Self.state, "{}").status,
                        "read state": try await store.get(Self.state).status,
                        "profile": try await store.post(Self.profile, "{}").status,
                        "read profile": try await store.get(Self.profile).status,
                    ]
                    for (name, status) in statuses {
                        #expect((status == 403) == !expected.contains(name), "\(scope) \(name): \(status)")
                    }
                    #expect(try await store.get("/activities?activityId=\(activity("receptie"))").status == 200)
                }
            }
        }
    }

    @Test(arguments: testEngines)
    func ownStatementsAreThoseOfTheCredential(engine: Engine) async throws {
        try await World.on(engine) { world in
            let mine = try await world.credential([.writeStatements, .readOwnStatements])
            try await world.store { store in
                let own = store.with(mine)
                #expect(try await store.post("/statements", statement(uuid(1))).status == 200)
                #expect(try await own.post("/statements", statement(uuid(2))).status == 200)
                #expect(try await own.get("/statements").ids == [uuid(2)])
                #expect(try await own.get("/statements?verb=\(verb("completed"))").ids == [uuid(2)])
                #expect(try await own.get("/statements?statementId=\(uuid(1))").status == 404)
                #expect(try await store.get("/statements").ids == [uuid(2), uuid(1)])
                // The authority of a statement is among the related agents.
                let authority = try await store.get("/statements?statementId=\(uuid(2))").json?["authority"]?["account"]
                let account = JSONValue.object(JSONObject([.init(name: "account", value: authority ?? .null)]))
                let related = try await store.get("/statements?related_agents=true&agent=\(escaped(account.text))")
                #expect(related.ids == [uuid(2)])
            }
        }
    }

    /// The version comes first, then the method, then who asks.
    @Test func whatIsWrongIsSaid() async throws {
        try await World.on(.sqlite) { world in
            try await world.store { store in
                let nobody = store.with(nil)
                let refused = try await nobody.get("/statements")
                #expect(refused.status == 401 && refused["WWW-Authenticate"]?.hasPrefix("Basic") == true)
                #expect(refused["X-Experience-API-Consistent-Through"] != nil)
                #expect(refused["Content-Type"] == "text/plain; charset=utf-8" && !refused.text.isEmpty)
                #expect(try await store.with("iemand:iets").get("/statements").status == 401)
                #expect(try await nobody.send(.delete, "/statements").status == 405)
                #expect(try await store.get("/statements", headers: ["Authorization": "Basic:x"]).status == 401)
                let unversioned = store.with(nil, version: nil)
                let versionless = try await unversioned.get("/statements")
                #expect(versionless["X-Experience-API-Version"] == "1.0.3")
                let asked = try await unversioned.get("/statements?statementId=\(uuid(1))")
                #expect(asked.status == 400 && asked["X-Experience-API-Version"] == "2.0.0")
                #expect(versionless.status == 400 && versionless["X-Experience-API-Consistent-Through"] != nil)
                #expect(try await unversioned.get("/about").status == 200)
                for version in ["0.9", "1.1", "3.0.0", "abc"] {
                    #expect(
                        try await store.get("/statements", headers: ["X-Experience-API-Version": version]).status == 400
                    )
                }
                let method = try await store.send(.post, "/agents?agent=\(agent("anna"))")
                #expect(method.status == 405 && method["Allow"] == "GET, HEAD, OPTIONS")
                #expect(try await store.get("/statements?foo=bar").status == 400)
                #expect(try await store.get("/statements?Verb=\(verb("completed"))").status == 400)
            }
        }
    }

    @Test func programsInOtherPagesMayAsk() async throws {
        try await World.on(.sqlite) { world in
            try await world.store { store in
                let nobody = store.with(nil, version: nil)
                let headers = [
                    "Origin": "https://lms.example", "Access-Control-Request-Method": "PUT",
                    "Access-Control-Request-Headers": "authorization, x-experience-api-version",
                ]
                let asked = try await nobody.send(.options, "/statements", headers: headers)
                #expect(asked.status == 204 && asked["Access-Control-Allow-Origin"] == "*")
                #expect(asked["Access-Control-Allow-Methods"]?.contains("PUT") == true)
                #expect(asked["Access-Control-Allow-Headers"]?.contains("Authorization") == true)
                let headersOfCourse = ["Origin": "https://lms.example", "Sec-Fetch-Site": "cross-site"]
                let sent = try await store.post("/statements", statement(), headers: headersOfCourse)
                #expect(sent.status == 200 && sent["Access-Control-Allow-Origin"] == "*")
                #expect(sent["Access-Control-Expose-Headers"]?.contains("ETag") == true)
                #expect(sent["Set-Cookie"] == nil)
            }
        }
    }

    @Test func theAboutResourceTellsTheVersions() async throws {
        try await World.on(.sqlite) { world in
            try await world.store(Self.theAboutResourceTellsTheVersions)
        }
    }

    private static func theAboutResourceTellsTheVersions(_ store: StoreClient) async throws {
        let second = store.second
        #expect(try await store.get("/about").json?["version"]?.array?.last == .string("1.0.3"))
        #expect(try await second.get("/about").json?["version"]?.array?.contains(.string("2.0.0")) == true)
        #expect(try await second.get("/about")["X-Experience-API-Version"] == "2.0.0")
    }

    @Test func aRequestMayStandInAForm() async throws {
        try await World.on(.sqlite) { world in
            try await world.store(Self.aRequestMayStandInAForm)
        }
    }

    private static func aRequestMayStandInAForm(_ store: StoreClient) async throws {
        let bare = store.with(nil, version: nil)
        let form = ["Content-Type": "application/x-www-form-urlencoded"]
        let password = escaped("Basic " + base64(store.credential ?? ""))
        let body =
            "statementId=\(uuid(1))&content=\(escaped(statement()))&Authorization=\(password)"
            + "&X-Experience-API-Version=1.0.3&Content-Type=application%2Fjson"
        #expect(try await bare.post("/statements?method=PUT", body, headers: form).status == 204)
        #expect(try await store.post("/statements?method=GET", "limit=1", headers: form).ids == [uuid(1)])
        #expect(try await store.get("/statements?method=POST").status == 400)
        #expect(
            try await store.post("/statements?method=PUT&statementId=\(uuid(2))", body, headers: form).status
                == 400)
        let second = store.second
        #expect(try await second.post("/statements?method=GET", "limit=1", headers: form).status == 400)
    }

    /// The bad input that the store has to stand: refused with a sentence, and nothing of it kept.
    @Test func badInputIsRefusedWhole() async throws {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        let bad: [(name: String, body: String, status: Int)] = [
            ("not JSON", "{", 400), ("nothing", "", 400), ("deep", deep, 400),
            (
                "deep in an extension",
                statement(more: ",\"result\":{\"extensions\":{\"https://example.org/x\":\(deep)}}"), 400
            ),
            ("a name twice", statement(more: ",\"version\":\"1.0.3\",\"version\":\"1.0.3\""), 400),
            ("a lone surrogate", statement(more: ",\"result\":{\"response\":\"\\ud800\"}"), 400),
            ("a bad IRI", statement().replacing("https://example.org/receptie", with: "geen iri"), 400),
            ("a bad language", statement().replacing("\"nl\"", with: "\"een taal\""), 400),
            ("a bad duration", statement(more: ",\"result\":{\"duration\":\"een uur\"}"), 400),
            ("a bad moment", statement(more: ",\"timestamp\":\"gisteren\""), 400),
            ("an id twice", "[\(statement(uuid(1))),\(statement(uuid(1)))]", 400),
            ("one bad of many", "[\(statement(uuid(1))),{}]", 400),
            ("ten thousand", "[" + Array(repeating: statement(), count: 10_000).joined(separator: ",") + "]", 413),
            ("a thousand and one", "[" + Array(repeating: "{\"a\":1}", count: 1001).joined(separator: ",") + "]", 400),
        ]
        try await World.on(.sqlite) { world in
            try await world.store { store in
                for (name, body, status) in bad {
                    let answer = try await store.post("/statements", body)
                    #expect(answer.status == status && !answer.text.isEmpty, "\(name): \(answer.status)")
                }
                var bytes = Array(statement().utf8)
                bytes[bytes.count / 2] = 0xFF
                #expect(try await store.send(.post, "/statements", bytes).status == 400)
                #expect(try await store.get("/statements").ids == [])
                // Large and good.
                let long = statement(
                    uuid(7), more: ",\"result\":{\"response\":\"\(String(repeating: "a", count: 1 << 20))\"}")
                #expect(try await store.post("/statements", long).status == 200)
                #expect(try await store.get("/statements").ids == [uuid(7)])
                let thousand = "[" + (1000..<2000).map { statement(uuid($0)) }.joined(separator: ",") + "]"
                #expect(try await store.post("/statements", thousand).status == 200)
                #expect(try await store.all("/statements?limit=400").count == 1001)
            }
        }
    }

    /// A page holds no more text than fits in memory many times over.
    @Test(arguments: testEngines)
    func pagesOfLongStatementsAreShort(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.store { store in
                let response = String(repeating: "a", count: 1 << 20)
                for number in 1...6 {
                    let text = statement(uuid(number), more: ",\"result\":{\"response\":\"\(response)\"}")
                    #expect(try await store.post("/statements", text).status == 200)
                }
                let first = try await store.get("/statements?ascending=true")
                #expect(first.body.count < StatementReader.pageSize + 1024 && !first.more.isEmpty)
                #expect(try await store.all("/statements?ascending=true") == (1...6).map(uuid))
            }
        }
    }

    @Test func placesAndMomentsAreWrittenAsTheyAreRead() {
        let place = MorePlace(query: QueryParameters(["verb": "https://example.org/é?&", "limit": "3"]), position: 77)
        #expect(MorePlace(place.text) == place)
        #expect(place.text.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "+") })
        #expect(MorePlace("") == nil && MorePlace("W10") == nil && MorePlace("!!!!") == nil)
        #expect(Instant(milliseconds: 784_111_777_000).httpDate == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(Instant(milliseconds: -1).httpDate == "Wed, 31 Dec 1969 23:59:59 GMT")
    }
}
