import Core
import Foundation
public import Linkage

/// How accounts are compared: the columns, and a model that was learned from invented accounts (`Resources/coaches`).
///
/// A study has tens of accounts, too few to learn from; so what agreement and difference are worth comes from the model, and only
/// how many matches are to be expected is worked out from the accounts at hand. Nobody measured it on real accounts.
public struct AccountLinkage: Sendable {
    public let model: Model

    /// Accounts up to here are compared each with each; above, within blocks.
    static let mostWithoutBlocks = 2_000
    /// More accounts than this are not compared on a page.
    public static let mostAccounts = 20_000
    /// Pairs from this probability up are proposed.
    public static let threshold = 0.5

    public init(model: Model) throws {
        try model.check(fits: Self.settings(blocks: Self.everybody))
        self.model = model
    }

    /// The model in `folder`.
    ///
    /// - Throws: what the file system says; `LinkageError` for a model of other columns.
    public init(folder: String) throws {
        try self.init(model: Model(json: try Data(contentsOf: URL(filePath: folder + "/linkage-model.json"))))
    }

    /// What accounts are compared by. The place is the column's; see `row(_:)`.
    static let comparisons = [
        Comparison(
            "handle",
            levels: [
                Level(.exact), Level(.exact, normalise: .handle), Level(.jaroWinkler, 0.92, normalise: .handle),
                Level(.jaroWinkler, 0.84, normalise: .handle), Level(.ngrams, 0.3, size: 3, normalise: .handle),
            ]),
        Comparison(
            "phone", normalise: .phone,
            levels: [Level(.exact), Level(.partial, 7), Level(.partial, 4), Level(.damerau, 1)]),
        Comparison("contact", normalise: Normaliser.none, levels: [Level(.shared, 1)]),
        // A name that half a study has says less than one that two accounts share.
        Comparison(
            "name", levels: [Level(.exact), Level(.jaroWinkler, 0.92), Level(.jaroWinkler, 0.84)], termFrequency: true),
        Comparison("place", levels: [Level(.exact), Level(.jaroWinkler, 0.92)], termFrequency: true),
        Comparison(
            "age", normalise: Normaliser.none, levels: [Level(.number, 0), Level(.number, 1), Level(.number, 3)]),
        Comparison("platform", levels: [Level(.exact)]),
        Comparison(
            "profile",
            levels: [Level(.exact), Level(.rareTokens, 0.45), Level(.rareTokens, 0.25), Level(.rareTokens, 0.1)]),
    ]

    private static let everybody = [BlockingRule([BlockingKey("everybody")])]
    private static let blocks = [
        BlockingRule([BlockingKey("handle", normalise: .handle, part: .first, length: 5)], most: 500),
        BlockingRule([BlockingKey("handle", normalise: .handle, part: .last, length: 5)], most: 500),
        BlockingRule([BlockingKey("handle", normalise: .handle, part: .ngrams, length: 5)], most: 60),
        BlockingRule([BlockingKey("phone", normalise: .phone)], most: 500),
        BlockingRule([BlockingKey("phone", normalise: .phone, part: .last, length: 4)], most: 500),
        BlockingRule([BlockingKey("contact", normalise: Normaliser.none, part: .elements)], most: 500),
        BlockingRule([BlockingKey("name"), BlockingKey("place")], most: 500),
    ]

    private static func settings(blocks: [BlockingRule]) -> Settings {
        Settings(comparisons: comparisons, blocking: blocks, pairing: .dedupe, threshold: threshold, pairLimit: 1e7)
    }

    /// An account's values, in the order of the columns.
    static func row(_ account: Account) -> [String?] {
        func value(_ text: String) -> String? { text.isEmpty ? nil : text }
        // An array's elements stand between bars.
        let contact = account.selectors.filter { [.mail, .url, .payment].contains($0.kind) }.map {
            $0.normalised.replacing("|", with: " ").replacing(",", with: " ").replacing(";", with: " ")
        }
        return [
            account.values(.handle).first, account.values(.phone).first, value(contact.joined(separator: "|")),
            value(account.statedName), value(account.statedPlace), account.statedAge.map(String.init),
            value(account.platform), value(account.profile), "everybody",
        ]
    }

    /// A pair of accounts that may be of one coach.
    struct Proposed: Sendable {
        let left: Int
        let right: Int
        let origin: LinkProposal.Origin
    }

