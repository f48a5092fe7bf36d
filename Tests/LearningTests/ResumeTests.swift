import Core
import Directory
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import Learning

@Suite("Going on at another device")
struct ResumeTests {
    @Test(arguments: testEngines)
    func bothDevicesHaveTheSameAttempt(engine: Engine) async throws {
        try await World.on(engine) { world in
            let learning = world.learning
            let token = try await learning.attempts.begin(course: "receptie", role: .reception, language: .nl)
            let code = try await learning.resuming.makeCode(for: token, course: "receptie")
            let opened = try await learning.resuming.open("\(code)".lowercased(), source: "198.51.100.7")
            #expect(opened == Resuming.Opened(course: "receptie", token: token, person: nil))
            // Nobody is counted twice for it.
            #expect(try await world.counted() == ["joined|receptie|hotel|reception|": 1])
        }
    }

    @Test(arguments: testEngines)
    func aCodeIsGoodOnce(engine: Engine) async throws {
        try await World.on(engine) { world in
            let learning = world.learning
            let token = try await learning.attempts.begin(course: "receptie", role: nil, language: .nl)
            let code = try await learning.resuming.makeCode(for: token, course: "receptie")
            let opened = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        let opened = try? await learning.resuming.open("\(code)", source: "198.51.100.\(number)")
                        return opened != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(opened == 1)
            await #expect(throws: OfflineError.noSuchCode) {
                try await learning.resuming.open("\(code)", source: "203.0.113.1")
            }
        }
    }

    @Test(arguments: testEngines)
    func theLatestCodeForHalfAnHour(engine: Engine) async throws {
        try await World.on(engine) { world in
            let learning = world.learning
            let token = try await learning.attempts.begin(course: "receptie", role: nil, language: .nl)
            let first = try await learning.resuming.makeCode(for: token, course: "receptie")
            let second = try await learning.resuming.makeCode(for: token, course: "receptie")
            await #expect(throws: OfflineError.noSuchCode) {
                try await learning.resuming.open("\(first)", source: "a")
            }
            world.clock.advance(seconds: ResumeCode.seconds - 1)
            // Who is asked whether to give up what is under way here, and says no, keeps the code.
            #expect(try await learning.resuming.open("\(second)", source: "a") { _ in false } == nil)
            #expect(try await learning.resuming.open("\(second)", source: "a")?.token == token)
            let third = try await learning.resuming.makeCode(for: token, course: "receptie")
            world.clock.advance(seconds: ResumeCode.seconds)
            await #expect(throws: OfflineError.noSuchCode) {
                try await learning.resuming.open("\(third)", source: "a")
            }
            try await learning.nightly()
            let left = try await world.database.read {
                try $0.row("SELECT COUNT(*) AS count FROM learning_resume_codes")
            }
            #expect(try left?["count"] == 0)
        }
    }

    @Test(arguments: testEngines)
    func whoGuessesIsStopped(engine: Engine) async throws {
        try await World.on(engine) { world in
            let learning = world.learning
            let token = try await learning.attempts.begin(course: "receptie", role: nil, language: .nl)
            let code = try await learning.resuming.makeCode(for: token, course: "receptie")
            let random = seededRandomBytes(3)
            for _ in 0..<Resuming.mostWrong {
                await #expect(throws: OfflineError.noSuchCode) {
                    try await learning.resuming.open(ResumeCode(random: random).text, source: "192.0.2.9")
                }
            }
            await #expect(throws: DirectoryError.self) {
                try await learning.resuming.open("\(code)", source: "192.0.2.9")
            }
            // A slip of the finger is no guess, and others are not slowed down.
            for _ in 0..<20 {
                await #expect(throws: OfflineError.codeMistyped) {
                    try await learning.resuming.open("7GXK-M4QW-D7", source: "192.0.2.10")
                }
            }
            #expect(try await learning.resuming.open("\(code)", source: "192.0.2.10")?.token == token)
        }
    }

    /// Whoever has the database has neither the code nor the token.
    @Test(arguments: testEngines)
    func theDatabaseDoesNotTell(engine: Engine) async throws {
        try await World.on(engine) { world in
            let token = try await world.learning.attempts.begin(course: "receptie", role: nil, language: .nl)
            let code = try await world.learning.resuming.makeCode(for: token, course: "receptie")
            let row = try await world.database.read {
                try $0.row("SELECT attempt, code_hash, sealed FROM learning_resume_codes")
            }
            let kept = try ["attempt", "code_hash", "sealed"].map { (column) -> String in try #require(row)[column] }
            for text in kept { #expect(!text.contains(token.text) && !text.contains(code.text)) }
            // It goes with the attempt.
            world.clock.advance(seconds: 200 * 86_400)
            try await world.learning.attempts.deleteUnused()
            let left = try await world.database.read {
                try $0.row("SELECT COUNT(*) AS count FROM learning_resume_codes")
            }
            #expect(try left?["count"] == 0)
            await #expect(throws: LearningError.noSuchAttempt) {
                try await world.learning.resuming.makeCode(for: token, course: "receptie")
            }
        }
    }

    @Test(arguments: testEngines)
    func onThePages(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.serve { client in
                let phone = Visitor(client)
                _ = try await phone.post("/leren/receptie", ["role": "reception"])
                _ = try await phone.post("/leren/receptie/stap/1", ["doe": "verder"])
                #expect(try await phone.get("/leren/receptie/ander-toestel").status == 200)
                let shown = try await phone.post("/leren/receptie/ander-toestel", [:])
                let code = try #require(shown.resumeCode)
                #expect(ResumeCode(code) != nil)
                #expect(shown.headers[.cacheControl] == "no-store")

                // Typed where codes are typed, it leads to its page.
                let computer = Visitor(client)
                #expect(try await computer.post("/doe-mee", ["code": "\(code)"]).location == "/verder/\(code)")
                #expect(try await computer.get("/verder/\(code)").says("value=\"\(code)\""))
                let wrong = try await computer.post("/verder", ["code": "7GXK-M4QW-D7"])
                #expect(wrong.status == 422 && wrong.says("7GXK-M4QW-D7"))

                // What is under way here is not given up without a word.
                _ = try await computer.post("/leren/receptie", ["role": "reception"])
                _ = try await computer.post("/leren/receptie/stap/1", ["doe": "verder"])
                let asked = try await computer.post("/verder", ["code": "\(code)"])
                #expect(asked.status == 200 && asked.says("name=\"vervang\""))
                let gone = try await computer.post("/verder", ["code": "\(code)", "vervang": "ja"])
                #expect(gone.location?.hasPrefix("/leren/receptie/stap/2") == true)
                #expect(computer.cookies[LearnerCookie.name] == phone.cookies[LearnerCookie.name])
                #expect(try await Visitor(client).post("/verder", ["code": "\(code)"]).status == 422)

                // Without an attempt there is nothing to go on with.
                #expect(try await Visitor(client).get("/leren/receptie/ander-toestel").status == 303)
            }
        }
    }
}

extension Visitor.Answer {
    /// The code that the page shows for another device.
    var resumeCode: String? {
        body.split(separator: "code big\">").dropFirst().first.map { String($0.prefix { $0 != "<" }) }
    }
}
