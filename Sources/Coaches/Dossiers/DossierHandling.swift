public import Core
public import Directory
import Records
import Storage

/// Approving a dossier, handing it over, following where it went, and destroying it.
extension Dossiers {
    /// Approves the contents with exactly this hash.
    ///
    /// - Parameter hash: that the page showed.
    /// - Throws: `DirectoryError.confirmFirst` when the password was not given lately; `CoachesError.cannotApprove`,
    ///   `.dossierClosed`, `.notFound`.
    public func approve(_ seat: Seat, _ id: Identifier, hash: String) async throws {
        try requireConfirmed(seat)
        let sitting = try await Sitting(seat, context.records)
        try await sitting.change(id, "coaches.dossier.approved", DossierRecord.self) { record in
            try sitting.enter(.approved(hash: hash), in: &record)
        }
    }

    /// Takes a dossier back before it was handed over. It stays to be read until its day.
    ///
    /// - Throws: `CoachesError.missing`, `.dossierClosed`, `.notFound`.
    public func withdraw(_ seat: Seat, _ id: Identifier, reason: String) async throws {
        let sitting = try await Sitting(seat, context.records)
        let reason = try Typed.required(reason, field: "reason", most: Typed.line)
        try await sitting.change(id, "coaches.dossier.withdrawn", DossierRecord.self) { record in
            try sitting.enter(.withdrawn(reason: reason), in: &record)
        }
    }

    /// Writes down that the dossier was given to its receiver. It counts from then on, unless it is invented.
    ///
    /// - Throws: `DirectoryError.confirmFirst`; `CoachesError.needsApprovals`, `.dossierClosed`, `.notFound`, those of the
    ///   fields: `.tooEarly` for a moment before the last approval.
    public func handOver(_ seat: Seat, _ id: Identifier, _ handOver: HandOver) async throws {
        try requireConfirmed(seat)
        let sitting = try await Sitting(seat, context.records)
        var checked = handOver
        checked.to = try Typed.required(handOver.to, field: "to", most: Typed.line)
        checked.reference = try Typed.text(handOver.reference, field: "reference", most: Typed.line)
        try requirePast(handOver.at, field: "at")
        let event = DossierEvent.handedOver(checked)
        try await sitting.change(id, "coaches.dossier.handed-over", DossierRecord.self) { record in
            let cover = try Self.listed(record).contents.cover
            try sitting.enter(event, in: &record)
            if !cover.isInvented { record.count([CoachesCount(kind: .dossier, day: handOver.at.day)]) }
        }
    }

    /// What a member fills in about a step in the chain of custody.
    public struct StepDraft: Sendable, Hashable {
        public var from: String
        public var to: String
        public var at: Instant
        public var why: String
        /// The hash that the receiver read out; empty when nobody did.
        public var hash: String

        public init(from: String, to: String, at: Instant, why: String, hash: String = "") {
            self.from = from
            self.to = to
            self.at = at
            self.why = why
            self.hash = hash
        }
    }

    /// Adds a step to the chain of custody. A hash that differs stands in the chain as a failed check.
    ///
    /// - Throws: `CoachesError.hashDiffers` after the failed check was written down; `.notHandedOver`, `.dossierClosed`,
    ///   `.notFound`, those of the fields: `.tooEarly` for a moment before the freezing.
    public func pass(_ seat: Seat, _ id: Identifier, _ draft: StepDraft) async throws {
        let sitting = try await Sitting(seat, context.records)
        let from = try Typed.required(draft.from, field: "from", most: Typed.line)
        let to = try Typed.required(draft.to, field: "to", most: Typed.line)
        let why = try Typed.required(draft.why, field: "why", most: Typed.line)
        guard draft.hash.count <= Typed.line else { throw CoachesError.tooLong(field: "hash", most: Typed.line) }
        try requirePast(draft.at, field: "at")
        let check = try await sitting.change(id, "coaches.dossier.passed", DossierRecord.self) { record in
            let check = try Self.listed(record).contents.check(draft.hash)
            let step = CustodyStep(from: from, to: to, at: draft.at, why: why, check: check)
            try sitting.enter(.passed(step), in: &record)
            return check
        }
        if check == .differs { throw CoachesError.hashDiffers }
    }

    /// Writes down that the receiver confirmed to have it.
    ///
    /// - Throws: `CoachesError.notHandedOver`, `.notFound`, those of the fields.
    public func receive(_ seat: Seat, _ id: Identifier, _ receipt: DossierReceipt) async throws {
        let sitting = try await Sitting(seat, context.records)
        var checked = receipt
        checked.by = try Typed.required(receipt.by, field: "by", most: Typed.line)
        checked.reference = try Typed.text(receipt.reference, field: "reference", most: Typed.line)
        let event = DossierEvent.received(checked)
        try await after(receipt.on, id, "coaches.dossier.received", event, sitting)
    }

    /// Writes down what the receiver told about what was done with it.
    ///
    /// - Throws: `CoachesError.notHandedOver`, `.notFound`, those of the fields.
    public func answer(_ seat: Seat, _ id: Identifier, _ feedback: DossierFeedback) async throws {
        let sitting = try await Sitting(seat, context.records)
        var checked = feedback
        checked.text = try Typed.required(feedback.text, field: "text", most: DossierFeedback.most)
        let event = DossierEvent.answered(checked)
        try await after(feedback.on, id, "coaches.dossier.answered", event, sitting)
    }

    /// Enters something that can only have happened after the hand-over.
    private func after(
        _ day: Day, _ id: Identifier, _ action: String, _ event: DossierEvent, _ sitting: Sitting
    ) async throws {
        guard day <= context.now().day else { throw CoachesError.inFuture(field: "on") }
        try await sitting.change(id, action, DossierRecord.self) { record in
            if let handOver = record.state.handOver, day < handOver.at.day {
                throw CoachesError.dayBefore(field: "on", handOver.at.day)
            }
            try sitting.enter(event, in: &record)
        }
    }

    private func requirePast(_ moment: Instant, field: String) throws {
        guard moment <= context.now().advanced(bySeconds: 60) else { throw CoachesError.inFuture(field: field) }
    }

    /// Destroys a dossier before its day: its key and everything in it. What stays is a row in the audit trail, with the
    /// reason and nothing of the contents.
    ///
    /// - Throws: `DirectoryError.confirmFirst`; `RecordsError.notFound`.
    public func destroy(_ seat: Seat, _ id: Identifier, _ reason: DestroyReason) async throws {
        try requireConfirmed(seat)
        let sitting = try await Sitting(seat, context.records)
        let (context, actor, desk) = (context, seat.actor, seat.desk)
        try await context.database.persistently { transaction in
            let store = context.records.store(transaction)
            // One that is damaged can be destroyed too: it takes a key of this desk, and the row.
            guard try store.key(id, for: sitting.keyring) != nil, let row = try store.find(id),
                row.kind == DossierRecord.kind,
                row.desk == desk
            else { throw RecordsError.notFound }
            try store.delete(id)
            try context.record(
                "coaches.dossier.destroyed", id, details: ["reason": reason.rawValue], by: actor, at: desk,
                in: transaction)
        }
        try await context.database.forgetDeleted(in: context.records.part.keyTables)
    }
}
