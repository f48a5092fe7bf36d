import Core
import Testing
import XAPI

@Suite("Versions and queries")
struct QueryTests {
    @Test(
        "the header names a version by its first two numbers",
        arguments: [
            ("1.0", XAPIVersion.v1), ("1.0.0", .v1), ("1.0.3", .v1), ("1.0.9", .v1), ("2.0", .v2), ("2.0.0", .v2),
            ("2.0.17", .v2),
            ("0.9", nil), ("0.95", nil), ("1", nil), ("1.1", nil), ("1.0.x", nil), ("1.0.", nil), ("1.0.3.1", nil),
            ("3.0.0", nil),
            ("2.1.0", nil), ("", nil), (" 1.0.3", nil), ("1.0.3, 2.0.0", nil), (nil, nil),
        ] as [(String?, XAPIVersion?)])
    func versions(text: String?, version: XAPIVersion?) {
        #expect((try? XAPIVersion(requested: text)) == version)
        #expect(XAPIVersion.answering(text) == version ?? .v2)
        if version == nil {
            let error = #expect(throws: XAPIError.self) { try XAPIVersion(requested: text) }
            #expect(error?.status == 400)
        }
    }

    @Test("a query is decoded; broken escapes, bytes that are no text and a parameter twice are refused")
    func decoding() throws {
        let query = try QueryParameters(encoded: "a=b%20c+d&e=%C3%A9&f&g==h&&")
        #expect(query.values == ["a": "b c d", "e": "é", "f": "", "g": "=h"])
        #expect(try QueryParameters(encoded: "").values.isEmpty)
        for wrong in ["a=%", "a=%2", "a=%zz", "a=%FF", "a=1&a=2", "a=1&%61=2"] {
            #expect(throws: XAPIError.self) { try QueryParameters(encoded: wrong) }
        }
    }

    private static let agent = #"{"mbox":"mailto:a@b.nl"}"#
    private static let id = "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"

