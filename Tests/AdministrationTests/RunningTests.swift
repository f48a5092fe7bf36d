import Core
import Directory
import Storage
import TestSupport
import Testing
import Web
import Work

@testable import Administration

/// The audit trail, jobs and mail.
@Suite struct RunningTests {
    private struct Refused: UserError {
        var status: Int { 422 }
        var text: Text { Text("work.error.lost") }
    }

    private static let failing = JobKind("test.fails") { _ in throw Refused() }

    private static func mail() throws -> Mail {
        try Mail(to: MailAddress("bram@example.org"), subject: "Uitnodiging", body: "Geheime link")
    }

    private static func send(_ mail: Mail, from house: House) async throws {
        _ = try await house.database.write { [outbox = house.outbox] in try outbox.send(mail, in: $0) }
    }

    @Test(arguments: testEngines)
    func aDeadJobIsTriedAgainOrThrownAway(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            #expect(try await anna.get("/werk/taken").body.contains("Er wacht niets"))
            let id = try await house.jobs.enqueue("test.fails")
            let page = "/werk/taken/\(id)"
            #expect(try await anna.get(page).body.contains("Wacht op zijn beurt"))
            #expect(try await anna.post(page + "/opnieuw").status == 409)
            _ = try await house.runner([Self.failing]).runDue()
            let list = try await anna.get("/werk/taken")
            #expect(list.body.contains("De server stopte steeds tijdens deze taak."))
            #expect(list.body.contains("action=\"\(page)/opnieuw\""))

            #expect(try await anna.post(page + "/opnieuw").location?.hasPrefix("/werk/taken?") == true)
            #expect(try await house.jobs.status(id)?.state == .waiting)
            _ = try await house.runner([Self.failing]).runDue()
            #expect(try await anna.post(page + "/weg").status == 303)
            #expect(try await house.jobs.status(id)?.state == .discarded)
            #expect(try await anna.get(page).body.contains("gestopt of weggegooid"))
            #expect(try await anna.post(page + "/weg").status == 409)
        }
    }

    @Test(arguments: testEngines)
    func progressIsShownAsFarAsItIsKnown(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            let counts = JobKind("test.counts", attempts: 1) { job in
                try await job.report(done: 12, total: job.payload == "{}" ? nil : 50)
                throw Refused()
            }
            let open = try await house.jobs.enqueue(counts.name)
            let closed = try await house.jobs.enqueue(counts.name, payload: "50")
            _ = try await house.runner([counts]).runDue()
            let unknown = try await anna.get("/werk/taken/\(open)").body
            #expect(unknown.contains("12 gedaan") && !unknown.contains("value=\"12\""))
            #expect(try await anna.get("/werk/taken/\(closed)").body.contains("12 van 50 gedaan"))
        }
    }

    @Test(arguments: testEngines)
    func aRefusedMailIsThrownAwayWithAllThatItHeld(engine: Engine) async throws {
        try await withHouse(engine, transport: Refusing()) { house in
            let anna = try await house.begin()
            let mail = try Self.mail()
            try await Self.send(mail, from: house)
            #expect(try await anna.get("/werk/post").body.contains("bram@example.org"))
            _ = try await house.runner().runDue()
            let page = try await anna.get("/werk/post")
            let entry = try #require(try await house.outbox.dead().first)
            #expect(page.body.contains("weigert dit bericht") && !page.body.contains("{code}"))
            #expect(!page.body.contains("Geheime link"))
            let retried = try await anna.post("/werk/post/\(entry.id)/opnieuw")
            #expect(retried.location == "/werk/post?melding=administration.notices.mail-retried")
            _ = try await house.runner().runDue()
            #expect(try await anna.post("/werk/post/\(entry.id)/weg").status == 303)
            #expect(try await Self.stored(house) == 0)
            #expect(try await anna.get("/werk/post").body.contains("Er is geen mail"))
        }
    }

    /// Throwing the job of a mail away on the page of jobs would otherwise leave its text, link and all.
    @Test(arguments: testEngines)
    func aMailGoesWithItsJob(engine: Engine) async throws {
        try await withHouse(engine, transport: Refusing()) { house in
            let anna = try await house.begin()
            let mail = try Self.mail()
            try await Self.send(mail, from: house)
            _ = try await house.runner().runDue()
            let job = try #require(try await house.outbox.dead().first?.job)
            #expect(try await anna.post("/werk/taken/\(job)/weg").status == 303)
            #expect(try await Self.stored(house) == 0)
        }
    }

    @Test(arguments: testEngines)
    func theDemoShowsWhatWouldHaveBeenSent(engine: Engine) async throws {
        let transport = DemoTransport()
        try await withHouse(engine, demoMail: transport) { house in
            let anna = try await house.begin()
            #expect(try await anna.get("/werk/post").body.contains("Er is geen mail"))
            let mail = try Mail(
                to: MailAddress("bram@example.org"), subject: "<b>Dag</b>", body: "Eerste\n<i>Tweede</i>")
            try await Self.send(mail, from: house)
            _ = try await house.runner().runDue()
            let page = try await anna.get("/werk/post").body
            #expect(page.contains("Eerste\n&lt;i&gt;Tweede&lt;/i&gt;") && page.contains("&lt;b&gt;Dag&lt;/b&gt;"))
            #expect(Markup.faults(ofPage: page) == [])
        }
    }

    @Test(arguments: testEngines)
    func theAuditTrailIsInWordsAndItsPagesFollowEachOther(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            for number in 1...60 {
                house.clock.advance(seconds: 1)
                _ = try await anna.post("/werk/organisaties/nieuw", ["name": "Hotel \(number)", "kind": "hotel"])
            }
            let first = try await anna.get("/werk/logboek")
            #expect(first.body.contains("Organisatie toegevoegd") && first.body.contains("Organisatie Hotel 60"))
            #expect(!first.body.contains("Hotel 5<"))
            let next = try #require(first.firstLink(startingWith: "/werk/logboek?voor=")).replacing("&amp;", with: "&")
            let second = try await anna.get(next)
            #expect(second.body.contains("Organisatie Hotel 5<") && second.body.contains("Vangnet begonnen"))
            #expect(second.body.contains("Naar het nieuwste"))
            // A number that is too large to count on, and words where a row should be.
            let before = next.split(separator: "&")[0]
            for query in [
                "\(before)&pagina=9223372036854775807", "\(before)&pagina=-1", "/werk/logboek?voor=x&pagina=x",
            ] {
                #expect(try await anna.get(query).status == 200)
            }
        }
    }

    /// Every action that the audit trail can hold has words in both languages.
    @Test(arguments: testEngines)
    func whatTheDirectoryDoesHasWords(engine: Engine) async throws {
        try await withHouse(engine) { house in
            let anna = try await house.begin()
            let bram = try await house.join("Bram", invitedBy: anna)
            _ = try await bram.post("/werk/ik/overal-uitloggen")
            for page in ["/werk/logboek", "/en/werk/logboek"] {
                #expect(try await !anna.get(page).body.contains("directory."), "\(page)")
            }
        }
    }

    private static func stored(_ house: House) async throws -> Int {
        try await house.database.read { try $0.row("SELECT COUNT(*) AS n FROM work_outbox")!["n"] }
    }
}
