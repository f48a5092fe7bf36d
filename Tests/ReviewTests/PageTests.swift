import Core
import Directory
import Foundation
import HTTPTypes
import Storage
import TestSupport
import Testing
import Web

@testable import Review

/// The pages of reviews through the router, with members whose token is their name.
@Suite("Pages of reviews")
struct PageTests {
    private let name = "2020-H1"

    @Test("every public page and file of a published review answers, in both languages", arguments: testEngines)
    func answers(engine: Engine) async throws {
        try await browse(engine) { workshop, browser in
            try await workshop.reviews.recordTakenOver(Workshop.editor, motions)
            try await workshop.publish(name, content)
            let paths = [
                "/terugblik", "/terugblik/2020-H1", "/terugblik/2020-H1.json", "/terugblik/2020-H1.csv",
                "/terugblik/2020-H1.md", "/terugblik/2020-H1/datapackage.json", "/terugblik/2020-H1/cijfers.csv",
                "/terugblik/2020-H1/inhoud.json", "/terugblik.atom", "/terugblik/2020-H1/cijfer/e-learning.hotel",
                "/terugblik/2020-H1/cijfer/motions.adopted",
            ]
            for path in paths {
                for prefix in ["", "/en"] {
                    let answer = try await browser.get(prefix + path)
                    #expect(answer.status == 200, "\(prefix + path)")
                    let missing = answer.body.firstMatch(of: /(review|figures)\.[a-z-]+\.[a-z.-]+/)
                    #expect(missing == nil, "\(prefix + path): \(missing.map { String($0.0) } ?? "")")
                }
            }
        }
    }

    @Test("the page leads from a number to what it was counted from", arguments: testEngines)
    func walk(engine: Engine) async throws {
        try await browse(engine) { workshop, browser in
            try await workshop.reviews.recordTakenOver(Workshop.editor, motions)
            try await workshop.publish(name, content)
            let page = try await browser.get("/terugblik/2020-H1")
            #expect(page.body.contains("<span class=\"value\">502</span>"))
            #expect(page.body.contains("href=\"/terugblik/2020-H1/cijfer/e-learning.hotel\""))
            #expect(page.body.contains("Er is nog één periode gepubliceerd"))
            #expect(page.body.contains("onder andere A, B en C"))
            #expect(page.body.contains(try await workshop.reviews.edition(name).hash))
            let passport = try await browser.get("/terugblik/2020-H1/cijfer/motions.adopted")
            #expect(passport.body.contains("2 juli 2020"))
            #expect(passport.body.contains("Twee dagen na deze periode."))
            #expect(passport.body.contains("buiten de dagen van die terugblik"))
            let english = try await browser.get("/en/terugblik/2020-H1")
            #expect(english.body.contains("hotel employees followed an e-learning course"))
            #expect(english.body.contains("href=\"/en/terugblik/2020-H1/cijfer/e-learning.hotel\""))
        }
    }

    @Test("a list of another part stands on the page in both languages", arguments: testEngines)
    func lists(engine: Engine) async throws {
        let list = ReviewList(
            id: "awaited", title: Words(nl: "Nog te doen", en: "Still to do"),
            lines: [.init(text: Words(nl: "Een & twee", en: "One & two"), path: "/toezeggingen/een")])
        try await browse(engine, lists: [list]) { workshop, browser in
            try await workshop.publish(name, content)
            let page = try await browser.get("/en/terugblik/2020-H1").body
            #expect(page.contains("<a href=\"/en/toezeggingen/een\">One &amp; two</a>"))
            #expect(page.contains("id=\"lijst-awaited\">Still to do</h2>"))
            #expect(Markup.faults(ofPage: page) == [])
        }
    }

    @Test("a period that does not exist says what does; what was not published is not shown", arguments: testEngines)
    func missing(engine: Engine) async throws {
        try await browse(engine) { workshop, browser in
            try await workshop.publish(name, content)
            try await workshop.reviews.start(Workshop.editor, "2020-H2")
            for path in [
                "/terugblik/2020-H3", "/terugblik/2020-H3.json", "/terugblik/2020-H2", "/terugblik/2020-H2.csv",
            ] {
                let answer = try await browser.get(path)
                #expect(answer.status == 404)
                #expect(answer.body.contains("Gepubliceerd: 2020-H1"), "\(path)")
            }
            #expect(try await browser.get("/terugblik/2020-H1/cijfer/nothing").status == 404)
            #expect(try await browser.get("/terugblik/%3Cscript%3E").body.contains("<script>") == false)
        }
    }

