public import Core
import Directory
import Storage
public import Vault

/// A report as its reporter sees it.
public struct ReporterView: Sendable {
    /// A desk that has the report, or had it.
    public struct Desk: Hashable, Sendable {
        public let name: String
        public let since: Day
        /// How it got there; `nil` for the desk that it was filed at.
        public let mode: Referral.Mode?
        /// Whether it is the desk that handles the report now.
        public let isHolder: Bool
    }

    /// One thing that happened, oldest first. Documents are in `documents`.
    public struct Line: Sendable {
        public enum Author: Hashable, Sendable {
            case reporter
            /// The desk, by its name. Which member it was is not told.
            case desk(String)
        }
        public let at: Instant
        public let author: Author
        public let kind: ReportEntry.Kind
    }

    public let status: ReportStatus
    public let urgency: Urgency
    public let createdOn: Day
    /// When the desk looks; only while something from the reporter is unread.
    public let promise: Promise?
    /// Whether that moment has passed.
    public let isLate: Bool
    public let desks: [Desk]
    public let lines: [Line]
    public let documents: [DocumentFacts]
    /// Whether the reporter can still write: not after stopping the contact.
    public let canWrite: Bool
    /// When a closed report is deleted; `nil` while it is open.
    public let deleteOn: Day?
    /// Invented, in the demo.
    public let isInvented: Bool
}

/// What is known of a document without its content.
public struct DocumentFacts: Hashable, Sendable {
    public let id: String
    public let name: String
    public let kind: Document.Kind
    /// Bytes.
    public let size: Int
    /// SHA-256 of the content, in hexadecimal.
    let sha256: String
}

/// What a reporter does with the receipt. A visit begins with the receipt and goes on with a token in a cookie.
public struct FollowUp: Sendable {
    let context: SignalsContext

    /// Seconds without a request after which a visit is over, and seconds in all.
    public static let idle: Int64 = 20 * 60
    public static let whole: Int64 = 2 * 60 * 60

    /// Wrong receipts from one source in a quarter of an hour. Nobody else waits for them.
    static let mostWrong = 10
    /// Messages that one reporter writes.
    static let mostMessages = 200

    /// Begins a visit.
    ///
    /// One derivation, whether there is such a receipt or not, and the same words.
    /// - Parameters:
    ///   - typed: the receipt as somebody typed it.
    ///   - source: the network address, for the limit per source.
    /// - Returns: the token for the cookie.
    /// - Throws: `SignalsError.receiptMistyped`, without deriving or counting; `.unknownReceipt`, `.tooManyAttempts`;
    ///   `VaultError.busy`, `.busyForSource`; `SignalsError.damaged`.
    public func open(_ typed: String, source: String) async throws -> Token {
        guard let receipt = Receipt(typed: typed) else { throw SignalsError.receiptMistyped }
        let context = context
        let door = ReceiptDoor(
            context.directory.context, scope: "signals.receipt", cost: context.receiptCost, mostWrong: Self.mostWrong)
        let token: Token?
        do {
            token = try await door.open(receipt, source: source) { secrets, token, transaction in
                let store = ReceiptStore(transaction: transaction, siteKey: context.siteKey)
                guard let found = try store.find(lookup: secrets.lookup), let report = Identifier(found.record) else {
                    return false
                }
                guard found.publicKey == secrets.pair.publicKey else { throw SignalsError.damaged }
                let visit = try ReceiptVisit(
                    beginning: token, of: report, secrets.pair, at: context.now(), context.directory.context)
                try store.insert(visit, ReceiptVisit.hash(token, context.siteKey))
                return true
            }
        } catch DirectoryError.tooManyAttempts(let seconds) {
            throw SignalsError.tooManyAttempts(seconds: seconds)
        }
        guard let token else { throw SignalsError.unknownReceipt }
        return token
    }

    /// The report of a visit, `nil` when the visit is over. What the desk wrote counts as read by it.
    ///
    /// - Throws: `SignalsError.damaged`.
    public func look(_ visit: Token) async throws -> ReporterView? {
        let names = try await context.deskNames()
        return try await untilFresh {
            guard let (found, opened, rota) = try await load(visit) else { return nil }
            var revision = Revision(opened, rota: rota)
            revision.row.isUnreadByReporter = false
            let (now, hash) = (context.now(), hash(visit))
            if revision.isChanged || found.seenAt.advanced(bySeconds: 60) <= now {
                let (written, context) = (revision, context)
                try await context.database.write { transaction in
                    if written.isChanged { try written.write(context, in: transaction) }
                    try ReceiptStore(transaction: transaction, siteKey: context.siteKey).see(hash, at: now)
                }
            }
            return view(opened, rota, names)
        }
    }

    /// Writes to the desk: an answer, or more facts.
    ///
    /// - Throws: `SignalsError.visitEnded`, `.contactStopped`, `.missing`, `.tooLong`, `.tooManyMessages`, `.damaged`.
    public func add(_ visit: Token, _ text: String) async throws {
        let text = try Typed.required(text, field: "text")
        try await change(visit) { opened, revision in
            guard !opened.isContactStopped else { throw SignalsError.contactStopped }
            let written = opened.entries.count { if case .fromReporter = $0.kind { true } else { false } }
            guard written < Self.mostMessages else { throw SignalsError.tooManyMessages }
            try revision.append(
                ReportEntry(at: context.now(), kind: .fromReporter(text)), by: ReportEntry.reporter,
                random: context.random)
        }
    }

