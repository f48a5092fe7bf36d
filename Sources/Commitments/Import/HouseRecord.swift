public import Core
import House
import Storage
import Web

/// Something that was read from the House's open data: a proposal to the policy officer, until it is followed, linked or
/// ignored.
public struct HouseRecord: Hashable, Sendable {
    /// What a member decided about it.
    public enum Decision: String, Sendable, CaseIterable {
        case followed, linked, ignored
    }

    /// The House's own identifier.
    public var id: Identifier
    /// What it becomes when it is followed.
    public var kind: ItemKind?
    /// The House's word for what it is; words that nobody knows here are kept and shown.
    public var sort: String
    /// `2020Z13371`, `TZ202603-130`
    public var number: String?
    /// `31015-197`
    public var reference: String?
    public var title: String
    public var day: Day?
    public var detail: Detail
    public var decision: Decision?
    /// What it was followed as, or linked with.
    public var item: Identifier?
    /// The House deleted it. What a member made of it stays.
    public var isDeleted: Bool

    /// What else is known of it.
    public struct Detail: Hashable, Sendable, Codable {
        /// What the cabinet advised, in the House's words.
        public var appreciation: String?
        /// Who put it forward: names with their party.
        public var actors: [String]?
        /// Papers whose place it takes ("t.v.v.").
        public var replaces: [String]?
        /// Of a decision: its outcome, in the House's words, and the text with numbers.
        public var outcome: String?
        public var text: String?
        /// Whether the outcome is that it was adopted; `nil` when it is neither adopted nor rejected.
        public var isAdopted: Bool?
        /// What does not fit in the votes.
        public var flaw: String?
        /// Of a commitment: the register's status and day, the ministry, and who promised.
        public var status: String?
        public var due: Day?
        public var ministry: String?
        public var office: String?
        /// When the register changed its record last.
        public var changed: Day?

        public init() {}

        private enum CodingKeys: String, CodingKey {
            case appreciation, actors, replaces, outcome, text, isAdopted, flaw, status, due, ministry, office, changed
        }
    }

    /// A record that nobody decided about.
    ///
    /// - Parameter sort: what the House calls it.
    public init(
        id: Identifier, kind: ItemKind?, sort: String, number: String?, reference: String?, title: String, day: Day?
    ) {
        self.id = id
        self.kind = kind
        self.sort = sort
        self.number = number
        self.reference = reference
        self.title = title
        self.day = day
        detail = Detail()
        isDeleted = false
    }

    /// The numbers under which somebody may have recorded it by hand.
    var numbers: [String] {
        [reference, number].compactMap(\.self)
    }

    /// Where a person can read it.
    public var address: String? {
        reference.flatMap { Kamerstuknummer($0) }?.address
    }
}

extension HouseRecord {
    private init(_ id: Identifier, _ kind: ItemKind?, sort: String, number: String?, title: String, day: Day?) {
        self.init(id: id, kind: kind, sort: sort, number: number, reference: nil, title: title, day: day)
    }

    init(_ zaak: Zaak) {
        let kind: ItemKind? =
            switch zaak.soort?.known {
            case .motie: .motion
            case .briefRegering: .letter
            case .schriftelijkeVragen, .mondelingeVragen: .questions
            default: nil
            }
        let subject = zaak.onderwerp ?? zaak.titel ?? ""
        self.init(
            zaak.id, kind, sort: zaak.soort?.text ?? "", number: zaak.nummer, title: subject,
            day: zaak.gestartOp?.day)
        reference = zaak.kamerstuk?.description
        detail.appreciation = zaak.kabinetsappreciatie?.text
        let names = (zaak.actoren ?? []).compactMap(\.shown)
        detail.actors = names.isEmpty ? nil : names
        let replaced = Kamerstuknummer.replaced(in: subject).map(\.description)
        detail.replaces = replaced.isEmpty ? nil : replaced
    }