    @Test("a query of statements is read")
    func statements() throws {
        let query = try StatementQuery(
            QueryParameters([
                "agent": #"{"objectType":"Group","mbox":"mailto:g@B.nl"}"#, "verb": "http://a.nl/v",
                "activity": "http://a.nl",
                "registration": Self.id.uppercased(), "related_activities": "true", "related_agents": "false",
                "since": "2020-11-26T08:30:00.123Z", "until": "2020-11-26T09:30:00 01:00", "limit": "0",
                "format": "ids",
                "attachments": "true", "ascending": "true",
            ]), version: .v1)
        #expect(
            query.agent == .mbox("mailto:g@b.nl") && query.verb == "http://a.nl/v" && query.activity == "http://a.nl")
        #expect(query.registration == Self.id && query.relatedActivities && !query.relatedAgents)
        #expect(
            query.since?.rfc3339 == "2020-11-26T08:30:00.123Z" && query.until?.rfc3339 == "2020-11-26T08:30:00.000Z")
        #expect(query.limit == 0 && query.format == .ids && query.attachments && query.ascending && query.single == nil)
        let one = try StatementQuery(
            QueryParameters(["statementId": Self.id.uppercased(), "format": "exact", "attachments": "false"]),
            version: .v2)
        #expect(one.single == .statement(Self.id))
        #expect(
            try StatementQuery(QueryParameters(["voidedStatementId": Self.id]), version: .v2).single == .voided(Self.id)
        )
        #expect(try StatementQuery(QueryParameters(), version: .v1).format == .exact)
    }

    @Test(
        "a query of statements that breaks a rule is refused",
        arguments: [
            ["foo": "bar"], ["StatementId": id], ["Agent": agent], ["Related_Agents": "true"], ["statementId": "wrong"],
            ["voidedStatementId": "wrong"], ["agent": "wrong"], ["agent": "true"], ["agent": "{}"],
            ["agent": #"{"objectType":"Group","member":[{"mbox":"mailto:a@b.nl"}]}"#],
            ["verb": "not.a.valid.iri.com/verb"],
            ["activity": "not.a.valid.iri.com/activity"], ["registration": "wrong"], ["related_agents": "1"],
            ["related_activities": "True"], ["since": "wrong"], ["until": "2020-01-01"], ["limit": "-1"],
            ["limit": "1.5"],
            ["limit": "+1"], ["limit": ""], ["format": "Ids"], ["attachments": "yes"], ["ascending": ""],
            ["statementId": id, "voidedStatementId": id], ["statementId": id, "agent": agent],
            ["statementId": id, "limit": "1"],
            ["statementId": id, "verb": "http://a.nl"], ["statementId": id, "ascending": "false"],
            ["voidedStatementId": id, "since": "2020-11-26T08:30:00Z"], ["method": "GET"],
        ], XAPIVersion.allCases)
    func wrongStatements(values: [String: String], version: XAPIVersion) {
        let error = #expect(throws: XAPIError.self) { try StatementQuery(QueryParameters(values), version: version) }
        #expect(error?.status == 400)
    }

    @Test("PUT of a statement takes its id and nothing else, POST nothing")
    func writing() throws {
        #expect(try StatementQuery.put(QueryParameters(["statementId": Self.id.uppercased()])) == Self.id)
        for values in [[:], ["statementId": "x"], ["StatementId": Self.id], ["statementId": Self.id, "a": "b"]] {
            #expect(throws: XAPIError.self) { try StatementQuery.put(QueryParameters(values)) }
        }
        try StatementQuery.post(QueryParameters())
        #expect(throws: XAPIError.self) { try StatementQuery.post(QueryParameters(["statementId": Self.id])) }
    }

    @Test("a document has its place", arguments: ["PUT", "POST", "GET", "HEAD", "DELETE"])
    func documents(method: String) throws {
        let state = try DocumentQuery(
            QueryParameters([
                "activityId": "http://a.nl", "agent": Self.agent, "stateId": "s", "registration": Self.id.uppercased(),
            ]), resource: .state, method: method, version: .v1)
        #expect(state.activity == "http://a.nl" && state.agent == .mbox("mailto:a@b.nl") && state.id == "s")
        #expect(state.registration == Self.id)
        let agent = try DocumentQuery(
            QueryParameters(["agent": Self.agent, "profileId": "p"]), resource: .agentProfile, method: method,
            version: .v2)
        #expect(agent.activity == nil && agent.id == "p")
        let activity = try DocumentQuery(
            QueryParameters(["activityId": "http://a.nl", "profileId": "p"]), resource: .activityProfile,
            method: method,
            version: .v2)
        #expect(activity.agent == nil && activity.id == "p")
    }

    @Test("without an id there are many: to get, and to delete of a state")
    func many() throws {
        let (activity, agent) = (["activityId": "http://a.nl"], ["agent": Self.agent])
        for (resource, values) in [
            (DocumentResource.state, activity.merging(agent) { $1 }), (.agentProfile, agent),
            (.activityProfile, activity),
        ] {
            for method in ["GET", "HEAD", "PUT", "POST", "DELETE"] {
                let isTaken = method == "GET" || method == "HEAD" || (method == "DELETE" && resource == .state)
                let query = try? DocumentQuery(
                    QueryParameters(values), resource: resource, method: method, version: .v1)
                #expect((query != nil) == isTaken, "\(method) \(resource)")
            }
            let since = values.merging(["since": "2020-11-26T08:30:00Z"]) { $1 }
            #expect(
                try DocumentQuery(QueryParameters(since), resource: resource, method: "GET", version: .v2).since?
                    .rfc3339
                    == "2020-11-26T08:30:00.000Z")
            #expect(throws: XAPIError.self) {
                try DocumentQuery(QueryParameters(since), resource: resource, method: "DELETE", version: .v2)
            }
        }
    }

    @Test(
        "a place that breaks a rule is refused",
        arguments: [
            ("activityId", nil), ("activityId", "true"), ("agent", nil), ("agent", "true"), ("agent", "not JSON"),
            ("registration", "true"), ("stateid", "x"), ("profileId", "x"), ("since", "not a timestamp"),
        ] as [(String, String?)])
    func wrongDocuments(name: String, value: String?) {
        var values = ["activityId": "http://a.nl", "agent": Self.agent, "stateId": "s"]
        values[name] = value
        let error = #expect(throws: XAPIError.self) {
            try DocumentQuery(QueryParameters(values), resource: .state, method: "GET", version: .v1)
        }
        #expect(error?.status == 400)
    }

    @Test("a group has documents since 2.0; an unknown method is 405")
    func groups() throws {
        let query = QueryParameters(["agent": #"{"objectType":"Group","mbox":"mailto:g@b.nl"}"#, "profileId": "p"])
        #expect(
            try DocumentQuery(query, resource: .agentProfile, method: "GET", version: .v2).agent
                == .mbox("mailto:g@b.nl"))
        #expect(throws: XAPIError.self) {
            try DocumentQuery(query, resource: .agentProfile, method: "GET", version: .v1)
        }
        let error = #expect(throws: XAPIError.self) {
            try DocumentQuery(query, resource: .agentProfile, method: "PATCH", version: .v2)
        }
        #expect(error?.status == 405)
    }

    @Test("the small resources take what they need and nothing else")
    func small() throws {
        #expect(try ResourceQuery.activity(QueryParameters(["activityId": "http://a.nl"])) == "http://a.nl")
        #expect(
            try ResourceQuery.agent(QueryParameters(["agent": Self.agent])).identifier
                == .mbox("mailto:a@b.nl"))
        try ResourceQuery.about(QueryParameters())
        #expect(throws: XAPIError.self) { try ResourceQuery.activity(QueryParameters()) }
        #expect(throws: XAPIError.self) { try ResourceQuery.activity(QueryParameters(["activityId": "x"])) }
        #expect(throws: XAPIError.self) { try ResourceQuery.agent(QueryParameters()) }
        #expect(throws: XAPIError.self) { try ResourceQuery.about(QueryParameters(["a": "b"])) }
    }
}

