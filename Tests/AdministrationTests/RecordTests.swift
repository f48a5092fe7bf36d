import Core
import Directory
import Foundation
import Storage
import TestSupport
import Testing
import Web

@testable import Administration

/// Organisations, members and desks: forms that keep what was typed, records that somebody else changed, and who may not.
@Suite struct RecordTests {
    @Test(arguments: testEngines)
    func aMistakeIsAtItsFieldAndNothingTypedIsLost(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            let answer = try await anna.post(
                "/werk/organisaties/nieuw", ["name": "Hotel De Linde", "kind": "hotel", "code": "1", "url": "linde"])
            #expect(answer.status == 422)
            #expect(answer.error(at: "code") != nil)
            #expect(answer.value(of: "name") == "Hotel De Linde" && answer.value(of: "url") == "linde")
            #expect(answer.body.contains("<option value=\"hotel\" selected>"))
            #expect(Markup.faults(ofPage: answer.body) == [])

            let unchosen = try await anna.post("/werk/organisaties/nieuw", ["name": "X", "kind": ""])
            #expect(unchosen.error(at: "kind") != nil)
            let desk = try await anna.post("/werk/loketten/nieuw", ["name": "X", "task": "duty"])
            #expect(desk.error(at: "organisation") != nil && desk.error(at: "first") != nil)
            let long = try await anna.post(
                "/werk/leden/nieuw", ["name": String(repeating: "x", count: 1_000_000), "email": "a@example.org"])
            #expect(long.status == 422 && long.error(at: "name") != nil)
            #expect(long.value(of: "email") == "a@example.org")
        }
    }

    @Test(arguments: testEngines)
    func nothingIsChosenBeforehandInAnEmptyForm(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            for path in ["/werk/organisaties/nieuw", "/werk/leden/nieuw", "/werk/loketten/nieuw"] {
                let page = try await anna.get(path).body
                let lists = Markup(page).tags.filter { $0.name == "select" }.count
                #expect(page.components(separatedBy: "<option value=\"\">").count == lists + 1, "\(path)")
                #expect(!page.contains(" selected>"), "\(path)")
            }
        }
    }

    @Test(arguments: testEngines)
    func whoIsTooLateSeesHowItIsNowAndKeepsWhatWasTyped(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            _ = try await anna.post("/werk/organisaties/nieuw", ["name": "De Linde", "kind": "hotel"])
            let id = try await house.directory.organisations.all(.system).first { $0.kind == .hotel }!.id
            let page = "/werk/organisaties/\(id)"
            let first = try await anna.post(
                page, ["name": "Hotel De Linde", "kind": "hotel", "url": "https://linde.example", "version": "1"])
            #expect(first.status == 303)

            let late = try await anna.post(page, ["name": "De Oude Linde", "kind": "hotel", "version": "1"])
            #expect(late.status == 422)
            #expect(late.value(of: "name") == "De Oude Linde")
            #expect(late.body.contains("Zo is het nu"))
            #expect(
                late.body.contains("<dd>Hotel De Linde</dd>") && late.body.contains("<dd>https://linde.example</dd>"))
            // What is the same is not shown, and whoever has seen it can save.
            #expect(!late.body.contains("<dt>Soort</dt>"))
            #expect(late.value(of: "version") == "2")
            #expect(
                try await anna.post(page, ["name": "De Oude Linde", "kind": "hotel", "version": "2"]).status == 303)
        }
    }

    @Test(arguments: testEngines)
    func anotherMistakeDoesNotHideThatSomebodyElseWasFirst(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            let bram = try await house.join("Bram", invitedBy: anna)
            _ = bram
            let member = try await house.member("Bram")
            let page = "/werk/leden/\(member.id)"
            let fields: KeyValuePairs = [
                "name": "Bram B", "email": "bram@example.org", "organisation": member.organisation.text,
                "version": "\(member.version)",
            ]
            #expect(try await anna.post(page, fields).status == 303)
            let empty = try await anna.post(
                page,
                [
                    "name": "", "email": "bram@example.org", "organisation": member.organisation.text,
                    "version": "\(member.version)",
                ])
            #expect(empty.status == 422)
            #expect(empty.value(of: "version") == "\(member.version)")
            let late = try await anna.post(page, fields)
            #expect(late.status == 422 && late.value(of: "version") == "\(member.version + 1)")
        }
    }

    @Test(arguments: testEngines)
    func aButtonThatCameTooLateShowsTheRecordAsItIs(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            let id = try await house.directory.organisations.all(.system)[0].id
            let page = "/werk/organisaties/\(id)"
            let late = try await anna.post(page + "/actief", ["version": "0"])
            #expect(late.status == 422)
            #expect(late.value(of: "name") == "Vangnet Nederland" && late.value(of: "version") == "1")
            #expect(try await anna.post(page + "/actief", ["version": "1"]).status == 303)
            #expect(try await anna.get(page).body.contains("Doet weer mee"))
            #expect(try await anna.post(page + "/actief", ["version": "2"]).status == 303)
        }
    }

    @Test(arguments: testEngines)
    func theLastAdministratorStays(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            let member = try await house.member("Anna")
            let page = "/werk/leden/\(member.id)"
            let stop = try await anna.post(page + "/stoppen", ["version": "\(member.version)"])
            #expect(stop.status == 422)
            #expect(stop.body.contains("enige beheerder") && stop.value(of: "name") == "Anna")
            let demote = try await anna.post(
                page,
                [
                    "name": "Anna", "email": "anna@example.org", "organisation": member.organisation.text,
                    "version": "\(member.version)",
                ])
            #expect(demote.status == 422 && demote.body.contains("enige beheerder"))
            #expect(try await house.member("Anna").isAdministrator)
        }
    }

    @Test(arguments: testEngines)
    func theOrganisationOfADeskStaysWhenItNoLongerTakesPart(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            _ = try await anna.post("/werk/organisaties/nieuw", ["name": "Zorghuis", "kind": "partner"])
            let other = try await house.directory.organisations.all(.system).first { $0.kind == .partner }!.id
            let made = try await anna.post(
                "/werk/loketten/nieuw",
                [
                    "name": "Zorg", "task": "care", "organisation": other.text,
                    "first": try await house.member("Anna").id.text,
                ])
            try await anna.enrol(at: house.clock.instant)
            _ = try await anna.post("/werk/organisaties/\(other)/actief", ["version": "1"])
            let desk = try #require(made.location?.prefix { $0 != "?" })
            #expect(try await anna.get(desk + "/wijzigen").body.contains("<option value=\"\(other)\" selected>"))
        }
    }

    /// Every page and action, with an identifier of nothing and with one that is none.
    private static let adminOnly = [
        "/werk/organisaties", "/werk/organisaties/nieuw", "/werk/leden", "/werk/leden/nieuw", "/werk/loketten/nieuw",
        "/werk/logboek", "/werk/taken", "/werk/post",
    ]
    private static let records = [
        "/werk/organisaties/ID", "/werk/leden/ID", "/werk/loketten/ID", "/werk/loketten/ID/wijzigen", "/werk/taken/ID",
    ]
    private static let actions = [
        "/werk/organisaties/ID/actief", "/werk/leden/ID/uitnodigen", "/werk/leden/ID/stoppen", "/werk/leden/ID/terug",
        "/werk/loketten/ID/wijzigen", "/werk/loketten/ID/actief", "/werk/taken/ID/opnieuw", "/werk/taken/ID/weg",
        "/werk/post/ID/opnieuw", "/werk/post/ID/weg",
    ]

    @Test(arguments: testEngines)
    func whoIsNoAdministratorGetsNowhereAndASignedOutOneNeither(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            let bram = try await house.join("Bram", invitedBy: anna)
            let member = try await house.member("Anna")
            for path in Self.adminOnly {
                #expect(try await anna.get(path).status == 200, "\(path)")
                #expect(try await bram.get(path).status == 403, "\(path)")
                #expect(try await house.browser().get(path).status == 303, "\(path)")
            }
            for path in Self.actions.map({ $0.replacing("ID", with: member.id.text) }) {
                #expect(try await bram.post(path, ["version": "1"]).status == 403, "\(path)")
                #expect(try await house.browser().post(path, ["version": "1"]).status == 401, "\(path)")
            }
            let after = try await house.member("Anna")
            #expect(after == member)
            #expect(try await bram.get("/werk/loketten").body.contains("Je bent nog bij geen loket"))
        }
    }

    @Test(arguments: testEngines)
    func whatDoesNotExistIsAPageThatSaysSo(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            for id in ["01a20bf4-13c0-7485-b172-d02b0512a49f", "onzin", "%3Cscript%3E", "1%27%20OR%201=1"] {
                for path in Self.records.map({ $0.replacing("ID", with: id) }) {
                    let answer = try await anna.get(path)
                    #expect(answer.status == 404, "\(path)")
                    #expect(Markup.faults(ofPage: answer.body) == [])
                }
                for path in Self.actions.map({ $0.replacing("ID", with: id) }) {
                    #expect(try await anna.post(path, ["version": "1"]).status == 404, "\(path)")
                }
            }
        }
    }

    @Test(arguments: testEngines)
    func aFormOfAnotherSiteDoesNothing(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            let added = try await anna.post(
                "/werk/organisaties/nieuw", ["name": "X", "kind": "hotel"], withToken: false)
            #expect(added.status == 409)
            #expect(try await house.directory.organisations.all(.system).count == 1)
        }
    }

    @Test(arguments: testEngines)
    func htmlInAFieldIsTextInEveryList(engine: Engine) async throws {
        let corpus = [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "{{site.csrf}}",
            "</textarea><svg/onload=alert(1)>", "&lt;b&gt;", "<!-- ",
        ]
        try await withHouse(engine) { house in
            let anna = try await house.begin(name: corpus[0])
            let annaId = try await house.member(corpus[0]).id.text
            let organisation = try await house.directory.organisations.all(.system)[0].id.text
            var pages = ["/werk", "/werk/organisaties", "/werk/leden", "/werk/loketten", "/werk/logboek"]
            for (place, text) in corpus.enumerated() {
                let added = try await anna.post("/werk/organisaties/nieuw", ["name": text, "kind": "hotel"])
                #expect(added.status == 303, "\(text)")
                let invited = try await anna.post(
                    "/werk/leden/nieuw", ["name": text, "email": "x\(place)@example.org", "organisation": organisation])
                Self.expectClean(invited.body, text)
                let desk = try await anna.post(
                    "/werk/loketten/nieuw",
                    ["name": text, "task": "care", "organisation": organisation, "first": annaId])
                let path = try #require(desk.location?.prefix { $0 != "?" }).description
                pages += [path, path + "/wijzigen"]
                if place == 0 { try await anna.enrol(at: house.clock.instant) }
                for path in ["/werk/organisaties/nieuw", "/werk/leden/nieuw", "/werk/loketten/nieuw", "/inloggen"] {
                    let browser = path == "/inloggen" ? house.browser() : anna
                    let refused = try await browser.post(
                        path, ["name": text, "email": text, "code": text, "url": text, "naar": text, "kind": text])
                    #expect(refused.status == 422)
                    Self.expectClean(refused.body, "\(path) \(text)")
                }
            }
            pages += try await house.directory.members.all(.system).map { "/werk/leden/\($0.id)" }
            pages += try await house.directory.organisations.all(.system).map { "/werk/organisaties/\($0.id)" }
            for path in pages {
                let answer = try await anna.get(path)
                #expect(answer.status == 200)
                Self.expectClean(answer.body, path)
            }
        }
    }

    private static func expectClean(_ html: String, _ what: String) {
        let markup = Markup(html)
        // `{{site.csrf}}` as a name is text too: it stays as it is and is no fault of the page.
        let faults = Markup.faults(ofPage: html).filter { !$0.hasPrefix("shows {{") && !$0.hasPrefix("shows }}") }
        #expect(faults == [], "\(what)")
        #expect(!markup.tags.contains { ["img", "textarea"].contains($0.name) }, "\(what)")
        #expect(markup.tags.filter { $0.name == "script" }.allSatisfy { $0.has("src") }, "\(what)")
    }
}
