import Core
import Directory
import HTTPTypes
import Storage
import TestDesks
import TestSupport
import Testing
import Vault
import Web

@testable import Signals

/// What somebody does with the receipt, over the pages.
@Suite struct PageFollowUpTests {
    /// A browser in which this receipt was typed.
    static func open(_ receipt: Receipt, _ browser: PageBrowser) async throws -> PageBrowser.Answer {
        try await browser.post("/m/code", [("receipt", receipt.text)])
        return try await browser.get("/m/gesprek")
    }

    @Test(arguments: testEngines)
    func talkStopAndLeave(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (_, receipt) = try await world.filed()
            try await world.serve { client, _ in
                let browser = PageBrowser(client)
                let talk = try await Self.open(receipt, browser)
                #expect(talk.status == 200)
                #expect(talk.title == "Gesprek")
                #expect(talk.headers[.cacheControl] == "no-store")
                #expect(talk.says("Bel 112"))
                #expect(talk.says("Verlaat deze site"))
                let empty = try await browser.fill(talk, "/m/gesprek/bericht", ["text": " "])
                #expect(empty.status == 422)
                let long = String(repeating: "a", count: 10_001)
                let tooLong = try await browser.fill(talk, "/m/gesprek/bericht", ["text": long])
                #expect(tooLong.status == 422)
                #expect(tooLong.says(long))
                let added = try await browser.fill(talk, "/m/gesprek/bericht", ["text": "Ze zijn er weer"])
                #expect(added.location == "/m/gesprek?k=1")
                // The form once more does not say it twice.
                try await browser.fill(talk, "/m/gesprek/bericht", ["text": "Ze zijn er weer"])
                let view = try await browser.get("/m/gesprek?k=1")
                #expect(view.says("Je bericht is verstuurd."))
                #expect(view.body.split(separator: "Ze zijn er weer").count == 2)
                // Said again later, it is said twice.
                try await browser.fill(view, "/m/gesprek/bericht", ["text": "Ze zijn er weer"])
                #expect(try await browser.get("/m/gesprek").body.split(separator: "Ze zijn er weer").count == 3)

                let stop = try await browser.get("/m/gesprek/stoppen")
                #expect(stop.says("kunnen we niet terughalen"))
                try await browser.fill(stop, "/m/gesprek/stoppen")
                let stopped = try await browser.get("/m/gesprek")
                #expect(stopped.says("Je hebt het contact gestopt"))
                #expect(!stopped.actions.contains("/m/gesprek/bericht"))
                #expect(try await browser.get("/m/gesprek/stoppen").location == "/m/gesprek")

                let left = try await browser.fill(stopped, "/m/gesprek/sluiten")
                #expect(left.location == "/m/code?k=1")
                #expect(browser.cookies["__Host-gesprek"] == nil)
                #expect(try await browser.get("/m/gesprek").location == "/m/code")
            }
        }
    }

    /// Wrong and unknown receipts say the same words, and what was typed stays.
    @Test(arguments: testEngines)
    func wrongReceipts(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await world.serve { client, _ in
                let browser = PageBrowser(client)
                let page = try await browser.get("/m/code")
                #expect(page.says("autocomplete=\"off\""))
                let mistyped = try await browser.fill(page, "/m/code", ["receipt": "1234 5678"])
                #expect(mistyped.status == 422)
                #expect(mistyped.says("typefout"))
                #expect(mistyped.value("receipt") == "1234 5678")
                var unknown: Set<String> = []
                for seed in 0..<3 {
                    let receipt = Receipt(random: seededRandomBytes(UInt64(seed)))
                    let answer = try await browser.fill(page, "/m/code", ["receipt": receipt.text])
                    #expect(answer.status == 422)
                    #expect(answer.headers[values: .setCookie].isEmpty)
                    unknown.insert(answer.body.replacing(receipt.text, with: ""))
                }
                #expect(unknown.count == 1)
                var last = page
                for seed in 10..<30 {
                    let receipt = Receipt(random: seededRandomBytes(UInt64(seed)))
                    last = try await browser.fill(page, "/m/code", ["receipt": receipt.text])
                }
                #expect(last.status == 429)
                #expect(last.headers[.retryAfter] != nil)
            }
        }
    }

    /// A visit that is over asks the receipt again, and the message that was typed meanwhile is still there.
    @Test(arguments: testEngines)
    func aMessageOutlivesTheVisit(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (_, receipt) = try await world.filed()
            try await world.serve { client, _ in
                let browser = PageBrowser(client)
                let talk = try await Self.open(receipt, browser)
                world.clock.advance(seconds: 21 * 60)
                #expect(try await browser.get("/m/gesprek").location == "/m/code?k=2")
                let talkForm = try await browser.fill(talk, "/m/gesprek/bericht", ["text": "Een lang <b>bericht</b>"])
                #expect(talkForm.says("Wat je typte is nog niet verstuurd"))
                let wrong = try await browser.fill(talkForm, "/m/code", ["receipt": "12"])
                let back = try await browser.fill(wrong, "/m/code", ["receipt": receipt.text])
                #expect(back.status == 200)
                #expect(back.says("Een lang &lt;b&gt;bericht&lt;/b&gt;</textarea>"))
                try await browser.fill(back, "/m/gesprek/bericht", ["text": "Een lang <b>bericht</b>"])
                let view = try await browser.get("/m/gesprek")
                #expect(view.says("Een lang &lt;b&gt;bericht&lt;/b&gt;"))
                #expect(view.faults == [])
            }
        }
    }

    /// A form of one conversation writes nothing into another that was opened in the same browser since.
    @Test(arguments: testEngines)
    func aFormBelongsToItsConversation(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (_, mine) = try await world.filed(World.draft("Mijn melding"))
            let (_, other) = try await world.filed(World.draft("Een andere melding"))
            try await world.serve { client, _ in
                let browser = PageBrowser(client)
                let talk = try await Self.open(mine, browser)
                let old = browser.cookies["__Host-gesprek"]
                let second = try await Self.open(other, browser)
                #expect(second.says("Een andere melding"))
                let strayed = try await browser.fill(talk, "/m/gesprek/bericht", ["text": "Alleen voor de eerste"])
                #expect(strayed.says("Alleen voor de eerste"))
                for action in ["stoppen", "bericht"] {
                    try await browser.post("/m/gesprek/\(action)", [("text", "Zonder teken")])
                }
                let view = try await Self.open(other, browser)
                #expect(!view.says("Alleen voor de eerste") && !view.says("Zonder teken"))
                #expect(view.says("Nog niet gelezen"))
                // The first conversation ended when the second began.
                let stranger = PageBrowser(client)
                stranger.cookies["__Host-gesprek"] = old
                #expect(try await stranger.get("/m/gesprek").location == "/m/code?k=2")
                // A cookie that somebody else chose opens nothing.
                stranger.cookies["__Host-gesprek"] = String(repeating: "ab", count: 32)
                #expect(try await stranger.get("/m/gesprek").status == 303)
            }
        }
    }

    @Test(arguments: testEngines)
    func bothLanguages(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (_, receipt) = try await world.filed()
            try await world.serve { client, _ in
                let browser = PageBrowser(client)
                _ = try await Self.open(receipt, browser)
                for prefix in ["", "/en"] {
                    browser.cookies["__Host-taal"] = prefix.isEmpty ? "nl" : "en"
                    for path in ["/m/code", "/m/gesprek", "/m/gesprek/stoppen"] {
                        let page = try await browser.get(prefix + path)
                        #expect(page.status == 200, "\(prefix)\(path)")
                        #expect(page.faults == [])
                    }
                }
            }
        }
    }

    /// A desk that did not look in time is not promised for today, however long ago that was.
    @Test func aPromiseThatWasNotKeptSaysSo() async throws {
        try await withWorld(.sqlite) { world in
            try await world.fillRota(of: world.first)
            let (_, receipt) = try await world.filed()
            world.clock.advance(seconds: 9 * 86_400)
            try await world.serve { client, _ in
                let talk = try await Self.open(receipt, PageBrowser(client))
                #expect(talk.says("Het loket had al moeten kijken.") && !talk.says("vandaag"))
            }
        }
    }
}
