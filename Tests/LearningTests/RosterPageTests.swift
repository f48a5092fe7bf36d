import Core
import Directory
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import TestSupport
import Testing
import Web

@testable import Learning

/// The roster's pages, through the router.
@Suite struct RosterPageTests {
    private static let file = Array(
        "naam;nummer;locatie;afdeling;email\nNoor <b>;1;Haven;Receptie;noor@voorbeeld.example\nSam;2;;;\n".utf8)

    @Test(arguments: testEngines)
    func fromFileToDone(engine: Engine) async throws {
        try await World.on(engine) { world in
            let own = world.member(of: world.hotel)
            try await world.serve(sessions: ["h": own, "t": world.trainer]) { client in
                let manager = Visitor(client, session: "h")
                let base = "/werk/leren/team"
                #expect(try await manager.get(base).says("Lees eerst een lijst"))
                #expect(try await manager.post("\(base)/inlezen", ["courses": "receptie"]).status == 422)
                let preview = try await manager.upload("\(base)/inlezen", "file", name: "team.csv", Self.file)
                // The form names no course, and the file none either: both lines are wrong, each with its own reason.
                #expect(preview.status == 200)
                #expect(preview.says("Er is geen goede regel"))
                let named = Array(
                    String(decoding: Self.file, as: UTF8.self).replacing("email\n", with: "email;cursus\n")
                        .replacing("example\n", with: "example;receptie\n").replacing(";;;\n", with: ";;;;\n").utf8)
                let good = try await manager.upload("\(base)/inlezen", "file", name: "team.csv", named)
                #expect(good.says("Noor &lt;b&gt;"))
                #expect(good.says("Regel 3: er staat geen locatie"))
                #expect(good.headers[.cacheControl] == "no-store")
                let upload = try #require(good.value(of: "upload"))
                let done = try await manager.post("\(base)/inlezen/overnemen", ["upload": upload, "asked": "0"])
                #expect(done.status == 303)
                let again = try await manager.post("\(base)/inlezen/overnemen", ["upload": upload, "asked": "0"])
                #expect(again.says("wacht niet meer"))
                #expect(try await manager.get("\(base)/mensen").says("Noor &lt;b&gt;"))
                // The training desk sees counts and no name.
                let desk = Visitor(client, session: "t")
                let counts = try await desk.get("\(base)?organisatie=\(world.hotel.id)")
                #expect(counts.says("Haven") && !counts.says("Noor"))
                #expect(!(try await desk.get("\(base)/mensen?organisatie=\(world.hotel.id)").says("Noor")))
                #expect(!(try await desk.get("\(base)/mensen.csv").says("Noor")))
                let person = try await world.people()[0]
                #expect(try await desk.get("\(base)/mensen/\(person.id)").status == 404)
                try await Self.follow(person, world, client)
                let list = try await manager.get("\(base)/mensen")
                #expect(list.says("afgerond op"))
                #expect(try await manager.get("\(base)/mensen.csv").says("done"))
                // Who is done gets no slip, until it is time again or all are asked for.
                let code = "\(world.learning.rosters.code(of: person))"
                #expect(try await manager.get("\(base)/briefjes").says("Geen briefjes"))
                let all = try await manager.get("\(base)/briefjes?voor=allen")
                #expect(all.says(code) && !all.says("Nog te doen:") && all.says("href=\"\(base)/briefjes\""))
                world.clock.advance(days: 366)
                let due = try await manager.get("\(base)/briefjes")
                #expect(due.says(code) && due.says("Opnieuw te doen:") && !due.says("Nog te doen:"))
                #expect(due.says("\(base)/briefjes?voor=allen"))
            }
        }
    }

