public import Core
import Directory
public import Web

/// How sure it is that a thing was as it stands here.
public enum Certainty: String, Sendable, Codable, CaseIterable {
    /// Seen in the source itself: the record of the House, the letter.
    case verified
    /// Told by somebody else, who is named: an article, a report.
    case reported
    /// Probable, and not checked; the note says what is missing.
    case unverified
}

/// Where a thing can be read.
public struct ItemSource: Hashable, Sendable, Codable {
    public var title: String
    /// `https://…`
    public var url: String?
    /// Its own words.
    public var quote: String?
    /// SHA-256 of the copy that was kept, in hexadecimal: shows later that the page was changed.
    public var hash: String?
    public var certainty: Certainty
    /// What is not certain about it.
    public var note: String?

    public init(
        title: String, url: String? = nil, quote: String? = nil, hash: String? = nil, certainty: Certainty = .verified,
        note: String? = nil
    ) {
        self.title = title
        self.url = url
        self.quote = quote
        self.hash = hash
        self.certainty = certainty
        self.note = note
    }
}

/// What stands in a chain from report to verdict.
public enum ItemKind: String, Sendable, Codable, CaseIterable {
    /// A report of the coalition or of others (`rapport`).
    case publication
    case recommendation
    /// What an office answered: to a recommendation, or to questions.
    case response
    /// Written questions of members of the House.
    case questions
    case motion
    case vote
    case commitment
    /// A letter about progress, or one that asks for more time (`voortgangsbrief`).
    case letter
    /// A debate of the House, to come or held.
    case debate

    /// Whether somebody in office has to do what it says, so that it has a state.
    public var isPromise: Bool { self == .commitment || self == .motion }
    /// Whether it can have to be there by a day: promises, and what waits for an answer.
    public var hasDeadline: Bool { isPromise || self == .questions || self == .recommendation }
    /// Whether it is addressed to an office.
    public var hasOffice: Bool { ![.publication, .vote, .debate].contains(self) }
}

/// What a party did in a vote.
public struct PartyVote: Hashable, Sendable, Codable {
    public var party: String
    public var seats: Int
    /// As the House writes it: `Voor`, `Tegen`, `Niet deelgenomen`. Other words are kept and shown.
    public var choice: String
    /// The party said afterwards that it meant to vote otherwise; the count stands.
    public var isMistake: Bool

    public init(party: String, seats: Int, choice: String, isMistake: Bool = false) {
        self.party = party
        self.seats = seats
        self.choice = choice
        self.isMistake = isMistake
    }
}

/// What a vote decided, and how that is known.
public struct VoteResult: Hashable, Sendable, Codable {
    /// How it is known.
    public enum Basis: String, Sendable, Codable, CaseIterable {
        /// The House's record of the decision.
        case decision
        /// An article that says so.
        case article
    }

    public var isAdopted: Bool
    public var basis: Basis
    /// `nil` when nobody recorded here how the parties voted: unknown is not the same as none.
    public var parties: [PartyVote]?
    /// What does not fit, for instance a tally that differs from the text of the decision.
    public var flaw: String?

    public init(isAdopted: Bool, basis: Basis, parties: [PartyVote]? = nil, flaw: String? = nil) {
        self.isAdopted = isAdopted
        self.basis = basis
        self.parties = parties
        self.flaw = flaw
    }

    /// Seats in favour and against. `nil` when the votes are not known.
    public var tally: (inFavour: Int, against: Int)? {
        parties.map { parties in
            func seats(_ choice: String) -> Int { parties.filter { $0.choice == choice }.reduce(0) { $0 + $1.seats } }
            return (seats("Voor"), seats("Tegen"))
        }
    }
}

/// What a member fills in for a thing in a chain.
public struct ItemDraft: Hashable, Sendable, Codable {
    public var kind: ItemKind
    /// Dutch is needed; without English the Dutch is shown.
    public var title: Words
    /// What is asked or promised; empty when the title says it all.
    public var text: String
    public var date: RoughDate
    /// The key of the office that is to act, or that wrote. Never a person: holders change, promises stay.
    public var office: String?
    /// The key of a theme.
    public var theme: String?
    /// The House's number: `31015-197`.
    public var reference: String?
    /// What the cabinet advised about a motion, in the House's words (`Kabinetsappreciatie`).
    public var appreciation: String?
    public var source: ItemSource
    /// For a vote.
    public var result: VoteResult?

