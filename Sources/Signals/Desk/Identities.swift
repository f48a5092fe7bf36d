public import Core
public import Directory
import Storage
import Vault

/// That a desk asks who reported.
public struct IdentityRequest: Sendable {
    public enum State: String, Sendable, CaseIterable { case asked, given, refused }
    public let id: Identifier
    public let report: Identifier
    /// The asking desk's name.
    public let desk: String
    public let askedBy: Person
    public let askedOn: Day
    public let state: State
    /// Why; `nil` when it can no longer be read.
    public let reason: String?
}

/// That somebody at the custodian desk looked who reported.
public struct IdentityLookup: Hashable, Sendable {
    public let at: Instant
    public let member: Person
    public let reason: String
}

/// What the custodian desk does: it knows who reported, and not what.
public struct Identities: Sendable {
    let context: SignalsContext

    /// The requests at the custodian desk, at most 200: those that wait first, then the newest.
    public func requests(_ seat: Seat) async throws -> [IdentityRequest] {
        let sitting = try await Sitting(seat, context, [.custodian])
        let (members, desks) = (try await context.memberNames(), try await context.deskNames())
        let found = try await context.database.read { transaction in
            try IdentityStore(transaction: transaction).all(heldBy: seat.desk, limit: 200)
        }
        return found.map { request in
            IdentityRequest(
                id: request.id, report: request.report, desk: desks[request.desk] ?? "",
                askedBy: Person(id: request.askedBy, name: members[request.askedBy] ?? ""), askedOn: request.askedOn,
                state: request.state, reason: try? request.reason(sitting))
        }
    }

    /// Looks who reported, to call somebody in danger or to weigh a request. It stands in the audit trail, and the reason in
    /// the custodian desk's own notes.
    ///
    /// - Throws: `SignalsError.notFound`, `.damaged`, `.missing(field: "reason")`, `.tooLong`.
    public func open(_ seat: Seat, _ request: Identifier, reason: String) async throws -> ReporterIdentity {
        let reason = try Typed.required(reason, field: "reason", most: DeskReports.mostInReason)
        let sitting = try await Sitting(seat, context, [.custodian])
        return try await untilFresh {
            let (request, identity) = try await load(request, sitting)
            let who = try await context.watched(request.report, by: seat.actor, at: seat.desk) {
                guard let who = try identity.open(request.report, sitting) else { throw SignalsError.damaged }
                return who
            }
            var added = try await notes(on: request.report, sitting)
            try added.append(
                DeskNote(at: context.now(), member: sitting.member, kind: .identityOpened(reason: reason)),
                random: context.random)
            let (context, notes) = (context, added)
            try await context.database.write { transaction in
                try notes.write(request.report, context.siteKey, in: transaction)
                try context.record(
                    "signals.identity.opened", request.report, by: seat.actor, at: seat.desk, in: transaction)
            }
            return who
        }
    }

    /// When the custodian desk looked who made the report of a request, and why; oldest first.
    ///
    /// - Throws: `SignalsError.notFound`, `.damaged`.
    public func lookups(_ seat: Seat, _ request: Identifier) async throws -> [IdentityLookup] {
        let sitting = try await Sitting(seat, context, [.custodian])
        let (request, _) = try await load(request, sitting)
        let names = try await context.memberNames()
        return try await notes(on: request.report, sitting).all.compactMap { note in
            guard case .identityOpened(let reason) = note.kind else { return nil }
            return IdentityLookup(
                at: note.at, member: Person(id: note.member, name: names[note.member] ?? ""), reason: reason)
        }
    }

    /// Lets the asking desk read who reported.
    ///
    /// - Throws: `SignalsError.alreadyDecided`, `.damaged`; `.notFound`, also when that desk no longer reads the report;
    ///   `DirectoryError.confirmFirst` when the password was not given lately, `.deskNotOpen`.
    public func give(_ seat: Seat, _ request: Identifier) async throws {
        try seat.key.requireConfirmed(at: context.now())
        let sitting = try await Sitting(seat, context, [.custodian])
        let (request, identity) = try await load(request, sitting)
        guard request.state == .asked else { throw SignalsError.alreadyDecided }
        let key = try await context.watched(request.report, by: seat.actor, at: seat.desk) {
            // A request that somebody put in, or turned to another desk, does not open. Nor is anybody given a key to what
            // does not open.
            _ = try request.reason(sitting)
            guard try identity.open(request.report, sitting) != nil else { throw SignalsError.damaged }
            return try identity.key(request.report, sitting)
        }
        let context = context
        try await context.database.write { transaction in
            let wraps = WrapStore(transaction: transaction)
            guard try wraps.find(request.report, .content, holder: request.desk.text) != nil else {
                throw SignalsError.notFound
            }
            try decide(request, .given, sitting, in: transaction)
            let seal = try context.desks.seal(request.desk, in: transaction)
            try wraps.insert(
                StoredWrap(key, to: DeskRecipient(seal), siteKey: context.siteKey), of: request.report)
        }
    }

    /// Does not.
    ///
    /// - Throws: `SignalsError.alreadyDecided`, `.notFound`.
    public func refuse(_ seat: Seat, _ request: Identifier) async throws {
        let sitting = try await Sitting(seat, context, [.custodian])
        let (request, _) = try await load(request, sitting)
        try await context.database.write { try decide(request, .refused, sitting, in: $0) }
    }

