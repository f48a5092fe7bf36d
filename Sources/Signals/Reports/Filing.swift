public import Core
public import Directory
import Storage
public import Vault

/// What somebody who filed a report gets.
public struct Filed: Sendable {
    /// To note or print; shown this once.
    public let receipt: Receipt
    public let promise: Promise
    /// The form had been sent before: nothing was filed now, and this is the receipt of then.
    public let isRepeated: Bool
}

/// Files reports: wholly, or not at all.
public struct Filing: Sendable {
    let context: SignalsContext

    /// Documents with one report.
    public static let mostDocuments = 3
    /// Bytes of one document.
    public static let mostDocumentBytes = DocumentScreen.largestInMB << 20
    /// Characters in a field of a line, and in one of a story.
    public static let mostInLine = 200
    public static let mostInText = 10_000

    /// Reports from one source in a quarter of an hour by the clock: the guests and staff of a hotel share an address.
    static let mostPerSource = 30
    /// How long, in seconds, a form that is sent again gives its receipt again; up to twice as long, since what is stored is
    /// a whole ten minutes.
    static let again: Int64 = 10 * 60

    /// Files a report. Open to all.
    ///
    /// The audit trail has no row of it: that would tell to the millisecond when somebody reported, where everything else
    /// tells the day. The report itself is the trace.
    /// - Parameters:
    ///   - token: stands in the form, new for every form (`Token(random:)`). The same form sent again within ten minutes gives
    ///     the same receipt and files nothing.
    ///   - source: the network address, for the limit per source; kept only as a hash under a key of the day.
    /// - Throws: `SignalsError.intakeClosed`, `.alreadySent`, `.missing`, `.tooLong`, those of documents, `.tooManyAttempts`;
    ///   `VaultError.busy`, `.busyForSource`: then nothing was filed, and the form can be sent again.
    public func file(_ draft: ReportDraft, token: Token, source: String) async throws -> Filed {
        let form = Form(token, context.siteKey)
        let draft = try draft.checked(channel: .web, documentsAllowed: true)
        if let again = try await repeated(form, draft) { return again }
        let limit = Throttle(
            context.directory.context, scope: "signals.filing", mostPerSource: Self.mostPerSource, isCoarse: true)
        let attempt = try await tooMany { try await limit.begin(source: source) }
        do {
            return try await file(draft, form, at: nil, by: .visitor, source: Throttle.network(of: source))
        } catch let error as VaultError {
            // What found no room was no attempt.
            try await limit.forget(attempt)
            throw error
        }
    }

    /// Files what somebody told on the telephone, at the member's own duty desk. The receipt is read out to the caller.
    ///
    /// This one stands in the audit trail: a member did it.
    /// - Throws: `DirectoryError.notAllowed`; as `file(_:token:source:)`, but for the limit per source.
    public func file(by actor: Actor, at desk: Identifier, _ draft: ReportDraft, token: Token) async throws -> Filed {
        guard actor.member?.desks[desk] == .duty else { throw DirectoryError.notAllowed }
        let form = Form(token, context.siteKey)
        let draft = try draft.checked(channel: .telephone, documentsAllowed: false)
        if let again = try await repeated(form, draft) { return again }
        return try await file(draft, form, at: desk, by: actor, source: nil)
    }

    // MARK: -

    /// A form that is sent, by the token that stands in it.
    private struct Form: Sendable {
        /// What the database knows it by.
        let hash: String
        /// Always the same for the same form and site key. Neither of the two tells it alone.
        let receipt: Receipt

        init(_ token: Token, _ siteKey: SiteKey) {
            hash = token.hash(.receipt, siteKey)
            receipt = Receipt(secret: siteKey.mix(.receipt, secret: Array(token.text.utf8), use: "form"))
        }
    }

    /// What a form that was sent before gets.
    ///
    /// - Throws: `SignalsError.alreadySent` when that is too long ago.
    private func repeated(_ form: Form, _ draft: ReportDraft) async throws -> Filed? {
        let context = context
        let found: (until: Instant, promise: Promise)? = try await context.database.read { transaction in
            let until = try ReceiptStore(transaction: transaction, siteKey: context.siteKey).form(form.hash)
            guard let until else { return nil }
            let desk = try Intakes.intake(context, transaction).duty?.desk
            let rota = try desk.map { try RotaStore(transaction: transaction).find($0) } ?? Rota()
            return (until, rota.promise(for: draft.content.urgency, from: context.now()))
        }
        guard let found else { return nil }
        guard context.now() < found.until else { throw SignalsError.alreadySent }
        return Filed(receipt: form.receipt, promise: found.promise, isRepeated: true)
    }

