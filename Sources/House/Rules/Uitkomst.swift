public import Core

/// What the House decided about a motion, an amendment or a bill.
public enum Uitkomst: String, CaseIterable, Hashable, Sendable {
    case aangenomen
    case verworpen
    /// Put off by whoever put it forward.
    case aangehouden
    case ingetrokken
    /// The vote is put off.
    case uitgesteld
    /// The government took it over, so that there was no vote.
    case overgenomen
    case vervallen
    /// As many for as against.
    case gestaakt
    case nietAangenomen = "niet aangenomen"
    case vastgesteld

    /// Reads the formulas of `BesluitSoort` that end a vote; what is no decision of this kind is kept as it is.
    ///
    /// The vocabulary is free: what was seen in 86,000 decisions is in the tests.
    public static func reading(_ besluitSoort: String) -> Open<Uitkomst> {
        let text = besluitSoort.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if text == "overgenomen" { return Open(.overgenomen) }
        guard text.hasPrefix("stemmen - ") else { return Open(besluitSoort) }
        switch text.dropFirst("stemmen - ".count) {
        case "aangenomen", "zonder stemming aannemen": return Open(.aangenomen)
        case "verworpen": return Open(.verworpen)
        case "aangehouden", "aangehouden (al tijdens debat)": return Open(.aangehouden)
        case "ingetrokken", "ingetrokken (al tijdens debat)": return Open(.ingetrokken)
        case "uitstellen", "uitgesteld": return Open(.uitgesteld)
        case "vervallen": return Open(.vervallen)
        case "gestaakt": return Open(.gestaakt)
        case "niet aangenomen": return Open(.nietAangenomen)
        case "vastgesteld": return Open(.vastgesteld)
        default: return Open(besluitSoort)
        }
    }
}

extension Besluit {
    /// What was decided; `nil` for a proposal, a tombstone, and where the source does not say. An unknown formula is kept.
    public var uitkomst: Open<Uitkomst>? {
        guard !verwijderd, status?.known == .besluit, let besluitSoort else { return nil }
        return Uitkomst.reading(besluitSoort)
    }

    /// Whether it is linked to any case at all. One that is not is shown as that: its item of the agenda is no substitute.
    public var isLinked: Bool { !(zaken ?? []).isEmpty }
}

extension Collection<Besluit> {
    /// The last decision about a case that ends a vote: a motion may be put off, and adopted weeks later.
    ///
    /// By the day of the meeting, and on one day by the moment at which it was recorded. One without a day comes first.
    public func last(about zaak: Identifier) -> Besluit? {
        filter { $0.uitkomst?.known != nil && ($0.zaken ?? []).contains { $0.id == zaak } }
            .max {
                let left = ($0.datum?.milliseconds ?? .min, $0.gewijzigdOp?.milliseconds ?? .min)
                let right = ($1.datum?.milliseconds ?? .min, $1.gewijzigdOp?.milliseconds ?? .min)
                return left < right
            }
    }
}
