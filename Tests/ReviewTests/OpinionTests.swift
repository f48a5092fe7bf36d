import Core
import Directory
import HTTPTypes
import Storage
import TestSupport
import Testing
import Web

@testable import Review

@Suite("What the organisations of the coalition say of a draft")
struct OpinionTests {
    private let name = "2020-H1"
    private var hotel: FakeFigures { FakeFigures(figure("e-learning.hotel", .persons, 502)) }

    @Test("an organisation that has not agreed stops publication, unless a reason is given", arguments: testEngines)
    func missing(engine: Engine) async throws {
        try await Workshop.open(engine, hotel, coalition: Workshop.both) { workshop in
            let reviews = workshop.reviews
            try await reviews.start(Workshop.editor, name, content: content)
            let draft = try await reviews.draft(Workshop.editor, name)
            #expect(draft.stands.map(\.state) == [.silent, .silent])
            for member in [Workshop.first, Workshop.second] {
                try await reviews.approve(member, name, hash: draft.edition.hash)
            }
            #expect(try await reviews.draft(Workshop.editor, name).missing.map(\.name) == ["Others & Co"])
            for empty in ["", " \n"] {
                await #expect(throws: ReviewError.organisationsMissing(["Others & Co"])) {
                    try await reviews.publish(Workshop.editor, name, version: draft.version, reason: empty)
                }
            }
            try await reviews.publish(Workshop.editor, name, version: draft.version, reason: "Op vakantie.")
            let after = try await reviews.draft(Workshop.editor, name)
            #expect(after.exceptions == [1: Exception(without: ["Others & Co"], reason: "Op vakantie.")])
            let event = try #require(workshop.audit.events.last)
            #expect(event.action == "review.published" && event.details["without"] == Workshop.others.text)
            // Why is kept with the publication, not in the audit trail, which holds nothing that somebody typed.
            #expect(!event.details.values.contains { $0.contains("vakantie") })
        }
    }

    @Test("with everybody's approval no reason is asked", arguments: testEngines)
    func everybody(engine: Engine) async throws {
        try await Workshop.open(engine, hotel, coalition: Workshop.both) { workshop in
            let reviews = workshop.reviews
            try await reviews.start(Workshop.editor, name, content: content)
            let draft = try await reviews.draft(Workshop.editor, name)
            for member in [Workshop.first, Workshop.other] {
                try await reviews.approve(member, name, hash: draft.edition.hash)
            }
            #expect(try await reviews.draft(Workshop.editor, name).stands.map(\.state) == [.agrees, .agrees])
            try await reviews.publish(Workshop.editor, name, version: draft.version)
            #expect(try await reviews.draft(Workshop.editor, name).exceptions.isEmpty)
            #expect(workshop.audit.events.last?.details["without"] == nil)
        }
    }

    @Test("a change that was asked for stands until who asked agrees, or the text changes", arguments: testEngines)
    func requests(engine: Engine) async throws {
        try await Workshop.open(engine, hotel, coalition: Workshop.both) { workshop in
            let reviews = workshop.reviews
            try await reviews.start(Workshop.editor, name, content: content)
            var draft = try await reviews.draft(Workshop.editor, name)
            for wrong in ["", "  "] {
                await #expect(throws: ReviewError.remarkMissing) {
                    try await reviews.askChange(Workshop.other, name, hash: draft.edition.hash, remark: wrong)
                }
            }
            await #expect(throws: ReviewError.remarkTooLong(2_000)) {
                try await reviews.askChange(
                    Workshop.other, name, hash: draft.edition.hash, remark: String(repeating: "a", count: 2_001))
            }
            await #expect(throws: ReviewError.approveCurrent) {
                try await reviews.askChange(Workshop.other, name, hash: "else", remark: "Anders.")
            }
            await #expect(throws: DirectoryError.notAllowed) {
                try await reviews.askChange(Workshop.outsider, name, hash: draft.edition.hash, remark: "Anders.")
            }
            try await reviews.askChange(Workshop.first, name, hash: draft.edition.hash, remark: "Anders.")
            try await reviews.approve(Workshop.second, name, hash: draft.edition.hash)
            draft = try await reviews.draft(Workshop.editor, name)
            #expect(draft.stands.map(\.state) == [.asksChange, .silent] && draft.agreeing.count == 1)
            try await reviews.approve(Workshop.first, name, hash: draft.edition.hash)
            draft = try await reviews.draft(Workshop.editor, name)
            #expect(draft.stands.map(\.state) == [.agrees, .silent])
            var changed = content
            changed.introduction[.en] = "Otherwise."
            try await reviews.save(Workshop.editor, name, version: draft.version, content: changed)
            draft = try await reviews.draft(Workshop.editor, name)
            #expect(draft.stands.map(\.state) == [.outdated, .silent] && draft.agreeing.isEmpty)
            #expect(workshop.audit.actions.filter { $0 == "review.change-asked" }.count == 1)
        }
    }

    @Test("who wrote does not agree for the organisation, and never counts among the two")
    func editors() {
        let id = Workshop.identifier
        func said(_ member: Int, _ hash: String, _ remark: String? = nil) -> Opinion {
            Opinion(
                member: id(member), organisation: Workshop.coalition, hash: hash, remark: remark,
                at: Instant(milliseconds: 0))
        }
        func state(_ opinions: Opinion...) -> Stand.State {
            Stand.all([Workshop.alone], opinions, hash: "now", editors: [id(11)])[0].state
        }
        #expect(state() == .silent)
        #expect(state(said(11, "now")) == .outdated)
        #expect(state(said(12, "now")) == .agrees)
        #expect(state(said(12, "before")) == .outdated)
        #expect(state(said(12, "before", "Anders."), said(13, "now")) == .agrees)
        #expect(state(said(12, "now", "Anders."), said(13, "now")) == .asksChange)
        #expect(
            Stand.agreeing([said(11, "now"), said(12, "now"), said(13, "old")], hash: "now", editors: [id(11)]).count
                == 1)
    }
}

