public import Core

/// A commitment that a minister made orally in a debate. Promises in letters are not in this register.
public struct Toezegging: HouseEntity {
    public static let set = HouseSet.toezegging

    public var id: Identifier
    /// `TZ202603-130`.
    public var nummer: String?
    public var aanmaakdatum: Instant?
    /// The number of the meeting where it was made.
    public var activiteitNummer: String?
    /// Who made it.
    public var naam: String?
    public var functie: String?
    public var ministerie: String?
    public var tekst: String?
    public var status: Open<ToezeggingStatus>?
    /// When it should be done; `nil` when nobody named a day (the source writes 0001-01-01).
    public var datumNakoming: Instant?
    /// The letters that answer it. The source has had both a number and the documents themselves; both come out here.
    public var kamerbrieven: [Kamerbrief]?
    /// Whom it was made to: parties and members, by name.
    public var toegezegdAan: [ToegezegdAan]?
    public var activiteiten: [Verwijzing]?
    public var isHerhalingVan: [Verwijzing]?
    public var isWijzigingVan: [Verwijzing]?
    public var isAanvullingOp: [Verwijzing]?
    public var gewijzigdOp: Instant?
    public var apiGewijzigdOp: HouseTime?
    public var verwijderd = false
    public var rest: [HouseRest] = []

    public init(id: Identifier) { self.id = id }

    public static let fields = HouseFields<Toezegging>(
        entity: [
            .text("Nummer", \.nummer), .time("Aanmaakdatum", \.aanmaakdatum),
            .text("ActiviteitNummer", \.activiteitNummer), .text("Naam", \.naam), .text("Functie", \.functie),
            .text("Ministerie", \.ministerie), .text("Tekst", \.tekst), .word("Status", \.status),
            .time("DatumNakoming", \.datumNakoming),
            .many("KamerbriefNakoming", \.kamerbrieven, Kamerbrief.fields).orText(
                \.kamerbrieven, Kamerbrief.init(nummer:)),
            .many("Activiteit", \.activiteiten, Verwijzing.activiteit),
            .many("ToegezegdAan", \.toegezegdAan, ToegezegdAan.collection),
            .many("ToegezegdAanFractie", \.toegezegdAan, ToegezegdAan.fractie),
            .many("ToegezegdAanPersoon", \.toegezegdAan, ToegezegdAan.persoon),
            .many("IsHerhalingVan", \.isHerhalingVan, Verwijzing.toezegging),
            .many("IsWijzigingVan", \.isWijzigingVan, Verwijzing.toezegging),
            .many("IsAanvullingOp", \.isAanvullingOp, Verwijzing.toezegging),
        ],
        shapes: [
            HouseShape(leavesOut: ["ToegezegdAanFractie", "ToegezegdAanPersoon"]),
            HouseShape(leavesOut: ["ToegezegdAan"], asText: ["KamerbriefNakoming"]),
        ])
}

/// How far a commitment is, in the eyes of the House's own register.
public enum ToezeggingStatus: String, CaseIterable, Hashable, Sendable {
    case openstaand = "Openstaand"
    case voldaan = "Voldaan"
    case deelsVoldaan = "Deels Voldaan"
    case vervallen = "Vervallen"
}

/// A letter that answers a commitment: a document, or only the number that somebody wrote down.
public struct Kamerbrief: HouseRow {
    /// The document; all zeros when the source gave only a number.
    public var id: Identifier
    /// Of a document or of a case: `2020D27680`, `2020Z12976`.
    public var nummer: String?
    public var onderwerp: String?
    public var datum: Instant?

    public init(id: Identifier) { self.id = id }

    /// A letter of which only the number is known.
    public init(nummer: String) {
        id = HouseIdentifier.none
        self.nummer = nummer
    }

    static let fields = HouseFields<Kamerbrief>([
        .text("DocumentNummer", \.nummer), .text("Onderwerp", \.onderwerp), .time("Datum", \.datum),
    ])
}

/// A party or a member that a commitment was made to: a name and a party.
public struct ToegezegdAan: HouseRow {
    public var id: Identifier
    /// Of a member; `nil` for a party.
    public var naam: String?
    public var fractie: String?

    public init(id: Identifier) { self.id = id }

    static let fractie = HouseFields<ToegezegdAan>([.text("Afkorting", \.fractie)])
    /// The name comes in parts, of which only those that people use are asked for.
    static let persoon = HouseFields<ToegezegdAan>([
        .scalar("Roepnaam", append), .scalar("Tussenvoegsel", append), .scalar("Achternaam", append),
        .text("Fractielabel", \.fractie),
    ])
    /// The newer shape: a row that points to both.
    static let collection = HouseFields<ToegezegdAan>([
        .one("Fractie", \.inFractie, fractie), .one("Persoon", \.inPersoon, persoon),
    ])

    private static let append: HouseFields<ToegezegdAan>.Take = { row, value in
        guard let text = value.text else { return false }
        if let text { row.naam = row.naam.map { "\($0) \(text)" } ?? text }
        return true
    }

    private var inFractie: ToegezegdAan? {
        get { nil }
        set { fractie = newValue?.fractie ?? fractie }
    }

    private var inPersoon: ToegezegdAan? {
        get { nil }
        set {
            naam = newValue?.naam ?? naam
            fractie = fractie ?? newValue?.fractie
        }
    }
}
