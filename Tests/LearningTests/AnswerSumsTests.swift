import Content
import Core
import Directory
import Storage
import TestSupport
import Testing

@testable import Learning

/// Sums over first answers and decisions: what they say, and that they say nothing of anybody.
@Suite struct AnswerSumsTests {
    @Test func sumsAddUpInAnyOrder() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<100 {
            let all = (0..<Int.random(in: 1...30, using: &random)).map { _ in
                AnswerSums(
                    people: 1,
                    sums: Dictionary(
                        uniqueKeysWithValues: ["a", "b", "c"].filter { _ in Bool.random(using: &random) }.map {
                            ($0, [1, Int.random(in: 0...1, using: &random)])
                        }))
            }
            let sum = all.reduce(into: AnswerSums.none) { $0 += $1 }
            #expect(sum == all.shuffled(using: &random).reduce(into: AnswerSums.none) { $0 += $1 })
            #expect(sum.people == all.count)
            #expect(AnswerSums(json: sum.json) == sum)
        }
        #expect(AnswerSums(json: "niets") == .none)
    }

    /// Two looks at what is shown differ by nobody, or by at least ten people.
    @Test func nobodyCanBeToldFromTwoLooks() {
        var released = ReleasedSums()
        var looks: [Int] = [0]
        for person in 1...137 {
            released.add(AnswerSums(people: 1, sums: ["a": [1, person % 2]]))
            #expect(released.shown.people + released.waiting.people == person)
            looks.append(released.shown.people)
        }
        for (one, other) in zip(looks, looks.dropFirst()) { #expect(other == one || other - one >= 10) }
        #expect(looks.last == 130)
    }

    // MARK: Items

    /// Figures straight from everybody's answers, by the definition of the correlation.
    private func correlation(_ x: [Double], _ y: [Double]) -> Double? {
        let n = Double(x.count)
        let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
        let above = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
        let spreadX = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
        let spreadY = y.reduce(0) { $0 + ($1 - meanY) * ($1 - meanY) }
        return spreadX * spreadY < 1e-12 ? nil : above / (spreadX * spreadY).squareRoot()
    }

    @Test func itemFiguresAreThoseOfTheDefinition() throws {
        var random = SeededGenerator(seed: 11)
        let items = ["a", "b", "c", "d", "e"]
        for _ in 0..<60 {
            let people = Int.random(in: 10...60, using: &random)
            var answers: [[String: Bool]] = []
            var sums = AnswerSums.none
            for _ in 0..<people {
                let skill = Double.random(in: 0...1, using: &random)
                var own: [String: Bool] = [:]
                for item in items { own[item] = Double.random(in: 0...1, using: &random) < skill }
                answers.append(own)
                sums += ItemFigures.sums(own, exercises: items.count)
            }
            for item in items {
                let figures = ItemFigures(try #require(sums.sums[item]))
                let right = answers.map { $0[item]! ? 1.0 : 0.0 }
                let rest = answers.map { own in
                    Double(items.count { $0 != item && own[$0]! })
                }
                #expect(figures.people == people)
                #expect(abs(figures.difficulty! - right.reduce(0, +) / Double(people)) < 1e-9)
                switch (figures.discrimination, correlation(right, rest)) {
                case (nil, nil): break
                case (let found?, let wanted?):
                    #expect(abs(found - wanted) < 1e-9)
                    #expect((-1.000001...1.000001).contains(found))
                default: Issue.record("\(item): \(String(describing: figures.discrimination))")
                }
            }
        }
    }

    @Test func whoPutSomethingAsideCountsForDifficultyAlone() {
        var sums = AnswerSums.none
        for person in 0..<20 {
            sums += ItemFigures.sums(["a": person % 2 == 0], exercises: 2)
        }
        let figures = ItemFigures(sums.sums["a"]!)
        #expect(figures.people == 20 && figures.difficulty == 0.5)
        #expect(figures.discrimination == nil)
    }

    @Test func anItemThatAllHaveRightTellsNothingApart() {
        var sums = AnswerSums.none
        for person in 0..<20 {
            sums += ItemFigures.sums(["a": true, "b": person % 2 == 0, "c": person % 2 == 0], exercises: 3)
        }
        #expect(ItemFigures(sums.sums["a"]!).discrimination == nil)
        #expect(abs(ItemFigures(sums.sums["b"]!).discrimination! - 1) < 1e-9)
    }

    // MARK: Decisions

    @Test func hitsAndFalseAlarms() {
        let situations = tinyMeasure().before
        var sums = AnswerSums.none
        for _ in 0..<8 {
            sums += DecisionFigures.sums(["voor-1": true, "voor-2": true, "voor-3": false, "voor-4": false])
        }
        for _ in 0..<2 {
            sums += DecisionFigures.sums(["voor-1": false, "voor-2": true, "voor-3": true, "voor-4": true])
        }
        let figures = DecisionFigures(sums, situations)
        #expect(figures.people == 10)
        #expect((figures.hits, figures.misses) == (18, 2))
        #expect((figures.falseAlarms, figures.correctRejections) == (4, 16))
        #expect(figures.hitRate == 0.9 && figures.falseAlarmRate == 0.2)
        #expect(DecisionFigures(.none, situations).hitRate == nil)
    }

    @Test func theSituationsOfThisInstallation() throws {
        let measure = try DecisionMeasure(path: checkout + "/Resources/courses-measure.yaml")
        for side in DecisionMeasure.Side.allCases {
            let situations = measure.situations(side)
            #expect(situations.count == 4)
            #expect(situations.count(where: \.isReported) == 2)
            for situation in situations {
                for language in Language.all { #expect(situation.text.texts[language]?.isEmpty == false) }
            }
        }
        #expect(Set((measure.before + measure.after).map(\.id)).count == 8)
    }
}

/// The same, kept at completion.
@Suite struct MeasuresTests {
    @Test(arguments: testEngines)
    func belowTenPeopleNothingShows(engine: Engine) async throws {
        try await World.on(engine) { world in
            let join = try await world.learning.joins.make(
                .system, organisation: world.hotel.id, course: "receptie", audience: .hotel)
            let own = world.member(of: world.hotel)
            func figures() async throws -> Measures.Figures {
                try await world.learning.measures.figures(own, course: "receptie", organisation: world.hotel.id)
            }
            for _ in 1...9 { try await world.complete(join: join) }
            #expect(try await figures().items.isEmpty)
            try await world.complete(join: join)
            let ten = try #require(try await figures().items.first)
            #expect(ten.version == 3 && ten.people == 10)
            #expect(Set(ten.figures.keys) == ["vader", "gevaar", "meer"])
            #expect(ten.figures["vader"]?.difficulty == 1)
            try await world.complete(join: join)
            #expect(try await figures().items.first?.people == 10)
            // Everybody together, for who sees all.
            let all = try await world.learning.measures.figures(world.trainer, course: "receptie", organisation: nil)
            #expect(all.items.first?.people == 10)
        }
    }

    @Test(arguments: testEngines)
    func theFirstAnswerCounts(engine: Engine) async throws {
        try await World.on(engine) { world in
            let join = try await world.learning.joins.make(
                .system, organisation: world.hotel.id, course: "receptie", audience: .hotel)
            for person in 0..<10 {
                let token = try await world.learning.attempts.begin(
                    course: "receptie", role: nil, join: join, language: .nl)
                let isWrong = person < 4
                _ = try await world.learning.attempts.change(token, course: "receptie", language: .nl) {
                    attempt, course in
                    attempt.go(to: "vader", in: course)
                    if isWrong { try attempt.answer(["politie"], to: "vader", in: course) }
                    try finish(&attempt, course)
                }
                // More clicks afterwards change nothing.
                _ = try await world.learning.attempts.change(token, course: "receptie", language: .nl, finish)
            }
            let figures = try await world.learning.measures.figures(
                world.member(of: world.hotel), course: "receptie", organisation: world.hotel.id)
            #expect(figures.items.first?.figures["vader"]?.right == 6)
            #expect(figures.items.first?.figures["vader"]?.people == 10)
        }
    }

    @Test(arguments: testEngines)
    func situationsAreCountedOnceAndAtTheirTime(engine: Engine) async throws {
        try await World.on(engine) { world in
            let measures = world.learning.measures
            let before = ["voor-1": true, "voor-2": true, "voor-3": false, "voor-4": true]
            let after = ["na-1": true, "na-2": true, "na-3": false, "na-4": false]
            for person in 1...10 {
                let token = try await world.learning.attempts.begin(
                    course: "receptie", role: nil, organisation: world.hotel.id, language: .nl)
                func isOpen(_ side: DecisionMeasure.Side) async throws -> Bool {
                    let learner = try #require(try await world.learning.attempts.find(token, course: "receptie"))
                    return try await measures.isOpen(side, token: token, learner: learner)
                }
                #expect(try await isOpen(.before))
                #expect(try await !isOpen(.after))
                #expect(try await measures.take(.before, token: token, course: "receptie", before))
                #expect(try await !measures.take(.before, token: token, course: "receptie", before))
                #expect(try await !isOpen(.before))
                _ = try await world.learning.attempts.change(token, course: "receptie", language: .nl, finish)
                #expect(try await isOpen(.after))
                await #expect(throws: RosterError.situationsIncomplete) {
                    try await measures.take(.after, token: token, course: "receptie", ["na-1": true])
                }
                #expect(try await measures.take(.after, token: token, course: "receptie", after))
                let figures = try await measures.figures(
                    world.member(of: world.hotel), course: "receptie", organisation: world.hotel.id)
                #expect((figures.before == nil) == (person < 10))
            }
            let figures = try await measures.figures(
                world.member(of: world.hotel), course: "receptie", organisation: world.hotel.id)
            #expect(figures.before?.hitRate == 1 && figures.before?.falseAlarmRate == 0.5)
            #expect(figures.after?.hitRate == 1 && figures.after?.falseAlarmRate == 0)
        }
    }

    @Test(arguments: testEngines)
    func sumsOfAnEmployerAreForItsOwnMembers(engine: Engine) async throws {
        try await World.on(engine) { world in
            let measures = world.learning.measures
            for actor in [world.member(of: world.park), world.member(of: world.park, kind: .coalition), world.trainer] {
                await #expect(throws: DirectoryError.notAllowed) {
                    try await measures.figures(actor, course: "receptie", organisation: world.hotel.id)
                }
            }
            await #expect(throws: DirectoryError.notAllowed) {
                try await measures.figures(world.member(of: world.hotel), course: "receptie", organisation: nil)
            }
        }
    }
}
