import Core
import Directory
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import Learning

/// The way of a learner through the pages, without a script.
@Suite struct PlayerPageTests {
    @Test(arguments: testEngines)
    func fromTheListToTheCertificate(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.serve { client in
                let learner = Visitor(client)
                let list = try await learner.get("/leren")
                #expect(list.status == 200)
                #expect(list.says("/leren/receptie"))
                #expect(list.says("Wacht op controle"))
                let start = try await learner.get("/leren/receptie")
                #expect(start.says("Verlaat deze site"))
                #expect(start.says("Nog niet bekeken"))
                #expect(try await learner.post("/leren/receptie", [:]).status == 422)
                let begun = try await learner.post("/leren/receptie", ["role": "reception"])
                #expect(begun.location == "/leren/receptie/stap/1")
                let cookie = try #require(begun.headers[values: .setCookie].first { $0.hasPrefix("__Host-leren=") })
                #expect(cookie.contains("HttpOnly"))
                #expect(cookie.contains("SameSite=Lax"))

                let first = try await learner.get("/leren/receptie/stap/1")
                #expect(first.says("<title>Stap 1 van 4</title>"))
                #expect(first.says("<strong>dit</strong>"))
                #expect(first.headers[.cacheControl] == "no-store")
                #expect(
                    try await learner.post("/leren/receptie/stap/1", ["doe": "verder"]).location
                        == "/leren/receptie/stap/2")

                // A wrong answer explains itself and can be given again.
                let nothing = try await learner.post("/leren/receptie/stap/2", ["doe": "antwoord"])
                #expect(nothing.status == 422)
                #expect(nothing.says("Je hebt nog niets gekozen"))
                let wrong = try await learner.post("/leren/receptie/stap/2", ["doe": "antwoord", "keuze": "politie"])
                #expect(wrong.status == 303)
                #expect(wrong.location == "/leren/receptie/stap/2#uitleg")
                let explained = try await learner.get("/leren/receptie/stap/2")
                #expect(explained.says("Uitleg bij De politie bellen."))
                #expect(explained.says("Antwoord opnieuw"))
                _ = try await learner.post("/leren/receptie/stap/2", ["doe": "antwoord", "keuze": "niets"])
                let right = try await learner.get("/leren/receptie/stap/2")
                #expect(right.says("Je meldt hier niets, en dat is goed."))
                _ = try await learner.post("/leren/receptie/stap/2", ["doe": "verder"])

                // Nobody is held at a question; the safety question stays open.
                #expect(
                    try await learner.post("/leren/receptie/stap/3", ["doe": "overslaan"]).location
                        == "/leren/receptie/stap/4")
                _ = try await learner.post(
                    "/leren/receptie/stap/4", ["doe": "antwoord", "keuze": "a", "keuze": "b"])
                #expect(
                    try await learner.post("/leren/receptie/stap/4", ["doe": "verder"]).location
                        == "/leren/receptie/klaar")
                let notYet = try await learner.get("/leren/receptie/klaar")
                #expect(notYet.says("Er staat nog 1 stap open"))
                #expect(try await learner.get("/leren/receptie/bewijs").location == "/leren/receptie/klaar")
                _ = try await learner.post("/leren/receptie/stap/3", ["doe": "antwoord", "keuze": "112"])
                let done = try await learner.get("/leren/receptie/klaar")
                #expect(done.says("Je hebt de cursus afgerond op 24 november 2026."))

                let refused = try await learner.post("/leren/receptie/bewijs", ["name": "  "])
                #expect(refused.status == 422)
                let certificate = try await learner.post("/leren/receptie/bewijs", ["name": "Noor <b>van</b> Dijk"])
                #expect(certificate.status == 200)
                #expect(certificate.headers[.cacheControl] == "no-store")
                #expect(certificate.says("Noor &lt;b&gt;van&lt;/b&gt; Dijk"))
                let code = try #require(certificate.body.split(separator: "<dd class=\"code\">").last?.prefix(34))

                // Anybody verifies it, in another browser and in English.
                let verifier = Visitor(client)
                #expect(
                    try await verifier.post("/en/bewijs", ["code": code.lowercased()]).location == "/en/bewijs/\(code)")
                let other = try await verifier.post("/en/bewijs/\(code)", ["name": "Noor van Dijk"])
                #expect(other.status == 422)
                #expect(other.says("do not belong together"))
                let same = try await verifier.post("/en/bewijs/\(code)", ["name": "noor <B>van</B> dijk"])
                #expect(same.says("This certificate is real."))
                #expect(same.says("Signals at the desk"))
                #expect(try await verifier.get("/bewijs/\(code.dropLast())Y").status == 422)
            }
        }
    }

    @Test(arguments: testEngines)
    func backForwardResumeAndAnew(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.serve { client in
                let learner = Visitor(client)
                #expect(try await learner.get("/leren/receptie/stap/2").location?.hasPrefix("/leren/receptie?") == true)
                _ = try await learner.post("/leren/receptie", ["role": "other"])
                // Not further than one new screen.
                #expect(try await learner.get("/leren/receptie/stap/4").location == "/leren/receptie/stap/1")
                _ = try await learner.post("/leren/receptie/stap/1", ["doe": "verder"])
                _ = try await learner.post("/leren/receptie/stap/2", ["doe": "verder"])
                let third = try await learner.get("/en/leren/receptie/stap/3")
                #expect(third.says("href=\"/en/leren/receptie/stap/2\""))
                #expect(third.says("What do you do in danger?"))
                #expect(try await learner.get("/leren/receptie/stap/1").status == 200)
                #expect(try await learner.get("/leren/receptie").says("Je was bij stap 3 van 4."))
                // Nobody jumps over what was not shown, whatever is posted.
                let jump = try await learner.post("/leren/receptie/stap/4", ["doe": "antwoord", "keuze": "a"])
                #expect(jump.status == 303 || jump.status == 404)
                for path in [
                    "/leren/receptie/stap/0", "/leren/receptie/stap/5", "/leren/receptie/stap/01",
                    "/leren/receptie/stap/x", "/leren/nergens", "/leren/nergens/stap/1",
                ] {
                    #expect(try await learner.get(path).status == 404, "\(path)")
                }
                // Two courses at once.
                _ = try await learner.post("/leren/schoonmaak", ["role": "reception", "audience": "hotel"])
                #expect(try await learner.get("/leren/schoonmaak/stap/1").status == 200)
                #expect(try await learner.get("/leren/receptie/stap/3").status == 200)
                _ = try await learner.post("/leren/receptie", ["role": "reception"])
                #expect(try await learner.get("/leren/receptie").says("Je was bij stap 1 van 4."))
            }
        }
    }

    @Test(arguments: testEngines)
    func aPosterLeadsIntoTheCourse(engine: Engine) async throws {
        try await World.on(engine) { world in
            let member = world.member(of: world.hotel)
            try await world.serve(sessions: ["lid": member]) { client in
                let manager = Visitor(client, session: "lid")
                #expect(try await manager.get("/werk/leren/links").says("Hier komen je links"))
                let made = try await manager.post("/werk/leren/links", ["course": "receptie"])
                let path = try #require(made.location?.split(separator: "?").first.map(String.init))
                let poster = try await manager.get(path + "/affiche")
                #expect(poster.says("<svg xmlns"))
                let code = String(path.split(separator: "/").last!)
                #expect(poster.says(code))

                let learner = Visitor(client)
                #expect(try await learner.post("/doe-mee", ["code": code.lowercased()]).location == "/doe-mee/\(code)")
                #expect(try await learner.get("/doe-mee/\(code)").says("Hotel De Zon"))
                #expect(try await learner.post("/doe-mee/\(code)", ["role": "kapitein"]).status == 422)
                #expect(
                    try await learner.post("/doe-mee/\(code)", ["role": "reception"]).location
                        == "/leren/receptie/stap/1")
                let overview = try await manager.get("/werk/leren")
                #expect(overview.says("Hotel De Zon"))
                #expect(overview.says("Receptie"))
                let csv = try await manager.get("/werk/leren.csv")
                #expect(csv.says("Hotel De Zon,receptie,hotel,reception,1,0,0,2026-07-01,2026-12-31"))

                let typo = String(code.dropLast()) + (code.hasSuffix("3") ? "4" : "3")
                let mistyped = try await learner.get("/doe-mee/\(typo)")
                #expect(mistyped.status == 422)
                #expect(mistyped.says("klopt een teken niet"))
                _ = try await manager.post(path + "/sluiten", [:])
                #expect(try await learner.get("/doe-mee/\(code)").status == 410)
                #expect(try await learner.get("/leren/receptie/stap/1").status == 200)
            }
        }
    }

    @Test(arguments: testEngines)
    func theWorkplaceIsForWhoMayComeIn(engine: Engine) async throws {
        try await World.on(engine) { world in
            let join = try await world.learning.joins.make(
                .system, organisation: world.hotel.id, course: "receptie", audience: .hotel)
            try await world.complete(join: join)
            let sessions = [
                "hotel": world.member(of: world.hotel), "park": world.member(of: world.park),
                "coalitie": world.member(of: world.park, kind: .coalition),
            ]
            try await world.serve(sessions: sessions) { client in
                let stranger = Visitor(client)
                for path in ["/werk/leren", "/werk/leren/links", "/werk/leren/links/\(join.code)"] {
                    #expect(try await stranger.get(path).location?.hasPrefix("/inloggen") == true)
                }
                #expect(try await stranger.post("/werk/leren/links/\(join.code)/sluiten", [:]).status == 401)
                let park = Visitor(client, session: "park")
                #expect(try await park.get("/werk/leren/links/\(join.code)").status == 403)
                #expect(try await park.post("/werk/leren/links/\(join.code)/sluiten", [:]).status == 403)
                let peeked = try await park.get("/werk/leren?organisatie=\(world.hotel.id)")
                #expect(peeked.says("Park Het Bos"))
                #expect(!peeked.says("Hotel De Zon"))
                let coalition = Visitor(client, session: "coalitie")
                #expect(try await coalition.get("/werk/leren").says("Hotel De Zon"))
                #expect(try await coalition.get("/werk/leren?organisatie=\(world.hotel.id)").says("Receptie"))
                #expect(try await coalition.get("/werk/leren?periode=2020-H3").status == 404)
                #expect(try await coalition.post("/werk/leren/links/\(join.code)/sluiten", [:]).status == 403)
            }
        }
    }

    /// Whatever is in a form or a cookie: a page with a sentence, never a broken one.
    @Test(arguments: testEngines)
    func hostileInput(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.serve { client in
                let long = String(repeating: "x", count: 1_000_000)
                for value in [
                    long, "\u{0}", "<script>alert(1)</script>", "'; DROP TABLE learning_attempts; --", "🧵🧵🧵", "‮",
                ] {
                    let learner = Visitor(client)
                    for path in ["/doe-mee", "/bewijs"] {
                        let answer = try await learner.post(path, ["code": value])
                        #expect(answer.status == 422, "\(path) \(value.prefix(20))")
                        #expect(!answer.says("<script>alert"))
                    }
                    #expect(try await learner.post("/leren/receptie", ["role": value]).status == 422)
                    _ = try await learner.post("/leren/receptie", ["role": "reception"])
                    _ = try await learner.post("/leren/receptie/stap/1", ["doe": value])
                    _ = try await learner.post("/leren/receptie/stap/1", ["doe": "verder"])
                    #expect(try await learner.post("/leren/receptie/stap/2", ["keuze": value]).status == 422)
                    learner.cookies[LearnerCookie.name] =
                        value.contains("\u{0}") ? "rommel" : String(value.prefix(3000))
                    #expect(try await learner.get("/leren/receptie").status == 200)
                    #expect(try await learner.get("/leren/receptie/stap/1").status == 303)
                }
            }
        }
    }
}
