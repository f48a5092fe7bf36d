import Core
import Foundation
import TestSupport
import Testing

@testable import Work

@Suite struct SMTPTests {
    private func message(to: String = "anna@voorbeeld.org", subject: String = "Dag", body: String = "Dag") throws
        -> MailMessage
    {
        try MailMessage(
            id: Identifier("01900000-0000-7000-8000-000000000001")!,
            from: MailSender(name: "Vangnét", address: MailAddress("vangnet@voorbeeld.nl")),
            mail: try Mail(to: MailAddress(to), subject: subject, body: body),
            date: Instant(milliseconds: 1_795_491_719_000))
    }

    @Test func textArrivesAsItWasWritten() async throws {
        try await withTemporaryFolder { folder in
            let peer = try SMTPPeer(folder: folder)
            let transport = SMTPTransport(server: try SMTPServer("smtp://127.0.0.1:\(peer.port)"))
            let long = String(repeating: "Een regel zonder einde met één café en een € ", count: 100)
            let body =
                "Dag,\n\n.\n..\n.regel met een punt\nFrom nu af aan\n\(long)\n=3D\tspatie op het eind \n\nGroet 👋"
            try await transport.deliver(message(subject: "Reünie: 12 % méér — \(long.prefix(120))", body: body))
            let mail = try peer.next()
            #expect(mail.body.replacing("\r\n", with: "\n") == body + "\n")
            #expect(mail.headers["Subject"] == "Reünie: 12 % méér — \(long.prefix(120))")
            #expect(mail.headers["From"] == "Vangnét <vangnet@voorbeeld.nl>")
            #expect(mail.headers["Message-ID"] == "<01900000-0000-7000-8000-000000000001@voorbeeld.nl>")
            #expect(mail.headers["Auto-Submitted"] == "auto-generated")
            #expect(mail.from == "vangnet@voorbeeld.nl" && mail.to == ["anna@voorbeeld.org"])
            #expect(mail.helo == "voorbeeld.nl" && !mail.encrypted)
            #expect(mail.raw == Data(try message(subject: "Reünie: 12 % méér — \(long.prefix(120))", body: body).bytes))
        }
    }

    @Test func anyTextArrivesAsItWasWritten() async throws {
        try await withTemporaryFolder { folder in
            let peer = try SMTPPeer(folder: folder)
            let transport = SMTPTransport(server: try SMTPServer("smtp://127.0.0.1:\(peer.port)"))
            var generator = SeededGenerator(seed: 3)
            let alphabet = Array("ab .=F\té€😀\n")
            for _ in 0..<40 {
                let count = Int.random(in: 1...2000, using: &generator)
                let body = String((0..<count).map { _ in alphabet.randomElement(using: &generator)! }) + "."
                try await transport.deliver(message(body: body))
                #expect(try peer.next().body.replacing("\r\n", with: "\n") == body + "\n")
            }
        }
    }

    @Test func startTLSWithUserAndPassword() async throws {
        try await withTemporaryFolder { folder in
            let peer = try SMTPPeer(folder: folder, options: ["starttls", "login"])
            let address = "smtp://vangnet:p%40ss%20w%C3%B6rd@localhost:\(peer.port)?tls=required"
            var server = try SMTPServer(address)
            server.certificates = peer.certificate
            try await SMTPTransport(server: server).deliver(message())
            let mail = try peer.next()
            #expect(mail.encrypted && mail.user == "vangnet")

            var wrong = try SMTPServer(address.replacing("p%40ss", with: "pass"))
            wrong.certificates = peer.certificate
            await #expect(throws: MailError.login) { try await SMTPTransport(server: wrong).deliver(message()) }
            var nobody = try SMTPServer("smtp://localhost:\(peer.port)?tls=required")
            nobody.certificates = peer.certificate
            await #expect(throws: MailError.login) { try await SMTPTransport(server: nobody).deliver(message()) }
        }
    }

    @Test func nothingIsSentWithoutTrustedEncryption() async throws {
        try await withTemporaryFolder { folder in
            let encrypted = try SMTPPeer(folder: folder, options: ["starttls"])
            let untrusted = try SMTPServer("smtp://localhost:\(encrypted.port)?tls=required")
            await #expect(throws: MailError.encryption) {
                try await SMTPTransport(server: untrusted).deliver(message())
            }
            let plain = try SMTPPeer(folder: folder)
            let required = try SMTPServer("smtp://localhost:\(plain.port)?tls=required")
            await #expect(throws: MailError.encryption) { try await SMTPTransport(server: required).deliver(message()) }
        }
    }

    @Test func refusalsForGoodAndForNow() async throws {
        try await withTemporaryFolder { folder in
            let peer = try SMTPPeer(folder: folder)
            let transport = SMTPTransport(server: try SMTPServer("smtp://127.0.0.1:\(peer.port)"))
            await #expect(throws: MailError.refused(code: 550)) {
                try await transport.deliver(message(to: "unknown@voorbeeld.org"))
            }
            await #expect(throws: MailError.refused(code: 554)) {
                try await transport.deliver(message(to: "spam@voorbeeld.org"))
            }
            await #expect(throws: MailError.later(code: 450)) {
                try await transport.deliver(message(to: "busy@voorbeeld.org"))
            }
        }
    }

    @Test func aServerThatDoesNotAnswer() async throws {
        // Port 1 is nobody's.
        let transport = SMTPTransport(server: try SMTPServer("smtp://127.0.0.1:1"))
        await #expect(throws: MailError.unreachable) { try await transport.deliver(message()) }
    }
}