    /// A document that is a proposal of its own: a letter, an answer, the report of a written consultation; `nil` for others,
    /// which stand with their case.
    init?(_ document: Document) {
        let kind: ItemKind
        switch document.soort?.known {
        case .briefRegering: kind = .letter
        case .antwoord, .verslagSchriftelijkOverleg: kind = .response
        default: return nil
        }
        self.init(
            document.id, kind, sort: document.soort?.text ?? "", number: document.documentNummer,
            title: document.onderwerp ?? document.titel ?? "", day: document.datum?.day)
        reference = document.kamerstuk?.description
    }

    /// A letter that stands with a commitment in the register; `nil` when the register has only its number.
    init?(_ letter: Kamerbrief) {
        guard letter.id != HouseRecord.none, let number = letter.nummer, let subject = letter.onderwerp,
            let day = letter.datum?.day
        else { return nil }
        self.init(letter.id, .letter, sort: "Brief regering", number: number, title: subject, day: day)
    }

    /// The identifier of a letter that has none.
    private static let none = Kamerbrief(nummer: "").id

    init(_ toezegging: Toezegging) {
        self.init(
            toezegging.id, .commitment, sort: "Toezegging", number: toezegging.nummer, title: toezegging.tekst ?? "",
            day: toezegging.aanmaakdatum?.day)
        detail.status = toezegging.status?.text
        detail.due = toezegging.datumNakoming?.day
        detail.ministry = toezegging.ministerie
        detail.office = toezegging.functie
        detail.changed = toezegging.gewijzigdOp?.day
    }

    init(_ activiteit: Activiteit) {
        let isCancelled = activiteit.status?.known == .geannuleerd || activiteit.status?.known == .vervallen
        self.init(
            activiteit.id, isCancelled ? nil : .debate, sort: activiteit.soort ?? "", number: activiteit.nummer,
            title: activiteit.onderwerp ?? "", day: activiteit.datum?.day)
        detail.status = activiteit.status?.text
    }

    init(_ besluit: Besluit) {
        let isAdopted: Bool? =
            switch besluit.uitkomst?.known {
            case .aangenomen, .overgenomen: true
            case .verworpen, .nietAangenomen: false
            default: nil
            }
        // Only what ends a vote can be followed: a motion that was put off has no result yet.
        self.init(
            besluit.id, isAdopted == nil ? nil : .vote, sort: besluit.besluitSoort ?? "", number: nil,
            title: "", day: besluit.datum?.day)
        detail.outcome = besluit.besluitSoort
        detail.text = besluit.besluitTekst
        detail.isAdopted = isAdopted
        if besluit.uitkomst?.known == .overgenomen { detail.flaw = "Overgenomen door het kabinet, zonder stemming" }
        if let stemmingen = besluit.stemmingen, !stemmingen.isEmpty {
            let tally = VoteTally(besluit)
            if !tally.isSound { detail.flaw = Self.flaw(tally) }
        }
        if !besluit.isLinked { detail.flaw = "Niet gekoppeld aan een zaak" }
    }

    /// What does not fit in a tally, in a few Dutch words: it is shown beside the votes.
    private static func flaw(_ tally: VoteTally) -> String {
        let counted = "geteld \(tally.voor) voor, \(tally.tegen) tegen"
        guard let stated = tally.stated, !tally.isConfirmed else { return "De telling is niet zeker: \(counted)" }
        return "De telling klopt niet met het besluit: \(counted); het besluit zegt \(stated.voor)-\(stated.tegen)"
    }

    /// What a member can make of it. The House calls many things a letter: about progress, an answer, a report that is sent along.
    public var kinds: [ItemKind] {
        switch kind {
        case .letter: [.letter, .response, .publication]
        case .response: [.response, .letter, .publication]
        case let kind?: [kind]
        case nil: []
        }
    }

