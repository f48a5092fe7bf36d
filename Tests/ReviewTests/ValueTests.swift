import Core
import Foundation
import TestSupport
import Testing
import Web

@testable import Review

@Suite("Values of a review")
struct ValueTests {
    @Test("a date is said as exactly as its source gives it")
    func dates() {
        func words(_ when: When) -> [String] { Language.all.map { when.words(phrases, $0) } }
        #expect(words(.day(Day("2020-07-02")!)) == ["2 juli 2020", "2 July 2020"])
        #expect(words(.month(year: 2020, month: 6)) == ["juni 2020", "June 2020"])
        #expect(words(.earlyMonth(year: 2020, month: 3)) == ["begin maart 2020", "early March 2020"])
        #expect(words(.notDated) == ["in deze periode, zonder datum", "in this period, not dated"])
    }

    @Test("a precision without the date it needs is no date")
    func precision() {
        #expect(When(precision: "day", date: "2020-03") == nil)
        #expect(When(precision: "month", date: "2020-13") == nil)
        #expect(When(precision: "not-dated", date: "2020-03") == nil)
        #expect(When(precision: "spring", date: "2020-03") == nil)
        for when in [When.day(Day("2020-07-02")!), .month(year: 2020, month: 6), .notDated] {
            #expect(When(precision: when.precision, date: when.date) == when)
        }
    }

