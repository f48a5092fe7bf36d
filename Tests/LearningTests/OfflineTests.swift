import Content
import Core
import Directory
import Storage
import TestSupport
import Testing
import Vault

@testable import Learning

@Suite("What was done without network")
struct OfflineTests {
    private static func deed(_ number: Int, _ screen: String, _ act: OfflineDeed.Act = .go) -> OfflineDeed {
        let digits = String(number, radix: 16)
        let last = String(repeating: "0", count: 12 - digits.count) + digits
        return OfflineDeed(id: "0b5d5e00-0000-4000-8000-\(last)", screen: screen, act)
    }

    /// To the end of `tinyCourse`, rightly, with a wrong answer on the way: twenty deeds.
    private static let toTheEnd: [OfflineDeed] = [
        deed(1, "welkom"), deed(2, "vader"), deed(3, "vader", .answer(["politie"])),
        deed(4, "vader", .answer(["niets"])), deed(5, "gevaar"), deed(6, "vader"), deed(7, "gevaar"),
        deed(8, "gevaar", .answer(["zelf"])), deed(9, "gevaar", .answer(["112"])), deed(10, "meer"),
        deed(11, "meer", .answer(["a"])), deed(12, "meer", .answer(["a", "b"])), deed(13, "welkom"),
        deed(14, "vader"), deed(15, "gevaar"), deed(16, "meer"), deed(17, "gevaar"), deed(18, "meer"),
        deed(19, "gevaar"), deed(20, "meer"),
    ]

    @Test(arguments: testEngines)
    func arrivesExactlyOnce(engine: Engine) async throws {
        try await World.on(engine) { world in
            let learning = world.learning
            let token = try await learning.attempts.begin(course: "receptie", role: .reception, language: .nl)
            let batch = OfflineBatch(version: 3, deeds: Self.toTheEnd)
            let arrivals = try await withThrowingTaskGroup(of: OfflineDeeds.Arrival.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        try await learning.offline.receive(batch, token: token, course: "receptie", language: .nl)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let found = try #require(try await learning.attempts.find(token, course: "receptie"))
            let certificate = try #require(found.completion?.certificate)
            #expect(arrivals.count == 100)
            #expect(arrivals.allSatisfy { $0.learner.completion?.certificate == certificate && $0.outdated.isEmpty })
            #expect(found.attempt.answers["vader"]?.first == ["politie"])
            #expect(found.attempt.answers["vader"]?.last == ["niets"])
            #expect(
                try await world.counted() == [
                    "joined|receptie|hotel|reception|": 1, "started|receptie|hotel|reception|": 1,
                    "completed|receptie|hotel|reception|": 1,
                ])
            let rows = try await world.database.read {
                try $0.row("SELECT COUNT(*) AS count FROM learning_offline_events")
            }
            #expect(try rows?["count"] == 20)
            #expect(try await world.counted() == world.recount())
        }
    }

    @Test(arguments: testEngines)
    func aReplayAnswersAsTheFirstTimeAndChangesNothing(engine: Engine) async throws {
        try await World.on(engine) { world in
            let learning = world.learning
            let token = try await learning.attempts.begin(course: "receptie", role: nil, language: .nl)
            let deeds = [
                Self.deed(1, "vader"), Self.deed(2, "vader", .answer(["niets"])), Self.deed(3, "verdwenen"),
                Self.deed(4, "vader", .answer(["onbekend"])),
            ]
            func receive(_ deeds: [OfflineDeed]) async throws -> OfflineDeeds.Arrival {
                try await learning.offline.receive(
                    OfflineBatch(version: 3, deeds: deeds), token: token, course: "receptie", language: .nl)
            }
            let first = try await receive(deeds)
            #expect(first.outdated == [deeds[2].id, deeds[3].id])
            // Meanwhile somewhere else.
            _ = try await learning.attempts.change(token, course: "receptie", language: .nl) { attempt, course in
                attempt.go(to: "gevaar", in: course)
            }
            let again = try await receive(deeds)
            #expect(again.outdated == first.outdated)
            #expect(again.learner.attempt.position == "gevaar")
            // A part that came before, and something new.
            let more = try await receive(Array(deeds.dropFirst(2)) + [Self.deed(5, "gevaar", .answer(["112"]))])
            #expect(more.outdated == first.outdated)
            #expect(more.learner.attempt.answers["gevaar"]?.isSolved == true)
        }
    }

