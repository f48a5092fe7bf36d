public import Core
public import Storage
public import Web

/// A thing as everybody sees it on a day: what the page shows, and what stays behind an address with a hash.
///
/// It holds no member's name and no verdict that waits for a second member. It is the same as long as what it shows is.
public struct ShownItem: Hashable, Sendable, Codable {
    /// Another thing of its chain.
    public struct Other: Hashable, Sendable, Codable {
        public var slug: String
        public var kind: ItemKind
        public var title: Words
        public var date: RoughDate
        public var state: TrackedState?
        public var isAdopted: Bool?
        /// Whether it came of this thing, and not the other way round.
        public var isLater: Bool
        public var replaces: Bool
        public var certainty: Certainty
    }

    /// A verdict that two members agreed to.
    public struct Judged: Hashable, Sendable, Codable {
        public var outcome: Outcome
        public var settled: Day
        public var evidence: String
        public var evidenceDate: RoughDate
        public var source: ItemSource?
        /// What it was measured along.
        public var criteria: Criteria?
    }

    /// Something that the House changed or deleted after it was followed.
    public struct Changed: Hashable, Sendable, Codable {
        public var field: HouseChange.Field
        public var old: String
        public var new: String
        /// When it was read here.
        public var seen: Day
    }

    public var slug: String
    public var draft: ItemDraft
    public var officeName: Words?
    public var themeName: Words?
    public var holder: String?
    public var state: TrackedState?
    public var due: Due?
    public var adoption: Adoption?
    public var deadlines: [Deadline]
    public var criteria: [Criteria]
    public var verdicts: [Judged]
    public var claims: [Claim]
    /// In the order in which they happened.
    public var others: [Other]
    /// How many of them happened before it.
    public var place: Int
    public var followers: [String]
    /// The oldest first; `nil` for none, as in what was kept before there were any.
    public var houseChanges: [Changed]?

    /// What `dossier` shows on `day`.
    public init(_ dossier: Dossier, _ names: Names, on day: Day) {
        slug = dossier.item.slug
        draft = dossier.item.draft
        officeName = draft.office.flatMap { key in names.offices.first { $0.key == key }?.name }
        themeName = draft.theme.flatMap { key in names.themes.first { $0.key == key }?.name }
        holder = dossier.holder?.name
        state = dossier.open.state(on: day)
        due = dossier.open.deadline
        adoption = dossier.open.adoption
        deadlines = dossier.deadlines
        criteria = dossier.criteria
        verdicts = dossier.settled.map { verdict in
            Judged(
                outcome: verdict.draft.outcome, settled: verdict.answer!.at.day, evidence: verdict.draft.evidence,
                evidenceDate: verdict.draft.evidenceDate, source: verdict.draft.source,
                criteria: dossier.criteria.first { $0.id == verdict.draft.criteria })
        }
        claims = dossier.claims
        place = dossier.place
        followers = dossier.followers
        houseChanges =
            dossier.houseChanges.isEmpty
            ? nil
            : dossier.houseChanges.map { Changed(field: $0.field, old: $0.old, new: $0.new, seen: $0.seen.day) }
        others = dossier.related.map { other in
            Other(
                slug: other.item.slug, kind: other.item.kind, title: other.item.draft.title, date: other.item.date,
                state: other.state(on: day), isAdopted: other.adoption?.value,
                isLater: dossier.later.contains(other.item.id),
                replaces: dossier.links.contains {
                    $0.relation == .replaces && ($0.from == other.item.id || $0.to == other.item.id)
                }, certainty: other.item.draft.source.certainty)
        }
    }

    /// The bytes that the hash is taken over.
    func canonical() throws -> [UInt8] { Array(try JSONText.write(self).utf8) }

    /// Reads `canonical`.
    init(canonical: String) throws { self = try JSONText.read(canonical) }
}
