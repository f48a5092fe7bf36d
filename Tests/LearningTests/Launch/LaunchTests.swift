import Core
import Directory
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Storage
import TestSupport
import Testing
import Web
import XAPI

@testable import Learning

@Suite("Launching the units of a package by cmi5")
struct LaunchTests {
    private static let code = Learning.demoPackage
    private static let path = "/pakket/\(Learning.demoPackage)"

    /// A learner who begins a unit by its button.
    private func launch(_ visitor: Visitor, unit: Int = 0) async throws -> RunningUnit {
        let answer = try await visitor.post(Self.path, ["unit": "\(unit)"])
        #expect(answer.status == 303)
        return RunningUnit(visitor.client, launchedAt: try #require(answer.location))
    }

    @Test("a unit that asks to be completed is launched, reports, and is counted once", arguments: testEngines)
    func satisfied(engine: Engine) async throws {
        try await World.on(engine) { world in
            let package = try await world.importPackage(
                "<block id=\"urn:blok\"><title><langstring lang=\"nl\">Blok</langstring></title>"
                    + unitXML(
                        "een", #"moveOn="CompletedAndPassed" masteryScore="0.5""#, url: "index.html?x=1",
                        more: "<launchParameters>a=1</launchParameters><entitlementKey>s</entitlementKey>")
                    + "</block>",
                code: Self.code)
            try await world.serve { client in
                let visitor = Visitor(client)
                var unit = try await launch(visitor)
                #expect(unit.path == "/pakket-bestand/\(package.id)/index.html")
                #expect(unit.parameters["x"] == "1" && unit.parameters["endpoint"] == "https://vangnet.example/xapi/")
                try await unit.begin()
                let data = try #require(try await unit.state(CMI5.launchData).json)
                #expect(data["launchMode"]?.string == "Normal" && data["moveOn"]?.string == "CompletedAndPassed")
                #expect(data["masteryScore"] == .number("0.5") && data["launchParameters"]?.string == "a=1")
                #expect(data["entitlementKey"]?["courseStructure"]?.string == "s")
                #expect(data["returnURL"]?.string == "https://vangnet.example\(Self.path)/terug")
                let now = world.clock.instant
                func say(_ verb: String, _ id: Int, _ result: String? = nil, _ extensions: String = "") async throws
                    -> Int
                {
                    let json = unit.statement(verb, at: now, id: id, result: result, extensions: extensions)
                    return try await unit.store.put("/statements?statementId=\(uuid(id))", json).status
                }
                #expect(try await say("completed", 1, RunningUnit.completed) == 403)
                #expect(try await say("initialized", 2) == 204)
                #expect(try await say("completed", 3, RunningUnit.completed) == 204)
                // Sent again because its answer was lost.
                #expect(try await say("completed", 3, RunningUnit.completed) == 204)
                #expect(try await say("completed", 4, RunningUnit.completed) == 403)
                #expect(try await world.completions() == 0)
                let mastery = ",\"\(CMI5.masteryScore)\":0.5"
                #expect(try await say("passed", 5, RunningUnit.passed("0.4"), mastery) == 403)
                #expect(try await say("passed", 6, RunningUnit.passed("0.5"), mastery) == 204)
                #expect(try await world.completions() == 1)
                let lines = try await world.learning.overview.lines(
                    .system, in: Period(from: now.day, to: now.day)!, organisation: nil)
                #expect(lines.map(\.package) == [.launched(package.id)] && lines.map(\.course) == ["pakket"])
                #expect(try await say("terminated", 7, RunningUnit.terminated) == 204)
                #expect(try await visitor.get(Self.path).says("Je hebt deze cursus afgerond."))
                // Again, to look: nothing is counted twice.
                var again = try await launch(visitor)
                try await again.begin()
                #expect(try await again.state(CMI5.launchData).json?["launchMode"]?.string == "Review")
                // The same learner's completion by another way into the record store: no second person.
                let other = StoreClient(client: client, credential: try await world.credential())
                let json = unit.statement("completed", at: now, id: 8, result: RunningUnit.completed)
                #expect(try await other.put("/statements?statementId=\(uuid(8))", json).status == 204)
                #expect(try await world.completions() == 1)
            }
            #expect(
                try await world.toldVerbs() == [
                    "launched", "initialized", "completed", "passed", "satisfied", "satisfied", "terminated",
                    "launched", "completed",
                ])
            let told = try await world.told()
            #expect(told[4]["object"]?["definition"]?["type"]?.string == CMI5.block)
            #expect(told[5]["object"]?["definition"]?["type"]?.string == CMI5.course)
            #expect(
                told[5]["context"]?["contextActivities"]?["grouping"]?.array?[0]["id"]?.string
                    == "https://voorbeeld.example/cursus")
            let extensions = told[0]["context"]?["extensions"]
            #expect(extensions?[CMI5.launchURL]?.string?.hasSuffix("/index.html") == true)
            #expect(extensions?[CMI5.launchMode]?.string == "Normal" && extensions?[CMI5.moveOn] != nil)
            #expect(extensions?[CMI5.masteryScore] == .number("0.5") && extensions?[CMI5.launchParameters] != nil)
            // The satisfied statements carry the session in which it came about.
            #expect(told[5]["context"]?["extensions"]?[CMI5.sessionID] == extensions?[CMI5.sessionID])
            #expect(try await world.completions() == 1)
        }
    }

    @Test("a fetch address gives a token once, to POST alone", arguments: testEngines)
    func fetch(engine: Engine) async throws {
        try await World.on(engine) { world in
            _ = try await world.importPackage(unitXML("een"), code: Self.code)
            try await world.serve { client in
                let visitor = Visitor(client)
                let unit = try await launch(visitor)
                let get = try await client.execute(uri: unit.fetchPath, method: .get, headers: [:], body: nil)
                #expect(get.status == .methodNotAllowed)
                #expect(try await unit.fetch()["auth-token"]?.string != nil)
                #expect(try await unit.fetch()["error-code"]?.string == "1")
                let answer = try await client.execute(
                    uri: "/cmi5/sleutel/\(String(repeating: "0", count: 64))", method: .post, headers: [:], body: nil)
                #expect(answer.status == .ok && answer.headers[.accessControlAllowOrigin] == "*")
                #expect(String(buffer: answer.body).contains("\"error-code\":\"2\""))
                // Abandoned before it was fetched.
                let open = try await launch(visitor)
                _ = try await launch(visitor)
                #expect(try await open.fetch()["error-code"]?.string == "1")
                let late = try await launch(visitor)
                world.clock.instant = world.clock.instant.advanced(bySeconds: 24 * 3600 + 1)
                #expect(try await late.fetch()["error-code"]?.string == "1")
            }
        }
    }

    @Test("a new launch abandons the session that is open, and nothing more is taken for it", arguments: testEngines)
    func abandoned(engine: Engine) async throws {
        try await World.on(engine) { world in
            _ = try await world.importPackage(unitXML("een") + unitXML("twee"), code: Self.code)
            try await world.serve { client in
                let visitor = Visitor(client)
                var first = try await launch(visitor)
                try await first.begin()
                let now = world.clock.instant
                world.clock.instant = now.advanced(bySeconds: 30)
                let begun = first.statement("initialized", at: now.advanced(bySeconds: 20), id: 1)
                #expect(try await first.store.post("/statements", begun).status == 200)
                var second = try await launch(visitor, unit: 1)
                let late = first.statement("urn:answered", at: now.advanced(bySeconds: 25), id: 2, isDefined: false)
                #expect(try await first.store.post("/statements", late).status == 403)
                #expect(try await first.state("vangnet").status == 403)
                try await second.begin()
                #expect(first.session != second.session)
            }
            #expect(try await world.toldVerbs() == ["satisfied", "launched", "initialized", "abandoned", "launched"])
            let told = try await world.told()
            #expect(told[3]["result"]?["duration"]?.string == "PT20.00S")
            #expect(
                told[3]["context"]?["extensions"]?[CMI5.sessionID] == told[1]["context"]?["extensions"]?[CMI5.sessionID]
            )
            // Units that ask for nothing satisfy the course from the start, and that is no completion.
            #expect(try await world.completions() == 0)
            world.clock.instant = world.clock.instant.advanced(bySeconds: 24 * 3600 + 1)
            try await world.launches.abandonOld()
            try await world.launches.abandonOld()
            #expect(try await world.toldVerbs().filter { $0 == "abandoned" }.count == 2)
        }
    }

    @Test("after terminated only what was made before it is taken, for a minute", arguments: testEngines)
    func terminated(engine: Engine) async throws {
        try await World.on(engine) { world in
            _ = try await world.importPackage(unitXML("een"), code: Self.code)
            try await world.serve { client in
                var unit = try await launch(Visitor(client))
                try await unit.begin()
                let now = world.clock.instant
                let both = [
                    unit.statement("terminated", at: now.advanced(bySeconds: 9), id: 2, result: RunningUnit.terminated),
                    unit.statement("initialized", at: now, id: 1),
                ]
                // In the order of their timestamps, not of the request.
                #expect(try await unit.store.post("/statements", "[\(both.joined(separator: ","))]").status == 200)
                let early = unit.statement("urn:answered", at: now.advanced(bySeconds: 5), id: 3, isDefined: false)
                let late = unit.statement("urn:answered", at: now.advanced(bySeconds: 10), id: 4, isDefined: false)
                #expect(try await unit.store.post("/statements", late).status == 403)
                #expect(try await unit.store.post("/statements", early).status == 200)
                world.clock.instant = now.advanced(bySeconds: 60)
                let last = unit.statement("urn:answered", at: now.advanced(bySeconds: 5), id: 5, isDefined: false)
                #expect(try await unit.store.post("/statements", last).status == 403)
                #expect(try await unit.state(CMI5.launchData).status == 403)
            }
        }
    }

    @Test("a token opens its own actor, registration and unit, and nothing else", arguments: testEngines)
    func scope(engine: Engine) async throws {
        try await World.on(engine) { world in
            _ = try await world.importPackage(unitXML("een") + unitXML("twee"), code: Self.code)
            let other = try await world.credential()
            try await world.serve { client in
                try await StoreClient(client: client, credential: other).post("/statements", statement()).expect(200)
                var unit = try await launch(Visitor(client))
                try await unit.begin()
                let store = unit.store
                #expect(try await store.get("/statements").ids.count == 2)
                #expect(try await store.put("/activities/state?" + unit.place("eigen"), "{}").status == 204)
                #expect(try await store.put("/activities/state?" + unit.place(CMI5.launchData), "{}").status == 403)
                #expect(try await store.send(.delete, "/activities/state?" + unit.place(nil)).status == 403)
                let two = unit.place("eigen").replacing("au%2F0", with: "au%2F1")
                #expect(two != unit.place("eigen"))
                #expect(try await store.get("/activities/state?" + two).status == 403)
                #expect(
                    try await store.get(
                        "/activities/state?"
                            + unit.place("eigen").replacing("&registration=", with: "&registration=" + uuid(1) + "&x=")
                    ).status == 400)
                let me = escaped(unit.parameters["actor"]!)
                let preferences = try await store.get("/agents/profile?profileId=cmi5LearnerPreferences&agent=\(me)")
                #expect(preferences.json?["languagePreference"]?.string == "nl")
                #expect(try await store.get("/agents/profile?agent=\(agent("anna"))").status == 403)
                #expect(try await store.get("/agents?agent=\(agent("anna"))").status == 403)
                let activity = escaped(unit.parameters["activityId"]!)
                #expect(try await store.get("/activities/profile?activityId=\(activity)").status == 200)
                let profile = "/activities/profile?activityId=\(activity)&profileId=x"
                #expect(try await store.put(profile, "{}", headers: ["If-None-Match": "*"]).status == 403)
                // Another learner's unit.
                var others = try await launch(Visitor(client))
                try await others.begin()
                #expect(others.parameters["actor"] != unit.parameters["actor"])
                let foreign = others.statement("initialized", at: world.clock.instant, id: 9, session: unit.session)
                #expect(try await store.post("/statements", foreign).status == 403)
                let voiding = unit.statement(
                    "http://adlnet.gov/expapi/verbs/voided", at: world.clock.instant, id: 8, isDefined: false)
                #expect(try await store.post("/statements", voiding).status == 400)
            }
            // No name and no address of a person anywhere.
            let accounts = try await world.database.read { transaction in
                try transaction.rows("SELECT account FROM learning_launch_registrations").map {
                    try $0["account"] as String
                }
            }
            #expect(accounts.allSatisfy { $0.count == 32 } && Set(accounts).count == 2)
        }
    }

    @Test("a unit that is waived is said to be so once, to who is there and who comes later", arguments: testEngines)
    func waived(engine: Engine) async throws {
        try await World.on(engine) { world in
            let package = try await world.importPackage(
                unitXML("een", #"moveOn="Passed""#) + unitXML("twee", #"moveOn="Passed""#), code: Self.code)
            let packages = world.learning.launchPackages
            try await world.serve { client in
                var unit = try await launch(Visitor(client))
                try await unit.begin()
                try await packages.waive(world.trainer, package.code, unit: 1, .equivalentActivity)
                try await packages.waive(world.trainer, package.code, unit: 1, .administrative)
                #expect(try await world.toldVerbs() == ["launched", "waived"])
                let now = world.clock.instant
                let said = [
                    unit.statement("initialized", at: now, id: 1),
                    unit.statement("passed", at: now, id: 2, result: RunningUnit.passed()),
                ]
                #expect(try await unit.store.post("/statements", "[\(said.joined(separator: ","))]").status == 200)
                _ = try await launch(Visitor(client))
            }
            #expect(
                try await world.toldVerbs() == [
                    "launched", "waived", "initialized", "passed", "satisfied", "waived", "launched",
                ])
            let waived = try await world.told()[1]
            #expect(waived["result"]?["extensions"]?[CMI5.reason]?.string == "Equivalent Outside Activity")
            #expect(waived["result"]?["success"] == .bool(true) && waived["result"]?["completion"] == .bool(true))
            #expect(try await world.completions() == 1)
            #expect(try await packages.find(world.trainer, package.code).completed == 1)
            await #expect(throws: LaunchError.noSuchUnit) {
                try await packages.waive(world.trainer, package.code, unit: 7, .administrative)
            }
            await #expect(throws: (any Error).self) {
                try await packages.waive(world.member(of: world.hotel), package.code, unit: 0, .administrative)
            }
        }
    }

    @Test("two that report completed at the same moment count once", arguments: testEngines)
    func atTheSameMoment(engine: Engine) async throws {
        try await World.on(engine) { world in
            _ = try await world.importPackage(unitXML("een", #"moveOn="Completed""#), code: Self.code)
            try await world.serve { client in
                var unit = try await launch(Visitor(client))
                try await unit.begin()
                let now = world.clock.instant
                try await unit.store.post("/statements", unit.statement("initialized", at: now, id: 1)).expect(200)
                let running = unit
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for id in 2..<8 {
                        group.addTask {
                            let json = running.statement("completed", at: now, id: id, result: RunningUnit.completed)
                            return try await running.store.post("/statements", json).status
                        }
                    }
                    return try await group.reduce(into: [Int]()) { $0.append($1) }
                }
                #expect(statuses.sorted() == [200, 403, 403, 403, 403, 403])
            }
            #expect(try await world.toldVerbs() == ["launched", "initialized", "completed", "satisfied"])
            #expect(try await world.completions() == 1)
        }
    }

    @Test("files of a package are served so that they cannot act as us", arguments: testEngines)
    func files(engine: Engine) async throws {
        try await World.on(engine) { world in
            let package = try await world.importPackage(unitXML("een"), code: Self.code)
            try await world.serve { client in
                let visitor = Visitor(client)
                let folder = "/pakket-bestand/\(package.id)/"
                let page = try await visitor.get(folder + "index.html")
                #expect(page.status == 200 && page.says("Hallo"))
                let policy = page.headers[.contentSecurityPolicy] ?? ""
                #expect(policy.hasPrefix("sandbox allow-scripts ") && !policy.contains("allow-same-origin"))
                #expect(policy.contains("img-src https://vangnet.example\(folder);"))
                #expect(page.headers[.setCookie] == nil)
                for name in ["cmi5.xml", "../../xapi/about", "%2e%2e/x", "", "geen.html"] {
                    #expect(try await visitor.get(folder + name).status == 404, "\(name)")
                }
                let post = try await client.execute(uri: folder + "index.html", method: .post, headers: [:], body: nil)
                #expect(post.status == .methodNotAllowed)
            }
        }
    }

    @Test(
        "the training desk imports, waives and closes; what is wrong with a file is said at the field",
        arguments: testEngines)
    func desk(engine: Engine) async throws {
        try await World.on(engine) { world in
            let sessions = ["t": world.trainer, "m": world.member(of: world.hotel)]
            try await world.serve(sessions: sessions) { client in
                let desk = Visitor(client, session: "t")
                let path = "/werk/leren/cmi5"
                #expect(try await Visitor(client, session: "m").get(path).status == 403)
                let bad = try await desk.upload(path, "file", name: "x.zip", [0x50, 0x4B, 3, 4])
                #expect(bad.status == 422)
                let zip = try packageZip(
                    unitXML("een", #"moveOn="Passed""#) + unitXML("ver", url: "https://ander.example/les"))
                let actor = world.trainer
                let package = try await world.learning.launchPackages.importPackage(
                    actor, zip, organisation: world.hotel.id, audience: .hotel)
                await #expect(throws: LaunchError.importedBefore) {
                    try await world.learning.launchPackages.importPackage(
                        actor, zip, organisation: world.hotel.id, audience: .hotel)
                }
                #expect(try await desk.get(path).says("Balie"))
                let one = "\(path)/\(package.code)"
                #expect(try await desk.post(one + "/vrijstellen", ["unit": "", "reason": "x"]).status == 422)
                #expect(try await desk.post(one + "/vrijstellen", ["unit": "0", "reason": "Tested Out"]).status == 303)
                #expect(try await desk.get(one).says("Wat erin staat, is getoetst"))
                let learner = Visitor(client)
                let away = try await learner.post("/pakket/\(package.code)", ["unit": "1"])
                #expect(away.status == 200 && away.says("Ga naar ander.example"))
                #expect(away.says("https://ander.example/les?endpoint="))
                #expect(try await learner.post("/pakket/\(package.code)", ["unit": "5"]).status == 404)
                #expect(try await desk.post(one + "/sluiten", [:]).status == 303)
                #expect(try await learner.get("/pakket/\(package.code)").status == 410)
                #expect(try await learner.post("/pakket/\(package.code)", ["unit": "0"]).status == 410)
            }
            #expect(
                world.audit.actions.suffix(3) == [
                    "learning.package.imported", "learning.package.waived", "learning.package.closed",
                ])
        }
    }

    @Test("learners who did nothing for half a year are forgotten; what was counted stays", arguments: testEngines)
    func forgotten(engine: Engine) async throws {
        try await World.on(engine) { world in
            _ = try await world.importPackage(unitXML("een", #"moveOn="Passed""#), code: Self.code)
            try await world.serve { client in
                let visitor = Visitor(client)
                _ = try await launch(visitor)
                world.clock.instant = world.clock.instant.advanced(bySeconds: 181 * 86_400)
                try await world.learning.nightly()
                #expect(try await visitor.get(Self.path).status == 200)
            }
            let left = try await world.database.read { transaction in
                try ["registrations", "sessions", "satisfied"].map { table -> Int in
                    try transaction.row("SELECT COUNT(*) AS n FROM learning_launch_\(table)")?["n"] ?? -1
                }
            }
            #expect(left == [0, 0, 0])
        }
    }
}

extension StoreClient.Answer {
    func expect(_ status: Int) throws { #expect(self.status == status, "\(text)") }
}
