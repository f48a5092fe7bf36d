import Content
import Core
import Directory
import Storage
import Synchronization
import TestSupport
import Testing
import Vault

@testable import Coaches

let siteKey = SiteKey(Array(0..<32))!

/// An installation in which studies may be begun: a research desk of three members who hold its key, another research desk that
/// can read along, a duty desk that has nothing to do with it, and a clock that the test moves.
struct World: Sendable {
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

/// A desk with the members who hold its key.
struct TestDesk: Sendable {
    let id: Identifier
    let name: String
    let people: [TestPerson]
    var one: TestPerson { people[0] }
    var two: TestPerson { people[1] }
    var three: TestPerson { people[2] }
}

/// A member of the tests, with what only that member knows.
struct TestPerson: Sendable {
    let id: Identifier
    let name: String
    let email: String
    let password: String
}

/// What an administrator sets, without the way to it.
final class Switches: Sendable {
    private let value = Mutex(true)
    var isActivated: Bool {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}

/// Who was told that something waits, and at which desk.
final class Notices: Sendable {
    struct Notice: Hashable { let members: [Identifier]; let desk: Identifier }
    private let kept = Mutex<[Notice]>([])
    var all: [Notice] { kept.withLock { $0 } }
    func add(_ members: [Identifier], _ desk: Identifier) {
        kept.withLock { $0.append(Notice(members: members, desk: desk)) }
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
        let makers = Makers(directory: directory)
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

    /// The person at a desk, by a new sign-in, with the password given just now.
    func seat(_ person: TestPerson, _ desk: TestDesk) async throws -> Seat {
        let (actor, key) = try await session(person)
        return Seat(actor, key, at: desk.id)
    }

    /// A member of the research desk at it: the first, unless told otherwise.
    func seat(_ place: Int = 0) async throws -> Seat { try await seat(desk.people[place], desk) }

    func session(_ person: TestPerson) async throws -> (actor: Actor, key: MemberKey) {
        let token = try await directory.enter(person).token.text
        return (
            try #require(try await directory.sessions.resume(token)).actor, try await directory.sessions.unlock(token)
        )
    }

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

    // MARK: The database

    /// Runs SQL behind the services' backs.
    func tamper(_ sql: String, _ arguments: any Bindable...) async throws {
        try await database.write { _ = try $0.execute(sql, arguments) }
    }

    func count(_ table: String, where condition: String = "1 = 1") async throws -> Int {
        try await database.read { try $0.row("SELECT COUNT(*) AS n FROM \(table) WHERE \(condition)")!["n"] }
    }

    /// The audit rows of an action, newest first.
    func audited(_ action: String) async throws -> [(subject: String, details: String)] {
        try await database.read { transaction in
            try transaction.rows(
                "SELECT subject, details FROM directory_audit WHERE action = $1 ORDER BY id DESC", action
            ).map { (try $0["subject"], try $0["details"]) }
        }
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

extension Directory {
    /// Signs a member of a desk in, with the second factor that takes.
    func enter(_ person: TestPerson) async throws -> NewSession {
        let session = try await signIn.signIn(email: person.email, password: person.password, source: "desk")
        let token = session.token.text
        switch session.info.pending {
        case nil: return session
        case .code:
            let code = try await secondFactors.extraBackupCode(.system, pending: token).text
            return try await secondFactors.pass(token, .backupCode(code), source: "desk")
        case .enrol:
            let code = try await secondFactors.offer(token).secret.code(at: context.now())
            return try await secondFactors.enrol(token, code: code, source: "desk").session
        }
    }
}

/// Makes members and desks, through the directory as an administrator does.
private struct Makers {
    let directory: Directory

    func desk(_ name: String, _ task: DeskTask, _ organisation: Identifier, _ names: [String]) async throws -> TestDesk
    {
        let one = try await person(names[0], organisation)
        let desk = try await directory.desks.add(
            .system, DeskDraft(name: name, task: task, organisation: organisation, firstMember: one.id))
        let token = try await directory.enter(one).token.text
        let actor = try #require(try await directory.sessions.resume(token)).actor
        let key = try await directory.sessions.unlock(token)
        var people = [one]
        for name in names.dropFirst() {
            let other = try await person(name, organisation)
            try await directory.desks.addMember(.system, desk.id, other.id)
            let shown = try await directory.desks.details(.system, desk.id).members.first { $0.id == other.id }
            try await directory.desks.grant(
                actor, key, desk: desk.id, to: other.id, fingerprint: try #require(shown?.fingerprint))
            people.append(other)
        }
        return TestDesk(id: desk.id, name: name, people: people)
    }

    func person(_ name: String, _ organisation: Identifier) async throws -> TestPerson {
        let email = "\(name.lowercased())@example.org"
        let (member, invitation) = try await directory.members.invite(
            .system, MemberDraft(name: name, email: email, organisation: organisation, isAdministrator: false))
        let password = "vier woorden voor \(name)"
        _ = try await directory.invitations.accept(invitation.token.text, password: password, source: nil)
        return TestPerson(id: member.id, name: name, email: email, password: password)
    }
}

/// Runs `body` and expects this error.
func expect<Result>(
    _ error: CoachesError, at location: SourceLocation = #_sourceLocation, _ body: () async throws -> Result
) async {
    await #expect(throws: error, sourceLocation: location) { _ = try await body() }
}