    /// Somebody follows the course by their own link.
    private static func follow(
        _ person: RosterPerson, _ world: World, _ client: any TestClientProtocol
    ) async throws {
        let code = world.learning.rosters.code(of: person)
        let learner = Visitor(client)
        #expect(try await learner.post("/doe-mee", ["code": code.text]).location == code.path)
        let page = try await learner.get(code.path)
        #expect(page.says("ziet drie dingen") && !page.says("We vragen geen naam"))
        #expect(try await learner.get("/leren/receptie").says("Je geeft geen naam"))
        #expect(page.headers[.cacheControl] == "no-store")
        #expect(try await learner.post(code.path, ["course": "receptie"]).status == 422)
        #expect(try await learner.post(code.path, ["course": "schoonmaak", "role": "other"]).status == 404)
        let begun = try await learner.post(code.path, ["course": "receptie", "role": "reception"])
        #expect(begun.location == "/leren/receptie/stap/1")
        #expect(try await learner.get("/leren/receptie/stap/1").says("vooraf"))
        // Wherever it says who sees what, the employer is named.
        #expect(try await learner.get("/leren/receptie/stap/1").says("Je werkgever ziet op naam dat je klaar bent"))
        let start = try await learner.get("/leren/receptie")
        #expect(start.says("Je werkgever ziet op naam dat je klaar bent") && !start.says("Je geeft geen naam"))
        let nameless = Visitor(client)
        _ = try await nameless.post("/leren/receptie", ["role": "reception"])
        #expect(!(try await nameless.get("/leren/receptie/stap/1").says("Je werkgever ziet")))
        #expect(try await learner.get("/leren/receptie/vooraf").says("Situatie voor 1"))
        // What fits in the second four is no secret only after they were done.
        let early = try await learner.get("/leren/receptie/achteraf")
        #expect(early.says("niet het moment") && !early.says("Wat paste er") && !early.says("Omdat 1"))
        let missing = try await learner.post("/leren/receptie/vooraf", ["voor-1": "report"])
        #expect(missing.status == 422 && missing.says("href=\"#voor-2\""))
        let answers = try await learner.post(
            "/leren/receptie/vooraf",
            ["voor-1": "report", "voor-2": "report", "voor-3": "leave", "voor-4": "leave"])
        #expect(answers.status == 303)
        #expect(!(try await learner.get("/leren/receptie/stap/1").says("/leren/receptie/vooraf")))
        for (step, answer) in [(1, ""), (2, "niets"), (3, "112")] {
            if !answer.isEmpty {
                _ = try await learner.post("/leren/receptie/stap/\(step)", ["doe": "antwoord", "keuze": answer])
            }
            _ = try await learner.post("/leren/receptie/stap/\(step)", ["doe": "verder"])
        }
        #expect(try await world.courses(of: person).map(\.done) == [nil])
        _ = try await learner.post("/leren/receptie/stap/4", ["doe": "antwoord", "keuze": "a", "keuze": "b"])
        #expect(try await world.courses(of: person).first?.done?.version == 3)
        let end = try await learner.get("/leren/receptie/klaar")
        #expect(end.says("Je werkgever ziet nu dat je klaar bent"))
        #expect(end.says("/leren/receptie/achteraf"))
        #expect(!(try await learner.get("/leren/receptie/achteraf").says("Wat paste er")))
        let after = ["na-1": "report", "na-2": "report", "na-3": "leave", "na-4": "leave"] as KeyValuePairs
        #expect(try await learner.post("/leren/receptie/achteraf", after).status == 303)
        let explained = try await learner.get("/leren/receptie/achteraf")
        #expect(explained.says("Wat paste er") && explained.says("Omdat 1"))
        // A browser without the cookie tells nothing of anybody.
        let nobody = Visitor(client)
        #expect(!(try await nobody.get("/leren/receptie").says(person.name)))
    }

    @Test(arguments: testEngines)
    func whoDidTheCourseWithoutTheLinkCanTell(engine: Engine) async throws {
        try await World.on(engine) { world in
            let person = try await world.makeTeam()
            let code = world.learning.rosters.code(of: person)
            let token = try await world.learning.attempts.begin(course: "receptie", role: nil, language: .nl)
            _ = try await world.learning.attempts.change(token, course: "receptie", language: .nl, finish)
            try await world.serve { client in
                let learner = Visitor(client)
                var cookie = LearnerCookie(nil)
                cookie[course: "receptie"] = token
                learner.cookies[LearnerCookie.name] = cookie.text
                #expect(try await learner.get(code.path).says("Was jij dat?"))
                #expect(try await learner.post("\(code.path)/klaar", ["course": "receptie"]).status == 303)
                #expect(try await world.courses(of: person).first?.done != nil)
                // A colleague at the same device does not get this completion.
                let other = try #require(try await world.people().first { $0.id != person.id })
                let second = world.learning.rosters.code(of: other)
                #expect(!(try await learner.get(second.path).says("Was jij dat?")))
                _ = try await learner.post("\(second.path)/klaar", ["course": "receptie"])
                #expect(try await world.courses(of: other).map(\.done) == [nil])
            }
        }
    }

