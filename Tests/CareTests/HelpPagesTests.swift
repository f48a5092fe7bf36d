import Core
import Directory
import Foundation
import HTTPTypes
import Storage
import TestDesks
import TestSupport
import Testing
import Web

@testable import Care

/// The pages about help, handover and how it goes, without a script.
@Suite struct HelpPagesTests {
    private static func routes(_ care: Care) -> [Web.Route] {
        HelpPages(care: care).routes + HandoverPages(care: care).routes + HowPages(care: care).routes
            + OverviewPages(care: care).routes
    }

    private static func path(_ plan: Identifier, _ below: String = "") -> String { "\(CareVisit.path)/\(plan)\(below)" }

    private static let spell: KeyValuePairs<String, String> = [
        "function": "stay", "status": "started", "provider": "Aanbieder A", "coordinator": "", "law": "jeugdwet",
        "funder": "Gemeente Ede", "funded-until": "", "start": "1-2-2026", "end": "", "end-kind": "",
        "source": "mentor",
        "known-on": "1-3-2026",
    ]

    /// A spell with a few fields other than those of `spell`.
    private static func fields(_ other: [String: String], page: PageBrowser.Answer, _ action: String) -> [(
        String, String
    )] {
        page.hidden(action) + spell.map { ($0.key, other[$0.key] ?? $0.value) }
    }

