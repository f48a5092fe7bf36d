import Core
import Directory
import Storage
import TestSupport
import Testing

@testable import Learning

@Suite struct ParticipationTests {
    private func participation(
        _ people: Int, _ audience: Audience = .hotel, _ from: String = "2020-01-01", _ to: String = "2020-06-30",
        source: String = "Defence for Children", kind: Source.Kind = .imported, organisation: Identifier? = nil
    ) -> Participation {
        Participation(
            activity: .eLearning, audience: audience, people: people,
            period: Period(from: Day(from)!, to: Day(to)!)!, organisation: organisation,
            source: Source(title: source, kind: kind))
    }

    @Test(arguments: testEngines)
    func twoSourcesAddUpAndAreBothNamed(engine: Engine) async throws {
        try await World.on(engine) { world in
            let service = world.learning.participations
            try await service.record(
                .system, [participation(502), participation(58, .tourismStudent), participation(51, .holidayPark)])
            try await service.record(world.trainer, [participation(10, source: "Hotel De Zon")], name: "zon.csv")
            let figures = try await world.learning.figureSource.figures(in: Period(named: "2020-H1"))
            #expect(figures.map(\.id) == ["e-learning.hotel", "e-learning.tourism-student", "e-learning.holiday-park"])
            #expect(figures.map(\.value) == [512, 58, 51])
            #expect(figures[0].sources.map(\.title) == ["Defence for Children", "Hotel De Zon"])
            #expect(figures.allSatisfy { $0.counts == .persons })
        }
    }

    /// Half a year is no part of a quarter and is part of the year.
    @Test(arguments: testEngines)
    func onlyWhatLiesInThePeriodAsAWhole(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.learning.participations.record(.system, [participation(502)])
            let source = world.learning.figureSource
            #expect(try await source.figures(in: Period(named: "2020")).first?.value == 502)
            #expect(try await source.figures(in: Period(named: "2020-H1")).first?.value == 502)
            for name in ["2020-Q1", "2020-Q2", "2020-H2", "2019", "2021"] {
                #expect(try await source.figures(in: Period(named: name)).isEmpty)
            }
        }
    }

    @Test(arguments: testEngines)
    func theSameTwiceIsRefusedUntilUndone(engine: Engine) async throws {
        try await World.on(engine) { world in
            let service = world.learning.participations
            let batch = try await service.record(world.trainer, [participation(10)])
            await #expect(throws: LearningError.importedBefore(day: world.clock.instant.day)) {
                try await service.record(world.trainer, [participation(10)], name: "again.csv")
            }
            try await service.undo(world.trainer, batch.id)
            #expect(try await world.learning.figureSource.figures(in: Period(named: "2020")).isEmpty)
            await #expect(throws: LearningError.alreadyUndone) { try await service.undo(world.trainer, batch.id) }
            world.clock.advance(seconds: 60)
            try await service.record(world.trainer, [participation(10)])
            #expect(try await world.learning.figureSource.figures(in: Period(named: "2020")).first?.value == 10)
            let batches = try await service.batches(world.trainer)
            #expect(batches.map { $0.undone == nil } == [true, false])
            let found = try await service.batch(world.trainer, batch.id)
            #expect(found.records == [participation(10)])
            #expect(world.audit.countsChanged == 3)
            let wanted = "learning.participations."
            #expect(
                world.audit.actions.filter { $0.hasPrefix(wanted) } == [
                    wanted + "recorded", wanted + "undone", wanted + "recorded",
                ])
        }
    }

    @Test(arguments: testEngines)
    func theDeskRecordsAndTheCoalitionLooks(engine: Engine) async throws {
        try await World.on(engine) { world in
            let service = world.learning.participations
            let hotelMember = world.member(of: world.hotel)
            let coalition = world.member(of: world.hotel, kind: .coalition)
            await #expect(throws: DirectoryError.signInFirst) { try await service.batches(.visitor) }
            await #expect(throws: DirectoryError.notAllowed) { try await service.batches(hotelMember) }
            await #expect(throws: DirectoryError.notAllowed) {
                try await service.record(coalition, [participation(1)])
            }
            let batch = try await service.record(world.trainer, [participation(1)])
            #expect(try await service.batches(coalition) == [batch])
            await #expect(throws: DirectoryError.notAllowed) { try await service.undo(coalition, batch.id) }
            await #expect(throws: LearningError.noSuchBatch) {
                try await service.undo(world.trainer, world.hotel.id)
            }
        }
    }

    /// After any history of recording and undoing, the sums are what the standing records add up to.
    @Test(arguments: testEngines)
    func theSumsFollowTheRecords(engine: Engine) async throws {
        try await World.on(engine) { world in
            var generator = SeededGenerator(seed: 20_201_124)
            let service = world.learning.participations
            var standing: [ParticipationBatch] = []
            for _ in 0..<60 {
                if Bool.random(using: &generator), let batch = standing.randomElement(using: &generator) {
                    try await service.undo(.system, batch.id)
                    standing.removeAll { $0.id == batch.id }
                } else {
                    let records = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                        participation(
                            Int.random(in: 1...900, using: &generator),
                            [.hotel, .police].randomElement(using: &generator)!,
                            ["2020-01-01", "2020-04-01"].randomElement(using: &generator)!,
                            source: ["A", "B"].randomElement(using: &generator)!)
                    }
                    standing.append(try await service.record(.system, records))
                }
            }
            try await world.expectSums()
            for batch in standing { try await service.undo(.system, batch.id) }
            try await world.expectSums()
            #expect(try await world.learning.figureSource.figures(in: Period(named: "2020")).isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func sessionsCountMunicipalities(engine: Engine) async throws {
        try await World.on(engine) { world in
            let january = Period(from: Day("2020-01-01")!, to: Day("2020-01-31")!)!
            let draft = TrainingSessionDraft(
                title: "Training voor gemeenten en politie", period: january, precision: .month,
                audiences: [.municipality, .police], municipalities: 23, organiser: "CCV",
                programme: "Vitale Vakantieparken", companions: ["Politie"],
                source: Source(title: "Terugblik", kind: .takenOver))
            let session = try await world.learning.trainingSessions.record(.system, draft)
            let figures = try await world.learning.figureSource.figures(in: Period(named: "2020-H1"))
            #expect(figures.map(\.id) == ["training.municipalities", "training.sessions"])
            #expect(figures.map(\.value) == [23, 1])
            #expect(figures[0].counts == .things)
            #expect(figures[0].rows[0].period == january)
            #expect(try await world.learning.trainingSessions.all(in: january) == [session])
        }
    }
}

extension World {
    /// Counts the records of standing batches and compares.
    func expectSums() async throws {
        let (kept, counted) = try await database.read { transaction in
            let kept = try transaction.rows(
                """
                SELECT audience, from_day, source_title, people, records FROM learning_participation_totals
                ORDER BY audience, from_day, source_title
                """)
            let counted = try transaction.rows(
                """
                SELECT audience, from_day, source_title, CAST(SUM(p.people) AS BIGINT) AS people, COUNT(*) AS records
                FROM learning_participations p JOIN learning_batches b ON b.id = p.batch WHERE b.undone IS NULL
                GROUP BY audience, from_day, source_title ORDER BY audience, from_day, source_title
                """)
            func texts(_ rows: [Row]) throws -> [String] {
                try rows.map { row in
                    let names: [String] = try ["audience", "from_day", "source_title"].map { try row[$0] }
                    let numbers: [Int] = [try row["people"], try row["records"]]
                    return "\(names) \(numbers)"
                }
            }
            return (try texts(kept), try texts(counted))
        }
        #expect(kept == counted)
    }
}
