import Core
import Foundation
import HTTPTypes
import Pictures
import Storage
import TestSupport
import Testing
import Web

@testable import Review

@Suite("Picture for a link to a review")
struct SocialCardTests {
    private func card(
        _ review: PublishedReview, site: String = "Vangnet", address: String = "vangnet.example/terugblik/2020-H1",
        isDemo: Bool = false, _ language: Language = .nl
    ) -> SocialCard { SocialCard(review, site: site, address: address, isDemo: isDemo, language, phrases) }

    private func review(_ figures: [(number: PublishedNumber, noun: String)], _ name: String = "2020-H1") throws
        -> PublishedReview
    {
        let period = try Period(named: name)
        var review = PublishedReview(
            period: period, revision: 1, note: nil, content: ReviewContent(),
            figures: figures.indices.map { figure("figure.\($0)", .things, 1, in: period) }, notes: [:], phrases)
        for (place, each) in figures.enumerated() {
            review.figures[place].number = each.number
            review.figures[place].words.noun = Words(nl: each.noun, en: each.noun)
        }
        return review
    }

    @Test("it is 1200 by 630 pixels and a PNG, in both languages")
    func size() throws {
        for language in Language.all {
            let png = try card(try edition([figure("e-learning.hotel", .persons, 502)]).review, language).png()
            #expect(Array(png.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            func number(at place: Int) -> Int { png[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) } }
            #expect(number(at: 16) == 1200 && number(at: 20) == 630)
        }
    }

    @Test("it says the period, the figures and where they are; a demo says so")
    func words() throws {
        let review = try edition([figure("e-learning.hotel", .persons, 502)]).review
        let real = card(review).svg
        for part in ["eerste helft van 2020", ">502<", "vangnet.example/terugblik/2020-H1"] {
            #expect(real.contains(part))
        }
        #expect(!real.contains("Demo"))
        #expect(card(review, isDemo: true).svg.contains("Demo, geen echte publicatie"))
        #expect(card(review, isDemo: true, .en).svg.contains("Demo, not a real publication"))
        #expect(SocialCard.words(review, .en, phrases).hasPrefix("Review: first half of 2020. 502 hotel employees"))
    }

    @Test("a small or hidden number stays so")
    func suppressed() throws {
        let review = try review([(PublishedNumber(.few), "mensen"), (PublishedNumber(.hidden), "meldingen")])
        #expect(card(review).svg.contains(">&lt;10<") && card(review).svg.contains(">niet getoond<"))
    }

    /// The places in which texts may stand: left, top, right, bottom.
    private func place(of id: String) -> (Double, Double, Double, Double) {
        let parts = id.split(separator: "-")
        guard let number = parts.dropFirst().first.flatMap({ Int($0) }), parts[0] == "number" || parts[0] == "noun"
        else {
            return switch parts[0] {
            case "site": (70, 50, 632, 130)
            case "demo": (670, 40, 1128, 104)
            case "title": (70, 110, 1128, 222)
            default: (70, 545, 1128, 630)
            }
        }
        let left = number.isMultiple(of: 2) ? 70.0 : 622.0
        let top = number < 2 ? 222.0 : 380.0
        return (left, top, left + 508, top + 148)
    }

    @Test("nothing runs out of its place, however long the numbers and texts are", arguments: 0..<40)
    func fits(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let letters = ["W", "m", "i", "–", "é", "<", "&", "漢", "👩‍👧", "x"]
        func text(_ words: ClosedRange<Int>) -> String {
            (0..<Int.random(in: words, using: &random)).map { _ in
                let letter = letters.randomElement(using: &random)!
                return String(
                    repeating: letter,
                    count: Int.random(in: 1...[3, 12, 90].randomElement(using: &random)!, using: &random))
            }.joined(separator: " ")
        }
        let figures = (0..<Int.random(in: 0...6, using: &random)).map { _ -> (PublishedNumber, String) in
            let number = [0, 7, 1_204, 1_000_000_000, Int.max].randomElement(using: &random)!
            return (PublishedNumber(.value(number)), text(0...30))
        }
        let drawn = card(
            try review(figures, ["2020", "2020-H1", "2020-Q3"].randomElement(using: &random)!), site: text(1...4),
            address: text(1...3), isDemo: Bool.random(using: &random), Language.all.randomElement(using: &random)!)
        let ids = drawn.svg.matches(of: /<text id="([^"]+)"/).map { String($0.1) }
        #expect(ids.count >= 3 && Set(ids).count == ids.count)
        for id in ids {
            guard let box = PNG.bounds(svg: drawn.svg, id: id) else {
                Issue.record("no \(id)")
                continue
            }
            let (left, top, right, bottom) = place(of: id)
            // What has no ink has no place.
            guard box.width > 0 else { continue }
            #expect(box.x >= left - 3 && box.x + box.width <= right + 3, "\(seed) \(id) \(box)")
            #expect(box.y >= top - 3 && box.y + box.height <= bottom + 3, "\(seed) \(id) \(box)")
        }
    }

    @Test("the page names picture and description for other sites; a draft does not", arguments: testEngines)
    func page(engine: Engine) async throws {
        try await browse(engine, isDemo: true) { workshop, browser in
            try await workshop.publish("2020-H1", content)
            for (prefix, words) in [("", "502 hotelmedewerkers"), ("/en", "502 hotel employees")] {
                let page = try await browser.get("\(prefix)/terugblik/2020-H1").body
                let image = "https://vangnet.example\(prefix)/terugblik/2020-H1/kaart.png"
                #expect(page.contains("<meta property=\"og:image\" content=\"\(image)\">"))
                let description = try #require(page.firstMatch(of: /property="og:description" content="([^"]*)"/)).1
                #expect(description.contains(words))
                let card = try await browser.get("\(prefix)/terugblik/2020-H1/kaart.png?x=1")
                #expect(card.status == 200 && card.headers[.contentType] == "image/png")
            }
            #expect(try await browser.get("/terugblik/2020-H2/kaart.png").status == 404)
            let preview = try await browser.get("/werk/terugblik/2020-H1/voorbeeld", as: Workshop.editor).body
            #expect(!preview.contains("og:image"))
        }
    }
}
