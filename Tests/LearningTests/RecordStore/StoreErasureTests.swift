import Core
import Directory
import Foundation
import HTTPTypes
import Storage
import TestSupport
import Testing
import XAPI

@testable import Learning

/// Erasing one person, on both engines.
@Suite struct StoreErasureTests {
    private static let anna = AgentIdentifier.mbox("mailto:anna@example.org")
    private static let instructor = """
        ,"context":{"instructor":{"objectType":"Agent","name":"Anna","mbox":"mailto:anna@example.org"}}
        """
    private static let state = "/activities/state?activityId=\(activity("receptie"))&agent=\(agent("anna"))&stateId=s"

    @Test(arguments: testEngines)
    func nothingOfThePersonIsLeft(engine: Engine) async throws {
        try await World.on(engine) { world in
            let other = try await world.credential(of: world.park)
            try await world.store { store in
                let park = store.with(other)
                #expect(try await park.post("/statements", statement(uuid(1))).status == 200)
                let texts = [
                    statement(uuid(1)), statement(uuid(2), actor: "bert"),
                    statement(uuid(3), actor: "bert", more: Self.instructor),
                    reference(uuid(4), to: uuid(1), verb: "confirmed"),
                ]
                for text in texts { #expect(try await store.post("/statements", text).status == 200) }
                let content = "verslag"
                let sent = try await store.post(
                    "/statements", multipart(statement(uuid(5), more: attachment(content)), content),
                    headers: ["Content-Type": "multipart/mixed; boundary=x"])
                #expect(sent.status == 200)
                #expect(try await store.put(Self.state, "{}").status == 204)

                let erasure = world.learning.recordStore.erasure
                let member = world.member(of: world.hotel)
                let expected = StoreErasure.Counts(deleted: 2, changed: 1, documents: 1)
                #expect(try await erasure.count(member, organisation: world.hotel.id, Self.anna) == expected)
                #expect(try await erasure.erase(member, organisation: world.hotel.id, Self.anna) == expected)

                #expect(try await store.get("/statements").ids == [uuid(4), uuid(3), uuid(2)])
                #expect(!(try await store.get("/statements")).text.contains("anna"))
                #expect(!(try await store.get("/statements")).text.contains("Anna"))
                for related in ["", "&related_agents=true"] {
                    #expect(try await store.get("/statements?agent=\(agent("anna"))" + related).ids == [])
                }
                #expect(try await store.get("/statements?verb=\(verb("completed"))").ids == [uuid(3), uuid(2)])
                #expect(try await store.get(Self.state).status == 404)
                #expect(try await store.get("/agents?agent=\(agent("anna"))").json?["name"]?.array ?? [] == [])
                // What was not theirs is as it was, also elsewhere.
                #expect(try await park.get("/statements").ids == [uuid(1)])
                #expect(try await erasure.count(member, organisation: world.hotel.id, Self.anna) == .init())
                #expect(world.audit.actions.last == "learning.record-store.person-erased")
                try await Self.expectNoTrace(of: "anna", in: world, organisation: world.hotel.id)
                // A place that was erased is not given out again.
                #expect(try await store.post("/statements", statement(uuid(6), actor: "dirk")).status == 200)
                #expect(try await store.get("/statements?limit=1").ids == [uuid(6)])
                #expect(try await store.get("/statements?agent=\(agent("dirk"))").ids == [uuid(6)])
            }
        }
    }

    private static func expectNoTrace(of name: String, in world: World, organisation: Identifier) async throws {
        let texts = try await world.database.read { transaction -> [String] in
            let tables = [
                ("learning_xapi_statements", "statement"), ("learning_xapi_names", "name"),
                ("learning_xapi_documents", "id"),
            ]
            return try tables.flatMap { table, column in
                try transaction.rows("SELECT \(column) AS text FROM \(table) WHERE organisation = $1", organisation).map
                {
                    try $0["text"] as String
                }
            }
        }
        #expect(!texts.contains { $0.lowercased().contains(name) })
    }

    /// Who is known by the hash of an address is the one who is known by the address.
    @Test(arguments: testEngines)
    func theHashOfAnAddressIsTheSamePerson(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.store { store in
                let hashed = statement(uuid(1)).replacing(
                    "\"mbox\":\"mailto:anna@example.org\"", with: "\"mbox_sha1sum\":\"\(annaSHA1)\"")
                #expect(try await store.post("/statements", hashed).status == 200)
                let counts = try await world.learning.recordStore.erasure.erase(
                    .system, organisation: world.hotel.id, Self.anna)
                #expect(counts.deleted == 1)
                #expect(try await store.get("/statements").ids == [])
            }
        }
    }

