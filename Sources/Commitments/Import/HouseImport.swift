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
    /// What a file is called, once that was read.
    public var title: String?
    /// The fields that could not be read in the last run.
    public var remarks: [Remark] = []

    /// A field that could not be read.
    public struct Remark: Hashable, Sendable {
        /// The House's names of the set and the field.
        public var set: String
        public var field: String
        /// In how many rows.
        public var count: Int
        /// One of those rows.
        public var example: String
    }
}

/// Reading from the House, and deciding about what was read. For the policy desk.
extension Commitments {
    /// Follows a file (`31015`) or what a search finds. One that is followed already is given back.
    ///
    /// - Throws: `HouseError.dossierNumber`.
    @discardableResult
    public func followHouse(_ actor: Actor, _ query: HouseQuery) async throws -> HouseFollowing {
        let (id, now) = (context.identifier(), context.now())
        return try await write(actor) { store in
            let houses = HouseStore(transaction: store.transaction)
            let new = HouseFollowing(
                id: id, name: query.name, query: query, cursor: "", rows: 0, isRunning: false, finished: nil, error: nil
            )
            guard try houses.insert(new) else { return try houses.following(named: query.name, at: now) ?? new }
            try context.audit.record(
                AuditEvent("commitments.house-followed", subject: "house:\(query.name)"), by: actor,
                in: store.transaction)
            return new
        }
    }

    /// What is followed at the House.
    public func followings(_ actor: Actor) async throws -> [HouseFollowing] {
        try Self.officers.require(actor)
        let now = context.now()
        return try await context.database.read { try HouseStore(transaction: $0).followings(at: now) }
    }

    /// Reads what changed since the run before, page by page: each page is stored together with the place to go on from, so
    /// that a run that broke off goes on where it was.
    ///
    /// - Parameters:
    ///   - feed: where to read what changed, in place of `source`, which then gives the rows only.
    ///   - progress: is told how many rows were read so far; what it throws ends the run.
    /// - Returns: how many rows were read.
    /// - Throws: a `HouseError`; the pages before it are stored.
    @discardableResult
    public func importHouse(
        _ actor: Actor, _ id: Identifier, from source: HouseSource, feed: SyncFeed? = nil,
        progress: @Sendable (_ rows: Int) async throws -> Void = { _ in }
    ) async throws -> Int {
        try Self.officers.require(actor)
        let now = context.now()
        guard
            let following = try await context.database.read({ try HouseStore(transaction: $0).following(id, at: now) })
        else { throw CommitmentsError.notFound }
        let lease = lease
        try await context.database.write { try HouseStore(transaction: $0).begin(id, until: lease) }
        var rows = 0
        do {
            let cursor = try HouseCursor(following.cursor)
            if let feed {
                let known = HouseKnown { [database = context.database] ids in
                    try await database.read { try HouseStore(transaction: $0).stored(ids) }
                }
                for try await batch in source.changes(following.query, in: feed, after: cursor, known: known) {
                    try await store(batch, of: id, by: actor, &rows)
                    try await progress(rows)
                }
            } else {
                for try await batch in source.changes(following.query, after: cursor) {
                    try await store(batch, of: id, by: actor, &rows)
                    try await progress(rows)
                }
            }
        } catch {
            let key = (error as? HouseError)?.text.key
            try await finish(id, error: key ?? "commitments.parliament.broken")
            throw error
        }
        try await finish(id, error: nil)
        return rows
    }

    /// A run that says nothing for so long is taken to have died. One that waits longer, for a source that asks for it again and
    /// again, shows as broken off until its next page.
    private var lease: Instant { context.now().advanced(bySeconds: 1200) }

