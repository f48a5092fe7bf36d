public import Core

/// Everything that changed for a query according to the SyncFeed.
///
/// The feed has no filter and does not tell all: the day of a decision and the numbers of files are not in it. So it says what
/// changed, and what belongs to the query is then fetched whole, row by row. The first run reads the feed from its beginning.
///
/// A meeting stands in the feed without its cases: for a file only meetings that are known already are followed.
public struct FeedChanges: AsyncSequence, Sendable {
    let feed: SyncFeed
    let source: HouseSource
    let query: HouseQuery
    let cursor: HouseCursor
    let known: HouseKnown

    public func makeAsyncIterator() -> Iterator { Iterator(self) }

    public struct Iterator: AsyncIteratorProtocol {
        private let changes: FeedChanges
        private var cursor: HouseCursor
        private var waiting: [HouseSet] = [
            .kamerstukdossier, .zaak, .zaakActor, .document, .activiteit, .besluit, .stemming, .toezegging,
        ]
        private var current: (any FeedReader)?

        init(_ changes: FeedChanges) {
            self.changes = changes
            cursor = changes.cursor
        }

        /// - Throws: a `HouseError`; the batches before it stay valid.
        public mutating func next() async throws -> HouseBatch? {
            while let reader = current ?? nextReader() {
                current = reader
                guard let page = try await current!.next() else {
                    if current!.isUnknownFile { throw HouseError.noSuchDossier(changes.query.name) }
                    current = nil
                    continue
                }
                if let mark = page.mark { cursor.marks[reader.set] = mark }
                return HouseBatch(rows: page.rows, remarks: page.remarks, cursor: cursor)
            }
            return nil
        }

        private mutating func nextReader() -> (any FeedReader)? {
            guard !waiting.isEmpty else { return nil }
            let changes = changes
            @Sendable func fetched<Entity: HouseEntity>(_ row: Entity) async throws -> Entity {
                try await changes.source.row(Entity.self, row.id) ?? row
            }
            switch waiting.removeFirst() {
            case .kamerstukdossier:
                return reader(Kamerstukdossier.self, HouseRows.dossiers) { changes.query.concerns($0) }
            case .zaak:
                return reader(Zaak.self, HouseRows.zaken, fetched) {
                    changes.query.belonging([$0.onderwerp, $0.titel], ($0.dossiers ?? []).map(\.id))
                }
            case .zaakActor:
                return reader(ZaakActor.self, HouseRows.actoren) { .any([$0.zaak].compactMap(\.self)) }
            case .document:
                return reader(Document.self, HouseRows.documenten, fetched) {
                    changes.query.belonging(
                        [$0.onderwerp, $0.titel], ($0.dossiers ?? []).map(\.id) + ($0.zaken ?? []).map(\.id))
                }
            case .activiteit:
                return reader(Activiteit.self, HouseRows.activiteiten, fetched) {
                    changes.query.belonging([$0.onderwerp], ($0.zaken ?? []).map(\.id))
                }
            case .besluit:
                return reader(Besluit.self, HouseRows.besluiten, fetched) { .any(($0.zaken ?? []).map(\.id)) }
            case .stemming:
                return reader(Stemming.self, HouseRows.stemmingen) { .any([$0.besluit].compactMap(\.self)) }
            case .toezegging:
                return reader(Toezegging.self, HouseRows.toezeggingen, fetched) {
                    changes.query.belonging([$0.tekst], ($0.activiteiten ?? []).map(\.id))
                }
            }
        }

        private func reader<Entity: HouseEntity>(
            _ type: Entity.Type, _ wrap: @escaping @Sendable ([Entity]) -> HouseRows,
            _ whole: @escaping @Sendable (Entity) async throws -> Entity = { $0 },
            _ belonging: @escaping @Sendable (Entity) -> FeedBelonging
        ) -> any FeedReader {
            let mark = cursor.marks[Entity.set]
            let isFile = if case .dossier = changes.query { Entity.set == .kamerstukdossier } else { false }
            return EntityFeedReader(
                pages: changes.feed.pages(of: type, after: mark).makeAsyncIterator(), known: changes.known, wrap: wrap,
                whole: whole, belonging: belonging, isUnknownFile: isFile && mark == nil)
        }
    }
}

