import Core
import Synchronization
import Testing
import TestSupport

@testable import House

@Suite struct FaultTests {
    private static let rows = StubHouse.rows((0..<1000).map { $0 * 7 })

    private func read10(
        _ observed: Observed = Observed(), bodyLimit: Int = 1_000_000,
        _ configure: (inout StubHouse.State) -> Void
    ) async throws -> (pages: [HousePage<Zaak>], error: HouseError?) {
        let stub = StubHouse(Self.rows) { state in
            state.pageSize = 10
            configure(&state)
        }
        return try await withHouse(stub.answer, settings: observed.settings(bodyLimit: bodyLimit)) {
            await read($0.pages(of: Zaak.self, .everything))
        }
    }

    @Test func busyWithSeconds() async throws {
        let observed = Observed()
        let found = try await read10(observed) { $0.instead[2] = .status(429, [("Retry-After", "17")]) }
        #expect(found.error == nil)
        #expect(found.pages.flatMap(\.rows).count == 1000)
        #expect(observed.pauses.withLock { $0 } == [17])
        #expect(observed.progress.withLock { $0.compactMap(\.pause) } == [17])
    }

    @Test func busyWithADate() async throws {
        let observed = Observed()
        // 24 November 2026, 9:00 in the Netherlands.
        let found = try await read10(observed) {
            $0.instead[2] = .status(503, [("Retry-After", "Tue, 24 Nov 2026 08:01:30 GMT")])
        }
        #expect(found.error == nil)
        #expect(observed.pauses.withLock { $0 } == [90])
    }

    @Test func busyForTooLong() async throws {
        let found = try await read10 { $0.instead[3] = .status(429, [("Retry-After", "7200")]) }
        #expect(found.error == .busy(seconds: 7200))
        #expect(found.error?.retryAfter == 7200)
        #expect(found.pages.count == 2)
    }

    @Test(arguments: [500, 502, 503, 504, 408])
    func onceAFault(_ status: Int) async throws {
        let observed = Observed()
        let found = try await read10(observed) { $0.instead[5] = .status(status) }
        #expect(found.error == nil)
        #expect(found.pages.flatMap(\.rows).map(\.id) == Self.rows.map(\.id))
        #expect(observed.pauses.withLock { $0.count } == 1)
    }

    /// What came before stays, the sentence names the page, and a later run goes on there.
    @Test func page67() async throws {
        let observed = Observed()
        let stub = StubHouse(Self.rows) { state in
            state.pageSize = 10
            state.instead500From = 67
        }
        let (first, second) = try await withHouse(stub.answer, settings: observed.settings()) { house in
            let first = await read(house.pages(of: Zaak.self, .everything))
            stub.state.withLock { $0.instead500From = nil }
            let second = await read(house.pages(of: Zaak.self, .everything, after: first.pages.last?.after))
            return (first, second)
        }
        #expect(first.error == .failing(HousePlace(set: "Zaak", page: 67), status: 500))
        #expect(first.error?.text.arguments["page"] == "67")
        #expect(first.pages.count == 66)
        #expect(Set((first.pages + second.pages).flatMap(\.rows).map(\.id)) == Set(Self.rows.map(\.id)))
        // The row at the edge may come again, no more.
        #expect(second.pages.flatMap(\.rows).count <= 1000 - first.pages.flatMap(\.rows).count + 1)
        // Three tries: two pauses, the second longer, each between half and the whole.
        let pauses = observed.pauses.withLock { $0 }
        #expect(pauses.count == 2)
        #expect((0.5...1).contains(pauses[0]) && (1...2).contains(pauses[1]))
    }

    @Test func cutInHalfOnce() async throws {
        let observed = Observed()
        let body = StubAnswer(body: Array(repeating: 0x20, count: 5000), fault: .cut(after: 2500))
        let found = try await read10(observed) { $0.instead[4] = body }
        #expect(found.error == nil)
        #expect(found.pages.flatMap(\.rows).count == 1000)
        #expect(observed.pauses.withLock { $0.count } == 1)
    }

