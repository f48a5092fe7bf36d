import Core
import Directory
import Storage
import Synchronization
import TestSupport
import Web

@testable import Commitments

/// Remembers what was written to it.
final class FakeAudit: AuditTrail {
    private let held = Mutex<[AuditEvent]>([])

    var actions: [String] { held.withLock { $0.map(\.action) } }

    func record(_ event: AuditEvent, by actor: Actor, in transaction: any Transaction) throws {
        held.withLock { $0.append(event) }
    }
}

/// Letters that were sent.
final class SentLetters: Sendable {
    struct Letter: Sendable {
        let address: String
        let subject: String
        let body: String
    }

    private let held = Mutex<[Letter]>([])

    var all: [Letter] { held.withLock { $0 } }

    var mail: LetterMail {
        LetterMail(
            check: { guard $0.contains("@") else { throw CommitmentsError.missing("address") } },
            send: { [self] address, subject, body, _ in
                held.withLock { $0.append(Letter(address: address, subject: subject, body: body)) }
            })
    }
}

/// Commitments on a database with two officers of two organisations, and a member of another desk.
struct PolicyRoom {
    let commitments: Commitments
    let audit: FakeAudit
    let database: any Database
    let clock: TestClock
    let letters: SentLetters

    static let phrases: Phrases = {
        let strings = try! Strings(folder: checkout("Resources/strings"))
        return { strings($0, $1) }
    }()
    static let first = member(11, "Eerste", 1, [.policy])
    static let second = member(12, "Tweede", 2, [.policy])
    static let other = member(13, "Ander", 2, [.communication])
    static let members = [first, second, other]

    private static func member(_ number: Int, _ name: String, _ organisation: Int, _ tasks: [DeskTask]) -> Actor {
        .member(
            ActingMember(
                id: identifier(number), name: name, organisation: identifier(organisation),
                organisationKind: .coalition, isAdministrator: false,
                desks: Dictionary(uniqueKeysWithValues: tasks.enumerated().map { (identifier(100 + $0), $1) })))
    }

    /// Runs `body` with a database of its own on `engine`, which knows two offices and two themes.
    static func open(_ engine: Engine, _ body: @escaping @Sendable (PolicyRoom) async throws -> Void) async throws {
        try await withDatabase(engine, migrations: directoryMigrations + commitmentsMigrations) { database in
            try await database.write { transaction in try addMembers(transaction) }
            let clock = TestClock()
            let audit = FakeAudit()
            let letters = SentLetters()
            let commitments = Commitments(
                CommitmentsContext(
                    database: database, now: clock.now, random: seededRandomBytes(7), audit: audit, phrases: phrases,
                    names: { ids in Dictionary(uniqueKeysWithValues: ids.map { ($0, "Lid \($0.text.suffix(2))") }) },
                    organisations: { ids in
                        Dictionary(uniqueKeysWithValues: ids.map { ($0, "Organisatie \($0.text.suffix(1))") })
                    }, mail: letters.mail))
            for (key, name) in [("kabinet", "Kabinet"), ("minister-vws", "Minister van VWS")] {
                try await commitments.add(.system, Office(key: key, name: Words(nl: name, en: name)))
            }
            for key in ["pro-ana", "hulp-na-18"] {
                try await commitments.add(.system, Theme(key: key, name: Words(nl: "Thema \(key)", en: "Theme \(key)")))
            }
            try await body(
                PolicyRoom(
                    commitments: commitments, audit: audit, database: database, clock: clock, letters: letters))
        }
    }

    private static func addMembers(_ transaction: any Transaction) throws {
        for number in 1...2 {
            try transaction.execute(
                """
                INSERT INTO directory_organisations (id, name, kind, active, created_at, version)
                VALUES ($1, $2, 'coalition', 1, 0, 1)
                """, identifier(number), "Organisatie \(number)")
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

    static func draft(
        _ kind: ItemKind, _ title: String, _ date: String = "2020-07-02", office: String? = "minister-vws",
        theme: String? = "pro-ana", reference: String? = nil, result: VoteResult? = nil
    ) -> ItemDraft {
        ItemDraft(
            kind: kind, title: Words(nl: title, en: ""), date: rough(date), office: office, theme: theme,
            reference: reference, source: letterSource, result: result)
    }

    /// A motion of 2 July 2020 that was adopted according to an article.
    func adoptedMotion(_ title: String = "Motie", reference: String? = nil) async throws -> Item {
        let motion = try await commitments.add(Self.first, Self.draft(.motion, title, reference: reference))
        let vote = try await commitments.add(
            Self.first,
            Self.draft(.vote, "Stemming", "juli 2020", result: VoteResult(isAdopted: true, basis: .article)))
        try await commitments.link(Self.first, ItemLink(from: motion.id, to: vote.id))
        return motion
    }
}
