public import Core

/// A pointer to a row of another set, with what is needed to show it.
public struct Verwijzing: HouseRow {
    public var id: Identifier
    /// The number under which the House knows it, `2020Z13371`.
    public var nummer: String?
    /// The day it is about, where the other row has one.
    public var datum: Instant?

    public init(id: Identifier) { self.id = id }

    static let zaak = HouseFields<Verwijzing>([.text("Nummer", \.nummer)])
    static let activiteit = HouseFields<Verwijzing>([.text("Nummer", \.nummer), .time("Datum", \.datum)])
    static let toezegging = HouseFields<Verwijzing>([.text("Nummer", \.nummer)])
}
