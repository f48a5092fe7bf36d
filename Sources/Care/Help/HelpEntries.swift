import Core
import Directory
import Storage

/// Somebody else corrected the same stretch of help since the page was opened. What was typed is still with whoever typed it.
struct StaleSpell: Error, Hashable {
    /// As it stands now.
    let theirs: CareSpell
}

/// What is entered about help: spells with their corrections, contacts, decisions, agreements and checkpoints.
extension CareFiles {
    /// Enters a new stretch of help. Its revision is that of a new one, whatever it says.
    ///
    /// - Throws: as `CareSpell.checked` and `[CareSpell].check`; as `change`.
    func add(_ seat: Seat, _ plan: Identifier, _ spell: CareSpell) async throws {
        let members = try await members(of: seat)
        try await change(seat, plan, "care.spell.added") { entering in
            var spell = spell
            spell.revision = 0
            guard !entering.file.record.spells.contains(where: { $0.id == spell.id }) else {
                throw CareError.unknownItem(spell.id.text)
            }
            try entering.enter(spell, coordinators: members)
        }
    }

    /// Corrects a stretch of help: the revisions before stay, and a day before `knownOn` still shows those.
    ///
    /// - Parameters:
    ///   - spell: as it is now, with the same identifier; or retracted, with the reason as its source.
    ///   - basedOn: the revision that whoever corrects it was looking at.
    /// - Throws: `StaleSpell`; as `add`.
    func correct(_ seat: Seat, _ plan: Identifier, _ spell: CareSpell, basedOn: Int) async throws {
        let members = try await members(of: seat)
        try await change(seat, plan, spell.isRetracted ? "care.spell.retracted" : "care.spell.corrected") { entering in
            let latest = try entering.file.latest(spell.id)
            guard latest.revision == basedOn else { throw StaleSpell(theirs: latest) }
            // Who heard of a correction before the thing itself was known?
            guard spell.knownOn >= latest.knownOn else {
                throw CareError.dayBefore(field: "known-on", latest.knownOn)
            }
            var next = spell
            next.revision = latest.revision + 1
            if next.coordinator != nil, next.coordinator == latest.coordinator {
                try entering.enter(next, coordinators: members + [latest.coordinator].compactMap(\.self))
            } else {
                try entering.enter(next, coordinators: members)
            }
        }
    }

    /// Takes back a stretch of help that was entered by mistake.
    ///
    /// - Throws: `CareError.missing` without a reason; as `correct`.
    func retract(
        _ seat: Seat, _ plan: Identifier, _ spell: Identifier, basedOn: Int, reason: String
    ) async throws {
        let reason = try CareText.required(reason, field: "reason", most: CareText.line)
        var retracted = try (try await look(seat, plan)).file.latest(spell)
        retracted.isRetracted = true
        retracted.source = reason
        retracted.knownOn = context.today
        try await correct(seat, plan, retracted, basedOn: basedOn)
    }

    /// - Throws: as `Contact.checked` and `change`.
    func add(_ seat: Seat, _ plan: Identifier, _ contact: Contact) async throws {
        let contact = try contact.checked(on: context.today)
        try await change(seat, plan, "care.contact.added") { try $0.enter(.contact(contact)) }
    }

    /// - Throws: as `Decision.checked` and `change`.
    func add(_ seat: Seat, _ plan: Identifier, _ decision: Decision) async throws {
        let decision = try decision.checked(on: context.today)
        try await change(seat, plan, "care.decision.added") { try $0.enter(.decided(decision)) }
    }

    /// - Throws: as `Bridging.checked` and `change`.
    func add(_ seat: Seat, _ plan: Identifier, _ bridging: Bridging) async throws {
        let bridging = try bridging.checked(on: context.today)
        try await change(seat, plan, "care.bridging.added") { try $0.enter(.bridged(bridging)) }
    }

    /// - Throws: as `Checkpoint.checked` and `change`.
    func add(_ seat: Seat, _ plan: Identifier, _ checkpoint: Checkpoint) async throws {
        let checkpoint = try checkpoint.checked(on: context.today, context.limits)
        try await change(seat, plan, "care.checkpoint.added") { try $0.enter(.checkpoint(checkpoint)) }
    }