    @Test("milestones stand on the calendar, without a date last")
    func order() {
        #expect(
            content.milestonesInOrder.map { $0.text[.nl] } == ["Rapport", "Reactie", "Moties", "Voorpagina"])
    }

    @Test("a number reads as the language writes it")
    func numbers() {
        let thousands = PublishedNumber(.value(1_234_567))
        #expect(thousands.words(phrases, .nl) == "1.234.567")
        #expect(thousands.words(phrases, .en) == "1,234,567")
        #expect(PublishedNumber(.value(512)).words(phrases, .nl) == "512")
        #expect(PublishedNumber(.few).words(phrases, .nl) == "<10")
        #expect(PublishedNumber(.hidden).words(phrases, .en) == "not shown")
    }

    @Test("a figure taken over may lie outside the review that counts it, and says so")
    func outside() throws {
        let review = try edition([]).review
        let figure = try #require(review[figure: "motions.adopted"])
        #expect(figure.number.value == 4)
        #expect(figure.isOutsidePeriod)
        #expect(figure.period.from.description == "2020-07-02")
        #expect(figure.notes == [motions.note])
        #expect(figure.source(.nl).kind == .takenOver)
        #expect(!motions.belongs(to: try Period(named: "2020-Q3")))
        #expect(!motions.belongs(to: try Period(named: "2020-H2")))
        #expect(motions.belongs(to: try Period(named: "2020")))
    }

    @Test("rows of two sources add up, and both are named")
    func twoSources() {
        let list = Source(title: "List of a hotel", kind: .imported)
        let review = PublishedReview(
            period: firstHalf, revision: 1, note: nil, content: content,
            figures: [
                figure("e-learning.hotel", .persons, 502), figure("e-learning.hotel", .persons, 10, source: list),
            ],
            notes: [:], phrases)
        #expect(review.figures.count == 1)
        #expect(review.figures[0].number.value == 512)
        #expect(review.figures[0].sources == [article, list])
        #expect(review.figures[0].source(.nl).title == "\(article.title); List of a hotel")
        #expect(review.figures[0].source(.nl).kind == .imported)
    }

    @Test("what is counted here is named in the reader's language")
    func computed() {
        let here = Source(title: "Hier afgeronde cursussen", kind: .computed)
        let mixed = Figure(
            id: "e-learning.hotel", counts: .persons, period: firstHalf,
            rows: figure("", .persons, 502).rows + figure("", .persons, 20, source: here).rows)
        let published = PublishedFigure(mixed, words: FigureWords(id: mixed.id, phrases), notes: [])
        #expect(published.source(.en).title == "\(article.title); Courses completed here")
        #expect(published.source(.en).kind == .computed)
        #expect(published.rows.map { published.title($0, .nl) } == [article.title, "Cursussen die hier zijn afgerond"])
    }

    @Test("a row of nothing hides nobody")
    func emptyRow() {
        let published = PublishedFigure(
            figure("e-learning.hotel", .persons, 502, 0), words: FigureWords(id: "x", phrases), notes: [])
        #expect(published.number.value == 502)
        #expect(published.rows.map(\.number.value) == [502])
    }

    @Test("of things a row of nothing is shown as 0, by its own name, and leads to its list")
    func rowsOfThings() {
        let here = Source(title: "Hier gevolgd", kind: .computed)
        func figure(_ list: String?) -> PublishedFigure {
            let rows = [("Kabinet", 0), ("Minister", 3)].map {
                FigureRow(title: $0.0, value: $0.1, period: firstHalf, source: here, list: list)
            }
            return PublishedFigure(
                Figure(id: "x", counts: .things, period: firstHalf, rows: rows),
                words: FigureWords(id: "x", phrases), notes: [])
        }
        let published = figure("/lijst")
        #expect(published.rows.map(\.number.value) == [0, 3])
        #expect(published.rows.map { published.title($0, .en) } == ["Kabinet", "Minister"])
        #expect(published.rows.map(\.list) == ["/lijst", "/lijst"])
        // Another address of the list changes no figure.
        #expect(published.counted == figure(nil).counted)
    }

    @Test("a figure that no section names is shown all the same")
    func others() {
        let review = PublishedReview(
            period: firstHalf, revision: 1, note: nil, content: content,
            figures: [figure("unplaced", .things, 3), figure("e-learning.hotel", .persons, 502)], notes: [:], phrases)
        #expect(review.figuresInOrder.map(\.id) == ["e-learning.hotel", "unplaced"])
        #expect(review.otherFigures.map(\.words.title[.nl]) == ["unplaced"])
    }

    @Test("the canonical form reads back, and its hash follows every change")
    func canonical() throws {
        let review = try edition([figure("e-learning.hotel", .persons, 502)]).review
        let bytes = try review.canonical()
        #expect(try PublishedReview(canonical: bytes) == review)
        #expect(try review.canonical() == bytes)
        var other = review
        other.content.sections[0].text[.en] += "."
        #expect(PublishedReview.hash(try other.canonical()) != PublishedReview.hash(bytes))
        #expect(PublishedReview.hash(Array("abc".utf8)).hasPrefix("ba7816bf8f01cfea"))
    }

    @Test("a change between two editions names its new sources and whether it gives a small number away")
    func changes() {
        func review(_ figures: Figure...) -> PublishedReview {
            PublishedReview(
                period: firstHalf, revision: 1, note: nil, content: content, figures: figures, notes: [:], phrases)
        }
        let before = review(figure("e-learning.hotel", .persons, 502), figure("motions.adopted", .things, 4))
        #expect(FigureChange.between(before, before).isEmpty)
        let list = Source(title: "List", kind: .imported)
        var more = figure("e-learning.hotel", .persons, 502)
        more.rows += figure("e-learning.hotel", .persons, 10, source: list).rows
        let changes = FigureChange.between(before, review(more))
        #expect(changes.map(\.id) == ["e-learning.hotel", "motions.adopted"])
        #expect(changes[0].addedSources == [list])
        #expect(!changes[0].givesAwaySmallNumber)
        #expect(changes[1].after == nil)
        let three = FigureChange.between(before, review(figure("e-learning.hotel", .persons, 505)))
        #expect(three[0].givesAwaySmallNumber)
    }

    @Test(
        "every figure that a part gives has words of its own",
        arguments: [
            "e-learning.hotel", "e-learning.tourism-student", "e-learning.holiday-park", "e-learning.security",
            "e-learning.municipality", "e-learning.police", "training.municipalities", "training.participants",
            "participants.province.groningen", "participants.province.fryslan", "participants.province.drenthe",
            "participants.province.overijssel", "participants.province.flevoland", "participants.province.gelderland",
            "participants.province.utrecht", "participants.province.noord-holland",
            "participants.province.zuid-holland", "participants.province.zeeland",
            "participants.province.noord-brabant", "participants.province.limburg", "participants.province.unknown",
            "motions.adopted",
        ])
    func figureWords(id: String) {
        let words = FigureWords(id: id, phrases)
        for each in [words.title, words.noun, words.includes, words.excludes] {
            #expect(!each.isEmpty && each[.nl] != id && each[.nl] != each[.en])
        }
    }

    @Test("words exist in both languages for every key")
    func keys() {
        for part in ["review.", "figures.", "demo."] {
            let nl = strings.keys(.nl).filter { $0.hasPrefix(part) }
            let en = strings.keys(.en).filter { $0.hasPrefix(part) }
            #expect(nl == en)
            #expect(!nl.isEmpty)
        }
    }
}