    @Test(arguments: testEngines)
    func nothingGoesToAnotherAttempt(engine: Engine) async throws {
        try await World.on(engine) { world in
            let learning = world.learning
            let first = try await learning.attempts.begin(course: "receptie", role: nil, language: .nl)
            let second = try await learning.attempts.begin(course: "receptie", role: nil, language: .nl)
            let asked = OfflineBatch(version: 3, deeds: [])
            let name = try await learning.offline.receive(asked, token: first, course: "receptie", language: .nl)
                .attempt
            let deeds = OfflineBatch(attempt: name, version: 3, deeds: [Self.deed(1, "vader")])
            await #expect(throws: OfflineError.otherAttempt) {
                try await learning.offline.receive(deeds, token: second, course: "receptie", language: .nl)
            }
            for token in [nil, AttemptToken(random: seededRandomBytes(5))] {
                var nameless = deeds
                nameless.attempt = nil
                await #expect(throws: OfflineError.noAttempt) {
                    try await learning.offline.receive(nameless, token: token, course: "receptie", language: .nl)
                }
            }
            // After the retention term, and what arrived of it is gone as well.
            _ = try await learning.offline.receive(deeds, token: first, course: "receptie", language: .nl)
            world.clock.advance(seconds: 181 * 86_400)
            try await learning.attempts.deleteUnused()
            await #expect(throws: OfflineError.noAttempt) {
                try await learning.offline.receive(deeds, token: first, course: "receptie", language: .nl)
            }
            let rows = try await world.database.read {
                try $0.row("SELECT COUNT(*) AS count FROM learning_offline_events")
            }
            #expect(try rows?["count"] == 0)
        }
    }

    @Test(arguments: testEngines)
    func moreThanAnybodyDoesIsRefused(engine: Engine) async throws {
        try await World.on(engine) { world in
            let learning = world.learning
            let token = try await learning.attempts.begin(course: "receptie", role: nil, language: .nl)
            func send(_ numbers: Range<Int>) async throws {
                _ = try await learning.offline.receive(
                    OfflineBatch(version: 3, deeds: numbers.map { Self.deed($0, "welkom") }), token: token,
                    course: "receptie", language: .nl)
            }
            for start in stride(from: 0, to: OfflineDeeds.mostPerAttempt, by: 200) {
                try await send(start..<(start + 200))
            }
            await #expect(throws: OfflineError.tooManyForAttempt) { try await send(9_000..<9_001) }
            // What was there is still answered.
            try await send(0..<200)
        }
    }

    // MARK: Merging

    /// Somebody online and somebody without network, in every order: nothing becomes less, and sending again changes nothing.
    @Test func nothingBecomesLess() throws {
        var random = SeededGenerator(seed: 23)
        for _ in 0..<400 {
            let course = everyKindCourse()
            var here = Attempt(course: course)
            var there = here
            var deeds: [OfflineDeed] = []
            for _ in 0..<Int.random(in: 1...60, using: &random) {
                if Bool.random(using: &random) {
                    Self.act(Self.next(here, course, &random), &here, course)
                } else {
                    let deed = Self.next(there, course, &random)
                    Self.act(deed, &there, course)
                    deeds.append(deed)
                }
            }
            var merged = here
            for deed in deeds {
                let before = merged
                _ = merged.take(deed, in: course, isSameVersion: true)
                Self.expectNoLess(merged, than: before, course)
            }
            // All that was seen and done without network is there.
            #expect(merged.seen.isSuperset(of: there.seen))
            for screen in course.screens where there.isDone(screen) {
                #expect(merged.isDone(screen), "\(screen.id)")
            }
        }
    }

    /// A screen came in between, and another is gone: what is left of what was done counts.
    @Test func aNewVersionTakesWhatItHas() throws {
        let old = everyKindCourse()
        let new = everyKindCourse(version: 2)
        var random = SeededGenerator(seed: 29)
        for _ in 0..<200 {
            var there = Attempt(course: old)
            var merged = Attempt(course: new)
            for _ in 0..<60 {
                let deed = Self.next(there, old, &random)
                Self.act(deed, &there, old)
                let before = merged
                let outcome = merged.take(deed, in: new, isSameVersion: false)
                Self.expectNoLess(merged, than: before, new)
                #expect(new.screen(deed.screen) != nil || outcome == .outdated)
            }
            #expect(merged.seen.isSuperset(of: there.seen.filter { new.screen($0) != nil }))
        }
    }

    private static func expectNoLess(_ after: Attempt, than before: Attempt, _ course: Course) {
        #expect(after.seen.isSuperset(of: before.seen))
        for screen in course.screens where before.isDone(screen) { #expect(after.isDone(screen), "\(screen.id)") }
        for (id, answer) in before.answers {
            #expect(after.answers[id]?.first == answer.first)
            #expect(after.answers[id]?.isSolved == true || !answer.isSolved)
            if before.outcome(of: id, in: course)?.verdict == .right {
                #expect(after.outcome(of: id, in: course)?.verdict == .right)
            }
        }
        for (id, telling) in before.stories {
            if let first = telling.firstStops { #expect(after.stories[id]?.firstStops == first) }
        }
    }

    /// Something that the player's buttons allow.
    private static func next(
        _ attempt: Attempt, _ course: Course, _ random: inout SeededGenerator
    ) -> OfflineDeed {
        let reachable = course.screens.filter { attempt.canGo(to: $0.id, in: course) }
        let here = course.screen(attempt.position)!
        let id = "\(Int.random(in: 0..<1_000_000, using: &random))"
        let choices = here.exercise?.choices.map(\.id) ?? []
        switch Int.random(in: 0..<6, using: &random) {
        case 0...2 where here.exercise != nil:
            if case .story(let story) = here, let moment = story.next(after: attempt.stories[story.id] ?? Telling()) {
                let isSignal = Bool.random(using: &random)
                return OfflineDeed(id: id, screen: here.id, .judge(moment: moment.id, isSignal: isSignal))
            }
            let isRight = Bool.random(using: &random)
            let given =
                here.exercise?.kind == .order
                ? choices.shuffled(using: &random) : [choices.randomElement(using: &random)!]
            return OfflineDeed(id: id, screen: here.id, .answer(isRight ? here.exercise!.rightAnswer : given))
        case 3 where here.exercise != nil: return OfflineDeed(id: id, screen: here.id, .putAside)
        case 4: return OfflineDeed(id: id, screen: here.id, .retell)
        default: return OfflineDeed(id: id, screen: reachable.randomElement(using: &random)!.id, .go)
        }
    }

    private static func act(_ deed: OfflineDeed, _ attempt: inout Attempt, _ course: Course) {
        switch deed.act {
        case .go: attempt.go(to: deed.screen, in: course)
        case .answer(let given): _ = try? attempt.answer(given, to: deed.screen, in: course)
        case .putAside: attempt.putAside(deed.screen, in: course)
        case .judge(let moment, let isSignal):
            attempt.judge(moment, asSignal: isSignal, in: deed.screen, of: course)
        case .retell: attempt.retell(deed.screen)
        }
    }

    // MARK: Reading

    private static let good = """
        {"attempt": "0123", "version": 3, "events": [
          {"id": "0b5d5e00-0000-4000-8000-000000000001", "do": "go", "screen": "vader"},
          {"id": "0b5d5e00-0000-4000-8000-000000000002", "do": "answer", "screen": "vader", "given": ["niets"]},
          {"id": "0b5d5e00-0000-4000-8000-000000000003", "do": "judge", "screen": "dag", "moment": "een", "signal": true}]}
        """

    @Test func readsWhatThePageSends() throws {
        let batch = try OfflineBatch(json: Array(Self.good.utf8))
        #expect(batch.attempt == "0123" && batch.version == 3)
        #expect(batch.deeds.map(\.act) == [.go, .answer(["niets"]), .judge(moment: "een", isSignal: true)])
    }

    @Test(arguments: [
        "", "{", "[]", "null", "{\"version\": 3}", "{\"version\": \"3\", \"events\": []}",
        String(repeating: "[", count: 100_000), "{\"version\":1,\"events\":" + String(repeating: "[", count: 100_000),
        good.replacing("\"go\"", with: "\"verwijder\""), good.replacing("0b5d5e00", with: "0B5D5E00"),
        good.replacing("0b5d5e00-", with: ""), good.replacing("\"moment\": \"een\", ", with: ""),
        good.replacing("\"given\": [\"niets\"]", with: "\"given\": \"niets\""),
        good.replacing("\"vader\"", with: "\"" + String(repeating: "v", count: 101) + "\""),
        good.replacing("\"niets\"", with: Array(repeating: "\"niets\"", count: 200).joined(separator: ", ")),
        good.replacing("vader", with: "\\ud800"),
    ])
    func refusesWhatItDoesNotSend(text: String) {
        #expect(throws: OfflineError.unreadable) { try OfflineBatch(json: Array(text.utf8)) }
    }

    @Test func refusesTenThousandAtOnce() {
        let event = "{\"id\": \"0b5d5e00-0000-4000-8000-000000000001\", \"do\": \"go\", \"screen\": \"vader\"}"
        let all = Array(repeating: event, count: 10_000).joined(separator: ",")
        #expect(throws: OfflineError.tooMany(most: OfflineBatch.most)) {
            try OfflineBatch(json: Array("{\"version\": 3, \"events\": [\(all)]}".utf8))
        }
    }
}
