import Core
import Directory
import Foundation
import Storage
import Vault

/// A record that was opened, and what is about to be entered in it: thought out first, outside any transaction, and written in one.
struct OpenRecord<State: RecordState>: Sendable {
    private(set) var row: RecordRow
    private(set) var state: State
    private let key: RecordKey
    private var entries: [SealedEntry] = []
    /// What else is written, after the row.
    private var steps: [@Sendable (any Transaction) throws -> Void] = []

    var id: Identifier { row.id }
    var isChanged: Bool { !entries.isEmpty || !steps.isEmpty }
    var deleteOn: Day {
        get { row.deleteOn }
        set { row.deleteOn = newValue }
    }

    /// Most entries in one record; opening takes time for each.
    static var most: Int { 50_000 }

    /// Opens all of a record, or nothing.
    ///
    /// - Throws: `CoachesError.damaged`.
    init(_ row: RecordRow, _ sealed: [SealedEntry], _ key: RecordKey) throws {
        guard row.kind == State.kind else { throw CoachesError.notFound }
        var state = State()
        try orDamaged {
            let decoder = JSONDecoder()
            for bytes in try RecordKey.open(sealed, with: [key], to: row.head) {
                let entry = try decoder.decode(Entry<State.Event>.self, from: Data(bytes))
                state.apply(entry.event, entry.stamp)
            }
        }
        self.row = row
        self.state = state
        self.key = key
    }

    /// A new record, with nothing in it.
    init(new row: RecordRow, _ key: RecordKey) {
        self.row = row
        self.key = key
        state = State()
    }

    /// Enters something.
    ///
    /// - Throws: `CoachesError.full`.
    mutating func append(_ event: State.Event, _ stamp: Stamp, random: RandomBytes) throws {
        guard row.head.count < Self.most else { throw CoachesError.full(most: Self.most) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = Array(try encoder.encode(Entry(stamp: stamp, event: event)))
        let (sealed, head) = try key.append(bytes, by: row.desk.text, after: row.head, random: random)
        entries.append(sealed)
        row.head = head
        state.apply(event, stamp)
    }

    /// Something to be written with it.
    mutating func step(_ body: @escaping @Sendable (any Transaction) throws -> Void) { steps.append(body) }

    /// The record's key for another desk.
    mutating func share(with seal: DeskSeal, siteKey: SiteKey) {
        let (key, id) = (key, id)
        step { try RecordStore(transaction: $0, siteKey: siteKey).insert(key, to: seal, of: id) }
    }

    /// - Throws: `Stale` when the record is no longer as it was opened.
    func write(_ context: CoachesContext, isNew: Bool, in transaction: any Transaction) throws {
        let store = RecordStore(transaction: transaction, siteKey: context.siteKey)
        if isNew { try store.insert(row) } else { try store.update(row) }
        for entry in entries { try store.insert(entry, of: id) }
        for step in steps { try step(transaction) }
    }
}
