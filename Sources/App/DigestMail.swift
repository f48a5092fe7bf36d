import Commitments
import Core
import Directory
import Storage
import Web
import Work

/// The weekly mail of a policy officer: titles of public things, and where to read on.
struct DigestMail: Sendable {
    let members: Members
    let outbox: Outbox
    let strings: Strings
    /// Scheme and host of this installation.
    let address: String

    /// Most titles under one heading.
    private static let most = 20

    /// Puts the mail in the outbox, in the transaction that notes that it was sent. A member who left gets none.
    func send(_ digest: Commitments.Digest, in transaction: any Transaction) throws {
        guard let member = try members.active([digest.member], in: transaction).first,
            let to = try? MailAddress(member.email)
        else { return }
        func say(_ key: String, _ arguments: [String: String] = [:]) -> String { strings(Text(key, arguments), .nl) }
        var parts = [say("app.digest.opening", ["name": member.name])]
        for (reason, items) in digest.list.groups {
            let heading = say("commitments.worklist.\(reason.rawValue)", ["count": "\(items.count)"])
            parts.append(Self.list(heading, items.map { $0.item.draft.title[.nl] }))
        }
        let list = digest.list
        let arrived = [
            ("letters", list.letters), ("proposals", list.proposals), ("fulfilment-count", list.fulfilments.count),
            ("change-count", list.changes.count),
        ].filter { $0.1 > 0 }
        if !arrived.isEmpty {
            parts.append(
                arrived.map { say("commitments.worklist.\($0)", ["count": written($1, .nl)]) }.joined(separator: "\n"))
        }
        if !digest.changes.isEmpty {
            let titles = digest.changes.map { $0.item.draft.title[.nl] }
            let different = titles.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            parts.append(Self.list(say("app.digest.changed"), different))
        }
        parts.append(say("app.digest.closing", ["link": address + "/werk/toezeggingen"]))
        try outbox.send(
            Mail(to: to, subject: say("app.digest.subject"), body: parts.joined(separator: "\n\n")), in: transaction)
    }

    private static func list(_ heading: String, _ titles: [String]) -> String {
        let more = titles.count > most ? ["- …"] : []
        return ([heading] + titles.prefix(most).map { "- \($0)" } + more).joined(separator: "\n")
    }
}
