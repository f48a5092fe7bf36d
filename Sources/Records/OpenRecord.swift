public import Core
public import Directory
import Foundation
public import Storage
public import Vault

/// A record that was opened, and what is about to be entered in it: thought out first, outside any transaction, and written in one.
public struct OpenRecord<Format: RecordFormat>: Sendable {
    public private(set) var row: RecordRow
    public private(set) var state: Format.State
    /// For what else is sealed or wrapped with it.
    public let key: RecordKey
    private var entries: [SealedEntry] = []
    /// What else is written, after the row.
    private var steps: [@Sendable (any Transaction) throws -> Void] = []

    public var id: Identifier { row.id }
    /// Whether anything is about to be written.
    public var isChanged: Bool { !entries.isEmpty || !steps.isEmpty }
    /// The day on which its keys are destroyed.
    public var deleteOn: Day {
        get { row.deleteOn }
        set { row.deleteOn = newValue }
    }

    /// Most entries in one record; opening takes time for each.
    public static var most: Int { 50_000 }

    /// Opens all of a record, or nothing.
    ///
    /// - Throws: `RecordsError.damaged`.
    public init(_ row: RecordRow, _ sealed: [SealedEntry], _ key: RecordKey) throws {
        guard row.kind == Format.kind else { throw RecordsError.notFound }
        var state = Format.empty
        try orDamaged {
            let decoder = JSONDecoder()
            for bytes in try RecordKey.open(sealed, with: [key], to: row.head) {
                let entry = try decoder.decode(Entry<Format.Event>.self, from: Data(bytes))
                Format.apply(entry.event, entry.stamp, to: &state)
            }
        }
        self.row = row
        self.state = state
        self.key = key
    }

    /// A new record, with nothing in it.
    public init(new row: RecordRow, _ key: RecordKey) {
        self.row = row
        self.key = key
        state = Format.empty
    }

    /// Enters something.
    ///
    /// - Throws: `RecordsError.full`.
    public mutating func append(_ event: Format.Event, _ stamp: Stamp, random: RandomBytes) throws {
        guard row.head.count < Self.most else { throw RecordsError.full(most: Self.most) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = Array(try encoder.encode(Entry(stamp: stamp, event: event)))
        let (sealed, head) = try key.append(bytes, by: row.desk.text, after: row.head, random: random)
        entries.append(sealed)
        row.head = head
        Format.apply(event, stamp, to: &state)
    }

    /// Something to be written with it.
    public mutating func step(_ body: @escaping @Sendable (any Transaction) throws -> Void) { steps.append(body) }

    /// The record's key for another desk.
    public mutating func share(with seal: DeskSeal, _ context: RecordsContext) {
        let (key, id) = (key, id)
        step { try context.store($0).insert(key, to: seal, of: id) }
    }

    /// Lets another desk keep the record from now on. Its key is that desk's by `share`, now or before.
    public mutating func keep(by desk: Identifier) { row.desk = desk }

    /// - Throws: `Stale` when the record is no longer as it was opened.
    public func write(_ context: RecordsContext, isNew: Bool = false, in transaction: any Transaction) throws {
        let store = context.store(transaction)
        if isNew { try store.insert(row) } else { try store.update(row) }
        for entry in entries { try store.insert(entry, of: id) }
        for step in steps { try step(transaction) }
    }
}
