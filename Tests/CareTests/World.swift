import Content
import Core
import Directory
import Records
import Storage
import Synchronization
import TestDesks
import TestSupport
import Testing
import Vault

@testable import Care

/// An installation in which plans may be kept: a care desk of three members who hold its key, another care desk that can take help
/// over, an on-call desk, a duty desk that has nothing to do with it, and a clock that the test moves.
struct World: DeskWorld {
    let care: Care
    let directory: Directory
    let database: any Database
    let queue: DerivationQueue
    let clock: TestClock
    let notices: Notices
    let switches: Switches
    let coalition: Identifier
    /// Ada, Bram and Cor.
    let desk: TestDesk
    /// Dien and Eef.
    let other: TestDesk
    /// Gijs and Hanna: on call.
    let onCall: TestDesk
    /// Fien: takes reports in, and reads no plan.
    let duty: TestDesk
}

/// What an administrator sets, without the way to it.
final class Switches: Sendable {
    private let value = Mutex(true)
    var isActivated: Bool {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}

/// Runs `body` in a world of its own on `engine`.
func withWorld<Result>(
    _ engine: Engine, isDemo: Bool = false, checklist: Checklist = .small, _ body: (World) async throws -> Result
) async throws -> Result {
    try await withDatabase(engine, migrations: directoryMigrations + Care.migrations) {
        try await body(try await World.make(on: $0, isDemo: isDemo, checklist: checklist))
    }
}

extension World {
    /// A world on an empty database.
    static func make(
        on database: any Database, isDemo: Bool = false, checklist: Checklist = .small
    ) async throws -> World {
        let clock = TestClock()
        let queue = DerivationQueue(slots: 2, places: 200, perSource: 100)
        // What is sealed under secrets that are predictable is no test of whether they can be found.
        let directory = Directory(database: database, siteKey: siteKey, now: clock.now, queue: queue, cost: .trivial)
        let (switches, notices) = (Switches(), Notices())
        let care = Care(
            CareContext(
                directory: directory, checklist: checklist,
                letters: try Letters(folder: resources + "/care", checklist: .real),
                receiptCost: .trivial, isDemo: isDemo,
                isActivated: { _ in switches.isActivated },
                notify: { members, desk, _ in notices.add(members, desk) }))
        let makers = DeskMakers(directory: directory)
        let coalition = try await directory.organisations.add(
            .system, OrganisationDraft(name: "Coalitie", kind: .coalition))
        return World(
            care: care, directory: directory, database: database, queue: queue, clock: clock, notices: notices,
            switches: switches, coalition: coalition.id,
            desk: try await makers.desk("Zorg A", .care, coalition.id, ["Ada", "Bram", "Cor"]),
            other: try await makers.desk("Zorg B", .care, coalition.id, ["Dien", "Eef"]),
            onCall: try await makers.desk("Achterwacht", .onCall, coalition.id, ["Gijs", "Hanna"]),
            duty: try await makers.desk("Meldpunt", .duty, coalition.id, ["Fien"]))
    }

    // MARK: People

    /// A member of the care desk at it: the first, unless told otherwise.
    func seat(_ place: Int = 0) async throws -> Seat { try await seat(desk.people[place], desk) }

    var today: Day { clock.instant.day }

    // MARK: Young people

    /// Somebody invented, so old on the day of the clock, born `days` before the birthday that makes it so.
    func person(_ name: String = "Noor", age: Int = 17, days: Int = 100) -> YoungPerson {
        YoungPerson(
            name: name, bornOn: Birthdays.months(-12 * age, from: today).adding(days: -days), municipality: "Ede",
            reference: "D-12", mentor: "Tante Els")
    }

    /// The answers that let a plan be kept and handed over, of the young person, given today.
    func consents(_ purposes: [Consent.Purpose] = [.help, .handover, .statistics]) -> [Consent] {
        purposes.map { Consent(id: care.context.identifier(), $0, on: today) }
    }

    /// Begins the plan of a young person at the desk of `seat`.
    func begin(_ seat: Seat, _ person: YoungPerson? = nil, consents: [Consent]? = nil) async throws -> Identifier {
        try await care.files.begin(seat, person ?? self.person(), consents: consents ?? self.consents())
    }

    /// A plan of the first member.
    func open(_ person: YoungPerson? = nil) async throws -> (seat: Seat, id: Identifier) {
        let seat = try await seat()
        return (seat, try await begin(seat, person))
    }
}

extension Checklist {
    /// An item in each of the Big 5, and in direction and safety.
    static let small = Checklist(
        version: "test-1",
        items: [
            item("mentor", .support, "T18-6m", "Vaste volwassene", "A steady adult"),
            item("room", .housing, "T18-12m", "Een plek om te wonen", "A place to live"),
            item("school", .schoolWork, "T18-9m", "School of werk", "School or work"),
            item("insurance", .income, "T18-1m", "Zorgverzekering", "Health insurance", kind: .hard),
            item("gp", .wellbeing, "T18-3m", "Huisarts", "GP"),
            item("plan-is-yours", .direction, "T18-18m", "Het plan staat vast", "The plan is settled"),
            item("resume", .safety, "END+6m", "Hervatten kan nog", "It can be resumed"),
        ])

    /// The real one.
    static let real = try! Checklist(folder: World.resources + "/care")

    static func item(
        _ id: String, _ domain: Domain, _ due: String, _ dutch: String, _ english: String,
        kind: ChecklistItem.Kind = .practice, validFrom: Day = Day("2026-01-01")!
    ) -> ChecklistItem {
        ChecklistItem(
            id: id, domain: domain, due: Offset(due)!, kind: kind, who: [.worker],
            text: Translated(original: .nl, [.nl: "\(dutch).", .en: "\(english)."]),
            plain: Translated(original: .nl, [.nl: "Jij: \(dutch).", .en: "You: \(english)."]),
            basis: "Jeugdwet", source: "NJi", certainty: .seen, dueCertainty: .general, validFrom: validFrom,
            validUntil: nil, review: .waiting)
    }
}

/// Runs `body` and expects this error.
func expect<Result>(
    _ error: CareError, at location: SourceLocation = #_sourceLocation, _ body: () async throws -> Result
) async {
    await #expect(throws: error, sourceLocation: location) { _ = try await body() }
}

/// Runs `body` and expects this error of sealed records.
func expect<Result>(
    _ error: RecordsError, at location: SourceLocation = #_sourceLocation, _ body: () async throws -> Result
) async {
    await #expect(throws: error, sourceLocation: location) { _ = try await body() }
}
