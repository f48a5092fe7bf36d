import Core
import Directory
import HTTPTypes
import Storage
import TestDesks
import TestSupport
import Testing
import Web

@testable import Coaches

/// Dossiers over the router: without JavaScript, by the forms of the pages.
@Suite struct DossierPagesTests {
    private static let path = "/werk/onderzoek/dossiers"

    private func routes(_ world: World) -> [Web.Route] { DossierPages(coaches: world.coaches).routes }

    @Test(arguments: testEngines)
    func aDossierIsMadeApprovedAndHandedOver(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            _ = try await world.coaches.studies.observe(seat, study, session, world.draft("<b>coach</b>"))
            try await world.serve(routes(world)) { client, _ in
                let ada = try await world.browser(client, world.desk.one)
                var page = try await ada.get(Self.path)
                #expect(page.status == 200 && page.says("Hier komen jullie dossiers") && page.faults == [])
                page = try await ada.get("\(Self.path)/nieuw")
                #expect(page.faults == [] && page.says("&lt;b&gt;coach&lt;/b&gt;"))
                let fields: KeyValuePairs = [
                    "title": "Dossier 2026-1", "legal-basis": "Artikel 24 UAVG.", "organisation": "Politie",
                    "person": "E. Smit", "role": "rechercheur", "destroy-on": "1-6-2027",
                ]
                // Nothing was ticked: what was typed comes back.
                var answer = try await ada.fill(page, "\(Self.path)/nieuw", fields)
                #expect(answer.status == 422 && answer.value("title") == "Dossier 2026-1" && answer.faults == [])
                #expect(answer.says("href=\"#accounts\""))
                let ticked = answer.hidden("\(Self.path)/nieuw") + fields.map { ($0.key, $0.value) }
                answer = try await ada.post("\(Self.path)/nieuw", ticked + [("observations", "\(study):1")])
                let dossier = try #require(answer.location?.split(separator: "?").first.map(String.init))
                #expect(answer.status == 303 && dossier.hasPrefix(Self.path))

                page = try await ada.get(dossier)
                #expect(page.status == 200 && page.faults == [] && page.headers[.cacheControl] == "no-store")
                #expect(page.says("Wacht op goedkeuring") && !page.actions.contains("\(dossier)/overdracht"))
                #expect(!page.actions.contains("\(dossier)/keten"))
                #expect(try await ada.fill(page, "\(dossier)/akkoord").status == 303)
                page = try await ada.get(dossier)
                #expect(!page.actions.contains("\(dossier)/akkoord"))
                let bram = try await world.browser(client, world.desk.two)
                #expect(try await bram.fill(try await bram.get(dossier), "\(dossier)/akkoord").status == 303)
                page = try await ada.get(dossier)
                #expect(!page.actions.contains("\(dossier)/keten"))
                answer = try await ada.fill(
                    page, "\(dossier)/overdracht",
                    ["to": "E. Smit", "way": "in-person", "at": "24-11-2026", "at-time": "25:00", "reference": "PL-7"])
                #expect(answer.status == 422 && answer.value("reference") == "PL-7" && answer.faults == [])
                answer = try await ada.fill(
                    page, "\(dossier)/overdracht",
                    ["to": "E. Smit", "way": "in-person", "at": "24-11-2026", "at-time": "08:59"])
                #expect(answer.status == 422 && answer.says("Kies een moment vanaf 24-11-2026 om 09:00."))
                #expect(answer.says("href=\"#at\"") && answer.value("at-time") == "08:59" && answer.faults == [])
                answer = try await ada.fill(
                    page, "\(dossier)/overdracht",
                    ["to": "E. Smit", "way": "in-person", "at": "24-11-2026", "at-time": "09:00", "reference": "PL-7"])
                #expect(answer.status == 303)

                // A step before there was a dossier is refused at its field.
                page = try await ada.get(dossier)
                answer = try await ada.fill(
                    page, "\(dossier)/keten",
                    [
                        "from": "E. Smit", "step-to": "Kluis", "step-at": "23-11-2026", "step-time": "9:00",
                        "why": "Bewaren",
                    ])
                #expect(answer.status == 422 && answer.says("href=\"#step-at\"") && answer.faults == [])

                // A wrong hash is refused, stands in the chain, and what was typed comes back.
                page = try await ada.get(dossier)
                let step: KeyValuePairs = [
                    "from": "E. Smit", "step-to": "Kluis", "step-at": "24-11-2026", "step-time": "9:00",
                    "why": "Bewaren", "read-out": "abc 123",
                ]
                answer = try await ada.fill(page, "\(dossier)/keten", step)
                #expect(answer.status == 422 && answer.value("read-out") == "abc 123")
                #expect(answer.says("Controle mislukt") && answer.says("href=\"#read-out\""))
                answer = try await ada.fill(
                    page, "\(dossier)/ontvangst", ["receipt-on": "24-11-2026", "by": "E. Smit"])
                #expect(answer.status == 303)
                answer = try await ada.fill(
                    page, "\(dossier)/terugkoppeling", ["feedback-on": "24-11-2026", "feedback-text": "Bedankt."])
                #expect(answer.status == 303)
                page = try await ada.get("/en" + dossier)
                #expect(page.says("Handed over") && page.says("Bedankt.") && page.faults == [])
                #expect(try await ada.get(Self.path).says("Overgedragen"))
            }
        }
    }

    @Test(arguments: testEngines)
    func whatLeavesIsAskedThePasswordFor(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let made = try await world.dossier()
            try await world.serve(routes(world)) { client, _ in
                let path = "\(Self.path)/\(made.id)"
                let ada = try await world.browser(client, world.desk.one)
                // Who approves reads every hash; nothing leaves yet.
                let names = ["print", "case.jsonld", "controlecodes.txt"]
                var answer = try await ada.get(path)
                let waiting = try await world.coaches.dossiers.open(made.seat, made.id).listed.contents
                for hash in waiting.items.map(\.hash) + [waiting.hash] { #expect(answer.says(hash)) }
                for name in names {
                    #expect(!answer.says("\(path)/\(name)"))
                    #expect(try await ada.get("\(path)/\(name)").status == 409)
                }
                try await world.approve(made)
                answer = try await ada.get(path)
                for name in names { #expect(answer.says("\(path)/\(name)")) }
                answer = try await ada.get("\(path)/print")
                #expect(answer.status == 200 && answer.faults == [] && answer.headers[.cacheControl] == "no-store")
                let contents = try await world.coaches.dossiers.open(made.seat, made.id).listed.contents
                for item in contents.items { #expect(answer.says(item.hash)) }
                #expect(answer.says(contents.hash) && answer.actions == ["/uitloggen"])
                answer = try await ada.get("\(path)/case.jsonld")
                #expect(answer.status == 200 && answer.says("case-investigation:Investigation"))
                #expect(answer.headers[.contentType] == "application/ld+json")
                #expect(answer.headers[.cacheControl] == "no-store")
                answer = try await ada.get("\(path)/controlecodes.txt")
                #expect(answer.body == contents.list && answer.headers[.cacheControl] == "no-store")
                #expect(try await ada.get("\(path)/wijzig").faults == [])

                world.clock.advance(seconds: SessionRules.confirmation)
                for name in names {
                    answer = try await ada.get("\(path)/\(name)")
                    #expect(answer.status == 303 && answer.location?.hasPrefix("/werk/bevestig") == true)
                }
                let page = try await ada.get(path)
                answer = try await ada.fill(page, "\(path)/vernietig", ["destroy-reason": "mistake"])
                #expect(answer.chosen("destroy-reason") == ["mistake"])
                #expect(answer.status == 422 && answer.says("target=\"_blank\"") && answer.faults == [])
                #expect(try await world.count("coaches_records", where: "kind = 'dossier'") == 1)
                let again = try await world.browser(client, world.desk.one)
                answer = try await again.fill(
                    try await again.get(path), "\(path)/vernietig", ["destroy-reason": "mistake"])
                #expect(answer.status == 303)
                #expect(try await again.get(path).status == 404)
            }
        }
    }

    @Test(arguments: testEngines)
    func othersFindNothing(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let made = try await world.dossier()
            try await world.serve(routes(world)) { client, _ in
                let path = "\(Self.path)/\(made.id)"
                let dien = try await world.browser(client, world.other.one)
                for name in ["", "/wijzig", "/print", "/case.jsonld", "/controlecodes.txt"] {
                    #expect(try await dien.get(path + name).status == 404, "\(name)")
                }
                #expect(try await dien.post("\(path)/akkoord", [("hash", "0")]).status == 404)
                #expect(try await dien.get("\(Self.path)/geen-dossier").status == 404)
                let fien = try await world.browser(client, world.duty.one)
                #expect(try await fien.get(path).status == 403)
                #expect(try await PageBrowser(client).get(path).status != 200)
            }
        }
    }

    @Test(arguments: testEngines)
    func studiesAreChosenFirstWhenThereAreSeveral(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, first, session) = try await world.open("Golf 1")
            _ = try await world.coaches.studies.observe(seat, first, session, world.draft("een"))
            let second = try await world.study(seat, "Golf 2")
            _ = try await world.coaches.studies.observe(
                seat, second, try await world.sitting(seat, second), world.draft("twee"))
            try await world.serve(routes(world)) { client, _ in
                let ada = try await world.browser(client, world.desk.one)
                var page = try await ada.get("\(Self.path)/nieuw")
                #expect(page.says("Golf 1") && page.says("Golf 2") && !page.says("name=\"title\""))
                #expect(page.faults == [])
                page = try await ada.get("\(Self.path)/nieuw?studie=\(first)&studie=\(second)")
                #expect(page.says("name=\"title\"") && page.says("\(first):1") && page.says("\(second):1"))
                page = try await ada.get("\(Self.path)/nieuw?studie=\(second)")
                #expect(!page.says("\(first):1"))
            }
        }
    }
}
