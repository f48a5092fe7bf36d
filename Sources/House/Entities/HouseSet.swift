/// The sets of the House's open data that are read, by the source's names.
public enum HouseSet: String, CaseIterable, Hashable, Sendable, Codable {
    case kamerstukdossier = "Kamerstukdossier"
    case zaak = "Zaak"
    case zaakActor = "ZaakActor"
    case document = "Document"
    case activiteit = "Activiteit"
    case besluit = "Besluit"
    case stemming = "Stemming"
    case toezegging = "Toezegging"
}
