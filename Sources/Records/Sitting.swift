public import Core
public import Directory
import Storage
import Vault

/// A member at a desk that opens the records of a part, who was looked at: with the desk's keys, for one request.
public struct Sitting: Sendable {
    public let seat: Seat
    public let member: Identifier
    public let keyring: DeskKeyring
    public let context: RecordsContext

    public var desk: Identifier { seat.desk }

    /// - Throws: `DirectoryError.signInFirst`, `.notAllowed` for a desk of another task, `.noKey`.
    public init(_ seat: Seat, _ context: RecordsContext) async throws {
        try Policy.at(seat.desk).require(seat.actor)
        guard let member = seat.actor.member, let task = member.desks[seat.desk], context.part.tasks.contains(task)
        else {
            throw DirectoryError.notAllowed
        }
        self.seat = seat
        self.member = member.id
        self.context = context
        keyring = try await context.directory.desks.keyring(seat.actor, seat.key, desk: seat.desk)
    }

    /// Who enters something, and when.
    public func stamp() -> Stamp { Stamp(at: context.now(), member: member) }

    // MARK: Opening

    /// Opens a record that the desk reads.
    ///
    /// - Throws: `RecordsError.notFound`, also for a record of another desk; `.damaged`, with a row in the audit trail.
    public func load<Format: RecordFormat>(_ id: Identifier, _: Format.Type = Format.self) async throws -> OpenRecord<
        Format
    > {
        let (context, keyring) = (context, keyring)
        do {
            let found = try await context.database.read { transaction -> Found? in
                let store = context.store(transaction)
                guard let key = try store.key(id, for: keyring), let row = try store.find(id) else { return nil }
                return Found(
                    row: row, key: key, entries: try store.entries(id),
                    trail: try context.directory.audit.entries(
                        of: context.part.subject(id), action: context.part.opened, limit: 5, in: transaction))
            }
            guard let found else { throw RecordsError.notFound }
            try compare(found.row.head, with: found.trail)
            let key = try found.key.open(id, with: keyring, siteKey: context.siteKey)
            return try OpenRecord(found.row, found.entries, key)
        } catch RecordsError.damaged {
            try await context.database.write {
                try context.record("\(context.part.prefix).record.damaged", id, by: seat.actor, at: desk, in: $0)
            }
            throw RecordsError.damaged
        }
    }

    private struct Found: Sendable {
        let row: RecordRow
        let key: StoredKey
        let entries: [SealedEntry]
        let trail: [AuditEntry]
    }

    /// A record that is less than it was at an opening, or another one, was put back from before.
    private func compare(_ head: RecordHead, with trail: [AuditEntry]) throws {
        guard trail.allSatisfy(\.isGenuine) else { throw RecordsError.damaged }
        for opening in trail {
            let entries = opening.details["entries"].flatMap { Int($0) } ?? 0
            let isSame = entries != head.count || String(head.hash.prefix(32)) == opening.details["hash"]
            guard entries <= head.count, isSame else { throw RecordsError.damaged }
        }
    }

    /// Opens every record of a kind that the desk reads; one that is damaged is left out and counted.
    public func loadAll<Format: RecordFormat>(_: Format.Type = Format.self) async throws -> (
        records: [OpenRecord<Format>], damaged: Int
    ) {
        let (context, desk) = (context, desk)
        let ids = try await context.database.read {
            try context.store($0).ids(Format.kind, readBy: desk)
        }
        var records: [OpenRecord<Format>] = []
        var damaged = 0
        for id in ids {
            do {
                records.append(try await load(id))
            } catch RecordsError.damaged { damaged += 1 } catch RecordsError.notFound {}
        }
        return (records, damaged)
    }