    /// Cut where the server says that it is whole: the JSON tells.
    @Test func cutInHalfAlways() async throws {
        let half = StubAnswer.json(#"{"value":[{"Id":"9ce9d411-3570-4507-a41a-9a2caf9de535","Num"#)
        let found = try await read10 { state in for number in 4...9 { state.instead[number] = half } }
        #expect(found.error == .cut(HousePlace(set: "Zaak", page: 4)))
        #expect(found.pages.count == 3)
    }

    @Test(arguments: [
        "<html>Onderhoud</html>", "{\"value\":[1,]}", "[]", "{}", "{\"value\":null}", "{\"value\":[]} x",
        "{\"error\":{\"code\":\"1\",\"message\":\"nee\"}}",
    ])
    func notTheRightJSON(_ body: String) async throws {
        let found = try await read10 { state in for number in 2...5 { state.instead[number] = .json(body) } }
        #expect(found.error == .malformed(HousePlace(set: "Zaak", page: 2)))
        #expect(found.pages.count == 1)
    }

    @Test func aHugeBody() async throws {
        let found = try await read10(bodyLimit: 20_000) {
            $0.instead[2] = StubAnswer(body: Array(repeating: 0x20, count: 30_000))
        }
        #expect(found.error == .tooLarge(HousePlace(set: "Zaak", page: 2), limit: 20_000))
        #expect(found.pages.count == 1)
    }

    @Test func aConnectionThatBreaks() async throws {
        let found = try await read10 { $0.instead[2] = StubAnswer(fault: .drop) }
        #expect(found.error == nil)
        #expect(found.pages.flatMap(\.rows).count == 1000)
        let always = try await read10 { state in
            for number in 2...5 { state.instead[number] = StubAnswer(fault: .drop) }
        }
        #expect(always.error == .unreachable(host: "127.0.0.1"))
    }

    @Test func timeouts() async throws {
        let observed = Observed()
        let tries = Mutex(0)
        let transport = HouseTransport { _, _, _ in
            tries.withLock { $0 += 1 }
            throw HouseTransport.Fault.timeout
        }
        let house = try HouseSource(transport: transport, settings: observed.settings(attempts: 5))
        let found = await read(house.pages(of: Zaak.self, .everything))
        #expect(found.error == .slow(HousePlace(set: "Zaak", page: 1)))
        #expect(tries.withLock { $0 } == 5)
        #expect(observed.pauses.withLock { $0.count } == 4)
    }

    @Test(arguments: [
        "http://voorbeeld.nl/OData/v4/2.0/Zaak?$skip=10", "//voorbeeld.nl/OData/v4/2.0/Zaak",
        "http://127.0.0.1:1/OData/v4/2.0/Zaak", "https://127.0.0.1/OData/v4/2.0/Zaak", "/andere/map/Zaak",
        "../../../geheim", "/OData/v4/2.0/%2e%2e/%2e%2e/geheim", "/OData/v4/2.0x/Zaak", "file:///etc/passwd",
        "http://127.0.0.1@voorbeeld.nl/OData/v4/2.0/Zaak", "Zaak?a b", "http:/Zaak\\\\x",
    ])
    func aLinkElsewhere(_ link: String) async throws {
        let row = Self.rows[0].json
        let found = try await read10 {
            $0.instead[1] = .json(#"{"value":[\#(row)],"@odata.nextLink":"\#(link)"}"#)
            $0.instead500From = 2
        }
        guard case .elsewhere(let place, _) = found.error else {
            Issue.record("\(String(describing: found.error))")
            return
        }
        #expect(place.page == 1)
        // The rows that came with the link are delivered all the same.
        #expect(found.pages.map(\.rows.count) == [1])
        #expect(found.pages.map(\.isLast) == [false])
    }

    @Test func aRedirectElsewhere() async throws {
        let found = try await read10 {
            $0.instead[3] = .status(302, [("Location", "http://voorbeeld.nl/OData/v4/2.0/Zaak")])
        }
        #expect(found.error == .elsewhere(HousePlace(set: "Zaak", page: 3), host: "voorbeeld.nl"))
        #expect(found.pages.count == 2)
    }

    @Test func aRedirectWithin() async throws {
        let found = try await read10 { state in
            state.before = { number, state in
                guard number == 3 else { return }
                state.instead[3] = .status(307, [("Location", state.targets[2])])
            }
        }
        #expect(found.error == nil)
        #expect(found.pages.flatMap(\.rows).count == 1000)
        let round = try await read10 { state in
            for number in 1...9 { state.instead[number] = .status(301, [("Location", "/OData/v4/2.0/Zaak")]) }
        }
        #expect(round.error == .loop(HousePlace(set: "Zaak", page: 1)))
    }

    /// Links that go round; links that are ever new but bring the same; links that bring nothing.
    @Test func loops() async throws {
        let one = Self.rows[0].json
        let two = Self.rows[1].json
        let found = try await read10 { state in
            state.instead[1] = .json(#"{"value":[\#(one)],"@odata.nextLink":"Zaak?$skiptoken=a"}"#)
            state.instead[2] = .json(#"{"value":[\#(two)],"@odata.nextLink":"Zaak?$skiptoken=a"}"#)
        }
        #expect(found.error == .loop(HousePlace(set: "Zaak", page: 3)))
        #expect(found.pages.count == 2)
        let same = try await read10 { state in
            state.before = { number, state in
                state.instead[number] = .json(#"{"value":[\#(one)],"@odata.nextLink":"Zaak?$skiptoken=\#(number)"}"#)
            }
        }
        #expect(same.error == .loop(HousePlace(set: "Zaak", page: 2)))
        #expect(same.pages.count == 1)
        let nothing = try await read10 { state in
            state.before = { number, state in
                state.instead[number] = .json(#"{"value":[],"@odata.nextLink":"Zaak?$skiptoken=\#(number)"}"#)
            }
        }
        guard case .loop = nothing.error else {
            Issue.record("\(String(describing: nothing.error))")
            return
        }
    }

    @Test func refused() async throws {
        let found = try await read10 { $0.instead[1] = .status(403) }
        #expect(found.error == .refused(HousePlace(set: "Zaak", page: 1), status: 403))
    }

    /// Every kind of fault, anywhere: what was delivered before is a beginning of what there is, and going on completes it.
    @Test func anyFaultAnywhere() async throws {
        var random = SeededGenerator(seed: 6)
        let rows = StubHouse.rows((0..<60).map { $0 / 2 })
        let whole = StubHouse(rows) { $0.pageSize = 7 }
        for round in 0..<80 {
            let faults: [StubAnswer] = [
                .status(500), .status(429), StubAnswer(fault: .drop), StubAnswer(body: [0x7B], fault: .cut(after: 0)),
                .json("{\"value\":["), .json("x"), .status(302, [("Location", "http://voorbeeld.nl/")]), .status(404),
                .json(#"{"value":[],"@odata.nextLink":"http://voorbeeld.nl/"}"#),
            ]
            let stub = StubHouse(rows) { state in
                state.pageSize = 7
                for _ in 0..<4 {
                    state.instead[Int.random(in: 1...12, using: &random)] = faults.randomElement(using: &random)
                }
            }
            let first = try await withHouse(stub.answer, settings: Observed().settings(attempts: 2)) {
                await read($0.pages(of: Zaak.self, .everything))
            }
            let delivered = first.pages.flatMap(\.rows).map(\.id)
            #expect(Set(delivered).count == delivered.count, "\(round)")
            let rest = try await withHouse(whole.answer) {
                await read($0.pages(of: Zaak.self, .everything, after: first.pages.last?.after))
            }
            #expect(Set(delivered + rest.pages.flatMap(\.rows).map(\.id)).count == 60, "\(round)")
        }
    }
}
