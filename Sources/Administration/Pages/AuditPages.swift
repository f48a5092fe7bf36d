import Core
import Directory
import Hummingbird
import Web

/// The audit trail, in words.
struct AuditPages: Sendable {
    let audit: AuditReader
    let members: Members
    let organisations: Organisations
    let desks: Desks

    var routes: [Route] { [.page("/werk/logboek", access: AuditReader.access, list)] }

    private func list(_ visit: Visit) async throws -> Response {
        let before = Identifier(visit.query["voor"])
        let found = try await audit.page(visit.actor, before: before)
        let names = try await names()
        let rows = found.entries.map { row($0, visit, names) }
        let title = visit.text("administration.audit.title")
        // What an address says is not believed further than a page number can be.
        let number = before == nil ? 1 : min(max(2, Int(visit.query["pagina"]) ?? 2), 1_000_000)
        let page = RecordListPage(
            title: title, lead: visit.text("administration.audit.lead"),
            table: visit.table(title, ["when", "who", "action", "subject", "details"], rows),
            empty: rows.isEmpty
                ? EmptyState(visit.text("administration.audit.none"), visit.text("administration.audit.lead")) : nil,
            pagination: Pagination(
                page: number, previous: nil,
                next: found.next.map { visit.link("/werk/logboek?voor=\($0)&pagina=\(number + 1)") }),
            back: before == nil
                ? nil : Link(visit.text("administration.audit.newest"), href: visit.link("/werk/logboek")))
        return try visit.page(page, title: title, .init(isWide: true))
    }

    /// Names by identifier, so that a reader sees who and what a row is about. The trail itself keeps none: whoever reads it
    /// sees the names of members already, as those who did something.
    private func names() async throws -> [String: String] {
        let members = try await members.all(.system).map { ($0.id.text, $0.name) }
        let organisations = try await organisations.all(.system).map { ($0.id.text, $0.name) }
        let desks = try await desks.all(.system).map { ($0.id.text, $0.name) }
        return Dictionary(uniqueKeysWithValues: members + organisations + desks)
    }

    private func row(_ entry: AuditEntry, _ visit: Visit, _ names: [String: String]) -> [DataTable.Cell] {
        let details = entry.details.sorted { $0.key < $1.key }.map { key, value in
            visit.word("detail", key) + ": " + (names[value] ?? value)
        }
        return [
            DataTable.Cell(DateWords.moment(entry.at, visit.language)),
            DataTable.Cell(entry.actorName ?? visit.word("audit.actor", entry.actor)),
            DataTable.Cell(visit.word("action", entry.action)),
            DataTable.Cell(subject(entry.subject, visit, names)),
            DataTable.Cell(details.joined(separator: "; ")),
        ]
    }

    /// `member:<id>` as "Lid Anna".
    private func subject(_ subject: String, _ visit: Visit, _ names: [String: String]) -> String {
        let parts = subject.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return subject }
        return visit.word("subject", parts[0]) + " " + (names[parts[1]] ?? visit.word("part", parts[1]))
    }
}

extension Visit {
    /// The words for a name in the database, from `administration.<kind>.<name>`; the name itself where there are none.
    func word(_ kind: String, _ name: String) -> String {
        let key = "administration.\(kind).\(name)"
        return site.strings.has(key, language) ? text(key) : name
    }
}
