public import Core
public import Directory
import Storage
import Vault

/// What a desk does with the reports that it holds, or reads along with.
///
/// A desk reads what the report's key was wrapped to it for. Everything else looks like a report that never was. Only the desk
/// that holds a report claims it, writes to the reporter, refers and closes it; one that reads along keeps notes of its own.
public struct DeskReports: Sendable {
    let context: SignalsContext

    /// A page of the desk's inbox. One damaged report shows as damaged and hides no other.
    ///
    /// - Parameter page: from 1; one beyond the last gives the last.
    public func inbox(_ seat: Seat, filter: InboxFilter = .open, page: Int = 1) async throws -> InboxPage {
        try await InboxReader(sitting: Sitting(seat, context)).page(filter, page)
    }

    /// Opens a report. It stands in the audit trail, and the report counts as read when this desk holds it.
    ///
    /// - Throws: `SignalsError.notFound`, `.damaged`.
    public func open(_ seat: Seat, _ id: Identifier) async throws -> DeskReport {
        let sitting = try await Sitting(seat, context)
        return try await untilFresh {
            var revision = try await sitting.load(id); return try await read(&revision, Sitting.opened, sitting).report
        }
    }

    /// Who opened, printed or changed a report, newest first; at most 200. For the desk's lead.
    ///
    /// - Throws: `SignalsError.notFound`, `DirectoryError.notAllowed`.
    public func openings(_ seat: Seat, _ id: Identifier) async throws -> [Opening] {
        _ = try await Sitting(seat, context)
        let isLead = try await isLead(seat)
        let context = context
        let found = try await context.database.read { transaction -> [AuditEntry]? in
            let wraps = WrapStore(transaction: transaction)
            guard try wraps.find(id, .content, holder: seat.desk.text) != nil else { return nil }
            return try context.audit.entries(of: SignalsContext.subject(id), limit: 200, in: transaction)
        }
        guard let found else { throw SignalsError.notFound }
        guard isLead else { throw DirectoryError.notAllowed }
        return found.map {
            Opening(at: $0.at, member: $0.actorName ?? "", action: $0.action, isGenuine: $0.isGenuine)
        }
    }

    /// Whether the member keeps an eye on the desk.
    func isLead(_ seat: Seat) async throws -> Bool {
        let lead = try await context.desks.details(.system, seat.desk).desk.lead
        return lead != nil && lead == seat.actor.member?.id
    }

    /// A document of a report. It stands in the audit trail.
    ///
    /// - Throws: `SignalsError.notFound`, `.damaged`.
    public func document(_ seat: Seat, _ id: Identifier, _ attachment: String) async throws -> Document {
        let sitting = try await Sitting(seat, context)
        return try await untilFresh {
            let revision = try await sitting.load(id)
            guard let facts = revision.opened.documents.first(where: { $0.id == attachment }) else {
                throw SignalsError.notFound
            }
            let document = try await context.watched(id, by: seat.actor, at: seat.desk) {
                try await content(facts, revision.opened)
            }
            try await sitting.write([(revision, "signals.document.opened", [:])])
            return document
        }
    }

    /// A report for a page that is printed, for the police: without notes, and without who reported. It asks what a referral
    /// to the police asks, the reporter sees it, and it stands in the audit trail. Who prints it at the police has it already.
    ///
    /// - Parameter withoutConsent: why the reporter's consent is done without, since a life is in danger.
    /// - Throws: `DirectoryError.confirmFirst` when the password was not given lately; `SignalsError.noConsent`,
    ///   `.onlyInDanger`, `.notHeldHere`, `.tooLong`; as `open`.
    public func export(_ seat: Seat, _ id: Identifier, withoutConsent: String = "") async throws -> ReportExport {
        try seat.key.requireConfirmed(at: context.now())
        let reason = try Typed.text(withoutConsent, field: "without-consent", most: Self.mostInReason)
        let sitting = try await Sitting(seat, context)
        let context = context
        let isPolice = try await context.database.read {
            ReferralKind(of: try context.desks.seal(seat.desk, in: $0)) == .police
        }
        let (report, hash) = try await untilFresh {
            var revision = try await sitting.load(id)
            if !isPolice { try passOn(&revision, reason, sitting) }
            return try await read(&revision, "signals.report.exported", sitting)
        }
        let (names, desks) = (try await context.memberNames(), try await context.deskNames())
        return ReportExport(
            report: report.withoutSecrets, madeAt: context.now(), madeBy: names[sitting.member] ?? "",
            desk: desks[seat.desk] ?? "", hash: hash)
    }

    // MARK: -

    /// Notes for the reporter that the report was printed for the police.
    private func passOn(_ revision: inout Revision, _ reason: String, _ sitting: Sitting) throws {
        try sitting.requireHolding(revision)
        let hasConsent = try hasConsent(of: revision, to: .police, without: reason)
        try sitting.append(.printed(withoutConsent: hasConsent ? nil : reason), to: &revision)
        revision.row.isUnreadByReporter = revision.opened.receipt != nil
    }

    /// Whether the reporter agreed that a kind of desk gets the report.
    ///
    /// - Parameter reason: why it goes there all the same; empty when nobody said.
    /// - Throws: `SignalsError.noConsent` without consent and reason, `.onlyInDanger` where no life is in danger.
    func hasConsent(of revision: Revision, to kind: ReferralKind, without reason: String) throws -> Bool {
        if revision.opened.content.consents.contains(kind) { return true }
        guard !reason.isEmpty else { throw SignalsError.noConsent }
        guard revision.row.urgency == .acute else { throw SignalsError.onlyInDanger }
        return false
    }

    private func read(
        _ revision: inout Revision, _ action: String, _ sitting: Sitting
    ) async throws -> (report: DeskReport, hash: String) {
        let view = try await DeskReportView(revision, sitting)
        if revision.opened.row.desk == sitting.desk {
            revision.row.isUnread = false
            if revision.row.status == .new { revision.row.status = .read }
        }
        try await sitting.write([(revision, action, Sitting.facts(revision))])
        return (view.report(revision.row), revision.row.head.hash)
    }

    private func content(_ facts: DocumentFacts, _ opened: OpenedReport) async throws -> Document {
        let id = opened.row.id
        let found = try await context.database.read { transaction -> (StoredAttachment, [Envelope])? in
            let store = AttachmentStore(transaction: transaction)
            return try store.all(id).first { $0.id == facts.id }.map { ($0, try store.chunks(of: $0)) }
        }
        return try orDamaged {
            guard let (stored, chunks) = found,
                let key = opened.keys.first(where: { $0.generation == stored.generation })
            else { throw SignalsError.damaged }
            let bytes = try key.open(
                SealedAttachment(id: stored.id, key: stored.key, facts: stored.facts, chunks: chunks)
            ).content
            let document = Document(name: facts.name, kind: facts.kind, bytes: bytes)
            guard document.sha256 == facts.sha256 else { throw SignalsError.damaged }
            return document
        }
    }
}