/// What the feed cannot know: which rows belong to what is followed because they were stored before.
public struct HouseKnown: Sendable {
    /// Those of these files, cases, decisions and meetings that are stored.
    public var stored: @Sendable ([Identifier]) async throws -> Set<Identifier>

    public init(stored: @escaping @Sendable ([Identifier]) async throws -> Set<Identifier>) { self.stored = stored }
}

extension HouseSource {
    /// What changed in everything that belongs to a query, as the SyncFeed tells it; the rows themselves come from here.
    ///
    /// The loop over it throws `HouseError.noSuchDossier` when the feed has no such file. Store each batch before the next one
    /// is asked for: `known` is asked what belongs to it.
    public func changes(
        _ query: HouseQuery, in feed: SyncFeed, after cursor: HouseCursor = HouseCursor(), known: HouseKnown
    ) -> FeedChanges {
        FeedChanges(feed: feed, source: self, query: query, cursor: cursor, known: known)
    }
}

/// Whether a row of the feed belongs to a query.
enum FeedBelonging {
    case yes
    /// When one of these is stored.
    case any([Identifier])
}

extension HouseQuery {
    func concerns(_ dossier: Kamerstukdossier) -> FeedBelonging {
        switch self {
        case .dossier(let nummer, let toevoeging):
            let isIt = dossier.nummer == nummer && (toevoeging == nil || toevoeging == dossier.toevoeging)
            return isIt ? .yes : .any([])
        case .search(let text): return dossier.titel.map { Self.contains($0, text) } == true ? .yes : .any([])
        case .everything: return .yes
        }
    }

    /// A row with these texts, that points to these rows. For a search only the texts count, as they do in OData.
    func belonging(_ texts: [String?], _ others: [Identifier]) -> FeedBelonging {
        switch self {
        case .dossier: .any(others)
        case .search(let text): texts.contains { $0.map { Self.contains($0, text) } ?? false } ? .yes : .any([])
        case .everything: .yes
        }
    }

    private static func contains(_ text: String, _ words: String) -> Bool {
        text.range(of: words, caseInsensitive: true) != nil
    }
}

/// Reads one set for `FeedChanges`.
private protocol FeedReader {
    var set: HouseSet { get }
    /// The feed was read from its beginning, and the file that is followed was not in it.
    var isUnknownFile: Bool { get }
    mutating func next() async throws -> (rows: HouseRows, remarks: [HouseRemark], mark: String?)?
}

private struct EntityFeedReader<Entity: HouseEntity>: FeedReader {
    var pages: SyncPages<Entity>.Iterator
    let known: HouseKnown
    let wrap: @Sendable ([Entity]) -> HouseRows
    let whole: @Sendable (Entity) async throws -> Entity
    let belonging: @Sendable (Entity) -> FeedBelonging
    var isUnknownFile: Bool

    var set: HouseSet { Entity.set }

    mutating func next() async throws -> (rows: HouseRows, remarks: [HouseRemark], mark: String?)? {
        guard let page = try await pages.next() else { return nil }
        let found = page.rows.map { row -> (row: Entity, reasons: [Identifier]?) in
            // Tombstones are passed on, of whatever file: nothing is left in them that tells.
            guard !row.verwijderd else { return (row, nil) }
            switch belonging(row) {
            case .yes: return (row, nil)
            // What was stored once is followed on, also when it moved elsewhere.
            case .any(let ids): return (row, ids + [row.id])
            }
        }
        let asked = Set(found.flatMap { $0.reasons ?? [] })
        let stored = asked.isEmpty ? [] : try await known.stored(asked.sorted())
        var rows: [Entity] = []
        for (row, reasons) in found where reasons?.contains(where: stored.contains) ?? true {
            rows.append(row.verwijderd ? row : try await whole(row))
        }
        if rows.contains(where: { !$0.verwijderd }) { isUnknownFile = false }
        let ids = Set(rows.map(\.id))
        return (wrap(rows), page.remarks.filter { $0.id.map(ids.contains) ?? false }, page.skiptoken)
    }
}
