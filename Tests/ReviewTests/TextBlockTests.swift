import Core
import HTTPTypes
import Storage
import TestSupport
import Testing
import Web

@testable import Review

@Suite("Texts for newsletter and press")
struct TextBlockTests {
    private let counted = [figure("e-learning.hotel", .persons, 502), figure("e-learning.security", .persons, 4)]

    private func blocks(_ language: Language) throws -> (newsletter: TextBlock, press: TextBlock) {
        let all = TextBlocks.all(
            try edition(counted), language: language, base: "https://vangnet.example", phrases)
        return (all[0], all[1])
    }

    @Test("every figure comes with what it counts and its passport, in both forms", arguments: Language.all)
    func figures(language: Language) throws {
        let (newsletter, press) = try blocks(language)
        let prefix = language == .nl ? "" : "/en"
        let passport = "https://vangnet.example\(prefix)/terugblik/2020-H1/cijfer/"
        for text in [newsletter.plain, newsletter.html, press.plain, press.html] {
            #expect(text.contains("\(passport)e-learning.hotel") && text.contains("\(passport)motions.adopted"))
            #expect(
                text.contains("502 ") && text.contains(language == .nl ? "Telt: Mensen die in een hotel" : "Counts: "))
        }
        // The newsletter has the headlines alone; a small number stays small.
        #expect(!newsletter.plain.contains("e-learning.security"))
        #expect(press.plain.contains("<10 ") && press.html.contains("&lt;10 "))
        #expect(press.plain.contains(article.title) && !newsletter.plain.contains("Telt niet"))
        #expect(press.plain.contains(language == .nl ? "Het debat" : "The debate"))
        #expect(press.words > newsletter.words && press.characters == press.plain.count)
    }

    @Test("Markdown of the editor becomes plain words, and nothing becomes HTML that was none")
    func plain() throws {
        var edition = try edition(counted)
        edition.review.content.introduction = Words(
            nl: "# Kop\n\nEen *eerste* [alinea](https://example.org) <b>.\n\nEen tweede.", en: "One.")
        let all = TextBlocks.all(edition, language: .nl, base: "", phrases)
        #expect(all[0].plain.contains("Een eerste alinea <b>.") && !all[0].plain.contains("Een tweede."))
        #expect(all[1].plain.contains("Een tweede.") && all[1].html.contains("&lt;b&gt;"))
    }

    @Test("the page gives them to copy; those of a draft say so", arguments: testEngines)
    func page(engine: Engine) async throws {
        try await browse(engine) { workshop, browser in
            let path = "/werk/terugblik/2020-H1/blokken"
            try await workshop.reviews.start(Workshop.editor, "2020-H1", content: content)
            let draft = try await browser.get(path, as: Workshop.second).body
            #expect(draft.contains("werken pas na publicatie") && draft.contains("Er is nog niets van gepubliceerd"))
            try await workshop.agreeAndPublish("2020-H1")
            for prefix in ["", "/en"] {
                let page = try await browser.get(prefix + path, as: Workshop.second).body
                #expect(page.contains("https://vangnet.example\(prefix)/terugblik/2020-H1/cijfer/e-learning.hotel"))
                #expect(page.contains("id=\"press-html\"") && page.contains("&lt;strong&gt;502"))
                #expect(page.firstMatch(of: /(review|figures)\.[a-z-]+\.[a-z.-]+/) == nil)
            }
        }
    }
}

@Suite("Catalogue of the data")
struct CatalogueTests {
    @Test("every review is a dataset with its files, the same in every language", arguments: testEngines)
    func catalogue(engine: Engine) async throws {
        let second = try Period(named: "2020-H2")
        let figures = FakeFigures(
            figure("e-learning.hotel", .persons, 502), figure("e-learning.hotel", .persons, 4, in: second))
        try await browse(engine, figures) { workshop, browser in
            #expect(try await browser.get("/terugblik/catalogus.jsonld").body.contains("\"dcat:dataset\": []"))
            try await workshop.publish("2020-H1", content)
            try await workshop.publish("2020-H2", content)
            let answer = try await browser.get("/terugblik/catalogus.jsonld")
            #expect(answer.headers[.contentType] == "application/ld+json")
            for name in ["2020-H1", "2020-H2"] {
                let hash = try await workshop.reviews.edition(name).hash
                for part in [
                    "https://vangnet.example/terugblik/\(name)#gegevens",
                    "https://vangnet.example/terugblik/\(name).csv",
                    hash,
                ] { #expect(answer.body.contains(part), "\(part)") }
            }
            #expect(answer.body.contains("<10 hotelmedewerkers") && answer.body.contains("\"@language\": \"en\""))
            #expect(try await browser.get("/terugblik/2020-H1").body.contains("href=\"/terugblik/catalogus.jsonld\""))
        }
    }
}
