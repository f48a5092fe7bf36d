import Core
import Directory
import Records
import Storage
import Vault

/// Break-the-glass: a worker on call opens a plan in need, with a reason and for an hour. The care desk chose which desks can, and sees
/// every opening.
struct OnCall: Sendable {
    let context: CareContext

    /// Seconds for which a plan stays open (issue 6; an own term, to be agreed with partners).
    static let term: Int64 = 60 * 60

    /// A plan that can be opened, as it is known without opening it.
    struct Listed: Sendable {
        let id: Identifier
        /// The name of the care desk.
        let desk: String
        /// Until when the member has it open; `nil` when it is closed.
        let openUntil: Instant?

        var label: String { CareFiles.label(id) }
    }

    /// The plans that the desk can open. Nothing of them is opened for it.
    ///
    /// - Throws: as `Sitting.init`.
    func all(_ seat: Seat) async throws -> [Listed] {
        let sitting = try await sitting(seat)
        let context = context
        return try await context.database.read { transaction in
            let records = context.records.store(transaction)
            let openings = OpeningStore(transaction: transaction)
            return try records.ids(CareFileFormat.kind, readBy: sitting.desk).compactMap { id in
                // One that is damaged is not listed; who keeps it hears of it.
                guard let row = try? records.find(id) else { return nil }
                return Listed(
                    id: id, desk: try context.desks.name(row.desk, in: transaction),
                    openUntil: try openings.end(id, sitting.desk, sitting.member, at: context.now()))
            }
        }
    }

    /// One plan that the desk can open.
    ///
    /// - Throws: `RecordsError.notFound`; as `all`.
    func listed(_ seat: Seat, _ id: Identifier) async throws -> Listed {
        guard let listed = try await all(seat).first(where: { $0.id == id }) else { throw RecordsError.notFound }
        return listed
    }

    /// Opens a plan for an hour. It stands in the plan and in the audit trail, and the care desk hears that something was done.
    ///
    /// - Parameter words: what happened, in a line.
    /// - Throws: `DirectoryError.confirmFirst` when the password was not given lately; `RecordsError.notFound`, `.damaged`;
    ///   `CareError.missing`, `.tooLong`, `.holdsFile`, `.holdsBSN`.
    func open(_ seat: Seat, _ id: Identifier, _ reason: GlassOpening.Reason, words: String) async throws {
        try seat.key.requireConfirmed(at: context.directory.context.now())
        let words = try CareText.required(words, field: "words", most: CareText.line)
        let sitting = try await sitting(seat)
        let context = context
        try await untilFresh(orThrow: RecordsError.changedMeanwhile) {
            let record: OpenRecord<CareFileFormat> = try await sitting.load(id)
            var entering = CareEntering(record, by: sitting.member, context)
            let now = context.now()
            let opening = GlassOpening(
                reason: reason, words: words, desk: sitting.desk, until: now.advanced(bySeconds: Self.term),
                stamp: entering.stamp)
            // The only thing that a desk on call enters; what follows from the plan is left to the desk that keeps it.
            try entering.enter(.opened(opening))
            let written = entering.record
            try await context.database.persistently { transaction in
                try written.write(context.records, in: transaction)
                try OpeningStore(transaction: transaction).insert(
                    context.identifier(), of: id, sitting.desk, sitting.member, from: now, until: opening.until)
                try context.records.record(
                    "care.plan.opened-in-need", id, details: ["reason": reason.rawValue], by: seat.actor,
                    at: sitting.desk, in: transaction)
                let members = try context.desks.members(of: written.row.desk, in: transaction)
                try context.notify(members, written.row.desk, transaction)
            }
        }
    }

