import Core
import Foundation
import TestSupport
import Testing
import XAPI

@testable import Learning

/// One case: what was said before, what is said now, and the status of the refusal; `nil` when it is taken.
struct RuleCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var before: [String] = ["initialized"]
    var says: String
    var result: String?
    var status: Int?
    /// Seconds after the launch at which the statement was made.
    var second: Int64 = 100
    var mastery: String?
    var mode = LaunchMode.normal
    var earlier: Set<CMI5Verb> = []
    /// Replaces this in the JSON by that.
    var change: (String, String)?
}

@Suite("What statements of a unit have to keep to (cmi5, chapters 7 and 9)")
struct StatementRulesTests {
    private static let launched = Instant(milliseconds: 1_795_507_200_000)
    private static let completed = #"{"completion":true,"duration":"PT5M"}"#
    private static let passed = #"{"success":true,"duration":"PT5M"}"#
    private static let failed = #"{"success":false,"duration":"PT5M"}"#
    private static let ended = #"{"duration":"PT6M"}"#
    private static func scored(_ success: Bool, _ scaled: String) -> String {
        "{\"success\":\(success),\"duration\":\"PT5M\",\"score\":{\"scaled\":\(scaled)}}"
    }

    private static let results = [
        "completed": completed, "passed": passed, "failed": failed, "terminated": ended,
    ]

    private func session(_ one: RuleCase) -> LaunchSession {
        var session = LaunchSession(
            id: Identifier(uuid(1))!, registration: Identifier(uuid(2))!,
            actor: LearnerAccount(homePage: "https://vangnet.example", name: "4711"),
            activity: "https://vangnet.example/cmi5/a", publisher: "urn:uitgever", masteryScore: one.mastery,
            mode: one.mode, launched: Self.launched)
        session.earlier = one.earlier
        return session
    }

    private func statement(
        _ verb: String, _ result: String?, second: Int64, mastery: String?, id: Int, change: (String, String)? = nil
    ) throws -> Statement {
        let isDefined = !verb.contains(":")
        let judges = result.map { $0.contains("success") || $0.contains("completion") } ?? false
        let category =
            (isDefined ? [CMI5.cmi5Category] : []) + (judges && isDefined ? [CMI5.moveOnCategory] : [])
        let told = mastery.map { ",\"\(CMI5.masteryScore)\":\($0)" } ?? ""
        var json = """
            {"id":"\(uuid(id))","actor":{"objectType":"Agent","account":{"homePage":"https://vangnet.example","name":"4711"}},\
            "verb":{"id":"\(CMI5Verb(rawValue: verb)?.iri ?? verb)"},\
            "object":{"objectType":"Activity","id":"https://vangnet.example/cmi5/a"},\
            \(result.map { "\"result\":\($0)," } ?? "")\
            "context":{"registration":"\(uuid(2))","contextActivities":{"grouping":[{"id":"urn:uitgever"}],\
            "category":[\(category.map { "{\"id\":\"\($0)\"}" }.joined(separator: ","))]},\
            "extensions":{"\(CMI5.sessionID)":"\(uuid(1))"\(told)}},\
            "timestamp":"\(Self.launched.advanced(bySeconds: second).rfc3339)"}
            """
        if let change {
            #expect(json.contains(change.0))
            json = json.replacingFirst(change.0, with: change.1)
        }
        return try Statement(reading: try JSONValue(reading: json.utf8), version: .v1)
    }