    /// Stops the contact. What was referred is not recalled, and the desk goes on with what it has. Nobody asks any more who
    /// reported.
    ///
    /// - Throws: `SignalsError.visitEnded`, `.damaged`.
    public func withdraw(_ visit: Token) async throws {
        try await change(visit) { opened, revision in
            guard !opened.isContactStopped else { return }
            try revision.append(
                ReportEntry(at: context.now(), kind: .withdrawn), by: ReportEntry.reporter, random: context.random)
            if opened.row.status.isOpen { revision.row.status = .withdrawn }
            let id = opened.row.id
            revision.step { try IdentityStore(transaction: $0).deleteOpenRequests(for: id) }
        }
    }

    /// Ends the visit.
    public func leave(_ visit: Token) async throws {
        let (hash, siteKey) = (hash(visit), context.siteKey)
        try await context.database.write {
            try ReceiptStore(transaction: $0, siteKey: siteKey).deleteVisit(hash)
        }
    }

    // MARK: -

    private func hash(_ token: Token) -> String { ReceiptVisit.hash(token, context.siteKey) }

    /// The report of a visit that is not over, opened.
    private func load(
        _ visit: Token
    ) async throws -> (visit: ReceiptVisit, report: OpenedReport, rota: Rota)? {
        let (hash, context) = (hash(visit), context)
        let visits = try await context.database.read { transaction in
            try ReceiptStore(transaction: transaction, siteKey: context.siteKey).visit(hash)
        }
        guard let found = visits, found.isGood(at: context.now(), idle: Self.idle, whole: Self.whole) else {
            return nil
        }
        return try await context.watched(found.record, by: .visitor) {
            let (stored, rota): (StoredReport?, Rota) = try await context.database.read { transaction in
                let stored = try StoredReport.find(
                    found.record, holder: StoredWrap.receipt, siteKey: context.siteKey, in: transaction)
                let rota = try stored.map { try RotaStore(transaction: transaction).find($0.row.desk) }
                return (stored, rota ?? Rota())
            }
            guard let stored, let receipt = stored.receipt else { throw SignalsError.damaged }
            let pair = try orDamaged { try found.pair(visit, of: receipt.publicKey, context.siteKey) }
            return (found, try stored.open(siteKey: context.siteKey) { _ in pair }, rota)
        }
    }

    /// One thing that the reporter does, which the desk has to see.
    private func change(
        _ visit: Token, _ body: @escaping @Sendable (OpenedReport, inout Revision) throws -> Void
    ) async throws {
        try await untilFresh {
            guard let (_, opened, rota) = try await load(visit) else { throw SignalsError.visitEnded }
            var revision = Revision(opened, rota: rota)
            try body(opened, &revision)
            guard revision.isChanged else { return }
            let now = context.now()
            if !opened.row.isUnread {
                revision.row.isUnread = true
                revision.row.dueAt = rota.deadline(for: opened.row.urgency, from: now)
                revision.row.escalated = 0
            }
            let (written, hash, context) = (revision, hash(visit), context)
            try await context.database.write { transaction in
                try written.write(context, in: transaction)
                try ReceiptStore(transaction: transaction, siteKey: context.siteKey).see(hash, at: now)
                guard !opened.row.isUnread else { return }
                if let member = opened.row.claimedBy {
                    try context.notify([member], written.row.desk, transaction)
                } else {
                    try context.tell(written.row.desk, rota, at: now, in: transaction)
                }
            }
        }
    }

    private func view(_ opened: OpenedReport, _ rota: Rota, _ names: [Identifier: String]) -> ReporterView {
        let row = opened.row
        let lines = opened.entries.compactMap { entry -> ReporterView.Line? in
            if case .attached = entry.kind { return nil }
            let author = entry.desk.map { ReporterView.Line.Author.desk(names[$0] ?? "") } ?? .reporter
            return ReporterView.Line(at: entry.at, author: author, kind: entry.kind)
        }
        return ReporterView(
            status: row.status, urgency: row.urgency, createdOn: row.createdOn,
            promise: row.isUnread && row.status.isOpen
                ? (rota.promise(for: row.urgency, from: context.now()) == .nobody ? .nobody : .before(row.dueAt)) : nil,
            isLate: row.isUnread && row.status.isOpen && row.dueAt < context.now(),
            desks: Self.desks(opened, names), lines: lines, documents: opened.documents,
            canWrite: !opened.isContactStopped, deleteOn: row.status.isOpen ? nil : row.deleteOn,
            isInvented: row.isInvented)
    }

    /// The desk where it was filed, and those that it was referred to, in that order.
    private static func desks(_ opened: OpenedReport, _ names: [Identifier: String]) -> [ReporterView.Desk] {
        var transfers = opened.entries.compactMap { entry -> (from: Identifier?, to: Identifier)? in
            guard case .referred(let referral) = entry.kind, referral.mode == .transfer else { return nil }
            return (entry.desk, referral.to)
        }
        let first = transfers.first?.from ?? opened.row.desk
        var desks = [
            ReporterView.Desk(
                name: names[first] ?? "", since: opened.row.createdOn, mode: nil, isHolder: transfers.isEmpty)
        ]
        for entry in opened.entries {
            guard case .referred(let referral) = entry.kind else { continue }
            if referral.mode == .transfer { transfers.removeFirst() }
            desks.append(
                ReporterView.Desk(
                    name: referral.name, since: entry.at.day, mode: referral.mode,
                    isHolder: referral.mode == .transfer && transfers.isEmpty))
        }
        return desks
    }
}