@Suite("Secret links to a draft")
struct PreviewTests {
    private let name = "2020-H1"
    private var hotel: FakeFigures { FakeFigures(figure("e-learning.hotel", .persons, 502)) }

    @Test(
        "a link opens the draft as it is now, until it ends, is withdrawn or the review is out", arguments: testEngines)
    func life(engine: Engine) async throws {
        try await Workshop.open(engine, hotel) { workshop in
            let reviews = workshop.reviews
            await #expect(throws: ReviewError.noDraft(name)) {
                try await reviews.makePreview(Workshop.editor, name, days: 14)
            }
            try await reviews.start(Workshop.editor, name, content: content)
            for days in [0, 61, -1] {
                await #expect(throws: ReviewError.previewDays) {
                    try await reviews.makePreview(Workshop.editor, name, days: days)
                }
            }
            await #expect(throws: DirectoryError.notAllowed) {
                try await reviews.makePreview(Workshop.second, name, days: 14)
            }
            let first = String(try await reviews.makePreview(Workshop.editor, name, days: 1).path.suffix(64))
            let second = String(try await reviews.makePreview(Workshop.editor, name, days: 60).path.suffix(64))
            #expect(first.utf8.count == 64 && first != second)
            #expect(try await reviews.preview(first).content == content)
            workshop.clock.advance(seconds: 86_399)
            #expect(try await reviews.preview(first).content == content)
            workshop.clock.advance(seconds: 1)
            try await expectNothing(reviews, first)
            let links = try await reviews.previews(Workshop.second, name)
            #expect(links.map { $0.isOpen(workshop.clock.now()) } == [true, false])
            try await reviews.revokePreview(Workshop.editor, name, links[0].id)
            try await reviews.revokePreview(Workshop.editor, name, links[0].id)
            try await expectNothing(reviews, second)
            let third = String(try await reviews.makePreview(Workshop.editor, name, days: 60).path.suffix(64))
            try await workshop.agreeAndPublish(name)
            try await expectNothing(reviews, third)
            // A correction begins without the links of the text before it.
            try await reviews.correct(Workshop.editor, name)
            try await expectNothing(reviews, third)
            for wrong in ["", "0", String(repeating: "0", count: 64), first.uppercased(), first + "0"] {
                try await expectNothing(reviews, wrong)
            }
            #expect(
                workshop.audit.actions.filter { $0.hasPrefix("review.preview.") } == [
                    "review.preview.made", "review.preview.made", "review.preview.revoked", "review.preview.made",
                ])
        }
    }

    private func expectNothing(_ reviews: Reviews, _ token: String) async throws {
        await #expect(throws: ReviewError.noSuchPreview) { try await reviews.preview(token) }
    }

    @Test("the database holds no token", arguments: testEngines)
    func hashed(engine: Engine) async throws {
        try await Workshop.open(engine, hotel) { workshop in
            try await workshop.reviews.start(Workshop.editor, name, content: content)
            let token = String(try await workshop.reviews.makePreview(Workshop.editor, name, days: 14).path.suffix(64))
            let row = try await workshop.database.read { try $0.row("SELECT token_hash FROM review_previews") }
            let hash: String = try #require(row)["token_hash"]
            #expect(hash.utf8.count == 64 && hash != token)
            #expect(!workshop.audit.events.contains { $0.details.values.contains { $0.contains(token) } })
        }
    }

    @Test("by forms: a link is made, opened without an account, and not kept or found", arguments: testEngines)
    func pages(engine: Engine) async throws {
        try await browse(engine, hotel, coalition: Workshop.both) { workshop, browser in
            let work = "/werk/terugblik/2020-H1"
            try await workshop.reviews.start(Workshop.editor, name, content: content)
            let wrong = try await browser.post("\(work)/link", as: Workshop.editor, [("days", "61")])
            #expect(wrong.status == 422)
            let made = try await browser.post("\(work)/link", as: Workshop.editor, [("days", "14")])
            #expect(made.headers[.cacheControl] == "no-store")
            let path = try #require(made.body.firstMatch(of: /https:\/\/vangnet\.example(\/concept\/[0-9a-f]{64})/)).1
            for prefix in ["", "/en"] {
                let page = try await browser.get(prefix + String(path))
                #expect(page.status == 200 && page.headers[.cacheControl] == "no-store")
                #expect(page.headers[.init("X-Robots-Tag")!] == "noindex, nofollow")
                #expect(page.body.contains("<meta name=\"robots\" content=\"noindex, nofollow\">"))
                #expect(page.body.contains("Others &amp; Co") && page.body.contains("502"))
            }
            #expect(try await browser.get(work, as: Workshop.editor).body.contains(String(path)) == false)
            let id = try await workshop.reviews.previews(Workshop.editor, name)[0].id.text
            #expect(try await browser.post("\(work)/link/weg", as: Workshop.second, [("id", id)]).status == 403)
            #expect(try await browser.post("\(work)/link/weg", as: Workshop.editor, [("id", id)]).status == 303)
            #expect(try await browser.get(String(path)).status == 404)
            #expect(try await browser.get("/concept/nothing").status == 404)
        }
    }

    @Test("by forms: a change is asked for, answered, and what is missing is listed", arguments: testEngines)
    func opinionPages(engine: Engine) async throws {
        try await browse(engine, hotel, coalition: Workshop.both) { workshop, browser in
            let work = "/werk/terugblik/2020-H1"
            try await workshop.reviews.start(Workshop.editor, name, content: content)
            let hash = try await workshop.reviews.draft(Workshop.editor, name).edition.hash
            let empty = try await browser.post(
                "\(work)/wijziging", as: Workshop.other, [("hash", hash), ("remark", " ")])
            #expect(empty.status == 422 && empty.body.contains("Schrijf wat er moet veranderen."))
            #expect(!empty.body.contains("name=\"days\""))
            let other = try await browser.post("\(work)/publiceer", as: Workshop.editor, [("version", "1")])
            #expect(other.status == 422 && other.body.contains("name=\"days\" type=\"text\" value=\"14\""))
            let asked = try await browser.post(
                "\(work)/wijziging", as: Workshop.other, [("hash", hash), ("remark", "<b>Korter</b>\r\nGraag")])
            #expect(asked.status == 303)
            for member in [Workshop.first, Workshop.second] {
                #expect(try await browser.post("\(work)/akkoord", as: member, [("hash", hash)]).status == 303)
            }
            let page = try await browser.get(work, as: Workshop.editor).body
            #expect(
                page.contains("&lt;b&gt;Korter&lt;/b&gt;\nGraag")
                    && page.contains("Others &amp; Co vraagt eerst een wijziging"))
            let early = try await browser.post(
                "\(work)/publiceer", as: Workshop.editor, [("version", "1"), ("reason", "")])
            #expect(early.status == 422 && early.body.contains("href=\"#reason\""))
            let reason = ("reason", "Zij <lezen> later.")
            #expect(
                try await browser.post("\(work)/publiceer", as: Workshop.editor, [("version", "1"), reason]).status
                    == 303)
            #expect(try await browser.get(work, as: Workshop.second).body.contains("Zij &lt;lezen&gt; later."))
            #expect(try await browser.get("/terugblik/2020-H1").body.contains("later.") == false)
        }
    }
}
