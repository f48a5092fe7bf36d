public import Core

/// A meeting, a debate, a round of votes. The note (`Noot`) is not read: it holds mail with names in it.
public struct Activiteit: HouseEntity {
    public static let set = HouseSet.activiteit

    public var id: Identifier
    public var soort: String?
    /// `2020A03060`.
    public var nummer: String?
    public var onderwerp: String?
    /// "Dag", "Nog te bepalen".
    public var datumSoort: String?
    public var datum: Instant?
    public var aanvangstijd: Instant?
    public var eindtijd: Instant?
    public var locatie: String?
    /// Behind closed doors.
    public var besloten: Bool?
    public var status: Open<ActiviteitStatus>?
    public var vergaderjaar: String?
    public var kamer: String?
    /// The committee in the lead.
    public var voortouwnaam: String?
    public var voortouwafkorting: String?
    public var zaken: [Verwijzing]?
    public var gewijzigdOp: Instant?
    public var apiGewijzigdOp: HouseTime?
    public var verwijderd = false
    public var rest: [HouseRest] = []

    public init(id: Identifier) { self.id = id }

    public static let fields = HouseFields<Activiteit>(entity: [
        .text("Soort", \.soort), .text("Nummer", \.nummer), .text("Onderwerp", \.onderwerp),
        .text("DatumSoort", \.datumSoort), .time("Datum", \.datum), .time("Aanvangstijd", \.aanvangstijd),
        .time("Eindtijd", \.eindtijd), .text("Locatie", \.locatie), .flag("Besloten", \.besloten),
        .word("Status", \.status), .text("Vergaderjaar", \.vergaderjaar), .text("Kamer", \.kamer),
        .text("Voortouwnaam", \.voortouwnaam), .text("Voortouwafkorting", \.voortouwafkorting),
        .many("Zaak", \.zaken, Verwijzing.zaak),
    ])
}

/// How far a meeting is.
public enum ActiviteitStatus: String, CaseIterable, Hashable, Sendable {
    case gepland = "Gepland"
    case uitgevoerd = "Uitgevoerd"
    case verplaatst = "Verplaatst"
    case geannuleerd = "Geannuleerd"
    case vervallen = "Vervallen"
}
