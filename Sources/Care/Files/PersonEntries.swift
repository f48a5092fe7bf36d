import Core
import Directory
import Records
import Storage

/// Why a plan is destroyed before its day.
enum PlanDestroyReason: String, Sendable, CaseIterable {
    case asked
    case consentWithdrawn = "consent-withdrawn"
    case tooOld = "too-old"
    case moved
    case mistake
}

/// What is asked and known of a young person, and how their plan leaves or ends.
extension CareFiles {
    /// Changes what is known of the young person. Due days move with the birthday.
    ///
    /// - Parameter basedOn: `CareFile.personVersion` of the page.
    /// - Throws: `RecordsError.changedMeanwhile`; `CareError` of the fields, `.notAtDesk`.
    func change(_ seat: Seat, _ id: Identifier, _ person: YoungPerson, basedOn: Int) async throws {
        let context = context
        let person = try person.checked(on: context.today, context.limits)
        try await requireMember(person.coordinator, of: seat)
        try await change(seat, id, "care.person.changed") { entering in
            guard entering.file.personVersion == basedOn else { throw RecordsError.changedMeanwhile }
            guard entering.file.person != person else { return }
            try entering.enter(.changed(person))
        }
    }

    /// Somebody who coordinates works at the desk.
    ///
    /// - Throws: `CareError.notAtDesk`.
    func requireMember(_ member: Identifier?, of seat: Seat) async throws {
        guard let member else { return }
        guard try await members(of: seat).contains(member) else { throw CareError.notAtDesk }
    }

    // MARK: Consent

    /// Writes down an answer to one question. A no to help stops the plan: nothing is entered any more, and it is destroyed after
    /// `CareLimits.closingDays`, unless they say yes again.
    ///
    /// - Throws: `CareError` of the fields, `.planEnded`.
    func answer(_ seat: Seat, _ id: Identifier, _ consent: Consent) async throws {
        let checked = try consent.checked(on: context.today)
        let details = ["purpose": checked.purpose.rawValue]
        try await change(seat, id, checked.isGiven ? "care.consent.given" : "care.consent.refused", details: details) {
            entering in
            try entering.enter(.consent(checked))
        }
    }

    /// Writes down that a yes was taken back.
    ///
    /// - Throws: `RecordsError.notFound` for an answer that is not there, or that was no yes; `CareError` of the day.
    func withdraw(_ seat: Seat, _ id: Identifier, _ consent: Identifier, on day: Day) async throws {
        let today = context.today
        try await change(seat, id, "care.consent.withdrawn") { entering in
            guard var known = entering.file.consents.first(where: { $0.id == consent }), known.isGiven else {
                throw RecordsError.notFound
            }
            guard known.withdrawnOn == nil else { return }
            known.withdrawnOn = day
            try entering.enter(.consent(try known.checked(on: today)))
        }
    }

    // MARK: Leaving

    /// Opens a plan to take everything along. It stands in the plan and in the audit trail.
    ///
    /// - Throws: `DirectoryError.confirmFirst`; `RecordsError.notKeptHere`.
    func export(_ seat: Seat, _ id: Identifier) async throws -> Listed {
        try seat.key.requireConfirmed(at: context.directory.context.now())
        try await change(seat, id, "care.plan.exported") { try $0.enter(.exported) }
        return try await look(seat, id)
    }

    /// Destroys a plan before its day: its key and everything in it. What stays is a row in the audit trail, with the reason.
    ///
    /// - Throws: `DirectoryError.confirmFirst`; `RecordsError.notFound`, also for a desk that reads along.
    func destroy(_ seat: Seat, _ id: Identifier, _ reason: PlanDestroyReason) async throws {
        try seat.key.requireConfirmed(at: context.directory.context.now())
        let sitting = try await sitting(seat)
        let context = context
        // One that is damaged can be destroyed too; what it added to the figures nobody knows any more, and it stays.
        let record: OpenRecord<CareFileFormat>? = try? await sitting.load(id)
        let leaving = record.map {
            CareEntering($0, by: sitting.member, context).leaving(byMistake: reason == .mistake)
        }
        try await context.database.persistently { transaction in
            let store = context.records.store(transaction)
            if let leaving { try TallyStore(transaction: transaction).add(leaving) }
            guard try store.key(id, for: sitting.keyring) != nil, let row = try store.find(id),
                row.kind == CareFileFormat.kind, row.desk == sitting.desk
            else { throw RecordsError.notFound }
            try store.delete(id)
            try context.records.record(
                "care.plan.destroyed", id, details: ["reason": reason.rawValue], by: seat.actor, at: sitting.desk,
                in: transaction)
        }
        try await context.database.forgetDeleted(in: context.records.part.keyTables + ["care_texts"])
    }
}
