import Core
import Directory
import Storage
import TestSupport
import Testing

@testable import Learning

/// Participants by province, and who counts once.
@Suite struct RegionTests {
    private func participation(
        _ people: Int, _ province: Province?, _ audience: Audience = .hotel, _ activity: Activity = .eLearning,
        source: String = "Bron"
    ) -> Participation {
        Participation(
            activity: activity, audience: audience, people: people,
            period: Period(from: Day("2020-01-01")!, to: Day("2020-06-30")!)!, province: province,
            source: Source(title: source, kind: .imported))
    }

    private func figures(_ world: World, _ name: String = "2020-H1") async throws -> [String: Int] {
        let figures = try await world.learning.figureSource.figures(in: Period(named: name))
        return Dictionary(
            uniqueKeysWithValues: figures.filter { $0.id.hasPrefix("participants.province.") }.map {
                (String($0.id.dropFirst("participants.province.".count)), $0.value)
            })
    }

    @Test(arguments: testEngines)
    func figuresByProvinceAddUpToEverybody(engine: Engine) async throws {
        try await World.on(engine) { world in
            let service = world.learning.participations
            try await service.record(.system, [participation(502, nil)])
            // Without a single province there is no list.
            #expect(try await figures(world).isEmpty)
            let batch = try await service.record(
                .system,
                [
                    participation(40, .zeeland), participation(20, .zeeland, .police, .training),
                    participation(30, .utrecht, source: "Een ander"),
                ])
            #expect(try await figures(world) == ["zeeland": 60, "utrecht": 30, "unknown": 502])
            let all = try await world.learning.figureSource.figures(in: Period(named: "2020-H1"))
            let zeeland = try #require(all.first { $0.id == "participants.province.zeeland" })
            #expect(zeeland.counts == .persons && zeeland.rows.map(\.value) == [60])
            let unknown = try #require(all.first { $0.id == "participants.province.unknown" })
            #expect(unknown.sources.map(\.title) == ["Bron"])
            // Half a year is no part of a quarter.
            #expect(try await figures(world, "2020-Q1").isEmpty)
            try await service.undo(.system, batch.id)
            #expect(try await figures(world).isEmpty)
        }
    }

    /// One small number among the parts, or among the figures that add up to the same people, and the list is not given.
    @Test(
        arguments: [
            [(40, Province.zeeland, Audience.hotel), (9, .utrecht, .hotel)],
            [(40, .zeeland, .hotel), (9, nil, .hotel)],
            [(40, .zeeland, .hotel), (12, .zeeland, .hotel), (3, .zeeland, .police)],
        ] as [[(Int, Province?, Audience)]])
    func aSmallNumberHidesTheList(_ records: [(Int, Province?, Audience)]) async throws {
        try await World.on(.sqlite) { world in
            try await world.learning.participations.record(
                .system, records.map { participation($0.0, $0.1, $0.2) })
            #expect(try await figures(world).isEmpty)
        }
    }