    @Test func aPersonIsReadAsStatementsNameThem() throws {
        #expect(try PersonKind.mail.identifier("anna@EXAMPLE.org") == Self.anna)
        #expect(try PersonKind.mail.identifier("mailto:anna@example.org") == Self.anna)
        #expect(
            try PersonKind.account.identifier("https://lms.example.org Anna de Vries")
                == .account(homePage: "https://lms.example.org", name: "Anna de Vries"))
        #expect(try PersonKind.openid.identifier("https://anna.example.org") == .openID("https://anna.example.org"))
        for (kind, text) in [
            (PersonKind.mail, "anna"), (.account, "https://lms.example.org"), (.account, "anna 1"), (.openid, "anna"),
        ] {
            #expect(throws: RecordStoreError.noAgent) { try kind.identifier(text) }
        }
    }

    @Test func onlyMembersOfTheOrganisationErase() async throws {
        try await World.on(.sqlite) { world in
            let erasure = world.learning.recordStore.erasure
            for stranger in [world.member(of: world.park, administrator: true), world.trainer] {
                await #expect(throws: DirectoryError.notAllowed) {
                    try await erasure.erase(stranger, organisation: world.hotel.id, Self.anna)
                }
                await #expect(throws: DirectoryError.notAllowed) {
                    try await erasure.count(stranger, organisation: world.hotel.id, Self.anna)
                }
            }
        }
    }

    /// The whole way in the workplace: look, confirm, gone.
    @Test(arguments: testEngines)
    func aMemberErasesInTheWorkplace(engine: Engine) async throws {
        try await World.on(engine) { world in
            let member = world.member(of: world.hotel)
            let credential = try await world.credential()
            try await world.serve(sessions: ["t": member]) { client in
                let store = StoreClient(client: client, credential: credential)
                #expect(try await store.post("/statements", statement(uuid(1))).status == 200)
                let visitor = Visitor(client, session: "t")
                let wrong = try await visitor.post("/werk/leren/xapi/wissen", ["kind": "mail", "value": "anna"])
                #expect(wrong.status == 422 && wrong.says("anna"))
                let look = try await visitor.post(
                    "/werk/leren/xapi/wissen", ["kind": "mail", "value": "anna@example.org"])
                #expect(look.status == 200 && look.says("name=\"doe\""))
                #expect(try await store.get("/statements").ids == [uuid(1)])
                let done = try await visitor.post(
                    "/werk/leren/xapi/wissen", ["kind": "mail", "value": "anna@example.org", "doe": "wis"])
                #expect(done.status == 200)
                #expect(try await store.get("/statements").ids == [])
            }
        }
    }

    /// A credential made in the workplace works, is shown once, and stops when it is revoked.
    @Test(arguments: testEngines)
    func aMemberMakesAndRevokesACredential(engine: Engine) async throws {
        try await World.on(engine) { world in
            let member = world.member(of: world.hotel)
            try await world.serve(sessions: ["t": member]) { client in
                let visitor = Visitor(client, session: "t")
                let path = "/werk/leren/xapi"
                #expect(try await visitor.post(path, ["label": "", "scope": "all"]).status == 422)
                #expect(try await visitor.post(path, ["label": "Moodle"]).status == 422)
                let made = try await visitor.post(path, ["label": "Moodle", "scope": "all"])
                #expect(made.status == 200 && made.headers[.cacheControl] == "no-store")
                let password = made.body.components(separatedBy: "id=\"geheim\">")[1].prefix { $0 != "<" }
                let user = made.body.components(separatedBy: "id=\"gebruiker\">")[1].prefix { $0 != "<" }
                let store = StoreClient(client: client, credential: "\(user):\(password)")
                #expect(try await store.get("/statements").status == 200)
                let list = try await visitor.get(path)
                #expect(list.says("Moodle") && list.says(String(user)) && !list.says(String(password)))
                // The form sent once more, as by a page that is loaded anew, makes no second secret.
                let id = "01a219d4-29b6-7813-b8d8-a22a7c0a16da"
                let form: KeyValuePairs = ["label": "Canvas", "scope": "all", "id": id]
                #expect(try await visitor.post(path, form).status == 200)
                #expect(try await visitor.post(path, form).status == 422)
                #expect(try await visitor.get(path).body.components(separatedBy: "Canvas</h3>").count == 2)
                #expect(try await visitor.post("\(path)/\(user)/intrekken", [:]).status == 303)
                #expect(try await store.get("/statements").status == 401)
            }
        }
    }
}
