import Core

/// A page of rows, and where to go on after it.
public struct HousePage<Entity: HouseEntity>: Sendable {
    public var rows: [Entity]
    /// What could not be read in them.
    public var remarks: [HouseRemark]
    /// Everything that changed up to here has been delivered: store it with the rows, and hand it in to go on.
    /// `nil` while there is no such point yet.
    public var after: HouseTime?
    public var isLast: Bool
}

/// The pages of a set, in the order in which the rows changed. Each is fetched when it is asked for.
///
/// A run that breaks off goes on from the `after` of the last page; a few rows may then come a second time, none is left out.
public struct HousePages<Entity: HouseEntity>: AsyncSequence, Sendable {
    let fetcher: HouseFetcher
    let condition: HouseCondition
    let after: HouseTime?

    public func makeAsyncIterator() -> Iterator { Iterator(self) }

    public struct Iterator: AsyncIteratorProtocol {
        private let fetcher: HouseFetcher
        private let condition: HouseCondition
        private let start: HouseTime?
        /// Every row that changed up to here has been delivered.
        private var after: HouseTime?
        /// Delivered rows that changed later than `after`.
        private var edge: Set<Version> = []
        private var newest: HouseTime?
        /// Whether the source keeps to the order that it is asked for.
        private var isOrdered = true
        /// Whether it does not keep to the filter, so that only its own links lead on.
        private var followsLinks = false
        private var address: HouseAddress?
        /// The source's own link, while `address` stands in for it.
        private var link: HouseAddress?
        /// What is thrown once the rows that came before it are delivered.
        private var failure: HouseError?
        /// Hashes of the addresses that were asked for: a long run asks for thousands, and each is a kilobyte long.
        private var visited: Set<Int> = []
        private var previous: Set<Version> = []
        private var emptyPages = 0
        private var shape = 0
        private var pages = 0
        private var progress: HouseProgress

        /// A row as it was at one time.
        private struct Version: Hashable {
            var id: Identifier
            var time: HouseTime?

            init(_ row: Entity) {
                id = row.id
                time = row.apiGewijzigdOp
            }
        }

        init(_ sequence: HousePages) {
            fetcher = sequence.fetcher
            condition = sequence.condition
            start = sequence.after
            after = sequence.after
            newest = sequence.after
            progress = HouseProgress(set: Entity.set.rawValue, page: 1, rows: 0)
            address = question()
        }

        /// The next page with something in it.
        ///
        /// - Throws: a `HouseError`; the pages before it stay delivered.
        public mutating func next() async throws -> HousePage<Entity>? {
            while let address {
                if let failure { throw failure }
                progress.page = pages + 1
                guard visited.insert(address.hashValue).inserted else { throw HouseError.loop(place) }
                guard let page = try await fetch(address), !standsInVain(page) else { continue }
                let position = position
                let known = edge
                try advance(page)
                let rows = page.rows.filter { !known.contains(Version($0)) }
                progress.rows += rows.count
                progress.total = progress.total ?? page.count
                fetcher.settings.report(progress)
                pages += 1
                if !rows.isEmpty || self.position != position {
                    return HousePage(
                        rows: try await complete(rows), remarks: page.remarks, after: self.position,
                        isLast: self.address == nil)
                }
            }
            return nil
        }

        private var place: HousePlace { HousePlace(set: progress.set, page: progress.page) }

        /// What a later run goes on from. While the order cannot be trusted only the end of this run is such a point.
        private var position: HouseTime? { isOrdered || address == nil ? after : start }

        /// `nil` when another shape of the set has to be tried.
        private mutating func fetch(_ address: HouseAddress) async throws -> RawPage<Entity>? {
            do {
                return try await fetcher.get(address, progress: progress) { try RawPage(json: $0) }
            } catch HouseError.refused(_, status: 400) where pages == 0 && shape + 1 < Entity.fields.questions.count {
                shape += 1
                self.address = question()
                return nil
            }
        }

