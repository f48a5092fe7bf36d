import Core

/// One thing that was entered in a plan. What was entered is not changed; what was wrong is put right by something newer.
enum PlanEvent: Sendable, Codable, Hashable {
    /// An item of the checklist comes in, with the domain and the term that it had then.
    case fromChecklist(Identifier, item: String, version: String, domain: Domain, due: Offset)
    /// An item of their own, and whether its words may stand on the young person's phone.
    case own(Identifier, domain: Domain, text: String, due: Day?, onPhone: Bool)
    case changed(Identifier, PlanItem.State, proof: String)
    /// What the young person wants, as a free text of its own; `nil` takes it back.
    case wished(Identifier, note: Identifier?)
    /// The due day is set by hand; `nil` lets it follow from the birthday again.
    case moved(Identifier, Day?)
    /// What the young person wants of the whole plan.
    case wishedOfAll(note: Identifier?)

    /// The item that it is about.
    var item: Identifier? {
        switch self {
        case .fromChecklist(let id, _, _, _, _), .own(let id, _, _, _, _), .changed(let id, _, _), .wished(let id, _),
            .moved(let id, _):
            id
        case .wishedOfAll: nil
        }
    }

    /// Characters of an item in own words, and of a proof.
    static let words = 200

    /// The same, as it is kept.
    ///
    /// - Throws: `CareError.missing`, `.tooLong`, `.holdsFile`, `.holdsBSN`, `.dayBefore`.
    func checked(on today: Day) throws(CareError) -> PlanEvent {
        switch self {
        case .own(let id, let domain, let text, let due, let onPhone):
            let text = try CareText.required(text, field: "text", most: Self.words)
            return .own(id, domain: domain, text: text, due: due, onPhone: onPhone)
        case .changed(let id, let state, let proof):
            if case .notApplicable(let until?) = state, until <= today {
                throw .dayBefore(field: "until", today.adding(days: 1))
            }
            let proof = try CareText.text(proof, field: "proof", most: Self.words)
            // Who waits says for what.
            if state == .blocked, proof.isEmpty { throw .missing(field: "proof") }
            return .changed(id, state, proof: proof)
        case .fromChecklist, .wished, .moved, .wishedOfAll: return self
        }
    }
}
