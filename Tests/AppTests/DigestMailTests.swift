import Commitments
import Core
import Directory
import Storage
import TestSupport
import Testing
import Web
import Work

@testable import App

@Suite struct DigestMailTests {
    @Test(arguments: testEngines)
    func theWeeklyMailHoldsTitlesAndGoesToWhoIsStillHere(engine: Engine) async throws {
        try await withDemo(engine) { app, _ in
            let mail = DigestMail(
                members: app.directory.members, outbox: app.outbox, strings: app.site.strings,
                address: "https://vangnet.example")
            let member = try #require(
                try await app.directory.members.all(.system).first { $0.email.hasPrefix("meelezer@") })
            let items = try await app.commitments.all(.system, [.letter])
            let list = WorkList(items, on: app.configuration.now().day, letters: 3)
            let before = Set(try await app.outbox.waiting().map(\.id))
            let unknown = Identifier(at: app.configuration.now(), random: app.configuration.random)
            try await app.database.write { transaction in
                for id in [member.id, unknown] {
                    try mail.send(
                        Commitments.Digest(member: id, list: list, changes: []), in: transaction)
                }
            }
            let sent = try await app.outbox.waiting().filter { !before.contains($0.id) }
            #expect(sent.map(\.recipient) == [member.email])
            let body = try await app.database.read { transaction in
                try transaction.rows("SELECT * FROM work_outbox").map { row -> String in try row["body"] }
            }.joined()
            #expect(body.contains("Brieven om te lezen: 2"))
            #expect(body.contains("Nieuwe brieven uit de Tweede Kamer: 3") && !body.contains("Andere voorstellen"))
            #expect(body.contains("- Voortgang programma Samen tegen mensenhandel"))
            #expect(body.contains("https://vangnet.example/werk/toezeggingen"))
        }
    }
}
