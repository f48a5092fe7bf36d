public import Core

/// A file of the House: 31015, "Kindermishandeling"; or 36410-VI, with an addition.
public struct Kamerstukdossier: HouseEntity {
    public static let set = HouseSet.kamerstukdossier

    public var id: Identifier
    public var nummer: Int?
    /// What follows the number: `VI`, `(R2114)`.
    public var toevoeging: String?
    public var titel: String?
    public var citeertitel: String?
    public var hoogsteVolgnummer: Int?
    public var afgesloten: Bool?
    public var gewijzigdOp: Instant?
    public var apiGewijzigdOp: HouseTime?
    public var verwijderd = false
    public var rest: [HouseRest] = []

    public init(id: Identifier) { self.id = id }

    /// `31015`, `36410-VI`; `nil` when the source did not say.
    public var naam: String? { nummer.map { number in toevoeging.map { "\(number)-\($0)" } ?? "\(number)" } }

    public static let fields = HouseFields<Kamerstukdossier>(entity: [
        .number("Nummer", \.nummer), .text("Toevoeging", \.toevoeging), .text("Titel", \.titel),
        .text("Citeertitel", \.citeertitel), .number("HoogsteVolgnummer", \.hoogsteVolgnummer),
        .flag("Afgesloten", \.afgesloten),
    ])

    /// What is asked for along with a case or a document.
    static let short = HouseFields<Kamerstukdossier>([
        .number("Nummer", \.nummer), .text("Toevoeging", \.toevoeging),
    ])
}
