import Core
import Directory
import Storage
import TestSupport
import Testing
import Vault
import Web
import Work

@testable import App

@Suite struct NoticeMailTests {
    @Test(arguments: testEngines)
    func aNoticeSaysThatSomethingWaitsAndNeverWhat(engine: Engine) async throws {
        try await withDemo(engine) { app, _ in
            let notice = NoticeMail(
                members: app.directory.members, desks: app.directory.desks, outbox: app.outbox,
                strings: app.site.strings, address: "https://vangnet.example", canSend: true)
            let desk = try #require(try await app.directory.desks.all(.system).first { $0.memberCount >= 2 })
            let people = try await app.directory.desks.details(.system, desk.id).members.map(\.id)
            let left = try await app.directory.members.invite(
                .system, MemberDraft(name: "Weg", email: "weg@example.org", organisation: desk.organisation)
            ).member
            try await app.directory.members.deactivate(.system, left.id, version: left.version)
            let unknown = Identifier(at: app.configuration.now(), random: app.configuration.random)
            let told = Set(try await app.outbox.waiting().map(\.id))
            try await app.database.write {
                try notice.send(people + [left.id, unknown], desk: desk.id, in: $0)
            }
            // The demo's own reports were told of too.
            let waiting = try await app.outbox.waiting().filter { !told.contains($0.id) }
            #expect(waiting.count == people.count)
            for mail in waiting {
                #expect(mail.recipient != "weg@example.org")
                #expect(mail.subject == "Er wacht iets bij \(desk.name)")
            }
            // Nothing is sent, or thrown, where there is no mail server.
            let mute = NoticeMail(
                members: app.directory.members, desks: app.directory.desks, outbox: app.outbox,
                strings: app.site.strings, address: "https://vangnet.example", canSend: false)
            try await app.database.write { try mute.send(people, desk: desk.id, in: $0) }
            #expect(try await app.outbox.waiting().count == told.count + people.count)
            // The words carry nothing that is not the desk's name or the member's.
            for language in Language.all {
                let words = app.site.strings(Text("app.notice.mail-body"), language)
                #expect(!words.lowercased().contains("meld") && !words.lowercased().contains("report"))
            }
        }
    }
}
