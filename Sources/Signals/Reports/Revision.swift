import Core
import Storage
import Vault

/// What is about to change in one report: thought out first, outside any transaction, and written in one.
struct Revision: Sendable {
    let opened: OpenedReport
    /// The row as it will be.
    var row: ReportRow
    /// What entries are sealed under from now on.
    private(set) var key: RecordKey
    private(set) var entries: [SealedEntry] = []
    var notes: Notes?
    /// Of the desk that holds the report, or that reads it.
    let rota: Rota
    var counts: [ReportCount] = []
    /// What else is written, after the row.
    private(set) var steps: [@Sendable (any Transaction) throws -> Void] = []

    init(_ opened: OpenedReport, notes: Notes? = nil, rota: Rota) {
        self.opened = opened
        self.notes = notes
        self.rota = rota
        row = opened.row
        key = opened.keys[0]
    }

    var id: Identifier { row.id }

    /// Adds an entry to the report.
    mutating func append(_ entry: ReportEntry, by author: String, random: RandomBytes) throws {
        let (sealed, head) = try key.append(Sealed.bytes(entry), by: author, after: row.head, random: random)
        entries.append(sealed)
        row.head = head
    }

    /// Begins a new generation: what comes from now on is for those whom the new key is wrapped to.
    ///
    /// - Returns: the new key.
    mutating func rotate(random: RandomBytes) throws -> RecordKey {
        let old = key.generation
        let (next, previous) = try key.next(random: random)
        let id = id
        key = next
        row.head = row.head.continued(under: next)
        step { try WrapStore(transaction: $0).insertPrevious(previous, of: id, generation: old) }
        return next
    }

    /// Adds a note of the desk.
    mutating func note(_ kind: DeskNote.Kind, by member: Identifier, at now: Instant, random: RandomBytes) throws {
        try notes?.append(DeskNote(at: now, member: member, kind: kind), random: random)
    }

    /// Something to be written with it.
    mutating func step(_ body: @escaping @Sendable (any Transaction) throws -> Void) { steps.append(body) }

    var isChanged: Bool { row != opened.row || notes?.isChanged == true || !steps.isEmpty || !counts.isEmpty }

    /// - Throws: `Stale` when the report is no longer as it was opened.
    func write(_ context: SignalsContext, in transaction: any Transaction) throws {
        try ReportStore(transaction: transaction, siteKey: context.siteKey).update(row)
        let store = EntryStore(transaction: transaction)
        for entry in entries { try store.insert(entry, of: id) }
        try notes?.write(id, context.siteKey, in: transaction)
        if !row.isInvented { try CountStore(transaction: transaction).add(counts, random: context.random) }
        for step in steps { try step(transaction) }
    }
}

/// A desk's notes on one report: a row of their own, under a key that only this desk has.
struct Notes: Sendable {
    let desk: Identifier
    private let key: RecordKey
    private(set) var head: RecordHead
    private(set) var all: [DeskNote]
    private var added: [SealedEntry] = []
    /// The key for the desk, when it is a new one.
    private let wrap: StoredWrap?

    var isChanged: Bool { !added.isEmpty }

    /// The first notes of a desk.
    init(beginning report: Identifier, for desk: DeskRecipient, siteKey: SiteKey, random: RandomBytes) throws {
        self.desk = desk.desk
        key = RecordKey(for: report.text, .notes, random: random)
        head = RecordHead(beginning: key, owner: desk.desk.text)
        all = []
        wrap = try StoredWrap(key, to: desk, siteKey: siteKey)
    }

    /// - Throws: `SealError`, `DecodingError`.
    init(opening entries: [SealedEntry], to head: RecordHead, with key: RecordKey, of desk: Identifier) throws {
        self.desk = desk
        self.key = key
        self.head = head
        wrap = nil
        all = try RecordKey.open(entries, with: [key], to: head).map { try Sealed.value($0) }
    }

    mutating func append(_ note: DeskNote, random: RandomBytes) throws {
        let (sealed, head) = try key.append(Sealed.bytes(note), by: desk.text, after: head, random: random)
        added.append(sealed)
        self.head = head
        all.append(note)
    }

    func write(_ report: Identifier, _ siteKey: SiteKey, in transaction: any Transaction) throws {
        guard isChanged else { return }
        let store = NoteStore(transaction: transaction, siteKey: siteKey)
        try store.require(head.count - added.count, of: report, by: desk)
        if let wrap { try WrapStore(transaction: transaction).insert(wrap, of: report) }
        for note in added { try store.insert(note, of: report, by: desk) }
        try store.put(head, of: report, by: desk)
    }
}
