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

@testable import Coaches

/// An installation in which studies may be begun: a research desk of three members who hold its key, another research desk that
/// can read along, a duty desk that has nothing to do with it, and a clock that the test moves.
struct World: DeskWorld {
    let coaches: Coaches
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
    /// Fien: takes reports in, and reads no study.
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
    _ engine: Engine, isDemo: Bool = false, _ body: (World) async throws -> Result
) async throws -> Result {
    try await withDatabase(engine, migrations: directoryMigrations + Coaches.migrations) {
        try await body(try await World.make(on: $0, isDemo: isDemo))
    }
}

extension World {
    /// A world on an empty database.
    static func make(on database: any Database, isDemo: Bool = false) async throws -> World {
        let clock = TestClock()
        let queue = DerivationQueue(slots: 2, places: 200, perSource: 100)
        // What is sealed under secrets that are predictable is no test of whether they can be found.
        let directory = Directory(database: database, siteKey: siteKey, now: clock.now, queue: queue, cost: .trivial)
        let (switches, notices) = (Switches(), Notices())
        let coaches = Coaches(
            CoachesContext(
                directory: directory, codebook: .small,
                linkage: try AccountLinkage(folder: Self.resources + "/coaches"), isDemo: isDemo,
                isActivated: { _ in switches.isActivated },
                notify: { members, desk, _ in notices.add(members, desk) }))
        let makers = DeskMakers(directory: directory)
        let coalition = try await directory.organisations.add(
            .system, OrganisationDraft(name: "Coalitie", kind: .coalition))
        return World(
            coaches: coaches, directory: directory, database: database, queue: queue, clock: clock, notices: notices,
            switches: switches, coalition: coalition.id,
            desk: try await makers.desk("Onderzoek A", .research, coalition.id, ["Ada", "Bram", "Cor"]),
            other: try await makers.desk("Onderzoek B", .research, coalition.id, ["Dien", "Eef"]),
            duty: try await makers.desk("Meldpunt", .duty, coalition.id, ["Fien"]))
    }

    // MARK: People

    /// A member of the research desk at it: the first, unless told otherwise.
    func seat(_ place: Int = 0) async throws -> Seat { try await seat(desk.people[place], desk) }

    // MARK: Studies

    /// A protocol in which nothing is missing, approved from 1 October 2026 up to and including 31 March 2027.
    static func agreed(_ title: String = "Golf 2") -> StudyProtocol {
        StudyProtocol(
            title: title, question: "Hoe gaan coaches te werk?", controller: "Coalitie",
            ethicsBody: "Toetsingscommissie",
            ethicsNumber: "2026-11", approvedFrom: Day("2026-10-01"), approvedTo: Day("2027-03-31"),
            dpiaReference: "DPIA-7", dpiaOn: Day("2026-09-01"), stopRules: "Bij gevaar stoppen en 112 bellen.",
            policeContact: "Team zeden, aanspreekpunt", ground: .uavg, groundReference: "artikel 24",
            groundCheckedBy: "M. Jansen, jurist", keepUntil: Day("2028-12-31"))
    }

    /// Begins a study of the research desk.
    func study(_ seat: Seat, _ title: String = "Golf 2") async throws -> Identifier {
        try await coaches.studies.begin(seat, Self.agreed(title))
    }

    /// Begins a sitting in a study; the second reader is the second member of the desk.
    func sitting(_ seat: Seat, _ study: Identifier, secondReader: TestPerson? = nil) async throws -> Identifier {
        try await coaches.studies.beginSession(
            seat, study,
            Studies.SessionDraft(
                secondReader: (secondReader ?? desk.two).id, persona: "J1", statedAge: 14, platform: "Kik"))
    }

    /// A study of the first member with an open sitting.
    func open(_ title: String = "Golf 2") async throws -> (seat: Seat, study: Identifier, session: Identifier) {
        let seat = try await seat()
        let study = try await study(seat, title)
        return (seat, study, try await sitting(seat, study))
    }

    /// An observation of today of an account with this handle.
    func draft(
        _ handle: String = "coach_01", codes: [String] = ["offer"], text: String = "Biedt aan om te helpen.",
        hoursAgo: Int64 = 1, platform: String = "Kik", more: [Selector] = []
    ) -> Studies.ObservationDraft {
        Studies.ObservationDraft(
            platform: platform, selectors: [Selector(.handle, handle)] + more,
            observation: Observation(
                account: Identifier(at: clock.instant, random: systemRandomBytes),
                observedAt: clock.instant.advanced(bySeconds: -3600 * hoursAgo), setting: .chat, codes: codes,
                initiator: .coach, ageStatedBefore: .yes, text: text))
    }
}

extension Codebook {
    /// A few codes with the ids that the real book gives them.
    static let small = Codebook(
        version: "test-1",
        codes: [
            code("offer", .contact, "Aanbod coaching", "Offer of coaching"),
            code("secrecy", .contact, "Geheimhouding", "Secrecy"),
            code("nude-demand", .sexual, "Naakteis", "Nude demand", isDemand: true),
            code("meeting-proposal", .sexual, "Afspraakvoorstel", "Meeting proposal", isDemand: true),
            code("threat-publish", .threat, "Dreiging met openbaar maken", "Threat to publish"),
            code("weight-advice", .weight, "Afvaladvies", "Weight advice"),
            code("manual", .weight, "Handleiding", "Manual", isDescribedOnly: true),
        ])

    private static func code(
        _ id: String, _ group: Group, _ dutch: String, _ english: String, isDemand: Bool = false,
        isDescribedOnly: Bool = false
    ) -> Code {
        Code(
            id: id, group: group, name: Translated(original: .nl, [.nl: dutch, .en: english]),
            definition: Translated(
                original: .nl, [.nl: "\(dutch): uitleg.", .en: "\(english): explanation."]),
            isDemand: isDemand, isDescribedOnly: isDescribedOnly)
    }
}

/// Runs `body` and expects this error.
func expect<Result>(
    _ error: CoachesError, at location: SourceLocation = #_sourceLocation, _ body: () async throws -> Result
) async {
    await #expect(throws: error, sourceLocation: location) { _ = try await body() }
}

/// Runs `body` and expects this error of sealed records.
func expect<Result>(
    _ error: RecordsError, at location: SourceLocation = #_sourceLocation, _ body: () async throws -> Result
) async {
    await #expect(throws: error, sourceLocation: location) { _ = try await body() }
}
