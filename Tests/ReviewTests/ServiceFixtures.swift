import Core
import Directory
import Storage
import Synchronization
import TestSupport

@testable import Review

/// Figures that a test can change.
final class FakeFigures: FigureSource {
    private let held: Mutex<[Figure]>

    init(_ figures: Figure...) { held = Mutex(figures) }

    var figures: [Figure] {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }

    func figures(in period: Period) async throws -> [Figure] {
        figures.filter { period.contains($0.period) }.map {
            Figure(id: $0.id, counts: $0.counts, period: period, rows: $0.rows)
        }
    }
}

/// Remembers what was written to it.
final class FakeAudit: AuditTrail {
    private let held = Mutex<[AuditEvent]>([])

    var actions: [String] { held.withLock { $0.map(\.action) } }
    var events: [AuditEvent] { held.withLock { $0 } }

    func record(_ event: AuditEvent, by actor: Actor, in transaction: any Transaction) throws {
        held.withLock { $0.append(event) }
    }
}

/// Reviews on a database with three members of two coalition organisations and one of a partner.
struct Workshop {
    let reviews: Reviews
    let figures: FakeFigures
    let audit: FakeAudit
    let database: any Database
    let clock: TestClock

    static let coalition = identifier(1)
    static let partner = identifier(2)
    static let others = identifier(3)
    static let editor = member(11, "Editor", coalition, .coalition, [.communication])
    static let first = member(12, "First", coalition, .coalition, [.communication])
    static let second = member(13, "Second", coalition, .coalition, [.policy])
    static let outsider = member(14, "Outsider", partner, .partner, [])
    /// The only member of the second organisation of the coalition.
    static let other = member(15, "Other", others, .coalition, [])
    static let members = [editor, first, second, outsider, other]

    /// The coalition of most tests, where everybody is of one organisation.
    static let alone = CoalitionOrganisation(id: coalition, name: "Coalition")
    /// A coalition of two.
    static let both = [alone, CoalitionOrganisation(id: others, name: "Others & Co")]

    static func identifier(_ number: Int) -> Identifier {
        let digits = String(number)
        return Identifier("00000000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits)!
    }

    private static func member(
        _ number: Int, _ name: String, _ organisation: Identifier, _ kind: OrganisationKind, _ tasks: [DeskTask]
    ) -> Actor {
        .member(
            ActingMember(
                id: identifier(number), name: name, organisation: organisation, organisationKind: kind,
                isAdministrator: false,
                desks: Dictionary(uniqueKeysWithValues: tasks.enumerated().map { (identifier(100 + $0), $1) })))
    }

    /// Runs `body` with a workshop of its own on `engine`.
    static func open(
        _ engine: Engine, policy: CountsPolicy = .propose, _ figures: FakeFigures = FakeFigures(),
        coalition: [CoalitionOrganisation] = [alone],
        lists: @escaping @Sendable (Period) async throws -> [ReviewList] = { _ in [] },
        _ body: (Workshop) async throws -> Void
    ) async throws {
        try await withDatabase(engine, migrations: directoryMigrations + reviewMigrations) { database in
            try await database.write { transaction in try addMembers(transaction) }
            let clock = TestClock()
            let audit = FakeAudit()
            let reviews = Reviews(
                ReviewContext(
                    database: database, now: clock.now, random: seededRandomBytes(7), audit: audit, phrases: phrases,
                    sources: [figures], lists: lists, countsPolicy: policy, coalition: { coalition }))
            try await body(
                Workshop(reviews: reviews, figures: figures, audit: audit, database: database, clock: clock))
        }
    }

    private static func addMembers(_ transaction: any Transaction) throws {
        for (id, kind) in [(coalition, "coalition"), (partner, "partner"), (others, "coalition")] {
            try transaction.execute(
                """
                INSERT INTO directory_organisations (id, name, kind, active, created_at, version)
                VALUES ($1, $2, $3, 1, 0, 1)
                """, id, "\(kind) \(id)", kind)
        }
        for actor in members {
            guard let member = actor.member else { continue }
            try transaction.execute(
                """
                INSERT INTO directory_members (id, email, name, organisation_id, is_administrator, active, created_at,
                    version)
                VALUES ($1, $2, $3, $4, 0, 1, 0, 1)
                """, member.id, "\(member.name)@example.org", member.name, member.organisation)
        }
    }

    /// Starts, approves twice and publishes a review of `name`.
    func publish(_ name: String, _ content: ReviewContent) async throws {
        try await reviews.start(Self.editor, name, content: content)
        try await agreeAndPublish(name)
    }

    /// Lets the two others approve what is written now, and publishes it.
    func agreeAndPublish(_ name: String) async throws {
        let draft = try await reviews.draft(Self.editor, name)
        try await reviews.approve(Self.first, name, hash: draft.edition.hash)
        try await reviews.approve(Self.second, name, hash: draft.edition.hash)
        try await reviews.publish(Self.editor, name, version: draft.version)
    }
}
