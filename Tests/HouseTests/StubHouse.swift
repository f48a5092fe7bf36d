import Core
import Synchronization
import TestSupport

@testable import House

/// A small source in the shape of the House's: rows with a time, in pages with links.
final class StubHouse: Sendable {
    /// How its links name the next page.
    enum Links: CaseIterable { case skip, token }

    struct Row {
        var id: Identifier
        var ticks: Int64
        var extra = ""

        var json: String {
            #"{"Id":"\#(id)","Nummer":"N","ApiGewijzigdOp":"\#(HouseTime(ticks: ticks))","Verwijderd":false\#(extra)}"#
        }
    }

    struct State {
        var rows: [Row] = []
        var pageSize = 250
        var links = Links.skip
        var honoursFilter = true
        var honoursOrder = true
        /// Answers in place of the usual one, by the number of the request, from 1.
        var instead: [Int: StubAnswer] = [:]
        /// Answers from this request on.
        var instead500From: Int?
        /// Is called before each answer.
        var before: @Sendable (Int, inout State) -> Void = { _, _ in }
        var targets: [String] = []
    }

    let state: Mutex<State>

    init(_ rows: [Row] = [], _ configure: (inout State) -> Void = { _ in }) {
        var state = State(rows: rows)
        configure(&state)
        self.state = Mutex(state)
    }

    /// The addresses that were asked for, decoded.
    var targets: [String] { state.withLock { $0.targets.map { HouseAddress.decoded($0) } } }

    func answer(_ target: String) -> StubAnswer {
        state.withLock { state in
            state.targets.append(target)
            let number = state.targets.count
            state.before(number, &state)
            if let answer = state.instead[number] { return answer }
            if let from = state.instead500From, number >= from { return .status(500) }
            return Self.page(state, target)
        }
    }

    private static func page(_ state: State, _ target: String) -> StubAnswer {
        let address = HouseAddress("http://stub\(target)")!
        var rows = state.rows
        if state.honoursOrder { rows.sort { ($0.ticks, $0.id) < ($1.ticks, $1.id) } }
        let filter = address.option("$filter") ?? ""
        if state.honoursFilter, let start = filter.range(of: "ApiGewijzigdOp gt ", caseInsensitive: false)?.upperBound {
            let after = HouseTime(filter[start...].prefix { $0 != " " })!
            rows.removeAll { $0.ticks <= after.ticks }
        }
        let skip = Int(address.option("$skip") ?? address.option("$skiptoken") ?? "0")!
        let shown = rows.dropFirst(skip).prefix(state.pageSize)
        var body = #"{"@odata.context":"x","@odata.count":\#(rows.count),"value":["#
        body += shown.map(\.json).joined(separator: ",") + "]"
        if skip + shown.count < rows.count {
            let kept = address.query!.split(separator: "&").filter { !$0.hasPrefix("$skip") }.joined(separator: "&")
            let option = state.links == .skip ? "$skip" : "$skiptoken"
            // Relative to the service, as OData allows.
            body += #","@odata.nextLink":"Zaak?\#(kept)&\#(option)=\#(skip + shown.count)""#
        }
        return .json(body + "}")
    }

    /// Rows with the times given, in ticks after some day.
    static func rows(_ ticks: [Int64]) -> [Row] {
        let random = seededRandomBytes(UInt64(ticks.count))
        return ticks.map { tick in
            Row(id: Identifier(at: Instant(milliseconds: 0), random: random), ticks: 17_000_000_000_000_000 + tick)
        }
    }
}

/// Remembers which addresses were asked for, decoded.
final class Asked: Sendable {
    private let targets = Mutex<[String]>([])

    var all: [String] { targets.withLock { $0 } }
    func add(_ target: String) { targets.withLock { $0.append(HouseAddress.decoded(target)) } }
}

/// What a reader was given, and what it did with it.
final class Observed: Sendable {
    let pauses = Mutex<[Double]>([])
    let progress = Mutex<[HouseProgress]>([])
    let clock = TestClock()

    func settings(attempts: Int = 3, bodyLimit: Int = 1_000_000) -> HouseSettings {
        HouseSettings(
            patience: HousePatience(attempts: attempts), bodyLimit: bodyLimit, now: clock.now,
            random: seededRandomBytes(1),
            sleep: { [self] seconds in pauses.withLock { $0.append(seconds) } },
            report: { [self] progress in self.progress.withLock { $0.append(progress) } })
    }
}

/// Runs `body` with a reader of a server that answers with `answer`.
func withHouse<Result>(
    _ answer: @escaping @Sendable (String) -> StubAnswer, settings: HouseSettings = Observed().settings(),
    _ body: (HouseSource) async throws -> Result
) async throws -> Result {
    try await withStub(answer) { origin in
        try await HouseTransport.withNetwork { transport in
            try await body(try HouseSource("\(origin)/OData/v4/2.0", transport: transport, settings: settings))
        }
    }
}

/// Reads to the end, or to the error.
func read<Entity: HouseEntity>(
    _ pages: HousePages<Entity>, atMost limit: Int = .max
) async -> (pages: [HousePage<Entity>], error: HouseError?) {
    var found: [HousePage<Entity>] = []
    do {
        var iterator = pages.makeAsyncIterator()
        while found.count < limit, let page = try await iterator.next() { found.append(page) }
        return (found, nil)
    } catch {
        return (found, error as? HouseError)
    }
}
