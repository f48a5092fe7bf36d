import Core
import Directory
import Storage
import TestSupport
import Testing

@testable import Learning

@Suite struct AttemptsTests {
    @Test(arguments: testEngines)
    func aLearnerGoesOnWhereTheyWere(engine: Engine) async throws {
        try await World.on(engine) { world in
            let attempts = world.learning.attempts
            let token = try await attempts.begin(course: "receptie", role: .reception, language: .nl)
            _ = try await attempts.change(token, course: "receptie", language: .en) { attempt, course in
                attempt.forward(in: course)
                try attempt.answer(["politie"], to: "vader", in: course)
            }
            let found = try #require(try await attempts.find(token, course: "receptie"))
            #expect(found.attempt.position == "vader")
            #expect(found.role == .reception)
            #expect(found.audience == .hotel)
            #expect(found.organisation == nil)
            #expect(found.language == .en)
            #expect(found.completion == nil)
            #expect(try await attempts.find(token, course: "schoonmaak") == nil)
            #expect(try await attempts.find(AttemptToken(random: seededRandomBytes(9)), course: "receptie") == nil)
        }
    }

    @Test(arguments: testEngines)
    func whatIsRefusedChangesNothing(engine: Engine) async throws {
        try await World.on(engine) { world in
            let attempts = world.learning.attempts
            let token = try await attempts.begin(course: "receptie", role: nil, language: .nl)
            await #expect(throws: AttemptError.nothingChosen) {
                try await attempts.change(token, course: "receptie", language: .nl) { attempt, course in
                    attempt.forward(in: course)
                    try attempt.answer([], to: "vader", in: course)
                }
            }
            #expect(try await attempts.find(token, course: "receptie")?.attempt.position == "welkom")
            await #expect(throws: LearningError.noSuchAttempt) {
                try await attempts.change(
                    AttemptToken(random: seededRandomBytes(9)), course: "receptie", language: .nl, finish)
            }
            await #expect(throws: LearningError.noSuchCourse) {
                try await attempts.begin(course: "nergens", role: nil, language: .nl)
            }
            await #expect(throws: LearningError.audienceNotOfCourse) {
                try await attempts.begin(course: "receptie", role: nil, audience: .police, language: .nl)
            }
        }
    }

    @Test(arguments: testEngines)
    func completingTwiceCountsOnce(engine: Engine) async throws {
        try await World.on(engine) { world in
            let attempts = world.learning.attempts
            let token = try await attempts.begin(course: "receptie", role: .reception, language: .nl)
            let first = try await attempts.change(token, course: "receptie", language: .nl, finish)
            world.clock.advance(seconds: 86_400)
            let second = try await attempts.change(token, course: "receptie", language: .nl, finish)
            #expect(first.completion != nil)
            #expect(first.completion == second.completion)
            #expect(try await world.recount() == world.counted())
            #expect(try await world.counted()["completed|receptie|hotel|reception|"] == 1)
        }
    }

    /// A hundred people finish at the same moment, half of them of one hotel, and each one counts.
    @Test(arguments: testEngines)
    func aHundredAtOnce(engine: Engine) async throws {
        try await World.on(engine, connections: 12) { world in
            let join = try await world.learning.joins.make(
                .system, organisation: world.hotel.id, course: "receptie", audience: .hotel)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    group.addTask { try await world.complete(join: number % 2 == 0 ? join : nil) }
                }
                try await group.waitForAll()
            }
            let counted = try await world.counted()
            #expect(counted["completed|receptie|hotel|reception|"] == 50)
            #expect(counted["completed|receptie|hotel|reception|\(world.hotel.id)"] == 50)
            #expect(try await world.recount() == counted)
            let year = try Period(named: "2026")
            let figure = try #require(try await world.learning.figureSource.figures(in: year).first)
            #expect(figure.id == "e-learning.hotel")
            #expect(figure.value == 100)
            #expect(figure.sources.map(\.kind) == [.computed])
        }
    }

    /// After any history of beginning, moving, answering and finishing, the counts are what the rows add up to.
    @Test(arguments: testEngines)
    func theCountsFollowTheRows(engine: Engine) async throws {
        try await World.on(engine) { world in
            let joins = [
                try await world.learning.joins.make(
                    .system, organisation: world.hotel.id, course: "receptie", audience: .hotel),
                try await world.learning.joins.make(
                    .system, organisation: world.park.id, course: "schoonmaak", audience: .holidayPark),
            ]
            var generator = SeededGenerator(seed: 31)
            var learners: [(token: AttemptToken, course: String)] = []
            for _ in 0..<120 {
                world.clock.advance(seconds: Int64.random(in: 0...500_000, using: &generator))
                let kind = Int.random(in: 0..<4, using: &generator)
                guard kind > 0, let learner = learners.randomElement(using: &generator) else {
                    let join = (joins + [nil]).randomElement(using: &generator)!
                    let course = join?.course ?? ["receptie", "schoonmaak"].randomElement(using: &generator)!
                    let token = try await world.learning.attempts.begin(
                        course: course, role: [Role.reception, nil].randomElement(using: &generator)!, join: join,
                        language: .nl)
                    learners.append((token, course))
                    continue
                }
                let answer = ["niets", "politie"].randomElement(using: &generator)!
                _ = try await world.learning.attempts.change(
                    learner.token, course: learner.course, language: .nl
                ) { attempt, course in
                    switch kind {
                    case 1: attempt.forward(in: course)
                    case 2: if attempt.seen.contains("vader") { try attempt.answer([answer], to: "vader", in: course) }
                    default: try finish(&attempt, course)
                    }
                }
            }
            #expect(try await world.recount() == world.counted())
        }
    }

    @Test(arguments: testEngines)
    func twoTabsDoNoHarm(engine: Engine) async throws {
        try await World.on(engine) { world in
            let attempts = world.learning.attempts
            let token = try await attempts.begin(course: "receptie", role: .reception, language: .nl)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        _ = try await attempts.change(token, course: "receptie", language: .nl, finish)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await world.counted()["completed|receptie|hotel|reception|"] == 1)
            #expect(try await world.recount() == world.counted())
        }
    }

    @Test(arguments: testEngines)
    func whatNobodyUsesGoes(engine: Engine) async throws {
        try await World.on(engine) { world in
            let attempts = world.learning.attempts
            let old = try await attempts.begin(course: "receptie", role: nil, language: .nl)
            try await world.complete()
            world.clock.advance(seconds: 100 * 86_400)
            let used = try await attempts.begin(course: "receptie", role: nil, language: .nl)
            world.clock.advance(seconds: 81 * 86_400)
            #expect(try await attempts.deleteUnused() == 2)
            #expect(try await attempts.find(old, course: "receptie") == nil)
            #expect(try await attempts.find(used, course: "receptie") != nil)
            // What was counted stays.
            #expect(try await world.counted()["completed|receptie|hotel|reception|"] == 1)
            #expect(try await attempts.deleteUnused() == 0)
        }
    }

    @Test func theCookieHoldsSeveralCourses() throws {
        let random = seededRandomBytes(11)
        var cookie = LearnerCookie(nil)
        let tokens = (0..<20).map { _ in AttemptToken(random: random) }
        for (number, token) in tokens.enumerated() { cookie[course: "cursus-\(number)"] = token }
        #expect(cookie[course: "cursus-19"] == tokens[19])
        #expect(cookie[course: "cursus-0"] == nil)
        #expect(LearnerCookie(cookie.text) == cookie)
        #expect(cookie.text.utf8.count < 2048)
        for rubbish in ["", "~", "a~b.c", "....", "receptie~" + String(repeating: "g", count: 32), "é~\u{0}"] {
            #expect(LearnerCookie(rubbish).tokens.isEmpty)
        }
    }
}

