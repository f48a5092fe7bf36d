import Core
import Directory
import Foundation
import HTTPTypes
import Storage
import TestSupport
import Testing
import Vault
import Web

@testable import Administration

/// The second factor over its pages, as people meet it.
@Suite struct SecondFactorPageTests {
    /// Anna, who made a desk for herself and enrolled, in a house where a step went by since.
    private func withAnna(
        _ engine: Engine, givesCodes: Bool = false,
        _ body: @escaping @Sendable (House, Browser, FactorSecret) async throws -> Void
    ) async throws {
        try await withHouse(engine, givesCodes: givesCodes) { house in
            let anna = try await house.begin()
            let (id, organisation) = try await (
                house.member("Anna").id.text, house.directory.organisations.all(.system)[0].id.text
            )
            _ = try await anna.post(
                "/werk/loketten/nieuw",
                ["name": "Beleid", "task": "policy", "organisation": organisation, "first": id])
            let secret = try await anna.enrol(at: house.clock.instant)
            house.clock.advance(seconds: FactorSecret.period)
            try await body(house, anna, secret)
        }
    }

    private let signIn: KeyValuePairs = [
        "email": "anna@example.org", "password": House.password, "naar": "/werk/leden",
    ]

    @Test(arguments: testEngines)
    func afterThePasswordComesTheCodeAndThenThePageThatWasAskedFor(engine: Engine) async throws {
        try await withAnna(engine) { house, _, secret in
            let browser = house.browser()
            let first = try await browser.post("/inloggen", signIn)
            #expect(first.location == "/inloggen/code?naar=/werk/leden")
            let half = try #require(browser.cookies[Security.sessionCookie])
            for path in ["/werk", "/werk/leden", "/werk/ik", "/en/werk"] {
                #expect(try await browser.get(path).location?.contains("/inloggen?naar=") == true)
            }
            #expect(try await browser.get("/inloggen?naar=/werk/ik").location == "/inloggen/code?naar=/werk/ik")
            #expect(try await browser.get(SecondFactorPages.enrolment).location == "/inloggen/code?naar=/werk")
            #expect(try await browser.post("/werk/ik/noodcodes").status == 401)
            #expect(try await browser.post(SecondFactorPages.enrolment, ["code": "123456"]).status == 303)

            let page = try await browser.get("/inloggen/code?naar=/werk/leden")
            #expect(page.status == 200 && page.headers[.cacheControl] == "no-store")
            #expect(page.value(of: "naar") == "/werk/leden" && !page.body.contains("demo-code"))
            let wrong = try await browser.post("/inloggen/code", ["code": "000 000", "naar": "/werk/leden"])
            #expect(wrong.status == 422 && wrong.error(at: "code") != nil && wrong.value(of: "naar") == "/werk/leden")
            let empty = try await browser.post("/inloggen/code", ["code": ""])
            #expect(empty.status == 422 && empty.error(at: "code") != nil)
            // A form from elsewhere comes without the token of this session.
            let code = secret.code(at: house.clock.instant)
            #expect(try await browser.post("/inloggen/code", ["code": code], withToken: false).status == 409)

            let typed = code.prefix(3) + " " + code.suffix(3)
            let entered = try await browser.post("/inloggen/code", ["code": String(typed), "naar": "/werk/leden"])
            #expect(entered.location == "/werk/leden")
            #expect(browser.cookies[Security.sessionCookie] != half)
            #expect(try await browser.get("/werk/leden").status == 200)
            #expect(try await house.directory.sessions.resume(half) == nil)
            // Once inside, the page has nothing to ask.
            #expect(try await browser.get("/inloggen/code?naar=/werk/ik").location == "/werk/ik")
            #expect(try await house.browser().get("/inloggen/code").location == "/inloggen?naar=/werk")
        }
    }

    @Test(arguments: testEngines)
    func aBackupCodeComesInOnceAndNewOnesAreShownOnce(engine: Engine) async throws {
        try await withAnna(engine) { house, anna, _ in
            let shown = try await anna.post("/werk/ik/noodcodes")
            let codes = Self.codes(on: shown)
            #expect(shown.status == 200 && codes.count == 8 && shown.headers[.cacheControl] == "no-store")
            #expect(try await !anna.get("/werk/ik").body.contains(codes[0]))

            let browser = house.browser()
            _ = try await browser.post("/inloggen", signIn)
            let wrong = try await browser.post("/inloggen/code", ["backup": "AAAA-BBBB-CCCC"])
            #expect(wrong.status == 422 && wrong.error(at: "backup") != nil && wrong.body.contains("<details open>"))
            #expect(wrong.value(of: "backup") == "AAAA-BBBB-CCCC")
            let entered = try await browser.post(
                "/inloggen/code", ["backup": codes[2].lowercased(), "naar": "https://elders.example"])
            #expect(entered.location == "/werk")
            #expect(try await browser.get("/werk/ik").body.contains("<dd>7</dd>"))
            let again = house.browser()
            _ = try await again.post("/inloggen", signIn)
            #expect(try await again.post("/inloggen/code", ["backup": codes[2]]).status == 422)
        }
    }