    static let cases: [RuleCase] = [
        RuleCase(testDescription: "initialized first", before: [], says: "initialized"),
        RuleCase(testDescription: "initialized twice", says: "initialized", status: 403),
        RuleCase(testDescription: "completed before initialized", before: [], says: "completed", status: 403),
        RuleCase(testDescription: "another verb before initialized", before: [], says: "urn:answered", status: 403),
        RuleCase(testDescription: "made before initialized", says: "completed", status: 403, second: 0),
        RuleCase(testDescription: "another verb between", says: "urn:answered"),
        RuleCase(testDescription: "completed", says: "completed"),
        RuleCase(
            testDescription: "completed twice in a session", before: ["initialized", "completed"], says: "completed",
            status: 403),
        RuleCase(
            testDescription: "completed twice in a registration", says: "completed", status: 403, earlier: [.completed]),
        RuleCase(testDescription: "completed and passed", before: ["initialized", "completed"], says: "passed"),
        RuleCase(testDescription: "passed twice in a registration", says: "passed", status: 403, earlier: [.passed]),
        RuleCase(
            testDescription: "failed after passed in a session", before: ["initialized", "passed"], says: "failed",
            status: 403),
        RuleCase(
            testDescription: "passed after failed in a session", before: ["initialized", "failed"], says: "passed",
            status: 403),
        RuleCase(testDescription: "passed after failed in a registration", says: "passed", earlier: [.failed]),
        RuleCase(testDescription: "failed twice in a registration", says: "failed", earlier: [.failed]),
        RuleCase(
            testDescription: "failed after passed in a registration", says: "failed", status: 403, earlier: [.passed]),
        RuleCase(testDescription: "terminated", says: "terminated"),
        RuleCase(
            testDescription: "terminated made before another", before: ["initialized", "completed"], says: "terminated",
            status: 403, second: 1),
        RuleCase(
            testDescription: "made after terminated", before: ["initialized", "terminated"], says: "completed",
            status: 403),
        RuleCase(
            testDescription: "another verb made after terminated", before: ["initialized", "terminated"],
            says: "urn:answered", status: 403),
        RuleCase(
            testDescription: "made before terminated and come later", before: ["initialized", "terminated"],
            says: "completed", second: 15),
        RuleCase(
            testDescription: "terminated twice", before: ["initialized", "terminated"], says: "terminated", status: 403,
            second: 15),
        RuleCase(testDescription: "launched is not for a unit", says: "launched", status: 403),
        RuleCase(testDescription: "satisfied is not for a unit", says: "satisfied", status: 403),
        RuleCase(testDescription: "waived is not for a unit", says: "waived", status: 403),
        RuleCase(testDescription: "abandoned is not for a unit", says: "abandoned", status: 403),
        RuleCase(testDescription: "terminated without duration", says: "terminated", result: "{}", status: 400),
        RuleCase(
            testDescription: "completed without duration", says: "completed", result: #"{"completion":true}"#,
            status: 400),
        RuleCase(
            testDescription: "completed false", says: "completed", result: #"{"completion":false,"duration":"PT1M"}"#,
            status: 400),
        RuleCase(
            testDescription: "completed with success", says: "completed",
            result: #"{"completion":true,"success":true,"duration":"PT1M"}"#, status: 400),
        RuleCase(
            testDescription: "passed without success", says: "passed", result: #"{"duration":"PT1M"}"#, status: 400),
        RuleCase(
            testDescription: "completed with a score", says: "completed",
            result: #"{"completion":true,"duration":"PT1M","score":{"scaled":1}}"#, status: 400),
        RuleCase(
            testDescription: "raw without min and max", says: "passed",
            result: #"{"success":true,"duration":"PT1M","score":{"raw":1}}"#, status: 400),
        RuleCase(
            testDescription: "a negative scaled score", says: "failed", result: scored(false, "-0.5"), status: 400),
        RuleCase(
            testDescription: "passed at the mastery score", says: "passed", result: scored(true, "0.80"), mastery: "0.8"
        ),
        RuleCase(
            testDescription: "passed below the mastery score", says: "passed", result: scored(true, "0.79"),
            status: 403, mastery: "0.8"),
        RuleCase(
            testDescription: "failed at the mastery score", says: "failed", result: scored(false, "0.8"), status: 403,
            mastery: "0.8"),
        RuleCase(
            testDescription: "failed below the mastery score", says: "failed", result: scored(false, "0.1"),
            mastery: "0.8"),
        RuleCase(testDescription: "passed without a score", says: "passed", mastery: "0.8"),
        RuleCase(
            testDescription: "judged without telling the mastery score", says: "passed", result: scored(true, "1"),
            status: 400, mastery: "0.8", change: (",\"\(CMI5.masteryScore)\":0.8", "")),
        RuleCase(
            testDescription: "progress above 100", says: "terminated",
            result: "{\"duration\":\"PT1M\",\"extensions\":{\"\(CMI5.progress)\":101}}", status: 400),
        RuleCase(
            testDescription: "progress", says: "terminated",
            result: "{\"duration\":\"PT1M\",\"extensions\":{\"\(CMI5.progress)\":50}}"),
        RuleCase(testDescription: "review: terminated", says: "terminated", mode: .review),
        RuleCase(testDescription: "review: completed", says: "completed", status: 403, mode: .review),
        RuleCase(testDescription: "another actor", says: "completed", status: 403, change: ("4711", "4712")),
        RuleCase(
            testDescription: "another kind of actor", says: "completed", status: 403,
            change: (
                #""account":{"homePage":"https://vangnet.example","name":"4711"}"#, #""mbox":"mailto:a@example.org""#
            )),
        RuleCase(testDescription: "another registration", says: "completed", status: 403, change: (uuid(2), uuid(3))),
        RuleCase(
            testDescription: "another session", says: "completed", status: 403,
            change: ("\":\"\(uuid(1))\"}", "\":\"\(uuid(3))\"}")),
        RuleCase(testDescription: "another object", says: "completed", status: 403, change: ("cmi5/a", "cmi5/b")),
        RuleCase(
            testDescription: "without the publisher's id", says: "completed", status: 403,
            change: ("urn:uitgever", "urn:ander")),
        RuleCase(
            testDescription: "without an id", says: "completed", status: 400, change: ("\"id\":\"\(uuid(99))\",", "")),
        RuleCase(
            testDescription: "without a timestamp", says: "completed", status: 400,
            change: (",\"timestamp\":\"2026-11-24T08:01:40.000Z\"", "")),
        RuleCase(
            testDescription: "a timestamp that is not in UTC", says: "completed", status: 400,
            change: ("08:01:40.000Z", "09:01:40.000+01:00")),
        RuleCase(
            testDescription: "without the category of moveOn", says: "completed", status: 400,
            change: (",{\"id\":\"\(CMI5.moveOnCategory)\"}", "")),
        RuleCase(
            testDescription: "the category of moveOn without a judgement", says: "terminated", status: 400,
            change: (
                "{\"id\":\"\(CMI5.cmi5Category)\"}",
                "{\"id\":\"\(CMI5.cmi5Category)\"},{\"id\":\"\(CMI5.moveOnCategory)\"}"
            )),
    ]

    @Test("each rule", arguments: cases)
    func rule(one: RuleCase) throws {
        var session = session(one)
        for (place, verb) in one.before.enumerated() {
            let second = Int64(10 * (place + 1))
            try session.take(
                try statement(verb, Self.results[verb], second: second, mastery: one.mastery, id: place + 10),
                at: Self.launched.advanced(bySeconds: second))
        }
        let before = session
        let said = try statement(
            one.says, one.result ?? Self.results[one.says], second: one.second, mastery: one.mastery, id: 99,
            change: one.change)
        do {
            // What comes late comes within the time of grace.
            try session.take(said, at: Self.launched.advanced(bySeconds: min(max(one.second, 30), 60)))
            #expect(one.status == nil)
        } catch {
            #expect(error.status == one.status, "\(error.message)")
            #expect(error.message.hasSuffix(").") && !before.verbs.isSuperset(of: CMI5Verb.allCases))
        }
    }

    @Test("nothing is taken when a session is over: after the time of grace, when abandoned, and after a day")
    func over() throws {
        let one = RuleCase(testDescription: "", says: "")
        var session = session(one)
        try session.take(
            try statement("initialized", nil, second: 1, mastery: nil, id: 10), at: Self.launched.advanced(bySeconds: 1)
        )
        let late = try statement("urn:answered", nil, second: 5, mastery: nil, id: 12)
        var abandoned = session
        abandoned.abandoned = Self.launched.advanced(bySeconds: 10)
        #expect(throws: XAPIError.self) { try abandoned.take(late, at: Self.launched.advanced(bySeconds: 11)) }
        var old = session
        #expect(throws: XAPIError.self) { try old.take(late, at: Self.launched.advanced(bySeconds: 24 * 3600)) }
        try session.take(
            try statement("terminated", Self.ended, second: 10, mastery: nil, id: 11),
            at: Self.launched.advanced(bySeconds: 10))
        var graced = session
        try graced.take(late, at: Self.launched.advanced(bySeconds: 69))
        #expect(throws: XAPIError.self) { try session.take(late, at: Self.launched.advanced(bySeconds: 70)) }
    }

    @Test(
        "what satisfies a unit",
        arguments: [
            (.passed, [false, false, true, true]), (.completed, [false, true, false, true]),
            (.completedAndPassed, [false, false, false, true]), (.completedOrPassed, [false, true, true, true]),
            (.notApplicable, [true, true, true, true]),
        ] as [(CourseStructure.MoveOn, [Bool])])
    func moveOn(asks: CourseStructure.MoveOn, met: [Bool]) {
        let said: [Set<CMI5Verb>] = [[.initialized], [.completed], [.passed, .failed], [.completed, .passed]]
        let unit = CourseStructure.Unit(index: 3, id: "urn:a", moveOn: asks)
        #expect(said.map { CourseProgress(said: [3: $0]).isSatisfied(unit) } == met)
        #expect(CourseProgress(said: [3: [.waived]]).isSatisfied(unit))
        #expect(CourseProgress().isSatisfied(unit) == (asks == .notApplicable))
    }

    @Test("a course that asks for nothing, or was let off, is not earned")
    func earned() {
        var structure = CourseStructure()
        structure.children = [
            .unit(CourseStructure.Unit(index: 0, id: "urn:a")),
            .unit(CourseStructure.Unit(index: 1, id: "urn:b", moveOn: .passed)),
        ]
        #expect(!CourseProgress(said: [0: [.completed, .passed], 1: [.waived]]).isEarned(structure))
        #expect(!CourseProgress(said: [1: [.completed]]).isEarned(structure))
        #expect(CourseProgress(said: [1: [.passed]]).isEarned(structure))
    }
}

extension String {
    fileprivate func replacingFirst(_ part: String, with other: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return replacingCharacters(in: range, with: other)
    }
}