    /// A plan that the member has open.
    ///
    /// - Throws: `CareError.notOpenedInNeed` when nobody opened it, another did, or the hour is over; `RecordsError.notFound`,
    ///   `.damaged`.
    func look(_ seat: Seat, _ id: Identifier) async throws -> (file: CareFile, until: Instant) {
        let sitting = try await sitting(seat)
        let (context, now) = (context, context.now())
        let end = try await context.database.read {
            try OpeningStore(transaction: $0).end(id, sitting.desk, sitting.member, at: now)
        }
        guard end != nil else {
            // One that the desk has nothing to do with looks like one that never was.
            _ = try await listed(seat, id)
            throw CareError.notOpenedInNeed
        }
        let record: OpenRecord<CareFileFormat> = try await sitting.load(id)
        // The row alone opens nothing: the plan itself says who opened it, and until when.
        let opening = record.state.openings.last {
            $0.desk == sitting.desk && $0.stamp.by == .member(sitting.member) && now < $0.until
        }
        guard let opening else { throw CareError.notOpenedInNeed }
        return (record.state, opening.until)
    }

    private func sitting(_ seat: Seat) async throws -> Sitting {
        guard seat.actor.member?.desks[seat.desk] == .onCall else { throw DirectoryError.notAllowed }
        return try await Sitting(seat, context.records)
    }

    // MARK: The care desk

    /// The desks on call that can be given a plan, by name.
    func desks(_ seat: Seat) async throws -> [DeskSeal] {
        try Policy.at(seat.desk).require(seat.actor)
        let context = context
        return try await context.database.read { try context.desks.seals(.onCall, in: $0) }
    }

    /// Lets a desk on call open a plan in need.
    ///
    /// - Throws: `DirectoryError.confirmFirst` when the password was not given lately, `.deskNotOpen`, `.notFound` for a desk that is not on
    ///   call; as `CareFiles.change`.
    func give(_ seat: Seat, _ id: Identifier, to desk: Identifier) async throws {
        try seat.key.requireConfirmed(at: context.directory.context.now())
        guard let seal = try await desks(seat).first(where: { $0.desk == desk }) else { throw DirectoryError.notFound }
        try await CareFiles(context: context).change(
            seat, id, "care.on-call.given", details: ["to": desk.text]
        ) { entering in
            guard !entering.file.readers.contains(where: { $0.desk == desk }) else { return }
            try entering.share(with: seal, .onCall)
        }
    }

    /// Takes a plan back from a desk on call: what it has open closes at once.
    ///
    /// - Throws: as `CareFiles.change`.
    func take(_ seat: Seat, _ id: Identifier, from desk: Identifier) async throws {
        try await CareFiles(context: context).change(
            seat, id, "care.on-call.taken", details: ["from": desk.text]
        ) { entering in
            guard entering.file.readers.contains(where: { $0.desk == desk && $0.why == .onCall }) else { return }
            try entering.unshare(desk)
            entering.step { try OpeningStore(transaction: $0).delete(of: id, desk) }
        }
    }
}

/// SQL for plans that were opened in need.
struct OpeningStore {
    let transaction: any Transaction

    func insert(
        _ opening: Identifier, of record: Identifier, _ desk: Identifier, _ member: Identifier, from: Instant,
        until: Instant
    ) throws {
        try transaction.execute(
            """
            INSERT INTO care_openings (id, record_id, desk_id, member_id, opened_at, ends_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """, opening, record, desk, member, from, until)
    }

    /// Until when a member has a plan open; `nil` when it is closed.
    func end(_ record: Identifier, _ desk: Identifier, _ member: Identifier, at now: Instant) throws -> Instant? {
        try transaction.row(
            """
            SELECT ends_at FROM care_openings WHERE record_id = $1 AND desk_id = $2 AND member_id = $3 AND ends_at > $4
            ORDER BY ends_at DESC LIMIT 1
            """, record, desk, member, now
        ).map { try $0["ends_at"] }
    }

    func delete(of record: Identifier, _ desk: Identifier) throws {
        try transaction.execute("DELETE FROM care_openings WHERE record_id = $1 AND desk_id = $2", record, desk)
    }

    /// Removes those that are over.
    func deleteEnded(at now: Instant) throws {
        try transaction.execute("DELETE FROM care_openings WHERE ends_at <= $1", now)
    }
}