    // MARK: -

    private func load(
        _ id: Identifier, _ sitting: Sitting
    ) async throws -> (IdentityStore.Request, StoredIdentity) {
        let desk = sitting.desk
        let found = try await context.database.read { transaction -> (IdentityStore.Request, StoredIdentity)? in
            guard let request = try IdentityStore(transaction: transaction).find(id, heldBy: desk) else { return nil }
            return (request, try StoredIdentity.find(request.report, desk, in: transaction))
        }
        guard let found else { throw SignalsError.notFound }
        return found
    }

    private func decide(
        _ request: IdentityStore.Request, _ state: IdentityRequest.State, _ sitting: Sitting,
        in transaction: any Transaction
    ) throws {
        guard try IdentityStore(transaction: transaction).decide(request.id, state, by: sitting.member) else {
            throw SignalsError.alreadyDecided
        }
        try context.record(
            "signals.identity.\(state.rawValue)", request.report, details: ["to": request.desk.text],
            by: sitting.seat.actor, at: sitting.desk, in: transaction)
        let rota = try RotaStore(transaction: transaction).find(request.desk)
        try context.tell(request.desk, rota, at: context.now(), in: transaction)
    }

    /// The custodian desk's own notes on a report.
    private func notes(on report: Identifier, _ sitting: Sitting) async throws -> Notes {
        let (context, desk) = (context, sitting.desk)
        let stored = try await context.database.read {
            try StoredNotes.find(report, by: desk, siteKey: context.siteKey, in: $0)
        }
        return try await context.watched(report, by: sitting.seat.actor, at: desk) {
            try stored?.open(report, siteKey: context.siteKey, with: sitting.keyring.pair)
                ?? Notes(beginning: report, for: sitting.recipient, siteKey: context.siteKey, random: context.random)
        }
    }
}

extension DeskReports {
    /// Asks the custodian desk who reported.
    ///
    /// - Throws: `SignalsError.noIdentity`, `.contactStopped`, `.alreadyAsked`, `.missing(field: "reason")`, `.tooLong`,
    ///   `.notHeldHere`;
    ///   `DirectoryError.deskNotOpen` when the custodian desk takes nothing in.
    public func askIdentity(_ seat: Seat, _ id: Identifier, reason: String) async throws {
        let reason = try Typed.required(reason, field: "reason", most: Self.mostInReason)
        let sitting = try await Sitting(seat, context)
        try await untilFresh {
            var revision = try await sitting.load(id)
            try sitting.requireHolding(revision)
            guard revision.opened.content.isNamed else { throw SignalsError.noIdentity }
            guard !revision.opened.isContactStopped else { throw SignalsError.contactStopped }
            let context = context
            let (custodian, newest) = try await context.database.read { transaction in
                let holders = try WrapStore(transaction: transaction).holders(id, .identity)
                let custodians = try context.desks.seals(.custodian, in: transaction)
                return (
                    custodians.first { holders.contains($0.desk.text) },
                    try IdentityStore(transaction: transaction).newest(id, by: seat.desk)
                )
            }
            guard newest == nil || newest?.state == .refused else { throw SignalsError.alreadyAsked }
            guard let custodian else { throw DirectoryError.deskNotOpen }
            let request = try IdentityStore.Request(
                asking: id, by: sitting, reason, to: custodian, id: context.identifier())
            revision.step { transaction in
                try IdentityStore(transaction: transaction).insert(request)
                let rota = try RotaStore(transaction: transaction).find(custodian.desk)
                try context.tell(custodian.desk, rota, at: context.now(), in: transaction)
            }
            try sitting.note(.identityAsked(reason: reason), in: &revision)
            try await sitting.write([(revision, "signals.identity.asked", [:])])
        }
    }
}

extension IdentityStore.Request {
    /// A question, its reason sealed to the custodian desk.
    fileprivate init(
        asking report: Identifier, by sitting: Sitting, _ reason: String, to custodian: DeskSeal, id: Identifier
    ) throws {
        let context = sitting.context
        self.init(
            id: id, report: report, desk: sitting.desk, askedBy: sitting.member, askedOn: context.now().day,
            state: .asked, epoch: custodian.epoch, reason: "")
        let sealed = try Envelope.seal(
            Padding.pad(Array(reason.utf8)), to: custodian.publicKey, for: place(custodian.publicKey),
            siteKey: context.siteKey)
        self.reason = sealed.text
    }

    /// Why, for the custodian desk. Opens only when who asks, when and for which desk is what it was.
    ///
    /// - Throws: `SignalsError.damaged`.
    fileprivate func reason(_ sitting: Sitting) throws -> String {
        try orDamaged {
            guard let bytes = [UInt8](hex: reason) else { throw SealError.malformed }
            let pair = try sitting.keyring.pair(epoch)
            let padded = try Envelope(bytes).open(
                with: pair, at: place(pair.publicKey), siteKey: sitting.context.siteKey)
            return String(decoding: try Padding.unpad(padded), as: UTF8.self)
        }
    }

    private func place(_ recipient: PublicKey) -> Place {
        Place(
            .identityRequest, record: report.text, object: id.text, recipient: recipient.id,
            epoch: UInt32(clamping: epoch), bound: [desk.text, askedBy.text, askedOn.description])
    }
}