    private func store(
        _ batch: HouseBatch, of following: Identifier, by actor: Actor, _ rows: inout Int
    ) async throws {
        rows += batch.rows.count
        let (read, lease) = (rows, lease)
        try await context.database.persistently { transaction in
            let store = HouseStore(transaction: transaction)
            let followed = try FollowedRows(batch.rows, store)
            try noteRegister(batch.rows, by: actor, CommitmentStore(transaction: transaction), store)
            try store.put(batch.rows)
            try note(try followed.changes(store), by: actor, CommitmentStore(transaction: transaction), store)
            try store.note(batch.remarks, of: following)
            try store.advance(following, to: batch.cursor.text, rows: read, until: lease)
        }
    }

    private func finish(_ id: Identifier, error: String?) async throws {
        let now = context.now()
        try await context.database.persistently { try HouseStore(transaction: $0).finish(id, error: error, at: now) }
    }

    /// Has a member decide about what the House changed in what is followed, and shows it.
    private func note(
        _ changes: [FollowedChange], by actor: Actor, _ store: CommitmentStore, _ houses: HouseStore
    ) throws {
        for change in changes {
            try houses.insert(
                HouseChange(
                    id: context.identifier(), record: change.record, item: change.item, field: change.field,
                    old: change.old, new: change.new, seen: context.now()))
            try note(.house, change.item, detail: change.field.rawValue, by: actor, store)
        }
        if !changes.isEmpty { self.changes.add() }
    }

