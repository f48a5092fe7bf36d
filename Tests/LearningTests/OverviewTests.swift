import Core
import Directory
import Storage
import TestSupport
import Testing

@testable import Learning

/// What the overview shows beside who follows a course here.
@Suite struct OverviewTests {
    private func participation(
        _ people: Int, _ activity: Activity = .eLearning, of organisation: Identifier? = nil,
        in name: String = "2020-H1"
    ) throws -> Participation {
        Participation(
            activity: activity, audience: .hotel, people: people, period: try Period(named: name),
            organisation: organisation, source: Source(title: "Bron", kind: .imported))
    }

    private func session(_ municipalities: Int?, on day: String) -> TrainingSessionDraft {
        TrainingSessionDraft(
            title: "Training", period: Period(from: Day(day)!, to: Day(day)!)!, precision: .day,
            audiences: [.municipality], municipalities: municipalities, organiser: "CCV",
            source: Source(title: "Bron", kind: .imported))
    }

    @Test(arguments: testEngines)
    func whatWasCountedElsewhereAndAtTrainings(engine: Engine) async throws {
        try await World.on(engine) { world in
            let overview = world.learning.overview
            let (desk, manager) = (Actor.system, world.member(of: world.hotel))
            func found(_ name: String, _ organisation: Identifier? = nil) async throws -> CountedElsewhere {
                try await overview.elsewhere(desk, in: Period(named: name), organisation: organisation)
            }
            #expect(try await found("2020").isEmpty)
            #expect(try await overview.firstDay(desk, organisation: nil) == nil)
            let service = world.learning.participations
            try await service.record(
                desk,
                [
                    participation(502), participation(40, of: world.hotel.id), participation(20, .training),
                    participation(7, of: world.hotel.id, in: "2019"),
                ])
            let undone = try await service.record(desk, [participation(900, of: world.hotel.id, in: "2018")])
            #expect(try await overview.firstDay(manager, organisation: world.hotel.id) == Day("2018-01-01"))
            try await service.undo(desk, undone.id)
            for (count, day) in [(23 as Int?, "2020-01-20"), (nil, "2020-03-02"), (5, "2017-05-01")] {
                try await world.learning.trainingSessions.record(desk, session(count, on: day))
            }
            let half = try await found("2020-H1")
            #expect(half.eLearning == [.hotel: 542] && half.trained == [.hotel: 20])
            #expect(half.sessions == 2 && half.municipalities == 23)
            // Half a year is no part of a quarter; the training is.
            let quarter = try await found("2020-Q1")
            #expect(quarter.eLearning.isEmpty && quarter.sessions == 2 && !quarter.isEmpty)
            let own = try await found("2020", world.hotel.id)
            #expect(own == CountedElsewhere(eLearning: [.hotel: 40]))
            #expect(try await found("2018", world.hotel.id).isEmpty)
            #expect(try await overview.firstDay(desk, organisation: nil) == Day("2017-05-01"))
            #expect(try await overview.firstDay(manager, organisation: world.hotel.id) == Day("2019-01-01"))
            #expect(try await overview.firstDay(desk, organisation: world.park.id) == nil)
            let join = try await world.learning.joins.make(
                desk, organisation: world.park.id, course: "receptie", audience: .hotel)
            try await world.complete(join: join)
            #expect(
                try await overview.firstDay(desk, organisation: world.park.id) == world.clock.instant.day.firstOfMonth)
            await #expect(throws: DirectoryError.notAllowed) {
                try await overview.elsewhere(manager, in: Period(named: "2020"), organisation: nil)
            }
            await #expect(throws: DirectoryError.notAllowed) {
                try await overview.firstDay(manager, organisation: world.park.id)
            }
        }
    }

    @Test func thePeriodsReachBackToTheFirst() {
        let today = Day("2026-03-01")!
        let three = ["2026-H1", "2026", "2025-H2", "2025-H1", "2025", "2024-H2", "2024-H1", "2024"]
        #expect(OverviewPage.periods(today, since: nil, with: "2026-H1") == three)
        #expect(OverviewPage.periods(today, since: Day("2025-07-01"), with: "2026-H1") == three)
        let back = ["2023-H2", "2023-H1", "2023", "2022-H2", "2022-H1", "2022"]
        #expect(OverviewPage.periods(today, since: Day("2022-12-31"), with: "2022") == three + back)
        #expect(OverviewPage.periods(today, since: nil, with: "2020-Q1") == three + ["2020-Q1"])
    }

    @Test func thePageSaysEverythingInOnePlace() async throws {
        try await World.on(.sqlite) { world in
            try await world.learning.participations.record(
                .system, [participation(502), participation(40, of: world.hotel.id)])
            try await world.learning.trainingSessions.record(.system, session(23, on: "2020-01-20"))
            let sessions = ["t": world.trainer, "m": world.member(of: world.hotel)]
            try await world.serve(sessions: sessions) { client in
                let desk = Visitor(client, session: "t")
                #expect(try await desk.get("/werk/leren").says("2020-H1"))
                let page = try await desk.get("/werk/leren?periode=2020-H1")
                for words in ["542 mensen (Hotels 542)", "1 gehouden", "23. Weten we", "staat hierboven"] {
                    #expect(page.says(words), "\(words)")
                }
                #expect(!page.says("deed nog niemand mee"))
                #expect(try await desk.get("/werk/leren?periode=2019").says("deed nog niemand mee"))
                #expect(try await desk.get("/en/werk/leren?periode=2020-H1").says("542 people (Hotels 542)"))
                let own = try await Visitor(client, session: "m").get("/werk/leren?periode=2020-H1")
                #expect(own.says("40 mensen") && own.says("Mijn team staat iets anders"))
                #expect(!own.says("gehouden") && !own.says("In deze demo"))
            }
        }
    }

    @Test func aPackageIsCountedAsWhichItIs() throws {
        let id = Identifier(at: Instant(milliseconds: 0), random: systemRandomBytes)
        for package in [CountedPackage.launched(id), .reported("receptie"), .unknown] {
            #expect(CountedPackage(counted: package.course) == package)
        }
        #expect(CountedPackage.unknown.course == "pakket")
        #expect(CountedPackage(counted: "receptie") == nil && CountedPackage(counted: "") == nil)
        #expect(CountedPackage(counted: "pakketten") == nil)
    }

    @Test(arguments: testEngines)
    func aPackageStandsThereByItsTitle(engine: Engine) async throws {
        try await World.on(engine) { world in
            let package = try await world.importPackage(unitXML("een"), code: Learning.demoPackage)
            let (hotel, day, id) = (world.hotel.id, world.clock.instant.day, package.id)
            try await world.database.write { transaction in
                for course in [CountedPackage.launched(id), .reported("receptie"), .unknown].map(\.course) {
                    try CountStore(transaction: transaction).count(
                        .joined,
                        of: CountStore.Key(course: course, audience: .hotel, role: "", organisation: hotel.text),
                        in: nil, on: day, random: systemRandomBytes)
                }
            }
            let join = try await world.learning.joins.make(
                .system, organisation: hotel, course: "receptie", audience: .hotel)
            try await world.complete(join: join)
            try await world.serve(sessions: ["m": world.member(of: world.hotel)]) { client in
                let manager = Visitor(client, session: "m")
                let page = try await manager.get("/werk/leren")
                for words in [
                    "Balie (pakket van een ander)", "(in een eigen leerplatform)", "Een pakket", "Niet gevraagd",
                ] {
                    #expect(page.says(words), "\(words)")
                }
                #expect(!page.says(">pakket<"))
                let csv = try await manager.get("/werk/leren.csv")
                #expect(csv.says("pakket,hotel,,1,0,0,") && csv.says(",Balie (pakket van een ander)"))
                #expect(try await manager.get("/en/werk/leren.csv").says("Balie (package of others)"))
            }
        }
    }
}
