import Core
import Directory
import Storage
import Web
import Work

/// Tells members that something waits at their desk, and never what: a mail lies on many servers and shows on locked
/// screens. No number, no urgency, no word of a report, and in the database no moment: it would be that of a report.
struct NoticeMail: Sendable {
    let members: Members
    let desks: Desks
    let outbox: Outbox
    let strings: Strings
    /// Scheme and host of this installation.
    let address: String
    /// Whether there is a mail server, or the demo's page instead of one.
    let canSend: Bool

    /// Puts a mail for each of `ids` in the outbox, in the transaction of what it tells. Members who left get none.
    ///
    /// - Throws: `DirectoryError.notFound` for an unknown desk.
    func send(_ ids: [Identifier], desk: Identifier, in transaction: any Transaction) throws {
        guard canSend else { return }
        let name = try desks.name(desk, in: transaction)
        for member in try members.active(ids, in: transaction) {
            guard let to = try? MailAddress(member.email) else { continue }
            let body = Text("app.notice.mail-body", ["name": member.name, "desk": name, "link": address + "/werk"])
            try outbox.send(
                Mail(
                    to: to, subject: strings(Text("app.notice.mail-subject", ["desk": name]), .nl),
                    body: strings(body, .nl)),
                tellsDayOnly: true, in: transaction)
        }
    }
}
