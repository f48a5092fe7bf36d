import Storage
import TestSupport
import Testing
import Web
import Work

@testable import App
@testable import Commitments

@Suite struct LetterMailTests {
    @Test(arguments: testEngines)
    func aReminderLeavesByTheOutboxToWhoWasTyped(engine: Engine) async throws {
        try await withDemo(engine) { app, _ in
            let mail = App.letterMail(app.outbox)
            for text in [
                "", "geen adres", "a@b", "a@example.org, b@example.org", "a@example.org\r\nBcc: c@example.org",
            ] {
                #expect(throws: MailError.address) { try mail.check(text) }
            }
            #expect(throws: Never.self) { try mail.check("post@example.org") }
            let before = Set(try await app.outbox.waiting().map(\.id))
            try await app.database.write { try mail.send("post@example.org", "Stand van zaken", "Brief", $0) }
            let sent = try await app.outbox.waiting().filter { !before.contains($0.id) }
            #expect(sent.map(\.recipient) == ["post@example.org"])
            #expect(sent.map(\.subject) == ["Stand van zaken"])
        }
    }
}
