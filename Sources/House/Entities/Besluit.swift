public import Core

/// A decision about one or more cases, with its votes.
public struct Besluit: HouseEntity {
    public static let set = HouseSet.besluit

    public var id: Identifier
    public var stemmingsSoort: Open<StemmingsSoort>?
    /// What was decided, in one of about seventy formulas: "Stemmen - aangenomen". See `uitkomst`.
    public var besluitSoort: String?
    /// The same in a sentence, sometimes with the numbers: "Verworpen (72-74)."
    public var besluitTekst: String?
    public var opmerking: String?
    public var status: Open<BesluitStatus>?
    public var agendapuntZaakBesluitVolgorde: Int?
    /// The cases it is about. The only way from a vote to a motion: an item of the agenda holds many motions.
    /// Empty, or `nil`, means: not linked; it is shown as that and never guessed.
    public var zaken: [Verwijzing]?
    /// The votes; `nil` when the source did not send them.
    public var stemmingen: [Stemming]?
    /// `false` when votes are missing that could not be fetched.
    public var isCompleet: Bool { rest.isEmpty }
    public var agendapunt: Agendapunt?
    public var gewijzigdOp: Instant?
    public var apiGewijzigdOp: HouseTime?
    public var verwijderd = false
    public var rest: [HouseRest] = []

    public init(id: Identifier) { self.id = id }

    /// The day of the decision: that of the meeting.
    public var datum: Instant? { agendapunt?.activiteit?.datum }

    public static let fields = HouseFields<Besluit>(entity: [
        .word("StemmingsSoort", \.stemmingsSoort), .text("BesluitSoort", \.besluitSoort),
        .text("BesluitTekst", \.besluitTekst), .text("Opmerking", \.opmerking), .word("Status", \.status),
        .number("AgendapuntZaakBesluitVolgorde", \.agendapuntZaakBesluitVolgorde),
        .many("Zaak", \.zaken, Verwijzing.zaak), .many("Stemming", \.stemmingen, Stemming.fields),
        .one("Agendapunt", \.agendapunt, Agendapunt.fields),
    ])
}

/// An item on the agenda of a meeting. Only for the day: it never links a vote to a motion.
public struct Agendapunt: HouseRow {
    public var id: Identifier
    public var nummer: String?
    public var onderwerp: String?
    public var activiteit: Verwijzing?

    public init(id: Identifier) { self.id = id }

    static let fields = HouseFields<Agendapunt>([
        .text("Nummer", \.nummer), .text("Onderwerp", \.onderwerp),
        .one("Activiteit", \.activiteit, Verwijzing.activiteit),
    ])
}

/// How the House voted.
public enum StemmingsSoort: String, CaseIterable, Hashable, Sendable {
    /// By show of hands: a party votes as one.
    case metHandopsteken = "Met handopsteken"
    /// Roll call: each member by name.
    case hoofdelijk = "Hoofdelijk"
    case zonderStemming = "Zonder stemming"
}

/// How far a decision is.
public enum BesluitStatus: String, CaseIterable, Hashable, Sendable {
    case besluit = "Besluit"
    case voorstel = "Voorstel"
    case conceptVoorstel = "Concept voorstel"
    case nogTeVerwerken = "Nog te verwerken besluit"
}

/// One vote: of a party by show of hands, of a member in a roll call.
public struct Stemming: HouseEntity {
    public static let set = HouseSet.stemming

    public var id: Identifier
    public var besluit: Identifier?
    public var soort: Open<StemmingSoort>?
    /// Members of the party at that time.
    public var fractieGrootte: Int?
    public var actorNaam: String?
    public var actorFractie: String?
    /// Whoever voted said afterwards that it was a mistake; the result stands.
    public var vergissing: Bool?
    /// It is the vote of a member. Who that is, beyond the name, is not kept.
    public var isPersoon = false
    public var gewijzigdOp: Instant?
    public var apiGewijzigdOp: HouseTime?
    public var verwijderd = false
    public var rest: [HouseRest] = []

    public init(id: Identifier) { self.id = id }

    public static let fields = HouseFields<Stemming>(entity: [
        .identifier("Besluit_Id", \.besluit), .word("Soort", \.soort), .number("FractieGrootte", \.fractieGrootte),
        .text("ActorNaam", \.actorNaam), .text("ActorFractie", \.actorFractie), .flag("Vergissing", \.vergissing),
        .presence("Persoon_Id", \.isPersoon),
    ])
}

/// What was voted.
public enum StemmingSoort: String, CaseIterable, Hashable, Sendable {
    case voor = "Voor"
    case tegen = "Tegen"
    case nietDeelgenomen = "Niet deelgenomen"
}
