import Content
import Core
import Learning
import TestSupport
import Testing

@Suite("An attempt at a course")
struct CourseAttemptTests {
    @Test("goes forward and back, one new screen at a time, and stays at the ends")
    func moving() async throws {
        let course = try await CourseFixture().course()
        var attempt = Attempt(course: course)
        attempt.back(in: course)
        #expect(attempt.position == "begin")
        #expect(attempt.canGo(to: "kamer", in: course) && !attempt.canGo(to: "een", in: course))
        attempt.go(to: "een", in: course)
        #expect(attempt.position == "begin" && attempt.seen == ["begin"])
        for _ in 0..<9 { attempt.forward(in: course) }
        #expect(attempt.position == "meer" && attempt.seen.count == 4)
        attempt.go(to: "begin", in: course)
        #expect(attempt.position == "begin")
        attempt.go(to: "nergens", in: course)
        #expect(attempt.position == "begin" && attempt.seen.count == 4)
    }

    @Test("a wrong answer explains itself, can be given again, and the first one is kept")
    func retry() async throws {
        let course = try await CourseFixture().course()
        var attempt = walked(course)
        let wrong = try attempt.answer(["nee"], to: "een", in: course)
        #expect(wrong.verdict == .wrong)
        #expect(wrong.chosen.map { $0.feedback?[.nl] } == ["Jawel."])
        let right = try attempt.answer(["ja"], to: "een", in: course)
        #expect(right.verdict == .right && !right.isRightlyLeftAlone)
        #expect(attempt.answers["een"] == .init(first: ["nee"], last: ["ja"], isSolved: true))
        try attempt.answer(["nee"], to: "een", in: course)
        #expect(attempt.answers["een"] == .init(first: ["nee"], last: ["nee"], isSolved: true))
        #expect(attempt.outcome(of: "een", in: course)?.verdict == .wrong)
    }

    @Test("leaving alone what should be left alone is a success")
    func leftAlone() async throws {
        let course = try await CourseFixture().course()
        var attempt = walked(course)
        let outcome = try attempt.answer(["laten"], to: "kamer", in: course)
        #expect(outcome.verdict == .right && outcome.isRightlyLeftAlone)
        #expect(attempt.answers["kamer"]?.isSolved == true)
        #expect(try !attempt.answer(["noteren"], to: "kamer", in: course).isRightlyLeftAlone)
    }

    @Test("several answers: all the right ones and no other are right, one of them is partly")
    func several() async throws {
        let course = try await CourseFixture().course()
        var attempt = walked(course)
        let cases: [([String], Verdict, Int)] = [
            (["a", "b"], .right, 0), (["a"], .partly, 1), (["a", "b", "c"], .partly, 0), (["c"], .wrong, 2),
        ]
        for (chosen, verdict, missed) in cases {
            let outcome = try attempt.answer(chosen, to: "meer", in: course)
            #expect(outcome.verdict == verdict && outcome.missed == missed, "\(chosen)")
        }
    }

    @Test("an answer that does not fit is refused and changes nothing")
    func refused() async throws {
        let course = try await CourseFixture().course()
        var attempt = walked(course)
        let cases: [([String], String, AttemptError)] = [
            ([], "een", .nothingChosen), (["ja", "nee"], "een", .oneChoiceOnly), (["x"], "een", .noSuchChoice),
            (["ja"], "begin", .noSuchExercise), (["ja"], "nergens", .noSuchExercise),
        ]
        let before = attempt
        for (chosen, id, error) in cases {
            #expect(throws: error) { try attempt.answer(chosen, to: id, in: course) }
            #expect(attempt == before)
        }
        var fresh = Attempt(course: course)
        #expect(throws: AttemptError.noSuchExercise) { try fresh.answer(["ja"], to: "een", in: course) }
    }

    @Test("complete: all seen, all answered or put aside, and safety right in the end")
    func completion() async throws {
        let course = try await CourseFixture().course()
        var attempt = walked(course)
        #expect(attempt.open(in: course).map(\.id) == ["kamer", "een", "meer"])
        #expect(attempt.progress(in: course) == .init(done: 1, of: 4))
        attempt.putAside("kamer", in: course)
        attempt.putAside("een", in: course)
        try attempt.answer(["c"], to: "meer", in: course)
        #expect(attempt.open(in: course).map(\.id) == ["een"], "safety can not be put aside for good")
        try attempt.answer(["nee"], to: "een", in: course)
        #expect(!attempt.isComplete(in: course))
        try attempt.answer(["ja"], to: "een", in: course)
        #expect(attempt.isComplete(in: course) && attempt.progress(in: course).fraction == 1)
    }