    private func file(
        _ draft: ReportDraft, _ form: Form, at desk: Identifier?, by actor: Actor, source: String?
    ) async throws -> Filed {
        let context = context
        // Before the slow part: who cannot report hears it at once.
        _ = try await context.database.read { try recipients(of: draft, at: desk, in: $0) }
        let secrets = try await context.queue.secrets(
            of: form.receipt, cost: context.receiptCost, siteKey: context.siteKey, source: source)
        return try await untilFresh {
            let recipients = try await context.database.read { try self.recipients(of: draft, at: desk, in: $0) }
            let report = try NewReport(draft, recipients, secrets, by: actor, context)
            let isFiled = try await context.database.persistently { transaction in
                // A desk whose member left meanwhile has another key.
                guard try self.recipients(of: draft, at: desk, in: transaction) == recipients else { throw Stale() }
                return try write(report, form, by: actor, in: transaction)
            }
            let promise = report.rota.promise(for: draft.content.urgency, from: context.now())
            return Filed(receipt: form.receipt, promise: promise, isRepeated: !isFiled)
        }
    }

    /// Whom a report is sealed to.
    struct Recipients: Hashable, Sendable {
        let duty: DeskRecipient
        let custodian: DeskRecipient
        let rota: Rota
        let retentionDays: Int
    }

    /// - Throws: `SignalsError.intakeClosed`, `.documentsOff`.
    private func recipients(
        of draft: ReportDraft, at desk: Identifier?, in transaction: any Transaction
    ) throws -> Recipients {
        let intake = try Intakes.intake(context, at: desk, transaction)
        guard intake.missing.isEmpty, let duty = intake.duty, let custodian = intake.custodian else {
            throw SignalsError.intakeClosed
        }
        guard draft.documents.isEmpty || intake.documents else { throw SignalsError.documentsOff }
        return Recipients(
            duty: DeskRecipient(duty), custodian: DeskRecipient(custodian),
            rota: try RotaStore(transaction: transaction).find(duty.desk),
            retentionDays: try context.retentionDays(transaction))
    }

    /// - Returns: `false` when the same form was filed meanwhile.
    /// - Throws: `SignalsError.alreadySent` when it was filed longer ago.
    private func write(
        _ report: NewReport, _ form: Form, by actor: Actor, in transaction: any Transaction
    ) throws -> Bool {
        let now = context.now()
        let receipts = ReceiptStore(transaction: transaction, siteKey: context.siteKey)
        let ten = Self.again * 1000
        let until = Instant(milliseconds: (now.milliseconds + 2 * ten - 1) / ten * ten)
        guard try receipts.insertForm(form.hash, until: until) else { return false }
        try report.insert(in: transaction, context)
        guard let receipt = report.receipt, try receipts.insert(receipt) else { throw SignalsError.alreadySent }
        if !report.row.isInvented {
            let counts = ReportCount.filed(report.content, on: report.row.createdOn)
            try CountStore(transaction: transaction).add(counts, random: context.random)
        }
        if actor == .visitor {
            try context.tell(report.row.desk, report.rota, at: now, in: transaction)
        } else {
            try context.record("signals.report.filed", report.row.id, by: actor, at: report.row.desk, in: transaction)
        }
        return true
    }

    private func tooMany<Result>(_ body: () async throws -> Result) async throws -> Result {
        do { return try await body() } catch DirectoryError.tooManyAttempts(let seconds) {
            throw SignalsError.tooManyAttempts(seconds: seconds)
        }
    }
}

extension DeskRecipient {
    init(_ seal: DeskSeal) { self.init(desk: seal.desk, epoch: seal.epoch, publicKey: seal.publicKey) }
}

/// A report that is sealed and ready to be written.
struct NewReport: Sendable {
    let row: ReportRow
    let content: ReportContent
    let receipt: ReceiptKey?
    let rota: Rota
    private var wraps: [StoredWrap] = []
    private var entries: [SealedEntry] = []
    private var attachments: [SealedAttachment] = []
    private var identity: Envelope?

