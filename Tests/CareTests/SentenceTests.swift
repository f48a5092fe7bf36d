import Core
import Foundation
import Testing

@testable import Care

/// What the rules say stands in both languages, with a place for every value.
@Suite struct SentenceTests {
    /// The sentences of `care-rules` by their key: names end with a colon, and two blanks are one level.
    private func sentences(_ language: String) throws -> [String: String] {
        let file = URL(fileURLWithPath: #filePath)
            .appendingPathComponent("../../../Resources/strings/care-rules.\(language).yaml").standardized
        var path: [String] = []
        var found: [String: String] = [:]
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            let level = line.prefix { $0 == " " }.count / 2
            let parts = line.drop { $0 == " " }.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            path = Array(path.prefix(level)) + [String(parts[0])]
            let text = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
            if !text.isEmpty { found[path.joined(separator: ".")] = String(text) }
        }
        return found
    }

    private static let day = Day(number: 20_000)
    private static let id = identifier(1)

    private static let reasons: [GapReason] = [
        .between(ended: id, began: id), .ends(id, on: day, isPlanned: true), .ends(id, on: day, isPlanned: false),
        .nothingGranted, .notGrantedYet(id), .acceptedWithoutContact(since: day), .beginsLater(id, on: day),
        .didNotBegin(id, planned: day), .waiting(id, since: day, expected: day),
        .waiting(id, since: day, expected: nil), .expectedDayPassed(day), .bridged(id, until: day),
        .bridged(id, until: nil), .bridgeTooShort(until: day), .noBridge, .undecided(eighteenth: day),
        .resumeBefore(day, daysLeft: 6), .alarm(days: 7), .unfunded(id, from: day),
        .otherHelpGoesOn(lastSpecialised: day), .nobodyInCharge(since: day), .nobodyInCharge(since: nil),
        .lastContact(day, silentDays: 31), .lastContact(nil, silentDays: 31), .openEnded(id),
        .notLookedAt(months: 3, careEnded: day),
    ]

    private static let errors: [CareError] = [
        .missing(field: "x"), .tooLong(field: "x", most: 5), .holdsFile(field: "x"), .holdsBSN(field: "x"),
        .bornInFuture, .tooYoung(age: 16, from: day), .tooOld(age: 24, since: day), .dayBefore(field: "x", day),
        .dayAfter(field: "x", day), .endsBeforeStart(field: "x", day), .inFuture(field: "x"),
        .twoCoordinators(from: day), .stepNotOpen, .otherSide, .unknownItem("x"),
    ]

    @Test(arguments: ["nl", "en"]) func everySentenceIsThereWithItsValues(language: String) throws {
        let sentences = try sentences(language)
        let texts = Self.reasons.map(\.text) + Self.errors.map(\.text) + TextRemark.allCases.map(\.text)
        for text in texts {
            let sentence = try #require(sentences[text.key], "\(text.key)")
            let places = Set(
                sentence.split(separator: "{").dropFirst().compactMap {
                    $0.split(separator: "}").first.map(String.init)
                })
            #expect(places == Set(text.arguments.keys), "\(text.key)")
        }
        let said = Set(texts.map(\.key))
        let rest = sentences.keys.filter { !said.contains($0) && !$0.hasPrefix("care.case-list.") }
        #expect(rest.sorted() == [], "nobody says these")
    }
}
