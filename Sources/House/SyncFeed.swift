// The House's SyncFeed: the same sets as Atom, from the first change to the last, each entry with a mark to go on from.
//
//     let feed = try SyncFeed(transport: transport)
//     for try await page in feed.pages(of: Toezegging.self, after: stored) {      // `nil` the first time
//         …                                                                       // in one transaction: page.rows, and page.skiptoken
//     }
//
// It has no filter: whoever follows one file passes over the rest. Rows of other sets that belong to a row come as references
// (`Verwijzing` with only an `id`), and `apiGewijzigdOp` is not in it.

import Core

/// Reads the House's SyncFeed.
public struct SyncFeed: Sendable {
    /// Where the House publishes it.
    public static let official = "https://gegevensmagazijn.tweedekamer.nl/SyncFeed/2.0"

    private let fetcher: HouseFetcher

    /// - Parameter address: of the service, without `/Feed`.
    /// - Throws: `HouseError.address` when it is none.
    public init(
        _ address: String = Self.official, transport: HouseTransport, settings: HouseSettings = HouseSettings()
    ) throws {
        guard let base = HouseAddress(address), base.query == nil else { throw HouseError.address(address) }
        fetcher = HouseFetcher(base: base, accept: "application/atom+xml", transport: transport, settings: settings)
    }

    /// The entries of one set after a mark.
    public func pages<Entity: HouseEntity>(of: Entity.Type, after skiptoken: String? = nil) -> SyncPages<Entity> {
        SyncPages(fetcher: fetcher, skiptoken: skiptoken)
    }
}

/// A page of the SyncFeed.
public struct SyncPage<Entity: HouseEntity>: Sendable {
    public var rows: [Entity]
    /// What could not be read in them.
    public var remarks: [HouseRemark]
    /// Store it with the rows, and hand it in to go on.
    public var skiptoken: String?
}

/// The pages of the SyncFeed, until there is nothing new.
public struct SyncPages<Entity: HouseEntity>: AsyncSequence, Sendable {
    let fetcher: HouseFetcher
    let skiptoken: String?

    public func makeAsyncIterator() -> Iterator { Iterator(fetcher: fetcher, skiptoken: skiptoken) }

    public struct Iterator: AsyncIteratorProtocol {
        private let fetcher: HouseFetcher
        private var skiptoken: String?
        private var visited: Set<String> = []
        private var isDone = false
        /// What is thrown once the rows that came before it are delivered.
        private var failure: HouseError?
        private var progress = HouseProgress(set: Entity.set.rawValue, page: 1, rows: 0)

        init(fetcher: HouseFetcher, skiptoken: String?) {
            self.fetcher = fetcher
            self.skiptoken = skiptoken
        }

        /// - Throws: a `HouseError`; the pages before it stay delivered.
        public mutating func next() async throws -> SyncPage<Entity>? {
            if let failure { throw failure }
            guard !isDone else { return nil }
            let place = HousePlace(set: progress.set, page: progress.page)
            guard visited.insert(skiptoken ?? "").inserted else { throw HouseError.loop(place) }
            let options = [(name: "category", value: Entity.set.rawValue)]
            let address = fetcher.base.below("Feed", options + (skiptoken.map { [("skiptoken", $0)] } ?? []))
            let feed = try await fetcher.get(address, progress: progress) { try AtomFeed(xml: $0) }
            guard !feed.entries.isEmpty else {
                // Caught up: `resume` says where to go on the next time.
                isDone = true
                return nil
            }
            let link = feed.entries.last?.links["next"] ?? feed.links["next"]
            do throws(HouseError) {
                let token = try self.token(link, place)
                isDone = token == nil
                skiptoken = token ?? skiptoken
            } catch {
                failure = error
            }
            let (rows, remarks) = Self.rows(feed)
            progress.rows += rows.count
            fetcher.settings.report(progress)
            progress.page += 1
            return SyncPage(rows: rows, remarks: remarks, skiptoken: skiptoken)
        }

        /// The mark in a link, which has to stay in the source.
        private func token(_ link: String?, _ place: HousePlace) throws(HouseError) -> String? {
            guard let link else { return nil }
            guard let target = fetcher.base.following(link) else {
                throw HouseError.elsewhere(place, host: HouseAddress(link)?.host ?? link)
            }
            guard let token = target.option("skiptoken") else { throw HouseError.malformed(place) }
            return token
        }

        private static func rows(_ feed: AtomFeed) -> ([Entity], [HouseRemark]) {
            var rows: [Entity] = []
            var remarks: [HouseRemark] = []
            for content in feed.entries.compactMap(\.content)
            where content.name.lowercased() == Entity.set.rawValue.lowercased() {
                var unreadable: [String] = []
                let row = Entity.fields.read(content, unreadable: &unreadable)
                if let row { rows.append(row) } else { unreadable = ["Id"] }
                remarks += unreadable.map { HouseRemark(set: Entity.set, id: row?.id, field: $0) }
            }
            return (rows, remarks)
        }
    }
}

extension HouseFields where Row: HouseEntity {
    /// Reads an element of the SyncFeed: the same names as in OData, with a small first letter, and references by attribute.
    ///
    /// - Returns: `nil` when it has no `id`.
    func read(_ content: AtomContent, unreadable: inout [String]) -> Row? {
        guard let id = content.id.flatMap({ Identifier($0) }) else { return nil }
        var row = Row(id: id)
        if let flag = Scalar.text(content.verwijderd ?? "false").flag {
            row.verwijderd = flag ?? false
        } else {
            unreadable.append("Verwijderd")
        }
        if let time = content.bijgewerkt.map({ Scalar.text($0).time }) ?? .some(nil) {
            row.gewijzigdOp = time?.instant
        } else {
            unreadable.append("GewijzigdOp")
        }
        // Of a deleted row nothing is left, whatever the entry still says.
        guard !row.verwijderd else { return row }
        for field in content.fields where !field.isNil { take(field, into: &row, unreadable: &unreadable) }
        return row
    }

    private func take(_ field: AtomContent.Field, into row: inout Row, unreadable: inout [String]) {
        let name = field.name.prefix(1).uppercased() + field.name.dropFirst()
        if let reference = field.reference {
            if let nested = nested[name] {
                guard let id = Identifier(reference) else { return unreadable.append(name) }
                nested.refer(&row, id)
            } else if let take = scalars["\(name)_Id"], !take(&row, .text(reference)) {
                unreadable.append(name)
            }
        } else if !field.text.isEmpty {
            if let take = scalars[name] {
                if !take(&row, .text(field.text)) { unreadable.append(name) }
            } else {
                nested[name]?.text?(&row, field.text)
            }
        }
    }
}
