import Core

/// What the votes of a decision add up to, and whether that can be trusted.
public struct VoteTally: Hashable, Sendable {
    /// What was added up.
    public enum Basis: Hashable, Sendable {
        /// By show of hands: the members of each party.
        case fracties
        /// A roll call: each member once.
        case personen
        /// There are no votes.
        case none
    }

    /// Why the sum needs a look, each to be shown.
    public enum Flag: Hashable, Sendable {
        /// The decision's own text has other numbers.
        case differsFromText(voor: Int, tegen: Int)
        /// More for than against, and yet not adopted; or the other way round.
        case differsFromOutcome
        /// More votes than the House has members.
        case moreThanHouse
        /// Exactly a hundred rows of a roll call: the source is known to stop there.
        case stopsAtHundred
        /// Votes are missing that could not be fetched.
        case incomplete
        /// They said afterwards that it was a mistake. The vote counts as it was cast.
        case mistake(String)
        /// A party or a member has several votes; one is counted.
        case several(String)
        /// A member voted otherwise than the party, by show of hands. Not counted: whether the party's number still has this
        /// member in it is not recorded.
        case memberApart(String)
        /// A vote in a roll call that is no member's. Not counted.
        case noMember(String)
        /// Its number of members is not recorded, so that it could not be counted.
        case noSize(String)
        /// A word that we do not know was voted; it is not counted.
        case unknownVote(String)
    }

    public var basis: Basis
    public var voor = 0
    public var tegen = 0
    public var nietDeelgenomen = 0
    public var flags: [Flag] = []
    /// The numbers in the decision's text; `nil` when there are none.
    public var stated: Stated?

    /// Numbers as a text gives them: "(72-74)".
    public struct Stated: Hashable, Sendable {
        public var voor: Int
        public var tegen: Int
    }

    /// Members of the House since 1956 (Constitution, article 51).
    static let members = 150

    /// - Parameter stemmingen: the decision's own, unless others are handed in that were stored apart from it.
    public init(_ besluit: Besluit, _ stemmingen: [Stemming]? = nil) {
        let votes = (stemmingen ?? besluit.stemmingen ?? []).filter { !$0.verwijderd }
        let isRollCall: Bool
        switch besluit.stemmingsSoort?.known {
        case .hoofdelijk: isRollCall = true
        case .metHandopsteken: isRollCall = false
        case .zonderStemming, nil: isRollCall = !votes.isEmpty && votes.allSatisfy(\.isPersoon)
        }
        basis = votes.isEmpty ? .none : isRollCall ? .personen : .fracties
        count(votes, isRollCall: isRollCall)
        stated = Self.stated(in: besluit.besluitTekst ?? "")
        check(besluit, votes, isRollCall: isRollCall)
    }

    private mutating func count(_ votes: [Stemming], isRollCall: Bool) {
        for vote in votes where vote.vergissing == true { flags.append(.mistake(Self.name(vote))) }
        for vote in votes where vote.isPersoon != isRollCall {
            flags.append(isRollCall ? .noMember(Self.name(vote)) : .memberApart(Self.name(vote)))
        }
        let counted = Dictionary(grouping: votes.filter { $0.isPersoon == isRollCall }) { vote in
            isRollCall ? "\(vote.actorNaam ?? vote.id.text)/\(vote.actorFractie ?? "")" : Self.name(vote)
        }
        for (_, same) in counted.sorted(by: { $0.key < $1.key }) {
            // Of a vote and its correction, the one that is no mistake.
            let vote = same.first { $0.vergissing != true } ?? same[0]
            if same.count > 1 { flags.append(.several(Self.name(vote))) }
            add(vote, size: isRollCall ? 1 : vote.fractieGrootte)
        }
    }

    private mutating func add(_ vote: Stemming, size: Int?) {
        guard let size, size >= 0, size <= Self.members else {
            flags.append(.noSize(Self.name(vote)))
            return
        }
        switch vote.soort?.known {
        case .voor: voor += size
        case .tegen: tegen += size
        case .nietDeelgenomen: nietDeelgenomen += size
        case nil: flags.append(.unknownVote(vote.soort?.text ?? ""))
        }
    }

    private mutating func check(_ besluit: Besluit, _ votes: [Stemming], isRollCall: Bool) {
        if !besluit.isCompleet { flags.append(.incomplete) }
        if isRollCall, votes.count == 100 { flags.append(.stopsAtHundred) }
        if voor + tegen + nietDeelgenomen > Self.members { flags.append(.moreThanHouse) }
        guard basis != .none else { return }
        if let stated, stated != Stated(voor: voor, tegen: tegen) {
            flags.append(.differsFromText(voor: stated.voor, tegen: stated.tegen))
        }
        switch besluit.uitkomst?.known {
        case .aangenomen where voor <= tegen, .verworpen where voor > tegen: flags.append(.differsFromOutcome)
        default: break
        }
    }

    /// Nothing speaks against the sum. That a text confirms it is said by `isConfirmed`.
    public var isSound: Bool { basis != .none && flags.allSatisfy { if case .mistake = $0 { true } else { false } } }

    /// The decision's own text has the same numbers.
    public var isConfirmed: Bool { basis != .none && stated == Stated(voor: voor, tegen: tegen) }

    private static func name(_ vote: Stemming) -> String { vote.actorNaam ?? vote.actorFractie ?? vote.id.text }

    /// Finds "(72-74)". `nil` when there is none, when the numbers are more than there are members, or when there are several
    /// that differ.
    static func stated(in text: String) -> Stated? {
        var found: Set<Stated> = []
        for part in text.split(separator: "(", omittingEmptySubsequences: false).dropFirst() {
            let inside = part.prefix { $0 != ")" }
            guard inside.count < part.count else { continue }
            let sides = inside.split(omittingEmptySubsequences: false) { "-–".contains($0) }
                .map { $0.filter { !$0.isWhitespace } }
            guard sides.count == 2, sides.allSatisfy({ (1...3).contains($0.utf8.count) }),
                sides.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
                let voor = Int(sides[0]), let tegen = Int(sides[1]), voor + tegen <= members
            else { continue }
            found.insert(Stated(voor: voor, tegen: tegen))
        }
        return found.count == 1 ? found.first : nil
    }
}