    @Test("the state is small, readable JSON")
    func json() async throws {
        let course = try await CourseFixture().course()
        var attempt = Attempt(course: course)
        attempt.forward(in: course)
        try attempt.answer(["bellen"], to: "kamer", in: course)
        attempt.forward(in: course)
        attempt.putAside("een", in: course)
        #expect(
            attempt.json
                == #"{"answers":{"kamer":{"first":["bellen"],"last":["bellen"],"solved":false}},"aside":["een"],"at":"een","seen":["begin","een","kamer"]}"#
        )
        #expect(Attempt(resuming: attempt.json, in: course) == attempt)
    }

    @Test("what was kept before there were stories and orderings is read as it was")
    func released() async throws {
        let kept =
            #"{"answers":{"kamer":{"first":["bellen"],"last":["laten"],"solved":true},"meer":{"first":["a","c"],"last":["a","b"],"solved":true}},"aside":["een"],"at":"meer","seen":["begin","een","kamer","meer"]}"#
        for course in [try await CourseFixture().course(), try await CourseFixture.everyKind().course()] {
            let attempt = Attempt(resuming: kept, in: course)
            #expect(attempt.position == "meer" && attempt.putAside == ["een"] && attempt.stories.isEmpty)
            #expect(attempt.answers["kamer"] == .init(first: ["bellen"], last: ["laten"], isSolved: true))
            #expect(attempt.answers["meer"] == .init(first: ["a", "c"], last: ["a", "b"], isSolved: true))
            #expect(attempt.json == kept)
        }
    }

    @Test("an ordering: all steps once; half of them in place is partly right, whatever came first stays")
    func ordering() async throws {
        let course = try await CourseFixture.everyKind().course()
        var attempt = walked(course)
        let before = attempt
        for (given, error) in [
            (["zien", "noteren", "bellen"], AttemptError.stepMissing), ([], .stepMissing),
            (["zien", "zien", "bellen", "rusten"], .stepTwice), (["zien", "x", "bellen", "rusten"], .noSuchChoice),
        ] {
            #expect(throws: error) { try attempt.answer(given, to: "stappen", in: course) }
            #expect(attempt == before)
        }
        let cases: [([String], Verdict, Int)] = [
            (["rusten", "zien", "noteren", "bellen"], .wrong, 0),
            (["zien", "noteren", "rusten", "bellen"], .partly, 2),
            (["zien", "noteren", "bellen", "rusten"], .right, 4),
        ]
        for (given, verdict, inPlace) in cases {
            let outcome = try attempt.answer(given, to: "stappen", in: course)
            #expect(outcome.verdict == verdict && outcome.inPlace.count == inPlace)
            #expect(outcome.chosen.map(\.id) == given && outcome.feedback?[.nl] == "Eerst kijken.")
        }
        #expect(attempt.answers["stappen"]?.first == cases[0].0 && attempt.answers["stappen"]?.isSolved == true)
        #expect(Attempt(resuming: attempt.json, in: course) == attempt)
    }

    @Test("a story can only be answered at its end, and a new version with a new moment opens it there")
    func story() async throws {
        var fixture = CourseFixture.everyKind()
        let course = try await fixture.course()
        var attempt = walked(course)
        #expect(throws: AttemptError.storyNotAtItsEnd) { try attempt.answer(["melden"], to: "avond", in: course) }
        attempt.judge("eten", asSignal: true, in: "avond", of: course)
        #expect(attempt.stories.isEmpty, "only the next moment")
        for moment in ["taxi", "sleutel", "eten", "bezoek"] {
            #expect(attempt.stories["avond"]?.firstStops == nil)
            attempt.judge(moment, asSignal: moment == "sleutel", in: "avond", of: course)
        }
        #expect(attempt.stories["avond"]?.firstStops == ["sleutel"])
        try attempt.answer(["wachten"], to: "avond", in: course)
        fixture["demo/stories/avond.yaml"] = fixture["demo/stories/avond.yaml"]
            .replacing("id: eten", with: "id: drank")
        let newer = try await fixture.course()
        var resumed = Attempt(resuming: attempt.json, in: newer)
        let screen = try #require(newer.screen("avond"))
        #expect(!resumed.isToldToItsEnd(screen) && resumed.isDone(screen), "what was done stays done")
        #expect(resumed.stories["avond"]?.firstStops == ["sleutel"])
        resumed.judge("drank", asSignal: false, in: "avond", of: newer)
        #expect(resumed.isToldToItsEnd(screen))
    }

    @Test("the state survives a new version of the course: what vanished is skipped")
    func newVersion() async throws {
        let course = try await CourseFixture().course()
        var attempt = walked(course)
        try attempt.answer(["bellen"], to: "kamer", in: course)
        try attempt.answer(["c"], to: "meer", in: course)
        try attempt.answer(["nee"], to: "een", in: course)

        var fixture = CourseFixture()
        fixture["demo/course.yaml"] = fixture["demo/course.yaml"]
            .replacing("      - question: een\n", with: "").replacing("scenario: kamer", with: "lesson: nieuw")
        for file in ["demo/scenarios/kamer.yaml", "demo/questions/een.yaml"] { fixture.files[file] = nil }
        for language in ["nl", "en"] { fixture["demo/\(language)/nieuw.md"] = "# Nieuw\n\nTekst.\n" }
        fixture["demo/questions/meer.yaml"] = fixture["demo/questions/meer.yaml"].replacing("id: c", with: "id: d")
        let newer = try await fixture.course()
        let resumed = Attempt(resuming: attempt.json, in: newer)
        #expect(resumed.seen == ["begin", "meer"])
        #expect(resumed.answers.isEmpty)
        #expect(resumed.position == "meer", "the first screen that is still open, of those seen")
        #expect(resumed.open(in: newer).map(\.id) == ["nieuw", "meer"])
        #expect(resumed.canGo(to: "nieuw", in: newer))
    }

    @Test(
        "what can not be read starts over",
        arguments: ["", "null", "{}", "[1]", "{\"at\":1}", "\u{0}", String(repeating: "[", count: 10_000)])
    func unreadable(json: String) async throws {
        let course = try await CourseFixture().course()
        #expect(Attempt(resuming: json, in: course) == Attempt(course: course))
    }

    @Test("whatever somebody does, in whatever order, the rules hold")
    func anything() async throws {
        let course = try await CourseFixture.everyKind().course()
        let ids = course.screens.map(\.id)
        for seed in 0..<120 {
            var generator = SeededGenerator(seed: UInt64(seed))
            var attempt = Attempt(course: course)
            for _ in 0..<90 {
                let before = attempt
                step(&attempt, course, &generator)
                #expect(ids.contains(attempt.position) && attempt.seen.contains(attempt.position))
                #expect(attempt.seen.isSuperset(of: before.seen))
                #expect(Set(ids.prefix(attempt.seen.count)) == attempt.seen, "nothing is jumped over")
                #expect(attempt.progress(in: course).done >= before.progress(in: course).done)
                #expect((0...1).contains(attempt.progress(in: course).fraction))
                #expect(attempt.isComplete(in: course) == (attempt.progress(in: course).fraction == 1))
                #expect(attempt.isComplete(in: course) == attempt.open(in: course).isEmpty)
                #expect(attempt.putAside.isDisjoint(with: attempt.answers.keys))
                for (id, answer) in before.answers {
                    #expect(attempt.answers[id]?.first == answer.first)
                    #expect(attempt.answers[id]?.isSolved == true || !answer.isSolved)
                }
                for (id, telling) in before.stories where telling.firstStops != nil {
                    #expect(attempt.stories[id]?.firstStops == telling.firstStops)
                }
                if attempt.isComplete(in: course) { #expect(attempt.answers["een"]?.isSolved == true) }
                #expect(Attempt(resuming: attempt.json, in: course) == attempt)
            }
        }
    }

    @Test("the reception course can be followed to the end with right answers, and with none but the safety ones")
    func reception() throws {
        let course = try #require(
            try CourseLibrary.load(folder: checkout + "/Resources/courses", routes: checkout + "/Resources/routes.yaml")
                .first { $0.slug == "receptie" })
        for answersAll in [true, false] {
            var attempt = Attempt(course: course)
            for screen in course.screens {
                #expect(attempt.position == screen.id)
                #expect(attempt.isComplete(in: course) == (screen == course.screens.last))
                if let exercise = screen.exercise {
                    if answersAll || exercise.isSafety {
                        #expect(
                            try attempt.answer(exercise.rightAnswer, to: screen.id, in: course).verdict == .right)
                    } else {
                        attempt.putAside(screen.id, in: course)
                    }
                }
                attempt.forward(in: course)
            }
            #expect(attempt.isComplete(in: course))
            #expect(attempt.json.utf8.count < 4096)
        }
    }

    /// An attempt that saw every screen and answered nothing.
    private func walked(_ course: Course) -> Attempt {
        var attempt = Attempt(course: course)
        for _ in course.screens { attempt.forward(in: course) }
        return attempt
    }

    /// One thing somebody, or a form that was tampered with, may do.
    private func step(_ attempt: inout Attempt, _ course: Course, _ generator: inout SeededGenerator) {
        let ids = course.screens.map(\.id) + ["nergens"]
        let id = ids.randomElement(using: &generator)!
        switch Int.random(in: 0..<9, using: &generator) {
        case 0: attempt.back(in: course)
        case 1, 2: attempt.forward(in: course)
        case 3: attempt.go(to: id, in: course)
        case 4: attempt.putAside(id, in: course)
        case 5, 6:
            guard case .story(let story)? = course.screen(id) else { return }
            let moment = Bool.random(using: &generator) ? story.moments.randomElement(using: &generator) : nil
            let next = moment ?? story.next(after: attempt.stories[id] ?? Telling())
            attempt.judge(
                next?.id ?? "nergens", asSignal: Bool.random(using: &generator), in: id, of: course)
        case 7: if Int.random(in: 0..<4, using: &generator) == 0 { attempt.retell(id) }
        default:
            let choices = (course.screen(id)?.exercise?.choices.map(\.id) ?? []) + ["x"]
            let count = Int.random(in: 0...2, using: &generator)
            let chosen = (0..<count).map { _ in choices.randomElement(using: &generator)! }
            let right = course.screen(id)?.exercise?.rightAnswer ?? []
            _ = try? attempt.answer(
                Bool.random(using: &generator) ? chosen : right.shuffled(using: &generator), to: id, in: course)
        }
    }
}