@Suite("Alternate request syntax")
struct AlternateRequestTests {
    private func request(
        _ query: [String: String], _ form: String, method: String = "POST", version: String? = "1.0.3",
        type: String = "application/x-www-form-urlencoded"
    ) -> XAPIRequest {
        var fields = [(name: "content-type", value: type)]
        if let version { fields.append(("x-experience-api-version", version)) }
        return XAPIRequest(
            method: method, query: QueryParameters(query), headers: HeaderFields(fields), body: Array(form.utf8))
    }

    @Test("a form with method is the request that it stands for")
    func forms() throws {
        let get = try request(["method": "GET"], "limit=1&agent=%7B%7D").resolved()
        #expect(get.method == "GET" && get.query.values == ["limit": "1", "agent": "{}"] && get.body.isEmpty)
        #expect(get.headers[XAPIVersion.header] == "1.0.3" && get.headers["Content-Type"] == nil)
        let put = try request(
            ["method": "PUT"],
            "statementId=x&content=%7B%22a%22%3A1%7D&X-Experience-API-Version=1.0.1&Authorization=Basic+abc&If-Match=%22t%22",
            version: nil
        ).resolved()
        #expect(put.method == "PUT" && put.query.values == ["statementId": "x"])
        #expect(String(decoding: put.body, as: UTF8.self) == #"{"a":1}"#)
        #expect(put.headers["authorization"] == "Basic abc" && put.headers["If-Match"] == "\"t\"")
        #expect(put.headers["Content-Type"] == "application/json" && put.headers[XAPIVersion.header] == "1.0.1")
        let typed = try request(["method": "POST"], "content=a&Content-Type=text%2Fplain&Content-Length=1").resolved()
        #expect(typed.headers["Content-Type"] == "text/plain")
        for type in ["", "text/plain;charset=UTF-8"] {
            #expect(try request(["method": "GET"], "limit=1", type: type).resolved().query["limit"] == "1")
        }
    }

    @Test("a request without method is itself")
    func plain() throws {
        let plain = request(["a": "b"], "x=y", method: "PUT", type: "text/plain")
        #expect(try plain.resolved() == plain)
    }

    @Test("what the form says of the version goes before the header, so that an unknown one is refused later")
    func version() throws {
        let old = try request(["method": "PUT"], "content=x&X-Experience-API-Version=0.8").resolved()
        #expect(throws: XAPIError.self) { try XAPIVersion(requested: old.headers[XAPIVersion.header]) }
    }

    @Test("what breaks its rules is refused")
    func wrong() {
        for wrong in [
            request(["method": "POST"], "content=x", method: "PUT"), request(["method": "GET"], "", method: "GET"),
            request(["method": "PUT", "statementId": "x"], "content=x"), request(["method": "PUT"], "statementId=x"),
            request(["method": "PUT"], #"{"statementId":"x","content":"{}"}"#), request(["method": "TRACE"], ""),
            request(["method": "put"], "content=x"), request(["method": "GET"], "content=x"),
            request(["method": "PUT"], "content=x", type: "application/json"), request(["method": "PUT"], "content=%"),
            request(["method": "GET"], "", version: "2.0.0"), request(["method": "PUT"], "content=x", version: "2.0"),
            request(["method": "GET"], "X-Experience-API-Version=2.0.0"), request(["method": "GET"], "a=1&a=2"),
        ] {
            let error = #expect(throws: XAPIError.self, "\(wrong)") { try wrong.resolved() }
            #expect(error?.status == 400)
        }
    }
}

@Suite("Documents")
struct DocumentTests {
    private let tag = Documents.entityTag(of: "abc".utf8)

