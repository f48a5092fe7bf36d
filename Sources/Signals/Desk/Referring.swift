public import Core
public import Directory
import Storage
import Vault

/// Giving a report to another desk.
extension DeskReports {
    /// The desks that this report can be referred to, by name.
    ///
    /// - Throws: `SignalsError.notFound`, `.damaged`.
    public func targets(_ seat: Seat, _ id: Identifier) async throws -> [ReferralTarget] {
        let sitting = try await Sitting(seat, context)
        let revision = try await sitting.load(id)
        let context = context
        return try await context.database.read { transaction in
            let readers = try WrapStore(transaction: transaction).holders(id, .content)
            return try Self.referable(from: seat.desk, context, transaction).map { seal in
                let kind = ReferralKind(of: seal)
                return ReferralTarget(
                    desk: seal.desk, name: seal.name, kind: kind,
                    hasConsent: revision.opened.content.consents.contains(kind),
                    isReading: readers.contains(seal.desk.text))
            }
        }
    }

    /// Refers a report to another desk. The reporter sees to which.
    ///
    /// - Throws: `DirectoryError.confirmFirst` when the password was not given lately; `SignalsError.notReferable`,
    ///   `.alreadyReferred`, `.noConsent`, `.onlyInDanger`, `.missing(field: "text")` for a copy without text,
    ///   `.mergedFirst`, `.notHeldHere`, `.tooLong`.
    public func refer(_ seat: Seat, _ id: Identifier, _ request: ReferralRequest) async throws {
        try seat.key.requireConfirmed(at: context.now())
        let text = request.mode == .copy ? try Typed.required(request.text, field: "text") : ""
        let reason = try Typed.text(request.withoutConsent ?? "", field: "without-consent", most: Self.mostInReason)
        let sitting = try await Sitting(seat, context)
        try await untilFresh {
            var revision = try await sitting.load(id)
            try sitting.requireHolding(revision)
            let around = try await surroundings(revision, request.to, sitting)
            let kind = ReferralKind(of: around.target)
            let hasConsent = try hasConsent(of: revision, to: kind, without: reason)
            let referral = Referral(
                mode: request.mode, to: around.target.desk, name: around.target.name, kind: kind,
                withoutConsent: hasConsent ? nil : reason)
            switch request.mode {
            case .share: try share(&revision, around)
            case .transfer: try transfer(&revision, around, sitting)
            case .copy: try copy(revision.opened, text, around, sitting, &revision)
            }
            try sitting.append(.referred(referral), to: &revision)
            revision.row.isUnreadByReporter = revision.opened.receipt != nil
            let (target, rota, context) = (around.target.desk, around.rota, context)
            revision.step { try context.tell(target, rota, at: context.now(), in: $0) }
            try await sitting.write([
                (
                    revision, "signals.report.referred",
                    [
                        "mode": request.mode.rawValue, "to": target.text, "consent": hasConsent ? "yes" : "no",
                    ]
                )
            ])
        }
    }

    // MARK: -

    /// What a referral has to know of others.
    private struct Surroundings: Sendable {
        let target: DeskSeal
        /// The target's.
        let rota: Rota
        let retentionDays: Int
        /// The keys of desks that read along, without the target and the desk that refers.
        let readers: [DeskRecipient]
        let isReading: Bool
        let hasMerged: Bool
    }

    private func surroundings(
        _ revision: Revision, _ target: Identifier, _ sitting: Sitting
    ) async throws -> Surroundings {
        let (context, id, own) = (context, revision.id, sitting.desk)
        return try await context.database.read { transaction in
            let referable = try Self.referable(from: own, context, transaction)
            guard let seal = referable.first(where: { $0.desk == target }) else { throw SignalsError.notReferable }
            let holders = try WrapStore(transaction: transaction).holders(id, .content)
            // A desk that is closed by now reads no further.
            let readers = referable.filter { $0.desk != target && holders.contains($0.desk.text) }
            let store = ReportStore(transaction: transaction, siteKey: context.siteKey)
            return Surroundings(
                target: seal, rota: try RotaStore(transaction: transaction).find(target),
                retentionDays: try context.retentionDays(transaction), readers: readers.map(DeskRecipient.init),
                isReading: holders.contains(target.text),
                hasMerged: try !store.merged(into: id).isEmpty || revision.row.mergedInto != nil)
        }
    }

