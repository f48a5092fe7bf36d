import Core
import Directory
import Foundation
import HTTPTypes
import Storage
import TestDesks
import TestSupport
import Testing
import Vault
import Web

@testable import Signals

/// The desk's pages: the list of work, one report, and everything that is done with it.
@Suite struct PageDeskTests {
    static let list = "/werk/meldingen"

    /// The forms of a report's page, with something to send.
    static let actions: [(name: String, fields: [(String, String)])] = [
        ("pak-op", []), ("laat-los", []), ("bericht", [("text", "Zijn ze er nog?")]),
        ("notitie", [("note", "Bellen")]), ("labels", [("labels", "hotel, nacht")]),
        ("urgentie", [("urgency", "acute"), ("urgency-reason", "Nu bezig")]),
        ("gedaan", [("action", "police-called"), ("number", "0900-8844"), ("action-words", "Ze komen")]),
        ("melder", [("identity-reason", "Om terug te bellen")]),
        ("afloop", [("aftermath", "investigation"), ("aftermath-words", "Loopt")]),
        ("bewaar", [("until", "1-6-2027"), ("keep-reason", "Zaak loopt")]),
        ("sluit", [("outcome", "advised"), ("words", "Dank je")]), ("heropen", []),
        ("maak-los", []), ("samenvoegen", [("into", "017f22e2-79b0-7000-8000-000000000001")]),
        ("doorgeven", [("mode", "share"), ("desk", "017f22e2-79b0-7000-8000-000000000001")]),
    ]

    @Test(arguments: testEngines)
    func fromTheListToTheEnd(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await world.fillRota(of: world.first)
            let (id, receipt) = try await world.filed(World.draft("Steeds andere mannen", named: true))
            try await world.serve { client, _ in
                let desk = try await world.browser(client, world.first.one)
                let list = try await desk.get(Self.list)
                #expect(list.status == 200)
                #expect(list.headers[.cacheControl] == "no-store")
                for words in ["Meldpunt A", "Steeds andere mannen", "ongelezen", "Van niemand"] {
                    #expect(list.says(words), "\(words)")
                }
                let path = "\(Self.list)/\(id)"
                #expect(list.says("href=\"\(path)\""))
                var page = try await desk.get(path)
                for words in ["Steeds andere mannen", "Kamer op de derde", "Utrecht", "De politie", "Gemeld met naam"] {
                    #expect(page.says(words), "\(words)")
                }
                #expect(!page.says("Bloem"))
                #expect(page.body.split(separator: "Kamer op de derde").count == 2)
                // Everything can be done from this page, one after the other.
                for (name, fields) in Self.actions
                where !["laat-los", "maak-los", "samenvoegen", "doorgeven"].contains(name) {
                    page = try await desk.get(path)
                    #expect(page.actions.contains("\(path)/\(name)"), "\(name)")
                    let done = try await desk.post("\(path)/\(name)", page.hidden("\(path)/\(name)") + fields)
                    #expect(done.status == 303, "\(name)")
                    let notice = try #require(done.location)
                    #expect(notice.hasPrefix(path + "?melding=inbox.notices."), "\(name)")
                    #expect(try await desk.get(notice).says("class=\"notice success\""), "\(name)")
                }
                page = try await desk.get(path)
                for words in [
                    "Zijn ze er nog?", "Bellen", "hotel", "direct gevaar", "0900-8844", "Ze komen",
                    "Om terug te bellen",
                    "Onderzoek", "1 juni 2027", "Advies was genoeg", "Heropend",
                ] { #expect(page.says(words), "\(words)") }
                #expect(page.faults == [])

                // The reporter sees what is meant for the reporter, and no more.
                let reporter = PageBrowser(client)
                let talk = try await PageFollowUpTests.open(receipt, reporter)
                #expect(talk.says("Zijn ze er nog?") && talk.says("Dank je"))
                for words in ["Anna", "Bellen", "hotel, nacht", "Ze komen", "Om terug te bellen", "Zaak loopt"] {
                    #expect(!talk.says(words), "\(words)")
                }
            }
        }
    }