    @Test(arguments: testEngines)
    func theCardShowsToWhoKeepsIt(engine: Engine) async throws {
        try await World.on(engine) { world in
            _ = try await world.makeTeam()
            let site = try await world.learning.workSites.open("\(Learning.demoSite)")
            let join = try await world.learning.workSites.makeJoin(
                .system, site.code, course: "receptie", audience: .hotel)
            try await world.serve { client in
                let stranger = Visitor(client)
                #expect(try await stranger.post("/doe-mee", ["code": "\(site.code)"]).location == site.path)
                #expect(try await stranger.get(site.path).says("010 123 45 67"))
                let advised = try await stranger.post(site.path, ["doe": "signaal"])
                #expect(advised.location == "/m")
                #expect(stranger.cookies[WorkSite.cookie] == site.code.text)
                // For this visit alone: no time to live.
                #expect(
                    advised.headers[values: .setCookie].contains {
                        $0.hasPrefix(WorkSite.cookie) && !$0.contains("Max-Age")
                    })
                _ = try await stranger.post(site.path, ["doe": "vergeet"])
                #expect(stranger.cookies[WorkSite.cookie] == "")
                let learner = Visitor(client)
                _ = try await learner.post("/doe-mee/\(join.code)", ["role": "reception"])
                #expect(learner.cookies[WorkSite.cookie] == site.code.text)
                #expect(try await learner.get("/leren/receptie/klaar").says("De dienstdoende manager"))
                let nobody = Visitor(client)
                #expect(!(try await nobody.get("/leren/receptie/klaar").says("De dienstdoende manager")))
                #expect(try await stranger.get("/locatie/7777-7777").status == 404)
            }
        }
    }

    @Test(arguments: testEngines)
    func aSiteIsMadeAndChanged(engine: Engine) async throws {
        try await World.on(engine) { world in
            let own = world.member(of: world.hotel)
            try await world.serve(sessions: ["h": own, "p": world.member(of: world.park)]) { client in
                let manager = Visitor(client, session: "h")
                let base = "/werk/leren/team/locaties"
                let wrong = try await manager.post(base, ["name": "Haven", "duty": "Manager", "night": "bel maar"])
                #expect(wrong.status == 422)
                for id in ["day", "night"] { #expect(wrong.says("href=\"#\(id)\""), "\(id)") }
                #expect(wrong.says("value=\"Manager\""))
                let made = try await manager.post(
                    base, ["name": "Haven", "duty": "Manager", "day": "010 1234567", "departments": "Keuken\nReceptie"])
                let path = String(try #require(made.location).prefix { $0 != "?" })
                #expect(try await manager.get(path).says("Keuken"))
                #expect(try await manager.post(base, ["name": "haven"]).status == 422)
                #expect(try await manager.get("\(path)/affiche").says("010 1234567"))
                let other = Visitor(client, session: "p")
                #expect(try await other.get(path).status == 403)
                #expect(
                    try await manager.post("\(path)/link", ["course": "receptie", "audience": "hotel"]).status == 303)
                #expect(try await manager.post("\(path)/weg", [:]).status == 303)
                #expect(try await manager.get(path).status == 404)
            }
        }
    }

    @Test(arguments: testEngines)
    func mailsAreTurnedOffByTheLink(engine: Engine) async throws {
        try await World.on(engine) { world in
            let person = try await world.makeTeam()
            let code = world.learning.rosters.code(of: person)
            try await world.serve(sessions: ["h": world.member(of: world.hotel)]) { client in
                let guest = Visitor(client)
                let own = try await guest.get(code.path)
                #expect(own.says("Stuur me geen mails"))
                #expect(try await guest.post("\(code.path)/mails", ["mails": "uit"]).status == 303)
                #expect(try await guest.get(code.path).says("Stuur me weer mails"))
                let manager = Visitor(client, session: "h")
                let path = "/werk/leren/team/mensen/\(person.id)"
                #expect(try await manager.post(path, ["doe": "mails-aan"]).status == 303)
                #expect(try await manager.post(path, ["doe": "code"]).status == 303)
                #expect(try await guest.get(code.path).status == 404)
                #expect(try await manager.post(path, ["doe": "weg"]).status == 303)
                #expect(try await manager.get(path).status == 404)
                #expect(try await guest.get("/cursist/0000-0000-0000").status == 404)
            }
        }
    }
}

extension Visitor.Answer {
    /// The value of a hidden field.
    func value(of name: String) -> String? {
        body.components(separatedBy: "name=\"\(name)\" value=\"").dropFirst().first?.split(separator: "\"").first
            .map(String.init)
    }
}