extension World {
    /// The counts per kind, course, audience, role and organisation, as they are kept; both tables agree.
    func counted() async throws -> [String: Int] {
        try await database.read { transaction in
            let rows = try transaction.rows(
                """
                SELECT kind, course, audience, role, organisation, CAST(SUM(people) AS BIGINT) AS people
                FROM learning_counts GROUP BY kind, course, audience, role, organisation
                """)
            let counts = try Self.dictionary(rows)
            let total = try transaction.row("SELECT CAST(SUM(people) AS BIGINT) AS people FROM learning_totals")
            #expect(try total?["people"] ?? 0 == counts.values.reduce(0, +))
            return counts
        }
    }

    /// The same, counted from the rows: no attempt was deleted yet.
    func recount() async throws -> [String: Int] {
        try await database.read { transaction in
            let rows = try transaction.rows(
                """
                SELECT 'joined' AS kind, course, audience, role, organisation, COUNT(*) AS people
                FROM learning_attempts GROUP BY course, audience, role, organisation
                UNION ALL
                SELECT 'started', course, audience, role, organisation, COUNT(*) FROM learning_attempts
                WHERE moved = 1 GROUP BY course, audience, role, organisation
                UNION ALL
                SELECT 'completed', course, audience, role, organisation, COUNT(*) FROM learning_completions
                GROUP BY course, audience, role, organisation
                """)
            return try Self.dictionary(rows)
        }
    }

    private static func dictionary(_ rows: [Row]) throws -> [String: Int] {
        try rows.reduce(into: [:]) { result, row in
            let names: [String] = try ["kind", "course", "audience", "role", "organisation"].map { try row[$0] }
            result[names.joined(separator: "|")] = try row["people"]
        }
    }
}