    @Test(arguments: testEngines)
    func helpIsWrittenDownAndCorrected(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, plan) = try await world.open()
            try await world.serve(Self.routes(world.care)) { client, logged in
                let ada = try await world.browser(client, world.desk.one)
                let help = Self.path(plan, "/hulp")
                var page = try await ada.get(help)
                #expect(page.faults == [] && page.says("Er is nog geen hulp opgeschreven"))
                #expect(page.headers[.cacheControl] == "no-store")
                page = try await ada.post(
                    help, Self.fields(["end": "1-1-2026", "provider": "Blijft staan"], page: page, help))
                #expect(page.status == 422 && page.faults == [] && page.says("Blijft staan"))
                #expect(page.says("Het einde ligt niet na het begin op 1 februari 2026"), "\(page.body)")
                page = try await ada.post(help, Self.fields(["function": ""], page: page, help))
                #expect(page.status == 422 && page.says("href=\"#function\""))
                page = try await ada.post(help, Self.fields([:], page: page, help))
                #expect(page.status == 303, "\(page.body)")
                page = try await ada.get(help)
                #expect(page.faults == [] && page.says("Aanbieder A") && page.says("<svg width=\"100%\""))
                let spell = try #require(try await world.care.files.look(seat, plan).file.record.spells.first)
                let one = "\(help)/\(spell.id)"
                page = try await ada.get(one)
                #expect(page.faults == [] && page.actions.contains(one))
                let old = page
                page = try await ada.post(
                    one, Self.fields(["end": "1-12-2026", "known-on": "1-10-2026"], page: page, one))
                #expect(page.status == 303, "\(page.body)")
                // Somebody with the page from before: both versions are shown, and nothing typed is lost.
                page = try await ada.post(
                    one, Self.fields(["provider": "Van de ander", "known-on": "1-10-2026"], page: old, one))
                #expect(page.status == 422 && page.faults == [] && page.says("Van de ander") && page.says("versie 2"))
                #expect(page.hidden(one).contains { $0 == ("based-on", "1") })
                page = try await ada.get("\(help)?dag=1-9-2026")
                #expect(page.faults == [] && page.says("bekend was") && !page.says("1 december 2026 (gepland)"))
                #expect(!page.actions.contains("\(help)/contact"))
                page = try await ada.get(help)
                #expect(page.says("1 december 2026 (gepland)"))
                for wrong in ["1-1-2099", "gisteren", "<script>alert(1)</script>"] {
                    page = try await ada.get("\(help)?dag=\(wrong)")
                    #expect(page.status == 422 && page.faults == [], "\(wrong)")
                }
                page = try await ada.get(one)
                page = try await ada.fill(page, "\(one)/terug", ["reason": ""])
                #expect(page.status == 422)
                page = try await ada.fill(page, "\(one)/terug", ["reason": "Vergissing"])
                #expect(page.status == 303)
                #expect(try await ada.get(one).says("telt niet meer mee"))
                #expect(logged.all.allSatisfy { !$0.contains("Aanbieder") && !$0.contains("Noor") })
            }
        }
    }

    @Test(arguments: testEngines)
    func theOtherEntriesComeInAndGo(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, plan) = try await world.open()
            try await world.serve(Self.routes(world.care)) { client, _ in
                let ada = try await world.browser(client, world.desk.one)
                let help = Self.path(plan, "/hulp")
                let today = world.today.typed
                let forms: [(String, KeyValuePairs<String, String>, KeyValuePairs<String, String>)] = [
                    (
                        "contact", ["contact-function": "stay", "contact-kind": "", "contact-on": today],
                        ["contact-function": "stay", "contact-kind": "contact", "contact-on": today]
                    ),
                    (
                        "besluit",
                        [
                            "decision-function": "stay", "decision-law": "wmo", "outcome": "granted",
                            "decided-on": today,
                            "decided-until": today,
                        ],
                        [
                            "decision-function": "stay", "decision-law": "wmo", "outcome": "granted",
                            "decided-on": today,
                            "decided-until": "",
                        ]
                    ),
                    (
                        "afspraak", ["bridge-function": "stay", "bridge-start": today, "agreed": ""],
                        ["bridge-function": "stay", "bridge-start": today, "agreed": "Tante Els"]
                    ),
                    (
                        "kijkmoment",
                        [
                            "months": "3", "checkpoint-on": today, "living": "own", "care-known": "no",
                            "care-laws": "wmo",
                        ],
                        ["months": "3", "checkpoint-on": today, "living": "own", "care-known": "no"]
                    ),
                ]
                for (below, wrong, right) in forms {
                    var page = try await ada.get(help)
                    page = try await ada.fill(page, "\(help)/\(below)", wrong)
                    #expect(page.status == 422 && page.faults == [], "\(below)")
                    page = try await ada.fill(page, "\(help)/\(below)", right)
                    #expect(page.status == 303, "\(below): \(page.body)")
                }
                let record = try await world.care.files.look(seat, plan).file.record
                #expect(
                    record.contacts.count + record.decisions.count + record.bridges.count + record.checkpoints.count
                        == 4)
                var page = try await ada.get(help)
                #expect(page.faults == [] && page.says("Tante Els"))
                page = try await ada.fill(page, "\(help)/haal-weg", ["entry-contacten": ""])
                #expect(page.status == 422 && page.faults == [])
                page = try await ada.fill(page, "\(help)/haal-weg", ["entry-contacten": record.contacts[0].id.text])
                #expect(page.status == 303)
                #expect(try await world.care.files.look(seat, plan).file.record.contacts.isEmpty)
            }
        }
    }

    /// Every gap stands there once with its reasons; a decision takes it to the others, and back.
    @Test(arguments: testEngines)
    func aGapIsDecidedOn(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, plan) = try await world.open()
            try await world.care.files.add(
                seat, plan,
                CareSpell(
                    id: world.care.context.identifier(), .stay, .jeugdwet, .started,
                    from: world.today.adding(days: -200),
                    to: world.today.adding(days: 90), funder: "Ede", provider: "A", knownOn: world.today))
            try await world.serve(Self.routes(world.care)) { client, _ in
                let ada = try await world.browser(client, world.desk.one)
                let overview = Self.path(plan)
                var page = try await ada.get(overview)
                let gaps = try await world.care.files.look(seat, plan).file.openGaps(on: world.today)
                #expect(page.faults == [] && gaps.count > 1)
                for gap in gaps {
                    #expect(page.body.components(separatedBy: "<section id=\"\(gap.anchor)\"").count == 2)
                }
                #expect(page.actions.filter { $0 == "\(overview)/gat" }.count == gaps.count)
                #expect(page.says("De hulp stopt volgens de planning op"))
                let gap = try #require(gaps.first { $0.kind == .comingGap })
                page = try await ada.post(
                    "\(overview)/gat",
                    page.hidden("\(overview)/gat").filter { $0.0 != "gap" }
                        + [("gap", gap.name), ("reason-\(gap.anchor)", "Naar huis")])
                #expect(page.status == 422 && page.faults == [] && page.says("Naar huis"))
                page = try await ada.post(
                    "\(overview)/gat",
                    [("gap", gap.name), ("verdict-\(gap.anchor)", "accepted"), ("reason-\(gap.anchor)", "Naar huis")])
                #expect(page.status == 303, "\(page.body)")
                page = try await ada.get(overview)
                #expect(page.faults == [] && page.says("Naar huis") && page.says("Al besloten (1)"))
                #expect(page.actions.filter { $0 == "\(overview)/gat" }.count == gaps.count - 1)
                page = try await ada.fill(page, "\(overview)/gat/terug")
                #expect(page.status == 303)
                #expect(try await world.care.files.look(seat, plan).file.openGaps(on: world.today).count == gaps.count)
                #expect(try await world.audited("care.record.opened").count >= 2)
            }
        }
    }

    /// Asked by one desk, answered by the other from its own pages.
    @Test(arguments: testEngines)
    func twoDesksHandOver(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, plan) = try await world.open()
            try await world.serve(Self.routes(world.care)) { client, _ in
                let ada = try await world.browser(client, world.desk.one)
                let dien = try await world.browser(client, world.other.one)
                let handover = Self.path(plan, "/overdracht")
                #expect(try await dien.get(handover).status == 404)
                var page = try await ada.get(handover)
                #expect(page.faults == [] && page.says("Hier komt de overdracht"))
                page = try await ada.fill(
                    page, handover,
                    ["function": "guidance", "receiver": "outside", "outside": "", "asked-on": "1-1-2026"])
                #expect(page.status == 422 && page.faults == [])
                page = try await ada.fill(
                    page, handover,
                    ["function": "direction", "receiver": world.other.id.text, "asked-on": world.today.typed])
                #expect(page.status == 303, "\(page.body)")
                let id = try #require(try await world.care.files.look(seat, plan).file.handovers.first).handover.id
                page = try await ada.get(handover)
                #expect(page.faults == [] && page.says("De volgende stap is aan de andere kant") == false)
                #expect(page.actions.contains("\(handover)/\(id)/withdraw"))

                page = try await dien.get(handover)
                #expect(page.faults == [] && page.says("Jullie lezen mee"))
                #expect(
                    page.actions.filter { $0.contains(plan.text) }
                        == ["accept", "refuse"].map { "\(handover)/\(id)/\($0)" })
                for below in ["", "/hulp", "/hoe-het-gaat"] {
                    let along = try await dien.get(Self.path(plan, below))
                    #expect(along.status == 200 && along.faults == [])
                    #expect(
                        along.actions.filter { $0.contains(plan.text) }
                            == (below == "/hulp" ? [Self.path(plan, "/hulp")] : []))
                }
                page = try await dien.fill(page, "\(handover)/\(id)/accept", ["on-accept-\(id)": "1-1-2020"])
                #expect(page.status == 422 && page.says("1-1-2020"))
                page = try await dien.fill(page, "\(handover)/\(id)/accept", ["on-accept-\(id)": world.today.typed])
                #expect(page.status == 303, "\(page.body)")
                page = try await dien.get(handover)
                page = try await dien.fill(page, "\(handover)/\(id)/meet", ["on-meet-\(id)": world.today.typed])
                #expect(page.status == 422)
                page = try await dien.fill(
                    page, "\(handover)/\(id)/meet", ["on-meet-\(id)": world.today.typed, "there-meet-\(id)": "yes"])
                #expect(page.status == 303, "\(page.body)")
                #expect(try await ada.get(handover).status == 404)
                page = try await dien.get(handover)
                #expect(page.faults == [] && page.says("De jongere was erbij") && !page.says("Jullie lezen mee"))
                page = try await dien.fill(
                    page, "\(handover)/nazorg",
                    ["aftercare": "Tante Els", "aftercare-member": "", "aftercare-since": world.today.typed])
                #expect(page.status == 303)
                page = try await dien.fill(try await dien.get(handover), "\(handover)/nazorg/stop")
                #expect(page.status == 303)
            }
        }
    }

    /// Who says no is led away from a plan that it reads no more.
    @Test(arguments: testEngines)
    func whoRefusesIsLedAway(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, plan) = try await world.open()
            let id = try await world.care.files.askHandover(
                seat, plan, .guidance, of: .desk(world.other.id), on: world.today)
            try await world.serve(Self.routes(world.care)) { client, _ in
                let dien = try await world.browser(client, world.other.one)
                let handover = Self.path(plan, "/overdracht")
                var page = try await dien.get(handover)
                page = try await dien.fill(
                    page, "\(handover)/\(id)/refuse",
                    ["on-refuse-\(id)": world.today.typed, "note-refuse-\(id)": "Geen plek"])
                #expect(page.status == 303 && page.location?.hasPrefix("\(CareVisit.path)?") == true)
                #expect(try await dien.get(handover).status == 404)
                let ada = try await world.browser(client, world.desk.one)
                #expect(try await ada.get(handover).says("Geen plek"))
            }
        }
    }

    @Test(arguments: testEngines)
    func howItGoesIsWrittenDown(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (_, plan) = try await world.open()
            try await world.serve(Self.routes(world.care)) { client, _ in
                let ada = try await world.browser(client, world.desk.one)
                let how = Self.path(plan, "/hoe-het-gaat")
                var page = try await ada.get(how)
                #expect(page.faults == [] && page.says("Niet gevraagd"))
                page = try await ada.fill(page, how, ["whose": "worker", "viewed-on": world.today.typed])
                #expect(page.status == 422 && page.faults == [])
                for (whose, view) in [("worker", "arranged"), ("own", "not")] {
                    page = try await ada.fill(
                        page, how, ["whose": whose, "viewed-on": world.today.typed, "view-housing": view])
                    #expect(page.status == 303)
                    page = try await ada.get(how)
                }
                #expect(page.faults == [] && page.says("Jullie zeggen iets anders"))
                page = try await ada.fill(
                    page, "\(how)/gezien",
                    [
                        "indicator": "debts", "answer": "unknown", "since": "gisteren", "on": "1-2-2026",
                        "origin": "worker-saw",
                    ])
                #expect(page.status == 422 && page.says("gisteren"))
                page = try await ada.fill(
                    page, "\(how)/gezien",
                    ["indicator": "debts", "answer": "unknown", "since": "", "on": "1-2-2026", "origin": "worker-saw"])
                #expect(page.status == 303)
                page = try await ada.get(how)
                #expect(page.faults == [] && page.says("Schulden: alles wat er is opgeschreven (1)"))
                #expect(try await ada.get(Self.path(plan)).says("Jullie zeggen iets anders"))
                #expect(try await ada.get("/en\(how)").faults == [])
            }
        }
    }

    /// Somebody of another desk, and a plan that is not there, get the same answer on every page and for every form.
    @Test(arguments: testEngines)
    func anothersPlanIsNotThere(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, plan) = try await world.open()
            let id = try await world.care.files.askHandover(
                seat, plan, .stay, of: .outside("Wijkteam"), on: world.today)
            try await world.serve(Self.routes(world.care)) { client, _ in
                let dien = try await world.browser(client, world.other.one)
                let fien = try await world.browser(client, world.duty.one)
                for route in Self.routes(world.care) {
                    let path = route.path.replacing(":id", with: plan.text).replacing(":spell", with: id.text)
                        .replacing(":handover", with: id.text).replacing(":step", with: "accept")
                    let answer = route.method == .get ? try await dien.get(path) : try await dien.post(path)
                    #expect(answer.status == 404, "\(route.method) \(route.path): \(answer.status)")
                    let duty = route.method == .get ? try await fien.get(path) : try await fien.post(path)
                    #expect(duty.status == 403, "\(route.method) \(route.path): \(duty.status)")
                }
            }
        }
    }

    @Test(arguments: testEngines)
    func hostileTextStaysText(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, plan) = try await world.open()
            let files = world.care.files
            for text in hostileTexts where (try? CareText.required(text, field: "x", most: CareText.line)) != nil {
                let name = String(text.prefix(CareText.name))
                try await files.add(
                    seat, plan,
                    CareSpell(
                        id: world.care.context.identifier(), .guidance, .wmo, .stopped,
                        from: world.today.adding(days: -20), to: world.today.adding(days: -10), funder: text,
                        provider: text, source: text, knownOn: world.today))
                try await files.add(
                    seat, plan,
                    Bridging(
                        id: world.care.context.identifier(), .stay, from: world.today, agreed: text,
                        knownOn: world.today))
                let id = try await files.askHandover(seat, plan, .stay, of: .outside(text), on: world.today)
                try await files.takeStep(seat, plan, id, .refuse, on: world.today, note: text)
                try await files.setAftercare(seat, plan, Aftercare(name: name, since: world.today))
                let gap = try #require(
                    GapFinder.find(in: try await files.look(seat, plan).file.record, on: world.today).first)
                try await files.decide(seat, plan, gap: gap.name, .notAGap, reason: text)
            }
            let spell = try #require(try await files.look(seat, plan).file.record.spells.first)
            try await world.serve(Self.routes(world.care)) { client, _ in
                let ada = try await world.browser(client, world.desk.one)
                for below in [
                    "", "/hulp", "/hulp/\(spell.id)", "/overdracht", "/hoe-het-gaat", "/hulp?dag=\(world.today.typed)",
                ] {
                    let page = try await ada.get(Self.path(plan, below))
                    #expect(page.status == 200 && page.faults == [], "\(below)")
                }
            }
        }
    }
}
