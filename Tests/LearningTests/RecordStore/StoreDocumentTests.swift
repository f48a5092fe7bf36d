import Core
import Directory
import HTTPTypes
import Storage
import TestSupport
import Testing
import XAPI

@testable import Learning

/// State and profiles through the router, on both engines.
@Suite struct StoreDocumentTests {
    private static let state = "/activities/state?activityId=\(activity("receptie"))&agent=\(agent("anna"))"

    @Test(arguments: testEngines)
    func aDocumentIsKeptAsItIs(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.store { store in
                let places = [
                    Self.state + "&stateId=plek", Self.state + "&registration=\(uuid(1))&stateId=plek",
                    "/activities/profile?activityId=\(activity("receptie"))&profileId=p",
                    "/agents/profile?agent=\(agent("anna"))&profileId=p",
                ]
                for (number, place) in places.enumerated() {
                    #expect(try await store.get(place).status == 404)
                    let bytes: [UInt8] = [0, 255, UInt8(number)]
                    let sent = try await store.send(
                        .put, place, bytes, headers: ["Content-Type": "application/octet-stream", "If-None-Match": "*"])
                    #expect(sent.status == 204)
                    let answer = try await store.get(place)
                    #expect(answer.status == 200 && answer.body == bytes)
                    #expect(answer["Content-Type"] == "application/octet-stream")
                    #expect(answer["ETag"]?.hasPrefix("\"") == true && answer["Last-Modified"] != nil)
                    let head = try await store.send(.head, place)
                    #expect(head.status == 200 && head.body.isEmpty && head["ETag"] == answer["ETag"])
                }
                #expect(try await store.get(Self.state).json?.array == [.string("plek")])
                #expect(try await store.send(.delete, Self.state).status == 204)
                #expect(try await store.get(Self.state).json?.array == [])
                #expect(try await store.get(places[2]).status == 200)
            }
        }
    }

    @Test(arguments: testEngines)
    func conditionsHold(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.store { store in
                let place = "/agents/profile?agent=\(agent("anna"))&profileId=p"
                #expect(try await store.post(place, "{\"a\":1}").status == 204)
                // Neither header on something that is there.
                let bare = try await store.put(place, "{\"a\":2}")
                #expect(bare.status == 409 && !bare.text.isEmpty)
                #expect(try await store.put(place, "{\"a\":2}", headers: ["If-None-Match": "*"]).status == 412)
                #expect(try await store.put(place, "{\"a\":2}", headers: ["If-Match": "\"anders\""]).status == 412)
                let tag = try await store.get(place)["ETag"] ?? ""
                #expect(try await store.put(place, "{\"a\":2}", headers: ["If-Match": tag]).status == 204)
                #expect(try await store.send(.delete, place, headers: ["If-Match": tag]).status == 412)
                #expect(try await store.get(place).text == "{\"a\":2}")
            }
        }
    }

    /// Of many that add something at the same moment, nobody's is lost.
    @Test(arguments: testEngines)
    func mergesDoNotLoseEachOther(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.store { store in
                let place = Self.state + "&stateId=samen"
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 0..<30 {
                        group.addTask { try await store.post(place, "{\"k\(number)\":\(number)}").status }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses.allSatisfy { $0 == 204 }, "\(statuses)")
                let members = try await store.get(place).json?.object?.members ?? []
                #expect(Set(members.map(\.name)) == Set((0..<30).map { "k\($0)" }))
                #expect(try await store.post(place, "[1]").status == 400)
                #expect(try await store.post(place, "x", headers: ["Content-Type": "text/plain"]).status == 400)
                #expect(try await store.get(place).json?.object?.members.count == 30)
            }
        }
    }

    @Test(arguments: testEngines)
    func idsCanBeAskedSinceAMoment(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.store { store in
                #expect(try await store.put(Self.state + "&stateId=a", "1").status == 204)
                let moment = world.clock.instant.rfc3339
                world.clock.advance(seconds: 5)
                #expect(try await store.put(Self.state + "&stateId=b", "1").status == 204)
                let ids = try await store.get(Self.state + "&since=\(escaped(moment))")
                #expect(ids.json?.array == [.string("b")])
                #expect(try await store.get(Self.state).json?.array == [.string("a"), .string("b")])
            }
        }
    }
}
