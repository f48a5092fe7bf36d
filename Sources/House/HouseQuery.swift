import Core

/// Which part of the open data is followed.
public enum HouseQuery: Hashable, Sendable, Codable {
    /// A file: all of its cases, and their decisions, votes, documents, meetings and commitments. Without an addition, all
    /// additions of the number belong to it.
    case dossier(nummer: Int, toevoeging: String?)
    /// Everything with this text in its subject or title.
    case search(String)
    /// Everything: some 260,000 cases.
    case everything

    /// Reads `31015` or `36410-VI`.
    ///
    /// - Throws: `HouseError.dossierNumber` for anything else.
    public init(dossier text: String) throws {
        let parts = text.filter { !$0.isWhitespace }.split(
            separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, first.utf8.count == 5, first.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let nummer = Int(first), parts.count == 1 || (1...20).contains(parts[1].utf8.count)
        else { throw HouseError.dossierNumber(text) }
        self = .dossier(nummer: nummer, toevoeging: parts.count == 2 ? String(parts[1]) : nil)
    }

    /// A text to search for.
    ///
    /// - Throws: `HouseError.searchText` for one of fewer than three characters, which would find nearly everything, or of more
    ///   than 200.
    public init(search text: String) throws {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard (3...200).contains(words.count) else { throw HouseError.searchText(text) }
        self = .search(words)
    }

    /// How a person writes it.
    public var name: String {
        switch self {
        case .dossier(let nummer, let toevoeging): toevoeging.map { "\(nummer)-\($0)" } ?? "\(nummer)"
        case .search(let text): text
        case .everything: "*"
        }
    }

    /// The rows of `set` that belong to it, in OData's words; `nil` for all of them.
    func condition(_ set: HouseSet) -> String? {
        switch self {
        case .dossier(let nummer, let toevoeging):
            let name = toevoeging.map { " and k/Toevoeging eq \(Self.quoted($0))" } ?? ""
            return Self.condition(
                set, dossier: "Kamerstukdossier/any(k:k/Nummer eq \(nummer)\(name))", nummer, toevoeging)
        case .search(let text): return Self.condition(set, search: Self.quoted(text))
        case .everything: return nil
        }
    }

    private static func condition(
        _ set: HouseSet, dossier: String, _ nummer: Int, _ toevoeging: String?
    ) -> String {
        switch set {
        case .kamerstukdossier: "Nummer eq \(nummer)" + (toevoeging.map { " and Toevoeging eq \(quoted($0))" } ?? "")
        case .zaak, .document: dossier
        case .zaakActor: "Zaak/\(dossier)"
        case .activiteit, .besluit: "Zaak/any(z:z/\(dossier))"
        case .stemming: "Besluit/Zaak/any(z:z/\(dossier))"
        case .toezegging: "Activiteit/any(a:a/Zaak/any(z:z/\(dossier)))"
        }
    }

    private static func condition(_ set: HouseSet, search text: String) -> String {
        switch set {
        case .kamerstukdossier: "contains(Titel,\(text))"
        case .zaak, .document: "(contains(Onderwerp,\(text)) or contains(Titel,\(text)))"
        case .zaakActor: "contains(Zaak/Onderwerp,\(text))"
        case .activiteit: "contains(Onderwerp,\(text))"
        case .besluit: "Zaak/any(z:contains(z/Onderwerp,\(text)))"
        case .stemming: "Besluit/Zaak/any(z:contains(z/Onderwerp,\(text)))"
        case .toezegging: "contains(Tekst,\(text))"
        }
    }

    /// A text of OData: in quotes, with those in it doubled.
    static func quoted(_ text: String) -> String {
        "'" + text.map { $0 == "'" ? "''" : String($0) }.joined() + "'"
    }
}

/// Which rows of a set are asked for.
enum HouseCondition: Hashable, Sendable {
    case query(HouseQuery)
    /// Those of some cases: see `PagesByCase`.
    case zaken([Identifier])
    /// Those of some meetings.
    case activiteiten([Identifier])
    /// Those that were deleted, of whatever file.
    case tombstones

    /// The filter for rows of `set` that changed after `after`.
    ///
    /// Of a query the tombstones are asked for too, of whatever file: nothing of them is left that tells where they belonged.
    /// Whoever does not know their `Id` passes over them.
    func filter(_ set: HouseSet, after: HouseTime?) -> String? {
        let since = after.map { "ApiGewijzigdOp gt \($0)" }
        guard let condition = condition(set) else { return since }
        // Who has read nothing yet needs no tombstones.
        guard let since else { return condition }
        if case .query = self { return "\(since) and (\(condition) or Verwijderd eq true)" }
        return "\(since) and \(condition)"
    }

    private func condition(_ set: HouseSet) -> String? {
        switch self {
        case .query(let query): query.condition(set)
        case .zaken(let ids): (set == .stemming ? "Besluit/" : "") + "Zaak/any(z:\(Self.either("z/Id", ids)))"
        case .activiteiten(let ids): "Activiteit/any(a:\(Self.either("a/Id", ids)))"
        case .tombstones: "Verwijderd eq true"
        }
    }

    /// A GUID stands bare: the source refuses it in quotes.
    private static func either(_ name: String, _ ids: [Identifier]) -> String {
        ids.map { "\(name) eq \($0)" }.joined(separator: " or ")
    }
}
