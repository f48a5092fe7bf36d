import Core
import Directory
import Foundation
import HTTPTypes
import Storage
import TestSupport
import Testing
import XAPI

@testable import Learning

/// Statements through the router, on both engines.
@Suite struct StatementStoreTests {
    @Test(arguments: testEngines)
    func whatIsSentComesBack(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.store { store in
                let sent = try await store.post("/statements", "[\(statement(uuid(1))),\(statement(actor: "bert"))]")
                #expect(sent.status == 200)
                let ids = sent.json?.array?.compactMap(\.string) ?? []
                #expect(ids.count == 2 && ids[0] == uuid(1))
                let one = try await store.get("/statements?statementId=\(ids[1])")
                #expect(one.status == 200 && one["Content-Type"] == "application/json")
                #expect(one.json?["actor"]?["name"]?.string == "bert")
                #expect(one.json?["stored"] == one.json?["timestamp"])
                #expect(one.json?["authority"]?["account"] != nil)
                #expect(one["Last-Modified"]?.hasSuffix(" GMT") == true)
                #expect(one["X-Experience-API-Version"] == "1.0.3")
                let all = try await store.get("/statements")
                #expect(all.ids == ids.reversed() && all.more == "")
                #expect(all["X-Experience-API-Consistent-Through"] ?? "" >= all.statements[0]["stored"]?.string ?? "?")
                #expect(try await store.put("/statements?statementId=\(uuid(3))", statement()).status == 204)
                #expect(try await store.get("/statements?statementId=\(uuid(3).uppercased())").status == 200)
                #expect(try await store.get("/statements?statementId=\(uuid(4))").status == 404)
            }
        }
    }

    @Test(arguments: testEngines)
    func theSameIsAcceptedAgainAndAnotherIsNot(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.store { store in
                #expect(try await store.post("/statements", statement(uuid(1))).status == 200)
                #expect(try await store.post("/statements", statement(uuid(1))).status == 204)
                #expect(try await store.put("/statements?statementId=\(uuid(1))", statement()).status == 204)
                #expect(try await store.post("/statements", statement(uuid(1), actor: "bert")).status == 409)
                #expect(
                    try await store.put("/statements?statementId=\(uuid(1))", statement(verb: "failed")).status == 409)
                // All or nothing: the new one beside the conflict is not there either.
                let batch = "[\(statement(uuid(2))),\(statement(uuid(1), actor: "bert"))]"
                let refused = try await store.post("/statements", batch)
                #expect(refused.status == 409 && refused.text.contains("Statement 2"))
                #expect(try await store.get("/statements?statementId=\(uuid(2))").status == 404)
                #expect(
                    try await store.post("/statements", "[\(statement(uuid(3))),\(statement(uuid(1)))]").status == 200)
                #expect(try await store.get("/statements").ids == [uuid(3), uuid(1)])
            }
        }
    }

    /// A hundred requests at the same moment share a few commits, and the one that is in conflict fails alone.
    @Test(arguments: testEngines)
    func requestsAtTheSameMomentDoNotFailEachOther(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.store { store in
                #expect(try await store.post("/statements", statement(uuid(50))).status == 200)
                let statuses = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                    for number in 1...100 {
                        group.addTask {
                            (number, try await store.post("/statements", statement(uuid(number), actor: "bert")).status)
                        }
                    }
                    return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
                }
                #expect(statuses.filter { $0.value != 200 } == [50: 409])
                let ids = try await store.all("/statements?limit=30")
                #expect(Set(ids) == Set((1...100).map(uuid)) && ids.count == 100)
                let kept = try await store.get("/statements?statementId=\(uuid(50))")
                #expect(kept.json?["actor"]?["name"]?.string == "anna")
            }
        }
    }

    /// Two that send different statements under one id at the same moment: one of them gets 409.
    @Test(arguments: testEngines)
    func oneIDHoldsOneStatement(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.store { store in
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 0..<20 {
                        group.addTask {
                            try await store.post("/statements", statement(uuid(1), actor: "actor\(number)")).status
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses.filter { $0 == 200 }.count == 1 && statuses.filter { $0 == 409 }.count == 19)
            }
        }
    }

    @Test(arguments: testEngines)
    func pagesHoldEveryStatementOnce(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.store { store in
                let all = (1...25).map(uuid)
                for id in all { #expect(try await store.post("/statements", statement(id)).status == 200) }
                #expect(try await store.all("/statements?limit=7") == all.reversed())
                #expect(try await store.all("/statements?limit=7&ascending=true&verb=\(verb("completed"))") == all)
                // What comes meanwhile is not in the pages of a question that was asked before.
                let first = try await store.get("/statements?limit=20")
                #expect(try await store.post("/statements", statement(uuid(99))).status == 200)
                #expect(try await store.get(first.more).ids == Array(all.reversed()[20...]))
                #expect(try await store.get("/statements/more/onzin").status == 400)
                #expect(try await store.get(first.more + "?limit=3").status == 400)
            }
        }
    }

    /// Filters against a plain search through the same statements.
    @Test(arguments: testEngines)
    func filtersFindWhatFits(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.store { store in
                let (actors, verbs, activities) = (
                    ["anna", "bert", "cor"], ["completed", "failed"], ["receptie", "park"]
                )
                let registrations = [uuid(900), uuid(901)]
                var sent: [[String]] = []
                for number in 0..<24 {
                    let row = [
                        actors[number % 3], verbs[number / 2 % 2], activities[number / 3 % 2],
                        registrations[number / 4 % 2],
                    ]
                    sent.append(row)
                    let text = statement(
                        uuid(number), actor: row[0], verb: row[1], activity: row[2], registration: row[3])
                    #expect(try await store.post("/statements", text).status == 200)
                }
                for mask in 1..<16 {
                    let wanted = ["bert", "failed", "park", uuid(901)]
                    let names = [
                        "agent=\(agent("bert"))", "verb=\(verb("failed"))", "activity=\(activity("park"))",
                        "registration=\(uuid(901))",
                    ]
                    let used = (0..<4).filter { mask & (1 << $0) != 0 }
                    let expected = sent.indices.filter { row in used.allSatisfy { sent[row][$0] == wanted[$0] } }.map(
                        uuid)
                    let query = used.map { names[$0] }.joined(separator: "&")
                    for related in ["", "&related_agents=true&related_activities=true"] {
                        let found = try await store.all("/statements?limit=3&ascending=true&" + query + related)
                        #expect(found == expected, "\(query)")
                    }
                }
                #expect(try await store.get("/statements?agent=\(agent("niemand"))").ids == [])
            }
        }
    }

    @Test(arguments: testEngines)
    func sinceAndUntilGoByTheMomentOfStoring(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.store { store in
                for number in 1...3 {
                    #expect(try await store.post("/statements", statement(uuid(number))).status == 200)
                    world.clock.instant = world.clock.instant.advanced(bySeconds: 10)
                }
                let stored = try await store.get("/statements?statementId=\(uuid(2))").json?["stored"]?.string ?? ""
                #expect(try await store.all("/statements?since=\(escaped(stored))") == [uuid(3)])
                #expect(try await store.all("/statements?until=\(escaped(stored))") == [uuid(2), uuid(1)])
                #expect(try await store.all("/statements?until=2001-01-01T00:00:00Z") == [])
                #expect(try await store.all("/statements?since=2001-01-01T00:00:00Z&limit=1").count == 3)
            }
        }
    }

    /// Voided is voided, whichever of the two came first; whoever voids is not voided itself.
    @Test(arguments: testEngines)
    func aVoidedStatementIsFoundOnlyAsOne(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.store(Self.aVoidedStatementIsFoundOnlyAsOne)
        }
    }

    private static func aVoidedStatementIsFoundOnlyAsOne(_ store: StoreClient) async throws {
        for isLate in [false, true] {
            let (target, voiding) = isLate ? (uuid(1), uuid(2)) : (uuid(3), uuid(4))
            let texts = [statement(target), reference(voiding, to: target)]
            for text in isLate ? texts.reversed() : texts {
                #expect(try await store.post("/statements", text).status == 200)
            }
            #expect(try await store.get("/statements?statementId=\(target)").status == 404)
            #expect(try await store.get("/statements?voidedStatementId=\(target)").status == 200)
            #expect(try await store.get("/statements?voidedStatementId=\(voiding)").status == 404)
            #expect(try await store.post("/statements", reference(uuid(9), to: voiding)).status < 500)
            #expect(try await store.get("/statements?statementId=\(voiding)").status == 200)
        }
        #expect(!(try await store.all("/statements")).contains(uuid(1)))
        // In one request, too.
        let batch = "[\(reference(uuid(12), to: uuid(11))),\(statement(uuid(11)))]"
        #expect(try await store.post("/statements", batch).status == 200)
        #expect(try await store.get("/statements?statementId=\(uuid(11))").status == 404)
    }

    /// Whoever looks for a statement also finds what refers to it, through any number of steps and in any order of arriving.
    @Test(arguments: testEngines)
    func whatRefersToAMatchIsFoundToo(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.store(Self.whatRefersToAMatchIsFoundToo)
        }
    }

    private static func whatRefersToAMatchIsFoundToo(_ store: StoreClient) async throws {
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
        for (number, order) in orders.enumerated() {
            let ids = (0..<3).map { uuid(100 * (number + 1) + $0) }
            let texts = [
                statement(ids[0], actor: "anna\(number)", activity: "stap\(number)"),
                reference(ids[1], to: ids[0], verb: "confirmed", actor: "bert\(number)"),
                reference(ids[2], to: ids[1], verb: "noted", actor: "cor\(number)"),
            ]
            for place in order { #expect(try await store.post("/statements", texts[place]).status == 200) }
            func found(_ query: String) async throws -> Set<String> {
                Set(try await store.all("/statements?limit=2&" + query))
            }
            #expect(try await found("agent=\(agent("anna\(number)"))") == Set(ids))
            #expect(try await found("activity=\(activity("stap\(number)"))") == Set(ids))
            #expect(try await found("agent=\(agent("bert\(number)"))") == Set(ids[1...]))
            #expect(try await found("agent=\(agent("cor\(number)"))") == [ids[2]])
            // One statement has to fit all that is asked.
            let mixed = "agent=\(agent("anna\(number)"))&verb=\(verb("confirmed"))"
            #expect(try await found(mixed) == [])
        }
    }

    @Test(arguments: testEngines)
    func nothingOfAnotherOrganisationIsSeen(engine: Engine) async throws {
        try await World.on(engine) { world in
            let other = try await world.credential(of: world.park)
            try await world.store { try await Self.apart($0, $0.with(other)) }
        }
    }

    private static func apart(_ store: StoreClient, _ park: StoreClient) async throws {
        #expect(try await store.post("/statements", statement(uuid(1))).status == 200)
        let state = "?activityId=\(activity("receptie"))&agent=\(agent("anna"))&stateId=s"
        #expect(try await store.put("/activities/state" + state, "{}").status == 204)
        #expect(try await park.get("/statements?statementId=\(uuid(1))").status == 404)
        #expect(try await park.get("/statements?agent=\(agent("anna"))").ids == [])
        #expect(try await park.get("/activities/state" + state).status == 404)
        #expect(try await park.get("/activities?activityId=\(activity("receptie"))").json?["definition"] == nil)
        #expect(!(try await park.get("/agents?agent=\(agent("anna"))").text.contains("\"anna\"")))
        // The same id is free there, and voiding from there voids nothing here.
        #expect(try await park.post("/statements", statement(uuid(1), actor: "bert")).status == 200)
        #expect(try await park.post("/statements", reference(uuid(2), to: uuid(1))).status == 200)
        #expect(try await store.get("/statements?statementId=\(uuid(1))").status == 200)
    }

    @Test(arguments: testEngines)
    func anActivityIsKnownByAllThatWasSaidOfIt(engine: Engine) async throws {
        try await World.on(engine) { world in
            let writer = try await world.credential([.writeStatements])
            try await world.store { store in
                let plain = store.with(writer)
                // Without the scope `define` nothing is learned.
                #expect(try await plain.post("/statements", statement(uuid(1))).status == 200)
                let path = "/activities?activityId=\(activity("receptie"))"
                #expect(try await store.get(path).json?["definition"] == nil)
                let english = statement(uuid(2)).replacing("{\"nl\":\"receptie\"}", with: "{\"en\":\"reception\"}")
                #expect(try await store.post("/statements", "[\(statement(uuid(3))),\(english)]").status == 200)
                let name = try await store.get(path).json?["definition"]?["name"]
                #expect(name?["nl"]?.string == "receptie" && name?["en"]?.string == "reception")
                let canonical = try await store.get(
                    "/statements?statementId=\(uuid(1))&format=canonical", headers: ["Accept-Language": "en"])
                #expect(canonical.json?["object"]?["definition"]?["name"]?["en"]?.string == "reception")
                let ids = try await store.get("/statements?statementId=\(uuid(1))&format=ids")
                #expect(ids.json?["object"]?["definition"] == nil)
                let person = try await store.get("/agents?agent=\(agent("anna"))")
                #expect(person.json?["name"]?.array == [.string("anna")])
            }
        }
    }

    @Test(arguments: testEngines)
    func attachmentsComeBackWithTheirStatements(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.store { store in
                let content = "een verslag\r\nmet -- streepjes"
                let headers = ["Content-Type": "multipart/mixed; boundary=x"]
                func send(_ body: String) async throws -> Int {
                    try await store.post("/statements", body, headers: headers).status
                }
                let good = multipart(statement(uuid(1), more: attachment(content)), content)
                #expect(try await send(good.replacing("een verslag", with: "een leugen.")) == 400)
                #expect(try await send(good.replacing("--x--", with: "")) == 400)
                #expect(try await send(multipart(statement(uuid(1)), content)) == 400)
                #expect(try await store.get("/statements").ids == [])
                #expect(try await send(good) == 200)
                let answer = try await store.get("/statements?attachments=true")
                #expect(answer["Content-Type"]?.hasPrefix("multipart/mixed") == true)
                #expect(answer.text.contains(content) && answer.text.contains(uuid(1)))
                #expect(try await store.get("/statements?statementId=\(uuid(1))").json != nil)
            }
        }
    }
}