@Suite("Suppression in what is published")
struct PublishedSuppressionTests {
    /// All values that the rows could have, for somebody who knows the rule and sees what is published: tried one by one.
    private func possible(_ shown: (rows: [Published], total: Published), _ most: Int) -> [Set<Int>] {
        var found = Array(repeating: Set<Int>(), count: shown.rows.count)
        var row = Array(repeating: 1, count: shown.rows.count)
        while true {
            let guess = PublishedFigure.shown(row, counts: .persons)
            if guess.total == shown.total, guess.rows == shown.rows {
                for (place, value) in row.enumerated() { found[place].insert(value) }
            }
            guard let next = row.indices.first(where: { row[$0] < most }) else { return found }
            for place in 0..<next { row[place] = 1 }
            row[next] += 1
        }
    }

    @Test("whoever knows the rule and tries all tables cannot narrow a small row down", arguments: 1...3)
    func exhaustive(count: Int) {
        let most = count == 3 ? 22 : 30
        var seen: Set<[Published]> = []
        for seed in 0..<300 {
            var random = SeededGenerator(seed: UInt64(seed))
            let values = (0..<count).map { _ in Int.random(in: 1...12, using: &random) }
            guard values.contains(where: { $0 < Suppression.threshold }) else { continue }
            let shown = PublishedFigure.shown(values, counts: .persons)
            guard seen.insert(shown.rows + [shown.total]).inserted else { continue }
            for (place, couldBe) in possible(shown, most).enumerated() where values[place] < Suppression.threshold {
                // A sum that is hidden or below ten says by itself that it is small; its rows can still be anything within it.
                #expect(shown.total.isSuppressed ? couldBe.count > 1 : couldBe.isSuperset(of: 1...9), "\(values)")
            }
        }
    }

    @Test("no published figure gives a small row away", arguments: 0..<400)
    func rows(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let counts = [Counted.persons, .reports].randomElement(using: &random)!
        let values = (0..<Int.random(in: 1...6, using: &random)).map { _ in
            Bool.random(using: &random)
                ? Int.random(in: 1...12, using: &random) : Int.random(in: 1...500, using: &random)
        }
        var asked = figure("e-learning.hotel", counts)
        asked.rows = values.map {
            FigureRow(title: "row", value: $0, period: firstHalf, source: article)
        }
        let published = PublishedFigure(asked, words: FigureWords(id: asked.id, phrases), notes: [])
        for (row, value) in values.enumerated() where value < Suppression.threshold {
            #expect(published.rows[row].number.value == nil)
        }
        // What stands in open data is what the page shows: nothing more.
        let open = try edition([asked])
        let json = ReviewJSON.text(open, language: .nl, base: "", phrases)
        let csv = ReviewCSV.text(open, language: .nl)
        if published.number.suppressed != nil {
            #expect(json.contains("\"value\": null"))
            #expect(csv.contains(",true,\(counts.rawValue),"))
        }
        let frozen = String(decoding: try JSONEncoder().encode(published), as: UTF8.self)
        for row in published.rows where row.number.value == nil { #expect(row.number.suppressed != nil) }
        #expect(!frozen.contains("\"value\":\(values[0])}") || values[0] >= Suppression.threshold)
    }

    @Test("things are never hidden")
    func things() {
        let published = PublishedFigure(
            figure("motions.adopted", .things, 4, 1), words: FigureWords(id: "x", phrases), notes: [])
        #expect(published.number.value == 5)
        #expect(published.rows.map(\.number.value) == [4, 1])
    }
}
