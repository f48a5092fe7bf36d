public import Core

/// That one thing follows from another.
public struct ItemLink: Hashable, Sendable {
    public enum Relation: String, Sendable, CaseIterable {
        /// `to` came of `from`: an answer, a motion, a vote on it.
        case follows
        /// `to` stands in the place of `from`: a motion that was changed ("t.v.v.").
        case replaces
    }

    /// The earlier thing.
    public var from: Identifier
    /// The later thing.
    public var to: Identifier
    public var relation: Relation

    public init(from: Identifier, to: Identifier, relation: Relation = .follows) {
        self.from = from
        self.to = to
        self.relation = relation
    }
}

/// How things follow from one another. A thing can come of several, and lead to several; nothing comes of itself.
public struct Chain: Sendable {
    public let links: [ItemLink]
    private let after: [Identifier: [Identifier]]
    private let before: [Identifier: [Identifier]]

    public init(_ links: [ItemLink]) {
        self.links = links
        after = Dictionary(grouping: links, by: \.from).mapValues { $0.map(\.to) }
        before = Dictionary(grouping: links, by: \.to).mapValues { $0.map(\.from) }
    }

    /// All that `item` came of, directly or not.
    public func causes(of item: Identifier) -> Set<Identifier> { Self.reached(from: item, before) }

    /// All that came of `item`, directly or not.
    public func consequences(of item: Identifier) -> Set<Identifier> { Self.reached(from: item, after) }

    /// The order in which things happened: by the first day that each can have been, and never before what it came of.
    ///
    /// "July 2020" would come before 2 July: a vote in that month comes after the motion of that day all the same.
    public func order(_ dates: [Identifier: RoughDate]) -> [Identifier] {
        var places: [Identifier: (day: Day, depth: Int)] = [:]
        func place(_ id: Identifier) -> (day: Day, depth: Int) {
            if let known = places[id] { return known }
            var found = (day: dates[id]?.earliest ?? Day(number: 0), depth: 0)
            for cause in before[id] ?? [] where dates[cause] != nil {
                let other = place(cause)
                found.day = max(found.day, other.day)
                found.depth = max(found.depth, other.depth + 1)
            }
            places[id] = found
            return found
        }
        return dates.keys.sorted {
            let (left, right) = (place($0), place($1))
            return (left.day, left.depth, $0) < (right.day, right.depth, $1)
        }
    }

    private static func reached(from item: Identifier, _ next: [Identifier: [Identifier]]) -> Set<Identifier> {
        var found: Set<Identifier> = []
        var open = next[item] ?? []
        while let id = open.popLast() {
            if found.insert(id).inserted { open += next[id] ?? [] }
        }
        return found
    }

    /// Checks a new link.
    ///
    /// - Throws: `CommitmentsError.linkToItself`, `.linkThere`, `.linkCircle`, or `.consequenceFirst` when the later thing is
    ///   older than the earlier one.
    public func check(_ link: ItemLink, from: RoughDate, to: RoughDate) throws {
        guard link.from != link.to else { throw CommitmentsError.linkToItself }
        guard !links.contains(where: { $0.from == link.from && $0.to == link.to }) else {
            throw CommitmentsError.linkThere
        }
        guard !causes(of: link.from).contains(link.to) else { throw CommitmentsError.linkCircle }
        guard to.latest >= from.earliest else { throw CommitmentsError.consequenceFirst }
    }
}