    private func status(
        _ method: String, _ resource: DocumentResource, _ version: XAPIVersion, current: String?,
        _ headers: [String: String] = [:]
    ) -> Int? {
        do {
            try Documents.check(
                method: method, resource: resource, version: version,
                headers: HeaderFields(headers.map { (name: $0.key, value: $0.value) }), current: current)
            return nil
        } catch {
            #expect(!error.message.isEmpty)
            return error.status
        }
    }

    @Test("an entity tag is the SHA-1 of the content in quotes")
    func entityTag() { #expect(tag == "\"a9993e364706816aba3e25717850c26c9cd0d89d\"") }

    @Test("If-Match and If-None-Match decide", arguments: ["PUT", "POST", "DELETE"], XAPIVersion.allCases)
    func conditions(method: String, version: XAPIVersion) {
        for resource in [DocumentResource.state, .agentProfile, .activityProfile] {
            for value in [tag, "*", "\"x\", \(tag)"] {
                #expect(status(method, resource, version, current: tag, ["If-Match": value]) == nil)
                #expect(status(method, resource, version, current: nil, ["If-Match": value]) == 412)
                #expect(status(method, resource, version, current: tag, ["If-None-Match": value]) == 412)
                #expect(status(method, resource, version, current: nil, ["If-None-Match": value]) == nil)
            }
            for value in ["\"1111111111111111111111111111111111111111\"", "1234", "", "W/\(tag)"] {
                #expect(status(method, resource, version, current: tag, ["If-Match": value]) == 412)
            }
            #expect(status(method, resource, version, current: tag, ["If-None-Match": "\"x\""]) == nil)
            #expect(status(method, resource, version, current: tag, ["If-None-Match": "W/\(tag)"]) == 412)
        }
    }

    @Test("a PUT without either is a conflict, for states since 2.0; a new profile has to say that it is new")
    func unconditional() {
        #expect(status("PUT", .state, .v1, current: tag) == nil && status("PUT", .state, .v1, current: nil) == nil)
        #expect(status("PUT", .state, .v2, current: tag) == 409 && status("PUT", .state, .v2, current: nil) == nil)
        for resource in [DocumentResource.agentProfile, .activityProfile] {
            for version in XAPIVersion.allCases {
                #expect(status("PUT", resource, version, current: tag) == 409)
                #expect(status("PUT", resource, version, current: nil) == 400)
                for method in ["POST", "DELETE", "GET"] {
                    #expect(status(method, resource, version, current: tag) == nil)
                    #expect(status(method, resource, version, current: nil) == nil)
                }
            }
        }
    }

    private func post(_ type: String?, _ body: String, onto known: (String, String)?) -> (type: String, text: String)? {
        let known = known.map { (contentType: $0.0, content: Array($0.1.utf8)) }
        let result = try? Documents.post(contentType: type, body: Array(body.utf8), onto: known)
        return result.map { ($0.contentType, String(decoding: $0.content, as: UTF8.self)) }
    }

    @Test("JSON objects are merged at the top level")
    func merging() {
        let merged = post(
            "application/json; charset=utf-8", #"{"car":{"make":"Dodge"},"b":2}"#,
            onto: ("application/json", #"{"a":1,"car":{"make":"Ford","model":"Escape"}}"#))
        #expect(merged?.text == #"{"a":1,"car":{"make":"Dodge"},"b":2}"#)
    }

    @Test("anything else is not merged; what is new is kept as it came")
    func notMerging() throws {
        #expect(post("application/json", "{}", onto: ("text/plain", "x")) == nil)
        #expect(post("application/octet-stream", "abc", onto: ("application/json", "{}")) == nil)
        #expect(post("application/json", "{}{", onto: ("application/json", "{}")) == nil)
        #expect(post("application/json", "[]", onto: ("application/json", "{}")) == nil)
        #expect(post("application/json", "{}", onto: ("application/json", "[]")) == nil)
        #expect(post("application/json", "{", onto: nil) == nil)
        #expect(post("text/plain", "a {", onto: nil)?.text == "a {")
        #expect(post(nil, "x", onto: nil)?.type == "application/octet-stream")
        let put = try Documents.put(contentType: "application/json", body: Array(#"{ "a" : 1 }"#.utf8))
        #expect(String(decoding: put.content, as: UTF8.self) == #"{ "a" : 1 }"#)
        #expect(throws: XAPIError.self) {
            try Documents.put(contentType: "application/json", body: Array("{".utf8))
        }
        #expect(
            try Documents.put(contentType: nil, body: [0xFF]).contentType == "application/octet-stream")
    }
}
