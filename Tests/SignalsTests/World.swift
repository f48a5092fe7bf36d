import Core
import Directory
import Storage
import Synchronization
import TestDesks
import TestSupport
import Testing
import Vault

@testable import Signals

/// An installation that takes reports in: two duty desks of the coalition, one of the police, a care desk of a partner, and a
/// custodian desk, each with two members who hold its key, and a clock that the test moves.
struct World: DeskWorld {
    let signals: Signals
    let directory: Directory
    let database: any Database
    let queue: DerivationQueue
    let clock: TestClock
    let notices: Notices
    let switches: Switches
    let coalition: Identifier
    /// Where reports come in: the first by name.
    let first: TestDesk
    let second: TestDesk
    let police: TestDesk
    let care: TestDesk
    let custodian: TestDesk
}

/// What an administrator sets, without the way to it.
final class Switches: Sendable {
    private let values = Mutex((isActivated: true, retentionDays: 180))
    private let kept = Mutex<DutyCard?>(nil)
    var isActivated: Bool {
        get { values.withLock { $0.isActivated } }
        set { values.withLock { $0.isActivated = newValue } }
    }
    var retentionDays: Int {
        get { values.withLock { $0.retentionDays } }
        set { values.withLock { $0.retentionDays = newValue } }
    }
    /// The card of a place of work that the browser keeps.
    var card: DutyCard? {
        get { kept.withLock { $0 } }
        set { kept.withLock { $0 = newValue } }
    }
}

/// Runs `body` in a world of its own on `engine`.
func withWorld<Result>(
    _ engine: Engine, isDemo: Bool = false, connections: Int = 4, _ body: (World) async throws -> Result
) async throws -> Result {
    let options = DatabaseOptions(connections: connections)
    return try await withDatabase(engine, migrations: directoryMigrations + signalsMigrations, options: options) {
        try await body(try await World.make(on: $0, isDemo: isDemo))
    }
}

extension World {
    /// A world on an empty database.
    static func make(on database: any Database, isDemo: Bool = false) async throws -> World {
        let clock = TestClock()
        let queue = DerivationQueue(slots: 2, places: 200, perSource: 100)
        // What is sealed under secrets that are predictable is no test of whether they can be found.
        let directory = Directory(
            database: database, siteKey: siteKey, now: clock.now, queue: queue, cost: .trivial)
        let switches = Switches()
        let notices = Notices()
        let signals = Signals(
            SignalsContext(
                directory: directory, checklist: try Shipped.checklist.get(), receiptCost: .trivial, isDemo: isDemo,
                isActivated: { _ in switches.isActivated },
                retentionDays: { _ in switches.retentionDays }, dutyCard: { _ in switches.card },
                notify: { members, desk, _ in notices.add(members, desk) }))
        let makers = DeskMakers(directory: directory)
        let coalition = try await directory.organisations.add(
            .system, OrganisationDraft(name: "Coalitie", kind: .coalition))
        let police = try await directory.organisations.add(.system, OrganisationDraft(name: "Politie", kind: .police))
        let partner = try await directory.organisations.add(.system, OrganisationDraft(name: "Zorg", kind: .partner))
        let world = World(
            signals: signals, directory: directory, database: database, queue: queue, clock: clock, notices: notices,
            switches: switches, coalition: coalition.id,
            first: try await makers.desk("Meldpunt A", .duty, coalition.id, ["Anna", "Bart"]),
            second: try await makers.desk("Meldpunt B", .duty, coalition.id, ["Carla", "Daan"]),
            police: try await makers.desk("Aangifteloket", .duty, police.id, ["Els", "Fred"]),
            care: try await makers.desk("Zorgloket", .care, partner.id, ["Gert", "Hanna"]),
            custodian: try await makers.desk("Bewaarloket", .custodian, coalition.id, ["Ilse", "Joop"]))
        _ = try await signals.intakes.change(.system, version: 0, intake: .reports, documents: true)
        return world
    }

    // MARK: People

    func actor(_ person: TestPerson) async throws -> Actor { try await session(person).actor }

    /// The first member of a desk at it.
    func seat(_ desk: TestDesk) async throws -> Seat { try await seat(desk.one, desk) }

    /// One more member at a desk, who is given its key by the first.
    func addPerson(_ name: String, at desk: TestDesk) async throws -> TestPerson {
        let person = try await DeskMakers(directory: directory).person(name, coalition)
        try await give(person, at: desk)
        return person
    }

    /// Puts somebody at a desk and has its first member give the key.
    func give(_ person: TestPerson, at desk: TestDesk) async throws {
        let (actor, key) = try await session(desk.one)
        try await directory.desks.addMember(.system, desk.id, person.id)
        let shown = try await directory.desks.details(.system, desk.id).members.first { $0.id == person.id }
        try await directory.desks.grant(
            actor, key, desk: desk.id, to: person.id, fingerprint: try #require(shown?.fingerprint))
    }

    // MARK: Reports

    /// A report with every field filled in.
    static func draft(
        _ what: String = "Een meisje, steeds andere mannen", urgency: Urgency = .normal, named: Bool = false,
        consents: Set<ReferralKind> = [.police], documents: [Document] = []
    ) -> ReportDraft {
        ReportDraft(
            content: ReportContent(
                setting: .hotel, role: "reception", answers: ["many-visitors": .seen], advice: "manager",
                urgency: urgency, reasons: ["many-visitors"], what: what, place: "Kamer op de derde",
                when: "Gisteravond laat", who: "Een meisje en een oudere man", isThereNow: .no, age: .from12,
                province: .utrecht, consents: consents),
            identity: named
                ? ReporterIdentity(
                    name: "Mevrouw Bloem", phone: "0612345678", email: "bloem@example.org", safely: "Niet thuis")
                : nil,
            documents: documents)
    }

    /// A text of so many bytes, in several pieces when it is sealed.
    static func longText(_ count: Int) -> [UInt8] {
        Array(Array(repeating: Array("Dinsdag om tien uur.\n".utf8), count: count / 21 + 1).joined().prefix(count))
    }

    /// Files a report over the web.
    @discardableResult
    func file(
        _ draft: ReportDraft = World.draft(), token: Token = Token(random: systemRandomBytes),
        source: String = "198.51.100.1"
    ) async throws -> Filed {
        try await signals.filing.file(draft, token: token, source: source)
    }

    /// Begins a visit with a receipt.
    func visit(_ receipt: Receipt, source: String = "203.0.113.9") async throws -> Token {
        try await signals.followUp.open(receipt.text, source: source)
    }

    /// The ids of all reports, in the order in which they are due.
    func reports() async throws -> [Identifier] {
        try await database.read {
            try $0.rows("SELECT id FROM signals_reports ORDER BY due_at, id").map { try $0["id"] }
        }
    }

    /// Files a report and says which one it is.
    func filed(_ draft: ReportDraft = World.draft()) async throws -> (id: Identifier, receipt: Receipt) {
        let before = Set(try await reports())
        let receipt = try await file(draft).receipt
        return (try #require(Set(try await reports()).subtracting(before).first), receipt)
    }
}

/// Runs `body` and expects this error.
func expect<Result>(
    _ error: SignalsError, at location: SourceLocation = #_sourceLocation, _ body: () async throws -> Result
) async {
    await #expect(throws: error, sourceLocation: location) { _ = try await body() }
}
