import Content
import Core
import Directory
import Foundation
import Storage
import Synchronization
import TestSupport
import Vault
import Logging
import Work

@testable import Learning

/// A database with an organisation or two and a course of three screens: what the tests of services and pages work with.
struct World {
    let database: any Database
    let clock: TestClock
    let audit: RecordedAudit
    let learning: Learning
    let outbox: Outbox
    let hotel: Organisation
    let park: Organisation

    static let migrations = directoryMigrations + workMigrations + learningMigrations

    /// Three municipalities of 2020, of which two became one.
    static let municipalities = Municipalities([
        Municipality(code: "GM0363", name: "Amsterdam", from: nil, until: nil, province: .noordHolland),
        Municipality(code: "GM1684", name: "Cuijk", from: nil, until: Day("2021-12-31"), province: .noordBrabant),
        Municipality(code: "GM0786", name: "Grave", from: nil, until: Day("2021-12-31"), province: .noordBrabant),
        Municipality(
            code: "GM1982", name: "Land van Cuijk", from: Day("2022-01-01"), until: nil, province: .noordBrabant),
        Municipality(code: "GM1900", name: "Súdwest-Fryslân", from: nil, until: nil, province: .fryslan),
        Municipality(code: "GM0518", name: "'s-Gravenhage", from: nil, until: nil, province: .zuidHolland),
    ])

    /// Runs `body` in a fresh world on `engine`.
    static func on<Result>(
        _ engine: Engine,
        courses: [Course] = [tinyCourse(), tinyCourse("schoonmaak", audiences: [.hotel, .holidayPark])],
        folder: CourseFolder? = nil, connections: Int = 4, _ body: (World) async throws -> Result
    ) async throws -> Result {
        let options = DatabaseOptions(connections: connections)
        return try await withDatabase(engine, migrations: migrations, options: options) { database in
            let clock = TestClock()
            let audit = RecordedAudit()
            let siteKey = SiteKey(Array(repeating: 7, count: 32))!
            let random = seededRandomBytes(1)
            let organisations = Organisations(
                DirectoryContext(
                    database: database, siteKey: siteKey, now: clock.now, random: random, audit: audit))
            let hotel = try await organisations.add(
                .system, OrganisationDraft(name: "Hotel De Zon", kind: .hotel, code: "zon"))
            let park = try await organisations.add(.system, OrganisationDraft(name: "Park Het Bos", kind: .holidayPark))
            let outbox = Outbox(
                jobs: Jobs(database: database, now: clock.now, random: random),
                sender: try MailSender(name: "Vangnet", address: MailAddress("vangnet@voorbeeld.example")),
                transport: nil, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let learning = Learning(
                LearningContext(
                    database: database, siteKey: siteKey, organisations: organisations, audit: audit,
                    courses: courses, folder: folder, player: try PlayerFiles(resources: checkout + "/Resources"),
                    municipalities: Self.municipalities, measure: tinyMeasure(), outbox: outbox, now: clock.now,
                    random: random, countsChanged: { _ in audit.noteCounts() }))
            return try await body(
                World(
                    database: database, clock: clock, audit: audit, learning: learning, outbox: outbox, hotel: hotel,
                    park: park))
        }
    }

    /// A member of an organisation.
    func member(
        of organisation: Organisation, kind: OrganisationKind? = nil, administrator: Bool = false,
        desks: [DeskTask] = []
    ) -> Actor {
        var sits: [Identifier: DeskTask] = [:]
        for desk in desks { sits[Identifier(at: clock.instant, random: systemRandomBytes)] = desk }
        return .member(
            ActingMember(
                id: Identifier(at: clock.instant, random: systemRandomBytes), name: "Sam",
                organisation: organisation.id, organisationKind: kind ?? organisation.kind,
                isAdministrator: administrator, desks: sits))
    }

    /// Somebody of the training desk.
    var trainer: Actor { member(of: park, desks: [.training]) }

    /// Goes through a course to the end, rightly.
    @discardableResult
    func complete(
        _ course: String = "receptie", role: Role? = .reception, join: Join? = nil
    ) async throws -> Learner {
        let token = try await learning.attempts.begin(course: course, role: role, join: join, language: .nl)
        return try await learning.attempts.change(token, course: course, language: .nl, finish)
    }
}

/// Answers everything rightly.
@Sendable func finish(_ attempt: inout Attempt, _ course: Course) throws {
    for screen in course.screens {
        attempt.go(to: screen.id, in: course)
        guard let exercise = screen.exercise else { continue }
        if case .story(let story) = screen {
            for moment in story.moments {
                attempt.judge(moment.id, asSignal: moment.isSignal, in: story.id, of: course)
            }
        }
        try attempt.answer(exercise.rightAnswer, to: screen.id, in: course)
    }
}

/// Keeps the events in memory, after checking that they come inside a transaction.
final class RecordedAudit: AuditTrail {
    private let recorded = Mutex<[AuditEvent]>([])
    private let changes = Mutex(0)
    /// How often counts were said to have changed.
    var countsChanged: Int { changes.withLock { $0 } }

