import Core
import Directory
import HTTPTypes
import Storage
import TestDesks
import TestSupport
import Testing
import Web

@testable import Care

/// The pages of all plans of a desk together, through the router.
@Suite struct WorkPagesTests {
    @Test(arguments: testEngines)
    func theWorkListAndTheNumbers(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await world.serve(world.care.routes) { client, logged in
                let ada = try await world.browser(client, world.desk.one)
                var page = try await ada.get(WorkPages.path)
                #expect(page.faults == [] && page.says("Er staat niets open"))
                #expect(page.headers[.cacheControl] == "no-store")
                _ = try await world.begin(try await world.seat(), world.person("Noor <b>", age: 17, days: 300))
                page = try await ada.get(WorkPages.path)
                #expect(page.faults == [] && page.says("De dag is voorbij") && page.says("Noor &lt;b&gt;"))
                page = try await ada.get("\(WorkPages.path)?van=mij")
                #expect(page.faults == [] && page.says("Er staat niets open"))
                page = try await ada.get("/en\(WorkPages.path)")
                #expect(page.faults == [] && page.says("The day has passed"))
                page = try await ada.get(WorkPages.numbers)
                #expect(page.faults == [] && page.says("Nog niets te laten zien") && page.says("&lt;10"))
                page = try await ada.get("\(WorkPages.numbers)?periode=onzin")
                #expect(page.status == 200)

                let dien = try await world.browser(client, world.other.one)
                #expect(try await dien.get(WorkPages.path).says("Noor") == false)
                let fien = try await world.browser(client, world.duty.one)
                #expect(try await fien.get(WorkPages.path).status == 403)
                #expect(!logged.all.contains { $0.contains("Noor") })
            }
        }
    }

    @Test(arguments: testEngines)
    func aListIsShownBeforeItComesIn(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await world.serve(world.care.routes) { client, logged in
                let ada = try await world.browser(client, world.desk.one)
                var page = try await ada.get(ImportPages.path)
                #expect(page.faults == [])
                var answer = try await ada.upload(page, ImportPages.path, files: [("file", "x.csv", [])])
                #expect(answer.status == 422 && answer.says("Kies eerst een bestand"))
                answer = try await ada.upload(
                    page, ImportPages.path, files: [("file", "x.png", [0x89, 0x50, 0x4E, 0x47])])
                #expect(answer.status == 422)
                let born = Birthdays.months(-12 * 17, from: world.today)
                let list = "naam,geboren,gemeente\nNieuw <i>,\(born),Ede\n\"Te oud\",1990-01-01,Ede\n"
                page = try await ada.upload(page, ImportPages.path, files: [("file", "x.csv", Array(list.utf8))])
                #expect(page.status == 200 && page.faults == [], "\(page.faults)")
                #expect(
                    page.says("Komt over") && page.says("Nieuw &lt;i&gt;") && page.says("Een plan loopt tot die dag"))
                #expect(try await world.count("care_records") == 0, "looking keeps nothing")
                answer = try await ada.fill(page, "\(ImportPages.path)/overnemen", [:])
                #expect(answer.status == 303)
                #expect(try await world.count("care_records") == 1)
                answer = try await ada.fill(page, "\(ImportPages.path)/overnemen", [:])
                #expect(answer.status == 200 && answer.says("Staat er al"))
                #expect(try await world.count("care_records") == 1)
                // A long list comes in to its end.
                let long =
                    "naam,geboren,gemeente\n"
                    + (0..<400).map { "Jongere nummer \($0),\(born),Voorbeeldgemeente\n" }.joined()
                page = try await ada.upload(
                    try await ada.get(ImportPages.path), ImportPages.path, files: [("file", "x.csv", Array(long.utf8))])
                answer = try await ada.fill(page, "\(ImportPages.path)/overnemen", [:])
                #expect(try await world.count("care_records") == 401)
                #expect(try await ada.get("\(ImportPages.path)/voorbeeld.csv").status == 200)
                #expect(!logged.all.contains { $0.contains("Nieuw") })
            }
        }
    }

    @Test(arguments: testEngines)
    func bringingUpToDateShowsHowFarItIs(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await world.serve(world.care.routes) { client, _ in
                let ada = try await world.browser(client, world.desk.one)
                let seat = try await world.seat()
                for number in 0..<3 { _ = try await world.begin(seat, world.person("J\(number)")) }
                var page = try await ada.get(WorkPages.renewal)
                #expect(page.faults == [])
                page = try await ada.fill(page, WorkPages.renewal, [:])
                #expect(page.status == 200 && page.faults == [] && page.says("3 van 3"))
                // From the middle it goes on where it was.
                let first = try #require(try await world.care.files.all(seat).files.map(\.id).min())
                let rest = try await world.care.work.renew(seat, after: first)
                #expect(rest.done == 3)
            }
        }
    }
}