    /// Whatever was recorded and undone: the lines add up to everybody, and no line is below zero.
    @Test(arguments: testEngines)
    func theLinesAddUp(engine: Engine) async throws {
        try await World.on(engine) { world in
            var generator = SeededGenerator(seed: 12)
            let service = world.learning.participations
            var standing: [(batch: ParticipationBatch, records: [Participation])] = []
            for _ in 0..<40 {
                if Int.random(in: 0..<3, using: &generator) == 0, !standing.isEmpty {
                    let place = Int.random(in: 0..<standing.count, using: &generator)
                    try await service.undo(.system, standing.remove(at: place).batch.id)
                } else {
                    let records = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                        participation(
                            Int.random(in: 1...900, using: &generator),
                            [nil, .zeeland, .drenthe].randomElement(using: &generator)!,
                            [.hotel, .police].randomElement(using: &generator)!,
                            Activity.allCases.randomElement(using: &generator)!,
                            source: ["A", "B"].randomElement(using: &generator)!)
                    }
                    standing.append((try await service.record(.system, records), records))
                }
            }
            let lines = try await world.learning.overview.regions(
                .system, in: Period(named: "2020"), organisation: nil)
            let records = standing.flatMap(\.records)
            for province in [nil, .zeeland, .drenthe] as [Province?] {
                for audience in [Audience.hotel, .police] {
                    func people(_ activity: Activity) -> Int {
                        records.filter { ($0.activity, $0.audience, $0.province) == (activity, audience, province) }
                            .reduce(0) { $0 + $1.people }
                    }
                    let line = lines.first { $0.province == province && $0.audience == audience }
                    #expect(line?.elsewhere ?? 0 == people(.eLearning))
                    #expect(line?.trained ?? 0 == people(.training))
                }
            }
            for batch in standing { try await service.undo(.system, batch.batch.id) }
            #expect(
                try await world.learning.overview.regions(.system, in: Period(named: "2020"), organisation: nil).isEmpty
            )
        }
    }

    /// By the link of a site its province; by one of an organisation that of all its sites; else unknown.
    @Test(arguments: testEngines)
    func aLearnerCountsWhereTheLinkSays(engine: Engine) async throws {
        try await World.on(engine) { world in
            let (sites, joins) = (world.learning.workSites, world.learning.joins)
            let period = try Period(named: "\(world.clock.instant.day.year)")
            func counts(_ organisation: Identifier?) async throws -> [Province?: LearningCounts] {
                let lines = try await world.learning.overview.regions(.system, in: period, organisation: organisation)
                return Dictionary(uniqueKeysWithValues: lines.map { ($0.province, $0.counts) })
            }
            let site = try await sites.make(.system, organisation: world.hotel.id, name: "Haven", province: .zeeland)
            let ofSite = try await sites.makeJoin(.system, site.code, course: "receptie", audience: .hotel)
            let ofAll = try await joins.make(
                .system, organisation: world.hotel.id, course: "receptie", audience: .hotel)
            for join in [ofSite, ofAll, nil] { try await world.complete(join: join) }
            let two = LearningCounts(joined: 2, started: 2, completed: 2)
            let one = LearningCounts(joined: 1, started: 1, completed: 1)
            #expect(try await counts(nil) == [.zeeland: two, nil: one])
            #expect(try await counts(world.hotel.id) == [.zeeland: two])
            // A second site elsewhere, and nobody knows any more where people of the organisation's own link work.
            _ = try await sites.make(.system, organisation: world.hotel.id, name: "Bos")
            for join in [ofSite, ofAll] { try await world.complete(join: join) }
            let three = LearningCounts(joined: 3, started: 3, completed: 3)
            #expect(try await counts(world.hotel.id) == [.zeeland: three, nil: one])
            // The site moves: what was counted stays where it was.
            try await sites.change(
                .system, site.code, name: "Haven", card: .init(), departments: [], province: .utrecht)
            #expect(try await counts(world.hotel.id) == [.zeeland: three, nil: one])
            let other = world.member(of: world.park)
            await #expect(throws: DirectoryError.notAllowed) {
                try await world.learning.overview.regions(other, in: period, organisation: world.hotel.id)
            }
            await #expect(throws: DirectoryError.notAllowed) {
                try await world.learning.overview.regions(other, in: period, organisation: nil)
            }
        }
    }

    @Test func peopleOfASessionCountWhereTheyWork() {
        let list = World.municipalities
        let (amsterdam, fryslan, hague) = ("GM0363", "GM1900", "GM0518")
        func people(_ place: Province?, _ municipalities: [String]) -> [SessionRegions.Group: Int] {
            var draft = SessionDraft(
                kind: .training, title: "T", audiences: [], day: Day("2026-03-02")!, starts: 0, ends: 60, place: "Zaal",
                organiser: "CCV")
            draft.province = place
            let people = SessionRegions(draft, municipalities, list).people(
                [(.municipality, amsterdam, 2), (.municipality, "", 1), (.police, fryslan, 1)],
                uncounted: [.municipality: 3, .police: 4, .hotel: 0])
            return Dictionary(uniqueKeysWithValues: people)
        }
        func group(_ audience: Audience, _ province: Province?) -> SessionRegions.Group {
            SessionRegions.Group(audience: audience, province: province)
        }
        #expect(
            people(nil, [amsterdam, hague]) == [
                group(.municipality, .noordHolland): 2, group(.municipality, nil): 4, group(.police, .fryslan): 1,
                group(.police, nil): 4,
            ])
        // All municipalities lie in one province: so do their officials, and nobody knows about the police.
        #expect(
            people(nil, [amsterdam]) == [
                group(.municipality, .noordHolland): 6, group(.police, .fryslan): 1, group(.police, nil): 4,
            ])
        #expect(
            people(.utrecht, [amsterdam, hague]) == [
                group(.municipality, .noordHolland): 2, group(.municipality, .utrecht): 4,
                group(.police, .fryslan): 1, group(.police, .utrecht): 4,
            ])
    }

    @Test(arguments: testEngines)
    func aSessionIsPlannedSomewhereAndCountsThere(engine: Engine) async throws {
        try await World.on(engine) { world in
            let plans = world.learning.sessionPlans
            var draft = world.draft(day: Day("2026-03-02")!)
            draft.province = .gelderland
            let plan = try await plans.plan(world.trainer, draft)
            #expect(try await plans.open(plan.code.text).draft == draft)
            world.clock.set(plan.starts)
            let closed = try await plans.close(
                world.trainer, plan.code, uncounted: [.police: 20], municipalities: [], address: "https://v.example")
            let records = try await world.learning.participations.batch(world.trainer, closed.batch!).records
            #expect(records.map(\.province) == [.gelderland])
            #expect(try await figures(world, "2026") == ["gelderland": 20])
        }
    }

    /// The same person by the employer's own link counts once within the year, and again when it is time again.
    @Test(arguments: testEngines)
    func whoDoesItAgainByTheOwnLinkCountsOnce(engine: Engine) async throws {
        try await World.on(engine) { world in
            let person = try await world.makeTeam()
            func completed() async throws -> Int {
                let lines = try await world.learning.overview.lines(
                    .system, in: Period(from: Day("2020-01-01")!, to: Day("2040-12-31")!)!, organisation: nil)
                return lines.reduce(0) { $0 + $1.counts.completed }
            }
            let token = try await world.completeAs(person)
            #expect(try await completed() == 1)
            // Telling it once more changes nothing.
            let code = world.learning.rosters.code(of: person)
            #expect(try await !world.learning.rosterDoor.tell(code, token: token, course: "receptie"))
            #expect(try await completed() == 1)
            world.clock.advance(days: 30)
            try await world.completeAs(person)
            #expect(try await completed() == 1)
            // Nobody knows whether somebody without the link is the same.
            try await world.complete()
            #expect(try await completed() == 2)
            world.clock.advance(days: 366)
            try await world.completeAs(person)
            #expect(try await completed() == 3)
        }
    }

    @Test func theOverviewShowsProvincesAndSaysWhoCountsTwice() async throws {
        try await World.on(.sqlite) { world in
            let site = try await world.learning.workSites.make(
                .system, organisation: world.hotel.id, name: "Haven", province: .noordHolland)
            let join = try await world.learning.workSites.makeJoin(
                .system, site.code, course: "receptie", audience: .hotel)
            for join in [join, nil] { try await world.complete(join: join) }
            let manager = world.member(of: world.hotel)
            try await world.serve(sessions: ["t": world.trainer, "m": manager]) { client in
                let trainer = Visitor(client, session: "t")
                let page = try await trainer.get("/werk/leren")
                for words in ["Per provincie", "Noord-Holland", "Onbekend", "Telt iemand één keer?"] {
                    #expect(page.says(words), "\(words)")
                }
                #expect(try await trainer.get("/en/werk/leren").says("North Holland"))
                let csv = try await trainer.get("/werk/leren/provincies.csv")
                #expect(csv.says("noord-holland,hotel,1,1,1,0,0,"))
                #expect(csv.says("unknown,hotel,1,1,1,0,0,"))
                let own = try await Visitor(client, session: "m").get("/werk/leren/provincies.csv")
                #expect(own.says("noord-holland,hotel,1,1,1,2") && !own.says("unknown"))
            }
        }
    }
}
