import Core
import Directory
import Foundation
import HTTPTypes
import Storage
import TestSupport
import Testing
import Web

@testable import Administration

/// Whole walks through the pages, as people take them.
@Suite struct JourneyTests {
    @Test(arguments: testEngines)
    func theFirstStartMakesAnAdministratorAndShowsTheRecoveryCodeOnce(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let link = try await house.firstLink()
            let browser = house.browser()
            #expect(try await browser.get(link).status == 200)

            let empty = try await browser.post(link, ["name": "Anna", "password": "kort"])
            #expect(empty.status == 422)
            #expect(empty.value(of: "name") == "Anna")
            #expect(empty.error(at: "email") != nil && empty.error(at: "organisation") != nil)
            #expect(!empty.body.contains("kort\""))

            let short = try await browser.post(
                link, ["name": "Anna", "email": "anna@example.org", "organisation": "Vangnet", "password": "kort"])
            #expect(short.error(at: "password")?.contains("te kort") == true)

            let welcome = try await browser.post(
                link,
                [
                    "name": "Anna", "email": "anna@example.org", "organisation": "Vangnet", "password": House.password,
                ])
            #expect(welcome.status == 200)
            #expect(welcome.headers[.cacheControl] == "no-store")
            let code = try #require(Self.recoveryCode(on: welcome))
            #expect(try await browser.get("/werk").body.contains("Anna"))
            for path in ["/werk", "/werk/ik", "/werk/leden"] {
                #expect(try await !browser.get(path).body.contains(code))
            }

            // The link is used up, and there is no other first start.
            for answer in [try await house.browser().get(link), try await house.browser().post(link, ["name": "B"])] {
                #expect(answer.status == 410)
                #expect(answer.body.contains("href=\"/inloggen\""))
            }
            let second = try await house.directory.invitations.firstStartLink()
            #expect(second == nil)
        }
    }

    @Test(arguments: testEngines)
    func aDeskFromItsFirstKeyToANewEpoch(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            let bram = try await house.join("Bram", invitedBy: anna)
            let (bramId, organisation) = try await (
                house.member("Bram").id.text, house.directory.organisations.all(.system)[0].id.text
            )

            let made = try await anna.post(
                "/werk/loketten/nieuw",
                ["name": "Meldpunt", "task": "duty", "organisation": organisation, "first": bramId])
            #expect(made.status == 303)
            let desk = try #require(made.location?.prefix { $0 != "?" }).description
            #expect(try await anna.get(desk).body.contains("Bram maakt de eerste sleutel door in te loggen."))

            // Bram's next request is his first with the desk: he sets up a second factor, and that makes the key.
            #expect(try await bram.get(desk).location?.hasPrefix("/inloggen?naar=/werk/loketten/") == true)
            try await bram.enrol(at: house.clock.instant)
            #expect(try await bram.get(desk).status == 200)
            #expect(try await Self.keyHolders(house) == ["Bram"])
            #expect(try await bram.get("/werk/loketten").body.contains("Meldpunt"))

            let cees = try await house.join("Cees", invitedBy: anna)
            let ceesId = try await house.member("Cees").id.text
            #expect(try await cees.get(desk).status == 403)
            #expect(try await anna.post(desk + "/leden", ["member": ceesId]).status == 303)

            // The administrator cannot give a key; the one who waits reads out a code, the one who has it compares.
            let shown = try await anna.get(desk)
            #expect(!shown.body.contains("/sleutel"))
            try await cees.enrol(at: house.clock.instant)
            let waiting = try await cees.get(desk)
            let giving = try await bram.get(desk)
            let fingerprint = try #require(giving.value(of: "fingerprint"))
            #expect(waiting.body.contains(fingerprint) && !waiting.body.contains("/sleutel"))

            let unticked = try await bram.post(desk + "/sleutel", ["member": ceesId, "fingerprint": fingerprint])
            #expect(unticked.status == 422)
            #expect(unticked.error(at: "compared-\(ceesId)")?.contains("Vergelijk eerst") == true)
            let other = try await bram.post(
                desk + "/sleutel", ["member": ceesId, "fingerprint": "1234 5678", "compared": "yes"])
            #expect(other.status == 422)
            #expect(try await Self.keyHolders(house) == ["Bram"])

            let given = try await bram.post(
                desk + "/sleutel", ["member": ceesId, "fingerprint": fingerprint, "compared": "yes"])
            #expect(given.location == desk + "?melding=administration.notices.key-given")
            #expect(try await Self.keyHolders(house) == ["Bram", "Cees"])
            #expect(try await bram.get(desk).body.contains("<span class=\"tag go\">open</span>"))

            // Whoever goes takes no key along: a new epoch, and the session ends.
            let removed = try await anna.post(desk + "/leden/weg", ["member": ceesId])
            #expect(removed.status == 303)
            let after = try await house.directory.desks.all(.system)[0]
            #expect(after.epoch == 2 && !after.isOpen)
            #expect(try await cees.get("/werk").location?.hasPrefix("/inloggen") == true)

            // The last one with a key stays.
            let last = try await anna.post(desk + "/leden/weg", ["member": bramId])
            #expect(last.status == 422)
            #expect(last.body.contains("heeft niemand anders de sleutel"))
        }
    }

    @Test(arguments: testEngines)
    func aKeyIsOnlyGivenByWhoGaveThePasswordLately(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            let (annaId, organisation) = try await (
                house.member("Anna").id.text, house.directory.organisations.all(.system)[0].id.text
            )
            let made = try await anna.post(
                "/werk/loketten/nieuw",
                ["name": "Beleid", "task": "policy", "organisation": organisation, "first": annaId])
            let desk = try #require(made.location?.prefix { $0 != "?" }).description
            try await anna.enrol(at: house.clock.instant)
            let bram = try await house.join("Bram", invitedBy: anna)
            let bramId = try await house.member("Bram").id.text
            _ = try await anna.post(desk + "/leden", ["member": bramId])
            try await bram.enrol(at: house.clock.instant)
            let fingerprint = try #require(try await anna.get(desk).value(of: "fingerprint"))

            house.clock.advance(seconds: SessionRules.confirmation)
            let asked = try await anna.post(
                desk + "/sleutel", ["member": bramId, "fingerprint": fingerprint, "compared": "yes"])
            let confirmation = try #require(asked.location)
            #expect(confirmation.hasPrefix("/werk/bevestig?naar=/werk/loketten/"))
            #expect(try await anna.get(confirmation).value(of: "naar") == desk)

            let wrong = try await anna.post("/werk/bevestig", ["password": "iets anders dan dat", "naar": desk])
            #expect(wrong.status == 422 && wrong.value(of: "naar") == desk)
            #expect(wrong.error(at: "password")?.contains("niet je wachtwoord") == true)
            let right = try await anna.post("/werk/bevestig", ["password": House.password, "naar": desk])
            #expect(right.location == desk + "?melding=administration.notices.confirmed")
            #expect(try await anna.get(right.location!).body.contains("Doe het nu nog een keer."))
            let given = try await anna.post(
                desk + "/sleutel", ["member": bramId, "fingerprint": fingerprint, "compared": "yes"])
            #expect(given.location?.contains("key-given") == true)
        }
    }

    @Test(arguments: testEngines)
    func aLostPasswordIsRepairedWithTheCode(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            let made = try await anna.post("/werk/ik/herstelcode")
            let code = try #require(Self.recoveryCode(on: made))
            #expect(made.body.contains("href=\"/werk/ik\""))

            let browser = house.browser()
            let fields: KeyValuePairs = [
                "email": "anna@example.org", "code": code, "password": "nieuwe woorden voor straks",
            ]
            let typed = try await browser.post(
                "/inloggen/herstel", ["email": "anna@example.org", "code": "QQQQ", "password": House.password])
            #expect(typed.status == 422 && typed.error(at: "code") != nil)
            #expect(typed.value(of: "email") == "anna@example.org" && typed.value(of: "code") == "QQQQ")

            let recovered = try await browser.post("/inloggen/herstel", fields)
            #expect(recovered.status == 200)
            #expect(Self.recoveryCode(on: recovered) != code)
            #expect(try await browser.get("/werk").status == 200)
            // All other devices are out, and the code is used up.
            #expect(try await anna.get("/werk").status == 303)
            #expect(try await house.browser().post("/inloggen/herstel", fields).status == 422)
        }
    }

    @Test(arguments: testEngines)
    func theOwnPasswordChangesAndTheMistakeIsAtTheRightField(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            let wrong = try await anna.post(
                "/werk/ik/wachtwoord", ["current": "dat was het niet", "password": "nieuwe woorden voor straks"])
            #expect(wrong.status == 422)
            #expect(wrong.error(at: "current")?.contains("niet je wachtwoord") == true)
            #expect(wrong.error(at: "password") == nil)
            let short = try await anna.post("/werk/ik/wachtwoord", ["current": House.password, "password": "kort"])
            #expect(short.error(at: "password") != nil && short.error(at: "current") == nil)

            let before = anna.cookies[Security.sessionCookie]
            let changed = try await anna.post(
                "/werk/ik/wachtwoord", ["current": House.password, "password": "nieuwe woorden voor straks"])
            #expect(changed.status == 303)
            #expect(anna.cookies[Security.sessionCookie] != before)
            #expect(try await anna.get("/werk/ik").status == 200)

            let out = try await anna.post("/werk/ik/overal-uitloggen")
            #expect(out.location == "/inloggen?melding=administration.notices.signed-out-everywhere")
            #expect(anna.cookies[Security.sessionCookie] == nil)
        }
    }

    @Test(arguments: testEngines)
    func whoStopsIsOutAndCanComeBackWithANewLink(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            let bram = try await house.join("Bram", invitedBy: anna)
            var member = try await house.member("Bram")
            let page = "/werk/leden/\(member.id)"
            let stopped = try await anna.post(page + "/stoppen", ["version": "\(member.version)"])
            #expect(stopped.location == "/werk/leden?melding=administration.notices.stopped")
            #expect(try await bram.get("/werk").status == 303)
            #expect(
                try await bram.post("/inloggen", ["email": "bram@example.org", "password": House.password]).status
                    == 422)

            member = try await house.member("Bram")
            let back = try await anna.post(page + "/terug", ["version": "\(member.version)"])
            #expect(back.firstLink(startingWith: "https://vangnet.example/welkom/") != nil)
            #expect(house.invited.all.map(\.email) == ["bram@example.org", "bram@example.org"])
        }
    }

    // MARK: -

    /// The code on the page that shows it.
    static func recoveryCode(on answer: Browser.Answer) -> String? {
        guard let start = answer.body.range(of: "id=\"recovery-code\">") else { return nil }
        return String(answer.body[start.upperBound...].prefix { $0 != "<" })
    }

    static func keyHolders(_ house: House) async throws -> [String] {
        let desk = try await house.directory.desks.all(.system)[0].id
        return try await house.directory.desks.details(.system, desk).members.filter(\.holdsKey).map(\.name)
    }
}
