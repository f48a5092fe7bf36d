import Content
import Core
import Directory
import Foundation
import HTTPTypes
import Storage
import Synchronization
import TestDesks
import TestSupport
import Testing
import Vault
import Web

@testable import Signals

/// The form of somebody who reports, without a script.
@Suite struct PageReportTests {
    /// From the advice to the check page, with everything filled in.
    static func toCheck(
        _ browser: PageBrowser, prefix: String = "", what: String = "Steeds andere mannen bij een meisje",
        named: Bool = false
    ) async throws -> PageBrowser.Answer {
        let first = try await browser.post(prefix + "/m/6", [("setting", "hotel"), ("role", "reception")])
        let second = try await browser.fill(
            first, prefix + "/m/6", ["what": what, "now": "no", "naar": "where"])
        let third = try await browser.fill(
            second, prefix + "/m/6",
            ["setting": "hotel", "place": "Kamer 214", "province": "utrecht", "when": "Gisteravond", "naar": "who"])
        let fourth = try await browser.fill(
            third, prefix + "/m/7", ["age": "12-17", "who": "Een meisje en twee mannen", "naar": "you"])
        return named
            ? try await browser.fill(
                fourth, prefix + "/m/8",
                ["named": "yes", "name": "Sam de Wit", "phone": "06 12345678", "consent": "police", "naar": "check"])
            : try await browser.fill(fourth, prefix + "/m/8", ["named": "no", "consent": "care", "naar": "check"])
    }