    @Test(arguments: testEngines)
    func anotherAppAsksThePasswordAgain(engine: Engine) async throws {
        try await withAnna(engine) { house, anna, old in
            house.clock.advance(seconds: SessionRules.confirmation)
            let page = try await anna.get("/inloggen/tweede-stap?naar=/werk/ik")
            #expect(page.status == 200 && page.body.contains("/werk/ik\">Toch niet"))
            #expect(!page.body.contains(old.base32))
            let asked = try await anna.post("/inloggen/tweede-stap", ["code": "123456"])
            #expect(asked.location == "/werk/bevestig?naar=/inloggen/tweede-stap")
            let confirmed = try await anna.post(
                "/werk/bevestig", ["password": House.password, "naar": "/inloggen/tweede-stap"])
            #expect(confirmed.location?.hasPrefix("/inloggen/tweede-stap?melding=") == true)
            let wrong = try await anna.post("/inloggen/tweede-stap", ["code": "000000", "naar": "/werk/ik"])
            #expect(wrong.status == 422 && wrong.error(at: "code") != nil)
            let new = try await anna.enrol(at: house.clock.instant)
            #expect(new != old)
            #expect(try await anna.get("/werk/ik").body.contains("<dd>8</dd>"))
        }
    }

    @Test(arguments: testEngines)
    func theFirstInvitationLeadsOverTheSecondFactor(engine: Engine) async throws {
        try await withAnna(engine) { house, anna, _ in
            let organisation = try await house.directory.organisations.all(.system)[0].id.text
            _ = try await anna.get("/werk/leden/nieuw")
            let made = try await anna.post(
                "/werk/leden/nieuw", ["name": "Bram", "email": "bram@example.org", "organisation": organisation])
            let link = try #require(made.firstLink(startingWith: "/welkom/"))
            let (desk, bram) = try await (
                house.directory.desks.all(.system)[0].id, house.member("Bram").id
            )
            try await house.directory.desks.addMember(.system, desk, bram)
            let browser = house.browser()
            #expect(try await browser.post(link, ["password": House.password]).status == 200)
            #expect(try await browser.get("/werk").location == "/inloggen?naar=/werk")
            #expect(try await browser.get("/inloggen?naar=/werk").location == "/inloggen/tweede-stap?naar=/werk")
            try await browser.enrol(at: house.clock.instant)
            #expect(try await browser.get("/werk").body.contains("Bram"))
        }
    }

    /// The demo gives a code away, each time another; an installation has nothing of it.
    @Test(arguments: testEngines)
    func theDemoGivesACodeAway(engine: Engine) async throws {
        try await withAnna(engine, givesCodes: true) { house, _, _ in
            for _ in 0..<4 {
                let browser = house.browser()
                _ = try await browser.post("/inloggen", signIn)
                let page = try await browser.get("/inloggen/code?naar=/werk/ik")
                let code = try #require(page.value(of: "backup"))
                #expect(
                    try await browser.post("/inloggen/code", ["backup": code, "naar": "/werk/ik"]).location
                        == "/werk/ik")
            }
            #expect(try await house.browser().get("/inloggen/code").location == "/inloggen?naar=/werk")
        }
    }

    /// Known or not, with a second factor or without: a wrong password tells nothing.
    @Test(arguments: testEngines)
    func aWrongPasswordShowsNoSecondPage(engine: Engine) async throws {
        try await withAnna(engine) { house, _, _ in
            var pages: Set<String> = []
            for email in ["anna@example.org", "niemand@example.org"] {
                let browser = house.browser()
                let answer = try await browser.post("/inloggen", ["email": email, "password": "een ander wachtwoord"])
                #expect(answer.status == 422 && browser.cookies.isEmpty)
                pages.insert(answer.body.replacing(email, with: ""))
            }
            #expect(pages.count == 1)
        }
    }

    /// Signing out ends a session that waits for its code, too.
    @Test(arguments: testEngines)
    func whoDoesNotGoOnIsOut(engine: Engine) async throws {
        try await withAnna(engine) { house, _, _ in
            let browser = house.browser()
            _ = try await browser.post("/inloggen", signIn)
            let token = try #require(browser.cookies[Security.sessionCookie])
            #expect(try await browser.post("/uitloggen").location?.hasPrefix("/inloggen?") == true)
            #expect(try await house.directory.sessions.resume(token) == nil)
        }
    }

    static func codes(on answer: Browser.Answer) -> [String] {
        answer.body.components(separatedBy: "<li>").dropFirst().map { String($0.prefix { $0 != "<" }) }
            .filter { BackupCode(typed: $0) != nil }
    }
}
