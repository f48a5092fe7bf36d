import Core
import Directory
import Storage
import Vault

/// Puts together what a desk sees of a report.
struct DeskReportView: Sendable {
    private let revision: Revision
    private let desk: Identifier
    private let now: Instant
    private let identity: DeskReport.Identity
    private let merged: [Identifier]
    private let members: [Identifier: String]
    private let desks: [Identifier: String]

    /// - Throws: `SignalsError.damaged`, with a row in the audit trail.
    init(_ revision: Revision, _ sitting: Sitting) async throws {
        let context = sitting.context
        self.revision = revision
        desk = sitting.desk
        now = context.now()
        members = try await context.memberNames()
        desks = try await context.deskNames()
        let (id, isNamed) = (revision.id, revision.opened.content.isNamed)
        (identity, merged) = try await context.watched(id, by: sitting.seat.actor, at: sitting.desk) {
            let (stored, merged) = try await context.database.read { transaction in
                let merged = try ReportStore(transaction: transaction, siteKey: context.siteKey).merged(into: id)
                return (try StoredIdentity.find(id, sitting.desk, in: transaction), merged.map(\.id))
            }
            return (try Self.identity(stored, isNamed, id, sitting), merged)
        }
    }

    private static func identity(
        _ stored: StoredIdentity, _ isNamed: Bool, _ id: Identifier, _ sitting: Sitting
    ) throws -> DeskReport.Identity {
        guard isNamed == (stored.sealed != nil) else { throw SignalsError.damaged }
        guard stored.sealed != nil else { return .none }
        if let given = try stored.open(id, sitting) { return .given(given) }
        switch stored.request?.state {
        case .asked: return .asked(on: stored.request!.askedOn)
        case .refused: return .refused(on: stored.request!.askedOn)
        case nil: return .hidden
        // The key that was given is gone.
        case .given: throw SignalsError.damaged
        }
    }

    /// - Parameter row: as it is after this opening.
    func report(_ row: ReportRow) -> DeskReport {
        let opened = revision.opened
        let notes = revision.notes?.all ?? []
        return DeskReport(
            id: row.id, status: row.status, urgency: row.urgency, createdOn: row.createdOn, dueAt: row.dueAt,
            isLate: row.isLate(at: now), claimedBy: row.claimedBy.map(person), holder: desks[row.desk] ?? "",
            isHolder: row.desk == desk, deleteOn: row.deleteOn, needsDecision: row.needsDecision(on: now.day),
            content: opened.content, lines: opened.entries.compactMap(line),
            notes: notes.map { DeskReport.Note(at: $0.at, member: person($0.member), kind: $0.kind) },
            labels: notes.reversed().lazy.compactMap { if case .labels(let labels) = $0.kind { labels } else { nil } }
                .first ?? [],
            documents: opened.documents, identity: identity, referrals: opened.entries.compactMap(Self.referred),
            mergedInto: row.mergedInto, merged: merged, isContactStopped: opened.isContactStopped,
            isUnreadByReporter: row.isUnreadByReporter, isInvented: row.isInvented)
    }

    private func line(_ entry: ReportEntry) -> DeskReport.Line? {
        if case .attached = entry.kind { return nil }
        guard let desk = entry.desk, let member = entry.member else {
            return DeskReport.Line(at: entry.at, author: .reporter, kind: entry.kind)
        }
        return DeskReport.Line(
            at: entry.at, author: .desk(name: desks[desk] ?? "", member: person(member)), kind: entry.kind)
    }

    private static func referred(_ entry: ReportEntry) -> DeskReport.Referred? {
        guard case .referred(let referral) = entry.kind else { return nil }
        return DeskReport.Referred(name: referral.name, mode: referral.mode, on: entry.at.day)
    }

    private func person(_ id: Identifier) -> Person { Person(id: id, name: members[id] ?? "") }
}

/// Who reported, as it is stored, and what one desk may know of it.
struct StoredIdentity: Sendable {
    let sealed: Envelope?
    /// The desk's key for it, when it was given one.
    let wrap: StoredWrap?
    /// The desk's newest question.
    let request: IdentityStore.Request?

    static func find(
        _ report: Identifier, _ desk: Identifier, in transaction: any Transaction
    ) throws -> StoredIdentity {
        let store = IdentityStore(transaction: transaction)
        return StoredIdentity(
            sealed: try store.find(report),
            wrap: try WrapStore(transaction: transaction).find(report, .identity, holder: desk.text),
            request: try store.newest(report, by: desk))
    }

    /// - Returns: `nil` when the desk has no key for it.
    /// - Throws: `SignalsError.damaged`.
    func open(_ report: Identifier, _ sitting: Sitting) throws -> ReporterIdentity? {
        guard let sealed, wrap != nil else { return nil }
        let key = try key(report, sitting)
        return try orDamaged { try Sealed.value(key.open(sealed, as: .identity, object: "reporter")) }
    }

    /// The desk's key for it.
    ///
    /// - Throws: `SignalsError.damaged`.
    func key(_ report: Identifier, _ sitting: Sitting) throws -> RecordKey {
        guard let wrap else { throw SignalsError.damaged }
        return try orDamaged {
            try wrap.open(
                with: sitting.keyring.pair(wrap.epoch), of: report, siteKey: sitting.context.siteKey)
        }
    }
}