    @Test("a page that is kept in memory follows every publication", arguments: testEngines)
    func cache(engine: Engine) async throws {
        try await browse(engine, policy: .publish) { workshop, browser in
            try await workshop.publish(name, content)
            #expect(try await browser.get("/terugblik/2020-H1").body.contains(">502<"))
            workshop.figures.figures[0].rows +=
                figure(
                    "e-learning.hotel", .persons, 10, source: Source(title: "Lijst van B", kind: .imported)
                ).rows
            try await workshop.reviews.followCounts(name)
            for path in ["/terugblik/2020-H1", "/terugblik/2020-H1.json", "/terugblik/2020-H1.csv"] {
                let body = try await browser.get(path).body
                #expect(body.contains("512") && !body.contains(">502<"), "\(path)")
            }
            let passport = try await browser.get("/terugblik/2020-H1/cijfer/e-learning.hotel").body
            #expect(passport.contains("512") && passport.contains("502") && passport.contains("Lijst van B"))
            // Without a call, the page itself looks after a quarter of a second.
            workshop.figures.figures[0].rows += figure("e-learning.hotel", .persons, 20).rows
            workshop.clock.advance(seconds: 1)
            #expect(try await browser.get("/terugblik/2020-H1.json").body.contains("\"value\": 532"))
        }
    }

    @Test("an installation's page stays as it was published", arguments: testEngines)
    func frozen(engine: Engine) async throws {
        try await browse(engine) { workshop, browser in
            try await workshop.publish(name, content)
            let before = try await browser.get("/terugblik/2020-H1.json").body
            workshop.figures.figures[0].rows += figure("e-learning.hotel", .persons, 10).rows
            workshop.clock.advance(seconds: 60)
            #expect(try await browser.get("/terugblik/2020-H1.json").body == before)
            let work = try await browser.get("/werk/terugblik/2020-H1", as: Workshop.editor)
            #expect(work.body.contains("veranderd sinds de publicatie"))
        }
    }