    /// What the House's register says anew about commitments that are followed, beside our own verdict.
    private func noteRegister(
        _ rows: HouseRows, by actor: Actor, _ store: CommitmentStore, _ houses: HouseStore
    ) throws {
        guard case .toezeggingen(let rows) = rows else { return }
        let followed = Dictionary(try houses.followed(rows.map(\.id)).map { ($0.id, $0) }) { $1 }
        for row in rows where !row.verwijderd {
            guard let before = followed[row.id], let item = before.item else { continue }
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
            try HouseStore(transaction: store.transaction).put(records)
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

    /// One of them, with what is known around it.
    ///
    /// - Throws: `CommitmentsError.notFound`.
    public func proposal(_ actor: Actor, _ id: Identifier) async throws -> HouseProposal {
        try Self.officers.require(actor)
        return try await context.database.read { transaction in
            let store = HouseStore(transaction: transaction)
            guard let record = try store.record(id) else { throw CommitmentsError.notFound }
            return HouseProposal(
                record: record, documents: try store.documents(of: id),
                twins: try store.items(numbered: record.numbers),
                answers: try store.answered(by: id))
        }
    }

    /// Follows a proposal: it becomes a thing in a chain, with what the House records about it. A vote is linked to the
    /// motions that it is about, through the decision only; a motion that takes the place of one that is followed to that one.
    ///
    /// - Parameters:
    ///   - kind: what it becomes, one of `HouseRecord.kinds`; `nil` for the first.
    ///   - answers: the names of the things that it answers.
    ///   - isOther: a thing with the same number is here already, and this is something else.
    /// - Throws: as `add` and `link`, and `CommitmentsError.notFound`, `.decided`, `.cannotFollow`, `.sameNumber`.
    public func follow(
        _ actor: Actor, proposal id: Identifier, as kind: ItemKind? = nil, office: String?, theme: String?,
        answers: [String] = [], isOther: Bool = false
    ) async throws -> Item {
        let now = context.now()
        return try await write(actor) { store in
            let houses = HouseStore(transaction: store.transaction)
            guard let record = try houses.record(id) else { throw CommitmentsError.notFound }
            if !isOther, record.decision == nil, try !houses.items(numbered: record.numbers).isEmpty {
                throw CommitmentsError.sameNumber
            }
            let motions = record.kind == .vote ? try houses.items(decidedBy: id) : []
            let about = try motions.first.flatMap { try store.item($0)?.draft.title[.nl] }
            guard
                let draft = record.draft(
                    as: kind, office: office, theme: theme, parties: try houses.parties(of: id), about: about)
            else { throw CommitmentsError.cannotFollow }
            let item = try add(actor, draft.checked(), store)
            guard try houses.decide(id, .followed, item: item.id) else { throw CommitmentsError.decided }
            for motion in motions { try join(ItemLink(from: motion, to: item.id), store) }
            for reference in record.detail.replaces ?? [] {
                guard let old = try houses.item(reference: reference), old != item.id else { continue }
                try join(ItemLink(from: old, to: item.id, relation: .replaces), store)
            }
            for slug in answers {
                guard let other = try store.item(slug: slug) else { throw CommitmentsError.notAnswered }
                try link(ItemLink(from: other.id, to: item.id), store)
            }
            if let deadline = record.deadline(at: now) { try store.insert(deadline, number: 1, of: item.id) }
            if let claim = record.claim(at: now) { try store.insert(claim, id: context.identifier(), of: item.id) }
            try store.refresh(item.id)
            return item
        }
    }

    /// A link that the House's own records give; one that does not fit is left out.
    private func join(_ link: ItemLink, _ store: CommitmentStore) throws {
        guard let from = try store.item(link.from), let to = try store.item(link.to),
            (try? store.chain(of: from.id).check(link, from: from.date, to: to.date)) != nil
        else { return }
        try self.link(link, store)
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

extension Commitments {
    // MARK: What the House changed

    /// Decides about something that the House changed after it was followed.
    ///
    /// - Parameter taken: whether the thing here is made like it; otherwise it stays as it is.
    /// - Throws: as `change` and `setDeadline`, and `CommitmentsError.notFound`, `.decided`, `.cannotTake`.
    public func decide(_ actor: Actor, change id: Identifier, taken: Bool) async throws {
        try await write(actor) { store in
            let houses = HouseStore(transaction: store.transaction)
            guard let change = try houses.change(id), let item = try store.item(change.item) else {
                throw CommitmentsError.notFound
            }
            guard try houses.decide(change: id, taken ? .taken : .kept) else { throw CommitmentsError.decided }
            if taken { try take(change, into: item, by: actor, store, houses) }
            try context.audit.record(
                AuditEvent(
                    taken ? "commitments.house-taken" : "commitments.house-kept", subject: "commitment:\(item.id)",
                    details: ["field": change.field.rawValue]), by: actor, in: store.transaction)
        }
    }

    /// Makes a thing like what the House has now.
    private func take(
        _ change: HouseChange, into item: Item, by actor: Actor, _ store: CommitmentStore, _ houses: HouseStore
    ) throws {
        guard change.field.canBeTaken, let record = try houses.record(change.record) else {
            throw CommitmentsError.cannotTake
        }
        let now = record.draft(office: nil, theme: nil, parties: try houses.parties(of: record.id))
        var draft = item.draft
        switch change.field {
        case .title:
            guard let now, !now.title[.nl].isEmpty else { throw CommitmentsError.cannotTake }
            let isTranslated = draft.title[.en] != draft.title[.nl] && !draft.title[.en].isEmpty
            draft.title = Words(nl: now.title[.nl], en: isTranslated ? draft.title[.en] : now.title[.en])
        case .reference: draft.reference = record.reference
        case .day:
            guard let day = record.day else { throw CommitmentsError.cannotTake }
            draft.date = RoughDate(day)
        case .appreciation: draft.appreciation = record.detail.appreciation
        case .outcome, .votes:
            guard draft.kind == .vote, let result = now?.result else { throw CommitmentsError.cannotTake }
            draft.result = result
        case .due: return try takeDeadline(record, of: item, by: actor, store)
        case .deleted, .restored, .status: throw CommitmentsError.cannotTake
        }
        try self.change(actor, item.id, version: item.version, to: draft.checked(), store)
    }

    private func takeDeadline(
        _ record: HouseRecord, of item: Item, by actor: Actor, _ store: CommitmentStore
    ) throws {
        let before = try store.deadlines(of: item.id)
        guard var deadline = record.deadline(at: context.now()) else { throw CommitmentsError.cannotTake }
        deadline.change = before.isEmpty ? .first : .replaced
        deadline.announced = RoughDate(record.detail.changed ?? context.today)
        try setDeadline(actor, item.id, deadline, store)
    }

    /// Notes that a letter was read beside the commitment that it fulfils according to the register. For the policy desk.
    ///
    /// - Throws: `CommitmentsError.notFound`.
    public func markRead(_ actor: Actor, letter number: String, of item: Identifier) async throws {
        let now = context.now()
        try await write(actor) { store in
            guard
                try HouseStore(transaction: store.transaction).markRead(letter: number, of: item, at: now)
            else { throw CommitmentsError.notFound }
            try context.audit.record(
                AuditEvent(
                    "commitments.letter-read", subject: "commitment:\(item)", details: ["letter": number]), by: actor,
                in: store.transaction)
        }
    }

    /// The letters that fulfil a commitment according to the register. For the policy desk.
    public func fulfilments(_ actor: Actor, of item: Identifier) async throws -> [Fulfilment] {
        try Self.officers.require(actor)
        return try await context.database.read {
            try HouseStore(transaction: $0).fulfilments(of: item, waiting: false)
        }
    }
}

/// A proposal with what is known around it.
public struct HouseProposal: Sendable {
    public var record: HouseRecord
    /// The documents of its case.
    public var documents: [HouseDocument]
    /// Things that stand here already under the same number, whatever their kind.
    public var twins: [Item]
    /// What it answers according to the House's own records.
    public var answers: [Item]
}

/// Something that changed in what is followed.
struct FollowedChange {
    var record: Identifier
    var item: Identifier
    var field: HouseChange.Field
    var old: String
    var new: String
}

/// What is followed among the rows of a page, before the page is stored; to compare with what is there afterwards.
struct FollowedRows {
    private let before: [HouseRecord]
    /// How the parties voted in decisions that are followed.
    private let votes: [Identifier: String]

    init(_ rows: HouseRows, _ store: HouseStore) throws {
        before = try store.followed(rows.records)
        votes = try Self.votes(in: before, store)
    }

    private static func votes(in records: [HouseRecord], _ store: HouseStore) throws -> [Identifier: String] {
        try records.filter { $0.detail.outcome != nil }.reduce(into: [:]) {
            $0[$1.id] = try store.parties(of: $1.id)?.summary ?? ""
        }
    }

    /// What differs now.
    func changes(_ store: HouseStore) throws -> [FollowedChange] {
        guard !before.isEmpty else { return [] }
        let after = Dictionary(try store.followed(before.map(\.id)).map { ($0.id, $0) }) { $1 }
        let votesNow = try Self.votes(in: Array(after.values), store)
        return before.flatMap { old -> [FollowedChange] in
            guard let item = old.item, let new = after[old.id] else { return [] }
            func change(_ field: HouseChange.Field, _ was: String = "", _ now: String = "") -> FollowedChange {
                FollowedChange(record: old.id, item: item, field: field, old: was, new: now)
            }
            if new.isDeleted { return old.isDeleted ? [] : [change(.deleted)] }
            var found = old.changes(to: new).map { change($0.field, $0.old, $0.new) }
            let (was, now) = (votes[old.id] ?? "", votesNow[old.id] ?? "")
            if was != now { found.append(change(.votes, was, now)) }
            return found
        }
    }
}

extension HouseRows {
    /// The records that the rows change: votes change their decision.
    fileprivate var records: [Identifier] {
        switch self {
        case .dossiers, .actoren: []
        case .zaken(let rows): rows.map(\.id)
        case .documenten(let rows): rows.map(\.id)
        case .activiteiten(let rows): rows.map(\.id)
        case .besluiten(let rows): rows.map(\.id)
        case .stemmingen(let rows): rows.compactMap(\.besluit)
        case .toezeggingen(let rows): rows.map(\.id)
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
