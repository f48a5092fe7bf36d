import Core

/// Reads the rows that belong to a file when the source refuses to be asked for them by file.
///
/// "The decisions of cases of file 31015" is a condition within a condition (`any` in `any`), and servers of this kind may be set
/// to allow only one level. Then the cases of the file are read first, and the rows a few cases at a time.
struct PagesByCase<Entity: HouseEntity> {
    /// Cases in one question: servers of this kind refuse a filter of more than a hundred parts, of which each case has five.
    private static var portion: Int { 12 }

    private let source: HouseSource
    private let query: HouseQuery
    private let after: HouseTime?
    /// The mark at the end is not later than this: what changes while the portions are read is read again.
    private let latest: HouseTime
    private var waiting: [HouseCondition]?
    private var current: HousePages<Entity>.Iterator?
    private var newest: HouseTime?

    init(source: HouseSource, query: HouseQuery, after: HouseTime?, latest: HouseTime) {
        self.source = source
        self.query = query
        self.after = after
        self.latest = latest
    }

    /// Whether there is such a way to this set.
    var isPossible: Bool {
        guard case .dossier = query else { return false }
        return [.activiteit, .besluit, .stemming, .toezegging].contains(Entity.set)
    }

    /// The next page. Only the last, which may have no rows, has a mark to go on from.
    mutating func next() async throws -> HousePage<Entity>? {
        if waiting == nil { waiting = try await portions() }
        while current != nil || !waiting!.isEmpty {
            if current == nil { current = source.pages(waiting!.removeFirst(), after: after).makeAsyncIterator() }
            guard var page = try await current!.next() else {
                current = nil
                continue
            }
            newest = [newest, page.after].compactMap { $0 }.max()
            page.after = nil
            page.isLast = false
            return page
        }
        guard let newest else { return nil }
        self.newest = nil
        let mark = min(newest, latest)
        return HousePage(rows: [], remarks: [], after: after.map { max($0, mark) } ?? mark, isLast: true)
    }

    private func portions() async throws -> [HouseCondition] {
        let zaken = try await identifiers(Zaak.self, [.query(query)])
        var portions = Self.portions(zaken).map(HouseCondition.zaken)
        if Entity.set == .toezegging {
            portions = Self.portions(try await identifiers(Activiteit.self, portions)).map(
                HouseCondition.activiteiten)
        }
        return after == nil ? portions : portions + [.tombstones]
    }

    private func identifiers<Kind: HouseEntity>(_: Kind.Type, _ conditions: [HouseCondition]) async throws
        -> [Identifier]
    {
        var found: Set<Identifier> = []
        for condition in conditions {
            let pages: HousePages<Key<Kind>> = source.pages(condition, after: nil)
            for try await page in pages { found.formUnion(page.rows.filter { !$0.verwijderd }.map(\.id)) }
        }
        return found.sorted()
    }

    private static func portions(_ ids: [Identifier]) -> [[Identifier]] {
        stride(from: 0, to: ids.count, by: portion).map { Array(ids[$0..<min($0 + portion, ids.count)]) }
    }
}

/// A case, or a meeting, of which only the `Id` is asked for.
private struct Key<Entity: HouseEntity>: HouseEntity {
    static var set: HouseSet { Entity.set }
    static var fields: HouseFields<Key> { HouseFields(entity: []) }
    var id: Identifier
    var gewijzigdOp: Instant?
    var apiGewijzigdOp: HouseTime?
    var verwijderd = false
    var rest: [HouseRest] = []

    init(id: Identifier) { self.id = id }
}
