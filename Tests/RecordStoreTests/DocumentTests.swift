import Core
import HTTPTypes
import Storage
import TestSupport
import Testing

/// One of the three resources that keep documents.
enum Documents: String, CaseIterable, Sendable {
    case state = "/activities/state"
    case agentProfile = "/agents/profile"
    case activityProfile = "/activities/profile"

    /// The name of the document itself.
    var key: String { self == .state ? "stateId" : "profileId" }

    /// Where a document stands.
    func place(_ id: String = newID()) -> [String: String] {
        var place = [key: id]
        if self != .agentProfile { place["activityId"] = "https://leren.example/cursus/receptie" }
        if self != .activityProfile { place["agent"] = Sample.accountAgent.serialized }
        return place
    }
}

/// A resource, a version and an engine.
struct DocumentSetting: Sendable, CustomTestStringConvertible {
    let engine: Engine
    let edition: Edition
    let documents: Documents

    static let all = testEngines.flatMap { engine in
        Edition.allCases.flatMap { edition in
            Documents.allCases.map { DocumentSetting(engine: engine, edition: edition, documents: $0) }
        }
    }

    var testDescription: String { "\(documents.rawValue) \(edition.rawValue) \(engine)" }
}

/// A request that is refused for its parameters.
struct DocumentRefusal: Sendable, CustomTestStringConvertible {
    let id: String
    let documents: Documents
    let method: String
    let key: String
    /// What stands there; `nil` when it is left out.
    let value: String?

    init(_ id: String, _ documents: Documents, _ method: String, without key: String) {
        (self.id, self.documents, self.method, self.key, value) = (id, documents, method, key, nil)
    }
    init(_ id: String, _ documents: Documents, _ method: String, _ key: String, _ value: String) {
        (self.id, self.documents, self.method, self.key, self.value) = (id, documents, method, key, value)
    }

    var testDescription: String { "\(id) \(method) \(documents.rawValue) \(key) \(value ?? "left out")" }

    static let all: [DocumentRefusal] = [
        .init("XAPI-00207", .state, "DELETE", without: "activityId"),
        .init("XAPI-00208", .state, "GET", without: "activityId"),
        .init("XAPI-00209", .state, "POST", without: "activityId"),
        .init("XAPI-00210", .state, "PUT", without: "activityId"),
        .init("XAPI-00212", .state, "DELETE", without: "agent"),
        .init("XAPI-00213", .state, "GET", without: "agent"),
        .init("XAPI-00214", .state, "POST", without: "agent"),
        .init("XAPI-00215", .state, "PUT", without: "agent"),
        .init("XAPI-00206", .state, "PUT", without: "stateId"),
        .init("XAPI-00211", .state, "POST", without: "stateId"),
        .init("XAPI-00196", .state, "DELETE", "agent", "anna"),
        .init("XAPI-00196", .state, "DELETE", "agent", "true"),
        .init("XAPI-00197", .state, "GET", "agent", "anna"),
        .init("XAPI-00197", .state, "GET", "agent", "true"),
        .init("XAPI-00198", .state, "POST", "agent", "true"),
        .init("XAPI-00198", .state, "POST", "agent", "{\"objectType\":\"Agent\"}"),
        .init("XAPI-00199", .state, "PUT", "agent", "anna"),
        .init("XAPI-00199", .state, "PUT", "agent", "{\"name\":\"Anna\"}"),
        .init("XAPI-00200", .state, "DELETE", "registration", "true"),
        .init("XAPI-00201", .state, "GET", "registration", "geen"),
        .init("XAPI-00202", .state, "POST", "registration", "1234"),
        .init("XAPI-00203", .state, "PUT", "registration", "true"),
        .init("XAPI-00204", .state, "GET", "since", "gisteren"),
        .init("XAPI-00261", .agentProfile, "GET", without: "agent"),
        .init("XAPI-00262", .agentProfile, "DELETE", without: "agent"),
        .init("XAPI-00263", .agentProfile, "POST", without: "agent"),
        .init("XAPI-00264", .agentProfile, "PUT", without: "agent"),
        .init("XAPI-00255", .agentProfile, "DELETE", "agent", "true"),
        .init("XAPI-00256", .agentProfile, "POST", "agent", "{\"objectType\":\"Agent\"}"),
        .init("XAPI-00257", .agentProfile, "PUT", "agent", "anna"),
        .init("XAPI-00258", .agentProfile, "GET", "agent", "true"),
        .init("XAPI-00265", .agentProfile, "DELETE", without: "profileId"),
        .init("XAPI-00266", .agentProfile, "POST", without: "profileId"),
        .init("XAPI-00267", .agentProfile, "PUT", without: "profileId"),
        .init("XAPI-00260", .agentProfile, "GET", "since", "true"),
        .init("XAPI-00296", .activityProfile, "GET", without: "activityId"),
        .init("XAPI-00297", .activityProfile, "DELETE", without: "activityId"),
        .init("XAPI-00298", .activityProfile, "POST", without: "activityId"),
        .init("XAPI-00299", .activityProfile, "PUT", without: "activityId"),
        .init("XAPI-00300", .activityProfile, "DELETE", without: "profileId"),
        .init("XAPI-00301", .activityProfile, "POST", without: "profileId"),
        .init("XAPI-00302", .activityProfile, "PUT", without: "profileId"),
        .init("XAPI-00295", .activityProfile, "GET", "since", "gisteren"),
        .init("XAPI-00304", .activityProfile, "GET", "agent", "anna"),
        .init("XAPI-00012", .state, "PUT", "activityId", "geen iri"),
        .init("XAPI-00012", .activityProfile, "GET", "activityId", "geen iri"),
        .init("XAPI-00324", .state, "PUT", "opmerking", "x"),
        .init("XAPI-00324", .agentProfile, "GET", "opmerking", "x"),
        .init("XAPI-00325", .activityProfile, "GET", "ProfileId", "x"),
        .init("XAPI-00325", .state, "DELETE", "StateId", "x"),
    ]
}

