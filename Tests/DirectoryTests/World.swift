import Core
import Directory
import Storage
import Synchronization
import TestSupport
import Testing
import Vault

let siteKey = SiteKey(Array(0..<32))!

/// A directory on an empty database, with an administrator who has begun and a clock that the test moves.
struct World: Sendable {
    let directory: Directory
    let database: any Database
    let counter: Counter
    let queue: DerivationQueue
    let clock: TestClock
    let random: Recorder
    let coalition: Identifier
    let admin: Person
}

/// A member of the tests, with what only that member knows.
struct Person: Sendable {
    let id: Identifier
    let email: String
    let password: String
    let recoveryCode: RecoveryCode
    /// The session that began when the invitation was accepted.
    let token: String
}

/// Runs `body` with a world of its own on `engine`.
func withWorld(_ engine: Engine, _ body: (World) async throws -> Void) async throws {
    try await withDatabase(engine, migrations: directoryMigrations) { database in
        let counter = Counter(database)
        let clock = TestClock()
        let random = Recorder(seed: 1)
        let queue = DerivationQueue(slots: 2, places: 200, perSource: 100)
        let directory = Directory(
            database: counter, siteKey: siteKey, now: clock.now, random: random.bytes, queue: queue, cost: .trivial)
        let link = try #require(try await directory.invitations.firstStartLink())
        let password = "beheerder zonder fiets"
        let welcome = try await directory.invitations.begin(
            link.token.text, name: "Anna", email: "anna@example.org", organisation: "Vangnet Nederland",
            password: password, source: nil)
        let admin = Person(
            id: welcome.session.member, email: "anna@example.org", password: password,
            recoveryCode: welcome.recoveryCode, token: welcome.session.token.text)
        let organisations = try await directory.organisations.all(.system)
        let world = World(
            directory: directory, database: counter, counter: counter, queue: queue, clock: clock, random: random,
            coalition: organisations[0].id, admin: admin)
        try await body(world)
    }
}

extension World {
    /// Invites somebody, who accepts.
    func join(_ name: String, isAdministrator: Bool = false) async throws -> Person {
        let email = "\(name.lowercased())@example.org"
        let (_, invitation) = try await directory.members.invite(
            .system,
            MemberDraft(name: name, email: email, organisation: coalition, isAdministrator: isAdministrator))
        return try await accept(invitation, email: email, password: "vier woorden voor \(name)")
    }

    func accept(_ invitation: Invitation, email: String, password: String) async throws -> Person {
        let welcome = try await directory.invitations.accept(
            invitation.token.text, password: password, source: nil)
        return Person(
            id: welcome.session.member, email: email, password: password, recoveryCode: welcome.recoveryCode,
            token: welcome.session.token.text)
    }

    /// Signs the person in, with a second factor where one is asked.
    func enter(_ person: Person) async throws -> NewSession {
        try await finish(
            directory.signIn.signIn(email: person.email, password: person.password, source: "test"))
    }

    /// Does what is still to be done after the password.
    func finish(_ session: NewSession) async throws -> NewSession {
        let (token, factors) = (session.token.text, directory.secondFactors)
        switch session.info.pending {
        case nil: return session
        case .code:
            let code = try await factors.extraBackupCode(.system, pending: token)
            return try await factors.pass(token, .backupCode(code.text), source: "test")
        case .enrol:
            let secret = try await factors.offer(token).secret
            return try await factors.enrol(token, code: secret.code(at: clock.instant), source: "test").session
        }
    }

    /// Who the person is now, by a new sign-in.
    func actor(_ person: Person) async throws -> Actor {
        try #require(try await directory.sessions.resume(enter(person).token.text)).actor
    }

    /// The person's private key, by a new sign-in.
    func key(_ person: Person) async throws -> MemberKey {
        try await directory.sessions.unlock(enter(person).token.text)
    }

    func expectSession(_ token: String, at location: SourceLocation = #_sourceLocation) async throws {
        let found = try await directory.sessions.resume(token)
        #expect(found != nil, sourceLocation: location)
    }

    func expectNoSession(_ token: String, at location: SourceLocation = #_sourceLocation) async throws {
        let found = try await directory.sessions.resume(token)
        #expect(found == nil, sourceLocation: location)
    }

    func member(_ person: Person) async throws -> Member { try await directory.members.find(.system, person.id) }

    /// A desk for `first`, with its first key made.
    func desk(_ task: DeskTask = .duty, for first: Person) async throws -> Identifier {
        let desk = try await directory.desks.add(
            .system, DeskDraft(name: "Loket", task: task, organisation: coalition, firstMember: first.id))
        _ = try await actor(first)
        return desk.id
    }

    /// Puts `person` at the desk and has `colleague` give the key.
    func give(_ person: Person, keyOf desk: Identifier, by colleague: Person) async throws {
        try await directory.desks.addMember(.system, desk, person.id)
        let shown = try await directory.desks.details(.system, desk).members.first { $0.id == person.id }
        try await directory.desks.grant(
            actor(colleague), key(colleague), desk: desk, to: person.id,
            fingerprint: #require(shown?.fingerprint))
    }

    func holders(_ desk: Identifier) async throws -> Set<Identifier> {
        Set(try await directory.desks.details(.system, desk).members.filter(\.holdsKey).map(\.id))
    }

    /// Runs SQL behind the directory's back.
    func tamper(_ sql: String, _ arguments: any Bindable...) async throws {
        try await database.write { _ = try $0.execute(sql, arguments) }
    }

    func count(_ table: String) async throws -> Int {
        try await database.read { try $0.row("SELECT COUNT(*) AS n FROM \(table)")!["n"] }
    }
}

/// Counts the transactions of a database, and lets something come between.
final class Counter: Database {
    private let database: any Database
    private let counts = Mutex((reads: 0, writes: 0))
    private let interruption = Mutex<(@Sendable () async throws -> Void)?>(nil)

    init(_ database: any Database) { self.database = database }

    var engine: Engine { database.engine }
    var reads: Int { counts.withLock { $0.reads } }
    var writes: Int { counts.withLock { $0.writes } }

    /// Runs `body` just before the next write: what somebody else does at the same moment.
    func beforeNextWrite(_ body: @escaping @Sendable () async throws -> Void) {
        interruption.withLock { $0 = body }
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        counts.withLock { $0.reads += 1 }
        return try await database.read(body)
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        counts.withLock { $0.writes += 1 }
        let interruption = interruption.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        try await interruption?()
        return try await database.write(body)
    }

    func exclusively<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await database.exclusively(body)
    }

    func forgetDeleted(in tables: [String]) async throws { try await database.forgetDeleted(in: tables) }

    func close() async { await database.close() }
}

/// Seeded bytes, with a memory of every secret that was made from them.
final class Recorder: Sendable {
    private let source: RandomBytes
    private let given = Mutex<[[UInt8]]>([])

    init(seed: UInt64) { source = seededRandomBytes(seed) }

    /// Everything that was given out.
    var all: [[UInt8]] { given.withLock { $0 } }

    var bytes: RandomBytes {
        { [self] count in
            let bytes = source(count)
            given.withLock { $0.append(bytes) }
            return bytes
        }
    }
}
