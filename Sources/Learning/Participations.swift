public import Core
import Crypto
public import Directory
import Storage
import Vault

/// What can be done with participations: recorded by the training desk, seen by the coalition.
public struct Participations: Sendable {
    let context: LearningContext

    /// The latest batches, those that were undone too.
    public func batches(_ actor: Actor, limit: Int = 100) async throws -> [ParticipationBatch] {
        try Policy.learningOverview.require(actor)
        return try await context.database.read { try ParticipationStore(transaction: $0).batches(limit: limit) }
    }

    /// One batch with its records, at most `limit`.
    ///
    /// - Throws: `LearningError.noSuchBatch`.
    public func batch(
        _ actor: Actor, _ id: Identifier, limit: Int = 200
    ) async throws -> (batch: ParticipationBatch, records: [Participation]) {
        try Policy.learningOverview.require(actor)
        return try await context.database.read { transaction in
            let store = ParticipationStore(transaction: transaction)
            guard let batch = try store.find(id) else { throw LearningError.noSuchBatch }
            return (batch, try store.participations(of: id, limit: limit))
        }
    }

    /// Records participations as one batch: all of them or none.
    ///
    /// - Parameter name: the file's name; empty for what was typed.
    /// - Throws: `LearningError.importedBefore` when the same records stand already and were not undone.
    @discardableResult
    public func record(
        _ actor: Actor, _ participations: [Participation], name: String = ""
    ) async throws -> ParticipationBatch {
        try Policy.learningDesk.require(actor)
        return try await context.database.persistently { transaction in
            try record(actor, participations, name: name, in: transaction)
        }
    }

    /// As `record(_:_:name:)`, in a transaction of something more.
    func record(
        _ actor: Actor, _ participations: [Participation], name: String, in transaction: any Transaction
    ) throws -> ParticipationBatch {
        precondition(!participations.isEmpty, "a batch holds at least one record")
        let batch = ParticipationBatch(
            id: context.identifier(), name: String(name.prefix(200)), records: participations.count,
            people: participations.reduce(0) { $0 + $1.people }, recorded: context.now(),
            recordedBy: actor.member?.id.text ?? "system", undone: nil)
        let hash = Self.hash(participations)
        let store = ParticipationStore(transaction: transaction)
        guard try store.insert(batch, hash: hash) else {
            throw LearningError.importedBefore(day: (try store.recorded(hash: hash) ?? batch.recorded).day)
        }
        for (position, item) in participations.enumerated() {
            try store.insert(item, batch: batch.id, position: position)
        }
        try store.add(participations, sign: 1, at: batch.recorded)
        try context.countsChanged(transaction)
        try context.audit.record(
            AuditEvent(
                "learning.participations.recorded", subject: "batch:\(batch.id)",
                details: ["records": "\(batch.records)", "people": "\(batch.people)", "hash": hash]),
            by: actor, in: transaction)
        return batch
    }

    /// Reads a file without recording anything: for a preview.
    ///
    /// - Parameter bytes: CSV with comma, semicolon or tab, in UTF-8, Windows-1252 or UTF-16; the header names the columns.
    /// - Throws: `ImportRefusal` with every mistake and its line; `LearningError.importedBefore` when the same records stand already.
    public func read(_ actor: Actor, _ bytes: [UInt8]) async throws -> [Participation] {
        try Policy.learningDesk.require(actor)
        let file = ParticipationFile(organisations: try await context.organisations.all(.system))
        switch file.read(bytes) {
        case .errors(let errors, let more): throw ImportRefusal(errors: errors, hasMore: more)
        case .records(let records):
            let hash = Self.hash(records)
            let before = try await context.database.read {
                try ParticipationStore(transaction: $0).recorded(hash: hash)
            }
            if let before { throw LearningError.importedBefore(day: before.day) }
            return records
        }
    }

    /// Imports a file: all of its records or none.
    ///
    /// - Parameter name: the file's name.
    /// - Throws: as `read`.
    @discardableResult
    public func importFile(_ actor: Actor, _ bytes: [UInt8], name: String) async throws -> ParticipationBatch {
        try await record(actor, try await read(actor, bytes), name: name)
    }

    /// Takes a batch back: its records stay to be seen, and count nowhere. The same file can be imported again.
    ///
    /// - Throws: `LearningError.noSuchBatch`, `.alreadyUndone`.
    public func undo(_ actor: Actor, _ id: Identifier) async throws {
        try Policy.learningDesk.require(actor)
        try await context.database.persistently { try undo(actor, id, in: $0) }
    }

    /// As `undo(_:_:)`, in a transaction of something more.
    func undo(_ actor: Actor, _ id: Identifier, in transaction: any Transaction) throws {
        let now = context.now()
        let store = ParticipationStore(transaction: transaction)
        guard let batch = try store.find(id) else { throw LearningError.noSuchBatch }
        guard try store.undo(id, by: actor.member?.id.text ?? "system", at: now) else {
            throw LearningError.alreadyUndone
        }
        try store.add(try store.participations(of: id), sign: -1, at: now)
        try context.countsChanged(transaction)
        try context.audit.record(
            AuditEvent(
                "learning.participations.undone", subject: "batch:\(id)",
                details: ["records": "\(batch.records)", "people": "\(batch.people)"]),
            by: actor, in: transaction)
    }

    /// SHA-256 over the records in their order: the same file saved with another separator or encoding is the same.
    static func hash(_ participations: [Participation]) -> String {
        var canonical = Canonical("vangnet", "participations", "1")
        for item in participations {
            canonical.append(item.activity.rawValue)
            canonical.append(item.audience.rawValue)
            canonical.append(Int64(item.people))
            canonical.append(item.period.from.description)
            canonical.append(item.period.to.description)
            canonical.append(item.organisation?.text ?? "")
            canonical.append(item.source.title)
            canonical.append(item.source.kind.rawValue)
            canonical.append(item.source.url ?? "")
            // Only where there is one, so that a file from before there were provinces is still the same file.
            if let province = item.province { canonical.append(province.rawValue) }
        }
        return Array(SHA256.hash(data: canonical.bytes)).hex
    }
}