    /// What it becomes when a member follows it.
    ///
    /// - Parameters:
    ///   - kind: one of `kinds`.
    ///   - parties: of a decision, how the parties voted; `nil` when that is not known.
    ///   - title: of a decision, that of the motion it is about.
    func draft(
        as kind: ItemKind? = nil, office: String?, theme: String?, parties: [PartyVote]? = nil,
        about title: String? = nil
    ) -> ItemDraft? {
        guard let kind = kind ?? self.kind, kinds.contains(kind), let day else { return nil }
        let name = title ?? (self.title.isEmpty ? sort : self.title)
        let short = name.count > 300 ? String(name.prefix(299)) + "…" : name
        let place = [number, reference].compactMap(\.self).joined(separator: ", ")
        return ItemDraft(
            kind: kind, title: Words(nl: short, en: short), text: short == name ? "" : name, date: RoughDate(day),
            office: office, theme: theme, reference: reference ?? (kind == .questions ? number : nil),
            appreciation: detail.appreciation,
            source: ItemSource(
                title: "Open data van de Tweede Kamer: \(sort)" + (place.isEmpty ? "" : " (\(place))"), url: address,
                quote: kind == .vote ? detail.text : nil, certainty: .verified),
            result: kind == .vote
                ? detail.isAdopted.map {
                    VoteResult(isAdopted: $0, basis: .decision, parties: parties, flaw: detail.flaw)
                } : nil)
    }

    /// The day by which a commitment has to be fulfilled, as the register has it, or written questions be answered by the rule;
    /// `nil` when there is none, or when it lies before the commitment.
    func deadline(at instant: Instant) -> Deadline? {
        if kind == .questions, Open<Zaaksoort>(sort).known == .schriftelijkeVragen, let day {
            var deadline = Deadline.answer(toQuestionsOf: RoughDate(day))
            deadline.recorded = instant
            return deadline
        }
        guard kind == .commitment, let due = detail.due, let day, due >= day else { return nil }
        return Deadline(
            due: RoughDate(due), kind: .said, change: .first, reason: "Datum van nakoming in het register",
            announced: RoughDate(day), source: draft(office: nil, theme: nil)?.source, recorded: instant)
    }

    /// What the register says about a commitment, with the day of its last change there; `instant`, at which it was read, when
    /// that is not known. When the status came about is not in it.
    func claim(at instant: Instant) -> Claim? {
        guard kind == .commitment, let text = detail.status else { return nil }
        let status: Claim.Status? =
            switch Open<ToezeggingStatus>(text).known {
            case .openstaand: .open
            case .voldaan: .done
            case .deelsVoldaan: .partly
            case .vervallen: .lapsed
            case nil: nil
            }
        return status.map {
            Claim(
                status: $0, text: text, date: RoughDate(detail.changed ?? instant.day),
                source: ItemSource(
                    title: "Toezeggingenregister van de Tweede Kamer" + (number.map { " (\($0))" } ?? ""),
                    certainty: .verified), recorded: instant, isRegister: true)
        }
    }
}

extension ZaakActor {
    /// Who put a case forward, with the party; `nil` for others.
    var shown: String? {
        guard relatie?.known == .indiener || relatie?.known == .medeindiener else { return nil }
        return actorNaam.map { name in actorFractie.map { "\(name) (\($0))" } ?? name }
    }
}

/// A document of a case.
public struct HouseDocument: Hashable, Sendable {
    /// `2020D28391`
    public var number: String?
    /// The House's word for what it is.
    public var sort: String
    public var title: String
}

/// A letter that fulfils a commitment according to the House's register.
public struct Fulfilment: Hashable, Sendable {
    /// The commitment.
    public var item: Item
    /// The letter's number.
    public var number: String
    /// The letter among what was read from the House; `nil` when it is not there.
    public var letter: Identifier?
    public var title: String?
    /// Whether a member decided about the letter.
    public var isDecided: Bool
    /// What the letter was followed as.
    public var slug: String?
    /// Whether a member read it beside the commitment.
    public var isRead: Bool
}
