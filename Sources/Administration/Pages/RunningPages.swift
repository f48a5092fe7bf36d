import Core
import Directory
import Hummingbird
import Web
import Work

/// What the installation did and does: the audit trail, jobs and mail.
struct RunningPages: Sendable {
    let audit: AuditReader
    let jobs: Jobs
    let outbox: Outbox
    /// What would have been sent, in the demo.
    let demoMail: DemoTransport?

    var routes: [Route] {
        [
            .page("/werk/logboek", access: AuditReader.access, auditTrail),
            .page("/werk/taken", access: .administrator, jobList),
            .page("/werk/taken/:id", access: .signedIn, sample: "/werk/taken/{job}", job),
            .action("/werk/taken/:id/opnieuw", access: .administrator, retry),
            .action("/werk/taken/:id/weg", access: .administrator, discard),
            .page("/werk/post", access: .administrator, mail),
        ]
    }

    private func auditTrail(_ visit: Visit) async throws -> Response {
        let found = try await audit.page(visit.actor, before: Identifier(visit.query["voor"]))
        let rows = found.entries.map { entry -> [DataTable.Cell] in
            let details = entry.details.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            return [
                DataTable.Cell(DateWords.moment(entry.at, visit.language)),
                DataTable.Cell(entry.actorName ?? visit.text("administration.audit.actor-\(entry.actor)")),
                DataTable.Cell(entry.action), DataTable.Cell(entry.subject),
                DataTable.Cell(details.joined(separator: "; ")),
            ]
        }
        let title = visit.text("administration.audit.title")
        let page = RecordListPage(
            title: title, lead: visit.text("administration.audit.lead"),
            table: visit.table(title, ["when", "who", "action", "subject", "details"], rows),
            empty: rows.isEmpty
                ? EmptyState(
                    visit.text("administration.audit.none"), visit.text("administration.audit.lead")) : nil,
            pagination: Pagination(
                page: max(1, Int(visit.query["pagina"]) ?? 1), previous: nil,
                next: found.next.map {
                    visit.link(
                        "/werk/logboek?voor=\($0)&pagina=\(max(1, Int(visit.query["pagina"]) ?? 1) + 1)")
                }))
        return try visit.page(page, title: title, .init(isWide: true))
    }

    private func jobList(_ visit: Visit) async throws -> Response {
        var groups: [JobsPage.Group] = []
        for state in [JobState.dead, .running, .waiting] {
            let found = try await jobs.list(state)
            guard !found.isEmpty else { continue }
            let rows = found.map { job -> [DataTable.Cell] in
                [
                    DataTable.Cell(job.kind, href: visit.link("/werk/taken/\(job.id)")),
                    DataTable.Cell(DateWords.moment(job.since, visit.language)),
                    DataTable.Cell(String(job.attempts)), DataTable.Cell(visit.reason(job.error)),
                ]
            }
            let columns = ["job", "since", "attempts", "reason"].map {
                DataTable.Column(visit.text("administration.column.\($0)"))
            }
            groups.append(
                JobsPage.Group(
                    table: DataTable(
                        id: "jobs-\(state.rawValue)", caption: visit.text(state.text), columns: columns,
                        rows: rows),
                    decisions: state == .dead ? found.map { .init(id: $0.id.text, name: $0.kind) } : []))
        }
        let title = visit.text("administration.jobs.title")
        let page = JobsPage(
            title: title, lead: visit.text("administration.jobs.lead"), groups: groups,
            empty: groups.isEmpty
                ? EmptyState(
                    visit.text("administration.jobs.none"), visit.text("administration.jobs.none-about"))
                : nil)
        return try visit.page(page, title: title, .init(isWide: true))
    }