    /// Duty and care desks that can take something in, other than the one that refers.
    private static func referable(
        from desk: Identifier, _ context: SignalsContext, _ transaction: any Transaction
    ) throws -> [DeskSeal] {
        let all = try context.desks.seals(.duty, in: transaction) + context.desks.seals(.care, in: transaction)
        return all.filter { $0.desk != desk }.sorted {
            ($0.name.lowercased(), $0.desk) < ($1.name.lowercased(), $1.desk)
        }
    }

    /// The other desk gets the key as well.
    private func share(_ revision: inout Revision, _ around: Surroundings) throws {
        guard !around.isReading else { throw SignalsError.alreadyReferred }
        let wrap = try StoredWrap(revision.key, to: DeskRecipient(around.target), siteKey: context.siteKey)
        let id = revision.id
        revision.step { try WrapStore(transaction: $0).insert(wrap, of: id) }
    }

    /// The other desk goes on alone: a new generation begins, of which this desk gets no key, and its keys of before go. Its
    /// notes stay its own. Desks that read along go on doing so.
    private func transfer(_ revision: inout Revision, _ around: Surroundings, _ sitting: Sitting) throws {
        guard !around.hasMerged else { throw SignalsError.mergedFirst }
        let key = try revision.rotate(random: context.random)
        var wraps = try ([DeskRecipient(around.target)] + around.readers).map {
            try StoredWrap(key, to: $0, siteKey: context.siteKey)
        }
        if let receipt = revision.opened.receipt {
            wraps.append(try StoredWrap(key, to: receipt, siteKey: context.siteKey))
        }
        let (id, own) = (revision.id, sitting.desk.text)
        revision.step { [wraps] transaction in
            let store = WrapStore(transaction: transaction)
            try store.delete(id, .content)
            for wrap in wraps { try store.insert(wrap, of: id) }
            // Who reported was given to this desk, if at all; what it still asks is nobody's question any more.
            try store.delete(id, .identity, holder: own)
            try IdentityStore(transaction: transaction).deleteRequests(for: id, by: own)
        }
        let now = context.now()
        revision.row.desk = around.target.desk
        revision.row.claimedBy = nil
        if revision.row.status.isOpen { revision.row.status = revision.row.status == .withdrawn ? .withdrawn : .new }
        revision.row.isUnread = true
        revision.row.dueAt = around.rota.deadline(for: revision.row.urgency, from: now)
        revision.row.escalated = 0
    }

    /// The other desk gets a report of its own, with the text that this desk wrote and nothing else of what was reported but
    /// how pressing it is, what kind of place it was, and with which kinds of desk the reporter agreed.
    private func copy(
        _ opened: OpenedReport, _ text: String, _ around: Surroundings, _ sitting: Sitting, _ revision: inout Revision
    ) throws {
        let content = ReportContent(
            setting: opened.content.setting, urgency: opened.row.urgency, what: text,
            consents: opened.content.consents, channel: .copy, language: opened.content.language)
        let entry = ReportEntry(
            at: context.now(), member: sitting.member, desk: sitting.desk, kind: .report(content))
        let recipient = DeskRecipient(around.target)
        let report = try NewReport(
            copy: entry, content, to: recipient, rota: around.rota, retentionDays: around.retentionDays, context)
        let context = context
        revision.step { try report.insert(in: $0, context) }
    }
}

extension ReferralKind {
    /// What kind of desk it is to a reporter.
    init(of seal: DeskSeal) {
        self = seal.organisationKind == .police ? .police : seal.task == .care ? .care : .partner
    }
}