extension Store {
    func document(
        _ method: HTTPRequest.Method, _ documents: Documents, _ place: [String: String],
        headers: [String: String?] = [:],
        _ body: Body = .none
    ) async throws -> Answer {
        let query = place.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.encoded($0.value))" }.joined(
            separator: "&")
        return try await send(method, uri: "\(Self.root)\(documents.rawValue)?\(query)", headers: headers, body)
    }
}

private let first: JSON = ["naam": "Anna", "plaats": ["stad": "Zwolle"], "les": 3]
private let second: JSON = ["plaats": ["land": "NL"], "klaar": true]

/// State, agent profiles and activity profiles (Communication 2.2, 2.3, 2.6 and 2.7).
@Suite("Documents")
struct DocumentTests {
    @Test("requests with parameters that are missing or wrong", arguments: DocumentRefusal.all, Edition.allCases)
    func parameters(refusal: DocumentRefusal, edition: Edition) async throws {
        try await withStore(edition) { store in
            var place = refusal.documents.place()
            _ = try await store.document(.post, refusal.documents, place, .json(first))
            let kept = place
            if refusal.key == "since" { place[refusal.documents.key] = nil }
            place[refusal.key] = refusal.value
            let method = try #require(HTTPRequest.Method(refusal.method))
            let body: Body = ["PUT", "POST"].contains(refusal.method) ? .json(second) : .none
            let answer = try await store.document(
                method, refusal.documents, place, headers: ["If-None-Match": "*"], body)
            #expect(answer.status == 400, "\(answer.text)")
            #expect(try await store.document(.get, refusal.documents, kept).json == first)
        }
    }

