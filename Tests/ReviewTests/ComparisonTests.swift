import Core
import Storage
import TestSupport
import Testing
import Web

@testable import Review

@Suite("One figure over all periods")
struct ComparisonTests {
    private let id = "e-learning.hotel"

    private func review(_ name: String, _ value: Int, includes: String = "Iedereen.") throws -> PublishedReview {
        let period = try Period(named: name)
        var review = PublishedReview(
            period: period, revision: 1, note: nil, content: content,
            figures: [figure(id, .persons, value, in: period)], notes: [:], phrases)
        review.figures[0].words.includes = Words(nl: includes, en: includes)
        return review
    }

    @Test("a change of definition breaks the line and says so; white space and capitals are no change")
    func redefined() throws {
        let reviews = [
            try review("2020-H1", 100), try review("2021-H1", 300, includes: "Ook wie stopte."),
            try review("2020-H2", 200, includes: " iedereen. "),
            try review("2021-H2", 400, includes: "Ook wie stopte."),
            try review("2021", 700), try review("2022-Q1", 50),
        ]
        let comparison = try #require(FigureComparison(id, in: reviews, phrases))
        #expect(comparison.groups.map(\.months) == [12, 6, 3])
        let halves = comparison.groups[1].periods
        #expect(halves.map(\.period.name) == ["2020-H1", "2020-H2", "2021-H1", "2021-H2"])
        #expect(halves.map(\.isRedefined) == [false, false, true, false])
        let chart = ReviewCharts.chart(of: comparison.figure, halves, .nl, phrases)
        #expect(chart.points.map(\.isRedefined) == [false, false, true, false])
        #expect(chart.notes.count == 1)
        #expect(chart.notes[0].contains("2021-H1") && chart.notes[0].contains("Ook wie stopte."))
        #expect(chart.svg?.contains("anders geteld") == true)
        #expect(FigureComparison("nothing", in: reviews, phrases) == nil)
    }

    @Test("the page and the data show every period, and nothing that a review hides", arguments: testEngines)
    func pages(engine: Engine) async throws {
        let halves = try ["2020-H1", "2020-H2", "2021-H1"].map { try Period(named: $0) }
        // The second half is small; with the year 1007 published, the first would give it away.
        let figures = FakeFigures(
            figure(id, .persons, 1000, in: halves[0]), figure(id, .persons, 7, in: halves[1]),
            figure(id, .persons, 640, in: halves[2]))
        try await browse(engine, figures) { workshop, browser in
            #expect(try await browser.get("/terugblik/cijfer/\(id)").status == 404)
            for name in ["2020-H2", "2020-H1", "2021-H1"] { try await workshop.publish(name, content) }
            figures.figures = [
                figure(id, .persons, 1007, in: try Period(named: "2020")), figure(id, .persons, 640, in: halves[2]),
            ]
            try await workshop.publish("2020", content)
            for prefix in ["", "/en"] {
                let page = try await browser.get("\(prefix)/terugblik/cijfer/\(id)")
                #expect(page.status == 200 && page.body.contains("2020-H2") && page.body.contains("&lt;10"))
                #expect(page.body.contains("640") && page.body.contains("months-6-e-learning-hotel"))
                // 1000 was published first, so that the year is the number that stays away.
                #expect(page.body.contains("1.000") || page.body.contains("1,000"))
                #expect(!page.body.contains("1.007") && !page.body.contains("1,007") && !page.body.contains("1007"))
                #expect(page.body.firstMatch(of: /(review|figures)\.[a-z-]+\.[a-z.-]+/) == nil)
            }
            let data = try await browser.get("/terugblik/cijfer/\(id).json").body
            #expect(data.contains("\"value\": 640") && data.contains("\"suppressed\": true"))
            #expect(!data.contains("1007") && !data.contains("\"value\": 7"))
            let passport = try await browser.get("/terugblik/2021-H1/cijfer/\(id)").body
            #expect(passport.contains("href=\"/terugblik/cijfer/\(id)\""))
        }
    }

    /// Whoever has the comparison, knows that periods add up, and knows how small numbers are hidden must still be able to
    /// think of more than one value for every number from 1 to 9.
    @Test("no small number can be worked out from a comparison", arguments: 0..<150)
    func cannotBeDerived(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let quarters = (0..<4).map { _ in
            Bool.random(using: &random)
                ? Int.random(in: 0...12, using: &random) : Int.random(in: 10...60, using: &random)
        }
        let parts: [(String, Range<Int>)] = [
            ("2020", 0..<4), ("2020-H1", 0..<2), ("2020-H2", 2..<4), ("2020-Q1", 0..<1), ("2020-Q2", 1..<2),
            ("2020-Q3", 2..<3), ("2020-Q4", 3..<4),
        ]
        var published: [PublishedReview] = []
        for (name, range) in parts.shuffled(using: &random).prefix(Int.random(in: 2...7, using: &random)) {
            published.append(Disclosure.guarded(try review(name, quarters[range].reduce(0, +)), beside: published))
        }
        let comparison = try #require(FigureComparison(id, in: published, phrases))
        let shown = comparison.groups.flatMap(\.periods)
        #expect(shown.count == published.count)
        for each in shown { #expect(each.number == published.first { $0.period == each.period }?[figure: id]?.number) }
        let spans = Dictionary(uniqueKeysWithValues: parts.map { ($0.0, $0.1) })
        let known = shown.compactMap { each in each.number.value.map { (spans[each.period.name!]!, $0) } }
        // Every sum and difference of what is shown that is itself one of the named periods.
        for mask in 1..<(1 << known.count) {
            for signs in 0..<(1 << known.count) where signs & ~mask == 0 {
                var cover = [0, 0, 0, 0]
                var value = 0
                for place in known.indices where mask & (1 << place) != 0 {
                    let sign = signs & (1 << place) != 0 ? -1 : 1
                    for quarter in known[place].0 { cover[quarter] += sign }
                    value += sign * known[place].1
                }
                guard cover.allSatisfy({ $0 == 0 || $0 == 1 }), cover.contains(1) else { continue }
                let alone = known.contains { span, _ in (0..<4).allSatisfy { (cover[$0] == 1) == span.contains($0) } }
                #expect(alone || !(1..<10).contains(value), "\(quarters) \(cover)")
            }
        }
    }
}
