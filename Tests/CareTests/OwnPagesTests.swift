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

@testable import Care

/// The pages of a young person with a code, of the desk that gives it, of a desk on call, and the calendar.
@Suite struct OwnPagesTests {
    private func comeIn(_ browser: PageBrowser, _ code: Receipt) async throws -> PageBrowser.Answer {
        try await browser.post("/p", [("code", code.text)])
        return try await browser.get("/p/1")
    }

    @Test(arguments: testEngines)
    func theListOfAYoungPerson(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let code = try await world.codes.make(seat, id, .year).code
            try await world.serve(world.care.routes) { client, logged in
                let noor = PageBrowser(client)
                let door = try await noor.get("/p")
                #expect(door.status == 200 && door.title == "Stap 1" && door.faults == [])
                let entered = try await noor.fill(door, "/p", ["code": code.text])
                #expect(entered.location == "/p/1")
                let cookie = entered.headers[values: .setCookie].joined()
                #expect(cookie.contains("__Host-lijst=") && cookie.contains("SameSite=Strict"))
                #expect(cookie.contains("HttpOnly") && !cookie.contains("Max-Age"))
                var list = try await noor.get("/p/1")
                #expect(list.title == "Mijn lijst" && list.faults == [])
                #expect(list.headers[.cacheControl] == "no-store")
                #expect(list.says("Verlaat deze site") && list.says("tel:112"))
                // Nothing tells what it is, whose it is, or who helps.
                for word in [
                    "Noor", "Tante Els", "Ede", "D-12", "Zorg A", "Zorg na", "uitbuiting", "Coalitie", "Ada",
                    "Vangnet is",
                    "/werk", "/m\"", "hulp",
                ] {
                    for page in [door, list] { #expect(!page.says(word), "\(page.path) says \(word)") }
                }
                #expect(list.says("Jij: Een plek om te wonen.") && !list.says("Hervatten kan nog"))

                let item = try #require(
                    try await world.care.files.look(seat, id).file.plan.items.first { $0.domain == .housing }
                ).id
                list = try await noor.get("/p/1")
                let fields = list.hidden("/p/1").filter { ["visit", "based-on"].contains($0.0) }.prefix(2)
                let base = Array(fields)
                var answer = try await noor.post(
                    "/p/1", base + [("what", "item"), ("item", item.text), ("state", "done")])
                #expect(answer.location == "/p/1?k=housing#housing")
                #expect(try await noor.get("/p/1?k=housing").says("Bewaard."))
                answer = try await noor.post("/p/1", base + [("what", "how"), ("domain", "housing")])
                #expect(answer.status == 422)
                answer = try await noor.post(
                    "/p/1", base + [("what", "how"), ("domain", "housing"), ("how-housing", "partly")])
                #expect(answer.status == 303)
                for text in hostileTexts {
                    list = try await noor.get("/p/1")
                    answer = try await noor.fill(list, "/p/1", ["what": "wish", "wish": text])
                    // What names an image is refused, and stays to be mended.
                    #expect([303, 422].contains(answer.status) && answer.faults == [], "\(text)")
                    list = try await noor.get("/p/1")
                    #expect(list.faults == [], "\(text)")
                    let page = answer.status == 303 ? list : answer
                    #expect(page.says(PageBrowser.escaped(text.filter { $0 != "\u{202E}" }) + "</textarea>"), "\(text)")
                }
                let long = String(repeating: "b", count: 501)
                answer = try await noor.fill(list, "/p/1", ["what": "wish", "wish": long])
                #expect(answer.status == 422 && answer.says(long) && answer.faults == [])
                #expect(list.says("Dit koos jij.") && list.chosen("how-housing") == ["partly"])

                answer = try await noor.fill(list, "/p/klaar")
                #expect(answer.location == "/p?k=1" && noor.cookies["__Host-lijst"] == nil)
                #expect(try await noor.get("/p/1").location == "/p")
                #expect(!logged.all.contains { $0.contains(code.text) })

                let english = try await noor.get("/en/p")
                #expect(english.title == "Step 1" && english.faults == [])
            }
        }
    }

    /// What a worker typed may name somebody: it stands on the phone only when the worker said so.
    @Test(arguments: testEngines)
    func anOwnItemStaysOffThePhone(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let code = try await world.codes.make(seat, id, .year).code
            let plan = "\(CareVisit.path)/\(id)/plan"
            try await world.serve(world.care.routes) { client, _ in
                let ada = try await world.browser(client, world.desk.one)
                var page = try await ada.get(plan)
                #expect(page.faults == [] && page.says("Mag op de telefoon van de jongere"))
                page = try await ada.fill(page, "\(plan)/nieuw", ["domain": "income", "text": "Kanarie bellen"])
                #expect(page.status == 303)
                // What was ticked outlives a mistake.
                page = try await ada.fill(try await ada.get(plan), "\(plan)/nieuw", ["on-phone": "yes"])
                #expect(page.status == 422 && page.chosen("on-phone") == ["yes"])
                page = try await ada.fill(
                    page, "\(plan)/nieuw", ["domain": "income", "text": "Pinpas ophalen", "on-phone": "yes"])
                #expect(page.status == 303)
                page = try await ada.get(plan)
                #expect(page.says("Kanarie bellen") && page.says("Pinpas ophalen"))
                let list = try await comeIn(PageBrowser(client), code)
                #expect(list.says("Pinpas ophalen") && !list.says("Kanarie bellen") && list.faults == [])
            }
        }
    }

    /// Wrong, withdrawn and expired codes say the same words, and what was typed stays.
    @Test(arguments: testEngines)
    func wrongCodes(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let withdrawn = try await world.codes.make(seat, id, .year).code
            try await world.codes.withdraw(seat, id)
            let (expired, endsOn) = try await world.codes.make(seat, id, .month)
            world.clock.set(Instant(startOf: endsOn))
            try await world.serve(world.care.routes) { client, _ in
                let noor = PageBrowser(client)
                let door = try await noor.get("/p")
                let mistyped = try await noor.fill(door, "/p", ["code": "1234 5678"])
                #expect(mistyped.status == 422 && mistyped.says("typefout") && mistyped.value("code") == "1234 5678")
                var answers: Set<String> = []
                for code in [withdrawn, expired, Receipt(random: systemRandomBytes)] {
                    let answer = try await noor.fill(door, "/p", ["code": code.text])
                    #expect(answer.status == 422 && answer.headers[values: .setCookie].isEmpty)
                    answers.insert(answer.body.replacing(code.text, with: ""))
                }
                #expect(answers.count == 1)
                var last = door
                for _ in 0..<10 {
                    last = try await noor.fill(door, "/p", ["code": Receipt(random: systemRandomBytes).text])
                }
                #expect(last.status == 429 && last.headers[.retryAfter] != nil && last.faults == [])
            }
        }
    }

    /// What was typed when the visit had ended is there again after the code.
    @Test(arguments: testEngines)
    func aWishOutlivesTheVisit(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let code = try await world.codes.make(seat, id, .year).code
            try await world.serve(world.care.routes) { client, _ in
                let noor = PageBrowser(client)
                let list = try await comeIn(noor, code)
                world.clock.advance(seconds: OwnVisits.idle + 1)
                #expect(try await noor.get("/p/1").location == "/p?k=2")
                let over = try await noor.fill(list, "/p/1", ["what": "wish", "wish": "Een <b>kamer</b>"])
                #expect(over.says("nog niet bewaard") && over.faults == [])
                let wrong = try await noor.fill(over, "/p", ["code": "12"])
                let back = try await noor.fill(wrong, "/p", ["code": code.text])
                #expect(back.status == 200 && back.says("Een &lt;b&gt;kamer&lt;/b&gt;</textarea>"))
                #expect(try await world.count("care_texts") == 0)
                let kept = try await noor.fill(back, "/p/1", ["what": "wish", "wish": "Een <b>kamer</b>"])
                #expect(kept.status == 303)
                #expect(try await world.count("care_texts") == 1)
                // The same form once more is no conflict.
                #expect(try await noor.fill(back, "/p/1", ["what": "wish", "wish": "Een <b>kamer</b>"]).status == 303)
            }
        }
    }

    /// Two write at once: both versions are shown, and the second may be kept.
    @Test(arguments: testEngines)
    func bothVersionsAreShown(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let code = try await world.codes.make(seat, id, .year).code
            try await world.serve(world.care.routes) { client, _ in
                let (noor, sam) = (PageBrowser(client), PageBrowser(client))
                let (one, two) = (try await comeIn(noor, code), try await comeIn(sam, code))
                try await sam.fill(two, "/p/1", ["what": "wish", "wish": "Eerst dit"])
                let stale = try await noor.fill(one, "/p/1", ["what": "wish", "wish": "Liever dat"])
                #expect(stale.status == 422 && stale.faults == [])
                #expect(stale.says("Eerst dit") && stale.says("Liever dat</textarea>"))
                let after = try await noor.fill(stale, "/p/1", ["what": "wish", "wish": "Liever dat"])
                #expect(after.status == 303)
                #expect(try await noor.get("/p/1").says("Liever dat"))
                let item = try #require(try await world.care.files.look(seat, id).file.plan.items.first).id
                try await world.care.files.change(seat, id, "care.plan.changed") { entering in
                    try entering.plan(.changed(item, .done, proof: ""), basedOn: entering.file.plan.version)
                }
                let base = one.hidden("/p/1").prefix(2)
                let both = try await noor.post(
                    "/p/1", base + [("what", "item"), ("item", item.text), ("state", "unwanted")])
                #expect(both.status == 422 && both.says("Nu staat er: Klaar. Jij koos: Wil ik niet."))
                // A form of another visit writes nothing.
                let strayed = try await noor.post("/p/1", [("visit", "x"), ("what", "wish"), ("wish", "Vreemd")])
                #expect(strayed.says("Vreemd") && strayed.title == "Stap 1")
            }
        }
    }

    @Test(arguments: testEngines)
    func theDeskGivesAndTakes(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (_, id) = try await world.open()
            let path = "\(CareVisit.path)/\(id)/code"
            try await world.serve(world.care.routes) { client, logged in
                let ada = try await world.browser(client, world.desk.one)
                var page = try await ada.get(path)
                #expect(page.status == 200 && page.faults == [] && page.says("Er is geen code."))
                page = try await ada.fill(page, path)
                #expect(page.status == 422 && page.faults == [])
                page = try await ada.fill(page, path, ["term": "month"])
                #expect(page.status == 200 && page.faults == [] && page.headers[.cacheControl] == "no-store")
                let start = try #require(page.body.range(of: "id=\"kaart-code\">"))
                let code = String(page.body[start.upperBound...].prefix { $0 != "<" })
                let noor = PageBrowser(client)
                #expect(try await noor.post("/p", [("code", code)]).location == "/p/1")
                page = try await ada.get(path)
                #expect(page.says("Er is een code.") && !page.says(code))
                page = try await ada.fill(page, "\(path)/intrekken")
                #expect(page.status == 303)
                #expect(try await noor.get("/p/1").location == "/p?k=2")
                #expect(!logged.all.contains { $0.contains(code) })
                world.clock.advance(seconds: SessionRules.confirmation)
                page = try await ada.get(path)
                #expect(page.says("/werk/bevestig"))
                page = try await ada.fill(page, path, ["term": "month"])
                #expect(page.status == 422 && page.chosen("term") == ["month"] && page.says("wachtwoord"))
                // Others have no such plan.
                let dien = try await world.browser(client, world.other.one)
                #expect(try await dien.get(path).status == 404)
                #expect(try await dien.post(path, [("term", "month")]).status == 404)
                #expect(try await dien.get("\(CareVisit.path)/\(id)/nood").status == 404)
                #expect(try await PageBrowser(client).get(path).status != 200)
            }
        }
    }

    @Test(arguments: testEngines)
    func openedInNeed(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (_, id) = try await world.open()
            let (desk, need) = ("\(CareVisit.path)/\(id)/nood", "/werk/nood/\(id)")
            try await world.serve(world.care.routes) { client, _ in
                let ada = try await world.browser(client, world.desk.one)
                var page = try await ada.get(desk)
                #expect(page.faults == [] && page.says("nog nooit in nood geopend"))
                page = try await ada.fill(page, desk, ["desk": world.onCall.id.text])
                #expect(page.status == 303, "\(page.body)")
                let gijs = try await world.browser(client, world.onCall.one)
                page = try await gijs.get("/werk/nood")
                #expect(page.faults == [] && page.says("Plan \(CareFiles.label(id))") && page.says("Zorg A"))
                #expect(!page.says("Noor"))
                page = try await gijs.get(need)
                #expect(page.faults == [] && !page.says("Noor"))
                page = try await gijs.fill(page, need, ["words": "Zij \"><img src=x onerror=alert(1)> belt"])
                #expect(page.status == 422 && page.faults == [] && page.says("Zij &quot;"))
                page = try await gijs.fill(page, need, ["words": "Zij belt <b>zelf</b>", "reason": "unreachable"])
                #expect(page.status == 303)
                page = try await gijs.get(need)
                #expect(
                    page.faults == [] && page.says("Noor") && page.says("Tante Els") && page.says("Hervatten kan nog"))
                #expect(page.actions.allSatisfy { $0 == "/uitloggen" }, "nothing to change: \(page.actions)")
                #expect(try await gijs.get("\(CareVisit.path)/\(id)/code").status == 403)
                let hanna = try await world.browser(client, world.onCall.two)
                #expect(try await !hanna.get(need).says("Noor"))
                page = try await ada.get(desk)
                #expect(page.faults == [] && page.says("Gijs") && page.says("Zij belt &lt;b&gt;zelf&lt;/b&gt;"))
                page = try await ada.fill(page, "\(desk)/weg")
                #expect(try await gijs.get(need).status == 404)
                #expect(try await ada.get("/werk/nood").status == 403)
            }
        }
    }

    @Test(arguments: testEngines)
    func theCalendarHasNoContent(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (_, id) = try await world.open()
            let path = "\(CareVisit.path)/agenda"
            try await world.serve(world.care.routes) { client, _ in
                let ada = try await world.browser(client, world.desk.one)
                var page = try await ada.get(path)
                #expect(page.faults == [])
                page = try await ada.fill(page, path)
                let address = try #require(
                    page.value("")
                        ?? page.body.split(separator: "/agenda/").first {
                            $0.dropFirst(64).hasPrefix(".ics")
                        }.map { String($0.prefix(64)) })
                let file = try await PageBrowser(client).get("/agenda/\(address).ics")
                #expect(file.status == 200 && file.headers[.contentType]?.hasPrefix("text/calendar") == true)
                #expect(file.says("SUMMARY:Plan \(CareFiles.label(id)): actie"))
                for word in ["Noor", "URL", "http", "zorg", "Zorg", id.text, "wonen"] { #expect(!file.says(word)) }
                page = try await ada.get(path)
                #expect(!page.says(address))
                try await ada.post(path, [("weg", "1")])
                #expect(try await PageBrowser(client).get("/agenda/\(address).ics").status == 404)
            }
        }
    }
}