    @Test(
        """
        XAPI-00187 XAPI-00188 XAPI-00189 XAPI-00190 XAPI-00191 XAPI-00192 XAPI-00216 XAPI-00217 XAPI-00230 XAPI-00231 \
        XAPI-00259 XAPI-00269 XAPI-00271 XAPI-00272 XAPI-00273 XAPI-00274 XAPI-00282 XAPI-00283 \
        XAPI-00285 XAPI-00286 XAPI-00287 XAPI-00288 XAPI-00290 XAPI-00291 XAPI-00292 XAPI-00293 XAPI-00311 XAPI-00312: \
        a document is put, posted, got and deleted
        """, arguments: DocumentSetting.all)
    func putPostGetDelete(setting: DocumentSetting) async throws {
        try await withStore(setting) { store in
            let (put, posted) = (setting.documents.place(), setting.documents.place())
            #expect(
                try await store.document(.put, setting.documents, put, headers: ["If-None-Match": "*"], .json(first))
                    .status
                    == 204)
            #expect(try await store.document(.post, setting.documents, posted, .json(second)).status == 204)
            for (place, value) in [(put, first), (posted, second)] {
                let answer = try await store.document(.get, setting.documents, place)
                #expect(answer.status == 200)
                #expect(answer.json == value)
                #expect(answer["Content-Type"]?.hasPrefix("application/json") == true)
            }
            #expect(try await store.document(.delete, setting.documents, put).status == 204)
            #expect(try await store.document(.get, setting.documents, put).status == 404)
            #expect(try await store.document(.delete, setting.documents, put).status == 204, "there was nothing left")
            #expect(try await store.document(.get, setting.documents, posted).json == second)
        }
    }

    @Test(
        "XAPI-00193 XAPI-00270 XAPI-00289: without a name the names of all are given", arguments: DocumentSetting.all)
    func names(setting: DocumentSetting) async throws {
        try await withStore(setting) { store in
            var place = setting.documents.place("een")
            _ = try await store.document(.post, setting.documents, place, .json(first))
            _ = try await store.document(.post, setting.documents, setting.documents.place("twee"), .json(first))
            place[setting.documents.key] = nil
            let answer = try await store.document(.get, setting.documents, place)
            #expect(answer.status == 200)
            #expect(Set(answer.json?.strings ?? []) == ["een", "twee"])
            // Elsewhere there are none, which is no mistake.
            place[setting.documents == .agentProfile ? "agent" : "activityId"] =
                setting.documents == .agentProfile ? Sample.openidAgent.serialized : "https://leren.example/anders"
            #expect(try await store.document(.get, setting.documents, place).json == [])
        }
    }

    @Test(
        """
        XAPI-00195 XAPI-00221 XAPI-00222 XAPI-00268 XAPI-00275 XAPI-00294 XAPI-00303 XAPI-00141: \
        with since only the names of what changed after it
        """, arguments: DocumentSetting.all)
    func since(setting: DocumentSetting) async throws {
        try await withStore(setting) { store in
            _ = try await store.document(.post, setting.documents, setting.documents.place("oud"), .json(first))
            store.clock.advance(seconds: 60)
            let moment = store.moment()
            store.clock.advance(seconds: 60)
            _ = try await store.document(.post, setting.documents, setting.documents.place("nieuw"), .json(first))
            var place = setting.documents.place()
            place[setting.documents.key] = nil
            place["since"] = moment
            let answer = try await store.document(.get, setting.documents, place)
            #expect(answer.status == 200)
            #expect(answer.json == ["nieuw"])
        }
    }

    @Test(
        """
        XAPI-00183 XAPI-00184 XAPI-00185 XAPI-00186 XAPI-00234 XAPI-00279 XAPI-00308: posting onto a document merges the \
        two, at the top level only
        """, arguments: DocumentSetting.all)
    func merge(setting: DocumentSetting) async throws {
        try await withStore(setting) { store in
            let place = setting.documents.place()
            _ = try await store.document(.post, setting.documents, place, .json(first))
            #expect(try await store.document(.post, setting.documents, place, .json(second)).status == 204)
            #expect(
                try await store.document(.get, setting.documents, place).json
                    == ["naam": "Anna", "plaats": ["land": "NL"], "les": 3, "klaar": true])
        }
    }

    @Test(
        "XAPI-00233 XAPI-00280 XAPI-00310: posting where there is nothing stores it as it is, of any type",
        arguments: DocumentSetting.all)
    func postNew(setting: DocumentSetting) async throws {
        try await withStore(setting) { store in
            let place = setting.documents.place()
            let bytes: [UInt8] = [0, 255, 13, 10, 7]
            #expect(
                try await store.document(.post, setting.documents, place, .bytes(bytes, type: "image/x-eigen")).status
                    == 204)
            let answer = try await store.document(.get, setting.documents, place)
            #expect(answer.bytes == bytes)
            #expect(answer["Content-Type"] == "image/x-eigen")
        }
    }

    @Test(
        """
        XAPI-00229 XAPI-00232 XAPI-00278 XAPI-00281 XAPI-00309 XAPI-00313: posting onto a document is refused when either \
        is no JSON object, and changes nothing
        """, arguments: DocumentSetting.all)
    func mergeRefused(setting: DocumentSetting) async throws {
        try await withStore(setting) { store in
            let place = setting.documents.place()
            _ = try await store.document(.post, setting.documents, place, .json(first))
            for body in [
                Body.text("abcdefg", type: "not/json"), .text("abcdefg", type: "application/octet-stream"),
                .text("abc", type: "application/x-www-form-urlencoded"),
                .text(second.serialized + "{", type: "application/json"), .text("[1]", type: "application/json"),
                .text("\"tekst\"", type: "application/json"), .text("", type: "application/json"),
            ] {
                #expect(try await store.document(.post, setting.documents, place, body).status == 400, "\(body)")
            }
            #expect(try await store.document(.get, setting.documents, place).json == first)

            let other = setting.documents.place()
            _ = try await store.document(
                .post, setting.documents, other, .text("/ een / tekst", type: "application/octet-stream"))
            #expect(try await store.document(.post, setting.documents, other, .json(first)).status == 400)
            #expect(try await store.document(.get, setting.documents, other).text == "/ een / tekst")
        }
    }

    @Test(
        "XAPI-00235 XAPI-00284 XAPI-00314: a document that says it is JSON and is none is refused",
        arguments: DocumentSetting.all)
    func brokenJSON(setting: DocumentSetting) async throws {
        try await withStore(setting) { store in
            let place = setting.documents.place()
            for text in ["{\"a\":", "{'a':1}", "{\"a\":1}{", "a=1"] {
                let answer = try await store.document(
                    .post, setting.documents, place, .text(text, type: "application/json"))
                #expect(answer.status == 400, "\(text)")
            }
            #expect(try await store.document(.get, setting.documents, place).status == 404)
            guard setting.documents != .activityProfile else { return }
            // The Agent of the address is broken.
            let broken = place.merging(["agent": "{\"objectType\"\"Agent\"}"]) { $1 }
            #expect(try await store.document(.post, setting.documents, broken, .json(first)).status == 400)
        }
    }

    @Test(
        "XAPI-00218 XAPI-00219 XAPI-00220 XAPI-00227: a state of a registration is another than one without",
        arguments: testEngines, Edition.allCases)
    func registration(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { (store: Store) async throws in
            let place = Documents.state.place()
            let registered = place.merging(["registration": newID()]) { $1 }
            #expect(try await store.document(.put, .state, registered, .json(first)).status == 204)
            #expect(try await store.document(.get, .state, place).status == 404)
            #expect(try await store.document(.post, .state, registered, .json(second)).status == 204)
            #expect(try await store.document(.get, .state, registered).json?["klaar"] == true)
            #expect(try await store.document(.delete, .state, registered).status == 204)
            #expect(try await store.document(.get, .state, registered).status == 404)
        }
    }

    @Test(
        "XAPI-00194: without a name every state there is deleted, and no other", arguments: testEngines,
        Edition.allCases)
    func deleteAll(engine: Engine, edition: Edition) async throws {
        try await withStore(edition, engine) { store in
            var place = Documents.state.place("een")
            let elsewhere = place.merging(["activityId": "https://leren.example/anders"]) { $1 }
            for one in [place, Documents.state.place("twee"), elsewhere] {
                _ = try await store.document(.put, .state, one, .json(first))
            }
            place["stateId"] = nil
            #expect(try await store.document(.delete, .state, place).status == 204)
            #expect(try await store.document(.get, .state, place).json == [])
            #expect(try await store.document(.get, .state, elsewhere).json == first)
        }
    }

    @Test("XAPI2-00006: Last-Modified says when a document changed", arguments: DocumentSetting.all)
    func lastModified(setting: DocumentSetting) async throws {
        try await withStore(setting) { store in
            let place = setting.documents.place()
            _ = try await store.document(.post, setting.documents, place, .json(first))
            let before = try #require(try await store.document(.get, setting.documents, place)["Last-Modified"])
            store.clock.advance(seconds: 2)
            _ = try await store.document(.post, setting.documents, place, .json(second))
            let after = try #require(try await store.document(.get, setting.documents, place)["Last-Modified"])
            #expect(before != after)
            #expect(before == httpDate(store.clock.instant.advanced(bySeconds: -2)))
            #expect(after == httpDate(store.clock.instant))
        }
    }
}

