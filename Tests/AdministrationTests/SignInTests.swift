import Core
import Directory
import HTTPTypes
import Storage
import TestSupport
import Testing
import Web

@testable import Administration

@Suite struct SignInPageTests {
    @Test(arguments: testEngines)
    func aWrongPasswordKeepsTheAddressAndSaysNoMoreThanAnUnknownOne(engine: Engine) async throws {
        try await withHouse(engine) { house in
            _ = try await house.begin()
            var pages: [String] = []
            for email in ["anna@example.org", "niemand@example.org"] {
                let answer = try await house.browser().post(
                    "/inloggen", ["email": email, "password": "een ander wachtwoord", "naar": "/werk/ik"])
                #expect(answer.status == 422)
                #expect(answer.value(of: "email") == email && answer.value(of: "naar") == "/werk/ik")
                #expect(answer.value(of: "password") == "")
                #expect(answer.headers[.setCookie] == nil)
                pages.append(answer.body.replacing(email, with: ""))
            }
            #expect(pages[0] == pages[1])
        }
    }

    @Test(arguments: testEngines)
    func theSessionCookieIsForThisServerAloneAndSignOutClearsIt(engine: Engine) async throws {
        try await withHouse(engine) { house in
            _ = try await house.begin()
            let browser = house.browser()
            let entered = try await browser.post(
                "/inloggen", ["email": " Anna@Example.org ", "password": House.password])
            #expect(entered.status == 303 && entered.location == "/werk")
            let cookie = try #require(entered.headers[.setCookie])
            #expect(cookie.hasPrefix("__Host-sessie="))
            for flag in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] { #expect(cookie.contains(flag)) }
            #expect(!cookie.contains("Domain") && !cookie.contains("Max-Age"))

            // Whoever has signed in does not see the form again.
            #expect(try await browser.get("/inloggen?naar=/werk/ik").location == "/werk/ik")

            let token = try #require(browser.cookies[Security.sessionCookie])
            #expect(try await browser.post("/uitloggen", withToken: false).status == 409)
            let out = try await browser.post("/uitloggen")
            #expect(out.headers[.setCookie]?.contains("__Host-sessie=; ") == true)
            #expect(out.headers[.setCookie]?.contains("Max-Age=0") == true)
            #expect(try await house.directory.sessions.resume(token) == nil)
        }
    }

    @Test(arguments: testEngines)
    func aSessionEndsByItselfAndTheNextPageAsksToSignIn(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            house.clock.advance(seconds: SessionRules.idle)
            #expect(try await anna.get("/werk/leden").location == "/inloggen?naar=/werk/leden")
        }
    }

    @Test(arguments: [
        "https://elders.example/", "//elders.example", "/\\elders.example", "/werk\\@elders.example",
        "javascript:alert(1)",
        "/leren", "/werk\r\nSet-Cookie: a=b", "/werk\u{0}", " /werk", "/en/werk", "",
    ])
    func signingInLeadsNowhereElse(wanted: String) {
        #expect(SignInPages.target(wanted) == "/werk")
    }

    @Test func signingInLeadsBackToThePageThatAskedForIt() {
        #expect(SignInPages.target("/werk/loketten/1?a=b&c") == "/werk/loketten/1?a=b&c")
    }

    @Test(arguments: testEngines)
    func theTargetIsCheckedWhenItIsPostedToo(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            for wanted in ["https://elders.example/", "//elders.example/", "/werk\r\nX: y"] {
                let fields: KeyValuePairs = [
                    "email": "anna@example.org", "password": House.password, "naar": wanted,
                ]
                #expect(try await house.browser().post("/inloggen", fields).location == "/werk")
                #expect(try await house.browser().post("/en/inloggen", fields).location == "/en/werk")
                let confirmed = try await anna.post("/werk/bevestig", fields)
                #expect(confirmed.location == "/werk?melding=administration.notices.confirmed")
            }
        }
    }

    @Test(arguments: testEngines)
    func theDemosSignInsStandOnTheDemosPageOnly(engine: Engine) async throws {
        let member = DemoSignIn(
            name: "Demo Duty", organisation: "Vangnet", email: "d@demo.example", password: "abcd-efgh",
            isAdministrator: false,
            tasks: ["duty"])
        try await withHouse(engine, demoSignIns: [member]) { house in
            let page = try await house.browser().get("/inloggen")
            #expect(page.body.contains("abcd-efgh") && page.body.contains("Meldpunt"))
        }
        try await withHouse(engine) { house in
            let form = try await house.browser().get("/inloggen").body
            #expect(!form.contains("demo-members"))
        }
    }

    @Test(arguments: testEngines)
    func anInvitationLinkThatIsTooOldSaysWhatToDo(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            let organisation = try await house.directory.organisations.all(.system)[0].id.text
            let invited = try await anna.post(
                "/werk/leden/nieuw", ["name": "Bram", "email": "bram@example.org", "organisation": organisation])
            let link = try #require(invited.firstLink(startingWith: "/welkom/"))
            #expect(try await house.browser().get(link).body.contains("bram@example.org"))
            house.clock.advance(seconds: Invitations.validity.member)
            for path in [link, "/welkom/onzin", "/en" + link] {
                #expect(try await house.browser().get(path).status == 410)
                #expect(try await house.browser().post(path, ["password": House.password]).status == 410)
            }
        }
    }
}
