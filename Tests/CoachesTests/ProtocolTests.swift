import Core
import Directory
import Storage
import TestDesks
import TestSupport
import Testing
import Web

@testable import Coaches

/// The protocols of a study: the older ones stay, and stay in force for what was entered under them.
@Suite struct ProtocolTests {
    @Test(arguments: testEngines)
    func theOldProtocolStaysToBeRead(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let seat = try await world.seat()
            let study = try await world.study(seat)
            try await world.serve(world.coaches.routes) { client, _ in
                let path = "\(StudyPages.path)/\(study)/protocol"
                let ada = try await world.browser(client, world.desk.one)
                var page = try await ada.get(path)
                #expect(page.says("Dit is versie 1, vastgelegd op 24 november 2026"))
                #expect(!page.says("Eerdere versies") && page.faults == [])
                world.clock.advance(seconds: 86_400)
                var newer = World.agreed("Golf 2 <b>")
                newer.ethicsNumber = "2027-1"
                newer.stopRules = ""
                try await world.coaches.studies.agree(try await world.seat(1), study, version: 1, newer)
                let again = try await world.browser(client, world.desk.one)
                page = try await again.get(path)
                #expect(page.says("Dit is versie 2, vastgelegd op 25 november 2026") && page.says("door Bram."))
                #expect(page.says("Versie 1, vastgelegd op 24 november 2026") && page.says("door Ada</summary>"))
                // The older one in full, folded up.
                let older = try #require(page.body.split(separator: "Eerdere versies", maxSplits: 1).last)
                #expect(older.contains("2026-11") && older.contains("Bij gevaar stoppen en 112 bellen."))
                #expect(!older.contains("2027-1") && page.says("2027-1") && page.faults == [])
                #expect(try await again.get("/en" + path).says("Earlier versions"))
            }
        }
    }

    /// Putting right is bound to the protocol that the observation was entered under, and to an approval of today.
    @Test(arguments: testEngines)
    func aCorrectionIsBoundToItsOwnProtocol(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            let studies = world.coaches.studies
            let number = try await studies.observe(seat, study, session, world.draft(text: "Eerst."))
            // A second wave, approved from the first of December.
            world.clock.set(Instant(Day("2026-12-02")!, minute: 600))
            let later = try await world.seat()
            var second = World.agreed()
            (second.approvedFrom, second.approvedTo) = (Day("2026-12-01"), Day("2026-12-31"))
            try await studies.agree(later, study, version: 1, second)
            var right = try #require(try await studies.look(later, study).study.observation(number)).current
            right.text = "Verbeterd."
            try await studies.correct(later, study, number, to: right, reason: "Verkeerd gelezen.")
            let found = try #require(try await studies.look(later, study).study.observation(number))
            #expect(found.current.text == "Verbeterd." && found.protocolVersion == 1)

            // The newer approval does not cover what was entered before it.
            right.observedAt = Instant(Day("2026-09-30")!, minute: 600)
            let first = CoachesError.outsideApproval(from: Day("2026-10-01")!, to: Day("2027-03-31")!)
            await expect(first) { [right] in
                try await studies.correct(later, study, number, to: right, reason: "Andere dag.")
            }
            // And who puts right today works under the newer one.
            world.clock.set(Instant(Day("2027-01-01")!, minute: 600))
            let late = try await world.seat()
            right.observedAt = found.current.observedAt
            let newest = CoachesError.outsideApproval(from: Day("2026-12-01")!, to: Day("2026-12-31")!)
            await expect(newest) { [right] in
                try await studies.correct(late, study, number, to: right, reason: "Te laat.")
            }
        }
    }
}