        /// Whether the page that was asked for in place of a link shows that the source does not know the filter: then the
        /// link is followed after all.
        private mutating func standsInVain(_ page: RawPage<Entity>) -> Bool {
            guard let link else { return false }
            self.link = nil
            let isFiltered = page.rows.allSatisfy { row in row.apiGewijzigdOp.map { $0 > after! } ?? false }
            guard !isFiltered else { return false }
            followsLinks = true
            address = link
            return true
        }

        /// Finds out what to ask for next.
        private mutating func advance(_ page: RawPage<Entity>) throws {
            try checkProgress(page)
            note(page.rows)
            guard let text = page.next else {
                after = newest
                address = nil
                return
            }
            let target = fetcher.base.following(text)
            if let target {
                address = target
            } else {
                failure = .elsewhere(place, host: HouseAddress(text)?.host ?? text)
            }
            guard isOrdered, let newest else { return }
            // More rows with the time of the last one may follow, so that only those before it are behind us.
            let whole = page.rows.compactMap(\.apiGewijzigdOp).last { $0 < newest }
            let moved = whole.map { after == nil || $0 > after! } ?? false
            if moved { after = whole }
            edge = Set((moved ? [] : Array(edge)) + page.rows.filter { $0.apiGewijzigdOp == newest }.map(Version.init))
            // A link that counts rows misses one for each that changes, and so moves to the end, while we read; a deep one
            // is slow or fails. What changed after the last row is the same question without counting.
            if moved, !followsLinks, let target, target.option("$skip") != nil {
                link = target
                address = question()
            }
        }

        private mutating func note(_ rows: [Entity]) {
            for row in rows {
                guard let time = row.apiGewijzigdOp else {
                    isOrdered = false
                    continue
                }
                if let newest, time < newest { isOrdered = false }
                newest = Swift.max(newest ?? time, time)
            }
        }

        /// A source that sends the same page under ever new links, or nothing at all, would keep us for ever.
        private mutating func checkProgress(_ page: RawPage<Entity>) throws {
            let versions = Set(page.rows.map(Version.init))
            emptyPages = versions.isEmpty ? emptyPages + 1 : 0
            guard versions.isEmpty || !versions.isSubset(of: previous), emptyPages < 20 else {
                throw HouseError.loop(place)
            }
            if !versions.isEmpty { previous = versions }
        }

        /// The question for what changed after `after`.
        private func question() -> HouseAddress {
            let question = Entity.fields.questions[shape]
            var options: [(name: String, value: String)] = []
            if let filter = condition.filter(Entity.set, after: after) { options.append(("$filter", filter)) }
            options += [("$orderby", "ApiGewijzigdOp"), ("$select", question.select)]
            if !question.expand.isEmpty { options.append(("$expand", question.expand)) }
            if pages == 0 { options.append(("$count", "true")) }
            return fetcher.base.below(Entity.set.rawValue, options)
        }

        /// Fetches what the source put on pages of its own: of a roll call it sends a hundred votes with the decision.
        private func complete(_ rows: [Entity]) async throws -> [Entity] {
            var rows = rows
            for index in rows.indices where !rows[index].rest.isEmpty {
                for rest in rows[index].rest {
                    try await complete(&rows[index], rest)
                }
                rows[index].rest = []
            }
            return rows
        }

        private func complete(_ row: inout Entity, _ rest: HouseRest) async throws {
            var text: String? = rest.address
            var visited: Set<String> = []
            while let link = text {
                guard let target = fetcher.base.following(link) else {
                    throw HouseError.elsewhere(place, host: HouseAddress(link)?.host ?? link)
                }
                guard visited.insert(target.text).inserted else { throw HouseError.loop(place) }
                let whole = row
                (row, text) = try await fetcher.get(target, progress: progress) { body in
                    var row = whole
                    let next = try RawPage<Entity>.take(rest.field, of: body, into: &row)
                    return (row, next)
                }
            }
        }
    }
}
