import Core
import TestSupport
import Testing

@testable import Work

@Suite struct MailMessageTests {
    private func message(_ subject: String, _ body: String, name: String = "Vangnet") throws -> MailMessage {
        try MailMessage(
            id: Identifier("01900000-0000-7000-8000-000000000001")!,
            from: MailSender(name: name, address: MailAddress("vangnet@voorbeeld.nl")),
            mail: try Mail(to: MailAddress("anna@voorbeeld.org"), subject: subject, body: body),
            date: Instant(milliseconds: 1_795_491_719_000))
    }

    private func text(_ message: MailMessage) -> String { String(decoding: message.bytes, as: UTF8.self) }

    @Test func plainMail() throws {
        let expected = """
            Date: Tue, 24 Nov 2026 03:41:59 +0000
            From: Vangnet <vangnet@voorbeeld.nl>
            To: <anna@voorbeeld.org>
            Subject: Nieuw bericht: lees het op tijd.
            Message-ID: <01900000-0000-7000-8000-000000000001@voorbeeld.nl>
            Auto-Submitted: auto-generated
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Dag,
            =2E een punt =3D een punt=20
            caf=C3=A9

            """
        let mail = try message("Nieuw bericht: lees het op tijd.", "Dag,\r\n. een punt = een punt \ncafé")
        #expect(text(mail) == expected.replacing("\n", with: "\r\n"))
    }

    @Test func subjectAndNameOutsideASCII() throws {
        let lines = text(try message("Reünie — één plek over", "", name: "Vangnet (proef)")).split(separator: "\r\n")
        #expect(lines.contains("Subject: =?utf-8?B?UmXDvG5pZSDigJQgw6nDqW4gcGxlayBvdmVy?="))
        #expect(lines.contains("From: =?utf-8?B?VmFuZ25ldCAocHJvZWYp?= <vangnet@voorbeeld.nl>"))
    }

    @Test func linesStayShortAndPlain() throws {
        var generator = SeededGenerator(seed: 1)
        let alphabet = Array("ab .=F\té€😀\n")
        for _ in 0..<300 {
            let body = String(
                (0..<Int.random(in: 0...400, using: &generator)).map { _ in alphabet.randomElement(using: &generator)! }
            )
            let subject = String(
                (0..<Int.random(in: 1...200, using: &generator)).map { _ in
                    alphabet.filter { $0 != "\n" && $0 != "\t" }.randomElement(using: &generator)!
                })
            let bytes = try message(subject, body).bytes
            for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
                #expect(line.last == 0x0D && line.count <= 77, "\(subject) \(body)")
                #expect(line.dropLast().allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 })
                #expect(line.first != 0x2E)
            }
        }
    }

    @Test(arguments: [
        "", "a\r\nBcc: b@c.nl", "a\nb", "a\u{0}", "a\u{85}b", "a\u{2028}b", String(repeating: "a", count: 201),
    ])
    func subjectsThatAreRefused(subject: String) throws {
        let address = try MailAddress("a@b.nl")
        #expect(throws: MailError.subject) { try Mail(to: address, subject: subject, body: "") }
    }

    @Test func bodiesThatAreRefused() throws {
        let address = try MailAddress("a@b.nl")
        #expect(throws: MailError.body) { try Mail(to: address, subject: "a", body: "a\u{0}") }
        #expect(throws: MailError.body) {
            try Mail(to: address, subject: "a", body: String(repeating: "a", count: 100_001))
        }
    }

    @Test(arguments: ["anna@voorbeeld.nl", "a.b+c@sub.voorbeeld.nl", "o'neil@xn--caf-dma.nl", "a@b.c1"])
    func addresses(text: String) throws { #expect(try MailAddress(text).text == text) }

    @Test(arguments: [
        "", "anna", "anna@", "@b.nl", "a@b", "a@@b.nl", "a b@c.nl", "a@b.nl\r\nRCPT TO:<c@d.nl>", "<a@b.nl>",
        "a@b.nl,c@d.nl",
        "a..b@c.nl", ".a@b.nl", "a.@b.nl", "a@-b.nl", "a@b-.nl", "a@b..nl", "é@b.nl", "a@é.nl", "\"a\"@b.nl",
        "a@b.nl\n",
        "a@b.\u{0}nl", String(repeating: "a", count: 65) + "@b.nl",
        "a@" + String(repeating: String(repeating: "b", count: 60) + ".", count: 5) + "nl",
    ])
    func addressesThatAreRefused(text: String) { #expect(throws: MailError.address) { try MailAddress(text) } }
}

@Suite struct SMTPServerTests {
    @Test func addresses() throws {
        let secure = try SMTPServer("smtps://anna%40b.nl:p%3Ass@mail.voorbeeld.nl")
        #expect(secure.encryption == .implicit && secure.port == 465 && secure.host == "mail.voorbeeld.nl")
        #expect(secure.user == "anna@b.nl" && secure.password == "p:ss")
        #expect(secure.description == "smtps://mail.voorbeeld.nl:465")
        let start = try SMTPServer("smtp://mail.voorbeeld.nl:2525")
        #expect(start.encryption == .startTLS && start.port == 2525 && start.user == nil)
    }

    @Test func unencryptedOnlyToThisMachineUnlessAskedFor() throws {
        #expect(try SMTPServer("smtp://localhost").encryption == .none)
        #expect(try SMTPServer("smtp://127.0.0.1:25").encryption == .none)
        #expect(try SMTPServer("smtp://[::1]:25").encryption == .none)
        #expect(try SMTPServer("smtp://localhost?tls=required").encryption == .startTLS)
        #expect(try SMTPServer("smtp://relay.intern?tls=none").encryption == .none)
        #expect(try SMTPServer("smtp://localhost.voorbeeld.nl").encryption == .startTLS)
    }

    @Test(arguments: [
        "", "mail.voorbeeld.nl", "http://b.nl", "smtp://", "smtps://b.nl?tls=none", "smtp://b.nl?tls=maybe",
        "smtp://b.nl/x", "smtp://b.nl?x=1",
    ])
    func addressesThatAreRefused(text: String) { #expect(throws: MailError.server) { try SMTPServer(text) } }
}