    func noteCounts() { changes.withLock { $0 += 1 } }

    var actions: [String] { recorded.withLock { $0.map(\.action) } }
    var events: [AuditEvent] { recorded.withLock { $0 } }

    func record(_ event: AuditEvent, by actor: Actor, in transaction: any Transaction) throws {
        recorded.withLock { $0.append(event) }
    }
}

/// Four screens: a lesson, a scenario where leaving alone is right, a question about safety, and one where several are right.
func tinyCourse(_ slug: String = "receptie", audiences: [Audience] = [.hotel]) -> Course {
    func both(_ nl: String, _ en: String) -> Translated { Translated(original: .nl, [.nl: nl, .en: en]) }
    func choice(_ id: String, _ verdict: Verdict, _ text: String) -> Choice {
        Choice(
            id: id, text: both(text, "\(text) (en)"), verdict: verdict,
            feedback: both("Uitleg bij \(text).", "Why: \(text)."))
    }
    let lesson = Lesson(
        id: "welkom", title: both("Welkom", "Welcome"), text: both("Lees **dit**.", "Read **this**."), sources: [],
        routes: [])
    let scenario = Scenario(
        id: "vader", title: both("Een vader checkt in", "A father checks in"), text: both("Een gezin.", "A family."),
        question: both("Wat doe je?", "What do you do?"), isReported: false,
        choices: [choice("niets", .right, "Niets bijzonders"), choice("politie", .wrong, "De politie bellen")],
        sources: [])
    let safety = Question(
        id: "gevaar", text: both("Wat doe je bij gevaar?", "What do you do in danger?"), takesSeveral: false,
        isSafety: true, choices: [choice("112", .right, "112 bellen"), choice("zelf", .wrong, "Zelf naar binnen")],
        sources: [])
    let several = Question(
        id: "meer", text: both("Wat hoort erbij?", "What belongs?"), takesSeveral: true, isSafety: false,
        choices: [
            choice("a", .right, "Opschrijven"), choice("b", .right, "Overleggen"), choice("c", .wrong, "Foto maken"),
        ], sources: [])
    return Course(
        slug: slug, version: 3, title: both("Signalen aan de balie", "Signals at the desk"),
        summary: both("Een korte cursus.", "A short course."), goals: [both("Je weet wat je doet.", "You know.")],
        minutes: 20, languages: [.nl, .en], audiences: audiences, roles: [.reception, .management],
        review: Course.Review(police: .waiting, care: .waiting, survivors: .waiting), sources: [],
        chapters: [
            Course.Chapter(
                id: "begin", title: both("Begin", "Start"), screens: [.lesson(lesson), .scenario(scenario)]),
            Course.Chapter(
                id: "vragen", title: both("Vragen", "Questions"), screens: [.question(safety), .question(several)]),
        ])
}