    /// Takes back a contact, a decision, an agreement or a checkpoint that was entered by mistake.
    ///
    /// - Throws: `CareError.unknownItem`; as `change`.
    func strike(_ seat: Seat, _ plan: Identifier, _ entry: Identifier) async throws {
        try await change(seat, plan, "care.entry.struck") { entering in
            let file = entering.file
            // What a handover left behind is part of it.
            guard file.record.strikable.contains(entry), file.handover(entry) == nil else {
                throw CareError.unknownItem(entry.text)
            }
            try entering.enter(.struck(entry))
        }
    }

    /// Who sits at the desk, for who coordinates.
    func members(of seat: Seat) async throws -> [Identifier] {
        let context = context
        return try await context.database.read { try context.desks.members(of: seat.desk, in: $0) }
    }
}

extension CareEntering {
    /// - Throws: `CareError.missing` for a coordinator who is no member of the desk.
    fileprivate mutating func enter(_ spell: CareSpell, coordinators: [Identifier]) throws {
        var spell = try spell.checked(on: today)
        if spell.function != .direction { spell.coordinator = nil }
        if let coordinator = spell.coordinator, !coordinators.contains(coordinator) {
            throw CareError.missing(field: "coordinator")
        }
        if !spell.isRetracted { try file.record.spells.check(spell) }
        try enter(.spell(spell))
    }
}

extension CareFile {
    /// The last revision of a stretch of help that counts.
    ///
    /// - Throws: `CareError.unknownItem` for one that is not there, or was taken back.
    func latest(_ spell: Identifier) throws -> CareSpell {
        guard let last = revisions(of: spell).last, !last.isRetracted else { throw CareError.unknownItem(spell.text) }
        return last
    }

    /// All that was entered of a stretch of help, the oldest first.
    func revisions(of spell: Identifier) -> [CareSpell] {
        record.spells.filter { $0.id == spell }.sorted { $1.isNewer(than: $0) }
    }

    /// What was known of the help on a day: also what was taken back since, and without what came in since.
    func recordAsKnown(on day: Day) -> CareRecord {
        var known = CareRecord(born: record.born, spells: record.spells)
        for line in history {
            switch line.event {
            case .contact(let contact): known.contacts.append(contact)
            case .decided(let decision): known.decisions.append(decision)
            case .bridged(let bridging): known.bridges.append(bridging)
            case .checkpoint(let checkpoint): known.checkpoints.append(checkpoint)
            case .struck(let id) where line.stamp.at.day <= day: known.strike(id)
            default: break
            }
        }
        for line in handovers { known.add(line, asKnownOn: day) }
        return known.known(on: day)
    }

    /// What a member had decided about a gap by a day; `nil` when nobody had, or when it was taken back.
    func decision(about gap: ContinuityGap, on day: Day) -> GapDecision? {
        decisions.last { $0.gap == gap.name && $0.stamp.at.day <= day }.flatMap { $0.verdict == .reopened ? nil : $0 }
    }
}

extension CareRecord {
    /// What can be taken back.
    fileprivate var strikable: Set<Identifier> {
        Set(contacts.map(\.id) + decisions.map(\.id) + bridges.map(\.id) + checkpoints.map(\.id))
    }

    fileprivate mutating func strike(_ id: Identifier) {
        contacts.removeAll { $0.id == id }
        decisions.removeAll { $0.id == id }
        bridges.removeAll { $0.id == id }
        checkpoints.removeAll { $0.id == id }
    }

    /// What a handover said by a day: also of one that was withdrawn since.
    fileprivate mutating func add(_ line: CareFile.HandoverLine, asKnownOn day: Day) {
        var handover = Handover(
            id: line.handover.id, line.handover.function, askedOn: line.handover.askedOn, asked: line.handover.asked)
        for taken in line.handover.taken where taken.stamp.at.day <= day {
            let next = try? handover.taking(
                taken.step, by: taken.step.side, on: taken.on, note: taken.note,
                youngPersonWasThere: taken.youngPersonWasThere, taken.stamp)
            handover = next ?? handover
            if taken.step == .meet { contacts.append(line.firstContact(taken)) }
        }
        if let referral = handover.referral { referrals.append(referral) }
    }
}

extension CareFile.HandoverLine {
    /// The contact that a first meeting is.
    func firstContact(_ taken: Handover.Taken) -> Contact {
        Contact(
            id: handover.id, handover.function, .first, on: taken.on, provider: to.name, knownOn: taken.stamp.at.day)
    }
}
