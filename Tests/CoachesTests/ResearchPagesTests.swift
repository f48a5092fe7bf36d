import Core
import Directory
import HTTPTypes
import Storage
import TestDesks
import TestSupport
import Testing
import Web

@testable import Coaches

/// The research desk's pages, from an empty desk to a link that was decided.
@Suite struct ResearchPagesTests {
    private static let path = StudyPages.path
    private static let complete: KeyValuePairs<String, String> = [
        "title": "Golf 1", "question": "Wat vragen coaches?", "controller": "Coalitie", "ethics-body": "Commissie",
        "ethics-number": "2026-1", "approved-from": "1-10-2026", "approved-to": "31-3-2027", "dpia": "DPIA-1",
        "dpia-on": "1-9-2026", "stop-rules": "Bij een beeld.", "police": "Team zeden", "ground": "uavg",
        "ground-reference": "artikel 24", "ground-checked-by": "M. Jansen, jurist", "keep-until": "31-12-2028",
    ]

    /// The whole way of a researcher and a colleague, in both languages' addresses, without a script.
    @Test(arguments: testEngines)
    func fromAnEmptyDeskToADecision(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await world.serve(world.coaches.routes) { client, logged in
                let ada = try await world.browser(client, world.desk.one)
                var page = try await ada.get(Self.path)
                #expect(page.faults == [] && page.says("Hier komen jullie onderzoeken"))
                #expect(page.headers[.cacheControl] == "no-store")

                page = try await ada.get("\(Self.path)/nieuw")
                page = try await ada.fill(page, "\(Self.path)/nieuw", ["title": "Golf 1", "question": "Bewaard"])
                #expect(page.status == 422 && page.says("Bewaard"), "nothing typed is lost")
                page = try await ada.fill(page, "\(Self.path)/nieuw", Self.complete)
                let study = try #require(page.location?.split(separator: "?").first.map(String.init))
                page = try await ada.get(study)
                #expect(page.faults == [] && page.says("Golf 1"))

                page = try await ada.fill(
                    page, "\(study)/sessies",
                    [
                        "second-reader": world.desk.two.id.text, "persona": "P1", "stated-age": "14", "platform": "Kik",
                    ])
                let session = try #require(page.location?.split(separator: "?").first.map(String.init))
                page = try await ada.get(session)
                #expect(page.faults == [])
                let entry = "\(session)/waarneming"
                page = try await ada.fill(page, entry, ["handle": "coach_1", "text": "Blijft staan"])
                #expect(page.says("Kies minstens één code") && page.says("Blijft staan"))
                page = try await ada.fill(
                    page, entry,
                    [
                        "handle": "coach_1", "code-numbers": "1 3", "initiator": "coach", "age-stated": "yes",
                        "setting": "chat", "observed-day": "23-11-2026", "observed-time": "10:15",
                        "text": "Biedt hulp aan.",
                    ])
                #expect(page.status == 303, "\(page.body)")
                page = try await ada.get("\(study)/waarnemingen/1")
                #expect(page.faults == [] && page.says("Aanbod coaching, Naakteis") && page.says("10:15 (09:15 UTC)"))
                for below in ["/waarnemingen", "/accounts", "/protocol"] {
                    #expect(try await ada.get(study + below).faults == [])
                }
                #expect(logged.all.allSatisfy { !$0.contains("coach_1") && !$0.contains("Biedt hulp") })
            }
        }
    }

    @Test(arguments: testEngines)
    func aLinkIsDecidedByTwo(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, first, session) = try await world.open("Golf 1")
            world.clock.advance(seconds: 86_400)
            let second = try await world.study(seat, "Golf 2")
            let later = try await world.sitting(seat, second)
            let phone = Selector(.phone, "0612345678")
            _ = try await world.coaches.studies.observe(seat, first, session, world.draft("slank_coach", more: [phone]))
            _ = try await world.coaches.studies.observe(seat, second, later, world.draft("Slank.C0ach", more: [phone]))
            try await world.serve(world.coaches.routes) { client, _ in
                let (ada, bram) = (
                    try await world.browser(client, world.desk.one), try await world.browser(client, world.desk.two)
                )
                var page = try await ada.get(RecurrencePages.path)
                #expect(page.faults == [])
                page = try await ada.fill(page, "\(RecurrencePages.path)/zoek")
                #expect(page.location?.contains("proposed") == true)
                let link = try #require(try await world.coaches.recurrence.overview(seat).links.first).link.id
                let path = "\(RecurrencePages.path)/\(link)"
                page = try await ada.get(path)
                #expect(page.faults == [] && page.says("Je stelde dit zelf voor"))
                #expect(!page.actions.contains("\(path)/bevestig"))
                page = try await ada.post("\(path)/bevestig", [("reason-bevestig", "Toch")])
                #expect(page.status == 422 && page.says("Een ander lid beslist"))
                page = try await bram.get(path)
                page = try await bram.fill(page, "\(path)/bevestig", ["reason-bevestig": ""])
                #expect(page.status == 422)
                page = try await bram.fill(page, "\(path)/bevestig", ["reason-bevestig": "Zelfde nummer"])
                #expect(page.status == 303)
                page = try await bram.get(path)
                #expect(page.faults == [] && page.says("Zelfde nummer") && page.actions.contains("\(path)/herstel"))
                page = try await bram.fill(page, "\(path)/herstel", ["reason-herstel": "Te snel"])
                #expect(page.status == 303)
                page = try await bram.get(RecurrencePages.path)
                #expect(page.says("Wacht op een beslissing (1)") && page.says("1 tot 2"))
            }
        }
    }

    /// A second reader does not see the first codes before reading: on no page of the observation.
    @Test(arguments: testEngines)
    func theFirstCodesAreHiddenFromTheSecondReader(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            _ = try await world.coaches.studies.observe(seat, study, session, world.draft(codes: ["secrecy"]))
            let account = try await world.coaches.studies.look(seat, study).study.accounts[0].id
            try await world.serve(world.coaches.routes) { client, _ in
                let bram = try await world.browser(client, world.desk.two)
                let base = "\(Self.path)/\(study)"
                let paths = [
                    "/waarnemingen", "/waarnemingen/1", "/accounts", "/accounts/\(account)", "/sessies/\(session)",
                ]
                for path in paths {
                    let page = try await bram.get(base + path)
                    #expect(page.status == 200 && !page.says("Geheimhouding"), "\(path)")
                }
                let second = try await world.seat(1)
                try await world.coaches.studies.readAgain(second, study, 1, codes: ["offer"])
                #expect(try await bram.get("\(base)/waarnemingen/1").says("Geheimhouding"))
            }
        }
    }

    /// What is looked for stands in no address and no log.
    @Test(arguments: testEngines)
    func aSelectorIsFoundAgain(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            _ = try await world.coaches.studies.observe(seat, study, session, world.draft("kanarie_1"))
            try await world.serve(world.coaches.routes) { client, logged in
                let ada = try await world.browser(client, world.desk.one)
                var page = try await ada.get(FindPages.path)
                page = try await ada.fill(page, FindPages.path, ["kind": "handle", "value": "@Kanarie_1"])
                #expect(page.status == 200 && page.faults == [] && page.says("Gevonden: 1"))
                page = try await ada.fill(page, FindPages.path, ["kind": "phone", "value": "0611111111"])
                #expect(page.says("Niet gevonden"))
                #expect(logged.all.allSatisfy { !$0.lowercased().contains("kanarie") })
            }
        }
    }

    /// Somebody of another desk, and a study that is not there, get the same answer on every page and for every form.
    @Test(arguments: testEngines)
    func anothersStudyIsNotThere(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            _ = try await world.coaches.studies.observe(seat, study, session, world.draft())
            try await world.serve(world.coaches.routes) { client, _ in
                let dien = try await world.browser(client, world.other.one)
                let account = try await world.coaches.studies.look(seat, study).study.accounts[0].id
                for route in world.coaches.routes where route.path.contains(":id") || route.path.contains(":link") {
                    let path = route.path.replacing(":id", with: study.text).replacing(":session", with: session.text)
                        .replacing(":account", with: account.text).replacing(":number", with: "1")
                        .replacing(":takedown", with: session.text).replacing(":link", with: session.text)
                    let answer = route.method == .get ? try await dien.get(path) : try await dien.post(path)
                    #expect([404, 303].contains(answer.status), "\(route.method) \(route.path): \(answer.status)")
                    if answer.status == 303 { #expect(answer.location?.contains("bevestig") == true) }
                }
                let fien = try await world.browser(client, world.duty.one)
                #expect(try await fien.get(Self.path).status == 403)
            }
        }
    }

    @Test(arguments: testEngines)
    func hostileTextStaysText(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            for text in hostileTexts {
                let draft = world.draft(text, text: text)
                _ = try await world.coaches.studies.observe(seat, study, session, draft)
            }
            try await world.serve(world.coaches.routes) { client, _ in
                let ada = try await world.browser(client, world.desk.one)
                let base = "\(Self.path)/\(study)"
                let accounts = try await world.coaches.studies.look(seat, study).study.accounts
                let paths =
                    ["", "/waarnemingen", "/accounts", "/sessies/\(session)"]
                    + accounts.map { "/accounts/\($0.id)" } + (1...hostileTexts.count).map { "/waarnemingen/\($0)" }
                for path in paths {
                    let faults = try await ada.get(base + path).faults
                    #expect(faults == [], "\(path)")
                }
            }
        }
    }
}
