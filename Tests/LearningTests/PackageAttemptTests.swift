import Content
import Core
import Foundation
import TestSupport
import Testing
import Web

@testable import Learning

/// The player of a package knows the rules of `Attempt` once more, in a browser. This writes down what `Attempt` makes of many
/// sequences of steps; the browser tests have the player take the same steps and compare.
@Suite("The table of cases for the player of packages")
struct PackageAttemptTests {
    /// Read by `Tests/Browser/journeys/test_packages.py`.
    private static let path = checkout + "/Tests/Browser/attempt-cases.json"

    /// When the rules change, or the format of `course.js`: run this test once with `VANGNET_RECORD_CASES=1`, look at the
    /// difference, and commit it.
    @Test("is what the rules give today")
    func table() throws {
        let text = Self.table
        if ProcessInfo.processInfo.environment["VANGNET_RECORD_CASES"] == "1" {
            try Data(text.utf8).write(to: URL(filePath: Self.path))
        }
        let isSame = try String(contentsOf: URL(filePath: Self.path), encoding: .utf8) == text
        #expect(isSame, "\(Self.path) is not what the rules give; see this test")
    }

    private static let courses = [everyKindCourse(), everyKindCourse(version: 2)]

    /// The table as JSON, a step on a line.
    private static var table: String {
        var random = SeededGenerator(seed: 17)
        let played = courses.map { course in
            PlayedCourse(course: course, format: .scorm12, languages: [.nl]) { text, _ in text.key }.json([])
        }
        let cases = (0..<40).map { number in
            "[\n" + sequence(isDiligent: number.isMultiple(of: 2), &random).map(line).joined(separator: ",\n") + "\n]"
        }
        return "{\"courses\": [\n" + played.map(line).joined(separator: ",\n") + "\n], \"cases\": ["
            + cases.joined(separator: ", ") + "]}\n"
    }

    private static func line(_ json: JSON) -> String {
        json.text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
    }

    // MARK: Steps

    private static func sequence(isDiligent: Bool, _ random: inout SeededGenerator) -> [JSON] {
        var course = courses[0]
        var attempt = Attempt(course: course)
        var resumed = false
        var steps: [JSON] = []
        // Half of them come far.
        let pace = Int.random(in: 1...6, using: &random)
        for _ in 0..<Int.random(in: 10...50, using: &random) {
            let step: JSON
            let here = course.screen(attempt.position)!
            switch Int.random(in: isDiligent ? -120..<40 : 0..<40, using: &random) {
            case ..<0 where attempt.isDone(here) || (resumed && here.kind == .story):
                attempt.forward(in: course)
                step = .members(["do": "forward"])
            case ..<0 where attempt.isToldToItsEnd(here):
                step = answer(here, rightly: true, &attempt, course, &random)
            case 0 where !resumed:
                resumed = true
                let next = Int.random(in: 0...1, using: &random)
                course = courses[next]
                attempt = Attempt(resuming: attempt.json, in: course)
                step = .members(["do": "resume", "course": .int(next)])
            case 1...3:
                attempt.back(in: course)
                step = .members(["do": "back"])
            case 4...6:
                let id = course.screens.randomElement(using: &random)!.id
                attempt.go(to: id, in: course)
                step = .members(["do": "go", "id": .string(id)])
            case 7...(6 + 3 * pace):
                attempt.forward(in: course)
                step = .members(["do": "forward"])
            default: step = exercise(&attempt, course, resumed, &random)
            }
            steps.append(.members(["step": step, "after": state(attempt, course)]))
        }
        return steps
    }

    /// A step with the exercise somebody is at, or with any other. What the player forgets between two sessions, answers and
    /// how far a story was told, is not asked of it after one.
    private static func exercise(
        _ attempt: inout Attempt, _ course: Course, _ resumed: Bool, _ random: inout SeededGenerator
    ) -> JSON {
        let isAnywhere = Int.random(in: 0..<8, using: &random) == 0
        let screen = isAnywhere ? course.screens.randomElement(using: &random)! : course.screen(attempt.position)!
        if case .story = screen, resumed { return .members(["do": "none"]) }
        switch Int.random(in: 0..<8, using: &random) {
        case 0:
            attempt.putAside(screen.id, in: course)
            return .members(["do": "putAside", "id": .string(screen.id)])
        case 1:
            attempt.retell(screen.id)
            return .members(["do": "retell", "id": .string(screen.id)])
        case 2...5:
            guard case .story(let story) = screen else { return answer(screen, &attempt, course, &random) }
            let next = story.next(after: attempt.stories[screen.id] ?? Telling())
            let moment = isAnywhere ? story.moments[1].id : next?.id ?? story.moments[0].id
            let isSignal = Bool.random(using: &random)
            attempt.judge(moment, asSignal: isSignal, in: screen.id, of: course)
            return .members([
                "do": "judge", "id": .string(screen.id), "moment": .string(moment), "signal": .bool(isSignal),
            ])
        default: return answer(screen, &attempt, course, &random)
        }
    }

    private static func answer(
        _ screen: Screen, rightly: Bool = false, _ attempt: inout Attempt, _ course: Course,
        _ random: inout SeededGenerator
    ) -> JSON {
        var given: [String]
        let ids = screen.exercise?.choices.map(\.id) ?? ["niets"]
        switch rightly ? 0 : Int.random(in: 0..<5, using: &random) {
        case 0: given = screen.exercise?.rightAnswer ?? []
        case 1: given = ids.shuffled(using: &random)
        case 2: given = [ids.randomElement(using: &random)!]
        case 3: given = ids.filter { _ in Bool.random(using: &random) }
        default: given = [["onbekend"], [ids[0], ids[0]], [ids.last!]].randomElement(using: &random)!
        }
        var error: String?
        do { try attempt.answer(given, to: screen.id, in: course) } catch let refusal as AttemptError {
            error = refusal.text.key
        } catch { fatalError("an attempt throws what it says it throws") }
        let outcome = error == nil ? attempt.outcome(of: screen.id, in: course) : nil
        return .members([
            "do": "answer", "id": .string(screen.id), "given": .array(given.map { .string($0) }),
            "error": error.map { .string($0) }, "outcome": outcome.map(told),
        ])
    }

    private static func told(_ outcome: Attempt.Outcome) -> JSON {
        .members([
            "verdict": .string(outcome.verdict.rawValue), "chosen": list(outcome.chosen.map(\.id)),
            "missed": .int(outcome.missed), "inPlace": list(outcome.inPlace.sorted()),
            "isRightlyLeftAlone": .bool(outcome.isRightlyLeftAlone),
        ])
    }

    private static func state(_ attempt: Attempt, _ course: Course) -> JSON {
        .members([
            "position": .string(attempt.position),
            "seen": .string(course.screens.map(\.id).filter(attempt.seen.contains).joined(separator: " ")),
            "open": .string(attempt.open(in: course).map(\.id).joined(separator: " ")),
            "isComplete": .bool(attempt.isComplete(in: course)),
        ])
    }

    private static func list(_ ids: [String]) -> JSON { .array(ids.map { .string($0) }) }
}