    @Test(arguments: testEngines)
    func fromTheFirstQuestionToTheReceiptAndBack(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await world.fillRota(of: world.first)
            try await world.serve { client, logged in
                let browser = PageBrowser(client)
                let first = try await browser.post("/m/6", [("setting", "hotel")])
                #expect(first.status == 200)
                #expect(first.title == "Stap 1 van 5")
                #expect(first.says("Bel 112"))
                #expect(first.says("Verlaat deze site"))
                #expect(first.headers[.cacheControl] == "no-store")
                #expect(first.says("Je melding wordt voor het eerst gelezen vóór"))
                let check = try await Self.toCheck(browser, named: true)
                #expect(check.status == 200)
                for text in ["Steeds andere mannen bij een meisje", "Kamer 214", "Utrecht", "Sam de Wit", "De politie"]
                {
                    #expect(check.says(text), "\(text)")
                }
                #expect(try await world.reports().isEmpty)
                let sent = try await browser.fill(check, "/m/9", ["naar": "send"])
                #expect(sent.status == 200)
                #expect(sent.location == nil)
                #expect(sent.title == "Klaar")
                let receipt = try #require(sent.receipt)
                #expect(Receipt(typed: receipt) != nil)
                #expect(sent.says("vangnet.example/m/code"))
                #expect(try await world.reports().count == 1)

                // The same form once more: the same receipt, and nothing filed.
                let again = try await browser.fill(check, "/m/9", ["naar": "send"])
                #expect(again.receipt == receipt)
                #expect(again.says("Je melding was al verstuurd"))
                world.clock.advance(seconds: 3600)
                let late = try await browser.fill(check, "/m/9", ["naar": "send"])
                #expect(late.status == 409)
                #expect(late.receipt == nil)
                #expect(try await world.reports().count == 1)

                let opened = try await browser.fill(
                    try await browser.get("/m/code"), "/m/code", ["receipt": receipt.replacing(" ", with: "-")])
                #expect(opened.location == "/m/gesprek")
                let cookie = try #require(opened.headers[values: .setCookie].first)
                for part in ["__Host-gesprek=", "HttpOnly", "Secure", "SameSite=Strict"] {
                    #expect(cookie.contains(part))
                }
                #expect(!cookie.contains("Max-Age"))
                let talk = try await browser.get("/m/gesprek")
                #expect(talk.says("Steeds andere mannen bij een meisje"))
                #expect(talk.says("Meldpunt A"))
                #expect(!talk.says("Sam de Wit"))
                let digits = receipt.filter(\.isNumber)
                for page in [opened, talk] {
                    #expect(!(page.location ?? "").contains(digits) && !page.body.contains(receipt))
                }
                #expect(
                    !logged.all.contains { $0.contains(digits) || $0.contains(receipt) || $0.contains("Kamer 214") })
            }
        }
    }

    /// The last screen shows what goes along of the checklist, and who somebody is; both can be left out.
    @Test func whatTheListSaidCanBeLeftOut() async throws {
        try await withWorld(.sqlite) { world in
            try await world.fillRota(of: world.first)
            let library = try Shipped.checklist.get()
            let signal = try #require(library.indicator("V22")).text[.nl]
            let role = try #require(library.role("reception")).text[.nl]
            try await world.serve { client, _ in
                let browser = PageBrowser(client)
                let fields = [
                    ("setting", "hotel"), ("role", "reception"), ("signal-V22", "seen"), ("what", "Iets"),
                    ("named", "no"), ("van", "you"), ("naar", "check"),
                ]
                let check = try await browser.post("/m/8", fields)
                #expect(check.says(String(signal.prefix(20))) && check.body.lowercased().contains(role.lowercased()))
                let without = try await browser.fill(check, "/m/9", ["zonder": "lijst", "naar": "check"])
                #expect(without.status == 200 && !without.says(String(signal.prefix(20))))
                #expect(!without.body.contains("signal-V22") && !without.body.contains("name=\"role\""))
                #expect(try await browser.fill(without, "/m/9", ["naar": "send"]).receipt != nil)
                let id = try #require(try await world.reports().first)
                let content = try await world.signals.desk.open(world.seat(world.first), id).content
                #expect(content.answers.isEmpty && content.role.isEmpty && content.what == "Iets")
            }
        }
    }

    /// A mistake on any screen keeps everything that was typed on all of them.
    @Test(arguments: testEngines)
    func nothingTypedIsLost(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await world.serve { client, _ in
                let browser = PageBrowser(client)
                let first = try await browser.post("/m/6", [("setting", "hotel"), ("age", "18-23")])
                let empty = try await browser.fill(first, "/m/6", ["what": " ", "now": "seen", "naar": "where"])
                #expect(empty.status == 422)
                #expect(empty.says("href=\"#what\""))
                #expect(empty.chosen("now") == ["seen"])
                let long = String(repeating: "é", count: 10_001)
                let tooLong = try await browser.fill(empty, "/m/6", ["what": long, "now": "no", "naar": "where"])
                #expect(tooLong.status == 422)
                #expect(tooLong.says(long))
                #expect(tooLong.title == "Stap 1 van 5")
                let second = try await browser.fill(
                    tooLong, "/m/6", ["what": "Regel een\r\nRegel twee", "naar": "where"])
                #expect(second.title == "Stap 2 van 5")
                #expect(second.chosen("setting") == ["hotel"])
                let third = try await browser.fill(
                    second, "/m/6", ["setting": "hotel", "place": "Balie & bar", "naar": "who"])
                // What the checklist knew is filled in already.
                #expect(third.chosen("age") == ["18-23"])
                // Back does not ask anything, and loses nothing.
                let back = try await browser.fill(third, "/m/7", ["who": "Twee jongens", "naar": "where"], to: "/m/6")
                #expect(back.status == 200)
                #expect(back.says("value=\"Balie &amp; bar\""))
                let on = try await browser.fill(
                    back, "/m/6", ["setting": "hotel", "place": "Balie & bar", "naar": "who"])
                #expect(on.says("Twee jongens"))
                let fourth = try await browser.fill(on, "/m/7", ["age": "18-23", "who": "Twee jongens", "naar": "you"])
                let unnamed = try await browser.fill(
                    fourth, "/m/8",
                    ["named": "yes", "name": "Sam", "safely": "Na zessen", "consent": "care", "naar": "check"])
                #expect(unnamed.status == 422)
                #expect(unnamed.says("Vul een telefoonnummer of een e-mailadres in"))
                #expect(unnamed.value("name") == "Sam")
                #expect(unnamed.says("Na zessen"))
                #expect(unnamed.chosen("consent") == ["care"])
                for wrong in ["sam", "sam@huis", "sam@@huis.nl"] {
                    let answer = try await browser.fill(
                        unnamed, "/m/8", ["named": "yes", "name": "Sam", "email": wrong, "naar": "check"])
                    #expect(answer.says("In dit adres klopt iets niet"), "\(wrong)")
                }
                let check = try await browser.fill(unnamed, "/m/8", ["named": "no", "name": "Sam", "naar": "check"])
                #expect(check.status == 200)
                #expect(check.says("Regel een\nRegel twee"))
                // Changing one thing leads straight back, with all the rest.
                let change = try await browser.fill(check, "/m/9", ["naar": "who"], to: "/m/6")
                #expect(change.says("Terug naar controleren"))
                let checked = try await browser.fill(
                    change, "/m/8", ["age": "unknown", "who": "Drie jongens", "naar": "check"])
                for text in ["Drie jongens", "Balie &amp; bar", "Regel een\nRegel twee", "Zonder naam"] {
                    #expect(checked.says(text), "\(text)")
                }
                // Another language keeps everything too.
                let english = try await browser.fill(checked, "/m/9", ["naar": "check"], to: "/en/m/8")
                #expect(english.says("Is this right?"))
                #expect(english.says("Drie jongens"))
                #expect(!english.says("href=\"/taal/"))
            }
        }
    }

    @Test(arguments: testEngines)
    func aScreenWithoutAFormBeginsAtTheBeginning(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await world.serve { client, _ in
                let browser = PageBrowser(client)
                for path in ["/m/6", "/m/7", "/m/8", "/m/9"] {
                    #expect(try await browser.get(path).location == "/m")
                    #expect(try await browser.get("/en" + path).location == "/en/m")
                }
                // A form that jumps to the end is asked what is missing.
                let jump = try await browser.post("/m/9", [("naar", "send")])
                #expect(jump.status == 422)
                #expect(jump.title == "Stap 1 van 5")
                #expect(try await world.reports().isEmpty)
            }
        }
    }

    @Test(arguments: testEngines)
    func nobodyThereAndClosed(engine: Engine) async throws {
        try await withWorld(engine, isDemo: true) { world in
            try await world.serve { client, _ in
                let browser = PageBrowser(client)
                let first = try await browser.post("/m/6", [("setting", "online")])
                let warning = try #require(first.body.range(of: "0900-8844"))
                let field = try #require(first.body.range(of: "<textarea"))
                #expect(warning.lowerBound < field.lowerBound)
                #expect(first.says("Er is nu niemand die je melding leest"))
                let check = try await Self.toCheck(browser, what: "Dit typte ik")
                world.switches.isActivated = false
                let closed = try await browser.fill(check, "/m/9", ["naar": "send"])
                #expect(closed.status == 200)
                #expect(closed.says("Hier kun je nu niet melden"))
                #expect(closed.says("Dit typte ik"))
                #expect(try await browser.post("/m/6", [("setting", "hotel")]).says("Hier kun je nu niet melden"))
                #expect(try await world.reports().isEmpty)
            }
        }
    }

    /// Too busy: everything is still there, and the button too.
    @Test(arguments: testEngines)
    func tooBusyKeepsTheForm(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let closed = DerivationQueue(slots: 1, places: 0)
            let isOver = Mutex(false)
            let work = Task { try await closed.run(source: nil) { while !isOver.withLock({ $0 }) { usleep(1000) } } }
            while closed.derivations == 0 { await Task.yield() }
            let directory = Directory(
                database: world.database, siteKey: siteKey, now: world.clock.now, queue: closed, cost: .trivial)
            let busy = Signals(
                SignalsContext(directory: directory, receiptCost: .trivial, isActivated: { _ in true }))
            let kept = Mutex<PageBrowser.Answer?>(nil)
            try await world.with(busy).serve { client, _ in
                let browser = PageBrowser(client)
                let check = try await Self.toCheck(browser, what: "Dit mag niet weg", named: true)
                let answer = try await browser.fill(check, "/m/9", ["naar": "send"])
                #expect(answer.status == 503)
                #expect(answer.headers[.retryAfter] != nil)
                #expect(answer.says("Dit mag niet weg"))
                #expect(answer.says("Probeer het nog eens"))
                // The same form, so that what was filed after all is not filed twice.
                #expect(answer.value("token") == check.value("token"))
                kept.withLock { $0 = answer }
            }
            isOver.withLock { $0 = true }
            try await work.value
            try await world.serve { client, _ in
                let answer = try #require(kept.withLock { $0 })
                #expect(try await PageBrowser(client).fill(answer, "/m/9", ["naar": "send"]).receipt != nil)
                #expect(try await world.reports().count == 1)
            }
        }
    }

    /// Documents stay with the form through every screen; one that is refused takes no other with it.
    @Test(arguments: testEngines)
    func documentsTravelWithTheForm(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await world.serve { client, _ in
                let browser = PageBrowser(client)
                let check = try await Self.toCheck(browser)
                let added = try await browser.upload(
                    check, "/m/9", documents: [("notitie <b>x.txt", Array("Dinsdag kamer 3".utf8))],
                    [("naar", "check")],
                    to: "/m/8")
                #expect(added.status == 200)
                #expect(added.says("notitie &lt;b&gt;x.txt"))
                #expect(added.faults == [])
                let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array(repeating: 7, count: 100)
                let refused = try await browser.upload(added, "/m/9", documents: [("kiekje.txt", png)], to: "/m/9")
                #expect(refused.status == 422)
                #expect(refused.says("href=\"#documents\""))
                #expect(refused.says("notitie &lt;b&gt;x.txt"))
                #expect(!refused.says("kiekje"))
                #expect(try await world.reports().isEmpty)
                let change = try await browser.upload(refused, "/m/9", documents: [], [("naar", "who")], to: "/m/6")
                let back = try await browser.fill(change, "/m/8", ["age": "older", "naar": "check"])
                #expect(back.says("notitie &lt;b&gt;x.txt"))
                let without = try await browser.upload(
                    back, "/m/9", documents: [], [("weg", "0"), ("naar", "check")], to: "/m/8")
                #expect(!without.says("notitie"))
                // A fourth is not taken, and says so.
                let many = try await browser.upload(
                    without, "/m/9", documents: (1...4).map { ("blad \($0).txt", Array("tekst \($0)".utf8)) },
                    [("naar", "check")], to: "/m/8")
                #expect(many.status == 422)
                #expect(many.says("blad 3.txt") && !many.says("blad 4.txt"))
                #expect(many.faults == [])
                let receipt = try #require(try await browser.upload(many, "/m/9", documents: []).receipt)
                try await browser.post("/m/code", [("receipt", receipt)])
                #expect(try await browser.get("/m/gesprek").says("blad 2.txt"))
                // Where none are taken, what is sent along is left out, and the rest goes.
                try await world.signals.intakes.change(.system, version: 1, intake: .reports, documents: false)
                let none = try await Self.toCheck(browser)
                #expect(!none.says("multipart"))
                let sent = try await browser.upload(none, "/m/9", documents: [("blad.txt", Array("tekst".utf8))])
                #expect(sent.receipt != nil)
            }
        }
    }

    @Test(arguments: testEngines)
    func hostileTextStaysText(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await world.serve { client, _ in
                for text in hostileTexts {
                    let browser = PageBrowser(client)
                    for path in ["/m/6", "/m/7", "/m/8"] {
                        let fields = [
                            "setting", "role", "now", "age", "signal-x", "what", "place", "province", "when", "who",
                            "named", "name", "phone", "email", "safely", "consent", "token", "van", "klaar",
                            "document-name", "document", "weg",
                        ].map { ($0, text) }
                        for step in ["what", "where", "who", "you", "check", text] {
                            let answer = try await browser.post(path, fields + [("naar", step)])
                            #expect(answer.status == 200 || answer.status == 422)
                            #expect(answer.faults == [], "\(path) \(step) \(text)")
                        }
                    }
                    let check = try await Self.toCheck(browser, what: text)
                    #expect(check.faults == [], "\(text)")
                    #expect(try await browser.fill(check, "/m/9").receipt != nil)
                }
            }
        }
    }
}

extension World {
    /// The same world, served by other services.
    func with(_ signals: Signals) -> World {
        World(
            signals: signals, directory: directory, database: database, queue: queue, clock: clock, notices: notices,
            switches: switches, coalition: coalition, first: first, second: second, police: police, care: care,
            custodian: custodian)
    }
}
