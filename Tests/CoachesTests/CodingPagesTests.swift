import Core
import Directory
import HTTPTypes
import Storage
import TestDesks
import TestSupport
import Testing
import Vault
import Web

@testable import Coaches

/// Tables in, second readings, agreement and coded data, as pages.
@Suite struct CodingPagesTests {
    private static let csv = """
        observed_at,platform,handle,codes,initiator,summary
        2026-11-23 20:15,Kik,coach_01,offer,coach,Biedt hulp aan.
        2026-11-23 20:20,Kik,coach_01,offer|secrecy,coach,Vraagt te zwijgen.
        2026-11-23 20:25,Kik,coach_02,weight-advice,coach,Geeft regels.
        """

    @Test(arguments: testEngines)
    func aTableComesInAndIsReadAgain(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (_, study, session) = try await world.open()
            try await world.serve(world.coaches.routes) { client, logged in
                let path = "\(StudyPages.path)/\(study)"
                let importing = "\(path)/sessies/\(session)/inlezen"
                let ada = try await world.browser(client, world.desk.one)
                var page = try await ada.get("\(path)/sessies/\(session)")
                #expect(page.says(importing))
                page = try await ada.get(importing)
                #expect(page.faults == [] && page.says("nude-demand") && page.says("voorbeeld.csv"))
                let example = try await ada.get(importing + "/voorbeeld.csv")
                #expect(example.status == 200 && example.headers[.contentType]?.hasPrefix("text/csv") == true)

                // Nothing, a picture, mistakes.
                var answer = try await ada.upload(page, importing, files: [("file", "x.csv", [])])
                #expect(answer.status == 422 && answer.says("Kies een bestand."))
                answer = try await ada.upload(page, importing, files: [("file", "x.csv", [0xFF, 0xD8, 0xFF, 0xE0])])
                #expect(answer.status == 422 && answer.says("Beelden") && answer.faults == [])
                let bad = Self.csv.replacing("offer,coach", with: "aanbod,<script>alert(1)</script>")
                answer = try await ada.upload(page, importing, files: [("file", "x.csv", Array(bad.utf8))])
                #expect(answer.status == 422 && answer.says("Regel 2, kolom initiator") && answer.faults == [])
                #expect(try await world.coaches.studies.look(try await world.seat(), study).study.observations.isEmpty)

                answer = try await ada.upload(page, importing, files: [("file", "x.csv", Array(Self.csv.utf8))])
                #expect(answer.status == 200 && answer.says("De tabel is ingelezen") && answer.faults == [])
                answer = try await ada.upload(page, importing, files: [("file", "x.csv", Array(Self.csv.utf8))])
                #expect(answer.says("2, 3, 4") && answer.faults == [])

                // Another member reads the rules and finds no form.
                let cor = try await world.browser(client, world.desk.three)
                answer = try await cor.get(importing)
                #expect(answer.status == 200 && answer.faults == [] && !answer.actions.contains(importing))

                // The researcher has nothing to read; the second reader sees no codes.
                let second = "\(path)/tweede-lezer"
                #expect(try await ada.get(second).says("Hier komt wat jij als tweede leest"))
                let bram = try await world.browser(client, world.desk.two)
                #expect(try await bram.get(path).says("Lees als tweede: 3"))
                page = try await bram.get(second)
                #expect(
                    page.faults == [] && page.says("1 van 3") && page.says("Biedt hulp aan.")
                        && page.chosen("codes") == [])
                answer = try await bram.fill(page, second)
                #expect(answer.status == 422 && answer.says("Kies minstens één code") && answer.faults == [])
                answer = try await bram.fill(page, second, ["codes": "offer"])
                #expect(answer.status == 303)
                page = try await bram.get(second)
                #expect(page.says("2 van 3") && page.says("Vraagt te zwijgen."))
                answer = try await bram.fill(page, second, ["code-numbers": "99", "codes": "offer"])
                #expect(answer.status == 422 && answer.chosen("codes") == ["offer"])
                answer = try await bram.fill(page, second, ["code-numbers": "1"])
                #expect(answer.status == 303)
                // The same again, from a page that was left open.
                answer = try await bram.fill(page, second, ["codes": "offer"])
                #expect(answer.status == 422 && answer.says("Geeft regels.") && answer.faults == [])
                answer = try await bram.fill(try await bram.get(second), second, ["codes": "weight-advice"])
                #expect(try await bram.get(second).says("Je hebt alles gelezen"))

                for language in ["", "/en"] {
                    page = try await bram.get("\(language)\(path)/overeenstemming")
                    #expect(page.faults == [] && page.says("/waarnemingen/2\""))
                }
                #expect(page.says("Too few as yet") && page.says("67%") && page.says("Geheimhouding") == false)
                #expect(!logged.all.contains { $0.contains("coach_01") || $0.contains("zwijgen") })
            }
        }
    }

    @Test(arguments: testEngines)
    func codedDataTakesThePasswordFirst(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            try await world.serve(world.coaches.routes) { client, _ in
                let path = "\(StudyPages.path)/\(study)/gegevens"
                let ada = try await world.browser(client, world.desk.one)
                #expect(try await ada.get(path).says("Er zijn nog geen waarnemingen."))
                _ = try await world.coaches.studies.observe(seat, study, session, world.draft())
                let page = try await ada.get(path)
                #expect(page.faults == [] && page.says("1 van 1 accounts"))
                var answer = try await ada.fill(page, path)
                #expect(answer.status == 200 && answer.headers[.contentType] == "application/zip")
                #expect(answer.headers[.contentDisposition]?.contains("coded-data-2026-11-24.zip") == true)
                #expect(answer.headers[.cacheControl] == "no-store")
                world.clock.advance(seconds: 20 * 60)
                answer = try await ada.post(path, page.hidden(path))
                #expect(answer.status == 303 && answer.location?.contains("/werk/bevestig?naar=") == true)
            }
        }
    }

    /// Another desk's study looks like none; another task's member does not come in.
    @Test(arguments: testEngines)
    func othersSeeNothing(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (_, study, session) = try await world.open()
            try await world.serve(world.coaches.routes) { client, _ in
                let path = "\(StudyPages.path)/\(study)"
                let pages = ["/tweede-lezer", "/overeenstemming", "/gegevens", "/sessies/\(session)/inlezen"]
                let dien = try await world.browser(client, world.other.one)
                let fien = try await world.browser(client, world.duty.one)
                for page in pages {
                    #expect(try await dien.get(path + page).status == 404)
                    #expect(try await fien.get(path + page).status == 403)
                    #expect([303, 401, 403].contains(try await PageBrowser(client).get(path + page).status))
                }
            }
        }
    }
}
