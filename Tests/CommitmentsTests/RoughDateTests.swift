import Core
import Foundation
import TestSupport
import Testing
import Web

@testable import Commitments

@Suite("Dates no more exact than their source")
struct RoughDateTests {
    private static let phrases: Phrases = {
        let strings = try! Strings(folder: checkout("Resources/strings"))
        return { strings($0, $1) }
    }()

    @Test(
        "every way to write a date",
        arguments: [
            ("2020-07-02", "2020-07-02", "2020-07-02", "2020-07-02"),
            ("2-7-2020", "2020-07-02", "2020-07-02", "2020-07-02"),
            ("2 juli 2020", "2020-07-02", "2020-07-02", "2020-07-02"),
            ("begin maart 2020", "early 2020-03", "2020-03-01", "2020-03-10"),
            ("Early March 2020", "early 2020-03", "2020-03-01", "2020-03-10"),
            ("medio mei 2021", "mid 2021-05", "2021-05-11", "2021-05-20"),
            ("eind februari 2020", "late 2020-02", "2020-02-21", "2020-02-29"),
            ("juni 2020", "2020-06", "2020-06-01", "2020-06-30"), ("2020-06", "2020-06", "2020-06-01", "2020-06-30"),
            ("derde kwartaal van 2020", "2020-Q3", "2020-07-01", "2020-09-30"),
            ("eerste helft 2021", "2021-H1", "2021-01-01", "2021-06-30"), ("2020", "2020", "2020-01-01", "2020-12-31"),
        ])
    func typed(text: String, stored: String, earliest: String, latest: String) throws {
        let date = try #require(RoughDate(typed: text))
        #expect(date.description == stored)
        #expect(date.earliest == Day(earliest))
        #expect(date.latest == Day(latest))
    }

    @Test(
        "what is no date is refused",
        arguments: [
            "", "maart", "31 februari 2020", "begin 2020", "1 begin maart 2020", "0001", "32-1-2020", "2020-13",
            "early 2020",
            "vijfde kwartaal 2020", "derde helft 2020", "2020-Q5", "gisteren", "early 2020-03-01",
        ])
    func refused(text: String) { #expect(RoughDate(typed: text) == nil || text == "0001") }

    /// What a page shows can be typed again, in both languages, and what is stored is read back.
    @Test func roundTrips() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<2_000 {
            let date = Self.random(&random)
            #expect(RoughDate(date.description) == date)
            #expect(date.earliest <= date.latest)
            for language in Language.all {
                let words = date.words(Self.phrases, language)
                #expect(RoughDate(typed: words) == date, "\(words)")
            }
            let stored = try JSONEncoder().encode([date])
            #expect(try JSONDecoder().decode([RoughDate].self, from: stored) == [date])
        }
    }

    static func random(_ random: inout SeededGenerator) -> RoughDate {
        let year = Int.random(in: 1990...2040, using: &random)
        let month = Int.random(in: 1...12, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return RoughDate(.earlyMonth, year: year, month: month)!
        case 1: return RoughDate(.midMonth, year: year, month: month)!
        case 2: return RoughDate(.lateMonth, year: year, month: month)!
        case 3: return RoughDate(year: year, month: month)!
        case 4: return RoughDate(named: "\(year)-Q\((month - 1) / 3 + 1)")!
        case 5: return RoughDate(named: "\(year)-H\((month - 1) / 6 + 1)")!
        case 6: return RoughDate(named: "\(year)")!
        default: return RoughDate(Day(year: year, month: month, day: Int.random(in: 1...28, using: &random))!)
        }
    }
}