    public init(
        kind: ItemKind, title: Words, text: String = "", date: RoughDate, office: String? = nil, theme: String? = nil,
        reference: String? = nil, appreciation: String? = nil, source: ItemSource, result: VoteResult? = nil
    ) {
        self.kind = kind
        self.title = title
        self.text = text
        self.date = date
        self.office = office
        self.theme = theme
        self.reference = reference
        self.appreciation = appreciation
        self.source = source
        self.result = result
    }

    /// The same, as it is stored.
    ///
    /// - Throws: `CommitmentsError` with the field that is wrong.
    public func checked() throws -> ItemDraft {
        var draft = self
        guard !title[.nl].isEmpty else { throw CommitmentsError.missing("title.nl") }
        guard !source.title.isEmpty else { throw CommitmentsError.missing("source.title") }
        if let url = source.url {
            // A host with a dot in it follows.
            let host = url.dropFirst("https://".count).prefix { $0 != "/" }
            guard url.hasPrefix("https://"), host.contains("."), Markdown.allows(linkTo: url) else {
                throw CommitmentsError.address
            }
        }
        if let hash = source.hash?.lowercased() {
            guard hash.utf8.count == 64,
                hash.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
            else { throw CommitmentsError.hash }
            draft.source.hash = hash
        }
        if kind == .commitment, office == nil { throw CommitmentsError.missing("office") }
        if kind == .vote, result == nil { throw CommitmentsError.missing("result") }
        if kind != .vote { draft.result = nil }
        if kind != .motion { draft.appreciation = nil }
        if !kind.hasOffice { draft.office = nil }
        return draft
    }
}

/// A thing in a chain, as it is stored.
public struct Item: Hashable, Sendable {
    public let id: Identifier
    /// Its name in addresses; stays the same for ever.
    public let slug: String
    /// Goes up with every change; a page that edits hands back the one it showed.
    public let version: Int
    public var draft: ItemDraft
    public let created: Instant

    public var kind: ItemKind { draft.kind }
    public var date: RoughDate { draft.date }

    public init(id: Identifier, slug: String, version: Int, draft: ItemDraft, created: Instant) {
        self.id = id
        self.slug = slug
        self.version = version
        self.draft = draft
        self.created = created
    }
}

/// The name of a thing in addresses.
public enum Slug {
    /// Small letters, digits and hyphens, at most 60 of them: `motie-31015-197`, or the words of the title.
    public static func of(_ draft: ItemDraft) -> String {
        let words = draft.reference.map { "\(word(draft.kind)) \($0)" } ?? draft.title[.nl]
        var out = ""
        for character in words.lowercased() {
            if let letter = plain(character) {
                out.append(letter)
            } else if !out.isEmpty, out.last != "-" {
                out.append("-")
            }
            if out.utf8.count == 60 { break }
        }
        while out.last == "-" { out.removeLast() }
        return out.isEmpty ? word(draft.kind) : out
    }

    /// A letter without its accent; `nil` for what is neither letter nor digit.
    private static func plain(_ character: Character) -> Character? {
        if character.isASCII { return character.isLetter || character.isNumber ? character : nil }
        let folded = "àaáaâaäaãaåaçcèeéeêeëeìiíiîiïiñnòoóoôoöoõoùuúuûuüuýyÿy"
        guard let place = folded.firstIndex(of: character) else { return nil }
        return folded[folded.index(after: place)]
    }

    private static func word(_ kind: ItemKind) -> String {
        switch kind {
        case .publication: "rapport"
        case .recommendation: "aanbeveling"
        case .response: "reactie"
        case .questions: "vragen"
        case .motion: "motie"
        case .vote: "stemming"
        case .commitment: "toezegging"
        case .letter: "brief"
        case .debate: "debat"
        }
    }
}

/// Whether the House adopted a motion, and how that is known.
public struct Adoption: Hashable, Sendable, Codable {
    public var value: Bool
    public var basis: VoteResult.Basis
    /// `nil` when nobody recorded here how the parties voted.
    public var parties: [PartyVote]?
    /// What does not fit in the vote.
    public var flaw: String?

    public init(_ value: Bool, basis: VoteResult.Basis, parties: [PartyVote]? = nil, flaw: String? = nil) {
        self.value = value
        self.basis = basis
        self.parties = parties
        self.flaw = flaw
    }

    /// The same, as the vote has it.
    var result: VoteResult { VoteResult(isAdopted: value, basis: basis, parties: parties, flaw: flaw) }

    /// What the last of the votes on a motion decided; `nil` when no vote is recorded.
    public init?(votes: [Item]) {
        guard let result = votes.filter({ $0.kind == .vote }).max(by: { $0.date < $1.date })?.draft.result else {
            return nil
        }
        self.init(result.isAdopted, basis: result.basis, parties: result.parties, flaw: result.flaw)
    }
}