    /// How one long job is doing: refreshes itself while it runs.
    private func job(_ visit: Visit) async throws -> Response {
        guard let status = try await jobs.status(visit.identifier()) else { throw WebError.notFound }
        let states: [JobState: JobPage.State] = [
            .waiting: .waiting, .running: .running, .done: .done, .dead: .failed, .discarded: .failed,
        ]
        let progress = status.progress.map {
            Progress(
                id: "progress", label: visit.text("web.job.progress"), value: $0.done, of: $0.total ?? 0,
                text: $0.text.map { visit.text($0) } ?? "")
        }
        let page = JobPage(
            heading: visit.text("administration.jobs.one"), state: states[status.state] ?? .failed,
            progress: progress,
            sentence: status.error == nil ? nil : visit.reason(status.error),
            link: Policy.administrator.allows(visit.actor)
                ? Link(visit.text("administration.jobs.title"), href: visit.link("/werk/taken")) : nil,
            address: visit.link("/werk/taken/\(status.id)"))
        return try visit.page(page, title: page.heading)
    }

    private func retry(_ visit: Visit) async throws -> Response {
        try await jobs.retry(visit.identifier())
        return visit.redirect(to: "/werk/taken", notice: "administration.notices.retried")
    }

    private func discard(_ visit: Visit) async throws -> Response {
        try await jobs.discard(visit.identifier())
        return visit.redirect(to: "/werk/taken", notice: "administration.notices.discarded")
    }

    private func mail(_ visit: Visit) async throws -> Response {
        func group(_ key: String, _ entries: [OutboxEntry]) -> JobsPage.Group? {
            guard !entries.isEmpty else { return nil }
            let columns = ["recipient", "subject", "attempts", "reason"].map {
                DataTable.Column(visit.text("administration.column.\($0)"))
            }
            let rows = entries.map { entry -> [DataTable.Cell] in
                [
                    DataTable.Cell(entry.recipient, href: visit.link("/werk/taken/\(entry.job)")),
                    DataTable.Cell(entry.subject), DataTable.Cell(String(entry.attempts)),
                    DataTable.Cell(visit.reason(entry.error)),
                ]
            }
            return JobsPage.Group(
                table: DataTable(
                    id: "mail-\(key)", caption: visit.text("administration.mail.\(key)"), columns: columns,
                    rows: rows),
                decisions: key == "dead" ? entries.map { .init(id: $0.job.text, name: $0.recipient) } : [])
        }
        let groups = [
            group("dead", try await outbox.dead()), group("waiting", try await outbox.waiting()),
        ].compactMap { $0 }
        let title = visit.text("administration.mail.title")
        let sent = demoMail?.messages.map {
            MailPage.Message(recipient: $0.mail.to.text, subject: $0.mail.subject, body: $0.mail.body)
        }
        let page = MailPage(
            title: title,
            lead: visit.text(
                demoMail == nil ? "administration.mail.lead" : "administration.mail.lead-demo"),
            groups: groups, messages: sent ?? [],
            empty: groups.isEmpty && (sent ?? []).isEmpty
                ? EmptyState(
                    visit.text("administration.mail.none"), visit.text("administration.mail.none-about"))
                : nil)
        return try visit.page(page, title: title)
    }
}

/// Jobs by their state.
struct JobsPage: Page {
    static let template = "administration/jobs"
    /// A job that was given up, to try again or throw away.
    struct Decision: Sendable {
        let id: String
        let name: String
    }

    struct Group: Sendable {
        let table: DataTable
        let decisions: [Decision]
    }

    let title: String
    let lead: String
    let groups: [Group]
    let empty: EmptyState?
}

/// Mail that waits or was given up; in the demo, what would have been sent.
struct MailPage: Page {
    static let template = "administration/mail"
    struct Message: Sendable {
        let recipient: String
        let subject: String
        let body: String
    }

    let title: String
    let lead: String
    let groups: [JobsPage.Group]
    let messages: [Message]
    let empty: EmptyState?
}

extension Visit {
    /// Why a job failed, in words where it is a sentence, else the reference.
    func reason(_ error: String?) -> String {
        guard let error else { return "" }
        return site.strings.has(error, language)
            ? text(error) : text("administration.jobs.reference", ["number": error])
    }
}
