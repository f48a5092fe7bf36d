import Core

/// A stretch of help of one function: from `start` up to and not including `end`.
///
/// Corrections come as the same `id` with a higher `revision`, so that "what did we know on day X" can be answered: a day of the world
/// (`start`, `end`) and the day on which we heard of it (`knownOn`) are two things (facts 3.2).
struct CareSpell: Sendable, Codable, Hashable {
    enum Status: String, Sendable, Codable, CaseIterable, Hashable {
        /// Thought of.
        case planned
        /// On a list, from `start` up to the day on which it is expected to start.
        case waiting
        /// Decided, and not begun.
        case granted
        case started
        /// Over. It ran from `start` to `end`.
        case stopped

        /// Whether help was given in it.
        var isReal: Bool { self == .started || self == .stopped }
    }

    enum DateKind: String, Sendable, Codable, CaseIterable, Hashable {
        case planned, actual
    }

    let id: Identifier
    /// Goes up with every correction, from 0.
    var revision: Int
    /// It was entered by mistake: from `knownOn` it does not count.
    var isRetracted: Bool
    var function: CareFunction
    var law: CareLaw
    /// Who pays; empty when nobody knows.
    var funder: String
    /// The first day on which the funder pays no more; `nil` when nothing is said about it.
    var fundedUntil: Day?
    var provider: String
    /// The member in charge, of a spell of direction.
    var coordinator: Identifier?
    var status: Status
    var start: Day
    var startKind: DateKind
    /// The first day without; `nil` while no end is known.
    var end: Day?
    var endKind: DateKind
    /// Who said so.
    var source: String
    var knownOn: Day

    init(
        id: Identifier, revision: Int = 0, isRetracted: Bool = false, _ function: CareFunction, _ law: CareLaw,
        _ status: Status, from start: Day, to end: Day? = nil, startKind: DateKind = .actual,
        endKind: DateKind = .planned, funder: String = "", fundedUntil: Day? = nil, provider: String = "",
        coordinator: Identifier? = nil, source: String = "", knownOn: Day
    ) {
        self.id = id
        self.revision = revision
        self.isRetracted = isRetracted
        self.function = function
        self.law = law
        self.funder = funder
        self.fundedUntil = fundedUntil
        self.provider = provider
        self.coordinator = coordinator
        self.status = status
        self.start = start
        self.startKind = startKind
        self.end = end
        self.endKind = endKind
        self.source = source
        self.knownOn = knownOn
    }

    /// The days it takes.
    var days: DaySpan { DaySpan(start.number, end?.number ?? DaySpan.open) }

    /// The same, as it is kept.
    ///
    /// - Throws: `CareError.endsBeforeStart`, `.inFuture`, `.missing`, `.tooLong`, `.holdsFile`, `.holdsBSN`, `.dayBefore`.
    func checked(on today: Day) throws(CareError) -> CareSpell {
        var checked = self
        if let end, end <= start { throw .endsBeforeStart(field: "end", start) }
        if status.isReal || status == .waiting {
            guard start <= today else { throw .inFuture(field: "start") }
            checked.startKind = .actual
        }
        if status == .stopped {
            guard let end else { throw .missing(field: "end") }
            guard end <= today else { throw .inFuture(field: "end") }
            checked.endKind = .actual
        }
        if let fundedUntil, fundedUntil < start { throw .dayBefore(field: "funded-until", start) }
        guard knownOn <= today else { throw .inFuture(field: "known-on") }
        checked.provider = try CareText.text(provider, field: "provider", most: CareText.line)
        checked.funder = try CareText.text(funder, field: "funder", most: CareText.line)
        checked.source = try CareText.text(source, field: "source", most: CareText.line)
        return checked
    }

    /// Whether two stretches of one function stand side by side, each with another coordinator: then it is not clear who is in charge.
    func contradicts(_ other: CareSpell) -> Bool {
        guard function == other.function, id != other.id, let mine = coordinator, let theirs = other.coordinator,
            mine != theirs, status != .waiting, other.status != .waiting
        else { return false }
        return days.overlaps(other.days)
    }
}

extension [CareSpell] {
    /// Stops when one of these stands beside `spell` with another coordinator.
    ///
    /// - Throws: `CareError.twoCoordinators` with the first day of both.
    func check(_ spell: CareSpell) throws(CareError) {
        let others = known(on: Day(number: Int.max))
        guard let other = others.filter({ $0.contradicts(spell) }).min(by: { $0.start < $1.start }) else { return }
        throw .twoCoordinators(from: Swift.max(spell.start, other.start))
    }

    /// As it was known on a day: of each the last revision that had come in by then.
    func known(on day: Day) -> [CareSpell] {
        var latest: [Identifier: CareSpell] = [:]
        for spell in self where spell.knownOn <= day {
            if let before = latest[spell.id], !spell.isNewer(than: before) { continue }
            latest[spell.id] = spell
        }
        return latest.values.filter { !$0.isRetracted }.sorted { ($0.start, $0.id) < ($1.start, $1.id) }
    }
}

extension CareSpell {
    /// Whether it corrects another revision of the same.
    func isNewer(than other: CareSpell) -> Bool { (revision, knownOn) > (other.revision, other.knownOn) }
}
