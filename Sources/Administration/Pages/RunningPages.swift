import Core
import Directory
import Hummingbird
import Web
import Work

/// What the installation does by itself: jobs and mail.
struct RunningPages: Sendable {
    let jobs: Jobs
    let outbox: Outbox
    /// What would have been sent, in the demo.
    let demoMail: DemoTransport?

    var routes: [Route] {
        [
            .page("/werk/taken", access: .administrator, jobList),
            .page("/werk/taken/:id", access: .signedIn, sample: "/werk/taken/{job}", job),
            .action("/werk/taken/:id/opnieuw", access: .administrator, retry),
            .action("/werk/taken/:id/weg", access: .administrator, discard),
            .page("/werk/post", access: .administrator, mail),
            .action("/werk/post/:id/opnieuw", access: .administrator, retryMail),
            .action("/werk/post/:id/weg", access: .administrator, discardMail),
        ]
    }

    private func jobList(_ visit: Visit) async throws -> Response {
        var groups: [JobsPage.Group] = []
        for state in [JobState.dead, .running, .waiting] {
            let found = try await jobs.list(state)
            guard !found.isEmpty else { continue }
            let rows = found.map { job -> [DataTable.Cell] in
                [
                    DataTable.Cell(visit.word("job", job.kind), href: visit.link("/werk/taken/\(job.id)")),
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
                    decisions: state == .dead ? found.map { decision(visit, $0) } : []))
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

    private func decision(_ visit: Visit, _ job: JobStatus) -> JobsPage.Decision {
        let name = visit.word("job", job.kind) + ", " + DateWords.moment(job.since, visit.language)
        return JobsPage.Decision(name: name, address: visit.link("/werk/taken/\(job.id)"))
    }

    /// How one long job is doing: refreshes itself while it runs.
    private func job(_ visit: Visit) async throws -> Response {
        guard let status = try await jobs.status(visit.identifier()) else { throw WebError.notFound }
        let states: [JobState: JobPage.State] = [
            .waiting: .waiting, .running: .running, .done: .done, .dead: .failed, .discarded: .failed,
        ]
        let page = JobPage(
            heading: visit.word("job", status.kind), state: states[status.state] ?? .failed,
            progress: status.progress.map { progress(visit, $0) }, sentence: sentence(visit, status),
            link: Policy.administrator.allows(visit.actor)
                ? Link(visit.text("administration.jobs.title"), href: visit.link("/werk/taken")) : nil,
            address: visit.link("/werk/taken/\(status.id)"))
        return try visit.page(page, title: page.heading)
    }

    private func progress(_ visit: Visit, _ progress: JobProgress) -> Progress {
        let count = Text(
            progress.total == nil ? "administration.jobs.done" : "administration.jobs.done-of",
            ["done": "\(progress.done)", "total": "\(progress.total ?? 0)"])
        return Progress(
            id: "progress", label: progress.text.map { visit.text($0) } ?? visit.text("web.job.progress"),
            value: progress.total == nil ? nil : progress.done, of: progress.total ?? 1, text: visit.text(count))
    }

    private func sentence(_ visit: Visit, _ status: JobStatus) -> String? {
        switch status.state {
        case .discarded: visit.text("administration.jobs.discarded")
        case .running where status.isStopping: visit.text("administration.jobs.stopping")
        case .waiting where status.error != nil:
            visit.text(
                "administration.jobs.again",
                ["when": DateWords.moment(status.due, visit.language), "reason": visit.reason(status.error)])
        default: status.error.map { visit.reason($0) }
        }
    }

    private func retry(_ visit: Visit) async throws -> Response {
        try await jobs.retry(visit.identifier())
        return visit.redirect(to: "/werk/taken", notice: "administration.notices.retried")
    }

    /// Throws a job away, and with the job of a mail also the mail, which would otherwise keep what it held.
    private func discard(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier()
        if let mail = try await undelivered().first(where: { $0.job == id }) {
            try await outbox.discard(mail)
        } else {
            try await jobs.discard(id)
        }
        return visit.redirect(to: "/werk/taken", notice: "administration.notices.discarded")
    }

    // MARK: Mail

    private func undelivered() async throws -> [OutboxEntry] {
        try await outbox.dead(limit: 1000) + outbox.waiting(limit: 1000)
    }

    private func entry(_ visit: Visit) async throws -> OutboxEntry {
        let id = try visit.identifier()
        guard let found = try await undelivered().first(where: { $0.id == id }) else { throw WebError.notFound }
        return found
    }

    private func retryMail(_ visit: Visit) async throws -> Response {
        try await outbox.retry(entry(visit))
        return visit.redirect(to: "/werk/post", notice: "administration.notices.mail-retried")
    }

    private func discardMail(_ visit: Visit) async throws -> Response {
        try await outbox.discard(entry(visit))
        return visit.redirect(to: "/werk/post", notice: "administration.notices.mail-discarded")
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
                decisions: key == "dead"
                    ? entries.map {
                        .init(name: "\($0.recipient), \($0.subject)", address: visit.link("/werk/post/\($0.id)"))
                    } : [])
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
        let name: String
        /// The page of the thing; `/opnieuw` and `/weg` follow it.
        let address: String
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
        let own = "administration.reason.\(error)"
        if site.strings.has(own, language) { return text(own) }
        guard site.strings.has(error, language) else {
            return text("administration.jobs.reference", ["number": error])
        }
        // The queue keeps which sentence it was and not what stood in it.
        return text(error).split(separator: "{", omittingEmptySubsequences: false).enumerated().map { place, part in
            place == 0 ? String(part) : "…" + part.drop { $0 != "}" }.dropFirst()
        }.joined()
    }
}
