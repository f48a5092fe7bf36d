public import Core
public import Logging
public import Storage

/// Mails on their way: queued in the transaction of what they tell, delivered by a job, gone once delivered.
///
/// A mail that was accepted in the very moment that the process died is sent twice, with the same Message-ID.
public struct Outbox: Sendable {
    /// The queue that its mails wait in.
    public let jobs: Jobs
    private let sender: MailSender
    private let transport: (any MailTransport)?
    private let logger: Logger

    /// - Parameter transport: `nil` when no mail server is configured yet: mails wait until there is one.
    public init(jobs: Jobs, sender: MailSender, transport: (any MailTransport)?, logger: Logger) {
        self.jobs = jobs
        self.sender = sender
        self.transport = transport
        self.logger = logger
    }

    /// Puts a mail in the queue, in the transaction of what it tells: both are kept, or neither.
    ///
    /// - Parameter tellsDayOnly: whether what is stored of a waiting mail tells the day and no time of it, since the moment says
    ///   something of somebody.
    /// - Returns: the identifier of the mail.
    @discardableResult
    public func send(
        _ mail: Mail, tellsDayOnly: Bool = false, in transaction: any Transaction
    ) throws -> Identifier {
        let now = jobs.now()
        let moment = tellsDayOnly ? Instant(startOf: now.day) : now
        let id = Identifier(at: moment, random: jobs.random)
        let job = try jobs.enqueue(Self.delivery, payload: id.text, at: moment, in: transaction)
        try OutboxStore.insert(id, job: job, mail: mail, now: moment, in: transaction)
        return id
    }

    /// Has waiting mails leave at once; call it after the transaction of `send`.
    public func nudge() { jobs.nudge() }

    /// The mails that were given up, the latest first.
    public func dead(limit: Int = 100) async throws -> [OutboxEntry] {
        try await jobs.database.read { try OutboxStore.list(.dead, limit: limit, in: $0) }
    }

    /// The mails that wait for their first or next attempt, the latest first.
    public func waiting(limit: Int = 100) async throws -> [OutboxEntry] {
        try await jobs.database.read { try OutboxStore.list(.waiting, limit: limit, in: $0) }
    }

    /// Tries a mail that was given up again.
    ///
    /// - Throws: as `Jobs.retry`.
    public func retry(_ entry: OutboxEntry) async throws { try await jobs.retry(entry.job) }

    /// Throws a mail away that was not delivered, with all that it held.
    ///
    /// - Throws: as `Jobs.discard`.
    public func discard(_ entry: OutboxEntry) async throws {
        try await jobs.database.write { transaction in
            try jobs.discard(entry.job, in: transaction)
            try OutboxStore.remove(entry.id, in: transaction)
        }
    }

    /// The kinds of job that the runner needs for this outbox.
    public var kinds: [JobKind] {
        // Sixteen attempts with this back-off take about two days; RFC 5321, section 4.5.4.1, asks for four to five at most.
        let delivery = transport.map { transport in
            JobKind(Self.delivery, attempts: 16, isForgotten: true) { try await deliver($0, over: transport) }
        }
        return [delivery, JobKind(Self.tidying) { _ in try await tidy() }].compactMap { $0 }
    }

    /// The schedules that the runner needs for this outbox.
    public var schedules: [Schedule] {
        [Schedule(Self.tidying, kind: Self.tidying, rule: .nightly(hour: 3, minute: 50))]
    }

    private static let delivery = "work.mail"
    private static let tidying = "work.tidy-mail"

    private func deliver(_ context: JobContext, over transport: any MailTransport) async throws {
        guard let id = Identifier(context.payload) else { return }
        // A mail that is not there (any more) was discarded.
        guard let mail = try await jobs.database.read({ try OutboxStore.mail(id, in: $0) }) else { return }
        do {
            try await transport.deliver(MailMessage(id: id, from: sender, mail: mail, date: jobs.now()))
        } catch let error as MailError {
            logger.warning("a mail was not delivered", metadata: ["mail": "\(id)", "reason": "\(error)"])
            throw error
        }
        try await jobs.database.write { try OutboxStore.remove(id, in: $0) }
    }

    /// Removes what an earlier release kept after delivery, and what nobody decided about for ninety days.
    private func tidy() async throws {
        let moment = jobs.now()
        let ninety = moment.advanced(bySeconds: -90 * 86_400)
        try await jobs.database.write { transaction in
            try OutboxStore.removeSent(in: transaction)
            for entry in try OutboxStore.list(.dead, before: ninety, limit: 1000, in: transaction) {
                try jobs.discard(entry.job, in: transaction)
                try OutboxStore.remove(entry.id, in: transaction)
            }
        }
    }
}

/// A mail in the outbox, without its body.
public struct OutboxEntry: Sendable, Hashable {
    public let id: Identifier
    /// The job that delivers it.
    public let job: Identifier
    public let recipient: String
    public let subject: String
    public let attempts: Int
    public let created: Instant
    /// Since when it was given up, or when it is tried next.
    public let due: Instant
    /// Why it failed last: the key of a sentence, or a reference to look up in the log.
    public let error: String?
}
