import Content
public import Core
import Directory
import Storage
public import Web
import Work

/// The mail that asks somebody to do a course, in their own language.
public struct RosterMail: Sendable {
    let strings: Strings
    /// Scheme and host of this installation.
    let address: String

    public init(strings: Strings, address: String) {
        self.strings = strings
        self.address = address
    }

    /// - Parameter courses: what is to be done, for the first time or again.
    func mail(to person: RosterPerson, _ code: RosterCode, employer: String, courses: [Course]) throws -> Mail {
        let language = Language.all.contains(person.language) ? person.language : .nl
        func say(_ key: String, _ arguments: [String: String] = [:]) -> String {
            strings(Text("roster.mail.\(key)", arguments), language)
        }
        let list = courses.map {
            say("course", ["title": $0.title[language], "minutes": "\($0.minutes)"])
        }.joined(separator: "\n")
        let link = address + Visit.link(code.path, language)
        return try Mail(
            to: MailAddress(person.email), subject: say("subject"),
            body: say("body", ["employer": employer, "list": list, "link": link, "code": "\(code)"]))
    }
}

extension Rosters {
    /// Sends mails to who has something to do, at most one a week each, and none once it is done. For a nightly job.
    ///
    /// - Returns: how many.
    @discardableResult
    public func remind(_ mail: RosterMail) async throws -> Int {
        guard let outbox = context.outbox else { return 0 }
        let today = context.now().day
        let employers = try await context.organisations.all(.system).filter(\.isActive)
            .reduce(into: [:]) { $0[$1.id] = $1.name }
        var after: Identifier?
        var total = 0
        while true {
            let start = after
            let (sent, last) = try await context.database.persistently { transaction in
                let store = RosterStore(transaction: transaction)
                let people = try store.toRemind(
                    since: today.adding(days: -Self.remindEvery), on: today, after: start, limit: 200)
                let courses = try store.courses(of: people.map(\.id))
                var sent = 0
                for var person in people {
                    guard let employer = employers[person.organisation] else { continue }
                    let due = (courses[person.id] ?? []).filter { state($0).isDue }
                        .compactMap { try? context.course($0.course) }
                    // An address that was good when it came in and is none now: the person is asked on paper.
                    guard !due.isEmpty,
                        let made = try? mail.mail(to: person, code(of: person), employer: employer, courses: due)
                    else { continue }
                    try outbox.send(made, tellsDayOnly: true, in: transaction)
                    person.reminded = today
                    try store.update(person, hash: code(of: person).hash)
                    sent += 1
                }
                return (sent, people.count == 200 ? people.last?.id : nil)
            }
            total += sent
            guard let last else { break }
            after = last
            try Task.checkCancellation()
        }
        if total > 0 { outbox.nudge() }
        return total
    }
}
