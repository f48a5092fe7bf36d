import Core
import Directory
import HTTPTypes
import Storage
import TestSupport
import Testing
import Vault
import Web

@testable import Administration

/// Settling and signing what a part needs before it stores anything.
@Suite struct ActivationPageTests {
    private static let path = "/werk/activering/signals"
    private static let whole: KeyValuePairs = [
        "version": "0", "controller": "Vangnet Nederland", "basis": "Artikel 6\nen artikel 9",
        "checked-by": "M. Jurist", "dpia": "DPIA 1", "dpia-on": "1-3-2020", "arrangements": "Bijlage 2",
        "retention": "180",
    ]

    private func isActive(_ house: House) async throws -> Bool {
        try await house.database.read { try house.directory.activations.isActive(.signals, in: $0) }
    }

    @Test(arguments: testEngines)
    func twoMembersSignAndAChangeTakesTheirSignaturesAway(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            let bram = try await house.join("Bram", invitedBy: anna, isAdministrator: true)
            let empty = try await anna.get(Self.path)
            #expect(empty.status == 200 && empty.body.contains("Wie verantwoordelijk is"))
            #expect(!empty.body.contains("/tekenen"))
            #expect(try await anna.get("/werk/activering").body.contains("niet vastgelegd"))

            #expect(try await anna.post(Self.path + "/wijzigen", Self.whole).location?.hasPrefix(Self.path) == true)
            let shown = try await anna.get(Self.path)
            #expect(shown.body.contains("1 maart 2020") && shown.body.contains("180 dagen"))
            #expect(shown.value(of: "version") == "1")
            let signed = try await anna.post(Self.path + "/tekenen", ["version": "1"])
            #expect(signed.location == Self.path + "?melding=administration.notices.signed")
            #expect(try await anna.get(Self.path).body.contains("Nu moet nog een ander lid dat doen"))
            #expect(try await anna.post(Self.path + "/tekenen", ["version": "1"]).status == 422)
            #expect(try await !isActive(house))
            #expect(try await bram.post(Self.path + "/tekenen", ["version": "1"]).status == 303)
            #expect(try await isActive(house))
            #expect(try await bram.get(Self.path).body.contains("Dit onderdeel mag gegevens bewaren"))

            // The form says what a change means before it is saved.
            #expect(try await bram.get(Self.path + "/wijzigen").body.contains("Let op: deze afspraken zijn al"))
            let stale = try await bram.post(Self.path + "/wijzigen", Self.whole)
            #expect(stale.status == 422 && stale.value(of: "controller") == "Vangnet Nederland")
            let changed = try await bram.post(
                Self.path + "/wijzigen", ["version": "1", "controller": "Een ander", "retention": ""])
            #expect(changed.status == 303)
            #expect(try await !isActive(house))
            let stopped = try await anna.post(Self.path + "/intrekken", ["version": "2"])
            #expect(stopped.location == Self.path + "?melding=administration.notices.withdrawn")
        }
    }

    @Test(arguments: testEngines)
    func whatIsTypedWrongStaysInTheForm(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            let answer = try await anna.post(
                Self.path + "/wijzigen",
                [
                    "version": "0", "controller": "Vangnet", "dpia-on": "ooit", "retention": "altijd",
                    "basis": "<script>",
                ])
            #expect(answer.status == 422)
            #expect(answer.error(at: "dpia-on") != nil && answer.error(at: "retention") != nil)
            #expect(answer.value(of: "controller") == "Vangnet" && answer.value(of: "dpia-on") == "ooit")
            #expect(answer.body.contains("&lt;script&gt;") && !answer.body.contains("<script>"))
            #expect(try await anna.get("/werk/activering/iets").status == 404)
        }
    }

    @Test(arguments: testEngines)
    func signingAsksThePasswordAgainAndOthersDoNotGetIn(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            _ = try await anna.post(Self.path + "/wijzigen", Self.whole)
            let bram = try await house.join("Bram", invitedBy: anna)
            for path in ["/werk/activering", Self.path, Self.path + "/wijzigen"] {
                #expect(try await bram.get(path).status == 403)
            }
            #expect(try await bram.post(Self.path + "/tekenen", ["version": "1"]).status == 403)
            house.clock.advance(seconds: SessionRules.confirmation)
            for action in ["/tekenen", "/intrekken"] {
                let asked = try await anna.post(Self.path + action, ["version": "1"])
                #expect(asked.location == "/werk/bevestig?naar=" + Self.path)
            }
        }
    }

    @Test(arguments: testEngines)
    func aDesksLeadIsChosenOnItsForm(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            _ = try await house.join("Bram", invitedBy: anna)
            let (bram, organisation) = try await (
                house.member("Bram").id.text, house.directory.organisations.all(.system)[0].id.text
            )
            let made = try await anna.post(
                "/werk/loketten/nieuw",
                ["name": "Meldpunt", "task": "duty", "organisation": organisation, "first": bram])
            let desk = try #require(made.location?.prefix { $0 != "?" }).description
            #expect(try await anna.get(desk).body.contains("Bram leidt dit loket."))
            let fields: KeyValuePairs = [
                "version": "1", "name": "Meldpunt", "task": "duty", "organisation": organisation, "first": bram,
                "lead": "",
            ]
            #expect(try await anna.post(desk + "/wijzigen", fields).status == 303)
            #expect(try await anna.get(desk).body.contains("Dit loket heeft niemand die het leidt"))
            let stranger: KeyValuePairs = [
                "version": "2", "name": "Meldpunt", "task": "duty", "organisation": organisation, "first": bram,
                "lead": try await house.member("Anna").id.text,
            ]
            let refused = try await anna.post(desk + "/wijzigen", stranger)
            #expect(refused.status == 422 && refused.error(at: "lead") != nil)
        }
    }
}
