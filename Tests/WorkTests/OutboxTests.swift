import Core
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Work

/// A transport that answers as the test says.
private final class ScriptedTransport: MailTransport {
    let answer = Mutex<MailError?>(nil)
    let tried = Notes()

    func deliver(_ message: MailMessage) async throws {
        tried.add(message.id.text)
        if let error = answer.withLock({ $0 }) { throw error }
    }
}

@Suite struct OutboxTests {
    private func outbox(_ bench: Bench, _ transport: (any MailTransport)?) throws -> Outbox {
        Outbox(
            jobs: bench.jobs, sender: try MailSender(name: "Vangnet", address: MailAddress("v@voorbeeld.nl")),
            transport: transport, logger: silent)
    }

    private func runner(_ bench: Bench, _ outbox: Outbox) -> JobRunner {
        bench.runner(outbox.kinds, schedules: outbox.schedules)
    }

    private func mail(_ subject: String = "Dag") throws -> Mail {
        try Mail(to: MailAddress("anna@voorbeeld.org"), subject: subject, body: "Geheim")
    }

    /// All that stands in the outbox, as text.
    private func stored(_ bench: Bench) async throws -> [String?] {
        try await bench.database.read { transaction in
            try transaction.rows("SELECT subject, body FROM work_outbox").flatMap {
                [try $0["subject"], try $0["body"]]
            }
        }
    }

    @Test(arguments: testEngines)
    func aMailIsDeliveredOnceAndWiped(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let demo = DemoTransport()
            let outbox = try outbox(bench, demo)
            let mail = try mail()
            let id = try await bench.database.write { try outbox.send(mail, in: $0) }
            #expect(try await outbox.waiting().map(\.id) == [id])
            try await runner(bench, outbox).runDue()
            try await runner(bench, outbox).runDue()
            #expect(demo.messages.map(\.mail) == [mail])
            #expect(demo.messages.first?.id == id)
            // Nothing of it is left, and nothing of its job.
            #expect(try await stored(bench).isEmpty)
            let kinds: [String] = try await bench.database.read {
                try $0.rows("SELECT kind FROM work_jobs").map { try $0["kind"] }
            }
            #expect(!kinds.contains("work.mail"))
        }
    }

    @Test(arguments: testEngines)
    func aMailThatTellsTheDayOnlyIsSentAtOnce(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let demo = DemoTransport()
            let outbox = try outbox(bench, demo)
            let mail = try mail()
            let id = try await bench.database.write { try outbox.send(mail, tellsDayOnly: true, in: $0) }
            let start = Instant(startOf: bench.clock.instant.day)
            let entry = try #require(try await outbox.waiting().first)
            #expect(entry.created == start && entry.due == start && entry.id == id)
            for made in [entry.id, entry.job] {
                #expect(made.text.prefix(13) == Identifier(at: start, random: systemRandomBytes).text.prefix(13))
            }
            try await runner(bench, outbox).runDue()
            #expect(demo.messages.map(\.mail) == [mail])
        }
    }

    @Test(arguments: testEngines)
    func aMailOfATransactionThatFailedIsNotSent(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let demo = DemoTransport()
            let outbox = try outbox(bench, demo)
            let mail = try mail()
            await #expect(throws: Broken.self) {
                try await bench.database.write { transaction in
                    try outbox.send(mail, in: transaction)
                    throw Broken()
                }
            }
            try await runner(bench, outbox).runDue()
            #expect(demo.messages.isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func whatIsRefusedForNowIsTriedAgain(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let transport = ScriptedTransport()
            let outbox = try outbox(bench, transport)
            transport.answer.withLock { $0 = .later(code: 450) }
            let mail = try mail()
            let id = try await bench.database.write { try outbox.send(mail, in: $0) }
            for _ in 1...5 {
                try await runner(bench, outbox).runDue()
                let entry = try #require(try await outbox.waiting().first)
                #expect(entry.error == "work.mail.error.later")
                bench.clock.instant = entry.due
            }
            transport.answer.withLock { $0 = nil }
            try await runner(bench, outbox).runDue()
            #expect(transport.tried.all == Array(repeating: id.text, count: 6))
            #expect(try await outbox.waiting().isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func whatIsRefusedForGoodIsShownAndCanBeTriedOrThrownAway(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let transport = ScriptedTransport()
            let outbox = try outbox(bench, transport)
            transport.answer.withLock { $0 = .refused(code: 550) }
            let mails = [try mail("Een"), try mail("Twee")]
            try await bench.database.write { transaction in
                for mail in mails { try outbox.send(mail, in: transaction) }
            }
            try await runner(bench, outbox).runDue()
            let dead = try await outbox.dead()
            #expect(dead.map(\.error) == ["work.mail.error.refused", "work.mail.error.refused"])
            #expect(Set(dead.map(\.subject)) == ["Een", "Twee"])
            try await outbox.discard(dead[0])
            transport.answer.withLock { $0 = nil }
            try await outbox.retry(dead[1])
            try await runner(bench, outbox).runDue()
            #expect(try await outbox.dead().isEmpty)
            #expect(transport.tried.all.filter { $0 == dead[1].id.text }.count == 2)
            #expect(transport.tried.all.filter { $0 == dead[0].id.text }.count == 1)
        }
    }

    @Test(arguments: testEngines)
    func mailsWaitUntilThereIsAServerAndDeadOnesAreNotKeptForEver(engine: Engine) async throws {
        try await Bench.run(engine) { bench in
            let mail = try mail()
            let none = try outbox(bench, nil)
            _ = try await bench.database.write { try none.send(mail, in: $0) }
            try await runner(bench, none).runDue()
            #expect(try await none.waiting().count == 1)

            let transport = ScriptedTransport()
            transport.answer.withLock { $0 = .refused(code: 550) }
            let outbox = try outbox(bench, transport)
            try await runner(bench, outbox).runDue()
            bench.clock.advance(seconds: 80 * 86_400)
            try await runner(bench, outbox).runDue()
            #expect(try await outbox.dead().count == 1)
            bench.clock.advance(seconds: 12 * 86_400)
            try await runner(bench, outbox).runDue()
            #expect(try await stored(bench).isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func throughARealServer(engine: Engine) async throws {
        try await withTemporaryFolder { folder in
            let peer = try SMTPPeer(folder: folder)
            try await Bench.run(engine) { bench in
                let outbox = try outbox(bench, SMTPTransport(server: try SMTPServer("smtp://127.0.0.1:\(peer.port)")))
                let mail = try mail("Één bericht")
                let id = try await bench.database.write { try outbox.send(mail, in: $0) }
                try await runner(bench, outbox).runDue()
                let received = try peer.next()
                #expect(received.headers["Subject"] == "Één bericht")
                #expect(received.headers["Message-ID"] == "<\(id)@voorbeeld.nl>")
                #expect(try await outbox.waiting().isEmpty)
            }
        }
    }
}
