public import Core
public import Directory
public import House
import Storage
import Web

/// A file or a search of the House that is followed.
public struct HouseFollowing: Hashable, Sendable {
    public var id: Identifier
    /// `31015`, or the words that are searched for.
    public var name: String
    public var query: HouseQuery
    /// How far it was read (`HouseCursor.text`).
    public var cursor: String
    /// Rows read in the last run.
    public var rows: Int
    public var isRunning: Bool
    /// When the last run ended.
    public var finished: Instant?
    /// The key of the sentence that says why it broke off; `nil` when it did not.
    public var error: String?
}

/// Reading from the House, and deciding about what was read. For the policy desk.
extension Commitments {
    /// Follows a file (`31015`) or what a search finds. One that is followed already is given back.
    ///
    /// - Throws: `HouseError.dossierNumber`.
    @discardableResult
    public func followHouse(_ actor: Actor, _ query: HouseQuery) async throws -> HouseFollowing {
        let id = context.identifier()
        return try await write(actor) { store in
            let houses = HouseStore(transaction: store.transaction)
            let new = HouseFollowing(
                id: id, name: query.name, query: query, cursor: "", rows: 0, isRunning: false, finished: nil, error: nil
            )
            guard try houses.insert(new) else { return try houses.following(named: query.name) ?? new }
            try context.audit.record(
                AuditEvent("commitments.house-followed", subject: "house:\(query.name)"), by: actor,
                in: store.transaction)
            return new
        }
    }

    /// What is followed at the House.
    public func followings(_ actor: Actor) async throws -> [HouseFollowing] {
        try Self.officers.require(actor)
        return try await context.database.read { try HouseStore(transaction: $0).followings() }
    }

    /// Reads what changed since the run before, page by page: each page is stored together with the place to go on from, so
    /// that a run that broke off goes on where it was.
    ///
    /// - Parameter progress: is told how many rows were read so far; what it throws ends the run.
    /// - Returns: how many rows were read.
    /// - Throws: a `HouseError`; the pages before it are stored.
    @discardableResult
    public func importHouse(
        _ actor: Actor, _ id: Identifier, from source: HouseSource,
        progress: @Sendable (_ rows: Int) async throws -> Void = { _ in }
    ) async throws -> Int {
        try Self.officers.require(actor)
        guard let following = try await context.database.read({ try HouseStore(transaction: $0).following(id) }) else {
            throw CommitmentsError.notFound
        }
        try await context.database.write { try HouseStore(transaction: $0).begin(id) }
        var rows = 0
        do {
            let cursor = try HouseCursor(following.cursor)
            for try await batch in source.changes(following.query, after: cursor) {
                rows += batch.rows.count
                let read = rows
                try await context.database.persistently { transaction in
                    let store = HouseStore(transaction: transaction)
                    try noteRegister(batch.rows, by: actor, CommitmentStore(transaction: transaction), store)
                    try store.put(batch.rows)
                    try store.advance(id, to: batch.cursor.text, rows: read)
                }
                try await progress(rows)
            }
        } catch {
            let key = (error as? HouseError)?.text.key
            let now = context.now()
            try await context.database.persistently {
                try HouseStore(transaction: $0).finish(id, error: key ?? "commitments.parliament.broken", at: now)
            }
            throw error
        }
        let now = context.now()
        try await context.database.persistently { try HouseStore(transaction: $0).finish(id, error: nil, at: now) }
        return rows
    }

    /// What the House's register says anew about commitments that are followed, beside our own verdict.
    private func noteRegister(
        _ rows: HouseRows, by actor: Actor, _ store: CommitmentStore, _ houses: HouseStore
    ) throws {
        guard case .toezeggingen(let rows) = rows else { return }
        for row in rows where !row.verwijderd {
            guard let before = try houses.record(row.id), let item = before.item else { continue }
            let now = HouseRecord(row)
            guard now.detail.status != before.detail.status, let claim = now.claim(at: context.now()) else { continue }
            try store.insert(claim, id: context.identifier(), of: item)
            try note(.register, item, detail: claim.status.rawValue, by: actor, store)
        }
    }

    /// Has a job read what is followed.
    public func fetch(_ id: Identifier) async throws { try await context.fetch(id) }

    // MARK: Proposals

    /// Adds proposals that were read from the House elsewhere: those of the demo, which fetches nothing.
    public func propose(_ actor: Actor, _ records: [HouseRecord]) async throws {
        try await write(actor) { store in
            for record in records { try HouseStore(transaction: store.transaction).put(record) }
        }
    }

    /// What waits for a decision, the newest first.
    public func proposals(
        _ actor: Actor, kind: ItemKind?, page: Int, size: Int = 50
    ) async throws -> (records: [HouseRecord], total: Int) {
        try Self.officers.require(actor)
        return try await context.database.read { transaction in
            let store = HouseStore(transaction: transaction)
            return (
                try store.proposals(kind: kind, limit: size, offset: (max(1, page) - 1) * size),
                try store.proposalCount(kind: kind)
            )
        }
    }

