import Core

/// Rows of one set.
public enum HouseRows: Hashable, Sendable {
    case dossiers([Kamerstukdossier])
    case zaken([Zaak])
    case actoren([ZaakActor])
    case documenten([Document])
    case activiteiten([Activiteit])
    case besluiten([Besluit])
    case stemmingen([Stemming])
    case toezeggingen([Toezegging])
}

/// Rows to store, and the cursor to store with them.
public struct HouseBatch: Sendable {
    public var rows: HouseRows
    /// What could not be read in them.
    public var remarks: [HouseRemark]
    public var cursor: HouseCursor
}

/// Everything that changed for a query, one set after the other.
public struct HouseChanges: AsyncSequence, Sendable {
    let source: HouseSource
    let query: HouseQuery
    let cursor: HouseCursor
    let now: Now

    public func makeAsyncIterator() -> Iterator { Iterator(self) }

    public struct Iterator: AsyncIteratorProtocol {
        private let source: HouseSource
        private let query: HouseQuery
        private var cursor: HouseCursor
        private var waiting: [HouseSet] = [
            .kamerstukdossier, .zaak, .zaakActor, .document, .activiteit, .besluit, .stemming, .toezegging,
        ]
        private var current: (any SetReader)?
        /// From where votes and actors are read in a set of their own, when all of them came with their decision or case: a day
        /// before this run, so that neither a long run nor a clock that is wrong leaves out one that changes meanwhile. For the
        /// same reason it is the latest mark of a set that is read case by case.
        private let childrenAfter: HouseTime

        init(_ changes: HouseChanges) {
            source = changes.source
            query = changes.query
            cursor = changes.cursor
            childrenAfter = HouseTime(changes.now().advanced(bySeconds: -86_400))
        }

        /// - Throws: a `HouseError`; the batches before it stay valid.
        public mutating func next() async throws -> HouseBatch? {
            while let reader = current ?? nextReader() {
                current = reader
                guard let batch = try await current!.next() else {
                    try finish(current!)
                    current = nil
                    continue
                }
                if let position = batch.after { cursor.positions[reader.set] = position }
                return HouseBatch(rows: batch.rows, remarks: batch.remarks, cursor: cursor)
            }
            return nil
        }

        private mutating func finish(_ reader: any SetReader) throws {
            if reader.set == .kamerstukdossier, reader.isFirst, reader.isEmpty, case .dossier = query {
                throw HouseError.noSuchDossier(query.name)
            }
            if reader.isFirst, !reader.isEmpty, reader.hasAllChildren, let child = reader.child,
                cursor.positions[child] == nil
            {
                cursor.positions[child] = childrenAfter
            }
        }

        private mutating func nextReader() -> (any SetReader)? {
            guard !waiting.isEmpty else { return nil }
            switch waiting.removeFirst() {
            case .kamerstukdossier: return reader(Kamerstukdossier.self, HouseRows.dossiers)
            case .zaak: return reader(Zaak.self, HouseRows.zaken, .zaakActor) { $0.actoren != nil }
            case .zaakActor: return reader(ZaakActor.self, HouseRows.actoren)
            case .document: return reader(Document.self, HouseRows.documenten)
            case .activiteit: return reader(Activiteit.self, HouseRows.activiteiten)
            case .besluit: return reader(Besluit.self, HouseRows.besluiten, .stemming) { $0.stemmingen != nil }
            case .stemming: return reader(Stemming.self, HouseRows.stemmingen)
            case .toezegging: return reader(Toezegging.self, HouseRows.toezeggingen)
            }
        }

        private func reader<Entity: HouseEntity>(
            _ type: Entity.Type, _ wrap: @escaping @Sendable ([Entity]) -> HouseRows, _ child: HouseSet? = nil,
            _ hasChildren: @escaping @Sendable (Entity) -> Bool = { _ in true }
        ) -> any SetReader {
            let after = cursor.positions[Entity.set]
            return EntityReader(
                pages: source.pages(of: type, query, after: after).makeAsyncIterator(),
                byCase: PagesByCase(source: source, query: query, after: after, latest: childrenAfter), wrap: wrap,
                child: child, hasChildren: hasChildren, isFirst: after == nil)
        }
    }
}

/// Reads one set for `HouseChanges`.
private protocol SetReader {
    var set: HouseSet { get }
    /// Nothing of the set had been read before this run.
    var isFirst: Bool { get }
    var isEmpty: Bool { get }
    /// The set whose rows came along with these.
    var child: HouseSet? { get }
    var hasAllChildren: Bool { get }
    mutating func next() async throws -> (rows: HouseRows, remarks: [HouseRemark], after: HouseTime?)?
}

private struct EntityReader<Entity: HouseEntity>: SetReader {
    var pages: HousePages<Entity>.Iterator
    /// What is read in place of `pages` when the source refuses their question.
    var byCase: PagesByCase<Entity>
    var isByCase = false
    let wrap: @Sendable ([Entity]) -> HouseRows
    let child: HouseSet?
    let hasChildren: @Sendable (Entity) -> Bool
    let isFirst: Bool
    var isEmpty = true
    var hasAllChildren = true

    init(
        pages: HousePages<Entity>.Iterator, byCase: PagesByCase<Entity>,
        wrap: @escaping @Sendable ([Entity]) -> HouseRows, child: HouseSet?,
        hasChildren: @escaping @Sendable (Entity) -> Bool, isFirst: Bool
    ) {
        self.pages = pages
        self.byCase = byCase
        self.wrap = wrap
        self.child = child
        self.hasChildren = hasChildren
        self.isFirst = isFirst
    }

    var set: HouseSet { Entity.set }

    mutating func next() async throws -> (rows: HouseRows, remarks: [HouseRemark], after: HouseTime?)? {
        guard let page = try await nextPage() else { return nil }
        if !page.rows.isEmpty { isEmpty = false }
        hasAllChildren = hasAllChildren && page.rows.allSatisfy { $0.verwijderd || hasChildren($0) }
        return (wrap(page.rows), page.remarks, page.after)
    }

    private mutating func nextPage() async throws -> HousePage<Entity>? {
        guard !isByCase else { return try await byCase.next() }
        do {
            return try await pages.next()
        } catch HouseError.refused(_, status: 400) where isEmpty && byCase.isPossible {
            isByCase = true
            return try await byCase.next()
        }
    }
}
