import Core
import Directory
import Storage
import Web
import Work

/// Mails a one-time link to the member it is for.
struct InvitationMail: Sendable {
    let database: any Database
    let outbox: Outbox
    let strings: Strings
    /// Whether there is a mail server, or the demo's page instead of one.
    let canSend: Bool

    /// - Returns: `false` when no mail can be sent: the link is then given by hand.
    func send(_ member: Member, _ link: String, _ language: Language) async throws -> Bool {
        guard canSend, let to = try? MailAddress(member.email) else { return false }
        let body = strings(
            Text("administration.invitation.mail-body", ["name": member.name, "link": link]), language)
        let mail = try Mail(
            to: to, subject: strings(Text("administration.invitation.mail-subject"), language), body: body)
        _ = try await database.write { try outbox.send(mail, in: $0) }
        outbox.nudge()
        return true
    }
}