    /// One of them.
    ///
    /// - Throws: `CommitmentsError.notFound`.
    public func proposal(_ actor: Actor, _ id: Identifier) async throws -> HouseRecord {
        try Self.officers.require(actor)
        return try await context.database.read { transaction in
            guard let record = try HouseStore(transaction: transaction).record(id) else {
                throw CommitmentsError.notFound
            }
            return record
        }
    }

    /// Follows a proposal: it becomes a thing in a chain, with what the House records about it. A vote is linked to the
    /// motions that it is about, through the decision only; a motion that takes the place of one that is followed to that one.
    ///
    /// - Throws: as `add`, and `CommitmentsError.notFound`, `.decided`, `.cannotFollow`.
    public func follow(
        _ actor: Actor, proposal id: Identifier, office: String?, theme: String?
    ) async throws -> Item {
        let now = context.now()
        return try await write(actor) { store in
            let houses = HouseStore(transaction: store.transaction)
            guard let record = try houses.record(id) else { throw CommitmentsError.notFound }
            let motions = record.kind == .vote ? try houses.items(decidedBy: id) : []
            let about = try motions.first.flatMap { try store.item($0)?.draft.title[.nl] }
            guard
                let draft = record.draft(
                    office: office, theme: theme, parties: try houses.parties(of: id), about: about)
            else { throw CommitmentsError.cannotFollow }
            let item = try add(actor, draft.checked(), store)
            guard try houses.decide(id, .followed, item: item.id) else { throw CommitmentsError.decided }
            for motion in motions { try join(ItemLink(from: motion, to: item.id), store) }
            for reference in record.detail.replaces ?? [] {
                guard let old = try houses.item(reference: reference), old != item.id else { continue }
                try join(ItemLink(from: old, to: item.id, relation: .replaces), store)
            }
            if let deadline = record.deadline(at: now) { try store.insert(deadline, number: 1, of: item.id) }
            if let claim = record.claim(at: now) { try store.insert(claim, id: context.identifier(), of: item.id) }
            try store.refresh(item.id)
            return item
        }
    }

    private func join(_ link: ItemLink, _ store: CommitmentStore) throws {
        guard let from = try store.item(link.from), let to = try store.item(link.to),
            (try? store.chain(of: from.id).check(link, from: from.date, to: to.date)) != nil
        else { return }
        try store.insert(link)
        try store.refresh(from.id)
        try store.refresh(to.id)
    }

    /// Says that a proposal is the same as a thing that was recorded by hand: votes on it are proposed from then on, and what
    /// the register says of a commitment comes along.
    ///
    /// - Throws: `CommitmentsError.notFound`, `.decided`.
    public func link(_ actor: Actor, proposal id: Identifier, with slug: String) async throws {
        try await write(actor) { store in
            guard let item = try store.item(slug: slug) else { throw CommitmentsError.notFound }
            let houses = HouseStore(transaction: store.transaction)
            guard let record = try houses.record(id) else { throw CommitmentsError.notFound }
            guard try houses.decide(id, .linked, item: item.id) else { throw CommitmentsError.decided }
            if item.kind.isPromise { try bring(record, to: item, by: actor, store) }
            try context.audit.record(
                AuditEvent(
                    "commitments.proposal-linked", subject: "commitment:\(item.id)", details: ["record": id.text]),
                by: actor, in: store.transaction)
        }
    }

    /// What the register says about a commitment that was recorded by hand. A deadline that binds already stays: a member
    /// found it, and can replace it.
    private func bring(_ record: HouseRecord, to item: Item, by actor: Actor, _ store: CommitmentStore) throws {
        let now = context.now()
        let before = try store.deadlines(of: item.id)
        if var deadline = record.deadline(at: now), before.last?.summary.binds != true {
            deadline.change = before.isEmpty ? .first : .replaced
            if (try? deadline.check(promised: item.date, after: before)) != nil {
                try store.insert(deadline, number: before.count + 1, of: item.id)
                try note(.deadline, item.id, detail: deadline.due.description, by: actor, store)
            }
        }
        if let claim = record.claim(at: now) {
            try store.insert(claim, id: context.identifier(), of: item.id)
            try note(.register, item.id, detail: claim.status.rawValue, by: actor, store)
        }
        try store.refresh(item.id)
    }

    /// Leaves a proposal aside for good.
    ///
    /// - Throws: `CommitmentsError.decided`.
    public func ignore(_ actor: Actor, proposal id: Identifier) async throws {
        try await write(actor) { store in
            guard try HouseStore(transaction: store.transaction).decide(id, .ignored, item: nil) else {
                throw CommitmentsError.decided
            }
            try context.audit.record(
                AuditEvent("commitments.proposal-ignored", subject: "record:\(id)"), by: actor, in: store.transaction)
        }
    }
}

extension HouseRows {
    /// How many rows there are.
    var count: Int {
        switch self {
        case .dossiers(let rows): rows.count
        case .zaken(let rows): rows.count
        case .actoren(let rows): rows.count
        case .documenten(let rows): rows.count
        case .activiteiten(let rows): rows.count
        case .besluiten(let rows): rows.reduce(rows.count) { $0 + ($1.stemmingen?.count ?? 0) }
        case .stemmingen(let rows): rows.count
        case .toezeggingen(let rows): rows.count
        }
    }
}