    /// Writes down that a member opened a record.
    public func note<Format>(_ record: OpenRecord<Format>, _ action: String? = nil) async throws {
        let (context, actor, desk) = (context, seat.actor, desk)
        try await context.database.write {
            try context.record(
                action ?? context.part.opened, record.id,
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
    ///   - asReader: whether a desk that reads along may enter this; `body` looks whether this one may.
    /// - Throws: `RecordsError.notActivated`, `.notKeptHere`, `.changedMeanwhile`, and what `body` throws.
    @discardableResult
    public func change<Format: RecordFormat, Result: Sendable>(
        _ id: Identifier, _ action: String, details: [String: String] = [:], asReader: Bool = false,
        _: Format.Type = Format.self, _ body: @Sendable (inout OpenRecord<Format>) throws -> Result
    ) async throws -> Result {
        try await untilFresh(orThrow: RecordsError.changedMeanwhile) {
            var record: OpenRecord<Format> = try await load(id)
            guard asReader || record.row.desk == desk else { throw RecordsError.notKeptHere }
            let result = try body(&record)
            if record.isChanged { try await write(record, action, details) }
            return result
        }
    }

    /// Opens several records of this desk, and writes what follows from them in one go, with one row in the audit trail.
    ///
    /// - Returns: how many are damaged; they stay as they are.
    /// - Throws: `RecordsError.notActivated`, `.notKeptHere`, `.changedMeanwhile`, and what `body` throws.
    public func renew<Format: RecordFormat>(
        _ ids: [Identifier], _ action: String, _: Format.Type,
        _ body: @Sendable (inout OpenRecord<Format>) throws -> Void
    ) async throws -> Int {
        try await untilFresh(orThrow: RecordsError.changedMeanwhile) {
            var records: [OpenRecord<Format>] = []
            var damaged = 0
            for id in ids {
                do {
                    var record: OpenRecord<Format> = try await load(id)
                    guard record.row.desk == desk else { throw RecordsError.notKeptHere }
                    try body(&record)
                    if record.isChanged { records.append(record) }
                } catch RecordsError.damaged { damaged += 1 } catch RecordsError.notFound {}
            }
            let (context, actor, desk, changed) = (context, seat.actor, desk, records)
            guard !changed.isEmpty else { return damaged }
            try await context.database.persistently { transaction in
                guard try context.isActivated(transaction) else { throw RecordsError.notActivated }
                for record in changed { try record.write(context, in: transaction) }
                try context.record(
                    action, desk, details: ["records": String(changed.count)], by: actor, at: desk, in: transaction)
            }
            return damaged
        }
    }

    /// Makes a new record of this desk.
    ///
    /// - Throws: `RecordsError.notActivated`; `DirectoryError` when the desk is not open.
    public func create<Format: RecordFormat>(
        _ action: String, deleteOn: Day, _: Format.Type = Format.self, _ body: (inout OpenRecord<Format>) throws -> Void
    ) async throws -> Identifier {
        let context = context
        let id = context.identifier()
        let key = RecordKey(for: id.text, random: context.random)
        let row = RecordRow(
            id: id, kind: Format.kind, desk: desk, createdOn: context.now().day, deleteOn: deleteOn,
            head: RecordHead(beginning: key), isInvented: context.isDemo, version: 1)
        var record = OpenRecord<Format>(new: row, key)
        try body(&record)
        let desk = desk
        let seal = try await context.database.read { try context.directory.desks.seal(desk, in: $0) }
        record.share(with: seal, context)
        try await write(record, action, [:], isNew: true)
        return id
    }

    private func write<Format>(
        _ record: OpenRecord<Format>, _ action: String, _ details: [String: String], isNew: Bool = false
    ) async throws {
        let (context, actor, desk) = (context, seat.actor, desk)
        try await context.database.persistently { transaction in
            guard try context.isActivated(transaction) else { throw RecordsError.notActivated }
            // A desk that reads along can lose its key without a change to the record.
            let store = context.store(transaction)
            if !isNew, try !store.readers(record.id).contains(desk) { throw RecordsError.notFound }
            try record.write(context, isNew: isNew, in: transaction)
            try context.record(action, record.id, details: details, by: actor, at: desk, in: transaction)
        }
    }

    /// Enters something, by the member who sits here and now.
    ///
    /// - Throws: `RecordsError.full`.
    public func append<Format>(_ event: Format.Event, to record: inout OpenRecord<Format>) throws {
        try record.append(event, stamp(), random: context.random)
    }
}
