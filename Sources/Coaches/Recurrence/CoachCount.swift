import Core

/// How many coaches there are behind a number of accounts: a range, since links are proposals until a member decides.
///
/// Product rule: the highest count follows the confirmed links only, the lowest all that are not rejected.
public struct CoachCount: Sendable, Hashable {
    /// Accounts, each in one coach: the clusters of the confirmed links, the largest first.
    public let confirmed: [[AccountReference]]
    /// The same with every proposal that is open.
    public let possible: [[AccountReference]]

    public var most: Int { confirmed.count }
    public var fewest: Int { possible.count }
    /// Coaches with accounts in more than one study.
    public var recurringFewest: Int { min(Self.recurring(confirmed), Self.recurring(possible)) }
    public var recurringMost: Int { max(Self.recurring(confirmed), Self.recurring(possible)) }

    /// - Parameters:
    ///   - accounts: all of them.
    ///   - links: between accounts; those with an end that is not in `accounts` are passed over.
    public init(_ accounts: [AccountReference], _ links: [AccountLink]) {
        confirmed = Self.clusters(accounts, links.filter { $0.state == .confirmed })
        possible = Self.clusters(accounts, links.filter { $0.state != .rejected })
    }

    static func recurring(_ clusters: [[AccountReference]]) -> Int {
        clusters.count { Set($0.map(\.study)).count > 1 }
    }

    /// Connected components, by union-find.
    private static func clusters(_ accounts: [AccountReference], _ links: [AccountLink]) -> [[AccountReference]] {
        let places = Dictionary(accounts.enumerated().map { ($1, $0) }) { first, _ in first }
        var parents = Array(accounts.indices)
        func root(_ place: Int) -> Int {
            var place = place
            while parents[place] != place {
                parents[place] = parents[parents[place]]
                place = parents[place]
            }
            return place
        }
        for link in links {
            guard let left = places[link.proposal.left], let right = places[link.proposal.right] else { continue }
            let (one, other) = (root(left), root(right))
            parents[max(one, other)] = min(one, other)
        }
        var clusters: [Int: [AccountReference]] = [:]
        for place in accounts.indices { clusters[root(place), default: []].append(accounts[place]) }
        return clusters.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map(\.value)
    }
}