    /// Compares all accounts, and proposes the pairs that are more likely one coach than not, the most likely first, and those with
    /// the same selector.
    ///
    /// - Throws: `CoachesError.tooManyAccounts` for more than `mostAccounts`, or for one block that holds nearly everybody.
    func propose(_ accounts: [Account]) throws -> [Proposed] {
        guard accounts.count <= Self.mostAccounts else { throw CoachesError.tooManyAccounts(most: Self.mostAccounts) }
        guard accounts.count > 1 else { return [] }
        let names = Self.comparisons.map(\.column) + ["everybody"]
        let settings = Self.settings(blocks: accounts.count <= Self.mostWithoutBlocks ? Self.everybody : Self.blocks)
        do {
            let records = try Records(
                names: names, rows: accounts.enumerated().map { (String($0), Self.row($1)) })
            let linker = try Linker(records, settings)
            let model = try adapted(to: linker)
            let likely = try linker.pairs(model, atLeast: Self.threshold)
            let shared = Self.shared(accounts)
            let more = shared.keys.filter { pair in !likely.contains { $0.left == pair[0] && $0.right == pair[1] } }
            let pairs = likely.map { [$0.left, $0.right] } + more.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
            return try pairs.map { pair in
                let why = try linker.explain(model, pair[0], pair[1])
                let reasons = why.contributions.map {
                    LinkProposal.Reason(column: $0.column, level: $0.level, weight: $0.weight)
                }
                return Proposed(
                    left: pair[0], right: pair[1],
                    origin: .linkage(
                        probability: why.pair.probability, weight: why.pair.weight, prior: why.prior,
                        reasons: Self.told(shared[pair] ?? []) + reasons))
            }
        } catch LinkageError.nothingToCompare { return [] } catch is LinkageError {
            throw CoachesError.tooManyAccounts(most: Self.mostWithoutBlocks)
        }
    }

    // MARK: The same selector

    /// What a reason is about that names a selector which both accounts have. It weighs nothing of its own: it is in the others.
    static let sameSelector = "selector"
    /// More accounts than this with one selector have it from elsewhere: an address of a forum, say.
    private static let mostWithOne = 20

    private static func told(_ kinds: Set<Selector.Kind>) -> [LinkProposal.Reason] {
        Selector.Kind.allCases.filter(kinds.contains).map {
            LinkProposal.Reason(column: sameSelector, level: $0.rawValue, weight: 0)
        }
    }

    /// The pairs of accounts with exactly the same selector. Whatever else differs, such a pair is proposed: one person may play two.
    private static func shared(_ accounts: [Account]) -> [[Int]: Set<Selector.Kind>] {
        var holders: [String: (kind: Selector.Kind, places: [Int])] = [:]
        for (place, account) in accounts.enumerated() {
            for key in Set(account.selectors.map { "\($0.kind.rawValue) \($0.normalised)" }) {
                let kind = Selector.Kind(rawValue: String(key.prefix { $0 != " " })) ?? .handle
                holders[key, default: (kind, [])].places.append(place)
            }
        }
        var pairs: [[Int]: Set<Selector.Kind>] = [:]
        for (kind, places) in holders.values where (2...mostWithOne).contains(places.count) {
            for (number, left) in places.enumerated() {
                for right in places[(number + 1)...] { pairs[[left, right], default: []].insert(kind) }
            }
        }
        return pairs
    }

    // MARK: Expected matches

    /// The model with the share of matches that these accounts show: expectation maximisation of that one number, which few
    /// accounts hardly tell. So it is pulled towards what studies saw, three accounts in ten of somebody known, as much as
    /// twenty pairs would; and it stays below a share at which every account had a match.
    private func adapted(to linker: Linker) throws -> Model {
        var ratios: [Double] = []
        let odds = model.prior / (1 - model.prior)
        try linker.score(model, atLeast: 0) { pairs in ratios += pairs.map { exp2($0.weight) / odds } }
        let others = Double(linker.records.count - 1)
        let (usual, strength) = (0.15 / others, 20.0)
        // Pairs that no block holds are no matches, or next to none.
        let all = max(linker.allPairs, 1)
        var share = usual
        for _ in 0..<200 {
            let matches = ratios.reduce(0) { $0 + share * $1 / (share * $1 + 1 - share) }
            let next = min((matches + strength * usual) / (all + strength), 0.5 / others)
            if abs(next - share) < 1e-9 { break }
            share = next
        }
        var adapted = model
        adapted.prior = max(share, 1e-9)
        return adapted
    }
}
