public import Core

/// All that is known about one thing.
public struct Dossier: Sendable {
    public var open: OpenItem
    /// How many of `related` happened before it.
    public var place: Int
    /// Who held the office then.
    public var holder: Holder?
    public var deadlines: [Deadline]
    public var criteria: [Criteria]
    /// Those that wait for a second member too: only the workplace shows these.
    public var verdicts: [Verdict]
    public var claims: [Claim]
    /// All that it came of and that came of it, directly or not, in the order in which they happened.
    public var related: [OpenItem]
    /// Those of them that came of it, directly or not.
    public var later: Set<Identifier>
    /// The links that touch it.
    public var links: [ItemLink]
    /// The organisations of the members who follow it, by name.
    public var followers: [String]
    /// Members who follow it.
    public var following: [Identifier]
    /// What the House changed after it was followed, the oldest first.
    public var houseChanges: [HouseChange]

    public var item: Item { open.item }

    /// The verdicts that count or counted, the oldest first.
    public var settled: [Verdict] {
        verdicts.filter(\.isSettled).sorted { ($0.answer!.at, $0.id) < ($1.answer!.at, $1.id) }
    }
}
