import Core
import Synchronization
import Testing
import TestSupport

@testable import House

@Suite struct PagesTests {
    @Test func pagesInTheOrderOfChange() async throws {
        let stub = StubHouse(StubHouse.rows((0..<1000).map { $0 * 7 }))
        let observed = Observed()
        let found = try await withHouse(stub.answer, settings: observed.settings()) {
            await read($0.pages(of: Zaak.self, .everything))
        }
        #expect(found.error == nil)
        #expect(found.pages.map(\.rows.count) == [250, 249, 249, 249, 3])
        #expect(found.pages.map(\.isLast) == [false, false, false, false, true])
        #expect(found.pages.flatMap(\.rows).map(\.id) == stub.state.withLock { $0.rows.map(\.id) })
        #expect(found.pages.last?.after == HouseTime(ticks: 17_000_000_000_000_000 + 999 * 7))
        #expect(observed.progress.withLock { $0.map(\.rows) } == [250, 499, 748, 997, 1000])
        #expect(observed.progress.withLock { Set($0.map(\.total)) } == [1000])
        #expect(observed.pauses.withLock { $0.isEmpty })
        // Links that count rows are replaced by the question for what changed later, from the last time but one: the row
        // at the edge comes again, and is passed over.
        #expect(!stub.targets.contains { $0.contains("$skip") })
        #expect(
            stub.targets[0]
                == "/OData/v4/2.0/Zaak?$orderby=ApiGewijzigdOp&$select=\(Zaak.fields.questions[0].select)"
                + "&$expand=\(Zaak.fields.questions[0].expand)&$count=true")
        #expect(stub.targets[1].contains("$filter=ApiGewijzigdOp gt 2023-"))
    }

    @Test func linksWithATokenAreFollowed() async throws {
        let stub = StubHouse(StubHouse.rows((0..<600).map { $0 * 7 })) { $0.links = .token }
        let found = try await withHouse(stub.answer) { await read($0.pages(of: Zaak.self, .everything)) }
        #expect(found.pages.map(\.rows.count) == [250, 250, 100])
        #expect(stub.targets.dropFirst().allSatisfy { $0.contains("$skiptoken=") })
    }

    /// Times that many rows share, pages of any size, links of both kinds: every row comes exactly once.
    @Test func everyRowOnce() async throws {
        var random = SeededGenerator(seed: 4)
        for round in 0..<60 {
            let (stub, _) = Self.anySource(&random)
            let found = try await withHouse(stub.answer) { await read($0.pages(of: Zaak.self, .everything)) }
            let rows = stub.state.withLock { $0.rows }
            #expect(found.error == nil, "\(round)")
            #expect(found.pages.flatMap(\.rows).map(\.id).sorted() == rows.map(\.id).sorted(), "\(round)")
            #expect(found.pages.last?.after?.ticks == rows.map(\.ticks).max(), "\(round)")
        }
    }

    /// A run that breaks off anywhere goes on from the last page's mark, and leaves nothing out.
    @Test func goesOnWhereItStopped() async throws {
        var random = SeededGenerator(seed: 5)
        for round in 0..<60 {
            let (stub, count) = Self.anySource(&random)
            var ids: Set<Identifier> = []
            var after: HouseTime?
            for _ in 0..<40 {
                let limit = Int.random(in: 1...3, using: &random)
                let found = try await withHouse(stub.answer) {
                    await read($0.pages(of: Zaak.self, .everything, after: after), atMost: limit)
                }
                ids.formUnion(found.pages.flatMap(\.rows).map(\.id))
                // A run that stops within rows that share one time cannot get further than they do.
                let last = found.pages.last
                if last?.after == after, last?.isLast == false {
                    let rest = try await withHouse(stub.answer) {
                        await read($0.pages(of: Zaak.self, .everything, after: after))
                    }
                    ids.formUnion(rest.pages.flatMap(\.rows).map(\.id))
                    break
                }
                after = last?.after ?? after
                if last?.isLast ?? true { break }
            }
            #expect(ids.count == count, "\(round)")
        }
    }

    /// A row that changes while we read moves to the end, and the rows behind it move up by one: none of them is missed.
    @Test func rowsThatMoveMeanwhile() async throws {
        let stub = StubHouse(StubHouse.rows((0..<100).map { $0 * 7 })) { state in
            state.pageSize = 10
            state.before = { number, state in
                state.rows[(number * 7) % 100].ticks = 18_000_000_000_000_000 + Int64(number)
            }
        }
        let found = try await withHouse(stub.answer) { await read($0.pages(of: Zaak.self, .everything), atMost: 40) }
        #expect(Set(found.pages.flatMap(\.rows).map(\.id)).count == 100)
    }

    @Test func aSourceThatKnowsNoFilter() async throws {
        let stub = StubHouse(StubHouse.rows((0..<70).map { $0 * 7 })) { state in
            state.pageSize = 10
            state.honoursFilter = false
        }
        let found = try await withHouse(stub.answer) { await read($0.pages(of: Zaak.self, .everything)) }
        #expect(found.error == nil)
        #expect(found.pages.flatMap(\.rows).count == 70)
        #expect(stub.targets.filter { $0.contains("$skip=") }.count == 6)
    }

    /// Without the order that was asked for, a mark in the middle would be a lie: only the end gives one.
    @Test func aSourceThatKnowsNoOrder() async throws {
        let stub = StubHouse(StubHouse.rows([50, 10, 40, 20, 30, 60, 5])) { state in
            state.pageSize = 2
            state.honoursOrder = false
        }
        let found = try await withHouse(stub.answer) { await read($0.pages(of: Zaak.self, .everything)) }
        #expect(found.error == nil)
        #expect(Set(found.pages.flatMap(\.rows).map(\.id)).count == 7)
        #expect(found.pages.dropLast().allSatisfy { $0.after == nil })
        #expect(found.pages.last?.after?.ticks == 17_000_000_000_000_060)
    }

    @Test func nothingNew() async throws {
        let stub = StubHouse(StubHouse.rows([10, 20]))
        let found = try await withHouse(stub.answer) {
            await read($0.pages(of: Zaak.self, .everything, after: HouseTime(ticks: 17_000_000_000_000_020)))
        }
        #expect(found.error == nil)
        #expect(found.pages.isEmpty)
    }

    private static func anySource(_ random: inout SeededGenerator) -> (StubHouse, Int) {
        let count = Int.random(in: 1...40, using: &random)
        let spread = Int64([1, 3, 10, 1000].randomElement(using: &random)!)
        let ticks = (0..<count).map { _ in Int64.random(in: 0..<spread, using: &random) * 5 }
        let size = Int.random(in: 1...9, using: &random)
        let links = StubHouse.Links.allCases.randomElement(using: &random)!
        let stub = StubHouse(StubHouse.rows(ticks)) { state in
            state.pageSize = size
            state.links = links
        }
        return (stub, count)
    }
}
