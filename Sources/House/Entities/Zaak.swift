public import Core

/// A case: a motion, a letter of the government, an amendment, questions in writing.
public struct Zaak: HouseEntity {
    public static let set = HouseSet.zaak

    public var id: Identifier
    /// `2020Z13371`.
    public var nummer: String?
    public var soort: Open<Zaaksoort>?
    /// The title of the file it belongs to.
    public var titel: String?
    public var citeertitel: String?
    /// What it is about: "Motie van het lid … over …". May hold HTML: a text, never markup.
    public var onderwerp: String?
    public var status: String?
    public var gestartOp: Instant?
    public var organisatie: String?
    public var termijn: Instant?
    /// `2019-2020`.
    public var vergaderjaar: String?
    /// Its place in the file, the 197 of 31015-197; `nil` when it is in none (the source writes -1).
    public var volgnummer: Int?
    public var huidigeBehandelstatus: String?
    /// Closed in the House's own administration. It says nothing about what the government did.
    public var afgedaan: Bool?
    /// What the government thought of a motion.
    public var kabinetsappreciatie: Open<Kabinetsappreciatie>?
    /// Who put it forward, and whom it is for; `nil` when the source did not send them.
    public var actoren: [ZaakActor]?
    public var dossiers: [Kamerstukdossier]?
    /// The case that this one replaces, when the House recorded it.
    public var vervangenVanuit: [Verwijzing]?
    public var gewijzigdOp: Instant?
    public var apiGewijzigdOp: HouseTime?
    public var verwijderd = false
    public var rest: [HouseRest] = []

    public init(id: Identifier) { self.id = id }

    public static let fields = HouseFields<Zaak>(entity: [
        .text("Nummer", \.nummer), .word("Soort", \.soort), .text("Titel", \.titel),
        .text("Citeertitel", \.citeertitel),
        .text("Onderwerp", \.onderwerp), .text("Status", \.status), .time("GestartOp", \.gestartOp),
        .text("Organisatie", \.organisatie), .time("Termijn", \.termijn), .text("Vergaderjaar", \.vergaderjaar),
        .scalar("Volgnummer") { row, value in
            guard let number = value.number else { return false }
            row.volgnummer = number == -1 ? nil : number
            return true
        },
        .text("HuidigeBehandelstatus", \.huidigeBehandelstatus), .flag("Afgedaan", \.afgedaan),
        .word("Kabinetsappreciatie", \.kabinetsappreciatie),
        .many("ZaakActor", \.actoren, ZaakActor.fields), .many("Kamerstukdossier", \.dossiers, Kamerstukdossier.short),
        .many("VervangenVanuit", \.vervangenVanuit, Verwijzing.zaak),
    ])

    /// `31015-197`, by the file and the place in it; `nil` when one of them is not known, or the case is in several files.
    public var kamerstuk: Kamerstuknummer? {
        guard let dossiers, dossiers.count == 1, let number = dossiers[0].nummer, let volgnummer else { return nil }
        return Kamerstuknummer(dossier: number, toevoeging: dossiers[0].toevoeging, volgnummer: volgnummer)
    }
}

/// The kinds of case that matter here; the source has about thirty.
public enum Zaaksoort: String, CaseIterable, Hashable, Sendable {
    case motie = "Motie"
    case briefRegering = "Brief regering"
    case schriftelijkeVragen = "Schriftelijke vragen"
    case mondelingeVragen = "Mondelinge vragen"
    case briefCommissie = "Brief commissie"
    case briefVanLid = "Brief van lid/fractie/commissie"
    case amendement = "Amendement"
    case wetgeving = "Wetgeving"
    case initiatiefwetgeving = "Initiatiefwetgeving"
    case rondvraagpunt = "Rondvraagpunt procedurevergadering"
    case positionPaper = "Position paper"
    case verzoekRegeling = "Verzoek bij (commissie-)regeling van werkzaamheden"
}

/// What the government thought of a motion.
public enum Kabinetsappreciatie: String, CaseIterable, Hashable, Sendable {
    case ontraden = "Ontraden"
    case oordeelKamer = "Oordeel Kamer"
    case verzochtAanTeHouden = "Verzocht motie aan te houden"
    case geen = "Geen (expliciete) appreciatie"
    case ontijdig = "Ontijdig"
    case overbodig = "Overbodig"
    case ontradenTenzijGewijzigd = "Ontraden, tenzij gewijzigd"
    case overgenomen = "Overgenomen"
    case nogNietBekend = "Nog niet bekend"
    case nogTeOntvangen = "Nog te ontvangen"
    case nietBijGewijzigde = "Niet beschikbaar bij gewijzigde moties en/of amendementen"
}

/// Somebody who has to do with a case: name and party, and nothing more.
public struct ZaakActor: HouseEntity {
    public static let set = HouseSet.zaakActor

    public var id: Identifier
    /// The case; in an actor that came with its case, `nil`.
    public var zaak: Identifier?
    public var actorNaam: String?
    public var actorFractie: String?
    /// The short name of a committee or a party.
    public var actorAfkorting: String?
    /// "Tweede Kamerlid", "minister van Justitie en Veiligheid".
    public var functie: String?
    public var relatie: Open<ZaakRelatie>?
    public var gewijzigdOp: Instant?
    public var apiGewijzigdOp: HouseTime?
    public var verwijderd = false
    public var rest: [HouseRest] = []

    public init(id: Identifier) { self.id = id }

    public static let fields = HouseFields<ZaakActor>(entity: [
        .identifier("Zaak_Id", \.zaak), .text("ActorNaam", \.actorNaam), .text("ActorFractie", \.actorFractie),
        .text("ActorAfkorting", \.actorAfkorting), .text("Functie", \.functie), .word("Relatie", \.relatie),
    ])
}

/// What somebody has to do with a case.
public enum ZaakRelatie: String, CaseIterable, Hashable, Sendable {
    case indiener = "Indiener"
    case medeindiener = "Medeindiener"
    case gerichtAan = "Gericht aan"
    case rapporteur = "Rapporteur"
    case volgcommissie = "Volgcommissie"
    case voortouwcommissie = "Voortouwcommissie"
}
