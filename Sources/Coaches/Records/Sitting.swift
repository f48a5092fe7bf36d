import Core
import Directory
import Storage
import Vault

/// A member at a research desk, who was looked at: with the desk's keys, for one request.
struct Sitting: Sendable {
    let seat: Seat
    let member: Identifier
    let keyring: DeskKeyring
    let context: CoachesContext

    var desk: Identifier { seat.desk }

    /// - Throws: `DirectoryError.signInFirst`, `.notAllowed` for a desk of another task, `.noKey`.
    init(_ seat: Seat, _ context: CoachesContext) async throws {
        try Policy.at(seat.desk).require(seat.actor)
        guard let member = seat.actor.member, member.desks[seat.desk] == .research else {
            throw DirectoryError.notAllowed
        }
        self.seat = seat
        self.member = member.id
        self.context = context
        keyring = try await context.desks.keyring(seat.actor, seat.key, desk: seat.desk)
    }

    func stamp() -> Stamp { Stamp(at: context.now(), member: member) }

    // MARK: Opening

    /// Opens a record that the desk reads.
    ///
    /// - Throws: `CoachesError.notFound`, also for a record of another desk; `.damaged`, with a row in the audit trail.
    func load<State: RecordState>(_ id: Identifier, _: State.Type = State.self) async throws -> OpenRecord<State> {
        let (context, keyring) = (context, keyring)
        do {
            let found = try await context.database.read { transaction -> Found? in
                let store = RecordStore(transaction: transaction, siteKey: context.siteKey)
                guard let key = try store.key(id, for: keyring), let row = try store.find(id) else { return nil }
                return Found(
                    row: row, key: key, entries: try store.entries(id),
                    trail: try context.audit.entries(
                        of: CoachesContext.subject(id), action: Self.opened, limit: 5, in: transaction))
            }
            guard let found else { throw CoachesError.notFound }
            try compare(found.row.head, with: found.trail)
            let key = try found.key.open(id, with: keyring, siteKey: context.siteKey)
            return try OpenRecord(found.row, found.entries, key)
        } catch CoachesError.damaged {
            try await context.database.write {
                try context.record("coaches.record.damaged", id, by: seat.actor, at: desk, in: $0)
            }
            throw CoachesError.damaged
        }
    }

    private struct Found: Sendable {
        let row: RecordRow
        let key: StoredKey
        let entries: [SealedEntry]
        let trail: [AuditEntry]
    }

    static let opened = "coaches.record.opened"

    /// A record that is less than it was at an opening, or another one, was put back from before.
    private func compare(_ head: RecordHead, with trail: [AuditEntry]) throws {
        guard trail.allSatisfy(\.isGenuine) else { throw CoachesError.damaged }
        for opening in trail {
            let entries = opening.details["entries"].flatMap { Int($0) } ?? 0
            let isSame = entries != head.count || String(head.hash.prefix(32)) == opening.details["hash"]
            guard entries <= head.count, isSame else { throw CoachesError.damaged }
        }
    }

    /// Opens every record of a kind that the desk reads; one that is damaged is left out and counted.
    func loadAll<State: RecordState>(_: State.Type = State.self) async throws -> (
        records: [OpenRecord<State>], damaged: Int
    ) {
        let (context, desk) = (context, desk)
        let ids = try await context.database.read {
            try RecordStore(transaction: $0, siteKey: context.siteKey).ids(State.kind, readBy: desk)
        }
        var records: [OpenRecord<State>] = []
        var damaged = 0
        for id in ids {
            do {
                records.append(try await load(id))
            } catch CoachesError.damaged { damaged += 1 } catch CoachesError.notFound {}
        }
        return (records, damaged)
    }

    /// Writes down that a member opened a record.
    func note<State>(_ record: OpenRecord<State>, _ action: String = Sitting.opened) async throws {
        let (context, actor, desk) = (context, seat.actor, desk)
        try await context.database.write {
            try context.record(
                action, record.id,
                details: [
                    "entries": String(record.row.head.count), "hash": String(record.row.head.hash.prefix(32)),
                ], by: actor, at: desk, in: $0)
        }
    }

    // MARK: Changing

    /// Opens a record, enters something, and writes it with a row in the audit trail; again when somebody came between.
    ///
    /// - Parameters:
    ///   - action: for the audit trail.
    ///   - details: for the audit trail; nothing that anybody typed.
    /// - Throws: `CoachesError.notActivated`, `.notKeptHere`, `.changedMeanwhile`, and what `body` throws.
    @discardableResult
    func change<State: RecordState, Result: Sendable>(
        _ id: Identifier, _ action: String, details: [String: String] = [:], _: State.Type = State.self,
        _ body: @Sendable (inout OpenRecord<State>) throws -> Result
    ) async throws -> Result {
        try await untilFresh(orThrow: CoachesError.changedMeanwhile) {
            var record: OpenRecord<State> = try await load(id)
            guard record.row.desk == desk else { throw CoachesError.notKeptHere }
            let result = try body(&record)
            if record.isChanged { try await write(record, action, details) }
            return result
        }
    }

    /// Makes a new record of this desk.
    ///
    /// - Throws: `CoachesError.notActivated`; `DirectoryError` when the desk is not open.
    func create<State: RecordState>(
        _ action: String, deleteOn: Day, _: State.Type = State.self, _ body: (inout OpenRecord<State>) throws -> Void
    ) async throws -> Identifier {
        let context = context
        let id = context.identifier()
        let key = RecordKey(for: id.text, random: context.random)
        let row = RecordRow(
            id: id, kind: State.kind, desk: desk, createdOn: context.now().day, deleteOn: deleteOn,
            head: RecordHead(beginning: key), isInvented: context.isDemo, version: 1)
        var record = OpenRecord<State>(new: row, key)
        try body(&record)
        let desk = desk
        let seal = try await context.database.read { try context.desks.seal(desk, in: $0) }
        record.share(with: seal, siteKey: context.siteKey)
        try await write(record, action, [:], isNew: true)
        return id
    }

    private func write<State>(
        _ record: OpenRecord<State>, _ action: String, _ details: [String: String], isNew: Bool = false
    ) async throws {
        let (context, actor, desk) = (context, seat.actor, desk)
        try await context.database.persistently { transaction in
            guard try context.isActivated(transaction) else { throw CoachesError.notActivated }
            try record.write(context, isNew: isNew, in: transaction)
            try context.record(action, record.id, details: details, by: actor, at: desk, in: transaction)
        }
    }

    func append<State>(_ event: State.Event, to record: inout OpenRecord<State>) throws {
        try record.append(event, stamp(), random: context.random)
    }
}