    /// A report of another desk looks like one that never was, on every page and for every form.
    @Test(arguments: testEngines)
    func anothersReportIsNotThere(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let document = Document(name: "blad.txt", kind: .text, bytes: Array("tekst".utf8))
            let (id, _) = try await world.filed(World.draft(documents: [document]))
            let absent = world.signals.context.quietIdentifier()
            try await world.serve { client, _ in
                for person in [world.second.one, world.police.one, world.care.one] {
                    let stranger = try await world.browser(client, person)
                    #expect(!(try await stranger.get(Self.list)).says("andere mannen"))
                    let pages = [
                        "", "/doorgeven", "/samenvoegen", "/afdruk", "/geopend", "/document/x", "/document/x/bestand",
                    ]
                    for page in pages {
                        let theirs = try await stranger.get("\(Self.list)/\(id)\(page)")
                        let nobodys = try await stranger.get("\(Self.list)/\(absent)\(page)")
                        #expect(theirs.status == nobodys.status, "\(page)")
                        #expect(
                            theirs.status == 404 || page == "/samenvoegen" || page == "/geopend",
                            "\(page): \(theirs.status)")
                        let (one, other) = (
                            theirs.body,
                            nobodys.body.replacing(absent.text, with: id.text)
                                .replacing(absent.short, with: id.short)
                        )
                        #expect(one == other, "\(page)")
                    }
                    for (name, fields) in Self.actions {
                        let theirs = try await stranger.post("\(Self.list)/\(id)/\(name)", fields)
                        let nobodys = try await stranger.post("\(Self.list)/\(absent)/\(name)", fields)
                        #expect(theirs.status == nobodys.status, "\(name)")
                        #expect(theirs.status >= 400, "\(name): \(theirs.status)")
                    }
                }
                // Who sits at no such desk gets nowhere; who did not sign in even less.
                let keeper = try await world.browser(client, world.custodian.one)
                #expect(try await keeper.get(Self.list).status == 403)
                #expect(
                    try await PageBrowser(client).get("\(Self.list)/\(id)").location?.hasPrefix("/inloggen") == true)
                #expect(try await PageBrowser(client).post("\(Self.list)/\(id)/pak-op").status == 401)
                // A member's own desk, and not another by its name in the address.
                let desk = try await world.browser(client, world.first.one)
                #expect(try await desk.get("\(Self.list)?loket=\(world.second.id)").status == 404)
            }
        }
    }

    /// A form from elsewhere, or of an earlier session, does nothing.
    @Test(arguments: testEngines)
    func formsCarryTheSessionsToken(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, _) = try await world.filed()
            try await world.serve { client, _ in
                let desk = try await world.browser(client, world.first.one)
                let token = desk.formToken
                for (name, fields) in Self.actions {
                    desk.formToken = nil
                    #expect(try await desk.post("\(Self.list)/\(id)/\(name)", fields).status == 409, "\(name)")
                }
                for path in ["telefoon", "rooster"] {
                    #expect(try await desk.post("\(Self.list)/\(path)", [("what", "x")]).status == 409, "\(path)")
                }
                desk.formToken = token
                #expect(try await desk.post("\(Self.list)/\(id)/pak-op").status == 303)
            }
        }
    }

    /// A mistake opens the form again with what was typed, and leaves the other forms as they were.
    @Test(arguments: testEngines)
    func whatWasTypedStays(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, _) = try await world.filed()
            try await world.serve { client, _ in
                let desk = try await world.browser(client, world.first.one)
                let path = "\(Self.list)/\(id)"
                try await desk.post("\(path)/labels", [("labels", "hotel, nacht")])
                let long = String(repeating: "a", count: 10_001)
                let cases: [(String, [(String, String)], String)] = [
                    ("bericht", [("text", long)], "text"), ("notitie", [("note", long)], "note"),
                    ("urgentie", [("urgency", "high"), ("urgency-reason", "")], "urgency-reason"),
                    ("gedaan", [("action", ""), ("number", "0900-1")], "action"),
                    ("bewaar", [("until", "morgen"), ("keep-reason", "Omdat")], "until"),
                    ("bewaar", [("until", "1-1-2019"), ("keep-reason", "Omdat")], "until"),
                    ("sluit", [("outcome", ""), ("words", "Tot ziens")], "outcome"),
                    ("afloop", [("aftermath", "x"), ("aftermath-words", "Veel")], "aftermath"),
                ]
                for (name, fields, wrong) in cases {
                    let answer = try await desk.post("\(path)/\(name)", fields)
                    #expect(answer.status == 422, "\(name)")
                    #expect(answer.says("href=\"#\(wrong)\""), "\(name)")
                    for (_, value) in fields where !value.isEmpty { #expect(answer.says(value), "\(name)") }
                    #expect(answer.value("labels") == "hotel, nacht", "\(name)")
                    #expect(answer.faults == [], "\(name)")
                }
                let many = (1...11).map { "label \($0)" }.joined(separator: ", ")
                let refused = try await desk.post("\(path)/labels", [("labels", many)])
                #expect(refused.status == 422)
                #expect(refused.value("labels") == many)
            }
        }
    }

    @Test(arguments: testEngines)
    func hostileTextStaysText(engine: Engine) async throws {
        try await withWorld(engine) { world in
            for text in hostileTexts {
                // What is no plain text is refused with the document; its name is hostile all the same.
                let typed = Array("Tekst: \(text)".utf8)
                let isText = (try? DocumentScreen.check(name: "a.txt", bytes: typed)) != nil
                let document = Document(
                    name: text + ".txt", kind: .text, bytes: isText ? typed : Array("Tekst".utf8))
                var draft = World.draft(text, named: true, documents: [document])
                draft.content.place = text
                draft.content.when = text
                draft.content.who = text
                draft.content.role = text
                draft.content.answers = [text: .seen]
                draft.content.reasons = [text]
                let (id, receipt) = try await world.filed(draft)
                try await world.serve { client, _ in
                    let desk = try await world.browser(client, world.first.one)
                    let path = "\(Self.list)/\(id)"
                    for (name, fields) in Self.actions where !["samenvoegen", "doorgeven", "maak-los"].contains(name) {
                        let hostile = fields.map { field in
                            (
                                field.0,
                                ["urgency", "action", "aftermath", "outcome", "until"].contains(field.0)
                                    ? field.1 : text
                            )
                        }
                        let answer = try await desk.post("\(path)/\(name)", hostile)
                        #expect(answer.status == 303 || answer.faults == [], "\(name) \(text)")
                    }
                    var pages = [Self.list, path, "\(path)/doorgeven", "\(path)/samenvoegen", "\(path)/afdruk"]
                    let report = try await desk.get(path)
                    pages += Markup(report.body).tags.compactMap { $0["href"] }.filter {
                        $0.contains("/document/") && !$0.hasSuffix("bestand")
                    }
                    #expect(pages.count == 6)
                    #expect(try await desk.post("\(path)/afdruk", [("without-consent", text)]).faults == [])
                    for page in pages {
                        let answer = try await desk.get(page)
                        #expect(answer.status == 200, "\(page)")
                        #expect(answer.faults == [], "\(page) \(text)")
                    }
                    let talk = try await PageFollowUpTests.open(receipt, PageBrowser(client))
                    #expect(talk.faults == [], "\(text)")
                    let keeper = try await world.browser(client, world.custodian.one)
                    #expect(try await keeper.get("/werk/gegevens").faults == [], "\(text)")
                }
            }
        }
    }

    /// A document is saved and never run: its name and type cannot say otherwise.
    @Test(arguments: testEngines)
    func documentsAreOnlySaved(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let document = Document(
                name: "a\"; x=\r\nSet-Cookie: b=c; é.html", kind: .text,
                bytes: Array("Een zin met <b onclick=alert(1)>vet</b>".utf8))
            let (id, _) = try await world.filed(World.draft(documents: [document]))
            try await world.serve { client, _ in
                let desk = try await world.browser(client, world.first.one)
                let report = try await desk.get("\(Self.list)/\(id)")
                let save = try #require(
                    Markup(report.body).tags.compactMap { $0["href"] }.first { $0.hasSuffix("/bestand") })
                let file = try await desk.get(save)
                #expect(file.body == "Een zin met <b onclick=alert(1)>vet</b>")
                #expect(file.headers[.contentType] == "text/plain; charset=utf-8")
                #expect(file.headers[.cacheControl] == "no-store")
                #expect(file.headers[.contentSecurityPolicy]?.contains("sandbox") == true)
                #expect(file.headers[.xContentTypeOptions] == "nosniff")
                #expect(file.headers[values: .setCookie].isEmpty)
                let disposition = try #require(file.headers[.contentDisposition])
                #expect(disposition.hasPrefix("attachment; filename=\""))
                #expect(disposition.contains(".html.txt\""))
                #expect(disposition.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
                #expect(disposition.split(separator: "\"").count == 3)
            }
        }
    }

    @Test func aDocumentsNameFitsInAHeader() {
        for name in hostileTexts + [
            "", "..", "../../etc/passwd", "CON", "een heel\u{0}gek.pdf", "文件", String(repeating: "x", count: 400),
        ] {
            for kind in [Document.Kind.text, .pdf] {
                let disposition = Document(name: name, kind: kind, bytes: []).disposition
                #expect(disposition.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }, "\(name)")
                #expect(!disposition.contains("/") && !disposition.contains("\\"), "\(name)")
                #expect(disposition.filter { $0 == "\"" }.count == 2, "\(name)")
                #expect(disposition.hasSuffix(kind == .text ? ".txt" : ".pdf"), "\(name)")
            }
        }
    }

    /// What is not what was written says so, and shows nothing else.
    @Test(arguments: testEngines)
    func aDamagedReportShowsNothing(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, _) = try await world.filed(World.draft("Dit is heel"))
            let (other, _) = try await world.filed(World.draft("Dit is stuk"))
            try await world.tamper(
                "UPDATE signals_entries SET sequence = sequence + 1 WHERE report_id = $1", other.text)
            try await world.serve { client, _ in
                let desk = try await world.browser(client, world.first.one)
                let list = try await desk.get(Self.list)
                #expect(list.status == 200)
                #expect(list.says("Dit is heel"))
                #expect(list.says("beschadigd") && !list.says("Dit is stuk"))
                for page in ["", "/doorgeven", "/afdruk"] {
                    let answer = try await desk.get("\(Self.list)/\(other)\(page)")
                    #expect(answer.status == 500, "\(page)")
                    #expect(answer.says("beschadigd"), "\(page)")
                    for words in ["Dit is stuk", "Kamer op", "Utrecht", "<dl"] {
                        #expect(!answer.says(words), "\(page)")
                    }
                }
                #expect(try await desk.get("\(Self.list)/\(id)").says("Dit is heel"))
            }
        }
    }

    @Test(arguments: testEngines)
    func passingOnAndMerging(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, receipt) = try await world.filed(World.draft("De eerste", consents: [.police]))
            let (second, other) = try await world.filed(World.draft("De tweede", consents: []))
            try await world.serve { client, _ in
                let desk = try await world.browser(client, world.first.one)
                let path = "\(Self.list)/\(id)"
                let form = try await desk.get(path + "/samenvoegen")
                #expect(form.says("De tweede") && !form.says("De eerste"))
                let merged = try await desk.fill(form, path + "/samenvoegen", ["into": second.text])
                #expect(merged.location?.hasPrefix("\(Self.list)/\(second)?") == true)
                #expect(try await desk.get(path).says("samengevoegd"))
                // Neither reporter sees the other.
                let reporter = PageBrowser(client)
                let view = try await PageFollowUpTests.open(receipt, reporter)
                #expect(view.says("De eerste") && !view.says("De tweede"))
                let undone = try await desk.fill(try await desk.get(path), path + "/maak-los")
                #expect(undone.status == 303)

                // The password is asked again, before the form, and after it without losing what was typed.
                world.clock.advance(seconds: 16 * 60)
                let asked = try await desk.get(path + "/doorgeven")
                #expect(asked.location?.hasPrefix("/werk/bevestig?naar=") == true)
                let fields = [("mode", "share"), ("desk", world.police.id.text), ("without-consent", "Nu in gevaar")]
                let kept = try await desk.post(path + "/doorgeven", fields)
                #expect(kept.says("Nu in gevaar") && kept.says("Geef eerst nog eens je wachtwoord"))
                #expect(kept.chosen("desk") == [world.police.id.text])
                let fresh = try await world.browser(client, world.first.one)
                let refer = try await fresh.get(path + "/doorgeven")
                #expect(
                    refer.says("De melder vindt dit goed") && refer.says("De melder gaf hier geen toestemming voor"))
                #expect(try await fresh.post(path + "/doorgeven", [("desk", "x")]).status == 422)
                let without = try await fresh.post(
                    "\(Self.list)/\(second)/doorgeven", [("mode", "share"), ("desk", world.police.id.text)])
                #expect(without.status == 422)
                #expect(without.says("href=\"#without-consent\""))
                let done = try await fresh.fill(
                    refer, path + "/doorgeven", ["mode": "share", "desk": world.police.id.text])
                #expect(done.location?.contains("inbox.notices.referred") == true)
                let police = try await world.browser(client, world.police.one)
                let shared = try await police.get(path)
                #expect(shared.says("De eerste") && shared.says("Jouw loket leest mee"))
                #expect(!shared.actions.contains(path + "/bericht"))
                let seen = try await PageFollowUpTests.open(receipt, PageBrowser(client))
                #expect(seen.says("Aangifteloket"))
                let copied = try await fresh.fill(
                    refer, path + "/doorgeven",
                    ["mode": "copy", "desk": world.police.id.text, "copy": "Let op <b>dit</b> hotel"])
                #expect(copied.status == 303)
                #expect(try await police.get(Self.list).says("Let op &lt;b&gt;dit&lt;/b&gt; hotel"))
                let moved = try await fresh.fill(
                    refer, path + "/doorgeven", ["mode": "transfer", "desk": world.police.id.text])
                #expect(moved.location == "\(Self.list)?melding=inbox.notices.transferred")
                #expect(try await fresh.get(path).status == 404)
                let export = try await police.post(path + "/afdruk", [])
                #expect(export.status == 200 && export.faults == [])
                #expect(export.says("Vertrouwelijk") && export.says("De eerste"))
                #expect(try await PageFollowUpTests.open(other, PageBrowser(client)).says("De tweede"))
            }
        }
    }

    /// The desk's lead sees who opened a report, and nobody else does.
    @Test(arguments: testEngines)
    func openingsAreForTheLead(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, _) = try await world.filed()
            try await world.serve { client, _ in
                let path = "\(Self.list)/\(id)"
                let colleague = try await world.browser(client, world.first.two)
                #expect(!(try await colleague.get(path)).says("\(path)/geopend"))
                #expect(try await colleague.get("\(path)/geopend").status == 403)
                let lead = try await world.browser(client, world.first.one)
                #expect(try await lead.get(path).says("\(path)/geopend"))
                let openings = try await lead.get("\(path)/geopend")
                #expect(openings.status == 200)
                #expect(openings.says("Bart") && openings.says("Melding geopend"))
                #expect(openings.faults == [])
            }
        }
    }

    /// Who sits at several desks comes out at the right one.
    @Test(arguments: testEngines)
    func twoDesks(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, _) = try await world.filed()
            try await world.give(world.first.one, at: world.second)
            try await world.serve { client, _ in
                let desk = try await world.browser(client, world.first.one)
                let list = try await desk.get("\(Self.list)?loket=\(world.second.id)")
                #expect(list.says("Er wacht niets"))
                #expect(list.says("Meldpunt A") && list.says("Meldpunt B"))
                let page = try await desk.get("\(Self.list)/\(id)")
                #expect(page.status == 200)
                let claimed = try await desk.fill(page, "\(Self.list)/\(id)/pak-op")
                #expect(claimed.location?.contains("loket=\(world.first.id)") == true)
                #expect(try await desk.get(try #require(claimed.location)).says("Opgepakt"))
                #expect(try await desk.get("\(Self.list)/\(id)?loket=\(world.second.id)").status == 404)
            }
        }
    }
}
