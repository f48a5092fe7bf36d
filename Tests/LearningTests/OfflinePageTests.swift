import Core
import Directory
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Storage
import TestSupport
import Testing

@testable import Learning

@Suite("Pages and files of courses without network")
struct OfflinePageTests {
    private struct Answer {
        var status: Int
        var json: [String: Any]
    }

    private static func send(
        _ client: any TestClientProtocol, _ body: String, cookie: String?, headers more: HTTPFields = [:],
        method: HTTPRequest.Method = .post
    ) async throws -> Answer {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let cookie { headers[.cookie] = cookie.contains("=") ? cookie : "\(LearnerCookie.name)=\(cookie)" }
        for field in more { headers[field.name] = field.value }
        let answer = try await client.execute(
            uri: "/leren/receptie/onderweg/stand?taal=en", method: method, headers: headers,
            body: ByteBuffer(string: body))
        let json = try? JSONSerialization.jsonObject(with: Data(String(buffer: answer.body).utf8))
        return Answer(status: answer.status.code, json: json as? [String: Any] ?? [:])
    }

    @Test(arguments: testEngines)
    func whatWasDoneArrives(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.serve { client in
                let phone = Visitor(client)
                _ = try await phone.post("/leren/receptie", ["role": "reception"])
                let cookie = try #require(phone.cookies[LearnerCookie.name])
                let asked = try await Self.send(client, "{\"version\": 3, \"events\": []}", cookie: cookie)
                let place = try #require(asked.json["place"] as? [String: Any])
                #expect(asked.status == 200 && place["position"] as? String == "welkom")
                let attempt = try #require(place["attempt"] as? String)
                let events = """
                    {"id": "0b5d5e00-0000-4000-8000-000000000001", "do": "go", "screen": "vader"},
                    {"id": "0b5d5e00-0000-4000-8000-000000000002", "do": "answer", "screen": "vader", "given": ["niets"]}
                    """
                let batch = "{\"attempt\": \"\(attempt)\", \"version\": 3, \"events\": [\(events)]}"
                let first = try await Self.send(client, batch, cookie: cookie)
                #expect(first.status == 200 && (first.json["outdated"] as? [String])?.isEmpty == true)
                let now = try #require(first.json["place"] as? [String: Any])
                #expect(now["finished"] as? [String] == ["vader"])
                #expect(now["answers"] as? [String: [String]] == ["vader": ["niets"]])
                #expect(try await phone.get("/leren/receptie").says("/leren/receptie/stap/2"))

                // Refused, each with a sentence and nothing taken.
                let other = batch.replacing(attempt, with: "0123456789abcdef")
                let large = "{\"version\": 3, \"events\": [" + String(repeating: " ", count: 300 << 10) + "]}"
                for (body, sender, status) in [
                    (other, cookie, 409), (batch, nil, 404), (batch, "receptie~kapot", 404), ("{", cookie, 400),
                    (large, cookie, 413),
                ] {
                    let answer = try await Self.send(client, body, cookie: sender)
                    #expect(answer.status == status, "\(body.prefix(40))")
                    #expect((answer.json["error"] as? String)?.isEmpty == false)
                }
                // Asking is no mistake.
                let nobody = try await Self.send(client, "{\"version\": 3, \"events\": []}", cookie: nil)
                #expect(nobody.status == 200 && nobody.json["place"] == nil && nobody.json["error"] != nil)
                for headers: HTTPFields in [
                    [.origin: "https://elsewhere.example"], [HTTPField.Name("Sec-Fetch-Site")!: "cross-site"],
                ] {
                    #expect(try await Self.send(client, batch, cookie: cookie, headers: headers).status == 403)
                }
                #expect(try await Self.send(client, "", cookie: cookie, method: .get).status == 405)
            }
        }
    }

    /// Who began with their own link and goes on at another device, without network: the employer hears that it is done, as always.
    @Test(arguments: testEngines)
    func theEmployerHearsOfIt(engine: Engine) async throws {
        try await World.on(engine) { world in
            let person = try await world.makeTeam()
            try await world.serve { client in
                let first = Visitor(client)
                let link = world.learning.rosters.code(of: person).path
                _ = try await first.post(link, ["course": "receptie", "role": "reception"])
                let shown = try await first.post("/leren/receptie/ander-toestel", [:])
                let second = Visitor(client)
                _ = try await second.post("/verder", ["code": try #require(shown.resumeCode)])
                let answers = [("vader", "niets"), ("gevaar", "112"), ("meer", "a\", \"b")]
                let events = answers.enumerated().flatMap { number, answer in
                    let id = "0b5d5e00-0000-4000-8000-00000000000\(number)"
                    return [
                        "{\"id\": \"\(id)\", \"do\": \"go\", \"screen\": \"\(answer.0)\"}",
                        "{\"id\": \"a\(id.dropFirst())\", \"do\": \"answer\", \"screen\": \"\(answer.0)\", \"given\": [\"\(answer.1)\"]}",
                    ]
                }
                let cookies = second.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
                let arrival = try await Self.send(
                    client, "{\"version\": 3, \"events\": [\(events.joined(separator: ","))]}", cookie: cookies)
                #expect((arrival.json["place"] as? [String: Any])?["isComplete"] as? Bool == true)
                #expect(try await world.courses(of: person).first?.done?.version == 3)
            }
        }
    }

    /// A list of public files, the page last; and every one of them is there for who has no cookie, and knows nobody.
    @Test func whatIsKeptIsPublic() async throws {
        try await World.on(.sqlite) { world in
            let trainer = world.trainer
            try await world.serve(sessions: ["t": trainer]) { client in
                let nobody = Visitor(client)
                for prefix in ["", "/en"] {
                    let base = "\(prefix)/leren/receptie/onderweg"
                    let list = try await nobody.get("\(base)/lijst")
                    let json = try #require(
                        try JSONSerialization.jsonObject(with: Data(list.body.utf8)) as? [String: Any])
                    let files = try #require(json["files"] as? [String])
                    #expect(files.last == base)
                    for file in files {
                        let answer = try await nobody.get(file)
                        #expect(answer.status == 200, "\(file)")
                        #expect(answer.headers[values: .setCookie].isEmpty)
                        #expect(!answer.says("name=\"csrf\""))
                    }
                    let script = try await nobody.get(files[3])
                    #expect(script.says("const course = {") && script.says("class Attempt"))
                    #expect(script.says(prefix.isEmpty ? "Signalen aan de balie" : "Signals at the desk"))
                    #expect(!script.says(prefix.isEmpty ? "Signals at the desk" : "Signalen aan de balie"))
                    // Every sentence that the scripts name is in it.
                    #expect(script.says("\"offline.player.waiting-one\": "))
                    // With who is signed in on it, it is not to be kept.
                    #expect(try await Visitor(client, session: "t").get(base).headers[.cacheControl] == "no-store")
                }
            }
        }
    }

    /// The step says which version it is, and another one after a change of the course.
    @Test func anotherVersionIsKeptAnew() async throws {
        func version(_ course: Course) async throws -> String {
            let found = Found()
            try await World.on(.sqlite, courses: [course]) { world in
                try await world.serve { client in
                    let list = try await Visitor(client).get("/leren/receptie/onderweg/lijst")
                    let json = try JSONSerialization.jsonObject(with: Data(list.body.utf8)) as? [String: Any]
                    await found.put(json?["version"] as? String ?? "")
                }
            }
            return await found.text
        }
        var next = tinyCourse()
        next.version += 1
        let first = try await version(tinyCourse())
        #expect(!first.isEmpty)
        #expect(try await version(tinyCourse()) == first)
        #expect(try await version(next) != first)
    }

    private actor Found {
        private(set) var text = ""
        func put(_ text: String) { self.text = text }
    }

    @Test func theDeviceIsEmptied() async throws {
        try await World.on(.sqlite) { world in
            try await world.serve { client in
                let phone = Visitor(client)
                _ = try await phone.post("/leren/receptie", ["role": "reception"])
                #expect(try await phone.get("/leren/receptie/stap/1").says(" data-automatic"))
                let cleared = try await phone.post("/onderweg", ["doe": "weg"])
                #expect(cleared.headers[HTTPField.Name("Clear-Site-Data")!] == "\"cache\", \"storage\"")
                let step = try await phone.get("/leren/receptie/stap/1")
                #expect(step.status == 200 && step.says("data-kept=") && !step.says(" data-automatic"))
                _ = try await phone.post("/onderweg", ["doe": "aan"])
                #expect(try await phone.get("/leren/receptie/stap/1").says(" data-automatic"))
                _ = try await phone.post("/onderweg", ["doe": "weg", "plek": "ja"])
                #expect(try await phone.get("/leren/receptie/stap/1").status == 303)
            }
        }
    }

    @Test func theAppIsTheCoursesAlone() async throws {
        try await World.on(.sqlite) { world in
            try await world.serve { client in
                let visitor = Visitor(client)
                let manifest = try await visitor.get("/en/manifest.webmanifest")
                #expect(manifest.headers[.contentType] == "application/manifest+json")
                #expect(manifest.says("\"start_url\": \"/en/leren\"") && manifest.says("\"scope\": \"/en/leren\""))
                for file in ["192.png", "512.png", "512-vol.png"] {
                    #expect(manifest.says("/icoon/\(file)"))
                    #expect(try await visitor.get("/icoon/\(file)").headers[.contentType] == "image/png")
                }
                #expect(try await visitor.get("/icoon/513.png").status == 404)
                let worker = try await visitor.get("/sw.js")
                #expect(worker.headers[.cacheControl] == "no-cache")
                #expect(worker.headers[.contentType]?.hasPrefix("text/javascript") == true)
                #expect(try await visitor.get("/leren").says("rel=\"manifest\""))
                #expect(try await !visitor.get("/doe-mee").says("rel=\"manifest\""))
            }
        }
    }
}
