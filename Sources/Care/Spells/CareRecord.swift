import Core

/// That somebody of a helper saw or spoke to the young person.
struct Contact: Sendable, Codable, Hashable {
    enum Kind: String, Sendable, Codable, CaseIterable, Hashable {
        /// The first one with whoever takes over.
        case first
        case contact
    }

    let id: Identifier
    var function: CareFunction
    var kind: Kind
    var on: Day
    var provider: String
    var knownOn: Day

    init(
        id: Identifier, _ function: CareFunction, _ kind: Kind = .contact, on: Day, provider: String = "",
        knownOn: Day? = nil
    ) {
        self.id = id
        self.function = function
        self.kind = kind
        self.on = on
        self.provider = provider
        self.knownOn = knownOn ?? on
    }

    /// - Throws: `CareError.inFuture`, `.tooLong`, `.holdsFile`, `.holdsBSN`.
    func checked(on today: Day) throws(CareError) -> Contact {
        guard on <= today else { throw .inFuture(field: "contact-on") }
        guard knownOn <= today else { throw .inFuture(field: "known-on") }
        var checked = self
        checked.provider = try CareText.text(provider, field: "provider", most: CareText.line)
        return checked
    }
}

/// What a municipality, CIZ or an insurer decided about one function.
struct Decision: Sendable, Codable, Hashable {
    enum Outcome: String, Sendable, Codable, CaseIterable, Hashable {
        case granted, refused
    }

    let id: Identifier
    var function: CareFunction
    /// `jeugdwet` here means that youth care goes on after 18.
    var law: CareLaw
    var on: Day
    var outcome: Outcome
    /// The first day for which it holds no more; `nil` when it says none.
    var until: Day?
    var knownOn: Day

    init(
        id: Identifier, _ function: CareFunction, _ law: CareLaw, on: Day, _ outcome: Outcome, until: Day? = nil,
        knownOn: Day? = nil
    ) {
        self.id = id
        self.function = function
        self.law = law
        self.on = on
        self.outcome = outcome
        self.until = until
        self.knownOn = knownOn ?? on
    }

    /// - Throws: `CareError.inFuture`, `.endsBeforeStart`.
    func checked(on today: Day) throws(CareError) -> Decision {
        guard on <= today else { throw .inFuture(field: "decided-on") }
        guard knownOn <= today else { throw .inFuture(field: "known-on") }
        if let until, until <= on { throw .endsBeforeStart(field: "until", on) }
        return self
    }
}

/// What was agreed for the time on a waiting list: who helps meanwhile.
struct Bridging: Sendable, Codable, Hashable {
    let id: Identifier
    var function: CareFunction
    var start: Day
    /// The first day without; `nil` when it lasts as long as the waiting.
    var end: Day?
    /// Who does what, in a line.
    var agreed: String
    var knownOn: Day

    init(
        id: Identifier, _ function: CareFunction, from start: Day, to end: Day? = nil, agreed: String = "", knownOn: Day
    ) {
        self.id = id
        self.function = function
        self.start = start
        self.end = end
        self.agreed = agreed
        self.knownOn = knownOn
    }

    var days: DaySpan { DaySpan(start.number, end?.number ?? DaySpan.open) }

    /// - Throws: `CareError.endsBeforeStart`, `.missing`, `.tooLong`, `.holdsFile`, `.holdsBSN`, `.inFuture`.
    func checked(on today: Day) throws(CareError) -> Bridging {
        if let end, end <= start { throw .endsBeforeStart(field: "end", start) }
        guard knownOn <= today else { throw .inFuture(field: "known-on") }
        var checked = self
        checked.agreed = try CareText.required(agreed, field: "agreed", most: CareText.line)
        return checked
    }
}

/// That a receiver said yes to a referral: what a warm handover leaves behind for the gap finder.
struct Referral: Sendable, Codable, Hashable {
    let id: Identifier
    var function: CareFunction
    var acceptedOn: Day
    var knownOn: Day

    init(id: Identifier, _ function: CareFunction, acceptedOn: Day, knownOn: Day? = nil) {
        self.id = id
        self.function = function
        self.acceptedOn = acceptedOn
        self.knownOn = knownOn ?? acceptedOn
    }
}

/// How a young person lives and what help they have, some months after care ended (CBS, maatwerk 2023/51: 3 and 12 months).
struct Checkpoint: Sendable, Codable, Hashable {
    enum Living: String, Sendable, Codable, CaseIterable, Hashable {
        case own
        case parents
        case fosterFamily = "foster-family"
        case supported
        case institution
        case shelter
        /// At friends, now here and now there.
        case temporary
        case nowhere, unknown

        /// A place of one's own to stay; `nil` when nobody knows.
        var isSettled: Bool? {
            switch self {
            case .own, .parents, .fosterFamily, .supported, .institution: true
            case .shelter, .temporary, .nowhere: false
            case .unknown: nil
            }
        }
    }

    let id: Identifier
    /// After care ended: 3 or 12.
    var months: Int
    var on: Day
    var living: Living
    /// The laws under which there is help now. Empty with `isCareKnown` means: none.
    var care: Set<CareLaw>
    var isCareKnown: Bool
    var knownOn: Day

    init(
        id: Identifier, months: Int, on: Day, living: Living, care: Set<CareLaw> = [], isCareKnown: Bool = true,
        knownOn: Day? = nil
    ) {
        self.id = id
        self.months = months
        self.on = on
        self.living = living
        self.care = care
        self.isCareKnown = isCareKnown
        self.knownOn = knownOn ?? on
    }

    /// - Throws: `CareError.inFuture`, `.missing` when it is no checkpoint.
    func checked(on today: Day, _ limits: CareLimits = .standard) throws(CareError) -> Checkpoint {
        guard limits.checkpointMonths.contains(months) else { throw .missing(field: "months") }
        guard on <= today else { throw .inFuture(field: "checkpoint-on") }
        guard knownOn <= today else { throw .inFuture(field: "known-on") }
        return self
    }
}

/// Everything about a young person's help that gaps are found in. The order of the lists means nothing.
struct CareRecord: Sendable, Codable, Hashable {
    var born: Day
    /// Each as often as it was corrected.
    var spells: [CareSpell] = []
    var contacts: [Contact] = []
    var decisions: [Decision] = []
    var bridges: [Bridging] = []
    var referrals: [Referral] = []
    var checkpoints: [Checkpoint] = []

    init(born: Day, spells: [CareSpell] = []) {
        self.born = born
        self.spells = spells
    }

    /// What was known on a day: what came in later is left out, and corrections that came in later are not made.
    func known(on day: Day) -> CareRecord {
        var known = self
        known.spells = spells.known(on: day)
        known.contacts = contacts.filter { $0.knownOn <= day }
        known.decisions = decisions.filter { $0.knownOn <= day }
        known.bridges = bridges.filter { $0.knownOn <= day }
        known.referrals = referrals.filter { $0.knownOn <= day }
        known.checkpoints = checkpoints.filter { $0.knownOn <= day }
        return known
    }
}