    /// What somebody filed.
    init(
        _ draft: ReportDraft, _ recipients: Filing.Recipients, _ secrets: ReceiptSecrets, by actor: Actor,
        _ context: SignalsContext
    ) throws {
        let isTyped = actor != .visitor
        let id = context.quietIdentifier()
        let receipt = ReceiptKey(lookup: secrets.lookup, record: id.text, publicKey: secrets.pair.publicKey)
        let first = ReportEntry(
            at: context.now(), member: actor.member?.id, desk: isTyped ? recipients.duty.desk : nil,
            kind: .report(draft.content))
        try self.init(
            id, first, draft.content, draft.documents, to: recipients.duty, receipt: receipt, rota: recipients.rota,
            retentionDays: recipients.retentionDays, isRead: isTyped, context)
        guard let who = draft.identity else { return }
        let key = RecordKey(for: id.text, .identity, random: context.random)
        wraps.append(try StoredWrap(key, to: recipients.custodian, siteKey: context.siteKey))
        identity = try key.seal(Sealed.bytes(who), as: .identity, object: "reporter", random: context.random)
    }

    /// What another desk wrote for this one: nobody has a receipt for it, and nobody is known by it.
    init(
        copy entry: ReportEntry, _ content: ReportContent, to desk: DeskRecipient, rota: Rota, retentionDays: Int,
        _ context: SignalsContext
    ) throws {
        try self.init(
            context.quietIdentifier(), entry, content, [], to: desk, receipt: nil, rota: rota,
            retentionDays: retentionDays, isRead: false, context)
    }

    private init(
        _ id: Identifier, _ first: ReportEntry, _ content: ReportContent, _ documents: [Document],
        to desk: DeskRecipient, receipt: ReceiptKey?, rota: Rota, retentionDays: Int, isRead: Bool,
        _ context: SignalsContext
    ) throws {
        let now = context.now()
        let (siteKey, random) = (context.siteKey, context.random)
        let key = RecordKey(for: id.text, random: random)
        var head = RecordHead(beginning: key)
        func append(_ entry: ReportEntry) throws -> SealedEntry {
            let author = first.desk?.text ?? ReportEntry.reporter
            let (sealed, next) = try key.append(Sealed.bytes(entry), by: author, after: head, random: random)
            head = next
            return sealed
        }
        entries.append(try append(first))
        for document in documents {
            let attachment = try key.seal(
                attachment: random(16).hex, facts: Sealed.facts(of: document), document.bytes, random: random)
            attachments.append(attachment)
            let digest = SealedAttachment.digest(id: attachment.id, key: attachment.key, facts: attachment.facts)
            let kind = ReportEntry.Kind.attached(attachment.id, digest: digest)
            entries.append(try append(ReportEntry(at: now, member: first.member, desk: first.desk, kind: kind)))
        }
        wraps.append(try StoredWrap(key, to: desk, siteKey: siteKey))
        if let receipt { wraps.append(try StoredWrap(key, to: receipt, siteKey: siteKey)) }
        row = ReportRow(
            id: id, desk: desk.desk, status: isRead ? .read : .new, urgency: content.urgency, createdOn: now.day,
            dueAt: rota.deadline(for: content.urgency, from: now), escalated: 0, claimedBy: nil, isUnread: !isRead,
            isUnreadByReporter: false, head: head, deleteOn: now.day.adding(days: retentionDays), mergedInto: nil,
            isInvented: context.isDemo, version: 1)
        self.content = content
        self.receipt = receipt
        self.rota = rota
    }

    /// Writes all of it, but for what the receipt leads to.
    func insert(in transaction: any Transaction, _ context: SignalsContext) throws {
        try ReportStore(transaction: transaction, siteKey: context.siteKey).insert(row)
        let wrapStore = WrapStore(transaction: transaction)
        for wrap in wraps { try wrapStore.insert(wrap, of: row.id) }
        let entryStore = EntryStore(transaction: transaction)
        for entry in entries { try entryStore.insert(entry, of: row.id) }
        let attachmentStore = AttachmentStore(transaction: transaction)
        for attachment in attachments { try attachmentStore.insert(attachment, of: row.id, generation: 1) }
        if let identity { try IdentityStore(transaction: transaction).insert(identity, of: row.id) }
    }
}

extension ReportEntry {
    /// How the reporter is named as the author of an entry; a desk is named by its id.
    static let reporter = "reporter"
}