    @Test("from an empty workplace to a published page, by forms alone", arguments: testEngines)
    func forms(engine: Engine) async throws {
        try await browse(engine) { workshop, browser in
            let work = "/werk/terugblik"
            let wrong = try await browser.post(work, as: Workshop.editor, [("period", "2020-H3")])
            #expect(wrong.status == 422 && wrong.body.contains("2020-H3"))
            let started = try await browser.post(work, as: Workshop.editor, [("period", "2020-h1")])
            #expect(started.headers[.location]?.hasPrefix("/werk/terugblik/2020-H1") == true)
            let fields = [
                ("version", "1"), ("introduction.nl", "Inleiding"), ("introduction.en", "Introduction"),
                ("headlines", "e-learning.hotel"), ("section.0.title.nl", "Hotels"), ("section.0.title.en", "Hotels"),
                ("section.0.text.nl", "Wij *deden*."), ("section.0.text.en", "We *did*."),
                ("section.0.figures", "e-learning.hotel"), ("awaited.nl", "Een debat"), ("awaited.en", "A debate"),
                ("related.nl", ""), ("related.en", ""), ("funders", "A\r\nB"), ("more-funders", "yes"),
            ]
            let saved = try await browser.post("\(work)/2020-H1/tekst", as: Workshop.editor, fields)
            #expect(saved.status == 303)
            let milestone = [
                ("version", "2"), ("precision", "early-month"), ("date", "2020-03"), ("kind", "event"),
                ("section", "hotels"), ("text.nl", "Rapport"), ("text.en", "Report"), ("source", "Krant"), ("url", ""),
            ]
            #expect(try await browser.post("\(work)/2020-H1/mijlpalen", as: Workshop.editor, milestone).status == 303)
            let hash = try await workshop.reviews.draft(Workshop.editor, name).edition.hash
            let early = try await browser.post("\(work)/2020-H1/publiceer", as: Workshop.editor, [("version", "3")])
            #expect(early.status == 422 && early.body.contains("Nu is dat er: 0"))
            for member in [Workshop.first, Workshop.second] {
                let page = try await browser.get("\(work)/2020-H1", as: member)
                #expect(page.body.contains("value=\"\(hash)\""))
                #expect(
                    try await browser.post("\(work)/2020-H1/akkoord", as: member, [("hash", hash)]).status == 303)
            }
            let published = try await browser.post("\(work)/2020-H1/publiceer", as: Workshop.editor, [("version", "3")])
            #expect(published.status == 303)
            let page = try await browser.get("/terugblik/2020-H1").body
            #expect(
                page.contains("Wij <em>deden</em>.") && page.contains("begin maart 2020") && page.contains("A en B"))
        }
    }

    @Test("what was typed is kept when something is wrong, and when somebody else was first", arguments: testEngines)
    func kept(engine: Engine) async throws {
        try await browse(engine) { workshop, browser in
            try await workshop.reviews.start(Workshop.editor, name, content: content)
            let path = "/werk/terugblik/2020-H1/tekst"
            func fields(_ version: String, _ introduction: String) -> [(String, String)] {
                [
                    ("version", version), ("introduction.nl", introduction), ("introduction.en", "Mine"),
                    ("section.0.title.nl", "T"), ("section.0.title.en", "T"), ("section.0.text.nl", "Getypt"),
                    ("section.0.text.en", "Typed"),
                ]
            }
            let html = try await browser.post(path, as: Workshop.editor, fields("1", "<script>x</script>"))
            #expect(html.status == 422 && html.body.contains("Getypt") && !html.body.contains("<script>x"))
            let long = try await browser.post(
                path, as: Workshop.editor, fields("1", String(repeating: "a", count: 1 << 20)))
            #expect(long.status == 422 && long.body.contains("Getypt"))
            try await workshop.reviews.save(Workshop.first, name, version: 1, content: content)
            let conflict = try await browser.post(path, as: Workshop.editor, fields("1", "Van mij"))
            #expect(conflict.status == 422)
            #expect(conflict.body.contains("Van mij") && conflict.body.contains("Dit deden we *samen*."))
            #expect(conflict.body.contains("name=\"version\" value=\"2\""))
            #expect(try await browser.post(path, as: Workshop.editor, fields("2", "Van mij")).status == 303)
        }
    }

    @Test("a figure taken over is typed in, checked and taken back", arguments: testEngines)
    func takenOver(engine: Engine) async throws {
        try await browse(engine) { workshop, browser in
            let path = "/werk/overgenomen-cijfers"
            func fields(_ value: String) -> [(String, String)] {
                [
                    ("figure", "motions.adopted"), ("counts", "things"), ("value", value), ("from", "2-7-2020"),
                    ("to", "2020-07-02"), ("counted-in", "2020-H1"), ("source", "Een artikel"), ("url", ""),
                    ("note.nl", "Let op"), ("note.en", "Mind"),
                ]
            }
            let wrong = try await browser.post(path, as: Workshop.editor, fields("vier"))
            #expect(wrong.status == 422 && wrong.body.contains("Een artikel"))
            #expect(try await browser.post(path, as: Workshop.editor, fields("4")).status == 303)
            #expect(try await browser.post(path, as: Workshop.second, fields("4")).status == 403)
            let page = try await browser.get(path, as: Workshop.editor).body
            #expect(page.contains("Aangenomen moties") && page.contains("2 juli 2020"))
            let id = try #require(try await workshop.reviews.takenOver(Workshop.editor).first).id
            #expect(try await browser.post(path + "/weg", as: Workshop.editor, [("id", id.text)]).status == 303)
            #expect(try await workshop.reviews.takenOver(Workshop.editor).isEmpty)
        }
    }

    @Test("nobody but members of the coalition comes into the workplace", arguments: testEngines)
    func access(engine: Engine) async throws {
        try await browse(engine) { workshop, browser in
            try await workshop.publish(name, content)
            let routes = ReviewPages(workshop.reviews).routes.filter { $0.path.hasPrefix("/werk") && $0.method == .get }
            #expect(routes.count >= 8)
            for route in routes {
                let path = route.sample ?? route.path
                #expect(try await browser.get(path).status == 303, "\(path)")
                #expect(try await browser.get(path, as: Workshop.outsider).status == 403, "\(path)")
                #expect(try await browser.get(path, as: Workshop.editor).status == 200, "\(path)")
            }
        }
    }

    @Test("two periods make a chart with its table, and no third period is invented", arguments: testEngines)
    func charts(engine: Engine) async throws {
        let second = try Period(named: "2020-H2")
        let figures = FakeFigures(
            figure("e-learning.hotel", .persons, 502), figure("e-learning.hotel", .persons, 640, in: second))
        try await browse(engine, figures) { workshop, browser in
            try await workshop.publish(name, content)
            try await workshop.publish("2020-H2", content)
            let page = try await browser.get("/terugblik/2020-H2").body
            #expect(page.contains("id=\"periods-e-learning-hotel\"") || page.contains("periods-e-learning-hotel"))
            #expect(page.contains("2020-H1") && page.contains("640") && !page.contains("2021"))
        }
    }
}
