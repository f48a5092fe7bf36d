public import Core

/// A document: the text of a motion, a letter, a list of votes.
public struct Document: HouseEntity {
    public static let set = HouseSet.document

    public var id: Identifier
    public var soort: Open<Documentsoort>?
    /// `2020D28391`.
    public var documentNummer: String?
    public var titel: String?
    public var onderwerp: String?
    public var datum: Instant?
    public var vergaderjaar: String?
    /// 2 for the House, 1 for the Senate.
    public var kamer: Int?
    public var volgnummer: Int?
    public var citeertitel: String?
    public var datumRegistratie: Instant?
    public var datumOntvangst: Instant?
    public var aanhangselnummer: String?
    /// The sender's own reference of a letter.
    public var kenmerkAfzender: String?
    public var organisatie: String?
    public var contentType: String?
    /// Bytes of the file itself.
    public var contentLength: Int?
    public var versie: DocumentVersie?
    public var zaken: [Verwijzing]?
    public var dossiers: [Kamerstukdossier]?
    public var gewijzigdOp: Instant?
    public var apiGewijzigdOp: HouseTime?
    public var verwijderd = false
    public var rest: [HouseRest] = []

    public init(id: Identifier) { self.id = id }

    public static let fields = HouseFields<Document>(entity: [
        .word("Soort", \.soort), .text("DocumentNummer", \.documentNummer), .text("Titel", \.titel),
        .text("Onderwerp", \.onderwerp), .time("Datum", \.datum), .text("Vergaderjaar", \.vergaderjaar),
        .number("Kamer", \.kamer),
        .scalar("Volgnummer") { row, value in
            guard let number = value.number else { return false }
            row.volgnummer = number == -1 ? nil : number
            return true
        },
        .text("Citeertitel", \.citeertitel), .time("DatumRegistratie", \.datumRegistratie),
        .time("DatumOntvangst", \.datumOntvangst), .text("Aanhangselnummer", \.aanhangselnummer),
        .text("KenmerkAfzender", \.kenmerkAfzender), .text("Organisatie", \.organisatie),
        .text("ContentType", \.contentType), .number("ContentLength", \.contentLength),
        .one("HuidigeDocumentVersie", \.versie, DocumentVersie.fields), .many("Zaak", \.zaken, Verwijzing.zaak),
        .many("Kamerstukdossier", \.dossiers, Kamerstukdossier.short),
    ])

    /// The number under which it was published.
    public var kamerstuk: Kamerstuknummer? {
        if let identifier = versie?.externeIdentifier, let number = Kamerstuknummer(identifier) { return number }
        guard let dossiers, dossiers.count == 1, let number = dossiers[0].nummer, let volgnummer else { return nil }
        return Kamerstuknummer(dossier: number, toevoeging: dossiers[0].toevoeging, volgnummer: volgnummer)
    }
}

/// A version of a document.
public struct DocumentVersie: HouseRow {
    public var id: Identifier
    /// `kst-31015-197`, the name of the publication.
    public var externeIdentifier: String?
    public var status: String?

    public init(id: Identifier) { self.id = id }

    static let fields = HouseFields<DocumentVersie>([
        .text("ExterneIdentifier", \.externeIdentifier), .text("Status", \.status),
    ])
}

/// The kinds of document that matter here.
public enum Documentsoort: String, CaseIterable, Hashable, Sendable {
    case motie = "Motie"
    case motieGewijzigd = "Motie (gewijzigd/nader)"
    case briefRegering = "Brief regering"
    case stemmingsuitslagen = "Stemmingsuitslagen"
    case schriftelijkeVragen = "Schriftelijke vragen"
    case antwoord = "Antwoord schriftelijke vragen"
    case verslagSchriftelijkOverleg = "Verslag van een schriftelijk overleg"
}