/// Optimistic concurrency (Communication 3.1).
@Suite("ETags")
struct ConcurrencyTests {
    @Test("XAPI-00322: each document comes with an ETag, in quotes, of its bytes", arguments: DocumentSetting.all)
    func tag(setting: DocumentSetting) async throws {
        try await withStore(setting) { store in
            let place = setting.documents.place()
            _ = try await store.document(.post, setting.documents, place, .json(first))
            let answer = try await store.document(.get, setting.documents, place)
            let tag = try #require(answer["ETag"])
            #expect(tag == "\"\(sha1(answer.bytes))\"")
            #expect(tag.count == 42)
        }
    }

    @Test("XAPI-00322: If-Match lets the right tag through and stops others", arguments: DocumentSetting.all)
    func ifMatch(setting: DocumentSetting) async throws {
        try await withStore(setting) { store in
            let documents = setting.documents
            let place = documents.place()
            _ = try await store.document(.post, documents, place, .json(first))
            let methods: [(HTTPRequest.Method, Body)] = [
                (.put, .json(second)), (.post, .json(second)), (.delete, .none),
            ]
            for wrong in ["\"1234\"", "1234", "\"1111111111111111111111111111111111111111\""] {
                for (method, body) in methods {
                    let answer = try await store.document(method, documents, place, headers: ["If-Match": wrong], body)
                    #expect(answer.status == 412, "\(method) \(wrong)")
                }
            }
            #expect(try await store.document(.get, documents, place).json == first)
            for (method, body) in methods {
                let tag = try await store.document(.get, documents, place)["ETag"]
                #expect(
                    try await store.document(method, documents, place, headers: ["If-Match": tag], body).status == 204)
            }
            #expect(try await store.document(.get, documents, place).status == 404)
        }
    }

    @Test("XAPI-00322: If-None-Match * stores only where there is nothing", arguments: DocumentSetting.all)
    func ifNoneMatch(setting: DocumentSetting) async throws {
        try await withStore(setting) { store in
            let place = setting.documents.place()
            for (value, status) in [(first, 204), (second, 412)] {
                let answer = try await store.document(
                    .put, setting.documents, place, headers: ["If-None-Match": "*"], .json(value))
                #expect(answer.status == status)
            }
            #expect(try await store.document(.get, setting.documents, place).json == first)
        }
    }

    @Test(
        """
        XAPI-00322 XAPI2-00007: putting without saying onto what is a conflict when there is something, and for profiles \
        refused when there is nothing; states in 1.0.3 are free
        """, arguments: DocumentSetting.all)
    func without(setting: DocumentSetting) async throws {
        try await withStore(setting) { store in
            let (documents, place) = (setting.documents, setting.documents.place())
            let isState = documents == .state
            #expect(try await store.document(.put, documents, place, .json(first)).status == (isState ? 204 : 400))
            if !isState { _ = try await store.document(.post, documents, place, .json(first)) }
            let answer = try await store.document(.put, documents, place, .json(second))
            let isFree = isState && setting.edition == .first
            #expect(answer.status == (isFree ? 204 : 409))
            #expect(isFree || !answer.text.isEmpty)
            #expect(try await store.document(.get, documents, place).json == (isFree ? second : first))
        }
    }

    @Test("XAPI-00322: of writers with the same tag one wins", arguments: DocumentSetting.all)
    func race(setting: DocumentSetting) async throws {
        try await withStore(setting) { store in
            let place = setting.documents.place()
            _ = try await store.document(.post, setting.documents, place, .json(first))
            let tag = try await store.document(.get, setting.documents, place)["ETag"]
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        try await store.document(
                            .put, setting.documents, place, headers: ["If-Match": tag],
                            .json(["schrijver": .number(Double(number))])
                        ).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [204] + Array(repeating: 412, count: 7))
        }
    }

    @Test("XAPI-00184: nothing is lost when several merge at once", arguments: DocumentSetting.all)
    func mergeRace(setting: DocumentSetting) async throws {
        try await withStore(setting) { store in
            let place = setting.documents.place()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let answer = try await store.document(
                            .post, setting.documents, place, .json(["les \(number)": .number(Double(number))]))
                        #expect(answer.status == 204)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await store.document(.get, setting.documents, place).json?.members.count == 8)
        }
    }
}
