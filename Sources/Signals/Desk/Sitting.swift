import Core
import Directory
import Storage
import Vault

/// A member at a desk, who was looked at: with the desk's keys, for one request.
struct Sitting: Sendable {
    let seat: Seat
    let member: Identifier
    let keyring: DeskKeyring
    let context: SignalsContext

    var desk: Identifier { seat.desk }

    /// - Throws: `DirectoryError.signInFirst`, `.notAllowed` for a desk of another task, `.noKey`.
    init(_ seat: Seat, _ context: SignalsContext, _ tasks: Set<DeskTask> = [.duty, .care]) async throws {
        try Policy.at(seat.desk).require(seat.actor)
        guard let member = seat.actor.member, let task = member.desks[seat.desk], tasks.contains(task) else {
            throw DirectoryError.notAllowed
        }
        self.seat = seat
        self.member = member.id
        self.context = context
        keyring = try await context.desks.keyring(seat.actor, seat.key, desk: seat.desk)
    }

    /// The desk's newest key, for what it seals for itself.
    var recipient: DeskRecipient {
        get throws {
            let epoch = keyring.newestEpoch
            return DeskRecipient(desk: desk, epoch: epoch, publicKey: try keyring.pair(epoch).publicKey)
        }
    }

    // MARK: Opening

    /// A report that the desk reads, opened, with the desk's notes and rota.
    ///
    /// - Throws: `SignalsError.notFound`, also for a report of another desk; `.damaged`, with a row in the audit trail.
    func load(_ id: Identifier) async throws -> Revision {
        try await context.watched(id, by: seat.actor, at: desk) {
            let (context, holder, desk) = (context, desk.text, desk)
            let found = try await context.database.read { transaction -> Found? in
                let stored = try StoredReport.find(
                    id, holder: holder, siteKey: context.siteKey, in: transaction)
                guard let stored else { return nil }
                return Found(
                    report: stored,
                    notes: try StoredNotes.find(id, by: desk, siteKey: context.siteKey, in: transaction),
                    rota: try RotaStore(transaction: transaction).find(desk),
                    trail: try context.audit.entries(
                        of: SignalsContext.subject(id), action: Self.opened, limit: 20, in: transaction))
            }
            guard let found else { throw SignalsError.notFound }
            let opened = try found.report.open(siteKey: context.siteKey, with: keyring.pair)
            let notes = try found.notes?.open(id, siteKey: context.siteKey, with: keyring.pair)
            try compare(opened, notes, with: found.trail)
            let begun =
                try notes
                ?? Notes(
                    beginning: id, for: recipient, siteKey: context.siteKey, random: context.random)
            return Revision(opened, notes: begun, rota: found.rota)
        }
    }

    private struct Found: Sendable {
        let report: StoredReport
        let notes: StoredNotes?
        let rota: Rota
        let trail: [AuditEntry]
    }

    // MARK: The trail

    static let opened = "signals.report.opened"

    /// What the audit trail keeps of a report at every opening.
    static func facts(_ revision: Revision) -> [String: String] {
        [
            "entries": String(revision.row.head.count), "hash": String(revision.row.head.hash.prefix(32)),
            "notes": String(revision.notes?.head.count ?? 0),
        ]
    }

    /// A report that is less than it was at an opening, or another one, was put back from before.
    private func compare(_ report: OpenedReport, _ notes: Notes?, with trail: [AuditEntry]) throws {
        guard trail.allSatisfy(\.isGenuine) else { throw SignalsError.damaged }
        let head = report.row.head
        for opening in trail {
            let entries = opening.details["entries"].flatMap { Int($0) } ?? 0
            let isSame = entries != head.count || String(head.hash.prefix(32)) == opening.details["hash"]
            guard entries <= head.count, isSame else { throw SignalsError.damaged }
            let noted = opening.details["notes"].flatMap { Int($0) } ?? 0
            let isOwn = opening.details["desk"] == desk.text
            guard !isOwn || noted <= notes?.head.count ?? 0 else { throw SignalsError.damaged }
        }
    }

    // MARK: Changing

    /// Opens a report, changes it, and writes it with a row in the audit trail; again when somebody came between.
    ///
    /// - Parameters:
    ///   - holding: whether it takes the desk that holds the report.
    ///   - details: for the audit trail; nothing that anybody typed.
    func change(
        _ id: Identifier, _ action: String, holding: Bool = true, details: [String: String] = [:],
        _ body: @Sendable (inout Revision) throws -> Void
    ) async throws {
        try await untilFresh {
            var revision = try await load(id)
            if holding { try requireHolding(revision) }
            try body(&revision)
            try await write([(revision, action, details)])
        }
    }

    func requireHolding(_ revision: Revision) throws {
        guard revision.opened.row.desk == desk else { throw SignalsError.notHeldHere }
    }

    /// Writes all of them, or none.
    ///
    /// - Throws: `Stale`.
    func write(_ revisions: [(revision: Revision, action: String, details: [String: String])]) async throws {
        let (context, actor, desk) = (context, seat.actor, desk)
        try await context.database.persistently { transaction in
            for (revision, action, details) in revisions {
                if revision.isChanged {
                    try revision.write(context, in: transaction)
                } else {
                    try ReportStore(transaction: transaction, siteKey: context.siteKey).require(revision.opened.row)
                }
                try context.record(action, revision.id, details: details, by: actor, at: desk, in: transaction)
            }
        }
    }

    func note(_ kind: DeskNote.Kind, in revision: inout Revision) throws {
        try revision.note(kind, by: member, at: context.now(), random: context.random)
    }

    func append(_ kind: ReportEntry.Kind, to revision: inout Revision) throws {
        try revision.append(
            ReportEntry(at: context.now(), member: member, desk: desk, kind: kind), by: desk.text,
            random: context.random)
    }
}

/// A desk's notes on a report as they are stored.
struct StoredNotes: Sendable {
    let entries: [SealedEntry]
    let head: RecordHead
    let wrap: StoredWrap
    let desk: Identifier

    /// - Returns: `nil` when the desk has none.
    /// - Throws: `SignalsError.damaged`.
    static func find(
        _ report: Identifier, by desk: Identifier, siteKey: SiteKey, in transaction: any Transaction
    ) throws -> StoredNotes? {
        let found = try NoteStore(transaction: transaction, siteKey: siteKey).find(report, by: desk)
        let wrap = try WrapStore(transaction: transaction).find(report, .notes, holder: desk.text)
        guard let found, let wrap else {
            // A key without notes, or notes without a key: something is gone.
            guard found == nil, wrap == nil else { throw SignalsError.damaged }
            return nil
        }
        return StoredNotes(entries: found.entries, head: found.head, wrap: wrap, desk: desk)
    }

    /// - Throws: `SignalsError.damaged`.
    func open(_ report: Identifier, siteKey: SiteKey, with pair: (_ epoch: Int) throws -> KeyPair) throws -> Notes {
        try orDamaged {
            let key = try wrap.open(with: pair(wrap.epoch), of: report, siteKey: siteKey)
            return try Notes(opening: entries, to: head, with: key, of: desk)
        }
    }
}
